"""Take away: a panel as PNG, XLSX or CSV, the rows of a figure, the whole page as PDF, the weekly brief. No browser at run time: typst draws."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import xlsxwriter
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disclosure.files.typeset import SANS, typeset
from disclosure.ledger.registers import harmless
from disclosure.rules.categories import Category

from .filters import KINDS
from .metric import METRICS, Share
from .panels import OWED_AS, PANELS, alerts, cards, fraction, in_words, lateness, panel, places, state, unit_of
from .situation import unnumbered
from .week import Week

MOST_LATE = 20  # overdue rows that the brief names; how many more there are is said
TYPE = Path(__file__).resolve().parent / "data" / "board.typ"


def table(shown):
    """A Panel as rows of plain values, the heading first."""
    yield [shown.head, *shown.columns]
    for line in shown.lines:
        label = "　" * line.depth + line.label + (f"（{line.sub}）" if line.sub else "")
        yield [label, *(cell.value if cell.value is not None else cell.text for cell in line.cells)]


def row_table(rows, board):
    """Rows of a figure as plain values, the heading first."""
    owed = [_("Begun"), _("Due"), _("Done"), _("In which group")]
    yield [_("Matter"), _("Division"), _("Who owes it"), _("Where it stands"), *owed, _("Kind"), _("Category")]
    categories = dict(Category.choices)
    for row in rows:
        group = state(row, board.period)
        kind = KINDS.get(row.kind) or OWED_AS.get(row.source, "")
        yield [
            row.title, board.who.name(row.division) or _("Bureau level"), row.owner_name, row.stands, _day(row.begun_on), _day(row.due_on),
            _day(row.done_on), str(group.label) if group else "", str(kind),
            str(categories.get(row.category, row.category)),
        ]  # fmt: skip


def _day(day):
    return day.isoformat() if day else ""


def about(board):
    """Two lines that every file begins with: whose view of which period, as known when."""
    period = board.period
    return _("%(first)s to %(last)s, as known on %(known)s; %(view)s") % {
        "first": date_format(period.first), "last": date_format(period.last), "known": date_format(period.known), "view": board.view,
    }  # fmt: skip


def as_csv(title, rows, board):
    """CSV with a mark of its encoding, so that spreadsheets read the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(title), harmless(about(board))])
    writer.writerows([harmless(value) for value in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def as_xlsx(sheets, board):
    """XLSX of [(title, rows)], a sheet each; nothing in it is a formula or a link."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    bold, taken = book.add_format({"bold": True}), set()
    for title, rows in sheets:
        name = "".join(sign for sign in str(title) if sign not in "[]:*?/\\")[:28] or "1"
        while name in taken:
            name = f"{name[:26]} {len(taken)}"
        taken.add(name)
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, str(title), bold)
        sheet.write_string(0, 1, about(board))
        for n, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    sheet.write_number(n, column, value)
                elif value is not None:
                    sheet.write_string(n, column, str(value), bold if n == 1 else None)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 12, 16)
        sheet.freeze_panes(2, 1)
    book.close()
    return out.getvalue()


def everything(board):
    """Every panel and the rows behind every obligation as one XLSX."""
    sheets = [(shown.title, list(table(shown))) for shown in (panel(board, key) for key in PANELS)]
    sheets.append((str(METRICS["obligations"].name), list(row_table(board.values["obligations"].rows, board))))
    return as_xlsx(sheets, board)


def definitions(board):
    """Every figure with its definition, as rows."""
    yield [_("Figure"), _("Definition"), _("Formula"), _("Left out"), _("Version"), _("Since")]
    for metric in METRICS.values():
        left_out = " ".join(str(each) for each in metric.exclusions)
        yield [str(metric.name), str(metric.definition), str(metric.formula), left_out, metric.version, metric.since.isoformat()]


# ---- drawn


def _drawn(shown):
    """A Panel as values for board.typ."""
    lines = [line for line in shown.lines if not line.total]
    most = max((sum(line.cells[n].value or 0 for n in shown.drawn) for line in lines), default=0) if shown.chart == "stack" else 0
    if shown.chart in ("dots", "line"):
        most = max((line.cells[n].value or 0 for line in lines for n in shown.drawn), default=0)
    return {
        "key": shown.key, "title": shown.title, "head": shown.head, "columns": list(shown.columns), "chart": shown.chart if most else "",
        "drawn": list(shown.drawn), "most": most, "legend": [list(each) for each in shown.legend], "notes": list(shown.notes),
        "empty": "" if shown.lines else shown.empty,
        "lines": [
            {
                "label": line.label, "sub": line.sub, "depth": line.depth, "total": line.total, "mark": line.mark,
                "cells": [{"text": cell.text, "value": cell.value, "red": cell.red} for cell in line.cells],
            }
            for line in shown.lines
        ],
    }  # fmt: skip


def _compiled(values, **how):
    return typeset(TYPE, values, face=SANS, **how)


def as_png(shown, board):
    """A panel as a PNG picture, 144 dots an inch."""
    return _compiled({"what": "panel", "panels": [_drawn(shown)], "about": about(board)}, format="png", ppi=144.0)


def _paper(board, title, bureau):
    """What every paper of a board says, by name; what it leaves open is empty."""
    return {
        "what": "board", "title": title, "bureau": bureau, "sentence": sentence(board), "red": bool(board.values["overdue"].value),
        "columns": _columns(), "late": [], "tables": [], "alerts": [each.text for each in alerts(board)], "day": _parts(board.period.known),
    }  # fmt: skip


def as_pdf(board, *, title, bureau):
    """The whole page as PDF/A: sentence, cards, every panel."""
    values = _paper(board, title, bureau) | {
        "about": about(board), "late": late_lines(board), "cards": _cards(board), "panels": [_drawn(panel(board, key)) for key in PANELS],
    }  # fmt: skip
    return _compiled(values, format="pdf", pdf_standards=["a-2b"])


def brief(board, *, title, bureau):
    """The weekly brief: one or two pages about the week before the last day of the board (week.Week), beside it the board's own period. PDF/A."""
    week, late = Week(board), handed_on(board, MOST_LATE)
    new, ahead = week.newly_late(), week.ahead()
    values = _paper(board, title, bureau) | {
        "about": f"{week.before_words}；{about(board)}", "cards": _week_cards(week, new, ahead),
        "tables": [
            {"title": _("%(week)s: newly overdue") % {"week": week.before_words}, "columns": _columns(), "lines": _lines(new),
             "empty": _("Nothing became overdue in this week."), "more": ""},
            {"title": _("%(week)s: falls due") % {"week": week.ahead_words}, "columns": _columns(late=False), "lines": _lines_ahead(week, ahead),
             "empty": _("Nothing falls due until the end of this week."), "more": ""},
            {"title": _("Overdue, the oldest first"), "columns": _columns(), "lines": _lines(late), "empty": _("Nothing is overdue on this day"),
             "more": more_late(board, late)},
        ],
        "panels": [_drawn(each) for each in (_of_week(week), panel(board, "waiting"), week.panel())],
    }  # fmt: skip
    return _compiled(values, format="pdf", pdf_standards=["a-2b"])


def _week_cards(week, new, ahead):
    """The four answers at the top: newly overdue, closed, waiting, falling due; each with the days it is of."""
    board = week.board
    overdue = board.values["overdue"].value
    closed = [_("%(count)d closed in time") % {"count": week.closed - week.closed_late}, _("%(count)d closed late") % {"count": week.closed_late}]
    day = _("on %(day)s") % {"day": date_format(board.period.last)}
    return [
        _card(_("Newly overdue"), len(new), week.before_words, [_("still open at its end")]),
        _card(_("Closed in the week"), week.closed, week.before_words, [*closed, f"{week.beside_words} {week.closed_before}"]),
        _card(_("Still to be done"), week.waits, day, [_("of these overdue %(count)d") % {"count": overdue}]),
        _card(_("Falls due"), len(ahead), week.ahead_words, []),
    ]


def _card(name, count, when, parts):
    return {"name": name, "big": str(count), "unit": _("(obligations)"), "parts": parts, "before": when, "guards": [], "notes": []}


def _of_week(week):
    """What each division had to do in the week."""
    shown = panel(week.then, "divisions")
    return replace(shown, title=f"{shown.title}：{week.before_words}")


def more_late(board, named):
    """How many overdue rows are not named, in words; "" where all are."""
    more = board.values["overdue"].value - len(named)
    return _("and %(count)d more, the dashboard has all") % {"count": more} if more > 0 else ""


def _columns(late=True):
    """The headings of a table of rows: late ones with the days, others without."""
    days = [_("Working days late")] if late else []
    return [_("Matter"), *days, _("Due"), _("Division and owner"), _("Leader in charge"), _("Where it stands")]


def _lines_ahead(week, rows):
    """Rows that are not late as plain lines: without the days."""
    return [[line[0], *line[2:]] for line in _lines(lateness(week.board, rows=rows))]


def _parts(day):
    return {"year": day.year, "month": day.month, "day": day.day}


def _cards(board):
    bare = _("see the rows")  # a link on the page, nothing on paper
    return [
        {"name": each.name, "big": each.big, "unit": each.unit, "before": each.before,
         "parts": _fraction(each, [cell.text for cell in each.parts if cell.text != bare]),
         "guards": [cell.text for cell in each.guards], "notes": list(each.notes)}
        for each in cards(board)
    ]  # fmt: skip


def _fraction(card, parts):
    """The parts of a card as the page has them: what was done in time over what was due, then how the rest came about."""
    return [" ÷ ".join(parts[:2]), *parts[2:]] if isinstance(card.metric, Share) and len(parts) > 1 else parts


def sentence(board):
    """The sentence at the top: how much is late, in how many divisions, for how long at the most."""
    value = board.values["overdue"]
    if not value.value:
        soon = board.values["due_soon"].value
        return _("Nothing is overdue on this day; %(count)d are due within three days.") % {"count": soon}
    return _("%(count)d overdue, %(places)s; the oldest for %(days)d working days.") % {
        "count": value.value, "places": places(row.division for row in value.rows), "days": lateness(board, 1)[0].days,
    }  # fmt: skip


def late_lines(board):
    """What is late as plain lines: matter, working days, day, division and owner, leader, where it stands."""
    return _lines(lateness(board))


def _lines(late):
    return [
        [f"{each.row.title}（{each.what}）", str(each.days), each.row.due_on.isoformat(), f"{each.division}，{each.row.owner_name}", each.leader,
         each.row.stands]
        for each in late
    ]  # fmt: skip


def handed_on(board, most=None):
    """[Late] as the weekly brief names them, which is printed and passed on: to who sees the whole bureau without the numbers of complaints. Whoever
    answers for divisions sees but what they owe themselves, by its number."""
    late = lateness(board, most)
    if not board.role.everything:
        return late
    return [replace(each, row=row) for each, row in zip(late, unnumbered(each.row for each in late), strict=True)]


def brief_text(board):
    """The brief in words, for the mail that brings it: the week, what waits and falls due, then every figure of the week beside the longer period."""
    week, late = Week(board), handed_on(board, MOST_LATE)
    new, ahead, days = week.newly_late(), week.ahead(), _("working days")
    since = date_format(board.period.last)
    lines = [sentence(board), "", week.before_words]
    lines.append(_("Newly overdue and open at its end: %(count)d.") % {"count": len(new)})
    lines += [_named(each.row, each) for each in new[:MOST_LATE]]
    closed = {"count": week.closed, "late": week.closed_late, "beside": week.beside_words, "all": week.closed_before}
    lines.append(_("Closed: %(count)d, of these %(late)d late. %(beside)s: %(all)d.") % closed)
    lines += ["", week.ahead_words, _("Falls due from %(day)s: %(count)d.") % {"day": since, "count": len(ahead)}]
    lines += [f"{each.row.due_on.isoformat()}  {_named(each.row, each)}" for each in lateness(board, rows=ahead[:MOST_LATE])]
    waiting = {"day": since, "count": week.waits, "late": board.values["overdue"].value}
    lines += ["", _("Waiting on %(day)s: %(count)d, of these overdue %(late)d:") % waiting]
    lines += [f"{each.days} {days}  {_named(each.row, each)}" for each in late]
    lines += [more] if (more := more_late(board, late)) else []
    lines += ["", f"{week.before_words}；{week.beside_words}"]
    for metric, now, beside in week.figures():
        lines.append(_("%(figure)s: last week %(week)s, this year %(beside)s") % {
            "figure": metric.name, "week": _in_mail(metric, now), "beside": _in_mail(metric, beside)})  # fmt: skip
    return "\n".join(str(line) for line in lines)


def _named(row, each):
    return f"{row.title}（{each.what}）  {each.division}，{row.owner_name}"


def _in_mail(metric, value):
    """A Value in words with its unit and of how many it is."""
    unit = unit_of(metric) if value.value is not None else ""
    of = f"（{fraction(metric, value)}）" if value.of else ""
    return f"{in_words(metric, value)} {unit}".rstrip() + of
