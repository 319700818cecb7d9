"""The legal day by which an unpublished item must be public follows the calendar."""

from disclosure.clocks.recompute import Changed, recomputes

from .models import DisclosurePage, IssuedDocument


@recomputes
def days_to_publish(calendar):
    """Items never published yet (条例第二十六条): counted anew from the day they were formed or decided."""
    waiting = DisclosurePage.objects.filter(published_at=None, due_on__isnull=False).order_by("due_on", "pk")
    for page in waiting.specific().iterator(chunk_size=500):
        due_on = page.count_due_on()
        if due_on and due_on != page.due_on:
            DisclosurePage.objects.filter(pk=page.pk).update(due_on=due_on)
            yield Changed(page.title, page.due_on, due_on)


@recomputes
def days_of_issued_documents(calendar):
    """Documents of the register (条例第二十六条): counted anew from the day they were issued, where that year's days were not certain."""
    for document in IssuedDocument.objects.order_by("due_on", "pk").iterator(chunk_size=500):
        due_on = document.count_due_on(calendar)
        if due_on != document.due_on:
            before, document.due_on = document.due_on, due_on
            document.save(update_fields=["due_on"])
            yield Changed(str(document), before, due_on)
