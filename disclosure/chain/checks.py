"""What must hold for the gate to be a gate: the triggers of chain and ledger are in the database (`check --database default`, and each migrate)."""

from django.core.checks import Tags, Warning, register
from django.db import connections
from django.utils.translation import gettext as _

from disclosure.ledger import triggers as ledger_triggers

from . import triggers


@register(Tags.database)
def triggers_in_place(app_configs, databases=None, **kwargs):
    """A warning for each trigger that is not there, or not as it would be made now: SQLite drops them silently when a migration remakes a table.

    No error: `migrate`, which asks before it begins, would then refuse to put them back (a host adds a type of page; a new version makes them anew).
    """
    found = []
    for alias in databases or []:
        tables = set(connections[alias].introspection.table_names())
        if not {triggers.PAGES, triggers.CLEARANCES, ledger_triggers.TABLE} <= tables or connections[alias].vendor not in ("sqlite", "postgresql"):
            continue
        for name in [*triggers.missing(alias), *ledger_triggers.missing(alias)]:
            sentence = _("The database's trigger %(name)s is missing or not of today: migrate puts it in place.") % {"name": name}
            found.append(Warning(sentence, id="disclosure_chain.W001"))
    return found
