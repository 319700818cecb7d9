"""What the tests of the chain share."""

import pytest

from tests.walker import Walker


@pytest.fixture
def walker(site):
    """A bureau with every post held, and a draft in the column “other” of the quality division."""
    return Walker()
