"""Sentences that are kept: written in the language of the site, whoever happens to be at the keyboard."""

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format


def said(text, /, **values):
    """A lazy or plain msgid in the site's language, filled in; days as that language writes them."""
    with translation.override(settings.LANGUAGE_CODE):
        values = {name: day_words(value) if type(value) is date else value for name, value in values.items()}
        return str(translation.gettext(str(text)) if isinstance(text, str) else text).format(**values)


def day_words(day):
    """A day as the reader's language writes it: 2026年10月30日."""
    return date_format(day, "DATE_FORMAT")


def words(choice):
    """The label of a choice in the site's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(choice.label)
