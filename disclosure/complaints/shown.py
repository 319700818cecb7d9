"""What an order is about, as a link for who may follow it; to the division a complaint is never named."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from disclosure.cases import access
from disclosure.cases.models import Case
from disclosure.clocks.models import Duty

from .models import Complaint, Inquiry


def _title(number):
    """The title of an item or consultation, "" where it is gone."""
    return Page.objects.filter(pk=number).values_list("title", flat=True).first() or ""


def _case(number, key, user, on):
    case = Case.objects.filter(pk=number).first()
    if case is None or access.capacity(user, case, on) is None:
        return None
    return case.number, reverse("disclosure_cases_case", args=[case.pk])


def _page(number, key, user, on):
    return _title(number) or _("Item {number}").format(number=number), reverse("wagtailadmin_pages:edit", args=[number])


def _duty(number, key, user, on):
    duty = Duty.objects.filter(pk=number).first()
    return str(duty or _("Duty {number}").format(number=number)), reverse("disclosure_clocks_duty_modeladmin_inspect", args=[number])


def _consultation(number, key, user, on):
    return _title(number) or _("Consultation {number}").format(number=number), reverse("disclosure_consultation_desk", args=[number])


def _document(number, key, user, on):
    return _("Entry {number} of the register of documents").format(number=number), reverse(
        "disclosure_items_issueddocument_modeladmin_inspect", args=[number]
    )


def _inquiry(number, key, user, on):
    asked = Inquiry.objects.defer("question", "answer").filter(pk=number).first()
    return f"{asked.number} {asked.title}" if asked else _("Inquiry {number}").format(number=number), reverse(
        "disclosure_complaints_inquiry", args=[number]
    )


# kind of row -> fn(number, key, user, on) → (words, address) or None where it is not known; rooms above say it better
links = {"case": _case, "page": _page, "duty": _duty, "consultation": _consultation, "document": _document, "inquiry": _inquiry}


def row_of(order, user, on):
    """(words, address or "") of the row of an order, None where `user` may not know it."""
    find = links.get(order.about_kind)
    if find:
        return find(order.about_no, order.about_key, user, on)
    return (order.about_key or order.about_kind, "")


def _late_case(number, on):
    return Case.objects.overdue(on).filter(pk=number).values_list("due_on", flat=True).first()


def _late_duty(number, on):
    return Duty.objects.filter(pk=number, closed_at=None, due_on__lt=on).values_list("due_on", flat=True).first()


def _late_inquiry(number, on):
    asked = Inquiry.objects.filter(pk=number, due_on__lt=on).first()
    return asked.due_on if asked is not None and asked.is_open else None


# kind of row -> fn(number, on) → the day before `on` by which it was due while it is not done, None else; rooms above fill it
late = {"case": _late_case, "duty": _late_duty, "inquiry": _late_inquiry}


def late_since(order, user, on):
    """The day by which what an order is about was due, where that is still not done on `on` (date); else None.

    Of a complaint only for a `user` who may know it; of any other matter its day is no secret to who reads the order.
    """
    find = late.get(order.about_kind)
    if find is None or order.about_kind == "case" and Complaint.objects.filter(case=order.about_no).exists() and not row_of(order, user, on):
        return None
    return find(order.about_no, on)
