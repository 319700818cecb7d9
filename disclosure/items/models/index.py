"""The two roots (对外公开, 对内公开) and the list of one category under them."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from disclosure.files.access import is_staff
from disclosure.files.known import known
from disclosure.rules.categories import Audience

from . import readers
from .base import DisclosurePage, page_types
from .readers import keep_private


def types_by_code():
    """Page type by category code, of the categories that are switched on."""
    return {str(model.category): model for model in page_types()}


def below(root, request, path_components):
    """The route through the list that the first component names, or None where it names something else. Read as its own type at once."""
    if not path_components:
        return None
    found = CategoryIndexPage.objects.child_of(root).filter(slug=path_components[0]).first()
    if found is None:
        return None
    found._cached_parent_obj = root
    return found.route(request, path_components[1:])


class FixedAddress:
    """A page whose slug is given by setup_disclosure and stays: addresses of items are for ever, and theirs begin with it."""

    def with_content_json(self, content):
        """As Wagtail's, with the slug of the row."""
        page = super().with_content_json(content)
        page.slug = self.slug
        page.set_url_path(self.get_parent())
        return page

    def can_move_to(self, parent):
        """It stays where setup_disclosure made it: moved, inward items would become public, or public ones vanish."""
        return self.get_parent().pk == parent.pk

    def save(self, *args, **kwargs):
        """As Wagtail's; another slug is not taken."""
        if self.pk and not self._state.adding:
            self.slug = Page.objects.filter(pk=self.pk).values_list("slug", flat=True).first() or self.slug
        return super().save(*args, **kwargs)


class OpenPage(FixedAddress, Page):
    """对外公开: the root of the outward categories, at /open/."""

    intro = models.TextField(_("introduction"), blank=True)

    max_count = 1
    subpage_types = ["disclosure_items.CategoryIndexPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "disclosure_items/open.html"

    class Meta:
        verbose_name, verbose_name_plural = _("root of the outward categories"), _("roots of the outward categories")

    def route(self, request, path_components):
        """As Wagtail's, with one query for the list instead of two."""
        return below(self, request, path_components) or super().route(request, path_components)

    def get_context(self, request, *args, **kwargs):
        """`columns`: its live lists, in the order of the work points."""
        return {**super().get_context(request, *args, **kwargs), "columns": CategoryIndexPage.objects.child_of(self).live()}


class IntranetPage(FixedAddress, Page):
    """对内公开: the root of the inward categories, at /intranet/, for staff who signed in (二（二）).

    For everybody else /intranet/ leads to the sign-in and all below it does not exist.
    """

    intro = models.TextField(_("introduction"), blank=True)

    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "disclosure_items/intranet.html"

    class Meta:
        verbose_name, verbose_name_plural = _("root of the inward categories"), _("roots of the inward categories")

    def route(self, request, path_components):
        """As Wagtail's, but what lies below is not there for anyone but staff."""
        if path_components and not is_staff(getattr(request, "user", None)):
            raise Http404
        return below(self, request, path_components) or super().route(request, path_components)

    def get_context(self, request, *args, **kwargs):
        """`columns`: its live lists; `items`: the newest items for staff."""
        newest = known(DisclosurePage.objects.live().descendant_of(self), request.user).in_register()
        columns = CategoryIndexPage.objects.child_of(self).live()
        return {**super().get_context(request, *args, **kwargs), "columns": columns, "items": newest[:20]}

    def serve(self, request, *args, **kwargs):
        """For staff; others are sent to sign in, and refused when they have and are none."""
        return self.turn_away(request) or keep_private(super().serve(request, *args, **kwargs))

    def turn_away(self, request):
        """The way to the admin's sign-in for whoever is not signed in, PermissionDenied for who is and does not work here, None for staff."""
        if is_staff(getattr(request, "user", None)):
            return None
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))


class CategoryIndexPage(FixedAddress, Page):
    """The list of one category, at /open/<code>/ or /intranet/<code>/; items live nowhere else."""

    category = models.SlugField(_("category"), max_length=40)
    intro = models.TextField(_("introduction"), blank=True)

    listing = feed_of = None  # set by catalogue.py and feeds.py, which stand above: (request, column, rows) → context, (request, column) → answer

    parent_page_types = ["disclosure_items.OpenPage", "disclosure_items.IntranetPage"]
    is_creatable = False  # setup_disclosure makes one a category
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    promote_panels = []
    template = "disclosure_items/column.html"

    class Meta:
        verbose_name, verbose_name_plural = _("list of a category"), _("lists of categories")

    @property
    def page_type(self):
        """The page type that lives here, or None where its category is switched off."""
        return types_by_code().get(self.category)

    @property
    def is_for_staff(self):
        """Whether its category is an inward one (二（二）)."""
        return self.page_type is not None and self.page_type.category.audience == Audience.STAFF

    @classmethod
    def clean_subpage_models(cls):
        """The page types of all categories; each says itself whether this is the list of its category."""
        return page_types()

    def route(self, request, path_components):
        """As Wagtail's; besides, `feed/`, and 410 for an item that once was live and is not now. A category that is switched off is not there."""
        if self.page_type is None:
            raise Http404
        if path_components == ["feed"] and not self.is_for_staff and self.live:
            return RouteResult(self, kwargs={"feed": True})
        if len(path_components) != 1:
            return super().route(request, path_components)
        item = self.page_type.objects.child_of(self).filter(slug=path_components[0]).select_related("division", "locale", "content_type").first()
        if item is None or not (item.live or item.was_taken_down()):
            raise Http404
        item._cached_parent_obj = self
        return item.route(request, []) if item.live else RouteResult(self, kwargs={"gone": item})

    def serve(self, request, *args, feed=False, gone=None, **kwargs):
        """The list, its Atom feed, or why an item is gone (410). Inward lists are for staff; for others they do not exist."""
        if self.is_for_staff and not is_staff(getattr(request, "user", None)):
            raise Http404
        if gone is not None:
            return self._answer(readers.gone(request, self, gone))
        if feed:
            return self.feed_of(request, self)
        return self._answer(super().serve(request, *args, **kwargs))

    def _answer(self, response):
        return keep_private(response) if self.is_for_staff else response

    def get_context(self, request, *args, **kwargs):
        """`items` (a page of twenty), `kinds`, `kind` and what else `catalogue.listing` gives, of this category alone."""
        rows = known(DisclosurePage.objects.live().filter(category_code=self.category), request.user) if self.is_for_staff else None
        return {**super().get_context(request, *args, **kwargs), **self.listing(request, self, rows)}
