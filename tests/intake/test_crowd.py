"""Who finds no place to write hears it at once, and one thread of each process stays for reading."""

import pytest

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
