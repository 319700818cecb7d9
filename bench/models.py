"""The plain Wagtail page that ours is compared with: a StreamField body of paragraphs, a document, as an editor would build it."""

from django.db import models
from wagtail import blocks
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.models import Page


class StockPage(Page):
    number = models.CharField(max_length=64, blank=True)
    body = StreamField([("paragraph", blocks.RichTextBlock())], blank=True)
    paper = models.ForeignKey(get_document_model_string(), models.SET_NULL, null=True, blank=True, related_name="+")
