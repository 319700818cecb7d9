"""What a body may hold as text: characters that every database and every reader can keep."""

import re

from django.utils.translation import gettext as _

from .errors import Invalid

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fit(text):
    """The text without what no XML can hold: nobody sees it, and a feed, a spreadsheet or a letter with it in cannot be written."""
    return UNFIT.sub("", text)


def require_text(given):
    """Raise Invalid naming the first field of {name: JSON value} with a null character or half of a surrogate pair in it, however deep."""
    for name, value in given.items():
        stack = [name, value]
        while stack:
            part = stack.pop()
            if isinstance(part, dict):
                stack += [*part.keys(), *part.values()]
            elif isinstance(part, list):
                stack += part
            elif isinstance(part, str) and not _is_text(part):
                raise Invalid(_("A text holds characters that are none; take them out."), field=name.encode(errors="replace").decode())


def _is_text(text):
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
