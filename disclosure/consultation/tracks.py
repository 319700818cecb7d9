"""The ways of clauses from version to version, by links alone: to the newest version for staff, along what was published for the public."""

from collections import defaultdict
from dataclasses import dataclass, field

from disclosure.rules.hearing import Placing

from .models import Clause, ClauseLink


def line_of(version, versions):
    """The versions that led to `version`, itself last, each made of the one before. `versions`: all of the consultation."""
    by_number, found = {row.pk: row for row in versions}, []
    while version is not None:
        found.append(version)
        version = by_number.get(version.before_id)
    return found[::-1]


@dataclass
class Walk:
    """Where a clause ended, as numbers of rows, the one where its comments stand first; the links that it went; whether nobody doubts one of them."""

    ends: list = field(default_factory=list)
    links: list = field(default_factory=list)
    sure: bool = True
    moved: bool = False

    @property
    def visited(self):
        """Every clause that it was on the way."""
        return dict.fromkeys(link.new_id for link in self.links if link.new_id)


class Track:
    """The versions that led to the newest one, or to `newest`, and the way of each clause along them. `public`: along those published alone.

    Of several links of one clause that of the latest version counts: there its words stand again. Three queries.
    """

    def __init__(self, page, *, newest=None, public=False):
        rows = [row for row in page.versions.order_by("number") if row.published or not public]
        self.line = line_of(newest or rows[-1], rows) if rows else []
        self.rank = {row.pk: rank for rank, row in enumerate(self.line)}
        self.newest = self.line[-1] if rows else None
        self.home = dict(Clause.objects.filter(version__in=self.line).order_by().values_list("pk", "version_id"))
        self.onward, self.walks = defaultdict(list), {}
        for link in ClauseLink.objects.filter(version__in=self.line).order_by("-first", "id"):
            kept = self.onward[link.old_id]
            if kept and self.rank[kept[0].version_id] < self.rank[link.version_id]:
                kept.clear()
            if not kept or kept[0].version_id == link.version_id:
                kept.append(link)

    @property
    def origins(self):
        """Clauses that somebody could comment on."""
        published = {row.pk for row in self.line if row.published}
        return [pk for pk, version in self.home.items() if version in published]

    def following(self, clause):
        """The version in which it is said next what became of a Clause; None of the newest, or of a version that did not lead to it."""
        links, rank = self.onward.get(clause.pk), self.rank.get(clause.version_id)
        if links:
            return self.line[self.rank[links[0].version_id]]
        return None if rank is None else next(iter(self.line[rank + 1 :]), None)

    def walk(self, pk):
        """The Walk of a clause of the line to its end."""
        if pk not in self.walks:
            self.walks[pk] = self._walk(pk)
        return self.walks[pk]

    def _walk(self, pk):
        if self.home[pk] == self.newest.pk:
            return Walk([pk])
        links = self.onward.get(pk, ())
        found = Walk([], list(links), bool(links) and all(link.sure for link in links))  # no link was kept: a person must look
        for link in links:
            found.moved = found.moved or link is links[0] and link.placing == Placing.MOVED
            if link.new_id:
                rest = self.walk(link.new_id)
                found.ends += rest.ends
                found.links += rest.links
                found.sure = found.sure and rest.sure
                found.moved = found.moved or link is links[0] and rest.moved
        found.ends = list(dict.fromkeys(found.ends))
        return found
