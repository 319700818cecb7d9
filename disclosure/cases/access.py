"""Who may read and handle a case: its owner, whoever it is offered to, its desk; a room above narrows or widens it for its kind."""

from django.utils.translation import gettext as _

from disclosure.org.models import Division, PostKind
from disclosure.org.posts import holding, posts_of

from .states import Result

DESKS = {"application": PostKind.OFFICE_DIRECTOR, "feedback": PostKind.OFFICE_DIRECTOR, "complaint": PostKind.EFFICIENCY_OFFICER}
capacities = {}  # kind -> fn(user, case, on) -> Holding or None; in place of the general rule
pages = {}  # kind -> name of the admin address that shows a case, taking its pk
outsiders = {}  # kind -> fn(case, on) -> numbers of accounts from which a case is kept, also as superiors of who owes it
refusals = {}  # kind -> fn(case, to, by, on) -> a sentence why `to` may not be given the case, or ""
known = {}  # kind -> fn(user, numbers, on) -> those of the numbered cases of which `user` may know; in place of all of them
nameless = {}  # kind -> fn(case) -> whether it came without a name, so that nobody can check who asks for a new code
heirs = []  # fn(case, on) -> numbers of accounts from which is kept what a case went on as, and so the case itself
discreet = set()  # kinds of which the ledger, which all may read, keeps neither reasons nor who it went to


def capacity(user, case, on):
    """In what capacity `user` may read and handle the case on `on` (date): a Holding, or None, which hides it (404)."""
    if not (user and user.is_authenticated and user.is_active):
        return None
    found = capacities.get(case.kind, general)(user, case, on)
    if found is None or not heirs or user.pk not in _kept_by_heirs(case, on):
        return found
    return found if case.is_open and found.post == case.desk else None  # what its desk still owes it decides


def general(user, case, on):
    """The owner in his post, whoever a handover waits for, the holder of the desk's post, and the editors of the office for the office's desk."""
    held = posts_of(user, on)
    if case.owner_id == user.pk:
        return next((each for each in held if each.post == case.owner_post), held[0] if held else None)
    found = next((each for each in held if each.post == case.desk), None)
    if found is None and case.desk == PostKind.OFFICE_DIRECTOR:
        offices = set(Division.objects.filter(is_office=True).values_list("code", flat=True))
        found = next((each for each in held if each.post == PostKind.EDITOR and each.division in offices), None)
    if found is None and case.handovers.filter(receiver=user, accepted_at=None, declined_at=None).exists():
        found = held[0] if held else None
    return found


def without_hidden(cases, user, on):
    """Those of some cases of which `user` may know that they exist, in their order: for lists of what is his or offered to him."""
    numbers = {kind: [case.pk for case in cases if case.kind == kind] for kind in known}
    shown = {kind: set(known[kind](user, mine, on)) for kind, mine in numbers.items() if mine}
    return [case for case in cases if case.kind not in shown or case.pk in shown[case.kind]]


def kept_from(case, on):
    """Numbers of the accounts from which a case is kept on `on`."""
    return frozenset(outsiders[case.kind](case, on)) if case.kind in outsiders else frozenset(_kept_by_heirs(case, on))


def _kept_by_heirs(case, on):
    if case.result != Result.NOT_OURS and not case.events.filter(what="kind").exists():
        return set()
    return {number for ask in heirs for number in ask(case, on)}


def refusal(case, to, by, on):
    """Why the account `to` may not be given the case by `by`, "" where it may."""
    if case.kind in refusals:
        return refusals[case.kind](case, to, by, on)
    return _("To: this case is kept from this person; name somebody else.") if to.pk in kept_from(case, on) else ""


def desk_holder(kind, on, desk=None):
    """Who holds the desk of a kind on `on`: (Holding or None, post kind)."""
    from disclosure.org.posts import holders

    post = desk or DESKS[kind]
    found = holders(post, on=on)
    return (found[0] if found else None), post


def held_at_desk(user, case, on):
    """The Holding of the desk's own post, None for everyone else: for what only the head of the desk approves."""
    return holding(user, case.desk, on=on)


def is_nameless(case):
    """Whether a case came without a name: its code is all that tells who sent it."""
    return case.kind in nameless and nameless[case.kind](case)
