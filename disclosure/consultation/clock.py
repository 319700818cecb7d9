"""What the clock reminds of: comments to be checked, results to be published, writers to be told. Opening and closing need nobody."""

from django.db.models import Exists, Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from disclosure.chain.models import Matter
from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.clocks.remind import Owed, reminded
from disclosure.org.models import PostKind
from disclosure.rules.chain import Cause
from disclosure.rules.hearing import papers_due

from . import standing
from .models import Comment, ConsultationPage, Hearing
from .models.comments import CommentState
from .models.hearings import HearingKind

TELL_WITHIN = 5  # working days after the result


def desk(page):
    """The admin's page of a consultation."""
    return reverse("disclosure_consultation_desk", args=[page.pk])


def _owing(**which):
    """Consultations that were published and are to have a result: also what was taken down meanwhile, unless the draft was given up."""
    given_up = Matter.objects.filter(withdrawn_cause=Cause.REVOKED).values("page_no")
    rows = ConsultationPage.objects.filter(published_at__isnull=False, **which).exclude(live=False, pk__in=given_up)
    return standing.with_results(rows.select_related("division"))


def late_results(on):
    """[(consultation, day)] of closed ones whose result was to be public before `on` (date) and is not."""
    rows = _owing(closes_at__isnull=False)
    return [(page, due) for page in rows if not page.result_live and (due := page.result_due()) < on]


@reminded
def results(first, last, now):
    """Closed consultations whose result is due; what is overdue also goes to the efficiency office (五（二） 监督检查责任)."""
    for page in _owing(closes_at__lte=now):
        due = page.result_due()
        if not page.result_live and first <= due <= last:
            title = _("Publish the result: %(title)s") % {"title": page.title}
            yield Owed(f"result:{page.pk}", title, due, desk(page), PostKind.DIVISION_HEAD, page.division)
            if due < day_of(now):
                late = _("The result of a consultation is overdue: %(title)s (%(division)s)") % {"title": page.title, "division": page.division}
                yield Owed(f"result-late:{page.pk}", late, due, desk(page), PostKind.EFFICIENCY_OFFICER)


@reminded
def unchecked(first, last, now):
    """Consultations with comments that are to be checked, by the earliest day."""
    waiting = Comment.objects.filter(state=CommentState.WAITING).order_by().values("page").annotate(oldest=Min("check_by"))
    oldest = dict(waiting.filter(oldest__range=(first, last)).values_list("page", "oldest"))
    for page in ConsultationPage.objects.filter(pk__in=oldest).select_related("division"):
        title = _("Comments to be checked: %(title)s") % {"title": page.title}
        yield Owed(f"check:{page.pk}", title, oldest[page.pk], desk(page), PostKind.EDITOR, page.division)


@reminded
def untold(first, last, now):
    """Consultations whose result is public and whose writers wait to be told."""
    rows = ConsultationPage.objects.filter(Exists(standing.to_be_told(OuterRef("pk"))), results__live=True, results__published_at__isnull=False)
    for page in rows.annotate(public=Min("results__published_at")).select_related("division").distinct():
        due = calendar().add(day_of(page.public), TELL_WITHIN)[0]
        if first <= due <= last:
            yield Owed(f"tell:{page.pk}", _("Tell the writers: %(title)s") % {"title": page.title}, due, desk(page), PostKind.EDITOR, page.division)


@reminded
def material(first, last, now):
    """Hearings whose participants must have the material, seven days before (713 art. 16)."""
    rows = Hearing.objects.filter(kind=HearingKind.HEARING, material_at=None, cancelled_at=None, held_at__gt=now)
    for hearing in rows.select_related("page__division"):
        due = papers_due(day_of(hearing.held_at))
        if first <= due <= last:
            title = _("Send the material of the hearing: %(title)s") % {"title": hearing.page.title}
            yield Owed(f"material:{hearing.pk}", title, due, desk(hearing.page), PostKind.EDITOR, hearing.page.division)
