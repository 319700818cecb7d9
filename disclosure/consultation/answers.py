"""How the question of vital interest was answered for what is public now (五（三）): consulted, exempted with a ground, not touched with a reason."""

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from disclosure.chain.models import Act, Clearance, Signature
from disclosure.chain.panels import exemption_of
from disclosure.items.models import DisclosurePage
from disclosure.rules.chain import Step

ANSWERS = {"no": _("Not touched, with the reason"), "exempted": _("Exempted from consultation, with the ground"), "consulted": _("Consulted")}


def rows(answer=""):
    """Clearances in force of public items by how the question was answered, the item that became public last first, as its day is shown; "" for all
    three."""
    public = DisclosurePage.objects.public().values("pk")
    signed = Signature.objects.filter(matter=OuterRef("page_no"), digest=OuterRef("digest"), step=Step.LEADER, act=Act.SIGN)
    signed = signed.exclude(exemption="").filter(Q(void=False) | Q(spent=True))
    found = Clearance.objects.filter(voided=False, page_no__in=Subquery(public), proposal__vital_interest__in=["yes", "no"])
    since = Subquery(DisclosurePage.objects.filter(pk=OuterRef("page_no")).values("published_at"))
    found = found.annotate(signed_exemption=Exists(signed), since=since).order_by("-since", "-id")
    exempt = Q(proposal__vital_interest="yes") & (Q(signed_exemption=True) | Q(proposal__consultation=None))
    wanted = {"no": Q(proposal__vital_interest="no"), "exempted": exempt, "consulted": Q(proposal__vital_interest="yes") & ~exempt}
    return found.filter(wanted[answer]) if answer else found


def finals(page):
    """The public items that were cleared after this consultation, oldest first: what became of the draft.

    Also where a later version was proposed without naming it (a word was corrected): the last consultation that was named stands.
    """
    named = [number for number, last in _last_named([page.pk]).items() if last == page.pk]
    return list(DisclosurePage.objects.public().filter(pk__in=named).order_by("published_at"))


def final_texts(consultations):
    """{number of a consultation: [the items that are public, registered or wait for their time after it]}, first come first. Three queries."""
    named = _last_named(consultations)
    standing = Clearance.objects.filter(voided=False, page_no__in=named).values_list("page_no", flat=True)
    pages, found = DisclosurePage.objects.in_bulk(list(standing)), {}
    for pk, number in named.items():
        if pk in pages:
            found.setdefault(number, []).append(pages[pk])
    return found


def _last_named(consultations):
    """{number of an item: the consultation that it was last cleared after}, of every item that was once cleared after one of these; in the order in
    which they came to name it. One query."""
    keys = Clearance.objects.exclude(voided=True, go_live_at__gt=F("voided_at"))  # else it never went out
    keys = keys.filter(page_no__in=Clearance.objects.filter(proposal__consultation__in=consultations).values("page_no"))
    named = {}
    for number, proposal in keys.order_by("id").values_list("page_no", "proposal"):
        last = named.get(number)
        if (proposal or {}).get("consultation") not in (None, last):
            named.pop(number, None)
            named[number] = proposal["consultation"]
    return named


def counts():
    """{"no", "exempted", "consulted": how many public items}. Three queries."""
    return {answer: rows(answer).count() for answer in ANSWERS}


def shown(clearances, answer):
    """[(page, words)] of a part of `rows`: the reason of a no, the ground of an exemption, the title of the consultation."""
    pages = DisclosurePage.objects.public().in_bulk([row.page_no for row in clearances])
    words = {"no": lambda row: row.proposal.get("vital_interest_reason", ""), "exempted": exemption_of}.get(answer, lambda row: "")
    return [(pages[row.page_no], words(row)) for row in clearances if row.page_no in pages]
