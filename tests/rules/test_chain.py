"""The procedure as plain functions (四（一）–（三）)."""

import pytest

from disclosure.rules.chain import AFTER_REVIEW_DAYS, Kind, Step, Target, next_step, targets_from, voided_by_return


def test_the_steps_stand_in_the_documents_order():
    assert [str(step) for step in Step] == ["head", "secrecy", "leader", "group"]
    assert Kind.NORMAL.steps == tuple(Step) and Kind.CORRECTION.steps == (Step.HEAD, Step.SECRECY)


@pytest.mark.parametrize(
    ("kind", "signed", "step"),
    [
        (Kind.NORMAL, set(), Step.HEAD),
        (Kind.NORMAL, {Step.HEAD}, Step.SECRECY),
        (Kind.NORMAL, {Step.HEAD, Step.LEADER}, Step.SECRECY),
        (Kind.NORMAL, {Step.HEAD, Step.SECRECY, Step.LEADER}, Step.GROUP),
        (Kind.CORRECTION, {Step.HEAD}, Step.SECRECY),
        (Kind.CORRECTION, {Step.HEAD, Step.SECRECY}, None),
    ],
)
def test_a_resubmission_goes_on_at_the_first_step_without_a_signature_in_force(kind, signed, step):
    assert next_step(kind, signed) == step


def test_each_step_has_its_working_days():
    """The bureau's own promise, read on the sheet and in every mail; an urgent publication is confirmed within five (五（三）)."""
    assert {str(step): step.days for step in Step} == {"head": 2, "secrecy": 3, "leader": 2, "group": 10}
    assert AFTER_REVIEW_DAYS == 5


def test_a_return_goes_back_never_forward():
    assert targets_from(Step.HEAD) == [Target.PROPOSER]
    assert targets_from(Step.GROUP) == [Target.PROPOSER, Target.HEAD, Target.SECRECY, Target.LEADER]


def test_a_return_voids_the_target_and_later_steps_and_to_the_proposer_the_returners_own():
    assert voided_by_return(Step.LEADER, Target.PROPOSER) == [Step.LEADER]
    assert voided_by_return(Step.LEADER, Target.HEAD) == list(Step)
    assert voided_by_return(Step.GROUP, Target.LEADER) == [Step.LEADER, Step.GROUP]
