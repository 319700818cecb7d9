"""What is live is looked at: no empty field, every attachment there, open as far as was signed (五（三）“半公开”)."""

import datetime as dt
from pathlib import Path

import pytest
from wagtail.models import Page, PageViewRestriction

from disclosure.chain.models import Clearance, Matter, Round
from disclosure.items.faults import look, look_daily
from disclosure.items.models import DisclosurePage, EnforcementPage, FaultKind, PublicityFault
from tests import factories

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=1)


@pytest.fixture
def page(site):
    """A live penalty with an attachment."""
    file = factories.stored_document()
    return factories.published(factories.enforcement_page(factories.division("zhiliang"), files=[file]), at=AT)


def open_faults():
    return sorted(PublicityFault.objects.filter(gone_at=None).values_list("kind", flat=True))


def test_what_is_whole_has_no_fault(page):
    """Nothing is written of an item that is as it was signed."""
    assert look(at=AT, fields=True) == 0 and not PublicityFault.objects.exists()


def test_an_attachment_that_cannot_be_opened_is_found_and_found_again(page):
    """The file is gone from the disk; when it is back the fault is over; both days stay on record."""
    path = Path(page.attachments[0].value.file.path)
    path.rename(path.with_suffix(".away"))
    assert look(at=AT, fields=False) == 1 and look(at=AT, fields=False) == 1
    assert open_faults() == [FaultKind.FILE] and PublicityFault.objects.count() == 1
    path.with_suffix(".away").rename(path)
    assert look(at=LATER, fields=False) == 0
    fault = PublicityFault.objects.get()
    assert (fault.found_at, fault.gone_at) == (AT, LATER)


def test_an_empty_field_of_the_category_is_found(page):
    """Written past the form; a look without fields leaves the finding as it is."""
    EnforcementPage.objects.filter(pk=page.pk).update(penalty="")
    assert look(at=AT, fields=True) == 1 and open_faults() == [FaultKind.FIELD]
    assert look(at=LATER, fields=False) == 1, "only a look at the fields ends it"
    EnforcementPage.objects.filter(pk=page.pk).update(penalty="罚款")
    assert look(at=LATER, fields=True) == 0


@pytest.mark.parametrize("how", ["restricted", "above", "scope", "channel"])
def test_narrower_than_signed_is_found(page, how):
    """Behind a restriction (past the door that refuses it), of another scope, or without a channel that was signed."""
    Matter.objects.update_or_create(page_no=page.pk, defaults={"title": page.title})
    round = Round.objects.create(
        matter_id=page.pk, number=1, proposal={}, scope="public", channels=["portal:supervision", "noticeboard"], revision_no=1, digest="d",
        proposer_no=1, proposer_username="x", proposer_name="x", proposed_at=AT, end="published", ended_at=AT,
    )  # fmt: skip
    Clearance.objects.filter(page_no=page.pk).update(round=round, kind="chain")
    DisclosurePage.objects.filter(pk=page.pk).update(channels=["portal:supervision", "noticeboard"])
    assert look(at=AT, fields=True) == 0
    if how == "restricted":
        PageViewRestriction.objects.bulk_create([PageViewRestriction(page=Page.objects.get(pk=page.pk), restriction_type="login")])
    elif how == "above":
        PageViewRestriction.objects.bulk_create([PageViewRestriction(page=Page.objects.get(pk=page.pk).get_parent(), restriction_type="login")])
    elif how == "scope":
        DisclosurePage.objects.filter(pk=page.pk).update(scope="on-application")
    else:
        DisclosurePage.objects.filter(pk=page.pk).update(channels=["portal:supervision"])
    assert look(at=LATER, fields=False) == 1 and open_faults() == [FaultKind.NARROWER]


def test_once_a_day_whichever_machine_comes_first(page):
    """run_clocks asks every 15 seconds; the look is taken once a day."""
    Path(page.attachments[0].value.file.path).unlink()
    assert look_daily(AT) == 1
    assert look_daily(AT + dt.timedelta(minutes=1)) is None
    assert look_daily(LATER) == 1
