"""The permission matrix: each post × each address, API call and export, from one table; none too many (五（二）)."""

import pytest
from django.test import Client
from django.utils import timezone

from dashboard.metric import Period
from dashboard.roles import role_of
from dashboard.rows.orders import orders as order_rows
from disclosure.chain.tokens import issue
from tests import factories
from tests.dashboard.lived import at, received

# post → (has a dashboard, sees the whole bureau, may open supervision orders)
MATRIX = {
    "editor": (False, False, False),
    "head": (True, False, False),
    "reviewer": (False, False, False),
    "director": (False, False, False),
    "leader": (True, False, True),
    "member": (False, False, False),
    "chair": (False, False, False),
    "main_leader": (True, True, True),
    "efficiency": (True, True, True),
    "auditor": (True, True, False),
    "administrator": (False, False, False),
    "nobody": (False, False, False),
}
# Every address under the dashboard by its name, as it is asked for; the report's own readers are tested in test_situation.py, who opens the course of
# a row in test_courses.py.
PAGES = {
    "disclosure_dashboard": ("/admin/dashboard/",),
    "disclosure_dashboard_definitions": ("/admin/dashboard/definitions/",),
    "disclosure_dashboard_rows": tuple(f"/admin/dashboard/rows/overdue/{form}" for form in ("", "?format=csv", "?format=xlsx")),
    "disclosure_dashboard_panel": tuple(f"/admin/dashboard/panels/{name}" for name in ("divisions.png", "tree.csv", "figures.xlsx")),
    "disclosure_dashboard_all": ("/admin/dashboard/all.xlsx",),
    "disclosure_dashboard_pdf": ("/admin/dashboard/dashboard.pdf",),
    "disclosure_dashboard_brief": ("/admin/dashboard/brief.pdf",),
    "disclosure_dashboard_reasons": ("/admin/dashboard/reasons/",),
}  # fmt: skip
READERS = {"disclosure_dashboard_reports": "/admin/dashboard/reports/"}  # of reports: who supervises, leads or audits, no head
ADDRESSES = [address for addresses in PAGES.values() for address in addresses]
ORDER = "/admin/dashboard/order/?figure=overdue"


@pytest.fixture
def people(site):
    bureau = factories.bureau()
    found = {name: getattr(bureau, name, None) for name in MATRIX}
    found["member"], found["nobody"] = bureau.members[0], factories.person("nobody")
    found["administrator"] = factories.person("root", is_superuser=True)
    found["bureau"] = bureau
    return found


def client(user):
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize("post", MATRIX)
def test_each_post_opens_what_its_row_says(people, post):
    """The main leader, leaders, heads, the efficiency office and the auditor have a dashboard; all others get 403 at every address."""
    has, whole, orders = MATRIX[post]
    browser = client(people[post])
    assert {address: browser.get(address).status_code for address in ADDRESSES} == dict.fromkeys(ADDRESSES, 200 if has else 403)
    assert {browser.get(address).status_code for address in READERS.values()} == {200 if has and post != "head" else 403}
    assert browser.get(ORDER).status_code == (200 if orders else 403)
    foreign = browser.get("/admin/dashboard/?division=anquan").status_code
    assert foreign == (200 if whole else 403)
    token = issue(user=people[post], scopes=["read"], at=timezone.now())
    api = Client(headers={"Authorization": f"Bearer {token}"})
    assert api.get("/api/v3/dashboard/figures/").status_code == (200 if has else 403)
    assert api.get("/api/v3/dashboard/figures/?division=anquan").status_code == (200 if whole else 403)


def test_every_address_of_the_dashboard_is_in_the_table():
    """None is forgotten: the names under /admin/dashboard/ are those that the matrix and the tests of reports ask for."""
    from dashboard import reports, wagtail_hooks

    names = {address.name for address in wagtail_hooks.addresses()} | {address.name for address in reports.urlpatterns}
    elsewhere = {f"disclosure_dashboard_{name}" for name in ("course", "order", "report", "report_file")}
    assert names == set(PAGES) | set(READERS) | elsewhere


def test_nobody_without_a_session_or_a_token(site):
    """Anonymous callers are sent to sign in; the API asks for a token; the public figures are open."""
    browser = Client()
    assert {browser.get(address).status_code for address in (*ADDRESSES, *READERS.values(), ORDER)} == {302}
    assert browser.get("/api/v3/dashboard/figures/").status_code == 401
    assert browser.get("/api/v3/statistics/").status_code == browser.get("/statistics/").status_code == 200


def test_a_token_of_a_division_shows_that_division_alone(people):
    """A main leader's token that was given for one division counts no more than it."""
    token = issue(user=people["main_leader"], scopes=["read"], division=people["bureau"].zhiliang, at=timezone.now())
    api = Client(headers={"Authorization": f"Bearer {token}"})
    assert api.get("/api/v3/dashboard/figures/?division=anquan").status_code == 403
    assert api.get("/api/v3/dashboard/figures/?division=zhiliang").status_code == 200
    token = issue(user=people["bureau"].head_anquan, scopes=["read"], division=people["bureau"].zhiliang, at=timezone.now())
    assert Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v3/dashboard/figures/").status_code == 403, "neither his nor the token's"


def test_the_auditor_reads_no_words_of_citizens_and_changes_nothing(people):
    """Titles that applicants wrote are numbers to him; an order is refused."""
    case = received("application", at(11, 2))
    seen = client(people["auditor"]).get("/admin/dashboard/rows/obligations/?kind=application").content.decode()
    assert case.number in seen and case.title not in seen
    assert case.title in client(people["efficiency"]).get("/admin/dashboard/rows/obligations/?kind=application").content.decode()
    answer = client(people["auditor"]).post(ORDER, {"kind": "supervision", "title": "督办", "text": "请办", "division": "zhiliang"})
    assert answer.status_code == 403


GIVEN = {"kind": "supervision", "title": "催办", "text": "请按期办结", "division": "zhiliang"}


def test_an_order_is_opened_from_a_row_and_from_a_figure(people):
    """By the efficiency office, the main leader, and the leader in charge to his divisions; the page of the order follows."""
    from disclosure.complaints.models import SupervisionOrder

    case = received("application", at(11, 2))
    for post in ("efficiency", "main_leader", "leader"):
        browser = client(people[post])
        row = f"/admin/dashboard/order/?row=cases:{case.pk * 100 + 1}"
        assert browser.get(row).context["row"].get("case") == case.number
        answer = browser.post(row, {**GIVEN, "division": "bangong"})
        assert answer.status_code == 302 and "/orders/" in answer["Location"], post
        assert browser.get(answer["Location"]).status_code == 200
        assert browser.post(ORDER, GIVEN).status_code == 302
        assert browser.post(ORDER, {**GIVEN, "title": ""}).status_code == 422
        unseen = browser.post(ORDER, {**GIVEN, "text": "\u200b"})
        assert unseen.status_code == 422 and "请填写“要求”。" in unseen.content.decode(), "in the words of the form"
        assert {browser.get(f"/admin/dashboard/order/?row={row}").status_code for row in ("cases:99999", "cases:x", "cases:" + "9" * 30)} == {404}
    assert [(o.about_kind, o.about_no, o.about_key, o.opened_post) for o in SupervisionOrder.objects.order_by("id")] == [
        (*about, post) for post in ("efficiency_officer", "main_leader", "supervising_leader")
        for about in (("case", case.pk, ""), ("figure", None, "overdue"))
    ]  # fmt: skip


def test_what_is_no_divisions_is_ordered_of_the_office_director(people):
    """“Bureau level” in the form: the office answers for it (五（二）)."""
    from disclosure.complaints.models import SupervisionOrder

    assert client(people["main_leader"]).post(ORDER, {**GIVEN, "division": "bureau"}).status_code == 302
    order = SupervisionOrder.objects.get()
    assert (order.owner_kind, order.division) == ("office_director", None)


@pytest.mark.parametrize("post", [post for post, (_has, _whole, orders) in MATRIX.items() if not orders])
def test_who_may_not_opens_no_order(people, post):
    """Editors, heads, reviewers, the office, the group, the auditor, administrators: neither from a row nor from a figure, form or not."""
    from disclosure.complaints.models import SupervisionOrder

    case, browser = received("feedback", at(11, 2)), client(people[post])
    for address in (ORDER, f"/admin/dashboard/order/?row=cases:{case.pk * 100 + 1}"):
        for refused in (browser.get(address), browser.post(address, GIVEN), browser.post(address, {**GIVEN, "title": ""})):
            assert refused.status_code in (403, 404), "who may not is told so before the form is read"
    if MATRIX[post][0]:
        page = browser.get("/admin/dashboard/rows/obligations/").content.decode()
        assert "/admin/dashboard/order/" not in page and "/admin/dashboard/order/" not in browser.get("/admin/dashboard/").content.decode()
    assert not SupervisionOrder.objects.exists()


def test_a_leader_orders_nothing_of_a_division_that_is_not_his(people):
    """Another leader's division is neither offered nor taken; a row of it does not exist for him; without a division it is no order of his."""
    from disclosure.complaints.models import SupervisionOrder

    browser = client(people["bureau"].other_leader)
    form = browser.get(ORDER).context["form"]
    assert [division.code for division in form.fields["division"].queryset] == ["anquan"]
    assert browser.post(ORDER, GIVEN).status_code == 403
    assert browser.post(ORDER, {**GIVEN, "division": "bureau"}).status_code == 403
    assert browser.post(ORDER, {**GIVEN, "division": ""}).status_code == 422
    case = received("feedback", at(11, 2))  # at the office, whose leader is the other one
    assert browser.get(f"/admin/dashboard/order/?row=cases:{case.pk * 100 + 1}").status_code == 404
    assert not SupervisionOrder.objects.exists()


def test_an_order_about_a_figure_names_the_figure(people):
    """Its page says what the figure is called and leads to its rows, to whom has a dashboard; never its code."""
    from disclosure.complaints import actions, shown

    bureau, today = people["bureau"], at(11, 5).date()
    given = {"kind": "supervision", "title": "催办", "text": "请办结", "division": bureau.zhiliang, "by": bureau.leader, "at": at(11, 3)}
    order = actions.order_open(about=("figure", None, "overdue"), **given)
    assert shown.row_of(order, bureau.efficiency, today) == ("逾期", "/admin/dashboard/rows/overdue/")
    assert shown.row_of(order, bureau.editor, today) == ("逾期", "")
    assert ">逾期</a>" in client(bureau.efficiency).get(f"/admin/orders/{order.pk}/").content.decode()


def test_an_order_that_waits_for_its_check_names_who_checks_it(people):
    """The efficiency office; the main leader where it is the office's own; who opened it where it is out of a complaint about a leader."""
    from disclosure.complaints import actions

    bureau, today = people["bureau"], at(11, 5).date()
    about_a_leader = factories.complaint_given(division=None, text="other-leader压件不办，请查处。")
    complaint, _code = actions.receive(given=about_a_leader, way="web", at=at(11, 2))
    figure, office = ("figure", None, "overdue"), {"division": None, "owner_kind": "efficiency_officer"}
    waits = [
        (bureau.efficiency, {"about": figure, "division": bureau.zhiliang, "by": bureau.efficiency}, bureau.head),
        (bureau.main_leader, {"about": figure, **office, "by": bureau.main_leader}, bureau.efficiency),
        (bureau.main_leader, {"about": ("case", complaint.case_id, ""), "division": bureau.zhiliang, "by": bureau.main_leader}, bureau.head),
    ]
    for checks, given, owes in waits:
        order = actions.order_open(kind="supervision", title="催办", text="请办结", **given, at=at(11, 3))
        actions.order_explain(order, text="说明", by=owes, at=at(11, 4))
        actions.order_plan(order, text="计划", due_on=today, by=owes, at=at(11, 4))
        [row] = [row for row in order_rows(Period.of(as_of=today)) if row.number == order.pk]
        assert row.owner == owes.username
        actions.order_evidence(order, text="证明", by=owes, at=at(11, 5))
        [row] = [row for row in order_rows(Period.of(as_of=today)) if row.number == order.pk]
        assert (row.owner, row.owner_name) == (checks.username, checks.get_full_name())
        actions.order_check(order, passed=True, text="", by=checks, at=at(11, 5, 15))


def test_an_order_of_a_leader_is_checked_by_the_efficiency_office(people):
    """Only the office closes it; who opened it reads it, the main leader and the auditor too; out of a complaint that he handles it stays his own."""
    from disclosure.complaints import actions, orders
    from disclosure.ledger.errors import NotAllowed

    bureau, today = people["bureau"], at(11, 5).date()
    given = {"kind": "supervision", "title": "催办", "text": "请办结", "division": bureau.zhiliang, "by": bureau.leader, "at": at(11, 3)}
    order = actions.order_open(about=("figure", None, "overdue"), **given)
    actions.order_explain(order, text="说明", by=bureau.head, at=at(11, 4))
    actions.order_plan(order, text="计划", due_on=today, by=bureau.head, at=at(11, 4))
    actions.order_evidence(order, text="证明", by=bureau.head, at=at(11, 5))
    with pytest.raises(NotAllowed):
        actions.order_check(order, passed=True, text="", by=bureau.leader, at=at(11, 5))
    for reader in (bureau.leader, bureau.main_leader, bureau.auditor, bureau.efficiency):
        assert orders.reads(reader, order, today) and order in orders.readable(reader, today)
    assert orders.reads(bureau.other_leader, order, today) is None and order not in orders.readable(bureau.other_leader, today)
    actions.order_check(order, passed=True, text="", by=bureau.efficiency, at=at(11, 5, 15))
    complaint = received("complaint", at(11, 2))
    order.about_kind, order.about_no = "case", complaint.pk
    order.save()
    assert not orders.open_to_watchers(order) and order not in orders.readable(bureau.auditor, today)
    assert orders.reads(bureau.efficiency, order, today) is None
    [row] = [row for row in order_rows(Period.of(as_of=today)) if row.number == order.pk]
    for watcher in (bureau.main_leader, bureau.auditor, bureau.efficiency):
        assert not role_of(watcher, today).sees(row), "nor does a figure count it"
