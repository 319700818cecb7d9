"""Days as people say them, and how much time is left in working days."""

import datetime as dt

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from disclosure.clocks.calendar import calendar
from disclosure.rules.channels import label

from ..permissions import HERE, today
from ..sheet import Sheet, moment
from ..sheet import day as day_in_words

register = template.Library()
SOON = 2  # working days: from here on amber


def _day(value):
    return value.astimezone(HERE).date() if isinstance(value, dt.datetime) else value


@register.filter
def day(value):
    """A day without its year when it is this year's: 9月28日."""
    return day_in_words(_day(value))


@register.filter
def weekday(value):
    """A day with its weekday: 9月28日（星期一）."""
    value = _day(value)
    return f"{day(value)}（{date_format(value, 'l')}）" if value else ""


register.filter("moment", moment)


@register.filter
def iso_day(value):
    """2026-09-28, for lists and tables."""
    value = _day(value)
    return value.isoformat() if value else ""


@register.simple_tag
def left(due, on=None):
    """{"words", "mark"} of a due day: “3 working days left”, “due today”, “2 working days overdue”; mark: "", "soon" or "late"."""
    if not due:
        return {"words": "", "mark": ""}
    on = on or today()
    if due < on:
        days = calendar().between(due, on)
        if not days:
            return {"words": gettext("Overdue"), "mark": "late"}
        return {"words": ngettext("%(days)s working day overdue", "%(days)s working days overdue", days) % {"days": days}, "mark": "late"}
    days = calendar().between(on, due)
    if due == on or not days:
        return {"words": gettext("Due today") if due == on else gettext("Due on %(day)s") % {"day": day(due)}, "mark": "soon"}
    words = ngettext("%(days)s working day left", "%(days)s working days left", days) % {"days": days}
    return {"words": words, "mark": "soon" if days <= SOON else ""}


@register.filter
def channel(code):
    """A channel in words; an unknown code as it is."""
    try:
        return label(code) if code else ""
    except ValueError:
        return code


@register.filter
def who(row):
    """“X” or “X for Y” of a signature."""
    return Sheet.who(row)


@register.filter
def said(row):
    """What a signature says, in words."""
    return Sheet.outcome_of(row)


@register.filter
def key(mapping, name):
    """An entry of a dict by a name that a template computes."""
    return mapping.get(name) if mapping else None


@register.filter
def is_list(value):
    """Whether a value is a list, to be drawn row by row."""
    return isinstance(value, list)


@register.filter
def is_stored(value):
    """Whether a value is one of a JSON field, which nobody reads as it is stored; its page says it in words (`in_words`)."""
    return isinstance(value, dict) or isinstance(value, list) and any(isinstance(row, dict | list) for row in value)


@register.filter
def is_day(value):
    """Whether a value is a day or a moment."""
    return isinstance(value, dt.date)


@register.filter
def of_field(sentence, label):
    """A refusal with the name of its field before it, once: some sentences begin with it."""
    return sentence if str(sentence).startswith(str(label)) else f"{label}：{sentence}"
