"""The room's part of `setup_disclosure`: the two lists. Safe to run twice."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from disclosure.items.models import IntranetPage
from disclosure.org.set_ups import set_up

from .models import ConsultationIndexPage


@set_up(order=15)
def lists(ground):
    """/consultations/ and /intranet/consultations/; editors write below both."""
    with translation.override(settings.LANGUAGE_CODE):
        for inward in (False, True):
            if ConsultationIndexPage.objects.filter(inward=inward).exists():
                continue
            parent = IntranetPage.objects.first() if inward else Page.objects.get(pk=ground.under.pk)
            if parent is not None:
                page = ConsultationIndexPage(title=_("Consultations"), slug="consultations", inward=inward, live=True)
                Page.objects.get(pk=parent.pk).add_child(instance=page)
                ground.say(_("Page made: %(title)s") % {"title": page.title})
    ground.roots += list(ConsultationIndexPage.objects.filter(inward=False))
