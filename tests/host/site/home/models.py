from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    pass


class TextPage(Page):
    """An ordinary page of the site, with a document."""

    body = RichTextField(blank=True)
    paper = models.ForeignKey(get_document_model_string(), models.SET_NULL, null=True, blank=True, related_name="+")

    content_panels = [*Page.content_panels, FieldPanel("body"), FieldPanel("paper")]
    template = "home/home_page.html"
