"""What is different between two contents: words, attachments, channels (四（二）)."""

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
