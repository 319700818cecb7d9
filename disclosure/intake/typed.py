"""What was typed into a form or sent to the API: text, words, telephone, e-mail; each fault is one sentence that names its field."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid
from disclosure.rules.numbers import NumberError

MAX_TEXT = 5000
LONG = 1000  # characters from which a text could go into a file: a name could not
_FILLERS = "\u115f\u1160\u3164\uffa0"  # Hangul letters that nobody sees
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-转]{4,28}[0-9]")


def _seen(sign):
    """Whether a reader sees the sign: no blank, control, format character or mark that stands on none."""
    return unicodedata.category(sign)[0] not in "CZM" and sign not in _FILLERS


def text_of(text, field="text", *, needed=True, most=MAX_TEXT):
    """Text as it was typed, without blanks around it. Raises Invalid for nothing (where needed), no text, too much of it, or control characters."""
    if text is None:
        text = ""
    if not isinstance(text, str):
        raise Invalid(_("“{field}” is text.").format(field=field), field=field)
    text = text.replace("\r\n", "\n").strip()
    if needed and not any(_seen(sign) for sign in text):
        raise Invalid(_("Please fill in “{field}”.").format(field=field), field=field)
    if len(text) > most:
        sentence = _("“{field}” has {count} characters; at most {most} are taken. Shorten it.")
        if most >= LONG:
            sentence = _("“{field}” has {count} characters; at most {most} are taken. Shorten it or attach a file.")
        raise Invalid(sentence.format(field=field, count=len(text), most=most), field=field)
    if any((ord(sign) < 32 and sign not in "\n\t") or 0xD800 <= ord(sign) < 0xE000 or ord(sign) & 0xFFFE == 0xFFFE for sign in text):
        raise Invalid(_("“{field}” holds control characters; take them out.").format(field=field), field=field)
    return text


def says(text, least=2):
    """Whether a text says anything: at least so many Chinese characters or letters, not signs and figures alone."""
    return sum(sign.isalpha() and _seen(sign) for sign in text) >= least


def reason_of(text, field="reason", *, needed=True, most=MAX_TEXT):
    """A reason that others read: text as `text_of` takes it, that says something. Raises Invalid(field)."""
    text = text_of(text, field, needed=needed, most=most)
    if text and not says(text):
        raise Invalid(_("Write the reason in words: signs, figures or one letter say nothing to who reads it."), field=field)
    return text


def number_of(text):
    """The number of a row that stands in an address or came with a form, None where it is none: figures that are no digits, or too many."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def words_of(text, field, lacking, *, most=MAX_TEXT):
    """Text with at least one letter, figure or character in it; Invalid with the sentence `lacking` where there is none."""
    text = text_of(text, field, needed=False, most=most)
    if not any(_seen(sign) for sign in re.findall(r"\w", text)):
        raise Invalid(lacking, field=field)
    return text


def phone_of(text, field="phone", *, lacking=""):
    """A telephone number as typed, full-width figures made plain; "" for none, Invalid with the sentence `lacking` where one is given."""
    text = unicodedata.normalize("NFKC", text_of(text, field, needed=False, most=100))
    if not text and lacking:
        raise Invalid(lacking, field=field)
    if text and not _PHONE.fullmatch(text):
        raise Invalid(_("Telephone: digits are wanted, as 13800138000 or 0591-87654321."), field=field)
    return text


def email_of(text, field="email"):
    """An e-mail address, "" for none."""
    text = text_of(text, field, needed=False, most=254)
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise Invalid(_("E-mail: this is no address, one reads like name@example.com."), field=field) from None
    return text


class Look:
    """What was given, looked at field by field: `values` are clean, `faults` {field: sentence} name what is not; the first of a field counts."""

    def __init__(self):
        self.values, self.faults = {}, {}

    def take(self, field, ask):
        """Keep what `ask()` answers, or the sentence with which it refuses."""
        try:
            self.values[field] = ask()
        except (Invalid, NumberError) as refusal:
            self.faults.setdefault(field, str(refusal))

    def result(self, fields):
        """(values, faults in the order of `fields`)."""
        return self.values, {field: self.faults[field] for field in fields if field in self.faults}


def clean(look):
    """The values of a (values, faults) without faults. Raises Invalid for the first fault, naming its field."""
    values, faults = look
    for field, sentence in faults.items():
        raise Invalid(sentence, field=field)
    return values
