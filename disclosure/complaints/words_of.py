"""The handler's own words: what goes to those whom a complaint is about tells neither who came nor what he wrote (信访工作条例 art. 30)."""

from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid
from disclosure.rules.reporting import copied, tells


def require_own(complaint, text, field):
    """Refuse a text that holds the reporter's name, telephone, address or case number, or a run of his own words. Raises Invalid(field)."""
    case = complaint.case
    if tells(text, (complaint.name, complaint.phone, case.email, case.number)):
        raise Invalid(_("“{field}” names the reporter or his case: take it out.").format(field=field), field=field)
    if run := copied(text, f"{complaint.subject}\n{complaint.text}"):
        raise Invalid(_("“{field}” takes over the reporter's own words (“{run}…”): say it in yours.").format(field=field, run=run[:16]), field=field)
