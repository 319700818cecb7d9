"""setup_site: the home page, the plugin set under it, the plain pages. Safe to run twice; never undoes what an editor changed."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page, Site, Task, Workflow

from cms.home import SCOPES
from cms.models import GuidePage, HomePage, PlainPage
from cms.plain_pages import PAGES
from disclosure.items.models import CategoryIndexPage, OpenPage
from disclosure.ledger.commands import OneLineCommand


class Command(OneLineCommand):
    help = _("Makes this bureau's site: home page, setup_disclosure under it, guide and plain pages. Safe to run twice.")

    def handle(self, *args, **options):
        with transaction.atomic():
            if not HomePage.objects.exists():
                self.put_away_the_examples()
            home = self.home()
            call_command("setup_disclosure", under=str(home.pk), stdout=self.stdout)
            self.columns()
            self.plain_pages(home)

    def columns(self):
        """The name that 国办公开办函〔2019〕61号 gives the outward root, and what each column holds, where nobody has edited the page yet."""
        for page in OpenPage.objects.filter(seo_title="", latest_revision=None):
            page.seo_title = "法定主动公开内容"
            page.save()
        for page in CategoryIndexPage.objects.filter(intro="", latest_revision=None, category__in=SCOPES):
            page.intro = SCOPES[page.category]
            page.save()

    def put_away_the_examples(self):
        """Removes the English groups and workflow that Wagtail's migrations make, and renames its roots, on a new site; what is in use stays."""
        Group.objects.filter(name__in=("Moderators", "Editors"), user__isnull=True).delete()
        Workflow.objects.filter(name="Moderators approval", workflow_states__isnull=True).delete()
        Task.objects.filter(name="Moderators approval", task_states__isnull=True).delete()
        Page.objects.filter(depth=1, title="Root").update(title="根", draft_title="根")
        Collection.objects.filter(depth=1, name="Root").update(name="根集合")

    def home(self):
        """The home page, made where there is none, as root of the default site; host and port of the site follow SITE_URL."""
        home = HomePage.objects.first()
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if home is None:
            home = Page.get_first_root_node().add_child(instance=HomePage(title="首页", slug="portal", live=True))
            self.stdout.write(_("Page made: %(title)s") % {"title": home.title})
        address = urlsplit(settings.SITE_URL)
        port = address.port or (443 if address.scheme == "https" else 80)
        welcome = None
        if site is None:
            site = Site(is_default_site=True, site_name=settings.WAGTAIL_SITE_NAME)
        elif site.root_page_id != home.pk:
            welcome = site.root_page
        site.site_name = site.site_name or settings.WAGTAIL_SITE_NAME  # what the admin's first page is headed with
        site.root_page, site.hostname, site.port = home, address.hostname or "localhost", port
        site.save()
        if welcome is not None and type(welcome.specific) is Page and not welcome.get_children().exists():
            welcome.delete()  # “Welcome to your new Wagtail site”
            home = HomePage.objects.get(pk=home.pk)
        return home

    def plain_pages(self, home):
        """The guide and the plain pages that are not there yet, with the texts they begin with."""
        home = HomePage.objects.get(pk=home.pk)  # its count of children has changed
        if not GuidePage.objects.exists():
            self.publish(home, GuidePage(title="政府信息公开指南", slug="guide", show_in_menus=True))
        for text in PAGES:
            if not home.get_children().filter(slug=text.slug).exists():
                self.publish(
                    home,
                    PlainPage(title=text.title, slug=text.slug, intro=text.intro, column_type=text.column_type, body=text.body.strip()),
                )

    def publish(self, home, page):
        """Adds a page and publishes its first revision, so that its history begins there."""
        page.live = False
        home.add_child(instance=page)
        page.save_revision().publish()
        self.stdout.write(_("Page made: %(title)s") % {"title": page.title})
