"""Who may know a complaint: its handler and his desk, never whom it is about. No superuser sees a reporter (五（五）; 信访工作条例 art. 28, 30)."""

from django.conf import settings
from django.db.models import Q

from disclosure.cases import access as cases
from disclosure.cases.states import Kind
from disclosure.org.models import Division, Post, PostKind
from disclosure.org.posts import full_name, holders, holding, in_effect, posts_of, present_division
from disclosure.rules.reporting import Track, bare, track

from .models import Complaint, RegisterEntry

WATCH = (PostKind.MAIN_LEADER, PostKind.AUDITOR)  # who read the register: numbers, states and days, no reporter and no text
OFFICER, LEADERS = PostKind.EFFICIENCY_OFFICER, (PostKind.SUPERVISING_LEADER, PostKind.GROUP_CHAIR, PostKind.GROUP_MEMBER)


def efficiency_divisions(on):
    """Codes of the divisions that are the efficiency office: the setting DISCLOSURE_EFFICIENCY_DIVISION, and where an officer's post stands."""
    named = getattr(settings, "DISCLOSURE_EFFICIENCY_DIVISION", "xiaoneng")
    posts = Post.objects.filter(in_effect(on), kind=OFFICER, division__isnull=False)
    return {named, *posts.values_list("division__code", flat=True)}


def staff_of(division, on):
    """Numbers of the accounts of a division that day: its editors and its head, and who exercises these posts for them."""
    if division is None:
        return set()
    division = present_division(division, on)
    found = {each.user_id for kind in (PostKind.EDITOR, PostKind.DIVISION_HEAD) for each in holders(kind, division=division, on=on)}
    if division.code in efficiency_divisions(on):
        found |= {each.user_id for each in holders(OFFICER, on=on)}
    return found | set(Post.objects.filter(in_effect(on), division=division).values_list("person_id", flat=True))


def barred(complaint, on):
    """Numbers of the accounts to whom a complaint does not exist: the persons named in it and the staff of the division complained of."""
    named = set(complaint.persons.values_list("pk", flat=True))
    found = named | staff_of(complaint.division, on)
    officers = {each.user_id for each in holders(OFFICER, on=on)}
    if officers & named:
        found |= officers  # about the officer: his office steps aside
    return found


def may_handle(user, complaint, on):
    """Whether a complaint may be given to `user`: he is not barred, holds a post, is no administrator and not in charge of that division."""
    if user.is_superuser or user.pk in barred(complaint, on) or not posts_of(user, on):
        return False
    division = complaint.division
    return division is None or not holding(user, PostKind.SUPERVISING_LEADER, division=division, on=on)


def capacity(user, case, on):
    """In what capacity `user` may read and handle a complaint on `on`: a Holding, or None, which hides it (404)."""
    complaint = Complaint.objects.select_related("division").filter(case=case).first()
    if complaint is None or user.is_superuser:
        return None
    out = barred(complaint, on)
    if user.pk in out:
        return None
    held = posts_of(user, on)
    if case.owner_id == user.pk:
        return next((each for each in held if each.post == case.owner_post), held[0] if held else None)
    found = holding(user, case.desk, on=on, barred=frozenset(out))
    if found is None and case.handovers.filter(receiver=user, accepted_at=None, declined_at=None).exists():
        found = held[0] if held else None
    return found


def rows(user, on):
    """The complaints of which `user` may know that they exist, as RegisterEntry rows: his own, his desk's; for who watches all but about himself."""
    found = RegisterEntry.objects.filter(kind=Kind.COMPLAINT)
    if not user.is_active or user.is_superuser:
        return found.none()
    held = posts_of(user, on)
    kinds, codes = {each.post for each in held}, {each.division for each in held if each.post in (PostKind.EDITOR, PostKind.DIVISION_HEAD)}
    if not kinds:
        return found.none()
    if not kinds & set(WATCH):
        waiting = Q(handovers__receiver=user, handovers__accepted_at=None, handovers__declined_at=None)
        mine = RegisterEntry.objects.filter(Q(owner=user) | waiting).values("pk")
        found = found.filter(Q(desk__in=kinds & {OFFICER, PostKind.OFFICE_DIRECTOR}) | Q(pk__in=mine))
    if OFFICER in kinds:
        codes |= efficiency_divisions(on)
    codes |= set(Division.objects.filter(successor__code__in=codes).values_list("code", flat=True))
    hidden = Complaint.objects.filter(Q(persons=user) | Q(division__code__in=codes))
    return found.exclude(pk__in=hidden.values("case"))


def reads_register(user, on):
    """Whether the register is offered: the efficiency office, who watches, and whoever handles a complaint."""
    if user.is_superuser or not user.is_active:
        return False
    return any(each.post in (OFFICER, *WATCH) for each in posts_of(user, on)) or rows(user, on).exists()


def named_in(words, on):
    """Accounts of everyone with a post today whose full name stands in the words of a complaint."""
    text, found = bare(words), {}
    for post in Post.objects.filter(in_effect(on)).select_related("person"):
        name = bare(full_name(post.person))
        if len(name) > 1 and name in text:
            found[post.person_id] = post.person
    return list(found.values())


def route(*, division, persons, leader=False, main_leader=False, on):
    """(Track, post of the desk) of a complaint about `division` and `persons` (accounts); `leader`, `main_leader`: said so without a name."""
    numbers = {person.pk for person in persons}
    held = {kind: {each.user_id for each in holders(kind, on=on)} for kind in (OFFICER, PostKind.MAIN_LEADER, *LEADERS)}
    office = bool(held[OFFICER] & numbers) or division is not None and present_division(division, on).code in efficiency_divisions(on)
    leader = leader or any(held[kind] & numbers for kind in LEADERS)
    where = track(office=office, leader=leader, main_leader=main_leader or bool(held[PostKind.MAIN_LEADER] & numbers))
    if where == Track.NAMED:
        return where, PostKind.MAIN_LEADER
    if where == Track.SUPERIOR and office:
        return where, PostKind.OFFICE_DIRECTOR
    return where, OFFICER


cases.capacities[Kind.COMPLAINT.value] = capacity
