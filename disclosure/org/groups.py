"""The two groups of the admin. They open the editor's doors; who may act on an item follows from the posts alone."""

from django.contrib.auth.models import Group, Permission

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
