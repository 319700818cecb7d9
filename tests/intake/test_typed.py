"""What was typed is taken as it is, or refused in one sentence that names its field."""

import pytest

from disclosure.intake.typed import Look, clean, email_of, number_of, phone_of, reason_of, text_of, words_of
from disclosure.ledger.errors import Invalid


def refused(ask):
    with pytest.raises(Invalid) as refusal:
        ask()
    return refusal.value.field


def test_text_keeps_its_lines_and_loses_the_blanks_around():
    assert text_of("  一\r\n二\t ") == "一\n二"
    assert text_of(None, needed=False) == ""


@pytest.mark.parametrize("given", [None, "   ", 7, ["a"], "x" * 5001, "a\x00b", "a\x07b", "\ud800", "a\ufffe", "a\U0001ffff"])
def test_what_no_database_or_letter_takes_is_refused_with_its_field(given):
    assert refused(lambda: text_of(given, "text")) == "text"


@pytest.mark.parametrize("given", ["\u200b", "\u2060\ufeff", "\u3164 \u115f", "\u202e", "\ufe0f\u20e3", "\u00ad"])
def test_what_nobody_sees_is_nothing(given):
    """Format characters, marks on nothing, Hangul fillers: a correction or a comment of these says nothing."""
    assert refused(lambda: text_of(given, "text")) == "text"
    assert refused(lambda: words_of(given, "name", "请填写姓名。")) == "name"
    assert text_of("👍") == "👍" and text_of("好\u200b") == "好\u200b"


def test_a_number_of_a_row_is_digits_alone():
    """Other figures, and more of them than a row has, name no row."""
    assert number_of("17") == 17
    assert [number_of(text) for text in ("", "²", "１", "٣", "-1", "1.0", "9" * 30, "a", "\x00")] == [None] * 9


def test_signs_alone_are_no_words():
    assert refused(lambda: words_of("……！", "name", "请填写姓名。")) == "name"
    assert words_of("王", "name", "请填写姓名。") == "王"


def test_a_telephone_number_is_digits_also_full_width_ones():
    assert phone_of("１３８００１３８０００") == "13800138000"
    assert phone_of("0591-87654321转8") == "0591-87654321转8"
    assert phone_of("") == ""
    assert refused(lambda: phone_of("等您电话")) == refused(lambda: phone_of("", lacking="请填写电话。")) == "phone"


def test_an_address_of_mail_is_one_or_none():
    assert email_of("") == ""
    assert email_of(" a@example.com ") == "a@example.com"
    assert refused(lambda: email_of("a@")) == "email"


def test_every_fault_is_kept_and_the_first_one_raised_in_the_order_of_the_form():
    look = Look()
    look.take("phone", lambda: phone_of("x"))
    look.take("text", lambda: text_of("写了"))
    look.take("name", lambda: words_of("", "name", "请填写姓名。"))
    values, faults = look.result(("name", "phone", "text"))
    assert (values, list(faults)) == ({"text": "写了"}, ["name", "phone"])
    assert refused(lambda: clean((values, faults))) == "name"
    assert clean((values, {})) == values


@pytest.mark.parametrize("given", ["。", "x", "1234567890", "急", "（1）。", "a\u200b1", "👍👍"])
def test_a_reason_says_something(given):
    """Two characters or letters at least: who reads it learns something. One that need not be given may be left out."""
    assert refused(lambda: reason_of(given)) == "reason"
    assert [reason_of("核对"), reason_of("ok"), reason_of("", needed=False)] == ["核对", "ok", ""]
