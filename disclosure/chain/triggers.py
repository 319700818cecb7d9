"""The third wall: the database refuses a live disclosure without a clearance in force, and that what was public goes down or away unexplained."""

from django.apps import apps
from django.db import connections

from disclosure.ledger.triggers import not_as_installed

PAGES, CLEARANCES = "wagtailcore_page", "disclosure_chain_clearance"
LIVE = "gate: live without clearance"
DOWN = "gate: taken down without a reason"
GONE = "gate: what was public is never deleted"
TYPE = "gate: a disclosure keeps its type"
SQLITE_NAMES = ("gate_insert", "gate_update", "gate_down", "gate_delete", "gate_type", "gate_replace", "gate_displace")
POSTGRESQL_NAMES = ("gate_live", "gate_down", "gate_delete", "gate_type", "gate_truncate")


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


def _in_the_way():
    """The row that SQLite's OR REPLACE would delete because it is in the way; it asks no trigger on DELETE (recursive_triggers is off)."""
    keys = "p.id = NEW.id OR p.path = NEW.path OR (p.translation_key = NEW.translation_key AND p.locale_id = NEW.locale_id)"
    return f"SELECT 1 FROM {PAGES} p WHERE ({keys}) AND {_is_disclosure('p')} AND {_once_public('p')}"


def _sqlite():
    uncleared = f"NEW.live AND {_is_disclosure('NEW')} AND NOT {_cleared('NEW')}"
    bodies = {
        "gate_insert": f"AFTER INSERT ON {PAGES} WHEN {uncleared} BEGIN SELECT RAISE(ABORT, '{LIVE}'); END",
        "gate_update": f"AFTER UPDATE OF id, live, live_revision_id ON {PAGES} WHEN {uncleared} BEGIN SELECT RAISE(ABORT, '{LIVE}'); END",
        "gate_replace": f"BEFORE INSERT ON {PAGES} WHEN EXISTS ({_in_the_way()}) BEGIN SELECT RAISE(ABORT, '{GONE}'); END",
        "gate_displace": f"BEFORE UPDATE OF id, path, translation_key, locale_id ON {PAGES} WHEN EXISTS ({_in_the_way()} AND p.id <> OLD.id) "
        f"BEGIN SELECT RAISE(ABORT, '{GONE}'); END",
        "gate_down": f"AFTER UPDATE OF live ON {PAGES} WHEN OLD.live AND NOT NEW.live AND {_is_disclosure('NEW')} AND {_in_force('NEW')} "
        f"BEGIN SELECT RAISE(ABORT, '{DOWN}'); END",
        "gate_delete": f"BEFORE DELETE ON {PAGES} WHEN {_is_disclosure('OLD')} AND {_once_public('OLD')} BEGIN SELECT RAISE(ABORT, '{GONE}'); END",
        "gate_type": f"AFTER UPDATE OF content_type_id ON {PAGES} WHEN {_other_type()} BEGIN SELECT RAISE(ABORT, '{TYPE}'); END",
    }
    return {name: f"CREATE TRIGGER {name} {body}" for name, body in bodies.items()}


def _other_type():
    return f"OLD.content_type_id <> NEW.content_type_id AND ({_is_disclosure('OLD')} OR {_is_disclosure('NEW')})"


def _postgresql():
    """(bodies of the functions by name, statements that make the triggers by name)."""

    def body(test, text, back):
        return f" BEGIN IF {test} THEN RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {back}; END "

    bodies = {
        "gate_live": body(f"NEW.live AND {_is_disclosure('NEW')} AND NOT {_cleared('NEW')}", LIVE, "NULL"),
        "gate_down": body(f"OLD.live AND NOT NEW.live AND {_is_disclosure('NEW')} AND {_in_force('NEW')}", DOWN, "NULL"),
        "gate_delete": body(f"{_is_disclosure('OLD')} AND {_once_public('OLD')}", GONE, "OLD"),
        "gate_type": body(_other_type(), TYPE, "NULL"),
        "gate_truncate": body(f"EXISTS (SELECT 1 FROM {CLEARANCES})", GONE, "NULL"),
    }
    moments = {
        "gate_live": f"AFTER INSERT OR UPDATE OF id, live, live_revision_id ON {PAGES} DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW",
        "gate_down": f"AFTER UPDATE OF live ON {PAGES} FOR EACH ROW",
        "gate_delete": f"BEFORE DELETE ON {PAGES} FOR EACH ROW",
        "gate_type": f"AFTER UPDATE OF content_type_id ON {PAGES} FOR EACH ROW",
        "gate_truncate": f"BEFORE TRUNCATE ON {PAGES} FOR EACH STATEMENT",
    }
    made = {
        name: f"CREATE {'CONSTRAINT ' if name == 'gate_live' else ''}TRIGGER {name} {moment} EXECUTE FUNCTION {name}_refuse()"
        for name, moment in moments.items()
    }
    return {f"{name}_refuse": text for name, text in bodies.items()}, made


def _makes(vendor):
    """The statements that put everything in place."""
    if vendor == "sqlite":
        return list(_sqlite().values())
    bodies, made = _postgresql()
    functions = [f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${text}$$" for name, text in bodies.items()]
    return [*functions, *made.values()]


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
        for statement in [*_drops(connection.vendor), *_makes(connection.vendor)]:
            cursor.execute(statement)


def missing(using="default"):
    """Names of triggers that are not in place, or not as `install` would make them now (a type of page more, a body that does nothing)."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        return not_as_installed(connection, _sqlite())
    bodies, made = _postgresql()
    return not_as_installed(connection, made, bodies)
