"""The nouns of the room. Imports run one way: numbers → panels → base → index, outward, inward; issued and faults stand alone."""

from .base import DisclosurePage
from .faults import FaultKind, PublicityFault
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
    "FaultKind",
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
    "PublicityFault",
    "RulePage",
    "Serial",
    "ServicePage",
    "StatisticsPage",
]
