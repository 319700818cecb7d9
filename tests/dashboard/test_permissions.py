"""The permission matrix: each post × each address, API call and export, from one table; none too many (五（二）)."""

import pytest
from django.test import Client
from django.utils import timezone

from disclosure.chain.tokens import issue
from tests import factories
from tests.dashboard.lived import at, received

# post → (has a dashboard, sees the whole bureau, may open supervision orders)
MATRIX = {
    "editor": (False, False, False),
    "head": (True, False, False),
    "reviewer": (False, False, False),
    "director": (False, False, False),
    "leader": (True, False, False),
    "member": (False, False, False),
    "chair": (False, False, False),
    "main_leader": (True, True, True),
    "efficiency": (True, True, True),
    "auditor": (True, True, False),
    "administrator": (False, False, False),
    "nobody": (False, False, False),
}
PAGES = (
    "/admin/dashboard/", "/admin/dashboard/definitions/", "/admin/dashboard/rows/overdue/", "/admin/dashboard/rows/overdue/?format=csv",
    "/admin/dashboard/rows/overdue/?format=xlsx", "/admin/dashboard/panels/divisions.png", "/admin/dashboard/panels/tree.csv",
    "/admin/dashboard/panels/figures.xlsx", "/admin/dashboard/all.xlsx", "/admin/dashboard/dashboard.pdf", "/admin/dashboard/brief.pdf",
)  # fmt: skip
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
    assert {address: browser.get(address).status_code for address in PAGES} == dict.fromkeys(PAGES, 200 if has else 403)
    assert browser.get(ORDER).status_code == (200 if orders else 403)
    foreign = browser.get("/admin/dashboard/?division=anquan").status_code
    assert foreign == (200 if whole else 403)
    token = issue(user=people[post], scopes=["read"], at=timezone.now())
    api = Client(headers={"Authorization": f"Bearer {token}"})
    assert api.get("/api/v3/dashboard/figures/").status_code == (200 if has else 403)
    assert api.get("/api/v3/dashboard/figures/?division=anquan").status_code == (200 if whole else 403)


def test_nobody_without_a_session_or_a_token(site):
    """Anonymous callers are sent to sign in; the API asks for a token; the public figures are open."""
    browser = Client()
    assert {browser.get(address).status_code for address in (*PAGES, ORDER)} == {302}
    assert browser.get("/api/v3/dashboard/figures/").status_code == 401
    assert browser.get("/api/v3/statistics/").status_code == browser.get("/statistics/").status_code == 200


def test_a_token_of_a_division_shows_that_division_alone(people):
    """A main leader's token that was given for one division counts no more than it."""
    token = issue(user=people["main_leader"], scopes=["read"], division=people["bureau"].zhiliang, at=timezone.now())
    api = Client(headers={"Authorization": f"Bearer {token}"})
    assert api.get("/api/v3/dashboard/figures/?division=anquan").status_code == 403
    assert api.get("/api/v3/dashboard/figures/?division=zhiliang").status_code == 200


def test_who_answers_for_a_division_sees_no_row_of_another(people):
    """A head sees rows of his division alone, at every figure; a leader those of his divisions."""
    from dashboard.figures import Board
    from dashboard.metric import Period
    from dashboard.roles import role_of
    from tests.dashboard.lived import weeks

    weeks(people["bureau"])
    today = at(11, 25).date()
    for post, own in (("head", {"zhiliang"}), ("leader", {"zhiliang", "bangong"}), ("other_leader", {"anquan"})):
        user = getattr(people["bureau"], post)
        board = Board(role_of(user, today), Period.of(as_of=today))
        assert {row.division for rows in board.sources.values() for row in rows} <= own, post


def test_a_complaint_is_hidden_from_the_division_and_from_whom_it_is_about(people):
    """Nobody sees through a figure what the rules on complaints hide: no head, no leader; others its number alone, never its words."""
    from dashboard.figures import Board
    from dashboard.metric import Period
    from dashboard.roles import role_of
    from disclosure.complaints.models import Complaint

    bureau, today = people["bureau"], at(11, 25).date()
    case = received("complaint", at(11, 2))
    Complaint.objects.create(case=case, kind="complaint", subject="举报人写的话", text="举报人写的话", division=bureau.zhiliang)
    about_office = received("complaint", at(11, 3))
    complaint = Complaint.objects.create(case=about_office, kind="complaint", subject="关于效能办", text="关于效能办")
    complaint.persons.add(bureau.efficiency)

    def numbers(user):
        board = Board(role_of(user, today), Period.of(as_of=today))
        rows = [row for row in board.rows("cases") if row.kind == "complaint"]
        assert all(row.title == row.get("case") for row in rows)
        return {row.title for row in rows}

    assert numbers(bureau.head) == numbers(bureau.leader) == set()
    assert numbers(bureau.main_leader) == numbers(bureau.auditor) == {case.number, about_office.number}
    assert numbers(bureau.efficiency) == {case.number}


def test_the_auditor_reads_no_words_of_citizens_and_changes_nothing(people):
    """Titles that applicants wrote are numbers to him; an order is refused."""
    case = received("application", at(11, 2))
    seen = client(people["auditor"]).get("/admin/dashboard/rows/obligations/?kind=application").content.decode()
    assert case.number in seen and case.title not in seen
    assert case.title in client(people["efficiency"]).get("/admin/dashboard/rows/obligations/?kind=application").content.decode()
    answer = client(people["auditor"]).post(ORDER, {"kind": "supervision", "title": "督办", "text": "请办", "division": "zhiliang"})
    assert answer.status_code == 403


def test_an_order_is_opened_from_a_row_and_from_a_figure(people):
    """By the efficiency office or the main leader; the page of the order follows."""
    from disclosure.complaints.models import SupervisionOrder

    case = received("application", at(11, 2))
    browser = client(people["efficiency"])
    given = {"kind": "supervision", "title": "催办", "text": "请按期答复", "division": "bangong"}
    answer = browser.post(f"/admin/dashboard/order/?row=cases:{case.pk * 100 + 1}", given)
    assert answer.status_code == 302 and "/orders/" in answer["Location"]
    assert browser.post(ORDER, given).status_code == 302
    assert [(o.about_kind, o.about_no, o.about_key) for o in SupervisionOrder.objects.order_by("id")] == [
        ("case", case.pk, ""), ("figure", None, "overdue"),
    ]  # fmt: skip
    assert browser.post(ORDER, {**given, "title": ""}).status_code == 422
    assert browser.get("/admin/dashboard/order/?row=cases:99999").status_code == 404
