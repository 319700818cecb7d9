"""Ten thousand comments on one draft: pages and API beside the same with few; two drafts placed; more comments offered than the server can take."""

import asyncio
import collections
import concurrent.futures
import datetime as dt
import os
import time

from bench.measure import in_turns, kept

MOST = 400  # milliseconds of a page
SECONDS, OFFERED, LEAST = int(os.environ.get("BENCH_SECONDS", "60")), 200, 60


def draft(bureau):
    """A consultation with a real regulation, open until tomorrow; its walk."""
    from tests.consultation.conftest import Consulted

    return Consulted(bureau=bureau, closes_at=(dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat()).publish()


def load(page, clauses, number, start):
    """So many shown comments, marked as synthetic: every tenth on the whole draft."""
    from disclosure.consultation.models import Comment

    at = dt.datetime.now(dt.UTC)
    for first in range(start, start + number, 5000):
        rows = [
            Comment(
                page=page, number=f"YJ-{at.year}-S{n:06d}", code_digest="x", clause=clauses[n % len(clauses)] if n % 10 else None, stance="suggest",
                raw="", text=f"合成意见第{n}条：建议写明办理时限和责任单位。", at=at, check_by=at.date(), state="shown", likeness=str(n),
                synthetic=True,
            )
            for n in range(first, min(first + 5000, start + number))
        ]  # fmt: skip
        Comment.objects.bulk_create(rows, batch_size=500)


def measure(given):
    from django.core.cache import cache
    from django.test import Client

    from disclosure.consultation.standing import articles, published_clauses

    walk = draft(given.bureau)
    page = walk.fresh()
    clauses = articles(published_clauses(page))
    reader, desk = Client(headers={"Host": "localhost"}), Client(headers={"Host": "localhost"})
    desk.force_login(walk.bureau.editor)
    places = [
        (reader, page.url, "page of the draft"), (reader, f"{page.url}comments/", "comments"), (reader, f"{page.url}comments/?page=150", "page 150"),
        (reader, f"{page.url}comments/?clause={clauses[5].pk}", "comments of a clause"), (reader, "/consultations/", "list"),
        (reader, "/", "home page"),
        (reader, f"/api/v3/consultations/{page.pk}/", "API"), (reader, f"/api/v3/consultations/{page.pk}/comments/?limit=100", "API, comments"),
        (desk, f"/admin/consultations/{page.pk}/", "desk"),
    ]  # fmt: skip

    def get(client, address):
        def maker():
            def call():
                answer = client.get(address)
                assert answer.status_code == 200, (address, answer.status_code)

            return call

        return maker

    load(page, clauses, 200, 0)
    few = [in_turns(get(client, address), times=2)[0] for client, address, _name in places]
    load(page, clauses, given.comments - 200, 200)
    cache.clear()
    rows = []
    for (client, address, name), before in zip(places, few, strict=True):
        cost = in_turns(get(client, address), times=5)[0]
        ok = cost.ms < MOST and cost.queries <= before.queries
        rows.append((f"{given.comments:,} comments, {name}", f"{cost.ms:.0f} ms, {cost.queries:.0f} queries", "", "", f"{MOST} ms", kept(ok)))
    return [*rows, placed(clauses), *offered(given.bureau)]


def placed(clauses, number=300):
    """Two wholly different drafts, the worst there is, placed; beside it every two of their clauses compared."""
    from disclosure.consultation.anchors import common, folded, grams, match
    from tests.consultation.test_anchors import wholly_different

    drafts = wholly_different("".join(clause.words for clause in clauses), number)
    old, new = ([grams(folded(piece.words)) for piece in each] for each in drafts)
    ours, pairs = in_turns(lambda: lambda: match(*drafts), lambda: lambda: [[common(a, b) for b in new] for a in old], times=1)
    what = f"two wholly different drafts of {number} articles placed; beside it every two compared"
    return what, f"{ours.ms:,.0f} ms", f"{pairs.ms:,.0f} ms", f"{ours.ms / pairs.ms:.2f}", "1.00", kept(ours.ms <= pairs.ms)


def offered(bureau):
    """What the real server takes of 200 comments a second, and how it is read meanwhile."""
    from tests.server import running
    from tests.storms.test_consultation import offer, read

    page = draft(bureau).fresh()
    before = page.comments.count()
    with running(static=True) as server, concurrent.futures.ThreadPoolExecutor(1) as pool:
        paths = ["/", "/catalogue/", "/consultations/", page.url]
        read(server, paths, time.monotonic() + 1)
        reading = pool.submit(read, server, paths, time.monotonic() + SECONDS)
        answers = asyncio.run(offer(f"{server}/api/v3/consultations/{page.pk}/comments/", SECONDS, OFFERED))
        took = reading.result()
    counts = collections.Counter(status for _text, status in answers)
    accepted = {text for text, status in answers if status == 201}
    stored = collections.Counter(page.comments.values_list("text", flat=True))
    once = page.comments.count() - before == len(accepted) and set(stored) == accepted and max(stored.values(), default=0) == 1
    slowest = max(max(times) for times in took.values())
    others = {status: n for status, n in counts.items() if status != 201}
    return [
        (f"{OFFERED} comments/s for {SECONDS} s", f"{counts[201] / SECONDS:.0f}/s taken", "", "", f"{LEAST}/s", kept(counts[201] >= LEAST * SECONDS)),
        ("… each is there once", f"{len(accepted):,} of {len(accepted):,}" if once else "no", "", "", "all", kept(once)),
        ("… the rest heard 429 or 503", str(others), "", "", "", kept(set(others) <= {429, 503})),
        ("… slowest page meanwhile", f"{slowest:.2f} s", "", "", "1 s", kept(slowest < 1)),
    ]
