"""The database itself refuses to change or delete an entry. Installed after each migration: SQLite loses triggers when Django remakes a table."""

from django.db import connections

TABLE = "disclosure_ledger_entry"
TEXT = "ledger: entries are never changed or deleted"

SQLITE = {
    "ledger_no_update": f"BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{TEXT}'); END",
    "ledger_no_delete": f"BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{TEXT}'); END",
    # INSERT OR REPLACE goes round the trigger on DELETE.
    "ledger_no_replace": f"BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE number = NEW.number OR digest = NEW.digest) "
    f"BEGIN SELECT RAISE(ABORT, '{TEXT}'); END",
}
POSTGRESQL = {
    "ledger_no_change": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
    "ledger_no_truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
}
FUNCTION = (
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{TEXT}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


def statements(vendor):
    """SQL that installs the triggers anew on a database of that vendor; harmless when they are there."""
    if vendor == "sqlite":
        return [s for name, body in SQLITE.items() for s in (f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} {body}")]
    if vendor == "postgresql":
        pairs = ((f"DROP TRIGGER IF EXISTS {name} ON {TABLE}", f"CREATE TRIGGER {name} {body}") for name, body in POSTGRESQL.items())
        return [FUNCTION, *(s for pair in pairs for s in pair)]
    return []


def install(using="default", **kwargs):
    """Put the triggers and the head row in place (post_migrate)."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)
    from .models import Head

    Head.objects.using(using).get_or_create(pk=1)


def missing(using="default"):
    """Names of triggers that are not there."""
    connection = connections[using]
    wanted, question = {
        "sqlite": (SQLITE, "SELECT name FROM sqlite_master WHERE type = 'trigger'"),
        "postgresql": (POSTGRESQL, "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question)
        found = {row[0] for row in cursor.fetchall()}
    return sorted(set(wanted) - found)
