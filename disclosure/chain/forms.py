"""What a person types on the way through the chain. A form keeps what was typed and names what is missing; whether it holds, the verb decides."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosure.rules import channels as ways
from disclosure.rules.categories import Scope, Validity
from disclosure.rules.chain import CAUSES_TO_CHOOSE, Kind, Target
from disclosure.rules.meeting import Choice
from disclosure.rules.secrecy import Ground, Outcome, Override, Question, faults

GROUND = 10  # letters
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def day(**kwargs):
    """A day, by the browser's own calendar."""
    return forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def text(label, *, rows=3, **kwargs):
    """Some lines of text. Emptiness is the verb's to refuse, in its own words."""
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def enough_words(value):
    """A ground that the public reads, written here in full: ten letters. What the API sends the verb judges, which knows no form of words."""
    if len(re.findall(r"\w", value)) < GROUND:
        raise forms.ValidationError(_("The public reads this ground: write at least %(count)d letters.") % {"count": GROUND})


def one_of(choices, label, **kwargs):
    """One of a few, each on a line of its own."""
    return forms.ChoiceField(choices=choices, label=label, required=False, widget=forms.RadioSelect, **kwargs)


class VerbForm(forms.Form):
    """Sent for one verb, with the digest of what was shown. `verb`: name of the action; `names`: its words for a field when they differ from ours."""

    verb = ""
    names = {}
    required_css_class = "required"
    digest = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", f"id_{self.verb.replace('_', '-')}_%s")
        super().__init__(*args, **kwargs)

    def given(self):
        """The arguments of the verb."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    def refuse(self, refusal):
        """Show a refusal at the field that it names, or at the top."""
        field = next((ours for ours, theirs in self.names.items() if theirs == refusal.field), refusal.field)
        shown = field in self.fields and not self.fields[field].widget.is_hidden
        self.add_error(field if shown else None, str(refusal))

    @property
    def summary(self):
        """[(id of the control or "", sentence)] of every error, in the order of the form."""
        rows = [("", sentence) for sentence in self.non_field_errors()]
        for bound in self:
            target = f"{bound.id_for_label}" if bound.id_for_label else bound.auto_id
            if isinstance(bound.field.widget, forms.RadioSelect):
                target = f"{bound.auto_id}_0"
            rows += [(target, sentence) for sentence in bound.errors]
        return rows


class OpinionForm(VerbForm):
    """Head and leader: an opinion."""

    verb = "sign"
    opinion = text(_("Opinion"), help_text=_("May be left empty: a signature agrees."))


class LeaderForm(OpinionForm):
    """The leader, where people's vital interests are touched and nothing was concluded: the ground for no consultation."""

    exemption = text(_("Ground for no consultation"), rows=2, validators=[enough_words])

    def __init__(self, *args, not_consulted, **kwargs):
        """not_consulted: why the ground is asked for."""
        super().__init__(*args, **kwargs)
        self.fields["exemption"].help_text = not_consulted


class SecrecyForm(VerbForm):
    """办公室保密审查: eight questions, an outcome, and what the outcome asks for."""

    verb = "sign"
    names = {"override_kind": "override", "override_reason": "override"}
    outcome = one_of(Outcome.choices, _("Outcome of the review"))
    ground = forms.ChoiceField(
        choices=[("", _("No ground")), *((g.value, f"{g.value} {g.label}") for g in Ground)], required=False, label=_("Ground"),
        help_text=_("With “not to be made public” the ground; N4 also where commercial secret or privacy is published all the same."),
    )  # fmt: skip
    re_examine_on = day(label=_("To be re-examined on"), help_text=_("With “not to be made public”; left empty, in twelve months."))
    override_kind = forms.ChoiceField(
        choices=[("", _("No override")), *Override.choices], required=False, label=_("Why it may be public all the same"),
        help_text=_("Only for commercial secrets and personal privacy."),
    )  # fmt: skip
    override_reason = text(_("Reason of the override"), rows=2)
    opinion = text(_("Opinion of the review"))

    def __init__(self, *args, referred=False, **kwargs):
        super().__init__(*args, **kwargs)
        answers = {}
        for number, question in enumerate(Question, 1):
            field = forms.ChoiceField(choices=YES_NO, required=False, widget=forms.RadioSelect, label=question.label, help_text=question.hint)
            field.number, field.is_concern = number, question.is_concern
            answers[question.value] = field
        self.fields = {**answers, **self.fields}
        if referred:
            self.fields["outcome"].choices = [(o.value, o.label) for o in Outcome if o != Outcome.REFER]
            self.fields["opinion"].label = _("Answer received from above")

    def clean(self):
        data = super().clean()
        if not self.errors:
            given = self.given()
            for field, sentence in faults(
                outcome=given.get("outcome", ""), checklist=given["checklist"], ground=given.get("ground", ""),
                override=given.get("override"), opinion=given.get("opinion", ""),
            ):  # fmt: skip
                ours = next((ours for ours, theirs in self.names.items() if theirs == field), field)
                self.add_error(ours if ours in self.fields else None, sentence)
        return data

    def given(self):
        """As the verb takes it: answers as a checklist, the override as one."""
        data = self.cleaned_data
        kind, reason = data.get("override_kind"), data.get("override_reason")
        found = {
            "checklist": {question.value: data[question.value] for question in Question if data.get(question.value)},
            "override": {"kind": kind, "reason": reason} if kind or reason else None,
            **{name: data.get(name) for name in ("digest", "outcome", "ground", "re_examine_on", "opinion")},
        }
        return {name: value for name, value in found.items() if name == "checklist" or value not in ("", None)}

    @property
    def questions(self):
        """The bound fields of the checklist."""
        return [self[question.value] for question in Question]

    @property
    def answered(self):
        """How many of the questions have an answer."""
        return sum(1 for bound in self.questions if bound.value())


class ReExamineForm(VerbForm):
    """What is withheld is looked at again: it stays withheld with a new day, or is returned."""

    verb = "sign"
    ground = forms.ChoiceField(choices=[(g.value, f"{g.value} {g.label}") for g in Ground], label=_("Ground"), required=False)
    re_examine_on = day(label=_("To be re-examined on"))
    opinion = text(_("Opinion"))

    def given(self):
        return super().given() | {"outcome": Outcome.WITHHOLD}


class VoteForm(VerbForm):
    """A member of the leading group votes."""

    verb = "vote"
    choice = one_of(Choice.choices, _("Vote"))
    opinion = text(_("Opinion"), rows=2)

    def given(self):
        return {"choice": "", **super().given()}


class CloseForm(VerbForm):
    """The chair closes the vote."""

    verb = "close"
    minutes = text(_("Minutes of the deliberation"), rows=4)

    def given(self):
        return {"minutes": "", **super().given()}


class ReasonForm(VerbForm):
    """A verb that needs a reason."""

    reason = text(_("Reason"))

    def given(self):
        return {"reason": "", **super().given()}


class ReturnForm(ReasonForm):
    """Back to the proposer or an earlier step."""

    verb = "return_to"
    to = one_of([], _("Return to"))
    field_order = ["to", "reason"]

    def __init__(self, *args, targets=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(target.value, Target(target).label) for target in targets]

    def given(self):
        return {"to": "", **super().given()}


class RecallForm(ReasonForm):
    """The proposer takes it back to change it."""

    verb = "recall"

    def given(self):
        return {"reason": self.cleaned_data.get("reason", "")}


class WithdrawForm(RecallForm):
    """The proposer ends a draft, a round or a schedule."""

    verb = "withdraw"


class TakeDownForm(ReasonForm):
    """An official takes down what is public."""

    verb = "take_down"
    cause = one_of([(c.value, c.label) for c in CAUSES_TO_CHOOSE], _("Cause"))
    reason = text(_("Reason"), help_text=_("The public reads it in place of the item."))
    field_order = ["cause", "reason"]

    def given(self):
        return {"reason": self.cleaned_data.get("reason", ""), "cause": self.cleaned_data.get("cause") or None}


class UrgentForm(ReasonForm):
    """The leader in charge publishes at once."""

    verb = "urgent"
    exemption = text(_("Ground for no consultation"), rows=2, validators=[enough_words])

    def __init__(self, *args, not_consulted="", **kwargs):
        """not_consulted: why the ground is asked for, "" where it is not."""
        super().__init__(*args, **kwargs)
        self.fields["exemption"].help_text = not_consulted
        if not not_consulted:
            del self.fields["exemption"]


class ValidityForm(ReasonForm):
    """The office marks whether a document is in force."""

    verb = "set_validity"
    names = {"since": "from"}
    validity = one_of(Validity.choices, _("Validity"))
    replaced_by = forms.CharField(required=False, label=_("Index number of what replaces it"))
    since = day(label=_("Holds from"), help_text=_("Left empty, from today."))
    field_order = ["validity", "replaced_by", "since", "reason"]

    def given(self):
        found = {"validity": "", **super().given()}
        found.pop("digest", None)
        return found


class ProposalForm(VerbForm):
    """送审: how far, by which ways, and the question of vital interest (四（一）, 五（三）)."""

    verb = "propose"
    kind = one_of(
        Kind.choices,
        _("Kind of proposal"),
        help_text=_(
            "A correction mends slips that do not touch the meaning: it is public when the head and the secrecy reviewer have signed. Whether it "
            "touches vital interests is not asked anew: the answer of what it corrects stands."
        ),
    )
    scope = one_of([], _("Scope"))
    channels = forms.MultipleChoiceField(choices=[], required=False, label=_("Channels"), widget=forms.CheckboxSelectMultiple)
    vital_interest = one_of(YES_NO, _("Does it touch people's vital interests, or is it of wide concern to society?"))
    vital_interest_reason = text(_("Why it does or does not"), rows=2, help_text=_("Required with “no”."))
    consultation = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label=_("Consultation"),
        error_messages={"invalid_choice": _("Choose one of the consultations offered.")},
        help_text=_("With “yes”: where the public was heard. Without one the leader in charge must sign a ground, which the public reads."),
    )

    def __init__(self, *args, draft, live, consultable, **kwargs):
        """draft: the page as it is to be proposed; live: whether it is public; consultable: [(number, title)], None without the room."""
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = [(scope.value, Scope(scope).label) for scope in draft.allowed_scopes()]
        staff_only = all(scope == Scope.STAFF for scope in draft.allowed_scopes())
        self.fields["channels"].choices = [(code, words) for code, words in ways.choices() if ways.fits(code, staff_only=staff_only)]
        if not live:
            del self.fields["kind"]
        if not draft.asks_vital_interest:
            for name in ("vital_interest", "vital_interest_reason", "consultation"):
                del self.fields[name]
        elif consultable is None:
            del self.fields["consultation"]
        else:
            self.fields["consultation"].choices = [("", _("none")), *consultable]

    def given(self):
        found = super().given()
        found.pop("digest", None)
        found.setdefault("channels", [])
        if found.get("kind") == Kind.CORRECTION:  # not asked: the answer of what it corrects stands
            for name in ("vital_interest", "vital_interest_reason", "consultation"):
                found.pop(name, None)
        return found
