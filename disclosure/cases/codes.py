"""Numbers and codes: SQ-2026-00053 without gap or double, and a code that is shown once and kept as a digest."""

import hmac
import secrets

from django.db import connection

from disclosure.intake.sealed import blind

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that are taken for another
LENGTH = 10  # 30 ** 10: beyond guessing at the rate that is let in


def take(series):
    """The next number of a series, in the caller's transaction: whoever takes the next waits until this one is written or undone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into disclosure_cases_series (name, last) values (%s, 1) "
            "on conflict (name) do update set last = disclosure_cases_series.last + 1 returning last",
            [series],
        )
        return cursor.fetchone()[0]


def case_number(prefix, year):
    """The next number of a kind in a year, as SQ-2026-00053."""
    return f"{prefix}-{year}-{take(f'{prefix}-{year}'):05d}"


def new_code():
    """A new code, in capitals and digits that cannot be taken for one another."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def folded(text):
    """A number or code as typed, folded: blanks and hyphens out of codes, capitals."""
    return "".join(str(text).upper().split())


def digest_of(number, code):
    """What is kept of a code: a keyed digest, bound to the number of its case."""
    return blind(f"{number} {folded(code).replace('-', '')}", "case-code")


def fits(digest, number, code):
    """Whether `code` is the one of the case, in constant time."""
    return hmac.compare_digest(digest, digest_of(number, code))


def grouped(code):
    """The code in groups, for reading aloud: 7K3M9-2QFBX."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


__all__ = ["case_number", "digest_of", "fits", "folded", "grouped", "new_code", "take"]
