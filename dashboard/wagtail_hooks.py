"""Doors of the admin: the reports to leaders and superiors."""

from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from disclosure.clocks.actions import day_of

from .situation import may_read


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
    return ReportsItem(_("Reports to leaders"), reverse("disclosure_dashboard_reports"), name="situation-reports", icon_name="doc-full", order=630)
