"""Who handles a complaint, and what is the reporter's own."""

import pytest

from disclosure.rules.reporting import Track, copied, tells, track


@pytest.mark.parametrize(
    "about, goes",
    [
        ({}, Track.ROUTINE), ({"office": True}, Track.NAMED), ({"leader": True}, Track.NAMED), ({"main_leader": True}, Track.SUPERIOR),
        ({"office": True, "main_leader": True}, Track.SUPERIOR), ({"office": True, "leader": True}, Track.NAMED),
    ],
)  # fmt: skip
def test_whoever_is_concerned_steps_aside(about, goes):
    """信访工作条例 art. 28; about the main leader nobody in the house decides (五（五）)."""
    assert track(**about) == goes


LETTER = "我是某某村村民，2026年9月高速公路施工振动造成我家房屋开裂，多次反映没有人管。"


@pytest.mark.parametrize(
    "words, found",
    [
        ("请说明该项目爆破振动监测和房屋鉴定情况。", False),
        ("来信称“高速公路施工振动造成我家房屋开裂，多次反映没有人管”，请核实。", True),
        ("来信称 高速公路 施工振动 造成我家 房屋开裂 ，请核实。", True),
        ("高速公路施工", False),
        ("", False),
    ],
)
def test_own_words_are_other_words(words, found):
    """Fifteen signs in a row taken over, whatever stands between them, are the reporter's (信访工作条例 art. 30)."""
    assert bool(copied(words, LETTER)) is found


def test_a_short_letter_is_not_taken_over_whole():
    """A letter shorter than a run is compared as a whole."""
    assert copied("反映大桥桥面有裂缝等情况", "大桥桥面有裂缝") == "" and copied("有人说：大桥桥面有一条裂缝。", "大桥桥面有一条裂缝")


@pytest.mark.parametrize("words, told", [("联系欧阳 建华核实", True), ("电话138-0013-8000", True), ("请核实", False), ("", False)])
def test_name_and_number_are_found_whatever_stands_between(words, told):
    """Blanks and hyphens do not hide them; nothing to hide is nothing told."""
    assert tells(words, ["欧阳建华", "13800138000", "", None]) is told
