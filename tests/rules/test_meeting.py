"""The leading group's vote as plain functions (四（三）)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.rules.meeting import Verdict, quorum, tally

SEATS = {1, 2, 3, 4, 5}


def verdict(votes, barred=()):
    return tally(seats=SEATS, barred=set(barred), votes=votes).verdict


@pytest.mark.parametrize(("members", "needed"), [(3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (9, 6)])
def test_quorum_is_two_thirds_rounded_up(members, needed):
    assert quorum(members) == needed


@pytest.mark.parametrize(
    ("votes", "result"),
    [
        ({1: "for", 2: "for", 3: "for", 4: "for"}, Verdict.CARRIED),
        ({1: "for", 2: "for", 3: "for"}, Verdict.NO_QUORUM),
        ({1: "for", 2: "for", 3: "against", 4: "against"}, Verdict.LOST),
        ({1: "for", 2: "abstain", 3: "abstain", 4: "abstain"}, Verdict.CARRIED),
        ({1: "abstain", 2: "abstain", 3: "abstain", 4: "abstain"}, Verdict.LOST),
        ({1: "recuse", 2: "for", 3: "for", 4: "against"}, Verdict.CARRIED),
        ({1: "recuse", 2: "recuse", 3: "for", 4: "for"}, Verdict.CARRIED),
        ({1: "recuse", 2: "recuse", 3: "recuse", 4: "for", 5: "for"}, Verdict.TOO_FEW),
        ({}, Verdict.NO_QUORUM),
    ],
)
def test_a_vote_is_carried_by_a_majority_of_the_votes_cast(votes, result):
    """Abstentions count for the quorum, not as votes cast; a tie is lost; recused members leave the base."""
    assert verdict(votes) == result


def test_barred_members_count_as_recused():
    assert verdict({1: "for", 2: "for", 3: "for"}, barred=[5]) == Verdict.CARRIED
    assert verdict({1: "for", 2: "for"}, barred=[4, 5]) == Verdict.CARRIED
    assert verdict({1: "for", 2: "for"}, barred=[3, 4, 5]) == Verdict.TOO_FEW


def test_a_vote_of_somebody_without_a_seat_counts_nothing():
    assert verdict({9: "for", 1: "for", 2: "for", 3: "for"}) == Verdict.NO_QUORUM


seats, choices = st.sampled_from(sorted(SEATS)), st.sampled_from(["for", "against", "abstain", "recuse"])


@given(st.dictionaries(seats, choices), st.sets(seats))
def test_it_is_never_carried_without_quorum_majority_and_three_members(votes, barred):
    count = tally(seats=SEATS, barred=barred, votes=votes)
    assert count.voted == count.for_ + count.against + count.abstained
    if count.verdict == Verdict.CARRIED:
        assert count.base >= 3 and count.voted >= quorum(count.base) and count.for_ > count.against
