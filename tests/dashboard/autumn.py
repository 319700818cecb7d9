"""The autumn of lived.py with all the rest: complaints, inquiries, orders, applications, consultations, urgent and withheld ones, documents.

Lived through the real actions like it; what a figure can count is here at least once on each side (in time, late, open, overdue, exempt).
"""

import copy
import datetime as dt

from disclosure.applications import actions as applications
from disclosure.applications.models import Answer, Asked
from disclosure.cases import actions as cases
from disclosure.complaints import actions as complaints
from disclosure.consultation import actions as hearing
from disclosure.items import faults, issued
from disclosure.items.models import DisclosurePage, IssuedDocument
from disclosure.org import actions as org
from disclosure.org.models import Post, PostKind
from tests import factories
from tests.dashboard.lived import at, on, received, walked, weeks
from tests.walker import Walker

DRAFT = "第一条 为规范监督工作，制定本办法。\n第二条 监督抽查每季度不少于一次。\n第三条 抽查结果二十个工作日内公开。\n第四条 本办法自公布之日起施行。"


def autumn(bureau):
    """Lives it; the walkers, cases, complaints, orders and consultations by name."""
    Post.objects.filter(kind=PostKind.OFFICE_DIRECTOR).update(from_date=dt.date(2026, 9, 1))  # until then nobody sits at the desk
    found = weeks(bureau)
    found |= chain(bureau)
    narrow(found)
    found["consultations"] = consulted(bureau, found)
    found["complaints"] = complained(bureau)
    found["applications"] = applied(bureau)
    feedback(bureau)
    found["orders"] = ordered(bureau, found)
    documents(bureau, found)
    return found


def other_charge(bureau):
    """Not in every autumn: on 20 November the office passes from one leader to the other as from the 2nd; days between know nothing of it."""
    begins, entered = {"from_date": dt.date(2026, 11, 2)}, {"by": bureau.director, "at": at(11, 20)}
    for leader, homes in ((bureau.leader, [bureau.zhiliang]), (bureau.other_leader, [bureau.anquan, bureau.bangong])):
        org.reassign(leader.posts.get(), in_charge_of=homes, **begins, **entered)


def of_anquan(bureau):
    """The bureau as the division anquan meets it: its own editor, head and leader."""
    other = copy.copy(bureau)
    other.zhiliang, other.editor, other.head, other.leader = bureau.anquan, bureau.editor_anquan, bureau.head_anquan, bureau.other_leader
    return other


def chain(bureau):
    """Items: a penalty with its seven days, on application, taken down, urgent in three ways, withheld and looked at again, lost, recalled."""
    found, against = {}, ("against",) * 5
    page = factories.enforcement_page(bureau.zhiliang, by=bureau.editor, formed_on=dt.date(2026, 9, 11), decided_on=dt.date(2026, 9, 14))
    found["penalty"] = Walker(bureau, page, at=at(9, 15))
    on(found["penalty"].propose(), at(9, 28)).head().secrecy().leader().vote("for", "for", "for", "for").close()
    there = of_anquan(bureau)
    found["anquan"] = walked(there, at(9, 24), dt.date(2026, 9, 23))
    on(found["anquan"].propose(channels=["portal:disclosure", "noticeboard"]), at(9, 28)).head()
    on(found["anquan"], at(10, 14)).secrecy().leader().vote("for", "for", "for", "for").close()
    values = {"scope": "on-application", "withheld_reason": "供特定单位使用。"}
    found["on_application"] = walked(bureau, at(10, 12), dt.date(2026, 10, 9), **values)
    on(found["on_application"].propose(scope="on-application", channels=None), at(10, 14)).head().secrecy().leader().vote(*["for"] * 4).close()
    for name, cause in (("private", "privacy"), ("revoked", "revoked")):
        found[name] = walked(bureau, at(9, 25), dt.date(2026, 9, 24)).publish()
        on(found[name], at(10, 9)).withdraw(by=bureau.reviewer, cause=cause)
    for name, begun, ended, votes in (
        ("confirmed", at(9, 21), at(9, 23), ("for",) * 4), ("confirmed_late", at(10, 12), at(10, 27), ("for",) * 4),
        ("refused", at(10, 20), at(10, 22), against),
    ):  # fmt: skip
        found[name] = walked(bureau, begun, begun.date()).propose().head().secrecy().urgent()
        on(found[name], ended).leader().vote(*votes).close()
    found["re_examined"] = walked(bureau, at(9, 10), dt.date(2026, 9, 10)).propose().head()
    found["re_examined"].secrecy(outcome="withhold", ground="N6", re_examine_on=dt.date(2026, 11, 20)).leader()
    on(found["re_examined"], at(10, 19)).back(bureau.reviewer, "proposer")
    found["lost"] = walked(bureau, at(10, 9), dt.date(2026, 10, 8)).to_group().vote(*against).close()
    found["recalled"] = walked(bureau, at(10, 26), dt.date(2026, 10, 23)).propose().head()
    on(found["recalled"], at(10, 28)).recall()
    found["answered"] = walked(bureau, at(10, 12), dt.date(2026, 10, 12)).propose().head().secrecy(outcome="refer")
    on(found["answered"], at(10, 20)).secrecy(opinion="答复：可以公开")
    on(found["answered"], at(10, 21)).leader().vote("for", "for", "for", "for").close()
    found["redacted"] = walked(bureau, at(11, 3), dt.date(2026, 11, 2)).propose().head().secrecy(outcome="publish-redacted", opinion="删去电话")
    # what ends otherwise after its day: given up, on application only, withheld; a step recalled after its day
    found["given_up_late"] = walked(bureau, at(9, 8), dt.date(2026, 9, 7)).propose()
    on(found["given_up_late"], at(11, 4)).withdraw(by=bureau.editor)
    found["on_application_late"] = walked(bureau, at(10, 9), dt.date(2026, 9, 3), **values)
    on(found["on_application_late"].propose(scope="on-application", channels=None), at(10, 28)).head().secrecy().leader()
    found["on_application_late"].vote(*["for"] * 4).close()
    found["withheld_late"] = walked(bureau, at(9, 9), dt.date(2026, 9, 8)).propose().head()
    on(found["withheld_late"], at(10, 29)).secrecy(outcome="withhold", ground="N6", re_examine_on=dt.date(2027, 1, 20)).leader()
    found["recalled_late"] = walked(bureau, at(10, 19), dt.date(2026, 10, 19)).propose()
    on(found["recalled_late"], at(11, 5)).recall().propose()
    # referred after the step's day, and in time
    found["referred_late"] = walked(bureau, at(10, 26), dt.date(2026, 10, 23)).propose().head()
    on(found["referred_late"], at(11, 6)).secrecy(outcome="refer")
    # the day it was formed was put later after it had been proposed
    found["moved"] = walked(bureau, at(10, 28), dt.date(2026, 9, 2)).propose()
    on(found["moved"], at(10, 29)).back(bureau.head, "proposer")
    found["moved"].write(formed_on=dt.date(2026, 10, 20))
    on(found["moved"], at(10, 30)).propose().head()
    return found


def narrow(found):
    """An item that is live by fewer channels than was signed, from one look of the clock to the next."""
    page = DisclosurePage.objects.filter(pk=found["confirmed"].page.pk)
    channels = page.get().channels
    page.update(channels=["portal:disclosure"])
    faults.look(at=at(10, 15), fields=False)
    page.update(channels=channels)
    faults.look(at=at(11, 5), fields=False)
    DisclosurePage.objects.filter(pk=found["in_time"].page.pk).update(channels=[])
    faults.look(at=at(11, 12), fields=False)


def said(walk, text, moment, verdict="", refusal="", back=False, clause=None):
    """Somebody comments; the editor shows it or refuses it; the writer may take it back."""
    page = type(walk.page).objects.get(pk=walk.page.pk)
    made, code = hearing.comment(page=page, clause=clause, stance="suggest", text=text, at=moment)
    later = moment + dt.timedelta(days=1)
    if back:
        hearing.withdraw(number=made.number, code=code, at=later)
    else:
        hearing.moderate(page=walk.page, comments=[made], by=walk.bureau.editor, at=later, refusal=refusal)
    return made


def draft(bureau, begun, closes, kind="business"):
    """A consultation that is published on the day it begins."""
    given = {
        "title": f"监督工作办法（征求意见稿）{begun:%m%d}", "kind": kind, "formed_on": begun.date().isoformat(), "issuer": "测试局", "draft": DRAFT,
        "closes_at": closes.isoformat(), "short_reason": "急用", "notice": "请您提意见。", "phone": "0000-12345", "address": "测试路1号",
        "questions": "合适吗？", "body": "<p>起草了本办法。</p>", "division": bureau.zhiliang.code,
    }  # fmt: skip
    page = hearing.create(given=given, by=bureau.editor, at=begun)
    walk = Walker(bureau, page, at=begun)
    walk.propose(vital_interest=None, vital_interest_reason="").head().secrecy().leader().vote("for", "for", "for", "for").close()
    return walk


def consulted(bureau, items):
    """One with its result in time, one whose result is late, one overdue, one open; and matters of vital interest with, without and exempt."""
    found = {}
    done = found["done"] = draft(bureau, at(9, 2), at(10, 9, 0), kind="normative")
    texts = [("写明人数。", "adopted"), ("每月一次。", "partly"), ("取消抽查。", "not-adopted"), ("写得好。", "noted"), ("灯不亮。", "out-of-scope")]
    rows = [(said(done, text, at(9, 7 + n)), verdict) for n, (text, verdict) in enumerate(texts)]
    said(done, "买保险找我。", at(9, 15), refusal="4"), said(done, "写错了。", at(9, 16), back=True)
    for row, verdict in rows:
        hearing.dispose(page=done.page, comments=[row], verdict=verdict, reason="说明", by=bureau.editor, at=at(10, 12))
    result(bureau, done, at(10, 14))
    late = found["late"] = draft(of_anquan(bureau), at(9, 3), at(9, 12, 0))
    row = said(late, "写明时限。", at(9, 8))
    hearing.dispose(page=late.page, comments=[row], verdict="adopted", by=late.bureau.editor, at=at(9, 15))
    result(late.bureau, late, at(10, 22))
    overdue = found["overdue"] = draft(bureau, at(9, 4), at(10, 1, 0))
    said(overdue, "抽查提前通知。", at(9, 9)), said(overdue, "抽查不要通知。", at(9, 10))
    found["open"] = draft(bureau, at(11, 18), at(12, 25, 0))
    said(found["open"], "同意。", at(11, 19))
    with_one = items["vital"] = walked(bureau, at(11, 5), dt.date(2026, 11, 4))
    with_one.propose(vital_interest="yes", vital_interest_reason="", consultation=done.page.pk)
    without = items["unheard"] = walked(bureau, at(11, 6), dt.date(2026, 11, 5))
    without.propose(vital_interest="yes", vital_interest_reason="").head().secrecy()
    exempt = items["exempted"] = walked(bureau, at(10, 13), dt.date(2026, 10, 12)).propose(vital_interest="yes", vital_interest_reason="")
    exempt.head().secrecy().leader(exemption="依照上级规定直接执行。").vote("for", "for", "for", "for").close()
    return found


def result(bureau, walk, moment):
    """The result of a consultation walks through the chain in a day."""
    page = hearing.conclude(page=walk.page, views="主要意见已研究。", by=bureau.editor, at=moment)
    Walker(bureau, page, at=moment).propose(vital_interest=None, vital_interest_reason="").head().secrecy().leader().vote(
        "for", "for", "for", "for"
    ).close()


def told(moment, subject, *, name="", **more):
    """A complaint as it comes in from the web."""
    given = {"kind": "complaint", "anonymous": not name, "name": name, "phone": "13900139000" if name else "", "email": "", "subject": subject}
    given |= {"division": None, "text": f"{subject}的事情经过。"} | more
    return complaints.receive(given=given, way="web", at=moment)[0]


def complained(bureau):
    """Complaints by number: solved, late and reopened, overdue and extended, withdrawn, by post, about leaders; inquiries in time, late, overdue."""
    found, officer = {}, {"by": bureau.efficiency}
    solved = found["solved"] = told(at(9, 8), "监督抽查走过场", division="zhiliang")
    complaints.take_on(solved, gist="反映一次抽查", at=at(9, 9), **officer)
    first = complaints.inquire(solved, division=bureau.anquan, title="抽查安排", question="请说明安排。", at=at(9, 10), **officer)
    second = complaints.inquire(solved, division=bureau.zhiliang, title="抽查记录", question="请提供记录。", at=at(9, 10), **officer)
    complaints.answer_inquiry(first, text="已说明。", by=bureau.head_anquan, at=at(9, 14))
    complaints.answer_inquiry(second, text="记录附后。", by=bureau.head, at=at(9, 22))
    complaints.reply(solved, result="solved", text="已补查。", at=at(9, 24), **officer)
    cases.confirm(solved.case, at=at(9, 26))
    late = found["late"] = told(at(9, 10), "试验报告不实")
    complaints.ask(late, text="请写明编号。", at=at(9, 14), **officer)
    cases.add(late.case, text="编号是三。", at=at(9, 16))
    complaints.ask(late, text="请写明年份。", at=at(9, 17), **officer)
    cases.add(late.case, text="去年。", at=at(9, 21))
    complaints.inquire(late, division=bureau.zhiliang, title="检测报告", question="请调取报告。", at=at(9, 28), **officer)
    complaints.reply(late, result="refused", ground="unfounded", text="查无此事。", at=at(11, 2), **officer)
    cases.reopen(late.case, text="不满意", at=at(11, 4))
    overdue = found["overdue"] = told(at(10, 8), "整改没有复查", division="anquan")
    complaints.inquire(overdue, division=bureau.anquan, title="整改复查", question="请说明复查情况。", at=at(10, 12), **officer)
    complaints.extend(overdue, days=5, reason="现场复核", at=at(10, 20), **officer)
    gone = found["gone"] = told(at(10, 13), "网页打不开")
    cases.withdraw(gone.case, at=at(10, 14))
    gone_late = found["gone_late"] = told(at(9, 8), "电话没有人接")
    complaints.inquire(gone_late, division=bureau.zhiliang, title="电话值守", question="请说明值守情况。", at=at(9, 9), **officer)
    cases.withdraw(gone_late.case, at=at(11, 6))
    posted = found["posted"] = told(at(11, 2), "抽检收费", name="欧阳某某")
    complaints.reclassify(posted, kind="suggestion", reason="实为建议", at=at(11, 3), **officer)
    complaints.reply(posted, result="solved", text="已退还。", way="post", at=at(11, 9), **officer)
    complaints.serve(posted, on=dt.date(2026, 11, 10), tracking_number="XA1", at=at(11, 12), **officer)
    above = found["above"] = told(at(10, 19), "主要领导的事", about="main-leader")
    complaints.send_up(above, docket="四号", at=at(10, 20), **officer)
    found["named"] = told(at(10, 21), "分管领导的事", about="leader")
    return found


def applied(bureau):
    """Applications by name: in time, with a pause whose end was entered later, corrected and late, waiting for a third party."""
    found, office = {}, {"by": bureau.director}

    def one(name, moment):
        found[name] = applications.receive(given=factories.application_given(), way="web", at=moment)[0]
        return found[name]

    def served(application, decided, served_on, entered):
        applications.decide(application, outcome="A1", given="见附件", at=decided, **office)
        applications.serve(application, service="direct", on=served_on.date(), at=entered, **office)

    served(one("in_time", at(9, 9)), at(9, 21), at(9, 22), at(9, 22))
    paused = one("paused", at(9, 11))
    asked = applications.ask(paused, kind=Asked.THIRD_PARTY, name="某公司", at=at(9, 15), **office)
    applications.hear(asked, answer=Answer.AGREES, on=dt.date(2026, 9, 21), at=at(9, 24), **office)
    served(paused, at(10, 20), at(10, 21), at(10, 23))
    corrected = one("corrected", at(9, 16))
    applications.request_correction(corrected, items="请写明年份", at=at(9, 18), **office)
    cases.add(corrected.case, text="2025年", at=at(9, 28))
    served(corrected, at(11, 16), at(11, 17), at(11, 17))
    waits = one("waits", at(10, 9))
    applications.ask(waits, kind=Asked.CO_MAKER, name="某厅", at=at(10, 13), **office)
    return found


def feedback(bureau):
    """One that nobody owned for days, because the desk was empty; six answered in one minute."""
    lonely = received("feedback", at(8, 31, 18))
    cases.hand_over(lonely, to=bureau.editor, reason="请答复", by=bureau.director, at=at(9, 2))
    cases.accept(lonely, by=bureau.editor, at=at(9, 3, 10, 30))
    cases.answer(lonely, text="已改", result="solved", by=bureau.editor, at=at(9, 8))
    for n in range(6):
        one = received("feedback", at(10, 26, 9, n))
        cases.answer(one, text="已阅", result="solved", by=bureau.director, at=at(11, 5, 16))


def ordered(bureau, found):
    """Orders: closed, sent back, waiting for the check too long, prolonged; about a complaint, a figure, a case, a document."""
    made, officer = {}, {"by": bureau.efficiency}

    def one(name, moment, about, division=bureau.zhiliang, kind="supervision", **more):
        given = {"kind": kind, "title": f"督办{name}", "text": "请说明并整改。", "about": about, "division": division, **officer, **more}
        made[name] = complaints.order_open(at=moment, **given)
        return made[name], division.code == "zhiliang" and bureau.head or bureau.head_anquan

    def steps(order, head, *moments):
        for verb, moment in zip(("explain", "plan", "evidence"), moments, strict=False):
            more = {"due_on": dt.date(2026, 11, 2)} if verb == "plan" else {}
            getattr(complaints, f"order_{verb}")(order, text=f"{verb}：已办。", by=head, at=moment, **more)

    about = ("case", found["complaints"]["solved"].case_id, "")
    order, head = one("closed", at(9, 25), about, kind="improvement", due_on=dt.date(2026, 11, 10))
    steps(order, head, at(9, 28), at(9, 30), at(10, 12))
    complaints.order_check(order, passed=True, text="", at=at(10, 15), **officer)
    order, head = one("returned", at(10, 12), ("figure", None, "overdue"), kind="rectification", due_on=dt.date(2026, 11, 10))
    steps(order, head, at(10, 13), at(10, 14), at(10, 26))
    complaints.order_check(order, passed=False, text="没有凭证", due_on=dt.date(2026, 11, 18), at=at(10, 28), **officer)
    order, head = one("unchecked", at(10, 13), ("case", found["cases"]["late"].pk, ""), division=bureau.anquan, due_on=dt.date(2026, 11, 10))
    steps(order, head, at(10, 20), at(10, 21), at(11, 2))
    order, head = one("prolonged", at(10, 14), ("page", found["late"].page.pk, ""), division=bureau.anquan)
    complaints.order_prolong(order, due_on=dt.date(2026, 12, 4), reason="检测未完", at=at(10, 16), **officer)
    return made


def documents(bureau, found):
    """The register: published in time and late, never made an item, withheld, on application, for staff, matched by title, too late; corrected."""

    def enter(number, title, issued_on, moment, division=bureau.zhiliang, scope="public"):
        issued.enter(document_number=number, title=title, issued_on=issued_on, division=division, scope=scope, by=bureau.director, at=moment)

    for name in (
        "in_time",
        "late",
        "stuck",
        "withheld",
        "on_application",
        "private",
        "revoked",
        "refused",
        "re_examined",
        "anquan",
        "given_up_late",
        "on_application_late",
        "withheld_late",
        "moved",
    ):
        page = DisclosurePage.objects.get(pk=found[name].page.pk)
        formed = found[name].page.formed_on
        title = "另一个标题" if name == "late" else page.title
        enter(page.document_number, title, formed, at(10, 12) if name == "late" else max(at(9, 9), at(formed.month, formed.day, 17)), page.division)
    enter("闽交质监〔2026〕901号", "从未提出的通知", dt.date(2026, 9, 14), at(9, 14, 17))
    enter("闽交质监〔2026〕902号", "安全处的通知", dt.date(2026, 10, 12), at(10, 12, 17), bureau.anquan)
    enter("闽交质监〔2026〕903号", "只发工作人员", dt.date(2026, 10, 13), at(10, 13, 17), scope="staff")
    enter("闽交质监〔2026〕904号", "供申请人使用", dt.date(2026, 10, 14), at(10, 14, 17), bureau.anquan, scope="on-application")
    enter("闽交质监〔2026〕905号", "还在期限内", dt.date(2026, 11, 19), at(11, 19, 17))
    corrected(bureau, enter)


def corrected(bureau, enter):
    """Corrections: a day put later while it is late and while it is not, and put earlier; another scope, another division; what was not owed; a
    title alone."""
    first = dt.date(2026, 9, 8)
    for n in range(911, 919):
        enter(f"闽交质监〔2026〕{n}号", f"登记后更正的通知{n}", first, at(9, 9), scope="staff" if n == 916 else "public")

    def correct(n, moment, **values):
        document = IssuedDocument.objects.get(document_number=f"闽交质监〔2026〕{n}号")
        said = {"title": document.title, "issued_on": document.issued_on, "division": document.division, "scope": document.scope} | values
        issued.correct(document, document_number=document.document_number, by=bureau.director, at=moment, **said)

    correct(911, at(10, 28), issued_on=dt.date(2026, 10, 26))  # late, and not any more
    correct(912, at(9, 25), issued_on=dt.date(2026, 9, 24))  # owed, not late yet
    correct(912, at(11, 4), issued_on=dt.date(2026, 9, 9))
    correct(913, at(10, 30), scope="on-application")
    correct(914, at(9, 28), scope="staff")
    correct(915, at(10, 29), division=bureau.anquan)  # late with whom it did not belong to
    correct(916, at(10, 12), issued_on=dt.date(2026, 9, 9))  # was declared for staff: not owed
    correct(916, at(11, 9), scope="public")
    correct(917, at(11, 3), title="更正了标题的通知")
    correct(918, at(10, 26), issued_on=dt.date(2026, 10, 23)), correct(918, at(10, 26, 15), scope="staff")  # twice in a day
