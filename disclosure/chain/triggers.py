"""The third wall: the database refuses a live disclosure without a clearance in force, and that what was public goes down or away unexplained."""

from django.apps import apps
from django.db import connections

PAGES, CLEARANCES = "wagtailcore_page", "disclosure_chain_clearance"
LIVE = "gate: live without clearance"
DOWN = "gate: taken down without a reason"
GONE = "gate: what was public is never deleted"
TYPE = "gate: a disclosure keeps its type"
SQLITE_NAMES = ("gate_insert", "gate_update", "gate_down", "gate_delete", "gate_type")
POSTGRESQL_NAMES = ("gate_live", "gate_down", "gate_delete", "gate_type")


def covered():
    """(app label, model name) of every concrete page type that is a disclosure, in any app."""
    from .models import Disclosable

    return sorted((m._meta.app_label, m._meta.model_name) for m in apps.get_models() if issubclass(m, Disclosable) and not m._meta.abstract)


def _is_disclosure(row):
    # A subselect, not literal ids: those change when content types are made anew.
    pairs = " OR ".join(f"(t.app_label = '{app}' AND t.model = '{model}')" for app, model in covered())
    return f"EXISTS (SELECT 1 FROM django_content_type t WHERE t.id = {row}.content_type_id AND ({pairs}))"


def _cleared(row):
    return f"EXISTS (SELECT 1 FROM {CLEARANCES} c WHERE c.page_no = {row}.id AND NOT c.voided AND c.revision_id = {row}.live_revision_id)"


def _in_force(row):
    return f"EXISTS (SELECT 1 FROM {CLEARANCES} c WHERE c.page_no = {row}.id AND NOT c.voided)"


def _once_public(row):
    return f"EXISTS (SELECT 1 FROM {CLEARANCES} c WHERE c.page_no = {row}.id)"


def _sqlite():
    uncleared = f"NEW.live AND {_is_disclosure('NEW')} AND NOT {_cleared('NEW')}"
    bodies = {
        "gate_insert": f"AFTER INSERT ON {PAGES} WHEN {uncleared} BEGIN SELECT RAISE(ABORT, '{LIVE}'); END",
        "gate_update": f"AFTER UPDATE OF live, live_revision_id ON {PAGES} WHEN {uncleared} BEGIN SELECT RAISE(ABORT, '{LIVE}'); END",
        "gate_down": f"AFTER UPDATE OF live ON {PAGES} WHEN OLD.live AND NOT NEW.live AND {_is_disclosure('NEW')} AND {_in_force('NEW')} "
        f"BEGIN SELECT RAISE(ABORT, '{DOWN}'); END",
        "gate_delete": f"BEFORE DELETE ON {PAGES} WHEN {_is_disclosure('OLD')} AND {_once_public('OLD')} BEGIN SELECT RAISE(ABORT, '{GONE}'); END",
        "gate_type": f"AFTER UPDATE OF content_type_id ON {PAGES} WHEN OLD.content_type_id <> NEW.content_type_id AND {_is_disclosure('OLD')} "
        f"BEGIN SELECT RAISE(ABORT, '{TYPE}'); END",
    }
    return [f"CREATE TRIGGER {name} {body}" for name, body in bodies.items()]


def _postgresql():
    def function(name, test, text, back):
        return (
            f"CREATE OR REPLACE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {test} THEN "
            f"RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {back}; END $$"
        )

    return [
        function("gate_live", f"NEW.live AND {_is_disclosure('NEW')} AND NOT {_cleared('NEW')}", LIVE, "NULL"),
        function("gate_down", f"OLD.live AND NOT NEW.live AND {_is_disclosure('NEW')} AND {_in_force('NEW')}", DOWN, "NULL"),
        function("gate_delete", f"{_is_disclosure('OLD')} AND {_once_public('OLD')}", GONE, "OLD"),
        function("gate_type", f"OLD.content_type_id <> NEW.content_type_id AND {_is_disclosure('OLD')}", TYPE, "NULL"),
        f"CREATE CONSTRAINT TRIGGER gate_live AFTER INSERT OR UPDATE OF live, live_revision_id ON {PAGES} DEFERRABLE INITIALLY IMMEDIATE "
        "FOR EACH ROW EXECUTE FUNCTION gate_live_refuse()",
        f"CREATE TRIGGER gate_down AFTER UPDATE OF live ON {PAGES} FOR EACH ROW EXECUTE FUNCTION gate_down_refuse()",
        f"CREATE TRIGGER gate_delete BEFORE DELETE ON {PAGES} FOR EACH ROW EXECUTE FUNCTION gate_delete_refuse()",
        f"CREATE TRIGGER gate_type AFTER UPDATE OF content_type_id ON {PAGES} FOR EACH ROW EXECUTE FUNCTION gate_type_refuse()",
    ]


def _drops(vendor):
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE_NAMES]
    return [f"DROP TRIGGER IF EXISTS {name} ON {PAGES}" for name in POSTGRESQL_NAMES]


def drop(using="default", **kwargs):
    """Take the triggers away: before each migration (SQLite cannot rename a table that a trigger names) and for `migrate disclosure_chain zero`."""
    connection = connections[using]
    if connection.vendor not in ("sqlite", "postgresql") or PAGES not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _drops(connection.vendor):
            cursor.execute(statement)


def install(using="default", **kwargs):
    """Put the triggers in place for every disclosure type of every app (post_migrate)."""
    connection = connections[using]
    if connection.vendor not in ("sqlite", "postgresql") or not {PAGES, CLEARANCES} <= set(connection.introspection.table_names()) or not covered():
        return
    with connection.cursor() as cursor:
        for statement in [*_drops(connection.vendor), *(_sqlite() if connection.vendor == "sqlite" else _postgresql())]:
            cursor.execute(statement)


def missing(using="default"):
    """Names of triggers that are not in place."""
    connection = connections[using]
    wanted, question = {
        "sqlite": (SQLITE_NAMES, "SELECT name FROM sqlite_master WHERE type = 'trigger'"),
        "postgresql": (POSTGRESQL_NAMES, "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question)
        found = {row[0] for row in cursor.fetchall()}
    return sorted(set(wanted) - found)

