"""What each verb of a consultation owes, line by line of the duty to consult (五（三）): what is refused, kept, counted and shown."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disclosure.chain.sheet import plan, words_of
from disclosure.consultation import actions, margins, pages, sheets, standing
from disclosure.consultation.actions.comment import of_code
from disclosure.consultation.anchors import articles, find_clauses
from disclosure.consultation.conditions import Known, consultable
from disclosure.consultation.models import Clause, ClauseLink, Comment, ConsultationIndexPage, ConsultationPage
from disclosure.items.models.numbers import bureau as named
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import entries_about
from tests import factories
from tests.consultation.conftest import CLOSES, DRAFT, OPENED, Consulted, given

SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)
FRIDAY = dt.datetime(2026, 3, 20, 2, 0, tzinfo=dt.UTC)
REDRAFTED = DRAFT.replace("应当遵守法律", "应当严格遵守法律")
JSON = "application/json"


def last_entry(page):
    return entries_about("page", page.pk).last()


def redraft(walk, text):
    return actions.redraft(page=walk.page, text=text, by=walk.bureau.editor, at=walk.now())


def split(walk):
    """(the draft with one clause split in two, that clause, the words of its two parts)."""
    old = max(walk.clauses, key=lambda row: row.text.count("\n"))
    words = [row.words for row in walk.clauses]
    parts = old.words.split("\n", 1)
    at = words.index(old.words)
    words[at : at + 1] = parts
    return "\n".join(f"第{n}条 {each}" for n, each in enumerate(words, 1)), old, parts


def one_said(walk, text="建议写明时限。", **values):
    """A comment that is shown and adopted: (row, code)."""
    row, code = walk.say(text, **values)
    walk.show(row)
    walk.dispose(row)
    return row, code


class TestTimes:
    def test_an_opening_typed_for_a_day_before_the_publication_opens_nothing_earlier(self, site):
        """Comments are taken from the second at which the draft became public."""
        walk = Consulted(opens_at=(OPENED - 10 * DAY).isoformat()).publish()
        public = walk.fresh().published_at
        assert walk.fresh().opened_at == public
        with pytest.raises(WrongState):
            walk.say(at=public - SECOND)
        walk.say(at=public)

    def test_a_close_that_the_chain_does_not_overtake_is_offered(self, site, client):
        """24:00 of the longest of the shortest times after the day by which every step may be done; typed over by whoever needs less. Proposed that
        day it is not cautioned."""
        bureau = factories.bureau()
        root = factories.person("root", is_superuser=True)
        client.force_login(root)
        home = ConsultationIndexPage.objects.get(inward=False)
        with time_machine.travel(FRIDAY, tick=False):
            form = client.get(reverse("wagtailadmin_pages:add", args=["disclosure_consultation", "consultationpage", home.pk])).context["form"]
            offered = form.initial["closes_at"]
            page = actions.create(given=given(division="zhiliang", kind="decision", closes_at=offered.isoformat()), by=bureau.editor, at=FRIDAY)
            by = plan(page, FRIDAY.date())[-1][3]
            page.refresh_from_db()
            draft = page.get_latest_revision_as_object()
            assert not draft.cautions(FRIDAY, by)
            draft.closes_at = offered - DAY
            assert draft.cautions(FRIDAY, by)

    def test_nothing_that_the_public_needs_to_answer_may_be_missing(self, site):
        """Kind, draft, closing time, plain words, and where those without a computer turn to."""
        page = Consulted().fresh()
        needed = {"kind": "", "draft": "", "closes_at": None, "notice": "", "phone": "", "address": ""}
        for name, nothing in needed.items():
            setattr(page, name, nothing)
        assert set(needed) <= {name for name, _words in page.missing()}
        assert page._meta.get_field("notice").max_length == 200
        assert {"questions", "mailbox", "opens_at", "short_reason", *needed} <= set(page.signed_facts())


class TestComment:
    @pytest.mark.parametrize("what", ["too long", "too many files", "too large", "no paper"])
    def test_what_is_too_much_or_no_paper_is_refused_and_nothing_is_kept(self, consulted, what):
        papers = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6 if what == "too many files" else 1)]
        if what == "too large":
            papers[0].size = (10 << 20) + 1
        if what == "no paper":
            papers = [SimpleUploadedFile("a.pdf", b"MZ" + bytes(200))]
        with pytest.raises(Invalid) as refused:
            consulted.say("长" * 5001 if what == "too long" else "附上材料。", files=papers)
        assert refused.value.field == ("text" if what == "too long" else "file") and not Comment.objects.exists()

    def test_agreement_is_given_to_what_is_shown_and_while_it_is_open(self, consulted):
        row, _code = consulted.say()
        with pytest.raises(NotAllowed):
            actions.support(comment=row, address="10.0.0.1", at=consulted.now())
        consulted.show(row)
        row.refresh_from_db()
        with pytest.raises(WrongState):
            actions.support(comment=row, address="10.0.0.1", at=CLOSES)
        assert actions.support(comment=row, address="10.0.0.1", at=CLOSES - SECOND) == 1

    def test_a_comment_is_to_be_checked_within_two_working_days(self, consulted):
        """Said on a Friday: by Tuesday."""
        row, _code = consulted.say(at=FRIDAY)
        assert row.check_by == dt.date(2026, 3, 24)

    def test_what_was_counted_in_the_result_is_not_taken_back(self, consulted):
        row, code = one_said(consulted)
        consulted.after_close().conclude()
        with pytest.raises(WrongState):
            actions.withdraw(number=row.number, code=code, at=consulted.now())
        with pytest.raises(WrongState):
            consulted.show(row, refusal="4")
        row.refresh_from_db()
        assert row.state == "shown"

    def test_one_that_is_refused_after_all_has_no_conclusion_any_more(self, consulted):
        """Else it would be counted twice."""
        row, _code = one_said(consulted)
        consulted.show(row, refusal="4")
        row.refresh_from_db()
        tally = standing.tally(consulted.page)
        assert (row.verdict, row.reason, tally["verdicts"], tally["refusals"]) == ("", "", {}, {"4": 1})

    def test_a_file_lies_sealed_and_is_opened_at_the_desk_alone(self, consulted, client):
        """Nobody reads it in the folder; whoever opens it is in the ledger."""
        said = "条款,意见\n".encode()
        row, _code = consulted.say(files=[SimpleUploadedFile("意见表.csv", said)])
        file = row.files.get()
        with file.file.open() as kept:
            assert said not in kept.read()
        client.force_login(consulted.bureau.editor)
        with time_machine.travel(FRIDAY, tick=False):
            answer = client.get(reverse("disclosure_consultation_file", args=[consulted.page.pk, file.pk]))
        assert (b"".join(answer.streaming_content) if answer.streaming else answer.content) == said
        assert last_entry(consulted.page).verb == "consultation.file"

    def test_heat_counts_what_the_public_reads(self, consulted):
        """Neither what waits nor what is refused warms a clause."""
        shown, waits, refused = (consulted.say(text, clause=5)[0] for text in ("甲意见。", "乙意见。", "丙意见。"))
        consulted.show(shown)
        consulted.show(refused, refusal="4")
        assert standing.heat(consulted.page) == {consulted.clauses[5].pk: 1} and waits.state == "waiting"


class TestPaper:
    def test_the_notice_says_in_plain_words_until_when_and_where_to_turn(self, consulted, monkeypatch):
        """Telephone, address, mailbox, and the QR of the page itself."""
        seen, page = {}, consulted.fresh()
        page.mailbox = "yj@example.org"
        monkeypatch.setattr(sheets, "typeset", lambda template, values: seen.update({template: values}) or b"%PDF")
        sheets.notice(page, address="https://example.org/x/", bureau=named())
        told = seen["notice"]
        assert (told["words"], told["phone"], told["address"], told["mailbox"]) == (page.notice, "0000-12345", "测试路1号", "yj@example.org")
        assert (told["closes"], told["link"], told["qr"]) == ("2026年4月24日 24:00", "https://example.org/x/", sheets.qr("https://example.org/x/"))

    def test_the_form_lists_every_article_and_the_slip_bears_the_code(self, consulted, monkeypatch, client):
        """The code on the slip opens the comment; who did not enter it has no slip."""
        seen = {}
        monkeypatch.setattr(sheets, "typeset", lambda template, values: seen.update({template: values}) or b"%PDF")
        sheets.form(consulted.fresh(), address="https://example.org/", bureau=named())
        assert [row["number"] for row in seen["form"]["clauses"]] == [str(row) for row in consulted.clauses]
        assert all(len(row["text"]) <= 31 and (len(row["text"]) < 31 or row["text"].endswith("…")) for row in seen["form"]["clauses"])
        assert "可能公开" in seen["form"]["labels"]["public"] and seen["form"]["labels"]["nameless"] == "不公开我的姓名"
        client.force_login(consulted.bureau.editor)
        given = {"verb": "enter", "arrival": "telephone", "received_at": "2026-03-20T09:00", "stance": "support", "text": "赞成"}
        with time_machine.travel(FRIDAY, tick=False):
            client.post(f"/admin/consultations/{consulted.page.pk}/", given)
            assert client.get(f"/admin/consultations/{consulted.page.pk}/slip/").status_code == 200
        row = of_code(seen["slip"]["number"], seen["slip"]["code"].replace("-", ""))
        assert row is not None and row.arrival == "telephone"
        assert [words for _label, words in seen["slip"]["facts"]] == ["2026年3月20日", "整个草案", "电话", "不需要单独答复"]
        assert seen["slip"]["phone"] == "0000-12345"
        client.force_login(consulted.bureau.director)
        assert client.get(f"/admin/consultations/{consulted.page.pk}/slip/").status_code == 404

    def test_form_and_notice_are_read_without_a_glass(self, consulted):
        """The form on both sides of one sheet for 41 articles, of 300 on more; a notice of the longest words is one sheet. What is to be read on the
        form has 12 points at least, its address and foot less."""
        page, pages_of = consulted.fresh(), lambda pdf: len(re.findall(rb"/Type\s*/Page\b", pdf))
        given = {"address": "https://example.org/consultations/11330000-2026-00012/", "bureau": named()}
        assert (pages_of(sheets.form(page, **given)), pages_of(sheets.notice(page, **given))) == (2, 1)
        sizes = sorted(int(size) for size in re.findall(r"(?:text\(|size: )(\d+)pt", sheets.HERE.joinpath("form.typ").read_text()))
        assert sizes[:2] == [9, 10] and sizes[2] >= 12
        page.title, page.notice, page.address = "长标题" * 85, "通俗" * 100, "测试路" * 60
        assert (pages_of(sheets.form(page, **given)), pages_of(sheets.notice(page, **given))) == (2, 1)

    @pytest.mark.parametrize("phone", ["0000-12345", ""])
    def test_a_slip_with_the_longest_title_is_one_sheet(self, consulted, phone):
        """It goes over the counter as one card."""
        row, _code = consulted.say(clause=40)
        row.page.title, row.page.phone = "长" * 255, phone
        pdf = sheets.slip(row, "ABCD-EFGH-JK", address="https://example.org/consultations/11330000-2026-00012/", bureau=named())
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1

    def test_no_paper_leads_on_by_a_qr_sign_alone(self):
        """Who has no camera reads the address beside it."""
        drawn = [path for path in sheets.HERE.glob("*.typ") if "d.qr" in path.read_text()]
        assert {path.name for path in drawn} >= {"slip.typ", "notice.typ"}
        assert not [path.name for path in drawn if "d.link" not in path.read_text()]

    def test_a_letter_that_came_in_time_is_entered_after_the_close(self, consulted):
        """What counts is when it reached the bureau; one that came too late, or will come, is not taken; nor anything once it is concluded."""
        given = {"arrival": "letter", "by": consulted.bureau.editor}
        consulted.after_close()
        row, _code = consulted.say(received_at=CLOSES - SECOND, **given)
        assert row.at == CLOSES - SECOND
        with pytest.raises(WrongState):
            consulted.say("另一封信。", received_at=CLOSES, **given)
        with pytest.raises(Invalid) as refused:
            consulted.say("还没有到的信。", received_at=consulted.at + DAY, **given)
        assert refused.value.field == "received_at"
        consulted.show(row)
        consulted.dispose(row)
        consulted.conclude()
        with pytest.raises(WrongState):
            consulted.say("第三封信。", received_at=CLOSES - SECOND, **given)

    def test_nobody_but_staff_says_that_it_came_on_paper(self, consulted):
        with pytest.raises(Invalid) as refused:
            consulted.say(arrival="letter")
        assert refused.value.field == "arrival"

    def test_opening_the_letter_to_a_writer_is_in_the_ledger(self, consulted, client):
        """It shows his contact; a colleague of another division does not find it."""
        from docx import Document

        row, _code = one_said(consulted, answer_by="letter", contact="测试路2号 王某")
        consulted.after_close().publish_result()
        path = reverse("disclosure_consultation_letter", args=[consulted.page.pk, row.pk])
        with time_machine.travel(consulted.now(), tick=False):
            client.force_login(consulted.bureau.editor_anquan)
            assert client.get(path).status_code == 404 and last_entry(consulted.page).verb != "consultation.contact"
            client.force_login(consulted.bureau.editor)
            answer = client.get(path)
        words = [line.text for line in Document(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)).paragraphs]
        assert any("测试路2号" in line for line in words)
        entry = last_entry(consulted.page)
        assert (entry.verb, entry.facts) == ("consultation.contact", {"number": row.number})


class TestRedraft:
    def test_the_version_that_is_there_already_is_none(self, consulted):
        with pytest.raises(Invalid) as refused:
            redraft(consulted, DRAFT)
        assert refused.value.field == "text" and consulted.fresh().versions.count() == 1

    def test_what_was_changed_once_stays_changed_and_what_was_doubtful_once_stays_doubtful(self, consulted):
        """Two redrafts: the second touches another clause alone."""
        text = REDRAFTED.replace(consulted.clauses[6].text, "本条另行规定。")
        redraft(consulted, text)
        redraft(consulted, text.replace(consulted.clauses[39].text, consulted.clauses[39].text + "逾期的，公布其名单。"))
        ways = standing.ways(consulted.page)
        changed, doubtful = (ways[consulted.clauses[at].pk] for at in (5, 6))
        assert (changed.placing, changed.sure, doubtful.sure) == ("changed", True, False)

    def test_a_clause_is_placed_in_the_next_version_only_and_before_the_conclusion(self, consulted):
        """Neither at a clause of its own version nor once the result is drafted."""
        by = consulted.bureau.editor
        redraft(consulted, DRAFT.replace(consulted.clauses[5].text, "本条另行规定。"))
        link = standing.doubtful(consulted.page).get()
        with pytest.raises(Invalid) as refused:
            actions.place(clause=link.old, to=consulted.clauses[6], by=by, at=consulted.now())
        assert refused.value.field == "to"
        actions.place(clause=link.old, to=link.new, by=by, at=consulted.now())
        consulted.after_close().conclude()
        with pytest.raises(WrongState):
            actions.place(clause=link.old, to=None, by=by, at=consulted.now())
        assert ClauseLink.objects.get(old=link.old).new == link.new
        with pytest.raises(WrongState):
            redraft(consulted, REDRAFTED)

    def test_the_desk_shows_where_each_comment_stands_now(self, consulted, client):
        """Changed with both texts, removed with its text."""
        consulted.say("改动的条款", clause=5)
        consulted.say("删除的条款", clause=2)
        found = articles(find_clauses(REDRAFTED))
        redraft(consulted, "\n".join(f"第{n}条 {piece.words}" for n, piece in enumerate(found[:2] + found[3:], 1)))
        client.force_login(consulted.bureau.editor)
        text = client.get(f"/admin/consultations/{consulted.page.pk}/").content.decode()
        assert "→ 第5条" in text and "有改动" in text and "严格</ins>" in text
        assert "条款已删除" in text and consulted.clauses[2].text.split("\n")[0] in text

    def test_the_step_for_staff_shows_both_texts_what_was_said_and_the_clauses_of_the_version_that_followed(self, consulted, client):
        """Of the version after the clause's own, though a third is there already: else its comments would be placed where nobody meant."""
        address, by = f"/admin/consultations/{consulted.page.pk}/", consulted.bureau.editor
        old = consulted.clauses[5]
        consulted.say("请写明由谁检查", clause=5)
        redraft(consulted, DRAFT.replace(old.text, "本条另行规定。"))
        redraft(consulted, DRAFT.replace(old.text, "本条另行规定。") + "\n第四十二条 本条例自公布之日起施行，原有规定同时废止。")
        client.force_login(by)
        answer = client.get(address)
        (link,) = answer.context["doubtful"]
        text = answer.content.decode().split('id="doubtful"')[1].split("</section>")[0]
        assert {clause.version.number for clause in link.choices} == {2} and f'name="to" value="{link.new_id}"> ' in text, "offered, not ticked"
        assert "请写明由谁检查" in text and "本条另行规定。" in text and "1条意见" in text
        unsaid = client.post(address, {"verb": "place", "clause": old.pk, "to": ""})
        assert 'id="refused"' in unsaid.content.decode() and standing.doubtful(consulted.page).exists()
        placed = client.post(address, {"verb": "place", "clause": old.pk, "to": link.new_id})
        assert placed["Location"].endswith("#doubtful") and not standing.doubtful(consulted.page).exists()
        assert standing.ways(consulted.page)[old.pk].now.text == "本条另行规定。"

    def test_what_was_said_of_the_draft_is_read_at_a_step_between_later_versions_too(self, consulted, client):
        """The clause was kept by the second version and is doubtful in the third: the comment still stands there."""
        old = consulted.clauses[5]
        consulted.say("请写明由谁检查", clause=5)
        redraft(consulted, DRAFT + "\n第四十二条 鼓励采用新技术、新工艺、新材料，具体办法另行制定。")
        redraft(consulted, DRAFT.replace(old.text, "本条另行规定。"))
        client.force_login(consulted.bureau.editor)
        links = client.get(f"/admin/consultations/{consulted.page.pk}/").context["doubtful"]
        link = next(link for link in links if link.old.text == old.text)
        assert (link.old.version.number, link.said, [row.text for row in link.heard]) == (2, 1, ["请写明由谁检查"])

    def test_a_clause_split_in_two_is_both(self, consulted, client):
        """In every later version: its comments moved both, the report sets both beside it in their order; doubtful, it waits once."""
        old = max(consulted.clauses, key=lambda row: row.text.count("\n"))
        words = [row.words for row in consulted.clauses]
        first, second = old.words.split("\n", 1)
        at = words.index(old.words)
        words[at : at + 1] = [first, second]
        one_said(consulted, clause=at)
        text = "\n".join(f"第{n}条 {each}" for n, each in enumerate(words, 1))
        redraft(consulted, text)
        redraft(consulted, text + "\n第四十三条 鼓励采用新技术、新工艺、新材料，具体办法另行制定。")
        way = standing.ways(consulted.page)[old.pk]
        assert (way.placing, way.sure, {row.text for row in (way.now, *way.also)}) == ("split", True, {first, second})
        kept = consulted.fresh().versions.last()
        redraft(consulted, "\n".join(f"第{n}条 {each}" for n, each in enumerate([each for each in words if each != way.now.text], 1)))
        left = standing.ways(consulted.page)[old.pk]
        assert (left.placing, left.now.text, left.also) == ("changed", way.also[0].text, []), "one part is gone: it stands at the other"
        consulted.fresh().versions.exclude(number__lte=kept.number).delete()
        client.force_login(consulted.bureau.editor)
        assert client.get(f"/admin/consultations/{consulted.page.pk}/").context["items"][0].way.difference == [], "no word of it is gone"
        row = next(row for row in consulted.after_close().conclude().report["clauses"] if row["id"] == old.pk)
        assert row["final"] == old.words
        old.onward.update(sure=False)
        assert standing.doubtful(consulted.page).get().old == old

    def test_what_was_said_of_a_split_clause_is_read_at_a_step_of_each_of_its_parts(self, consulted, client):
        """The part where it does not stand is doubtful in the third version: who places it reads what was said of the whole clause all the same."""
        text, old, _parts = split(consulted)
        consulted.say("请写明由谁检查", clause=consulted.clauses.index(old))
        redraft(consulted, text)
        second = old.onward.get(first=False).new
        redraft(consulted, text.replace(second.words, "本条另行规定。"))
        client.force_login(consulted.bureau.editor)
        (link,) = client.get(f"/admin/consultations/{consulted.page.pk}/").context["doubtful"]
        assert (link.old, link.said, [row.text for row in link.heard]) == (second, 1, ["请写明由谁检查"])

    def test_what_was_said_of_a_clause_stands_at_every_part_of_a_draft_published_anew(self, consulted, client):
        """Split in the draft that is open now, after a redraft that nobody read: counted and listed at both parts; of what was removed, with the
        whole. Each figure leads to as many comments."""
        text, old, parts = split(consulted)
        gone = next(row for row in consulted.clauses if row.pk != old.pk and not row.items.exists())
        for row in (old, gone):
            consulted.show(consulted.say(f"对{row}的意见", clause=consulted.clauses.index(row))[0])
        redraft(consulted, DRAFT + "\n第四十二条 鼓励采用新技术、新工艺、新材料，具体办法另行制定。")
        consulted.write(draft="\n".join(line for line in text.split("\n") if not line.endswith(gone.text)))
        consulted.publish()
        shown, whole, clauses = pages.shown_clauses(consulted.fresh())
        first, second = (next(each for each in shown if each.clause.text == words) for words in parts)
        assert (first.count, second.count, whole, sum(each.count for each in shown)) == (1, 1, 1, 2)
        with time_machine.travel(consulted.now(), tick=False):
            listed = [
                [row.text for row in client.get(f"{consulted.fresh().url}comments/?clause={which}").context["items"]]
                for which in (first.clause.pk, second.clause.pk, "whole")
            ]
        assert listed == [[f"对{old}的意见"], [f"对{old}的意见"], [f"对{gone}的意见"]]

    def test_an_item_that_is_another_waits_though_its_article_was_placed(self, consulted):
        """It stands in the article, for a person to look at."""
        item = next(row for row in standing.published_clauses(consulted.page) if row.number == "第十八条（一）")
        old = item.parent
        redraft(consulted, DRAFT.replace(old.text, "本条另行规定。").replace(item.text, "公布名单；"))
        there = consulted.fresh().versions.last().clauses.get(number=old.number)
        actions.place(clause=old, to=there, by=consulted.bureau.editor, at=consulted.now())
        link = standing.doubtful(consulted.page).get()
        assert link.old == item and link.new in (there, *there.items.all())

    def doubtful_split(self, consulted):
        """(the clause, the words of its two parts): split in two with a sentence added, so that nothing but a person can say so."""
        old = max(consulted.clauses, key=lambda row: row.text.count("\n"))
        words = [row.words for row in consulted.clauses]
        first, second = old.words.split("\n", 1)
        parts = [first, second + "\n" + "县级以上人民政府应当每年公布名单，听取公众意见，并向社会说明采纳情况和理由，接受监督检查。" * 4]
        at = words.index(old.words)
        words[at : at + 1] = parts
        redraft(consulted, "\n".join(f"第{n}条 {each}" for n, each in enumerate(words, 1)))
        return old, parts

    def test_a_person_places_a_clause_at_all_its_parts(self, consulted, client):
        """Split with a sentence added it waits; placed at both it is a split as one found by itself: no part is called new, the result sets both
        beside it, and both stay through a further redraft."""
        old, parts = self.doubtful_split(consulted)
        one_said(consulted, clause=consulted.clauses.index(old))
        client.force_login(consulted.bureau.editor)
        address = f"/admin/consultations/{consulted.page.pk}/"
        (link,) = client.get(address).context["doubtful"]
        both = sorted((row for row in link.likely if row.words in parts), key=lambda row: row.place)
        assert (link.old, len(both), link.likely[0]) == (old, 2, link.new)
        client.post(address, {"verb": "place", "clause": old.pk, "to": [row.pk for row in both]})
        assert not standing.doubtful(consulted.page).exists()
        links = list(old.onward.all())
        assert [(each.placing, each.sure, each.first) for each in links] == [("split", True, True), ("split", True, False)]
        assert last_entry(consulted.page).facts["to"] == "、".join(str(row) for row in both)
        assert standing.spoken_of(consulted.page, both[0])[0] == standing.spoken_of(consulted.page, both[1])[0] == [old.pk]
        text = consulted.fresh().versions.last().clauses.articles()
        redraft(consulted, "\n".join(f"{row.number} {row.words}" for row in text) + "\n第四十三条 鼓励采用新技术、新工艺，具体办法另行制定。")
        assert [row.words for row in standing.ways(consulted.page)[old.pk].parts] == parts
        report = consulted.after_close().conclude().report
        row = next(row for row in report["clauses"] if row["id"] == old.pk)
        assert (row["placing"], row["final"]) == ("split", "\n".join(parts)) and not {each["text"] for each in report["added"]} & set(parts)

    def test_a_clause_of_another_version_among_several_is_refused_and_so_is_removed_with_a_clause(self, consulted, client):
        """What was ticked stays ticked, and the sentence names the clause."""
        old, parts = self.doubtful_split(consulted)
        (link,) = standing.doubtful(consulted.page)
        by, address = consulted.bureau.editor, f"/admin/consultations/{consulted.page.pk}/"
        for several in ([link.new, old], [link.new, link.new.pk + 10_000], []):
            with pytest.raises(Invalid) as refused:
                actions.place(clause=old, to=several, by=by, at=consulted.now())
            assert refused.value.field == "to" and standing.doubtful(consulted.page).exists()
        client.force_login(by)
        answer = client.post(address, {"verb": "place", "clause": old.pk, "to": [link.new_id, "removed"]})
        assert f"{old}：要么已经删除，要么对应所选条款" in answer.content.decode()
        assert answer.context["doubtful"][0].ticked == {str(link.new_id), "removed"}

    def test_a_guess_is_ticked_beforehand_only_where_nothing_else_is_near(self, consulted, client):
        """One click places no wrong guess; the list stands in front of the comments and says that nobody has confirmed it."""
        old, _parts = self.doubtful_split(consulted)
        client.force_login(consulted.bureau.editor)
        answer = client.get(f"/admin/consultations/{consulted.page.pk}/")
        text = answer.content.decode()
        assert answer.context["doubtful"][0].ticked == set() and "尚未确认" in text
        assert text.index('id="doubtful"') < text.index('id="comments"')

    def test_a_clause_is_called_removed_in_so_many_words(self, consulted, client):
        old = consulted.clauses[5]
        redraft(consulted, DRAFT.replace(old.text, "本条另行规定。"))
        client.force_login(consulted.bureau.editor)
        client.post(f"/admin/consultations/{consulted.page.pk}/", {"verb": "place", "clause": old.pk, "to": "removed"})
        way = standing.ways(consulted.page)[old.pk]
        assert (way.now, way.placing, way.sure) == (None, "removed", True)


class TestConclusion:
    def test_one_of_those_that_say_the_same_without_a_conclusion_keeps_it_from_its_end(self, consulted):
        """And so does one that was never checked."""
        first, second = (consulted.say("同样的话")[0] for _n in range(2))
        late = consulted.say("没有人看过")[0]
        consulted.show(first, second)
        actions.dispose(page=consulted.page, comments=[first], verdict="adopted", by=consulted.bureau.editor, at=consulted.now(), with_alike=False)
        with pytest.raises(WrongState):
            consulted.dispose(late)
        consulted.after_close()
        consulted.show(late, refusal="5")
        with pytest.raises(WrongState):
            consulted.conclude()
        consulted.dispose(second, verdict="noted")
        assert consulted.conclude().report["counts"]["refused"] == 1

    def test_what_waits_to_be_checked_keeps_it_from_its_end(self, consulted):
        consulted.say("没有人看过")
        consulted.after_close()
        with pytest.raises(WrongState):
            consulted.conclude()

    def test_the_report_is_part_of_what_is_signed(self, consulted):
        """A count changed afterwards is another content: no signature holds for it."""
        one_said(consulted)
        result = consulted.after_close().conclude()
        before = result.signed_facts()
        result.report = result.report | {"counts": result.report["counts"] | {"adopted": 2}}
        assert result.signed_facts() != before

    def test_the_report_names_new_clauses_and_what_was_said_of_items_at_their_article(self, consulted, client):
        item = next(row for row in standing.published_clauses(consulted.page) if row.number == "第十八条（二）")
        row, _code = actions.comment(page=consulted.fresh(), clause=item.pk, stance="suggest", text="勘察深度写明", at=consulted.now())
        consulted.show(row)
        consulted.dispose(row)
        new = "鼓励采用新技术、新工艺、新材料，具体办法另行制定。"
        redraft(consulted, f"{DRAFT}\n第四十二条 {new}")
        result = consulted.after_close().publish_result()
        at = {clause["number"]: [said["number"] for said in clause["comments"]] for clause in result.report["clauses"]}
        assert at["第十八条"] == [row.number] and not result.report["whole"]
        assert [clause["text"] for clause in result.report["added"]] == [new]
        assert new in client.get(result.url).content.decode()


class TestGate:
    def test_the_changes_between_two_rounds_name_a_consultation_to_who_may_read_it(self, site):
        """By its title; to a colleague for whom one of a division does not exist not even that."""
        walk = Consulted(inward=True, only_for="anquan").publish()
        page = walk.fresh()
        told = [words_of(page, "consultation", page.pk, user) for user in (walk.bureau.editor, factories.person("guest"))]
        assert told == [page.title, None]

    def test_one_for_a_division_answers_for_that_division_alone(self, site):
        """An inward item of the division that was asked, or of the one that held it, names it; another's does not."""
        walk = Consulted(inward=True, only_for="anquan").publish()

        def named_by(division):
            page = Consulted(inward=True, bureau=walk.bureau).page
            page.division = getattr(walk.bureau, division)
            return [known.number for known in consultable(page)]

        assert (named_by("anquan"), named_by("zhiliang"), named_by("bangong")) == ([walk.page.pk], [walk.page.pk], [])

    def test_beside_a_final_text_stands_nothing_before_the_result_is_public(self, consulted):
        """Exempted after all, with an open consultation named: its comments are not concluded on."""
        known = Known(consulted.page.pk, consulted.page.title, False, "/consultations/x/", "")
        row, _code = one_said(consulted, clause=5)
        page = factories.other_page(consulted.bureau.zhiliang, by=consulted.bureau.editor)
        page.body, page.live = [("paragraph", "".join(f"<p>{line}</p>" for line in DRAFT.split("\n")))], True
        assert margins.counted(page, consulted.fresh()) and margins.beside(page, known) == {} and row.pk
        page.body = [("paragraph", f"<p>{line}</p>") for line in DRAFT.replace(consulted.clauses[5].text, "本条另行规定。").split("\n")]
        assert margins.counted(page, consulted.fresh()) == {}, "what is not beyond doubt leads nowhere"

    def test_what_was_said_of_an_item_that_was_removed_moved_its_article(self, consulted):
        """It counts beside the article in the final text."""
        item = next(row for row in standing.published_clauses(consulted.page) if row.number == "第十八条（三）")
        row, _code = actions.comment(page=consulted.fresh(), clause=item.pk, stance="oppose", text="这一项没有必要", at=consulted.now())
        consulted.show(row)
        redraft(consulted, DRAFT.replace("；\n（三）" + item.text, "。").replace("\n（三）" + item.text, ""))
        assert standing.ways(consulted.page)[item.pk].now is None
        newest = list(consulted.fresh().versions.last().clauses.order_by("place"))
        article = next(clause for clause in newest if clause.number == "第十八条")
        assert margins.spoken(consulted.fresh(), newest)[article.pk] == {item.pk: 1}
        assert item.pk in standing.spoken_of(consulted.fresh(), article)[0]


@pytest.fixture
def hearing(consulted):
    """A hearing on 10 April with three who signed up: (Hearing, [(Participant, code)])."""
    held = dt.datetime(2026, 4, 10, 1, 0, tzinfo=dt.UTC)
    found = actions.announce_hearing(
        page=consulted.page, kind="hearing", held_at=held, where="局三楼", seats=1, rule="先到先得", signup_until=held - 8 * DAY,
        by=consulted.bureau.editor, at=consulted.now(),
    )  # fmt: skip
    return found, [actions.sign_up(hearing=found, name=f"代表{n}", contact="0000", at=consulted.now()) for n in range(3)]


class TestHearing:
    def test_the_list_is_published_once_and_after_it_nobody_signs_up(self, consulted, hearing):
        found, people = hearing
        by, ended = consulted.bureau.editor, found.signup_until
        with pytest.raises(WrongState):
            actions.sign_up(hearing=found, name="迟到的", contact="0000", at=ended)
        with pytest.raises(Invalid) as refused:
            actions.sign_up(hearing=found, name="无从联系的", contact=" ", at=ended - SECOND)
        assert refused.value.field == "contact"
        with pytest.raises(WrongState):
            actions.send_material(hearing=found, by=by, at=ended)
        times = {"held_at": found.held_at, "signup_until": ended, "at": consulted.now()}
        other = actions.announce_hearing(page=consulted.page, kind="meeting", where="局五楼", seats=2, rule="先到先得", by=by, **times)
        stranger, _code = actions.sign_up(hearing=other, name="代表另一场", contact="0000", at=consulted.now())
        with pytest.raises(Invalid) as refused:
            actions.choose(hearing=found, participants=[stranger], by=by, at=ended)
        assert refused.value.field == "participants"
        assert "代表" not in str(list(entries_about("page", consulted.page.pk).values())), "who signed up is in no ledger"
        actions.choose(hearing=found, participants=[people[0][0]], by=by, at=ended)
        with pytest.raises(WrongState):
            actions.choose(hearing=found, participants=[people[1][0]], by=by, at=ended + DAY)
        assert [row.pk for row in found.participants.filter(chosen=True)] == [people[0][0].pk]

    @pytest.mark.parametrize(("days", "late"), [(7, False), (6, True)])
    def test_material_sent_later_than_seven_days_before_is_said_in_the_ledger(self, consulted, hearing, days, late):
        """713 art. 16."""
        found, people = hearing
        by = consulted.bureau.editor
        actions.choose(hearing=found, participants=[people[0][0]], by=by, at=found.signup_until)
        actions.send_material(hearing=found, by=by, at=found.held_at - days * DAY)
        entry = last_entry(consulted.page)
        assert (entry.verb, entry.facts["late"]) == ("consultation.material", late)
        with pytest.raises(WrongState):
            actions.send_material(hearing=found, by=by, at=found.held_at - DAY)

    def test_minutes_are_written_after_it_was_held_and_a_new_text_is_confirmed_anew(self, consulted, hearing):
        found, people = hearing
        by, (row, code) = consulted.bureau.editor, people[0]
        actions.choose(hearing=found, participants=[row], by=by, at=found.signup_until)
        with pytest.raises(WrongState):
            actions.write_minutes(hearing=found, text="提前写好的。", by=by, at=found.held_at - SECOND)
        with pytest.raises(WrongState):
            actions.confirm_minutes(number=row.number, code=code, at=found.held_at + DAY)  # there are none yet
        actions.write_minutes(hearing=found, text="陈述，辩论。", by=by, at=found.held_at + DAY)
        with pytest.raises(NotFound):
            actions.confirm_minutes(number=row.number, code="NONONONONO", at=found.held_at + DAY)
        actions.confirm_minutes(number=row.number, code=code, at=found.held_at + DAY)
        actions.write_minutes(hearing=found, text="陈述，辩论，补充。", by=by, at=found.held_at + 2 * DAY, void=1, reason="漏记一句。")
        row.refresh_from_db()
        assert row.confirmed_at is None

    def test_minutes_of_an_inward_meeting_are_read_by_staff_alone(self, inward, client):
        """Number and code do not open them to who is not logged in (一（二）4)."""
        held, by = inward.now() + 20 * DAY, inward.bureau.editor
        given = {"kind": "meeting", "held_at": held, "where": "局三楼", "seats": 3, "rule": "先到先得", "signup_until": held - DAY}
        found = actions.announce_hearing(page=inward.page, by=by, at=inward.now(), **given)
        row, code = actions.sign_up(hearing=found, name="职工代表", contact="0000", at=inward.now())
        actions.choose(hearing=found, participants=[row], by=by, at=held - DAY)
        actions.write_minutes(hearing=found, text="职工的意见。", by=by, at=held + DAY)
        read = client.post("/consultations/minutes/", {"number": row.number, "code": code})
        assert read.status_code == 404 and "职工的意见。" not in read.content.decode()
        client.force_login(by)
        assert "职工的意见。" in client.post("/consultations/minutes/", {"number": row.number, "code": code}).content.decode()

    def test_a_hearing_has_a_rule_and_its_days_in_order_and_a_draft_or_what_is_concluded_has_none(self, consulted):
        given = {"kind": "meeting", "where": "局三楼", "seats": 2, "method": "criteria", "rule": "各界代表", "by": consulted.bureau.editor}
        now, times = consulted.now(), {"signup_until": consulted.now() + DAY, "held_at": consulted.now() + 2 * DAY}
        for wrong in ({"rule": " "}, {"signup_until": now - DAY}, {"signup_until": now + 3 * DAY}):
            with pytest.raises(Invalid) as refused:
                actions.announce_hearing(page=consulted.page, at=now, **(given | times | wrong))
            assert refused.value.field in wrong
        consulted.after_close().conclude()
        for page in (consulted.page, Consulted(bureau=consulted.bureau).page):
            with pytest.raises(WrongState):
                actions.announce_hearing(page=page, signup_until=consulted.at + DAY, held_at=consulted.at + 2 * DAY, at=consulted.at, **given)


class TestPublic:
    def test_what_closes_soonest_stands_first(self, consulted):
        later = Consulted(bureau=consulted.bureau, title="另一件征求意见稿", closes_at=(CLOSES + 7 * DAY).isoformat()).publish()
        sooner = Consulted(bureau=consulted.bureau, title="第三件征求意见稿", closes_at=(CLOSES - 7 * DAY).isoformat()).publish()
        found = pages.rows_of(ConsultationPage.objects.live(), FRIDAY)["open"]
        assert [page.pk for page in found] == [sooner.page.pk, consulted.page.pk, later.page.pk]
        assert [page.pk for page in pages.newest_open(FRIDAY, most=2)] == [sooner.page.pk, consulted.page.pk]

    def test_the_feed_holds_no_draft(self, consulted, client):
        """One that nobody has cleared yet is in no feed."""
        draft = Consulted(bureau=consulted.bureau, title="还没有批准的草案")
        text = client.get("/consultations/feed/").content.decode()
        assert consulted.page.title in text and draft.page.title not in text

    def test_the_api_narrows_by_phase_and_gives_no_conclusion_before_the_result(self, consulted, client):
        row, _code = consulted.say()
        consulted.show(row)
        consulted.dispose(row, verdict="not-adopted", reason="由上位法规定。")
        with time_machine.travel(FRIDAY, tick=False):
            lists = {phase: client.get(f"/api/v3/consultations/?phase={phase}").json() for phase in ("planned", "open", "closed", "concluded")}
            said = client.get(f"/api/v3/consultations/{consulted.page.pk}/comments/").json()["items"]
        assert {phase: found["count"] for phase, found in lists.items()} == {"planned": 0, "open": 1, "closed": 0, "concluded": 0}
        assert said[0]["disposition"] is None

    @pytest.mark.parametrize("door", ["API", "page"])
    def test_wrong_codes_of_comments_are_counted(self, consulted, client, door):
        """Who guesses has to wait, at the API as at the page; a right code opens all the same."""
        from disclosure.intake.limit import WRONG_CODES

        row, right = consulted.say()

        def withdraw(code):
            if door == "page":
                return client.post("/consultations/mine/", {"number": row.number, "code": code, "withdraw": "1"}).status_code
            return client.post(f"/api/v3/comments/{row.number}/withdraw/", {"code": code}, content_type=JSON).status_code

        assert [withdraw(f"XXXXXXX{n:03}") for n in range(WRONG_CODES + 1)] == [404] * WRONG_CODES + [429]
        assert withdraw(right) == 200
        assert Comment.objects.get(pk=row.pk).state == "withdrawn" and Clause.objects.exists()

    @pytest.mark.parametrize("path", ["/consultations/mine/", "/consultations/minutes/", "/api/v3/comments/{}/withdraw/"])
    def test_beyond_a_flood_of_wrong_codes_no_comment_is_found(self, consulted, client, monkeypatch, path):
        """A machine that guesses: the right code does not open either."""
        monkeypatch.setattr("disclosure.intake.limit.FLOOD", 2)
        row, right = consulted.say()
        given = [{"number": row.number, "code": code} for code in ("NONONONONO", "NONONONONO", right)]
        more = {"content_type": JSON} if "api" in path else {}
        assert [client.post(path.format(row.number), each, **more).status_code for each in given] == [404, 404, 429]

    def test_who_agrees_with_everything_is_limited_as_who_writes(self, consulted, client, settings):
        settings.INTAKE_LIMIT = 1
        rows = [consulted.say(text)[0] for text in ("甲意见。", "乙意见。")]
        consulted.show(*rows)
        with time_machine.travel(FRIDAY, tick=False):
            answers = [client.post(f"{consulted.fresh().url}comments/{row.pk}/support/").status_code for row in rows]
            asked = [client.post(f"{consulted.fresh().url}subscribe/", {"email": f"{n}@example.org"}).status_code for n in range(2)]
        assert answers == [302, 429] and asked[-1] == 429 and consulted.fresh().subscriptions.count() < 2
