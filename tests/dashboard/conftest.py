"""What the tests of the dashboard share."""

import pytest

from tests import factories
from tests.dashboard import lived as weeks


@pytest.fixture
def lived(site):
    """A bureau whose autumn of 2026 was lived through the real actions; `.bureau` and the walks by name."""

    class Lived(dict):
        bureau = None

    bureau = factories.bureau()
    found = Lived(weeks.weeks(bureau))
    found.bureau = bureau
    return found
