"""demo: the demo bureau, set up and lived through the real actions; a second run keeps what is there."""

import io

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.demo import accounts, applications, bureau, complaints, consultations, feedback, lived, mail, older, watch, year, year_public
from cms.demo.bureau import BUREAU
from cms.demo.days import HERE, Days, standing_at
from cms.demo.progress import Progress
from dashboard.facts.catch_up import catch_up
from disclosure.items.models import DisclosurePage
from disclosure.ledger.commands import OneLineCommand
from disclosure.ledger.record import entries_of, record
from disclosure.org.posts import posts_kept

__all__ = ["BUREAU", "Command"]
LOADED = "demo.load"


class Command(OneLineCommand):
    help = _("Loads the demo bureau: accounts, organisation, older items, and recent matters lived through the real chain. Safe to run twice.")

    def add_arguments(self, parser):
        parser.add_argument(
            "--size", choices=("year", "weeks"), default="year", help=_("a whole year (default), or only its last weeks, which are quicker to live")
        )

    def handle(self, *args, size, **options):
        """All or nothing; after a failure the accounts' file may stay, and its passwords are used by the next run."""
        now = timezone.now()
        with translation.override("zh-hans"), transaction.atomic():
            call_command("setup_site", stdout=io.StringIO())
            loaded = self.load(now, size)
        if not loaded:
            self.stdout.write(_("The demo bureau was loaded before: nothing to do."))
        self.stdout.write(str(accounts.path()))

    def load(self, now, size="year"):
        """Everything that is not there yet, as of the aware moment `now`. False: it was there, only missing accounts are made.

        `size`: "year", or "weeks" for the last weeks alone, which are quicker to live.
        """
        days = Days(now.astimezone(HERE).date())
        life = lived.Life(days)
        applications.plan(life)
        complaints.plan(life)
        consultations.plan(life)
        feedback.plan(life)
        if size == "year":
            year.plan(life)
            year_public.plan(life)
            watch.plan(life)
        acts, people = len(life), len(bureau.PEOPLE) + 1
        if entries_of(LOADED).exists():
            with accounts.hashing() as later:
                accounts.make_accounts(lambda words: None, later)
            return False
        if DisclosurePage.objects.exists():
            raise CommandError(_("This database has items already: the demo bureau is for a new one. Nothing was changed."))
        begin = days.at(-(year.FIRST_DAY if size == "year" else lived.FIRST_DAY), "08:30")
        progress = Progress(people + older.count(begin) + acts, self.stderr)
        with posts_kept(), accounts.hashing() as later:
            with standing_at(begin):
                bureau.enter_settings(begin)
                life.people = accounts.make_accounts(progress.step, later)
                bureau.organise(life.people, begin)
                older.bring_in_older(progress.step, begin)
            life.live(progress.step)
        mail.left_long_ago(now)
        record(LOADED, about=("bureau", None, BUREAU["name"]), at=now, facts={"acts": acts})
        catch_up()
        return True
