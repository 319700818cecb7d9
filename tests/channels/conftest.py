"""What the tests of what follows a publication share."""

import pytest

from tests.walker import Walker


@pytest.fixture
def walker(site):
    """A bureau with every post held, and a draft in the column “other” of the quality division."""
    return Walker()
