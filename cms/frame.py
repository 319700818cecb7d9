"""What stands around every page: entries of the navigation and the footer that exist, the reader's view, the bureau's own particulars."""

from dataclasses import dataclass

from django.core.cache import cache
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site

from disclosure.org.models import BureauSettings

NAVIGATION = [  # eight: two even rows on a phone; guide and ledger stand in the footer and among the tasks
    ("首页", "/"),
    ("公开目录", "/catalogue/"),
    ("通知公告", "/notices/"),
    ("征求意见", "/consultations/"),
    ("依申请公开", "/apply/"),
    ("进度查询", "/track/"),
    ("投诉举报", "/complaints/"),
    ("统计数据", "/statistics/"),
]
# 四个固定栏目 first (国办公开办函〔2019〕61号), then what the 指引 asks of a footer.
FOOTER = [
    ("政府信息公开指南", "/guide/"),
    ("政府信息公开制度", "/rules-of-disclosure/"),
    ("法定主动公开内容", "/open/"),
    ("政府信息公开年报", "/annual-reports/"),
    ("公开台账", "/ledger/"),
    ("投诉举报", "/complaints/"),
    ("网站地图", "/site-map/"),
    ("无障碍声明", "/accessibility/"),
    ("接口文档", "/api/v3/docs/"),
    ("我为政府网站找错", "/feedback/?kind=error"),
]
UTILITY = [("无障碍声明", "/accessibility/"), ("网站地图", "/site-map/"), ("职工内网", "/intranet/")]
TASKS = [  # on the home page: sign, name, what it is for
    ("doc", "找文件", "按类别、处室、效力筛选", "/catalogue/"),
    ("bell", "看通知公告", "按发布日期，新的在前", "/notices/"),
    ("talk", "提意见", "草案正在征求意见", "/consultations/"),
    ("form", "申请公开", "20 个工作日内答复", "/apply/"),
    ("clock", "查进度", "凭编号和查询码，随时查", "/track/"),
    ("alert", "投诉举报", "效能办受理，可以匿名", "/complaints/"),
    ("info", "怎样获取信息", "公开范围、方式和联系办法", "/guide/"),
    ("check", "核对公开台账", "每条公开都有存证，事后改不了", "/ledger/"),
]


@dataclass(frozen=True)
class Link:
    """A link of the frame; `current` is "page" here, "true" below it, else empty."""

    name: str
    url: str
    current: str = ""


def exists(path, site):
    """Whether an address is served: by a room of the plugin set, or by a live page right under the home page. Later rooms so appear by themselves."""
    path = path.partition("?")[0]
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return match.view_name != "wagtail_serve" or path == "/" or path.strip("/") in live_slugs(site)


def live_slugs(site):
    """Slugs of the live pages right under the home page, remembered for 15 seconds (the contract grants 20 until a page shows)."""
    if not site:
        return set()
    found = cache.get(key := f"cms.frame.{site.root_page_id}")
    if found is None:
        found = set(Page.objects.child_of(site.root_page).live().values_list("slug", flat=True))
        cache.set(key, found, 15)
    return found


def links(entries, request):
    """Those (name, address) of `entries` that exist, as Link with the place of the request marked."""
    site = Site.find_for_request(request)
    return [Link(name, url, current(url, request.path)) for name, url in entries if exists(url, site)]


def current(url, path):
    """The value of aria-current: page for the address itself, true for what lies below it (columns and items: below the catalogue), else empty."""
    if path == url:
        return "page"
    if url == "/catalogue/" and path.startswith("/open/"):
        return "true"
    return "true" if url != "/" and path.startswith(url) else ""


def frame(request):
    """Context processor: `bureau`, `view_mode`, `navigation`, `utility`, `footer`, each asked for only where a template uses it."""
    return {
        "bureau": SimpleLazyObject(lambda: bureau(request)),
        "view_mode": getattr(request, "view_mode", ""),
        "navigation": SimpleLazyObject(lambda: links(NAVIGATION, request)),
        "utility": SimpleLazyObject(lambda: links(UTILITY, request)),
        "footer": SimpleLazyObject(lambda: links(FOOTER, request)),
    }


last_known = {}  # name and telephone for the page that must do without the database


def bureau(request):
    """The bureau's settings for the site of the request; an empty record where there is none yet."""
    found = BureauSettings.for_request(request) if Site.find_for_request(request) else BureauSettings()
    last_known.update(name=found.name, phone=found.hotline or found.phone)
    return found
