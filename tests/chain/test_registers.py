"""The registers of the chain: who reads them, what they list, how they leave as files (五（二）)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from disclosure.chain.models import Matter
from tests import factories
from tests.walker import PASS, Walker

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)
NAMES = ("disclosure_chain_round", "disclosure_chain_signature", "disclosure_chain_clearance", "disclosure_chain_matter")


def index(name):
    return reverse(f"{name}_modeladmin_index")


@pytest.fixture
def withheld(walker):
    """An item that was not made public, to be re-examined in a month; and one that was."""
    walker.propose().head()
    walker.secrecy(outcome="withhold", ground="N3", checklist=PASS | {"stability": "yes"}, re_examine_on=dt.date(2026, 12, 20)).leader()
    return walker


def test_office_leaders_efficiency_and_auditor_read_the_registers(client, withheld):
    """Others are sent away."""
    other = Walker(bureau=withheld.bureau).publish()
    bureau = withheld.bureau
    for user in (bureau.director, bureau.reviewer, bureau.leader, bureau.efficiency, bureau.auditor, factories.person(is_superuser=True)):
        client.force_login(user)
        for name in NAMES:
            assert client.get(index(name)).status_code == 200, (user, name)
    assert other.page.title in client.get(index("disclosure_chain_round")).content.decode()
    client.force_login(bureau.editor)
    for name in NAMES:
        assert client.get(index(name)).status_code == 302


def test_the_register_of_what_is_withheld_names_ground_and_day(client, withheld):
    """Item, ground, day of re-examination, and nothing that was not withheld; the filter for what is overdue answers."""
    client.force_login(withheld.bureau.director)
    other = Walker(bureau=withheld.bureau).propose()
    text = client.get(index("disclosure_chain_matter")).content.decode()
    assert withheld.page.title in text and other.page.title not in text
    assert re.search(r"<td[^>]*>\s*N3 ", text) and re.search(r"<td[^>]*>[^<]*2026", text), "ground and day in the row, not in the filter alone"
    assert client.get(index("disclosure_chain_matter") + "?re_examination=late").status_code == 200
    assert withheld.page.title not in client.get(index("disclosure_chain_matter") + "?re_examination=nothing&ground=N1").content.decode()


def test_a_clearance_of_what_was_brought_in_names_its_item(client, withheld):
    """It has no round to ask; its number alone would say nothing."""
    old = factories.published(factories.item("rules", division=withheld.bureau.zhiliang, title="从旧系统带来的办法"), at=AT)
    Matter.objects.create(page_no=old.pk, title=old.title, division=withheld.bureau.zhiliang)
    client.force_login(withheld.bureau.auditor)
    assert old.title in client.get(index("disclosure_chain_clearance")).content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_each_register_leaves_as_csv_and_xlsx(client, withheld, name):
    """With every column of its list."""
    client.force_login(withheld.bureau.auditor)
    csv = client.get(index(name) + "?export=csv")
    assert csv.status_code == 200 and "csv" in csv["Content-Type"] and b"".join(csv.streaming_content)
    xlsx = client.get(index(name) + "?export=xlsx")
    assert xlsx.status_code == 200 and (xlsx.getvalue() if hasattr(xlsx, "getvalue") else b"".join(xlsx.streaming_content))[:2] == b"PK"


@pytest.mark.parametrize("name", NAMES)
def test_a_row_is_read_alone_and_nobody_changes_it(client, withheld, name):
    """Inspection answers; there is no adding."""
    Walker(bureau=withheld.bureau).publish()
    from django.apps import apps

    client.force_login(withheld.bureau.director)
    rows = apps.get_model("disclosure_chain", name.rsplit("_", 1)[1]).objects.all()
    row = withheld.matter if name.endswith("matter") else rows.first()
    assert client.get(reverse(f"{name}_modeladmin_inspect", args=[row.pk])).status_code == 200
    assert client.get(reverse(f"{name}_modeladmin_create")).status_code in (302, 403, 404)
