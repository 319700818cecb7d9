"""Numbers of persons in what is shown: identity cards (also of 15 figures), telephones and e-mail addresses are masked, however they were split;
nothing else is touched."""

import datetime as dt
import functools
import re
import unicodedata

import phonenumbers
from stdnum.cn import ric

UNSEEN = "\u200b"  # stands for every sign that nobody sees
BREAK = r"[\s().·*/_-]{0,3}"  # … between its usual groups
WORD = r"(?:(?<=tel)|(?<=phone)|(?<=mobile)|(?<=call)|(?<=wx)|(?<=vx)|(?<=wechat)|(?<=weixin)|(?<=qq)|(?<![0-9A-Za-z.+\-_/]))"
# What is counted is no telephone: the unit behind it says so, however the figures are grouped. 人 alone, for 人员 and 人在 begin a new word.
UNITS = r"\s*[元万亿吨%‰]|\s*(?:公里|千米|平方|立方|公顷|公斤|千克|人次|km(?![a-z])|m[23]|kg(?![a-z]))|[米亩辆艘]|人(?![\u4e00-\u9fff])"
ENDS = rf"(?!\d|\.\d|_[0-9A-Za-z]|(?!wx|vx|tel|qq|ext)[A-Za-z]{{1,20}}\d|{UNITS})"
CODE = rf"(?:(?:\+|00)?86{BREAK})?"
IDENTITY = re.compile(rf"(?<![0-9])(?=([1-9](?:{BREAK}\d){{16}}{BREAK}[0-9Xx])(?![0-9]))", re.A)
# Cards until 1999 have 15 figures and none to check them by: region (with city and county), the day of birth, a number that is not 000. Without a
# word that says what it is nothing may stand beside it that makes it the number of something else, nor is it split but at these places.
REGION = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])(?!00)\d\d(?!00)\d\d"
BORN = r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
OLD = re.compile(
    rf"(?:(?<=id)|(?<=sfz)|(?<![0-9A-Za-z.+\-_/¥$#第]))(?=({REGION}[ \t-]{{0,3}}{BORN}[ \t-]{{0,3}}(?!000)\d{{3}})"
    rf"(?!\d|\.\d|[-_/][0-9A-Za-z]|[A-Za-z]|{UNITS}))",
    re.A | re.I,
)
# Two of them set together: a stroke or a dash between makes one the number of something else, not two.
OLD_TWO = re.compile(rf"(?<![0-9A-Za-z.+\-_/¥$#第])({REGION}{BORN}(?!000)\d{{3}})[-_/\\|~+]({REGION}{BORN}(?!000)\d{{3}})(?![0-9A-Za-z])", re.A)
CARD = r"(?:身份证(?:件)?|身份号码|公民身份|证件)(?:号码?|编号)?(?:是|为)?[\s:.=(]{0,3}"
OLD_SAID = re.compile(rf"{CARD}([1-9](?:{BREAK}\d){{14}})(?![0-9])", re.A)
OLD_FIGURES = re.compile(rf"{REGION}{BORN}(?!000)\d{{3}}", re.A)
CODED = re.compile(  # what stands before the number of an account, a paper or a project
    r"(?:[账帐]号|账户|帐户|户名|卡号|单号|订单|流水|注册号?|登记号?|编号|编码|代码|号码|文号|案号|批号|许可证|证书|合同|票据|发票|序号|项目|备案|imei|sn|no)"
    r"(?:号码?)?(?:是|为)?[\s:.=(#]{0,3}$",
    re.I,
)
E_MAIL = re.compile(
    r"(?<![0-9A-Za-z._%+-])[0-9A-Za-z][0-9A-Za-z._%+-]{0,63}([ \t]?(?:@|[(\[]at[)\]])[ \t]?)[0-9A-Za-z-]{1,63}"
    r"(?:[ \t]?[.。][ \t]?[0-9A-Za-z-]{1,63}){0,4}[ \t]?[.。][ \t]?[A-Za-z]{2,18}(?![0-9A-Za-z-])",
    re.A | re.I,
)
SAID = r"(?:电话|手机|微信|联系方式)(?:号码?)?(?:是|为)?[\s:.=(]{0,3}"
SHAPES = (  # 3-4-4, 3-3-5, 4-3-4, or figure by figure: a row of small numbers is no telephone
    rf"1[3-9]\d{BREAK}\d{{4}}{BREAK}\d{{4}}",
    rf"1[3-9]\d{BREAK}\d{{3}}{BREAK}\d{{5}}",
    rf"1[3-9]\d\d{BREAK}\d{{3}}{BREAK}\d{{4}}",
    r"1[ \t-]{1,3}[3-9](?:[ \t-]{1,3}\d){9}(?![ \t-]{1,3}\d)",
    r"1[3-9]\d[、,](?:0\d{3}[、,]\d{4}|\d{4}[、,]0\d{3})",  # with such marks rows are written too: a number of a row begins with no 0
)
MOBILE = [re.compile(rf"{WORD}(?=({CODE}{shape}){ENDS})", re.A | re.I) for shape in SHAPES]
MOBILE.append(re.compile(rf"{SAID}({CODE}1[3-9]\d[、,]\d{{4}}[、,]\d{{4}}){ENDS}", re.A | re.I))
# A letter or two set beside a mobile hides it from who counts figures; behind the name of a number it is the number of a paper.
LETTERED = re.compile(rf"(?<![0-9A-Za-z.+\-_/])[A-Za-z]{{1,4}}(1[3-9]\d{{9}}){ENDS}", re.A)
MOBILE_ALONE = re.compile(r"1[3-9]\d{9}", re.A)
# Two mobiles set together by a mark that else makes a number that of something else.
TOGETHER = re.compile(r"(?<![0-9A-Za-z.+\-_/])(1[3-9]\d{9})[._+=~|\\](1[3-9]\d{9})(?![0-9])", re.A)
# Mobiles with nothing between them.
GLUED = re.compile(r"(?<![0-9A-Za-z.+\-_/])((?:1[3-9]\d{9}){2,5})(?![0-9A-Za-z]|\.\d)", re.A)
# A line has its area code, or a word before it that says it is one: seven figures alone may be anything. 0591-2023-0012 numbers a paper.
AREA = rf"(?:0(?:10|2\d|[3-9]\d\d)|[(](?:0(?:10|2\d|[3-9]\d\d))[)]|(?:(?:\+|00)86{BREAK}|86[\s(-]{{1,3}})[(]?0?(?:10|2\d|[3-9]\d\d)[)]?)"
LOCAL = rf"(?:[2-8]\d{{2,3}}{BREAK}\d{{4}}|[2-8]\d\d{BREAK}\d{{5}})"
BETWEEN = r"[\s().·*/_:-]{0,3}"
LINES = (
    re.compile(rf"{WORD}(?=({AREA}{BETWEEN}(?!20[0-4]\d-){LOCAL}){ENDS})", re.A | re.I),
    re.compile(rf"{SAID}({AREA}{BETWEEN}{LOCAL}){ENDS}", re.A | re.I),
)
CALLED = r"(?:电话|座机|固话|宅电|致电|联系方式|\btel|\bphone)(?:号码?)?(?:是|为)?[\s:.=(]{0,3}|(?:办公室|值班室|传达室):\s?|(?:请打|拨打|请拨)\s?"
LOCAL_LINE = re.compile(rf"(?:{CALLED})({LOCAL}){ENDS}(?!\s*[年月])", re.A | re.I)
# Behind a telephone, and whose it is, a stroke or a dash leads to the next, which may leave out the area code.
NEXT = re.compile(
    rf"(?:\s?[(][^()\n]{{1,12}}[)])?\s{{0,2}}[-/\\|~+&]\s{{0,2}}(?:({CODE}(?:{'|'.join(SHAPES[:3])})|{AREA}{BETWEEN}{LOCAL}|{LOCAL}){ENDS})",
    re.A | re.I,
)
# So do a comma and a word, behind which a day, a year or a number of something else may stand too.
NEXT_TOLD = re.compile(
    rf"(?:\s?[(][^()\n]{{1,12}}[)])?\s{{0,2}}(?:[、,;]|或者?|以?及|[和与跟])\s{{0,2}}(?!(?:19|20)\d\d)"
    rf"([2-8]\d{{2,3}}[ -]?\d{{4}}){ENDS}(?!\s*[年月日号份个])",
    re.A | re.I,
)
ABROAD = re.compile(r"(?<![0-9A-Za-z)])(?=(\+(?!86)[1-9](?:[ ().-]{0,2}\d){6,14})(?!\d|\.\d))", re.A)
WORDS = ("零〇", "一幺壹", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
SPELLED = {sign: str(value) for value, signs in enumerate(WORDS) for sign in signs}
ANY = f"0-9{''.join(SPELLED)}"
SPELLED_CARD = rf"(?<![{ANY}])(?=[\d \t-]{{0,40}}[{''.join(SPELLED)}])"
SPELLED_ONE = rf"(?<![{ANY}])(?=[\d \t-]{{0,14}}[{''.join(SPELLED)}])"
PART = r"[ \t-]{0,3}"
IDENTITY_IN_WORDS = re.compile(rf"{SPELLED_CARD}[{ANY}](?:{PART}[{ANY}]){{16}}{PART}[{ANY}Xx](?![{ANY}])", re.A)
OLD_IN_WORDS = re.compile(rf"{CARD}(?=[\d \t-]{{0,40}}[{''.join(SPELLED)}])([{ANY}](?:{PART}[{ANY}]){{14}})(?![{ANY}])", re.A)
IN_WORDS = re.compile(
    rf"{SPELLED_ONE}(?:[1{WORDS[1]}][3-9{''.join(WORDS[3:])}][{ANY}](?:{PART}[{ANY}]{{4}}{PART}[{ANY}]{{4}}|{PART}[{ANY}]{{3}}{PART}[{ANY}]{{5}}|"
    rf"[{ANY}]{PART}[{ANY}]{{3}}{PART}[{ANY}]{{4}})|[0{WORDS[0]}][{ANY}]{{2,3}}{PART}[{ANY}]{{3,4}}{PART}[{ANY}]{{4}})(?![{ANY}])",
    re.A,
)
# Behind a telephone stands its extension, by a word or a dash: neither -2026年 nor 转2路 nor the next number of a row is one.
EXTENSION = re.compile(
    rf"(?:[\s,;]{{0,2}}[(]?(?:[转轉](?:接|分机|内线)?|分机|内线|ext(?:ension)?\.?)(?:号码?)?[\s:]{{0,2}}(?:\d{{1,6}}|[{ANY}]{{3,6}})(?:[、/或]\d{{2,6}}){{0,3}}|-\d{{1,5}})"
    rf"(?![{ANY}]|\.\d|-\d|{UNITS}|[年月日号路])",
    re.A | re.I,
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
    """[(start, end, end of its extension)] of identity numbers that can be real on the day `on` (date) and of telephone numbers, in order.

    Without an extension both ends are the same."""
    return [each[:3] for each in _found(text, on)]


def _found(text, on, mails=False):
    """As `found`, each with what it is: "identity", "telephone", or "mail" if asked for; a number that an address begins with is then part of it."""
    read, places = plain(text), []
    seen = [at for at, sign in enumerate(read) if sign != UNSEEN]
    read = "".join(read[at] for at in seen)
    if mails:
        places += [hit.span() for hit in E_MAIL.finditer(read)]
    addresses = len(places)
    for hit in IDENTITY.finditer(read):
        if _is_identity("".join(re.findall(r"[0-9Xx]", hit[1])).upper(), on):
            _add(places, hit.span(1))
    for hit in IDENTITY_IN_WORDS.finditer(read):
        if _is_identity("".join(SPELLED.get(sign, sign) for sign in hit[0] if sign not in " \t-").upper(), on):
            _add(places, hit.span())
    for hit in OLD_SAID.finditer(read):
        if OLD_FIGURES.fullmatch("".join(re.findall(r"\d", hit[1]))):
            _add(places, hit.span(1))
    for hit in OLD_IN_WORDS.finditer(read):
        if OLD_FIGURES.fullmatch("".join(SPELLED.get(sign, sign) for sign in hit[1] if sign not in " \t-")):
            _add(places, hit.span(1))
    for hit in OLD_TWO.finditer(read):
        if not CODED.search(read[max(0, hit.start() - 16) : hit.start()]):
            _add(places, hit.span(1))
            _add(places, hit.span(2))
    for hit in OLD.finditer(read):
        if not CODED.search(read[max(0, hit.start(1) - 16) : hit.start(1)]):
            _add(places, hit.span(1))
    identities = len(places)
    for pattern in MOBILE:
        for hit in pattern.finditer(read):
            if _is_free(places, hit.span(1)) and _telephone("".join(re.findall(r"\d", hit[1]))[-11:]):
                places.append(hit.span(1))
    for hit in LETTERED.finditer(read):
        if not CODED.search(read[max(0, hit.start() - 16) : hit.start()]) and _telephone(hit[1]):
            _add(places, hit.span(1))
    for hit in TOGETHER.finditer(read):
        for number in (1, 2):
            if _telephone(hit[number]):
                _add(places, hit.span(number))
    for hit in GLUED.finditer(read):
        each = range(hit.start(), hit.end(), 11)
        if all(_telephone(read[at : at + 11]) for at in each) and not CODED.search(read[max(0, hit.start() - 16) : hit.start()]):
            for at in each:
                _add(places, (at, at + 11))
    for pattern in LINES:
        for hit in pattern.finditer(read):
            if _is_free(places, hit.span(1)) and _telephone(hit[1]):
                places.append(hit.span(1))
    for hit in LOCAL_LINE.finditer(read):
        _add(places, hit.span(1))
    for hit in ABROAD.finditer(read):
        if _is_free(places, hit.span(1)) and (end := _abroad(hit[1])):
            places.append((hit.start(1), hit.start(1) + end))
    for hit in IN_WORDS.finditer(read):
        if _telephone("".join(SPELLED.get(sign, sign) for sign in hit[0])):
            _add(places, hit.span())
    _add_next(read, places, identities)
    reach = [_extended(read, end, places) if n >= identities else end for n, (_start, end) in enumerate(places)]
    kinds = ["mail" if n < addresses else "identity" if n < identities else "telephone" for n in range(len(places))]
    rows = zip(places, reach, kinds, strict=True)
    return sorted((seen[start], seen[end - 1] + 1, seen[last - 1] + 1, kind) for (start, end), last, kind in rows)


def _add_next(read, places, first):
    """Add the telephones that stand behind those of `places` from the place `first` on, joined to them: they begin no word of their own."""
    for _start, end in (found := places[first:]):  # it grows: behind the second may stand a third
        hit = NEXT.match(read, end) or NEXT_TOLD.match(read, end)
        number = "".join(re.findall(r"\d", hit[1])) if hit else ""
        if hit and _is_free(places, hit.span(1)) and (len(number) < 9 or _telephone(number[-11:] if hit[1].startswith("+") else number)):
            places.append(hit.span(1))
            found.append(hit.span(1))


def _extended(read, end, places):
    """Where the extension ends that follows a telephone, which ends at `end`; there itself where none does."""
    behind = EXTENSION.match(read, end)
    return behind.end() if behind and _is_free(places, behind.span()) else end


def _is_free(places, span):
    return not any(start < span[1] and span[0] < end for start, end in places)


def _add(places, span):
    if _is_free(places, span):
        places.append(span)


def _abroad(number):
    """How long the telephone of another country is with which a text begins, 0 for none: what follows may be figures of something else."""
    ends = [at + 1 for at, sign in enumerate(number) if sign.isdigit() and not number[at + 1 : at + 2].isdigit()]
    return next((end for end in reversed(ends) if _telephone(number[:end])), 0)


def _is_identity(number, on):
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return dt.date(1800, 1, 1) <= born <= on and ric.calc_check_digit(number) == number[-1]


@functools.lru_cache(4096)
def _telephone(number):
    """The telephone that a number is, None where there can be none."""
    try:
        read = phonenumbers.parse(re.sub(r"[^\d+]", "", number), "CN")
    except phonenumbers.NumberParseException:
        return None
    return read if phonenumbers.is_valid_number(read) else None


def masked(text, on):
    """(text with the middle of every such number starred, and of an address for mail all before the @ but its first sign; how many):
    138****1234, 0592-****000转***, 110101********1234, 350203******123, w***@example.org."""
    places = _found(text, on, mails=True)
    for start, end, last, kind in reversed(places):
        number = _stars_of_mail(text[start:end]) if kind == "mail" else _stars(text[start:end], kind)
        text = text[:start] + number + "".join("*" if _is_figure(sign) else sign for sign in text[end:last]) + text[last:]
    return text, len(places)


def repeated(text, on, typed, own=()):
    """The first number in a text, masked, that is an identity number, a mobile, or stands in one of the texts `typed` (read if it has any other); ""
    for none. own: texts of the office, with the telephones that it has published: they are nobody's."""
    offices = {number for words in own for number in telephones(words, on)}
    mine = [(kind, _figures(text[start:end]), text[start:end]) for start, end, _last, kind in _found(text, on)]
    mine = [each for each in mine if each[0] == "identity" or not any(number.endswith(each[1]) for number in offices)]
    theirs = []
    if any(kind == "telephone" and not MOBILE_ALONE.fullmatch(figures) for kind, figures, _number in mine):
        theirs = [_figures(other[start:end]) for other in typed if other for start, end, _last in found(other, on)]
    for kind, figures, number in mine:
        if kind == "identity" or MOBILE_ALONE.fullmatch(figures) or any(figures.endswith(each) or each.endswith(figures) for each in theirs):
            return _stars(number, kind)
    return ""


def telephones(text, on):
    """The telephones in a text, each as it is dialled inside the country."""
    return {_figures(text[start:end]) for start, end, _last, kind in _found(text, on) if kind == "telephone"}


def mails(text):
    """The addresses for mail in a text, in small letters, however they were written."""
    read = "".join(sign for sign in plain(text) if sign != UNSEEN)
    return {re.sub(r"[ \t]", "", hit[0].replace(hit[1], "@")).replace("。", ".").casefold() for hit in E_MAIL.finditer(read)}


def _figures(number):
    """An identity number whole, of a telephone what is dialled inside the country; without the signs between."""
    figures = "".join(SPELLED.get(sign) or plain(sign).upper() for sign in number if (SPELLED.get(sign) or plain(sign)).isalnum())
    read = _telephone(figures) if 8 < len(figures) < 18 else None
    return str(read.national_number) if read else figures


def _is_figure(sign):
    return sign in SPELLED or plain(sign).isdigit()


def _stars(number, kind):
    signs = [at for at, sign in enumerate(number) if (SPELLED.get(sign) or plain(sign)).isalnum()]
    if kind == "identity":
        hidden = signs[6:-4] if len(signs) == 18 else signs[6:-3]
    else:
        own = _own("".join(SPELLED.get(number[at]) or plain(number[at]) for at in signs))
        hidden = signs[-own:][:4] if own < 11 else signs[-8:-4]
    return "".join("*" if at in hidden else sign for at, sign in enumerate(number))


def _stars_of_mail(address):
    """Whose it is goes, where it is kept stays: the writer knows his own."""
    before = E_MAIL.fullmatch("".join(sign for sign in plain(address) if sign != UNSEEN)).start(1)
    signs = [at for at, sign in enumerate(address) if plain(sign) != UNSEEN][:before]
    return "".join("*" if at in signs[1:] or at in signs and before == 1 else sign for at, sign in enumerate(address))


def _own(figures):
    """How many figures at the end of a telephone number are the person's own: all eleven of a mobile, seven or eight of a line."""
    read = _telephone(figures) if len(figures) > 8 else None
    if read is None:
        return min(len(figures), 11)
    return len(str(read.national_number)) - phonenumbers.length_of_geographical_area_code(read)
