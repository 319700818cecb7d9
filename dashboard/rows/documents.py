"""Documents issued and what became of them: one row a document of the register (五（三）“该公开的未公开”)."""

from django.urls import reverse_lazy

from dashboard.metric import Row
from disclosure.items.issued import compared
from disclosure.items.models import IssuedDocument
from disclosure.org.models import PostKind
from disclosure.rules.categories import Scope
from disclosure.rules.issued import Outcome

from .registry import day, end_of, source
from .who import Who


@source("documents")
def documents(period):
    """One row a document that was in the register by then, as far as what became of it was known then.

    begun_on: issued · done_on: first public · exempt: why it is not owed (`withheld`, `on-application`, `staff`, `taken-down`, `declared`) ·
    facts: number (of the document), page, title_differs, entered_late (entered after its day, so that nobody could be warned).
    """
    end, who = end_of(period.known), Who(period.last)
    entered = IssuedDocument.objects.filter(entered_at__lt=end).select_related("division").order_by("issued_on", "id")
    for row in compared(entered, on=period.known):
        document, outcome = row.document, row.outcome
        division = who.code(document.division_id)
        owner, name = who.holder(PostKind.DIVISION_HEAD, division)
        exempt = str(outcome.value) if outcome.is_exempt or outcome == Outcome.DECLARED else ""
        address = reverse_lazy("disclosure_chain:review", args=[row.page_no]) if row.page_no else _of_the_register(document)
        yield Row(
            source="documents", number=document.pk, title=str(document), address=address, division=division,
            kind=Scope(document.scope).value, owner=owner, owner_name=name, stands=str(outcome.label), begun_on=document.issued_on,
            due_on=document.due_on, done_on=row.public_on, exempt=exempt,
            facts={
                "number": document.document_number, "page": row.page_no, "title_differs": row.title_differs,
                "entered_late": day(document.entered_at) > document.due_on,
            },
        )  # fmt: skip


def _of_the_register(document):
    return reverse_lazy("disclosure_items_issueddocument_modeladmin_inspect", args=[document.pk])
