"""Nearly the same words are offered as groups; nobody is grouped by that alone (campaign letters, slips of the pen)."""

import random

from disclosure.consultation import actions, alike
from disclosure.consultation.models import Comment
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
