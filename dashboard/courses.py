"""From a row to its matter (五（二）): cases, inquiries and orders are open to who handles them; whoever else sees the row reads how it stands."""

from django.urls import reverse
from django.utils.translation import gettext as _

from disclosure.cases import access as cases
from disclosure.cases.clock import reckon, summary
from disclosure.cases.models import Case
from disclosure.cases.states import Kind
from disclosure.complaints import access as complaints
from disclosure.complaints import orders
from disclosure.complaints.models import Inquiry, OrderKind, SupervisionOrder


def _case(user, row, on):
    case = Case.objects.get(pk=row.get("case_no"))
    return reverse(cases.pages.get(case.kind, "disclosure_cases_case"), args=[case.pk]) if cases.capacity(user, case, on) else ""


def _inquiry(user, row, on):
    asked = Inquiry.objects.select_related("complaint__case", "division").get(pk=row.number)
    return reverse("disclosure_complaints_inquiry", args=[asked.pk]) if complaints.inquiry_capacity(user, asked, on) else ""


def _order(user, row, on):
    order = SupervisionOrder.objects.get(pk=row.number)
    return reverse("disclosure_complaints_order", args=[order.pk]) if orders.reads(user, order, on) else ""


SOURCES = {"cases": _case, "inquiries": _inquiry, "orders": _order}


def whole(user, row, on):
    """The address of the matter itself for who may open it on `on` (date), else ""."""
    return SOURCES[row.source](user, row, on)


def kind(row):
    """What kind of matter a row is, in words."""
    kinds = {"cases": Kind, "orders": OrderKind}.get(row.source)
    return kinds(row.kind).label if kinds else _("Inquiry")


def reasons(row):
    """Why a case is due on its day, in sentences with their articles; none for what is due by a day that was named, or is a former round."""
    if row.source != "cases" or row.get("reopened"):
        return []
    case = Case.objects.get(pk=row.get("case_no"))
    return summary(case, reckon(case))
