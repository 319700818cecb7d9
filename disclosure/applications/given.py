"""What an application must hold (条例 art. 29), checked in one place for the form, the API and the office: every fault with its field."""

from django.utils.translation import gettext as _

from disclosure.intake.typed import Look, clean, email_of, phone_of, text_of, words_of
from disclosure.ledger.errors import Invalid
from disclosure.rules.identity import IdKind, id_number

from .models import ApplicantType, Delivery, SupplyForm

FIELDS = ("applicant_type", "name", "id_kind", "id_number", "phone", "email", "address", "description", "form", "delivery")


def look(given, on):
    """(values, {field: sentence}) of what was given: values are clean where nothing is said about the field. `on`: today in Asia/Shanghai."""
    seen = Look()
    values, faults, take = seen.values, seen.faults, seen.take

    for field, choices in (("applicant_type", ApplicantType), ("id_kind", IdKind), ("form", SupplyForm), ("delivery", Delivery)):
        take(field, lambda field=field, choices=choices: _choice(given.get(field), field, choices))
    take("name", lambda: words_of(given.get("name"), "name", _("Please fill in the name, as on the paper."), most=100))
    take("address", lambda: words_of(given.get("address"), "address", _("Please fill in the address, so that the answer reaches you."), most=255))
    take(
        "description",
        lambda: words_of(given.get("description"), "description", _("Please say which document you want, or by what it can be found."), most=5000),
    )
    take("phone", lambda: phone_of(given.get("phone")))
    take("email", lambda: email_of(given.get("email")))
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
    return seen.result(FIELDS)


def require(given, on):
    """The clean values. Raises Invalid for the first fault, naming its field."""
    return clean(look(given, on))


def _choice(value, field, choices):
    if not isinstance(value, str) or value not in choices.values:
        labels = "、".join(f"{each.value}" for each in choices)
        raise Invalid(_("“{field}”: choose one of {choices}.").format(field=field, choices=labels), field=field)
    return value
