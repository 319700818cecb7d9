"""A year's holiday notice from a file."""

import datetime as dt
import json

import pytest

from disclosure.clocks.notices import read
from disclosure.ledger.errors import Invalid

HEADER = "date,is_workday,name\n"
JSON = {"year": 2027, "papers": ["http://www.gov.cn/1"], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}


def test_a_csv_file_in_utf_8_or_gb_18030():
    """As Excel in China writes it, with or without a mark at the start."""
    text = HEADER + "2027-01-01,0,元旦\n2027-01-02,1,元旦调休\n"
    for content in (text.encode(), text.encode("utf-8-sig"), text.encode("gb18030"), text.replace("\n", "\r\n").encode()):
        notice = read(content, "2027.csv")
        assert notice.days == {dt.date(2027, 1, 1): (False, "元旦"), dt.date(2027, 1, 2): (True, "元旦调休")}
        assert (notice.years, notice.source) == ({2027}, "2027.csv")
    assert dt.date(2027, 2, 8) in notice.left_out and dt.date(2027, 1, 1) not in notice.left_out


def test_a_single_day_for_a_storm_is_no_notice_of_the_year():
    """The year stays provisional."""
    assert read((HEADER + "2027-03-01,0,台风停工\n").encode(), "x").years == frozenset()


def test_the_holiday_cn_shape():
    """year, papers, days with isOffDay."""
    notice = read(json.dumps(JSON).encode(), "2027.json")
    assert (notice.years, notice.source, notice.days) == ({2027}, "http://www.gov.cn/1", {dt.date(2027, 1, 1): (False, "元旦")})


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "date,is_workday,name"),
        ("a,b\n1,2\n", "date,is_workday,name"),
        (HEADER, ""),
        (HEADER + "2027-13-45,1,x\n", "2027-13-45"),
        (HEADER + "2027-01-01,2,x\n", "“2”"),
        (HEADER + "2027-01-01,1\n", "2"),
        (HEADER + "2027-01-01,1,x,y\n", "2"),
        (HEADER + "2027-01-01,1,x\n2027-01-01,0,x\n", "2027-01-01"),
        (HEADER + "1800-01-01,1,x\n", "1800"),
        (HEADER + "20270101,1,x\n", "20270101"),
        ("{", "holiday-cn"),
        (json.dumps({**JSON, "papers": []}), "2027"),
        (json.dumps({**JSON, "year": "2027"}), "2027"),
        (json.dumps({**JSON, "days": [{"name": "x", "date": "2031-01-01", "isOffDay": True}]}), "2031"),
        (json.dumps({**JSON, "days": [{"name": "x", "date": "2027-01-01", "isOffDay": 1}]}), "isOffDay"),
        (json.dumps({**JSON, "days": []}), ""),
        (json.dumps([1]), "holiday-cn"),
    ],
)
def test_a_file_that_is_no_notice_is_refused_whole(content, word):
    """One sentence that names the line; a year without papers is a guess and is refused."""
    with pytest.raises(Invalid) as refused:
        read(content.encode(), "x")
    assert word in str(refused.value) and "\n" not in str(refused.value) and refused.value.field == "file"


def test_bytes_that_are_no_text_are_refused():
    """A spreadsheet given by mistake."""
    with pytest.raises(Invalid):
        read(b"PK\x03\x04\xff\xff\xff", "x.xlsx")
