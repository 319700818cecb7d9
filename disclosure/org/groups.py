"""The two groups of the admin. They open the editor's doors; who may act on an item follows from the posts alone."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from .models import Post, PostKind

EDITORS = "政务公开经办"
APPROVERS = "政务公开审批"


def _group(name):
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


def editors():
    """The group of those who write drafts; made where it is missing, with entry to the admin."""
    return _group(EDITORS)


def approvers():
    """The group of those who review, sign, vote or watch: entry to the admin and nothing else."""
    return _group(APPROVERS)


def open_doors(user, on):
    """Put a person into the groups that the posts held, delegated or deputised now or later call for, and out of the other (on: day in Shanghai).

    Called by every verb that changes who holds what: an editor newly appointed finds the page tree, one whose post has ended does not.
    """
    lasting = Q(to_date__isnull=True) | Q(to_date__gte=on)
    posts = Post.objects.filter(Q(person=user) | Q(deputy=user)).filter(lasting)
    lent = Post.objects.filter(delegations__to=user, delegations__to_date__gte=on)
    kinds = {*posts.values_list("kind", flat=True), *lent.values_list("kind", flat=True)}
    for group, wanted in ((editors(), PostKind.EDITOR in kinds), (approvers(), bool(kinds - {PostKind.EDITOR}))):
        (user.groups.add if wanted else user.groups.remove)(group)
