"""The site's own document and image models."""

from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Paper(AbstractDocument):
    shelf = models.CharField(max_length=50, blank=True)
    admin_form_fields = (*Document.admin_form_fields, "shelf")


class Picture(AbstractImage):
    caption = models.CharField(max_length=200, blank=True)
    admin_form_fields = (*Image.admin_form_fields, "caption")


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]
