"""What rooms above put beside the articles of an item's text: a list that they fill in ready()."""

from dataclasses import dataclass

sources = []  # function(page, known) → {number of an article as it stands in the text: Link}; known: what heard.consultations gave, or None


@dataclass(frozen=True)
class Link:
    """An address and the words it is read by."""

    url: str
    words: str


def links(page, known):
    """{number of an article (“第三条”): Link} of a page's text; `known`: the consultation that its proposal names, or None."""
    found = {}
    for source in sources:
        found |= source(page, known)
    return found
