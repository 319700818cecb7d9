"""The information processing fee (政府信息公开信息处理费管理办法, 国办函〔2020〕109号): by item or by page, never both, in steps that rise."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

SINCE = date(2021, 1, 1)
FREE_ITEMS, FREE_PAGES = 10, 30
_PAGE_STEPS = ((100, Decimal(10)), (200, Decimal(20)), (None, Decimal(40)))  # up to this page, yuan a page


class Basis(StrEnum):
    """What is counted; one application takes one of the two."""

    ITEMS = "items"
    PAGES = "pages"


def _whole(count):
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise ValueError(count)
    return count


def for_items(count):
    """Yuan for all of `count` applications of one applicant in one calendar month of receipt: 10 are free, 11–30 cost 100 each, then every ten
    cost 100 more each than the ten before (31–40: 200, 41–50: 300).
    """
    total = Decimal(0)
    for item in range(FREE_ITEMS + 1, _whole(count) + 1):
        total += 100 if item <= 30 else 100 * (2 + (item - 31) // 10)
    return total


def for_item(number):
    """Yuan for the `number`-th application of the month alone."""
    return for_items(_whole(number)) - for_items(max(0, number - 1))


def for_pages(count):
    """Yuan for `count` pages (A4, one side) of one application: 30 are free, 31–100 cost 10 each, 101–200 cost 20, from 201 on 40."""
    _whole(count)
    total, done = Decimal(0), FREE_PAGES
    for last, rate in _PAGE_STEPS:
        upto = count if last is None else min(count, last)
        if upto > done:
            total += (upto - done) * rate
            done = upto
    return total


def fee(basis, count, on):
    """Yuan by `basis` for an application received on `on`; nothing before the rule was in force. Raises ValueError for no whole count."""
    amount = {Basis.ITEMS: for_item, Basis.PAGES: for_pages}[Basis(basis)](count)
    return amount if on >= SINCE else Decimal(0)
