"""The chain from proposal to publication and back, verb by verb (四（一）–（三）)."""

import pytest

from disclosure.chain.models import Clearance
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.verify import first_fault
from tests.walker import PASS

pytestmark = pytest.mark.django_db


def test_an_item_goes_from_proposal_to_publication(walker):
    """Head, secrecy, leader, group: then it is live with one clearance in force for its revision."""
    assert walker.state == "draft"
    walker.propose()
    assert walker.state == "running head"
    walker.head()
    assert walker.state == "running secrecy"
    walker.secrecy()
    assert walker.state == "running leader"
    walker.leader()
    assert walker.state == "running group"
    walker.vote("for", "for", "for")
    with pytest.raises(WrongState):
        walker.vote("for", by=[]).close()
    walker.vote("for", "for", "for", "for").close()
    assert walker.live and walker.state == "live"
    assert Clearance.objects.in_force(walker.page.pk).get().revision_id == walker.page.live_revision_id
    assert walker.page.published_at == walker.at
    assert first_fault() is None
