"""Who holds a post on a day, and for whom may he sign: the one place that answers (五（二）)."""

import contextlib
import copy
import functools
from collections import defaultdict, namedtuple
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Prefetch, Q
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils.functional import cached_property

from .models import Delegation, Division, Former, Post, PostKind
from .names import full_name


@dataclass(frozen=True)
class Holding:
    """A person able to exercise a post that day. `on_behalf_of` is empty for the holder himself, else whom the record names: “X for Y”."""

    user_id: int
    username: str
    name: str
    post: str
    division: str | None
    on_behalf_of: str
    post_id: int


LeaderAndWork = namedtuple("LeaderAndWork", "name title post divisions")
Vacancy = namedtuple("Vacancy", "post division appointed_by")
DivisionOfWork = namedtuple("DivisionOfWork", "division heads leader")

# Who must appoint a person where a post is vacant and no deputy is named. The main leader is appointed by the superior body: the office enters it.
_APPOINTED_BY = {
    PostKind.EDITOR: PostKind.DIVISION_HEAD,
    PostKind.SECRECY_REVIEWER: PostKind.OFFICE_DIRECTOR,
    PostKind.MAIN_LEADER: PostKind.OFFICE_DIRECTOR,
}


def appointing(kind):
    """The post that must appoint a holder of `kind` or name a deputy (五（一）): the main leader unless a nearer one answers for it."""
    return _APPOINTED_BY.get(PostKind(kind), PostKind.MAIN_LEADER)


# Who stands above a post when something in it becomes overdue (五（二）: heads answer for divisions, leaders for what is in their charge).
_ABOVE = {
    PostKind.EDITOR: PostKind.DIVISION_HEAD,
    PostKind.DIVISION_HEAD: PostKind.SUPERVISING_LEADER,
    PostKind.SECRECY_REVIEWER: PostKind.OFFICE_DIRECTOR,
    PostKind.GROUP_MEMBER: PostKind.GROUP_CHAIR,
    PostKind.MAIN_LEADER: None,
}


def asked_by_division(kind):
    """Whether holders of `kind` are asked for a division: editors, heads, and the leader in charge of it; the others serve the whole bureau."""
    return PostKind(kind).of_a_division or kind == PostKind.SUPERVISING_LEADER


def superior(kind):
    """The post above `kind`; the main leader where none stands between, None above himself."""
    return _ABOVE.get(PostKind(kind), PostKind.MAIN_LEADER)


def in_effect(on, prefix=""):
    """A Q of what runs on `on` (date, Asia/Shanghai) by `from_date` and `to_date`; the last day counts."""
    no_end, later = {f"{prefix}to_date__isnull": True}, {f"{prefix}to_date__gte": on}
    return Q(**{f"{prefix}from_date__lte": on}) & (Q(**no_end) | Q(**later))


def present_division(division, on):
    """The division that answers for `division` on `on`: itself, or after its end its successor (also over several mergers), else itself."""
    seen = set()
    while division and division.abolished_on and division.abolished_on <= on and division.successor_id and division.pk not in seen:
        seen.add(division.pk)
        division = division.successor
    return division


def answered_by(codes):
    """The codes of the divisions for which those of `codes` answer: themselves, and what was merged into them, also over several mergers."""
    merged, found = Division.objects.filter(successor__isnull=False).order_by().values_list("code", "successor__code"), set(codes)
    merged = list(merged) if found else []
    while more := {code for code, into in merged if into in found} - found:
        found |= more
    return found


_NAMED = ("is_active", "last_name", "first_name")  # read with a person where the host's user model has it as a column, beside his account


class _Reading:
    """The statements by which posts and delegations are read, written once a process: every act of the chain asks several times who holds what,
    and Django would spend three times as long on writing them anew as the database on answering."""

    def __init__(self):
        quote, self.User = connection.ops.quote_name, get_user_model()
        table = {model: quote(model._meta.db_table) for model in (Post, Delegation, Division, self.User, Post.in_charge_of.through)}
        self.fields = [field for field in self.User._meta.local_concrete_fields if field.name in (self.User.USERNAME_FIELD, *_NAMED)]
        key, starts, ends = (quote(name) for name in ("id", "from_date", "to_date"))

        def people(who):
            other = quote(f"its_{who}")
            columns = ", ".join(f"{other}.{quote(field.column)} AS {quote(f'{who}_{field.attname}')}" for field in self.fields)
            return columns, f"LEFT JOIN {table[self.User]} {other} ON {other}.{quote(self.User._meta.pk.column)} = its.{quote(f'{who}_id')}"

        persons, joined_persons = people("person")
        deputies, joined_deputies = people("deputy")
        delegates, joined_delegates = people("to")
        self.posts = (
            f"SELECT its.*, home.{quote('code')} AS home_code, home.{quote('name')} AS home_name, {persons}, {deputies}"
            f" FROM {table[Post]} its {joined_persons} {joined_deputies} LEFT JOIN {table[Division]} home ON home.{key} = its.{quote('division_id')}"
        )
        self.posts_of_a_day = (
            f" WHERE its.{starts} <= %s AND (its.{ends} IS NULL OR its.{ends} >= %s) OR its.{quote('deputy_id')} IS NOT NULL AND its.{ends} < %s"
        )
        self.delegations = f"SELECT its.*, {delegates} FROM {table[Delegation]} its {joined_delegates}"
        self.delegations_of_a_day = f" WHERE its.{starts} <= %s AND its.{ends} >= %s"
        self.led = (
            f"SELECT its.{quote('post_id')}, home.{key}, home.{quote('code')} FROM {table[Post.in_charge_of.through]} its"
            f" JOIN {table[Division]} home ON home.{key} = its.{quote('division_id')} ORDER BY home.{quote('order')}, home.{quote('code')}"
        )

    def read_posts(self, on=None):
        """The posts in effect on `on` and ended ones that name a deputy, or all, the first come first."""
        rows = list(Post.objects.raw(self.posts + (self.posts_of_a_day if on else ""), [on] * 3 if on else []))
        for post in rows:
            post.person, post.deputy = self._person(post, "person"), self._person(post, "deputy") if post.deputy_id else None
            if post.division_id:
                post.division = Division.from_db(post._state.db, ["id", "code", "name"], [post.division_id, post.home_code, post.home_name])
        return sorted(rows, key=_first_come)

    def read_delegations(self, on=None):
        """The delegations in effect on `on`, or all, the first come first."""
        rows = list(Delegation.objects.raw(self.delegations + (self.delegations_of_a_day if on else ""), [on] * 2 if on else []))
        for each in rows:
            each.to = self._person(each, "to")
        return sorted(rows, key=_first_come)

    def read_led(self):
        """{number of a post: {number of a division in its charge: its code}}, the divisions in the bureau's order."""
        led = defaultdict(dict)
        with connection.cursor() as cursor:
            cursor.execute(self.led)
            for post, division, code in cursor.fetchall():
                led[post][division] = code
        return led

    def _person(self, row, who):
        """The user beside a row; what was not read with it is read when it is asked for."""
        names = ["id", *(field.attname for field in self.fields)]
        values = [getattr(row, f"{who}_{name}") for name in names]
        return self.User.from_db(row._state.db, [self.User._meta.pk.attname, *names[1:]], values)


_reading = functools.cache(_Reading)


def _first_come(row):
    return row.from_date, row.pk


def _as_it_was(row, said):
    """A post or division with what it said before it was changed; itself where nothing was."""
    if said:
        row = copy.copy(row)
        for name, value in said.items():
            setattr(row, name, value)
    return row


def divisions_known(known=None):
    """{number: Division} of all that ever were, each with its successor; known: an aware moment, as they were known before it."""
    former = Former.since("division", known) if known else {}
    found = {division.pk: _as_it_was(division, former.get(division.pk)) for division in Division.objects.all()}
    for division in found.values():
        if division.successor_id:
            division.successor = found[division.successor_id]
    return found


class Roster:
    """The posts of a day, read once in two queries, and a third when a leader in charge is first asked for."""

    def __init__(self, on, known=None):
        """Reads the posts and delegations in effect on `on` (date, Asia/Shanghai), and ended posts that named a deputy.

        known: an aware moment, for a look back: as had been entered before it, without what was changed since with an earlier day.
        """
        self.on, self.delegations, self._held = on, defaultdict(list), {}
        former = Former.since("post", known) if known else {}
        if _kept is None and not former:
            self.posts, delegations = _reading().read_posts(on), _reading().read_delegations(on)
        else:
            posts = _reading().read_posts() if _kept is None else _kept_table("posts")
            posts = [_as_it_was(post, former.get(post.pk)) for post in posts]
            self.posts = [post for post in posts if self.runs(post) or post.deputy_id and post.to_date and post.to_date < on]
            delegations = _reading().read_delegations(on) if _kept is None else [each for each in _kept_table("delegations") if self.runs(each)]
        if known:
            self.posts = [post for post in self.posts if post.recorded_at is None or post.recorded_at < known]
        for each in delegations:
            self.delegations[each.post_id].append(each)

    @cached_property
    def led(self):
        """{number of a post: {number of a division in its charge: its code}}."""
        return _reading().read_led() if _kept is None else _kept_table("led")

    def runs(self, row):
        """Whether a post or delegation is in effect that day; the last day counts."""
        return row.from_date <= self.on and (row.to_date is None or row.to_date >= self.on)

    def kinds_of(self, user):
        """The kinds of posts in which a user may come to act that day: holder, delegate, or deputy once the holder is gone or barred."""
        delegated = {number for number, given in self.delegations.items() if any(each.to_id == user.pk for each in given)}
        return {post.kind for post in self.posts if user.pk in (post.person_id, post.deputy_id) or post.pk in delegated}

    def _of(self, kind, division):
        for post in self.posts:
            if post.kind != kind:
                continue
            if division is None:
                yield post
            elif kind == PostKind.SUPERVISING_LEADER:
                if division.pk in self.led[post.pk]:
                    yield post
            elif post.division_id == division.pk:
                yield post

    def holders(self, kind, *, division=None, barred=frozenset()):
        """As the function `holders`, from what was read. Many matters ask the same: it is worked out once."""
        key = kind, division and division.pk, frozenset(barred)
        if key not in self._held:
            self._held[key] = self._holders(kind, present_division(division, self.on), barred)
        return list(self._held[key])

    def _holders(self, kind, division, barred):
        own, delegated, deputies = [], [], []
        running, ended = [], []
        for post in self._of(kind, division):
            (running if self.runs(post) else ended).append(post)
        code = division.code if division else None
        for post in running:
            if post.person_id in barred or not post.person.is_active:
                # Whom the barred person chose does not sign for him either; only the named deputy does. A seat in the group is not filled: recused.
                if kind != PostKind.GROUP_MEMBER:
                    deputies += _deputy(post, code, barred, full_name(post.person))
                continue
            own.append(_holding(post, post.person, code, ""))
            delegated += [
                _holding(post, each.to, code, full_name(post.person))
                for each in self.delegations[post.pk]
                if each.to_id not in barred and each.to.is_active and each.to_id != post.person_id
            ]
        if not running and kind != PostKind.GROUP_MEMBER:
            for post in sorted(ended, key=lambda post: post.to_date, reverse=True)[:1]:
                deputies += _deputy(post, code, barred, post.title or str(post))
        return own + delegated + deputies


_kept = None  # {"posts", "delegations", "led"} while `posts_kept` runs; {} until the first roster is asked for


def _kept_table(name):
    if not _kept:
        _kept.update(posts=_reading().read_posts(), delegations=_reading().read_delegations(), led=_reading().read_led())
    return _kept[name]


@contextlib.contextmanager
def posts_kept():
    """Rosters inside are drawn from the tables as read once, read anew after a change of a post or delegation in this process.

    For one thread that does thousands of acts and is alone with the database, such as the command that lives the demo.
    """
    global _kept
    changed = ((post_save, Post), (post_delete, Post), (post_save, Delegation), (post_delete, Delegation))
    through = Post.in_charge_of.through

    def forget(**_how):
        if _kept is not None:
            _kept.clear()

    for signal, model in (*changed, (m2m_changed, through)):
        signal.connect(forget, sender=model, weak=False, dispatch_uid="posts_kept")
    _kept = {}
    try:
        yield
    finally:
        _kept = None
        for signal, model in (*changed, (m2m_changed, through)):
            signal.disconnect(sender=model, dispatch_uid="posts_kept")


def _holding(post, user, code, on_behalf_of):
    code = code or (post.division.code if post.division else None)
    return Holding(user.pk, user.get_username(), full_name(user), post.kind, code, on_behalf_of, post.pk)


def _deputy(post, code, barred, on_behalf_of):
    if post.deputy_id and post.deputy_id not in barred and post.deputy.is_active:
        return [_holding(post, post.deputy, code, on_behalf_of)]
    return []


def holders(kind, *, division=None, on, barred=frozenset()):
    """Everyone who can exercise the post `kind` on the day `on` (date, Asia/Shanghai): holders, then delegates, then deputies.

    `division` is the division of an editor or head and, for the leader in charge, the division he is in charge of; an abolished one stands for
    its successor. A holder who is barred (`barred`: user ids) or whose account is closed is replaced by his named deputy, and so is a vacant
    post by the deputy its last holder's post names; a seat in the leading group is not replaced. Empty: nobody; `appointing(kind)` must act.
    Two queries (three for the leader in charge).
    """
    division = present_division(division, on)
    return Roster(on).holders(kind, division=division, barred=barred)


def holding(user, kind, *, division=None, on, barred=frozenset()):
    """In what capacity `user` can exercise the post `kind` that day: in his own right before on behalf of another; None when not at all."""
    return next((each for each in holders(kind, division=division, on=on, barred=barred) if each.user_id == user.pk), None)


_version = 0  # counts the changes of posts, delegations, divisions and accounts that this process made


def hear_changes():
    """What `posts_of` keeps on a user object holds until this process changes a post, a delegation, a division or an account."""

    def changed(**_how):
        global _version
        _version += 1

    for model in (Post, Delegation, Division, get_user_model()):
        post_save.connect(changed, sender=model, weak=False, dispatch_uid="posts_of")
        post_delete.connect(changed, sender=model, weak=False, dispatch_uid="posts_of")
    m2m_changed.connect(changed, sender=Post.in_charge_of.through, weak=False, dispatch_uid="posts_of")


def posts_of(user, on):
    """Every post `user` can exercise on `on`: his own, those delegated to him, and vacant ones whose deputy he is.

    A leader in charge has one holding for each division in his charge (one with division None where there is none). Constant queries, once for
    one user object, that is, once a request: every menu entry, register and panel asks. Who signs is asked of a Roster, read under the lock.
    """
    if not user or not user.is_authenticated or not user.is_active:
        return []
    kept = getattr(user, "_disclosure_posts", None)
    if kept is None or kept[0] != (on, _version):
        kept = user._disclosure_posts = ((on, _version), _read_posts_of(user, on))
    return list(kept[1])


def acting_posts(user, on):
    """As `posts_of`, but for the auditor's: whoever audits reads and changes nothing, so it takes nothing in and owns nothing (五（二）)."""
    return [each for each in posts_of(user, on) if each.post != PostKind.AUDITOR]


def _read_posts_of(user, on):
    roster, own, others, vacant = Roster(on), [], [], []
    for post in roster.posts:
        if not roster.runs(post):
            vacant += [post] if post.deputy_id == user.pk else []
        elif post.person_id == user.pk:
            own += _each_division(roster, post, user, "")
        elif post.person.is_active and any(each.to_id == user.pk for each in roster.delegations[post.pk]):
            others += _each_division(roster, post, user, full_name(post.person))
    for post in vacant:
        divisions = Division.objects.in_bulk({post.division_id, *roster.led[post.pk]} - {None})
        for one in _each_division(roster, post, user, post.title or str(post)):
            division = next((each for each in divisions.values() if each.code == one.division), None)
            if any(each.user_id == user.pk and each.post_id == post.pk for each in roster.holders(post.kind, division=division)):
                others.append(one)
    return own + others


def _each_division(roster, post, user, on_behalf_of):
    codes = roster.led[post.pk].values() if post.kind == PostKind.SUPERVISING_LEADER else ()
    return [_holding(post, user, code, on_behalf_of) for code in codes or [None]]


def leaders_and_work(on):
    """The leaders and what each is in charge of on `on`, main leader first, for the public page of the agency (二（一）1).

    A list of (name, title, post, divisions) with divisions as (code, name) in the bureau's order. Names of officials only.
    """
    rows = (
        Post.objects.filter(in_effect(on), kind__in=[PostKind.MAIN_LEADER, PostKind.SUPERVISING_LEADER])
        .select_related("person")
        .prefetch_related(Prefetch("in_charge_of", Division.objects.filter(_standing(on))))
        .order_by("from_date", "id")
    )
    rows = sorted(rows, key=lambda post: post.kind != PostKind.MAIN_LEADER)
    return [
        LeaderAndWork(full_name(post.person), post.title or post.get_kind_display(), post.kind, [(d.code, d.name) for d in post.in_charge_of.all()])
        for post in rows
    ]


def division_of_work(division, on):
    """Who heads `division` on `on` and which leader is in charge of it, for its public page (二（一）2).

    A tuple (division, [names of heads], name of the leader or ""). One query.
    """
    rows = Post.objects.filter(
        in_effect(on),
        Q(kind=PostKind.DIVISION_HEAD, division=division)
        | Q(kind=PostKind.SUPERVISING_LEADER, pk__in=Post.in_charge_of.through.objects.filter(division_id=division.pk).values("post_id")),
    ).select_related("person")
    heads = [full_name(post.person) for post in rows if post.kind == PostKind.DIVISION_HEAD]
    leaders = [full_name(post.person) for post in rows if post.kind == PostKind.SUPERVISING_LEADER]
    return DivisionOfWork(division, heads, leaders[0] if leaders else "")


def _standing(on):
    return (Q(founded_on__isnull=True) | Q(founded_on__lte=on)) & (Q(abolished_on__isnull=True) | Q(abolished_on__gt=on))


def standing_divisions(on):
    """The divisions that exist on `on` (date, Asia/Shanghai), in the bureau's order."""
    return Division.objects.filter(_standing(on))


def headed_divisions(on):
    """Those of the `standing_divisions` that somebody heads on `on` (date): what is asked of a division is asked of its head."""
    roster, standing = Roster(on), standing_divisions(on)
    return standing.filter(pk__in=[each.pk for each in standing if roster.holders(PostKind.DIVISION_HEAD, division=each)])


def vacancies(on):
    """Posts that nobody can exercise on `on`, not even a deputy, and who must appoint: a list of (post, division or None, appointed_by).

    Every post of the bureau but the auditor's, and for each division with an editor its head and its leader in charge (五（二）). Constant queries.
    """
    roster, found = Roster(on), []
    for kind in PostKind:
        if not asked_by_division(kind) and kind != PostKind.AUDITOR and not roster.holders(kind):
            found.append(Vacancy(kind, None, appointing(kind)))
    for division in standing_divisions(on):
        if roster.holders(PostKind.EDITOR, division=division):
            for kind in (PostKind.DIVISION_HEAD, PostKind.SUPERVISING_LEADER):
                if not roster.holders(kind, division=division):
                    found.append(Vacancy(kind, division, appointing(kind)))
    return found
