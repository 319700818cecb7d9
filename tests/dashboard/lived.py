"""A few weeks of a small bureau, lived through the real actions: enough of everything to count."""

import datetime as dt

from disclosure.cases import actions as cases
from disclosure.chain.models import Matter
from disclosure.clocks.actions import close_duty
from disclosure.clocks.models import Duty
from disclosure.complaints import actions as orders
from tests import factories
from tests.walker import Walker

HERE = dt.timezone(dt.timedelta(hours=8))


def at(month, day, hour=9, minute=0):
    """A moment of 2026 in Shanghai."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=HERE)


def walked(bureau, begun, formed, **values):
    """An item of the quality division, formed on a day, whose walk begins at a moment."""
    page = factories.other_page(bureau.zhiliang, by=bureau.editor, formed_on=formed, **values)
    return Walker(bureau, page, at=begun)


def on(walker, moment):
    """The walk goes on at another moment."""
    walker.at = moment
    return walker


def weeks(bureau):
    """Lives September to November 2026; returns the walkers by name."""
    found = {}
    # published in time, each step on a day of its own
    one = found["in_time"] = walked(bureau, at(9, 10), dt.date(2026, 9, 9))
    one.propose()
    on(one, at(9, 11)).head()
    on(one, at(9, 15)).secrecy()
    on(one, at(9, 16)).leader()
    on(one, at(9, 22)).vote("for", "for", "for", "for").close()
    # formed long ago, published late; the head took his time
    two = found["late"] = walked(bureau, at(10, 9), dt.date(2026, 8, 3), channels=["portal:disclosure", "noticeboard"])
    two.propose(channels=["portal:disclosure", "noticeboard"])
    on(two, at(10, 16)).head().secrecy().leader().vote("for", "for", "for", "for").close()
    # returned once, then stuck with the secrecy reviewer, past its legal day
    three = found["stuck"] = walked(bureau, at(9, 28), dt.date(2026, 9, 21))
    three.propose()
    on(three, at(9, 29)).back(bureau.head, "proposer")
    on(three, at(10, 12)).propose().head()
    # withheld with the leader's word
    four = found["withheld"] = walked(bureau, at(9, 14), dt.date(2026, 9, 14))
    four.propose().head().secrecy(outcome="withhold", ground="N6", re_examine_on=dt.date(2026, 10, 30))
    on(four, at(9, 17)).leader()
    # given up by its division
    five = found["given_up"] = walked(bureau, at(9, 18), dt.date(2026, 9, 18))
    five.propose()
    on(five, at(9, 21)).withdraw(by=bureau.editor)
    # proposed, referred upward, waits
    six = found["referred"] = walked(bureau, at(11, 2), dt.date(2026, 11, 2))
    six.propose().head().secrecy(outcome="refer")
    # published at once, review not finished
    seven = found["urgent"] = walked(bureau, at(11, 9), dt.date(2026, 11, 9))
    seven.propose().head().secrecy().urgent()
    duty = Duty.objects.filter(page=found["in_time"].page, kind="feedback").first()
    close_duty(duty, note="无反馈", file=_paper(), by=bureau.director, at=at(10, 20))
    found["cases"] = people(bureau)
    found["order"] = orders.order_open(
        kind="supervision", title="催办", text="请尽快公开", about=("page", found["stuck"].page.pk, ""), division=bureau.zhiliang,
        by=bureau.efficiency, at=at(11, 3),
    )  # fmt: skip
    return found


def _paper():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("登记.csv", b"a,b\n1,2\n")


def received(kind, moment, **given):
    """A case as it comes in."""
    return cases.receive(kind=kind, title="质量监督抽查结果", way="web", received_at=moment, at=moment, **given)[0]


def people(bureau):
    """Cases of each kind: in time, late, open, reopened, withdrawn, passed on, asked twice."""
    found = {}
    good = found["good"] = received("feedback", at(9, 14))
    cases.answer(good, text="已更正", result="solved", by=bureau.director, at=at(9, 18))
    cases.confirm(good, at=at(9, 20))
    late = found["late"] = received("feedback", at(9, 7))
    cases.answer(late, text="说明", result="solved", by=bureau.director, at=at(10, 26))
    cases.reopen(late, text="不满意", at=at(10, 28))
    found["open"] = received("feedback", at(10, 8))
    gone = found["gone"] = received("feedback", at(10, 13))
    cases.withdraw(gone, at=at(10, 14))
    asked = found["asked"] = received("feedback", at(10, 15))
    cases.request_correction(asked, text="请补页码", by=bureau.director, at=at(10, 16))
    cases.add(asked, text="第三页", at=at(10, 20))
    cases.request_correction(asked, text="请补文号", by=bureau.director, at=at(10, 21))
    passed = found["passed"] = received("feedback", at(10, 12))
    cases.hand_over(passed, to=bureau.editor, reason="由质量处答复", by=bureau.director, at=at(10, 13))
    cases.accept(passed, by=bureau.editor, at=at(10, 19))
    cases.answer(passed, text="已改", result="solved", on=dt.date(2026, 10, 27), by=bureau.editor, at=at(10, 30))
    application = found["application"] = received("application", at(9, 15))
    cases.extend(application, days=10, reason="量大", by=bureau.director, at=at(10, 8))
    found["young"] = received("application", at(11, 12))
    return found


def matter(walker):
    """The matter of a walk."""
    return Matter.objects.get(page_no=walker.page.pk)
