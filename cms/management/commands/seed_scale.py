"""seed_scale: synthetic rows in bulk, for benches."""

from django.core.management.base import CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms import seed
from disclosure.ledger.commands import OneLineCommand


class Command(OneLineCommand):
    help = _("Writes synthetic items, cases and comments in bulk, marked as such, for measurements. Never on a database that serves the public.")

    def add_arguments(self, parser):
        for name in ("disclosures", "cases", "comments"):
            parser.add_argument(f"--{name}", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, default=1, help=_("the same seed gives the same rows on the same day (default 1)"))

    def handle(self, *args, disclosures, cases, comments, **options):
        """Checked before anything is written; each thousand or so is a transaction of its own."""
        for name, value in (("disclosures", disclosures), ("cases", cases), ("comments", comments)):
            if value < 0:
                raise CommandError(_("--%(name)s: a number of 0 or more, not %(value)d.") % {"name": name, "value": value})
        told = {}

        def progress(what, done, of):
            tenth = done * 10 // of
            if told.get(what) != tenth:
                told[what] = tenth
                self.stderr.write(f"{what} {done}/{of}")

        with translation.override("zh-hans"):
            seed.run(
                disclosures_wanted=disclosures, cases_wanted=cases, comments_wanted=comments, seed=options["seed"], at=timezone.now(),
                progress=progress,
            )  # fmt: skip
        self.stdout.write(_("Written: %(a)d items, %(b)d cases, %(c)d comments.") % {"a": disclosures, "b": cases, "c": comments})
