"""setup_site: safe to run twice."""

from io import StringIO

from django.core.management import call_command
from wagtail.models import GroupPagePermission, Page, Site

from cms.models import GuidePage, HomePage, PlainPage
from disclosure.items.models import CategoryIndexPage


def test_the_site_stands_on_one_home_page(site):
    """The default site's root is the home page; guide, plain pages and the two roots lie under it."""
    assert type(site.root_page.specific) is HomePage
    assert set(site.root_page.get_children().values_list("slug", flat=True)) >= {"open", "intranet", "guide", "rules-of-disclosure", "accessibility"}


def test_a_second_run_changes_nothing(site):
    """Not a page more, and what an editor wrote stays."""
    page = PlainPage.objects.get(slug="accessibility")
    page.title = "本局无障碍声明"
    page.save_revision().publish()
    before = list(Page.objects.order_by("pk").values_list("pk", "title", "path"))
    call_command("setup_site", stdout=StringIO())
    assert list(Page.objects.order_by("pk").values_list("pk", "title", "path")) == before
    assert Site.objects.count() == 1 and GuidePage.objects.count() == 1


def test_no_group_may_publish(site):
    """The chain publishes; in plain Wagtail the last approver holds the permission and goes round it (四（三）)."""
    assert not GroupPagePermission.objects.filter(permission__codename__in=["publish_page", "bulk_delete_page", "unlock_page"]).exists()


def test_a_page_that_was_removed_is_made_again(site):
    """A missing plain page comes back with the text it begins with."""
    PlainPage.objects.get(slug="accessibility").delete()
    call_command("setup_site", stdout=StringIO())
    assert "长辈版" in PlainPage.objects.get(slug="accessibility").body


def test_the_host_of_the_site_follows_the_environment(site, settings):
    """SITE_URL gives host and port of permanent addresses."""
    settings.SITE_URL = "https://open.example.gov.cn"
    call_command("setup_site", stdout=StringIO())
    site.refresh_from_db()
    assert site.root_url == "https://open.example.gov.cn"


def test_each_column_says_what_it_holds(site, client):
    """The words of the work points under each column's name; an editor's own words stay."""
    assert "行政处罚、抽查检查、严重违法失信信息" in client.get("/open/enforcement/").content.decode()
    page = CategoryIndexPage.objects.get(category="rules")
    page.intro = ""
    page.save_revision().publish()
    call_command("setup_site", stdout=StringIO())
    page.refresh_from_db()
    assert page.intro == ""


def test_the_outward_root_has_its_prescribed_name(site, client):
    """法定主动公开内容 is one of the four fixed columns (国办公开办函〔2019〕61号)."""
    assert "<h1>法定主动公开内容</h1>" in client.get("/open/").content.decode()
