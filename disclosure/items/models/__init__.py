"""The nouns of the room. Imports run one way: numbers → panels → base → index, outward, inward; issued stands alone."""

from .base import DisclosurePage
from .index import CategoryIndexPage, IntranetPage, OpenPage
from .inward import InternalFundsPage, InternalIntegrityPage, InternalOtherPage, InternalPersonnelPage, InternalRulePage
from .issued import IssuedDocument
from .numbers import Serial
from .outward import (
    ActionPage,
    AgencyPage,
    DivisionPage,
    EnforcementPage,
    IntegrityPage,
    OtherPage,
    RulePage,
    ServicePage,
    StatisticsPage,
)

__all__ = [
    "ActionPage",
    "AgencyPage",
    "CategoryIndexPage",
    "DisclosurePage",
    "DivisionPage",
    "EnforcementPage",
    "IntegrityPage",
    "InternalFundsPage",
    "InternalIntegrityPage",
    "InternalOtherPage",
    "InternalPersonnelPage",
    "InternalRulePage",
    "IntranetPage",
    "IssuedDocument",
    "OpenPage",
    "OtherPage",
    "RulePage",
    "Serial",
    "ServicePage",
    "StatisticsPage",
]
