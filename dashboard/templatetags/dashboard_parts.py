"""Pieces of the dashboard's templates."""

from dataclasses import replace

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard import panels
from dashboard.courses import SOURCES
from dashboard.metric import SMALL
from dashboard.panels import not_applicable
from disclosure.clocks.actions import day_of

register = template.Library()

PARTS = {2: gettext_lazy("a half"), 3: gettext_lazy("a third"), 4: gettext_lazy("a quarter"), 5: gettext_lazy("a fifth")}


@register.simple_tag
def when_it_jumps():
    """When what is counted beside a rate is told as a jump, in a sentence."""
    given = {
        "least": panels.ALERT_LEAST,
        "times": panels.ALERT_TIMES,
        "small": SMALL,
        "few": panels.ALERT_FEW,
        "part": PARTS[round(1 / panels.ALERT_SHARE)],
    }
    return (
        _(
            "It is told as a jump where it happened at least %(least)d times and its share is more than %(times)d times that of the period "
            "before, which must have at least %(small)d to compare with; what takes rows out of the figure is told also beside fewer, where it "
            "happened at least %(few)d times and to %(part)s of all."
        )
        % given
    )


@register.inclusion_tag("disclosure_dashboard/panel.html")
def show_panel(panel, figure, query):
    """A panel with its chart beside the table; each cell knows the heading of its column, for narrow screens."""
    lines = [
        {"label": line.label, "href": line.href, "sub": line.sub, "depth": line.depth, "total": line.total, "mark": line.mark,
         "why": bool(line.cells) and line.cells[0].text == not_applicable().text,
         "cells": [{"text": c.text, "href": c.href, "red": c.red, "head": head} for c, head in zip(line.cells, panel.columns, strict=False)]}
        for line in panel.lines
    ]  # fmt: skip
    shown = [line for line in lines if line["depth"] <= panel.deepest]
    if panel.least and len(lines) > panel.least + 1:
        shown = shown[: panel.least]
    folded = ""
    if len(shown) < len(lines):
        people = sum(not line["total"] for line in lines)
        folded = _("Down to each person") if panel.deepest < 9 else _("See all %(count)s people") % {"count": people}
    return {
        "open_lines": shown,
        "folded": folded,
        "panel": replace(panel, lines=lines),
        "figure": figure,
        "figure_id": f"figure-{panel.key}",
        "query": query,
        "drawn_rows": sum(not line["total"] for line in shown),
    }


@register.simple_tag
def chosen_words(filter, board):
    """The choices of the filters in words, for their fold."""
    period = board.period
    words = [_("%(first)s to %(last)s") % {"first": date_format(period.first), "last": date_format(period.last)}]
    for name, field in filter.form.fields.items():
        value = filter.data.get(name)
        if value and hasattr(field, "choices"):
            words.append(str(dict(field.choices).get(value, value)))
    return "，".join(words if len(words) > 1 else [*words, _("everything")])


@register.simple_tag
def division_name(board, row):
    """The name of a row's division, or the words for the bureau as a whole."""
    return board.who.name(row.division) or _("Bureau level")


@register.simple_tag
def row_address(board, row):
    """The address of a row; that of its course takes a past day with it, so that it tells what stood then."""
    address = str(row.address)
    if row.source in SOURCES and board.period.known < day_of(timezone.now()):
        address += f"?as_of={board.period.known.isoformat()}"
    return address
