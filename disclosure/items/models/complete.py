"""What is lacking in an item, by its category and kind: each lack names its field and the remedy."""

import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from disclosure.ledger.text import UNFIT
from disclosure.rules import channels
from disclosure.rules.categories import Scope
from disclosure.rules.clock import LATEST
from disclosure.rules.numbers import NumberError, credit_code

from . import facts

EARLIEST = date(1949, 10, 1)
# Days in these fields lie in the past by nature: they tell what was made, decided or inspected.
PAST = ("formed_on", "decided_on", "inspected_on", "listed_from", "party_told_on", "period_to")

SPANS = (("period_from", "period_to"), ("effective_on", "expires_on"), ("listed_from", "listed_until"), ("inspected_on", "rectify_by"))


def missing(page, *, on=None):
    """[(field name, sentence)] of all that is lacking; empty when complete. `on` (date, Asia/Shanghai) is today by default."""
    on = on or timezone.localtime(timezone.now(), ZoneInfo("Asia/Shanghai")).date()
    return [*_empty(page), *wrong(page, on=on)]


def wrong(page, *, on):
    """[(field name, sentence)] of what is filled in and cannot be right, complete or not: a draft may lack things, not hold impossible ones."""
    return [*_too_long(page), *_unseen(page), *_days(page, on), *_codes(page), *_reach(page), *_files(page), *page.impossible()]


def label(page, name):
    """The field in words, as the form shows it."""
    return capfirst(str(page._meta.get_field(name).verbose_name))


def _empty(page):
    if page.kinds and page.kind and page.kind not in page.kinds.values:
        yield "kind", _("%(field)s: “%(value)s” is none of the kinds of this category.") % {"field": label(page, "kind"), "value": page.kind}
    for name in page.required_fields():
        if page.is_empty(name):
            yield name, _("%(field)s is missing: fill it in.") % {"field": label(page, name)}
    for party in [block.value for block in getattr(page, "parties", None) or []]:
        if not party.get("name"):
            yield "parties", _("A party has no name: fill it in.")
        elif not party.get("credit_code"):
            yield "parties", _("%(name)s has no unified social credit code: fill it in.") % {"name": party["name"]}
    if page.is_empty("body") and page.is_empty("attachments"):
        yield "body", _("Text is missing: write it, or attach the document.")


def _too_long(page):
    """What a code path wrote past the form: the database of a test may take it, another cuts or refuses it."""
    for field in page._meta.concrete_fields:
        value = getattr(page, field.attname)
        most = getattr(field, "max_length", None)
        if isinstance(value, str) and most and len(value) > most:
            yield field.name, _("%(field)s is longer than %(most)d characters: shorten it.") % {"field": label(page, field.name), "most": most}


def _unseen(page):
    """A sign without width, a soft hyphen or a turn of direction: nobody sees it, and no search finds the item by what is seen. Nor any text with a
    character that no feed, spreadsheet or letter can hold."""
    for field in page._meta.concrete_fields:
        name, text = field.name, getattr(page, field.attname)
        shown = name in ("title", "document_number")
        for place, sign in enumerate(text if isinstance(text, str) and (shown or UNFIT.search(text)) else "", 1):
            if UNFIT.match(sign) or shown and unicodedata.category(sign) == "Cf":
                sentence = _("%(field)s holds a character that cannot be seen (%(code)s, character %(place)d): delete it or type it anew.")
                yield name, sentence % {"field": label(page, name), "code": f"U+{ord(sign):04X}", "place": place}
                break


def _days(page, on):
    names = {field.name for field in page._meta.concrete_fields}
    for name in PAST:
        value = getattr(page, name, None) if name in names else None
        if isinstance(value, date) and not isinstance(value, datetime):
            if value > on:
                yield name, _("%(field)s lies in the future: enter the day on which it happened.") % {"field": label(page, name)}
            elif value < EARLIEST:
                yield name, _("%(field)s lies before October 1949: check the year.") % {"field": label(page, name)}
    for name in (*page.legal_fields, "go_live_at", "expire_at"):
        value = getattr(page, name)
        if isinstance(value, datetime) and not EARLIEST.year < value.year <= LATEST.year:  # beyond, no calendar counts working days
            yield name, _("%(field)s lies too far from today: check the year.") % {"field": label(page, name)}
    for first, last in SPANS:
        if {first, last} <= names and getattr(page, first) and getattr(page, last) and getattr(page, first) > getattr(page, last):
            yield last, _("%(last)s lies before %(first)s: check both days.") % {"last": label(page, last), "first": label(page, first)}


def _codes(page):
    parties = [block.value for block in getattr(page, "parties", None) or []]
    for party in parties:
        code = party.get("credit_code") or ""
        if not code:  # lacking, not wrong
            continue
        try:
            credit_code(code)
        except NumberError as wrong_code:
            yield "parties", str(wrong_code)


def _reach(page):
    allowed = page.allowed_scopes()
    if page.scope not in allowed:
        words = ", ".join(str(scope.label) for scope in allowed)
        yield "scope", _("This category can be proposed for: %(scopes)s.") % {"scopes": words}
    staff_only = not page.category_is_public() or page.scope == Scope.STAFF
    for code in page.channels:
        try:
            fits = channels.fits(channels.normal(code), staff_only=staff_only)
        except ValueError:
            yield "channels", _("“%(code)s” is no channel: choose one of the list.") % {"code": code}
            continue
        if not fits:
            sentence = _("%(channel)s would make it known outside: choose the intranet or another inner channel.")
            yield "channels", sentence % {"channel": channels.label(code)}


def _files(page):
    for (model, number), instance in facts.references(page).items():
        if instance is None:
            image = model is get_image_model()
            words = _("Image number %(number)s no longer exists: take it out."), _("Document number %(number)s no longer exists: take it out.")
            yield ("body" if image else "attachments"), words[not image] % {"number": number}
