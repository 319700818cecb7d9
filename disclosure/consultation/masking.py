"""Numbers of persons in what is shown: identity cards and telephones are masked, however they were split; nothing else is touched."""

import datetime as dt
import re
import unicodedata

import phonenumbers
from stdnum.cn import ric

UNSEEN = "\u200b"  # stands for every sign that nobody sees
BLANK = r"[ \t-]{0,3}"  # what parts the figures of one number anywhere
BREAK = r"[\s().·*/_-]{0,3}"  # … between its usual groups
WORD = r"(?:(?<=tel)|(?<=phone)|(?<=mobile)|(?<=wx)|(?<=vx)|(?<=wechat)|(?<=weixin)|(?<=qq)|(?<![0-9A-Za-z.+\-_/]))"
ENDS = r"(?!\d|\.\d|_|(?!wx|vx|tel)[A-Za-z])"
CODE = rf"(?:(?:\+|00)?86{BREAK})?"
IDENTITY = re.compile(rf"(?<![0-9])(?=([1-9](?:{BREAK}\d){{16}}{BREAK}[0-9Xx])(?![0-9]))", re.A)
GROUPS = (rf"1[3-9]\d{BREAK}\d{{4}}{BREAK}\d{{4}}", rf"1[3-9]\d{BREAK}\d{{3}}{BREAK}\d{{5}}", rf"1[3-9](?:{BLANK}\d){{9}}(?!\s*[元万亿吨])")
MOBILE = [re.compile(rf"{WORD}(?=({CODE}{shape}){ENDS})", re.A | re.I) for shape in GROUPS]
MOBILE.append(re.compile(rf"{WORD}(?=(1{BLANK}[3-9](?:{BLANK}\d){{9}}(?!\s*[元万亿吨])){ENDS})", re.A | re.I))
# A line has its area code, or a word before it that says it is one: seven figures alone may be anything.
AREA = rf"(?:0(?:10|2\d|[3-9]\d\d)|[(](?:0(?:10|2\d|[3-9]\d\d))[)]|(?:\+|00)86{BREAK}[(]?0?(?:10|2\d|[3-9]\d\d)[)]?)"
LOCAL = rf"[2-8]\d{{2,3}}{BREAK}\d{{4}}"
LINE = re.compile(rf"{WORD}(?=({AREA}{BREAK}{LOCAL}){ENDS})", re.A | re.I)
CALLED = r"(?:电话|座机|固话|宅电|致电|联系方式|\btel|\bphone)(?:号码?)?(?:是|为)?[\s:.=(]{0,3}"
LOCAL_LINE = re.compile(rf"{CALLED}({LOCAL}){ENDS}(?!\s*[年元万亿吨])", re.A | re.I)
WORDS = ("零〇", "一幺壹", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
SPELLED = {sign: str(value) for value, signs in enumerate(WORDS) for sign in signs}
ANY = f"0-9{''.join(SPELLED)}"
SPELLED_ONE = rf"(?<![{ANY}])(?=\d{{0,10}}[{''.join(SPELLED)}])"
IN_WORDS = re.compile(
    rf"{SPELLED_ONE}(?:[1{WORDS[1]}][3-9{''.join(WORDS[3:])}][{ANY}]{{9}}|[0{WORDS[0]}][{ANY}]{{2,3}}-?[{ANY}]{{7,8}})(?![{ANY}])", re.A
)


def plain(text):
    """The text sign by sign, so that places hold: figures of every script and width as 0–9, dashes as -, blanks that nobody sees as one of them."""
    return "".join(sign if sign.isascii() else _plain(sign) for sign in text)


def _plain(sign):
    figure = unicodedata.digit(sign, None)
    if figure is not None:
        return str(figure)
    kind = unicodedata.category(sign)
    if kind in ("Cf", "Mn", "Me") or sign == "\u3164":  # with marks a figure is drawn as a key; a filler is a letter that nobody sees
        return UNSEEN
    folded = "-" if kind == "Pd" else unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign


def found(text, on):
    """[(start, end)] of identity numbers that can be real on the day `on` (date) and of telephone numbers, in order."""
    read, places = plain(text), []
    seen = [at for at, sign in enumerate(read) if sign != UNSEEN]
    read = "".join(read[at] for at in seen)
    for hit in IDENTITY.finditer(read):
        if _is_identity("".join(re.findall(r"[0-9Xx]", hit[1])).upper(), on):
            _add(places, hit.span(1))
    for pattern in MOBILE:
        for hit in pattern.finditer(read):
            if _telephone("".join(re.findall(r"\d", hit[1]))[-11:]):
                _add(places, hit.span(1))
    for hit in LINE.finditer(read):
        if _telephone(hit[1]):
            _add(places, hit.span(1))
    for hit in LOCAL_LINE.finditer(read):
        _add(places, hit.span(1))
    for hit in IN_WORDS.finditer(read):
        if _telephone("".join(SPELLED.get(sign, sign) for sign in hit[0])):
            _add(places, hit.span())
    return sorted((seen[start], seen[end - 1] + 1) for start, end in places)


def _add(places, span):
    if not any(start < span[1] and span[0] < end for start, end in places):
        places.append(span)


def _is_identity(number, on):
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return dt.date(1800, 1, 1) <= born <= on and ric.calc_check_digit(number) == number[-1]


def _telephone(number):
    """The telephone that a number is, None where there can be none."""
    try:
        read = phonenumbers.parse(re.sub(r"[^\d+]", "", number), "CN")
    except phonenumbers.NumberParseException:
        return None
    return read if phonenumbers.is_valid_number(read) else None


def masked(text, on):
    """(text with the middle of every such number starred, how many): 138****1234, 0592-****000, 110101********1234."""
    places = found(text, on)
    for start, end in reversed(places):
        text = text[:start] + _stars(text[start:end]) + text[end:]
    return text, len(places)


def repeated(text, on, typed):
    """The first number in a text, masked, that is an identity number or stands in one of the texts `typed` (read if it has any); "" for none."""
    mine = [(_figures(text[start:end]), text[start:end]) for start, end in found(text, on)]
    lines = [figures for figures, _number in mine if len(figures) < 18]
    theirs = [_figures(other[start:end]) for other in typed if other for start, end in found(other, on)] if lines else []
    for figures, number in mine:
        if len(figures) == 18 or any(figures.endswith(each) or each.endswith(figures) for each in theirs):
            return _stars(number)
    return ""


def _figures(number):
    """An identity number whole, of a telephone what is dialled inside the country; without the signs between."""
    figures = "".join(SPELLED.get(sign) or plain(sign).upper() for sign in number if (SPELLED.get(sign) or plain(sign)).isalnum())
    read = _telephone(figures) if 8 < len(figures) < 18 else None
    return str(read.national_number) if read else figures


def _stars(number):
    signs = [at for at, sign in enumerate(number) if (SPELLED.get(sign) or plain(sign)).isalnum()]
    if len(signs) == 18:
        hidden = signs[6:-4]
    else:
        own = _own("".join(SPELLED.get(number[at]) or plain(number[at]) for at in signs))
        hidden = signs[-own:][:4] if own < 11 else signs[-8:-4]
    return "".join("*" if at in hidden else sign for at, sign in enumerate(number))


def _own(figures):
    """How many figures at the end of a telephone number are the person's own: all eleven of a mobile, seven or eight of a line."""
    read = _telephone(figures) if len(figures) > 8 else None
    if read is None:
        return min(len(figures), 11)
    return len(str(read.national_number)) - phonenumbers.length_of_geographical_area_code(read)
