"""What a complaint must hold, checked in one place for the form, the API and the desk: every fault with its field."""

from django.utils.translation import gettext as _

from disclosure.intake.typed import Look, clean, email_of, phone_of, text_of, words_of
from disclosure.ledger.errors import Invalid
from disclosure.org.models import Division

from .models import ComplaintKind

FIELDS = ("kind", "anonymous", "name", "phone", "email", "subject", "division", "about", "text")
ABOUT = ("", "leader", "main-leader")  # beside a division: who is complained of
MOST_SUBJECT = 200


def look(given):
    """(values, {field: sentence}) of what was given; values are clean where nothing is said about a field. `division` becomes a Division."""
    seen = Look()
    values, take = seen.values, seen.take

    take("kind", lambda: _one_of(given.get("kind"), "kind", ComplaintKind.values))
    take("about", lambda: _one_of(given.get("about") or "", "about", ABOUT))
    take("anonymous", lambda: _yes_or_no(given.get("anonymous")))
    take("subject", lambda: words_of(given.get("subject"), "subject", _("Please say in a few words what it is about."), most=MOST_SUBJECT))
    take("text", lambda: words_of(given.get("text"), "text", _("Please say what happened: when, where, who."), most=5000))
    take("division", lambda: _division(given.get("division")))
    if values.get("anonymous"):
        for field in ("name", "phone", "email"):
            take(field, lambda field=field: _nothing(given.get(field), field))
    else:
        take("name", lambda: words_of(given.get("name"), "name", _("Please fill in your name, or choose to stay anonymous."), most=100))
        take("phone", lambda: phone_of(given.get("phone"), lacking=_("Please fill in a telephone number, or choose to stay anonymous.")))
        take("email", lambda: email_of(given.get("email")))
    return seen.result(FIELDS)


def require(given):
    """The clean values. Raises Invalid for the first fault, naming its field."""
    return clean(look(given))


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


def _division(value):
    if value is None or value == "":
        return None
    found = Division.objects.filter(code=value).first() if isinstance(value, str) and len(value) <= 32 and "\x00" not in value else None
    if found is None:
        raise Invalid(_("“division”: there is no such division; leave it empty where none is meant."), field="division")
    return found
