"""Nearly the same words are offered as groups; nobody is grouped by that alone (campaign letters, slips of the pen)."""

import random

import pytest

from disclosure.consultation import actions, alike
from disclosure.consultation.models import Comment
from disclosure.ledger.errors import Invalid
from tests.consultation.conftest import DRAFT

LETTER = "反对提高检测频次，企业负担已经很重，请按照工程规模分类确定抽检比例，不要一刀切。"


def test_campaign_letters_with_a_sentence_of_ones_own_are_one_group():
    """A letter many signed, shortened, with a slip or a sentence more; other comments stand alone."""
    others = ["建议写明时限。", "赞成推行数字档案，希望向社会开放查询。", "第六条的保证体系由谁检查？应当写明。"]
    letters = [LETTER, LETTER + "我是本地企业。", LETTER.replace("已经很重", "已很重"), "负责人：" + LETTER]
    texts = list(enumerate(others[:2] + letters + others[2:]))
    assert alike.clusters(texts) == [[2, 3, 4, 5]]


def test_of_two_thousand_a_third_is_one_letter():
    """However many there are, all that repeat it are found."""
    lot, words = random.Random(1), DRAFT.replace("\n", "")
    texts = []
    for n in range(2_000):
        at = lot.randrange(len(words) - 120)
        texts.append((n, LETTER[: lot.randrange(30, 39)] if n % 3 == 0 else words[at : at + lot.randrange(40, 110)]))
    assert len(alike.clusters(texts)[0]) > 660


def test_groups_are_offered_and_taken_by_one_click(consulted, client):
    """The desk shows them by itself; the button groups; what is grouped is offered no longer, and nothing is dropped."""
    rows = [consulted.say(text, clause=3)[0] for text in (LETTER, LETTER + "我是本地企业。", "建议写明时限。", LETTER + "请重视！")]
    elsewhere = consulted.say(LETTER + "另一条。", clause=4)[0]
    assert alike.offered(consulted.page) == [[rows[0].pk, rows[1].pk, rows[3].pk]]
    address = f"/admin/consultations/{consulted.page.pk}/"
    client.force_login(consulted.bureau.editor)
    assert 'id="offers"' in client.get(address).content.decode()
    client.post(address, {"verb": "group_offer", "offer": rows[0].pk})
    assert set(Comment.objects.filter(like=rows[0])) == {rows[1], rows[3]}
    assert alike.offered(consulted.page) == [] and Comment.objects.count() == 5
    elsewhere.refresh_from_db()
    assert elsewhere.like is None
    assert 'id="offers"' not in client.get(address).content.decode()


def test_a_withdrawn_comment_is_not_offered(consulted):
    """Nor a refused one."""
    first, code = consulted.say(LETTER)
    second = consulted.say(LETTER + "我是本地企业。")[0]
    actions.withdraw(number=first.number, code=code, at=consulted.now())
    assert alike.offered(consulted.page) == []
    third = consulted.say(LETTER + "请重视！")[0]
    consulted.show(third, refusal="4")
    second.refresh_from_db()
    assert alike.offered(consulted.page) == [] and second.like is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("不应罚款", "不，应罚款"), ("罚款改为1000元", "罚款改为1.000元"), ("罚款改为1000元", "罚款改为-1000元"), ("罚款10 00元", "罚款1 000元"),
        ("应罚款。", "应罚款？"), ("10%", "10"), ("不同意。罚款", "不同意罚款"),
    ],
)  # fmt: skip
def test_a_mark_or_a_figure_that_turns_what_is_meant_groups_nobody_by_itself(consulted, first, second):
    """They are offered to staff, where their words are the same but for marks."""
    (one, _code), (other, _code) = consulted.say(first), consulted.say(second)
    assert one.like is None and other.like is None
    assert alike.offered(consulted.page) == ([[one.pk, other.pk]] if alike.folded(first) == alike.folded(second) else [])


def test_another_stance_is_offered_to_nobody_and_not_grouped(consulted, client):
    """The same words in favour and against: an offer holds one stance, and what staff tick themselves is refused with a sentence."""
    texts = ["应罚款", "应罚款。", "应罚款！！", "应罚款？"]
    one, *others = (consulted.say(text, stance="oppose" if rank else "support")[0] for rank, text in enumerate(texts))
    assert others[0].like is None and alike.offered(consulted.page) == [[others[0].pk, others[2].pk]]
    client.force_login(consulted.bureau.editor)
    address = f"/admin/consultations/{consulted.page.pk}/"
    text = client.post(address, {"verb": "group", "comment": [one.pk, others[0].pk]}).content.decode()
    assert "只能归并态度相同的意见" in text and set(Comment.objects.filter(like__isnull=False)) == {others[1]}
    with pytest.raises(Invalid):
        actions.group(page=consulted.page, first=others[0], others=[one], by=consulted.bureau.editor, at=consulted.now())
    client.post(address, {"verb": "group_offer", "offer": others[0].pk})
    assert set(Comment.objects.filter(like=others[0])) == set(others[1:])


@pytest.mark.parametrize("again", ["罚款改为１０００元 。", "罚款 改为1000元", "罚款改为1000元！", "\n罚款改为1000元"])
def test_width_blanks_and_the_last_mark_are_the_same_words(consulted, again):
    """With the same stance on the same clause: they stand together as they come."""
    one, _code = consulted.say("罚款改为1000元。")
    assert consulted.say(again)[0].like == one
