"""Rosters drawn from tables that are kept say what rosters read anew say."""

import datetime as dt
import itertools

import pytest

from disclosure.org.actions import delegate
from disclosure.org.models import Post, PostKind
from disclosure.org.posts import Roster, holders, posts_kept
from tests import factories

pytestmark = pytest.mark.django_db
DAYS = (dt.date(2019, 1, 1), dt.date(2026, 3, 2), dt.date(2026, 11, 25), dt.date(2030, 1, 1))


def everything(bureau):
    """What every question about every day is answered."""
    homes = (None, bureau.zhiliang, bureau.anquan, bureau.bangong)
    found = {}
    for on, kind, home in itertools.product(DAYS, PostKind, homes):
        found[on, kind, home] = holders(kind, division=home, on=on)
        found[on, kind, home, "barred"] = holders(kind, division=home, on=on, barred=frozenset({bureau.head.pk}))
        found[on, kind, home, "whole"] = Roster(on).holders(kind, division=home)
    return found


def test_kept_posts_answer_as_read_ones(site, django_assert_max_num_queries):
    """Ended posts with a deputy, delegations, several divisions in charge; and not a query after the first."""
    bureau = factories.bureau()
    Post.objects.filter(person=bureau.head).update(deputy=bureau.head_anquan)
    Post.objects.filter(person=bureau.reviewer).update(deputy=bureau.director, to_date=dt.date(2026, 6, 30))
    at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    head = Post.objects.get(person=bureau.head)
    delegate(head, to=bureau.head_bangong, from_date=dt.date(2026, 3, 2), to_date=dt.date(2026, 3, 6), reason="出差", by=bureau.head, at=at)
    read = everything(bureau)
    with posts_kept():
        holders(PostKind.EDITOR, on=DAYS[0])
        with django_assert_max_num_queries(0):
            assert everything(bureau) == read
    assert everything(bureau) == read


def test_a_change_is_seen_at_once(site):
    """A delegation and an appointment inside are read anew; afterwards nothing is kept."""
    bureau = factories.bureau()
    on = dt.date(2026, 11, 25)
    with posts_kept():
        assert [each.username for each in holders(PostKind.AUDITOR, on=on)] == ["auditor"]
        factories.post(PostKind.AUDITOR, factories.person("second"))
        assert [each.username for each in holders(PostKind.AUDITOR, on=on)] == ["auditor", "second"]
        factories.post(PostKind.SUPERVISING_LEADER, factories.person("third"), in_charge_of=[bureau.zhiliang])
        assert "third" in [each.username for each in holders(PostKind.SUPERVISING_LEADER, division=bureau.zhiliang, on=on)]
    Post.objects.filter(person__username="second").delete()
    assert [each.username for each in holders(PostKind.AUDITOR, on=on)] == ["auditor"]
