"""Found and merge divisions, appoint, end, delegate, name a deputy: each one transaction and one entry in the ledger (五（一）, 五（二）)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import record

from .groups import open_doors
from .models import Delegation, Division, Former, Post, PostKind
from .posts import appointing, full_name, holding

HERE = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)

ALONE = {PostKind.OFFICE_DIRECTOR, PostKind.GROUP_CHAIR, PostKind.MAIN_LEADER}  # one holder at a time in the bureau


def day_of(at):
    """The day in Asia/Shanghai of an aware moment."""
    return at.astimezone(HERE).date()


def keeper(user, on, kind=None):
    """In what capacity `user` may change the organisation on `on`: (allowed, Holding or None).

    The office director and administrators keep it all; with `kind` also who must appoint to that post: `posts.appointing`. The system (None) may.
    """
    if user is None or (user.is_superuser and user.is_active):
        return True, None
    acting = holding(user, PostKind.OFFICE_DIRECTOR, on=on)
    if not acting and kind is not None and appointing(kind) == PostKind.MAIN_LEADER:
        acting = holding(user, PostKind.MAIN_LEADER, on=on)
    return acting is not None, acting


def _keep(by, at, kind=None):
    allowed, acting = keeper(by, day_of(at), kind)
    if not allowed:
        raise NotAllowed(_("The organisation is kept by the office director and administrators; the main leader appoints and names deputies."))
    return acting


def _lock():
    """One change of the organisation at a time, so that two appointments do not overlap unseen."""
    list(Division.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _title(thing):
    """A title for the ledger, in the language of the site and not of who happens to be at the keyboard."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(thing)


def _about(post):
    return "post", post.pk, f"{_title(post)} {full_name(post.person)}"


def _facts(post):
    charge = [division.code for division in post.in_charge_of.all()]
    return {
        "post": post.kind, "division": post.division.code if post.division else None, "person": full_name(post.person),
        "username": post.person.get_username(), "from": post.from_date, "to": post.to_date, "in_charge_of": charge, "title": post.title,
        "deputy": full_name(post.deputy) if post.deputy else None,
    }  # fmt: skip


# ---- divisions


@transaction.atomic
def found_division(*, code, name, duties="", phone="", order=100, is_office=False, founded_on=None, by=None, at):
    """Found a division (内设处室) and return it. Entry "org.found". Raises Invalid (code, name), NotAllowed."""
    acting = _keep(by, at)
    _lock()
    division = Division(code=code, name=name, duties=duties, phone=phone, order=order, is_office=is_office, founded_on=founded_on)
    _clean(division)
    division.save()
    record("org.found", about=("division", division.pk, name), by=by, acting=acting, at=at, facts=_division_facts(division))
    return division


@transaction.atomic
def change_division(division, *, by=None, at, **values):
    """Change name, duties, telephone, order or office mark of a division; nothing is written when nothing changes. Entry "org.change"."""
    acting = _keep(by, at)
    known = {"name", "duties", "phone", "order", "is_office", "founded_on"}
    if unknown := sorted(set(values) - known):
        raise Invalid(_("{name}: this is not changed here.").format(name=unknown[0]), field=unknown[0])
    division = Division.objects.select_for_update().get(pk=division.pk)
    before = {name: getattr(division, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return division
    for name, value in changed.items():
        setattr(division, name, value)
    _clean(division)
    Former.keep(division, at)
    division.save()
    facts = {"before": {name: before[name] for name in changed}, "after": changed, "division": division.code}
    record("org.change", about=("division", division.pk, division.name), by=by, acting=acting, at=at, facts=facts)
    return division


@transaction.atomic
def merge_division(division, *, successor, on, by=None, at):
    """`division` ends before the day `on` and `successor` answers for it from then; its posts end with it. Entry "org.merge".

    Where it ended without a successor, one can still be named with the same day: nobody else could take up what it left in the chain.
    Raises Invalid (successor, abolished_on), WrongState when it has ended already, NotAllowed.
    """
    acting = _keep(by, at)
    _lock()
    division = Division.objects.get(pk=division.pk)
    late = division.abolished_on == on and successor is not None and division.successor_id is None
    if division.abolished_on and not late:
        raise WrongState(_("{division} ended on {date} already.").format(division=division.name, date=date_format(division.abolished_on)))
    if division.founded_on and on <= division.founded_on:
        raise Invalid(
            _("Abolished on: the day must lie after the founding, {date}.").format(date=date_format(division.founded_on)), field="abolished_on"
        )
    if successor is not None:
        successor, takes_over = Division.objects.get(pk=successor.pk), max(on, day_of(at)) if late else on
        if (
            successor.pk == division.pk
            or (successor.abolished_on and successor.abolished_on <= takes_over)
            or (successor.founded_on and successor.founded_on > takes_over)
        ):
            raise Invalid(_("Successor: name another division that exists on {date}.").format(date=date_format(takes_over)), field="successor")
    posts = [post for post in division.posts.select_for_update() if post.to_date is None or post.to_date >= on]
    if later := next((post for post in posts if post.from_date >= on), None):
        raise Invalid(
            _("Abolished on: {post} begins only on {date}; end it first.").format(post=later, date=date_format(later.from_date)), field="abolished_on"
        )
    for post in posts:
        Former.keep(post, at)
        post.to_date = on - ONE_DAY
        post.save(update_fields=["to_date"])
    Former.keep(division, at)
    division.abolished_on, division.successor = on, successor
    division.save()
    facts = {**_division_facts(division), "posts_ended": [f"{_title(post)} {full_name(post.person)}" for post in posts]}
    record("org.merge", about=("division", division.pk, division.name), by=by, acting=acting, at=at, facts=facts)
    return division


def _division_facts(division):
    return {
        "division": division.code, "name": division.name, "office": division.is_office, "founded_on": division.founded_on,
        "abolished_on": division.abolished_on, "successor": division.successor.code if division.successor else None,
    }  # fmt: skip


def _clean(division):
    """The model's own checks as Invalid, and one disclosure office at a time."""
    from django.core.exceptions import ValidationError

    try:
        division.full_clean()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        label = Division._meta.get_field(field).verbose_name if field in {f.name for f in Division._meta.fields} else ""
        raise Invalid(f"{label}: {sentences[0]}".removeprefix(": "), field=field) from error
    if division.is_office and Division.objects.filter(is_office=True, abolished_on=None).exclude(pk=division.pk).exists():
        raise Invalid(_("Office: another division is the disclosure office already."), field="is_office")


# ---- posts


@transaction.atomic
def appoint(*, kind, person, from_date, to_date=None, division=None, in_charge_of=(), title="", deputy=None, by=None, at):
    """Appoint `person` to a post from a day to a day (both count, Asia/Shanghai) and return the Post. Entry "org.appoint".

    A division has one head and one leader in charge at a time; the bureau one main leader, chair and office director. To replace a barred or missing
    member of the group, the main leader appoints another for a term. Raises Invalid (kind, person, from_date, to_date, division, in_charge_of,
    deputy), NotAllowed.
    """
    kind = _kind(kind)
    acting = _keep(by, at, kind)
    _lock()
    charge = list(in_charge_of)
    post = Post(kind=kind, person=person, division=division, from_date=from_date, to_date=to_date, title=title, deputy=deputy, recorded_at=at)
    _check(post, charge)
    post.save()
    post.in_charge_of.set(charge)
    _open_doors(at, person, deputy)
    record("org.appoint", about=_about(post), by=by, acting=acting, at=at, facts=_facts(post))
    return post


@transaction.atomic
def end_post(post, *, to_date, by=None, at):
    """The post ends with the day `to_date`, which still counts. Never deleted. Entry "org.end". Raises Invalid (to_date), WrongState, NotAllowed."""
    acting = _keep(by, at, post.kind)
    _lock()
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.to_date and post.to_date < day_of(at):
        raise WrongState(_("This post ended on {date} already.").format(date=date_format(post.to_date)))
    if to_date is None or to_date < post.from_date:
        raise Invalid(_("To: give a day not before the beginning, {date}.").format(date=date_format(post.from_date)), field="to_date")
    before, post.to_date = post.to_date, to_date
    if before and to_date > before:
        _check(post, list(post.in_charge_of.all()))
    Former.keep(post, at)
    post.save(update_fields=["to_date"])
    _open_doors(at, post.person, post.deputy)
    record("org.end", about=_about(post), by=by, acting=acting, at=at, facts={**_facts(post), "was": before})
    return post


@transaction.atomic
def reassign(post, *, in_charge_of, from_date, by=None, at):
    """A leader takes charge of other divisions from a day: the post ends the day before and a new one begins; returns the new. "org.reassign".

    Raises Invalid (in_charge_of, from_date), WrongState, NotAllowed.
    """
    acting = _keep(by, at, post.kind)
    _lock()
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.kind != PostKind.SUPERVISING_LEADER:
        raise WrongState(_("Only a leader in charge is in charge of divisions."))
    if post.to_date and post.to_date < from_date:
        raise WrongState(_("This post ended on {date} already.").format(date=date_format(post.to_date)))
    if from_date <= post.from_date:
        raise Invalid(_("From: the new charge begins after the present one, {date}.").format(date=date_format(post.from_date)), field="from_date")
    until, before = post.to_date, [division.code for division in post.in_charge_of.all()]
    Former.keep(post, at)
    post.to_date = from_date - ONE_DAY
    post.save(update_fields=["to_date"])
    charge = list(in_charge_of)
    new = Post(kind=post.kind, person=post.person, from_date=from_date, to_date=until, title=post.title, deputy=post.deputy, recorded_at=at)
    _check(new, charge)
    new.save()
    new.in_charge_of.set(charge)
    record("org.reassign", about=_about(new), by=by, acting=acting, at=at, facts={**_facts(new), "before": before})
    return new


@transaction.atomic
def name_deputy(post, *, deputy, by=None, at):
    """Name who acts where the holder is barred or the post vacant; None takes the naming back. Entry "org.deputy".

    The chair's deputy is a member of the group, whom the main leader names. Raises Invalid (deputy), NotAllowed.
    """
    acting = _keep(by, at, post.kind)
    post = Post.objects.select_for_update().get(pk=post.pk)
    before, post.deputy = post.deputy, deputy
    _check_deputy(post)
    Former.keep(post, at)
    post.save(update_fields=["deputy"])
    _open_doors(at, before, deputy)
    record("org.deputy", about=_about(post), by=by, acting=acting, at=at, facts=_facts(post))
    return post


@transaction.atomic
def change_title(post, *, title, by=None, at):
    """Change the title that the public reads. Entry "org.title"; nothing is written when nothing changes."""
    acting = _keep(by, at, post.kind)
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.title != title:
        facts = {"before": post.title}
        post.title = title
        Former.keep(post, at)
        post.save(update_fields=["title"])
        record("org.title", about=_about(post), by=by, acting=acting, at=at, facts={**facts, **_facts(post)})
    return post


def _open_doors(at, *people):
    """Whoever a change concerns is let into the admin as the posts call for."""
    for user in people:
        if user is not None:
            open_doors(user, day_of(at))


def _kind(kind):
    if kind not in PostKind.values:
        raise Invalid(_("Post: “{kind}” is none.").format(kind=kind), field="kind")
    return PostKind(kind)


def _check(post, charge):
    """Dates, division and what may not run side by side. Raises Invalid."""
    kind = PostKind(post.kind)
    if not post.person.is_active:
        raise Invalid(_("Person: this account is closed."), field="person")
    if post.to_date and post.to_date < post.from_date:
        raise Invalid(_("To: the last day lies before the first, {date}.").format(date=date_format(post.from_date)), field="to_date")
    if kind.of_a_division and post.division is None:
        raise Invalid(_("Division: {post} is held for a division; name it.").format(post=kind.label), field="division")
    for division, field in [(post.division, "division"), *((led, "in_charge_of") for led in charge)]:
        if division and not _stands(division, post):
            raise Invalid(_("Division: {division} does not exist during the whole term.").format(division=division.name), field=field)
    if kind == PostKind.SUPERVISING_LEADER and not charge:
        raise Invalid(_("Divisions in charge: name at least one."), field="in_charge_of")
    if kind != PostKind.SUPERVISING_LEADER and charge:
        raise Invalid(_("Divisions in charge: only a leader in charge has some."), field="in_charge_of")
    others = _beside(post).select_related("person")
    if same := others.filter(person=post.person, division=post.division).first():
        sentence = _("Person: {name} holds this post already, since {date}.")
        raise Invalid(sentence.format(name=full_name(same.person), date=date_format(same.from_date)), field="person")
    if kind in ALONE and (other := others.first()):
        raise Invalid(_("Post: {name} holds it then; end that post first.").format(name=full_name(other.person)), field="kind")
    if kind == PostKind.DIVISION_HEAD and (other := others.filter(division=post.division).first()):
        raise Invalid(_("Division: {name} is its head then; end that post first.").format(name=full_name(other.person)), field="division")
    if kind == PostKind.SUPERVISING_LEADER:
        other = others.filter(in_charge_of__in=charge).first()
        if other:
            led = next(division for division in charge if division in set(other.in_charge_of.all()))
            sentence = _("Divisions in charge: {name} is in charge of {division} then; a division has one leader.")
            raise Invalid(sentence.format(name=full_name(other.person), division=led.name), field="in_charge_of")
    _check_deputy(post)


def _check_deputy(post):
    if post.deputy is None:
        return
    if post.deputy_id == post.person_id:
        raise Invalid(_("Deputy: name another person than the holder."), field="deputy")
    if not post.deputy.is_active:
        raise Invalid(_("Deputy: this account is closed."), field="deputy")
    member = Post.objects.filter(kind=PostKind.GROUP_MEMBER, person_id=post.deputy_id)
    if post.kind == PostKind.GROUP_CHAIR and not _during(member, post).exists():
        raise Invalid(_("Deputy: the chair is replaced by a member of the leading group."), field="deputy")


def _during(posts, post):
    """Those of `posts` that share a day with the term of `post`."""
    if post.to_date:
        posts = posts.filter(from_date__lte=post.to_date)
    return posts.exclude(to_date__lt=post.from_date)


def _beside(post):
    """Other posts of the same kind that share a day with this one."""
    return _during(Post.objects.filter(kind=post.kind), post).exclude(pk=post.pk)


def _stands(division, post):
    founded = not division.founded_on or division.founded_on <= post.from_date
    return founded and (not division.abolished_on or bool(post.to_date and post.to_date < division.abolished_on))


# ---- delegations


@transaction.atomic
def delegate(post, *, to, from_date, to_date, reason, by, at):
    """The holder of a post has another person exercise it between two days (委托代办); returns the Delegation. Entry "org.delegate".

    By the holder himself, the office director or an administrator. Within the post's term; one at a time. Raises Invalid (to, from_date, to_date,
    reason), NotAllowed.
    """
    on = day_of(at)
    post = Post.objects.select_for_update().get(pk=post.pk)
    acting = holding(by, post.kind, division=post.division, on=on) if by and by.pk == post.person_id else None
    if acting is None and not (by and by.pk == post.person_id):
        acting = _keep(by, at)
    if to.pk == post.person_id:
        raise Invalid(_("Delegate: name another person than the holder."), field="to")
    if not to.is_active:
        raise Invalid(_("Delegate: this account is closed."), field="to")
    if to_date < from_date:
        raise Invalid(_("To: the last day lies before the first, {date}.").format(date=date_format(from_date)), field="to_date")
    if from_date < post.from_date or (post.to_date and to_date > post.to_date):
        raise Invalid(_("From, to: a delegation lies within the term of the post."), field="from_date")
    if to_date < on:
        raise Invalid(_("To: a delegation does not reach back; {date} is past.").format(date=date_format(to_date)), field="to_date")
    if not reason.strip():
        raise Invalid(_("Reason: say why the post is delegated."), field="reason")
    if post.delegations.filter(from_date__lte=to_date, to_date__gte=from_date).exists():
        raise Invalid(_("From, to: the post is delegated on some of these days already."), field="from_date")
    delegation = Delegation.objects.create(post=post, to=to, from_date=from_date, to_date=to_date, reason=reason.strip())
    _open_doors(at, to)
    facts = {**_facts(post), "to": full_name(to), "delegated_from": from_date, "delegated_to": to_date, "reason": delegation.reason}
    record("org.delegate", about=_about(post), by=by, acting=acting, at=at, facts=facts)
    return delegation


@transaction.atomic
def end_delegation(delegation, *, to_date, by, at):
    """A delegation ends earlier, with the day `to_date`, not before yesterday. Entry "org.undelegate". Raises Invalid (to_date), NotAllowed."""
    on = day_of(at)
    delegation = Delegation.objects.select_for_update().select_related("post__person", "to").get(pk=delegation.pk)
    post = delegation.post
    own = by and by.pk == post.person_id
    acting = holding(by, post.kind, division=post.division, on=on) if own else _keep(by, at)
    if delegation.to_date < on:
        raise WrongState(_("This delegation ended on {date} already.").format(date=date_format(delegation.to_date)))
    if to_date > delegation.to_date or to_date < min(on - ONE_DAY, delegation.to_date):
        raise Invalid(
            _("To: a delegation ends earlier than {date}, and not in the past.").format(date=date_format(delegation.to_date)), field="to_date"
        )
    # One that has not begun ends the day before it begins: it stays on record and is never in effect.
    delegation.to_date = max(to_date, delegation.from_date - ONE_DAY)
    delegation.save(update_fields=["to_date"])
    _open_doors(at, delegation.to)
    facts = {**_facts(post), "to": full_name(delegation.to), "delegated_to": delegation.to_date}
    record("org.undelegate", about=_about(post), by=by, acting=acting, at=at, facts=facts)
    return delegation
