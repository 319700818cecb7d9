"""Write drafts: a new one, a change, a file, a fresh draft from an old item (四（一）). What becomes of them is the chain's."""

from django.db import transaction
from django.db.models import DateField
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from disclosure.chain.actions.case import Case, no_check
from disclosure.chain.permissions import ChainLock, edits_for, today
from disclosure.files.actions import claim, own_collection
from disclosure.files.check import check_upload
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import record
from disclosure.ledger.text import require_text
from disclosure.org.models import Division

from . import kept
from .given import values_of
from .models import CategoryIndexPage, DisclosurePage, facts
from .models.base import page_types
from .models.complete import wrong

# What belongs to one item alone and is not taken over into a new one.
OWN = ("go_live_at", "document_number", "formed_on", "decision_number", "standard_number", "replaces", "attachments", "withheld_reason")


def create(*, given, by, at, division=None):
    """Make a draft from {field name: value}, which holds at least `category` and `title`; returns the page with its index number.

    division: code of the division that proposes; without it `given["division"]`, else the one whose editor `by` is. Issuer, legal basis, scope and
    channels follow from category and division unless given. Raises NotAllowed for who is no editor there, Invalid naming the field. Entry
    "items.create".
    """
    given = dict(given)
    require_text(given)
    mine = _division(by, at, division or given.get("division"))
    model = page_type(given.pop("category", None))
    page = model(owner=by, live=False)
    values = values_of(page, given)
    if not values.get("title"):
        raise Invalid(_("Title is missing: fill it in."), field="title")
    for name, value in values.items():
        setattr(page, name, value)
    page.division = mine
    page.fill_in()
    _refuse_wrong(page, given, at)
    with transaction.atomic():
        home(model).add_child(instance=page)
        page.save_revision(user=by, log_action=True)
        facts_ = {"category": str(model.category), "index_number": page.index_number, "division": mine.code}
        record("items.create", about=("page", page.pk, page.title), by=by, at=at, facts=facts_)
    return page


def page_type(code):
    """The page type of a category that is switched on. Raises Invalid(field="category")."""
    found = next((model for model in page_types() if str(model.category) == code), None)
    if found is None:
        known = ", ".join(str(model.category) for model in page_types())
        sentence = _("There is no category “%(code)s”; it is one of %(known)s.") if code else _("Category is missing: it is one of %(known)s.")
        raise Invalid(sentence % {"code": code, "known": known}, field="category")
    return found


def home(model):
    """The list in which items of a type live. WrongState where `setup_disclosure` has not made it."""
    parent = CategoryIndexPage.objects.filter(category=str(model.category)).first()
    if parent is None:
        raise WrongState(_("The list of this category is missing: run setup_disclosure."))
    return parent


def _division(by, at, code):
    """The division for which `by` writes: the one named, else the first whose editor he is."""
    mine = edits_for(by, today(at))
    if not mine:
        raise NotAllowed(_("Only an editor of a division can write a draft."))
    if code is None or code == "":
        found = Division.objects.filter(code__in=mine).first()
    else:
        found = Division.objects.filter(code=code).first() if isinstance(code, str) else None
        if found is None:
            raise Invalid(_("There is no division with the code “%(code)s”.") % {"code": code}, field="division")
    if found is None or found.code not in mine:
        raise NotAllowed(_("Only an editor of %(division)s can write a draft for it.") % {"division": found or code})
    return found


def _refuse_wrong(page, names, at):
    """Refuse impossible values in the fields just written."""
    for name, sentence in wrong(page, on=today(at)):
        if name in names:
            raise Invalid(sentence, field=name)


@transaction.atomic
def change(*, page, given, by, at, check=no_check):
    """Write fields of an item's draft; returns the draft. Nothing is written when nothing differs.

    Any editor of its division, in `draft`, `live`, `withdrawn` and registered matters. Raises NotAllowed, WrongState while a round runs, Invalid
    naming the field (also `validity` once the item was public: that has an action of its own). check: the door's own, called at the body's turn.
    """
    case = _open_case(page, by, at)
    check()
    draft = case.draft
    given = dict(given)
    if "category" in given and given.pop("category") != str(draft.category):
        raise Invalid(_("An item never changes its category: make a new one."), field="category")
    fixed = ["validity", *draft.outside] if draft.published_at else []
    if name := next((name for name in fixed if name in given), None):
        raise Invalid(_("%(field)s of what was public changes by its own action, not in a draft.") % {"field": name}, field=name)
    values = values_of(draft, given)
    if "division" in values:
        _division(by, at, values["division"].code if values["division"] else None)
    before = {name: facts.field_value(draft, name) for name in values}
    for name, value in values.items():
        setattr(draft, name, value)
    _refuse_wrong(draft, given, at)
    if before != {name: facts.field_value(draft, name) for name in values}:
        days = kept.days_of(draft.pk)
        draft.save_revision(user=by, log_action=True)
        kept.record_days(draft, days, by=by, at=at)
    return draft


def attach(*, page, file, by, at, title=""):
    """Add an uploaded file to the attachments of an item's draft; returns the draft. The file is private until the item is live.

    file: an uploaded file; None is refused after the person and the state are. Raises as `change`, and Invalid(field="file") for what may not in.
    The file is looked at between two short transactions: nobody else waits meanwhile.
    """
    with transaction.atomic():
        _open_case(page, by, at)
    if file is None:
        raise Invalid(_("Send exactly one file, in a part named “file”."), field="file")
    check_upload(file)
    name = str(file.name).replace("\\", "/").rpartition("/")[2]
    stem = title.strip() or name.rpartition(".")[0] or name
    document = get_document_model()(title=stem[:255], file=file, uploaded_by_user=by)
    document._set_document_file_metadata()
    with transaction.atomic():
        case = _open_case(page, by, at)
        document.collection = own_collection()
        document.save()
        draft = case.draft
        claim(draft, [document])
        files = [{"type": "file", "value": block.value.pk, "id": block.id} for block in draft.attachments if block.value]
        draft.attachments = [*files, {"type": "file", "value": document.pk}]
        draft.save_revision(user=by, log_action=True)
    return draft


def _open_case(page, by, at):
    """The matter of an item, locked and open for writing by an editor of its division."""
    case = Case.lock(page, at)
    if not isinstance(case.page, DisclosurePage):
        raise NotFound(_("There is no such item."))
    case.require_editor(by)
    if not case.matter.editable:
        raise WrongState(ChainLock(case.page, case.matter.successor or case.matter.state).get_message(by))
    return case


def new_from(*, page, by, at):
    """A fresh draft with the text of an existing item (“new from this one”): own number, none of the old one's dates, numbers and files.

    For a yearly notice or the next inspection of the same project. Raises NotAllowed for who is editor of no division. Entry "items.create".
    """
    old = page.specific if page.live or not page.latest_revision else page.latest_revision.as_object()
    mine = edits_for(by, today(at))
    division = old.division if old.division and old.division.code in mine else _division(by, at, None)
    new = type(old)(owner=by, live=False, title=old.title, division=division)
    for name in ("issuer", "legal_basis", "scope", "channels", "keywords", "summary", "body", *old.legal_fields):
        if name not in OWN and name not in old.outside and not isinstance(old._meta.get_field(name), DateField):
            setattr(new, name, getattr(old, name))
    new.fill_in()
    with transaction.atomic():
        home(type(old)).add_child(instance=new)
        new.save_revision(user=by, log_action=True)
        made = {"category": str(new.category), "index_number": new.index_number, "division": division.code, "from": old.index_number}
        record("items.create", about=("page", new.pk, new.title), by=by, at=at, facts=made)
    return new
