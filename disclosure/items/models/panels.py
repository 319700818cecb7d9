"""The edit form of an item and how its panels are arranged."""

import json

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel, TitleFieldPanel

from disclosure.chain.editor import ChainPanel
from disclosure.chain.fields import CodesField
from disclosure.chain.permissions import edits_for, today
from disclosure.chain.readers import may_read
from disclosure.chain.sheet import moment
from disclosure.org.models import Division
from disclosure.org.posts import full_name
from disclosure.rules import channels
from disclosure.rules.numbers import normal_document_number


class WordsField(forms.CharField):
    """Several words in one line, with ; ； 、 or a comma between them; a list in Python."""

    def prepare_value(self, value):
        return "；".join(value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value):
        return words(super().to_python(value) if not isinstance(value, (list, tuple)) else value)

    def has_changed(self, initial, data):
        return words(initial) != words(data)


def words(value):
    """The list of words in a line or a list: split at semicolons, commas and 、, stripped, no empty one, none twice."""
    if not value:
        return []
    if isinstance(value, str):
        for mark in "；;，,、|\n":
            value = value.replace(mark, "\n")
        value = value.split("\n")
    return list(dict.fromkeys(str(part).strip() for part in value if str(part).strip()))


class DisclosureForm(WagtailAdminPageForm):
    """Asks only what the category needs, with its own choices; a new item is first kept as a draft, whatever button was pressed.

    Wagtail's create view saves a page live by default; the gate would refuse that first save and the text would be lost.
    """

    def __init__(self, *args, **kwargs):
        page, user = kwargs.get("instance"), kwargs.get("for_user")
        mine = edits_for(user, today()) if user is not None else set()
        if page is not None and page._state.adding:
            page.fill_in(Division.objects.filter(code__in=mine).first())
        super().__init__(*args, **kwargs)
        page = self.instance
        if "division" in self.fields:
            self.fields["division"].queryset = Division.objects.filter(Q(code__in=mine) | Q(pk=page.division_id))
        for field in page._meta.concrete_fields:
            if isinstance(field, CodesField) and field.name in self.fields:
                self.fields[field.name] = self._codes_field(field)
        if "kind" in self.fields:
            self.fields["kind"] = forms.ChoiceField(
                choices=[("", "—"), *page.kinds.choices], required=False, label=_("kind"), initial=page.kind or None
            )
            # For kinds.js: the marks follow the kind that is chosen.
            self.fields["kind"].widget.attrs["data-required"] = json.dumps({kind: page.required_fields(kind) for kind in ("", *page.kinds.values)})
        if "scope" in self.fields:
            allowed = page.allowed_scopes()
            self.fields["scope"] = forms.ChoiceField(choices=[(s.value, s.label) for s in allowed], label=_("scope"))
        if "expire_at" in self.fields:  # an item goes down by a named action
            self.fields["expire_at"].disabled = True
        for name in ("validity", *page.outside):
            if page.published_at and name in self.fields:  # has an action of its own once the item was public
                self.fields[name].disabled = True

    def _codes_field(self, field):
        if field.name == "channels":
            staff_only = not self.instance.category_is_public()
            choices = [(code, text) for code, text in channels.choices() if channels.fits(code, staff_only=staff_only)]
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, required=False, label=field.verbose_name)
        return WordsField(required=False, label=field.verbose_name, help_text=field.help_text or _("Several with ； between them."))

    def clean(self):
        """A draft may lack things; what is filled in must be possible (days, credit codes), and nobody's version is put aside unseen."""
        data = super().clean()
        if other := getattr(self.instance, "saved_meanwhile", None):
            sentence = _("%(name)s saved this item at %(time)s, after you opened it. What you typed is kept: see what was changed, then save again.")
            self.add_error(None, sentence % {"name": full_name(other.user) if other.user else _("Somebody"), "time": moment(other.created_at)})
        number = data.get("document_number")
        if number:
            data["document_number"] = normal_document_number(number)
        return data

    def _post_clean(self):
        super()._post_clean()
        from .complete import wrong

        for name, sentence in wrong(self.instance, on=today()):
            if name in self.fields and name not in self.errors:
                self.add_error(name, sentence)

    def save(self, commit=True):
        if self.instance._state.adding:
            self.instance.live = False
        return super().save(commit)


class NeededPanel(FieldPanel):
    """A field marked * where the item cannot be proposed without it; a draft is kept without it all the same."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_required(self):
            page = self.instance
            own = next((kind for kind, names in page.kind_fields.items() if self.field_name in names), None)  # its group is shown for that kind alone
            return super().is_required() or self.field_name in page.required_fields(own)


class SameNumberPanel(Panel):
    """Says that another item bears the same document number, and which: the draft is kept, its editor looks. Nothing where there is none."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "disclosure_items/admin/same_number.html"
        MOST = 3

        def is_shown(self):
            return super().is_shown() and bool(self.others)

        @property
        def others(self):
            """[item, or None for one that this person may not know of], at most three."""
            if "_others" not in self.__dict__:
                found = [page.specific for page in self.instance.of_the_same_number()[: self.MOST]]
                self._others = [page if may_read(self.request.user, page, today()) else None for page in found]
            return self._others

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            context |= {"number": self.instance.document_number, "known": [page for page in self.others if page], "unknown": None in self.others}
            return context


class TitlePanel(TitleFieldPanel):
    """Wagtail's title without its script that writes a slug: no slug is typed here, and the script fails where it has nothing to write to."""

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_attrs(self):
            return {"placeholder": self.get_placeholder()}


class SystemPanel(FieldPanel):
    """A value the system sets: shown, never typed; before it is set the panel says so."""

    def format_value_for_display(self, value):
        return _("Set by the system") if value in (None, "") else super().format_value_for_display(value)


def content_panels(model):
    """The panels of a page type, derived from its `legal_fields`, `kinds` and `kind_fields`."""
    own = [name for name in model.legal_fields if name != "kind"]
    of_a_kind = {name for names in model.kind_fields.values() for name in names}
    panels = [
        TitlePanel("title", targets=[], placeholder=_("Title")),
        ChainPanel(),
        FieldRowPanel([SystemPanel(name, read_only=True) for name in ("index_number", "due_on", "published_at")], classname="disclosure-set"),
        MultiFieldPanel(
            [
                *([NeededPanel("kind")] if model.kinds else []),
                FieldRowPanel([NeededPanel("document_number"), NeededPanel("formed_on")]),
                SameNumberPanel(),
                FieldRowPanel([NeededPanel("issuer"), NeededPanel("division")]),
                NeededPanel("legal_basis"),
                NeededPanel("summary"),
                NeededPanel("keywords"),
            ],
            heading=_("What it is"),
            help_text=_("What is marked * must be there when the item is proposed; a draft is kept without it."),
        ),
    ]
    if common := [name for name in own if name not in of_a_kind]:
        panels.append(MultiFieldPanel([NeededPanel(name) for name in common], heading=_("What the category requires")))
    for kind, names in model.kind_fields.items():
        panels.append(
            MultiFieldPanel(
                [NeededPanel(name) for name in names], heading=model.kinds(kind).label, classname=f"disclosure-kind disclosure-kind--{kind}"
            )
        )
    panels += [
        FieldPanel("body"),
        FieldPanel("attachments"),
        MultiFieldPanel(
            [
                NeededPanel("scope"),
                NeededPanel("withheld_reason", help_text=_("Fill it in where the scope is not “public”: the ground, and who may have it.")),
                NeededPanel("channels"),
                NeededPanel("validity"),
            ],
            heading=_("How far and by which ways it goes"),
        ),
    ]
    return panels
