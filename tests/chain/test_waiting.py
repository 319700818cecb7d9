"""What waits for whom: one list a person, oldest due first, and who may read a matter (四（二）, 五（二）)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.chain.readers import may_read, readable_matters
from disclosure.chain.waiting import Desk, sent_back_to, waiting_for, waiting_holdings
from tests import factories
from tests.walker import Walker

pytestmark = pytest.mark.django_db


def waits(walker, user):
    return [(each.page_no, str(each.step)) for each in waiting_for(user, walker.at)]


def test_an_item_waits_for_whoever_has_its_step(walker):
    """Each step appears in the list of its holder and of nobody else."""
    bureau, number = walker.bureau, walker.page.pk
    assert waits(walker, bureau.head) == []
    walker.propose()
    assert waits(walker, bureau.head) == [(number, "head")]
    assert waits(walker, bureau.editor) == waits(walker, bureau.head_anquan) == waits(walker, bureau.reviewer) == []
    walker.head()
    assert waits(walker, bureau.head) == []
    assert waits(walker, bureau.reviewer) == [(number, "secrecy")]
    walker.secrecy()
    assert waits(walker, bureau.leader) == [(number, "leader")] and waits(walker, bureau.other_leader) == []


def test_a_member_waits_until_he_has_voted_and_the_chair_until_the_close(walker):
    """The chair stays in the list until the close; a member's item goes when he has voted."""
    walker.to_group().vote("for", by=[walker.bureau.members[0]])
    assert waits(walker, walker.bureau.members[0]) == []
    assert waits(walker, walker.bureau.members[1]) == [(walker.page.pk, "group")]
    walker.vote("for", by=[walker.bureau.chair])
    mine = waiting_for(walker.bureau.chair, walker.at)
    assert [(each.step, each.vote, each.closes) for each in mine] == [("group", "for", True)]


def test_a_delegate_reads_for_whom_he_acts(walker):
    """委托代办: the item waits for both, and the delegate's row names the holder."""
    from disclosure.org.models import Delegation

    stand_in = factories.person("standin", name="郑国华")
    post = walker.bureau.head.posts.get()
    Delegation.objects.create(post=post, to=stand_in, from_date=dt.date(2026, 11, 1), to_date=dt.date(2026, 12, 1), reason="出差")
    walker.propose()
    assert [each.on_behalf_of for each in waiting_for(stand_in, walker.at)] == ["head-zhiliang"]
    assert {h.username for h in waiting_holdings(walker.round, walker.at)} == {"head-zhiliang", "standin"}


def test_nobody_is_asked_for_what_he_wrote(walker):
    """A head who wrote in it is barred: it waits for his deputy, or for nobody."""
    walker.write(by=walker.bureau.head, summary="由处长改过的说明。")
    walker.propose()
    assert waits(walker, walker.bureau.head) == [] and waiting_holdings(walker.round, walker.at) == []
    deputy = factories.person("deputy")
    walker.bureau.head.posts.update(deputy=deputy)
    assert waits(walker, deputy) == [(walker.page.pk, "head")]


def test_the_oldest_due_comes_first_in_as_many_queries_for_many(walker):
    """The number of queries does not grow with the number of open items."""
    walker.propose()
    with CaptureQueriesContext(connection) as one:
        waiting_for(walker.bureau.head, walker.at)
    for days in (1, 2, 3):
        other = Walker(bureau=walker.bureau, at=walker.at - dt.timedelta(days=days))
        other.propose()
    with CaptureQueriesContext(connection) as many:
        mine = waiting_for(walker.bureau.head, walker.at)
    assert len(mine) == 4 and [each.due_on for each in mine] == sorted(each.due_on for each in mine)
    assert len(many) == len(one) <= 10


def test_what_was_returned_waits_for_its_proposer(walker):
    """A return to the proposer appears in his list until he submits again."""
    walker.propose().back(walker.bureau.head, "proposer", reason="缺附件")
    assert [each.end_reason for each in sent_back_to(walker.bureau.editor)] == ["缺附件"]
    walker.propose()
    assert sent_back_to(walker.bureau.editor) == []


def test_a_draft_is_read_by_those_whose_post_it_concerns(walker):
    """Other divisions and strangers may not know of it; reviewers, leaders, the group, auditors and the superuser may."""
    bureau, page, on = walker.bureau, walker.page, walker.at.date()
    walker.propose()
    for user in (bureau.editor, bureau.head, bureau.reviewer, bureau.leader, bureau.members[0], bureau.chair, bureau.auditor, bureau.efficiency):
        assert may_read(user, page, on), user
        assert readable_matters(user, on).filter(pk=page.pk).exists()
    for user in (bureau.editor_anquan, bureau.head_anquan, bureau.other_leader, factories.person()):
        assert not may_read(user, page, on), user
        assert not readable_matters(user, on).exists()
    assert may_read(factories.person(is_superuser=True), page, on)


def test_what_is_live_is_read_by_everyone_it_is_open_to(walker):
    """A public item by anonymous callers too."""
    from django.contrib.auth.models import AnonymousUser

    assert not may_read(AnonymousUser(), walker.page, walker.at.date())
    walker.publish()
    walker.page.refresh_from_db()
    assert may_read(AnonymousUser(), walker.page, walker.at.date())


def test_a_version_that_goes_over_to_another_division_is_read_by_that_one(walker):
    """Head and leader of the division that now answers for it must be able to open what waits for them."""
    from disclosure.chain.readers import is_concerned

    walker.publish()
    bureau = walker.bureau
    walker.write(division=bureau.anquan, summary="安全处接手。")
    walker.propose(by=bureau.editor_anquan)
    assert waits(walker, bureau.head_anquan) == [(walker.page.pk, "head")]
    walker.page.refresh_from_db()
    assert is_concerned(bureau.head_anquan, walker.page, walker.at.date()) and is_concerned(bureau.other_leader, walker.page, walker.at.date())


def test_of_a_bureau_full_of_open_items_a_person_reads_those_at_his_steps(walker):
    """Holder, deputy and delegate of a step's post read it, others nothing of it; the list is the same as out of all."""
    from disclosure.org.models import Delegation

    bureau, deputy, stand_in = walker.bureau, factories.person("deputy"), factories.person("standin")
    bureau.head.posts.update(deputy=deputy)
    Delegation.objects.create(post=bureau.head.posts.get(), to=stand_in, from_date=dt.date(2026, 11, 1), to_date=dt.date(2026, 12, 1), reason="出差")
    walker.propose()
    other = Walker(bureau=bureau, at=walker.at).to_group()
    at = walker.at
    read = {
        user: [round.matter_id for round in Desk(at, user=user).rounds] for user in (bureau.head, deputy, stand_in, bureau.chair, bureau.reviewer)
    }
    assert read[bureau.head] == read[deputy] == read[stand_in] == [walker.page.pk]
    assert read[bureau.chair] == [other.page.pk] and read[bureau.reviewer] == []
    for user in read:
        assert [each.page_no for each in Desk(at, user=user).of(user)] == [each.page_no for each in Desk(at).of(user)]
