"""What the tests of the doors share."""

import pytest

from tests.doors.office import Office
from tests.walker import Walker


@pytest.fixture
def office(site, client):
    """A bureau whose people have tokens."""
    return Office(client)


@pytest.fixture
def walker(site):
    """A bureau with every post held, and a draft that walks through the chain."""
    return Walker()
