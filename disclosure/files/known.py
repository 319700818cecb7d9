"""Pages that do not exist for a member of staff, and so nothing of theirs either (二（二）): one answer for tree, lists, search, choosers, reports
and pages of the admin, for Wagtail's API and for files. Rooms above say which; for strangers nothing inward exists anyway (access.py).

Nothing is said about pages for which no room answers: Wagtail's own permissions hold there, unchanged.
"""

from django.db.models import BigIntegerField
from django.db.models.functions import Cast

from .models import Claim, Kind

# Functions (user) -> the numbers of pages that do not exist for a signed-in user: a queryset of one column, or a list of few; None for none.
# What they ask is kept flat: it becomes a part of Wagtail's own queries, and SQLite reads no deep ones.
hiders = []
# The same of pages that exist for him, but not their latest draft.
draft_hiders = []


def hides(ask):
    """Register `ask(user)`: these pages do not exist for him."""
    hiders.append(ask)
    return ask


def hides_drafts(ask):
    """Register `ask(user)`: the drafts of these pages do not exist for him."""
    draft_hiders.append(ask)
    return ask


def known(pages, user, *, drafts=False):
    """Of a queryset of pages those that exist for `user`; with `drafts` those whose latest draft does. Unchanged where nothing is hidden from him."""
    for numbers in _hidden(user, [*hiders, *(draft_hiders if drafts else ())]):
        pages = pages.exclude(pk__in=numbers)
    return pages


def about_known(rows, user, name="page"):
    """Of rows that name a page by a number or key called `name`, those whose page exists for `user`; rows about no page stay."""
    for numbers in _hidden(user):
        rows = rows.exclude(**{f"{name}__in": numbers})
    return rows


def _hidden(user, asked=hiders):
    """What the rooms answer for a signed-in user; strangers are answered elsewhere."""
    if not (user and user.is_authenticated):
        return []
    return [numbers for ask in asked if (numbers := ask(user)) is not None]


def is_hidden(user, *numbers):
    """Whether one of these page numbers is among those that do not exist for `user`. One query for each room that hides any."""
    for hidden in _hidden(user) if numbers else ():
        if bool(set(numbers) & set(hidden)) if isinstance(hidden, list) else hidden.filter(pk__in=numbers).exists():
            return True
    return False


def known_files(files, user):
    """Of a queryset of documents or images those that exist for `user`: what pages alone mention that do not exist for him is left out."""
    kind = Kind.DOCUMENT if issubclass(files.model, Kind.DOCUMENT.model) else Kind.IMAGE
    hidden = _hidden(user)
    if not hidden:
        return files
    mentioned = seen = Claim.objects.filter(kind=kind)
    for numbers in hidden:
        seen = seen.exclude(page_no__in=numbers)
    return files.exclude(pk__in=mentioned.exclude(object_id__in=seen.values("object_id")).values(number=Cast("object_id", BigIntegerField())))


class KnownPages:
    """Beside a permission policy of pages: what does not exist for somebody is no page he may do anything with, or come across."""

    def user_has_permission_for_instance(self, user, action, instance):
        return super().user_has_permission_for_instance(user, action, instance) and not is_hidden(user, instance.pk)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return super().user_has_any_permission_for_instance(user, actions, instance) and not is_hidden(user, instance.pk)

    def instances_user_has_permission_for(self, user, action):
        return known(super().instances_user_has_permission_for(user, action), user)

    def instances_user_has_any_permission_for(self, user, actions):
        return known(super().instances_user_has_any_permission_for(user, actions), user)


class KnownFiles:
    """Beside a permission policy of documents or images: the same of files."""

    def user_has_permission_for_instance(self, user, action, instance):
        return super().user_has_permission_for_instance(user, action, instance) and self._knows(user, instance)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return super().user_has_any_permission_for_instance(user, actions, instance) and self._knows(user, instance)

    def instances_user_has_permission_for(self, user, action):
        return known_files(super().instances_user_has_permission_for(user, action), user)

    def instances_user_has_any_permission_for(self, user, actions):
        return known_files(super().instances_user_has_any_permission_for(user, actions), user)

    def _knows(self, user, instance):
        return instance.pk is None or known_files(type(instance)._base_manager.filter(pk=instance.pk), user).exists()
