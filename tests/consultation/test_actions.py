"""What happens to a consultation, verb by verb (五（三）)."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from disclosure.chain.gate import Closed
from disclosure.consultation import actions, standing
from disclosure.consultation.models import ClauseLink, Comment, Disposition
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import entries_about
from disclosure.org.posts import full_name
from disclosure.outbox.models import Message
from tests.consultation.conftest import CLOSES, DRAFT, OPENED, Consulted

SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)


def verbs(page):
    return [entry.verb for entry in entries_about("page", page.pk)]


class TestTimes:
    def test_a_comment_at_the_last_second_is_taken_and_one_a_second_after_the_close_is_409(self, consulted):
        """It opens and closes to the second without staff: the phase is computed from its times."""
        consulted.say(at=CLOSES - SECOND)
        with pytest.raises(WrongState):
            consulted.say(at=CLOSES + SECOND)
        with pytest.raises(WrongState):
            consulted.say(at=CLOSES)
        assert Comment.objects.count() == 1

    def test_before_its_opening_nobody_comments(self, site):
        """An opening later than the publication is kept to the second."""
        opens = dt.datetime(2026, 3, 18, 0, 0, tzinfo=dt.UTC)
        walk = Consulted(opens_at=opens.isoformat()).publish()
        with pytest.raises(WrongState):
            walk.say(at=opens - SECOND)
        walk.say(at=opens)

    def test_less_than_the_shortest_time_needs_a_reason(self, site):
        """713 art. 15: thirty days for a decision; for less the reason is published."""
        walk = Consulted(kind="decision", closes_at="2026-03-25T16:00:00+00:00")
        with pytest.raises(Invalid):
            walk.propose()
        reasoned = Consulted(bureau=walk.bureau, kind="decision", closes_at="2026-03-25T16:00:00+00:00", short_reason="台风季节将到，须提前施行。")
        assert reasoned.publish().live

    def test_times_that_fail_later_are_told_as_it_is_proposed(self, site):
        """Not after five signatures: without an opening it opens with its publication, so at the earliest now."""
        walk = Consulted(closes_at=(OPENED - DAY).isoformat(), short_reason="急用。")
        with pytest.raises(Invalid) as refusal:
            walk.propose()
        assert refusal.value.field == "closes_at"

    def test_the_gate_asks_again_when_time_has_run_short_meanwhile(self, site):
        walk = Consulted(kind="normative", closes_at="2026-04-15T16:00:00+00:00")
        walk.propose().head().secrecy().leader().vote("for", "for", "for", "for")
        walk.at += 29 * DAY
        with pytest.raises((Closed, Invalid, WrongState)):
            walk.close()
        assert not walk.live

    def test_a_day_that_closes_before_its_time_of_publication_is_told_as_it_is_proposed(self, site):
        """To be published at a set time, it opens with that: a close before it would be an empty consultation."""
        walk = Consulted(short_reason="急用。")
        walk.write(go_live_at=CLOSES + DAY)
        with pytest.raises(Invalid) as refusal:
            walk.propose()
        assert refusal.value.field == "closes_at" and "截止" in str(refusal.value)
        walk.write(go_live_at=CLOSES - 3 * DAY)
        assert walk.propose().state == "running head"

    SOON = {"kind": "decision", "closes_at": "2026-04-16T16:00:00+00:00"}

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"closes_at": (OPENED + 10 * DAY).isoformat(), "short_reason": "急用。"}, ("2026年3月26日 09:30", "最迟2026年4月9日才能公布", "改晚")),
            (SOON, ("2026年4月16日 24:00", "最迟2026年4月9日才能公布", "改到2026年5月9日 24:00")),
            (SOON | {"short_reason": "急用。"}, ()),
            ({"kind": "decision", "closes_at": "2026-05-31T16:00:00+00:00"}, ()),
        ],
    )
    def test_a_close_that_the_chains_own_deadlines_overtake_is_told_as_it_is_proposed(self, site, client, values, words):
        """To who proposes and to who signs, with close, day and remedy; it is proposed all the same, and once the chain was quick nothing is said."""
        walk = Consulted(**values)

        def read(who, name):
            client.force_login(who)
            with time_machine.travel(walk.now(), tick=False):
                text = client.get(reverse(f"disclosure_chain:{name}", args=[walk.page.pk])).content.decode()
            return "各环节都用满时限" in text and all(each in text for each in words)

        assert read(walk.bureau.editor, "propose") == bool(words)
        assert walk.propose().state == "running head" and read(walk.bureau.head, "review") == bool(words)
        walk.head().secrecy().leader()
        walk.vote("for", "for", "for", "for")
        assert walk.close().live and not read(walk.bureau.head, "review")

    def test_a_refusal_to_propose_is_told_once(self, site, client):
        """Above, in red; what else is missing stands below it."""
        walk = Consulted(notice="", phone="")
        client.force_login(walk.bureau.editor)
        address = reverse("disclosure_chain:propose", args=[walk.page.pk])
        with time_machine.travel(walk.now(), tick=False):
            missing = client.get(address).context["missing"]
            answer = client.post(address, {"kind": "normal", "scope": "public", "channels": ["portal:notices"]})
        first, *others = (str(sentence) for _field, sentence in missing)
        text = answer.content.decode()
        assert answer.status_code == 422 and others and text.count(first) == 1 and all(text.count(other) == 1 for other in others)

    def test_one_that_closed_while_the_chain_was_at_it_never_goes_out_and_its_signers_read_it(self, site, client):
        """As it is (it would count as held though nobody could comment): refused at the close of the vote, said on the sheet at every step before."""
        walk = Consulted(closes_at=(OPENED + 3 * DAY).isoformat(), short_reason="急用。").to_group()
        walk.at = OPENED + 4 * DAY
        walk.vote("for", "for", "for", "for")
        client.force_login(walk.bureau.chair)
        with time_machine.travel(walk.at, tick=False):
            assert "还没有人能提意见就已截止" in client.get(reverse("disclosure_chain:review", args=[walk.page.pk])).content.decode()
        with pytest.raises(Closed) as refused:
            walk.close()
        assert "还没有人能提意见就已截止" in str(refused.value) and not walk.live and walk.state == "running group"
        walk.recall()
        walk.write(closes_at=walk.at + 20 * DAY)
        assert walk.publish().live and walk.fresh().phase(walk.now()) == "open"

    def test_one_taken_down_before_its_close_is_open_anew_from_its_new_publication(self, consulted):
        """Down until its close has passed and published again as it was, it would be one that nobody could answer, ready to be concluded."""
        consulted.withdraw()
        consulted.after_close()
        with pytest.raises(Invalid) as refusal:
            consulted.propose()
        assert refusal.value.field == "closes_at"
        consulted.write(closes_at=consulted.at + 30 * DAY)
        assert consulted.publish().live and consulted.fresh().phase(consulted.now()) == "open"
        consulted.at = consulted.fresh().closes_at + DAY  # and down after its close it was held: it needs no second time
        consulted.withdraw()
        assert consulted.publish().live and consulted.conclude()

    def test_the_time_it_was_down_does_not_count_for_a_later_version_either(self, consulted):
        """Down on the second day and back with a later close, then the old close in a second version: the time offline would count as open."""
        old = consulted.fresh().closes_at
        consulted.at = OPENED + 2 * DAY
        consulted.withdraw()
        consulted.at = old - 3 * DAY
        consulted.write(closes_at=consulted.at + 30 * DAY)
        consulted.publish()
        consulted.write(closes_at=old)
        with pytest.raises(Invalid) as refusal:
            consulted.propose()
        assert refusal.value.field == "closes_at" and "公布的理由" in str(refusal.value)
        consulted.write(closes_at=old, short_reason="急用。")
        assert consulted.publish().live

    @pytest.mark.parametrize("over", ["as it is proposed", "while the chain was at it"])
    def test_a_changed_close_lies_ahead_of_who_reads_it(self, consulted, over):
        """A newer version cannot close it at a moment that is over when the public reads of it."""
        consulted.at = OPENED + 20 * DAY
        consulted.write(closes_at=consulted.at + (DAY if "chain" in over else -DAY), short_reason="急用。")
        if "chain" in over:
            consulted.to_group().vote("for", "for", "for", "for")
            consulted.at += 2 * DAY
            with pytest.raises(Closed) as refusal:
                consulted.close()
        else:
            with pytest.raises(Invalid) as refusal:
                consulted.propose()
        assert "公众看到之前" in str(refusal.value) and consulted.fresh().closes_at == CLOSES


class TestSigned:
    def test_what_was_cleared_is_what_is_live_whatever_zone_a_moment_was_typed_in(self, site):
        """24:00 typed at Shanghai's clock and the moment the database gives back are one signed fact (四（三）); nor does a comment change it."""
        from disclosure.chain.audit import faults

        walk = Consulted(closes_at="2026-04-25T00:00:00+08:00", opens_at="2026-03-17T00:00:00+08:00").publish()
        assert list(faults()) == []
        walk.at = dt.datetime(2026, 3, 18, 1, 0, tzinfo=dt.UTC)
        row, _code = walk.say(clause=5)
        walk.show(row)
        walk.dispose(row)
        walk.after_close().publish_result()
        assert list(faults()) == []


class TestComment:
    def test_number_and_code_are_given_once_and_the_ledger_holds_no_name(self, consulted):
        """The writer can stay anonymous; what he confides is sealed and in no entry."""
        row, code = consulted.say(name="王小明", contact="13800138000", clause=5)
        assert row.number.startswith("YJ-2026-") and len(code) == 10 and code not in row.code_digest
        entry = entries_about("page", consulted.page.pk).last()
        assert entry.verb == "consultation.comment" and "王小明" not in str(entry.facts) and "138" not in str(entry.facts)

    def test_identity_and_telephone_numbers_are_masked_before_anyone_reads_them(self, consulted):
        """libraries 2: found, checked, masked; the words as typed stay sealed."""
        row, _code = consulted.say("找我13850012345或0592-5310000，身份证11010519491231002X，桩号K890+850，文号〔2018〕12号。")
        assert "138****2345或0592-****000，" in row.text and "110105********002X" in row.text
        assert "K890+850" in row.text and "〔2018〕12号" in row.text and row.masked == 3

    def test_the_same_words_again_stand_with_the_first_and_are_counted(self, consulted):
        """Duplicates and campaign letters are grouped, not dropped."""
        first, _code = consulted.say("反对收费！", clause=1)
        second, _code = consulted.say("反对收费。", clause=1)
        other, _code = consulted.say("反对收费。", clause=2)
        assert (second.like, other.like) == (first, None) and Comment.objects.count() == 3

    def test_a_wrong_field_is_named(self, consulted):
        """An unknown stance or clause, and no words."""
        for field, values in (("stance", {"stance": "shrug"}), ("text", {"text": " "}), ("contact", {"answer_by": "mail"})):
            with pytest.raises(Invalid) as refused:
                consulted.say(**values)
            assert refused.value.field == field
        with pytest.raises(Invalid) as refused:
            actions.comment(page=consulted.fresh(), clause=999999, stance="support", text="好", at=consulted.now())
        assert refused.value.field == "clause"

    def test_the_writer_takes_it_back_by_number_and_code(self, consulted):
        """A wrong code and a wrong number are one refusal; a second time is none."""
        row, code = consulted.say()
        for number, wrong in ((row.number, "XXXXXXXXXX"), ("YJ-2026-99999", code)):
            with pytest.raises(NotFound):
                actions.withdraw(number=number, code=wrong, at=consulted.now())
        assert actions.withdraw(number=row.number.lower(), code=code.lower(), at=consulted.now()).state == "withdrawn"
        with pytest.raises(WrongState):
            actions.withdraw(number=row.number, code=code, at=consulted.now())

    def test_staff_enter_what_came_on_paper_with_its_scan(self, consulted):
        """By whom it was entered stays with it; others may not enter; a file is looked at."""
        scan = SimpleUploadedFile("意见表.csv", "条款,意见\n".encode())
        row, _code = consulted.say(arrival="form", by=consulted.bureau.editor, received_at=consulted.at, files=[scan])
        assert row.entered_by == consulted.bureau.editor and row.files.get().name == "意见表.csv"
        with pytest.raises(NotAllowed):
            consulted.say(arrival="form", by=consulted.bureau.editor_anquan)
        for way in ("web", ""):  # what staff enter is marked so for the public, whatever a form sends
            with pytest.raises(Invalid) as refused:
                consulted.say(arrival=way, by=consulted.bureau.editor)
            assert refused.value.field == "arrival"

    def test_agreement_counts_once_an_address(self, consulted):
        """Support counts."""
        row, _code = consulted.say()
        consulted.show(row)
        row.refresh_from_db()
        assert actions.support(comment=row, address="10.0.0.1", at=consulted.now()) == 1
        with pytest.raises(WrongState):
            actions.support(comment=row, address="10.0.0.1", at=consulted.now())
        assert actions.support(comment=row, address="10.0.0.2", at=consulted.now()) == 2


class TestStaff:
    def test_refusal_needs_a_coded_reason(self, consulted):
        """The writer sees it, the public counts it."""
        row, _code = consulted.say()
        with pytest.raises(Invalid):
            consulted.show(row, refusal="9")
        consulted.show(row, refusal="3")
        row.refresh_from_db()
        assert (row.state, row.refusal) == ("refused", "3") and standing.tally(consulted.page)["refusals"] == {"3": 1}

    @pytest.mark.parametrize("verb", ["take_down", "moderate"])
    def test_the_writer_who_wants_mail_hears_that_his_comment_was_taken_down(self, consulted, verb):
        """By either verb, with the reason that the public reads and without his words; no mail to anyone else, nor where it was never shown."""
        rows = [
            consulted.say(f"邻居赵某某{n}", answer_by=way, contact=contact)[0]
            for n, (way, contact) in enumerate((("mail", "wang@example.com"), ("letter", "li@example.com"), ("", ""), ("mail", "zhao@example.com")))
        ]
        consulted.show(*rows[:3])
        told = Message.objects.count()
        act = getattr(actions, verb)
        act(page=consulted.page, comments=rows[:3], refusal="3", by=consulted.bureau.editor, at=consulted.now())
        actions.moderate(page=consulted.page, comments=[rows[3]], refusal="3", by=consulted.bureau.editor, at=consulted.now())
        (mail,) = Message.objects.order_by("pk")[told:]
        rows[0].refresh_from_db()
        assert mail.to == ["wang@example.com"] and "撤下" in mail.subject
        assert all(words in mail.body for words in (rows[0].number, rows[0].get_refusal_display(), consulted.page.title, "/consultations/mine/"))
        assert "赵某某" not in mail.body
        consulted.show(rows[0])
        actions.take_down(page=consulted.page, comments=[rows[0]], refusal="1", by=consulted.bureau.editor, at=consulted.now())
        assert Message.objects.count() == told + 2, "each time"

    def test_another_division_does_nothing(self, consulted):
        """Editors and head of the division, and the office director."""
        row, _code = consulted.say()
        with pytest.raises(NotAllowed):
            actions.moderate(page=consulted.page, comments=[row], by=consulted.bureau.editor_anquan, at=consulted.now())
        with pytest.raises(NotAllowed):
            consulted.say("代人登记。", arrival="telephone", by=consulted.bureau.editor_anquan)
        actions.moderate(page=consulted.page, comments=[row], by=consulted.bureau.director, at=consulted.now())

    def test_not_adopted_needs_a_reason_and_every_conclusion_is_kept(self, consulted):
        """Singly, by group, in bulk; who and when; the last is in force."""
        rows = [consulted.say("同样的话")[0] for _n in range(3)]
        consulted.show(*rows)
        with pytest.raises(Invalid) as refused:
            consulted.dispose(rows[0], verdict="not-adopted")
        assert refused.value.field == "reason"
        consulted.dispose(rows[0], verdict="not-adopted", reason="由上位法规定。")
        consulted.dispose(rows[0], verdict="adopted")
        assert set(Comment.objects.values_list("verdict", flat=True)) == {"adopted"}  # the others say the same
        assert Disposition.objects.count() == 6 and Disposition.objects.filter(together=3).count() == 6
        assert Disposition.objects.filter(verdict="not-adopted", reason="由上位法规定。").count() == 3

    def test_comments_are_grouped_by_hand_and_let_alone_again(self, consulted):
        """Nearly the same words: a person decides."""
        one, two = consulted.say("写明时限")[0], consulted.say("时限要写明白")[0]
        actions.group(page=consulted.page, first=one, others=[one, two], by=consulted.bureau.editor, at=consulted.now())
        two.refresh_from_db()
        assert two.like == one
        three = consulted.say("另有看法")[0]
        actions.group(page=consulted.page, first=two, others=[three], by=consulted.bureau.editor, at=consulted.now())
        three.refresh_from_db()
        assert three.like == one, "one stands in front of all"
        Comment.objects.filter(pk=three.pk).update(page=Consulted(bureau=consulted.bureau).page, like=None)
        with pytest.raises(Invalid) as refused:
            actions.group(page=consulted.page, first=three, others=[two], by=consulted.bureau.editor, at=consulted.now())
        assert refused.value.field == "first", "of another consultation"
        actions.group(page=consulted.page, first=None, others=[two], by=consulted.bureau.editor, at=consulted.now())
        two.refresh_from_db()
        assert two.like is None

    def test_a_reply_stands_with_the_comment(self, consulted):
        """Replies by staff."""
        row, _code = consulted.say()
        with pytest.raises(WrongState):
            actions.reply(comment=row, text="已收到。", by=consulted.bureau.editor, at=consulted.now())
        consulted.show(row)
        said = actions.reply(comment=row, text="已收到。", by=consulted.bureau.editor, at=consulted.now())
        assert (said.reply, said.replied_by) == ("已收到。", consulted.bureau.editor)


class TestRedraft:
    def redrafted(self):
        """Delete the fourth clause, put a new one in front, renumber by hand, change the seventh."""
        lines = DRAFT.replace("遵守法律、法规和规章规定", "严格遵守法律、法规、规章")
        from disclosure.consultation.anchors import find_clauses

        found = find_clauses(lines)
        del found[3]
        texts = ["鼓励采用新技术、新工艺、新材料。", *(piece.text for piece in found)]
        return "\n".join(f"第{number}条 {text}" for number, text in enumerate(texts, 1))

    def test_comments_stay_at_their_clauses(self, consulted):
        """A new version keeps each comment at its clause, or shows it as removed or changed; none is silently misplaced."""
        actions.redraft(page=consulted.page, text=self.redrafted(), by=consulted.bureau.editor, at=consulted.now())
        ways = standing.ways(consulted.page)
        clauses = consulted.clauses
        assert ways[clauses[0].pk].now.number == "第2条" and ways[clauses[0].pk].placing == "kept"
        assert ways[clauses[3].pk].now is None and ways[clauses[3].pk].placing == "removed"
        assert ways[clauses[5].pk].placing == "changed" and "严格遵守" in ways[clauses[5].pk].now.text

    def test_a_version_that_is_not_published_takes_no_comment(self, consulted):
        """What the public has not seen is not commented on, whatever number is tried."""
        version, _places = actions.redraft(page=consulted.page, text=self.redrafted(), by=consulted.bureau.editor, at=consulted.now())
        with pytest.raises(Invalid) as refused:
            actions.comment(page=consulted.fresh(), clause=version.clauses.first().pk, stance="suggest", text="好", at=consulted.now())
        assert refused.value.field == "clause"

    def test_the_doubtful_wait_for_staff_and_keep_it_from_its_end(self, consulted):
        """A clause rewritten whole is placed by hand."""
        text = DRAFT.replace(consulted.clauses[5].text, "本条另行规定。")
        _version, places = actions.redraft(page=consulted.page, text=text, by=consulted.bureau.editor, at=consulted.now())
        assert sum(not place.sure for place in places) == 1
        link = standing.doubtful(consulted.page).get()
        consulted.after_close()
        with pytest.raises(WrongState):
            consulted.conclude()
        actions.place(clause=link.old, to=link.new, by=consulted.bureau.editor, at=consulted.now())
        placed = ClauseLink.objects.get(old=link.old)
        assert not standing.doubtful(consulted.page).exists() and (placed.decided_by, placed.placing) == (consulted.bureau.editor, "changed")
        consulted.conclude()

    def test_items_follow_the_article_that_a_person_placed(self, consulted):
        """An article rewritten whole waits with its items; placed by hand, the items that are surely inside it follow, the rest still wait."""
        from disclosure.consultation.models import Clause

        page, by = consulted.page, consulted.bureau.editor
        old = consulted.clauses[17]  # 第十八条, with items
        items = list(old.items.order_by("place"))
        assert len(items) >= 3
        first_line = old.words.split("\n")[0]
        changed = DRAFT.replace(first_line, "新设专门机构统筹，另行规定。").replace(items[1].text, "一段全然不同的文字。")
        changed = changed.replace(items[0].text, items[0].text.replace("制定", "编制"))
        actions.redraft(page=page, text=changed, by=by, at=consulted.now())
        waiting = {link.old_id: link for link in standing.doubtful(page)}
        if old.pk in waiting:
            actions.place(clause=old, to=waiting[old.pk].new, by=by, at=consulted.now())
        ways = standing.ways(page)
        assert ways[items[2].pk].sure and ways[items[2].pk].now.text == items[2].text
        for link in standing.doubtful(page):
            actions.place(clause=link.old, to=None, by=by, at=consulted.now())
        assert not standing.doubtful(page).exists() and Clause.objects.filter(parent=old).exists()

    def test_a_removed_article_takes_its_waiting_items_with_it(self, consulted):
        """Placed as removed by a person: what was said of its items is said of what was removed."""
        page, by = consulted.page, consulted.bureau.editor
        old = consulted.clauses[17]
        text = DRAFT.replace(old.words, "本条另行规定。")
        actions.redraft(page=page, text=text, by=by, at=consulted.now())
        assert old.pk in {link.old_id for link in standing.doubtful(page)}
        actions.place(clause=old, to=None, by=by, at=consulted.now())
        assert not standing.doubtful(page).exists()
        assert all(standing.ways(page)[item.pk].now is None for item in old.items.all())


class TestConclusion:
    def test_the_conclusions_add_up(self, consulted):
        """Adopted, partly, not adopted, noted, out of scope and refused are together what was received; the withdrawn are not counted."""
        from disclosure.rules.hearing import Verdict

        rows = [consulted.say(f"第{n}条意见，各不相同{n * n}") for n in range(7)]
        consulted.show(*(row for row, _code in rows[:5]))
        consulted.show(rows[5][0], refusal="4")
        actions.withdraw(number=rows[6][0].number, code=rows[6][1], at=consulted.now())
        for (row, _code), verdict in zip(rows, Verdict, strict=False):
            consulted.dispose(row, verdict=verdict, reason="理由。")
        report = consulted.after_close().conclude().report
        counts = report["counts"]
        assert counts["received"] == 6 == counts["refused"] + sum(counts[str(verdict)] for verdict in Verdict)
        assert report["refusals"] == {"4": 1} and all(counts[str(verdict)] == 1 for verdict in Verdict)
        assert [row["reason"] for row in report["whole"]] == ["理由。"] * 5, "what was said of the whole draft, each with its reason"

    def test_one_comment_without_conclusion_keeps_it_from_its_end(self, consulted):
        """713 art. 18: every comment is studied."""
        one, two = consulted.say("一")[0], consulted.say("二")[0]
        consulted.show(one, two)
        consulted.dispose(one)
        with pytest.raises(WrongState):
            consulted.conclude()  # still open
        consulted.after_close()
        with pytest.raises(WrongState):
            consulted.conclude()
        consulted.dispose(two, verdict="noted")
        assert consulted.conclude().report["counts"]["adopted"] == 1

    def test_the_result_passes_the_chain_and_only_then_it_is_concluded(self, consulted):
        """closed until the result is live, then concluded; the gate asks for concluded."""
        from disclosure.consultation.conditions import consultation

        row, _code = consulted.say(clause=5)
        consulted.show(row)
        consulted.dispose(row)
        consulted.after_close()
        page = consulted.fresh()
        assert page.phase(consulted.at) == "closed" and not consultation(page.pk, consulted.page).concluded
        drafted = consulted.conclude()
        waiting = consulted.fresh()
        assert waiting.phase(consulted.at) == "closed" and not waiting.concluded and not consultation(page.pk, page).concluded, "until it is public"
        result = consulted.publish_result(drafted)
        assert result.live and consulted.fresh().phase(consulted.at) == "concluded" and consultation(page.pk, page).concluded
        assert result.report["clauses"][5]["comments"][0]["verdict"] == "adopted"
        with pytest.raises(WrongState):
            consulted.dispose(row, verdict="noted")

    def test_a_matter_of_vital_interest_goes_out_only_after_it(self, consulted):
        """Trying to clear a flagged item without a concluded consultation is refused; with one it passes (五（三）)."""
        from tests import factories
        from tests.walker import Walker

        page = factories.other_page(consulted.bureau.zhiliang, by=consulted.bureau.editor)
        walk = Walker(consulted.bureau, page, consulted.at)
        walk.propose(vital_interest="yes", vital_interest_reason="", consultation=consulted.page.pk).head().secrecy()
        with pytest.raises(Invalid) as refused:
            walk.leader()
        assert refused.value.field == "exemption"
        consulted.after_close().publish_result()
        walk.at = consulted.at
        assert walk.leader().vote("for", "for", "for", "for").close().live

    def test_writers_who_wish_are_told_and_marked(self, consulted):
        """The duty to tell them stays open until each is marked; the phase does not wait for it."""
        row, _code = consulted.say(answer_by="letter", contact="测试路2号 王某")
        consulted.show(row)
        consulted.dispose(row)
        consulted.after_close()
        with pytest.raises(WrongState):
            actions.tell(comment=row, by=consulted.bureau.editor, at=consulted.now())
        consulted.publish_result()
        assert actions.tell(comment=row, by=consulted.bureau.editor, at=consulted.now()).told_at

    def test_the_overview_counts_who_is_to_be_told_and_the_desk_keeps_who_was(self, consulted, client):
        """The duty is seen where one begins; after the last mark it says to whom, when and by whom."""
        rows = [consulted.say(text, answer_by="letter", contact="测试路2号")[0] for text in ("甲意见。", "乙意见。")]
        consulted.show(*rows)
        consulted.dispose(*rows)
        consulted.after_close().publish_result()
        by, overview, desk = consulted.bureau.editor, "/admin/consultations/", f"/admin/consultations/{consulted.page.pk}/"
        for said, row in zip(("2位中2位待告知", "2位中1位待告知"), rows, strict=True):
            client.force_login(by)
            with time_machine.travel(consulted.now(), tick=False):
                text = client.get(overview).content.decode()
                assert said in text and f'href="{desk}#tell"' in text
                client.post(desk, {"verb": "tell", "comment": [row.pk]})
        with time_machine.travel(consulted.now(), tick=False):
            assert "2位均已告知" in client.get(overview).content.decode()
            text = client.get(desk).content.decode()
            told = text[text.index('id="tell"') :]
            assert all(row.number in told for row in rows) and told.count(f"由{full_name(by)}登记") == 2 and "标记为已告知" not in told

    def test_the_letter_is_set_as_an_official_letter(self, consulted):
        """Title in the middle, paragraphs set in, name of the bureau and day at the right; nobody is addressed by his telephone number.

        Who reads the admin in English writes it in Chinese too, to the last line.
        """
        import io

        from docx import Document
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        from disclosure.consultation.letters import letter

        row, _code = consulted.say("写明时限", answer_by="telephone", contact="0000-9876")
        consulted.show(row)
        consulted.dispose(row, verdict="partly", reason="期限由上位法规定。")
        row.refresh_from_db()
        with translation.override("en"):
            paper = Document(io.BytesIO(letter(row, bureau=SimpleNamespace(name="测试局"), on=consulted.now().date())))
        words = [paragraph.text for paragraph in paper.paragraphs]
        set_in = [each.text for each in paper.paragraphs if each.paragraph_format.first_line_indent]
        right = [each.text for each in paper.paragraphs if each.alignment == WD_ALIGN_PARAGRAPH.RIGHT]
        assert "提出意见的同志：" in words and "0000-9876：" not in words and "写明时限" in set_in and right[0] == "测试局"
        conclusion = set_in.index("处理结论：部分采纳。")
        assert set_in[conclusion + 1] == "期限由上位法规定。", "the conclusion with its reason"
        assert words[-1].endswith("日") and "0000-9876" not in "".join(words), "nobody posts a letter to a telephone"
        row.answer_by, row.contact = "letter", "测试路2号 王某"
        paper = Document(io.BytesIO(letter(row, bureau=SimpleNamespace(name="测试局"), on=consulted.now().date())))
        assert paper.paragraphs[-1].text == "寄送：测试路2号 王某"
        consulted.show(row, refusal="4")
        row.refresh_from_db()
        refused = Document(io.BytesIO(letter(row, bureau=SimpleNamespace(name="测试局"), on=consulted.now().date())))
        assert f"该意见已撤下，不再公布，理由：{row.get_refusal_display()}。" in [paragraph.text for paragraph in refused.paragraphs]

    def test_no_name_of_a_writer_is_in_the_ledger(self, consulted):
        """Every verb left its entry, none a citizen's name or contact."""
        row, _code = consulted.say("写明时限", name="赵某某甲", contact="zhao@example.org", answer_by="mail")
        consulted.show(row)
        consulted.dispose(row)
        consulted.after_close().publish_result()
        text = str([(entry.facts, entry.about_title) for entry in entries_about("page", consulted.page.pk)])
        assert "赵某某甲" not in text and "zhao@" not in text
        assert {"consultation.comment", "consultation.moderate", "consultation.dispose", "consultation.conclude"} <= set(verbs(consulted.page))


class TestSubscription:
    def test_confirmed_and_ended_by_one_click(self, consulted):
        """Mail to one consultation: asked, confirmed, told of the result, forgotten at the end."""
        first = actions.subscribe(page=consulted.page, email="a@example.org", at=consulted.now())
        assert actions.subscribe(page=consulted.page, email="A@example.org", at=consulted.now()) == first
        assert Message.objects.filter(key=f"subscribe:{first.pk}").count() == 1
        other = actions.subscribe(page=consulted.page, email="b@example.org", at=consulted.now())
        actions.confirm(token=first.token, at=consulted.now())
        consulted.after_close().publish_result()
        told = Message.objects.filter(kind="subscription")
        assert told.count() == 1 and first.token in told.get().body
        assert actions.end(token=first.token, at=consulted.now()) == consulted.fresh() and actions.end(token=first.token, at=consulted.now()) is None
        assert actions.end(token=other.token, at=consulted.now())


class TestHearing:
    def test_from_notice_to_confirmed_minutes(self, consulted):
        """713 arts. 16–17: rule first, then list, material seven days before, minutes that participants confirm."""
        by, held = consulted.bureau.editor, dt.datetime(2026, 4, 10, 1, 0, tzinfo=dt.UTC)
        given = {"page": consulted.page, "kind": "hearing", "held_at": held, "where": "局三楼会议室", "seats": 2, "by": by}
        with pytest.raises(Invalid) as refused:
            actions.announce_hearing(rule="先到先得", signup_until=held - dt.timedelta(days=3), at=consulted.now(), **given)
        assert refused.value.field == "signup_until"
        hearing = actions.announce_hearing(rule="先到先得", signup_until=held - dt.timedelta(days=10), at=consulted.now(), **given)
        people = [actions.sign_up(hearing=hearing, name=f"代表{n}", contact="0000", speaks_for="企业", at=consulted.now()) for n in range(3)]
        with pytest.raises(WrongState):
            actions.choose(hearing=hearing, participants=[people[0][0]], by=by, at=consulted.now())
        consulted.at = held - dt.timedelta(days=9)
        with pytest.raises(Invalid):
            actions.choose(hearing=hearing, participants=[row for row, _code in people], by=by, at=consulted.now())
        actions.choose(hearing=hearing, participants=[people[0][0], people[1][0]], by=by, at=consulted.now())
        assert actions.send_material(hearing=hearing, by=by, at=consulted.now()).material_at
        consulted.at = held + dt.timedelta(hours=3)
        actions.write_minutes(hearing=hearing, text="双方陈述，质证，辩论。", by=by, at=consulted.now())
        row, code = people[0]
        with pytest.raises(NotFound):
            actions.confirm_minutes(number=people[2][0].number, code=people[2][1], at=consulted.now())  # not chosen
        assert actions.confirm_minutes(number=row.number, code=code, remark="第2行漏了一句。", at=consulted.now()).confirmed_at
