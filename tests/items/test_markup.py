"""Text from elsewhere is cleaned and kept as blocks."""

import pytest

from disclosure.items.markup import blocks
from disclosure.items.models.facts import plain


def made(text):
    """What a text becomes, without the ids of blocks."""
    return [(block["type"], block["value"]) for block in plain(blocks(text))]


def test_lines_become_paragraphs():
    assert made("一\n\n二") == [("paragraph", "<p>一</p><p>二</p>")]
    assert made("a < b") == [("paragraph", "<p>a &lt; b</p>")]


def test_marks_are_kept_and_all_that_acts_is_dropped():
    html = "<p onclick='x()'>本<b>文</b><script>alert(1)</script><style>p{}</style><a href='javascript:alert(1)'>甲</a><a href='https://a.example/'>乙</a></p>"
    assert made(html) == [("paragraph", '<p>本<b>文</b>甲<a href="https://a.example/">乙</a></p>')]


def test_a_link_to_a_stored_file_is_only_words():
    """A number in foreign HTML would point at whatever file has it here."""
    assert made('<p><a linktype="document" id="1">附件</a><embed embedtype="image" id="1"/></p>') == [("paragraph", "<p>附件</p>")]


def test_headings_and_tables_become_blocks_in_their_place():
    html = "<div><h2>一、总则</h2><p>前</p><table><caption>表一</caption><tr><th>甲</th><th>乙</th></tr><tr><td>1</td></tr></table>后</div>"
    assert [name for name, _value in made(html)] == ["heading", "paragraph", "table", "paragraph"]
    assert blocks(html)[2]["value"] == {
        "columns": [{"type": "text", "heading": "甲"}, {"type": "text", "heading": "乙"}],
        "rows": [{"values": ["1", ""]}],
        "caption": "表一",
    }


def test_words_without_a_paragraph_get_one():
    assert made("甲<b>乙</b><p>丙</p>丁") == [("paragraph", "<p>甲<b>乙</b></p><p>丙</p><p>丁</p>")]


def test_the_text_of_a_page_that_is_one_form_is_kept():
    """So old systems wrote; what is typed and pressed in it goes."""
    assert made("<form action='x'><input name='y'><p>甲</p><button>查</button></form>") == [("paragraph", "<p>甲</p>")]


@pytest.mark.parametrize("text", ["", None, "<p> </p>", "<script>x</script>"])
def test_nothing_becomes_nothing(text):
    assert made(text) == []
