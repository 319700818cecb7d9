"""What the tests of the doors share."""

import pytest

from tests.doors.office import Office


@pytest.fixture
def office(site, client):
    """A bureau whose people have tokens."""
    return Office(client)
