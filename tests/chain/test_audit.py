"""audit_gate finds what went round the gate."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from disclosure.chain import audit
from disclosure.chain.models import Clearance

pytestmark = pytest.mark.django_db


def test_it_is_green_after_a_walk(walker):
    walker.publish()
    assert list(audit.faults()) == []
    call_command("audit_gate", stdout=io.StringIO(), stderr=io.StringIO())


def test_it_names_a_live_item_whose_clearance_was_voided(walker):
    walker.publish()
    Clearance.objects.update(voided=True)
    assert any(walker.page.title in fault for fault in audit.faults())
    with pytest.raises(CommandError):
        call_command("audit_gate", stdout=io.StringIO(), stderr=io.StringIO())


def test_it_finds_content_changed_by_raw_sql_in_the_child_table(walker):
    """The page's trigger does not see the tables of the types; the audit does."""
    walker.publish()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE disclosure_items_disclosurepage SET summary = 'x' WHERE page_ptr_id = %s", [walker.page.pk])
    assert any(walker.page.title in fault for fault in audit.faults())


def test_it_finds_a_swapped_file(walker):
    from tests import factories

    document = factories.stored_document()
    walker.write(attachments=[("file", document)])
    walker.publish()
    with document.file.storage.open(document.file.name, "wb") as file:
        file.write(b"swapped")
    assert list(audit.faults(recheck=True))


def test_it_finds_a_missing_trigger(walker):
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON wagtailcore_page"
        cursor.execute(f"DROP TRIGGER gate_down{on}")
    assert any("gate_down" in fault for fault in audit.faults())


def test_it_finds_a_clearance_that_opens_the_gate_for_nothing(walker):
    walker.publish()
    key = Clearance.objects.get()
    Clearance.objects.create(
        page_no=999999, revision=key.revision, digest=key.digest, kind="chain", proposal=key.proposal, at=key.at
    )  # fmt: skip
    assert list(audit.faults())


def lose_a_trigger():
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON wagtailcore_page"
        cursor.execute(f"DROP TRIGGER gate_delete{on}")


def test_the_system_check_looks_for_the_triggers_by_name(walker):
    from disclosure.chain.checks import triggers_in_place

    assert triggers_in_place(None, databases=["default"]) == []
    lose_a_trigger()
    assert [each.id for each in triggers_in_place(None, databases=["default"])] == ["disclosure_chain.W001"]


@pytest.mark.django_db(transaction=True)
def test_migrate_puts_a_lost_trigger_back(site, capsys):
    """What is wrong before it runs does not keep it from running: a new version, or a host with one category more, begins like that."""
    from disclosure.chain import triggers

    lose_a_trigger()
    assert triggers.missing() == ["gate_delete"]
    call_command("migrate", "disclosure_chain", verbosity=0, interactive=False, skip_checks=False)
    assert triggers.missing() == []
    capsys.readouterr()
