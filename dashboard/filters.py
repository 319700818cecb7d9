"""What of the rows is asked for: period, division, leader, category, channel, kind. One filter set for the pages, the exports and the API."""

import contextlib
from collections import defaultdict

import django_filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from disclosure.cases.states import Kind as CaseKind
from disclosure.clocks.models import DutyKind
from disclosure.ledger.errors import Invalid, NotAllowed
from disclosure.org.models import Division
from disclosure.rules.categories import Category
from disclosure.rules.chain import Step
from disclosure.rules.channels import Channel

from .charge import in_charge
from .metric import EARLIEST, Period
from .rows.who import Who

TAKE_FEEDBACK = "take_feedback"  # the duty after a publication; “feedback” is what citizens send


def of_duty(kind):
    """A kind of duty as the filter names it."""
    return TAKE_FEEDBACK if kind == DutyKind.FEEDBACK else str(kind)


_OF_DUTIES = {of_duty(kind): kind.label for kind in DutyKind}
KINDS = {
    **dict(CaseKind.choices),
    **dict(Step.choices),
    **_OF_DUTIES,
    "decision": _("Consultation on a decision"),
    "normative": _("Consultation on a normative document"),
    "business": _("Consultation on business rules"),
}

ON_CONSULTATIONS = "decision", "normative", "business"
# Sources of which no row has a category, or a channel; which kinds of the filter their rows may be of, others than these: those of items.
WITHOUT = {
    "category": frozenset({"cases", "inquiries", "orders", "documents"}),
    "channel": frozenset({"cases", "inquiries", "orders", "documents", "taken_down", "unconfirmed"}),
}
KINDS_OF = {
    "cases": CaseKind.values, "inquiries": (CaseKind.COMPLAINT.value,), "steps": Step.values, "duties": (*_OF_DUTIES,), "orders": (),
    "documents": (), "after_reviews": (DutyKind.AFTER_REVIEW.value,), "re_examinations": (DutyKind.RE_EXAMINE.value,),
    "half_public": (DutyKind.CHANNEL.value,), "taken_down": (), "unconfirmed": (),
}  # fmt: skip
NOT_APPLICABLE = {
    "category": _("Not applicable: what this figure counts has no category."),
    "channel": _("Not applicable: what this figure counts has no channel."),
    "kind": _("Not applicable: this figure counts nothing of the kind chosen."),
}
LEFT_OUT = {
    "category": _("Filtered by category: what has none is not in it (matters of the public, inquiries, orders, the register of documents)."),
    "channel": _("Filtered by channel: what has none is not in it (matters of the public, inquiries, orders, the register of documents)."),
}


def why_not(metric, chosen):
    """Why a Metric says nothing under some choices ({name: value}), in words; "" where it does: it would be empty whatever had happened."""
    for name, sources in WITHOUT.items():
        if chosen.get(name) and sources.issuperset(metric.sources):
            return NOT_APPLICABLE[name]
    if (kind := chosen.get("kind")) and not _counts_kind(metric, kind):
        return NOT_APPLICABLE["kind"]
    return ""


def _counts_kind(metric, kind):
    if metric.kinds and kind not in metric.kinds:
        return False
    return any(kind in KINDS_OF.get(source, ON_CONSULTATIONS) for source in metric.sources)


DAYS = ("from", "to", "as_of")
UNREADABLE = {
    True: _("“%(field)s”: “%(value)s” is no day of the calendar; give one like %(today)s."),
    False: _("“%(field)s”: “%(value)s” is none of its choices; choose one from the list."),
}


def kind_of(row):
    """The kind of a row as the filter names it."""
    return of_duty(row.kind) if row.source == "duties" else row.kind


class Rows(list):
    """Plain rows where django-filter expects a queryset."""

    def all(self):
        return self


class OfRow(django_filters.ChoiceFilter):
    """A closed list of values; `test(row, value)` says whether a row has it."""

    def __init__(self, test, **kwargs):
        super().__init__(empty_label=_("all"), **kwargs)
        self.test = test

    def filter(self, rows, value):
        return Rows(row for row in rows if self.test(row, value)) if value else rows


class RowFilter(django_filters.FilterSet):
    """Period and choices. A value that is on no list is an error that names the filter, never an empty figure."""

    to = django_filters.DateFilter(label=_("to"))
    division = OfRow(lambda row, value: row.division == value, label=_("division"), choices=())
    leader = OfRow(None, label=_("leader in charge"), choices=())
    category = OfRow(lambda row, value: row.category == value, label=_("category"), choices=Category.choices)
    channel = OfRow(
        lambda row, value: any(code == value or code.startswith(f"{value}:") for code in row.channels), label=_("channel"), choices=Channel.choices
    )  # fmt: skip
    kind = OfRow(lambda row, value: kind_of(row) == value, label=_("kind"), choices=list(KINDS.items()))
    as_of = django_filters.DateFilter(label=_("as known on"))

    class Meta:
        model = Division  # django-filter wants one; rows are plain
        fields = []

    cut = ""  # where the period ends earlier than was asked for, a sentence that says so

    def __init__(self, data, *, today):
        """data: a QueryDict or dict; today: the day in Asia/Shanghai on which it is asked."""
        super().__init__(data)
        self.today, self._led = today, {}
        self.who = Who(today)
        # Leaders of today, and of the last day asked for: the tree of a past day leads to who was in charge then.
        self.leaders = defaultdict(set)
        for day, known in dict.fromkeys(((today, today), self._last())):
            for code, leader in self._in_charge(day, known).items():
                self.leaders[leader].add(code)
        # The fields themselves put “all” before these.
        self.form.fields["leader"].choices = list({account: (account, name) for account, name in self.leaders}.values())
        self.form.fields["division"].choices = [(division.code, division.name) for division in self.who.by_code.values()]

    def _last(self):
        """(last day asked for, day as known on) as far as they can be read already; today where not: `period` says what is wrong with them."""
        known = last = self.today
        for name in ("as_of", "to"):
            with contextlib.suppress(ValidationError):
                last = max(min(last, self.form.fields[name].clean(self.data.get(name)) or last), EARLIEST)
            known = last if name == "as_of" else known
        return last, known

    def _in_charge(self, day, known):
        if (day, known) not in self._led:  # asked of every source
            self._led[day, known] = in_charge(self.who if (day, known) == (self.today, self.today) else Who(day, known))
        return self._led[day, known]

    def filter_queryset(self, rows):
        """The rows that have every value chosen."""
        for name in ("division", "category", "channel", "kind"):
            rows = self.filters[name].filter(rows, self.form.cleaned_data.get(name))
        if leader := self.form.cleaned_data.get("leader"):
            led = self.led(leader)
            rows = Rows(row for row in rows if row.division in led)
        return rows

    def led(self, leader):
        """Codes of the divisions that a leader is in charge of at the end of the period."""
        return {code for code, (account, _name) in self._in_charge(self.asked.last, self.asked.known).items() if account == leader}

    def require_valid(self):
        """Invalid naming the first filter that cannot be read."""
        if not self.form.is_valid():
            name = next(iter(self.form.errors))
            raise self._invalid(name, UNREADABLE[name in DAYS])

    def _invalid(self, name, sentence, **more):
        """Invalid in one sentence: which filter, what stands in it, what to do."""
        given = {"field": self.filters[name].label, "value": str(self.data.get(name, ""))[:40], "today": self.today.isoformat(), **more}
        return Invalid(sentence % given, field=name)

    def period(self):
        """The Period asked for; without `as_of` as known today. Invalid for a day ahead, or an end before the beginning."""
        self.require_valid()
        asked = self.form.cleaned_data
        as_of, first, last = asked.get("as_of") or self.today, asked.get("from"), asked.get("to")
        for name in DAYS:
            if asked.get(name) and asked[name] < EARLIEST:
                raise self._invalid(name, _("“%(field)s” %(value)s lies too far back: give a later day."))
        if as_of > self.today:
            raise self._invalid("as_of", _("“%(field)s” %(value)s lies ahead, nothing is known of it yet: give a day up to today, %(today)s."))
        if first and first > (last or as_of):
            end = {"end": self.filters["to" if last else "as_of"].label, "day": (last or as_of).isoformat()}
            raise self._invalid("from", _("“%(field)s” %(value)s lies after “%(end)s” %(day)s: exchange them or change one of them."), **end)
        if last and last > as_of:
            cut = {"field": self.filters["to"].label, "value": last.isoformat(), "known": as_of.isoformat()}
            self.cut = _("“%(field)s” %(value)s lies after %(known)s, the day up to which is counted: the figures end on %(known)s.") % cut
        self.asked = Period.of(as_of=as_of, first=min(first, as_of) if first else None, last=last)
        return self.asked

    def choose(self, rows):
        """The rows that have every value chosen; `period()` was asked before."""
        return self.filter_queryset(Rows(rows))

    def require_allowed(self, role):
        """NotAllowed for a division that is not the role's, or a leader none of whose divisions is."""
        self.require_valid()
        if code := self.form.cleaned_data.get("division"):
            role.require_division(code)
        if (leader := self.form.cleaned_data.get("leader")) and not role.everything and not self.led(leader) & role.divisions:
            raise NotAllowed(_("None of the divisions of this leader is in your charge."))

    def offer(self, role):
        """Offer only divisions and leaders that are the role's: a courtesy, `require_allowed` is the rule."""
        if not role.everything:
            fields = self.form.fields
            fields["division"].choices = [pair for pair in fields["division"].choices if pair[0] in role.divisions]
            own = {account for (account, _name), codes in self.leaders.items() if codes & role.divisions}
            fields["leader"].choices = [pair for pair in fields["leader"].choices if pair[0] in own]
        return self

    def chosen(self):
        """{name: value} of the choices that are not empty, as they go into an address."""
        return {name: self.data.get(name) for name in self.filters if self.data.get(name)}


# “from” is a name that Python keeps for itself; it stands first.
RowFilter.base_filters = {"from": django_filters.DateFilter(field_name="from", label=_("from")), **RowFilter.base_filters}
