"""What must hold for the gate to be a gate: the triggers of chain and ledger are in the database (`check --database default`, and each migrate)."""

from django.core.checks import Error, Tags, register
from django.db import connections
from django.utils.translation import gettext as _

from disclosure.ledger import triggers as ledger_triggers

from . import triggers


@register(Tags.database)
def triggers_in_place(app_configs, databases=None, **kwargs):
    """An error for each trigger that is not there: SQLite drops them silently when a migration remakes a table."""
    found = []
    for alias in databases or []:
        tables = set(connections[alias].introspection.table_names())
        if not {triggers.PAGES, triggers.CLEARANCES, ledger_triggers.TABLE} <= tables or connections[alias].vendor not in ("sqlite", "postgresql"):
            continue
        for name in [*triggers.missing(alias), *ledger_triggers.missing(alias)]:
            sentence = _("The database's trigger %(name)s is missing: run migrate.") % {"name": name}
            found.append(Error(sentence, id="disclosure_chain.E001"))
    return found
