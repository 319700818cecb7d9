"""Who may know a complaint: its handler and his desk, never whom it is about. No superuser sees a reporter (五（五）; 信访工作条例 art. 28, 30)."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.utils.translation import gettext as _

from disclosure.cases import access as cases
from disclosure.cases.models import Case, Handover
from disclosure.cases.states import OPEN, Kind
from disclosure.org.models import Delegation, Division, Post, PostKind
from disclosure.org.posts import Roster, answered_by, full_name, holders, holding, posts_of, present_division
from disclosure.rules.reporting import Track, bare, track

from .models import Complaint, Inquiry, RegisterEntry, SupervisionOrder, TrackName

FEW = 900  # so many rows are named one by one in a query
WATCH = (PostKind.MAIN_LEADER, PostKind.AUDITOR)  # who read the register: numbers, states and days, no reporter and no text
STRICTER = (Track.ROUTINE, Track.NAMED, Track.SUPERIOR)
OFFICER, LEADERS = PostKind.EFFICIENCY_OFFICER, (PostKind.SUPERVISING_LEADER, PostKind.GROUP_CHAIR, PostKind.GROUP_MEMBER)
DESKS = {OFFICER, PostKind.OFFICE_DIRECTOR}  # posts whose holders see all that stands at their desk


def efficiency_divisions(roster):
    """Codes of the divisions that are the efficiency office: the setting DISCLOSURE_EFFICIENCY_DIVISION, and where an officer's post stands."""
    named = getattr(settings, "DISCLOSURE_EFFICIENCY_DIVISION", "xiaoneng")
    return {named, *(post.division.code for post in roster.posts if post.kind == OFFICER and post.division_id and roster.runs(post))}


def _who(roster, *kinds, division=None):
    return {each.user_id for kind in kinds for each in roster.holders(kind, division=division)}


def staff_of(division, roster):
    """Numbers of the accounts of a division that day: its editors and its head, and who exercises these posts for them."""
    if division is None:
        return set()
    division = present_division(division, roster.on)
    found = _who(roster, PostKind.EDITOR, PostKind.DIVISION_HEAD, division=division)
    if division.code in efficiency_divisions(roster):
        found |= _who(roster, OFFICER)
    return found | {post.person_id for post in roster.posts if post.division_id == division.pk and roster.runs(post)}


def barred(complaint, on):
    """Numbers of the accounts to whom a complaint does not exist that day: the persons named in it, the staff of the division complained of, and
    the leader in charge of it."""
    return barred_by(complaint.division, set(complaint.persons.values_list("pk", flat=True)), complaint.track, on)


def barred_by(division, named, track, on):
    """As `barred`, of a complaint about `division` and the accounts numbered `named` that goes the way `track`."""
    roster = Roster(on)
    found = named | staff_of(division, roster) | in_charge_of(division, roster)
    officers = _who(roster, OFFICER)
    if officers & named:
        found |= officers  # about the officer: his office steps aside
    return found | _leaders_meant(division, named, track, roster)


def _leaders_meant(division, named, track, roster):
    first = _who(roster, PostKind.MAIN_LEADER)
    if track == Track.SUPERIOR:
        return first
    if track == Track.NAMED and not named and not _is_office(division, roster):  # about a leader who is not named: only he who names the handler
        return _who(roster, *LEADERS) - first
    return set()


def leaders_kept(complaint, roster):
    """Numbers of the leaders to whom the orders out of a complaint (None: out of none) do not go either, though they are above who owes them: those
    whom it names, and all of them where it is about a leader whom nobody named."""
    if complaint is None:
        return frozenset()
    named = set(complaint.persons.values_list("pk", flat=True))
    leaders = _who(roster, PostKind.MAIN_LEADER, *LEADERS)
    return frozenset(named & leaders | _leaders_meant(complaint.division, named, complaint.track, roster))


def in_charge_of(division, roster):
    """Numbers of the accounts of the leader in charge of a division that day, who does not handle what is about it; the main leader, whom all
    divisions are under, is none."""
    if division is None:
        return set()
    return _who(roster, PostKind.SUPERVISING_LEADER, division=division) - _who(roster, PostKind.MAIN_LEADER)


def _is_office(division, roster):
    return division is not None and present_division(division, roster.on).code in efficiency_divisions(roster)


def refusal(case, to, by, on):
    """Why `by` may not give the complaint to `to`, "" where he may: never to whom it is about, his division or the leader in charge of it."""
    complaint = Complaint.objects.select_related("division").get(case=case)
    if to.is_superuser or to.pk in barred(complaint, on):
        return _("To: a complaint is never handled by whom it is about, by that division or by its leader in charge; name somebody else.")
    if complaint.track == Track.NAMED and holding(by, PostKind.MAIN_LEADER, on=on) is None:
        return _("To: who handles this one is named by the main leader.")
    if complaint.track == Track.SUPERIOR:
        return _("To: a complaint about the main leader is sent to the superior body; nobody here handles it.")
    return ""


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
    """The complaints of which `user` may know that they exist, as RegisterEntry rows: his own, his desk's; for who watches all but about himself.

    What is named one by one is read here, so that the query itself asks the table of cases alone: there may be a hundred thousand.
    """
    found = RegisterEntry.objects.filter(kind=Kind.COMPLAINT)
    if not user.is_active or user.is_superuser:
        return found.none()
    held = posts_of(user, on)
    kinds = {each.post for each in held}
    if not kinds:
        return found.none()
    if not kinds & set(WATCH):
        mine = [Q(desk__in=kinds & DESKS), Q(owner=user), Q(pk__in=_offered(user))]
        # Asked one after the other, each by its own index: this stands on every page of the admin, for whoever handles none.
        if not any(found.filter(each).order_by().exists() for each in mine):
            return found.none()
        found = found.filter(mine[0] | mine[1] | mine[2])
    for hidden in _hiding(user, held, on):  # each by its own index
        found = found.exclude(pk__in=_few(Complaint.objects.filter(hidden).order_by().values_list("case", flat=True)))
    return found


def unknown(user, on):
    """Numbers of the complaints of which `user` may not know that they exist: all that `rows` leaves out, found by what hides them."""
    held, others = posts_of(user, on), RegisterEntry.objects.filter(kind=Kind.COMPLAINT).order_by()
    kinds = {each.post for each in held}
    if kinds and user.is_active and not user.is_superuser:
        if kinds & set(WATCH):
            others = others.none()
        else:
            elsewhere = [desk for desk in PostKind.values if desk not in kinds & DESKS]
            others = others.filter(desk__in=elsewhere).exclude(owner=user).exclude(pk__in=_offered(user))
    asked = (Complaint.objects.filter(hidden).order_by().values_list("case", flat=True) for hidden in _hiding(user, held, on))
    return frozenset(others.values_list("pk", flat=True)).union(*asked)


def _offered(user):
    offered = Handover.objects.filter(receiver=user, accepted_at=None, declined_at=None, case__kind=Kind.COMPLAINT)
    return list(offered.order_by().values_list("case_id", flat=True))


def _hiding(user, held, on):
    """Qs of Complaint: those about himself, about a division that he answers for, and about the main leader, from who is one."""
    kinds = {each.post for each in held}
    of_division, of_track = Q(pk__in=[]), Q(pk__in=[])
    led = {PostKind.SUPERVISING_LEADER} if PostKind.MAIN_LEADER not in kinds else set()
    codes = {each.division for each in held if each.post in {PostKind.EDITOR, PostKind.DIVISION_HEAD, *led}}
    if OFFICER in kinds:
        codes |= efficiency_divisions(Roster(on))
    if codes:
        of_division = Q(division__in=_numbers_of(codes))
    if PostKind.MAIN_LEADER in kinds:
        of_track = Q(track=TrackName.SUPERIOR)
    return *_himself(user, kinds, on), of_division, of_track


def _himself(user, kinds, on):
    """Qs of Complaint: those that name him, and from a leader those about a leader whom nobody named: it may be he."""
    of_leader = Q(pk__in=[])
    if kinds & set(LEADERS) and PostKind.MAIN_LEADER not in kinds:
        of_leader = Q(track=TrackName.NAMED, persons=None) & ~Q(division__in=_numbers_of(efficiency_divisions(Roster(on))))
    return Q(persons=user), of_leader


def _numbers_of(codes):
    return list(Division.objects.filter(code__in=answered_by(codes)).values_list("pk", flat=True))


def about_himself(user, on):
    """Numbers of the complaints of which `user` may not know that they exist whatever his post is asked for: they name him, or a leader whom nobody
    named while he is one. Their orders and inquiries are kept from him too (信访工作条例 art. 30)."""
    kinds = {each.post for each in posts_of(user, on)}
    asked = (Complaint.objects.filter(hidden).order_by().values_list("case", flat=True) for hidden in _himself(user, kinds, on))
    return frozenset().union(*asked)


def with_origins(numbers):
    """The numbers of complaints and of the cases that went on as them: what a feedback became is told by its kind's end."""
    found, wanted = set(numbers), sorted(numbers)
    for start in range(0, len(wanted), FEW):
        came = Complaint.objects.filter(case__in=wanted[start : start + FEW]).exclude(came_from="").order_by().values_list("came_from", flat=True)
        found.update(Case.objects.filter(number__in=list(came)).values_list("pk", flat=True))
    return frozenset(found)


def _few(rows):
    """A list of a few numbers, which is read here; of many the query itself."""
    few = list(rows[: FEW + 1])
    return few if len(few) <= FEW else rows


def handled(user, on):
    """Those of `rows` that `user` handles: at his desk, or his own."""
    kinds = {each.post for each in posts_of(user, on)} & DESKS
    return rows(user, on).filter(Q(desk__in=kinds) | Q(owner=user.pk))


def readable(user, on):
    """The complaints that `user` may read on `on` (date), as `capacity` decides one by one: his own, offered to him, or at the desk of his post."""
    kinds = {each.post for each in posts_of(user, on)}
    found = rows(user, on).filter(Q(desk__in=kinds) | Q(owner=user.pk) | Q(pk__in=_offered(user)))
    if OFFICER in kinds:  # where an officer is named, the whole office steps aside
        found = found.exclude(pk__in=Complaint.objects.filter(persons__in={each.user_id for each in holders(OFFICER, on=on)}).values("case"))
    return found


def hidden_entries(user, on):
    """Q of the ledger's entries that are kept from `user`: about complaints that he may not read, their inquiries and the orders opened from them."""
    cases_ = Complaint.objects.exclude(case__in=readable(user, on).order_by().values("pk")).values("case")
    asked_ = Inquiry.objects.filter(complaint__case__in=cases_)
    orders = SupervisionOrder.objects.filter(
        Q(about_kind="case", about_no__in=cases_) | Q(about_kind="inquiry", about_no__in=asked_.order_by().values("pk"))
    )
    return (
        Q(about_kind="case", about_no__in=cases_)
        | Q(about_kind="inquiry", about_no__in=asked_.order_by().values("pk"))
        | Q(about_kind="order", about_no__in=orders.order_by().values("pk"))
    )


def reads_register(user, on):
    """Whether the register is offered: the efficiency office, who watches, and whoever handles a complaint."""
    if user.is_superuser or not user.is_active:
        return False
    return any(each.post in (OFFICER, *WATCH) for each in posts_of(user, on)) or rows(user, on).exists()


def named_in(words):
    """Accounts of everyone here whose full name stands in the words of a complaint: who holds, held or may yet be given a post or its delegation."""
    text, posts = bare(words), Post.objects.order_by()
    people = Q(pk__in=posts.values("person")) | Q(pk__in=posts.exclude(deputy=None).values("deputy")) | Q(groups__isnull=False) | Q(is_superuser=True)
    people |= Q(pk__in=Delegation.objects.order_by().values("to")) | Q(user_permissions__isnull=False)
    return [each for each in get_user_model().objects.filter(people).distinct() if len(name := bare(full_name(each))) > 1 and name in text]


def route(*, division, persons, leader=False, main_leader=False, on):
    """(Track, post of the desk) of a complaint about `division` and `persons` (accounts); `leader`, `main_leader`: said so without a name."""
    numbers, roster = {person.pk for person in persons}, Roster(on)
    officers = _who(roster, OFFICER)
    office = bool(officers & numbers) or _is_office(division, roster)
    if division is not None and officers:  # nobody is left there who may know it
        office = office or officers <= staff_of(division, roster) | in_charge_of(division, roster)
    leader = leader or bool(_who(roster, *LEADERS) & numbers)
    where = track(office=office, leader=leader, main_leader=main_leader or bool(_who(roster, PostKind.MAIN_LEADER) & numbers))
    if where == Track.NAMED:
        return where, PostKind.MAIN_LEADER
    if where == Track.SUPERIOR and office:
        return where, PostKind.OFFICE_DIRECTOR
    return where, OFFICER


def route_again(complaint, persons, on):
    """As `route`, of a complaint on its way, about `persons` by the posts they hold on `on`: what was known of it before stays."""
    found, desk = route(division=complaint.division, persons=persons, on=on)
    return (found, desk) if STRICTER.index(found) >= STRICTER.index(complaint.track) else (Track(complaint.track), complaint.case.desk)


def misplaced(on):
    """Open complaints that may have to move: whose owner has come to be kept from them, or whose persons to a post by which they go another way."""
    found = Complaint.objects.filter(case__state__in=OPEN).order_by()
    roster = Roster(on)
    officers, first, leaders = _who(roster, OFFICER), _who(roster, PostKind.MAIN_LEADER), _who(roster, *LEADERS)
    maybe = Q(persons=F("case__owner")) | Q(persons__in=officers, case__desk=OFFICER)
    maybe |= Q(persons__in=leaders, track=TrackName.ROUTINE) | Q(persons__in=first) & ~Q(track=TrackName.SUPERIOR)
    for division in Division.objects.filter(pk__in=found.values("division")):
        out = staff_of(division, roster) | in_charge_of(division, roster)
        maybe |= Q(division=division, case__owner__in=out)
        if officers and officers <= out:
            maybe |= Q(division=division, case__desk=OFFICER, track=TrackName.ROUTINE)
    return Complaint.objects.filter(pk__in=found.filter(maybe).values("pk")).select_related("case", "division").order_by("pk")


# ---- inquiries: the division that is asked


def asked(inquiry, on):
    """Who can answer an inquiry on `on`: [Holding] of the head and editors of its division but persons named; else of the leader in charge."""
    named = frozenset(inquiry.complaint.persons.values_list("pk", flat=True))
    kinds = (PostKind.DIVISION_HEAD, PostKind.EDITOR)
    found = [each for kind in kinds for each in holders(kind, division=inquiry.division, on=on, barred=named)]
    return found or holders(PostKind.SUPERVISING_LEADER, division=inquiry.division, on=on, barred=named)


def answers(user, inquiry, on):
    """In what capacity `user` answers an inquiry; None for everyone else, also for who is named in the matter."""
    return next((each for each in asked(inquiry, on) if each.user_id == user.pk), None)


def inquiry_capacity(user, inquiry, on):
    """In what capacity `user` reads an inquiry: of the division that was asked, or of who handles the complaint; None (404) for everyone else."""
    if not (user.is_authenticated and user.is_active) or user.is_superuser:
        return None
    return answers(user, inquiry, on) or capacity(user, inquiry.complaint.case, on)


def inquiries(user, on):
    """The inquiries put to the divisions of `user` (for their register, and for a head's rows in figures): never with the case they belong to."""
    held = [] if user.is_superuser else posts_of(user, on)
    kinds = (PostKind.DIVISION_HEAD, PostKind.EDITOR)
    codes = {each.division for each in held if each.post in kinds and each.division}
    divisions = Division.objects.filter(code__in=answered_by(codes))
    named = Complaint.persons.through.objects.filter(user=user.pk).values_list("complaint_id", flat=True)
    return Inquiry.objects.filter(division__in=list(divisions)).exclude(complaint__in=_few(named))


def inquiries_listed(user, on):
    """As `inquiries`, and those put in the complaints that `user` handles: what his register lists."""
    return inquiries(user, on) | Inquiry.objects.filter(complaint__case__in=handled(user, on).order_by().values("pk"))


def _kept_from(case, on):
    complaint = Complaint.objects.select_related("division").filter(case=case).first()
    return barred(complaint, on) if complaint else ()


def _kept_from_heir(case, on):
    heirs = Complaint.objects.filter(came_from=case.number).select_related("division") if case.kind != KIND else ()
    return {number for complaint in heirs for number in barred(complaint, on)}


KIND = Kind.COMPLAINT.value
cases.heirs.append(_kept_from_heir)
cases.capacities[KIND], cases.refusals[KIND], cases.outsiders[KIND] = capacity, refusal, _kept_from
cases.known[KIND] = lambda user, numbers, on: rows(user, on).order_by().filter(pk__in=numbers).values_list("pk", flat=True)
cases.nameless[KIND] = lambda case: Complaint.objects.filter(case=case, anonymous=True).exists()
cases.discreet.add(KIND)
