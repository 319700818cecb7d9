"""A year's holiday notice from a file: CSV `date,is_workday,name`, or the shape of the public `holiday-cn` project."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid
from disclosure.rules.workdays import FIRST, LAST, law_holidays

COLUMNS = ["date", "is_workday", "name"]
_YES, _NO = {"1", "true", "yes", "y", "是"}, {"0", "false", "no", "n", "否"}


@dataclass(frozen=True)
class Notice:
    """What a file says: days as {date: (is_workday, name)}, the years whose notice it is, where from, and statutory holidays it leaves out."""

    days: dict
    years: frozenset
    source: str
    left_out: tuple


def read(content, name):
    """The Notice in `content` (bytes) of a file called `name`; CSV in UTF-8 or GB 18030, or JSON. Raises Invalid, field "file", naming the line.

    A CSV file makes a year known that it names a statutory holiday of as a day off: a single day off for a storm is no notice. JSON makes its `year`
    known, and is refused when `papers` is empty: then it is somebody's guess.
    """
    text = _text(content)
    if text.lstrip()[:1] in ("{", "["):
        days, years, source = _from_json(text)
    else:
        days, source = _from_csv(text), name
        years = {year for year in {day.year for day in days} if any(day in days and not days[day][0] for day in law_holidays(year))}
    left_out = sorted(day for year in years for day in law_holidays(year) if day.weekday() < 5 and day not in days)
    return Notice(days, frozenset(years), source, tuple(left_out))


def _text(content):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(_("The file is neither UTF-8 nor GB 18030 text."), field="file")


def _from_csv(text):
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if [(name or "").strip() for name in rows.fieldnames or []] != COLUMNS:
        raise Invalid(_("The first line must read {columns}.").format(columns=",".join(COLUMNS)), field="file")
    days, faults = {}, []
    rows.fieldnames = COLUMNS
    try:
        for row in rows:
            where = _("line {line}").format(line=rows.line_num)
            value = (row["is_workday"] or "").strip().lower()
            if None in row or row["name"] is None:
                faults.append(_("{where}: three columns are wanted").format(where=where))
            elif value not in _YES | _NO:
                faults.append(_("{where}: is_workday is “{value}”, 1 or 0 is wanted").format(where=where, value=row["is_workday"]))
            else:
                _add(days, row["date"].strip(), value in _YES, row["name"].strip(), where, faults)
    except csv.Error as error:
        faults.append(_("line {line}: {error}").format(line=rows.line_num, error=error))
    return _checked(days, faults)


def _from_json(text):
    try:
        notice = json.loads(text)
        year, papers, rows = notice["year"], notice["papers"], notice["days"]
        listed = [(row["date"], row["isOffDay"], row["name"]) for row in rows]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Invalid(_("This is not the holiday-cn shape: year, papers, days with name, date, isOffDay."), field="file") from error
    if type(year) is not int or not FIRST.year < year < LAST.year:
        raise Invalid(_("year: “{year}” is no year.").format(year=year), field="file")
    if not isinstance(papers, list) or not any(papers):
        raise Invalid(_("{year}: no paper is named, so this year is a guess; load it when the notice is out.").format(year=year), field="file")
    days, faults = {}, []
    for number, (day, off, name) in enumerate(listed, 1):
        where = _("day {number}").format(number=number)
        if not isinstance(off, bool):
            faults.append(_("{where}: isOffDay must be true or false").format(where=where))
        else:
            _add(days, day, not off, str(name), where, faults)
    days = _checked(days, faults)
    if stray := sorted(day for day in days if abs(day.year - year) > 1):
        raise Invalid(_("{date} does not belong to the notice of {year}.").format(date=stray[0], year=year), field="file")
    return days, {year}, " ".join(str(paper) for paper in papers)[:255]


def _add(days, value, is_workday, name, where, faults):
    try:
        if len(value) != 10:
            raise ValueError(value)
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        faults.append(_("{where}: “{value}” is no day (YYYY-MM-DD)").format(where=where, value=value))
        return
    if not FIRST < day < LAST:
        faults.append(_("{where}: {date} is out of range").format(where=where, date=day))
    elif day in days:
        faults.append(_("{where}: {date} is there twice").format(where=where, date=day))
    else:
        days[day] = is_workday, name[:50]


def _checked(days, faults):
    if faults:
        more = _(" (and {count} more)").format(count=len(faults) - 1) if len(faults) > 1 else ""
        raise Invalid(_("Nothing was loaded: {fault}{more}.").format(fault=faults[0], more=more), field="file")
    if not days:
        raise Invalid(_("The file names no day."), field="file")
    return days
