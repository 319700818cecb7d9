"""What the page of an application in the admin offers: forms over the actions."""

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from disclosure.cases.actions import opens
from disclosure.cases.desk import DeskForm, due_words, panel, verb
from disclosure.cases.forms import ManyFilesField
from disclosure.cases.sentences import day_words
from disclosure.cases.states import OPEN, CaseState, Kind
from disclosure.clocks.actions import day_of
from disclosure.org.models import PostKind
from disclosure.org.posts import holding
from disclosure.rules.categories import OUTWARD
from disclosure.rules.fees import Basis
from disclosure.rules.identity import masked, masked_name
from disclosure.rules.outcomes import GROUNDS_OF_REFUSAL, Outcome

from . import actions
from .models import Answer, ApplicantType, Application, Asked, ChallengeKind, ChallengeResult, Decision, Service

APPLICATION = Kind.APPLICATION.value


def _area(label, required=True, **more):
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, **more)


def _day(label, required=False, **more):
    return forms.DateField(label=label, required=required, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


def _of(case):
    application = Application.objects.get(case=case)
    application.case = case
    return application


def _decision(case):
    return Decision.objects.filter(application__case=case, round=case.round).first()


class CorrectionForm(DeskForm):
    """Everything that is missing, at once."""

    items = _area(_("What is to be corrected, all of it"))
    correct_by = _day(_("Correction by"), help_text=_("Left empty: in 15 working days."))


class ExtensionForm(DeskForm):
    """How long and why."""

    days = forms.IntegerField(label=_("Working days, at most 20"), min_value=1, max_value=20)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class AskForm(DeskForm):
    """Whom to ask."""

    kind = forms.ChoiceField(label=_("Who is asked"), choices=Asked.choices)
    name = forms.CharField(label=pgettext_lazy("applicant", "Name"), max_length=200)
    address = forms.CharField(label=_("Postal address"), required=False, max_length=255)
    text = _area(_("What is added to the letter"), required=False)


class HearForm(DeskForm):
    """What was answered."""

    answer = forms.ChoiceField(label=_("Answer"), choices=Answer.choices)
    on = _day(_("Answered on"))
    reasonable = forms.NullBooleanField(label=_("The objection has good reason"), required=False)
    reason = _area(_("What was answered"), required=False)


class FeeForm(DeskForm):
    """By item or by page."""

    basis = forms.ChoiceField(
        label=_("Counted by"), choices=[(Basis.ITEMS.value, pgettext_lazy("fee", "items")), (Basis.PAGES.value, pgettext_lazy("fee", "pages"))]
    )
    pages = forms.IntegerField(label=_("Pages (A4, one side)"), required=False, min_value=0, max_value=100_000)


class PaidForm(DeskForm):
    """When it was paid."""

    on = _day(_("Paid on"))


class DecideForm(DeskForm):
    """The coded outcome and what its letter says."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=[(each.value, f"{each.value} {each.label}") for each in Outcome])
    ground = forms.ChoiceField(
        label=_("Ground"), required=False, choices=[("", "—"), *((each.value, f"{each.value} {each.label}") for each in GROUNDS_OF_REFUSAL)],
        help_text=_("For what is not or partly disclosed."),
    )  # fmt: skip
    given = _area(_("What is given, and how to get it"), required=False)
    reason = _area(_("Reason"), required=False)
    searched = _area(
        _("Record of the search"), required=False, help_text=_("Where information does not exist: where and by which words it was looked for.")
    )
    other_body = forms.CharField(label=_("The right body and how to reach it"), required=False, max_length=255)
    files = ManyFilesField(
        label=_("Files that are given"), required=False,
        help_text=_("The letter names them; the applicant downloads them at the tracking page once the service is recorded."),
    )  # fmt: skip


class UndoForm(DeskForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("Stands in the ledger; the applicant does not read it."))


class TakeBackForm(DeskForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("The applicant reads it."))


class ServeForm(DeskForm):
    """How and when it was served."""

    service = forms.ChoiceField(label=_("Way of service"), choices=Service.choices)
    on = _day(_("Served on"), help_text=_("By post: the day on which it was handed to the post."))
    carrier = forms.CharField(label=_("Carrier"), required=False, max_length=50)
    tracking_number = forms.CharField(label=_("Tracking number"), required=False, max_length=50)


class ChallengeForm(DeskForm):
    """A review or a suit."""

    kind = forms.ChoiceField(label=pgettext_lazy("challenge", "Kind"), choices=ChallengeKind.choices)
    body = forms.CharField(label=_("Body or court"), max_length=100)
    docket = forms.CharField(label=_("Docket number"), required=False, max_length=100)
    filed_on = _day(_("Filed on"), required=True)


class JudgedForm(DeskForm):
    """How it ended."""

    result = forms.ChoiceField(label=_("Result"), choices=[pair for pair in ChallengeResult.choices if pair[0] != ChallengeResult.PENDING])
    ended_on = _day(_("Ended on"), required=True)


class PublicForm(DeskForm):
    """A draft without the applicant."""

    title = forms.CharField(label=_("Title of the draft"), max_length=255)
    category = forms.ChoiceField(label=_("Category"), choices=[(each.value, each.label) for each in OUTWARD])
    body = _area(_("Text"), required=False)


class KindForm(DeskForm):
    """What it is in truth."""

    to = forms.ChoiceField(label=_("It is in truth"), choices=[pair for pair in Kind.choices if pair[0] != APPLICATION])
    reason = forms.CharField(label=_("Reason"), max_length=500)


def _undecided(case, user):
    return case.state in OPEN and _decision(case) is None


@verb(APPLICATION, "identity", _("Show the applicant's identity"), offered=lambda case, user: True, hint=_("Each viewing stands in the ledger."))
def identity(case, given, by, at):
    """Shown once, with an entry."""
    shown = actions.view_identity(_of(case), by=by, at=at)
    return "　".join(value for value in shown.values() if value)


@verb(APPLICATION, "correction", _("Request a correction"), form=CorrectionForm, hint=_("Once only, within seven working days of receipt (art. 30)."),
      offered=lambda case, user: _undecided(case, user) and not case.corrections_asked)  # fmt: skip
def correction(case, given, by, at):
    """With its letter."""
    actions.request_correction(_of(case), by=by, at=at, **given)
    case.refresh_from_db()
    sentence = gettext("The letter is written and the applicant told; his correction is awaited until {day}, then the limit begins anew.")
    return sentence.format(day=day_words(case.act_by))


@verb(APPLICATION, "extend", _("Extend the limit"), form=ExtensionForm,
      offered=lambda case, user: _undecided(case, user) and not case.events.filter(what="extended").exists(),
      hint=_("Once, before the limit ends, by the office director (art. 33)."))  # fmt: skip
def extend(case, given, by, at):
    """With its letter."""
    actions.extend(_of(case), by=by, at=at, **given)
    return gettext("Extended: answer it by {due}; the letter is written and the applicant told.").format(due=due_words(case))


@verb(APPLICATION, "ask", _("Ask a third party or co-maker"), form=AskForm, offered=_undecided)
def ask(case, given, by, at):
    """With its letters."""
    asked = actions.ask(_of(case), by=by, at=at, **given)
    sentence = gettext("The letters are written and the limit stands still; enter the answer when it comes, at the latest after {day}.")
    return sentence.format(day=day_words(asked.until))


@verb(APPLICATION, "hear", _("Enter the answer of who was asked"), form=HearForm,
      offered=lambda case, user: case.state in OPEN and _of(case).consulted.filter(answered_on=None).exists())  # fmt: skip
def hear(case, given, by, at):
    """Of the oldest letter that waits."""
    asked = _of(case).consulted.filter(answered_on=None).first()
    if asked is None:
        return gettext("Nobody is asked any more.")
    actions.hear(asked, by=by, at=at, **given)
    return gettext("The answer is entered; decide and serve by {due}.").format(due=due_words(case))


@verb(APPLICATION, "fee", _("Notify a fee"), form=FeeForm, offered=lambda case, user: _undecided(case, user) and not hasattr(_of(case), "fee"))
def fee(case, given, by, at):
    """With its letter."""
    due = actions.notify_fee(_of(case), by=by, at=at, **given)
    sentence = gettext("A fee of {amount} yuan is notified, to be paid by {day}; enter the payment when it has come.")
    return sentence.format(amount=due.amount, day=day_words(due.pay_by))


@verb(APPLICATION, "paid", _("Enter the payment"), form=PaidForm,
      offered=lambda case, user: case.state in OPEN and hasattr(_of(case), "fee") and _of(case).fee.paid_on is None)  # fmt: skip
def paid(case, given, by, at):
    """The count begins anew."""
    actions.enter_payment(_of(case), by=by, at=at, **given)
    return gettext("The payment is entered and the count begins anew: answer it by {due}.").format(due=due_words(case))


@verb(APPLICATION, "decide", _("Decide"), form=DecideForm, offered=_undecided, hint=_("The letter is written now; it is answered when it is served."))
def decide(case, given, by, at):
    """With its letter."""
    decision = actions.decide(_of(case), by=by, at=at, **given)
    sentence = gettext("The letter {number} is written; serve it and record the service, by {due}: only then is it answered.")
    return sentence.format(number=decision.letter.number, due=due_words(case))


@verb(APPLICATION, "serve", _("Record the service"), form=ServeForm,
      offered=lambda case, user: case.state in OPEN and _decision(case) is not None and _decision(case).served_on is None)  # fmt: skip
def serve(case, given, by, at):
    """The day of service is the day of the answer."""
    actions.serve(_of(case), by=by, at=at, **given)
    case.refresh_from_db()
    sentence = gettext("Answered on {day}, late.") if case.late else gettext("Answered on {day}, in time.")
    return sentence.format(day=day_words(case.answered_on)) + gettext("The applicant confirms it, or asks for it to be looked at again.")


@verb(APPLICATION, "undo", _("Take back the decision"), form=UndoForm, grave=True,
      hint=_("Before its service: the letter stays on file, marked; then decide anew."),
      offered=lambda case, user: case.state in OPEN and _decision(case) is not None and _decision(case).served_on is None)  # fmt: skip
def undo(case, given, by, at):
    """Decided wrongly."""
    actions.undo(_of(case), by=by, at=at, **given)
    return gettext("The decision is taken back: decide anew and serve by {due}.").format(due=due_words(case))


@verb(APPLICATION, "take_back", _("Take back the files given"), form=TakeBackForm, grave=True,
      hint=_("By the office director: the applicant can no longer download them and is told why."),
      offered=lambda case, user: case.papers.given().exists())  # fmt: skip
def take_back(case, given, by, at):
    """From now on the tracking page has them no more."""
    count = actions.take_back(_of(case), by=by, at=at, **given)
    return gettext("{count} files are taken back; the applicant is told.").format(count=count)


@verb(APPLICATION, "challenge", _("Enter a review or suit"), form=ChallengeForm, offered=lambda case, user: True)
def challenge(case, given, by, at):
    """For the register of reviews and suits."""
    actions.enter_challenge(_of(case), by=by, at=at, **given)
    return gettext("Entered in the register of reviews and suits; enter its end when it comes.")


@verb(APPLICATION, "judged", _("Enter how the review or suit ended"), form=JudgedForm,
      offered=lambda case, user: _of(case).challenges.filter(result=ChallengeResult.PENDING).exists())  # fmt: skip
def judged(case, given, by, at):
    """Of the oldest that runs."""
    row = _of(case).challenges.filter(result=ChallengeResult.PENDING).order_by("filed_on", "pk").first()
    if row is None:
        return gettext("No review or suit runs.")
    actions.end_challenge(row, by=by, at=at, **given)
    return gettext("Its end is entered and counts in the annual table.")


@verb(APPLICATION, "publish", _("Make it public for everyone"), form=PublicForm,
      offered=lambda case, user: _of(case).draft_id is None and holding(user, PostKind.EDITOR, on=day_of(timezone.now())) is not None,
      hint=_("Opens a draft in the chain; nothing of the applicant may be in it."))  # fmt: skip
def publish(case, given, by, at):
    """A draft of the editor."""
    page = actions.make_public(_of(case), by=by, at=at, **given)
    return gettext("A draft “{title}” is opened: complete it and propose it; the chain decides.").format(title=page.title)


@verb(APPLICATION, "change_kind", _("Change the kind"), form=KindForm, hint=_("Opens a case of the other kind; this one is then decided as A10."),
      offered=lambda case, user: bool(opens) and _undecided(case, user))  # fmt: skip
def change_kind(case, given, by, at):
    """Where a room takes the other kind."""
    number = actions.change_kind(_of(case), by=by, at=at, **given)
    return gettext("It goes on as {number}; decide this one as A10 now.").format(number=number)


def _name(application):
    """A person's name masked; that of an organisation is no personal information."""
    return masked_name(application.name) if application.applicant_type == ApplicantType.PERSON else application.name


@panel(APPLICATION)
def asked_for(case, user, acting, at):
    """What is asked for, and by whom, masked."""
    application = _of(case)
    rows = [
        (_("Information asked for"), application.description),
        *([(application._meta.get_field("corrected").verbose_name, application.corrected)] if application.corrected else []),
        (_("Form of supply"), f"{application.get_form_display()}，{application.get_delivery_display()}"),
        (_("Type of applicant"), application.get_applicant_type_display()),
        (pgettext_lazy("applicant", "Name"), _name(application)),
        (application.get_id_kind_display(), masked(application.id_number)),
        (_("Telephone"), masked(application.phone, 3, 4) if application.phone else "—"),
        (_("E-mail"), masked(application.email, 1, 6) if application.email else "—"),
        (_("Which of the month"), actions.number_of_month(application)),
    ]
    if application.suggests_public:
        rows.append((_("Suggestion"), _("Make it public for everyone")))
    if application.alike_id:
        rows.append((_("Like"), application.alike.case.number))
    if case.state == CaseState.CORRECTING and application.correct_by:
        rows.append((_("Correction by"), application.correct_by))
    return pgettext_lazy("disclosure", "Application"), rows


@panel(APPLICATION)
def course(case, user, acting, at):
    """Consultations, fee, decisions, reviews."""
    application, rows = _of(case), []
    for asked in application.consulted.all():
        state = (
            f"{asked.get_answer_display()} {day_words(asked.answered_on)}"
            if asked.answered_on
            else gettext("answer until {day}").format(day=day_words(asked.until))
        )
        reason = {True: gettext("with good reason"), False: gettext("without good reason")}.get(asked.reasonable, "")
        rows.append((asked.get_kind_display(), " ".join(filter(None, (f"{asked.name} {asked.asked_on} → {state}", reason, asked.reason)))))
    if hasattr(application, "fee"):
        due = application.fee
        paid = day_words(due.paid_on) if due.paid_on else gettext("unpaid, by {day}").format(day=day_words(due.pay_by))
        sentence = gettext("{amount} yuan, {basis}×{count}, {paid}")
        rows.append((_("Fee"), sentence.format(amount=due.amount, basis=due.get_basis_display(), count=due.count, paid=paid)))
    for decision in application.decisions.all():
        served = f"{decision.get_service_display()} {decision.served_on} {decision.carrier} {decision.tracking_number}" if decision.served_on else ""
        ground = f"{decision.ground} {decision.get_ground_display()}".strip()
        rows.append((_("Decision"), f"{decision.outcome} {decision.get_outcome_display()} {ground} {served}".strip()))
    for each in application.challenges.all():
        rows.append((each.get_kind_display(), f"{each.body} {each.docket} {each.filed_on} {each.get_result_display()}"))
    if application.draft_id:
        draft = reverse("disclosure_chain:review", args=[application.draft_id])
        rows.append((_("Made public for everyone"), format_html('<a href="{}">{}</a>', draft, application.draft.title)))
    return _("Course"), rows
