"""Who may see what: the page that feedback is about, as its giver may read it; and the case, as its handlers may."""

import re

from wagtail.models import Page

from disclosure.cases import access
from disclosure.cases.states import Kind
from disclosure.chain.models import Disclosable
from disclosure.chain.readers import may_read
from disclosure.items.models import DisclosurePage, EnforcementPage
from disclosure.items.models.outward import EnforcementKind
from disclosure.org.models import Division, PostKind
from disclosure.org.posts import holding, posts_of
from disclosure.rules.categories import Audience
from disclosure.rules.limits import shortest_display

from .models import Report

LARGEST = 2**63
LEADERS = (PostKind.SUPERVISING_LEADER, PostKind.MAIN_LEADER)


def page_for(user, number, on):
    """The live page of a number that `user` (or AnonymousUser, None) may read on `on`; None for every other, whether it is there or not."""
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < LARGEST:
        return None
    page = Page.objects.filter(pk=number, live=True).first()
    page = page and page.specific
    if isinstance(page, Disclosable):
        return page if isinstance(page, DisclosurePage) and may_read(user, page, on) else None
    return page if page is not None and page.depth > 1 and Page.objects.public().filter(pk=number).exists() else None


def page_named(text):
    """The public item whose index number stands in an address or other words as typed; None where none does."""
    for part in re.split(r"[\s/?#&，。；]+", text or "")[:20]:
        if re.fullmatch(r"[A-Za-z0-9_-]{8,64}", part) and (found := DisclosurePage.objects.public().filter(index_number=part).first()):
            return found.specific
    return None


def is_inward(page):
    """Whether a page is for staff alone."""
    return isinstance(page, DisclosurePage) and page.category is not None and page.category.audience == Audience.STAFF


def party_name(page, credit_code):
    """The name of the party of a page that has this credit code, None where none has it."""
    for name, code in zip(getattr(page, "party_names", None) or [], getattr(page, "party_codes", None) or [], strict=False):
        if code == credit_code:
            return name
    return None


def repair_from(page):
    """(first day on which credit repair may end the display of a page, rules.limits.Limit or None); (None, None) where no class of penalty says.

    最短公示期 (信用修复管理办法).
    """
    if not isinstance(page, EnforcementPage) or page.kind != EnforcementKind.PENALTY or not (page.penalty_class and page.decided_on):
        return None, None
    return shortest_display(page.penalty_class, page.decided_on, page.basis)


def keeps_office(user, on):
    """In what capacity `user` works at the office's desk on `on`: its director or one of its editors; None for everyone else."""
    found = holding(user, PostKind.OFFICE_DIRECTOR, on=on)
    for office in Division.objects.filter(is_office=True) if found is None else ():
        found = found or holding(user, PostKind.EDITOR, division=office, on=on)
    return found


def capacity(user, case, on):
    """As for any case; besides the head of the division that owns it, and a leader to whom it was reported. Never who gave it himself."""
    giver = case.feedback.giver_id if hasattr(case, "feedback") else None
    found = access.general(user, case, on)
    if found is not None:
        return None if giver == user.pk and case.desk != found.post else found
    held = posts_of(user, on)
    if case.owner_division_id:
        found = next((each for each in held if each.post == PostKind.DIVISION_HEAD and each.division == case.owner_division.code), None)
    if found is None and any(each.post in LEADERS for each in held) and Report.objects.filter(feedback__case=case, to=user).exists():
        found = next(each for each in held if each.post in LEADERS)
    return found


access.capacities[Kind.FEEDBACK.value] = capacity
