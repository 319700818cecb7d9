"""What counts as adopted is in the draft (713 art. 18): who concludes, proposes and signs reads where it is not; nothing is refused for it."""

import random

import pytest
from django.urls import reverse

from disclosure.consultation import actions, standing
from disclosure.consultation.actions.conclude import report_of
from disclosure.consultation.conditions import consultation
from disclosure.consultation.pages import numbers
from disclosure.consultation.standing import published_clauses
from tests import factories
from tests.consultation.conftest import DRAFT, Consulted
from tests.consultation.test_anchors import TEXTS, numeral
from tests.consultation.test_conditions import body_of

pytestmark = pytest.mark.django_db
UNSEEN = "采纳或者部分采纳"


def renumbered(report):
    """What the page says of clauses that have another number only."""
    return [what for how, what in numbers(report) if how == "run"]


OTHER_LAWS = (text for name, text in TEXTS.items() if "浙江" not in name)
ELSEWHERE = [piece.words for text in OTHER_LAWS for piece in text if 40 < len(piece.words) < 250 and "\n" not in piece.words]


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
    """An item is named as such; what is only noted is owed no change."""
    assert unseen(adopted) == [("第三条", 1), ("第六条", 1), ("第十八条（二）", 1)]
    redraft(adopted, ("应当遵守法律", "应当严格遵守法律"))
    assert unseen(adopted) == [("第三条", 1), ("第十八条（二）", 1)]


def test_an_item_that_stayed_is_unseen_though_another_of_its_article_was_changed(adopted):
    """Its own words show it, or what precedes the items."""
    items = {row.number: row.text for row in published_clauses(adopted.page) if row.number.startswith("第十八条")}
    redraft(adopted, (items["第十八条（一）"], "制定质量和安全生产管理制度，并报主管部门备案；"))
    assert ("第十八条（二）", 1) in unseen(adopted)
    redraft(adopted, (items["第十八条（二）"], items["第十八条（二）"].replace("；", "，并写明深度；")))
    assert "第十八条（二）" not in dict(unseen(adopted))
    first = items["第十八条"].split("\n")[0]
    redraft(adopted, (first, f"{first[:-1]}，并向社会公开{first[-1]}"))
    assert "第十八条（二）" not in dict(unseen(adopted))


def test_a_clause_that_is_removed_has_changed_and_one_of_which_only_references_were_renumbered_has_not(adopted):
    """第三条 is gone; 第十八条 stands one earlier."""
    from disclosure.consultation.anchors import articles, find_clauses

    words = [piece.words for at, piece in enumerate(articles(find_clauses(DRAFT))) if at != 2]
    text = "\n".join(f"第{n}条 {each}" for n, each in enumerate(words, 1))
    actions.redraft(page=adopted.page, text=text, by=adopted.bureau.editor, at=adopted.now())
    assert unseen(adopted) == [("第六条", 1), ("第十八条（二）", 1)]


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


ONE = "第一条 为了规范河道采砂管理，维护河势稳定，保障防洪和通航安全，制定本办法。\n"
TWO_A = "在本市行政区域内从事河道采砂以及与其有关的运输和堆放活动，应当遵守本办法的规定。"
TWO_B = "前款所称河道采砂，是指在河道管理范围内采挖砂石、取土和淘金等活动，不包括疏浚航道所产生的弃砂。"
REST = (
    "第{a}条 采砂单位应当按照许可证载明的地点、期限、范围、深度和作业方式进行开采，并设立明显标志。\n"
    "第{b}条 违反规定的，由水行政主管部门责令停止违法行为，没收违法所得，并依法予以处罚。\n"
)
SMALL = ONE + "第二条 " + TWO_A + "\n" + TWO_B + "\n" + REST.format(a="三", b="四")


@pytest.fixture
def small(site):
    """A draft of four clauses, open to comment; the second has two paragraphs."""
    return Consulted(draft=SMALL).publish()


def next_text(walk, text):
    version, _places = actions.redraft(page=walk.page, text=text, by=walk.bureau.editor, at=walk.now())
    return version


def test_a_clause_split_and_put_together_again_is_not_called_split(small, client):
    """The result says what a clause is in the end, whatever it was in between, and its number."""
    next_text(small, ONE + "第二条 " + TWO_A + "\n第三条 " + TWO_B + "\n" + REST.format(a="四", b="五"))
    next_text(small, "第一条 " + TWO_A + "\n" + TWO_B.replace("取土和淘金", "取土、淘金") + "\n" + REST.format(a="二", b="三"))
    small.after_close().publish_result()
    result = small.page.results.get()
    row = result.report["clauses"][1]
    assert (row["placing"], row["final_number"]) == ("changed", "第一条") and ("第二条", "第四条", "第一条", "第三条") in renumbered(result.report)
    assert "拆分" not in client.get(result.url).content.decode()


def test_two_clauses_that_a_person_places_at_one_are_put_together(small, client):
    """Neither is said to be the new one alone."""
    version = next_text(small, ONE + "第二条 " + TWO_A + "\n" + TWO_B + "\n第三条 开采应当按许可证进行并设标志；违者依法处罚。\n")
    for clause in small.clauses[2:]:
        actions.place(clause=clause, to=version.clauses.get(number="第三条").pk, by=small.bureau.editor, at=small.now())
    small.after_close().publish_result()
    result = small.page.results.get()
    assert [row["placing"] for row in result.report["clauses"]] == ["kept", "kept", "merged", "merged"] and not renumbered(result.report)
    text = client.get(result.url).content.decode()
    assert "第三条、第四条合并为第三条" in text and text.count("合并") == 1


def test_the_result_says_what_was_split_and_what_was_put_together_in_the_order_of_the_draft(small, client):
    """Once, with the numbers that changed; a part of a clause that was split takes in others that are whole no more."""
    next_text(small, ONE + "第二条 " + TWO_A + "\n第三条 " + TWO_B + "\n" + REST.format(a="四", b="五"))
    small.after_close().publish_result()
    result = small.page.results.get()
    assert numbers(result.report) == [("split", ("第二条", "第二条、第三条")), ("run", ("第三条", "第四条", "第四条", "第五条"))]
    text = client.get(result.url).content.decode()
    assert "第二条分为第二条、第三条" in text and "第三条至第四条现为第四条至第五条" in text and "拆分" not in text


def row_of(number, now, placing):
    return {"number": number, "final_ids": now, "final_number": "、".join(f"新{n}" for n in now), "placing": placing, "stands": now[0] - 1}


def test_what_went_into_a_part_of_a_split_clause_is_not_called_put_together_with_it():
    report = {"clauses": [row_of("甲", [1, 2], "split"), row_of("乙", [2], "merged"), row_of("丙", [3], "merged"), row_of("丁", [3], "merged")]}
    assert numbers(report) == [("split", ("甲", "新1、新2")), ("joined", ("乙", "新2")), ("merged", ("丙、丁", "新3"))]


def test_a_new_clause_stands_in_the_result_where_it_stands_in_the_text(small, client):
    """Not behind all others."""
    new = "采砂单位应当公示现场负责人和监督电话，接受社会监督。"
    text = SMALL.replace("第四条", "第五条").replace("第三条", "第四条").replace("\n第四条", f"\n第三条 {new}\n第四条")
    next_text(small, text.replace("依法予以处罚", "依法给予处罚").replace("制定本办法", "特制定本办法"))
    small.after_close().publish_result()
    text = client.get(small.page.results.get().url).content.decode()
    first, last = (text.index(f'id="c{small.clauses[place].pk}"') for place in (0, 3))
    assert first < text.index(new) < last and text.count(new) == 1


def test_what_was_adopted_in_a_second_published_draft_is_seen(small):
    """Said of the first draft, adopted in the second one that was published for comment, which nobody changed after that."""
    row, _code = small.say(clause=2)
    whole, _code = small.say("建议通俗些。")
    small.show(row, whole)
    small.write(draft=SMALL.replace("并设立明显标志", "并自开采之日起设立明显标志"))
    small.publish()
    late, _code = small.say("再通俗些。")
    small.show(late)
    small.dispose(row, whole)
    assert unseen(small) == []
    small.dispose(late)
    assert unseen(small) == [("None", 1)], "said of the second, which stands as it did"
    assert not [said for said in small.after_close().conclude().cautions(small.at, small.at.date()) if UNSEEN in str(said)]


def test_a_clause_that_was_moved_as_somebody_wished_has_changed(small):
    row, _code = small.say("建议移到前面。", clause=3)
    small.show(row)
    penalty = SMALL.strip().split("\n")[-1].replace("第四条", "第二条")
    next_text(small, ONE + penalty + "\n第三条 " + TWO_A + "\n" + TWO_B + "\n" + REST.format(a="四", b="五").split("\n")[0])
    small.dispose(row)
    assert unseen(small) == []
    assert not [said for said in small.after_close().conclude().cautions(small.at, small.at.date()) if UNSEEN in str(said)]


def shaken(rows, rng):
    """Rows of ({clauses of the first draft}, words), changed in some places as one who redrafts would: each with its truth."""
    rows = list(rows)
    for act in rng.choices(["insert", "delete", "move", "split", "merge", "edit"], k=rng.randint(1, 5)):
        at = rng.randrange(len(rows) - 1)
        (origins, words), (others, more) = rows[at], rows[at + 1]
        if act == "insert":
            rows.insert(at, (frozenset(), rng.choice(ELSEWHERE)))
        elif act == "delete":
            del rows[at]
        elif act == "move":
            rows.insert(rng.randrange(len(rows)), rows.pop(at))
        elif act == "split" and len(origins) == 1 and words.count("\n") == 1 and min(map(len, words.split("\n"))) > 45 and "（一）" not in words:
            rows[at : at + 1] = [(origins, part) for part in words.split("\n")]
        elif act == "merge" and len(origins) == len(others) == 1 and "（一）" not in words + more and min(len(words), len(more)) > 40:
            rows[at : at + 2] = [(origins | others, words + "\n" + more)]
        elif act == "edit" and "，" in words:
            rows[at] = (origins, words.replace("，", rng.choice(["，应当书面告知当事人，", "，不得收取任何费用，"]), 1))
    return list({words: (origins, words) for origins, words in rows}.values())


def placed_by_truth(walk, before, after, version):
    """Staff place what is doubtful as it was."""
    old, new = (list(each.clauses.articles().order_by("place")) for each in (walk.page.versions.get(number=version.number - 1), version))
    while (link := standing.doubtful(walk.page).first()) is not None:
        rank = next(at for at, row in enumerate(old) if row.pk in (link.old_id, link.old.parent_id))
        to = next((row for row, (origins, _text) in zip(new, after, strict=True) if origins & before[rank][0]), None)
        if to is not None and link.old.parent_id:
            to = version.clauses.filter(parent=to, text=link.old.text).first() or to
        actions.place(clause=link.old, to=to and to.pk, by=walk.bureau.editor, at=walk.now())


@pytest.mark.parametrize("seed", range(4))
def test_what_the_result_says_of_each_clause_is_true_after_two_redrafts(consulted, seed):
    """Split, put together, removed, renumbered, added: against what was really done to it."""
    rng = random.Random(seed)
    base = consulted.clauses
    rows = [(frozenset([rank]), row.words) for rank, row in enumerate(base)]
    for _round in range(2):
        before, rows = rows, shaken(rows, rng)
        version = next_text(consulted, "\n".join(f"第{numeral(at)}条 {words}" for at, (_origins, words) in enumerate(rows, 1)))
        placed_by_truth(consulted, before, rows, version)
    report = report_of(consulted.page)
    said = {first for first, *_rest in renumbered(report)}
    for rank, row in enumerate(report["clauses"]):
        ends = [at for at, (origins, _words) in enumerate(rows) if rank in origins]
        shared = any(len(rows[at][0]) > 1 for at in ends)
        placing = "removed" if not ends else "split" if len(ends) > 1 else "merged" if shared else row["placing"]
        assert (row["placing"], row["final_number"]) == (placing, "、".join(f"第{numeral(at + 1)}条" for at in ends)), row["number"]
        assert (len(ends) == 1 and not shared) == (row["placing"] in ("kept", "moved", "changed")) and not (shared and row["number"] in said)
    assert [row["text"] for row in report["added"]] == [words for origins, words in rows if not origins]


def test_a_comment_made_before_its_clause_was_corrected_says_so(consulted, client):
    """At the clause and among all; one made after, and one on a clause that stayed, says nothing."""
    early, other = consulted.say("旧的意见", clause=5)[0], consulted.say("别条的意见", clause=6)[0]
    consulted.show(early, other)
    consulted.write(draft=consulted.fresh().draft.replace("应当遵守法律", "应当严格遵守法律"))
    consulted.propose(kind="correction").head().secrecy()
    late = consulted.say("新的意见", clause=5)[0]
    consulted.show(late)
    base = consulted.fresh().url
    for address in (f"{base}comments/", f"{base}comments/?clause={consulted.clauses[5].pk}"):
        text = client.get(address).content.decode()
        marked = {row.number for row in (early, late, other) if "在更正前提出" in text[text.find(f'id="{row.number}"') :].partition("</p>")[0]}
        assert "旧的意见" in text and "新的意见" in text and marked == {early.number}
