"""The panels of the page: a Board → tables of plain cells, each with the address of its rows. Pages, charts, exports and the brief draw the same."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.ledger.record import earliest
from disclosure.rules.chain import Step
from disclosure.rules.limits import limit

from .charge import in_charge
from .filters import of_duty
from .metric import EARLIEST, METRICS, SMALL, Group, Period, Share, Total, many, middle, ninth_tenth
from .metrics.overdue import OBLIGATIONS

GROUPS = tuple(Group)
BY_OBLIGATIONS = gettext_lazy("Counted by obligations: one matter may owe several.")
OWED_AS = {
    "publications": gettext_lazy("its publication, by law"), "steps": gettext_lazy("a step of its approval"),
    "after_reviews": gettext_lazy("its review after urgent publication"), "re_examinations": gettext_lazy("its re-examination"),
    "duties": gettext_lazy("what follows publication"), "cases": gettext_lazy("the answer to the public"),
    "inquiries": gettext_lazy("the answer to an inquiry"), "consultation_results": gettext_lazy("the result of the consultation"),
    "orders": gettext_lazy("the supervision order"), "documents": gettext_lazy("the publication of a document issued"),
}  # fmt: skip
LONG = limit("publication", dt.date(2026, 1, 1)).days  # working days late
ALERT_LEAST, ALERT_TIMES = 5, 2  # a guard jumps: at least so many, and so many times its share of the period before
ALERT_FEW, ALERT_SHARE = 3, 1 / 3  # what takes rows out of a figure, beside too few before to compare with: so many, and such a share of all
RECENT = 30  # days: in a period of twice as many or more these are looked at by themselves, too


@dataclass(frozen=True)
class Cell:
    """One value in words, as a number for exports, with the address of its rows; `red` only for what is overdue."""

    text: str
    value: float | int | None = None
    href: str = ""
    red: bool = False


@dataclass(frozen=True)
class Line:
    """One row of a table. depth: how far it is indented in a tree; sub: a second, smaller line; mark: a pill."""

    label: str
    cells: tuple
    href: str = ""
    sub: str = ""
    depth: int = 0
    total: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Panel:
    """One question and its answer. chart: "" (a table alone), "stack", "dots" or "line"; `drawn`: numbers of the columns that the chart draws."""

    key: str
    title: str
    head: str
    columns: tuple
    lines: tuple
    chart: str = ""
    drawn: tuple = ()
    legend: tuple = ()
    strip: tuple = ()
    notes: tuple = ()
    metrics: tuple = ()
    empty: str = ""
    least: int = 0  # how many lines stand open on the page, the others folded; 0: all of them
    deepest: int = 9  # lines of a tree that lie deeper are folded

    @property
    def definitions(self):
        """The metrics behind it, for the fold with their definitions."""
        return [METRICS[key] for key in self.metrics if key in METRICS]


@dataclass(frozen=True)
class Card:
    """One of the figures at the top."""

    key: str
    name: str
    big: str
    unit: str
    parts: tuple
    before: str
    guards: tuple
    metric: object
    notes: tuple = ()


def number(value, href="", red=False, text=None):
    """A Cell of a count or a duration; nothing is a dash of words, zero is 0."""
    shown = text if text is not None else "—" if value is None else f"{value:.1f}" if isinstance(value, float) else str(value)
    return Cell(shown, value, href if value else "", red and bool(value))


def rate(value):
    """97.4 of 0.974, never rounded up to 100 while something is late: the number of `percent`, for charts and exports."""
    shown = round(value * 100, 1)
    return 99.9 if shown >= 100 and value < 1 else shown


def percent(value):
    """A `rate` in words, a dash of nothing."""
    return "—" if value is None else f"{rate(value):.1f}".removesuffix(".0")


def in_words(metric, value):
    """A Value in words: a share in percent, or its counts where they are few; a duration, a count."""
    if isinstance(metric, Share):
        if not value.denominator:
            return _("none")
        if value.small:
            return _("%(part)d of %(whole)d") % {"part": value.numerator, "whole": value.denominator}
        return f"{percent(value.value)}%"
    if value.value is None:
        return _("none")
    return f"{value.value:.1f}" if isinstance(value.value, float) or metric.unit == "working_days" else str(value.value)


def not_applicable():
    """What stands in the place of a figure that the choices made do not apply to; why stands beside it."""
    return Cell(_("not applicable"))


def fraction(metric, value):
    """What a figure rests on, in words: the parts of a share; of how many a median is, marked where they are few; "" for a count."""
    if isinstance(metric, Share):
        return f"{value.numerator} ÷ {value.denominator}"
    if not value.of:
        return ""
    return (_("of %(count)d, few") if value.small else _("of %(count)d")) % {"count": value.of}


def in_full(metric, value):
    """A Value in words where nothing stands beside it: a median over few with their number."""
    words = in_words(metric, value)
    return f"{words}（{fraction(metric, value)}）" if value.of and value.small else words


def in_a_file(metric, value):
    """A Value as a number for a spreadsheet: a share in percent as the trend has it, None where it is shown as counts or words."""
    if not isinstance(metric, Share):
        return value.value
    return rate(value.value) if value.denominator and not value.small else None


def unit_of(metric):
    """What stands behind a figure: nothing behind a share or a count."""
    return {"working_days": _("working days"), "minutes": _("minutes of time")}.get(metric.unit, "")


# ---- the first sentence


@dataclass(frozen=True)
class Late:
    """One overdue row as the first table shows it."""

    row: object
    days: int
    division: str
    leader: str

    @property
    def what(self):
        """Which obligation of the matter it is, in words: one matter may owe several."""
        return OWED_AS[self.row.source]

    @property
    def since(self):
        """Since when, where the first working day is not over: “0 working days” late is nothing; "" else."""
        return "" if self.days else late_words(self.days, self.row.due_on)

    @property
    def long(self):
        """Whether it is late by as long again as the law gives for a publication: scandalous, and marked so."""
        return self.days >= LONG


def lateness(board, most=None, rows=None):
    """[Late] of every overdue row, the oldest first; no more than `most`; or of some rows that were read."""
    days, led = calendar(), in_charge(board.who)
    return [
        Late(row, days.between(row.due_on, board.period.last), board.who.name(row.division) or _("Bureau level"), led.get(row.division, ("", ""))[1])
        for row in (board.late_rows(most) if rows is None else rows)
    ]


def unrecorded(board):
    """The first day of which there are records, where what is asked for lies before it: it can not be said that nothing was late then. Else None."""
    if (first := earliest()) is None or board.values["obligations"].value:
        return None
    return day_of(first) if board.period.last < day_of(first) else None


def no_records(first):
    """That nothing is known of the days before the first, in a sentence."""
    return _("There are no records before %(day)s") % {"day": date_format(first)}


def late_words(days, due_on):
    """For how many working days something is overdue, in words: before the first of them is over, since when."""
    if days:
        return str(days)
    since = due_on + dt.timedelta(days=1)
    return _("since %(month)d-%(day)d") % {"month": since.month, "day": since.day}


def state(row, period):
    """The Group of a row as it is told beside it, None where nothing is owed by a day: what was taken down was not “done in time”."""
    return row.group(period) if row.due_on is not None or row.source in OBLIGATIONS else None


def places(divisions):
    """Where rows of these divisions (codes, "" for the bureau as a whole) stand, in words: in how many divisions, and whether some are of none."""
    codes = set(divisions)
    count = len(codes - {""})
    if not count:
        return _("at bureau level")
    if "" in codes:
        return _("in %(count)d divisions and at bureau level") % {"count": count}
    return _("in %(count)d divisions") % {"count": count}


# ---- the cards


CARDS = ("publication_on_time", "applications_on_time", "consultation_results_on_time", "should_be_public")


def cards(board):
    """The figures at the top."""
    first = unrecorded(board)
    return [card(board, key, first) for key in CARDS if key in METRICS]


def card(board, key, first=None):
    """One figure: its fraction with the rows of each part, the period before, its guards. first: the first day of which there are records, where the
    period lies before it (`unrecorded`)."""
    metric, value, before = METRICS[key], board.values[key], board.before.values[key]
    parts, unit, notes = [], "", []
    if why := board.why_not(key):
        return Card(key, str(metric.name), not_applicable().text, "", (Cell(str(why)),), "", (), metric)
    if first and not value.rows:
        return Card(key, str(metric.name), "—", "", (Cell(no_records(first)),), "", (), metric)
    if isinstance(metric, Share):
        if not value.denominator:
            big = _("none")
        elif value.small:
            big, unit = str(value.numerator), _("of %(whole)d") % {"whole": value.denominator}
            notes.append(_("Few: no rate is formed."))
        else:
            big, unit = percent(value.value), "%"
        parts = [
            Cell(_("%(count)d in time") % {"count": value.numerator}, value.numerator, board.address(key, hit=1)),
            Cell(_("%(count)d due") % {"count": value.denominator}, value.denominator, board.address(key)),
        ] if value.denominator else [Cell(_("Nothing was due in this period."))]  # fmt: skip
        done_late, late = (many(row for row in value.rows if row.group(board.period) == group) for group in (Group.DONE_LATE, Group.OPEN_LATE))
        if done_late:
            parts.append(Cell(_("%(count)d done late") % {"count": done_late}, done_late, board.address(key, group=Group.DONE_LATE)))
        if late:
            words = _("%(count)d overdue and not done") % {"count": late}
            parts.append(Cell(words, late, board.address(key, group=Group.OPEN_LATE), red=True))
    else:
        big, unit = in_words(metric, value), _("(rows)")
        late = many(row for row in value.rows if row.group(board.period) == Group.OPEN_LATE)
        parts = [Cell(_("see the rows"), value.value, board.address(key))]
        if late:
            parts.append(Cell(_("%(count)d overdue") % {"count": late}, late, board.address(key, group=Group.OPEN_LATE), red=True))
    guards = tuple(
        Cell(f"{guard.name} {many(rows)}", many(rows), board.address(key, guard=guard.key) if rows else "") for guard, rows in board.guards(key)
    )  # fmt: skip
    first, last = date_format(board.before.period.first), date_format(board.before.period.last)
    told = _("%(first)s to %(last)s: %(value)s") % {"first": first, "last": last, "value": in_full(metric, before)}
    return Card(key, str(metric.name), big, unit, tuple(parts), told, guards, metric, tuple(notes))


@dataclass(frozen=True)
class Jump:
    """A guard that jumped: beside which figure, how often now and before of how many, in which periods, whose (Cells), with the way to its rows."""

    figure: str
    guard: str
    now: int
    all: int
    then: int
    before: int
    period: Period
    earlier: Period
    whose: tuple
    href: str

    @property
    def text(self):
        """All of it in one sentence: for paper."""
        return _("%(figure)s: “%(guard)s” rose from %(then)d of %(before)d (%(earlier)s) to %(now)d of %(all)d (%(period)s): %(whose)s.") % {
            "figure": self.figure, "guard": self.guard, "now": self.now, "all": self.all, "then": self.then, "before": self.before,
            "period": self.days, "earlier": self.days_before, "whose": "，".join(cell.text for cell in self.whose),
        }  # fmt: skip

    @property
    def days(self):
        """The period in words."""
        return _in_days(self.period)

    @property
    def days_before(self):
        """The period before in words."""
        return _in_days(self.earlier)


def _in_days(period):
    return _("%(first)s to %(last)s") % {"first": date_format(period.first), "last": date_format(period.last)}


def alerts(board):
    """Guards that jumped against the period before: what could make a rate look better than it is.

    In a long period what began lately drowns, and the year before may know nothing: there the last days are held against as many before them, too.
    """
    keys = [key for key, metric in METRICS.items() if metric.guards]
    found = _jumps(keys, board, board.values, board.before, board.before.values)
    last = board.period.last
    if (last - board.period.first).days < 2 * RECENT or last - dt.timedelta(days=2 * RECENT) < EARLIEST:
        return list(found.values())
    begins = last - dt.timedelta(days=RECENT - 1)
    recent, before = board.during(begins, last), board.during(begins - dt.timedelta(days=RECENT), begins - dt.timedelta(days=1))
    lately = _jumps(keys, recent, _of(recent, keys), before, _of(before, keys))
    return [*found.values(), *(jump for where, jump in lately.items() if where not in found)]


def _of(board, keys):
    """{key: Value} of some figures, their sources read in one go."""
    board.rows(*dict.fromkeys(source for key in keys for source in METRICS[key].sources))
    return {key: board.value(key) for key in keys}


def _jumps(keys, board, values, earlier, before):
    """{(figure, guard): Jump} of a board and its values against an earlier one and its."""
    found = {}
    for key in keys:
        metric, value, other = METRICS[key], values[key], before[key]
        for guard in metric.guards:
            among, among_then = board.guarded(key, guard, value), earlier.guarded(key, guard, other)
            all_now, all_then = many(among), many(among_then)
            rows = guard.rows(among, board.period)
            now, then = many(rows), many(guard.rows(among_then, earlier.period))
            if _jumped(guard, now, all_now, then, all_then):
                found[key, guard.key] = Jump(
                    str(metric.name), str(guard.name), now, all_now, then, all_then, board.period, earlier.period,
                    _whose(board, key, guard, rows), board.address(key, guard=guard.key),
                )  # fmt: skip
    return found


def _jumped(guard, now, all_now, then, all_then):
    """Whether a guard that counts `now` of `all_now` jumped against `then` of `all_then` of the period before."""
    if all_then < SMALL:  # no measure; but what empties a figure of few rows is told
        return guard.among is not None and now >= ALERT_FEW and now > then and now / all_now >= ALERT_SHARE
    return now >= ALERT_LEAST and now / all_now > ALERT_TIMES * then / all_then


def _whose(board, key, guard, rows):
    """Cells: which divisions have how many of some rows, in the order of the organisation, with the way to each."""
    counted, cells = defaultdict(int), []
    for row in rows:
        counted[row.division] += row.weight
    for code, name in _divisions(board, counted):
        if counted.get(code):
            where = {"division": code} if code else {"bureau": 1}
            words = _("%(division)s %(count)d") % {"division": name, "count": counted[code]}
            cells.append(Cell(words, counted[code], board.address(key, guard=guard.key, **where)))
    return tuple(cells)


# ---- the panels


def _total(board, counted, **where):
    """The last Line of obligations by Group, {whatever: {Group: how many}}: each sum with the way to its rows."""
    sums = {g: sum(groups[g] for groups in counted.values()) for g in GROUPS}
    cells = [number(sums[g], board.address("obligations", group=g, **where)) for g in GROUPS]
    return Line(_("Total"), (*cells, number(sum(sums.values()), board.address("obligations", **where))), total=True)


def divisions(board):
    """What each division owed, in four groups."""
    rows = board.values["obligations"].rows
    counted = defaultdict(lambda: dict.fromkeys(GROUPS, 0))
    for row in rows:
        counted[row.division][row.group(board.period)] += row.weight
    lines = []
    for code, name in _divisions(board, counted):
        where = {"division": code} if code else {"bureau": 1}
        groups = counted[code]
        cells = [number(groups[g], board.address("obligations", group=g, **where), red=g == Group.OPEN_LATE) for g in GROUPS]
        total = number(sum(groups.values()), board.address("obligations", **where))
        lines.append(Line(name, (*cells, total), board.address("obligations", **where)))
    lines.append(_total(board, counted))
    return Panel(
        "divisions", _("What the divisions had to do"), _("Division"), (*(str(g.label) for g in GROUPS), _("Total")), tuple(lines), chart="stack",
        drawn=(0, 1, 2, 3), legend=tuple((f"l{n}", str(g.label)) for n, g in enumerate(GROUPS, 1)), metrics=("obligations",),
        notes=(str(BY_OBLIGATIONS), _("In the order of the organisation; no ranking.")),
    )  # fmt: skip


def _divisions(board, counted):
    """(code, name) of divisions in the bureau's order: the standing ones that the role sees, ended ones that still have rows, then the bureau."""
    standing = [d.code for d in board.who.standing if d.code in counted or _has_posts(board, d.code)]
    ended = [code for code in counted if code and code not in standing]
    seen = [code for code in (*standing, *ended) if board.role.everything or code in board.role.divisions]
    if chosen := board.query.get("division"):
        seen = [code for code in seen if code == chosen or code in counted]
    if chosen := board.query.get("leader"):
        led = in_charge(board.who)
        seen = [code for code in seen if code in counted or led.get(code, ("", ""))[0] == chosen]
    return [*((code, board.who.name(code)) for code in seen), *([("", _("Bureau level"))] if "" in counted else [])]


def _has_posts(board, code):
    return bool(board.who.holder("division_head", code)[0])


def hearing(board):
    """What consultations brought: a line per closed draft, its comments by conclusion."""
    if why := board.why_not("consultation_results_on_time"):
        return Panel(
            "hearing", _("Results of consultations"), _("Draft"), (), (), metrics=("consultation_results_on_time",), empty=str(why),
        )  # fmt: skip
    results = [row for row in board.rows("consultation_results") if row.group(board.period) is not None]
    spoken = defaultdict(lambda: defaultdict(int))
    for row in board.values["comments_answered"].rows:
        spoken[row.get("page")][row.get("verdict") if row.group(board.period).done else ""] += row.weight
    lines, days = [], calendar()
    total = [0, 0, 0, 0, 0]
    for row in sorted(results, key=lambda row: (row.begun_on, row.number), reverse=True):
        verdicts, late = spoken[row.number], row.group(board.period) == Group.OPEN_LATE
        adopted, partly = verdicts["adopted"], verdicts["partly"]
        other = verdicts["not-adopted"] + verdicts["noted"] + verdicts["out-of-scope"]
        values = [sum(verdicts.values()), adopted, partly, other, verdicts[""]]
        total = [a + b for a, b in zip(total, values, strict=True)]
        took = row.get("days") if row.group(board.period).done else None
        last = Cell(_("%(days)d overdue") % {"days": days.between(row.due_on, board.period.last)}, None, "", True) if late else number(took)
        lines.append(Line(row.title, (*_comments(board, values, late, draft=row.number), last), row.address))
    if lines:
        lines.append(Line(_("Total"), (*_comments(board, total, draft="closed"), Cell("")), total=True))
    phases = defaultdict(int)
    for row in board.rows("consultation_results"):
        phases[row.get("phase")] += 1
    answered, took = board.values["comments_answered"], board.values["consultation_median_days"]
    overdue = [row for row in results if row.group(board.period) == Group.OPEN_LATE]
    promise = limit("consultation-result", board.period.last).days
    strip = (
        (_("Consultations"), Cell(str(sum(phases.values()))), [
            *([Cell(_("planned %(count)d") % {"count": phases["planned"]})] if phases["planned"] else []),
            Cell(_("open %(count)d") % {"count": phases["open"]}), Cell(_("closed %(count)d") % {"count": phases["closed"]}),
            Cell(_("concluded %(count)d") % {"count": phases["concluded"]})]),
        (_("Comments answered"), Cell(in_words(METRICS["comments_answered"], answered)), [
            Cell(f"{answered.numerator} ÷ {answered.denominator}", None, board.address("comments_answered"))]),
        (_("Time to the result"), Cell(in_words(METRICS["consultation_median_days"], took)), [
            Cell(_("median, promised %(days)d working days") % {"days": promise}),
            *([Cell(of)] if (of := fraction(METRICS["consultation_median_days"], took)) else [])]),
        (_("Results overdue"), Cell(str(len(overdue)), len(overdue), "", bool(overdue)), [
            Cell(_("see the rows"), len(overdue), board.address("consultation_results_on_time", group=Group.OPEN_LATE))] if overdue else []),
    )  # fmt: skip
    return Panel(
        "hearing", _("Results of consultations"), _("Draft"),
        (_("Comments received"), _("Adopted"), _("Partly adopted"), _("Not adopted"), _("Unanswered"), _("Working days")), tuple(lines),
        chart="stack",
        drawn=(1, 2, 3, 4), legend=(
            ("l-a1", _("Adopted")), ("l-a2", _("Partly adopted")), ("l-a3", _("Not adopted")), ("l3", _("Unanswered, in time")),
            ("l4", _("Unanswered, overdue")),
        ),
        strip=strip, metrics=("consultation_results_on_time", "comments_answered", "comments_adopted", "flagged_without_consultation"),
        empty=_("No consultation has closed in this period."), notes=_not_listed(len(results), phases),
    )  # fmt: skip


BY_CONCLUSION = {"": None, "adopted": ("adopted",), "partly": ("partly",), "not-adopted": ("not-adopted", "noted", "out-of-scope"), "none": ()}


def concluded(row, conclusion, period):
    """Whether a comment counts in a column of the table of drafts: received (""), with one of the conclusions, or "none" published yet."""
    verdicts = BY_CONCLUSION[conclusion]
    if verdicts is None:
        return True
    return row.get("verdict") in verdicts if row.group(period).done else not verdicts


def _comments(board, values, late=False, **where):
    """Cells of how many comments there are by conclusion, each with the way to its comments."""
    return [
        number(count, board.address("comments_answered", **where, **({"conclusion": name} if name else {})), red=late and name == "none")
        for name, count in zip(BY_CONCLUSION, values, strict=True)
    ]


def _not_listed(listed, phases):
    """Why a table of closed drafts holds fewer than there are, in words; () where it holds all."""
    every, ahead, running = sum(phases.values()), phases["planned"], phases["open"]
    if every == listed:
        return ()
    earlier = every - listed - ahead - running
    told = [(ahead, _("%(count)d not begun")), (running, _("%(count)d still open to comment")), (earlier, _("%(count)d concluded before the period"))]
    others = "，".join(words % {"count": count} for count, words in told if count)
    return (_("Of %(every)d consultations %(listed)d are in the table: those that have closed. Not in it: %(others)s.") % {
        "every": every, "listed": listed, "others": others},)  # fmt: skip


KINDS = (("application", "applications", "application"), ("complaint", "complaints", None), ("feedback", "feedback", None))


def answers(board):
    """How long answers took, by kind, beside the promise and the law."""
    lines, left_out = [], []
    words = {"application": _("Applications"), "complaint": _("Complaints and reports"), "feedback": _("Feedback")}
    for kind, plural, law in KINDS:
        key = f"{plural}_median_days"
        if why := board.why_not(key):
            lines.append(Line(words[kind], (not_applicable(),) * 5))
            left_out.append(str(why))
            continue
        rows = board.values[key].rows
        values = [(METRICS[key].measure(row, board.period), row.weight) for row in rows]
        promise = limit(f"{kind}-promise" if law else kind, board.period.last).days
        legal = limit(law, board.period.last).days if law else None
        cells = (
            number(many(rows), board.address(key)), number(float(middle(values)) if values else None), number(ninth_tenth(values)), number(promise),
            Cell(_("none"), None) if legal is None else number(legal),
        )  # fmt: skip
        lines.append(Line(words[kind], cells, board.address(key), mark=_("few") if rows and board.values[key].small else ""))
    lines = () if len(left_out) == len(KINDS) else lines  # nothing applies: said once, without a table
    extended = [row for row in board.values["applications_median_days"].rows if row.get("extended")]
    notes = [_("There is no single legal limit for complaints and feedback; the bureau's promise counts.")]
    if extended:
        notes.insert(
            0, _("Of the applications %(count)d were extended as the law allows; their day is the extended one.") % {"count": many(extended)}
        )
    return Panel(
        "answers", _("Time to the answer (working days)"), _("Kind"),
        (_("Matters counted"), _("Median"), _("Nine in ten"), _("Promise"), _("By law")),
        tuple(lines), chart="dots", drawn=(1, 2, 3, 4),
        legend=(("l-med", _("half within")), ("l-p90", _("nine in ten within")), ("l-lim", _("promise")), ("l-law", _("law"))),
        notes=(*dict.fromkeys(left_out), *notes) if lines else (), empty=left_out[0] if left_out else "",
        metrics=("applications_median_days", "complaints_median_days", "feedback_median_days"),
    )  # fmt: skip


def steps(board):
    """How long the steps of the chain took, the slowest marked."""
    lines, left_out, medians = [], [], {}
    for step in Step:
        rows = board.values[f"step_{step}_median_days"].rows
        values = [(row.get("days"), row.weight) for row in rows]
        medians[step] = (float(middle(values)), ninth_tenth(values)) if values else (None, None)
    few = {step for step in Step if board.values[f"step_{step}_median_days"].small}
    known = [step for step in Step if step not in few]  # over few nothing is compared
    slowest = max(known, key=lambda step: medians[step], default=None)
    if len(known) == 1 or sum(medians[step] == medians[slowest] for step in known) > 1:
        slowest = None  # two are as slow, or there is none beside it: neither is called so
    for step in Step:
        key = f"step_{step}_median_days"
        if why := board.why_not(key):
            lines.append(Line(str(step.label), (not_applicable(),) * 4))
            left_out.append(str(why))
            continue
        half, most = medians[step]
        cells = (number(many(board.values[key].rows), board.address(key)), number(half), number(most), number(step.days))
        mark = _("slowest") if step == slowest else _("few") if half is not None and step in few else ""
        lines.append(Line(str(step.label), cells, board.address(key), mark=mark))
    lines = () if len(left_out) == len(Step) else lines
    return Panel(
        "steps", _("Time of the steps of approval (working days)"), _("Step"),
        (_("Matters counted"), _("Median"), _("Nine in ten"), _("Limit")), tuple(lines),
        chart="dots", drawn=(1, 2, 3), legend=(("l-med", _("half within")), ("l-p90", _("nine in ten within")), ("l-lim", _("limit"))),
        notes=(*dict.fromkeys(left_out), _("Without the days that an item waited for an answer from above.")) if lines else (),
        empty=left_out[0] if left_out else "",
        metrics=tuple(f"step_{step}_median_days" for step in Step),
    )  # fmt: skip


def trend(board, key="publication_on_time", months=12):
    """One share over the last twelve months, each month by its own rows; over few it is no rate and no point of the chart."""
    last, lines = board.period.last, []
    title = _("%(figure)s, last 12 months") % {"figure": METRICS[key].name}
    if why := board.why_not(key):
        return Panel("trend", title, _("Month"), (_("Rate"), _("In time"), _("Judged")), (), metrics=(key,), empty=str(why))
    first = dt.date(last.year, last.month, 1)
    for back in range(months - 1, -1, -1):
        total = first.year * 12 + first.month - 1 - back
        start = dt.date(total // 12, total % 12 + 1, 1)
        end = min(last, dt.date((total + 1) // 12, (total + 1) % 12 + 1, 1) - dt.timedelta(days=1))
        month = board.during(start, end)
        value = month.value(key)
        if not value.denominator:
            share = Cell(_("none"))
        elif value.small:
            share = Cell(_("few"), None, month.address(key))
        else:
            share = number(rate(value.value), month.address(key), text=f"{percent(value.value)}%")
        cells = (share, number(value.numerator, month.address(key, hit=1)), number(value.denominator, month.address(key)))
        lines.append(Line(_("%(year)d-%(month)02d") % {"year": start.year, "month": start.month}, cells))
    return Panel(
        "trend", title, _("Month"), (_("Rate"), _("In time"), _("Judged")), tuple(lines),
        chart="line", drawn=(0,), metrics=(key,),
        notes=(_("A month with fewer than %(least)d has no rate and no point in the chart; its counts stand in the table.") % {"least": SMALL},),
    )  # fmt: skip


def waiting(board):
    """What waits with whom: open steps, cases, duties and orders by the person who has to act."""
    found = defaultdict(list)
    for row in board.values["obligations"].rows:
        if not row.group(board.period).done:
            found[row.owner or "", row.owner_name].append(row)
    lines = []

    def most_late_first(each):
        (account, name), rows = each
        return -many(row for row in rows if row.group(board.period) == Group.OPEN_LATE), name, account

    first = board.first_due(found)
    for (account, name), rows in sorted(found.items(), key=most_late_first):
        late = [row for row in rows if row.group(board.period) == Group.OPEN_LATE]
        where = {"owner": account or "-", "owner_name": name, "open": 1}
        due = first[account, name]
        cells = (
            number(many(rows), board.address("obligations", **where)),
            number(many(late), board.address("overdue", owner=account or "-", owner_name=name), red=True),
            Cell(due.isoformat() if due else "—"),
        )  # fmt: skip
        own = sorted({row.division for row in rows} - {""})
        sub = "、".join([name for code, name in _divisions(board, own) if code in own][:3])
        lines.append(Line(name, cells, board.address("obligations", **where), sub=sub))
    total = [row for rows in found.values() for row in rows]
    late = many(row for row in total if row.group(board.period) == Group.OPEN_LATE)
    if lines:
        sums = number(many(total), board.address("obligations", open=1)), number(late, board.address("overdue"))
        lines.append(Line(_("Total"), (*sums, Cell("")), total=True))
    return Panel(
        "waiting", _("What waits with whom"), _("Person"), (_("Still open"), _("Overdue"), _("Earliest day")), tuple(lines),
        metrics=("obligations", "overdue"), empty=_("Nothing is open."),
        least=8, notes=(str(BY_OBLIGATIONS),),
    )  # fmt: skip


def duties(board):
    """Duties after publication that are not closed, by kind."""
    from disclosure.clocks.models import DutyKind

    if why := board.why_not("duties_on_time"):
        return Panel(
            "duties", _("Duties after publication"), _("Duty"), (*(str(g.label) for g in GROUPS), _("Total")), (),
            metrics=("duties_on_time", "duties_open"), empty=str(why),
        )  # fmt: skip
    found = defaultdict(lambda: dict.fromkeys(GROUPS, 0))
    for row in board.rows("duties"):
        if (group := row.group(board.period)) is not None:
            found[row.kind][group] += row.weight
    lines = []
    for kind in DutyKind:
        if kind in found:
            groups, its = found[kind], {"source": "duties", "kind": of_duty(kind)}
            cells = [number(groups[g], board.address("obligations", **its, group=g), red=g == Group.OPEN_LATE) for g in GROUPS]
            total = number(sum(groups.values()), board.address("obligations", **its))
            lines.append(Line(str(kind.label), (*cells, total)))
    if lines:
        lines.append(_total(board, found, source="duties"))
    return Panel(
        "duties", _("Duties after publication"), _("Duty"), (*(str(g.label) for g in GROUPS), _("Total")), tuple(lines), chart="stack",
        drawn=(0, 1, 2, 3), legend=tuple((f"l{n}", str(g.label)) for n, g in enumerate(GROUPS, 1)), metrics=("duties_on_time", "duties_open"),
        empty=_("Nothing was owed after a publication in this period."),
    )  # fmt: skip


def gaps(board):
    """Should be public and is not, half public, wrongly public, by division (五（三）)."""
    keys = [key for key in ("should_be_public", "half_public", "wrongly_public") if key in METRICS]
    counted, empty = {key: defaultdict(int) for key in keys}, {key: board.why_not(key) for key in keys if board.why_not(key)}
    for key in keys:
        for row in board.values[key].rows:
            counted[key][row.division] += row.weight
    every = defaultdict(int)
    for key in keys:
        for code, count in counted[key].items():
            every[code] += count
    lines = []
    for code, name in _divisions(board, every):
        where = {"division": code} if code else {"bureau": 1}
        cells = (not_applicable() if key in empty else number(counted[key][code], board.address(key, **where)) for key in keys)
        lines.append(Line(name, tuple(cells)))
    sums = (not_applicable() if key in empty else number(sum(counted[key].values()), board.address(key)) for key in keys)
    lines.append(Line(_("Total"), tuple(sums), total=True))
    lines = () if len(empty) == len(keys) else lines
    return Panel(
        "gaps", _("Should be public and is not; half public; wrongly public"), _("Division"), tuple(str(METRICS[key].name) for key in keys),
        tuple(lines), metrics=tuple(keys), notes=tuple(f"{METRICS[key].name}：{why}" for key, why in empty.items()) if lines else (),
        empty=str(next(iter(empty.values()), "")),
    )  # fmt: skip


def tree(board):
    """Main leader → leaders in charge → divisions → persons; each level adds up to the one above (五（二）)."""
    owed, late = board.values["obligations"].rows, board.values["overdue"].rows
    gap = board.values["should_be_public"].rows if "should_be_public" in METRICS else ()
    codes = [code for code, _name in _divisions(board, dict.fromkeys(row.division for row in (*owed, *gap))) if code]
    lines = []

    def line(label, sub, depth, test, **where):
        counts = [[row for row in rows if test(row)] for rows in (owed, gap, late)]
        keys = ("obligations", "should_be_public", "overdue")
        cells = tuple(
            not_applicable() if board.why_not(key) else number(many(rows), board.address(key, **where), red=key == "overdue")
            for key, rows in zip(keys, counts, strict=True) if key in METRICS
        )  # fmt: skip
        lines.append(Line(label, cells, board.address("obligations", **where), sub=sub, depth=depth))

    if board.role.everything:
        account, name = board.who.holder("main_leader")
        line(name, _("Main leader, answers for all"), 0, lambda row: True)
    led = in_charge(board.who)
    groups = [(account, name, [code for code in codes if led.get(code) == (account, name)]) for account, name in dict.fromkeys(led.values())]
    unled = [code for code in codes if code not in led]
    groups.append(("", _("Without a leader in charge"), unled))
    for account, name, own in groups:
        if not own:
            continue
        if account:
            where = {"leader": account} if len(own) > 1 or board.role.everything else {"division": own[0]}
            line(name, _("Leader in charge, answers directly"), 1, lambda row, own=own: row.division in own, **where)
        else:
            line(name, _("The main leader names one"), 1, lambda row: row.division in unled, unled=1)
        for code in own:
            head = board.who.holder("division_head", code)[1]
            line(board.who.name(code), _("Head: %(name)s") % {"name": head}, 2, lambda row, code=code: row.division == code, division=code)
            people = dict.fromkeys((row.owner, row.owner_name) for row in owed if row.division == code)
            for owner, owner_name in sorted(people, key=lambda each: each[1]):
                line(
                    owner_name, "", 3, lambda row, code=code, o=owner, n=owner_name: (row.division, row.owner, row.owner_name) == (code, o, n),
                    division=code, owner=owner or "-", owner_name=owner_name,
                )  # fmt: skip
    if any(not row.division for row in (*owed, *gap)):
        line(_("Bureau level"), _("Matters of no division"), 1, lambda row: not row.division, bureau=1)
    columns = [_("Owed"), *([str(METRICS["should_be_public"].name)] if "should_be_public" in METRICS else []), _("Overdue")]
    return Panel(
        "tree", _("Tree of responsibility"), _("Who answers"), tuple(columns), tuple(lines), metrics=("obligations", "overdue"),
        notes=(str(BY_OBLIGATIONS), _("Each level adds up to the one above it.")),
        deepest=2,
    )  # fmt: skip


def figures(board):
    """Every figure beside the period before, with its guards: the fold says what it means."""
    lines = []
    for key, value in board.values.items():
        metric, before = METRICS[key], board.before.values[key]
        if why := board.why_not(key):
            lines.append(Line(str(metric.name), (not_applicable(), Cell(""), not_applicable(), Cell(""), Cell(str(metric.version), metric.version)),
                              sub=str(why)))  # fmt: skip
            continue
        guards = "，".join(f"{guard.name} {many(rows)}" for guard, rows in board.guards(key))
        cells = (
            Cell(in_words(metric, value), in_a_file(metric, value), board.address(key) if value.rows else "", key == "overdue" and bool(value.value)),
            Cell(fraction(metric, value)),
            Cell(in_full(metric, before), in_a_file(metric, before)),
            Cell(guards),
            Cell(str(metric.version), metric.version),
        )  # fmt: skip
        lines.append(Line(str(metric.name), cells, board.address(key), sub="%" if isinstance(metric, Share) else unit_of(metric)))
    return Panel(
        "figures", _("All figures"), _("Figure"), (_("Value"), _("Fraction"), _("Period before"), _("Guards"), _("Version")), tuple(lines),
        metrics=tuple(board.values),
        notes=(_("Shares over fewer than %(least)d are given as counts, medians of fewer are marked.") % {"least": SMALL},),
    )  # fmt: skip


PANELS = {
    "divisions": divisions, "hearing": hearing, "answers": answers, "steps": steps, "trend": trend, "waiting": waiting, "duties": duties,
    "gaps": gaps, "tree": tree, "figures": figures,
}  # fmt: skip


def panel(board, key):
    """One Panel by its key; KeyError for an unknown one."""
    return PANELS[key](board)


def sums(metric, rows, period):
    """What the rows of a page add up to: the number of them, or of what is measured on them; the test holds it against the figure."""
    if isinstance(metric, Total):
        return sum(metric.measure(row, period) * row.weight for row in rows)
    return many(rows)


__all__ = [
    "OBLIGATIONS", "PANELS", "Card", "Cell", "Jump", "Late", "Line", "Panel", "alerts", "card", "cards", "in_words", "lateness", "panel", "percent",
    "rate", "state", "unit_of",
]  # fmt: skip
