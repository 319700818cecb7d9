"""The dashboard over synthetic rows: first view, filtered views, after a change, as of a past day; beside DuckDB over the same rows.

At scale 1 there are 100,000 items, 1,000,000 cases and 1,000,000 comments. The views are whole pages as the browser gets them, for the main leader
and the efficiency office in turn, the cache emptied before each. What DuckDB is given are the rows behind the figures, one line each, in its own
columns and in memory; what it is asked are the shares, counts, medians and guards of the kept sources, for the period and the period before, as the
page shows them.
"""

import datetime as dt
import gc
import itertools
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time

from bench.measure import kept

ITEMS, CASES, COMMENTS = 100_000, 1_000_000, 1_000_000
PER_SCALE = 25  # GB of free disk at scale 1
CORES, SMALL = 4, 0.01  # with fewer cores the default is the small scale: writing a million rows takes an hour
FIRST, FILTERED_POSTGRES, FILTERED_SQLITE, CHANGED = 1.0, 0.5, 2.0, 60.0  # seconds
FIRST_VIEWS, FILTERED_VIEWS = 20, 60


def scale_of(given):
    """(scale, why) that was asked for, or that the machine has room for."""
    if given.scale:
        return given.scale, ""
    free = shutil.disk_usage(tempfile.gettempdir()).free / 2**30
    if free >= PER_SCALE and (os.cpu_count() or 1) >= CORES:
        return 1.0, ""
    return SMALL, f"this machine has {os.cpu_count()} cores and {free:.0f} GB free: scale {SMALL} instead of 1; --scale 1 does it all the same"


def p95(seconds):
    """The value within which 95 of 100 lie (nearest rank)."""
    ordered = sorted(seconds)
    return ordered[-(-len(ordered) * 95 // 100) - 1]


def say(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def fill(given, scale, now):
    """Writes the rows, unless they are there; returns how many there are of each."""
    from cms import seed
    from dashboard.facts import catch_up
    from disclosure.cases.models import Case
    from disclosure.consultation.models import Comment
    from disclosure.items.models import DisclosurePage
    from tests.dashboard.autumn import draft, result

    wanted = round(ITEMS * scale), round(CASES * scale), round(COMMENTS * scale)
    there = DisclosurePage.objects.filter(title__contains=seed.MARK).count(), Case.objects.filter(synthetic=True).count(), Comment.objects.count()
    if there[2] < wanted[2] and not Comment.objects.exists():
        for days, open_for in ((400, 45), (300, 60), (200, 45), (60, 35)):
            begun = (now - dt.timedelta(days=days)).replace(hour=1, minute=0)
            walk = draft(given.bureau, begun, begun + dt.timedelta(days=open_for), kind="business")
            if days > 100:
                result(given.bureau, walk, begun + dt.timedelta(days=open_for + 10))
    begun = time.perf_counter()
    missing = [max(0, want - have) for want, have in zip(wanted, there, strict=True)]
    told = {}

    def progress(what, done, of):
        if told.get(what) != done * 10 // of:
            told[what] = done * 10 // of
            say(f"{what} {done:,}/{of:,} after {time.perf_counter() - begun:,.0f} s")

    seed.run(disclosures_wanted=missing[0], cases_wanted=missing[1], comments_wanted=missing[2], seed=1, at=now, progress=progress)
    written, begun = time.perf_counter() - begun, time.perf_counter()
    entries = catch_up.catch_up()
    say(f"rows written in {written:,.0f} s, folded in {time.perf_counter() - begun:,.0f} s ({entries:,} entries step by step)")
    return wanted


def queries(chance, people, today):
    """Addresses of filtered views, as a reader would choose."""
    choices = [
        lambda: f"division={chance.choice(people.divisions).code}",
        lambda: f"leader={chance.choice(people.leaders)}",
        lambda: f"kind={chance.choice(['feedback', 'head', 'secrecy', 'archive', 'business'])}",
        lambda: f"category={chance.choice(['other', 'actions'])}",
        lambda: "channel=portal",
        lambda: f"from={(first := today - dt.timedelta(days=chance.randrange(30, 600)))}&to={first + dt.timedelta(days=chance.randrange(5, 90))}",
    ]
    while True:
        yield "?" + "&".join(choice() for choice in chance.sample(choices, chance.choice([1, 1, 2])))


def measure(given):
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from cms import seed
    from dashboard.facts.tables import Fact, MonthTally, Tally, Trait
    from dashboard.rows.who import Who
    from disclosure.cases import actions as cases
    from disclosure.cases.models import Case

    scale, why = scale_of(given)
    if why:
        say(why)
    now = timezone.now()
    today = now.astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    items, all_cases, comments = fill(given, scale, now)
    people = seed.People(today)
    people.leaders = [account for account, _name, _codes in Who(today).leaders]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    sizes = [table.objects.count() for table in (Fact, Tally, MonthTally, Trait)]
    say("facts {:,}, counts by day {:,}, by month {:,}, traits {:,}".format(*sizes))
    given.quiet()
    clients = []
    for reader in (given.bureau.main_leader, given.bureau.efficiency):
        clients.append(Client(headers={"Host": "localhost"}))
        clients[-1].force_login(reader)
    turn = itertools.cycle(clients)

    def get(query):
        cache.clear()
        client, begun = next(turn), time.perf_counter()
        answer = client.get(f"/admin/dashboard/{query}")
        assert answer.status_code == 200, answer.status_code
        return time.perf_counter() - begun, answer

    for _reader in clients:
        get("")
    gc.collect()
    gc.freeze()  # as deploy/gunicorn.conf.py does in each worker
    chance = random.Random(1)
    asked = queries(chance, people, today)
    first = [get("")[0] for _n in range(FIRST_VIEWS)]
    filtered = {query: get(query)[0] for query in (next(asked) for _n in range(FILTERED_VIEWS))}
    past = [get(f"?as_of={today - dt.timedelta(days=days)}")[0] for days in (1, 7, 30, 90, 180, 360)]
    for query, seconds in sorted(filtered.items(), key=lambda each: -each[1])[:3]:
        say(f"slowest: {seconds:.2f} s {query}")
    case = Case.objects.filter(synthetic=True, state="received").order_by("pk").first()
    begun = time.perf_counter()
    cases.answer(case, text="合成答复", result="solved", by=case.owner, at=timezone.now())
    seconds, _answer = get("")
    changed = time.perf_counter() - begun
    postgres = connection.vendor == "postgresql"
    promise = FILTERED_POSTGRES if postgres else FILTERED_SQLITE
    promise_first = FIRST if postgres else FILTERED_SQLITE
    what = f"{items:,} items, {all_cases:,} cases, {comments:,} comments"
    rows = [
        _row(f"dashboard, first view p95 ({what})", p95(first), promise_first, statistics.median(first)),
        _row("dashboard, filtered views p95", p95(filtered.values()), promise, statistics.median(filtered.values())),
        _row("dashboard, as of a past day, slowest of six", max(past), promise_first, statistics.median(past)),
        _row("dashboard, from a change to the page that shows it", changed, CHANGED),
    ]
    return rows + beside_duckdb(today)


def _row(what, seconds, promise, half=None):
    shown = f"{seconds * 1000:,.0f} ms" + (f" (half within {half * 1000:,.0f})" if half is not None else "")
    return what, shown, "", "", f"{promise * 1000:,.0f} ms", kept(seconds <= promise)


# ---- DuckDB

COLUMNS = {
    "source": "VARCHAR", "division": "VARCHAR", "category": "VARCHAR", "kind": "VARCHAR", "exempt": "VARCHAR", "begun": "DATE", "due": "DATE",
    "done": "DATE", "days": "INTEGER", "verdict": "VARCHAR", "guards": "UTINYINT", "said": "UTINYINT",
}  # fmt: skip
GUARDS = ("extended", "reopened", "reclassified", "bulk", "backdated", "moved", "entered_late", "returned")
BY_STAND = """
SELECT source, kind, exempt, verdict, said, stand, count(*) AS n, {guards} FROM (
  SELECT *, CASE WHEN exempt <> '' THEN 'exempt' WHEN done <= $last THEN CASE WHEN greatest(done, begun) < $first THEN 'before'
    WHEN done > due THEN 'late' ELSE 'in' END WHEN due < $last THEN 'overdue' ELSE 'open' END AS stand
  FROM rows WHERE begun <= $last AND {where}) WHERE stand <> 'before' GROUP BY source, kind, exempt, verdict, said, stand"""
MEDIANS = """
SELECT source, kind, median(days) AS half, quantile_disc(days, 0.9) AS most FROM rows
WHERE exempt = '' AND begun <= $last AND done BETWEEN $first AND $last AND source IN ('cases', 'steps') AND {where} GROUP BY source, kind"""


def beside_duckdb(today):
    """The figures of the kept sources, ours beside DuckDB's, the same to the last row."""
    try:
        import duckdb
    except ImportError:
        say("DuckDB is not installed (requirements-dev.txt): nothing to compare with")
        return []
    from dashboard.facts.tables import Fact, Trait
    from dashboard.figures import CountedBoard
    from dashboard.metric import Period
    from dashboard.roles import WHOLE
    from dashboard.rows import KEPT, SOURCES

    begun = time.perf_counter()
    there = duckdb.connect()
    there.execute(f"CREATE TABLE rows ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
    traits = {}
    for number, source, values in Trait.objects.values_list("number", "source", "values"):
        facts = values["facts"]
        guards = sum(1 << place for place, name in enumerate(GUARDS) if facts.get(name))
        said = (1 if facts.get("confirmed") else 0) + (2 if facts.get("reopened") else 0)
        head = (source, values["division"], values["category"], values["kind"], values["exempt"])
        traits[number] = head, (facts.get("days"), facts.get("verdict", "")), (guards, said)
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        facts = Fact.objects.filter(known_until__isnull=True).values_list("trait", "begun_on", "due_on", "done_on")
        for trait, *days in facts.iterator(chunk_size=5000):
            head, middle, end = traits[trait]
            values = (*head, *(str(day) if day else None for day in days), *middle, *end)
            file.write(json.dumps(dict(zip(COLUMNS, values, strict=True)), ensure_ascii=False) + "\n")
    columns = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items()) + "}"
    there.execute(f"INSERT INTO rows SELECT * FROM read_json('{file.name}', format='newline_delimited', columns={columns})")
    os.unlink(file.name)
    count = there.execute("SELECT count(*) FROM rows").fetchone()[0]
    say(f"{count:,} rows given to DuckDB {duckdb.__version__} in {time.perf_counter() - begun:,.0f} s")
    period = Period.of(as_of=today)
    live = {name: [] for name in SOURCES if name not in KEPT}
    guards = ", ".join(f"sum((guards >> {place}) & 1)" for place in range(len(GUARDS)))

    def ours(division):
        choose = (lambda rows: [row for row in rows if row.division == division]) if division else None
        found = []
        for each in (period, period.before()):
            board = CountedBoard(WHOLE, each, choose, live=live)
            board.owners = False  # names are not among what is compared
            found.append({key: value.value for key, value in board.values.items()})
            found.append([board.guards(key) for key in board.values])
        return found

    def theirs(division):
        found, where = [], "division = $division" if division else "true"
        for each in (period, period.before()):
            given = {"first": each.first, "last": each.last, **({"division": division} if division else {})}
            found.append(there.execute(BY_STAND.format(guards=guards, where=where), given).fetchall())
            found.append(there.execute(MEDIANS.format(where=where), given).fetchall())
        return found

    rows = []
    for name, division in (("all", ""), ("one division", _busiest())):
        mine, yours = ours(division), theirs(division)
        _agree(mine[0], yours[0], yours[1])
        costs = [[], []]
        for _turn in range(9):
            for place, ask in enumerate((ours, theirs)):
                begun = time.perf_counter()
                ask(division)
                costs[place].append(time.perf_counter() - begun)
        us, them = (statistics.median(cost[1:]) for cost in costs)
        what = f"dashboard, figures and period before, {name} ({count:,} rows); beside it DuckDB"
        rows.append((what, f"{us * 1000:,.1f} ms", f"{them * 1000:,.1f} ms", f"{us / them:.2f}", "1.00", kept(us <= them)))
    return rows


def _busiest():
    from dashboard.facts.tables import Fact, Trait

    some = set(Fact.objects.filter(source="steps").order_by("-pk").values_list("trait", flat=True)[:1000])
    return next(division for division in Trait.objects.filter(pk__in=some).values_list("values__division", flat=True) if division)


def _agree(figures, stands, medians):
    """Both have counted the same, or the comparison is worth nothing."""

    def n(test):
        return sum(row[6] for row in stands if test(*row[:6]))

    owed = ("publications", "steps", "after_reviews", "re_examinations", "duties", "cases")
    done = ("in", "late")
    assert figures["overdue"] == n(lambda source, kind, exempt, verdict, said, stand: source in owed and stand == "overdue")
    assert figures["obligations"] == n(lambda source, kind, exempt, verdict, said, stand: source in owed and stand != "exempt")
    assert figures["published"] == n(lambda source, kind, exempt, verdict, said, stand: source == "publications" and stand in done)
    answers = [(row[5], row[6]) for row in stands if row[:2] == ("cases", "feedback")]
    if judged := sum(count for stand, count in answers if stand in (*done, "overdue")):
        good = sum(count for stand, count in answers if stand == "in")
        assert abs(figures["feedback_on_time"] - good / judged) < 1e-12
    for source, kind, half, _most in medians:
        if source == "cases" and kind == "feedback":
            assert figures["feedback_median_days"] == half
        if source == "steps":
            assert figures[f"step_{kind}_median_days"] == half
