"""What corrections 勘误 changed, before and after: on the public page of what people are heard on, and in the mail to who did not sign (五（三）)."""

from django.utils.translation import gettext as _

from . import corrected, panels
from .changes import DELETED, INSERTED, shortened, text_changes
from .models import SignedFacts
from .sheet import label_of


def is_shown(page, clearance):
    """Whether the public page says what corrections changed: of a draft open to comment, and of what touches vital interests. Elsewhere it does not:
    what a penalty said of somebody by mistake would be said again."""
    return page.open_to_comment or ((clearance.proposal or {}).get("vital_interest") == "yes" if clearance else False)


def shown(page, clearance):
    """[(aware moment, [(article or field, [(equal | del | ins, words)])])] of the corrections since the last ordinary version, oldest first; [] where
    the public page does not say it. `clearance`: that in force, or None. No query where what is public is no correction."""
    course = panels.course(clearance) if clearance and is_shown(page, clearance) else []
    return [(each.at, rows(page, before.digest, each.digest)) for before, each in zip(course, course[1:], strict=False)]


def rows(page, before, after):
    """[(article or field, [(equal | del | ins, words)])] that differ between what was signed under two digests. One query."""
    papers = SignedFacts.objects.in_bulk({before, after})
    if len(papers) < 2:
        return []
    found = corrected.changed(papers[before].facts, papers[after].facts)
    return [(number or label_of(page, name), shortened(text_changes(one, other))) for name, number, one, other in found]


def lines(page):
    """What the last correction of a live page changed, as plain lines of a mail; [] where what is public is no correction."""
    clearance = panels.in_force(page)
    course = panels.course(clearance)[-2:] if clearance else []
    found = rows(page, *(each.digest for each in course)) if len(course) == 2 else []
    words = {DELETED: _("[taken out: %(words)s]"), INSERTED: _("[put in: %(words)s]")}
    return [f"{what}：" + "".join(words[kind] % {"words": text} if kind in words else text for kind, text in parts) for what, parts in found]
