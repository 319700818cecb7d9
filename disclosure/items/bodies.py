"""Text from elsewhere (API, import) as blocks of a body: cleaned, tables kept, nothing that acts when it is read."""

import re

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from django.utils.html import escape
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.whitelist import check_url

# No document links and images: a number in foreign HTML would point at whatever file has it here.
KEPT = ["bold", "italic", "ol", "ul", "link", "superscript", "subscript", "hr"]
# Boxes that only group: their content is taken as if they were not there.
BOXES = {"html", "body", "div", "section", "article", "main", "header", "footer", "center", "figure", "details", "form", "fieldset"}
DROPPED = {"script", "style", "head", "title", "meta", "link", "iframe", "object", "embed", "noscript", "template", "svg", "math", "input", "button"}
# Marks within a line.
INLINE = set("a b strong i em u span sup sub br font small code mark label abbr cite q s del ins".split())
_MARKUP = re.compile(r"<\s*[a-zA-Z!/]")


def blocks_from(text):
    """[(block type, value)] for a body from HTML, plain text with line breaks, or a list of paragraphs; values as a StreamField takes them.

    Marks outside `KEPT` are dropped and their words kept; scripts and styles go with their words. TypeError for anything else.
    """
    if text in (None, ""):
        return []
    if isinstance(text, (list, tuple)):
        if not all(isinstance(part, str) for part in text):
            raise TypeError("paragraphs")
        return _paragraphs(text)
    if not isinstance(text, str):
        raise TypeError("body")
    if not _MARKUP.search(text):
        return _paragraphs(text.splitlines())
    return _from_html(text)


def _paragraphs(lines):
    """One rich text of plain lines; empty ones are left out."""
    text = "".join(f"<p>{escape(line.strip())}</p>" for line in lines if line.strip())
    return [("paragraph", text)] if text else []


def _from_html(html):
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(DROPPED):
        tag.decompose()
    for comment in soup.find_all(string=lambda part: isinstance(part, Comment)):
        comment.extract()
    for link in soup.find_all("a"):
        link.attrs = {"href": address} if (address := check_url(link.get("href") or "")) else {}
        if not link.attrs:
            link.unwrap()
    found, running = [], []

    def flush():
        """End the rich text that was running."""
        html = "".join(running).strip()
        running.clear()
        if html and (clean := cleaned(html)):
            found.append(("paragraph", clean))

    for part in _flat(soup):
        name = part.name if isinstance(part, Tag) else None
        if name == "table":
            flush()
            if table := table_from(part):
                found.append(("table", table))
        elif name and re.fullmatch("h[1-6]", name):
            flush()
            if words := part.get_text(" ", strip=True):
                found.append(("heading", {"text": words[:200], "level": "2" if name in ("h1", "h2") else "3"}))
        elif name:
            running.append(str(part))
        elif words := str(part).strip():
            running.append(f"<p>{escape(words)}</p>")
    flush()
    return found


def _flat(parent):
    """The parts of the text without the boxes around them; words and marks that stand in a box without a paragraph get one."""
    line = []
    for child in parent.children:
        inline = isinstance(child, NavigableString) or child.name in INLINE
        if inline:
            line.append(str(child) if isinstance(child, Tag) else escape(str(child)))
            continue
        yield from _line(line)
        line = []
        if child.name in BOXES or child.find(["table", *(f"h{n}" for n in range(1, 7))]) and child.name != "table":
            yield from _flat(child)
        else:
            yield child
    yield from _line(line)


def _line(parts):
    """A paragraph around words that had none."""
    if "".join(parts).strip():
        yield from BeautifulSoup(f"<p>{''.join(parts)}</p>", "html.parser").children


def cleaned(html):
    """Rich text as Wagtail stores it, with the marks in `KEPT` alone; empty where nothing readable is left."""
    converter = ContentstateConverter(features=KEPT)
    clean = converter.to_database_format(converter.from_database_format(html))
    return clean if BeautifulSoup(clean, "html.parser").get_text(strip=True) or "<hr" in clean else ""


def table_from(tag):
    """A table of HTML as a value of TableBlock: every cell a line of text. The first row gives the headings; None for an empty one."""
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in tag.find_all("tr")]
    caption = tag.caption.get_text(" ", strip=True) if tag.caption else ""
    return table_of(rows, caption)


def table_of(rows, caption=""):
    """A value of TableBlock from rows of words; the first row gives the headings, short rows are filled up. None without a row."""
    rows = [[str("" if cell is None else cell) for cell in row] for row in rows if any(str("" if cell is None else cell).strip() for cell in row)]
    if not rows:
        return None
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    return {
        "columns": [{"type": "text", "heading": heading} for heading in rows[0]],
        "rows": [{"values": row} for row in rows[1:]],
        "caption": caption,
    }


def stream(blocks):
    """Blocks as the stored data of a StreamField."""
    return [{"type": name, "value": value} for name, value in blocks]
