"""An import of published items beside stock `add_child`, and an item's page, uncached, beside a plain page: at a hundred items and at many."""

import datetime as dt
import io
import json
import sys
import tempfile
import time

from bench.measure import in_turns, kept

FEW, STOCK = 100, 200
TEXT = "经核查，该工程质量安全监督情况如下，现予公开。" * 25
FIRST_DAY = dt.date(2015, 1, 5)


def rows(number, start):
    """`number` rows as they come from an older system, the first with the serial `start`."""
    for serial in range(start, start + number):
        day = FIRST_DAY + dt.timedelta(days=serial % 3500)
        yield {
            "title": f"关于第{serial}号事项的说明", "formed_on": str(day), "published_at": str(day + dt.timedelta(days=9)), "body": f"<p>{TEXT}</p>",
            "approved_by": "原审批人", "approved_on": str(day + dt.timedelta(days=8)), "document_number": f"闽交质〔{day.year}〕{serial}号",
            "article_20_item": 15, "summary": "说明。", "issuer": "测试局",
        }  # fmt: skip


def bring_in(number, start, division):
    """Seconds that `import_disclosures` takes for so many rows."""
    from django.core.management import call_command

    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for row in rows(number, start):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        file.flush()
        began = time.perf_counter()
        call_command("import_disclosures", file.name, "--category", "other", "--division", division, stdout=io.StringIO(), stderr=io.StringIO())
        return time.perf_counter() - began


def add_stock(number, home):
    """Seconds that stock Wagtail takes for so many pages, each added, with a revision, live."""
    from bench.models import StockPage

    began = time.perf_counter()
    for serial in range(number):
        page = home.add_child(instance=StockPage(title=f"页{serial}", number=str(serial), body=[("paragraph", f"<p>{TEXT}</p>")]))
        page.save_revision()
    return time.perf_counter() - began


def page_costs(home):
    """The cost of an item's page and of a plain page, both made anew by the whole stack of views and middleware."""
    from django.core.cache import cache
    from django.test import Client

    from bench.models import StockPage
    from disclosure.items.models import OtherPage

    client = Client(headers={"Host": "localhost"})
    urls = [OtherPage.objects.live().order_by("pk").first().get_url(), StockPage.objects.live().order_by("pk").first().get_url()]

    def opener(url):
        def get():
            answer = client.get(url)
            assert answer.status_code == 200, f"{url}: {answer.status_code}"

        def maker():
            cache.clear()
            return get

        return maker

    return in_turns(*map(opener, urls), times=30)


def measure(given):
    from wagtail.models import Site

    from tests import factories

    home = Site.objects.get(is_default_site=True).root_page.specific
    division = factories.division("bench", name="测试处").code
    stock = STOCK / add_stock(STOCK, home)
    bring_in(FEW, 0, division)
    few, plain_few = page_costs(home)
    many = max(given.items, 2 * FEW)
    print(f"importing {many:,} items …", file=sys.stderr, flush=True)
    seconds = bring_in(many - FEW, FEW, division)
    rate = (many - FEW) / seconds
    much, plain = page_costs(home)

    def line(name, ours, theirs, promise="", ok=None, digits=0):
        return name, f"{ours:.{digits}f}", f"{theirs:.{digits}f}", f"{ours / theirs:.2f}", promise, "" if ok is None else kept(ok)

    return [
        line("import, items a second", rate, stock, "10,000 in 5 min: ≥ 34", rate >= 34),
        line(f"item page at {FEW}, queries", few.queries, plain_few.queries, "≤ 15", few.queries <= 15),
        line(f"item page at {many:,}, queries", much.queries, plain.queries, "as at 100", much.queries == few.queries),
        line(f"item page at {FEW}, ms", few.ms, plain_few.ms, digits=1),
        line(f"item page at {many:,}, ms", much.ms, plain.ms, f"ratio ≤ 1.5 × at {FEW}", much.ms / plain.ms <= 1.5 * few.ms / plain_few.ms, digits=1),
    ]
