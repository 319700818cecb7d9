"""Who has a dashboard, and what of the rows he sees (五（二）). The table of this file is the permission matrix of every address, call and export.

    main leader            全面领导责任    every row                                  opens supervision orders
    leader in charge       直接领导责任    rows of his divisions                      opens supervision orders to them
    division head          直接责任        rows of his division                       reads
    efficiency officer     监督检查责任    every row                                  opens supervision orders, issues reports
    auditor                审计            every row, no title a citizen wrote        reads
    all others, administrators too         no dashboard (403)

Complaints are known by their number alone in every row, and only to whom the rules on complaints let them exist; who answers for a division
does not see them at all, but the inquiries put to it, and of these none about himself. An order out of a complaint is hidden as the complaint is,
but from the head of the division that owes it.
"""

from dataclasses import dataclass, replace

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from disclosure.complaints import access as complaints
from disclosure.complaints.models import Complaint, TrackName
from disclosure.complaints.orders import USUAL as SUPERVISE
from disclosure.ledger.errors import NotAllowed
from disclosure.org.models import Division, PostKind
from disclosure.org.posts import holders, posts_of, present_division

EVERYTHING = (PostKind.MAIN_LEADER, PostKind.EFFICIENCY_OFFICER, PostKind.AUDITOR)
OF_DIVISIONS = (PostKind.SUPERVISING_LEADER, PostKind.DIVISION_HEAD)
FROM_CITIZENS = ("cases", "comments", "inquiries")  # sources whose titles a citizen wrote


@dataclass(frozen=True)
class Role:
    """In what capacity somebody looks. divisions: codes of those whose rows he sees, None for all; supervises: he may order a supervision."""

    posts: tuple
    divisions: frozenset | None
    supervises: bool = False
    titles: bool = True  # whether he reads titles that citizens wrote
    outward: bool = False  # only what is open to everyone: no inward consultation is counted
    answers: frozenset = frozenset()  # codes of the divisions that he heads or is in charge of, whatever else he sees
    heads: frozenset = frozenset()  # codes of those that he heads: what they owe is theirs to answer, whatever it came out of
    hidden: frozenset = frozenset()  # numbers of the complaints of which he may not know that they exist, and of what became one
    acts_for: tuple = ()  # in whose stead he looks, in words: by delegation, or as the deputy of who is gone
    watches: bool = False  # by a post that sees everything, also where a token narrows it to a division

    @property
    def post(self):
        """The post by which it is called: the widest one."""
        return self.posts[0]

    @property
    def everything(self):
        return self.divisions is None

    def sees(self, row):
        """Whether a Row is among those he may know."""
        if row.get("secret") or (self.outward and row.get("inward")):
            return False
        if row.get("case_no") in self.hidden and (self.watches or row.source != "orders" or row.division not in self.heads):
            return False
        if self.everything:
            return True
        return row.division in self.divisions and (row.source != "cases" or row.kind != "complaint")

    def shown(self, row):
        """The Row as he may read it."""
        if row.source == "cases" and (row.kind == "complaint" or not self.titles):
            return replace(row, title=row.get("case", ""))
        if row.source == "inquiries" and not self.everything:
            return replace(row, kind="complaint")  # to him they are what complaints are
        if row.source in FROM_CITIZENS and not self.titles:
            return replace(row, title=row.get("number") or "")
        return row

    def seen(self, rows):
        """The rows he may know, as he may read them."""
        return [self.shown(row) for row in rows if self.sees(row)]

    def require_division(self, code):
        """NotAllowed for a division that is not his."""
        if not self.everything and code not in self.divisions:
            raise NotAllowed(_("This division is not in your charge."))


WHOLE = Role(posts=("",), divisions=None, titles=False, watches=True)  # the whole bureau without a word of a citizen


def public(on):
    """The Role of everyone on `on` (date): rows that are open to everyone are counted, none is shown, no closed complaint is among them."""
    return replace(WHOLE, outward=True, hidden=_closed(on))


def reporting(on):
    """The Role in which the report to leaders is written on `on` (date): the efficiency office's, whoever holds it, with no word of a citizen."""
    return replace(WHOLE, posts=(PostKind.EFFICIENCY_OFFICER,), hidden=_closed(on))


def handed_round(role, on):
    """A Role as the weekly brief is written in it on `on` (date), which goes from hand to hand: of who sees the whole bureau without what stands in
    no figure that others read too. Whoever answers for divisions sees but what is theirs."""
    return replace(role, hidden=role.hidden | _closed(on)) if role.everything else role


def _closed(on):
    """Numbers of the complaints that stand in no figure which others read too: those that do not take the ordinary way, and those of which one who
    sees everything may not know. He would else find them by subtracting what he sees from what all see.

    From who stands in for a holder those that name him alone: with all that his own post hides the figures would move with every delegation.
    """
    found = set(Complaint.objects.exclude(track=TrackName.ROUTINE).order_by().values_list("case_id", flat=True))
    held = [each for kind in EVERYTHING for each in holders(kind, on=on)]
    own = {each.user_id for each in held if not each.on_behalf_of}
    found.update(Complaint.objects.filter(persons__in={each.user_id for each in held}).order_by().values_list("case_id", flat=True))
    return complaints.with_origins(found.union(*(role_of(user, on).hidden for user in get_user_model().objects.filter(pk__in=own))))


def role_of(user, on, grant=None):
    """The Role of a user on a day (Asia/Shanghai) from his posts, those delegated to him too. NotAllowed for posts without a dashboard.

    grant: of an API token; one that is limited to a division shows no more than that division.
    """
    held = posts_of(user, on)
    wide, ours, posts = _posts(held)
    if not posts:
        raise NotAllowed(_("Your post has no dashboard."))
    answers = _with_predecessors({each.division for each in ours}, on) if ours else frozenset()
    divisions = None if wide else answers
    if grant is not None and grant.division_id:
        mine = _with_predecessors({grant.division.code}, on)
        if divisions is not None and not mine & divisions:
            raise NotAllowed(_("Your post has no dashboard."))
        divisions = mine if divisions is None else mine & divisions
    # Whoever audits changes nothing by that; he supervises only where another post of his does.
    supervises = any(each.post in SUPERVISE or each.post == PostKind.SUPERVISING_LEADER and each.division for each in held)
    hidden = complaints.with_origins(complaints.unknown(user, on) if wide else complaints.about_himself(user, on))
    heads = _with_predecessors({each.division for each in ours if each.post == PostKind.DIVISION_HEAD}, on) if ours else frozenset()
    acts_for = tuple(dict.fromkeys(each.on_behalf_of for each in held if each.post in posts and each.on_behalf_of))
    titles = posts != (PostKind.AUDITOR,) and not (PostKind.AUDITOR in posts and not set(wide) - {PostKind.AUDITOR})
    return Role(
        posts, divisions, supervises=supervises, titles=titles, answers=answers, heads=heads, hidden=hidden, acts_for=acts_for, watches=bool(wide)
    )


def _posts(held):
    """(posts that see everything, holdings of a division, posts in their order) among Holdings."""
    wide = [each.post for each in held if each.post in EVERYTHING]
    ours = [each for each in held if each.post in OF_DIVISIONS and each.division]
    kinds = [*(kind for kind in EVERYTHING if kind in wide), *(kind for kind in OF_DIVISIONS if any(each.post == kind for each in ours))]
    return wide, ours, tuple(dict.fromkeys(kinds))


def posts_shown(user, on):
    """The posts for which the user has a dashboard on a day, () without one: for menus, which stand on every page and ask for no row."""
    return _posts(posts_of(user, on))[2]


def _with_predecessors(codes, on):
    """Codes of divisions and of those for which they answer now."""
    gone = Division.objects.filter(abolished_on__lte=on, successor__isnull=False).select_related("successor")
    return frozenset(codes) | {division.code for division in gone if present_division(division, on).code in codes}
