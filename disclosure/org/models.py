"""Divisions, posts held from a day to a day, delegations, and the one page of what this bureau is called (五（一）, 五（二）)."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from .names import full_name


class PostKind(models.TextChoices):
    """The posts that answer for disclosure (五（二）)."""

    EDITOR = "editor", _("Editor")
    DIVISION_HEAD = "division_head", _("Division head")
    SECRECY_REVIEWER = "secrecy_reviewer", _("Secrecy reviewer")
    OFFICE_DIRECTOR = "office_director", _("Office director")
    SUPERVISING_LEADER = "supervising_leader", _("Leader in charge")
    GROUP_MEMBER = "group_member", _("Member of the leading group")
    GROUP_CHAIR = "group_chair", _("Chair of the leading group")
    MAIN_LEADER = "main_leader", _("Main leader")
    EFFICIENCY_OFFICER = "efficiency_officer", _("Efficiency officer")
    AUDITOR = "auditor", _("Auditor")

    @property
    def of_a_division(self):
        """Held for one division."""
        return self in (PostKind.EDITOR, PostKind.DIVISION_HEAD)


class Division(models.Model):
    """A division (处室) of the bureau, from its founding to its end."""

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    duties = models.TextField(_("duties"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    order = models.PositiveIntegerField(_("order"), default=100)
    is_office = models.BooleanField(
        _("is the disclosure office"), default=False, help_text=_("The office (办公室) reviews secrecy and takes feedback.")
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, verbose_name=_("successor"), null=True, blank=True, related_name="predecessors")

    class Meta:
        ordering = ["order", "code"]
        verbose_name, verbose_name_plural = _("division"), _("divisions")

    def __str__(self):
        return self.name


class Post(models.Model):
    """A post held by a person from a day to a day; the last day counts. Never deleted: it ends."""

    wagtail_reference_index_ignore = True  # no editor asks what refers to a person or a division through it

    kind = models.CharField(_("post"), max_length=32, choices=PostKind)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name=_("division"), null=True, blank=True, related_name="posts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="posts")
    from_date = models.DateField(pgettext_lazy("period", "from"))
    to_date = models.DateField(pgettext_lazy("period", "to"), null=True, blank=True)
    in_charge_of = models.ManyToManyField(Division, verbose_name=_("divisions in charge"), blank=True, related_name="leading_posts")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("deputy"), null=True, blank=True, related_name="deputy_posts",
        help_text=_("Acts where the holder is barred or the post is vacant."),
    )  # fmt: skip
    title = models.CharField(_("title shown to the public"), max_length=100, blank=True)
    recorded_at = models.DateTimeField(null=True, editable=False)  # when it was entered: a day before does not know it; null: known from the start

    class Meta:
        ordering = ["kind", "division__order", "from_date", "id"]
        verbose_name, verbose_name_plural = _("post"), _("posts")

    def __str__(self):
        return f"{self.get_kind_display()} {self.division or ''}".strip()


class Former(models.Model):
    """What a post or a division said until it was changed: a past day is answered as it was known then (org/posts.py::Roster)."""

    what = models.CharField(max_length=10)  # "post" or "division"
    number = models.BigIntegerField()
    until = models.DateTimeField(db_index=True)
    said = models.JSONField()  # {field: value} of `kept` as it stood before

    class Meta:
        verbose_name, verbose_name_plural = _("former state of a post or division"), _("former states of posts and divisions")

    def __str__(self):
        return f"{self.what} {self.number}"

    kept = {"post": ("to_date", "deputy_id", "title"), "division": ("name", "order", "is_office", "founded_on", "abolished_on", "successor_id")}

    @classmethod
    def keep(cls, thing, at):
        """Keep what a post or division says in the database before it is changed at a moment."""
        what = "post" if isinstance(thing, Post) else "division"
        said = type(thing).objects.filter(pk=thing.pk).values(*cls.kept[what]).get()
        cls.objects.create(what=what, number=thing.pk, until=at, said={name: cls._plain(value) for name, value in said.items()})

    @classmethod
    def since(cls, what, moment):
        """{number: {field: value} as it stood at a moment} of the posts or divisions that were changed then or later."""
        found = {}
        for number, said in cls.objects.filter(what=what, until__gte=moment).order_by("-until", "-pk").values_list("number", "said"):
            found[number] = {
                name: dt.date.fromisoformat(value) if value and name.endswith(("_date", "_on")) else value for name, value in said.items()
            }
        return found

    @staticmethod
    def _plain(value):
        return value.isoformat() if isinstance(value, dt.date) else value


class Delegation(models.Model):
    """A post exercised by another person between two days (委托代办); the record reads “X for Y”."""

    wagtail_reference_index_ignore = True  # no editor asks what refers to a person or a division through it

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"), related_name="delegations")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("delegate"), related_name="delegations")
    from_date = models.DateField(pgettext_lazy("period", "from"))
    to_date = models.DateField(pgettext_lazy("period", "to"))
    reason = models.CharField(_("reason"), max_length=255)

    class Meta:
        ordering = ["-from_date", "id"]
        verbose_name, verbose_name_plural = _("delegation"), _("delegations")

    def __str__(self):
        return f"{self.post} → {full_name(self.to)}"


@register_setting(icon="home")
class BureauSettings(BaseSiteSetting):
    """What this bureau is called and where it is: the only place that knows (no template or module does)."""

    name = models.CharField(_("name of the bureau"), max_length=100, default="", blank=True)
    short_name = models.CharField(_("short name"), max_length=50, default="", blank=True)
    org_code = models.SlugField(_("organisation code in index numbers"), max_length=20, default="ORG00000")
    credit_code = models.CharField(_("unified social credit code"), max_length=18, default="", blank=True)
    superior = models.CharField(_("superior body"), max_length=100, default="", blank=True)
    office_name = models.CharField(_("disclosure office"), max_length=100, default="", blank=True)
    address = models.CharField(_("address"), max_length=255, default="", blank=True)
    hours = models.CharField(_("office hours"), max_length=255, default="", blank=True)
    phone = models.CharField(_("telephone"), max_length=50, default="", blank=True)
    hotline = models.CharField(_("service hotline"), max_length=50, default="", blank=True)
    fax = models.CharField(_("fax"), max_length=50, default="", blank=True)
    email = models.EmailField(_("e-mail"), default="", blank=True)
    review_body = models.CharField(_("administrative review body"), max_length=100, default="", blank=True)
    court = models.CharField(_("court"), max_length=100, default="", blank=True)
    site_code = models.CharField(_("site identification code"), max_length=10, default="", blank=True)
    icp_number = models.CharField(_("ICP record number"), max_length=50, default="", blank=True)
    police_number = models.CharField(_("public security record number"), max_length=50, default="", blank=True)
    site_domain = models.CharField(_("site domain"), max_length=100, default="", blank=True)
    motto = models.CharField(_("sentence on the home page"), max_length=100, default="", blank=True)
    group_sits_for_leader = models.BooleanField(
        _("the leader in charge may sit and vote in the leading group"), default=True,
        help_text=_("Off: who signed as leader in charge is barred from the vote."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("bureau")
