"""What cases give to the clocks: reminders, due dates computed anew."""

import datetime as dt

import pytest

from disclosure.applications import actions as applications
from disclosure.cases import actions as cases
from disclosure.cases.models import Case
from disclosure.clocks.actions import load_notice
from disclosure.clocks.models import Reminder
from disclosure.clocks.notices import Notice
from disclosure.clocks.remind import remind
from disclosure.complaints import actions as complaints
from disclosure.outbox.models import Message
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 11, 25, 10, 0, tzinfo=HERE)


@pytest.fixture
def bureau(site):
    return factories.bureau()


def received(at=AT, **theirs):
    return applications.receive(given=factories.application_given(), way="web", at=at, **theirs)[0]


def test_the_owner_then_his_superior_are_reminded_once_each(bureau):
    """T-3 to the owner, T-1 and T0 to his superior too, by the case's number alone; a second run sends nothing."""
    case = received().case
    assert case.due_on == dt.date(2026, 12, 23)
    for day, people in ((18, 1), (22, 2), (23, 2)):
        before = Message.objects.count()
        now = dt.datetime(2026, 12, day, 9, 0, tzinfo=HERE)
        assert remind(now) == 1 and remind(now) == 0
        sent = list(Message.objects.order_by("pk"))[before:]
        assert len(sent) == people and all(case.number in message.subject for message in sent)
        assert not [message for message in sent if "林某某" in message.body or "抽查" in message.body]
    assert Reminder.objects.count() == 3


def test_who_took_it_over_is_reminded_and_no_colleague_of_his(bureau):
    """A case is owed by a person, not by all who hold his post; who has left hears nothing, his superior does."""
    case = received().case
    factories.post("editor", factories.person("colleague"), division=bureau.zhiliang)
    cases.hand_over(case, to=bureau.editor, reason="由质量处答复", by=bureau.director, at=AT)
    cases.accept(case, by=bureau.editor, at=AT)

    def told(day):
        before = set(Message.objects.values_list("pk", flat=True))
        remind(dt.datetime(2026, 12, day, 9, 0, tzinfo=HERE))
        return {to for message in Message.objects.exclude(pk__in=before) for to in message.to}

    assert told(18) == {bureau.editor.email} and told(22) == {bureau.editor.email, bureau.head.email}
    bureau.editor.is_active = False
    bureau.editor.save()
    assert told(23) == {bureau.head.email}


def test_nobody_from_whom_a_complaint_is_kept_is_reminded_of_it(bureau):
    """About the main leader: the officer who handles it hears that it is due, his superior does not learn that it exists."""
    given = factories.complaint_given(division=None, text="main-leader压件不办，请查处。")
    case = complaints.receive(given=given, way="web", at=AT)[0].case
    case.refresh_from_db()
    before = set(Message.objects.values_list("pk", flat=True))
    remind(dt.datetime.combine(case.due_on, dt.time(9), HERE))
    told = {to for message in Message.objects.exclude(pk__in=before) for to in message.to}
    assert told == {bureau.efficiency.email}


def test_a_notice_moves_open_cases_and_lists_them(bureau):
    """A case that crosses into a year without a notice is provisional; the notice settles it, with its events, and names what moved; the earlier day
    of another body stays."""
    plain, asked, ended = received(), received(), received()
    bound = received(transferred_from="12345", their_due_on=dt.date(2026, 12, 10))
    applications.extend(plain, days=20, reason="检索", by=bureau.director, at=AT)
    applications.ask(asked, kind="third_party", name="某公司", by=bureau.director, at=AT)
    applications.decide(ended, outcome="A2", given="见附件", by=bureau.director, at=AT)
    applications.serve(ended, service="online", by=bureau.director, at=AT)
    rows = {each.pk: each for each in Case.objects.all()}
    assert rows[plain.case_id].provisional and rows[asked.case_id].provisional and not rows[ended.case_id].provisional
    days = {dt.date(2027, 1, 1): (False, "元旦"), dt.date(2027, 1, 4): (False, "元旦")}
    changed = load_notice(Notice(days, frozenset({2027}), "通知", ()), at=AT)
    assert {str(each).split(":")[0] for each in changed} == {rows[plain.case_id].number, rows[asked.case_id].number}
    for before in rows.values():
        after = Case.objects.get(pk=before.pk)
        assert not after.provisional and (after.due_on == before.due_on) == (before.pk in (ended.case_id, bound.case_id))
