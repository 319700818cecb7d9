"""Chinese for the few words of the Wagtail admin that Wagtail never marked for translation, so that no catalogue can reach them.

docs/decisions/patches.md lists them; tests/house/test_messages.py fails as soon as one of them is marked upstream and can go from here.
"""

from functools import wraps

from django.utils.translation import gettext_lazy as _


def forms():
    """(form, field, label) of each label that Wagtail leaves to be made from the field's English name."""
    from wagtail.admin.forms.auth import LoginForm
    from wagtail.admin.forms.workflows import WorkflowPageForm
    from wagtail.users.forms import PagePermissionsForm

    return [
        (LoginForm, "password", _("Password")),
        (WorkflowPageForm, "page", _("Page")),
        (PagePermissionsForm, "page", _("Page")),
        (PagePermissionsForm, "permissions", _("Permissions")),
    ]


def columns():
    """(view, column, label) of each column heading made from the field's English name."""
    from wagtail.sites.views import IndexView

    return [(IndexView, "port", _("port")), (IndexView, "site_name", _("site name")), (IndexView, "root_page", _("root page"))]


def teach():
    """Give Wagtail's forms and lists these labels, in the language of whoever looks; called once when the site starts."""
    for form, name, label in forms():
        form.base_fields[name].label = label
    for view, name, label in columns():
        next(column for column in view.columns if column.name == name).label = label


def write_names():
    """Let Wagtail write people as they are written here: family name first, without a space; in the side bar the whole name, not the given one."""
    from django.contrib.auth import get_user_model
    from wagtail.admin.ui.sidebar import MainMenuModule

    user, given, drawn = get_user_model(), get_user_model().get_full_name, MainMenuModule.js_args

    @wraps(given)
    def get_full_name(self):
        return given(self) if f"{self.last_name}{self.first_name}".isascii() else f"{self.last_name}{self.first_name}"

    @wraps(drawn)
    def js_args(self):
        *menus, person = drawn(self)
        return [*menus, {**person, "name": self.user.get_full_name() or person["name"]} if self.user else person]

    user.get_full_name, MainMenuModule.js_args = get_full_name, js_args
