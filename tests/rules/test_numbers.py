"""Index numbers, document numbers, credit codes."""

import pytest

from disclosure.rules.categories import Category
from disclosure.rules.numbers import (
    IndexNumber,
    IndexShape,
    NumberError,
    credit_code,
    document_number,
    make_index_number,
    normal_document_number,
    parse_index_number,
)


def test_an_index_number_reads_back_as_it_was_made():
    """Maker, category, year of making, serial of the year (索引号)."""
    text = make_index_number("FJ00107", Category.ENFORCEMENT.number, 2026, 31)
    assert text == "FJ00107-0700-2026-00031"
    assert parse_index_number(text) == IndexNumber("FJ00107", "0700", 2026, 31)
    assert make_index_number("A-B", "0100", 2026, 123456) == "A-B-0100-2026-123456"


def test_another_bureau_may_shape_its_index_numbers_otherwise():
    """Digits and sign are a setting (domain section 4: no one format is known)."""
    shape = IndexShape(category_digits=2, serial_digits=3, between=".")
    assert parse_index_number(make_index_number("X1", "07", 2026, 5, shape), shape).serial == 5


@pytest.mark.parametrize("text", ["", None, "FJ00107-0700-2026-00000", "FJ00107-070-2026-00031", "FJ/00107-0700-2026-00031", "福建-0700-2026-00031",
                                  "FJ00107-0700-1826-00031", "FJ00107-0700-2026-00031\n"])  # fmt: skip
def test_what_is_no_index_number_is_refused(text):
    """It stands in an address for ever: only what fits one."""
    with pytest.raises(NumberError):
        parse_index_number(text)


WRITTEN = [
    "闽交质监〔2018〕12号",
    "闽交质监[2018]12号",
    "闽交质监(2018)12号",
    "闽交质监（2018）12号",
    "闽交质监【2018】12号",
    "闽交质监 ［２０１８］ １２ 号",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_brackets_of_a_document_number_are_brought_into_form(text):
    """GB/T 9704: the year stands in 〔〕."""
    assert document_number(text) == "闽交质监〔2018〕12号"


def test_an_order_is_a_document_number():
    """Regulations are promulgated by order: 国务院令第711号."""
    assert document_number("国务院令第711号") == "国务院令第711号"


WRONG = ["", "闽交质监2018年12号", "闽交质监〔2018〕第12号", "闽交质监〔2018〕012号", "闽交质监〔18〕12号", "〔2018〕12号", "闽交质监〔2018〕12"]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_document_number_is_refused_with_the_right_form(text):
    """No 第, no zeros before, the year in full (GB/T 9704)."""
    with pytest.raises(NumberError, match="〔2018〕12号"):
        document_number(text)
    assert normal_document_number("交质(2018)第 12号") == "交质〔2018〕第12号"


def test_a_credit_code_is_checked():
    """GB 32100: 18 characters, letters without I, O, S, V, Z, and a check digit."""
    assert credit_code(" 91350100m000100y43 ") == "91350100M000100Y43"
    for wrong, word in [("9135", "18"), ("91350100M000100Y44", "91350100M000100Y44"), ("91350100I000100Y43", "91350100I000100Y43"), ("", "18")]:
        with pytest.raises(NumberError, match=word):
            credit_code(wrong)
