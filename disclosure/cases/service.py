"""The service of an answer: what each way of it needs. Whoever answers keeps it in his own row (models.Served)."""

from django.utils.translation import gettext as _

from disclosure.clocks.actions import day_of
from disclosure.intake.typed import text_of
from disclosure.ledger.errors import Invalid

from .models import ReplyWay

POSTAL = "中国邮政"  # answers go by the postal enterprise only (国办公开办函〔2016〕235号)


def require_way(way, *, reached, email):
    """Refuse a way that does not reach the citizen. reached: a contact is known; email: his address, "" or None. Raises Invalid(field="way")."""
    if way not in ReplyWay.values:
        raise Invalid(_("Way of service: choose one of {ways}.").format(ways="、".join(str(each.label) for each in ReplyWay)), field="way")
    if not reached and way != ReplyWay.ONLINE:
        raise Invalid(_("Way of service: no contact is known; the tracking page alone reaches who came."), field="way")
    if way == ReplyWay.EMAIL and not email:
        raise Invalid(_("Way of service: no e-mail address was given."), field="way")


def fill(row, *, on, carrier="", tracking_number="", written_on, at):
    """Fill in the service of an unserved row (models.Served, not saved): the day `on` (date; by post: handed to the post), carrier and number.

    on: None for today; on the tracking page it is today. Raises Invalid naming the field: a day before the answer, a private courier, no number.
    """
    today = day_of(at)
    on = on or today
    if on < written_on:
        raise Invalid(_("Served on: it lies before the answer."), field="on")
    if on > today:
        raise Invalid(_("Served on: it lies in the future."), field="on")
    if row.way == ReplyWay.ONLINE and on != today:
        raise Invalid(_("Served on: on the tracking page it is served today."), field="on")
    if row.way in (ReplyWay.ONLINE, ReplyWay.TELEPHONE, ReplyWay.EMAIL):
        carrier = tracking_number = ""  # nothing was carried
    carrier = text_of(carrier, "carrier", needed=False, most=50)
    number = text_of(tracking_number, "tracking_number", needed=row.way == ReplyWay.POST, most=50)
    if row.way == ReplyWay.POST:
        carrier = carrier or POSTAL
        if not ("邮政" in carrier or carrier.upper() == "EMS"):
            raise Invalid(_("Carrier: an answer goes by the postal enterprise, not by a private courier."), field="carrier")
    row.served_on, row.carrier, row.tracking_number = on, carrier, number
