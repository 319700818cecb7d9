"""What the desk tells of the versions of a draft: all of them, what was published beside a redraft, and what somebody else kept meanwhile."""

from django.utils.translation import gettext as _

from disclosure.intake.typed import number_of
from disclosure.org.posts import full_name

from .anchors import draft_of
from .differences import of_lines
from .pages import sides
from .tracks import line_of


def told(page, request, typed):
    """For admin/_redraft.html: `versions`, the newest first, each with `who`; `newest`; `read`, the one to be read in the field, None for the newest;
    `draft`, its text; `meanwhile` and `rival` as below."""
    rows = list(page.versions.select_related("made_by", "copy_of").order_by("-number"))
    for row in rows:
        row.who = full_name(row.made_by) if row.made_by_id else ""
    newest = rows[0] if rows else None
    read = next((row for row in rows[1:] if str(row.number) == request.GET.get("draft")), None)
    shown = read or newest
    return {
        "versions": rows, "newest": newest, "read": read, "draft": _text(shown) if shown else "",
        "meanwhile": _meanwhile(rows), "rival": _rival(newest, typed),
    }  # fmt: skip


def _text(version):
    return draft_of(version.clauses.articles().order_by("place"))


def _meanwhile(rows):
    """(the version that was published while a redraft was under way, [both texts of each place that it changed]), as long as that redraft is the
    newest as it was; None else."""
    newest = rows[0] if rows else None
    if newest is None or newest.copy_of_id is None or newest.made_by_id:
        return None
    since = next((row for row in reversed(line_of(newest.copy_of, rows)) if row.published), None)
    public = next(row for row in rows if row.pk == newest.before_id)
    if since is None or since.pk == public.pk:
        return None
    return public, _beside(since, _text(since), _name(public), _text(public))


def _rival(newest, typed):
    """[both texts of each place] where what was typed differs from the version that another kept meanwhile; [] where nobody did."""
    base = number_of(typed.get("base", "")) if typed.get("verb") == "redraft" else None
    if newest is None or base is None or base == newest.number:
        return []
    return _beside(newest, _text(newest), _("What you typed"), typed.get("draft", "").replace("\r\n", "\n"))


def _beside(version, old, name, new):
    return [sides(parts, (_name(version), name)) for parts in of_lines(old, new)]


def _name(version):
    return _("version %(number)s") % {"number": version.number}
