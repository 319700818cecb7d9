"""Chinese for the few words of the Wagtail admin that Wagtail never marked for translation, so that no catalogue can reach them.

docs/decisions/patches.md lists them; tests/house/test_messages.py fails as soon as one of them is marked upstream and can go from here.
"""

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
