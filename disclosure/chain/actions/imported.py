"""Items brought in from an older system: their approval is on file elsewhere and recorded as that, never as a signature given here.

Verbs of one bulk write (disclosure.items.bring_in): `note` beside each chunk of unpublished pages, `clear` and `enter` in the transaction that makes
all live, `forget` where it comes to nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime

from disclosure.ledger.record import record_many
from disclosure.rules.chain import Kind, State

from ..models import Clearance, ClearanceKind, Matter, SignedFacts

PROPOSAL = {"kind": str(Kind.NORMAL), "go_live_at": None, "vital_interest": None, "vital_interest_reason": "", "consultation": None}


@dataclass
class Paper:
    """What is known of one item: numbers of page and revision, digest of its facts with PROPOSAL, the approval on file."""

    page_no: int
    revision_no: int
    digest: str
    title: str
    index_number: str
    division_id: int
    category: str
    formed_on: date
    published_at: datetime
    approved_by: str
    approved_on: date


def note(papers, facts):
    """Open the matter of each page as a draft and keep the facts its digest stands for (`facts`: digest → facts)."""
    SignedFacts.objects.bulk_create(
        [SignedFacts(digest=seal, facts=values, proposal=PROPOSAL) for seal, values in facts.items()], ignore_conflicts=True, batch_size=200
    )
    Matter.objects.bulk_create(
        [
            Matter(
                page_no=p.page_no, title=p.title[:255], index_number=p.index_number, division_id=p.division_id, category=p.category,
                # Bars on signing begin behind the import: its author is nobody here.
                first_live_at=p.published_at, done_revision=p.revision_no,
            )
            for p in papers
        ],
        batch_size=200,
    )  # fmt: skip


def clear(papers, *, at):
    """Clear the pages by the approval on file, at `at` (aware datetime), and call their matters live. The caller makes the pages live afterwards, in
    the same transaction.
    """
    Clearance.objects.bulk_create(
        [
            Clearance(
                page_no=p.page_no, revision_id=p.revision_no, digest=p.digest, kind=ClearanceKind.IMPORTED, proposal=PROPOSAL, at=at,
                approved_by=p.approved_by, approved_on=p.approved_on,
            )
            for p in papers
        ],
        batch_size=200,
    )  # fmt: skip
    for some in _hundreds([p.page_no for p in papers]):
        Matter.objects.filter(page_no__in=some).update(state=State.LIVE)


def enter(papers, *, at, batch):
    """Write the ledger: last of all, for its head makes every other writer wait. `batch`: facts of the file, with its name under "file"."""
    rows = [{"verb": "items.import_file", "about": ("file", None, batch["file"]), "at": at, "facts": {**batch, "items": len(papers)}}]
    for paper in papers:
        facts = {
            "index_number": paper.index_number, "revision": paper.revision_no, "digest": paper.digest, "kind": str(ClearanceKind.IMPORTED),
            "formed_on": paper.formed_on, "published_at": paper.published_at, "approved_by": paper.approved_by, "approved_on": paper.approved_on,
            "sha256": batch.get("sha256", ""),
        }  # fmt: skip
        rows.append({"verb": "items.import", "about": ("page", paper.page_no, paper.title), "at": at, "facts": facts})
    record_many(rows)


def forget(page_nos, digests):
    """Undo `note` for pages that never became public."""
    for some in _hundreds(list(page_nos)):
        Matter.objects.filter(page_no__in=some, round_number=0, state=State.DRAFT).delete()
    for some in _hundreds(list(digests)):
        used = set(Clearance.objects.filter(digest__in=some).values_list("digest", flat=True))
        SignedFacts.objects.filter(digest__in=[seal for seal in some if seal not in used]).delete()


def _hundreds(rows, size=200):
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
