"""What is different between two contents: words, attachments, channels (四（二）)."""

import re
from types import SimpleNamespace

from disclosure.chain.changes import changes, plain, text_changes


def paper(proposal=None, **facts):
    return SimpleNamespace(facts={"page": 1, **facts}, proposal=proposal or {})


def compare(before, after):
    return changes(before, after, label=lambda name: name.upper(), words=lambda name, value: None)


def test_text_differs_by_characters_and_latin_by_words():
    """删去 and 新增 as one reads them."""
    assert text_changes("混凝土强度不足。", "混凝土强度明显不足。") == [("equal", "混凝土强度"), ("ins", "明显"), ("equal", "不足。")]
    assert text_changes("A2 标段", "A3 标段") == [("del", "A2"), ("ins", "A3"), ("equal", " 标段")]
    assert text_changes("相同", "相同") == [("equal", "相同")]


def test_another_text_altogether_is_shown_as_taken_out_and_put_in():
    """Letters in common would only confuse."""
    assert [kind for kind, _text in text_changes("甲乙丙丁", "一二三四五")] == ["del", "ins"]


def test_long_unchanged_stretches_are_shortened():
    """Only what surrounds a change is shown."""
    long = "这是一段很长的没有改动的文字" * 20
    (found,) = compare(paper(body=f"{long}甲{long}"), paper(body=f"{long}乙{long}"))
    assert found.label == "BODY" and sum(len(text) for _kind, text in found.parts) < 120
    assert ("del", "甲") in found.parts and ("ins", "乙") in found.parts


def test_attachments_are_compared_by_their_bytes():
    """The same name with other bytes is another file."""
    before = paper(attachments=[{"name": "决定书", "sha256": "a" * 64}])
    (found,) = compare(before, paper(attachments=[{"name": "决定书", "sha256": "b" * 64}]))
    assert [(kind, name) for kind, name, _sha in found.files] == [("del", "决定书"), ("ins", "决定书")]


def test_what_was_proposed_counts_and_the_same_content_differs_in_nothing():
    """Channels, scope and the answers of the proposal are signed too."""
    before = paper({"vital_interest": "no"}, channels=["portal:notices"])
    assert compare(before, before) == []
    names = [found.name for found in compare(before, paper({"vital_interest": "yes"}, channels=["portal:notices", "journal"]))]
    assert names == ["channels", "proposal.vital_interest"]


def test_stored_blocks_read_as_text():
    """Marks are taken out, paragraphs become lines."""
    body = [{"type": "paragraph", "value": "<p>第一段&amp;</p><p>第二段</p>"}, {"type": "clause", "value": {"number": "第一条", "text": "<b>文</b>"}}]
    assert plain(body) == "第一段&\n第二段\n第一条 文"


def test_ends_of_lines_are_no_change_and_what_differs_in_layout_alone_says_so():
    """What a form stored with carriage returns and the API without: no empty pairs of 删去 and 新增."""
    lines = [f"第{number}条 文字{number}。" for number in range(21)]
    (found,) = compare(paper(draft="\r\n".join(lines)), paper(draft="\n".join(lines)))
    assert found.parts == [("equal", "文字相同，只有版式不同。")]
    (found,) = compare(paper(draft="\r\n".join(lines)), paper(draft="\n".join(lines).replace("文字7", "文本7")))
    assert [kind for kind, _text in found.parts].count("ins") == 1 and "\r" not in str(found.parts)


def test_the_shortening_cuts_no_number_apart():
    """“第十二条” stands whole or not at all, before a change and after it."""
    for shift in range(30):
        filling = "文" * shift
        long = f"{filling}第二百三十五条 对举报属实的给予奖励，金额为123456.78元。" * 8
        (found,) = compare(paper(body=f"{long}甲{long}"), paper(body=f"{long}乙{long}"))
        for kind, text in found.parts:
            for piece in text.split("……") if kind == "equal" else []:
                assert piece.count("第") == piece.count("条"), (shift, piece)
                assert all(whole == "123456.78" for whole in re.findall(r"[0-9.]+", piece)), (shift, piece)


def test_how_large_a_heading_is_drawn_is_no_word():
    """Not “2 总则”; where it alone changes it is layout."""
    heading = {"type": "heading", "value": {"level": "2", "text": "总则"}}
    assert plain([heading]) == "总则"
    (found,) = compare(paper(body=[heading]), paper(body=[{"type": "heading", "value": {"level": "3", "text": "总则"}}]))
    assert found.parts == [("equal", "文字相同，只有版式不同。")]
