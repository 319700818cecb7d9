"""Duties and the office's calendar in the admin."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disclosure.cases.sentences import day_words
from disclosure.clocks.actions import open_duty
from disclosure.clocks.models import Duty, DutyKind, OfficeDay
from disclosure.clocks.registers import DutyRegister, NoticeRegister, OfficeDayRegister
from disclosure.ledger.record import entries_of
from disclosure.org.models import PostKind
from tests import factories

AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(site):
    return factories.bureau()


def url(register, action, *args):
    return reverse(register().url_helper.get_action_url_name(action), args=args)


def duty(bureau, title="通告", **given):
    given = {"kind": DutyKind.CHANNEL, "channel": "noticeboard", "division": bureau.zhiliang, "owner_kind": PostKind.EDITOR, **given}
    return open_duty(subject_title=title, working_days=5, at=AT, **given)


@pytest.mark.parametrize("register", [DutyRegister, OfficeDayRegister, NoticeRegister])
def test_everyone_who_works_here_reads_and_exports_the_lists(client, bureau, register):
    """What is owed is no secret inside the house."""
    duty(bureau)
    client.force_login(bureau.auditor)
    assert client.get(url(register, "index")).status_code == 200
    assert client.get(url(register, "index") + "?export=xlsx").status_code == 200


def test_a_filter_by_a_number_that_no_row_can_have_is_a_bad_question(client, bureau):
    """Never an error of the database."""
    client.force_login(bureau.auditor)
    assert client.get(url(DutyRegister, "index"), {"division": "9" * 30}).status_code == 400
    assert client.get(url(DutyRegister, "index"), {"division": bureau.zhiliang.pk}).status_code == 200


def test_what_is_due_first_stands_first_and_closed_ones_last(client, bureau):
    """The next thing to do is on top."""
    late, soon, done = duty(bureau, "晚", due_on=dt.date(2030, 1, 2)), duty(bureau, "早", due_on=dt.date(2030, 1, 1)), duty(bureau, "毕")
    Duty.objects.filter(pk=done.pk).update(closed_at=AT)
    client.force_login(bureau.auditor)
    rows = list(client.get(url(DutyRegister, "index")).context["view"].queryset)
    assert rows == [soon, late, done]


def test_the_owner_closes_his_duty_on_its_page(client, bureau):
    """Note and file in one form; without the file it says so beside the field; the evidence is a download for staff alone."""
    one = duty(bureau)
    client.force_login(bureau.editor)
    address = url(DutyRegister, "edit", one.pk)
    assert client.get(address).status_code == 200
    refused = client.post(address, {"note": "已张贴"})
    assert refused.status_code == 200 and "file" in refused.context["form"].errors
    given = {"note": "已张贴", "file": SimpleUploadedFile("张贴记录.txt", "公告栏".encode())}
    assert client.post(address, given).status_code == 302
    one.refresh_from_db()
    assert one.closed_at and len(entries_of("duty.close")) == 1
    answer = client.get(reverse("disclosure_clocks_evidence", args=[one.pk]))
    assert b"".join(answer.streaming_content).decode() == "公告栏" and "attachment" in answer["Content-Disposition"]
    assert client.get(address).status_code in (302, 403), "a closed duty is not closed again"
    client.logout()
    assert client.get(reverse("disclosure_clocks_evidence", args=[one.pk])).status_code == 302


def test_others_find_no_form(client, bureau):
    """Another division's editor, the auditor; nobody adds or deletes a duty by hand."""
    one = duty(bureau)
    for user in (bureau.editor_anquan, bureau.auditor):
        client.force_login(user)
        assert client.post(url(DutyRegister, "edit", one.pk), {"note": "x"}).status_code in (302, 403)
    client.force_login(factories.person(is_superuser=True))
    for address in (url(DutyRegister, "create"), url(DutyRegister, "delete", one.pk)):
        assert client.post(address, {}).status_code in (302, 403)
    assert Duty.objects.open().count() == 1


def test_the_director_enters_a_day_off(client, bureau):
    """One action, one entry."""
    client.force_login(bureau.director)
    assert client.get(url(OfficeDayRegister, "create")).status_code == 200
    assert client.post(url(OfficeDayRegister, "create"), {"date": "2026-12-01", "name": "停电"}).status_code == 302
    day = OfficeDay.objects.get()
    assert client.post(url(OfficeDayRegister, "edit", day.pk), {"is_workday": "on", "name": "恢复"}).status_code == 302
    day.refresh_from_db()
    assert (day.is_workday, day.name, len(entries_of("clocks.workdays"))) == (True, "恢复", 2)


def test_the_list_of_duties_takes_a_constant_number_of_queries(client, bureau, django_assert_max_num_queries):
    """However much is owed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    duty(bureau)
    client.force_login(bureau.editor)
    client.get(url(DutyRegister, "index"))
    with CaptureQueriesContext(connection) as few:
        client.get(url(DutyRegister, "index"))
    for n in range(12):
        duty(bureau, str(n), owner=bureau.editor)
    with django_assert_max_num_queries(len(few)):
        client.get(url(DutyRegister, "index"))


def test_a_cell_says_its_heading_and_a_day_is_written_as_in_every_table(client, bureau):
    """On a phone each row is a block: the label stands beside the cell. Days are 2026-11-20, overdue or not, and stay whole."""
    closed = duty(bureau, due_on=dt.date(2026, 11, 20))
    Duty.objects.filter(pk=closed.pk).update(closed_at=AT)
    client.force_login(bureau.auditor)
    page = client.get(url(DutyRegister, "index")).content.decode()
    assert '<td class="field-due title" data-th="期限">2026-11-20</td>' in page
    assert '<td class="field-closed_at_in_words title nowrap" data-th="办结时间">2026-11-25 10:00</td>' in page


def test_the_office_loads_a_notice_and_reads_whose_due_date_moved(client, bureau):
    """The same as `load_workdays`: by the director alone, with an entry; what is no notice is refused at its field."""
    one, address = duty(bureau, due_on=None), url(NoticeRegister, "create")
    day = one.due_on
    told = {"year": day.year, "papers": ["https://www.gov.cn/x.htm"], "days": [{"name": "台风<b>", "date": day.isoformat(), "isOffDay": True}]}
    file = lambda content, name="2026.json": {"file": SimpleUploadedFile(name, content)}  # noqa: E731
    for who in (bureau.editor, bureau.efficiency, bureau.auditor):
        client.force_login(who)
        assert client.post(address, file(json.dumps(told).encode())).status_code in (302, 403)
    assert not OfficeDay.objects.exists()
    client.force_login(bureau.director)
    assert address in client.get(url(NoticeRegister, "index")).content.decode() and "multipart" in client.get(address).content.decode()
    for wrong in (file(b"{}"), file(b"\xff\xfe\x00"), file(b"[" * 100000), file(b" " * (1 << 20) + b"{}"), {}):
        assert "file" in client.post(address, wrong).context["form"].errors
    assert not OfficeDay.objects.exists()
    shown = client.post(address, file(json.dumps(told).encode()), follow=True).content.decode()
    moved = Duty.objects.get(pk=one.pk)
    assert moved.due_on > day and f"{moved}：{day_words(day)} → {day_words(moved.due_on)}" in shown and "台风<b>" not in shown
    left_out = shown.partition("仍按放假计算：")[2].partition("<br>")[0].split("、")
    assert len(left_out) > 5 and all(each.endswith("日") for each in left_out)
    entry = entries_of("clocks.workdays").first()
    assert entry.actor_username == bureau.director.username and entry.facts["changed"] == [f"{moved}: {day} → {moved.due_on}"]
