"""Divisions, posts and delegations in the admin: lists to read; what is changed is changed by an action with its entry in the ledger."""

import hashlib
import json

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.forms import CheckboxSelectMultiple
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdminGroup
from wagtail_modeladmin.views import CreateView, EditView

from disclosure.ledger.errors import Refused, WrongState
from disclosure.ledger.registers import Inspect, ReadOnly, Register

from . import actions
from .forms import DelegationForm, NamedPeopleForm, PostChangeForm
from .models import Delegation, Division, Post, PostKind
from .posts import appointing, full_name, in_effect


def today():
    """The day in Asia/Shanghai: doors ask the clock."""
    return actions.day_of(timezone.now())


def may_keep(user, appoints=False):
    """Whether `user` keeps the organisation today, or with `appoints` appoints as main leader; asked once a request, on its user object."""
    known = user.__dict__.setdefault("_keeps", {})
    if appoints not in known:
        known[appoints] = user.is_active and actions.keeper(user, today(), PostKind.GROUP_CHAIR if appoints else None)[0]
    return known[appoints]


class Kept(ReadOnly):
    """Everyone who works here reads; the office director and administrators change; nobody deletes."""

    def user_can_create(self, user):
        return may_keep(user)

    def user_can_edit_obj(self, user, obj):
        return self.user_can_create(user)


class KeptPosts(Kept):
    """The main leader appoints and names deputies as well."""

    def user_can_create(self, user):
        return may_keep(user, appoints=True)

    def user_can_edit_obj(self, user, obj):
        return may_keep(user, appoints=appointing(obj.kind) == PostKind.MAIN_LEADER)


class OwnDelegations(Kept):
    """Who holds a post delegates it himself."""

    def user_can_create(self, user):
        return may_keep(user) or Post.objects.filter(in_effect(today()), person=user).exists()

    def user_can_edit_obj(self, user, obj):
        return may_keep(user) or obj.post.person_id == user.pk


class Overtaken(WrongState):
    """Somebody else changed the row since the form was opened."""


class ByAction:
    """A form view whose valid form is handed to an action of the register; a refusal stands beside the field it is about."""

    def form_valid(self, form):
        try:
            with transaction.atomic():
                self.instance = self.act(form.cleaned_data, by=self.request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            answer = self.form_invalid(form)
            if isinstance(refusal, Overtaken):
                answer.status_code = refusal.status
            return answer
        messages.success(self.request, self.get_success_message(self.instance))
        return HttpResponseRedirect(self.get_success_url())


class Make(ByAction, CreateView):
    """New, by the register's `make`."""

    def act(self, given, **who):
        return self.model_admin.make(given, **who)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), **self.model_admin.form_kwargs(self.request.user)}


class Change(ByAction, EditView):
    """A change, by the register's `change`, of the fields in its `change_handler`; who puts aside what he never saw is told first."""

    def get_edit_handler(self):
        return self.model_admin.change_handler.bind_to_model(self.model_admin.model)

    def get_form(self):
        form = super().get_form()
        form.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
        form.initial["seen"] = _seen(self._kept(form))
        return form

    def form_valid(self, form):
        self.form = form
        return super().form_valid(form)

    def act(self, given, **who):
        seen, row = given.pop("seen", ""), self.model_admin.model.objects.select_for_update(of=("self",)).get(pk=self.instance.pk)
        kept = self._kept(self.form, row)
        if seen and seen != _seen(kept):
            named = {name: row._meta.get_field(name) for name in kept}
            other = {name: words for name, words in kept.items() if words != _said(named[name], given.get(name))}
            if other:
                self.form.data = self.form.data.copy()
                self.form.data["seen"] = _seen(kept)  # he reads it now
                now = "；".join(f"{named[name].verbose_name}：{words or '—'}" for name, words in other.items())
                raise Overtaken(
                    _("Somebody changed this after you opened it; now it reads: %(now)s. What you typed is still here: compare, then save again.")
                    % {"now": now}
                )
        return self.model_admin.change(row, given, **who)

    def _kept(self, form, row=None):
        """{field: what stands in the table in words} of the fields of a form that are the row's own."""
        row = row or self.model_admin.model.objects.get(pk=self.instance.pk)
        own = {field.name: field for field in (*row._meta.fields, *row._meta.many_to_many)}
        return {
            name: _said(own[name], list(getattr(row, name).all()) if own[name].many_to_many else getattr(row, name))
            for name in form.fields if name in own
        }  # fmt: skip


def _said(field, value):
    """A value of a row, or of its form, in words."""
    if field.many_to_many:
        return "、".join(sorted(str(each) for each in value or ()))
    if isinstance(value, AbstractBaseUser):
        return full_name(value)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    return str(dict(field.flatchoices).get(value, value)) if value not in (None, "") else ""


def _seen(kept):
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()


class InspectNamed(Inspect):
    """People by their names."""

    def get_field_display_value(self, field_name, field=None):
        value = getattr(self.instance, field_name, None)
        return full_name(value) if isinstance(value, AbstractBaseUser) else super().get_field_display_value(field_name, field)


class KeptRegister(Register):
    """A register whose rows are made and changed by actions."""

    permission_helper_class = Kept
    inspect_view_class = InspectNamed
    create_view_class, edit_view_class = Make, Change

    def form_kwargs(self, user):
        """What the form of a new row is told about who fills it in."""
        return {}


class DivisionRegister(KeptRegister):
    """内设处室."""

    model = Division
    menu_label = _("Divisions")
    menu_icon = "group"
    list_display = ("order", "code", "name", "phone", "is_office", "founded_on", "abolished_on", "successor")
    list_filter = ("is_office", "abolished_on")
    search_fields = ("code", "name", "duties")
    list_select_related = ("successor",)
    inspect_view_fields = ("code", "name", "duties", "phone", "order", "is_office", "founded_on", "abolished_on", "successor")
    edit_handler = ObjectList([FieldPanel(name) for name in ("code", "name", "duties", "phone", "order", "is_office", "founded_on")])
    change_handler = ObjectList([FieldPanel(n) for n in ("name", "duties", "phone", "order", "is_office", "abolished_on", "successor")])

    def make(self, given, **who):
        return actions.found_division(**given, **who)

    def change(self, division, given, **who):
        ended, successor = given.pop("abolished_on"), given.pop("successor")
        division = actions.change_division(division, **given, **who)
        if (ended, successor) != (division.abolished_on, division.successor):
            if ended is None:
                raise actions.Invalid(_("Abolished on: give the first day on which the successor answers."), field="abolished_on")
            division = actions.merge_division(division, successor=successor, on=ended, **who)
        return division


class PostRegister(KeptRegister):
    """岗位任职."""

    model = Post
    permission_helper_class = KeptPosts
    menu_label = _("Posts")
    menu_icon = "user"
    list_display = ("kind", "division", "holder", "title", "charge", "from_date", "to_date", "deputy_name")
    list_filter = ("kind", "division", "from_date", "to_date")
    search_fields = ("person__last_name", "person__first_name", "person__username", "title", "division__name")
    inspect_view_fields = ("kind", "division", "person", "title", "in_charge_of", "from_date", "to_date", "deputy")
    edit_handler = ObjectList(
        [
            *(FieldPanel(name) for name in ("kind", "person", "division")),
            FieldPanel("in_charge_of", widget=CheckboxSelectMultiple),
            *(FieldPanel(name) for name in ("title", "from_date", "to_date", "deputy")),
        ],
        base_form_class=NamedPeopleForm,
    )
    change_handler = ObjectList(
        [
            *(FieldPanel(name) for name in ("to_date", "title", "deputy")),
            FieldPanel("in_charge_of", widget=CheckboxSelectMultiple),
            FieldPanel("charge_from"),
        ],
        base_form_class=PostChangeForm,
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("division", "person", "deputy").prefetch_related("in_charge_of")

    def holder(self, post):
        return full_name(post.person)

    holder.short_description = _("person")

    def charge(self, post):
        return "、".join(division.name for division in post.in_charge_of.all())

    charge.short_description = _("divisions in charge")

    def deputy_name(self, post):
        return full_name(post.deputy) if post.deputy else ""

    deputy_name.short_description = _("deputy")

    def make(self, given, **who):
        return actions.appoint(**given, **who)

    def change(self, post, given, **who):
        if given["title"] != post.title:
            post = actions.change_title(post, title=given["title"], **who)
        if given["deputy"] != post.deputy:
            post = actions.name_deputy(post, deputy=given["deputy"], **who)
        if given["to_date"] != post.to_date:
            post = actions.end_post(post, to_date=given["to_date"], **who)
        if "in_charge_of" in given and set(given["in_charge_of"]) != set(post.in_charge_of.all()):
            if not given["charge_from"]:
                raise actions.Invalid(_("New charge from: give the first day of the new charge."), field="charge_from")
            post = actions.reassign(post, in_charge_of=given["in_charge_of"], from_date=given["charge_from"], **who)
        return post


class DelegationRegister(KeptRegister):
    """委托代办."""

    model = Delegation
    permission_helper_class = OwnDelegations
    menu_label = _("Delegations")
    menu_icon = "resubmit"
    list_display = ("post", "holder", "delegate", "from_date", "to_date", "reason")
    list_filter = ("post__kind", "from_date", "to_date")
    search_fields = ("post__person__last_name", "to__last_name", "post__person__username", "to__username", "reason")
    inspect_view_fields = ("post", "to", "from_date", "to_date", "reason")
    edit_handler = ObjectList([FieldPanel(name) for name in ("post", "to", "from_date", "to_date", "reason")], base_form_class=DelegationForm)
    change_handler = ObjectList([FieldPanel("to_date")])

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("post__division", "post__person", "to")

    def holder(self, delegation):
        return full_name(delegation.post.person)

    holder.short_description = _("holder")

    def delegate(self, delegation):
        return full_name(delegation.to)

    delegate.short_description = _("delegate")

    def form_kwargs(self, user):
        posts = Post.objects.filter(in_effect(today())).select_related("division", "person")
        return {"posts": posts if actions.keeper(user, today())[0] else posts.filter(person=user)}

    def make(self, given, *, by, at):
        post = given.pop("post")
        return actions.delegate(post, **given, by=by, at=at)

    def change(self, delegation, given, **who):
        return actions.end_delegation(delegation, to_date=given["to_date"], **who)


class OrganisationGroup(ModelAdminGroup):
    """组织机构 in the menu."""

    menu_label = _("Organisation")
    menu_icon = "group"
    menu_order = 700
    items = (DivisionRegister, PostRegister, DelegationRegister)
