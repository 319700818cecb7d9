"""The fourteen categories of the work points (二（一）1–9 outward, 二（二）1–5 inward), once, in the document's order."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """To whom a category is open: 对外公开, 对内公开."""

    PUBLIC = "public", _("Open to everyone")
    STAFF = "staff", _("Open to staff")


class Scope(TextChoices):
    """How far one item goes (公开范围)."""

    PUBLIC = "public", _("Public")
    STAFF = "staff", _("Staff only")
    ON_APPLICATION = "on-application", _("On application")


class Validity(TextChoices):
    """Whether a document is in force (效力)."""

    IN_FORCE = "in-force", _("In force")
    AMENDED = "amended", _("Amended")
    REPEALED = "repealed", _("Repealed")
    EXPIRED = "expired", _("Expired")


class Category(TextChoices):
    """One of fourteen; the value is the code of addresses and of the API."""

    AGENCY = "agency", _("Functions of the agency")
    DIVISIONS = "divisions", _("Internal divisions")
    SERVICES = "services", _("Services")
    STATISTICS = "statistics", _("Statistics")
    ACTIONS = "actions", _("Major actions")
    RULES = "rules", _("Laws and standards")
    ENFORCEMENT = "enforcement", _("Supervision and enforcement")
    INTEGRITY = "integrity", _("Integrity, petitions and reports")
    OTHER = "other", _("Other information to be disclosed")
    INTERNAL_RULES = "internal-rules", _("Office rules")
    INTERNAL_FUNDS = "internal-funds", _("Use of funds")
    INTERNAL_PERSONNEL = "internal-personnel", _("Personnel")
    INTERNAL_INTEGRITY = "internal-integrity", _("Integrity inside the bureau")
    INTERNAL_OTHER = "internal-other", _("Other internal matters")

    @property
    def place(self):
        """1–14: its place in the work points."""
        return list(type(self)).index(self) + 1

    @property
    def audience(self):
        return Audience.STAFF if self.value.startswith("internal-") else Audience.PUBLIC

    @property
    def clause(self):
        """The clause of the work points that names it."""
        return f"二（一）{self.place}" if self.place <= 9 else f"二（二）{self.place - 9}"

    @property
    def number(self):
        """Four digits in the index number (索引号)."""
        return f"{self.place:02d}00"

    @property
    def scopes(self):
        """Scopes an item of it may be proposed for; the first is the default."""
        return (Scope.STAFF,) if self.audience == Audience.STAFF else (Scope.PUBLIC, Scope.ON_APPLICATION)

    @property
    def default_channels(self):
        """Where it is published unless the division says otherwise (三)."""
        if self.audience == Audience.STAFF:
            return ("intranet:board",)
        return ("portal:supervision",) if self is Category.ENFORCEMENT else ("portal:disclosure",)

    @property
    def touches_vital_interests(self):
        """Whether the question of vital interest starts at yes (五（三）): normative rules and planned actions; the kind decides further."""
        return self in (Category.RULES, Category.ACTIONS)

    @property
    def legal_basis(self):
        """The article of 政府信息公开条例 (2019) it is published under, as filled into a new draft."""
        return _BASIS.get(self, "")


OUTWARD = tuple(c for c in Category if c.audience == Audience.PUBLIC)
INWARD = tuple(c for c in Category if c.audience == Audience.STAFF)

_LAW = "《中华人民共和国政府信息公开条例》"
_BASIS = {
    Category.AGENCY: f"{_LAW}第二十条第（二）项",
    Category.DIVISIONS: f"{_LAW}第二十条第（二）项",
    Category.SERVICES: f"{_LAW}第二十条第（五）项",
    Category.STATISTICS: f"{_LAW}第二十条第（四）项",
    Category.ACTIONS: f"{_LAW}第十九条",
    Category.RULES: f"{_LAW}第二十条第（一）项",
    Category.ENFORCEMENT: f"{_LAW}第二十条第（六）项、第（十三）项",
    Category.INTEGRITY: f"{_LAW}第二十条第（十五）项",
    Category.OTHER: f"{_LAW}第二十条第（十五）项",
}


@dataclass(frozen=True)
class OwnCategory:
    """A category that a host adds with a page type in its own app; it answers the questions that Category answers.

    `number` are four digits in the index number that no other category uses.
    """

    value: str
    label: str
    number: str
    audience: Audience = Audience.PUBLIC
    legal_basis: str = ""
    clause: str = ""
    touches_vital_interests: bool = False

    def __str__(self):
        return self.value

    @property
    def scopes(self):
        """As Category.scopes."""
        return (Scope.STAFF,) if self.audience == Audience.STAFF else (Scope.PUBLIC, Scope.ON_APPLICATION)

    @property
    def default_channels(self):
        """As Category.default_channels."""
        return ("intranet:board",) if self.audience == Audience.STAFF else ("portal:disclosure",)
