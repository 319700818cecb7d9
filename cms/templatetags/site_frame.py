"""The reader's choice of view, as a link."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def view_address(context, mode):
    """The address of this very page that asks for another view (elder, contrast, standard); the server keeps the choice and comes back."""
    query = context["request"].GET.copy()
    query["view"] = mode
    return f"?{query.urlencode()}"
