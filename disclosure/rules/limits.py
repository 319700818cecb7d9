"""Every time limit as a dated row with the article that sets it; a promise of the bureau is marked as one and never printed as law.

政府信息公开条例: the text of 2007 (国务院令第492号) was in force from 2008-05-01 to 2019-05-14, the text of 2019 (国务院令第711号) since 2019-05-15.
A matter keeps the rule of its own day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

R2007, R2019 = date(2008, 5, 1), date(2019, 5, 15)
_OLD, _NEW = "《政府信息公开条例》（2007年）", "《政府信息公开条例》（2019年）"


class Unit(StrEnum):
    """What a limit counts."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True)
class Limit:
    """One limit: `days` of `unit`, in force for what begins from `since` to `until` (both included), and its legal basis.

    `extension`: working days by which it may be extended, once; 0: not at all. `promise`: set by the bureau, not by law.
    """

    kind: str
    days: int
    unit: Unit
    since: date
    until: date | None
    article: str
    extension: int = 0
    promise: bool = False


def _row(kind, days, article, *, unit=Unit.WORKING_DAYS, since=date(1949, 10, 1), until=None, extension=0, promise=False):
    return Limit(kind, days, unit, since, until, article, extension, promise)


_END_2007 = date(2019, 5, 14)
_HOUSE = "本局承诺"
R36, _END_58 = date(2026, 4, 1), date(2026, 3, 31)
_REPAIR_36, _REPAIR_58 = "《信用修复管理办法》（国家发展改革委令第36号）", "国家发展改革委令第58号"
_CLASSES = ("minor", "general", "serious")  # items.PenaltyClass

LIMITS = (
    # Applications 依申请公开. The kind names the regulation: application_kind() says which one a day takes.
    _row("application-2007", 15, f"{_OLD}第二十四条", since=R2007, until=_END_2007, extension=15),
    _row("application", 20, f"{_NEW}第三十三条", since=R2019, extension=20),
    _row("application-promise", 15, _HOUSE, since=R2019, promise=True),  # 服务承诺: shorter than the law, shown and measured
    _row("correction-request", 7, f"{_NEW}第三十条", since=R2019),
    _row("third-party", 15, f"{_NEW}第三十二条", since=R2019),
    _row("co-maker", 15, f"{_NEW}第三十四条", since=R2019),
    _row("fee-payment", 20, "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）", since=date(2021, 1, 1)),
    # What is public by itself 主动公开.
    _row("publication", 20, f"{_OLD}第十八条", since=R2007, until=_END_2007),
    _row("publication", 20, f"{_NEW}第二十六条", since=R2019),
    _row("penalty", 7, "国办发〔2018〕118号", since=date(2018, 12, 5)),
    _row("penalty-withdrawn", 3, "《行政处罚法》第四十八条、第八十五条", since=date(2021, 7, 15)),
    # How long a penalty is shown before credit repair may end it (最短公示期), from the day of the decision, by its class. What is known of 令36号
    # stands in press reports: its text was not read, no article is named. 轻微 has no shortest period since then. 令58号 knew no classes; on
    # production safety it set a year, which no field of the page tells: the basis says it, so that the office looks.
    *(_row(f"display-{name}", 3, _REPAIR_58, unit=Unit.MONTHS, since=date(2023, 5, 1), until=_END_58) for name in _CLASSES),
    _row("display-safety", 12, f"{_REPAIR_58}（安全生产领域为一年）", unit=Unit.MONTHS, since=date(2023, 5, 1), until=_END_58),
    _row("display-general", 3, _REPAIR_36, unit=Unit.MONTHS, since=R36),
    _row("display-serious", 12, _REPAIR_36, unit=Unit.MONTHS, since=R36),
    # Complaints and feedback: no law read sets these; the bureau promises them (五（四）服务承诺).
    _row("complaint", 15, _HOUSE, extension=15, promise=True),
    _row("feedback", 15, _HOUSE, promise=True),
    _row("feedback-error", 3, _HOUSE, promise=True),
    _row("feedback-correction", 5, _HOUSE, promise=True),  # from a decision that a page is wrong to its corrected version in the chain
    _row("acknowledgement", 2, _HOUSE, promise=True),
    _row("acceptance", 5, _HOUSE, promise=True),
    _row("handover", 1, _HOUSE, promise=True),
    _row("inquiry", 5, _HOUSE, promise=True),
    # Supervision orders 督办、整改、改进建议 (五（五）): the whole, the explanation and the plan, the check.
    _row("order", 15, _HOUSE, promise=True),
    _row("order-explanation", 3, _HOUSE, promise=True),
    _row("order-check", 5, _HOUSE, promise=True),
    # 信访工作条例: calendar days but the last.
    _row("petition-acceptance", 15, "《信访工作条例》第二十二条、第二十三条", unit=Unit.DAYS, since=date(2022, 5, 1)),
    _row("petition", 60, "《信访工作条例》第三十四条", unit=Unit.DAYS, since=date(2022, 5, 1), extension=30),
    _row("petition-objection", 5, "《信访工作条例》第二十三条", since=date(2022, 5, 1)),
    # Consultation 预公开 (五（三）): the shortest time it stays open.
    _row("consultation-decision", 30, "《重大行政决策程序暂行条例》第十五条", unit=Unit.DAYS, since=date(2019, 9, 1)),
    _row("consultation-business", 30, "《优化营商环境条例》第六十二条", unit=Unit.DAYS, since=date(2020, 1, 1)),
    _row("consultation-normative", 7, "国办发〔2018〕37号", since=date(2018, 5, 31)),
    _row("consultation-other", 7, _HOUSE, promise=True),
    _row("consultation-result", 20, _HOUSE, promise=True),
    _row("hearing-papers", 7, "《重大行政决策程序暂行条例》第十六条", unit=Unit.DAYS, since=date(2019, 9, 1)),
    _row("legality-review", 7, "《重大行政决策程序暂行条例》第二十六条", since=date(2019, 9, 1)),
    # Inside the house 限时办结.
    _row("chain-step", 2, _HOUSE, promise=True),
    _row("after-review", 5, _HOUSE, promise=True),
    _row("duty-channel", 5, _HOUSE, promise=True),
    _row("duty-feedback", 20, _HOUSE, promise=True),
    _row("duty-archive", 20, _HOUSE, promise=True),
    _row("situation-report", 5, _HOUSE, promise=True),  # 五（五）: after the end of its period
    _row("re-examination", 12, f"{_NEW}第十八条", unit=Unit.MONTHS, since=R2019, promise=True),
    # Remedies 复议、诉讼.
    _row("review", 60, "《行政复议法》第二十条", unit=Unit.DAYS, since=date(2024, 1, 1)),
    _row("suit", 6, "《行政诉讼法》第四十六条", unit=Unit.MONTHS),
    _row("suit-after-review", 15, "《行政诉讼法》第四十五条", unit=Unit.DAYS),
)

KINDS = ("application", "application-2007", "complaint", "feedback", "publication", "penalty")  # what the clock and `due_date` run


def limit(kind, on):
    """The Limit of `kind` for what begins on `on` (date): the row in force that day; before the first row the first, after the last the last.

    A caller who names a kind outside its days, "application-2007" today, gets that rule all the same: he named the regulation himself.
    Raises KeyError for an unknown kind.
    """
    rows = sorted((row for row in LIMITS if row.kind == kind), key=lambda row: row.since)
    if not rows:
        raise KeyError(kind)
    return next((row for row in reversed(rows) if row.since <= on), rows[0])


def application_kind(received_on):
    """Which regulation an application received on `received_on` keeps: "application-2007" to 2019-05-14, then "application" (令711号 in force)."""
    return "application-2007" if received_on < R2019 else "application"


def of_safety(basis):
    """Whether a penalty is of production safety (安全生产领域), by its legal ground: every law and rule of that field has the words in its name."""
    return "安全生产" in (basis or "")


def shortest_display(penalty_class, decided_on, basis=""):
    """(first day on which credit repair may end the display of a penalty, the Limit that says so; None: its class has no shortest period).

    `penalty_class`: "minor", "general" or "serious"; `decided_on` (date) is the first day of the period and says which rule it keeps. Where the last
    month has no such day, the first of the next. 信用修复管理办法（令36号）, before 2026-04-01 令58号, which gives a year to production safety
    (`basis`: the legal ground of the penalty); what 令36号 says of it was not found, so from then on the class decides. Raises KeyError for an
    unknown class.
    """
    if penalty_class not in _CLASSES:
        raise KeyError(penalty_class)
    if penalty_class == "minor" and decided_on >= R36:
        return decided_on, None
    row = limit("display-safety" if of_safety(basis) and decided_on < R36 else f"display-{penalty_class}", decided_on)
    years, month = divmod(decided_on.month - 1 + row.days, 12)
    first = date(decided_on.year + years, month + 1, 1)
    same = first + timedelta(days=decided_on.day - 1)
    if same.month == first.month:
        return same, row
    return (first + timedelta(days=31)).replace(day=1), row
