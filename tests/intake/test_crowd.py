"""Who finds no place to write hears it at once, and one thread of each process stays for reading."""

import threading

import pytest
from django.db import connection, transaction

from disclosure.intake import crowd


def test_no_more_write_at_once_than_there_are_places_and_the_next_hears_when_to_come_again():
    """503 with Retry-After, never waiting; a place that was left, also by an error, is free again."""
    held = [crowd.place() for _n in range(crowd.PLACES)]
    for place in held:
        place.__enter__()
    with pytest.raises(crowd.Busy) as refused, crowd.place():
        pass
    assert refused.value.status == 503 and refused.value.retry_after > 0 and str(refused.value)
    for place in held:
        place.__exit__(None, None, None)
    with pytest.raises(ValueError, match="broken"), crowd.place():
        raise ValueError("broken")
    with crowd.place():
        pass


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_one_begins_after_the_other_where_the_database_lets_one_write(settings):
    """On SQLite the second waits for the first to be through, in another process as in another thread; nobody waits inside a transaction."""
    done, waiting = [], threading.Event()

    def second():
        waiting.set()
        with crowd.turn():
            done.append("second")

    other = threading.Thread(target=second)
    with crowd.turn():
        other.start()
        assert waiting.wait(10)
        other.join(0.2)
        with transaction.atomic(), crowd.turn():  # would wait for itself
            done.append("first")
    other.join(10)
    assert not other.is_alive()
    assert done == (["first", "second"] if connection.vendor == "sqlite" else sorted(done))
