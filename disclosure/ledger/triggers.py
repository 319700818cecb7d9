"""The database itself refuses to change or delete an entry. Installed after each migration: SQLite loses triggers when Django remakes a table."""

import re

from django.db import connections

TABLE = "disclosure_ledger_entry"
TEXT = "ledger: entries are never changed or deleted"

SQLITE = {
    "ledger_no_update": f"BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{TEXT}'); END",
    "ledger_no_delete": f"BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{TEXT}'); END",
    # INSERT OR REPLACE goes round the trigger on DELETE, also by the row's hidden number: a bigint key is no alias of it.
    "ledger_no_replace": f"BEFORE INSERT ON {TABLE} WHEN EXISTS "
    f"(SELECT 1 FROM {TABLE} WHERE number = NEW.number OR digest = NEW.digest OR rowid = NEW.rowid) "
    f"BEGIN SELECT RAISE(ABORT, '{TEXT}'); END",
}
POSTGRESQL = {
    "ledger_no_change": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
    "ledger_no_truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
}
BODY = f" BEGIN RAISE EXCEPTION '{TEXT}' USING ERRCODE = 'integrity_constraint_violation'; END "
FUNCTION = f"CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $${BODY}$$"


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
    """Names of triggers that are not there, or not as they were installed: one of the same name that does nothing holds nothing."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        return not_as_installed(connection, {name: f"CREATE TRIGGER {name} {body}" for name, body in SQLITE.items()})
    return not_as_installed(connection, {name: f"CREATE TRIGGER {name} {body}" for name, body in POSTGRESQL.items()}, {"ledger_refuse": BODY})


ENABLED = "tgenabled IN ('O', 'A')"  # not disabled, and not for replication alone


def not_as_installed(connection, wanted, bodies=None):
    """Names of those triggers in `wanted` (name → statement that makes it) that the database has not, or has otherwise. PostgreSQL keeps what a
    trigger does apart: `bodies` are the functions' (name → text); of its statement the table and the events are compared.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            return sorted(name for name, statement in wanted.items() if _words(found.get(name)) != _words(statement))
        cursor.execute(
            "SELECT t.tgname, pg_get_triggerdef(t.oid), p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            f"WHERE NOT t.tgisinternal AND t.tgrelid::regclass IS NOT NULL AND {ENABLED}"
        )
        found = {name: rest for name, *rest in cursor.fetchall()}
    lost = []
    for name, statement in wanted.items():
        definition, function, body = found.get(name, ("", "", ""))
        if _words(body) != _words((bodies or {}).get(function)) or _events(definition) != _events(statement):
            lost.append(name)
    return sorted(lost)


def _words(text):
    return " ".join((text or "").split())


def _events(statement):
    """When, on what and on which condition a trigger fires, of a statement as written or as PostgreSQL writes it."""
    text = _words(statement).replace('"', "").replace("public.", "").replace(" IMMEDIATE", "").replace(" INITIALLY", "").replace(" DEFERRABLE", "")
    found = re.search(r"(AFTER|BEFORE) (.+?) ON (\S+) (?:NOT DEFERRABLE )?(?:FROM \S+ )?FOR EACH (\w+) (.*)EXECUTE", text)
    if found is None:
        return None
    moment, events, table, each, condition = found.groups()
    columns = tuple(sorted(re.split(r",\s*", found_of[1]))) if (found_of := re.search(r" OF (.+?)(?: OR |$)", events)) else ()
    kinds = tuple(sorted(re.findall(r"INSERT|UPDATE|DELETE|TRUNCATE", events)))
    return moment, kinds, columns, table, each, condition.strip()
