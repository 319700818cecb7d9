"""HTML or plain text of another system → blocks of an item's body. What may act, track or hide is gone; headings, lists, links and tables stay."""

import html
import re
import uuid
from functools import cache

from django.utils.translation import gettext as _
from lxml import html as lxml_html
from lxml.etree import ParserError
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from .blocks import FEATURES

# Taken out with all that they contain.
GONE = (
    "script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "input", "button", "select", "textarea", "svg", "math",
    "noscript", "template", "head", "title", "meta", "link", "base", "audio", "video", "canvas", "img", "picture", "source", "map",
)  # fmt: skip
HEADINGS = {"h1": "2", "h2": "2", "h3": "3", "h4": "3", "h5": "3", "h6": "3"}
BLOCKS = ("p", "ul", "ol", "hr")
CONTAINERS = (
    "div", "section", "article", "main", "header", "footer", "center", "body", "td", "th", "figure", "aside", "nav", "address", "details",
    "blockquote", "dl", "dt", "dd", "form",  # many an old system wraps the whole page in one
)  # fmt: skip
KEPT_ADDRESSES = re.compile(r"\s*(https?://|mailto:|tel:)", re.I)  # a relative one would lead nowhere here
DEEPEST = 100  # elements in one another; the parser knows 255, the converter fewer
MARKED = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|<!--", re.I)
NO_IMAGES = tuple(feature for feature in FEATURES if feature not in ("image", "document-link"))  # their targets are numbers of the other system


@cache
def _converter():
    """Made at the first use: making it asks every room's hooks, which may import this module."""
    return ContentstateConverter(features=NO_IMAGES)


def blocks(text):
    """The raw StreamField data ([{type, value, id}]) of HTML, or of plain text whose lines are paragraphs. Empty text gives [].

    Raises ValueError with a sentence for marks nested deeper than any text needs: the parser would leave out what stands inside.
    """
    if not (text or "").strip():
        return []
    if not MARKED.search(text):
        return [_block("paragraph", "".join(f"<p>{html.escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip()))]
    try:
        root = lxml_html.fragment_fromstring(text.replace("\x00", ""), create_parent="div")
    except (ParserError, ValueError):
        return []
    for element in list(root.iter()):
        if element is root:
            continue
        if not isinstance(element.tag, str) or element.tag in GONE:
            element.drop_tree()
        elif element.tag == "a" and not KEPT_ADDRESSES.match(element.get("href", "")):
            element.drop_tag()
    if _depth(root) > DEEPEST:
        raise ValueError(_("The marks of the text are nested too deep: simplify it."))
    made = []
    _walk(root, made)
    return _joined(made)


def _depth(root):
    """How many elements lie in one another, without recursion."""
    deepest, open_ = 0, [(root, 0)]
    while open_:
        element, depth = open_.pop()
        deepest = max(deepest, depth)
        open_ += [(child, depth + 1) for child in element]
    return deepest


def _block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _walk(element, made):
    """Append ("html", text), ("heading", …) and ("table", …) in the order of the text."""
    inline = [html.escape(element.text or "", quote=False)]
    for child in element:
        tail = html.escape(child.tail or "", quote=False)
        tag = child.tag
        if tag in HEADINGS or tag == "table" or tag == "pre" or tag in BLOCKS or tag in CONTAINERS or child.find(".//table") is not None:
            _flush(inline, made)
            if tag in HEADINGS:
                made.append(("heading", {"text": " ".join(child.text_content().split())[:200], "level": HEADINGS[tag]}))
            elif tag == "table":
                _table(child, made)
            elif tag == "pre":
                made += [("html", f"<p>{html.escape(line, quote=False)}</p>") for line in child.text_content().splitlines() if line.strip()]
            elif tag in BLOCKS and child.find(".//table") is None:
                made.append(("html", _outer(child)))
            else:
                _walk(child, made)
        else:
            inline.append(_outer(child))
        inline.append(tail)
    _flush(inline, made)


def _outer(element):
    return lxml_html.tostring(element, encoding="unicode", with_tail=False)


def _flush(inline, made):
    text = "".join(inline)
    inline.clear()
    for part in re.split(r"(?:<br\s*/?>\s*){2,}", text):
        if part.strip():
            made.append(("html", f"<p>{part}</p>"))


def _table(element, made):
    """A table becomes a typed table of text cells; spans are filled with empty cells, a table in a cell with its text."""
    rows = []
    for row in element.iter("tr"):
        if next(row.iterancestors("table")) is not element:
            continue
        cells = []
        for cell in row:
            if cell.tag in ("td", "th"):
                cells += [" ".join(cell.text_content().split()), *[""] * (_span(cell) - 1)]
        if cells:
            rows.append((cells, all(cell.tag == "th" for cell in row if cell.tag in ("td", "th"))))
    if not rows:
        return
    caption = element.findtext("caption") or ""
    if len(rows) == 1 or max(len(cells) for cells, _head in rows) == 1:  # laid out, not tabulated
        made += [("html", f"<p>{html.escape(cell, quote=False)}</p>") for cells, _head in rows for cell in cells if cell]
        return
    head = rows[0][0] if rows[0][1] or element.find("thead") is not None else []
    made.append(("table", typed_table(head, [cells for cells, _head in rows[1 if head else 0 :]], " ".join(caption.split()))))


def _span(cell):
    try:
        return min(max(int(cell.get("colspan", 1)), 1), 50)
    except ValueError:
        return 1


def typed_table(columns, rows, caption=""):
    """Raw data of the table block: `columns` are headings, `rows` lists of values; short rows are filled up."""
    width = max([len(columns), *(len(row) for row in rows)], default=0)
    headings = [*map(str, columns), *[""] * (width - len(columns))]
    return {
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": [*("" if value is None else str(value) for value in row), *[""] * (width - len(row))]} for row in rows],
        "caption": caption,
    }


def _joined(made):
    found, run = [], []

    def end_of_run():
        if run:
            cleaned = _clean("".join(run))
            run.clear()
            if cleaned:
                found.append(_block("paragraph", cleaned))

    for kind, value in made:
        if kind == "html":
            run.append(value)
            continue
        end_of_run()
        if kind == "table" or value["text"]:
            found.append(_block(kind, value))
    end_of_run()
    return found


def _clean(text):
    """Through the editor's own converter: it knows the allowed marks and drops every other mark, attribute and address."""
    cleaned = _converter().to_database_format(_converter().from_database_format(text))
    cleaned = re.sub(r'\s?data-block-key="[^"]*"', "", cleaned)
    return cleaned if re.sub(r"<[^>]*>|\s|&nbsp;", "", cleaned) or "<hr" in cleaned else ""
