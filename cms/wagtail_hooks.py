"""The brand of the admin (its colours and fonts), and no link that leaves the house.

Logo, name and the words against secrets are the overrides in templates/wagtailadmin/.
"""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css", order=100)
def brand():
    """After the sheets of the plugin set, which bring the tokens."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


@hooks.register("construct_help_menu")
def no_help_from_outside(request, items):
    """Wagtail's release notes and editor guide stand on the internet, in English: out of reach on an inner network."""
    items[:] = [item for item in items if item.name != "editor-guide" and not item.name.startswith("whats-new-in-wagtail")]
