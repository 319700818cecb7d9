"""Numbers of identity papers."""

from datetime import date

import pytest

from disclosure.rules.identity import id_number, masked
from disclosure.rules.numbers import NumberError

ON = date(2026, 11, 25)


@pytest.mark.parametrize(
    "kind, text, wanted",
    [
        ("resident-id", "11010519491231002X", "11010519491231002X"),
        ("resident-id", "１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"),
        ("credit-code", "91350100M000100Y43", "91350100M000100Y43"),
        ("passport", "E12345678", "E12345678"),
        ("officer-id", "军字第1234567号", "军字第1234567号"),
    ],
)
def test_numbers_that_are_taken(kind, text, wanted):
    """Folded to one form; only identity cards and credit codes are checked."""
    assert id_number(kind, text, ON) == wanted


@pytest.mark.parametrize(
    "kind, text",
    [("resident-id", "350102199003070000"), ("resident-id", "110105194902310021"), ("resident-id", "12345678"), ("resident-id", "99010519491231002X"),
     ("credit-code", "91350100M000100Y44"), ("passport", ""), ("passport", "护照"), ("other", "1" * 41), ("resident-id", "110105209912310021")],
)  # fmt: skip
def test_numbers_that_are_refused(kind, text):
    """A wrong check digit, an impossible date, a birth in the future."""
    with pytest.raises(NumberError):
        id_number(kind, text, ON)


def test_masked_shows_head_and_tail():
    """Enough to recognise it, not to use it."""
    assert masked("11010519491231002X") == "110*************2X" and masked("123") == "***"
