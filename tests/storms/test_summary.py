"""The summary of the figures while many write, some of whom take everything back, and several fold at once."""

import contextlib
import os
import random
import threading
import time

import pytest
from django.db import OperationalError, connections, transaction
from django.utils import timezone

from dashboard.facts import catch_up, recount
from dashboard.facts.tables import Fact
from dashboard.figures import Board, CountedBoard
from dashboard.metric import Period
from dashboard.roles import WHOLE
from disclosure.cases import actions as cases
from disclosure.cases.models import Case
from disclosure.clocks.actions import day_of
from disclosure.ledger.errors import Refused
from disclosure.ledger.record import head
from tests import factories

pytestmark = [pytest.mark.storm, pytest.mark.django_db(transaction=True)]
SECONDS = float(os.environ.get("STORM_SECONDS", "6"))
WRITERS, FOLDERS = 6, 3


class Undone(Exception):
    """What this writer did is taken back."""


def write(bureau, chance):
    """A case comes in, is answered, or is reopened; one in four deeds is rolled back after its entry was written."""
    with transaction.atomic():
        open_ones = list(Case.objects.filter(state__in=("received", "in-hand")).order_by("?")[:1])
        if not open_ones or chance.random() < 0.5:
            cases.receive(kind="feedback", title="来件", way="web", received_at=timezone.now(), at=timezone.now())
        elif chance.random() < 0.7:
            cases.answer(open_ones[0], text="答复", result="solved", by=bureau.director, at=timezone.now())
        else:
            cases.withdraw(open_ones[0], at=timezone.now())
        if chance.random() < 0.25:
            raise Undone


def test_nothing_is_lost_or_doubled_while_many_write_and_several_fold(site):
    """Afterwards the cursor stands at the head, the recount finds nothing, and the summary says what the rows say."""
    bureau, ends, died = factories.bureau(), time.monotonic() + SECONDS, []
    catch_up.catch_up()

    def work(deed):
        try:
            while time.monotonic() < ends:
                with contextlib.suppress(Undone, Refused, OperationalError):  # a busy SQLite says so: tried again
                    deed()
        except Exception as error:
            died.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(lambda n=n: write(bureau, random.Random(time.monotonic_ns() + n)),)) for n in range(WRITERS)]
    threads += [threading.Thread(target=work, args=(lambda: catch_up.catch_up(most=1),)) for _n in range(FOLDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not died, died
    catch_up.catch_up()
    done, today = recount.recount(), day_of(timezone.now())
    catch_up.catch_up()
    assert done.differences == 0, done.found
    assert catch_up.standing()[0] == head()[0]
    assert Fact.objects.filter(source="cases", known_until=None).count() == Case.objects.count() > 0
    period = Period.of(as_of=today)
    by_rows, by_summary = Board(WHOLE, period), CountedBoard(WHOLE, period)
    assert {key: value.value for key, value in by_summary.values.items()} == {key: value.value for key, value in by_rows.values.items()}
