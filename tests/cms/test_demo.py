"""The demo bureau: its texts, its accounts, and what a visitor finds after `manage.py demo`."""

import datetime as dt
import io
import json
import re
import stat

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from stdnum.cn import uscc

from cms.demo import accounts, bureau, lived, older
from cms.demo.days import Days
from cms.demo.pages import DATA, read_rows
from cms.demo.progress import Progress
from disclosure.rules.categories import INWARD, OUTWARD, Category

POSTS = {
    "editor", "division_head", "secrecy_reviewer", "office_director", "supervising_leader", "group_member", "group_chair", "main_leader",
    "efficiency_officer", "auditor", "administrator",
}  # fmt: skip
SIGNING = {"division_head", "secrecy_reviewer", "supervising_leader"}


# ---- the texts, without a database


def rows():
    """(file, row) of every row, those that are lived through too."""
    return [(name, row) for name in (*map(str, Category), "lived") for row in read_rows(name)]


def test_what_was_invented_says_so():
    """Every text that is no real law or standard is marked 演示, and so is every enterprise it names."""
    for name, row in rows():
        invented = name != "rules" or "省交质监" in row.get("document_number", "")
        assert "演示数据" in row["body"] or not invented, row["title"]
        assert "演示" in row["keywords"] or not invented, row["title"]
        assert all("演示" in party["name"] for party in row.get("parties", [])), row["title"]


def test_every_enforcement_item_names_a_party_with_a_right_credit_code():
    """二（一）7: enterprises are named with their code; the demo's have a region that does not exist, so that nobody holds them."""
    found = [row for name, row in rows() if "enforcement" in (name, row.get("category"))]
    assert len(found) > 30
    for row in found:
        assert row["parties"], row["title"]
        for party in row["parties"]:
            assert uscc.is_valid(party["credit_code"]) and party["credit_code"][2:8] == "990000", row["title"]
    assert uscc.is_valid(bureau.BUREAU["credit_code"])


def test_every_category_has_something_to_read():
    """At least eight older items a category, 130 laws and standards, spread over three years."""
    for category in Category:
        assert len(read_rows(category)) >= 8, category
    assert len(read_rows("rules")) >= 150
    years = {row["published_at"][:4] for name, row in rows() if name != "lived"}
    assert years == {"2024", "2025", "2026"}


def test_the_texts_are_small_and_say_where_they_come_from():
    """At most 5 MB of texts and 1 MB of files; SOURCES.md names source and article 5 of the Copyright Law."""
    assert sum(path.stat().st_size for path in DATA.glob("*.jsonl")) < 5_000_000
    files = list((DATA / "files").iterdir())
    assert {path.suffix for path in files} == {".pdf", ".docx", ".xlsx", ".png"}
    assert sum(path.stat().st_size for path in files) < 1_000_000
    assert "LawRefBook/Laws" in (DATA / "SOURCES.md").read_text() and "Article 5" in (DATA / "SOURCES.md").read_text()
    for _name, row in rows():
        assert all((DATA / path).is_file() for path in row.get("files", "").split(";") if path), row["title"]


def test_two_rules_of_which_one_replaced_the_other():
    """A newer rule names the index number of the older, which is in the same file."""
    found = {row.get("index_number"): row for row in read_rows("rules")}
    pairs = [(row, found[row["replaces"]]) for row in read_rows("rules") if row.get("replaces")]
    assert len(pairs) >= 5
    assert any("省交质监" in new.get("document_number", "") for new, _old in pairs)


def test_every_plot_exists_and_every_state_is_met():
    """The matters that are lived through show each state of the procedure."""
    plots = {row["plot"] for row in read_rows("lived")}
    assert plots == set(lived.PLOTS)


@pytest.mark.django_db
def test_days_are_counted_in_working_days():
    """A token is a working day from the day the item was made, in the calendar's sense; the quarter is the one that was over by then."""
    days = Days(dt.date(2026, 11, 25))
    formed = dt.date(2026, 10, 9)
    assert days.fill("{i} {i-1} {c+1} {y}{n}", formed) == "2026-10-09 2026-10-08 2026年10月10日 20262027"
    assert days.fill(["{qy}{q}", {"to": "{qf} {qt}"}], formed) == ["2026三季度", {"to": "2026-07-01 2026-09-30"}]
    assert days.fill("{qy}{q} {qf} {qt} {m} {mf} {mt}", dt.date(2027, 1, 8)) == "2026四季度 2026-10-01 2026-12-31 2026年12月 2026-12-01 2026-12-31"
    assert days.at(0, "09:30").isoformat() == "2026-11-25T01:30:00+00:00"


def test_progress_says_how_far_it_is():
    """On a terminal one line that moves, elsewhere a line for every tenth."""
    stream = io.StringIO()
    progress = Progress(40, stream)
    for _n in range(40):
        progress.step("导入")
    assert len(stream.getvalue().splitlines()) == 10 and stream.getvalue().endswith("100%  导入\n")


# ---- the bureau, once loaded for all that look at its year (tests/cms/conftest.py); apart from the quick suite, as test_year.py is


@pytest.mark.storm
@pytest.mark.once
def test_one_account_a_post_in_a_file_for_its_owner_alone(demo):
    """Contract, “Demo accounts”: shape, mode 0600, every post, no two accounts for one post of one division."""
    assert stat.S_IMODE(accounts.path().stat().st_mode) == 0o600
    assert all(set(row) == {"username", "password", "post", "division", "divisions", "name"} for row in demo)
    assert {row["post"] for row in demo} == POSTS
    assert len({row["username"] for row in demo}) == len(demo) and len({row["password"] for row in demo}) == len(demo)
    by_post = [(row["post"], row["division"]) for row in demo if row["post"] not in ("group_member", "supervising_leader")]
    assert len(by_post) == len(set(by_post))


@pytest.mark.storm
@pytest.mark.once
def test_divisions_leaders_and_group_are_as_the_contract_says(demo):
    """At least three divisions with editor and head, two leaders, each such division with exactly one of them, a group of five of its own."""
    editors, heads = ({row["division"] for row in demo if row["post"] == post} for post in ("editor", "division_head"))
    assert editors == heads and {"zhiliang", "anquan", "bangong"} <= editors
    charge = [code for row in demo if row["post"] == "supervising_leader" for code in row["divisions"]]
    assert sorted(charge) == sorted(editors)
    assert sum(row["post"] == "supervising_leader" for row in demo) == 2
    assert sum(row["post"] in ("group_member", "group_chair") for row in demo) == 5
    assert all(row["division"] == "bangong" for row in demo if row["post"] in ("secrecy_reviewer", "office_director"))
    assert all(row["divisions"] == [] for row in demo if row["post"] != "supervising_leader")


@pytest.mark.storm
@pytest.mark.once
def test_every_account_signs_in_and_holds_its_post(demo):
    """The password of the file is the account's; the administrator is in no chain."""
    from django.contrib.auth import authenticate

    from disclosure.org.models import Post

    for row in demo:
        user = authenticate(username=row["username"], password=row["password"])
        assert user is not None and user.has_perm("wagtailadmin.access_admin"), row["username"]
        held = set(Post.objects.filter(person=user).values_list("kind", flat=True))
        assert held == ({row["post"]} if row["post"] != "administrator" else set())
        assert user.is_superuser == (row["post"] == "administrator")


@pytest.mark.storm
@pytest.mark.once
def test_a_second_demo_keeps_accounts_and_items(demo):
    """Idempotent: the same accounts and passwords, not one item or entry more."""
    from disclosure.items.models import DisclosurePage
    from disclosure.ledger.record import head

    before = (DisclosurePage.objects.count(), head())
    call_command("demo", stdout=io.StringIO(), stderr=io.StringIO())
    assert (DisclosurePage.objects.count(), head()) == before
    assert json.loads(accounts.path().read_text()) == demo


@pytest.mark.storm
@pytest.mark.once
def test_every_category_is_live(demo):
    """Each of the fourteen columns shows at least eight items."""
    from disclosure.items.models import DisclosurePage

    for category in (*OUTWARD, *INWARD):
        assert DisclosurePage.objects.filter(category_code=category, live=True).count() >= 8, category
    assert DisclosurePage.objects.filter(live=True).count() >= 300


@pytest.mark.storm
@pytest.mark.once
def test_what_is_live_keeps_its_marks_and_parties(demo):
    """The page itself, not only the file: enforcement items with a valid code, invented texts marked."""
    from disclosure.items.models import DisclosurePage

    for page in DisclosurePage.objects.filter(live=True).exclude(category_code="rules"):
        assert "演示" in page.keywords, page.title
    for page in DisclosurePage.objects.filter(live=True, category_code="enforcement"):
        assert page.party_codes and all(map(uscc.is_valid, page.party_codes)), page.title


@pytest.mark.storm
@pytest.mark.once
def test_every_state_is_there_and_somebody_waits(demo):
    """Drafts, each step, referred, withheld, registered, scheduled, urgent, withdrawn, corrected, a successor; a turn for every signing post."""
    from disclosure.chain.models import Matter, Round
    from disclosure.rules.chain import State, Step

    assert {matter.state for matter in Matter.objects.all()} == set(State.values)
    assert {row.step for row in Round.objects.filter(ended_at=None)} == set(Step.values)
    assert Matter.objects.filter(registered=True).exists() and Matter.objects.filter(state="cleared", registered=False).exists()
    assert Matter.objects.filter(after_review_open=True, state="live").exists() and Matter.objects.filter(corrected_at__isnull=False).exists()
    assert Matter.objects.filter(state="live", successor="running").exists()
    waiting = set(Round.objects.filter(step="head", ended_at=None).values_list("division__code", flat=True))
    assert waiting == {row["division"] for row in demo if row["post"] == "division_head"}
    leaders = {code for row in demo if row["post"] == "supervising_leader" for code in row["divisions"]}
    at_leader = set(Round.objects.filter(step="leader", ended_at=None).values_list("division__code", flat=True))
    assert at_leader <= leaders and len(at_leader) >= 2


@pytest.mark.storm
@pytest.mark.once
def test_validity_is_marked_by_the_office(demo):
    """A lived rule replaced an older one: the older is repealed, with its reason and its successor."""
    from disclosure.items.models import DisclosurePage

    old = DisclosurePage.objects.get(document_number="省交质监〔2024〕22号")
    assert old.validity == "repealed" and old.replaced_by.specific.document_number.endswith("55号")
    assert set(DisclosurePage.objects.filter(category_code="rules", live=True).values_list("validity", flat=True)) == {
        "in-force", "amended", "repealed", "expired",
    }  # fmt: skip


@pytest.mark.storm
@pytest.mark.once
def test_the_ledger_reads_as_the_days_went_by(demo):
    """Intact, in the order of time, with a delegate's signature (X 代 Y)."""
    from disclosure.ledger.models import Entry

    call_command("verify_ledger", stdout=io.StringIO())
    times = list(Entry.objects.order_by("number").values_list("at", flat=True))
    assert times == sorted(times)
    assert Entry.objects.filter(verb="chain.sign", on_behalf_of="林建国").exists()


@pytest.mark.storm
@pytest.mark.once
def test_no_citizen_is_named_in_the_ledger(demo):
    """Name, identity number, telephone and mail of whoever applied, complained or commented stand in no entry (五（五）)."""
    from disclosure.ledger.models import Entry

    told = " ".join(str(row) for row in Entry.objects.values_list("facts", "about_title", "actor_name", "on_behalf_of"))
    assert Entry.objects.filter(verb="applications.receive").exists() and Entry.objects.filter(verb__startswith="complaints.").exists()
    assert not re.findall(r"[陈林黄张吴李王郑周刘赵钱孙冯褚卫蒋]某某|1380000\d{4}|350102\d{11}[\dX]|citizen\d+@|一位市民", told)


@pytest.mark.storm
@pytest.mark.once
def test_the_gate_is_green(demo):
    """Every live item has a clearance for exactly its content."""
    call_command("audit_gate", stdout=io.StringIO())


@pytest.mark.storm
@pytest.mark.once
def test_some_duties_are_open_and_some_closed(demo):
    """What publication asks afterwards: evidence of the channels, feedback, archive."""
    from disclosure.clocks.models import Duty

    assert Duty.objects.filter(closed_at=None).exists() and Duty.objects.filter(closed_at__isnull=False).exists()


@pytest.mark.storm
@pytest.mark.once
def test_demo_password_is_everybodys(demo, monkeypatch):
    """DEMO_PASSWORD sets one password for accounts that are made; those that are there keep theirs."""
    monkeypatch.setenv("DEMO_PASSWORD", "一个口令-2026")
    assert accounts.new_password() == "一个口令-2026"
    with transaction.atomic(), accounts.hashing() as later:
        accounts.make_accounts(lambda words: None, later)
        transaction.set_rollback(True)
    assert json.loads(accounts.path().read_text()) == demo


def test_rows_of_the_import_are_counted():
    """The progress bar's total: the rows of all files that were public before the demo began; later ones are lived."""
    begin = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    lived_here = sum(len(older.younger(category, begin)) for category in Category)
    assert 20 < lived_here < 60
    assert older.count(begin) == sum(len(read_rows(category)) for category in Category) - lived_here


@pytest.mark.storm
@pytest.mark.once
def test_every_signing_post_finds_something_on_its_desk(demo):
    """Whoever signs or votes signs in and has at least one matter waiting; the first page of the admin opens for every account."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from disclosure.chain.waiting import waiting_for

    client = Client()
    for row in demo:
        assert client.login(username=row["username"], password=row["password"])
        assert client.get(reverse("wagtailadmin_home")).status_code == 200, row["username"]
        if row["post"] in {*SIGNING, "group_member", "group_chair"}:
            found = waiting_for(get_user_model().objects.get(username=row["username"]), timezone.now())
            assert found, row["username"]
            assert found[0].title in client.get(reverse("disclosure_chain:waiting")).content.decode()


@pytest.mark.django_db
def test_a_database_with_items_is_left_alone(site):
    """The demo never mixes with a real bureau: one clear line, nothing written."""
    from disclosure.items.models import DisclosurePage
    from tests import factories

    page = factories.other_page(factories.division("zhiliang"), by=factories.person())
    with pytest.raises(CommandError, match="数据库里已有公开信息"):
        call_command("demo", stdout=io.StringIO(), stderr=io.StringIO())
    assert list(DisclosurePage.objects.all()) == [DisclosurePage.objects.get(pk=page.pk)]
    assert not accounts.path().exists()
