"""What every test stands on: the database (tests/database.py), a site that is set up, and the house rule that a test prints nothing."""

import os
import shutil

import pytest

from tests import components
from tests import database as databases

APART = ("browser", "storm", "host")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread of the test, which also asks the database


def lacking(component, reason):
    """Skips for want of a component, or fails where everything must be there (`CI=true`)."""
    sentence = f"{component} cannot be had here: {reason}"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{sentence} (CI=true)", pytrace=False)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """A copy of the ready database for this run, set up once; after a test with real transactions it is copied again instead of flushed."""
    from django.test import TransactionTestCase

    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    with django_db_blocker.unblock():
        copy = databases.database(request.config.cache.mkdir("database"), worker)
        copy.prepare()
    flush = TransactionTestCase._fixture_teardown

    def restore(case):
        from django.contrib.contenttypes.models import ContentType

        copy.restore()
        ContentType.objects.clear_cache()

    TransactionTestCase._fixture_teardown = restore
    yield copy
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        copy.end()


@pytest.fixture
def site(db):
    """The default site of the database, which `setup_site` has set up once for the run: page tree, groups, workflow, settings."""
    from wagtail.models import Site

    return Site.objects.get(is_default_site=True)


@pytest.fixture(scope="session")
def postgres_url():
    """The address of a PostgreSQL server on which a test may make databases: the one given by POSTGRES_URL, else one started for the run."""
    if given := os.environ.get("POSTGRES_URL"):
        yield given
        return
    try:
        with components.postgres() as url:
            yield url
    except components.Lacking as reason:
        lacking("PostgreSQL", reason)


@pytest.fixture(scope="session")
def redis_url():
    """The address of a Redis server: the one given by TEST_REDIS_URL, else one started for the run."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    try:
        with components.redis() as url:
            yield url
    except components.Lacking as reason:
        lacking("Redis", reason)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Playwright drives the system's Chromium; as root it runs only without its sandbox."""
    try:
        path = components.chromium()
    except components.Lacking as reason:
        lacking("Chromium", reason)
    return {"executable_path": path, "args": ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else []}


@pytest.fixture(scope="session")
def browser_context_args():
    """A Chinese reader at a desk; a test for the phone makes its own context."""
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(autouse=True)
def forgetful_caches():
    """Every test begins with empty caches."""
    from django.core.cache import cache

    from disclosure.clocks.calendar import forget

    cache.clear()
    forget()  # the working days of another test's office


@pytest.fixture(scope="session", autouse=True)
def no_files_left():
    """What the tests uploaded and wrote goes with them."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    yield
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A test that prints fails: output is read by nobody, and what matters is asserted."""
    report = yield
    if report.when == "call" and report.passed and not any(item.get_closest_marker(mark) for mark in APART):
        printed = "".join(text for name, text in report.sections if name == "Captured stdout call")
        if printed.strip():
            report.outcome, report.longrepr = "failed", f"This test prints (a test asserts, it does not print):\n{printed[:500]}"
    return report
