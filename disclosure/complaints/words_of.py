"""The handler's own words: what goes to those whom a complaint is about tells neither who came nor what he wrote (信访工作条例 art. 30)."""

from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid
from disclosure.rules.reporting import bare, copied, numbers_like, tells

PREFIXES = ("TS", "XC")  # complaints and their inquiries
SHORT = 4  # a title of fewer signs is a word that anybody uses
MOST = 2000  # complaints whose reporters are looked for
_NUMBER = numbers_like(PREFIXES)


def require_own(complaint, text, field, *, title=False):
    """Refuse a text that holds the reporter's name, telephone, address or case number, or a run of his own words. Raises Invalid(field).

    title: also one that takes over the title that he gave it.
    """
    case = complaint.case
    if tells(text, (complaint.name, complaint.phone, case.email, case.number)):
        raise Invalid(_("“{field}” names the reporter or his case: take it out.").format(field=field), field=field)
    if run := copied(text, f"{complaint.subject}\n{complaint.text}"):
        raise Invalid(_("“{field}” takes over the reporter's own words (“{run}…”): say it in yours.").format(field=field, run=run[:16]), field=field)
    if title and len(bare(complaint.subject)) >= SHORT and tells(text, (complaint.subject,)):
        raise Invalid(_("This takes over the title of the complaint: say it in your words."), field=field)


def require_unnumbered(text, field):
    """Refuse a text that names anything by a number like those of complaints and inquiries, whether there is one or not. Raises Invalid(field)."""
    if found := _NUMBER.search(text or ""):
        sentence = _("“{number}” is written like the number of a complaint or an inquiry, which goes to no division: say it without the number.")
        raise Invalid(sentence.format(number=found[0]), field=field)


def require_nameless(complaints, text, field):
    """Refuse a text that names who came in one of `complaints` (a queryset), the newest 2,000 of them. Raises Invalid(field)."""
    for name in complaints.exclude(anonymous=True).order_by("-pk").values_list("name", flat=True)[:MOST]:
        if tells(text, (name,)):
            raise Invalid(_("“{field}” names the reporter or his case: take it out.").format(field=field), field=field)
