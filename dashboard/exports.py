"""Take away: a panel as PNG, XLSX or CSV, the rows of a figure, the whole page as PDF, the weekly brief. No browser at run time: typst draws."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import xlsxwriter
from django.contrib.auth import get_user_model
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from disclosure.files.typeset import SANS, typeset
from disclosure.ledger.registers import harmless
from disclosure.org.names import full_name
from disclosure.rules.categories import Category
from disclosure.rules.channels import Channel

from .charge import in_charge
from .filters import DAYS, KINDS, RowFilter, kind_of
from .metric import METRICS, Share
from .panels import OWED_AS, PANELS, alerts, cards, fraction, in_words, late_words, lateness, no_records, panel, places, state, unit_of, unrecorded
from .situation import unnumbered
from .week import STOCKS, Week, told

MOST_LATE = 20  # overdue rows that the brief names; how many more there are is said
MOST_AHEAD = 12  # rows that fall due
MOST_PEOPLE = 8  # with whom something is overdue
# How much of a full brief is kept until it fits on two sheets: the paper is left before a name is unreadable.
FIT, SHEETS = (1, 0.75, 0.5, 0.35, 0.2), 2
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
        kind = KINDS.get(kind_of(row)) or OWED_AS.get(row.source, "")
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
    words = _("%(first)s to %(last)s, as known on %(known)s; %(view)s") % {
        "first": date_format(period.first), "last": date_format(period.last), "known": date_format(period.known), "view": board.view,
    }  # fmt: skip
    if not (chosen := chosen_words(board)):
        return words
    return _("%(words)s; only %(chosen)s") % {"words": words, "chosen": "，".join(chosen)}


def chosen_words(board):
    """The filters of a board in words, each with its value: what is taken away is otherwise taken for the whole."""
    known = {"category": dict(Category.choices), "channel": dict(Channel.choices), "kind": KINDS}
    found = []
    for name, value in board.query.items():
        if name not in RowFilter.base_filters or name in DAYS:
            continue
        if name == "division":
            told = board.who.name(value)
        elif name == "leader":
            led = dict(in_charge(board.who).values())
            user = None if value in led else get_user_model().objects.filter(username=value).first()
            told = led.get(value) or (full_name(user) if user else value)
        else:
            told = str(known[name].get(value, value))
        found.append(f"{RowFilter.base_filters[name].label}“{told}”")
    return found


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
        name = "".join(sign for sign in str(title) if sign not in "[]:*?/\\'")[:28] or "1"
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
        "own": "", "small": False, "foot": "",
    }  # fmt: skip


def as_pdf(board, *, title, bureau, whose=""):
    """The whole page as PDF/A: sentence, cards, every panel. It is the view of one person (`whose`, a name), with the numbers of complaints that he
    may know: each sheet says so."""
    own = _("The view of %(name)s (%(view)s): to be read by this person alone, not to be passed on.") % {"name": whose, "view": board.view}
    values = _paper(board, title, bureau) | {
        "own": own if whose else _("Personal view: to be read by this person alone, not to be passed on."),
        "about": about(board), "late": late_lines(board), "cards": _cards(board), "panels": [_drawn(panel(board, key)) for key in PANELS],
    }  # fmt: skip
    return _compiled(values, format="pdf", pdf_standards=["a-2b"])


def brief(board, *, title, bureau):
    """The weekly brief, two sheets at the most: the week before the last day of the board (week.Week), beside it the board's own period. PDF/A.

    It goes from hand to hand: the board is one of a role that was `handed_round`.
    """
    week = Week(board)
    told = _brief_values(week, title, bureau)
    for share in FIT:
        made = _compiled(_shortened(told, share), format="pdf", pdf_standards=["a-2b"])
        if sheets(made) <= SHEETS:
            break
    return made


def sheets(pdf):
    """How many pages a PDF of ours has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def _brief_values(week, title, bureau):
    """All that the brief says before it is shortened: of its tables every line."""
    board, new, ahead = week.board, week.newly_late(), week.ahead()
    late, fresh = handed_on(board), {each.row.key for each in new}
    return _paper(board, title, bureau) | {
        "about": f"{week.before_words}；{about(board)}", "cards": _week_cards(week, new, ahead), "small": True, "foot": handed_words(board),
        "tables": [
            {"key": "late", "title": _("Overdue, the oldest first (new: became overdue in the last week)"), "columns": _columns(),
             "lines": _by_matter(late, fresh), "most": MOST_LATE, "all": len(late), "empty": _("Nothing is overdue on this day"), "more": ""},
            {"key": "ahead", "title": _("Falls due, %(days)s") % {"days": week.ahead_words}, "columns": _columns(late=False),
             "lines": _without_days(_by_matter(lateness(board, rows=ahead))), "most": MOST_AHEAD, "all": len(ahead),
             "empty": _("Nothing falls due until the end of this week."), "more": week.lapsed_words},
        ],
        "panels": [_drawn(each) for each in (_of_week(week), _overdue_with(board), week.panel())],
    }  # fmt: skip


def _shortened(values, share):
    """The brief with as many lines of its tables as a share of what it may hold; what became overdue last week stays before what is older."""
    tables = []
    for table in values["tables"]:
        most, lines = max(1, int(table["most"] * share)), table["lines"]
        if len(lines) > most:
            new = [line for line in lines if line["new"]][: max(1, most // 2)] if table["key"] == "late" else []
            kept = new + [line for line in lines if line not in new][: most - len(new)]
            lines = [line for line in lines if line in kept]
        left = table["all"] - sum(line["count"] for line in lines)
        more = [_("and %(count)d more, the dashboard has all") % {"count": left}] if left else []
        cells = [line["cells"] for line in lines]
        tables.append({**table, "lines": cells, "more": "；".join([*more, *([table["more"]] if table["more"] else [])])})
    return {**values, "tables": tables}


def handed_words(board):
    """What a paper that is handed round leaves out, in words."""
    if not board.role.everything:
        return ""
    return _("To be passed on: without complaints of which not everyone who sees the whole bureau may know. Own dashboards may say more.")


def _by_matter(late, fresh=frozenset()):
    """[Late] as lines, what one matter owes together in one: {cells, count, new}. fresh: keys of rows that became overdue in the week."""
    return [_together(group, any(each.row.key in fresh for each in group)) for group in _matters(late)]


def _matters(late):
    """[Late] as lists of what one matter owes together, in the order of their first."""
    found = {}
    for each in late:
        row = each.row
        page = row.number if row.source == "publications" else row.get("page")
        found.setdefault((page, row.title, row.division) if page and not row.get("complaint") else row.key, []).append(each)
    return list(found.values())


def _without_days(lines):
    return [{**line, "cells": [line["cells"][0], *line["cells"][2:]]} for line in lines]


def _told_once(values):
    return "、".join(dict.fromkeys(str(value) for value in values if value))


def _together(group, new):
    told = _told_once
    first = _first(group)
    mark = pgettext("became overdue last week", "[new] ") if new else ""
    cells = [
        f"{mark}{first.row.title}（{told(each.what for each in group)}）", days_late(first), first.row.due_on.isoformat(),
        f"{first.division}，{told(each.row.owner_name for each in group)}", first.leader, told(each.row.stands for each in group),
    ]  # fmt: skip
    return {"cells": cells, "count": len(group), "new": new}


def days_late(each):
    """For how many working days a Late row is overdue, in words: before the first of them is over, since when."""
    return late_words(each.days, each.row.due_on)


def _overdue_with(board):
    """With whom something is overdue, and in one line what the others have."""
    shown = panel(board, "waiting")
    late = [line for line in shown.lines if not line.total and line.cells[1].value]
    rest = [line for line in shown.lines if not line.total and not line.cells[1].value]
    notes = list(shown.notes)
    if rest:
        count = sum(line.cells[0].value or 0 for line in rest)
        notes.insert(0, _("%(people)d others have %(count)d open, none of them overdue.") % {"people": len(rest), "count": count})
    if len(late) > MOST_PEOPLE:
        more = sum(line.cells[1].value for line in late[MOST_PEOPLE:])
        notes.insert(0, _("%(people)d more have %(count)d overdue.") % {"people": len(late) - MOST_PEOPLE, "count": more})
    return replace(
        shown, title=_("With whom something is overdue"), lines=tuple(late[:MOST_PEOPLE]), notes=tuple(notes),
        empty=_("Nothing is overdue on this day"),
    )  # fmt: skip


def _week_cards(week, new, ahead):
    """The four answers at the top: newly overdue, closed, waiting, falling due; each with the days it is of."""
    board = week.board
    overdue = board.values["overdue"].value
    closed = [_("%(count)d closed in time") % {"count": week.closed - week.closed_late}, _("%(count)d closed late") % {"count": week.closed_late}]
    this_year = _("%(when)s: %(count)d closed") % {"when": week.beside_words, "count": week.closed_before}
    day = _("on %(day)s") % {"day": date_format(board.period.last)}
    return [
        _card(_("Newly overdue"), len(new), week.before_words, [_("still open at its end")]),
        _card(_("Closed in the week"), week.closed, week.before_words, [*closed, this_year]),
        _card(_("Still to be done"), week.waits, day, [_("of these overdue %(count)d") % {"count": overdue}]),
        _card(_("Falls due"), len(ahead), week.ahead_words, [week.lapsed_words] if week.lapsed() else []),
    ]


def _card(name, count, when, parts):
    return {"name": name, "big": str(count), "unit": _("(obligations)"), "parts": parts, "before": when, "guards": [], "notes": []}


def _of_week(week):
    """What each division had to do in the week."""
    shown = panel(week.then, "divisions")
    lines = tuple(line for line in shown.lines if line.total or any(cell.value for cell in line.cells))
    if len(lines) < 2:
        return replace(shown, title=f"{shown.title}：{week.before_words}", lines=(), empty=_("In this week nothing was owed."))
    return replace(shown, lines=lines, title=f"{shown.title}：{week.before_words}")


def _columns(late=True):
    """The headings of a table of rows: late ones with the days, others without."""
    days = [_("Working days late")] if late else []
    return [_("Matter"), *days, _("Due"), _("Division and owner"), _("Leader in charge"), _("Where it stands")]


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
    if first := unrecorded(board):
        return no_records(first)
    if not value.value:
        soon = board.values["due_soon"].value
        if chosen_words(board):
            return _("Of what was chosen nothing is overdue on this day; %(count)d are due within three days.") % {"count": soon}
        return _("Nothing is overdue on this day; %(count)d are due within three days.") % {"count": soon}
    told = {"count": value.value, "places": places(row.division for row in value.rows), "days": lateness(board, 1)[0].days}
    if not told["days"]:
        return _("%(count)d overdue, %(places)s; none for a whole working day yet.") % told
    return _("%(count)d overdue, %(places)s; the oldest for %(days)d working days.") % told


def late_lines(board):
    """What is late as plain lines: matter, working days, day, division and owner, leader, where it stands."""
    return _lines(lateness(board))


def _lines(late):
    return [
        [f"{each.row.title}（{each.what}）", days_late(each), each.row.due_on.isoformat(), f"{each.division}，{each.row.owner_name}", each.leader,
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
    """The brief in words, for the mail that brings it: the week, what waits and falls due, then the figures of the paper. Handed round as `brief`."""
    week = Week(board)
    new, ahead = week.newly_late(), week.ahead()
    lines = [sentence(board), *filter(None, [handed_words(board)]), "", week.before_words]
    lines.append(_("Newly overdue and open at its end: %(count)d.") % {"count": len(new)})
    lines += _in_mail_by_matter(new, len(new), _late_in_mail)
    closed = {"count": week.closed, "late": week.closed_late, "beside": week.beside_words, "all": week.closed_before}
    lines.append(_("Closed: %(count)d, of these %(late)d late. %(beside)s: %(all)d.") % closed)
    lines += ["", _("Falls due, %(days)s: %(count)d.") % {"days": week.ahead_words, "count": len(ahead)}]
    lines += _in_mail_by_matter(lateness(board, rows=ahead), len(ahead), lambda group: f"{_first(group).row.due_on.isoformat()}  {_named(group)}")
    lines += filter(None, [week.lapsed_words])
    waiting = {"day": date_format(board.period.last), "count": week.waits, "late": board.values["overdue"].value}
    lines += ["", _("Waiting on %(day)s: %(count)d, of these overdue %(late)d.") % waiting]
    lines += _in_mail_by_matter(handed_on(board), board.values["overdue"].value, _late_in_mail)
    if jumps := alerts(board):
        lines += ["", _("What can make a rate look better has become frequent: %(count)d.") % {"count": len(jumps)}, *(each.text for each in jumps)]
    lines += ["", f"{week.before_words}；{week.beside_words}"]
    for metric, now, beside in week.told_figures():
        lines.append(_("%(figure)s: last week %(week)s, this year %(beside)s") % {
            "figure": metric.name, "week": _in_mail(metric, now), "beside": _in_mail(metric, beside)})  # fmt: skip
    lines.append(STOCKS)
    return "\n".join(str(line) for line in lines)


def _more(count):
    return [_("and %(count)d more, the dashboard has all") % {"count": count}] if count > 0 else []


def _in_mail_by_matter(late, count, told):
    """[Late] as lines of the mail, what one matter owes together in one, as on paper; how many of all `count` are in none of them."""
    groups = _matters(late)[:MOST_LATE]
    return [*map(told, groups), *_more(count - sum(map(len, groups)))]


def _first(group):
    return min(group, key=lambda each: each.row.due_on)


def _late_in_mail(group):
    """What one matter owes (a list of Late) with the first day and the days since."""
    each = _first(group)
    since = _("%(days)d working days overdue") % {"days": each.days} if each.days else days_late(each)
    return _("due %(day)s, %(late)s") % {"day": each.row.due_on.isoformat(), "late": since} + f"  {_named(group)}"


def _named(group):
    """A matter with what it owes, of how many obligations it is, and whose they are: they add up to the numbers above them."""
    first, whats = _first(group), _told_once(each.what for each in group)
    if len(group) > 1:
        whats = _("%(obligations)s; %(count)d in all") % {"obligations": whats, "count": len(group)}
    return f"{first.row.title}（{whats}）  {first.division}，{_told_once(each.row.owner_name for each in group)}"


def _in_mail(metric, value):
    """A Value as on paper, with its unit."""
    unit = unit_of(metric) if value.value is not None and not isinstance(metric, Share) else ""
    if not unit:
        return told(metric, value)
    of = f"（{fraction(metric, value)}）" if value.of else ""
    return f"{in_words(metric, value)} {unit}{of}"
