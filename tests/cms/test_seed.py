"""seed_scale writes in bulk what the actions write one by one."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from cms import seed
from disclosure.cases.models import Case, CaseEvent
from disclosure.chain.models import Clearance, Matter, Round, Signature
from disclosure.clocks.models import Duty
from disclosure.ledger.models import Entry
from tests import factories
from tests.walker import Walker

AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
OWN = {"id", "page_no", "matter", "round", "digest", "revision", "revision_no", "at", "proposed_at", "ended_at", "first_live_at", "title",
       "index_number", "done_revision", "workflow_state_no", "authors", "proposal", "opinion", "checklist", "division", "category", "channels",
       "person_no", "username", "name", "post_no", "proposer_no", "proposer_username", "proposer_name", "step_opened_at"}  # fmt: skip


def plain(rows):
    """Rows without what is another one's by nature: numbers, moments, words, people."""
    fields = [field for field in rows.model._meta.concrete_fields if field.name not in OWN]
    return Counter(tuple((field.name, str(getattr(row, field.attname))) for field in fields) for row in rows)


def test_a_matter_in_bulk_leaves_the_rows_of_a_matter_that_was_lived(site):
    """Matter, round, signatures, votes, clearance, duties and entries are the same for a matter that passed the chain without a stop."""
    bureau = factories.bureau()
    lived = Walker(bureau, at=AT).to_group().vote("for", "for", "for", "for").close()
    items = seed.Items(seed.People(AT.date()), random.Random(7), AT)
    items.life = lambda number, known=items.life: {**known(number), "division": bureau.zhiliang, "closed": AT}
    made = items.some(1, 1)[0]
    pages = (lived.page.pk, made.pk)
    for rows in (Matter.objects.filter, Round.objects.filter, Signature.objects.filter, Clearance.objects.filter):
        name = "page_no" if rows.__self__.model in (Matter, Clearance) else "matter"
        first, second = (plain(rows(**{name: page})) for page in pages)
        assert first == second, rows.__self__.model.__name__
    owed = [
        Counter(Duty.objects.filter(page=page).values_list("kind", "owner_kind", "due_working_days", "division__code")) for page in pages
    ]  # fmt: skip
    assert owed[0] == owed[1]
    said = [Entry.objects.filter(about_kind="page", about_no=page).exclude(verb__in=("items.create", "duty.close")) for page in pages]
    assert Counter(said[0].values_list("verb", flat=True)) == Counter(said[1].values_list("verb", flat=True))
    facts = [{entry.verb: set(entry.facts) for entry in entries} for entries in said]
    assert all(facts[1][verb] <= facts[0][verb] | {"synthetic"} for verb in facts[1])
    assert made.get_parent().specific.category == "other" and type(made).objects.get(pk=made.pk).live


def test_what_is_written_is_marked_and_the_ledger_holds(site):
    """Items, cases: each says that it is synthetic; hash chain and gate audit are green; the figures count them."""
    factories.bureau()
    seed.run(disclosures_wanted=3, cases_wanted=5, comments_wanted=0, seed=3, at=AT)
    assert Case.objects.filter(synthetic=True).count() == 5 and CaseEvent.objects.filter(case__synthetic=True).count() >= 5
    assert Matter.objects.filter(title__contains=seed.MARK).count() == 3
    from dashboard.figures import Board
    from dashboard.metric import Period
    from dashboard.roles import WHOLE

    board = Board(WHOLE, Period.of(as_of=AT.date(), first=dt.date(2024, 1, 1)))
    assert len(board.rows("publications")) == 3 and len(board.rows("cases")) == 5


def test_bad_numbers_and_an_empty_bureau_are_refused(site):
    """One clear line, and nothing is written."""
    with pytest.raises(CommandError):
        call_command("seed_scale", disclosures=-1, cases=0, comments=0)
    with pytest.raises(CommandError):
        call_command("seed_scale", disclosures=1, cases=0, comments=0)
    assert not Case.objects.exists()
