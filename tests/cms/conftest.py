"""The demo's year, lived once for all that look at it."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import transaction

from cms.demo import accounts


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    """The demo bureau with its whole year, taken away at the end. Rows of its accounts' file."""
    with django_db_blocker.unblock():
        accounts.path().unlink(missing_ok=True)
        try:
            with transaction.atomic():
                call_command("demo", stdout=io.StringIO(), stderr=io.StringIO())
                yield json.loads(accounts.path().read_text())
                transaction.set_rollback(True)
        finally:
            accounts.path().unlink(missing_ok=True)
