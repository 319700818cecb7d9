"""The two roots (对外公开, 对内公开) and the list of one category under them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class OpenPage(Page):
    """对外公开: the root of the outward categories, at /open/."""

    intro = models.TextField(_("introduction"), blank=True)

    max_count = 1
    subpage_types = ["disclosure_items.CategoryIndexPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "disclosure_items/open.html"

    class Meta:
        verbose_name, verbose_name_plural = _("root of the outward categories"), _("roots of the outward categories")


class IntranetPage(Page):
    """对内公开: the root of the inward categories, at /intranet/, for staff who signed in."""

    intro = models.TextField(_("introduction"), blank=True)

    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "disclosure_items/intranet.html"

    class Meta:
        verbose_name, verbose_name_plural = _("root of the inward categories"), _("roots of the inward categories")


class CategoryIndexPage(Page):
    """The list of one category, at /open/<code>/ or /intranet/<code>/; items live nowhere else."""

    category = models.SlugField(_("category"), max_length=40)
    intro = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["disclosure_items.OpenPage", "disclosure_items.IntranetPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "disclosure_items/column.html"
    is_creatable = False  # setup_disclosure makes one a category

    class Meta:
        verbose_name, verbose_name_plural = _("list of a category"), _("lists of categories")
