"""Complaints and supervision orders of the demo, lived through the real actions. Persons, firms and what is complained of are invented (演示)."""

from disclosure.cases import actions as cases
from disclosure.complaints import actions
from disclosure.org.models import Division, PostKind
from disclosure.org.posts import holders

from .days import HERE
from .pages import upload


def told(number, subject, text, *, kind="complaint", division=None, **changed):
    """What an invented reporter fills in; without `number` he stays anonymous."""
    who = {"anonymous": number is None, "name": f"{'赵钱孙吴郑冯陈褚卫蒋'[(number or 0) % 10]}某某" if number else "", "phone": "", "email": ""}
    if number:
        who |= {"phone": f"1390000{number:04d}", "email": f"reporter{number}@example.com"}
    return {"kind": kind, "subject": f"{subject}（演示）", "text": text, "division": division, **who, **changed}


class Story:
    """One complaint: acts by whoever holds the post that day."""

    def __init__(self, life):
        self.life, self.complaint, self.code, self.inquiry, self.order = life, None, "", None, None

    def by(self, kind, at, division=None):
        """The person of a post on the day of `at`."""
        home = Division.objects.get(code=division) if division else None
        return self.life.people[holders(kind, division=home, on=at.astimezone(HERE).date())[0].username]

    def officer(self, at):
        return self.by(PostKind.EFFICIENCY_OFFICER, at)

    def receive(self, given, way="web"):
        """An act: it arrives."""

        def act(at):
            self.complaint, self.code = actions.receive(given=given, way=way, at=at)

        return act

    def enter(self, given, way, who, **more):
        """An act: `who` (a username) takes it in."""

        def act(at):
            on = at.astimezone(HERE).date()
            if "their_days" in more:
                more["their_due_on"] = self.life.days.day(more.pop("their_days"), on)
            self.complaint, self.code = actions.enter(given=given, way=way, received_on=on, by=self.life.people[who], at=at, **more)

        return act

    def desk(self, verb, **given):
        """An act of the efficiency officer."""
        return lambda at: verb(self.complaint, by=self.officer(at), at=at, **given)

    def take_on(self, gist, by=None):
        return lambda at: actions.take_on(self.complaint, gist=gist, by=self.life.people[by] if by else self.officer(at), at=at)

    def hand_over(self, to, reason, by):
        return lambda at: cases.hand_over(self.complaint.case, to=self.life.people[to], reason=reason, by=self.by(by, at), at=at)

    def accept(self, who):
        return lambda at: cases.accept(self.complaint.case, by=self.life.people[who], at=at)

    def ask_division(self, code, title, question):
        """An act: an inquiry to a division."""

        def act(at):
            division = Division.objects.get(code=code)
            self.inquiry = actions.inquire(self.complaint, division=division, title=title, question=question, by=self.officer(at), at=at)

        return act

    def division_answers(self, text):
        """An act: its head answers the inquiry."""
        return lambda at: actions.answer_inquiry(self.inquiry, text=text, by=self.by(PostKind.DIVISION_HEAD, at, self.inquiry.division.code), at=at)

    def citizen(self, verb, **given):
        """An act of the reporter, with his code."""
        return lambda at: verb(cases.found(self.complaint.case.number, self.code), at=at, **given)

    def open_order(self, kind, division, title, text, days=15, about=None):
        """An act: an order to a division, about the complaint or what `about()` names."""

        def act(at):
            row = about() if about else ("case", self.complaint.case_id, "")
            due_on = self.life.days.day(days, at.astimezone(HERE).date())
            given = {"kind": kind, "title": title, "text": text, "about": row, "due_on": due_on, "division": Division.objects.get(code=division)}
            self.order = actions.order_open(by=self.officer(at), at=at, **given)

        return act

    def owner(self, verb, **given):
        """An act of the head to whom the order went."""

        def act(at):
            more = dict(given)
            if "days" in more:
                more["due_on"] = self.life.days.day(more.pop("days"), at.astimezone(HERE).date())
            if "file" in more:
                more["files"] = [upload(more.pop("file"))]
            verb(self.order, by=self.by(PostKind.DIVISION_HEAD, at, self.order.division.code), at=at, **more)

        return act

    def check(self, **given):
        return lambda at: actions.order_check(self.order, by=self.officer(at), at=at, **given)


def stories(life):
    """[(working day from today, clock, act)]: solved, refused, not ours, withdrawn, reopened, asked, extended, overdue, about those above, new."""
    solved = Story(life)
    words = "示例高速A3合同段的监督抽查，通知上写的是两天，实际只来了一个小时，没有上桥面。"
    yield -39, "09:20", solved.receive(told(1, "监督抽查时间过短", words, division="zhiliang"))
    yield -38, "09:00", solved.take_on("反映一次监督抽查在场时间不足")
    yield -37, "10:10", solved.ask_division("zhiliang", "A3合同段监督抽查安排", "请说明今年三季度A3合同段监督抽查的计划、到场时间和检查记录。")
    yield -34, "15:30", solved.division_answers("抽查当日因降雨缩短，已安排补查，检查记录和影像附后。")
    yield (
        -31,
        "10:00",
        solved.desk(actions.reply, result="solved", text="经核查，抽查当日因降雨中止，已于次周补查并补充影像记录。本局已要求抽查中止的须当场说明。"),
    )
    yield -30, "20:15", solved.citizen(cases.confirm, text="清楚了。")
    proposal = "请完善监督抽查中止、补查的记录和告知制度。"
    yield -31, "10:30", solved.open_order("improvement", "zhiliang", "完善抽查中止和补查的留痕制度", proposal, days=20)
    yield -29, "09:30", solved.owner(actions.order_explain, text="现行办法没有规定抽查中止的记录方式。")
    yield -28, "16:00", solved.owner(actions.order_plan, text="修订抽查工作细则，增加中止、补查记录单。", days=10)
    yield -19, "11:00", solved.owner(actions.order_evidence, text="细则已修订并印发，记录单已启用。", file="files/监督检查问题清单（演示）.xlsx")
    yield -17, "09:40", solved.check(passed=True, text="细则已印发，抽查两件记录单填写完整。")

    anonymous = Story(life)
    words = "有试验室给没做的检测盖章出报告，时间在今年夏天，具体编号可以再提供。"
    yield -16, "21:40", anonymous.receive(told(None, "试验检测报告不实", words, kind="report", division="zhiliang"))
    yield -15, "09:10", anonymous.take_on("反映试验检测报告不实的线索")
    yield -15, "09:30", anonymous.desk(actions.ask, text="请写明报告编号、试验室名称和您了解情况的经过，可以附照片。")
    yield -13, "22:05", anonymous.citizen(cases.add, text="报告编号是YL-2026-0715，试验室在示例大道旁。")
    yield (
        -12,
        "10:00",
        anonymous.ask_division("zhiliang", "试验检测报告核查", "请调取编号YL-2026-0715的检测报告和原始记录，说明取样、试验和签发情况。"),
    )

    suggestion = Story(life)
    words = "公开目录的附件如果能按年度打包下载，查起来会方便很多。"
    yield -33, "12:20", suggestion.receive(told(3, "附件打包下载", words, kind="suggestion"))
    yield -32, "09:30", suggestion.take_on("建议公开附件按年度打包下载")
    yield -26, "16:10", suggestion.desk(actions.reply, result="solved", text="建议已采纳，列入明年门户改版内容。")
    yield -25, "19:00", suggestion.citizen(cases.confirm)

    enquiry = Story(life)
    yield -10, "10:05", enquiry.receive(told(4, "质量监督手续办理时间", "办理质量监督手续要几个工作日，可以邮寄材料吗？", kind="enquiry"))
    yield -9, "09:20", enquiry.desk(actions.reply, result="solved", text="承诺三个工作日内办结，可以邮寄材料，地址见“办事事项”栏目。")

    office = Story(life)
    words = "我上个月的投诉，效能办一直没有告诉我受理没有。"
    yield -14, "08:50", office.receive(told(5, "投诉没有回音", words, division="xiaoneng"))
    yield -13, "15:00", office.hand_over("head-dangwei", "请机关纪委办理，直接答复反映人。", PostKind.MAIN_LEADER)
    yield -12, "08:45", office.accept("head-dangwei")
    yield -11, "10:30", office.take_on("反映投诉事项没有按时告知受理情况", by="head-dangwei")

    leader = Story(life)
    yield -21, "18:30", leader.receive(told(None, "反映主要领导", "反映局主要领导在项目验收上打招呼的问题。", kind="accusation", about="main-leader"))
    yield -20, "09:00", leader.desk(actions.send_up, docket="效报〔2026〕4号")

    telephone = Story(life)
    words = "来电人说工地夜间施工噪声大，拨打公示牌上的监督电话没有人接。"
    yield -24, "16:40", telephone.enter(told(6, "监督电话无人接听", words, division="anquan"), "telephone", "editor-bangong")
    yield -23, "08:35", telephone.accept("efficiency")
    yield -22, "09:15", telephone.take_on("反映公示的监督电话无人接听")
    yield -21, "10:00", telephone.ask_division("anquan", "监督电话值守", "请说明公示牌所留监督电话的值守安排和近一个月的接听记录。")
    yield -15, "11:20", telephone.division_answers("号码调整后公示牌未更换，已通知各项目更换。")
    order = "请查清全省在建项目公示牌监督电话是否有效，逐一更正。"
    yield -14, "09:00", telephone.open_order("rectification", "anquan", "更正公示牌监督电话", order, days=18)
    yield -11, "16:00", telephone.owner(actions.order_explain, text="号码调整后只发了通知，没有逐一核对。")
    yield -9, "10:30", telephone.owner(actions.order_plan, text="逐项目拨测，十个工作日内更换完毕。", days=10)  # evidence due soon

    transferred = Story(life)
    more = {"transferred_from": "12345政务服务便民热线", "their_number": "DEMO-2026-1182", "their_days": 10}
    words = "12345转来：反映某标段交工验收质量核验不实。"
    yield -28, "09:05", transferred.enter(told(7, "交工质量核验", words, kind="report", division="zhiliang"), "transfer", "efficiency", **more)
    yield -27, "09:40", transferred.take_on("反映交工质量核验不实")
    refused = {"result": "refused", "ground": "unfounded", "text": "经调取核验记录和检测数据，核验程序和结论符合规定。", "way": "post"}
    yield -21, "15:00", transferred.desk(actions.reply, **refused)
    yield -20, "09:30", transferred.desk(actions.serve, tracking_number="XA35000000107")

    elsewhere = Story(life)
    yield -18, "10:45", elsewhere.receive(told(8, "拖欠工程款", "施工单位拖欠我们班组的工程款，请帮忙追讨。"))
    given = {"result": "not-ours", "text": "您反映的是工资和工程款支付问题。", "other_body": "项目所在地人力资源社会保障部门、住房城乡建设部门"}
    yield -16, "09:50", elsewhere.desk(actions.reply, **given)

    withdrawn = Story(life)
    yield -8, "11:30", withdrawn.receive(told(9, "网页打不开", "公开目录昨天晚上打不开。", division="bangong"))
    yield -7, "08:20", withdrawn.citizen(cases.withdraw, text="已经恢复。")

    reopened = Story(life)
    words = "申请公开的材料说好电子邮件发给我，至今没有收到。"
    yield -27, "14:00", reopened.receive(told(10, "没有收到公开材料", words, division="bangong"))
    yield -25, "10:00", reopened.take_on("反映没有收到依申请公开的材料")
    yield -20, "16:30", reopened.desk(actions.reply, result="solved", text="已请办公室重新发送。")
    yield -17, "20:45", reopened.citizen(cases.reopen, text="还是没有收到。")
    yield -16, "09:00", lambda at: cases.take_up(reopened.complaint.case, by=reopened.officer(at), at=at)

    extended = Story(life)
    words = "反映示例特大桥监督检查发现的问题整改后没有复查。"
    yield -13, "09:35", extended.receive(told(11, "整改没有复查", words, division="anquan"))
    yield -12, "14:20", extended.take_on("反映问题整改后没有复查")
    yield -3, "10:00", extended.desk(actions.extend, days=10, reason="需要现场复核和检测")

    posted = Story(life)
    yield -9, "15:25", posted.enter(told(12, "来信反映抽检收费", "来信称某检测机构以监督抽检名义收费。", kind="report"), "letter", "editor-bangong")
    yield -8, "08:30", posted.accept("efficiency")
    yield -7, "09:00", posted.take_on("反映以监督抽检名义收费")
    yield (
        -1,
        "16:00",
        posted.desk(actions.reply, result="solved", text="已责令该机构退还费用，并记入信用档案。", way="post"),
    )  # waits for its day of service

    fresh = Story(life)
    yield -1, "17:10", fresh.receive(told(13, "检查结果公开太晚", "三季度安全检查的结果到现在还没有公开。", division="anquan"))

    figure = Story(life)
    about = {"about": lambda: ("figure", None, "overdue")}
    order = "三季度以来有事项超过二十个工作日没有公开，请说明原因并列出办结时间。"
    yield -6, "09:00", figure.open_order("supervision", "zaojia", "逾期未公开事项", order, days=10, **about)  # the explanation is late


def plan(life):
    """Put the complaints onto the demo's timeline."""
    for day, clock, act in stories(life):
        life.plan(life.days.at(day, clock), act, "投诉举报")
