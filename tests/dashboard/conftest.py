"""What the tests of the dashboard share: one autumn, lived once for the run and copied for each module that asks it."""

import copy

import pytest
from django.db import transaction

from dashboard.facts import catch_up
from tests import factories
from tests.dashboard.autumn import autumn


class Lived(dict):
    """Walkers, cases, complaints, orders and consultations by name; `.bureau` are the people."""

    bureau = None


@pytest.fixture(scope="session")
def lived_once(django_db_setup, django_db_blocker):
    """(the working database, the template on it with the autumn of 2026 lived through the real actions, Lived)."""
    working, found = django_db_setup, Lived()

    def live():
        from wagtail.models import Site

        Site.clear_site_root_paths_cache()
        with transaction.atomic():
            found.bureau = factories.bureau()
            found.update(autumn(found.bureau))
        catch_up.catch_up()  # what the clocks do beside the server

    template = f"{working.name}_autumn"
    with django_db_blocker.unblock():
        try:
            working.make(template, from_template=working.template, fill=live)
        finally:
            working.use(working.name)
    yield working, template, found
    with django_db_blocker.unblock():
        working.drop(template)


@pytest.fixture(scope="module")
def autumn_of_the_module(lived_once, django_db_blocker):
    """The autumn stands in the working database while a module is tested; afterwards it is as it was set up."""
    working, template, found = lived_once
    with django_db_blocker.unblock():
        working.close()
        working.copy(template, working.name)
        yield found
        working.restore()


@pytest.fixture
def lived(autumn_of_the_module, db):
    """The lived autumn by name; what a test adds to it is taken back."""
    found = Lived({name: copy.copy(value) for name, value in autumn_of_the_module.items()})
    found.bureau = autumn_of_the_module.bureau
    return found
