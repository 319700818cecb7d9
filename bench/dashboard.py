"""The dashboard over synthetic rows: the first view, a filtered view, and one after a change, beside the promise."""

import datetime as dt
import random

from bench.measure import in_turns, kept

FIRST, FILTERED, CHANGED = 1000, 500, 2000  # milliseconds promised (on PostgreSQL)


def measure(given):
    from django.core.cache import cache
    from django.test import Client
    from django.utils import timezone

    from cms import seed
    from disclosure.ledger.record import record

    now = timezone.now()
    people, chance = seed.People(now.astimezone(dt.timezone(dt.timedelta(hours=8))).date()), random.Random(1)
    items, cases = given.figures // 10, given.figures
    seed.disclosures(items, people=people, chance=chance, at=now)
    seed.cases(cases, people=people, chance=chance, at=now)
    client = Client(headers={"Host": "localhost"})
    client.force_login(given.bureau.main_leader)

    def page(query, prepare):
        def maker():
            prepare()

            def get():
                answer = client.get(f"/admin/dashboard/{query}")
                assert answer.status_code == 200, answer.status_code

            return get

        return maker

    def change():
        record("bench.change", about=("bench", None, "one more entry"), at=now)

    rows = []
    for name, query, prepare, promise in (
        ("dashboard, first view", "", cache.clear, FIRST),
        ("dashboard, filtered", "?division=zhiliang", lambda: None, FILTERED),
        ("dashboard, after a change", "", change, CHANGED),
    ):
        cost = in_turns(page(query, prepare), times=3)[0]
        what = f"{name} ({items:,} items, {cases:,} cases)"
        rows.append((what, f"{cost.ms:,.0f} ms, {cost.queries:.0f} queries", "", "", f"{promise:,} ms", kept(cost.ms <= promise)))
    return rows
