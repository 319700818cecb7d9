"""The register of each kind of case, as the office uses it: narrowed by its filters, and taken away as XLSX with its days."""

import datetime as dt
import io

import pytest
from python_calamine import CalamineWorkbook

from disclosure.applications import actions as applications
from disclosure.complaints import actions as complaints
from disclosure.feedback import actions as feedback
from tests import factories

pytestmark = pytest.mark.once
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
DAY = dt.timedelta(days=1)


def asked(bureau):
    """A question about a published item."""
    page = factories.published(factories.item(division=bureau.zhiliang, by=bureau.editor), at=AT - 30 * DAY)
    return feedback.receive(given={"kind": "question", "text": "罚款怎样计算？", "contact": "13800138000"}, page=page, way="web", at=AT)[0]


# room → (who keeps it, how one comes in, its own filter with a value that fits and one that does not)
REGISTERS = {
    "applications": (
        "director", lambda bureau: applications.receive(given=factories.application_given(), way="web", at=AT)[0],
        ("application__applicant_type__exact", "person", "organisation"),
    ),
    "complaints": (
        "efficiency", lambda bureau: complaints.receive(given=factories.complaint_given(), way="web", at=AT)[0],
        ("complaint__anonymous__exact", "0", "1"),
    ),
    "feedback": ("director", asked, ("feedback__kind__exact", "question", "error")),
}  # fmt: skip


@pytest.mark.parametrize("room", REGISTERS)
def test_a_register_is_narrowed_by_its_filters_and_taken_away_with_its_days(site, client, room):
    """By state, way, day of receipt and due day, and by what is its own; the XLSX has number, matter's state and all days."""
    who, make, own = REGISTERS[room]
    bureau = factories.bureau()
    case = make(bureau).case
    client.force_login(getattr(bureau, who))
    register = f"/admin/disclosure_{room}/registerentry/"
    day = {name: (f"{name}__gte", getattr(case, name), getattr(case, name) + DAY) for name in ("received_on", "due_on")}
    for name, fits, other in (own, ("state__exact", "received", "closed"), ("way__exact", "web", "post"), *day.values()):
        found = [f"{case.number}</a>" in client.get(register, {name: value}).content.decode() for value in (fits, other)]
        assert found == [True, False], name
    answer = client.get(register, {"export": "xlsx"})
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    _names, row = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert {case.number, str(case.get_state_display()), case.received_on, case.due_on} <= set(row)
