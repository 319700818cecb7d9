"""How papers that go beyond the desk name what came out of a complaint: as one of its kind, without its number or a word of a title.

Leaders in charge and superiors read the report; the rules on complaints let them know how many there are, not which (五（五）; 信访工作条例 art. 30).
"""

import re
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure.complaints.access import capacity
from disclosure.complaints.models import Complaint, OrderKind, SupervisionOrder
from disclosure.complaints.words_of import require_own
from disclosure.ledger.errors import Invalid
from disclosure.rules.reporting import bare, tells

SHORT = 4  # a title of fewer signs is a word that anybody uses

WORDS = {
    "cases": gettext_lazy("1 complaint"), "inquiries": gettext_lazy("1 inquiry in a complaint"),
    "orders": gettext_lazy("1 order out of a complaint"),
}  # fmt: skip
ALWAYS = ("TS", "XC")  # complaints and their inquiries; of the orders only those out of a complaint are meant
_PREFIX = "|".join(
    "".join(f"[{letter}{chr(ord(letter) + 0xFEE0)}]" for letter in prefix) for prefix in (*ALWAYS, *(kind.prefix for kind in OrderKind))
)  # as they are typed with a Chinese keyboard, too
_NUMBER = re.compile(rf"(?<![A-Za-z])({_PREFIX})[^\w\n]{{0,3}}(\d{{4}})[^\w\n]{{0,3}}(\d+)", re.IGNORECASE)


def named(rows):
    """Rows as such a paper names them, in their order and none left out: those out of complaints without number, title and address, with the fact
    `complaint`; all others as they are."""
    rows = list(rows)
    behind = {row.get("case_no") for row in rows if row.source == "orders"}
    ours = set(Complaint.objects.filter(case__in=behind - {None}).values_list("case_id", flat=True)) if behind - {None} else set()
    return [_named(row) if _is_told(row, ours) else row for row in rows]


def _is_told(row, complaints):
    if row.source == "orders":
        return row.get("case_no") in complaints
    return row.source == "inquiries" or (row.source == "cases" and row.kind == "complaint")


def _named(row):
    return replace(row, title=str(WORDS[row.source]), address="", facts={**row.facts, "number": "", "case": "", "complaint": True})


def numbers_in(text):
    """The numbers of complaints, of their inquiries and of the orders out of them that stand in a text, as they are written there."""
    found = []
    for match in _NUMBER.finditer(text or ""):
        prefix = "".join(chr(ord(sign) - 0xFEE0) if ord(sign) > 0xFEE0 else sign for sign in match[1]).upper()
        if prefix in ALWAYS or _is_out_of_one(f"{prefix}-{int(match[2])}-{int(match[3]):05d}"):
            found.append(match[0])
    return found


def _is_out_of_one(number):
    order = SupervisionOrder.objects.filter(number=number).first()
    if order is None:
        return False
    return order.about_kind == "inquiry" or (order.about_kind == "case" and Complaint.objects.filter(case=order.about_no).exists())


def masked(text):
    """A text without such numbers."""
    for number in numbers_in(text):
        text = text.replace(number, str(_("(number left out)")))
    return text


def require_discreet(text, field):
    """Invalid(field) for a text of the report that names a complaint by its number."""
    if found := numbers_in(text):
        sentence = _("“%(number)s” is the number of a complaint, which not all readers of the report may know: say it without the number.")
        raise Invalid(sentence % {"number": found[0]}, field=field)


def require_own_words(row, text, by, on):
    """Invalid(text) for a reason that takes over a title or words of the reporter, from who may read them; whether the row came out of a complaint.

    To anybody else a refusal would tell what was written.
    """
    (told,) = named([row])
    if not told.get("complaint"):
        return False
    complaint = Complaint.objects.select_related("case").get(case=row.get("case_no"))
    if capacity(by, complaint.case, on) is not None:
        require_own(complaint, text, "text")
        if len(bare(complaint.subject)) >= SHORT and tells(text, (complaint.subject,)):
            raise Invalid(_("This takes over the title of the complaint: say it in your words."), field="text")
    return True


def renamed(row):
    """An overdue row of a version that was issued before (a dict of content_of), as it is named now."""
    told = row["source"] == "inquiries" or (row["source"] in WORDS and bool(numbers_in(row["title"])))
    return {**row, "title": str(WORDS[row["source"]]) if told else row["title"], "reason": masked(row["reason"]), "complaint": told}
