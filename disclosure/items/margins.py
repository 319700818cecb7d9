"""What rooms above put beside the articles of an item's text: a list that they fill in ready()."""

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags

from disclosure.rules.hearing import ARTICLE

# function(page, known) → {(number of an article as it stands in the text, how often it stood there before): Link}; known: what heard.consultations
# gave and the reader may read, or None
sources = []
BREAK = re.compile(r"</p>|</li>|</h\d>|<br\s*/?>|</td>|(?=<p[ >])")


@dataclass(frozen=True)
class Link:
    """An address and the words it is read by."""

    url: str
    words: str


def links(page, known):
    """{(number of an article (“第三条”), which of that number, from 0: an appendix may begin anew): Link} of a page's text; `known`: the consultation
    that its proposal names, or None."""
    found = {}
    for source in sources:
        found |= source(page, known)
    return found


def lines(html):
    """The lines of a rich text as they are read, one each paragraph."""
    return [line.strip() for line in unescape(strip_tags(BREAK.sub("\n", html))).split("\n")]


def numbers(lines):
    """The numbers of the articles that begin in these lines, in order."""
    return [found[1] for line in lines if (found := ARTICLE.match(line))]


def told_apart(numbers):
    """[(number, which of that number, from 0)] for numbers in the order of the text."""
    seen, found = Counter(), []
    for number in numbers:
        found.append((number, seen[number]))
        seen[number] += 1
    return found
