"""What a correction 勘误 may not touch: articles put in, taken out, renumbered; and the figures on which who signs it looks twice."""

import pytest

from disclosure.chain.corrected import figures, longer, refused_figures, reordered

OLD = [
    "第一条 为了规范工地噪声管理，制定本办法。", "第二条 夜间施工应当提前十五天公告。", "第三条 违反规定的，处五百元罚款。",
    "第四条 本办法自2026年6月1日起施行。",
]  # fmt: skip


def signed(*lines, **values):
    """The facts of an item whose text has these paragraphs."""
    return {"body": [{"type": "paragraph", "value": "".join(f"<p>{line}</p>" for line in lines)}]} | values


def test_a_slip_of_the_pen_is_a_correction():
    """Words and marks of the articles, or a paragraph joined: nothing is said."""
    assert reordered(signed(*OLD), signed(OLD[0].replace("规范", "加强"), *OLD[1:])) == ""
    assert figures(signed(*OLD), signed(OLD[0].replace("规范", "加强"), *OLD[1:])) == []


@pytest.mark.parametrize(("new", "what"), [
    (
        [*OLD[:2], "第三条 新设一项许可，由局另行公布条件。", OLD[2].replace("三", "四", 1), OLD[3].replace("四", "五", 1)],
        ["新增第三条", "第三条→第四条"],
    ),
    (OLD[:3], ["删去第四条"]),
    ([OLD[0], OLD[1], OLD[2].replace("第三条", "第五条"), OLD[3]], ["第三条→第五条"]),
    ([*OLD[:3], "第四条 建设单位对全部后果终身负责，不得转让。", OLD[3].replace("四", "五", 1)], ["新增第四条", "第四条→第五条"]),
])  # fmt: skip
def test_articles_put_in_taken_out_or_renumbered_are_named(new, what):
    """Each by its number, with the way that is open."""
    said = reordered(signed(*OLD), signed(*new))
    assert all(words in said for words in what) and "正常程序" in said


def test_a_number_that_stands_twice_is_mended_by_a_correction():
    """第三条 typed for 第四条: only its number changes. What goes further than that is refused as before."""
    double = [*OLD[:3], OLD[3].replace("第四条", "第三条")]
    assert reordered(signed(*double), signed(*OLD)) == ""
    assert "第三条→第五条" in reordered(signed(*double), signed(OLD[0], OLD[1], OLD[2].replace("第三条", "第五条"), OLD[3]))
    assert "第二条→第五条" in reordered(signed(*double), signed(OLD[0], OLD[1].replace("第二条", "第五条"), *OLD[2:]))


def test_of_a_text_without_articles_its_numbered_parts_are_looked_at():
    """一、 and 二、 of a notice."""
    assert "新增三" in reordered(signed("一、公告时间", "二、公告方式"), signed("一、公告时间", "二、公告方式", "三、不公告的，停工整改"))


LISTED = [
    "第一条 为了规范管理，制定本办法。",
    "第二条 有下列情形的，应当公告：",
    "（一）夜间施工的；",
    "（二）爆破作业的；",
    "（三）占用道路的；",
    "（四）其他情形。",
]


@pytest.mark.parametrize(
    ("new", "what"),
    [
        ([*LISTED[:4], "（三）其他情形。"], ["删去第二条（三）", "第二条（四）→第二条（三）"]),
        ([*LISTED[:5], "（四）使用强光照明的；", "（五）其他情形。"], ["新增第二条（四）", "第二条（四）→第二条（五）"]),
        ([*LISTED[:5], "（六）其他情形。"], ["第二条（四）→第二条（六）"]),
        ([*LISTED[:4], "（三）拒不配合检查、隐瞒真实情况者；", LISTED[5]], ["新增第二条（三）", "删去第二条（三）"]),
        ([*LISTED[:3], "1.使用炸药的；", *LISTED[3:]], ["新增第二条（一）1."]),
        ([LISTED[0], "".join(LISTED[1:4]) + "（三）其他情形。"], ["删去第二条（三）", "第二条（四）→第二条（三）"]),
    ],
)
def test_items_of_an_article_put_in_taken_out_or_renumbered_are_named(new, what):
    """With their article, also where they follow each other in one paragraph, and where one takes another's place."""
    said = reordered(signed(*LISTED), signed(*new))
    assert all(words in said for words in what) and "正常程序" in said, said


def test_a_slip_in_an_item_is_a_correction():
    """A word; how a bracket is typed; the place of a line break; an item's number that stood twice. Another list has its own numbers."""
    assert reordered(signed(*LISTED), signed(*[line.replace("爆破作业", "爆破施工").replace("（一）", "(一)") for line in LISTED])) == ""
    assert reordered(signed(*LISTED), signed(LISTED[0], "".join(LISTED[1:]))) == ""
    double = [line.replace("（四）", "（三）") for line in LISTED]
    assert reordered(signed(*double), signed(*LISTED)) == ""
    assert reordered(signed("第一条 依照前款（一）、（二）项办理。"), signed("第一条 依照前款（一）、（二）项处理。")) == ""
    again = [*LISTED, "有下列情形的，不用公告：", "（一）抢险的；", "（二）抢修的。"]
    assert reordered(signed(*double, *again[6:]), signed(*again)) == ""
    assert "第二条（二）→第二条（三）" in reordered(signed(*again), signed(*again[:-1], "（三）抢修的。"))


def test_items_before_the_first_article_and_of_a_text_without_articles_count_too():
    """（一） below 一、 and below nothing."""
    assert "新增一（二）" in reordered(signed("一、公告：", "（一）时间。"), signed("一、公告：", "（一）时间。", "（二）地点和方式。"))
    assert "删去（二）" in reordered(signed("（一）时间。", "（二）地点和方式。"), signed("（一）时间。"))


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("十五天", "十日", "第二条 十五天→十日"),
        ("五百元", "五千元", "第三条 五百元→五千元"),
        ("2026年6月1日", "2026年7月1日", "6月→7月"),
        ("罚款。", "罚款，情节严重的加倍。", "—→加倍"),
        ("十五天", "半年", "第二条 十五天→半年"),
    ],
)
def test_other_figures_are_named_with_their_article(one, other, said):
    """Days, sums, dates: what was and what is."""
    (sentence,) = figures(signed(*OLD), signed(*(line.replace(one, other) for line in OLD)))
    assert said in sentence


def test_figures_of_a_text_without_articles_and_of_the_summary_count_too():
    """A plain paragraph; what stands in no article."""
    assert "20→30" in figures(signed("限额20万元。"), signed("限额30万元。"))[0].replace("万元", "")
    assert figures(signed("无。", summary="共3条"), signed("无。", summary="共4条"))


def test_the_draft_open_to_comment_is_looked_at_as_the_text_of_an_item():
    """What is commented on stands in a field of its own, in lines."""
    old, new = {"draft": "\n".join(OLD)}, {"draft": "\n".join(OLD).replace("五百元", "五千元")}
    assert "五百元→五千元" in figures(old, new)[0] and "正常程序" in refused_figures(old, new)
    assert "删去第四条" in reordered({"draft": "\n".join(OLD)}, {"draft": "\n".join(OLD[:3])})


def test_figures_before_the_first_article_and_in_a_field_count_names_do_not():
    """A preamble, a fee; a document number and a telephone are names."""
    assert "第一条" in OLD[0] and "3日→5日" in figures(signed("限3日。", *OLD), signed("限5日。", *OLD))[0]
    assert "20元→40元" in figures(signed(fees="20元"), signed(fees="40元"))[0]
    assert figures(signed(document_number="12号", phone="1"), signed(document_number="13号", phone="2")) == []


def test_the_heading_of_a_chapter_belongs_to_no_article():
    """What changes in it is named without the article above it."""
    old, new = signed(OLD[0], "第二章 施工三日", *OLD[1:]), signed(OLD[0], "第二章 施工五日", *OLD[1:])
    assert "：三日→五日。" in figures(old, new)[0] and reordered(old, new) == ""


def test_figures_that_change_places_are_other_ones():
    """Who pays which sum is no slip."""
    old, new = "第一条 单位罚10万元，个人罚1万元。", "第一条 单位罚1万元，个人罚10万元。"
    assert "第一条 10万元、1万元→1万元、10万元" in figures(signed(old), signed(new))[0]


def test_longer_words_put_in_or_taken_out_are_named():
    """Ten letters of one article, together or about a word that stayed; what is shorter is a slip."""
    (said,) = longer(signed(*OLD), signed(OLD[0], OLD[1].replace("公告", "向社会公告并书面告知周边居民"), *OLD[2:]))
    assert "第二条" in said and "书面告知周边居民" in said and "正常程序" in said
    (said,) = longer(signed(*OLD), signed("第一条 制定本办法。", *OLD[1:]))
    assert "删去“为了规范工地噪声管理" in said
    assert longer(signed(*OLD), signed(OLD[0].replace("规范", "加强"), *OLD[1:])) == []
