"""The register of feedback in the admin: what is due first, with search, filters and export; each sees what concerns him."""

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.cases.clock import promised_days
from disclosure.cases.models import Handover
from disclosure.cases.registers import CaseRegister, Listed
from disclosure.cases.states import Kind
from disclosure.chain.readers import EVERYWHERE
from disclosure.clocks.calendar import calendar
from disclosure.org.models import Division, PostKind
from disclosure.org.posts import answered_by, posts_of
from disclosure.org.registers import today

from .models import RegisterEntry
from .readers import keeps_office

READERS = EVERYWHERE | {PostKind.SUPERVISING_LEADER}


def reach(user):
    """(whether he sees every row, numbers of the divisions whose rows he sees, of the cases offered to him, whether he holds a post at all).

    Asked once a request, on its user object; read here, so that the register's own query asks the table of cases alone.
    """
    if "_reads_feedback" not in user.__dict__:
        held = posts_of(user, today())
        all_of_it = bool({each.post for each in held} & READERS) or keeps_office(user, today()) is not None
        codes = {each.division for each in held if each.post == PostKind.DIVISION_HEAD and each.division}
        mine = list(Division.objects.filter(code__in=answered_by(codes)).values_list("pk", flat=True)) if codes else []
        waiting = Handover.objects.filter(receiver=user, accepted_at=None, declined_at=None, case__kind=Kind.FEEDBACK)
        offered = [] if all_of_it else list(waiting.values_list("case_id", flat=True))
        user.__dict__["_reads_feedback"] = (all_of_it, mine, offered, bool(held))
    return user.__dict__["_reads_feedback"]


class ByPost(Listed):
    """Whoever holds a post opens the register; it shows him what concerns him."""

    def allowed(self, user):
        return user.is_superuser or reach(user)[3]


class FeedbackRegister(CaseRegister):
    """反馈登记簿."""

    model = RegisterEntry
    prefix = ""
    permission_helper_class = ByPost
    menu_label = pgettext_lazy("feedback", "Feedback")
    menu_icon = "comment"
    menu_order = 360
    index_template_name = "disclosure_feedback/admin/register.html"
    export_filename = "feedback"
    list_display = ("number_link", "about", "matter", "state_words", "due", "promise", "owner_name", "way_words", "received")
    list_export = (
        "number", "about", "matter", "party", "state_words", "received_on", "due_on", "answered_on", "how", "promise", "breaches", "owner_name",
        "way_words", "their_number",
    )  # fmt: skip
    list_filter = ("state", "feedback__kind", "way", "result", "due_on", "received_on", "owner_division")
    search_fields = ("title", "their_number", "feedback__party", "feedback__credit_code")

    def get_queryset(self, request):
        rows = super().get_queryset(request).filter(kind=Kind.FEEDBACK).prefetch_related("feedback")
        everything, divisions, offered, _holds = reach(request.user)
        opens = Q(pk__gt=0) if keeps_office(request.user, today()) else Q(owner=request.user) | Q(owner_division__in=divisions)
        rows = rows.annotate(opens=ExpressionWrapper(opens, BooleanField()))
        if everything or request.user.is_superuser:
            return rows
        return rows.filter(Q(owner=request.user) | Q(owner_division__in=divisions) | Q(pk__in=offered))

    def number_link(self, entry):
        """A way to the case for those who handle it; whoever only watches reads its row here."""
        return super().number_link(entry) if entry.opens else entry.number

    number_link.short_description = CaseRegister.number_link.short_description

    def about(self, entry):
        return entry.feedback.get_kind_display() if hasattr(entry, "feedback") else ""

    about.short_description = _("kind")

    def party(self, entry):
        return entry.feedback.party if hasattr(entry, "feedback") else ""

    party.short_description = _("party")

    def how(self, entry):
        return entry.get_result_display()

    how.short_description = _("how it ended")

    def promise(self, entry):
        """The promised day (服务承诺), and whether it was kept once it is answered."""
        days = promised_days(entry)
        if not days:
            return ""
        on = calendar().add(entry.clock_from, days)[0]
        if entry.answered_on is None:
            return str(on)
        words = _("kept") if entry.answered_on <= on else _("missed")
        return f"{on} {words}"

    promise.short_description = _("promised")
