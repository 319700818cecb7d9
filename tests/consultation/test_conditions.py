"""What the gate and a proposal ask about consultations (五（三）)."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils.formats import date_format

from disclosure.chain import gate
from disclosure.consultation import answers
from disclosure.consultation.anchors import alike, find_clauses
from disclosure.consultation.conditions import consultable, consultation
from disclosure.consultation.models import ConsultationIndexPage, ConsultationPage, ResultPage
from disclosure.items import actions as items
from disclosure.ledger.errors import Invalid
from tests import factories
from tests.consultation.conftest import DRAFT, OPENED, Consulted
from tests.walker import Walker

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"


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
    """Fifty newer ones of the staff's; an inward item is offered those for all and those for its own division, what its division held first."""
    bureau, home = consulted.bureau, ConsultationIndexPage.objects.get(inward=True)
    for number, only_for in enumerate([None, bureau.zhiliang, bureau.anquan, *[bureau.anquan] * 48]):
        page = ConsultationPage(title=f"内{number}", division=bureau.anquan, only_for=only_for, live=False)
        page.fill_in()
        home.add_child(instance=page)
        ConsultationPage.objects.filter(pk=page.pk).update(published_at=OPENED + dt.timedelta(days=1, seconds=number))
    outward = factories.item("actions", by=bureau.editor, kind="policy", stage="planned")
    assert [known.number for known in consultable(outward)] == [consulted.page.pk]
    inward = factories.item("internal-other", by=bureau.editor)
    assert [known.title for known in consultable(inward)] == [consulted.page.title, "内1", "内0"]


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
            ("del", "2026-04-24"),
            ("ins", "2026-04-30"),
            ("del", "24:00"),
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


def body_of(text):
    return [("paragraph", "".join(f"<p>{line}</p>" for line in text.split("\n")))]


@pytest.fixture
def concluded(consulted):
    consulted.after_close().publish_result()
    return consulted


def proposed(walk, text, **answer):
    """An item with this text, proposed after the consultation: its Walker."""
    page = factories.item("actions", by=walk.bureau.editor, kind="policy", stage="planned", body=body_of(text))
    given = {"vital_interest": "yes", "vital_interest_reason": "", "consultation": walk.page.pk} | answer
    return Walker(walk.bureau, page, walk.at).propose(**given)


class TestDoubts:
    ALIEN = "没有相近的条款，请核对是不是同一事项"

    def test_who_proposes_and_signs_reads_that_no_clause_is_alike(self, concluded, client):
        """On the sheet of the proposer, the head, the reviewer, the leader and the chair, until it is out; nothing is refused for it."""
        walk = proposed(concluded, "测试路临时停车收费标准为每小时五元。")
        sentence = f"所关联的预公开是“{concluded.page.title}”（{concluded.bureau.zhiliang}），与本件正文没有相近的条款，请核对是不是同一事项。"
        path = reverse("disclosure_chain:review", args=[walk.page.pk])

        def reads(user):
            client.force_login(user)
            return sentence in client.get(path).content.decode()

        assert reads(concluded.bureau.editor) and reads(concluded.bureau.head)
        assert reads(walk.head().bureau.reviewer) and reads(walk.secrecy().bureau.leader)
        assert reads(walk.leader().bureau.chair)
        assert not reads(walk.vote("for", "for", "for", "for").close().bureau.leader)

    def test_the_form_that_names_it_says_so_too(self, concluded, client):
        """Filled in again after a recall; where it names none it says nothing."""
        client.force_login(concluded.bureau.editor)
        for number, said in ((concluded.page.pk, True), (None, False)):
            walk = proposed(concluded, "测试路临时停车收费标准为每小时五元。", consultation=number).recall()
            shown = client.get(reverse("disclosure_chain:propose", args=[walk.page.pk])).content.decode()
            assert (self.ALIEN in shown) == said

    def test_the_same_text_of_the_same_division_raises_no_doubt(self, concluded, client):
        """Redrafted or not: only which articles differ is said; of another division whose it is is said, and not that no clause is alike."""
        walk = proposed(concluded, DRAFT.replace("应当", "必须"))
        known = consultation(concluded.page.pk, walk.page)
        (said,) = known.cautions(walk.page)
        assert "正文与形成采纳情况时的草案有25条不同" in said and "同一事项" not in said
        ConsultationPage.objects.filter(pk=concluded.page.pk).update(division=concluded.bureau.anquan)
        client.force_login(concluded.bureau.head)
        shown = client.get(reverse("disclosure_chain:review", args=[walk.page.pk])).content.decode()
        assert f"由{concluded.bureau.anquan}办理，不是本处室的，请核对是不是同一事项。" in shown and self.ALIEN not in shown

    def test_regulations_on_two_matters_are_not_alike(self):
        """Though both speak of roads, and of fines in nearly the same words."""
        others = [find_clauses((DATA / f"{name}.txt").read_text()) for name in ("河南省农村公路条例", "建设工程抗震管理条例")]
        assert not any(alike(find_clauses(DRAFT), other) or alike(other, find_clauses(DRAFT)) for other in others)

    def test_what_every_text_ends_with_is_no_likeness(self):
        """“本办法自……起施行” stands in two matters; a text of short clauses alone is compared by them."""
        one = "第一条 为了规范城市道路临时停车收费行为，维护停放人和经营者的合法权益，制定本办法。\n第二条 本办法自2026年5月1日起施行。"
        assert not alike(find_clauses(one), find_clauses(DRAFT + "\n第九十九条 本办法自2026年5月1日起施行。"))
        assert alike(find_clauses("第一条 每小时五元。\n第二条 夜间免费。"), find_clauses("第一条 夜间免费。\n第二条 每天十元。"))


class TestLeader:
    def test_where_a_consultation_is_concluded_no_ground_is_asked_for(self, concluded, client):
        """Head and leader read which it is, with the way to it and to its result; at an urgent publication neither."""
        walk = proposed(concluded, DRAFT)
        result = concluded.page.results.get()
        path = reverse("disclosure_chain:review", args=[walk.page.pk])

        def read_by(user):
            client.force_login(user)
            shown = client.get(path).content.decode()
            assert f'href="{concluded.fresh().url}"' in shown and f'href="{result.url}"' in shown and concluded.page.title in shown
            assert 'name="exemption"' not in shown and "还没有办结" not in shown

        read_by(concluded.bureau.head)
        walk.head().secrecy()
        read_by(concluded.bureau.leader)
        assert walk.leader().state == "running group"

    def test_else_the_leader_reads_which_of_the_two_it_is(self, consulted, client):
        """None linked, or one that is not concluded."""
        client.force_login(consulted.bureau.leader)
        for number, words in ((None, "没有关联预公开"), (consulted.page.pk, f"所关联的预公开“{consulted.page.title}”还没有办结")):
            walk = proposed(consulted, DRAFT, consultation=number).head().secrecy()
            shown = client.get(reverse("disclosure_chain:review", args=[walk.page.pk])).content.decode()
            assert shown.count(f"本件涉及群众切身利益，{words}") == 2 and shown.count('name="exemption"') == 2  # to sign, and to publish at once


class TestChoice:
    def test_one_that_has_its_final_text_comes_last_but_for_that_text(self, concluded):
        """Though it is the newest: what another item needs is hardly that."""
        older = Consulted(bureau=concluded.bureau, title="停车收费办法（征求意见稿）").publish()
        ConsultationPage.objects.filter(pk=older.page.pk).update(published_at=OPENED - dt.timedelta(days=9))
        walk = proposed(concluded, DRAFT).head().secrecy().leader().vote("for", "for", "for", "for").close()
        other = factories.item("actions", by=concluded.bureau.editor, kind="policy", stage="planned")
        assert [known.number for known in consultable(other)] == [older.page.pk, concluded.page.pk]
        assert [known.number for known in consultable(walk.page)] == [concluded.page.pk, older.page.pk]

    def test_those_of_another_division_come_last_and_are_called_so(self, concluded, client):
        """Though newer."""
        other = Consulted(bureau=concluded.bureau, title="停车收费办法（征求意见稿）").publish()
        later = OPENED + dt.timedelta(days=9)
        ConsultationPage.objects.filter(pk=other.page.pk).update(division=concluded.bureau.anquan, published_at=later)
        page = factories.item("actions", by=concluded.bureau.editor, kind="policy", stage="planned")
        assert [known.number for known in consultable(page)] == [concluded.page.pk, other.page.pk]
        client.force_login(concluded.bureau.editor)
        shown = client.get(reverse("disclosure_chain:propose", args=[page.pk])).content.decode()
        assert f">{other.page.title}（{concluded.bureau.anquan}）（未办结）</option>" in shown and f">{concluded.page.title}</option>" in shown


class TestAttachment:
    def test_of_a_text_that_lies_in_an_attachment_it_is_said_that_it_cannot_be_compared(self, concluded):
        """“印发给你们” in the text, the rules in a file: nobody says that no clause is alike; with numbered clauses of its own it is compared."""
        cover = "现将《交通建设工程质量和安全生产管理办法》印发给你们，请遵照执行。"
        page = factories.item("actions", by=concluded.bureau.editor, kind="policy", stage="planned", body=body_of(cover))
        known = consultation(concluded.page.pk, page)
        assert [TestDoubts.ALIEN in str(sentence) for sentence in known.cautions(page)] == [True], "no attachment, no such text"
        page.attachments = [("file", factories.stored_document())]
        (said,) = known.cautions(page)
        assert f"本件正文在附件中，无法与“{concluded.page.title}”（{concluded.bureau.zhiliang}）的草案对照" in str(said)
        page.body = body_of("第一条 测试路临时停车收费标准为每小时五元。\n第二条 夜间免收临时停车费，本收费标准由测试局负责解释。")
        assert "请选择就本件征求意见的预公开" in str(known.cautions(page)[0])


class TestOneDivision:
    SAID = "只有对内的预公开才能只限一个处室"

    def test_an_outward_draft_is_for_nobody_alone(self, site, client):
        """Neither saved by the API nor proposed; the form does not offer the field for one."""
        walk = Consulted()
        with pytest.raises(Invalid) as refused:
            items.change(page=walk.page, given={"only_for": "zhiliang"}, by=walk.bureau.editor, at=walk.now())
        assert refused.value.field == "only_for" and self.SAID in str(refused.value)
        client.force_login(walk.bureau.editor)
        edit = reverse("wagtailadmin_pages:edit", args=[walk.page.pk])
        assert 'name="only_for"' not in client.get(edit).content.decode()
        walk.write(only_for=walk.bureau.zhiliang)  # past every door
        assert 'name="only_for"' in client.get(edit).content.decode(), "else it could not be emptied"
        with pytest.raises(Invalid) as refused:
            walk.propose()
        assert refused.value.field == "only_for"

    def test_an_inward_one_may_be(self, site, client):
        """Offered, saved and proposed."""
        walk = Consulted(inward=True)
        items.change(page=walk.page, given={"only_for": "zhiliang"}, by=walk.bureau.editor, at=walk.now())
        client.force_login(walk.bureau.editor)
        assert 'name="only_for"' in client.get(reverse("wagtailadmin_pages:edit", args=[walk.page.pk])).content.decode()
        assert walk.publish().fresh().only_for == walk.bureau.zhiliang
