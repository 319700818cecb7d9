"""What the home page and the guide show: counted and listed on every reading, nothing typed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from wagtail.models import Site

from disclosure.chain.models import Clearance, ClearanceKind
from disclosure.consultation.pages import newest_open
from disclosure.items.models import CategoryIndexPage, DisclosurePage
from disclosure.items.models.base import page_types
from disclosure.ledger import public
from disclosure.org.models import Division
from disclosure.rules.categories import Audience

from . import frame

NEWEST = 8
SCOPES = {  # what each column holds, in the words of the work points (二（一）1–9)
    "agency": "职能、职责、法定权限，地址电话，领导姓名与分工",
    "divisions": "处室、组织的设置及其职责",
    "services": "事项、权限及依据，条件、程序、期限，材料与格式文本",
    "statistics": "不含保密事项的统计信息",
    "actions": "重要会议、文件、政策和工作部署，含拟作出的",
    "rules": "现行法律法规、规范性文件，行业标准、规范",
    "enforcement": "行政处罚、抽查检查、严重违法失信信息",
    "integrity": "党风廉政建设规定，信访、举报的方式和程序",
    "other": "法律、法规和规章规定应当公开的其他信息",
}


@dataclass(frozen=True)
class Column:
    """One of the nine columns as the home page shows it: its category, address, scope in words, how many live items, when last changed."""

    category: object
    url: str
    scope: str
    count: int
    updated: datetime | None


def context(page, request):
    """For home.html: `newest`, `consultations`, `columns`, `total`, `this_year`, `tasks`, `ledger`, `places`.

    As many queries whatever the number of items."""
    site = Site.find_for_request(request)
    found = columns()
    return {
        "consultations": newest_open(timezone.now()),
        "newest": DisclosurePage.objects.public().in_register()[:NEWEST],
        "columns": found,
        "total": sum(column.count for column in found),
        "this_year": this_year(timezone.now()),
        "tasks": [task for task in frame.TASKS if frame.exists(task[3], site)][:4],
        "ledger": public.head(),
        "places": {link[1] for link in frame.NAVIGATION + frame.FOOTER if frame.exists(link[1], site)},
    }


@dataclass(frozen=True)
class Year:
    """This year's publications: how many, how many of them through the chain of this system, how many of those in time."""

    year: int
    published: int
    cleared_here: int
    in_time: int


def this_year(now):
    """What was published since 1 January (Asia/Shanghai) and is public; in time = not after the day by which it had to be public. One query.

    What was brought in from an older system is not judged: its days were kept elsewhere.
    """
    year = timezone.localtime(now).year
    brought_in = Clearance.objects.filter(kind=ClearanceKind.IMPORTED).values("page_no")
    here = Q(due_on__isnull=False) & ~Q(pk__in=brought_in)
    rows = DisclosurePage.objects.public().filter(published_at__year=year).annotate(day=TruncDate("published_at"))
    counted = rows.aggregate(published=Count("pk"), cleared_here=Count("pk", filter=here), in_time=Count("pk", filter=here & Q(day__lte=F("due_on"))))
    return Year(year, **counted)


def columns():
    """The outward columns that are switched on, in the order of the work points."""
    counted = {
        row["category_code"]: row
        for row in DisclosurePage.objects.public().order_by().values("category_code").annotate(count=Count("pk"), updated=Max("last_published_at"))
    }
    pages = {page.category: page for page in CategoryIndexPage.objects.live()}
    found = []
    for kind in page_types():
        code = str(kind.category)
        if kind.category.audience != Audience.PUBLIC or code not in pages:
            continue
        row = counted.get(code, {"count": 0, "updated": None})
        found.append(Column(kind.category, pages[code].url, pages[code].intro, row["count"], row["updated"]))
    return found


def guide(request):
    """For guide_page.html: the columns, the divisions of today, the entries that exist."""
    site = Site.find_for_request(request)
    return {
        "columns": columns(),
        "divisions": Division.objects.filter(abolished_on__isnull=True),
        "places": {link[1] for link in frame.NAVIGATION + frame.FOOTER if frame.exists(link[1], site)},
    }
