"""Doors of the admin and of Wagtail's serving of pages."""

from wagtail import hooks

from .models import IntranetPage


@hooks.register("before_serve_page", order=-10)
def staff_sign_in_at_the_admin(page, request, serve_args, serve_kwargs):
    """/intranet/ leads to the admin's sign-in; Wagtail's own hook for restricted pages would lead to its bare login page."""
    if isinstance(page, IntranetPage):
        return page.turn_away(request)
