"""The public in the year before the last weeks: applications, feedback, complaints, consultations, lived through the real actions.

data/public.json says in plain words who asks what and what is answered, data/comments.json what is said of each draft and what was made of it; here
is only when, how fast, and what goes wrong: an answer too late, a request for correction, an extension, a reopening. Drawn by lot from year.SEED, so
that two demos of one day are the same. All of it is invented.
One thing is there to be noticed: a division that answered each question by itself lets the next lot lie and clears it in one minute (`hurried`).
"""

import datetime as dt
import functools
import json
import random

from stdnum.cn import ric

from disclosure.applications import actions as applied
from disclosure.cases import actions as cases
from disclosure.complaints import actions as complained
from disclosure.consultation.models import Comment

from . import applications, complaints, consultations, feedback
from .pages import DATA
from .year import EVIDENCE, FIRST_DAY, SEED, close_duties

LAST = 47  # working days before today: later matters are told in the files of their own rooms
APPLICATIONS, FEEDBACK, COMPLAINTS = 52, 52, 18
ONE_BY_ONE, AT_ONCE = 12, 8  # questions on one guide: each answered by itself in the month before last, all in one minute in the last
BEFORE = (34, 57)  # days before today: safely within the month before last, whichever days of it are worked
LATE = 25  # working days an answer takes that is too late


def said():
    """data/public.json."""
    return json.loads((DATA / "public.json").read_text(encoding="utf-8"))


def days_of_arrival(count, draw):
    """`count` working days before today, from the beginning of the year to the last weeks, evenly with some disorder."""
    step = (FIRST_DAY - 10 - LAST) / count
    return [min(int(FIRST_DAY - 8 - number * step + draw.random() * step), FIRST_DAY - 3) for number in range(count)]


def clock(draw, first=9, last=16):
    """A time of the day between two hours."""
    return f"{draw.randint(first, last):02d}:{draw.randint(0, 59):02d}"


# --- applications


def applicant(number, description):
    """A citizen of his own, or now and then a firm."""
    if number % 6 == 5:
        return applications.citizen(number % 29 + 1, description, **applications.FIRM)
    body = f"3501021{950 + number % 50}0{number % 9 + 1}1{number % 9}{number % 899 + 100:03d}"
    return applications.citizen(number % 29 + 1, description, id_number=body + ric.calc_check_digit(body + "0"))


def answer(words, outcome):
    """What decide() is given for an outcome."""
    texts = {
        "A1": {"given": "见本局网站公开栏目，附网址。（演示数据）"}, "A2": {"given": words["given"]},
        "A3": {"given": words["given"], "reason": words["reason"], "ground": "N4"}, "A4": {"reason": words["process"], "ground": "N6"},
        "A5": {"searched": words["searched"]}, "A6": {"reason": "该信息不由本局制作或者保存。（演示数据）", "other_body": words["other_body"]},
        "A10": {"reason": words["petition"]},
    }  # fmt: skip
    return {"outcome": outcome, **texts[outcome]}


def one_application(life, number, day, words, draw):
    """[(working day from today, clock, act)] of one application."""
    description, outcome = words["applications"][number % len(words["applications"])]
    story = applications.Story(life)
    yield -day, clock(draw, 8, 21), story.receive(applicant(number, description))
    if number % 17 == 8:
        yield -day + 2, clock(draw, 10, 20), story.citizen(cases.withdraw, text="已在网站找到。")
        return
    yield -day + 1, clock(draw), story.take_up
    begin = day - 1
    if number % 9 == 4:  # 一次性告知
        yield -day + 3, "09:30", story.desk(applied.request_correction, items="请写明年度和所需资料的名称。")
        yield -day + 6, "20:10", story.citizen(cases.add, text=words["corrected"])
        begin = day - 6
    elif number % 13 == 6:
        yield -day + 12, "15:00", story.desk(applied.extend, days=10, reason="涉及多个处室，需要汇总核对。")
        begin = day - 12
    takes = LATE if number % 16 == 11 else draw.randint(3, 14)
    yield -begin + takes, "10:20", story.desk(applied.decide, **answer(words, outcome))
    yield -begin + takes, "15:40", story.desk(applied.serve, service="online")
    if number % 3 == 0:
        yield -begin + takes + 2, clock(draw, 18, 21), story.citizen(cases.confirm, text="已收到。")


# --- feedback


def one_feedback(life, number, day, words, draw):
    """[(working day from today, clock, act)] of one piece of feedback, on an item that was public then."""
    kind, text, reply = words["feedback"][number % len(words["feedback"])]
    title = ("公路水运工程质量监督手续办理", "公路工程交工质量核验")[number % 2]
    story = feedback.Story(life, title, kind=kind, text=text, contact=f"市民{number} 1380000{number:04d}" if number % 3 else "")
    yield -day, clock(draw, 8, 22), story.receive
    passed = number % 4 == 1
    if passed:
        offer, accept = story.pass_to("zhiliang", "请核对后答复")
        yield -day + 1, "09:20", offer
        yield -day + (3 if number % 20 == 9 else 1), "15:10", accept
    else:
        yield -day + 1, clock(draw), story.take_up
    late = number % 14 == 6
    takes = 19 if late else draw.randint(2, 3) if kind == "error" else draw.randint(4, 11)
    yield -day + takes, "15:30", story.answer(reply, "zhiliang" if passed else None)
    if number % 7 == 2:
        yield -day + takes + 2, "19:40", story.citizen(cases.reopen, text="没有答到点上，请再核对。")
        yield -day + takes + 6, "10:30", story.answer(f"再次核对：{reply}", "zhiliang" if passed else None)
    elif number % 3 == 0:
        yield -day + takes + 1, "20:15", story.citizen(cases.confirm)


def on_the_guide(life, number, told):
    """A question on the guide that the quality division looks after."""
    return feedback.Story(life, "公路水运工程质量监督手续办理", kind="question", text=told, contact=f"市民{number} 1380001{number:04d}")


def hurried(life, words):
    """[(working day from today, clock, act)]: the division answers a dozen questions one by one; then it collects eight and answers them alike in
    the same minute, so that its rate looks well, and two who asked come back."""
    worked = [n for n in range(BEFORE[1]) if BEFORE[0] <= (life.days.today - life.days.day(-n)).days <= BEFORE[1]]
    for number in range(ONE_BY_ONE + AT_ONCE):
        told, reply = words["guide"][number % len(words["guide"])]
        alone = number < ONE_BY_ONE
        story = on_the_guide(life, 500 + number, told)
        offer, accept = story.pass_to("zhiliang", "请核对后答复")
        answered = -worked[number % len(worked)] if alone else -8
        arrived = answered - 2 if alone else -10 - number % 7
        time = f"{10 + number % 6}:{number * 11 % 60:02d}" if alone else "17:20"
        yield arrived, f"{9 + number % 6:02d}:{number * 7 % 60:02d}", story.receive
        yield arrived + 1, "09:10", offer
        yield arrived + 1, "10:00", accept
        yield answered, time, story.answer(reply if alone else words["alike"], "zhiliang")
        if number >= ONE_BY_ONE + AT_ONCE - 2:
            yield -6, f"20:{number:02d}", story.citizen(cases.reopen, text="没有回答所问的问题，请具体答复。")
            yield -3, f"15:{number:02d}", story.answer(reply, "zhiliang")


# --- complaints


def one_complaint(life, number, day, words, draw):
    """[(working day from today, clock, act)] of one complaint: taken on, asked about, answered; some too late, some followed by a proposal."""
    kind, subject, text, division, reply = words["complaints"][number % len(words["complaints"])]
    story = complaints.Story(life)
    yield -day, clock(draw, 8, 21), story.receive(complaints.told(200 + number, subject, f"{text}（演示）", kind=kind, division=division))
    yield -day + 1, "09:10", story.take_on(f"反映{subject}")
    takes = draw.randint(6, 13)
    if division and number % 2 == 0:
        yield -day + 2, "10:00", story.ask_division(division, f"{subject}情况", "请说明有关情况，并附记录。")
        yield -day + 5, "15:20", story.division_answers("情况说明和记录附后。")
    if number % 8 == 5:
        takes = 21
    yield -day + takes, "16:00", story.desk(complained.reply, result="solved", text=reply)
    if number % 5 == 0:
        yield -day + takes + 1, "20:00", story.citizen(cases.confirm, text="清楚了。")
    if division and number % 6 == 2:
        begin = -day + takes
        yield begin, "16:30", story.open_order("improvement", division, "举一反三完善制度", "请查明原因，完善制度并落实到人。", days=20)
        yield begin + 2, "10:00", story.owner(complained.order_explain, text="制度没有写明责任人。")
        yield begin + 4, "10:00", story.owner(complained.order_plan, text="补充责任人和检查办法。", days=10)
        shown = {"text": "制度已修订，检查记录附后。", "file": "files/监督检查问题清单（演示）.xlsx"}
        yield begin + 12, "11:00", story.owner(complained.order_evidence, **shown)
        yield begin + 14, "09:40", story.check(passed=True, text="已查阅制度和记录，整改到位。")


# --- consultations


def comments():
    """data/comments.json: {name of a draft: its matters}, and the names under which some of the comments are written.

    A matter is what several writers say of one clause, its conclusion, and the change of the draft [words, words put for them] if it was adopted.
    """
    return json.loads((DATA / "comments.json").read_text(encoding="utf-8"))


def heard(story, matters, names, draw):
    """A consultation from its draft to its published result, with its comments; what was adopted is written into the draft."""
    row, length = story.row, story.row["start"] + story.row["closes"]
    yield 0, "09:10", story.write
    yield from consultations.through(story, 0)
    said = [(matter, text) for matter in matters for text in matter["says"] * matter.get("times", 1)]
    draw.shuffle(said)
    for number, (matter, text) in enumerate(said):
        given = {"text": text, "clause": matter["clause"], "stance": matter["stance"], **({"name": draw.choice(names)} if number % 5 == 0 else {})}
        yield draw.randint(6, length - 1), clock(draw, 8, 22), functools.partial(story.comment, **given)
    refuse = {text: matter["refusal"] for matter in matters if "refusal" in matter for text in matter["says"]}
    for day in range(7, length + 2, 2):
        yield day, "23:20", functools.partial(checked, story, refuse)
    yield 12, "23:30", story.agree
    yield from closed(story, 17)
    begin = length + (26 if row["late"] else 9)
    yield begin, "09:20", story.redraft
    yield begin, "10:00", story.dispose
    yield begin + 1, "10:00", story.conclude
    yield from consultations.through(story, begin + 2)
    yield from closed(story, begin + 14)


def closed(story, day):
    """What a publication asks for is done: of the draft, or of the result once there is one."""
    for kind in EVIDENCE:
        yield day, "15:00", functools.partial(close_duties, story, kind)


def checked(story, refuse, at):
    """What waits is shown or refused, if anything does."""
    if Comment.objects.filter(page=story.draft_page, state="waiting").exists():
        story.check(at, refuse)


def plan(life):
    """Put the public's year onto the demo's timeline."""
    words = said()
    for name, about, count, tell in (
        ("applications", "依申请公开", APPLICATIONS, one_application), ("feedback", "反馈", FEEDBACK, one_feedback),
        ("complaints", "投诉", COMPLAINTS, one_complaint),
    ):  # fmt: skip
        draw = random.Random(f"{SEED}-{name}")
        for number, day in enumerate(days_of_arrival(count, draw)):
            for after, time, act in tell(life, number, day, words, draw):
                life.plan(life.days.at(after, time), act, about)
    for after, time, act in hurried(life, words):
        life.plan(life.days.at(after, time), act, "反馈")
    found = comments()
    for number, given in enumerate(words["consultations"], 20):
        matters = found[given["draft"]]
        row = {**given, "questions": "各条是否可行？还缺什么？", "notice": "这份草案怎样改，请您提意见。"}
        row["redraft"] = [matter["change"] for matter in matters if "change" in matter]
        row["verdicts"] = [(tuple(matter["says"]), matter["verdict"], matter["reason"]) for matter in matters if "verdict" in matter]
        story, draw = consultations.Story(number, row, life), random.Random(f"{SEED}-{number}")
        for after, time, act in heard(story, matters, found["names"], draw):
            life.plan(life.days.at(story.day + after, time) + dt.timedelta(seconds=number), act, row["title"])
