"""What the gate and a proposal ask about consultations (五（三）)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils.formats import date_format

from disclosure.chain import gate
from disclosure.consultation import answers
from disclosure.consultation.conditions import consultable
from disclosure.consultation.models import ConsultationIndexPage, ConsultationPage, ResultPage
from tests import factories
from tests.consultation.conftest import OPENED, Consulted
from tests.walker import Walker

pytestmark = pytest.mark.django_db


def test_a_proposal_chooses_its_consultation_by_title(consulted, client):
    """The form names the published consultations that the item can name, and says of each whether it is concluded; a number is not typed."""
    page = factories.other_page(consulted.bureau.zhiliang, by=consulted.bureau.editor)
    assert [(each.number, each.concluded) for each in consultable(page)] == [(consulted.page.pk, False)]
    client.force_login(consulted.bureau.editor)
    shown = client.get(reverse("disclosure_chain:propose", args=[page.pk])).content.decode()
    assert f'<option value="{consulted.page.pk}">{consulted.page.title}（未办结）</option>' in shown
    refused = client.post(
        reverse("disclosure_chain:propose", args=[page.pk]),
        {"scope": "public", "channels": ["portal:notices"], "vital_interest": "yes", "consultation": str(page.pk)},
    )
    assert refused.status_code == 422


def test_an_outward_item_is_offered_no_inward_consultation(inward, client):
    """一（二）4: what was asked of staff alone answers nothing that the public is owed."""
    page = factories.other_page(inward.bureau.zhiliang, by=inward.bureau.editor)
    assert consultable(page) == []


def test_however_many_inward_ones_there_are_the_outward_one_is_offered(consulted):
    """Fifty newer ones of the staff's; an inward item is offered those for all and those for its own division, and no others."""
    bureau, home = consulted.bureau, ConsultationIndexPage.objects.get(inward=True)
    for number, only_for in enumerate([None, bureau.zhiliang, bureau.anquan, *[bureau.anquan] * 48]):
        page = ConsultationPage(title=f"内{number}", division=bureau.anquan, only_for=only_for, live=False)
        page.fill_in()
        home.add_child(instance=page)
        ConsultationPage.objects.filter(pk=page.pk).update(published_at=OPENED + dt.timedelta(days=1, seconds=number))
    outward = factories.item("actions", by=bureau.editor, kind="policy", stage="planned")
    assert [known.number for known in consultable(outward)] == [consulted.page.pk]
    inward = factories.item("internal-other", by=bureau.editor)
    assert [known.title for known in consultable(inward)] == ["内1", "内0", consulted.page.title]


def test_a_later_version_that_names_no_consultation_does_not_cut_the_item_from_it(consulted):
    """A word was corrected, “no” was the answer: the draft's page still leads to its final text. One that names another leads to that."""
    other = Consulted(bureau=consulted.bureau).publish()
    for walk in (consulted, other):
        row, _code = walk.say()
        walk.show(row)
        walk.dispose(row)
        walk.after_close().publish_result()
    final = Walker(consulted.bureau, factories.item("actions", by=consulted.bureau.editor, kind="policy", stage="planned"), other.at)

    def publish(**answer):
        final.propose(**answer).head().secrecy().leader().vote("for", "for", "for", "for").close()
        return [[page.pk for page in answers.finals(walk.fresh())] for walk in (consulted, other)]

    assert publish(vital_interest="yes", vital_interest_reason="", consultation=consulted.page.pk) == [[final.page.pk], []]
    final.write(summary="更正一字。")
    assert publish(vital_interest="no", vital_interest_reason="只更正一字") == [[final.page.pk], []]
    final.write(summary="改按另一次征求意见。")
    assert publish(vital_interest="yes", vital_interest_reason="", consultation=other.page.pk) == [[], [final.page.pk]]


def test_a_result_belongs_to_a_consultation_that_was_concluded(consulted):
    """However the page came to be."""
    result = ResultPage(consultation=consulted.fresh(), title="结果报告")
    assert [reason for reason in gate.objections(result) if "还没有办结" in reason]


class TestSheet:
    def test_who_signs_reads_the_closing_time_at_shanghais_clock(self, site):
        """The moment itself, among the facts and among the changes: not its day, nor the stored text of another zone."""
        from disclosure.chain.sheet import Sheet

        walk = Consulted(closes_at="2026-04-25T00:00:00+08:00").propose().head().recall()
        walk.write(closes_at=dt.datetime(2026, 4, 30, 15, 48, tzinfo=dt.UTC))
        walk.propose()
        sheet = Sheet(walk.fresh(), walk.bureau.head, walk.at)
        assert "2026-04-30 23:48" in [value for _label, value in sheet.facts]
        change = next(change for change in sheet.compared[1] if change.name == "closes_at")
        assert [(kind, text) for kind, text in change.parts if kind != "equal"] == [
            ("del", "2026-04-25"),
            ("ins", "2026-04-30"),
            ("del", "00:00"),
            ("ins", "23:48"),
        ]

    def test_who_signs_a_result_reads_its_counts_and_no_stored_value(self, consulted, client):
        """The report is drawn on its public page; on the sheet it is a sentence and the way to that page."""
        row, _code = consulted.say()
        consulted.show(row, consulted.say("另一条。")[0])
        consulted.dispose(*consulted.fresh().comments.all(), verdict="noted", reason="另行研究。")
        result = consulted.after_close().conclude()
        client.force_login(consulted.bureau.editor)
        with time_machine.travel(consulted.at, tick=False):
            text = client.get(f"/admin/matters/{result.pk}/").content.decode()
        assert "收到意见2条：" in text and "另行研究。" not in text
        assert "counts" not in text and "{&#x27;" not in text and text.count(f"/admin/matters/{result.pk}/as-public/") == 2

    def test_a_result_has_one_day_wherever_it_is_named(self, consulted, client):
        """The promise counted from the close: at the desk, in the duty, on the proposal and on the sheet."""
        result, due = consulted.after_close().conclude(), consulted.fresh().result_due()
        assert result.due_on == result.get_latest_revision_as_object().due_on == due
        client.force_login(consulted.bureau.editor)
        said = date_format(due, "n月j日")
        with time_machine.travel(consulted.at, tick=False):
            assert f"应公开日期：{said}" in client.get(f"/admin/matters/{result.pk}/propose/").content.decode()
            assert said in client.get(f"/admin/matters/{result.pk}/").content.decode()
            assert date_format(due) in client.get(f"/admin/consultations/{consulted.page.pk}/").content.decode()


def test_a_proposal_offers_no_scope_that_is_refused(site, client):
    """A draft that must be asked for is no consultation: the form of the proposal does not name that scope."""
    walk = Consulted()
    client.force_login(walk.bureau.editor)
    shown = client.get(reverse("disclosure_chain:propose", args=[walk.page.pk])).content.decode()
    assert 'value="public"' in shown and 'value="on-application"' not in shown
