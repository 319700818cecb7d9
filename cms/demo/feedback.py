"""Feedback of the demo, lived through the real actions: errors, questions, an objection in progress, a credit repair decided. All of it is invented.

Each story is told in working days from today; texts say 演示, names are 某某, firms are those of the demo's own items.
"""

from django.contrib.auth.models import AnonymousUser

from disclosure.cases import actions as cases
from disclosure.feedback import actions, parties
from disclosure.feedback.readers import page_for
from disclosure.items.models import DisclosurePage
from disclosure.org.models import Division, PostKind
from disclosure.org.posts import holders

from .days import HERE


class Story:
    """One piece of feedback: acts by whoever holds the post that day."""

    def __init__(self, life, title, **given):
        self.life, self.title, self.given = life, title, given
        self.feedback, self.code = None, ""

    def by(self, kind, at, division=None):
        """The person of a post on the day of `at`; `division`: its code."""
        home = Division.objects.get(code=division) if division else None
        return self.life.people[holders(kind, division=home, on=at.astimezone(HERE).date())[0].username]

    def director(self, at):
        return self.by(PostKind.OFFICE_DIRECTOR, at)

    def page(self, user, at):
        """The item whose title begins so, as its giver may read it."""
        found = DisclosurePage.objects.filter(title__startswith=self.title, live=True).order_by("published_at").first()
        return page_for(user, found.pk, at.astimezone(HERE).date()) if found else None

    def receive(self, at):
        """It comes by the web form."""
        self.feedback, self.code = actions.receive(given=self.given, page=self.page(AnonymousUser(), at), way="web", at=at)

    def from_colleague(self, division):
        """An act: a colleague gives it on an inward item."""

        def act(at):
            giver = self.by(PostKind.EDITOR, at, division)
            self.feedback, self.code = actions.receive(given=self.given, page=self.page(giver, at), way="web", giver=giver, at=at)

        return act

    def enter(self, way, division, **more):
        """An act: the editor of a division was asked first and enters it."""

        def act(at):
            by, on = self.by(PostKind.EDITOR, at, division), at.astimezone(HERE).date()
            self.feedback, self.code = actions.enter(given=self.given, page=self.page(by, at), way=way, received_on=on, by=by, at=at, **more)

        return act

    @property
    def case(self):
        return self.feedback.case

    def take_up(self, at):
        cases.take_up(self.case, by=self.director(at), at=at)

    def pass_to(self, division, reason):
        """Two acts: offered by the office, accepted by the editor of the division."""

        def offer(at):
            to = self.by(PostKind.EDITOR, at, division)
            cases.hand_over(self.case, to=to, reason=reason, by=self.director(at), at=at)

        return offer, lambda at: cases.accept(self.case, by=self.by(PostKind.EDITOR, at, division), at=at)

    def answer(self, text, division=None, result="solved", ground=""):
        def act(at):
            by = self.by(PostKind.EDITOR, at, division) if division else self.director(at)
            actions.answer(self.feedback, text=text, result=result, ground=ground, by=by, at=at)

        return act

    def desk(self, verb, **given):
        """An act of the office director."""
        return lambda at: verb(self.feedback, by=self.director(at), at=at, **given)

    def citizen(self, verb, **given):
        """An act of the citizen, with his code."""
        return lambda at: verb(cases.found(self.case.number, self.code), at=at, **given)


def stories(life):
    """[(working day from today, clock, act)]."""
    one = Story(life, "公路水运工程质量监督手续办理", kind="error", text="（演示）办理地点写的是旧门牌，现在是2号楼。", contact="陈某某 13800000101")
    offer, accept = one.pass_to("zhiliang", "请核对办理地点")
    yield -33, "10:12", one.receive
    yield -33, "10:40", offer
    yield -33, "11:05", accept
    yield -31, "15:30", one.answer("感谢指正。办理地点以页面所列为准，楼号已在现场标牌中更新。", "zhiliang")
    yield -30, "20:15", one.citizen(cases.confirm)

    two = Story(
        life, "2026年二季度公路水运工程质量安全监督统计", kind="question", text="（演示）“一次抽检合格率”是怎样算的？", contact="lin@example.com"
    )
    yield -29, "21:40", two.receive
    yield -28, "09:00", two.take_up
    yield -24, "10:10", two.answer("一次抽检合格率＝第一次抽检合格点数÷抽检总点数，不含整改后的复检。")
    shown = {"question": "“一次抽检合格率”是怎样算的？", "answer": "第一次抽检合格点数除以抽检总点数，不含整改后的复检。"}
    yield -24, "10:30", two.desk(actions.publish, **shown)

    three = Story(life, "关于2026年防汛防台专项检查情况的通报", kind="question", text="（演示）通报中的问题整改了没有？", contact="")
    offer, accept = three.pass_to("anquan", "请答复整改情况")
    yield -27, "08:55", three.enter("telephone", "bangong")
    yield -27, "09:30", offer
    yield -26, "09:10", accept
    yield -20, "16:20", three.answer("通报所列问题已全部整改销号，复查情况将随下一期通报公开。", "anquan")
    shown = {"question": "通报中的问题整改了没有？", "answer": "所列问题已全部整改销号，复查情况随下一期通报公开。"}
    yield -19, "09:30", three.desk(actions.publish, **shown)

    four = Story(life, "本局服务承诺", kind="question", text="（演示）建议把咨询电话的接听时间延长到十九点。", contact="黄某某 13800000104")
    yield -25, "12:05", four.receive
    yield -24, "09:20", four.take_up
    lead = lambda at: four.by(PostKind.MAIN_LEADER, at)  # noqa: E731
    yield -23, "09:40", lambda at: actions.report(four.feedback, to=lead(at), text="拟请办公室研究延时服务", by=four.director(at), at=at)
    yield -22, "17:10", lambda at: actions.instruct(four.feedback, text="请办公室提出方案，年内试行。", by=lead(at), at=at)
    yield -16, "10:00", four.answer("您的建议已采纳，拟于年内试行工作日延时接听，方案确定后公布。")

    five = Story(life, "交通建设工程质量监督工作规程", kind="error", text="（演示）认为第三条与上位法重复，应当删去。", contact="张某某 13800000105")
    yield -21, "14:30", five.receive
    yield -20, "09:10", five.take_up
    said = {"result": "refused", "ground": "该条是对上位法规定的细化，与上位法一致。"}
    yield -18, "11:00", five.answer("经核对，页面内容与正式文本一致。", **said)
    yield -17, "19:25", five.citizen(cases.reopen, text="请写明细化在哪里。")
    yield -15, "10:20", five.answer("第三条增加了监督人员到场的频次要求，上位法没有规定频次。")

    six = Story(life, "关于2026年“双随机”施工安全监督抽查第一批结果的公告", kind="question", text="（演示）请问某收费站何时拆除？", contact="吴某某")
    yield -18, "09:50", six.enter("transfer", "bangong", transferred_from="12345", their_number="演示-0918")
    yield -16, "15:15", six.answer("收费站的设置和撤除不属本局职责，请向省高速公路主管单位咨询。", "bangong", result="not-ours")

    seven = Story(life, "电动自行车集中充电管理的通知", kind="question", text="（演示）三号楼后面能不能再加两个充电位？", contact="")
    yield -14, "12:40", seven.from_colleague("anquan")
    yield -13, "09:05", seven.take_up
    yield -9, "16:00", seven.answer("已增设两个充电位，即日起可以使用。")

    eight = Story(life, "公路工程交工质量核验", kind="error", text="（演示）附件打不开。", contact="王某某 13800000108")
    yield -8, "22:10", eight.receive
    yield -7, "09:00", eight.take_up
    yield -7, "09:20", lambda at: cases.request_correction(eight.case, text="请写明是哪一个附件、提示什么。", by=eight.director(at), at=at)

    nine = Story(life, "公路水运工程造价监督检查工作指引", kind="question", text="（演示）指引适用于养护工程吗？", contact="周某某 13800000109")
    offer, accept = nine.pass_to("zaojia", "请答复适用范围")
    yield -5, "10:45", nine.receive
    yield -4, "09:15", offer
    yield -4, "14:00", accept

    ten = Story(life, "关于示例航道整治工程质量安全督查情况的通报", kind="error", text="（演示）表中第4行桩号前后颠倒。", contact="")
    yield -1, "16:35", ten.receive

    filed = "（演示）处罚决定所列桩号与检测报告不符，附检测报告。"
    firm = {"credit_code": "91990000MADEM008XH", "contact": "法务刘某 13800000111"}
    objection = Story(life, "关于对演示市政路桥建设有限公司不按照", kind="objection", text=filed, **firm)
    offer, accept = objection.pass_to("zhiliang", "请核查桩号和检测记录")
    yield -6, "10:05", objection.receive
    yield -5, "09:30", objection.desk(parties.check_standing, note="营业执照、授权委托书已核对")
    yield -5, "09:45", offer
    yield -4, "10:15", accept

    paid = "（演示）罚款已缴，已整改并通过复查，申请提前终止公示。"
    firm = {"credit_code": "91990000MADEM001XA", "contact": "办公室郑某 13800000112"}
    repair = Story(life, "关于对演示路桥工程有限公司不按照", kind="repair", text=paid, **firm)
    yield -23, "09:25", repair.receive
    yield -22, "10:00", repair.desk(parties.check_standing, note="营业执照、缴款凭证、复查意见已核对")
    granted = "已履行处罚决定，整改经复查合格，最短公示期已满，公示期间没有再受同类处罚。"
    yield -15, "15:40", repair.desk(parties.decide, outcome="end-display", reason=granted)


def plan(life):
    """Put the feedback onto the demo's timeline."""
    for day, clock, act in stories(life):
        life.plan(life.days.at(day, clock), act, "反馈")
