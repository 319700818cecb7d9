"""Ways round that somebody found by trying to break in: past a trigger, past the separation of duties, under a signature. Each is closed."""

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from disclosure.chain import actions, audit
from disclosure.chain import triggers as gate_triggers
from disclosure.chain.actions import imported
from disclosure.chain.conditions import digest_of
from disclosure.chain.models import Clearance, Signature
from disclosure.chain.waiting import Desk
from disclosure.items.models import CategoryIndexPage, IntranetPage, OpenPage
from disclosure.ledger import triggers as ledger_triggers
from disclosure.ledger.errors import Invalid, NotAllowed
from disclosure.ledger.models import Entry
from disclosure.org import actions as org
from disclosure.org.groups import editors
from disclosure.org.models import Post, PostKind
from tests import factories
from tests.doors.office import DRAFT
from tests.walker import PASS, Walker

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def writing_head(walker):
    """The head is an editor of his division too, and has written in the item."""
    factories.post(PostKind.EDITOR, walker.bureau.head, division=walker.bureau.zhiliang)
    walker.write(by=walker.bureau.head, summary="处长写的。")
    return walker.bureau.head


def fresh(page):
    return Page.objects.get(pk=page.pk).specific


def sql(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def row_of(page):
    """The page's row as (column, value) pairs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wagtailcore_page WHERE id = %s", [page.pk])
        return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def put(table, row, how="INSERT OR REPLACE"):
    sql(f"{how} INTO {table} ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", list(row.values()))


sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="OR REPLACE is SQLite's own")
postgresql_only = pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's own")


# --- past the triggers


@sqlite_only
@pytest.mark.parametrize("in_the_way", ["id", "path", "translation_key"])
def test_a_live_item_is_not_replaced_by_another_row(walker, in_the_way):
    """OR REPLACE deletes what is in its way without asking the trigger on DELETE (四（五）: what was public stays)."""
    walker.publish()
    row = row_of(walker.page) | {"live": 0}
    if in_the_way != "id":
        row |= {"id": 987654, "path": row["path"] if in_the_way == "path" else "0009"}
    if in_the_way == "path":
        row |= {"translation_key": "0" * 32}
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        put("wagtailcore_page", row)
    assert walker.live


@sqlite_only
def test_a_live_item_is_not_displaced_by_moving_another_row_onto_it(walker):
    walker.publish()
    host = factories.plain_page()
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        sql("UPDATE OR REPLACE wagtailcore_page SET path = %s WHERE id = %s", [walker.page.path, host.pk])
    assert walker.live


@sqlite_only
def test_an_entry_of_the_ledger_is_not_replaced_by_its_hidden_number(walker):
    """The key of an entry is no alias of SQLite's rowid: the row can be hit without naming its number or its hash."""
    walker.propose()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid, * FROM disclosure_ledger_entry ORDER BY number DESC LIMIT 1")
        row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        put("disclosure_ledger_entry", row | {"number": 10**9, "digest": "f" * 64})


@postgresql_only
def test_the_pages_are_not_truncated(walker):
    walker.publish()
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        sql("TRUNCATE wagtailcore_page CASCADE")


def test_a_live_page_of_a_host_does_not_become_an_item(walker):
    """Its type is changed by SQL: it would be live without a clearance."""
    host = factories.plain_page()
    with pytest.raises(DatabaseError, match="keeps its type"), transaction.atomic():
        Page.objects.filter(pk=host.pk).update(content_type_id=fresh(walker.page).content_type_id)


def test_a_trigger_that_does_nothing_is_missing(walker):
    """One of the same name holds nothing: `audit_gate` and the system check compare what it does."""
    assert gate_triggers.missing() == [] and ledger_triggers.missing() == []
    if connection.vendor == "sqlite":
        for name, table in (("gate_update", "wagtailcore_page"), ("ledger_no_update", "disclosure_ledger_entry")):
            sql(f"DROP TRIGGER {name}")
            sql(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN 0 BEGIN SELECT 1; END")
        assert (gate_triggers.missing(), ledger_triggers.missing()) == (["gate_update"], ["ledger_no_update"])
    else:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("CREATE OR REPLACE FUNCTION gate_down_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$")
        sql("DROP TRIGGER gate_delete ON wagtailcore_page")
        sql("CREATE TRIGGER gate_delete BEFORE DELETE ON wagtailcore_page FOR EACH ROW WHEN (false) EXECUTE FUNCTION gate_delete_refuse()")
        sql("ALTER TABLE wagtailcore_page ENABLE REPLICA TRIGGER gate_type")
        sql("CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$")
        assert gate_triggers.missing() == ["gate_delete", "gate_down", "gate_type"]
        assert ledger_triggers.missing() == ["ledger_no_change", "ledger_no_truncate"]
    assert any("gate_" in fault for fault in audit.faults())


# --- what an audit must find


def test_a_forged_clearance_is_found(walker):
    """Whoever can write in the database makes a clearance himself; the ledger knows of no publication."""
    page, proposal = fresh(walker.page), imported.PROPOSAL
    Clearance.objects.create(
        page_no=page.pk, revision=page.latest_revision, digest=digest_of(page, proposal), kind="chain", proposal=proposal, at=walker.now()
    )  # fmt: skip
    Page.objects.filter(pk=page.pk).update(live=True, live_revision=page.latest_revision_id)
    assert any("台账" in fault or "ledger" in fault for fault in audit.faults())


def test_a_clearance_that_is_in_force_again_is_found(walker):
    """The old key of what was taken down, un-voided by SQL."""
    walker.publish()
    revision = fresh(walker.page).live_revision_id
    walker.withdraw()
    Clearance.objects.update(voided=False)
    Page.objects.filter(pk=walker.page.pk).update(live=True, live_revision=revision)
    assert list(audit.faults())


@pytest.mark.parametrize("way", ["chain", "urgent", "urgent, confirmed", "twice"])
def test_the_audit_is_green_for_every_honest_way(walker, way):
    if way == "chain":
        walker.publish()
    elif way == "twice":
        walker.publish().withdraw()
        walker.propose().head().secrecy().leader().vote("for", "for", "for", "for").close()
    else:
        walker.propose().head().secrecy().urgent()
        if way == "urgent, confirmed":
            walker.leader().vote("for", "for", "for", "for").close()
    assert walker.live and list(audit.faults()) == []


def test_a_date_of_publication_written_back_is_found_and_a_save_never_moves_it(walker):
    """Back-dating is a veto item of inspection: no save moves the date, and what SQL wrote is not the ledger's."""
    walker.publish()
    page = fresh(walker.page)
    moment = page.published_at
    page.published_at, page.validity = LONG_AGO, "repealed"
    page.save()
    assert (fresh(page).published_at, fresh(page).validity) == (moment, "in-force")
    page.published_at = LONG_AGO
    page.save(update_fields=["published_at"])
    assert fresh(page).published_at == moment
    type(page).objects.filter(pk=page.pk).update(published_at=LONG_AGO)
    assert list(audit.faults())


def test_a_draft_is_not_given_a_date_of_publication_beforehand(walker):
    page = fresh(walker.page)
    page.published_at = LONG_AGO
    page.save()
    walker.publish()
    assert fresh(page).published_at == walker.at


# --- past the separation of duties


def sign_as_head(walker):
    with pytest.raises(NotAllowed):
        walker.head()
    assert walker.bureau.head.pk not in [holding.user_id for holding in Desk(walker.at).holdings(walker.round)]


def test_who_wrote_a_revision_that_was_purged_cannot_sign(walker, writing_head):
    """`purge_revisions` runs in many a host's night; the bar covers every author since the last cleared version all the same."""
    walker.write(by=walker.bureau.editor, summary="处长写的，编辑改的。")
    call_command("purge_revisions", stdout=io.StringIO())
    walker.propose()
    sign_as_head(walker)


def test_who_wrote_what_was_published_urgently_and_came_down_cannot_sign(walker, writing_head):
    """An urgent publication is no end of the chain: its authors stay barred until the whole chain has confirmed it."""
    deputy = factories.person("deputy")
    Post.objects.filter(kind=PostKind.DIVISION_HEAD, person=writing_head).update(deputy=deputy)
    walker.propose().sign(deputy).secrecy().urgent().withdraw()
    walker.propose()
    sign_as_head(walker)


def test_who_saved_the_same_text_again_in_mid_chain_cannot_sign(walker):
    """An author of any revision in the round, though nothing differs."""
    factories.post(PostKind.EDITOR, walker.bureau.head, division=walker.bureau.zhiliang)
    walker.write(channels=["portal:notices"])
    walker.propose()
    walker.write(by=walker.bureau.head)
    assert not Signature.objects.exists() and walker.state == "running head"
    with pytest.raises(NotAllowed):
        walker.head()


def test_after_the_whole_chain_confirmed_an_urgent_one_its_authors_are_free(walker, writing_head):
    deputy = factories.person("deputy")
    Post.objects.filter(kind=PostKind.DIVISION_HEAD, person=writing_head).update(deputy=deputy)
    walker.propose().sign(deputy).secrecy().urgent().leader().vote("for", "for", "for", "for").close()
    walker.write(by=walker.bureau.editor, summary="第二版。")
    assert walker.propose().head().state == "live secrecy"


def test_in_whose_name_a_step_was_signed_signs_no_other(walker):
    """“X for Y” at the head's step, then Y himself at the secrecy step: one person would have signed two steps."""
    bureau, day = walker.bureau, dt.date(2026, 11, 16)
    post = Post.objects.get(kind=PostKind.DIVISION_HEAD, person=bureau.head)
    delegate = factories.person("delegate")
    org.delegate(post, to=delegate, from_date=day, to_date=day, reason="出差", by=bureau.head, at=walker.at)
    factories.post(PostKind.SECRECY_REVIEWER, bureau.head, division=bureau.bangong)
    walker.propose().sign(delegate)
    assert [row.on_behalf_of for row in Signature.objects.all()] == ["head-zhiliang"]
    with pytest.raises(NotAllowed):
        walker.sign(bureau.head, checklist=PASS)
    assert bureau.head.pk not in [holding.user_id for holding in Desk(walker.at).holdings(walker.round)]
    assert walker.secrecy().state == "running leader"


# --- under the signatures


def replace(document):
    document.refresh_from_db()
    document.file.save("another.csv", ContentFile(b"9,9,9\n"), save=False)
    document._set_document_file_metadata()
    document.save()


def rename(document):
    document.title = "另一个名称"
    document.save()


@pytest.mark.parametrize("change", [replace, rename, lambda document: document.delete()], ids=["replaced", "renamed", "deleted"])
@pytest.mark.parametrize("stands", ["in the chain", "scheduled", "registered"])
def test_a_file_is_not_changed_under_the_signatures(walker, change, stands):
    """A running round is locked for everyone: its attachments too. Until then, and after a recall, a draft's file may be exchanged."""
    document = factories.stored_document()
    values = {"go_live_at": dt.datetime(2026, 12, 31, tzinfo=dt.UTC)} if stands == "scheduled" else {}
    walker.write(attachments=[("file", document)], **values)
    walker.propose(scope="on-application" if stands == "registered" else "public").head().secrecy().leader()
    if stands != "in the chain":
        walker.vote("for", "for", "for", "for").close()
    with pytest.raises(PermissionDenied) as refused, transaction.atomic():
        change(document)
    assert "审批" in str(refused.value) or "chain" in str(refused.value)
    assert Signature.objects.filter(void=True).count() == 0
    if stands == "in the chain":
        walker.recall()
        change(document)


def test_an_item_that_changes_its_division_in_mid_round_is_signed_by_the_new_ones(walker):
    walker.propose().head()
    walker.write(division=walker.bureau.anquan)
    assert walker.round.division == walker.bureau.anquan and walker.state == "running head"
    with pytest.raises(NotAllowed):
        walker.head()
    walker.sign(walker.bureau.head_anquan).secrecy().sign(walker.bureau.other_leader)
    assert walker.state == "running group" and walker.matter.division == walker.bureau.anquan


# --- past the chain by a shorter way


@pytest.mark.parametrize(
    "change",
    [
        {"formed_on": dt.date(2026, 11, 2)}, {"article_20_item": 3}, {"division": "anquan"},
        {"body": lambda: [("image", {"image": factories.stored_image(), "alternative": "图", "caption": ""})]},
        {"body": lambda: [("files", [factories.stored_document()])]},
    ],
    ids=["a day", "a choice", "the division", "an image in the text", "a file in the text"],
)  # fmt: skip
def test_what_is_no_text_does_not_go_out_as_a_correction(walker, change):
    """Two signatures publish a correction (错别字、标点): no day, choice or file, wherever it stands."""
    walker.publish()
    [(name, value)] = change.items()
    walker.write(**{name: walker.bureau.anquan if value == "anquan" else value() if callable(value) else value})
    by = walker.bureau.editor_anquan if value == "anquan" else walker.bureau.editor
    with pytest.raises(Invalid) as refused:
        walker.propose(by=by, kind="correction")
    assert refused.value.field == "kind"
    assert walker.propose(by=by).state == "live head"


def test_an_inward_item_is_not_named_on_a_public_page_as_what_replaces_it(walker):
    """The public would read its title and address."""
    walker.publish()
    inner = factories.item("internal-rules", division=walker.bureau.zhiliang, by=walker.bureau.editor)
    inward = Walker(walker.bureau, inner, walker.at)
    inward.propose(scope="staff", channels=["intranet"]).head().secrecy().leader().vote("for", "for", "for", "for").close()
    assert inward.live
    mark = {"by": walker.bureau.director, "at": inward.now(), "validity": "repealed", "reason": "已被替代"}
    with pytest.raises(Invalid) as refused:
        actions.set_validity(page=walker.page, replaced_by=fresh(inner).index_number, **mark)
    assert refused.value.field == "replaced_by"
    actions.set_validity(page=inner, replaced_by=fresh(walker.page).index_number, **mark)


def test_a_token_of_one_division_does_not_write_in_another_by_wagtails_calls(walker, client):
    """`--division` limits what a token writes, also where Wagtail's own calls know nothing of divisions."""
    editor = walker.bureau.editor
    factories.post(PostKind.EDITOR, editor, division=walker.bureau.anquan)
    editor.groups.add(editors())
    for limited, status in (("anquan", 403), ("", 200)):
        out = io.StringIO()
        call_command("api_token", editor.get_username(), scope="read,propose", stdout=out, **({"division": limited} if limited else {}))
        body = {"meta": {"type": "disclosure_items.OtherPage"}, "summary": f"经{limited}改"}
        answer = client.patch(
            f"/api/v3/pages/{walker.page.pk}/", body, content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {out.getvalue().strip()}"
        )
        assert answer.status_code == status, answer.content.decode()
        assert client.get("/api/v3/pages/", HTTP_AUTHORIZATION=f"Bearer {out.getvalue().strip()}").status_code == 200


def test_a_deputy_who_signs_for_a_vacant_post_in_the_morning_bars_nobody(walker):
    """The day is Shanghai's: at seven in the morning there, UTC still has the day on which the former head held the post."""
    bureau = walker.bureau
    deputy = factories.person("deputy")
    Post.objects.filter(kind=PostKind.DIVISION_HEAD, person=bureau.head).update(deputy=deputy, to_date=dt.date(2026, 11, 16))
    factories.post(PostKind.SECRECY_REVIEWER, bureau.head, division=bureau.bangong)
    walker.propose()
    walker.at = dt.datetime(2026, 11, 16, 23, 0, tzinfo=dt.UTC)
    walker.sign(deputy).sign(bureau.head, checklist=PASS)
    assert walker.state == "running leader"


def test_the_public_reads_nothing_of_a_newer_draft(walker, client):
    """Neither its title nor its text, in no format."""
    walker.publish()
    walker.write(title="新稿标题庚", summary="新稿正文庚")
    walker.propose()
    page = fresh(walker.page)
    for path in (f"/api/v3/pages/{page.pk}/", "/api/v3/pages/?limit=100", "/api/v3/catalogue/", page.url, "/open/other/", "/catalogue/?q=庚",
                 "/feed/", f"/api/v3/pages/{page.pk}/?fields=*", "/api/v3/pages/?fields=*", "/api/v3/pages/?search=新稿"):  # fmt: skip
        text = client.get(path).content.decode()
        assert "新稿" not in text.replace("search=新稿", "") and "\\u65b0\\u7a3f" not in text, path


# --- past a host's own jobs, and the tree


def test_an_item_never_stops_the_jobs_of_a_host(walker):
    """`publish_scheduled` ends at the first refusal: neither an expiry nor a schedule of Wagtail's is ever laid on an item."""
    later = timezone.now() + dt.timedelta(days=1)
    walker.write(go_live_at=later, expire_at=later + dt.timedelta(days=1))
    revision = fresh(walker.page).get_latest_revision()
    with pytest.raises(PermissionDenied), transaction.atomic():
        revision.publish()
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None
    walker.write(go_live_at=None, expire_at=later)
    walker.publish()
    page = fresh(walker.page)
    page.expire_at = later
    page.save()
    assert fresh(page).expire_at is None
    call_command("publish_scheduled", stdout=io.StringIO())
    assert walker.live


def test_what_is_cleared_for_a_moment_goes_out_by_the_chains_clock_alone(walker):
    """Wagtail's own schedule of the cleared revision is allowed and leaves no moment behind: `publish_scheduled` would not use up the signatures."""
    moment = timezone.now() + dt.timedelta(days=3)
    walker.write(go_live_at=moment)
    walker.publish()
    revision = fresh(walker.page).get_latest_revision()
    revision.publish()
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None and walker.state == "cleared"


def test_the_roots_and_the_lists_are_not_moved(walker):
    """Under the inward root the public items would vanish; outside it the inward ones would be public."""
    root = factories.person("root", is_superuser=True)
    walker.publish()
    outward, inward = OpenPage.objects.get(), IntranetPage.objects.get()
    lists = CategoryIndexPage.objects.get(category="other"), CategoryIndexPage.objects.get(category="internal-other")
    for page, target in ((outward, inward), (inward, outward), (lists[0], inward), (lists[1], outward), (lists[0], lists[1])):
        for user in (root, None):
            with pytest.raises(PermissionDenied), transaction.atomic():
                Page.objects.get(pk=page.pk).specific.move(Page.objects.get(pk=target.pk).specific, pos="last-child", user=user)
    with pytest.raises(PermissionDenied), transaction.atomic():
        MovePageAction(fresh(walker.page), CategoryIndexPage.objects.get(category="agency"), pos="last-child").execute(skip_permission_checks=True)
    assert fresh(walker.page).get_url().startswith("/open/other/")


# --- a body that is none


def test_a_body_of_what_is_no_value_is_422_and_names_the_field(office):
    """Half of a surrogate pair, a list for a number, the number nought: a sentence, never a 500."""
    for name, value in (("category", "\ud800"), ("division", "\ud800"), ("attachments", [[]]), ("attachments", [{}]), ("attachments", [0])):
        answer = office.client.post("/api/v3/matters/", DRAFT | {name: value}, content_type="application/json", **office.token("editor"))
        assert answer.status_code == 422 and name in answer.content.decode(), (name, value, answer.content)


# --- around an import, the clock and a token


IMPORTED = "title,formed_on,published_at,body,approved_by,approved_on,article_20_item,issuer,index_number\n旧件,2020-01-05,2020-01-08,正文,局领导小组,2020-01-06,15,测试局,{number}\n"  # noqa: E501


def bring_in(tmp_path, number):
    rows = tmp_path / "rows.csv"
    rows.write_text(IMPORTED.format(number=number))
    given = {"category": "other", "division": "zhiliang", "stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("import_disclosures", str(rows), **given)


def test_what_an_import_left_that_was_killed_is_not_told(walker, tmp_path, monkeypatch, client):
    """It has a day of publication and never was public: 404 and not 410, which would tell its title."""
    from disclosure.items.bring_in import write

    def killed(writer):
        raise SystemExit(9)

    monkeypatch.setattr(write.Writer, "go_live", killed)
    monkeypatch.setattr(write.Writer, "undo", lambda writer: None)
    with pytest.raises(SystemExit):
        bring_in(tmp_path, "OLD-0900-2020-00001")
    page = Page.objects.get(slug="OLD-0900-2020-00001")
    answer = client.get(page.url)
    assert answer.status_code == 404 and "旧件" not in answer.content.decode()


def test_an_import_takes_no_address_of_a_column(walker, tmp_path):
    """An item whose number is “feed” would be public at an address where the feed answers."""
    with pytest.raises(CommandError, match="feed"):
        bring_in(tmp_path, "feed")
    assert not Page.objects.filter(slug="feed").exists()


def test_what_is_refused_when_it_is_due_is_told_once(walker):
    """The clock asks four times a minute: the ledger is not filled with one refusal."""
    document = factories.stored_document()
    walker.write(go_live_at=walker.at + dt.timedelta(days=1), attachments=[("file", document)])
    walker.publish()
    with open(document.file.path, "wb") as stored:
        stored.write(b"changed on the disk")
    before = Entry.objects.filter(verb="gate.refuse").count()
    for minute in range(3):
        moment = walker.at + dt.timedelta(days=2, minutes=minute)
        call_command("run_clocks", now=moment.isoformat(), stdout=io.StringIO(), stderr=io.StringIO())
    assert walker.state == "cleared" and walker.matter.refused
    assert Entry.objects.filter(verb="gate.refuse").count() == before + 1


def test_a_token_of_one_division_moves_nothing_into_another(office):
    factories.post(PostKind.EDITOR, office.bureau.editor, division=office.bureau.anquan)
    office.draft()
    given = {"data": {"division": "anquan"}, "content_type": "application/json"}
    limited = office.token("editor", "read,propose", division="zhiliang")
    assert office.client.patch(office.path, **given, **limited).status_code == 403
    assert office.client.patch(office.path, **given, **office.token("editor")).status_code == 200
