"""What counts as adopted is in the draft (713 art. 18): who concludes, proposes and signs reads where it is not; nothing is refused for it."""

import pytest
from django.urls import reverse

from disclosure.consultation import actions, standing
from disclosure.consultation.conditions import consultation
from disclosure.consultation.standing import published_clauses
from tests import factories
from tests.consultation.conftest import DRAFT
from tests.consultation.test_conditions import body_of

pytestmark = pytest.mark.django_db
UNSEEN = "采纳或者部分采纳"


@pytest.fixture
def adopted(consulted):
    """Adopted: one comment on 第六条, one on an item of 第十八条, one on 第三条; noted: one on 第九条."""
    item = next(row for row in published_clauses(consulted.page) if row.number == "第十八条（二）")
    rows = [consulted.say(clause=place)[0] for place in (5, 2)]
    rows.append(actions.comment(page=consulted.fresh(), clause=item.pk, stance="suggest", text="勘察深度写明", at=consulted.now())[0])
    other, _code = consulted.say(clause=8)
    consulted.show(*rows, other)
    consulted.dispose(*rows)
    consulted.dispose(other, verdict="noted")
    return consulted


def redraft(walk, *changes):
    text = DRAFT
    for find, put in changes:
        assert find in text
        text = text.replace(find, put, 1)
    actions.redraft(page=walk.page, text=text, by=walk.bureau.editor, at=walk.now())


def unseen(walk):
    return [(str(clause), count) for clause, count in standing.unmoved(walk.fresh())]


def test_before_a_redraft_all_that_is_adopted_is_unseen_after_it_what_stayed(adopted):
    """An item counts with its article; what is only noted is owed no change."""
    assert unseen(adopted) == [("第三条", 1), ("第六条", 1), ("第十八条", 1)]
    redraft(adopted, ("应当遵守法律", "应当严格遵守法律"))
    assert unseen(adopted) == [("第三条", 1), ("第十八条", 1)]


def test_a_clause_that_is_removed_has_changed_and_one_of_which_only_references_were_renumbered_has_not(adopted):
    """第三条 is gone; 第十八条 stands one earlier."""
    from disclosure.consultation.anchors import articles, find_clauses

    words = [piece.words for at, piece in enumerate(articles(find_clauses(DRAFT))) if at != 2]
    text = "\n".join(f"第{n}条 {each}" for n, each in enumerate(words, 1))
    actions.redraft(page=adopted.page, text=text, by=adopted.bureau.editor, at=adopted.now())
    assert unseen(adopted) == [("第六条", 1), ("第十八条", 1)]


def test_one_on_the_whole_draft_is_unseen_until_there_is_a_redraft(consulted):
    """Nobody can say which clause it moved; but one of them must."""
    row, _code = consulted.say()
    consulted.show(row)
    consulted.dispose(row, verdict="partly", reason="部分。")
    assert standing.unmoved(consulted.fresh()) == [(None, 1)]
    redraft(consulted, ("应当遵守法律", "应当严格遵守法律"))
    assert standing.unmoved(consulted.fresh()) == []


def test_who_concludes_reads_it_at_the_desk_and_as_he_disposes(adopted, client):
    """A caution beside the redraft, and with the answer to “adopted”; nothing is refused."""
    client.force_login(adopted.bureau.editor)
    desk = reverse("disclosure_consultation_desk", args=[adopted.page.pk])
    assert f"有3条意见的结论是{UNSEEN}" in client.get(desk).content.decode()
    row, _code = adopted.say(clause=6)
    adopted.show(row)
    answer = client.post(desk, {"verb": "dispose", "comment": [row.pk], "verdict_given": "adopted"}, follow=True)
    assert answer.content.decode().count("有4条意见的结论是") == 2
    result = adopted.after_close().conclude()
    (said,) = [sentence for sentence in result.cautions(adopted.at, adopted.at.date()) if UNSEEN in str(sentence)]
    assert "第三条、第六条、第七条、第十八条" in str(said)


def test_who_signs_the_final_text_reads_it_too(adopted):
    """Where the last draft showed it and the final text does not."""
    redraft(adopted, ("应当遵守法律", "应当严格遵守法律"))
    adopted.after_close().publish_result()
    newest = DRAFT.replace("应当遵守法律", "应当严格遵守法律")
    page = factories.item("actions", by=adopted.bureau.editor, kind="policy", stage="planned", body=body_of(newest))
    known = consultation(adopted.page.pk, page)
    (said,) = known.cautions(page)
    assert "有2条意见" in str(said) and "第三条、第十八条" in str(said)
    page.body = body_of(DRAFT)
    assert "第三条、第六条、第十八条" in str(known.cautions(page)[0])
