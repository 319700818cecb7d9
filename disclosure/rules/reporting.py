"""Who handles a complaint, and what of it may reach those whom it is about (五（五）; 信访工作条例 art. 28, 30)."""

import unicodedata
from enum import StrEnum

RUN = 16  # so many signs in a row, blanks and punctuation apart, are the reporter's own words


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
        return original if len(original) >= RUN // 2 and original in words else ""
    runs = {original[start : start + RUN] for start in range(len(original) - RUN + 1)}
    return next((words[start : start + RUN] for start in range(len(words) - RUN + 1) if words[start : start + RUN] in runs), "")


def tells(words, secrets):
    """Whether `words` hold one of `secrets` (a name, a telephone number; empty ones are passed over)."""
    found = bare(words)
    return any(len(secret) > 1 and secret in found for secret in (bare(each or "") for each in secrets))
