"""How papers that go beyond the desk name what came out of a complaint: as one of its kind, without its number or a word of a title.

Leaders in charge and superiors read the report; the rules on complaints let them know how many there are, not which (五（五）; 信访工作条例 art. 30).
"""

from dataclasses import replace

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.models import OverdueReason
from disclosure.complaints.access import capacity, readable
from disclosure.complaints.models import Complaint, Inquiry, OrderKind, SupervisionOrder
from disclosure.complaints.words_of import PREFIXES as ALWAYS
from disclosure.complaints.words_of import require_impersonal, require_own
from disclosure.ledger.errors import Invalid
from disclosure.rules.reporting import numbers_like

A_CASE = 100  # a row of the source `cases` is numbered case × 100 + round

WORDS = {
    "cases": gettext_lazy("1 complaint"), "inquiries": gettext_lazy("1 inquiry in a complaint"),
    "orders": gettext_lazy("1 order out of a complaint"),
}  # fmt: skip
_NUMBER = numbers_like((*ALWAYS, *(kind.prefix for kind in OrderKind)))


def named(rows):
    """Rows as such a paper names them, in their order and none left out: those out of complaints without number, title and address, with the fact
    `complaint`; all others as they are."""
    rows = list(rows)
    behind = {row.get("case_no") for row in rows if row.source == "orders"}
    ours = set(Complaint.objects.filter(case__in=behind - {None}).values_list("case_id", flat=True)) if behind - {None} else set()
    return [_named(row) if _is_told(row, ours) else row for row in rows]


def unnumbered(rows):
    """As `named`, and plain supervision orders without their numbers too: of a series that all may read a gap tells that there is another one."""
    return [replace(row, title=row.title.removeprefix(f"{row.get('number')} ")) if row.source == "orders" else row for row in named(rows)]


def _is_told(row, complaints):
    if row.source == "orders":
        return row.get("case_no") in complaints
    return row.source == "inquiries" or (row.source == "cases" and row.kind == "complaint")


def _named(row):
    return replace(row, title=str(WORDS[row.source]), address="", facts={**row.facts, "number": "", "case": "", "complaint": True})


def numbers_in(text):
    """What looks like the number of a complaint, an inquiry or a supervision order in a text, as it is written there.

    Nothing is looked up: whether there is one of this number, and out of what it came, must not be told by what is refused and what is not.
    """
    return [match[0] for match in _NUMBER.finditer(text or "")]


def tells_of_complaint(title):
    """Whether a title or number that this system wrote is of a complaint, an inquiry or an order out of one. Never asked of what people type."""
    for match in _NUMBER.finditer(title):
        prefix = "".join(chr(ord(sign) - 0xFEE0) if ord(sign) > 0xFEE0 else sign for sign in match[1] or ALWAYS[0]).upper()
        if prefix in ALWAYS:
            return True
        if match[2].isdecimal() and match[3].isdecimal() and _is_out_of_one(f"{prefix}-{int(match[2])}-{int(match[3]):05d}"):
            return True
    return False


def _is_out_of_one(number):
    order = SupervisionOrder.objects.filter(number=number).first()
    if order is None:
        return False
    return order.about_kind == "inquiry" or (order.about_kind == "case" and Complaint.objects.filter(case=order.about_no).exists())


def masked(text):
    """A text without such numbers."""
    return _NUMBER.sub(lambda _match: str(_("(number left out)")), text or "")


def require_discreet(text, field, by, on):
    """Invalid(field) for a text of the report that names anything by a number like those of complaints, inquiries and supervision orders, holds a
    mobile or identity number, or tells of a complaint that `by` may read who came or what he wrote. on: the day (date).
    """
    if found := numbers_in(text):
        sentence = _(
            "“%(number)s” is written like the number of a complaint, an inquiry or a supervision order; the report names none of them in its texts, "
            "whichever it is: say it without the number."
        )
        raise Invalid(sentence % {"number": found[0]}, field=field)
    require_impersonal(Complaint.objects.filter(case__in=readable(by, on).order_by().values("pk")), {field: text}, on)


def require_own_words(row, text, by, on):
    """Invalid(text) for a reason that takes over a title or words of the reporter, from who may read them; whether the row came out of a complaint.

    To anybody else a refusal would tell what was written.
    """
    (told,) = named([row])
    if not told.get("complaint"):
        return False
    complaint = Complaint.objects.select_related("case").get(case=row.get("case_no"))
    if capacity(by, complaint.case, on) is not None:
        require_own(complaint, text, "text", title=True)
    return True


def renamed(row):
    """An overdue row of a version that was issued before (a dict of content_of), as it is named now."""
    told = row.get("complaint", False) or row["source"] == "inquiries" or (row["source"] in WORDS and tells_of_complaint(row["title"]))
    return {**row, "title": str(WORDS[row["source"]]) if told else row["title"], "reason": masked(row["reason"]), "complaint": told}


def hidden_entries(user, on):
    """Q of the ledger's entries that are kept from `user` on `on` (date): reasons for what came out of a complaint that is not his to read.

    As the complaint's own entries are: for whoever may not read it there is no difference between one about him and any other.
    """
    cases = Complaint.objects.exclude(case__in=readable(user, on).order_by().values("pk")).order_by().values("case")
    asked = Inquiry.objects.filter(complaint__case__in=cases).order_by().values("pk")
    out_of = SupervisionOrder.objects.filter(Q(about_kind="case", about_no__in=cases) | Q(about_kind="inquiry", about_no__in=asked))
    reasons = OverdueReason.objects.annotate(case_no=F("number") / A_CASE).filter(
        Q(source="cases", case_no__in=cases) | Q(source="inquiries", number__in=asked) | Q(source="orders", number__in=out_of.order_by().values("pk"))
    )
    return Q(about_kind="overdue", about_no__in=reasons.order_by().values("pk"))
