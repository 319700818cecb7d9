"""The final text begins with what the draft became: a draft item of its own with the clauses of the last version, which names the consultation."""

import re

from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _

from disclosure.chain.models import Matter
from disclosure.chain.permissions import edits_for, today
from disclosure.items import actions as items
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import record
from disclosure.rules.categories import INWARD, OUTWARD, Category
from disclosure.rules.chain import State
from disclosure.rules.hearing import NUM, DraftKind

from ..access import require
from ..anchors import draft_of
from ..finals import begun_from, is_known, name_for
from .about import about, locked

SECTION = re.compile(rf"第{NUM}节")
AS_DRAFT = re.compile(r"[（(][^（）()]*征求意见稿[）)]\s*$")


def categories(page):
    """The categories in which the final text of a consultation can be begun, the likeliest first: rules after a draft of rules, else actions."""
    if page.inward:
        return sorted(INWARD, key=lambda each: each != Category.INTERNAL_RULES)
    likeliest = Category.RULES if page.kind in (DraftKind.NORMATIVE, DraftKind.BUSINESS) else Category.ACTIONS
    return sorted(OUTWARD, key=lambda each: each != likeliest)


def may_begin(user, page, at):
    """Whether he writes drafts for the division that held the consultation."""
    return page.division_id is not None and page.division.code in edits_for(user, today(at))


def _begun_already(other, by):
    """The refusal, with the item where he may read it: what was taken down is changed and proposed again, not begun anew."""
    told = {"title": name_for(by, other)}
    refusal = WrongState(_("The final text was begun in this category already: “%(title)s”.") % told)
    if Matter.objects.filter(page_no=other.pk, state=State.WITHDRAWN).exists():
        refusal = WrongState(_("The final text in this category, “%(title)s”, was taken down: change that item and propose it again.") % told)
    refusal.item = other if is_known(by, other) else None
    return refusal


def _marked(line, is_heading):
    """A line of the draft as HTML: a chapter is a heading, a section (节) one below it."""
    tag = ("h3" if SECTION.match(line) else "h2") if is_heading else "p"
    return f"<{tag}>{escape(line)}</{tag}>"


@transaction.atomic
def begin_final(*, page, category, by, at):
    """Begin the final text of a concluded consultation as a draft item of `category`, with the clauses of its last version; the item.

    Its proposal then starts from “yes” and names the consultation. By an editor of its division. Entry "consultation.final". Raises NotAllowed,
    WrongState before the conclusion or where one was begun there already (and not deleted), Invalid(field="category").
    """
    page = locked(page)
    acting = require(by, page, at)
    if not may_begin(by, page, at):
        raise NotAllowed(_("Only an editor of %(division)s can write a draft for it.") % {"division": page.division})
    if not page.concluded_at:
        raise WrongState(_("Conclude the consultation first: the final text begins with what the draft became."))
    if category not in map(str, categories(page)):
        raise Invalid(_("Choose one of the categories offered."), field="category")
    for other in begun_from(page):
        if other.category_code == category:
            raise _begun_already(other, by)
    newest = page.versions.order_by("-number").first()
    rows = list(newest.clauses.articles().order_by("place")) if newest else []
    text, headings = draft_of(rows) if newest else page.draft, {row.chapter for row in rows}
    given = {
        "category": category, "title": AS_DRAFT.sub("", page.title).strip() or page.title, "division": page.division.code,
        "body": "".join(_marked(line, line in headings) for line in text.split("\n") if line.strip()),
        **({"issuer": page.issuer} if page.issuer else {}), **({"kind": "normative"} if category == Category.RULES else {}),
    }  # fmt: skip
    final = items.create(given=given, by=by, at=at)
    facts = {"page": final.pk, "category": category, "version": newest.number if newest else None}
    record("consultation.final", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return final
