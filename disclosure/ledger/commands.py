"""One manner for every command: 0 on success, 1 with one clear line on bad input."""

import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from .errors import Refused
from .refusals import collect


def why(error):
    """Why a file cannot be read or written, in the reader's language; the system's own words where it is something rare."""
    for kind, sentence in (
        (FileNotFoundError, _("there is no such file or folder")),
        (IsADirectoryError, _("that is a folder, not a file")),
        (NotADirectoryError, _("a part of the path is no folder")),
        (PermissionError, _("this account may not open it")),
    ):
        if isinstance(error, kind):
            return sentence
    return error.strerror or str(error)


class OneLineParser(CommandParser):
    """Unknown and missing options are bad input too: exit 1, not argparse's 2."""

    def error(self, message):
        for words, sentence in (
            ("the following arguments are required: ", _("these are missing: %(names)s")),
            ("unrecognized arguments: ", _("these are unknown: %(names)s")),
        ):
            if message.startswith(words):
                message = sentence % {"names": message.removeprefix(words)}
        raise CommandError(_("The command line is not right, see --help: %(what)s") % {"what": message})


class OneLineCommand(BaseCommand):
    """A command whose CommandError or Refused is one line on standard error and exit code 1; nothing else is written then."""

    requires_system_checks = []

    def create_parser(self, prog_name, subcommand, **kwargs):
        kwargs.setdefault("formatter_class", None)
        kwargs.pop("formatter_class")
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = OneLineParser
        return parser

    def run_from_argv(self, argv):
        try:
            super().run_from_argv(argv)
        except CommandError as error:
            sys.stderr.write(f"{' '.join(str(error).split())}\n")
            sys.exit(1)

    def execute(self, *args, **options):
        try:
            with collect():
                return super().execute(*args, **options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
