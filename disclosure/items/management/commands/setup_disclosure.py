"""setup_disclosure [--under PAGE_ID]: page tree, groups, workflow, settings of a site."""

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from disclosure.ledger.commands import OneLineCommand
from disclosure.org.set_ups import Ground, run


class Command(OneLineCommand):
    help = _("Makes the page tree, groups, workflow and settings of a site. Safe to run twice.")

    def add_arguments(self, parser):
        parser.add_argument("--under", metavar="PAGE_ID", help=_("the page above /open/ and /intranet/ (default: root of the default site)"))

    def handle(self, *args, under=None, **options):
        with transaction.atomic():
            ground = run(Ground(self.place(under)))
        for sentence in ground.done:
            self.stdout.write(sentence)

    def place(self, number):
        """The page of that number, or the default site's root. Raises CommandError where there is none that can hold pages."""
        if number is None:
            site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
            if site is None:
                raise CommandError(_("There is no default site: name a page with --under."))
            return site.root_page
        page = Page.objects.filter(pk=number, depth__gte=2).first() if str(number).isdigit() else None
        if page is None:
            raise CommandError(_("--under: there is no page with the number %(number)s that can hold pages.") % {"number": number})
        return page
