"""What the gate asks of a consultation, and what it may ask about one (五（三）)."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from disclosure.chain.gate import condition
from disclosure.chain.models import Clearance, ClearanceKind
from disclosure.chain.panels import exemption_of

from .models import ConsultationPage, ResultPage

MOST = 50  # consultations offered in a proposal: several years of them


@dataclass(frozen=True)
class Known:
    """A consultation as the chain sees it: its page number, title and address, whether its result is public and where."""

    number: int
    title: str
    concluded: bool
    url: str = ""
    result_url: str = ""


def consultation(number, page):
    """The consultation with this page number that was published, or None: what a proposal of vital interest is linked to.

    An outward item is answered by an outward consultation alone: staff are not the public, and an inward one exists for nobody else.
    """
    if not isinstance(number, int) or not 0 < number < 2**31:  # no page has such a number, and no database takes it
        return None
    found = next(iter(_nameable(page, pk=number)), None)
    return _known(found) if found else None


def consultable(page):
    """The published consultations that a page can name, newest first: [Known]."""
    return [_known(found) for found in _nameable(page)]


def _nameable(page, **which):
    """Published consultations with their live results, newest first: of an outward page the outward ones alone; one that was for one division
    answers for that division, and for the one that held it. Two queries."""
    live = Prefetch("results", ResultPage.objects.filter(live=True).order_by("-pk"), to_attr="live_results")
    outward, home = getattr(page, "category_is_public", lambda: True)(), getattr(page, "division_id", None)
    mine = Q(inward=False)
    if not outward:
        mine |= Q(only_for=None) | (Q(only_for=home) | Q(division=home) if home else Q(pk__in=[]))
    rows = ConsultationPage.objects.filter(mine, published_at__isnull=False, **which)
    return list(rows.order_by("-published_at").prefetch_related(live)[:MOST])


def _known(found):
    result = next(iter(found.live_results), None)
    return Known(found.pk, found.title, result is not None, found.url or "", (result.url or "") if result else "")


@condition
def answers_every_comment(page):
    """A result belongs to a consultation that was concluded."""
    if isinstance(page, ResultPage) and page.consultation.concluded_at is None:
        yield _("The consultation “%(title)s” is not concluded.") % {"title": page.consultation.title}


@condition
def consulted(page):
    """What touches vital interests goes out after a concluded consultation, or with a signed exemption (五（三）); asked as it becomes public.

    An urgent publication asked it a moment before; what is live already is not asked again.
    """
    if not page.pk or not getattr(page, "asks_vital_interest", False):
        return
    keys = [key for key in Clearance.objects.in_force(page.pk) if (key.proposal or {}).get("vital_interest") == "yes"]
    keys = [key for key in keys if key.kind != ClearanceKind.URGENT and not exemption_of(key)]
    if not keys or Page.objects.filter(pk=page.pk, live=True).exists():
        return
    if not any((known := consultation(key.proposal.get("consultation"), page)) and known.concluded for key in keys):
        yield _("“%(title)s” touches people's vital interests: conclude a consultation first.") % {"title": page.title}
