"""Who handles a complaint, and what of it may reach those whom it is about (五（五）; 信访工作条例 art. 28, 30)."""

import re
import unicodedata
from enum import StrEnum

RUN = 15  # so many signs in a row, blanks and punctuation apart, are the reporter's own words


class Track(StrEnum):
    """Who handles it: the efficiency office; a person whom the main leader names; the superior body."""

    ROUTINE = "routine"
    NAMED = "named"
    SUPERIOR = "superior"


def track(*, office=False, leader=False, main_leader=False):
    """Where a complaint goes that is about the efficiency office or its officer, a leader, the main leader (booleans); else the efficiency office.

    Whoever has an interest steps aside (信访工作条例 art. 28); about the main leader nobody in the house decides.
    """
    if main_leader:
        return Track.SUPERIOR
    return Track.NAMED if office or leader else Track.ROUTINE


def bare(text):
    """The letters, figures and signs of words in a text, folded (NFKC, upper case), without blanks and punctuation."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", str(text)).upper() if sign.isalnum())


def copied(words, original):
    """The first run of at least RUN signs that `words` takes over from `original`, "" where there is none.

    Material of a report is never passed on to whom it is about (信访工作条例 art. 30): an inquiry is put in other words.
    """
    words, original = bare(words), bare(original)
    if len(original) < RUN:
        return original if len(original) >= (RUN + 1) // 2 and original in words else ""
    runs = {original[start : start + RUN] for start in range(len(original) - RUN + 1)}
    return next((words[start : start + RUN] for start in range(len(words) - RUN + 1) if words[start : start + RUN] in runs), "")


def tells(words, secrets):
    """Whether `words` hold one of `secrets` (a name, a telephone number; empty ones are passed over)."""
    found = bare(words)
    return any(len(secret) > 1 and secret in found for secret in (bare(each or "") for each in secrets))


_FIGURE = "[\\d〇○零一二三四五六七八九]"
_COUNT = rf"(?:{_FIGURE}|[十百千])"
_BETWEEN = r"(?:[\W_]|[第年度字号编]){0,4}"  # what people write between the parts of a number, also where a line ends in it
_NOT_A_MONTH = rf"(?!{_COUNT}|\s*[月季])"  # DB 2026年11月 is a month
_CASE = r"(?:投诉|举报|协查)+(?:[事案信]?件|事项|案|单|编?号)?"
_YEAR = rf"[〔\[［（(【]?\s*{_FIGURE}{{4}}\s*年?度?\s*[〕\]］）)】]?\s*"
_NUMBERED = rf"第?\s*{_COUNT}+\s*号"
_LIKE_A_DOCUMENT = "|".join((  # with its year before or behind what it is, or with 第 alone; without 号 by the noughts before it
    rf"{_CASE}\s*[-－—_:：]?\s*{_YEAR}[-－—_]?\s*{_NUMBERED}",
    rf"{_CASE}\s*[-－—_:：]?\s*{_FIGURE}{{4}}\s*(?:[年度第\W_]{{1,3}}[0０〇○零]{_FIGURE}{{2,}}|[0０]\d{{4,}}){_NOT_A_MONTH}",
    rf"(?<!{_FIGURE}){_YEAR}(?:{_NUMBERED}\s*的?{_CASE}|的?{_CASE}\s*{_NUMBERED})",
    rf"第\s*{_COUNT}+\s*号\s*的?{_CASE}|{_CASE}\s*第\s*{_COUNT}+\s*号",
))  # fmt: skip


def numbers_like(prefixes):
    """A pattern of what is written like the number of a complaint or inquiry, or of anything else whose numbers begin with one of `prefixes`.

    Also as they are typed with a Chinese keyboard, in Chinese numerals, or like the number of a document. Groups: prefix, year, number, of the first.
    """
    known = "|".join(r"[\W_]{0,2}".join(f"[{letter}{chr(ord(letter) + 0xFEE0)}]" for letter in prefix) for prefix in prefixes)
    ours = rf"(?<![A-Za-zＡ-Ｚａ-ｚ])({known}){_BETWEEN}({_FIGURE}{{4}}){_BETWEEN}({_COUNT}+){_NOT_A_MONTH}(?:\s*号)?"
    return re.compile(f"{ours}|{_LIKE_A_DOCUMENT}", re.IGNORECASE)
