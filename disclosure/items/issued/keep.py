"""Enter and correct what was issued; bring a checked file in. One transaction, one entry."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import record
from disclosure.org.actions import keeper
from disclosure.rules.categories import Scope
from disclosure.rules.numbers import normal_document_number

from ..models import IssuedDocument
from ..models.complete import EARLIEST

FIELDS = ("document_number", "title", "issued_on", "division", "scope")


def enter(*, document_number, title, issued_on, division, scope=Scope.PUBLIC, by, at):
    """Enter one document into the register and return it (五（三）). By the office director or an administrator.

    issued_on: date, not after the day of `at` (aware datetime); division: a Division; scope: a code of Scope. Raises NotAllowed, Invalid naming the
    field, WrongState for a number that is there already. Entry "items.issued".
    """
    _require_keeper(by, at)
    given = {"document_number": document_number, "title": title, "issued_on": issued_on, "division": division, "scope": scope}
    document = IssuedDocument(**cleaned(given, on=day_of(at)), entered_at=at, entered_by=by)
    document.due_on = document.count_due_on()
    with transaction.atomic(), _one_number(document.document_number):
        if IssuedDocument.objects.filter(document_number=document.document_number).exists():
            raise _there_already(document.document_number)
        document.save()
        record("items.issued", about=about(document), by=by, at=at, facts=facts(document))
    return document


def correct(document, *, document_number, title, issued_on, division, scope, by, at):
    """Correct an entry of the register; the entry of the ledger says what stood there before. By the office director or an administrator.

    Returns the document; nothing is written when nothing differs. Raises as `enter`. Entry "items.issued_change".
    """
    _require_keeper(by, at)
    given = {"document_number": document_number, "title": title, "issued_on": issued_on, "division": division, "scope": scope}
    values = cleaned(given, on=day_of(at))
    with transaction.atomic(), _one_number(values["document_number"]):
        document = IssuedDocument.objects.select_for_update(of=("self",)).select_related("division").get(pk=document.pk)
        if IssuedDocument.objects.filter(document_number=values["document_number"]).exclude(pk=document.pk).exists():
            raise _there_already(values["document_number"])
        before = facts(document)
        for name, value in values.items():
            setattr(document, name, value)
        document.due_on = document.count_due_on()
        if facts(document) != before:
            document.save()
            record("items.issued_change", about=about(document), by=by, at=at, facts={"before": before, **facts(document)})
    return document


def bring_in(batch, *, by=None, at, progress=lambda done, of: None):
    """Write the documents of a checked file (look.check), all or nothing; how many were new. What is there already unchanged is passed over, also
    what somebody entered since the file was looked at: `batch` says so then.

    By the office director, an administrator or a command (None). Raises NotAllowed, ValueError for a batch with faults, WrongState for a number that
    was entered meanwhile with other particulars. Entry "items.issued_file".
    """
    _require_keeper(by, at)
    if batch.faults:
        raise ValueError(batch.faults)
    working_days, rows = calendar(), []
    for values in batch.documents:
        document = IssuedDocument(**values, entered_at=at, entered_by=by, source=batch.path.name[:255])
        document.due_on = document.count_due_on(working_days)
        rows.append(document)
    with transaction.atomic():
        batch.known += len(theirs := _write(rows, progress))
        rows = [row for row in rows if row.document_number not in theirs]
        batch.documents = [values for values in batch.documents if values["document_number"] not in theirs]
        told = {"file": batch.path.name, "sha256": batch.sha256, "rows": batch.rows, "new": len(rows)}
        record("items.issued_file", about=("file", None, batch.path.name), by=by, at=at, facts=told)
    return len(rows)


def _there_already(number):
    return WrongState(_("“%(number)s” is in the register already: correct it there.") % {"number": number}, field="document_number")


@contextmanager
def _one_number(number):
    """Two who enter the same number at once: the second hears what he would hear a moment later."""
    try:
        yield
    except IntegrityError as error:
        if "document_number" in str(error):
            raise _there_already(number) from error
        raise


def _write(rows, progress):
    """Write documents but those of which somebody was faster, and return the numbers of these; WrongState for one that was entered otherwise."""
    theirs = set()
    for start in range(0, len(rows), 500):
        some = rows[start : start + 500]
        # On PostgreSQL the second of two waits here for the first's commit, then adds nothing.
        IssuedDocument.objects.bulk_create(some, ignore_conflicts=True)
        there = IssuedDocument.objects.select_related("division").in_bulk([row.document_number for row in some], field_name="document_number")
        for row in some:
            kept = there[row.document_number]
            if (kept.entered_at, kept.entered_by_id, kept.source) != (row.entered_at, row.entered_by_id, row.source):
                if facts(kept) != facts(row):
                    sentence = _("“%(number)s” was entered meanwhile with other particulars: look at the file anew.")
                    raise WrongState(sentence % {"number": row.document_number})
                theirs.add(row.document_number)
        progress(min(start + 500, len(rows)), len(rows))
    return theirs


def cleaned(given, *, on):
    """The values of an entry as they are kept. Raises Invalid naming the first field that cannot be right."""
    for name, sentence in faults_of(given, on=on):
        raise Invalid(sentence, field=name)
    number, title = _normal(given)
    return {
        "document_number": number, "title": title, "issued_on": given["issued_on"], "division": given["division"],
        "scope": str(Scope(given["scope"] or Scope.PUBLIC).value),
    }  # fmt: skip


def faults_of(given, *, on):
    """[(field, sentence)] of every field of an entry that cannot be right on a day (date, Asia/Shanghai)."""
    number, title = _normal(given)
    issued_on, scope = given["issued_on"], given["scope"] or Scope.PUBLIC
    found = []
    for name, value in (("document_number", number), ("title", title), ("issued_on", issued_on), ("division", given["division"])):
        if not value:
            found.append((name, _("%(field)s is missing: fill it in.") % {"field": label(name)}))
    for name, value in (("document_number", number), ("title", title)):
        most = IssuedDocument._meta.get_field(name).max_length
        if len(value) > most:
            found.append((name, _("%(field)s is longer than %(most)d characters: shorten it.") % {"field": label(name), "most": most}))
    if issued_on and issued_on > on:
        found.append(("issued_on", _("%(field)s lies in the future: enter the day on which it happened.") % {"field": label("issued_on")}))
    if issued_on and issued_on < EARLIEST:
        found.append(("issued_on", _("%(field)s lies before October 1949: check the year.") % {"field": label("issued_on")}))
    if scope not in Scope.values:
        found.append(("scope", _("“%(text)s” is none of: %(words)s.") % {"text": scope, "words": ", ".join(Scope.values)}))
    return found


def _normal(given):
    return normal_document_number(given["document_number"] or ""), " ".join(str(given["title"] or "").split())


def facts(document):
    """What the ledger keeps of an entry."""
    return {
        "document_number": document.document_number, "title": document.title, "issued_on": document.issued_on.isoformat(),
        "division": document.division.code, "scope": str(document.scope), "due_on": document.due_on.isoformat(),
    }  # fmt: skip


def about(document):
    """How the ledger names the document."""
    return ("issued", document.pk, str(document))


def label(name):
    """What people call a column of the register."""
    return capfirst(str(IssuedDocument._meta.get_field(name).verbose_name))


def _require_keeper(by, at):
    if not keeper(by, day_of(at))[0]:
        raise NotAllowed(_("The register of documents issued is kept by the office director and administrators."))
