"""The Atom feed of consultations: drafts and results, newest first."""

from django.utils.translation import gettext_lazy as _

from disclosure.items.feeds import PublicFeed
from disclosure.items.models import DisclosurePage

from .models import ConsultationIndexPage


class ConsultationFeed(PublicFeed):
    """What is public below /consultations/."""

    title = _("Consultations")

    def __init__(self, page):
        self.page = page
        self.link = page.url or "/"

    def rows(self):
        return DisclosurePage.objects.public().child_of(self.page).in_register()


def feed(request, page):
    """The feed of a list, as a response."""
    return ConsultationFeed(page)(request)


ConsultationIndexPage.feed_of = staticmethod(feed)
