"""What an order is about: its name as a link for who may read it, its kind alone for others; to the division a complaint is never named."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from disclosure.cases import access
from disclosure.cases.models import Case
from disclosure.cases.states import Kind
from disclosure.chain.readers import is_concerned, may_read
from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.clocks.models import Duty
from disclosure.files.access import is_staff
from disclosure.files.known import about_known, known
from disclosure.org.models import PostKind
from disclosure.org.posts import posts_of

from .access import inquiry_capacity
from .models import Inquiry

WATCH = {PostKind.EFFICIENCY_OFFICER, PostKind.MAIN_LEADER}  # their figures tell them of every overdue matter but a complaint that is kept from them


def _item(number, user):
    """The page of a number, None where it is gone or does not exist for `user`."""
    page = known(Page.objects.filter(pk=number), user).first()
    return page and page.specific


def _case(number, key, user, on):
    case = Case.objects.filter(pk=number).first()
    if case is None or access.capacity(user, case, on) is None:
        return None
    return case.number, reverse("disclosure_cases_case", args=[case.pk])


def _item_at(view):
    """Finds an item, and leads whoever it concerns to `view`: where it is worked on."""

    def find(number, key, user, on):
        page = _item(number, user)
        if page is None or not hasattr(page, "division"):
            return None
        if is_concerned(user, page, on):
            return page.title, reverse(view, args=[number])
        return (page.title, page.url or "") if may_read(user, page, on) else None

    return find


def _duty(number, key, user, on):
    duty = about_known(Duty.objects.filter(pk=number), user).first()  # all who work here read their register
    if duty is None or not is_staff(user):
        return None
    return str(duty), reverse("disclosure_clocks_duty_modeladmin_inspect", args=[number])


def _inquiry(number, key, user, on):
    asked = Inquiry.objects.defer("question", "answer").select_related("division", "complaint__case").filter(pk=number).first()
    if asked is None or inquiry_capacity(user, asked, on) is None:
        return None
    return f"{asked.number} {asked.title}", reverse("disclosure_complaints_inquiry", args=[number])


def kind_words(kind):
    """What a row is called to who may not read it; "" where not even that is told."""
    words = {
        "page": _("an item"), "duty": _("a duty"), "consultation": _("a consultation"), "document": _("a document of the register"),
        "inquiry": _("an inquiry"), "figure": _("a figure"),
    }  # fmt: skip
    return words.get(kind, "")


# kind of row -> fn(number, key, user, on) → (words, address) or None where it is not known; rooms above say it better
links = {
    "case": _case, "page": _item_at("wagtailadmin_pages:edit"), "duty": _duty, "consultation": _item_at("disclosure_consultation_desk"),
    "inquiry": _inquiry,
}  # fmt: skip


def row_of(order, user, on):
    """(words, address or "") of the row of an order: its name for a `user` who may read it, its kind for others; None where it tells of a case.

    Whoever reads an order need not know what it is about: one division may be ordered because of what another owes.
    """
    find = links.get(order.about_kind)
    more = {"stood": order.stood} if order.stood else {}
    found = find(order.about_no, order.about_key, user, on, **more) if find else None
    words = kind_words(order.about_kind)
    return found or ((words, "") if words else None)


def stood(order, user):
    """How the figure of an order stood when it was opened: {words, rows, said, first, last, known}, days as dates; None where it is about none.

    What a number tells of complaints, it tells to who opened the order alone: no two readers subtract what each may count."""
    if not order.stood:
        return None
    told = {name: order.stood[name] for name in ("words", "rows", "said")}
    if order.stood["discreet"] and order.opened_by_id != user.pk:
        told |= {"words": "", "rows": None}
    return told | {name: date.fromisoformat(order.stood[name]) for name in ("first", "last", "known")}


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

    Only for a `user` who may read it, and but for complaints and inquiries for who watches over all: to others not even this is told.
    """
    find = late.get(order.about_kind)
    return find(order.about_no, on) if find is not None and _is_told(order, user, on) else None


def late_at_close(order, user, on):
    """(the day by which what a closed order is about was due, working days from it to the close), where that was not done when the order was closed;
    else None. Only for whom `late_since` tells."""
    if order.matter_due_on is None or not _is_told(order, user, on):
        return None
    return order.matter_due_on, calendar().between(order.matter_due_on, day_of(order.closed_at))


def _is_told(order, user, on):
    named = links.get(order.about_kind)
    return _told_by_figures(order, user, on) or bool(named and named(order.about_no, order.about_key, user, on))


def _told_by_figures(order, user, on):
    complaint = order.about_kind == "inquiry" or order.about_kind == "case" and Case.objects.filter(pk=order.about_no, kind=Kind.COMPLAINT).exists()
    return not complaint and any(each.post in WATCH for each in posts_of(user, on))
