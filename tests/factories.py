"""One function per noun: makes one that is valid, takes what the test cares about, invents the rest. No factory asks the clock.

Each room has its section; append yours at the end. Built for tests and benches alone: nothing in the packages imports this file.
"""

import datetime as dt
import itertools

counter = itertools.count(1)
START = dt.date(2020, 1, 1)  # the day from which the posts of the tests are held

# ---- people and posts (org) ----


def person(username="", *, name="", **values):
    """A user who may enter the admin; `name` is the full name in one word, as the record shows it. The password is the username."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Permission

    username = username or f"person{next(counter)}"
    user = get_user_model()(username=username, last_name=name or username, email=f"{username}@example.org", **values)
    user.set_password(username)
    user.save()
    user.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return user


def division(code="", **values):
    """A division, founded before anything else happens."""
    from disclosure.org.models import Division

    code = code or f"division{next(counter)}"
    return Division.objects.get_or_create(code=code, defaults={"name": values.pop("name", f"{code}处"), "founded_on": START, **values})[0]


def post(kind, person, *, division=None, in_charge_of=(), **values):
    """A post held by a person since START."""
    from disclosure.org.models import Post

    held = Post.objects.create(kind=kind, person=person, division=division, from_date=values.pop("from_date", START), **values)
    held.in_charge_of.set(in_charge_of)
    return held


class Bureau:
    """A small bureau in which every post is held: the people are its attributes, the divisions `zhiliang`, `anquan` and `bangong` too."""

    def __init__(self):
        from disclosure.org.models import PostKind

        self.zhiliang, self.anquan = division("zhiliang", name="质量处"), division("anquan", name="安全处")
        self.bangong = division("bangong", name="办公室", is_office=True)
        held = []  # (attribute, username, kind, division, in charge of)
        for home in (self.zhiliang, self.anquan, self.bangong):
            for role, kind in (("editor", PostKind.EDITOR), ("head", PostKind.DIVISION_HEAD)):
                held.append((f"{role}_{home.code}", f"{role}-{home.code}", kind, home, ()))
        held += [
            ("reviewer", "reviewer", PostKind.SECRECY_REVIEWER, self.bangong, ()),
            ("director", "director", PostKind.OFFICE_DIRECTOR, self.bangong, ()),
            ("leader", "leader", PostKind.SUPERVISING_LEADER, None, (self.zhiliang, self.bangong)),
            ("other_leader", "other-leader", PostKind.SUPERVISING_LEADER, None, (self.anquan,)),
            *((f"member{n}", f"member{n}", PostKind.GROUP_MEMBER, None, ()) for n in range(1, 5)),
            ("chair", "chair", PostKind.GROUP_CHAIR, None, ()),
            ("main_leader", "main-leader", PostKind.MAIN_LEADER, None, ()),
            ("efficiency", "efficiency", PostKind.EFFICIENCY_OFFICER, None, ()),
            ("auditor", "auditor", PostKind.AUDITOR, None, ()),
        ]
        _hold(self, held)
        self.editor, self.head = self.editor_zhiliang, self.head_zhiliang
        self.members = [getattr(self, f"member{n}") for n in range(1, 5)]


def _hold(bureau, held):
    """People and posts in a handful of statements: every second test begins with a bureau."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Permission

    from disclosure.org.models import Post

    User = get_user_model()
    users = []
    for attribute, username, *_ in held:
        user = User(username=username, last_name=username, email=f"{username}@example.org")
        user.set_password(username)
        users.append(user)
        setattr(bureau, attribute, user)
    User.objects.bulk_create(users)
    entering = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    given = User.user_permissions.through
    given.objects.bulk_create(given(**{User._meta.model_name: user, "permission": entering}) for user in users)
    posts = Post.objects.bulk_create(
        Post(kind=kind, person=user, division=home, from_date=START) for user, (_, _, kind, home, _) in zip(users, held, strict=True)
    )
    led = Post.in_charge_of.through
    led.objects.bulk_create(led(post=post, division=home) for post, (*_, homes) in zip(posts, held, strict=True) for home in homes)


def bureau():
    """A bureau with every post of the contract held by one person each."""
    return Bureau()


# ---- stored files and plain pages (files) ----


def stored_document(content=b"1,2,3\n", name="通知.csv", *, own=True, title="通知"):
    """A document with these bytes, in the collection of disclosures or (`own=False`) at the root."""
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model
    from wagtail.models import Collection

    from disclosure.files.actions import own_collection

    row = get_document_model()(title=title, collection=own_collection() if own else Collection.get_first_root_node())
    row.file.save(name, ContentFile(content), save=False)
    row._set_document_file_metadata()
    row.save()
    return row


def picture_bytes(colour="red", size=(40, 30), format="PNG"):
    """The bytes of a plain picture."""
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, format)
    return stream.getvalue()


def stored_image(colour="red", *, own=True, size=(40, 30)):
    """A PNG of one colour, in the collection of disclosures or (`own=False`) at the root."""
    import io

    from django.core.files.images import ImageFile
    from wagtail.images import get_image_model
    from wagtail.models import Collection

    from disclosure.files.actions import own_collection

    collection = own_collection() if own else Collection.get_first_root_node()
    row = get_image_model()(title="图", collection=collection, file=ImageFile(io.BytesIO(picture_bytes(colour, size)), name="pic.png"))
    row._set_image_file_metadata()
    row.save()
    return row


def plain_page(*, live=True, category="other", under=None, slug=""):
    """A plain page that says of itself to which category it belongs: no item, so no clearance is asked."""
    from wagtail.models import Page

    slug = slug or f"page{next(counter)}"
    parent = under or Page.objects.filter(depth=2).first()
    made = parent.add_child(instance=Page(title=slug, slug=slug, live=live))
    made.category = category
    return made


# ---- matters (chain) ----


def other_page(division, *, by=None, live=False, **values):
    """A complete draft in the column 其他应公开信息, with its first revision written by `by`."""
    from disclosure.items.models import CategoryIndexPage, OtherPage

    number = next(counter)
    page = OtherPage(
        **{
            "title": f"关于第{number}号事项的说明", "document_number": f"闽交质测〔2026〕{number}号", "formed_on": dt.date(2026, 11, 13),
            "issuer": "测试局", "legal_basis": "条例第二十条", "summary": "说明。", "body": [("paragraph", "<p>正文。</p>")],
            "article_20_item": 15, "division": division, "scope": "public", "channels": ["portal:disclosure"], "owner": by, "live": live,
        }
        | values
    )  # fmt: skip
    CategoryIndexPage.objects.get(category="other").add_child(instance=page)
    page.save_revision(user=by)
    return page


# ---- items ----

# What makes an item of a category (and kind) complete, beyond the common fields.
COMPLETE = {
    "agency": {"functions": "负责监督。", "address": "测试路1号", "hours": "工作日8:30—17:30", "phone": "0000-1"},
    "divisions": {"duties": "负责质量。"},
    "services": {"authority": "监督。", "basis": "条例。", "conditions": "无。", "procedure": "受理。", "time_limit": "五日", "materials": "申请书"},
    "statistics": {"period_from": dt.date(2026, 1, 1), "period_to": dt.date(2026, 3, 31)},
    "actions": {"kind": "meeting", "stage": "taken"},
    "rules": {"kind": "law", "effective_on": dt.date(2026, 1, 1)},
    "enforcement": {"kind": "inspection", "project": "测试高速", "inspected_on": dt.date(2026, 3, 2), "problems": "三处裂缝。"},
    "integrity": {"kind": "rule"},
    "other": {"article_20_item": 15},
    "internal-rules": {"effective_on": dt.date(2026, 1, 1)},
    "internal-funds": {"period_from": dt.date(2026, 1, 1), "period_to": dt.date(2026, 3, 31)},
    "internal-personnel": {"kind": "policy"},
    "internal-integrity": {"kind": "situation"},
    "internal-other": {"subject": "搬迁"},
}
CREDIT_CODE = "91350100M000100Y43"


def item(category="other", *, division=None, by=None, **values):
    """A complete draft of a category, in its list, with a first revision by `by`. `values` take precedence."""
    from disclosure.items.actions import home, page_type

    model = page_type(category)
    given = {
        "title": f"测试事项{next(counter)}", "formed_on": dt.date(2026, 3, 9), "issuer": "测试局", "body": [("paragraph", "<p>正文。</p>")],
        "division": division or globals()["division"]("zhiliang"), "owner": by, "live": False, **COMPLETE[category],
    }  # fmt: skip
    if category == "enforcement":
        given["parties"] = [("party", {"name": "测试路桥有限公司", "credit_code": CREDIT_CODE, "role": "施工单位"})]
    if category == "divisions":
        given["described"] = given["division"]
    page = model(**(given | values)).fill_in()
    home(model).add_child(instance=page)
    page.save_revision(user=by)
    return page


def published(page, *, at):
    """The item made public past the chain, as an import leaves it: with a clearance for its latest revision and its uses of files."""
    from wagtail.models import Page

    from disclosure.chain.conditions import digest_of
    from disclosure.chain.models import Clearance
    from disclosure.files.actions import put_into_use
    from disclosure.items.models import DisclosurePage

    page = page.latest_revision.as_object() if page.latest_revision else page
    proposal = {"kind": "normal", "go_live_at": None, "vital_interest": None, "vital_interest_reason": "", "consultation": None}
    Clearance.objects.create(
        page_no=page.pk, revision=page.latest_revision, digest=digest_of(page, proposal), kind="imported", proposal=proposal, at=at
    )
    DisclosurePage.objects.filter(pk=page.pk).update(published_at=at)
    Page.objects.filter(pk=page.pk).update(live=True, live_revision=page.latest_revision, first_published_at=at, last_published_at=at)
    put_into_use(page, page.signed_files(), at)
    return type(page).objects.get(pk=page.pk)


# ---- approval sheets (chain, in the admin) ----


def enforcement_page(division, *, by=None, files=(), **values):
    """A complete draft of a penalty in the column 监管信息, with its first revision written by `by`; `files` are documents to attach."""
    from disclosure.items.models import CategoryIndexPage, EnforcementPage

    number, day = next(counter), dt.date(2026, 11, 13)
    page = EnforcementPage(
        **{
            "title": f"关于对示例路桥工程有限公司的行政处罚决定（{number}）", "kind": "penalty", "document_number": f"闽交质监罚〔2026〕{number}号",
            "formed_on": day, "issuer": "测试局", "summary": "行政处罚决定。", "decision_number": f"闽交质监罚〔2026〕{number}号",
            "violation": "3 号墩桩基未按设计图纸施工。", "basis": "《建设工程质量管理条例》第六十四条", "penalty": "罚款 12,000 元（壹万贰仟元）。",
            "decided_on": day, "penalty_class": "general", "display_until": dt.date(2027, 11, 13), "party_told_on": day,
            "parties": [("party", {"name": "示例路桥工程有限公司", "credit_code": "91350000MA00EX000D", "role": "当事人"})],
            "body": [("paragraph", "<p>经查，你单位未按照施工技术标准施工。</p>")], "attachments": [("file", file) for file in files],
            "division": division, "legal_basis": "行政处罚法第四十八条", "scope": "public", "channels": ["portal:supervision"], "owner": by,
            "live": False,
        }
        | values
    )  # fmt: skip
    CategoryIndexPage.objects.get(category="enforcement").add_child(instance=page)
    page.save_revision(user=by)
    return page


# ---- applications for disclosure (applications) ----


def resident_id(number):
    """A valid number of an identity card, another one for each `number` below 1000."""
    from stdnum.cn import ric

    body = f"35010219800101{number:03d}"
    return body + ric.calc_check_digit(body + "0")


def application_given(**changed):
    """What a natural person fills in."""
    return {
        "applicant_type": "person", "name": "林某某", "id_kind": "resident-id", "id_number": "11010519491231002X", "phone": "13800138000",
        "email": "lin@example.com", "address": "福州市鼓楼区某路1号", "description": "2025年质量监督抽查结果",
        "form": "electronic", "delivery": "online",
    } | changed  # fmt: skip


# ---- complaints (complaints)


def complaint_given(**changed):
    """What a named reporter fills in, about the division zhiliang."""
    return {
        "kind": "complaint", "anonymous": False, "name": "欧阳建华", "phone": "13900139000", "subject": "A2合同段监督抽查走过场",
        "division": "zhiliang", "text": "我在A2合同段做过三年试验员，监督处的人来抽查只喝茶不看现场，报告是事先写好的，请彻查。",
    } | changed  # fmt: skip
