"""The letter to whoever wants to be told: which comment, which conclusion, where the result stands, whom to call (国办发〔2018〕37号: 反馈)."""

import io

import pytest
import time_machine
from django.urls import reverse
from docx import Document

from disclosure.consultation import actions, margins
from disclosure.consultation.letters import letter
from disclosure.items import actions as items
from disclosure.items.models.numbers import bureau
from disclosure.ledger.record import entries_about
from tests.consultation.conftest import DRAFT
from tests.consultation.test_duties import one_said
from tests.consultation.test_final import COMPLETE
from tests.walker import Walker

ONES = " 一二三四五六七八九"
NUMERALS = [f"{'' if n < 20 else ONES[n // 10]}{'十' if n > 9 else ''}{ONES[n % 10]}".strip() for n in range(50)]


def written(walk, row):
    row.refresh_from_db()
    made = letter(row, bureau=bureau(), on=walk.now().date())
    return Document(io.BytesIO(made))


def words(paper):
    return [paragraph.text for paragraph in paper.paragraphs]


def test_it_names_comment_result_and_whom_to_call(consulted, settings):
    """Day and number of the comment; title, index number and full address of the result; division, telephone and address of the office."""
    settings.WAGTAILADMIN_BASE_URL = "https://gongkai.example.gov.cn"
    row, _code = one_said(consulted, answer_by="letter", contact="测试路2号 王某")
    consulted.after_close().publish_result()
    result, page = consulted.page.results.get(), consulted.fresh()
    paper = written(consulted, row)
    text = "\n".join(words(paper))
    for told in (
        "2026年3月", row.number, result.title, result.index_number, f"https://gongkai.example.gov.cn{result.url}", page.division.name, page.phone,
        page.address, "寄送：测试路2号 王某",
    ):  # fmt: skip
        assert told in text, told
    assert paper.core_properties.author == "测试局" and page.title in paper.core_properties.title


def test_a_clause_that_has_another_number_now_is_named_by_both(consulted):
    """By that of the revised draft once the result is public, by that of the final text once it is; one that kept its number by that alone."""
    sixth, _code = one_said(consulted, clause=5, answer_by="letter", contact="测试路2号")
    first, _code = one_said(consulted, "第一条写得好。", clause=0, answer_by="letter", contact="测试路3号")
    lines = [line for line in DRAFT.split("\n") if not line.startswith("第三条")]
    text = renumbered("\n".join(lines), 4)
    version, _places = actions.redraft(page=consulted.page, text=text, by=consulted.bureau.editor, at=consulted.now())
    assert [str(row) for row in version.clauses.articles()][4] == "第五条"
    assert "第六条，" not in "\n".join(words(written(consulted, sixth))), "the redraft is not public yet"
    consulted.after_close().publish_result()
    assert "（第六条，修改后的草案为第五条）" in "\n".join(words(written(consulted, sixth)))
    assert "（第一条）" in "\n".join(words(written(consulted, first)))
    final = actions.begin_final(page=consulted.page, category="rules", by=consulted.bureau.editor, at=consulted.now()).specific
    body = renumbered("\n".join(line for line in margins.plain(final).split("\n") if not line.startswith("第二条")), 3)
    items.change(
        page=final, given=COMPLETE | {"body": "".join(f"<p>{line}</p>" for line in body.split("\n"))}, by=consulted.bureau.editor, at=consulted.now()
    )
    walk = Walker(consulted.bureau, final, consulted.at).propose(vital_interest="yes", vital_interest_reason="", consultation=consulted.page.pk)
    walk.head().secrecy().leader().vote("for", "for", "for", "for").close()
    assert "（第六条，正式文本为第四条）" in "\n".join(words(written(consulted, sixth)))


def renumbered(text, since):
    """Articles from this number on one lower: what stood before them was taken out."""
    for number in range(since, 42):
        text = text.replace(f"\n第{NUMERALS[number]}条", f"\n第{NUMERALS[number - 1]}条", 1)
    return text


def test_it_bears_no_telephone_of_the_writer(consulted):
    """Neither the one he gave nor one in his words: the office's stands there. Who is to be called has no line for the envelope."""
    row, _code = one_said(consulted, "请拨13800138000。", answer_by="telephone", contact="13900139000")
    other, _code = one_said(consulted, answer_by="letter", contact="测试路2号 王某 13900139000")
    consulted.after_close().publish_result()
    for each in (row, other):
        text = "\n".join(words(written(consulted, each)))
        assert "13800138000" not in text and "13900139000" not in text
    assert "测试路2号 王某" in text and "寄送" not in "\n".join(words(written(consulted, row)))


def test_whom_to_call_the_desk_says_and_the_ledger_knows(consulted, client):
    """Since no letter bears it: how the ticked writers want to be reached, shown once, to who works on it."""
    row, _code = one_said(consulted, answer_by="telephone", contact="13900139000")
    left, _code = one_said(consulted, answer_by="telephone", contact="13700137000")
    consulted.after_close().publish_result()
    desk = reverse("disclosure_consultation_desk", args=[consulted.page.pk])
    with time_machine.travel(consulted.now(), tick=False):
        client.force_login(consulted.bureau.leader)
        assert "13900139000" not in client.post(desk, {"verb": "reach", "comment": [row.pk]}, follow=True).content.decode()
        client.force_login(consulted.bureau.editor)
        assert 'id="refused"' in client.post(desk, {"verb": "reach"}).content.decode()
        text = client.post(desk, {"verb": "reach", "comment": [row.pk]}, follow=True).content.decode()
        assert "13900139000" in text and "13700137000" not in text and "13900139000" not in client.get(desk).content.decode()
    entry = entries_about("page", consulted.page.pk).last()
    assert (entry.verb, entry.facts) == ("consultation.contact", {"numbers": [row.number]}) and left.told_at is None


def test_of_what_was_not_published_it_says_so_and_why(consulted):
    """A reason alone is no answer."""
    row, _code = consulted.say("不予公布的话", answer_by="letter", contact="测试路2号")
    consulted.show(row, refusal="4")
    text = "\n".join(words(written(consulted, row)))
    row.refresh_from_db()
    assert f"该意见未予公布，理由：{row.get_refusal_display()}。" in text and "处理结论" not in text and "。。" not in text


def sent_to(walk, answer_by, contact):
    row, _code = one_said(walk, answer_by=answer_by, contact=contact)
    last = words(written(walk, row))[-1]
    return last.partition("：")[2]


def test_an_address_for_mail_stands_whole_though_it_holds_a_telephone(consulted):
    """Else nobody can answer."""
    assert sent_to(consulted, "mail", "13900139000@139.com") == "13900139000@139.com"


@pytest.mark.parametrize(
    "typed",
    [
        "测试路2号 王某 87654321", "测试路2号 王某 8765-4321", "测试路2号 王某，联系电话：13900139000", "测试路2号 王某（手机13900139000）",
        "测试路2号 王某 电话87654321、13900139000", "电话１３９００１３９０００，测试路2号 王某",
    ],
)  # fmt: skip
def test_an_address_for_letters_keeps_neither_telephone_nor_the_word_for_it(consulted, typed):
    assert sent_to(consulted, "letter", typed) == "测试路2号 王某"


def test_house_and_post_code_stay_in_an_address_for_letters(consulted):
    assert sent_to(consulted, "letter", "350001 测试路2001号3单元20230012号信箱 王某") == "350001 测试路2001号3单元20230012号信箱 王某"
