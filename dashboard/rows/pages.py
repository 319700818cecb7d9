"""What was recorded about pages: the papers behind publications, steps and what hangs on them."""

import datetime as dt
from collections import defaultdict

from django.db.models import Min
from django.utils.functional import cached_property
from wagtail.models import Revision

from disclosure.chain.models import Act, Clearance, Matter, Return, Round, Signature, SignedFacts
from disclosure.items.models import DisclosurePage, EnforcementPage
from disclosure.ledger.models import Entry

from .registry import Papers, subject

PAGE = ("pk", "title", "division_id", "category_code", "channels", "kind", "scope", "formed_on", "published_at")
VERBS = ("items.create", "items.formed", "chain.withdraw", "chain.return", "chain.re_examine", "chain.urgent")


def _grouped(pairs):
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


class PagePapers(Papers):
    """Pages, rounds, signatures, returns, clearances and entries."""

    @cached_property
    def pages(self):
        """{number: values of a disclosure page}."""
        return {page["pk"]: page for page in self.of(DisclosurePage.objects.order_by("pk"), "pk").values(*PAGE)}

    @cached_property
    def numbers(self):
        return sorted({*self.pages, *self.rounds, *self.entries})

    @cached_property
    def decided(self):
        """{number: day of decision} of penalties."""
        return dict(self.of(EnforcementPage.objects.filter(kind="penalty"), "pk").values_list("pk", "decided_on"))

    @cached_property
    def rounds(self):
        rounds = self.of(Round.objects.select_related("matter").order_by("proposed_at", "id"), "matter_id")
        return _grouped((paper.matter_id, paper) for paper in rounds)

    @cached_property
    def clearances(self):
        papers = self.of(Clearance.objects.defer("proposal").order_by("at", "id"), "page_no")
        return _grouped((paper.page_no, paper) for paper in papers)

    @cached_property
    def signatures(self):
        """{page: signatures and closes}."""
        papers = self.of(Signature.objects.filter(act__in=(Act.SIGN, Act.CLOSE)).order_by("at", "id"), "matter_id")
        return _grouped((paper.matter_id, paper) for paper in papers)

    @cached_property
    def returns(self):
        papers = self.of(Return.objects.select_related("round").order_by("at", "id"), "round__matter_id")
        return _grouped((paper.round.matter_id, paper) for paper in papers)

    @cached_property
    def entries(self):
        """{page: [(verb, at, facts)]} of the few verbs that rows ask for."""
        rows = self.of(Entry.objects.filter(about_kind="page", verb__in=VERBS).order_by("number"), "about_no")
        return _grouped((number, told) for number, *told in rows.values_list("about_no", "verb", "at", "facts"))

    def formed(self, number, end):
        """(what was kept of the days of a draft at a moment, where they were changed after it; whether they were changed before it)."""
        changes = [(at, facts["before"]) for verb, at, facts in self.entries.get(number, ()) if verb == "items.formed"]
        return next((before for at, before in changes if at >= end), None), any(at < end for at, _before in changes)

    @cached_property
    def created(self):
        """{page: moment of its first revision}."""
        rows = Revision.objects.page_revisions()
        if self.asked is not None:
            rows = rows.filter(object_id__in=[str(number) for number in self.asked])
        return {int(number): at for number, at in rows.values("object_id").annotate(first=Min("created_at")).values_list("object_id", "first")}

    @cached_property
    def signed(self):
        """{digest: (kind of limit, day from which it runs)} from the copies of what was signed."""
        wanted = {paper.digest for papers in self.rounds.values() for paper in papers}
        wanted |= {paper.digest for papers in self.clearances.values() for paper in papers}
        found = {}
        copies = SignedFacts.objects.all() if self.asked is None else SignedFacts.objects.filter(digest__in=wanted)
        for digest, kind, formed, decided in copies.values_list("digest", "facts__kind", "facts__formed_on", "facts__decided_on"):
            penalty = kind == "penalty" and decided
            text = decided if penalty else formed
            if text and digest in wanted:
                found[digest] = ("penalty" if penalty else "publication", dt.date.fromisoformat(text[:10]))
        return found

    @cached_property
    def exempted(self):
        """{page: moments at which the leader in charge exempted it from a consultation}."""
        return _grouped(self.of(Signature.objects.exclude(exemption="").order_by("at"), "matter_id").values_list("matter_id", "at"))

    def said(self, number, end, *verbs):
        """Moments of entries with one of the verbs about a page, before a moment."""
        return [at for verb, at, _facts in self.entries.get(number, ()) if verb in verbs and at < end]

    def moments(self, number):
        page = self.pages.get(number)
        yield page["published_at"] if page else None
        yield self.created.get(number)
        for paper in self.rounds.get(number, ()):
            yield paper.proposed_at
            yield paper.ended_at
        for papers in (self.clearances, self.signatures, self.returns):
            for paper in papers.get(number, ()):
                yield paper.at
        for _verb, at, _facts in self.entries.get(number, ()):
            yield at


def _all():
    pages = DisclosurePage.objects.values_list("pk", flat=True)
    return sorted({*pages, *Matter.objects.values_list("page_no", flat=True)})


def _touched(entries):
    return {entry.about_no for entry in entries if entry.about_kind == "page" and entry.about_no and not entry.verb.startswith("consultation.")}


PAGES = subject("page", papers=PagePapers, all=_all, touched=_touched)
