"""What a correction 勘误 may not touch: articles put in, taken out, renumbered; and the figures on which who signs it looks twice."""

import json
import re
from pathlib import Path

import pytest

from disclosure.chain.corrected import WORDS, figures, longer, refused_figures, reordered, reworded

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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        line.split("→")
        for line in (
            "两个以上单位→五个以上单位 每月组织→每年组织 每季度→每年 当年→次年 每天八时至十八时→每天六时至二十二时 满十八岁→满十六岁 "
            "三家→五家 四口→五口 十分钟→五分钟 "
            "五公斤→八公斤 三成→五成 八折→九折 三项→五项 两台→三台 第三次→第二次 十个自然日→二十个自然日 十个自然日→十个工作日 三个→五个 "
            "贰元→叁元 ③→④ 廿日→卅日 三至五家→三至八家 "
            "第十二条第二款→第十三条第二款 第十二条第二款→第十二条第三款 十人以下→十人以上 5%以下→5%以上 以下→以上 三日以内→三日以外 "
            "十五日前→十五日后 一半→三分之一 百分之五→百分之八 "
            "每个工作日→每日 按月→按年 十日→10日 0.5倍→1.5倍 每名→各名 情形之一→情形 四至六家→五至六家 星期一→星期日 第三方→第二方 "
            "第一次→第二次 第九条之一→第九条之二 一次→两次 工作日→自然日 二十一般→二十二般"
        ).split()
    ],
)
def test_every_numeral_its_unit_and_side_is_a_figure(one, other):
    """Counted things, spans of time without a number, references to articles, sides, banker's and circled numerals; put in or taken out as well."""
    line = "第二条 对{}的情形，由县级人民政府统一处理。"
    assert refused_figures(signed(line.format(one)), signed(line.format(other))), (one, other)
    if "情形" not in one and "般" not in one:
        assert refused_figures(signed(line.format(one)), signed(line.format("")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        line.split("→")
        for line in (
            "统一→同意 一般→通常 进一步→更 一切→所有 十分→很 唯一→惟一 万一→如果 一并→合并 一致→相同 一律→全部 逐一→逐个 一经→凡 "
            "第一时间→及时 一定→某 "
            "３日→3日 3 日→3日 公布→公部 制订→制定 身分证→身份证 帐户→账户"
        )
        .replace("3 日", "3\u3000日")
        .split(" ")
    ],
)
def test_a_numeral_in_a_word_that_counts_nothing_is_none(one, other):
    """A slip in 统一 or 一般 can be mended; so can the width of a digit and a space."""
    line = "第二条 对{}的情形，由县级人民政府在三日内处理。"
    assert refused_figures(signed(line.format(one)), signed(line.format(other))) == ""


def real():
    """The articles of the demo's regulations and drafts."""
    data = Path(__file__).parents[2] / "cms/demo/data"
    texts = [path.read_text() for path in sorted((data / "drafts").glob("*.txt"))]
    for line in (data / "rules.jsonl").read_text().splitlines():
        texts += [str(value) for value in json.loads(line).values()]
    found = [each for text in texts for each in re.split(r"<[^>]+>|\n|\\n", text) if re.match(r"第[一二三四五六七八九十百]+条", each)]
    assert len(found) > 100
    return found


def test_in_real_regulations_every_numeral_outside_such_words_is_a_figure():
    """Each numeral of each article, turned into another one, is refused; each article with a slip in its last word is not."""
    missed = []
    for line in real():
        number = re.match(r"第[一二三四五六七八九十百]+条", line)[0]
        words = WORDS.sub(lambda found: "＊" * len(found[0]), line)
        for found in re.finditer(r"[一二三四五六七八九十百千万两0-9]", words):
            if found.start() < len(number) or re.match(r"[（(]", line[found.start() - 1]):
                continue
            turned = line[: found.start()] + ("七" if found[0] != "七" else "八") + line[found.end() :]
            if not refused_figures(signed(line), signed(turned)):
                missed.append((found[0], line[max(0, found.start() - 8) : found.end() + 6]))
        assert refused_figures(signed(line), signed(line.rstrip("。") + "啊。")) == ""
    assert missed == []


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
    assert "（公告 —→13800138000）" in refused_figures(signed(notice="电话"), signed(notice="电话13800138000，"), lambda name: "公告")
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


def test_every_article_of_which_a_word_changes_is_named():
    """应当 and 可以 are one word, and another rule: who signs looks at each."""
    (said,) = reworded(signed(*OLD), signed(OLD[0].replace("规范", "加强"), OLD[1].replace("应当", "可以"), *OLD[2:]))
    assert said == "第一条、第二条的文字有变动，签署前请逐处核对不影响内容。"
    assert reworded(signed(*OLD), signed(*OLD)) == []
