"""The final text begins with what the draft became (五（三）: 进行调整后，再予正式公布)."""

import datetime as dt

import pytest
from django.urls import reverse

from disclosure.chain import actions as chain
from disclosure.consultation import actions, finals, margins
from disclosure.consultation.conditions import consultation
from disclosure.consultation.margins import plain
from disclosure.items import actions as items
from disclosure.items.models import DisclosurePage
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from tests import factories
from tests.consultation.conftest import DRAFT, Consulted
from tests.walker import Walker

pytestmark = pytest.mark.django_db
COMPLETE = {
    "document_number": "测交质监〔2026〕64号", "formed_on": "2026-04-24", "effective_on": "2026-06-01", "summary": "管理办法。", "keywords": ["质量"],
}  # fmt: skip


@pytest.fixture
def concluded(consulted):
    """A draft that was changed after a comment, its result public."""
    row, _code = consulted.say(clause=5)
    consulted.show(row)
    text = DRAFT.replace("应当遵守法律", "应当严格遵守法律")
    actions.redraft(page=consulted.page, text=text, by=consulted.bureau.editor, at=consulted.now())
    consulted.dispose(row)
    consulted.after_close().publish_result()
    return consulted


def begin(walk, category="rules", by=None):
    return actions.begin_final(page=walk.page, category=category, by=by or walk.bureau.editor, at=walk.now())


def test_the_desk_begins_the_final_text_with_the_clauses_of_the_last_draft(concluded, client):
    """A button of the desk: a draft of rules, its title without “征求意见稿”, every article and chapter as the last version had it; the editor
    comes next."""
    client.force_login(concluded.bureau.editor)
    desk = reverse("disclosure_consultation_desk", args=[concluded.page.pk])
    shown = client.get(desk).content.decode()
    assert 'value="begin_final"' in shown and '<option value="rules">' in shown
    answer = client.post(desk, {"verb": "begin_final", "category": "rules"})
    final = DisclosurePage.objects.latest("pk").specific
    assert answer.status_code == 302 and answer["Location"] == reverse("wagtailadmin_pages:edit", args=[final.pk])
    assert (final.title, final.live, final.kind) == ("交通建设工程质量和安全生产管理办法", False, "normative")
    words = plain(final)
    assert "第一章" in words and "应当严格遵守法律" in words and words.count("\n第") >= 41
    shown = client.get(desk).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[final.pk]) in shown
    assert [each.pk for each in finals.begun_from(concluded.page)] == [final.pk]


def test_chapters_of_the_draft_are_headings_of_the_final_text(concluded):
    """Headings as on the page of the draft, paragraphs the articles; the margins read the text as before."""
    final = begin(concluded).specific
    headings = [block.value["text"] for block in final.body if block.block_type == "heading"]
    rows = concluded.fresh().versions.last().clauses.articles().order_by("place")
    assert headings == list(dict.fromkeys(row.chapter for row in rows)) and headings[0].startswith("第一章")
    assert "<p>第一章" not in str(final.body)
    assert set(margins.counted(final, concluded.fresh())) == {("第六条", 0)}


def test_what_the_final_text_changes_after_the_result_is_told_to_who_proposes_and_signs(concluded, client):
    """A day changed, an article taken out: named on the form of the proposal; of the text as it was begun nothing is said."""
    final = begin(concluded)
    client.force_login(concluded.bureau.editor)
    address = reverse("disclosure_chain:propose", args=[final.pk])
    assert "形成采纳情况时的草案" not in client.get(address).content.decode()
    draft = final.specific.get_latest_revision_as_object()
    lines = plain(draft).split("\n")
    last = next(at for at, line in reversed(list(enumerate(lines))) if line.startswith("第四十一条"))
    lines[last] = lines[last].replace("起施行", "后的次月起施行").replace("日", "号", 1)
    third = next(at for at, line in enumerate(lines) if line.startswith("第三条"))
    del lines[third]
    draft.body = [("paragraph", "".join(f"<p>{line}</p>" for line in lines))]
    draft.save_revision(user=concluded.bureau.editor)
    said = client.get(address).content.decode()
    assert "正文与形成采纳情况时的草案有" in said and "第四十一条" in said[said.index("形成采纳情况时的草案") :][:80]


def test_what_differs_from_the_last_draft_is_read_word_by_word_on_form_and_sheet(concluded, client):
    """What was put in and taken out, named for a screen reader; articles put together stand as one, one taken out stands last."""
    final = begin(concluded)
    draft = items.change(page=final, given=COMPLETE, by=concluded.bureau.editor, at=concluded.now())
    lines = [line for line in plain(draft).split("\n") if not line.startswith("第三条")]
    sixth = next(at for at, line in enumerate(lines) if line.startswith("第六条"))
    lines[sixth] = lines[sixth].replace("应当严格遵守法律", "必须严格遵守法律")
    seventh, eighth = (next(at for at, line in enumerate(lines) if line.startswith(number)) for number in ("第七条", "第八条"))
    lines[seventh:eighth] = ["".join(lines[seventh:eighth])]
    lines[seventh] += lines.pop(seventh + 1).removeprefix("第八条").strip()
    draft.body = [("paragraph", "".join(f"<p>{line}</p>" for line in lines))]
    known = consultation(concluded.page.pk, draft)
    found = known.differences(draft)
    assert ("第六条", True) in [(name, ("del", "应当") in parts and ("ins", "必须") in parts) for name, parts in found], found
    assert found[-1][0] == "第三条已删去" and [kind for kind, _words in found[-1][1]] == ["del"]
    together = next(parts for name, parts in found if name == "第七条")
    mine = {str(row): row.words for row in concluded.fresh().versions.last().clauses.articles()}
    assert "".join(words for kind, words in together if kind != "ins") == mine["第七条"] + "\n" + mine["第八条"]
    draft.save_revision(user=concluded.bureau.editor)
    client.force_login(concluded.bureau.editor)
    address = reverse("disclosure_chain:propose", args=[final.pk])
    form = client.get(address).content.decode()
    walk = Walker(concluded.bureau, final, concluded.at).propose(vital_interest="yes", vital_interest_reason="", consultation=concluded.page.pk)
    client.force_login(walk.bureau.head)
    sheet = client.get(reverse("disclosure_chain:review", args=[final.pk])).content.decode()
    for text in (form, sheet):
        assert '<ins><span class="vh">新增：</span>必须</ins>' in text and '<del><span class="vh">删去：</span>应当</del>' in text
        assert "与预公开最后一稿草案的差异" in text


def test_what_differs_is_told_also_where_the_consultation_is_another_divisions(concluded, client):
    """That it is another division's stands before it, not in its place; in the proposal and on the sheet of who signs."""
    final = begin(concluded)
    draft = items.change(page=final, given=COMPLETE, by=concluded.bureau.editor, at=concluded.now())
    draft.body = [("paragraph", "".join(f"<p>{line}</p>" for line in plain(draft).split("\n") if not line.startswith("第三条")))]
    draft.save_revision(user=concluded.bureau.editor)
    known = consultation(concluded.page.pk, draft)
    assert len(known.cautions(draft, concluded.bureau.editor)) == 1
    draft.division = concluded.bureau.anquan
    whose, differs = known.cautions(draft, concluded.bureau.editor_anquan)
    assert "不是本处室的" in whose and concluded.page.title in whose and "有1条不同：第三条已删去" in differs, differs


def test_who_may_not_read_the_consultation_reads_what_differs_without_its_title(site):
    """One for a single division ends in an item of the house: who signs it and is of another division learns neither title nor words."""
    walk = Consulted(inward=True, only_for="zhiliang").publish().after_close()
    walk.publish_result()
    final = begin(walk, "internal-rules").specific
    final.body = [("paragraph", "".join(f"<p>{line}</p>" for line in plain(final).split("\n") if not line.startswith("第三条")))]
    known = consultation(walk.page.pk, final)
    final.division = walk.bureau.anquan
    for user, reads in ((walk.bureau.editor, True), (walk.bureau.editor_anquan, False)):
        said = known.cautions(final, user)
        assert [walk.page.title in "".join(said), "其他处室内部的预公开" in said[0]] == [reads, not reads] and "有1条不同" in said[1]


def test_the_changes_of_a_round_name_the_consultation_by_its_title(concluded):
    """Not by the number of its page."""
    from disclosure.chain.sheet import words_of

    final = begin(concluded)
    assert words_of(final, "consultation", concluded.page.pk, concluded.bureau.head) == concluded.page.title


def test_its_proposal_starts_from_yes_and_names_the_consultation(concluded, client):
    """Nobody has to look for it; what was proposed once is what the next proposal starts from."""
    other = factories.item("rules", kind="normative", by=concluded.bureau.editor, division=concluded.bureau.zhiliang)
    final = begin(concluded)
    client.force_login(concluded.bureau.editor)

    def chosen(page):
        form = client.get(reverse("disclosure_chain:propose", args=[page.pk])).context["form"]
        return form["vital_interest"].value(), form["consultation"].value()

    assert chosen(final) == ("yes", concluded.page.pk)
    assert chosen(other) == ("yes", None)
    items.change(page=final, given=COMPLETE, by=concluded.bureau.editor, at=concluded.now())
    walk = Walker(concluded.bureau, final, concluded.at).propose(vital_interest="no", vital_interest_reason="只改一字")
    chain.recall(page=walk.page, by=walk.bureau.editor, at=walk.now(), reason="再改")
    assert chosen(final) == ("no", None)


def test_the_final_text_walks_the_chain_and_its_articles_lead_to_their_comments(concluded, client):
    """Begun, completed, proposed: the article that was changed has its comment beside it."""
    final = begin(concluded)
    items.change(page=final, given=COMPLETE, by=concluded.bureau.editor, at=concluded.now())
    walk = Walker(concluded.bureau, final, concluded.at).propose(vital_interest="yes", vital_interest_reason="", consultation=concluded.page.pk)
    walk.head().secrecy().leader().vote("for", "for", "for", "for").close()
    assert '第六条</b> <a class="margin"' in client.get(type(final).objects.get(pk=final.pk).url).content.decode()


def test_the_desk_names_a_final_text_that_was_written_without_it(concluded, client):
    """Who comes to begin one reads that there is one already."""
    page = factories.item(
        "rules", kind="normative", by=concluded.bureau.editor, division=concluded.bureau.zhiliang, document_number="测交质监〔2026〕65号"
    )
    walk = Walker(concluded.bureau, page, concluded.at).propose(vital_interest="yes", vital_interest_reason="", consultation=concluded.page.pk)
    walk.head().secrecy().leader().vote("for", "for", "for", "for").close()
    client.force_login(concluded.bureau.editor)
    desk = client.get(reverse("disclosure_consultation_desk", args=[concluded.page.pk]))
    assert [each.pk for each, _known in desk.context["finals"]] == [page.pk]
    assert reverse("disclosure_chain:review", args=[page.pk]) in desk.content.decode()


def scheduled(walk):
    """Another division's item that waits for its time and names the consultation: its title is not public yet."""
    bureau = walk.bureau
    by = {"by": bureau.editor_anquan}
    page = factories.item("actions", kind="policy", stage="planned", division=bureau.anquan, title="尚未公开的安全行动", **by)
    other = Walker(bureau, page, walk.at)
    other.write(go_live_at=walk.at + dt.timedelta(days=3), **by)
    other.propose(vital_interest="yes", vital_interest_reason="", consultation=walk.page.pk, **by).sign(bureau.head_anquan).secrecy()
    other.sign(bureau.other_leader).vote("for", "for", "for", "for").close()
    return page


def test_nothing_names_another_divisions_draft(concluded, client):
    """Neither the desk, nor the caution of a proposal, nor the refusal to begin another; who has to do with it reads its title."""
    bureau = concluded.bureau
    scheduled(concluded)
    final = begin(concluded)
    addresses = [reverse("disclosure_consultation_desk", args=[concluded.page.pk]), reverse("disclosure_chain:propose", args=[final.pk])]
    client.force_login(bureau.editor)
    for address in addresses:
        text = client.get(address).content.decode()
        assert "尚未公开的安全行动" not in text and "另一处室尚未公开的事项" in text
    client.force_login(bureau.director)
    assert "尚未公开的安全行动" in client.get(addresses[0]).content.decode()
    DisclosurePage.objects.filter(pk=final.pk).update(division=bureau.anquan, title="另处的草稿")
    client.force_login(bureau.editor)
    assert "另处的草稿" not in client.get(addresses[0]).content.decode()
    answer = client.post(addresses[0], {"verb": "begin_final", "category": "rules"})
    assert answer.status_code == 200 and "另处的草稿" not in answer.content.decode()


def test_one_that_was_taken_down_is_changed_not_begun_anew(concluded, client):
    """The refusal says so and leads to it."""
    final = begin(concluded)
    items.change(page=final, given=COMPLETE, by=concluded.bureau.editor, at=concluded.now())
    walk = Walker(concluded.bureau, final, concluded.at).propose(vital_interest="yes", vital_interest_reason="", consultation=concluded.page.pk)
    walk.head().secrecy().leader().vote("for", "for", "for", "for").close().withdraw()
    client.force_login(concluded.bureau.editor)
    answer = client.post(reverse("disclosure_consultation_desk", args=[concluded.page.pk]), {"verb": "begin_final", "category": "rules"})
    said = answer.content.decode()
    said = said[said.index('id="refused"') :]
    said = said[: said.index("</div>")]
    assert "已撤下" in said and reverse("wagtailadmin_pages:edit", args=[final.pk]) in said


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 40, "-1", "１２", "²", "0"])
def test_a_number_that_is_no_consultation_is_refused_in_a_sentence(concluded, client, number):
    """Whatever is sent for it, also 5,000 figures."""
    final = begin(concluded)
    client.force_login(concluded.bureau.editor)
    answer = client.post(reverse("disclosure_chain:propose", args=[final.pk]), {"vital_interest": "yes", "consultation": number})
    text = answer.content.decode()
    assert answer.status_code == 422 and "请从所列的预公开中选择。" in text


def test_it_is_begun_once_in_a_category_after_the_conclusion_and_by_an_editor(concluded):
    """A second one in the same list is refused until the first is deleted; before the conclusion there is none; who is no editor begins none."""
    final = begin(concluded)
    with pytest.raises(WrongState):
        begin(concluded)
    assert begin(concluded, "actions").pk != final.pk
    type(final).objects.get(pk=final.pk).delete()
    assert begin(concluded).pk != final.pk
    with pytest.raises(Invalid):
        begin(concluded, "internal-rules")
    with pytest.raises(NotAllowed):
        begin(concluded, by=concluded.bureau.head)


def test_an_inward_one_ends_in_an_inward_item(inward):
    """一（二）4: what staff were asked is decided for staff; before the conclusion nothing is begun."""
    with pytest.raises(WrongState):
        begin(inward, "internal-rules")
    inward.after_close().publish_result()
    final = begin(inward, "internal-rules")
    assert final.specific.scope == "staff" and "第一条" in plain(final)
    with pytest.raises(Invalid):
        begin(inward, "rules")
