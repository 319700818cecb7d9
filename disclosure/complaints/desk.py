"""What the page of a complaint in the admin offers to who handles it: forms over the actions; and what it shows, the reporter masked."""

from django import forms
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from disclosure.cases.actions import opens
from disclosure.cases.desk import DeskForm, PersonField, due_words, panel, verb
from disclosure.cases.forms import ManyFilesField
from disclosure.cases.models import Paper, ReplyWay
from disclosure.cases.sentences import day_words
from disclosure.cases.states import OPEN, CaseState, Kind, Result
from disclosure.clocks.actions import day_of
from disclosure.intake.forms import SeveralField
from disclosure.org.models import Division
from disclosure.org.posts import full_name, headed_divisions, standing_divisions
from disclosure.rules.identity import masked, masked_name
from disclosure.rules.reporting import Track

from . import access, actions
from .models import Complaint, ComplaintKind, OrderKind, RefusalGround, Reply
from .order_forms import area, day

COMPLAINT = Kind.COMPLAINT.value


def _of(case):
    complaint = Complaint.objects.select_related("division").get(case=case)
    complaint.case = case
    return complaint


def _reply(case):
    return Reply.objects.filter(complaint__case=case, round=case.round).first()


class DivisionField(forms.ModelChoiceField):
    """A division of the day."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Division.objects.all(), **kwargs)


class ManyPersonsField(SeveralField):
    """Several people who hold a post today."""

    among, label_from_instance = PersonField.among, PersonField.label_from_instance

    def __init__(self, **kwargs):
        super().__init__(queryset=get_user_model().objects.none(), **kwargs)


class _Form(DeskForm):
    """Divisions are those of the day."""

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, at=at, **kwargs)
        for each in self.fields.values():
            if isinstance(each, DivisionField):
                each.queryset = standing_divisions(day_of(at))
            elif isinstance(each, ManyPersonsField):
                each.among(day_of(at))


class GistForm(_Form):
    """The gist."""

    gist = forms.CharField(label=_("Gist, in your words"), max_length=255, help_text=_("Stands in the register: no name, no words of the reporter."))


class AboutForm(_Form):
    """Whom it is about."""

    division = DivisionField(label=_("Division complained of"), required=False)
    persons = ManyPersonsField(label=_("Persons named in it"), required=False)
    leader = forms.BooleanField(label=_("About a leader"), required=False)
    main_leader = forms.BooleanField(label=_("About the main leader"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=255)


class AskForm(_Form):
    """Everything at once."""

    text = area(_("What is asked, all of it"))


class ExtensionForm(_Form):
    """How long and why."""

    days = forms.IntegerField(label=_("Working days, at most 15"), min_value=1, max_value=15)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class InquireForm(_Form):
    """In your own words."""

    division = DivisionField(label=_("Division that is asked"))
    title = forms.CharField(label=_("Matter"), max_length=100)
    question = area(_("What is asked, in your words"))
    due_on = day(_("Answer by"), help_text=_("Left empty: in five working days."))
    chosen = SeveralField(
        label=_("Papers of the reporter that go along"), required=False, queryset=None, widget=forms.CheckboxSelectMultiple,
        help_text=_("Open each first: nothing in it may tell who came. It goes under another name."),
    )  # fmt: skip
    files = ManyFilesField(label=_("Papers of your own"), required=False)

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, at=at, **kwargs)
        self.fields["chosen"].queryset = Paper.objects.filter(case=self.initial.get("case")).from_citizen()
        if not self.fields["chosen"].queryset.exists():
            del self.fields["chosen"]


class ReplyForm(_Form):
    """The result, its ground, and how it reaches the reporter."""

    result = forms.ChoiceField(
        label=pgettext_lazy("complaint", "Result"), choices=[(each.value, each.label) for each in (Result.SOLVED, Result.REFUSED, Result.NOT_OURS)]
    )
    ground = forms.ChoiceField(label=pgettext_lazy("complaint", "Ground"), required=False, choices=[("", "—"), *RefusalGround.choices])
    text = area(_("Answer to the reporter"))
    other_body = forms.CharField(label=_("The right body and how to reach it"), required=False, max_length=255, help_text=_("Where it is not ours."))
    way = forms.ChoiceField(
        label=_("Way of service"), choices=ReplyWay.choices, help_text=_("On the tracking page it is served at once; else record the day of service.")
    )
    files = ManyFilesField(
        label=_("Files that go along"), required=False, help_text=_("Named in the letter; at the tracking page once it is served.")
    )  # fmt: skip


class ServeForm(_Form):
    """When it was served."""

    on = day(_("Served on"), help_text=_("By post: the day on which it was handed to the post."))
    carrier = forms.CharField(label=_("Carrier"), required=False, max_length=50)
    tracking_number = forms.CharField(label=_("Tracking number"), required=False, max_length=50)


class KindForm(_Form):
    """What it is in truth."""

    to = forms.ChoiceField(label=_("It is in truth"))
    reason = forms.CharField(label=_("Reason"), max_length=255)

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, at=at, **kwargs)
        rooms = [(kind.value, kind.label) for kind in Kind if kind != Kind.COMPLAINT and kind.value in opens]
        self.fields["to"].choices = [*ComplaintKind.choices, *rooms]


class OrderForm(_Form):
    """To a division, in your own words."""

    kind = forms.ChoiceField(label=_("Kind of order"), choices=OrderKind.choices, initial=OrderKind.IMPROVEMENT)
    division = DivisionField(label=_("Division"))
    title = forms.CharField(label=_("Matter"), max_length=255)
    text = area(_("What is asked"))
    due_on = day(_("Due on"), help_text=_("Left empty: in 15 working days."))

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, at=at, **kwargs)
        self.fields["division"].queryset = headed_divisions(day_of(at))


class UpForm(_Form):
    """To the superior body."""

    docket = forms.CharField(label=_("Number of the letter"), required=False, max_length=100)
    note = forms.CharField(label=_("Note for the file"), required=False, max_length=500)


def _masked(phone):
    return masked(phone, 3, 4) if phone else ""


def _is_open(case, user):
    return case.state in OPEN


def _unanswered(case, user):
    return case.state in OPEN and _reply(case) is None


def _ours(case, user):
    return _unanswered(case, user) and _of(case).track != Track.SUPERIOR


@verb(COMPLAINT, "reporter", _("Show the reporter"), offered=lambda case, user: not _of(case).anonymous, hint=_("Each viewing stands in the ledger."))
def reporter(case, given, by, at):
    """Shown once, with an entry."""
    return "　".join(value for value in actions.view_reporter(_of(case), by=by, at=at).values() if value)


@verb(
    COMPLAINT,
    "take_on",
    _("Accept for handling"),
    form=GistForm,
    offered=lambda case, user: _ours(case, user) and not _of(case).accepted_at,
    hint=_("Within five working days, with a letter to the reporter."),
)
def take_on(case, given, by, at):
    """With its letter."""
    actions.take_on(_of(case), by=by, at=at, **given)
    return gettext("Accepted, the reporter is told by letter; look into it and answer by {due}.").format(due=due_words(case))


@verb(
    COMPLAINT,
    "inquire",
    _("Ask a division"),
    form=InquireForm,
    offered=_ours,
    initial=lambda case: {"case": case, "division": _of(case).division},
    hint=_("The division sees these words and the papers chosen here, and nothing else."),
)
def inquire(case, given, by, at):
    """Put to a division."""
    inquiry = actions.inquire(_of(case), by=by, at=at, **given)
    sentence = gettext("Inquiry {number} is put to {division}, which was told; its answer is due on {day} and you hear of it.")
    return sentence.format(number=inquiry.number, division=inquiry.division, day=day_words(inquiry.due_on))


@verb(
    COMPLAINT, "ask", _("Ask the reporter"), form=AskForm, offered=_ours, hint=_("Once, with everything: a second question is counted as a breach.")
)
def ask(case, given, by, at):
    """At the tracking page."""
    actions.ask(_of(case), by=by, at=at, **given)
    return gettext("The question stands at the tracking page; the limit begins anew when the reporter answers, and you are told.")


@verb(COMPLAINT, "reply", _("Answer the reporter"), form=ReplyForm, offered=_ours)
def reply(case, given, by, at):
    """With its letter."""
    made = actions.reply(_of(case), by=by, at=at, **given)
    if made.served_on is None:
        sentence = gettext("The letter {number} is written; serve it and record the service, by {due}: only then is it answered.")
        return sentence.format(number=made.letter.number, due=due_words(case))
    return gettext("Answered at the tracking page; the reporter confirms it, or asks for it to be looked at again.")


@verb(
    COMPLAINT,
    "serve",
    _("Record the service"),
    form=ServeForm,
    offered=lambda case, user: case.state in OPEN and _reply(case) is not None and _reply(case).served_on is None,
)
def serve(case, given, by, at):
    """The day of service is the day of the answer."""
    actions.serve(_of(case), by=by, at=at, **given)
    return gettext("The service is recorded; the reporter confirms the answer, or asks for it to be looked at again.")


@verb(
    COMPLAINT,
    "order",
    _("Improvement proposal or order"),
    form=OrderForm,
    offered=lambda case, user: True,
    initial=lambda case: {
        "division": _of(case).division,
        "title": gettext("Improve how such matters are handled"),
        "text": gettext("Find out what led to it, say how it is mended and kept from coming again, and answer in writing."),
    },
)
def order(case, given, by, at):
    """One click: the form is filled in already."""
    made = actions.order_open(about=("case", case.pk, ""), by=by, at=at, **given)
    sentence = gettext("{number} is opened and its owner told; his explanation is due on {day}, you check what is done.")
    return sentence.format(number=made.number, day=day_words(made.step_due_on))


@verb(COMPLAINT, "extend", _("Extend the limit"), form=ExtensionForm,
      offered=lambda case, user: _ours(case, user) and not case.events.filter(what="extended").exists(),
      hint=_("Once, before it ends, by the head of the desk."))  # fmt: skip
def extend(case, given, by, at):
    """With its letter."""
    actions.extend(_of(case), by=by, at=at, **given)
    return gettext("Extended: answer it by {due}; the letter is written and the reporter told.").format(due=due_words(case))


def _about_now(case):
    """Whom it is about as it stands; also that it is about a leader or the main leader whom nobody has named, which would else be lost."""
    complaint = _of(case)
    whom = {"division": complaint.division, "persons": list(complaint.persons.all())}
    by_name, _desk = access.route(**whom, on=day_of(timezone.now()))
    unnamed = complaint.track if by_name != complaint.track else ""
    return {**whom, "leader": unnamed == Track.NAMED, "main_leader": unnamed == Track.SUPERIOR}


@verb(
    COMPLAINT,
    "about",
    _("Say whom it is about"),
    form=AboutForm,
    offered=_is_open,
    hint=_("Whoever it is about knows it no longer; the desk may change."),
    initial=_about_now,
)
def about(case, given, by, at):
    """And so who handles it."""
    actions.mark_about(_of(case), by=by, at=at, **given)
    return gettext("Noted: whoever it is about knows it no longer; it is handled by “{desk}”.").format(desk=_of(case).get_track_display())


@verb(COMPLAINT, "change_kind", _("Change the kind"), form=KindForm, offered=_unanswered, hint=_("With a reason, which the reporter reads."))
def change_kind(case, given, by, at):
    """Among the five, or to another room."""
    complaint = _of(case)
    if given["to"] in ComplaintKind.values:
        actions.reclassify(complaint, kind=given["to"], reason=given["reason"], by=by, at=at)
        return gettext("Its kind is changed, the reporter told; no limit is reset: answer it by {due}.").format(due=due_words(case))
    number = actions.change_kind(complaint, by=by, at=at, **given)
    return gettext("It goes on as {number} by the same code; this one is ended, the reporter told.").format(number=number)


@verb(
    COMPLAINT,
    "send_up",
    _("Send to the superior body"),
    form=UpForm,
    offered=lambda case, user: _unanswered(case, user) and _of(case).track == Track.SUPERIOR,
    hint=_("A complaint about the main leader is not handled in this bureau."),
)
def send_up(case, given, by, at):
    """Recorded, and told the reporter."""
    actions.send_up(_of(case), by=by, at=at, **given)
    return gettext("It is sent to the superior body and ended here; the reporter is told.")


@panel(COMPLAINT)
def what_was_said(case, user, acting, at):
    """The reporter masked, his words, whom it is about."""
    complaint = _of(case)
    rows = [
        (pgettext_lazy("complaint", "Kind"), complaint.get_kind_display()),
        (_("Subject"), complaint.subject),
        (_("Words of the reporter"), complaint.text),
        (
            _("Reporter"),
            _("anonymous") if complaint.anonymous else f"{masked_name(complaint.name)}　{masked(complaint.phone, 3, 4) if complaint.phone else ''}",
        ),
        (_("Division complained of"), complaint.division or "—"),
        (_("Persons named in it"), "、".join(full_name(each) for each in complaint.persons.all()) or "—"),
        (_("Handled by"), complaint.get_track_display()),
    ]
    if complaint.gist:
        rows.append((_("Gist"), complaint.gist))
    rows += [(_("Went on from"), complaint.came_from)] if complaint.came_from else []
    rows += [(_("Goes on as"), complaint.went_to)] if complaint.went_to else []
    if complaint.name_index:
        others = Complaint.objects.filter(name_index=complaint.name_index, phone_index=complaint.phone_index).exclude(pk=complaint.pk)
        if numbers := list(others.values_list("case__number", flat=True)[:10]):
            rows.append((_("Other matters of the same reporter"), "、".join(numbers)))
    if case.breaches:
        rows.append((_("Breaches of one-time notification"), case.breaches))
    return pgettext_lazy("disclosure", "Complaint"), rows


@panel(COMPLAINT)
def course(case, user, acting, at):
    """Inquiries with their answers, orders, answers."""
    complaint, rows = _of(case), []
    for each in complaint.inquiries.select_related("division").order_by("asked_at"):
        waits = gettext("withdrawn") if each.withdrawn_at else gettext("answer until {day}").format(day=day_words(each.due_on))
        state = each.answer if each.answered_at else waits
        link = format_html('<a href="{}">{}</a>　{}\n{}', reverse("disclosure_complaints_inquiry", args=[each.pk]), each.number, each.division, state)
        rows.append((_("Inquiry"), link))
    made = [
        (reverse("disclosure_complaints_order", args=[each.pk]), each.number, each.get_state_display())
        for each in actions.orders_about("case", case.pk)
    ]
    if made:
        rows.append((_("Supervision orders"), format_html_join("\n", '<a href="{}">{}</a>　{}', made)))
    for each in complaint.replies.all():
        on = day_words(each.served_on) if each.served_on else gettext("not served yet")
        served = f"{each.get_way_display()} {on} {each.carrier} {each.tracking_number}".strip()
        rows.append((pgettext_lazy("complaint", "Answer"), f"{each.get_result_display()} {each.get_ground_display()}　{served}"))
    if case.state == CaseState.CORRECTING:
        rows.append((_("Waiting for"), _("the reporter's answer")))
    return _("Course"), rows
