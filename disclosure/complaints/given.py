"""What a complaint must hold, checked in one place for the form, the API and the desk: every fault with its field."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from disclosure.cases.actions import text_of
from disclosure.ledger.errors import Invalid
from disclosure.org.models import Division

from .models import ComplaintKind

FIELDS = ("kind", "anonymous", "name", "phone", "email", "subject", "division", "about", "text")
ABOUT = ("", "leader", "main-leader")  # beside a division: who is complained of
MOST_SUBJECT = 200
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-转]{4,28}[0-9]")


def look(given):
    """(values, {field: sentence}) of what was given; values are clean where nothing is said about a field. `division` becomes a Division."""
    values, faults = {}, {}

    def take(field, ask):
        try:
            values[field] = ask()
        except Invalid as refusal:
            faults.setdefault(field, str(refusal))

    take("kind", lambda: _one_of(given.get("kind"), "kind", ComplaintKind.values))
    take("about", lambda: _one_of(given.get("about") or "", "about", ABOUT))
    take("anonymous", lambda: _yes_or_no(given.get("anonymous")))
    take("subject", lambda: _words(given.get("subject"), "subject", _("Please say in a few words what it is about."), MOST_SUBJECT))
    take("text", lambda: _words(given.get("text"), "text", _("Please say what happened: when, where, who."), 5000))
    take("division", lambda: _division(given.get("division")))
    if values.get("anonymous"):
        for field in ("name", "phone", "email"):
            take(field, lambda field=field: _nothing(given.get(field), field))
    else:
        take("name", lambda: _words(given.get("name"), "name", _("Please fill in your name, or choose to stay anonymous."), 100))
        take("phone", lambda: _phone(given.get("phone")))
        take("email", lambda: _email(given.get("email")))
    return values, {field: faults[field] for field in FIELDS if field in faults}


def require(given):
    """The clean values. Raises Invalid for the first fault, naming its field."""
    values, faults = look(given)
    for field, sentence in faults.items():
        raise Invalid(sentence, field=field)
    return values


def _one_of(value, field, choices):
    if not isinstance(value, str) or value not in choices:
        raise Invalid(_("“{field}”: choose one of {choices}.").format(field=field, choices="、".join(each for each in choices if each)), field=field)
    return value


def _yes_or_no(value):
    if not isinstance(value, bool):
        raise Invalid(_("“{field}”: say true or false.").format(field="anonymous"), field="anonymous")
    return value


def _nothing(value, field):
    if text_of(value, field, needed=False, most=1000):
        raise Invalid(_("“{field}”: leave it out to stay anonymous.").format(field=field), field=field)
    return ""


def _words(value, field, lacking, most):
    text = text_of(value, field, needed=False, most=most)
    if not re.search(r"\w", text):
        raise Invalid(lacking, field=field)
    return text


def _phone(value):
    text = unicodedata.normalize("NFKC", text_of(value, "phone", needed=False, most=100))
    if not text:
        raise Invalid(_("Please fill in a telephone number, or choose to stay anonymous."), field="phone")
    if not _PHONE.fullmatch(text):
        raise Invalid(_("Telephone: digits are wanted, as 13800138000 or 0591-87654321."), field="phone")
    return text


def _email(value):
    text = text_of(value, "email", needed=False, most=254)
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise Invalid(_("E-mail: this is no address, one reads like name@example.com."), field="email") from None
    return text


def _division(value):
    if value is None or value == "":
        return None
    found = Division.objects.filter(code=value).first() if isinstance(value, str) and len(value) <= 32 and "\x00" not in value else None
    if found is None:
        raise Invalid(_("“division”: there is no such division; leave it empty where none is meant."), field="division")
    return found
