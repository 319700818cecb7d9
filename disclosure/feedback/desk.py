"""What the page of feedback in the admin offers: forms over the actions."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from disclosure.cases import access
from disclosure.cases import actions as cases
from disclosure.cases.desk import Because, DeskForm, PersonField, due_words, panel, verb
from disclosure.cases.models import ReplyWay
from disclosure.cases.sentences import day_words
from disclosure.cases.states import OPEN, CaseState, Kind, Result
from disclosure.clocks.models import Duty, DutyKind
from disclosure.org.models import Post
from disclosure.org.posts import full_name, in_effect
from disclosure.rules.identity import masked

from . import actions, parties, serving
from .models import Feedback, FeedbackKind, Outcome
from .readers import LEADERS, repair_from

FEEDBACK = Kind.FEEDBACK.value
DONE = (CaseState.ANSWERED, CaseState.CLOSED)


def _area(label, required=True, most=5000, **more):
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": 4}), max_length=most, **more)


def _of(case):
    """The feedback of a case, read once for one page; None of a case that was opened without."""
    if "_feedback" not in case.__dict__:
        case._feedback = Feedback.objects.select_related("page", "giver").filter(case=case).first()
        if case._feedback is not None:
            case._feedback.case = case
    return case._feedback


def _heads(feedback, user):
    return access.held_at_desk(user, feedback.case, cases.day_of(timezone.now())) is not None


def when(holds, among=None):
    """Offered while the case is in one of the states `among` (any), there is feedback, and `holds(feedback, user)`."""

    def offered(case, user):
        feedback = _of(case) if among is None or case.state in among else None
        return feedback is not None and bool(holds(feedback, user))

    return offered


class LeaderField(PersonField):
    """A leader of the bureau."""

    def among(self, on):
        self.titles = {post.person_id: str(post) for post in Post.objects.filter(in_effect(on), kind__in=LEADERS)}
        self.queryset = get_user_model().objects.filter(pk__in=self.titles, is_active=True).order_by("last_name", "pk")


class WordsForm(DeskForm):
    """A text."""

    text = _area(pgettext_lazy("feedback", "Text"))


class ReportForm(DeskForm):
    """To which leader, and what to decide."""

    to = LeaderField(label=pgettext_lazy("report", "To the leader"))
    text = _area(_("What it is about, and what is proposed"))


def _way():
    return forms.ChoiceField(
        label=_("Way of service"), choices=ReplyWay.choices, required=False, initial=ReplyWay.ONLINE,
        help_text=_("On the tracking page it is served at once; by letter or mail record the day of service."),
    )  # fmt: skip


class AnswerForm(DeskForm):
    """The answer, how it ended, the ground of a refusal, and how it goes out."""

    text = _area(pgettext_lazy("feedback", "Answer"))
    result = forms.ChoiceField(label=_("How it ended"), choices=[pair for pair in Result.choices if pair[0] != Result.WITHDRAWN])
    ground = forms.CharField(label=pgettext_lazy("feedback", "Ground"), required=False, max_length=500, help_text=_("Where it is refused."))
    way = _way()

    def clean_way(self):
        """Nothing chosen is the tracking page."""
        return self.cleaned_data["way"] or ReplyWay.ONLINE


class ServeForm(DeskForm):
    """When and how it was served."""

    on = forms.DateField(
        label=_("Served on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("By post: the day on which it was handed to the post."),
    )  # fmt: skip
    carrier = forms.CharField(label=_("Carrier"), required=False, max_length=50)
    tracking_number = forms.CharField(label=_("Tracking number"), required=False, max_length=50)


class ShowForm(DeskForm):
    """What of it is shown on the page."""

    question = _area(_("Question as shown"), most=1000, help_text=_("In a few words, without the giver's name, telephone or address."))
    answer = _area(_("Answer as shown"), most=2000)


class StandingForm(DeskForm):
    """How standing was checked."""

    note = forms.CharField(label=_("How it was checked"), max_length=500, help_text=_("For instance: licence and letter of authority compared."))


class DecideForm(DeskForm):
    """The outcome, its reason, for a correction the wording, and how it goes out."""

    outcome = forms.ChoiceField(label=_("Outcome"))
    reason = _area(pgettext_lazy("decision", "Reason"), most=2000, help_text=_("Stands in the letter; review and suit are added."))
    wrong = forms.CharField(
        label=_("What is wrong (as on the page)"), required=False, max_length=500,
        help_text=_("For a correction: copied from the page; a draft with the right wording is opened. Left empty, the division writes it."),
    )  # fmt: skip
    right = forms.CharField(label=_("What it should be"), required=False, max_length=500)
    way = _way()

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, at=at, **kwargs)
        fits = parties.FITS.get(FeedbackKind(self.initial["kind"]), tuple(Outcome))  # it may have changed its kind meanwhile: the action says so
        self.fields["outcome"].choices = [(each.value, each.label) for each in fits]
        if Outcome.CORRECT not in fits:
            del self.fields["wrong"], self.fields["right"]

    def clean_way(self):
        """Nothing chosen is the tracking page."""
        return self.cleaned_data["way"] or ReplyWay.ONLINE


class KindForm(DeskForm):
    """Of which kind it is in truth."""

    to = forms.ChoiceField(label=_("It is in truth"), choices=[*FeedbackKind.choices, (Kind.COMPLAINT.value, Kind.COMPLAINT.label)])
    credit_code = forms.CharField(label=_("Credit code of the party"), required=False, max_length=40)
    reason = forms.CharField(label=_("Reason"), max_length=500)


def _waits(feedback):
    return serving.waiting(feedback) is not None


def _undecided(feedback):
    return feedback.get_kind().of_a_party and not feedback.decisions.filter(round=feedback.case.round).exists()


def _to_show(case):
    """The answer as it was given; the question the office writes itself, since the giver's words may name him."""
    feedback = _of(case)
    return {"question": feedback.question, "answer": feedback.answer or feedback.reply} if feedback is not None else {}


def _after(case, served_on, letter):
    """What an answer or a decision leads to: served already, or a letter that waits for its service."""
    if served_on:
        return gettext("Answered. Who gave it confirms, or asks for it to be looked at again.")
    sentence = gettext("The letter {number} is written; serve it and record the service, by {due}: only then is it answered.")
    return sentence.format(number=letter.number, due=due_words(case))


def _answerable(feedback):
    return not feedback.get_kind().of_a_party and feedback.case.state != CaseState.CORRECTING and not _waits(feedback)


@verb(FEEDBACK, "contact", _("Show the contact"), offered=when(lambda feedback, user: feedback.contact), hint=_("Each viewing stands in the ledger."))
def contact(case, given, by, at):
    """Shown once, with an entry."""
    return actions.view_contact(_of(case), by=by, at=at)


@verb(FEEDBACK, "correction", _("Ask for what is missing"), form=WordsForm, hint=_("All of it at once: a second time is counted as a breach."),
      offered=when(lambda feedback, user: feedback.case.state != CaseState.CORRECTING and not _waits(feedback), OPEN))  # fmt: skip
def correction(case, given, by, at):
    """One-time notification (一次性告知)."""
    actions.require_unanswered(_of(case), case)
    cases.request_correction(case, by=by, at=at, **given)
    return gettext("What is missing is asked for at the tracking page; the limit begins anew when it comes, and you are told.")


@verb(FEEDBACK, "report", _("Report to a leader"), form=ReportForm, offered=when(lambda feedback, user: True, OPEN))
def report(case, given, by, at):
    """He reads it from now on and is told."""
    made = actions.report(_of(case), by=by, at=at, **given)
    return gettext("Reported to {name}, who was told; you go on owning it and hear of the instruction.").format(name=full_name(made.to))


@verb(FEEDBACK, "instruct", _("Give an instruction"), form=WordsForm,
      offered=when(lambda feedback, user: feedback.reports.filter(to=user, instructed_at=None).exists(), OPEN))  # fmt: skip
def instruct(case, given, by, at):
    """The leader's words."""
    actions.instruct(_of(case), by=by, at=at, **given)
    case.refresh_from_db()
    if case.due_on is None:  # somebody is awaited
        return gettext("The instruction is given; its owner was told.")
    return gettext("The instruction is given; its owner was told and answers by {due}.").format(due=due_words(case))


@verb(FEEDBACK, "answer", pgettext_lazy("verb", "Answer"), form=AnswerForm,
      offered=when(lambda feedback, user: _answerable(feedback), OPEN))  # fmt: skip
def answer(case, given, by, at):
    """Of an error, a question or a comment."""
    made = actions.answer(_of(case), by=by, at=at, **given)
    return _after(case, made.served_on, made.letter)


@verb(FEEDBACK, "standing", _("Standing is checked: mark the page"), form=StandingForm,
      hint=_("The page says that it is being handled; the display goes on."),
      offered=when(lambda feedback, user: _undecided(feedback) and feedback.standing_at is None, OPEN))  # fmt: skip
def standing(case, given, by, at):
    """异议处理中."""
    parties.check_standing(_of(case), by=by, at=at, **given)
    return gettext("The page now says that it is being handled, the party is told by letter; decide it by {due}.").format(due=due_words(case))


@verb(FEEDBACK, "decide", pgettext_lazy("feedback", "Decide"), form=DecideForm, hint=_("By the office director. The letter names review and suit."),
      initial=lambda case: {"kind": _of(case).kind},
      offered=when(lambda feedback, user: _undecided(feedback) and _heads(feedback, user), OPEN))  # fmt: skip
def decide(case, given, by, at):
    """Corrects, takes down, ends the display or refuses."""
    made = parties.decide(_of(case), by=by, at=at, **given)
    return _after(case, made.served_on, made.letter)


@verb(FEEDBACK, "serve", _("Record the service"), form=ServeForm, offered=when(lambda feedback, user: _waits(feedback), OPEN))
def serve(case, given, by, at):
    """The day of service is the day of the answer."""
    serving.serve(_of(case), by=by, at=at, **given)
    return gettext("The service is recorded: answered. Who gave it confirms, or asks for it to be looked at again.")


@verb(FEEDBACK, "publish", _("Show question and answer on the page"), form=ShowForm, initial=lambda case: _to_show(case),
      offered=when(lambda feedback, user: feedback.page_id and not feedback.get_kind().of_a_party, DONE))  # fmt: skip
def publish(case, given, by, at):
    """Without the giver."""
    actions.publish(_of(case), by=by, at=at, **given)
    return gettext("Question and answer are on the item's page, without the giver; look at them there.")


@verb(FEEDBACK, "unpublish", _("No longer show it"), form=Because, offered=when(lambda feedback, user: feedback.shown_at))
def unpublish(case, given, by, at):
    """With a reason."""
    actions.unpublish(_of(case), by=by, at=at, **given)
    return gettext("Question and answer are no longer on the item's page.")


@verb(FEEDBACK, "change_kind", pgettext_lazy("feedback", "Change the kind"), form=KindForm,
      offered=when(lambda feedback, user: feedback.standing_at is None and not _waits(feedback), OPEN))  # fmt: skip
def change_kind(case, given, by, at):
    """Of feedback itself, or where another room takes it."""
    if given["to"] in FeedbackKind.values:
        actions.change_kind(_of(case), by=by, at=at, **given)
        return gettext("Its kind is changed; no limit is reset: answer it by {due}.").format(due=due_words(case))
    number = actions.go_on_as(_of(case), to=given["to"], reason=given["reason"], by=by, at=at)
    return gettext("It goes on as {number} by the same code; this one is ended, who gave it is told.").format(number=number)


def _shortest_display(feedback):
    """The class of the penalty, and from which day on repair may end its display, with the rule's basis (最短公示期)."""
    page = actions.page_of(feedback)
    earliest, row = repair_from(page)
    if earliest is None:
        return []
    basis = (
        gettext("shortest period {months} months from {day}, {article}").format(months=row.days, day=day_words(page.decided_on), article=row.article)
        if row
        else ""
    )
    words = f"{day_words(earliest)}（{basis}）" if basis else gettext("{day} (no shortest period)").format(day=day_words(earliest))
    return [(_("Class of the penalty"), page.get_penalty_class_display()), (_("Display may end on, at the earliest"), words)]


@panel(FEEDBACK)
def given(case, user, acting, at):
    """What was said, on which page and version, by whom, masked."""
    feedback = _of(case)
    if feedback is None:
        return pgettext_lazy("feedback", "Feedback"), [(_("matter"), case.title)]
    rows = [(pgettext_lazy("feedback", "What it is"), feedback.get_kind_display())]
    if feedback.page:
        page, title = feedback.page, feedback.page.title
        rows.append((pgettext_lazy("disclosure", "Item"), format_html('<a href="{}">{}</a>', page.url, title) if page.live and page.url else title))
        newer = feedback.revision and feedback.revision != page.live_revision_id
        remark = gettext("(not the one in public now)") if newer else ""
        at = Revision.objects.filter(pk=feedback.revision).values_list("created_at", flat=True).first() if feedback.revision else None
        version = gettext("of {moment}").format(moment=f"{localtime(at):%Y-%m-%d %H:%M}") if at else "—"
        rows.append((_("Version read"), f"{version} {remark}".strip()))
    elif feedback.where:
        rows.append((_("Which page"), feedback.where))
    rows.append((pgettext_lazy("feedback", "Text"), feedback.text))
    if feedback.credit_code:
        rows.append((_("Party"), f"{feedback.party} {feedback.credit_code}"))
    if feedback.kind == FeedbackKind.REPAIR:
        rows += _shortest_display(feedback)
    if feedback.giver:
        rows.append((_("Given by"), full_name(feedback.giver)))
    rows.append((_("Contact"), masked(feedback.contact, 2, 2) if feedback.contact else "—"))
    if case.breaches:
        rows.append((_("Breaches of one-time notification"), case.breaches))
    return pgettext_lazy("feedback", "Feedback"), rows


def _service(row):
    """The way, the day or that it is not yet, the carrier and the number of an answer."""
    on = day_words(row.served_on) if row.served_on else gettext("not served yet")
    return f"{row.get_way_display()} {on} {row.carrier} {row.tracking_number}".strip()


@panel(FEEDBACK)
def course(case, user, acting, at):
    """Reports, standing, decisions, what is shown, and the duty that publication opened."""
    feedback, rows = _of(case), []
    if feedback is None:
        return _("Course"), rows
    for each in feedback.reports.all():
        said = each.instruction or gettext("(no instruction yet)")
        rows.append((_("Reported to"), f"{full_name(each.to)} {said}"))
    if feedback.standing_at:
        rows.append((_("Standing checked"), day_words(cases.day_of(feedback.standing_at))))
    for each in feedback.decisions.all():
        done = gettext("its division has yet to correct the page") if each.outcome == Outcome.CORRECT else ""
        if each.corrected_at:
            done = gettext("corrected on {day}").format(day=day_words(cases.day_of(each.corrected_at)))
        rows.append((_("Decision"), f"{each.get_outcome_display()} {each.reason} {done}\n{_service(each)}".strip()))
    for each in feedback.replies.all():
        rows.append((pgettext_lazy("feedback", "Answer"), f"{each.get_result_display()}　{_service(each)}"))
    for number, words in ((feedback.came_from, _("Was before")), (feedback.went_to, _("Goes on as"))):
        if number:
            rows.append((words, number))
    if feedback.shown_at:
        rows.append((_("Shown on the page"), f"{feedback.question}\n{feedback.answer}"))
    if duty := Duty.objects.filter(page_id=feedback.page_id, kind=DutyKind.FEEDBACK).order_by("-pk").first() if feedback.page_id else None:
        state = gettext("due on {day}").format(day=day_words(duty.due_on))
        if duty.closed_at:
            state = gettext("closed on {day}").format(day=day_words(cases.day_of(duty.closed_at)))
        rows.append((_("Duty to take feedback on the item"), state))
    return _("Course"), rows
