"""Doors of the admin: the dashboard and its rows and exports; the reports to leaders and superiors."""

from django.db.models import Q
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from disclosure.clocks.actions import day_of
from disclosure.ledger.registers import kept_from

from . import views
from .roles import OF_DIVISIONS, posts_shown
from .situation import hidden_entries, may_read


def kept_from_ledger(user):
    """Q of the entries of the ledger about reasons, and about reports, that are not this person's to read: doors ask the clock."""
    on = day_of(timezone.now())
    return hidden_entries(user, on) | (Q() if may_read(user, on) else Q(about_kind="situation"))


kept_from.append(kept_from_ledger)


@hooks.register("register_admin_urls")
def addresses():
    """The dashboard, its rows, exports and definitions."""
    return [
        path("dashboard/", views.dashboard, name="disclosure_dashboard"),
        path("dashboard/rows/<slug:key>/", views.rows, name="disclosure_dashboard_rows"),
        path("dashboard/panels/<slug:key>.<slug:form>", views.take, name="disclosure_dashboard_panel"),
        path("dashboard/all.xlsx", views.take_all, name="disclosure_dashboard_all"),
        path("dashboard/dashboard.pdf", views.take_pdf, name="disclosure_dashboard_pdf"),
        path("dashboard/brief.pdf", views.take_brief, name="disclosure_dashboard_brief"),
        path("dashboard/definitions/", views.definitions, name="disclosure_dashboard_definitions"),
        path("dashboard/course/<slug:source>/<int:number>/", views.course, name="disclosure_dashboard_course"),
        path("dashboard/order/", views.order, name="disclosure_dashboard_order"),
    ]


class DashboardMenuItem(MenuItem):
    """公开责任看板, for posts that have one."""

    def is_shown(self, request):
        return bool(posts_shown(request.user, day_of(timezone.now())))


@hooks.register("register_admin_menu_item")
def dashboard_in_the_menu():
    """公开责任看板 in the side bar."""
    return DashboardMenuItem(_("Accountability dashboard"), reverse("disclosure_dashboard"), name="dashboard", icon_name="desktop", order=20)


@hooks.register("register_admin_urls")
def report_addresses():
    """Under the dashboard's own address."""
    return [path("dashboard/", include("dashboard.reports"))]


class ReportsItem(MenuItem):
    """For who reads reports."""

    def is_shown(self, request):
        return may_read(request.user, day_of(timezone.now()))


@hooks.register("register_admin_menu_item")
def reports_in_the_menu():
    """情况报告 in the side bar."""
    return ReportsItem(_("Reports to leaders"), reverse("disclosure_dashboard_reports"), name="situation-reports", icon_name="doc-full", order=630)


class ReasonsItem(MenuItem):
    """For who answers for a division: where he says why something is late."""

    def is_shown(self, request):
        return bool(set(posts_shown(request.user, day_of(timezone.now()))) & set(OF_DIVISIONS))


@hooks.register("register_admin_menu_item")
def reasons_in_the_menu():
    """逾期原因说明 in the side bar."""
    return ReasonsItem(_("Reasons for what is overdue"), reverse("disclosure_dashboard_reasons"), name="overdue-reasons", icon_name="edit", order=631)
