"""One append-only, hash-chained record (五（五）): what is written stays, and one altered byte is found."""

import copy
import datetime as dt
import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from disclosure.ledger import record as ledger
from disclosure.ledger import triggers
from disclosure.ledger.models import Entry, Head
from disclosure.ledger.refusals import collect, refused
from disclosure.ledger.seal import seal
from disclosure.ledger.verify import first_fault
from tests import factories

AT = dt.datetime(2026, 11, 16, 1, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def write(n=1, **facts):
    return [ledger.record("test.write", about=("page", number, f"第{number}件"), at=AT, facts=facts) for number in range(1, n + 1)]


def without_triggers(statements):
    """Do what the database refuses: as its owner could, with the triggers taken away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in triggers.SQLITE:
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute(f"ALTER TABLE {triggers.TABLE} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def test_entries_are_numbered_without_gaps_and_chained():
    before = Head.objects.get(pk=1).number
    first, second = write(2)
    assert (first.number, second.number) == (before + 1, before + 2)
    assert second.previous == first.digest and first_fault() is None


def test_the_names_of_officials_are_copied_in():
    """They outlive the account."""
    user = factories.person("wang", name="王丽")
    entry = ledger.record("test.write", about=("page", 1, "件"), by=user, at=AT)
    assert (entry.actor_username, entry.actor_name, entry.actor_no) == ("wang", "王丽", user.pk)


def test_an_entry_outlives_page_revision_and_user(site):
    """It names them by number and by copied words: what they were called can be read when they are gone (五（五）)."""
    user, page = factories.person("wang", name="王丽"), factories.item(title="短命的草稿", formed_on=None)
    entry = ledger.record("test.write", about=("page", page.pk, page.title), by=user, at=AT, facts={"revision": page.latest_revision_id})
    page.delete()
    user.delete()
    entry.refresh_from_db()
    assert (entry.actor_name, entry.actor_username, entry.about_title) == ("王丽", "wang", "短命的草稿") and first_fault() is None


def test_many_are_written_under_one_lock():
    entries = ledger.record_many([{"verb": "test.write", "about": ("page", n, "件"), "at": AT} for n in range(120)])
    assert len(entries) == 120 and first_fault() is None


ROUND = {  # what goes round a trigger on DELETE: of each database its own
    "sqlite": "INSERT OR REPLACE INTO disclosure_ledger_entry SELECT * FROM disclosure_ledger_entry LIMIT 1",
    "postgresql": "TRUNCATE disclosure_ledger_entry",
}


@pytest.mark.parametrize("way", ["UPDATE disclosure_ledger_entry SET verb = 'x'", "DELETE FROM disclosure_ledger_entry", "round"])
def test_the_database_itself_refuses_change_and_deletion(way):
    write()
    statement = ROUND[connection.vendor] if way == "round" else way
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert "ledger: entries are never changed or deleted" in str(refusal.value)


def test_the_orm_is_refused_too():
    entry = write()[0]
    for attempt in (entry.save, entry.delete, lambda: Entry.objects.update(verb="x"), Entry.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.parametrize("column", ["verb", "about_title", "actor_name", "previous", "digest", "on_behalf_of"])
def test_verify_finds_one_altered_byte(column):
    entries = write(3)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM disclosure_ledger_entry WHERE number = %s", [entries[1].number])
        (text,) = cursor.fetchone()
    altered = ("0" if text[:1] != "0" else "1") + text[1:] if text else "x"
    without_triggers([f"UPDATE disclosure_ledger_entry SET {column} = '{altered}' WHERE number = {entries[1].number}"])
    assert str(entries[1].number) in first_fault()


def test_the_hash_covers_every_column():
    """Whatever is altered in a row, its hash fits no longer."""
    others = {"at": AT + dt.timedelta(microseconds=1), "facts": {"note": "乙"}, "about_no": 99, "actor_no": 99}
    entry = ledger.record("test.write", about=("page", 1, "件"), at=AT, facts={"note": "甲"})
    assert seal(entry) == entry.digest
    for name in [field.name for field in Entry._meta.fields if field.name != "digest"]:
        altered = copy.copy(entry)
        setattr(altered, name, others.get(name, 7 if name == "number" else "x"))
        assert seal(altered) != entry.digest, name


def test_verify_finds_altered_facts_and_time():
    entries = write(2, note="甲")
    without_triggers([f"UPDATE disclosure_ledger_entry SET at = '2020-01-01 00:00:00+00:00' WHERE number = {entries[0].number}"])
    assert str(entries[0].number) in first_fault()


def test_verify_finds_an_entry_that_follows_nothing():
    """One written anew with a hash that fits its own row, and the head after it."""
    last = write(2)[-1]
    last.previous = "f" * 64
    last.digest = seal(last)
    where = f"WHERE number = {last.number}"
    without_triggers([f"UPDATE disclosure_ledger_entry SET previous = '{last.previous}', digest = '{last.digest}' {where}"])
    Head.objects.update(digest=last.digest)
    assert str(last.number) in first_fault()


def test_verify_finds_entries_cut_off_at_the_end():
    entries = write(3)
    without_triggers([f"DELETE FROM disclosure_ledger_entry WHERE number = {entries[-1].number}"])
    assert first_fault()
    with pytest.raises(CommandError):
        call_command("verify_ledger", stdout=io.StringIO(), stderr=io.StringIO())


def test_verify_finds_a_missing_trigger():
    without_triggers([])
    assert triggers.missing()
    with pytest.raises(CommandError):
        call_command("verify_ledger", stdout=io.StringIO(), stderr=io.StringIO())


def test_an_entry_falls_with_its_transaction():
    before = Entry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write()
        raise ZeroDivisionError
    assert Entry.objects.count() == before and first_fault() is None


def test_a_refusal_survives_the_rollback_of_what_was_refused():
    with pytest.raises(ZeroDivisionError), collect(), transaction.atomic():
        refused(about=("page", 7, "件"), at=AT, reasons=["没有放行"], door="publish")
        refused(about=("page", 7, "件"), at=AT, reasons=["没有放行"], door="publish")
        raise ZeroDivisionError
    entry = Entry.objects.get(verb="gate.refuse", about_no=7)
    assert entry.facts == {"reasons": ["没有放行"], "door": "publish"}


def test_the_head_is_open_to_everyone(client):
    write()
    answer = client.get("/api/v3/ledger/")
    number, digest, _at = ledger.head()
    assert answer.status_code == 200 and answer.json()["entries"] == number and answer.json()["head"] == digest


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_leave_one_chain():
    """8 threads × 10, each in a larger transaction: 80 entries, no gap."""
    before = Head.objects.get(pk=1).number
    faults = []

    def work():
        try:
            for _n in range(10):
                with transaction.atomic():
                    write()
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults and Head.objects.get(pk=1).number == before + 80 and first_fault() is None


def test_nothing_in_an_exported_list_is_a_formula(site, client):
    """Titles and subjects are typed by the street: a spreadsheet must not run them."""
    ledger.record("test.write", about=("page", 1, '=HYPERLINK("http://example.org","x")'), at=AT)
    client.force_login(factories.person("root", is_superuser=True))
    answer = client.get("/admin/disclosure_ledger/entry/?export=csv")
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK" in text and '"=HYPERLINK' not in text and ",=HYPERLINK" not in text
