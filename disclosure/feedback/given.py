"""What feedback must hold, checked in one place for the form, the API and the office: every fault with its field."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from wagtail.models import Revision

from disclosure.intake.typed import Look, clean, number_of, text_of, words_of
from disclosure.ledger.errors import Invalid
from disclosure.rules.numbers import NumberError, credit_code

from .models import FeedbackKind
from .readers import party_name

FIELDS = ("kind", "page", "revision", "where", "text", "contact", "credit_code")
ADDRESS = re.compile(r"[^\s@<>，；、,;：:（）()]+@[^\s@<>，；、,;：:（）()]+\.[A-Za-z]{2,}")


def look(given, page):
    """(values, {field: sentence}) of what was given on a page (a live page that its giver may read, or None): values are clean without a fault."""
    seen = Look()
    values, faults, take = seen.values, seen.faults, seen.take

    take("kind", lambda: _kind(given.get("kind")))
    take("revision", lambda: _revision(given.get("revision"), page))
    take("where", lambda: text_of(given.get("where"), "where", needed=False, most=500))
    take("text", lambda: words_of(given.get("text"), "text", _("Please say what it is about.")))
    take("contact", lambda: text_of(given.get("contact"), "contact", needed=False, most=200))
    kind = values.get("kind")
    if kind is not None and kind.of_a_party:
        take("credit_code", lambda: _party_code(given.get("credit_code"), page))
        if "contact" not in faults and not values.get("contact"):
            faults["contact"] = _("Please give a telephone number or an e-mail address: the office must reach the party.")
    else:
        take("credit_code", lambda: text_of(given.get("credit_code"), "credit_code", needed=False, most=100) and "")
    return seen.result(FIELDS)


def require(given, page):
    """The clean values. Raises Invalid for the first fault, naming its field."""
    return clean(look(given, page))


def mail_in(contact):
    """The e-mail address that a contact holds, "" without one."""
    found = ADDRESS.search(unicodedata.normalize("NFKC", contact or ""))
    try:
        validate_email(found[0] if found else "")
    except ValidationError:
        return ""
    return found[0][:254]


def _kind(value):
    value = FeedbackKind.ERROR if value is None else value
    if not isinstance(value, str) or value not in FeedbackKind.values:
        raise Invalid(_("“{field}”: choose one of {choices}.").format(field="kind", choices="、".join(FeedbackKind.values)), field="kind")
    return FeedbackKind(value)


def _revision(value, page):
    if value in (None, ""):
        return page.live_revision_id if page is not None else None
    number = number_of(value) if isinstance(value, str) else value
    known = isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**63 and page is not None
    if not known or not Revision.objects.filter(pk=number, object_id=str(page.pk)).exists():
        raise Invalid(_("Revision: this is no version of the page; leave it out or open the page anew."), field="revision")
    return number


def _party_code(value, page):
    text = text_of(value, "credit_code", needed=False, most=100)
    if not text:
        raise Invalid(_("Please give the credit code of the party, 18 characters as on the licence."), field="credit_code")
    try:
        code = credit_code(text)
    except NumberError as error:
        raise Invalid(str(error), field="credit_code") from error
    if party_name(page, code) is None:
        raise Invalid(_("Credit code: no party of this page has it; only a party objects or asks for credit repair."), field="credit_code")
    return code
