"""国办函〔2020〕109号: every boundary."""

from datetime import date
from decimal import Decimal

import pytest

from disclosure.rules.fees import Basis, fee, for_item, for_items, for_pages


@pytest.mark.parametrize(
    "count, yuan",
    [(0, 0), (10, 0), (11, 100), (12, 200), (30, 2000), (31, 2200), (35, 3000), (40, 4000), (41, 4300), (50, 7000), (51, 7400)],
)
def test_by_items_of_a_month(count, yuan):
    """10 free, 11–30 at 100, then 100 more for every ten."""
    assert for_items(count) == Decimal(yuan)


@pytest.mark.parametrize("number, yuan", [(10, 0), (11, 100), (30, 100), (31, 200), (40, 200), (41, 300), (51, 400)])
def test_of_one_item(number, yuan):
    """What the n-th application of the month costs."""
    assert for_item(number) == yuan


@pytest.mark.parametrize("count, yuan", [(0, 0), (30, 0), (31, 10), (100, 700), (101, 720), (120, 1100), (200, 2700), (201, 2740), (300, 6700)])
def test_by_pages_of_an_application(count, yuan):
    """30 free, then 10, 20, 40 a page."""
    assert for_pages(count) == Decimal(yuan)


def test_money_is_decimal_and_nothing_is_due_before_2021():
    """Never a float; the rule is in force from 2021-01-01."""
    assert isinstance(fee(Basis.PAGES, 31, date(2021, 1, 1)), Decimal) and fee("pages", 31, date(2020, 12, 31)) == 0


@pytest.mark.parametrize("count", [-1, 1.5, True, "3"])
def test_only_whole_counts(count):
    """ValueError otherwise."""
    with pytest.raises(ValueError):
        for_pages(count)
