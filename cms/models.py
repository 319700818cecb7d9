"""The bureau's own pages: home, guide, plain pages. Names, addresses and numbers come from the bureau's settings, never from here."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link", "hr"]


class HomePage(Page):
    """首页: the bureau's sentence, the search, what is new, the nine columns."""

    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    template = "home.html"
    column_type = "首页"

    class Meta:
        verbose_name = "首页"

    def get_context(self, request, *args, **kwargs):
        from . import home

        return {**super().get_context(request, *args, **kwargs), **home.context(self, request)}

    def route(self, request, path_components):
        """As Wagtail's, with one query less on the way to what most people read."""
        from disclosure.items.models import OpenPage

        found = OpenPage.objects.child_of(self).filter(slug="open").first() if path_components[:1] == ["open"] else None
        return found.route(request, path_components[1:]) if found else super().route(request, path_components)


class PlainPage(Page):
    """A page with a text and nothing else: 制度, 无障碍声明."""

    COLUMN_TYPES = ["概况信息", "机构职能", "政策文件", "信息公开指南", "信息公开目录", "依申请公开", "政策解读", "办事服务", "咨询投诉"]
    intro = models.CharField("一句话说明", max_length=255, blank=True)
    column_type = models.CharField("栏目类别（网站发展指引）", max_length=20, blank=True, choices=list(zip(COLUMN_TYPES, COLUMN_TYPES, strict=True)))
    body = RichTextField("正文", features=FEATURES, blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = []
    template = "plain_page.html"
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("column_type"), FieldPanel("body")]

    class Meta:
        verbose_name = "普通页面"


class GuidePage(Page):
    """政府信息公开指南: what article 12 asks for, drawn from settings, categories and organisation on every reading."""

    intro = models.CharField("一句话说明", max_length=255, blank=True)
    body = RichTextField("补充说明", features=FEATURES, blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = []
    max_count = 1
    template = "guide_page.html"
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    column_type = "信息公开指南"

    class Meta:
        verbose_name = "公开指南"

    def get_context(self, request, *args, **kwargs):
        from . import home

        return {**super().get_context(request, *args, **kwargs), **home.guide(request)}
