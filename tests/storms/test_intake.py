"""A thousand applications and complaints at once: none lost or double, no gap in the numbers, a worker killed; the limit exact over workers."""

import concurrent.futures
import os
import signal
import threading
import time
import uuid

import pytest
import requests

from tests import factories
from tests.server import running

pytestmark = [pytest.mark.storm, pytest.mark.django_db(transaction=True)]
MANY = int(os.environ.get("STORM_APPLICATIONS", "1000"))
AT_ONCE = 50


def send(server, n):
    """One citizen: sends with a key and, when nothing comes back, again with the same key; the receipt."""
    if n % 2:
        room, body = "complaints", factories.complaint_given(text=f"第{n}项抽查走过场")
    else:
        room, body = "applications", factories.application_given(id_number=factories.resident_id(n % 1000), description=f"第{n}项抽查结果")
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    for _ in range(30):
        try:
            answer = requests.post(f"{server}/api/v3/{room}/", json=body, headers=headers, timeout=120)
        except requests.RequestException:
            time.sleep(0.5)
            continue
        if answer.status_code == 201:
            return answer.json()
        if answer.status_code < 500:
            raise AssertionError(answer.text)
        time.sleep(0.5)
    raise AssertionError("never answered")


def test_a_thousand_at_once_and_a_worker_killed(site):
    """Every receipt is a case of its own, numbers of each kind run from 1 without a gap or a double, each has one entry in the ledger."""
    from disclosure.applications.models import Application
    from disclosure.cases.models import Case
    from disclosure.complaints.models import Complaint
    from disclosure.ledger.record import entries_of

    factories.bureau()
    with running() as server:

        def kill():
            time.sleep(3)
            os.kill(server.workers()[0], signal.SIGKILL)

        threading.Thread(target=kill).start()
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            receipts = list(pool.map(lambda n: send(server, n), range(MANY)))
    numbers = sorted(Case.objects.values_list("number", flat=True))
    year = numbers[0].split("-")[1]
    half, rest = MANY - MANY // 2, MANY // 2
    expected = [f"SQ-{year}-{n:05d}" for n in range(1, half + 1)] + [f"TS-{year}-{n:05d}" for n in range(1, rest + 1)]
    assert numbers == expected and sorted(receipt["number"] for receipt in receipts) == numbers
    assert Application.objects.count() == half == entries_of("applications.receive").count()
    assert Complaint.objects.count() == rest == entries_of("complaints.receive").count()


def test_the_limit_is_exact_over_all_workers(site):
    """Of sixty writes of one address exactly twenty pass; the others are told how long to wait."""
    factories.bureau()
    with running(INTAKE_LIMIT="20", WEB_WORKERS="4") as server:

        def once(n):
            body = factories.application_given(description=f"第{n}项")
            answer = requests.post(f"{server}/api/v3/applications/", json=body, timeout=120)
            return answer.status_code, "Retry-After" in answer.headers

        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(once, range(60)))
    assert answers.count((201, False)) == 20 and answers.count((429, True)) == 40
