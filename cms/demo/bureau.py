"""Who the demo bureau is: its settings, divisions, people and posts, entered through the organisation's own actions."""

import datetime as dt

from django.contrib.auth import get_user_model
from wagtail.models import Site

from disclosure.applications.models import ApplicationSettings
from disclosure.ledger.record import record
from disclosure.org import actions as org
from disclosure.org.models import BureauSettings, Division, Post, PostKind

# Invented: region 990000 and the area code 0000 do not exist.
BUREAU = {
    "name": "省交通建设质量安全监督局",
    "short_name": "省交质监局",
    "org_code": "SJ00107",
    "credit_code": "11990000DEM000107B",
    "superior": "省交通运输厅",
    "office_name": "局政务信息公开办公室（局办公室）",
    "address": "省城示例区交通路1号",
    "hours": "工作日8:00—12:00、14:30—17:30（夏令时15:00—18:00）",
    "phone": "0000-12328001",
    "hotline": "12328",
    "fax": "0000-12328002",
    "email": "office@jtzj.example",
    "review_body": "省交通运输厅",
    "court": "省城示例区人民法院",
    "site_code": "9900000107",
    "icp_number": "演示ICP备00000000号",
    "police_number": "演示公网安备00000000000000号",
    "site_domain": "jtzj.example",
    "motto": "公开为原则，不公开为例外",
}
HOW_TO_PAY = (
    "持本通知书于工作日办公时间到局办公室（省城示例区交通路1号）窗口缴纳，或者注明申请编号汇入本局非税收入专户（账号0000000000000000，演示），"
    "凭缴款凭证告知我们；咨询电话0000-12328001。"
)
FOUNDED = dt.date(2020, 1, 2)
IN_POST = dt.date(2024, 1, 2)  # from which day the people hold their posts

# code, name, telephone, duties
DIVISIONS = [
    (
        "bangong", "局办公室", "0000-12328001",
        "负责机关日常运转、文电、会务、机要、保密、档案、信息化和后勤工作；"
        "归口管理政务信息公开，对拟公开信息进行保密审查，受理政府信息公开申请和公开意见反馈。",
    ),
    (
        "zhiliang", "工程质量监督处", "0000-12328021",
        "拟订公路水运工程质量监督制度和年度监督计划并组织实施；办理质量监督手续，组织质量督查和交工质量核验；"
        "负责试验检测机构的监督管理；调查处理质量问题和质量事故。",
    ),
    (
        "anquan", "施工安全监督处", "0000-12328031",
        "拟订公路水运工程施工安全监督制度并组织实施；组织安全生产监督检查、隐患排查治理和重大事故隐患挂牌督办；"
        "组织应急演练，参与生产安全事故调查。",
    ),
    (
        "zaojia", "造价管理处", "0000-12328041",
        "承担公路水运工程造价监督检查的具体工作；发布材料价格信息，组织编制补充定额；组织从业单位信用评价。",
    ),
    (
        "fagui", "综合法规处", "0000-12328051",
        "组织起草规范性文件，承担合法性审核、公平竞争审查和备案；"
        "承担行政处罚案件法制审核、听证、行政复议和行政应诉工作；负责质量安全统计分析。",
    ),
    (
        "renshi", "人事教育处", "0000-12328061",
        "负责机关和所属单位机构编制、人事、工资、教育培训和离退休人员工作；组织专业技术职务评聘和执法人员培训考核。",
    ),
    (
        "dangwei", "机关党委（机关纪委）", "0000-12328071",
        "负责机关和所属单位党的建设、党风廉政建设和群团工作；受理对党员干部违纪问题的检举控告。",
    ),
    (
        "xiaoneng", "局效能办", "0000-12328009",
        "监督检查政务信息公开、首问责任、限时办结等制度的落实；受理投诉、举报、控告和建议，办理并反馈，提出改进建议。",
    ),
]  # fmt: skip
ABOLISHED = ("shiyan", "试验检测管理处", "0000-12328023", "原负责试验检测机构、工地试验室的监督管理，2025年1月1日撤销，职责划入工程质量监督处。")

# username, name, post, division, divisions in charge, title: one account per post
PEOPLE = [
    ("editor-zhiliang", "王丽", PostKind.EDITOR, "zhiliang", (), "四级主任科员"),
    ("head-zhiliang", "王立新", PostKind.DIVISION_HEAD, "zhiliang", (), "处长"),
    ("editor-anquan", "刘洋", PostKind.EDITOR, "anquan", (), "一级科员"),
    ("head-anquan", "林建国", PostKind.DIVISION_HEAD, "anquan", (), "处长"),
    ("editor-bangong", "许文娟", PostKind.EDITOR, "bangong", (), "三级主任科员"),
    ("head-bangong", "丁海峰", PostKind.DIVISION_HEAD, "bangong", (), "副主任"),
    ("editor-zaojia", "马骁", PostKind.EDITOR, "zaojia", (), "工程师"),
    ("head-zaojia", "何平", PostKind.DIVISION_HEAD, "zaojia", (), "处长"),
    ("editor-fagui", "方静怡", PostKind.EDITOR, "fagui", (), "四级主任科员"),
    ("head-fagui", "郑晓", PostKind.DIVISION_HEAD, "fagui", (), "处长"),
    ("editor-renshi", "宋佳", PostKind.EDITOR, "renshi", (), "一级科员"),
    ("head-renshi", "韩志勇", PostKind.DIVISION_HEAD, "renshi", (), "处长"),
    ("editor-dangwei", "潘婷", PostKind.EDITOR, "dangwei", (), "一级科员"),
    ("head-dangwei", "沈国栋", PostKind.DIVISION_HEAD, "dangwei", (), "专职副书记"),
    ("reviewer", "赵敏", PostKind.SECRECY_REVIEWER, "bangong", (), "保密审查员"),
    ("director", "吴静", PostKind.OFFICE_DIRECTOR, "bangong", (), "局办公室主任"),
    ("leader-chen", "陈志远", PostKind.SUPERVISING_LEADER, None, ("zhiliang", "anquan", "zaojia"), "副局长"),
    ("leader-zhou", "周文", PostKind.SUPERVISING_LEADER, None, ("bangong", "fagui", "renshi", "dangwei"), "副局长"),
    ("member-guo", "郭建平", PostKind.GROUP_MEMBER, None, (), "局党委委员"),
    ("member-sun", "孙丽华", PostKind.GROUP_MEMBER, None, (), "总经济师"),
    ("member-cai", "蔡文斌", PostKind.GROUP_MEMBER, None, (), "局工会主席"),
    ("member-tang", "唐晓东", PostKind.GROUP_MEMBER, None, (), "二级调研员"),
    ("chair", "黄国强", PostKind.GROUP_CHAIR, None, (), "领导小组组长"),
    ("main-leader", "李明", PostKind.MAIN_LEADER, None, (), "局长"),
    ("efficiency", "曹正", PostKind.EFFICIENCY_OFFICER, None, (), "局效能办主任"),
    ("auditor", "罗毅", PostKind.AUDITOR, None, (), "审计专员"),
]
ADMINISTRATOR = ("administrator", "系统管理员")
# Who acts where the holder is barred or the post vacant
DEPUTIES = {
    "head-zhiliang": "head-zaojia", "head-anquan": "head-zhiliang", "head-zaojia": "head-zhiliang", "head-bangong": "head-renshi",
    "head-fagui": "head-bangong", "head-renshi": "head-dangwei", "head-dangwei": "head-renshi", "reviewer": "director",
    "leader-chen": "leader-zhou", "leader-zhou": "leader-chen", "chair": "member-guo",
}  # fmt: skip


def enter_settings(at):
    """Fill the one page of settings of the default site, where it still has no name. One entry in the ledger; `at`: aware datetime."""
    settings = BureauSettings.for_site(Site.objects.get(is_default_site=True))
    if settings.name:
        return settings
    for name, value in BUREAU.items():
        setattr(settings, name, value)
    settings.save()
    asked = ApplicationSettings.for_site(settings.site)
    asked.how_to_pay = HOW_TO_PAY
    asked.save()
    record("org.settings", about=("bureau", settings.pk, settings.name), at=at, facts={"name": settings.name, "org_code": settings.org_code})
    return settings


def make_account(username, name, kind):
    """An account with name, address and group, made where it is missing; returns the user. `kind`: PostKind, None for the administrator.

    A new one has no password yet.
    """
    user, made = get_user_model().objects.get_or_create(username=username)
    if made:
        user.last_name, user.first_name = name[:1], name[1:]
        user.email = f"{username}@{BUREAU['site_domain']}"
        user.is_staff = user.is_superuser = kind is None
        user.save()
    return user


def organise(users, at):
    """Found the divisions and appoint the people, where that was not done before. `users`: {username: user}; `at`: aware datetime of the entries."""
    divisions = {}
    for order, (code, name, phone, duties) in enumerate([*DIVISIONS, ABOLISHED], 1):
        divisions[code] = Division.objects.filter(code=code).first() or org.found_division(
            code=code, name=name, duties=duties, phone=phone, order=order * 10, is_office=code == "bangong", founded_on=FOUNDED, at=at
        )
    old = divisions.pop(ABOLISHED[0])
    if old.abolished_on is None:
        org.merge_division(old, successor=divisions["zhiliang"], on=dt.date(2025, 1, 1), at=at)
    posts = {}
    for username, _name, kind, code, charge, title in PEOPLE:
        posts[username] = Post.objects.filter(kind=kind, person=users[username]).order_by("-from_date").first() or org.appoint(
            kind=kind, person=users[username], from_date=IN_POST, division=divisions.get(code), in_charge_of=[divisions[c] for c in charge],
            title=title, at=at,
        )  # fmt: skip
    for username, deputy in DEPUTIES.items():
        if posts[username].deputy_id is None:
            org.name_deputy(posts[username], deputy=users[deputy], at=at)
    return posts
