"""Numbers of persons in what is shown: identity cards and mobile telephones are masked, nothing else is touched."""

import datetime as dt
import re

import phonenumbers
from stdnum.cn import ric

FOLD = str.maketrans("０１２３４５６７８９Ｘｘ－　", "0123456789Xx- ")  # one sign for one, so that places hold
IDENTITY = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{5})[ -]?((?:18|19|20)\d{2})(\d{2})(\d{2})[ -]?(\d{3}[0-9Xx])(?![0-9A-Za-z])", re.A)
MOBILE = re.compile(r"(?<![0-9A-Za-z.+\-_/])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z_.])", re.A)


def found(text, on):
    """[(start, end)] of identity numbers that can be real on the day `on` (date) and of mobile numbers, in order."""
    plain = text.translate(FOLD)
    places = []
    for hit in IDENTITY.finditer(plain):
        number = "".join(hit.groups()).upper()
        try:
            born = dt.date(*map(int, hit.groups()[1:4]))
        except ValueError:
            continue
        if born <= on and ric.calc_check_digit(number) == number[-1]:
            places.append(hit.span())
    for hit in MOBILE.finditer(plain):
        if any(start < hit.end() and hit.start() < end for start, end in places):
            continue
        if phonenumbers.is_valid_number(phonenumbers.parse(hit.group(), "CN")):
            places.append(hit.span())
    return sorted(places)


def masked(text, on):
    """(text with the middle of every such number starred, how many): 138****1234, 110101********1234."""
    places = found(text, on)
    for start, end in reversed(places):
        text = text[:start] + _stars(text[start:end]) + text[end:]
    return text, len(places)


def _stars(number):
    signs = [at for at, sign in enumerate(number) if sign.translate(FOLD).isalnum()]
    front = 6 if len(signs) == 18 else len(signs) - 8
    hidden = set(signs[front:-4])
    return "".join("*" if at in hidden else sign for at, sign in enumerate(number))
