"""Applications of the demo, lived through the real actions: each a short story of working days around today. Persons and firms are invented."""

from stdnum.cn import ric

from disclosure.applications import actions
from disclosure.cases import actions as cases
from disclosure.org.models import PostKind
from disclosure.org.posts import holders

from .days import HERE
from .pages import upload


def citizen(number, description, **changed):
    """What an invented citizen fills in."""
    body = f"35010219{70 + number:02d}0101{number:03d}"
    return {
        "applicant_type": "person", "name": f"{'陈林黄张吴李王郑周刘'[number % 10]}某某", "id_kind": "resident-id",
        "id_number": body + ric.calc_check_digit(body + "0"), "phone": f"1380000{number:04d}", "email": f"citizen{number}@example.com",
        "address": f"省城示例区示例路{number}号", "description": description, "form": "electronic", "delivery": "online",
    } | changed  # fmt: skip


FIRM = {"applicant_type": "business", "name": "示例路桥工程有限公司", "id_kind": "credit-code", "id_number": "91350100M000100Y43"}


class Story:
    """One application: acts by whoever holds the post that day."""

    def __init__(self, life):
        self.life, self.application, self.code = life, None, ""

    def by(self, kind, at, division=None):
        """The person of a post on the day of `at`."""
        found = holders(kind, division=division, on=at.astimezone(HERE).date())
        return self.life.people[found[0].username]

    def director(self, at):
        return self.by(PostKind.OFFICE_DIRECTOR, at)

    def receive(self, given, way="web"):
        """An act: it arrives."""

        def act(at):
            self.application, self.code = actions.receive(given=given, way=way, at=at)

        return act

    def enter(self, given, way):
        """An act: the office enters it."""

        def act(at):
            on = at.astimezone(HERE).date()
            self.application, self.code = actions.enter(given=given, way=way, received_on=on, by=self.director(at), at=at)

        return act

    def desk(self, verb, **given):
        """An act of the office director."""
        return lambda at: verb(self.application, by=self.director(at), at=at, **given)

    def take_up(self, at):
        cases.take_up(self.application.case, by=self.director(at), at=at)

    def citizen(self, verb, **given):
        """An act of the citizen, with his code."""
        return lambda at: verb(cases.found(self.application.case.number, self.code), at=at, **given)


def stories(life):
    """[(working day from today, clock, act)]: answered, partly answered, refused with a review, asked back, extended, paused, late, new."""
    decide, serve = actions.decide, actions.serve

    one = Story(life)
    yield -38, "09:12", one.receive(citizen(1, "2025 年度全省公路水运工程质量监督抽查结果汇总表"))
    yield -37, "08:40", one.take_up
    table = upload("files/2025年度试验检测机构监督抽查统计表.xlsx")
    yield -30, "10:05", one.desk(decide, outcome="A2", given="随函附 2025 年度质量监督抽查结果汇总表（电子件）。", files=[table])
    yield -30, "15:20", one.desk(serve, service="online")
    yield -28, "20:10", one.citizen(cases.confirm, text="已收到。")

    two = Story(life)
    yield -36, "14:31", two.receive(citizen(2, "示例高速公路 A2 合同段质量监督抽查资料"))
    yield -33, "09:30", two.desk(actions.request_correction, items="请写明需要哪一年度、哪一类资料（抽查结果或者整改通知）。")
    yield -31, "21:02", two.citizen(cases.add, text="2025 年度抽查结果和整改通知。")
    yield -28, "09:00", two.desk(actions.ask, kind="third_party", name="示例路桥工程有限公司")
    yield -20, "16:00", two.desk(_heard, answer="objects", reasonable=True, reason="含有施工工艺和报价信息，属于商业秘密。")
    partly = {"given": "随函附抽查结果和整改通知（已作区分处理）。", "reason": "施工工艺和报价信息属于第三方商业秘密，第三方不同意公开且理由合理。"}
    partly["files"] = [upload("files/监督抽查意见通知书（公开版）.pdf")]
    yield -16, "10:40", two.desk(decide, outcome="A3", ground="N4", **partly)
    yield -15, "09:10", two.desk(serve, service="post", tracking_number="XA35000000001")

    three = Story(life)
    yield -34, "10:20", three.receive(citizen(3, "关于示例大桥安全风险评估的内部讨论记录", delivery="email"))
    yield -26, "11:15", three.desk(decide, outcome="A4", ground="N6", reason="讨论记录属于行政机关在履行行政管理职能过程中形成的过程性信息。")
    yield -26, "15:45", three.desk(serve, service="email")
    filed = {"kind": "review", "body": "省交通运输厅", "docket": "交复〔2026〕3号"}
    yield (
        -12, "09:50",
        lambda at: actions.enter_challenge(three.application, filed_on=at.astimezone(HERE).date(), by=three.director(at), at=at, **filed),
    )  # fmt: skip

    four = Story(life)
    yield -25, "15:05", four.enter(citizen(4, "监督机构联系方式和办公时间", form="paper", delivery="collect"), "counter")
    yield -25, "16:30", four.desk(decide, outcome="A1", given="见本局网站“机构职能”栏目，附网址和打印件。")
    yield -25, "16:50", four.desk(serve, service="direct")

    five = Story(life)
    yield -19, "09:44", five.receive(citizen(5, "近五年全省在建高速公路监督人员配备统计", **FIRM))
    yield -17, "09:00", five.take_up
    yield -2, "16:20", five.desk(actions.extend, days=10, reason="涉及五个年度，需要向多个处室调取资料。")

    six = Story(life)
    yield -23, "11:02", six.receive(citizen(6, "2024 年第三季度安全生产专项检查通报"))
    yield -21, "10:00", six.take_up  # left lying: overdue, and red

    seven = Story(life)
    yield -9, "17:31", seven.receive(citizen(7, "示例隧道监控量测数据"))
    yield -8, "09:20", seven.take_up
    yield -5, "10:00", seven.desk(actions.ask, kind="third_party", name="示例隧道建设有限公司")

    eight = Story(life)
    yield -7, "12:15", eight.receive(citizen(8, "2026 年度监督计划"))
    yield -6, "19:40", eight.citizen(cases.withdraw, text="已在网站找到。")

    nine = Story(life)
    yield -3, "09:05", nine.receive(citizen(9, "全部资料"))
    yield -2, "10:15", nine.desk(actions.request_correction, items="请写明信息的名称、文号，或者便于查找的特征。")

    ten = Story(life)
    yield -1, "15:55", ten.receive(citizen(10, "示例特大桥 2026 年质量监督抽查通报"))


def _heard(application, **given):
    return actions.hear(application.consulted.filter(answered_on=None).first(), **given)


def plan(life):
    """Put the applications onto the demo's timeline."""
    for day, clock, act in stories(life):
        life.plan(life.days.at(day, clock), act, "依申请公开")
