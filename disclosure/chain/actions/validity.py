"""Whether a document is in force is said outside the signed content, by the office, with a reason (指引: the original is marked on its page)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.org.models import PostKind
from disclosure.rules.categories import Audience, Scope, Validity
from disclosure.rules.chain import State

from ..models import Disclosable
from .case import Case, clean_reason, no_check


@transaction.atomic
def set_validity(*, page, by, at, validity, reason, replaced_by=None, since=None, check=no_check):
    """Mark a live or registered item in force, amended, repealed or expired (by the office director).

    replaced_by: index number of what replaces it, or None; since: date it holds from, today when None. One ledger entry.
    """
    case = Case.lock(page, at)
    acting = case.post_of(by, PostKind.OFFICE_DIRECTOR)
    if acting is None:
        raise NotAllowed(_("The office director marks the validity of an item."))
    if not (case.matter.state == State.LIVE or case.matter.registered):
        raise WrongState(_("The validity of a draft is part of the draft; it can be marked when the item is public or registered."))
    check()
    if validity not in Validity.values:
        raise Invalid(_("The validity is one of: %(words)s.") % {"words": ", ".join(Validity.values)}, field="validity")
    reason = clean_reason(reason)
    if since is not None and not isinstance(since, dt.date):
        raise Invalid(_("“from” is a day."), field="from")
    other = _replacement(case, replaced_by)
    row = case.page
    before = row.validity
    model = next(m for m in type(row).__mro__ if "validity" in {f.name for f in getattr(getattr(m, "_meta", None), "local_fields", [])})
    model.objects.filter(pk=row.pk).update(validity=validity, validity_from=since or case.on, validity_reason=reason[:255], replaced_by=other)
    case.record(
        "item.validity", by=by, acting=acting, before=before, validity=validity, reason=reason, since=since or case.on,
        replaced_by=replaced_by or "",
    )  # fmt: skip
    return Validity(validity)


def _replacement(case, number):
    if not number:
        return None
    from ..models import Matter

    found = Matter.objects.filter(index_number=number).exclude(page_no=case.matter.page_no).values_list("page_no", flat=True).first()
    page = Page.objects.filter(pk=found).first() if found else None
    if page is None or not isinstance(page.specific, Disclosable):
        raise Invalid(_("There is no item with the index number %(number)s.") % {"number": number}, field="replaced_by")
    if _is_inward(page.specific) and not _is_inward(case.page):  # its title would stand on a public page
        raise Invalid(_("An item for staff does not replace one that is for everyone: the public would read its title."), field="replaced_by")
    return page


def _is_inward(page):
    return page.scope == Scope.STAFF or (page.category is not None and page.category.audience == Audience.STAFF)
