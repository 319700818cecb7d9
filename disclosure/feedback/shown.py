"""What an item's page shows of feedback, outside the signed content: an objection in progress, published answers, and the ways to give feedback."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from disclosure.items import parts
from disclosure.items.models import EnforcementPage

from .models import Feedback, FeedbackKind
from .readers import is_inward


def seen(page):
    """What the page may show of feedback, read once for one showing; nothing of a draft."""
    if not page.pk or not page.live:
        return []
    if "_feedback" not in page.__dict__:
        page._feedback = list(Feedback.objects.on(page).seen())
    return page._feedback


def notes(page):
    """异议处理中, 信用修复办理中, or that an upheld objection waits for its correction."""
    rows, found = seen(page), []
    kinds = {row.kind for row in rows if row.in_progress}
    if FeedbackKind.OBJECTION in kinds:
        sentence = _("A party of this page has objected to it. It stays shown until the decision.")
        found.append(("clock", _("An objection is being handled"), sentence))
    if FeedbackKind.REPAIR in kinds:
        sentence = _("A party of this page has asked for credit repair. It stays shown until the decision.")
        found.append(("clock", _("Credit repair is being handled"), sentence))
    if any(row.being_corrected for row in rows):
        sentence = _("The corrected version is shown here as soon as it is cleared.")
        found.append(("clock", _("An objection was upheld: the page is being corrected"), sentence))
    return found


def answers(page):
    """The questions and answers that are shown on a page, in the order in which they were, as HTML; "" without any."""
    rows = sorted((row for row in seen(page) if row.shown_at), key=lambda row: row.shown_at)
    return render_to_string("disclosure_feedback/_answers.html", {"rows": rows}) if rows else ""


def tools(page):
    """The ways to give feedback on a live page: what is wrong, a question; on an enforcement page objection and credit repair."""
    if not page.live:
        return []
    here = f"page={page.pk}&revision={page.live_revision_id}" if page.live_revision_id else f"page={page.pk}"
    found = [
        ("alert", _("Report an error on this page"), f"/feedback/?kind=error&{here}"),
        ("talk", _("Ask or comment"), f"/feedback/?kind=question&{here}"),
    ]
    if isinstance(page, EnforcementPage) and page.party_codes and not is_inward(page):
        found += [
            ("form", _("Parties: object to it"), f"/feedback/?kind=objection&{here}"),
            ("form", _("Parties: ask for credit repair"), f"/feedback/?kind=repair&{here}"),
        ]
    return found


parts.notes.append(notes)
parts.parts.append(answers)
parts.tools.append(tools)
