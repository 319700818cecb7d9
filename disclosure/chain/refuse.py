"""Says no at the gate: the entry in the ledger that survives the rollback, and the exception that lists every reason."""

from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from disclosure.ledger.refusals import refused

from .gate import Closed


def refuse(page, reasons, door):
    """Record the refusal and raise Closed. page: as it is in memory; door: which way was tried, one word."""
    refuse_about(("page", page.pk, page.title), reasons, door)


def refuse_about(about, reasons, door):
    """The same about what is no page. about: (kind, number or None, title)."""
    _remember(about, reasons, door)
    raise Closed(reasons)


def is_public(title):
    """What is said to whoever would take a live item down without the chain's own verb: who may, and that a reason is needed."""
    return _("“%(title)s” is public: the secrecy reviewer, a leader or the office director takes it down with a reason.") % {"title": title}


def _remember(about, reasons, door):
    # A door of the code, told no time: the moment of the refusal is now.
    refused(about=about, by=get_active_log_context().user, at=timezone.now(), reasons=reasons, door=door)


def keep_on_record(collector, field, sub_objs, using):
    """on_delete of a clearance's revision: neither the revision nor its page is deleted; taking down is another verb (四（五）).

    A page's deletion is refused in the gate's words; of a revision alone it is Django's ProtectedError, at which `purge_revisions` goes on.
    """
    origin = getattr(collector, "origin", None)
    model = getattr(origin, "model", type(origin))
    if issubclass(model, Page):
        key = next(iter(sub_objs))
        title = Page.objects.filter(pk=key.page_no).values_list("title", flat=True).first() or ""
        sentence = _("“%(title)s” has been in the chain: withdraw it with a reason; it is never deleted.") % {"title": title}
        refuse_about(("page", key.page_no, title), [sentence], "delete")
    raise ProtectedError(_("A cleared revision is kept on record."), set(sub_objs))
