"""Write the draft of a consultation (四（一）); what becomes of it is the chain's."""

from django.db import transaction
from django.utils.translation import gettext as _

from disclosure.chain.permissions import edits_for, today
from disclosure.items.given import values_of
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import record
from disclosure.org.models import Division

from ..models import ConsultationIndexPage, ConsultationPage
from .about import about


@transaction.atomic
def create(*, given, by, at, inward=False):
    """Make a draft from {field name: value} with at least `title`, for the division whose editor `by` is; the page. Entry "items.create".

    Raises NotAllowed for who is no editor there, Invalid naming the field, WrongState where `setup_disclosure` has not made the list.
    """
    mine = edits_for(by, today(at))
    code = given.get("division")
    division = Division.objects.filter(code__in=mine, **({"code": code} if code else {})).first()
    if division is None:
        raise NotAllowed(_("Only an editor of the division can write a draft for it."))
    home = ConsultationIndexPage.objects.filter(inward=inward).first()
    if home is None:
        raise WrongState(_("The list of consultations is missing: run setup_disclosure."))
    page = ConsultationPage(owner=by, live=False, inward=inward)
    values = values_of(page, given)
    if not values.get("title"):
        raise Invalid(_("Title is missing: fill it in."), field="title")
    for name, value in values.items():
        setattr(page, name, value)
    page.division = division
    page.fill_in()
    home.add_child(instance=page)
    page.save_revision(user=by, log_action=True)
    facts = {"category": str(page.category), "index_number": page.index_number, "division": division.code}
    record("items.create", about=about(page), by=by, at=at, facts=facts)
    return page
