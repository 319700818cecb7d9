"""Who may read a matter: those whose post it concerns; what is live also by everyone it is open to (二, 五（二）)."""

from wagtail.models import Revision

from disclosure.files.access import draft_reader, is_staff
from disclosure.files.models import Claim, kind_of, signed
from disclosure.org.models import Post, PostKind
from disclosure.org.posts import answered_by, in_effect, posts_of
from disclosure.rules.categories import Audience, Scope

from .models import Clearance, Matter, Round
from .permissions import today

# Posts of the bureau as a whole: every item passes them, or they watch over all.
EVERYWHERE = frozenset(
    {
        PostKind.SECRECY_REVIEWER, PostKind.OFFICE_DIRECTOR, PostKind.MAIN_LEADER, PostKind.GROUP_MEMBER, PostKind.GROUP_CHAIR,
        PostKind.EFFICIENCY_OFFICER, PostKind.AUDITOR,
    }
)  # fmt: skip


def reach(user, on):
    """(whether every matter concerns the user, codes of the divisions whose matters do) on a day in Asia/Shanghai; read once for one user object.

    Named deputies count: they act as soon as the holder is barred. So do divisions that were merged into theirs.
    """
    kept = getattr(user, "_disclosure_reach", None)
    if kept is not None and kept[0] == on:
        return kept[1:]
    everywhere, codes = user.is_superuser, set()
    for holding in posts_of(user, on):
        everywhere = everywhere or holding.post in EVERYWHERE
        codes.add(holding.division)
    for post in Post.objects.filter(in_effect(on), deputy=user).select_related("division").prefetch_related("in_charge_of"):
        everywhere = everywhere or post.kind in EVERYWHERE
        codes |= {division.code for division in [post.division, *post.in_charge_of.all()] if division}
    codes.discard(None)
    user._disclosure_reach = (on, everywhere, frozenset(codes if everywhere else answered_by(codes)))
    return user._disclosure_reach[1:]


def is_concerned(user, page, on):
    """Whether the user may read drafts, opinions and signatures of a page's matter on a day: by a post, as a deputy, or as superuser."""
    if not (user and user.is_authenticated and user.is_active):
        return False
    everywhere, codes = reach(user, on)
    if everywhere:
        return True
    division = page.division
    if division is None:  # a draft that belongs to no division yet: any editor may give it one
        return any(holding.post == PostKind.EDITOR for holding in posts_of(user, on))
    if division.code in codes:
        return True
    # A newer version may have gone over to another division: its papers name it, the row of what is live does not yet.
    return bool(codes) and Matter.objects.filter(division__code__in=codes, page_no=page.pk).exists()


def may_read(user, page, on):
    """Whether the user (or AnonymousUser) may know the matter of a page on a day: live public items everyone, live staff items all staff."""
    if page.live:
        inward = page.scope == Scope.STAFF or (page.category is not None and page.category.audience == Audience.STAFF)
        if not inward or is_staff(user):
            narrower = getattr(page, "readable_by", None)  # an inward item may be for one division alone
            return narrower(user) if narrower else True
    return is_concerned(user, page, on)


def readable_matters(user, on):
    """The matters that concern the user on a day: a queryset."""
    if not (user and user.is_authenticated and user.is_active):
        return Matter.objects.none()
    everywhere, codes = reach(user, on)
    return Matter.objects.all() if everywhere else Matter.objects.filter(division__code__in=codes)


@draft_reader
def drafts_to_judge(user):
    """Whose files a person may open because the matter concerns him: numbers of pages (files.access asks)."""
    return readable_matters(user, today()).values("page_no")


@signed.append
def holds(kind, number):
    """Whether the revision of an open round, or one with a clearance in force, uses the file: nothing is exchanged under the signatures."""
    pages = Claim.objects.filter(kind=kind, object_id=number).values("page_no")
    revisions = [
        *Round.objects.filter(matter__in=pages, ended_at=None).values_list("revision_no", flat=True),
        *Clearance.objects.filter(page_no__in=pages, voided=False).values_list("revision_id", flat=True),
    ]
    return any(
        (kind_of(file), file.pk) == (kind, number)
        for revision in Revision.objects.filter(pk__in=revisions)
        for file in revision.as_object().signed_files()
    )
