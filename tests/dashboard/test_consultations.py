"""Figures of consultations, counted a second time from the events of the room."""

import datetime as dt

from dashboard.figures import Board, public_board
from dashboard.metric import Period
from dashboard.roles import WHOLE
from disclosure.consultation.models import Comment, Disposition, ResultPage
from tests.consultation.conftest import CLOSES, Consulted
from tests.dashboard.recount import HERE, local, workdays_between, workdays_later


def lived(**values):
    """Five comments: three concluded, one refused, one withdrawn; the result published on the first working day after the close."""
    from disclosure.consultation import actions

    walk = Consulted(**values).publish()
    said = [walk.say(f"第{n}条意见，建议写明。", clause=n) for n in range(5)]
    walk.show(*[comment for comment, _code in said[:3]])
    walk.show(said[3][0], refusal="4")
    actions.withdraw(number=said[4][0].number, code=said[4][1], at=walk.now())
    walk.after_close()
    for (comment, _code), verdict in zip(said, ("adopted", "partly", "not-adopted"), strict=False):
        walk.dispose(comment, verdict=verdict, reason="说明理由")
    return walk


def test_results_and_comments_are_counted_from_what_was_recorded(site):
    """On time, answered and adopted are the same as a count over comments and conclusions; until the result is public it is open, then overdue."""
    walk, due = lived(), workdays_later(dt.date(2026, 4, 24), 20)  # the last day of comment, then the bureau's promise
    left = Comment.objects.filter(page=walk.page.pk, state="shown").count()

    def values(on, first=dt.date(2026, 1, 1)):
        board = Board(WHOLE, Period.of(as_of=on, first=first))
        return {key: (value.value, value.numerator, value.denominator) for key, value in board.values.items()}

    assert CLOSES.astimezone(HERE).date() == dt.date(2026, 4, 25)
    waiting, before = values(dt.date(2026, 4, 27)), values(dt.date(2026, 4, 24))
    assert waiting["consultation_results_on_time"] == (None, 0, 0)
    assert values(dt.date(2026, 4, 10))["comments_answered"][2] == 0
    late = values(due + dt.timedelta(days=1))
    assert late["consultation_results_on_time"] == (0, 0, 1) and late["comments_answered"][:2] == (0, 0)
    waits = Comment.objects.filter(page=walk.page.pk).exclude(state__in=("refused", "withdrawn"))
    assert late["comments_answered"][2] == len(waits) >= left
    walk.publish_result()
    result = ResultPage.objects.get(live=True)
    on = local(result.published_at)
    done = values(on)
    verdicts = [row.verdict for row in Disposition.objects.all()]
    assert done["consultation_results_on_time"] == (1, 1, 1)
    assert done["comments_answered"][1] == len(verdicts) == 3
    assert done["comments_adopted"] == (2 / 3, 2, 3)
    assert done["consultation_median_days"][0] == workdays_between(dt.date(2026, 4, 24), on)
    # What the number of that day was, it stays.
    assert values(dt.date(2026, 4, 24)) == before


def test_what_was_taken_down_after_the_result_keeps_its_place_in_the_figures(site):
    """Its conclusion was public and stays counted: a comment taken down for its words does not change how many were answered or adopted."""
    from disclosure.consultation import actions

    walk = lived()
    on = local(walk.publish_result().published_at)

    def values():
        board = Board(WHOLE, Period.of(as_of=on + dt.timedelta(days=3), first=dt.date(2026, 1, 1)))
        return {key: value.value for key, value in board.values.items() if key.startswith(("comments", "consultation"))}

    before = values()
    row = Comment.objects.get(page=walk.page.pk, verdict="adopted")
    actions.take_down(page=walk.page, comments=[row], refusal="3", by=walk.bureau.editor, at=walk.now())
    assert values() == before and before["comments_answered"] is not None


def test_an_inward_consultation_is_in_no_public_figure(site):
    """Staff's figures count it; /statistics/ does not."""
    walk = lived(inward=True)
    walk.publish_result()
    on = local(ResultPage.objects.get(live=True).published_at)
    assert Board(WHOLE, Period.of(as_of=on)).values["consultation_results_on_time"].denominator == 1
    assert public_board(on).values["consultation_results_on_time"].denominator == 0
    assert public_board(on).values["comments_answered"].denominator == 0
