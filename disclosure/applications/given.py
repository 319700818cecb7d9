"""What an application must hold (条例 art. 29), checked in one place for the form, the API and the office: every fault with its field."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from disclosure.cases.actions import text_of
from disclosure.ledger.errors import Invalid
from disclosure.rules.identity import IdKind, id_number
from disclosure.rules.numbers import NumberError

from .models import ApplicantType, Delivery, SupplyForm

FIELDS = ("applicant_type", "name", "id_kind", "id_number", "phone", "email", "address", "description", "form", "delivery")
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-转]{4,28}[0-9]")


def look(given, on):
    """(values, {field: sentence}) of what was given: values are clean where nothing is said about the field. `on`: today in Asia/Shanghai."""
    values, faults = {}, {}

    def take(field, ask):
        try:
            values[field] = ask()
        except Invalid as refusal:
            faults.setdefault(field, str(refusal))
        except NumberError as error:
            faults.setdefault(field, str(error))

    for field, choices in (("applicant_type", ApplicantType), ("id_kind", IdKind), ("form", SupplyForm), ("delivery", Delivery)):
        take(field, lambda field=field, choices=choices: _choice(given.get(field), field, choices))
    take("name", lambda: _words(given.get("name"), "name", _("Please fill in the name, as on the paper."), 100))
    take("address", lambda: _words(given.get("address"), "address", _("Please fill in the address, so that the answer reaches you."), 255))
    take(
        "description",
        lambda: _words(given.get("description"), "description", _("Please say which document you want, or by what it can be found."), 5000),
    )
    take("phone", lambda: _phone(given.get("phone")))
    take("email", lambda: _email(given.get("email")))
    if "phone" not in faults and "email" not in faults and not values["phone"] and not values["email"]:
        faults["phone"] = _("Please give a telephone number or an e-mail address: one of the two is needed.")
    if values.get("delivery") == Delivery.EMAIL and "email" not in faults and not values["email"]:
        faults["email"] = _("You chose e-mail: please fill in the address.")
    if "applicant_type" in values and "id_kind" in values:
        is_code = values["id_kind"] == IdKind.CREDIT_CODE
        if (values["applicant_type"] == ApplicantType.PERSON) == is_code:
            faults["id_kind"] = (
                _("A natural person names a paper of his own, not a credit code.") if is_code else _("An organisation names its credit code.")
            )
    if "id_kind" in values and "id_kind" not in faults:
        take("id_number", lambda: id_number(values["id_kind"], text_of(given.get("id_number"), "id_number", needed=False, most=100), on))
    elif not given.get("id_number"):
        faults.setdefault("id_number", _("Number of the paper: please fill it in."))
    return values, {field: faults[field] for field in FIELDS if field in faults}


def require(given, on):
    """The clean values. Raises Invalid for the first fault, naming its field."""
    values, faults = look(given, on)
    for field, sentence in faults.items():
        raise Invalid(sentence, field=field)
    return values


def _choice(value, field, choices):
    if not isinstance(value, str) or value not in choices.values:
        labels = "、".join(f"{each.value}" for each in choices)
        raise Invalid(_("“{field}”: choose one of {choices}.").format(field=field, choices=labels), field=field)
    return value


def _words(value, field, lacking, most):
    text = text_of(value, field, needed=False, most=most)
    if not re.search(r"\w", text):
        raise Invalid(lacking, field=field)
    return text


def _phone(value):
    text = unicodedata.normalize("NFKC", text_of(value, "phone", needed=False, most=100))
    if text and not _PHONE.fullmatch(text):
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
