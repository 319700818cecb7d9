"""What an item's page shows of feedback, outside the signed content: an objection in progress, published answers, and the ways to give feedback."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from disclosure.items import parts
from disclosure.items.models import EnforcementPage

from .models import Feedback, FeedbackKind
from .readers import is_inward


def notes(page):
    """异议处理中, 信用修复办理中, or what an upheld objection waits for; on pages that name parties only. Two queries."""
    if not page.pk or not page.live or not getattr(page, "party_codes", None):
        return []
    found = []
    kinds = set(Feedback.objects.on(page).in_progress().values_list("kind", flat=True))
    if FeedbackKind.OBJECTION in kinds:
        sentence = _("A party of this page has objected to it. It stays shown until the decision.")
        found.append(("clock", _("An objection is being handled"), sentence))
    if FeedbackKind.REPAIR in kinds:
        sentence = _("A party of this page has asked for credit repair. It stays shown until the decision.")
        found.append(("clock", _("Credit repair is being handled"), sentence))
    if Feedback.objects.on(page).being_corrected().exists():
        sentence = _("The corrected version is shown here as soon as it is cleared.")
        found.append(("clock", _("An objection was upheld: the page is being corrected"), sentence))
    return found


def answers(page):
    """The questions and answers that are shown on a page, as HTML; "" without any."""
    rows = list(Feedback.objects.on(page).shown())
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
