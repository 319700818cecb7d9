"""Numbers that the public reads: the index number (索引号), the number of a document (文号), the credit code of an enterprise."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError


class NumberError(ValueError):
    """A number that is not one; str() is one sentence that says why and what is wanted."""


# ---- index number: organisation, category, year and serial (目录编制规范: maker, category, year of making, serial of the year)


@dataclass(frozen=True)
class IndexShape:
    """How index numbers are put together: digits of category and serial, and the sign between the parts ("-", so that it fits an address)."""

    category_digits: int = 4
    serial_digits: int = 5
    between: str = "-"


SHAPE = IndexShape()


@dataclass(frozen=True)
class IndexNumber:
    """The parts of an index number."""

    org_code: str
    category: str
    year: int
    serial: int


def make_index_number(org_code, category, year, serial, shape=SHAPE):
    """For instance FJ00107-0700-2026-00031. `category`: its digits (`Category.number`). Raises NumberError for parts that do not fit."""
    text = shape.between.join([org_code, category, f"{year:04d}", f"{serial:0{shape.serial_digits}d}"])
    parse_index_number(text, shape)
    return text


def parse_index_number(text, shape=SHAPE):
    """The IndexNumber that `text` is. Raises NumberError; only letters, digits, “_” and the sign between the parts are allowed, as in an address."""
    sign = re.escape(shape.between)
    parts = [
        rf"([A-Za-z0-9_]+(?:{sign}[A-Za-z0-9_]+)*)",
        rf"([0-9]{{{shape.category_digits}}})",
        r"((?:19|20)[0-9]{2})",
        rf"([0-9]{{{shape.serial_digits},}})",
    ]
    found = re.fullmatch(sign.join(parts), text or "", re.ASCII)
    if not found or int(found[4]) == 0:
        example = shape.between.join(["ORG00000", "7".zfill(shape.category_digits), "2026", "31".zfill(shape.serial_digits)])
        raise NumberError(_("“{text}” is no index number; one reads like {example}.").format(text=text, example=example))
    return IndexNumber(found[1], found[2], int(found[3]), int(found[4]))


# ---- number of a document (GB/T 9704-2012: the issuer's short form, the year in 〔〕, the serial without 第 and without leading zeros)

_BRACKETS = str.maketrans({**dict.fromkeys("[(（【［｛{﹝〈《", "〔"), **dict.fromkeys("])）】］｝}﹞〉》", "〕")})
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_DOCUMENT = re.compile(r"[一-龥]{2,12}〔(?:19|20)[0-9]{2}〕[1-9][0-9]{0,4}号")
_ORDER = re.compile(r"[一-龥]{2,24}令第?[1-9][0-9]{0,4}号")  # 国务院令第711号, as laws and rules are promulgated


def normal_document_number(text):
    """The document number as GB/T 9704 writes it: brackets become 〔〕, full-width digits plain ones, blanks go. Does not judge it."""
    return re.sub(r"\s+", "", text or "").translate(_BRACKETS).translate(_DIGITS)


def document_number(text):
    """The document number in its normal form. Raises NumberError when it is neither like 闽交质监〔2018〕12号 nor an order like 国务院令第711号."""
    normal = normal_document_number(text)
    if _DOCUMENT.fullmatch(normal) or _ORDER.fullmatch(normal):
        return normal
    sentence = _("“{text}” is no document number; write issuer, year in 〔〕 and serial without 第 or leading zeros, as 交质〔2018〕12号.")
    raise NumberError(sentence.format(text=text))


# ---- unified social credit code (GB 32100-2015)


def credit_code(text):
    """The credit code, capital and without blanks. Raises NumberError saying whether length, signs or check digit are wrong."""
    code = re.sub(r"[\s-]+", "", text or "").translate(_DIGITS).upper()
    if len(code) != 18:
        raise NumberError(_("Credit code “{text}”: 18 characters are wanted, {count} are there.").format(text=text, count=len(code)))
    try:
        return uscc.validate(code)
    except InvalidChecksum as error:
        raise NumberError(_("Credit code “{text}”: the check digit does not fit, please compare it with the licence.").format(text=text)) from error
    except ValidationError as error:
        sentence = _("Credit code “{text}”: it holds signs that no credit code has, please compare it with the licence.")
        raise NumberError(sentence.format(text=text)) from error
