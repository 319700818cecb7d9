"""What a report says of a period, as plain values that JSON keeps: each figure beside last period's, what is overdue with its owners' reasons."""

import datetime as dt
from dataclasses import replace

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dashboard.figures import Board
from dashboard.metric import METRICS, Group, Period
from dashboard.metrics.overdue import OBLIGATIONS, owed
from dashboard.models import OverdueReason, Section
from dashboard.panels import OWED_AS, late_words, percent
from dashboard.roles import reporting
from dashboard.rows.registry import end_of
from disclosure.cases.models import Case
from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.complaints.models import Complaint, OrderKind

from .discreet import masked, renamed, unnumbered

# The figures of each part, in their order; what is in none of them stands at the end of its part's table.
PARTS = (
    (Section.PUBLICATION, (
        "publication_on_time", "published", "should_be_public", "declared_not_public", "half_public", "wrongly_public", "steps_on_time", "returned",
        "consultation_results_on_time", "comments_answered", "comments_adopted",
    )),
    (Section.MATTERS, (
        "applications_on_time", "applications_median_days", "complaints_on_time", "complaints_median_days", "feedback_on_time",
        "feedback_median_days", "one_time_breaches", "minutes_without_owner", "first_asked_gaps", "reopened", "satisfaction",
    )),
)  # fmt: skip
RATES = ("publication_on_time", "applications_on_time", "complaints_on_time", "feedback_on_time", "consultation_results_on_time")


def content_of(first, last, *, known, issued=None):
    """The content of a report from `first` to `last` (days in Asia/Shanghai, both included), as known at the end of the day `known`.

    A dict of JSON values: first, last, known, figures (with last period's), overdue, divisions, orders. Without titles that citizens wrote,
    without complaints that the efficiency office, which writes it, may not know; what came out of any other complaint is a row of its own, but
    without its number: its readers may know how many there are, not which.

    issued: the content of the version of this report that was issued last, if one was. What that counted counts here as well, though it has come to
    be hidden since: a row that is gone would tell whom a complaint has come to be about, and the figures could not be compared.
    """
    role, counted = reporting(known), _counted()
    if issued is not None and "hidden" in issued:
        role = replace(role, hidden=frozenset(issued["hidden"]) | _uncounted(role.hidden - set(issued["hidden"]), *issued["counted"]))
    board = Board(role, Period.of(as_of=known, first=first, last=last))
    rows = unnumbered(board.values["overdue"].rows)
    unseen = _unseen(board, rows, issued) if issued is not None else set()
    return {
        "first": first.isoformat(), "last": last.isoformat(), "known": known.isoformat(), "before": board.before.period.first.isoformat(),
        "before_to": board.before.period.last.isoformat(), "figures": _figures(board), "overdue": _overdue(board, rows, unseen),
        "divisions": _divisions(board), "orders": _orders(board), "hidden": sorted(role.hidden), "counted": counted,
    }  # fmt: skip


def _counted():
    """[the newest complaint, the newest case] by their numbers in the tables: what came later is in no figure of now."""
    return [model.objects.aggregate(newest=Max("pk"))["newest"] or 0 for model in (Complaint, Case)]


def _uncounted(cases, newest_complaint, newest_case):
    """Those of some cases (numbers) that were not there, as the complaints or feedback that they are now, when the newest were these."""
    complaints = dict(Complaint.objects.filter(case__in=cases).order_by().values_list("case_id", "pk"))
    return {case for case in cases if (complaints[case] > newest_complaint if case in complaints else case > newest_case)}


def _figures(board):
    found = []
    for key, value in board.values.items():
        metric, before = METRICS[key], board.before.values[key]
        found.append(
            {
                "key": key, "name": str(metric.name), "unit": metric.unit, "version": metric.version, "definition": str(metric.definition),
                **_parts(value), "before": _parts(before),
            }
        )  # fmt: skip
    return found


def _parts(value):
    return {
        "value": value.value, "numerator": value.numerator, "denominator": value.denominator, "of": value.of, "small": value.small,
    }  # fmt: skip


def _unseen(board, rows, issued):
    """Keys of overdue rows that were not recorded yet when the version `issued` (its content) was computed: it could not call them in time."""
    listed = {row["key"] for row in issued["overdue"]}
    new = [row for row in rows if row.key not in listed]
    if not new:
        return set()
    period = replace(board.period, known=dt.date.fromisoformat(issued["known"]))
    then = Board(board.role, period)
    was = {row.key: row.group(period) for source in {row.source for row in new} for row in then.rows(source)}
    # Known by the end of that day and overdue, but not named: it was recorded later on that day.
    return {row.key for row in new if was.get(row.key, Group.OPEN_LATE) == Group.OPEN_LATE}


def _overdue(board, rows, unseen):
    """Rows that are overdue at the end of the period, the longest first, each with its reason as given by the day it is known on.

    unseen: keys of those that the version issued before could not know.
    """
    days, last = calendar(), board.period.last
    given = {}
    for reason in OverdueReason.objects.filter(given_at__lt=end_of(board.period.known)).select_related("given_by").order_by("given_at", "id"):
        given[reason.source, reason.number] = reason
    found = []
    for row in sorted(rows, key=lambda row: (row.due_on, row.key)):
        reason = given.get((row.source, row.number))
        found.append(
            {
                "key": row.key, "source": row.source, "number": row.number, "title": _title(row), "owed": str(OWED_AS[row.source]),
                "division": row.division, "division_name": board.who.name(row.division) or str(_("Bureau level")),
                "owner": row.owner_name, "stands": str(row.stands),
                "due_on": row.due_on.isoformat(), "days_late": days.between(row.due_on, last), "reason": masked(reason.text) if reason else "",
                "reason_on": day_of(reason.given_at).isoformat() if reason else "", "complaint": row.get("complaint", False),
                "unseen": row.key in unseen,
            }
        )  # fmt: skip
    return found


def _title(row):
    """The title of a row as the report names it: without such numbers in what somebody typed."""
    return masked(row.title)


def _divisions(board):
    """[{name, done-in-time, done-late, open-in-time, open-late}] over every obligation, in the bureau's order; the rows add up."""
    counts = {}
    for name in OBLIGATIONS:
        for row in board.rows(name):
            if owed(row, board.period):
                counts.setdefault(row.division, dict.fromkeys(Group.values, 0))[row.group(board.period).value] += 1
    known = [division.code for division in board.who.standing]
    order = [code for code in known if code in counts] + sorted(code for code in counts if code not in known)
    return [{"code": code, "name": board.who.name(code) or str(_("Bureau level")), **counts[code]} for code in order]


def _orders(board):
    """Supervision orders and proposals that were open in the period, by kind and state, as rows of the source `orders`: by matter and division, none
    by its number, of which one that is missing would tell of an order out of a complaint."""
    last, found = board.period.last, []
    for row in unnumbered(board.rows("orders")):
        if row.begun_on is not None and row.begun_on <= last and (row.done_on is None or row.done_on >= board.period.first):
            done = row.done_on is not None and row.done_on <= last
            found.append(
                {
                    "number": "", "title": _title(row), "kind": row.kind, "kind_name": str(OrderKind(row.kind).label),
                    "division_name": board.who.name(row.division),
                    "stands": str(row.stands), "closed": done, "due_on": row.due_on.isoformat() if row.due_on else "",
                    "late": not done and row.due_on is not None and row.due_on < last,
                }
            )  # fmt: skip
    return found


# ---- in words


def shown(figure):
    """A figure as a table of the report shows it: a share with its fraction, few as counts, a median over few with how many, nothing as “none”."""
    value, unit = figure["value"], figure.get("unit", "")
    if figure.get("denominator") is not None:
        fraction = f"{figure['numerator']}/{figure['denominator']}"
        if not figure["denominator"]:
            return str(_("none"))
        if figure["small"]:
            return str(_("%(fraction)s (few)") % {"fraction": fraction})
        return f"{percent(value)}% ({fraction})"
    if value is None:
        return str(_("none"))
    if unit == "working_days":
        words = _("%(days)s working days") % {"days": _number(value)}
    elif unit == "minutes":
        words = _("%(minutes)s minutes") % {"minutes": _number(value)}
    else:
        words = _number(value)
    few = figure.get("of") if figure["small"] else None  # a report issued before has no number
    of = _("of %(count)d, few") % {"count": few} if few else ""
    return f"{words}（{of}）" if of else str(words)


def _number(value):
    """With all its digits before the point, and no empty one behind it."""
    return f"{value:.12g}"


def change(figure):
    """How a figure differs from last period's, in words: +2, −1.4 percentage points, “as before”; "" where it cannot be compared."""
    before = {"unit": figure["unit"], **figure["before"]}
    if figure["value"] is None or before["value"] is None or figure["small"] or before["small"]:
        return ""
    step = figure["value"] - before["value"]
    if figure["denominator"] is not None:
        if abs(step) < 0.0005:
            return str(_("as before"))
        return str(_("%(sign)s%(points)s percentage points") % {"sign": "+" if step > 0 else "−", "points": f"{abs(step) * 100:.1f}"})
    if not step:
        return str(_("as before"))
    return f"{'+' if step > 0 else '−'}{_number(abs(step))}"


def before_of(figure):
    """Last period's figure in words."""
    return shown({"unit": figure["unit"], **figure["before"]})


def last_period(content):
    """What stands above last period's figures: “last period” with its days."""
    if not content.get("before"):  # a version issued before kept no days
        return str(_("last period"))
    return str(_("last period (%(days)s)") % {"days": period_words(*(dt.date.fromisoformat(content[name]) for name in ("before", "before_to")))})


def lateness_of(row):
    """For how many working days an overdue row is late, as a column shows it: since when, before the first of them is over."""
    return str(row["days_late"] or late_words(row["days_late"], dt.date.fromisoformat(row["due_on"])))


def period_words(first, last):
    """A period in words: a whole month or year by its name, else from day to day. Dates."""
    following = last + dt.timedelta(days=1)
    if is_months(first, last):
        months = (following.year - first.year) * 12 + following.month - first.month
        if months == 1:
            return str(_("%(year)s-%(month)s (month)") % {"year": first.year, "month": first.month})
        if months == 12 and first.month == 1:
            return str(_("the year %(year)s") % {"year": first.year})
    days = {"y": first.year, "m": first.month, "d": first.day, "year": last.year, "month": last.month, "day": last.day}
    return str(_("%(y)s-%(m)s-%(d)s to %(year)s-%(month)s-%(day)s") % days)


def is_months(first, last):
    """Whether a period (dates) is of whole months."""
    return first.day == 1 and (last + dt.timedelta(days=1)).day == 1


def following(first, last):
    """The period after (first, last): as many whole months where it was whole months, else as many days."""
    begin = last + dt.timedelta(days=1)
    if is_months(first, last):
        months = (begin.year - first.year) * 12 + begin.month - first.month
        total = begin.year * 12 + begin.month - 1 + months
        return begin, dt.date(total // 12, total % 12 + 1, 1) - dt.timedelta(days=1)
    return begin, begin + (last - first)


def difference(old, new):
    """What a new version says otherwise than the one before: [{what, before, now}] in words; [] where nothing differs.

    old, new: contents of two versions of one report.
    """
    old = {**old, "overdue": [renamed(row) for row in old["overdue"]]}
    found, was = [], {figure["key"]: figure for figure in old["figures"]}
    for figure in new["figures"]:
        earlier = was.get(figure["key"])
        now, before = shown(figure), shown(earlier) if earlier else ""
        if now != before:
            found.append({"what": figure["name"], "before": before, "now": now})
        now, before = before_of(figure), before_of(earlier) if earlier else ""
        if now != before:  # what was recorded late may be of last period
            found.append({"what": _("%(figure)s (last period)") % {"figure": figure["name"]}, "before": before, "now": now})
    rows = {row["key"]: row for row in old["overdue"]}

    def what(row):
        told = "，".join(each for each in (row.get("owed", ""), row["division_name"]) if each)  # a version issued before kept no obligation
        return f"{row['title']}（{told}）"

    for row in new["overdue"]:
        earlier = rows.pop(row["key"], None)
        if earlier is None:
            found.append(
                {
                    "what": what(row),
                    "before": str(_("not recorded yet") if row.get("unseen") else _("not overdue")),
                    "now": str(_("overdue since %(day)s") % {"day": date_format(dt.date.fromisoformat(row["due_on"]))}),
                }
            )
        elif earlier["reason"] != row["reason"]:
            found.append({"what": what(row), "before": earlier["reason"] or str(_("no reason given")), "now": row["reason"]})
    for row in rows.values():
        found.append(
            {
                "what": what(row),
                "before": str(_("overdue since %(day)s") % {"day": date_format(dt.date.fromisoformat(row["due_on"]))}),
                "now": str(_("not overdue")),
            }
        )
    passages, earlier = new.get("passages", {}), old.get("passages", {})
    for section in Section:
        if passages.get(section, "") != earlier.get(section, ""):
            found.append({"what": str(section.label), "before": earlier.get(section, ""), "now": passages.get(section, "")})
    return found
