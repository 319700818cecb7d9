"""Whoever audits reads and changes nothing (五（二）监督): every door by which something is entered is shut to him, whatever else it asks for."""

import datetime as dt

import pytest
from django.apps import apps

from disclosure.cases import actions as cases
from disclosure.cases.models import Case
from disclosure.complaints import actions as complaints
from disclosure.complaints.models import SupervisionOrder
from disclosure.feedback import actions as feedback
from disclosure.items.models import IssuedDocument
from disclosure.ledger.errors import Invalid, NotAllowed
from disclosure.ledger.models import Entry
from tests import factories

AT = dt.datetime(2026, 11, 2, 10, tzinfo=dt.timezone(dt.timedelta(hours=8)))
TYPED = {"kind": "report", "way": "telephone", "received_on": "2026-11-02", "subject": "抽检", "text": "没有到场。", "anonymous": "on"}
# door → (address, what is posted there)
DOORS = {
    "a complaint": ("/admin/complaints/enter/", {**TYPED, "whom": "division:zhiliang"}),
    "feedback": ("/admin/feedback/enter/", {**TYPED, "kind": "question", "item": "FJ-1"}),
    "an application": ("/admin/applications/enter/", factories.application_given() | {"way": "post", "received_on": "2026-11-02"}),
    "a document issued": ("/admin/disclosure_items/issueddocument/create/", {"title": "通知"}),
    "a file of documents": ("/admin/issued/bring-in/", {}),
    "a day of the office": ("/admin/disclosure_clocks/officeday/create/", {"date": "2026-12-01"}),
    "a holiday notice": ("/admin/disclosure_clocks/workdaynotice/create/", {}),
    "a division": ("/admin/disclosure_org/division/create/", {"code": "x", "name": "新处"}),
    "a post": ("/admin/disclosure_org/post/create/", {}),
    "a supervision order": ("/admin/dashboard/order/?figure=overdue", {"kind": "supervision", "title": "督办", "text": "请说明"}),
    "a report": ("/admin/dashboard/reports/", {"from": "2026-10-01", "to": "2026-10-31"}),
    "a wording of letters": ("/admin/disclosure_cases/lettertemplate/create/", {}),
    "a page": ("/admin/pages/1/add_subpage/", {}),
}  # fmt: skip
KEPT = ("disclosure_dashboard.Standing", "disclosure_dashboard.Fact")  # the summary of the figures, which every look brings up to date
READ = ("a report",)  # the list stands at the same address, and he reads it


def rows():
    """How many rows every table of ours has."""
    return {
        model._meta.label: model.objects.count()
        for model in apps.get_models()
        if model._meta.app_label.startswith("disclosure") and model._meta.label not in KEPT
    }


@pytest.fixture
def bureau(site):
    return factories.bureau()


@pytest.mark.parametrize("door", DOORS)
def test_every_entering_door_is_shut_to_who_audits(bureau, client, door):
    """Neither the form nor what is sent to it: refused (403, or led away as from what is not his), and nothing is written."""
    address, given = DOORS[door]
    client.force_login(bureau.auditor)
    client.get("/admin/")
    before = rows()
    for answer in (*(() if door in READ else (client.get(address),)), client.post(address, given)):
        assert answer.status_code in (302, 403), answer.status_code
        assert answer.status_code != 302 or answer.url in ("/admin/", "/admin"), answer.url
    assert rows() == before


def test_no_door_to_enter_something_stands_in_his_menu_or_over_his_registers(bureau, client):
    """登记投诉举报, 登记反馈, 登记申请: he is not even offered them; an editor is."""
    lists = {
        "disclosure_complaints/registerentry": "complaints/enter/", "disclosure_feedback/registerentry": "feedback/enter/",
        "disclosure_applications/registerentry": "applications/enter/",
    }  # fmt: skip
    client.force_login(bureau.auditor)
    for register, door in lists.items():
        page = client.get(f"/admin/{register}/")
        assert page.status_code == 200 and door not in page.content.decode()
        assert "complaints/enter/" not in page.content.decode()
    client.force_login(bureau.director)
    assert "applications/enter/" in client.get("/admin/disclosure_applications/registerentry/").content.decode()
    assert "feedback/enter/" in client.get("/admin/disclosure_feedback/registerentry/").content.decode()


def test_the_verbs_refuse_who_audits_and_nothing_is_handed_to_him(bureau):
    """The same by every other door: the actions ask themselves; a case is offered to nobody who may not act."""
    about = factories.published(factories.other_page(bureau.zhiliang, by=bureau.editor), at=AT)
    for enter, more in ((complaints.enter, {"given": factories.complaint_given()}), (feedback.enter, {"given": {}, "page": about})):
        with pytest.raises(NotAllowed):
            enter(way="telephone", received_on=AT.date(), by=bureau.auditor, at=AT, **more)
    made, _code = complaints.enter(given=factories.complaint_given(division=None), way="telephone", received_on=AT.date(), by=bureau.editor, at=AT)
    assert Case.objects.get() == made.case and not SupervisionOrder.objects.exists() and not IssuedDocument.objects.exists()
    with pytest.raises(Invalid):
        cases.hand_over(made.case, to=bureau.auditor, reason="请办", by=made.case.owner, at=AT)
    assert not Entry.objects.filter(actor_no=bureau.auditor.pk).exists()
