from django.contrib.auth import get_user_model
from django.db import router
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail_modeladmin.options import modeladmin_register

from .home import VacanciesPanel
from .names import full_name
from .registers import OrganisationGroup

modeladmin_register(OrganisationGroup)


@hooks.register("construct_homepage_panels")
def vacancies(request, panels):
    """Posts that nobody holds, on the admin's first page."""
    panels.append(VacanciesPanel())


# --- accounts: whoever held a post stays on record, and Wagtail's own views would answer with an error of the database


def _on_record(user):
    try:
        Collector(router.db_for_write(type(user))).collect([user])
    except (ProtectedError, RestrictedError):
        return True
    return False


def _say_why_not(request, users):
    kept = [user for user in users if _on_record(user)]
    for user in kept:
        sentence = _("%(name)s stands in the records (posts, duties, cases) and is not deleted: close the account instead.")
        messages.error(request, sentence % {"name": full_name(user)})
    return bool(kept)


@hooks.register("before_delete_user")
def say_why_an_account_is_not_deleted(request, user):
    """Asked before the page that confirms, too."""
    if _say_why_not(request, [user]):
        return redirect("wagtailusers_users:edit", user.pk)


@hooks.register("before_bulk_action")
def say_why_accounts_are_not_deleted(request, action_type, objects, action):
    if action_type == "delete" and action.model is get_user_model() and _say_why_not(request, objects):
        return redirect(action.next_url)
