"""Atom feeds: everything new, the notices, one column."""

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from disclosure.ledger.text import fit

from . import catalogue
from .models import CategoryIndexPage, numbers

NEWEST = 50


class PublicFeed(Feed):
    """The newest fifty public items; entries are known for ever by their index number."""

    feed_type = Atom1Feed
    title = _("Newly disclosed")
    link = "/catalogue/"

    def get_object(self, request):
        """The request: addresses are those of its site."""
        return request

    def items(self, request):
        """The items of the feed, newest publication first."""
        return [(request, item) for item in self.rows()[:NEWEST]]

    def rows(self):
        """The query the items come from."""
        return catalogue.newest(NEWEST)

    def author_name(self, request):
        """The bureau, by its settings."""
        return numbers.bureau().name

    def item_title(self, pair):
        """The title of the item."""
        return fit(pair[1].title)

    def item_description(self, pair):
        """The summary of the item."""
        return fit(pair[1].summary)

    def item_link(self, pair):
        """The address for ever."""
        return pair[1].get_full_url(pair[0]) or pair[1].url_path

    def item_guid(self, pair):
        """The address, which holds the index number."""
        return self.item_link(pair)

    def item_pubdate(self, pair):
        """When it was first published."""
        return pair[1].published_at

    def item_updateddate(self, pair):
        """When its present version was published."""
        return pair[1].last_published_at or pair[1].published_at

    def item_categories(self, pair):
        """The category in words."""
        return [str(dict(catalogue.categories()).get(pair[1].category_code, ""))]


class NoticesFeed(PublicFeed):
    """通知公告: what goes out by the column portal:notices."""

    title = _("Notices")
    link = "/notices/"

    def rows(self):
        return catalogue.in_column("portal:notices")


class ColumnFeed(PublicFeed):
    """One category."""

    def __init__(self, page):
        self.page = page
        self.link = page.url or "/"

    def title(self, request):
        """The title of the list."""
        return self.page.title

    def rows(self):
        return catalogue.newest(NEWEST, category_code=self.page.category)


def column_feed(request, page):
    """The feed of a CategoryIndexPage, as a response."""
    return ColumnFeed(page)(request)


CategoryIndexPage.feed_of = staticmethod(column_feed)
