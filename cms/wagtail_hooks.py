"""The brand of the admin: its colours and fonts. Logo, name and the words against secrets are the overrides in templates/wagtailadmin/."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css", order=100)
def brand():
    """After the sheets of the plugin set, which bring the tokens."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))
