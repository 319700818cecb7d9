"""The report on paper: the same blocks as DOCX (python-docx) and PDF/A (typst), with the charts as pictures. Words are data and are never run."""

import io
from datetime import date
from pathlib import Path
from unicodedata import east_asian_width

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from wagtail.models import Site

from dashboard.metric import Group
from dashboard.models import Section
from dashboard.panels import percent, places
from disclosure.files.typeset import typeset
from disclosure.ledger.text import fit
from disclosure.org.models import BureauSettings

from . import drawings
from .content import PARTS, RATES, before_of, change, difference, last_period, lateness_of, period_words, shown

HERE = Path(__file__).parent / "data"
NUMERALS = "一二三四五六七八"
FACES = {"body": "仿宋", "head": "黑体"}
WIDEST = 22  # signs of a title on one line; of others half as wide two count as one


def docx(content, *, before=None):
    """The report as DOCX bytes. content: of content_of, with `title` and `issued_on`; before: content of the version issued before it, or None."""
    return _write_docx(_paper(content, before))


def pdf(content, *, before=None):
    """The report as PDF/A bytes, as `docx`. Raises RuntimeError where a face is missing."""
    return typeset(HERE / "situation.typ", _paper(content, before), pdf_standards=["a-2b"])


def png(svg):
    """A chart as PNG bytes, 200 points an inch: for Word."""
    return typeset(HERE / "chart.typ", {"svg": svg}, format="png", ppi=200)


# ---- what stands on the paper


def _paper(content, before):
    """Title, blocks and signature of a report."""
    site = Site.objects.filter(is_default_site=True).first()
    bureau = (BureauSettings.for_site(site).name if site else "") or str(_("this bureau"))
    issued_on = date.fromisoformat(content["issued_on"])
    first, last = date.fromisoformat(content["first"]), date.fromisoformat(content["last"])
    subtitle = _("%(period)s · as known on %(known)s") % {
        "period": period_words(first, last),
        "known": date_format(date.fromisoformat(content["known"])),
    }
    if content.get("number", 1) > 1:
        subtitle += _(" · version %(number)s") % {"number": content["number"]}
    blocks = [_clean(block) for block in _blocks(content, before)]
    day = {"year": issued_on.year, "month": issued_on.month, "day": issued_on.day}
    dated = _("%(year)s-%(month)s-%(day)s (signed)") % day
    title = _clean(content["title"])
    lines = _lines(title, period_words(first, last))
    return {"bureau": bureau, "title": title, "title_lines": lines, "subtitle": subtitle, "blocks": blocks, "dated": dated, **day}


def _lines(title, period):
    """The lines of a title: one that is too long breaks beside the words of its period, so that no single sign is left over."""
    wide = sum(1 if east_asian_width(sign) in "FWA" else 0.5 for sign in title)
    head, found, tail = title.partition(period)
    if wide <= WIDEST or not found:
        return [title]
    return [head + found, tail] if tail else [head.rstrip(), found]


def _clean(value):
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return {name: _clean(each) for name, each in value.items()} if isinstance(value, dict) else value


def _blocks(content, before):
    passages, numerals = content.get("passages", {}), iter(NUMERALS)
    if recipients := content.get("recipients"):
        yield {"kind": "lead", "text": _("To: %(names)s") % {"names": "、".join(dict.fromkeys(recipients))}}

    def part(section):
        yield {"kind": "heading", "text": f"{next(numerals)}、{section.label}"}

    def own(section):
        for text in passages.get(section, "").split("\n"):
            if text.strip():
                yield {"kind": "paragraph", "text": text.strip()}

    yield from part(Section.OPENING)
    yield {"kind": "paragraph", "text": _opening(content)}
    yield from own(Section.OPENING)
    yield from _rates(content)
    for section, keys in PARTS:
        yield from part(section)
        rest = section == Section.PUBLICATION
        yield _figures(content, keys, others=rest, told={key for _section, all_keys in PARTS for key in all_keys})
        if section == Section.MATTERS:
            yield {"kind": "note", "text": _("Without complaints that the efficiency office may not know.")}
        yield from own(section)
    yield from part(Section.OVERDUE)
    yield from _overdue(content)
    yield from own(Section.OVERDUE)
    yield from part(Section.PROPOSALS)
    yield from _orders(content)
    yield from own(Section.PROPOSALS)
    if passages.get(Section.NEXT):
        yield from part(Section.NEXT)
        yield from own(Section.NEXT)
    if before is not None:
        heading = _("What differs from the version issued before")
        yield {"kind": "heading", "text": f"{next(numerals)}、{heading}"}
        rows = [[row["what"], row["before"], row["now"]] for row in difference(before, content)]
        if rows:
            columns = [_("what"), _("before"), _("now")]
            yield {"kind": "table", "columns": columns, "widths": [3, 2, 2], "right": [], "rows": rows}
        else:
            yield {"kind": "paragraph", "text": _("Nothing differs.")}


def _figure(content, key):
    return next((figure for figure in content["figures"] if figure["key"] == key), None)


def _opening(content):
    """The sentence that a leader reads first."""
    rows = content["overdue"]
    published = _figure(content, "published")
    count = shown(published) if published else "0"
    if not rows:
        return _("In the period %(count)s items were made public. At its end nothing was overdue.") % {"count": count}
    told = {
        "count": count, "late": len(rows), "places": places(row["division"] for row in rows), "title": rows[0]["title"],
        "division": rows[0]["division_name"], "days": lateness_of(rows[0]),
    }  # fmt: skip
    if not rows[0]["days_late"]:
        return _(
            "In the period %(count)s items were made public. At its end %(late)s obligations were overdue, %(places)s; the longest, "
            "“%(title)s” (%(division)s), %(days)s."
        ) % told  # fmt: skip
    return _(
        "In the period %(count)s items were made public. At its end %(late)s obligations were overdue, %(places)s; the longest, "
        "“%(title)s” (%(division)s), by %(days)s working days."
    ) % told  # fmt: skip


def _rates(content):
    rows, few = [], []
    for key in RATES:
        figure = _figure(content, key)
        if figure is not None and (figure["value"] is not None or figure["before"]["value"] is not None):
            now, then = (None if each["small"] else each["value"] for each in (figure, figure["before"]))  # few rows make no rate
            if now is None and then is None:
                few.append(figure["name"])
            else:
                words = [_rate(each) for each in (figure, figure["before"])]
                rows.append({"name": figure["name"], "now": now, "before": then, "words": words})
    if rows:
        yield {"kind": "caption", "text": _("Figure 1: shares in time, this period and the one before")}
        svg = drawings.rates(rows, (_("this period"), _("last period")))
        yield {"kind": "picture", "svg": svg, "alt": "；".join("{name} {words[0]}（{words[1]}）".format(**row) for row in rows)}
    if few:
        yield {"kind": "note", "text": _("Few in both periods, so that no rate is formed: %(names)s.") % {"names": "、".join(few)}}
    divisions = [row for row in content["divisions"] if any(row[group] for group in Group.values)]
    if divisions:
        yield {"kind": "caption", "text": _("Figure 2: obligations of the divisions, in the bureau's order")}
        svg = drawings.divisions(divisions, {group.value: str(group.label) for group in Group})
        yield {"kind": "picture", "svg": svg, "alt": "；".join(f"{row['name']} {sum(row[group] for group in Group.values)}" for row in divisions)}


def _rate(figure):
    if figure["value"] is None:
        return str(_("none"))
    return str(_("few")) if figure["small"] else f"{percent(figure['value'])}%"


def _figures(content, keys, *, others, told):
    chosen = [figure for key in keys if (figure := _figure(content, key))]
    if others:
        chosen += [figure for figure in content["figures"] if figure["key"] not in told and figure["key"] != "overdue"]
    rows = [[figure["name"], shown(figure), before_of(figure), change(figure) or _("not compared")] for figure in chosen]
    columns = [_("figure"), _("this period"), last_period(content), _("change")]
    return {"kind": "table", "columns": columns, "widths": [44, 44, 44, 26], "right": [1, 2, 3], "rows": rows}


def _overdue(content):
    rows = content["overdue"]
    if not rows:
        yield {"kind": "paragraph", "text": _("At the end of the period nothing was overdue.")}
        return
    columns = [_("matter"), _("whose"), _("due on"), _("working days late"), _("where it stands"), _("reason given")]
    yield {
        "kind": "table", "columns": columns, "widths": [40, 24, 23, 15, 22, 34], "right": [3],
        "rows": [
            [f"{row['title']}（{row['owed']}）" if row.get("owed") else row["title"], f"{row['division_name']} {row['owner']}".strip(),
             row["due_on"], lateness_of(row), row["stands"], row["reason"] or _("no reason given")]
            for row in rows
        ],
    }  # fmt: skip


def _orders(content):
    rows = content["orders"]
    if not rows:
        yield {"kind": "paragraph", "text": _("In the period no supervision order and no proposal was open.")}
        return
    states = {}
    for row in rows:
        states[row["stands"]] = states.get(row["stands"], 0) + 1
    told = "，".join(_("%(state)s %(count)s") % {"state": state, "count": count} for state, count in states.items())
    yield {"kind": "paragraph", "text": _("Orders and proposals: %(count)s (%(states)s).") % {"count": len(rows), "states": told}}
    # One that was issued before has numbers: it stays as it is.
    columns = [_("kind"), _("matter"), _("division"), _("where it stands"), _("due on")]
    lines = [[row.get("kind_name") or row["number"] or "—", row["title"], row["division_name"], row["stands"], row["due_on"]] for row in rows]
    yield {"kind": "table", "columns": columns, "widths": [22, 60, 32, 21, 23], "right": [], "rows": lines}


# ---- DOCX


def _write_docx(paper):
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(30), Mm(28), Mm(27), Mm(25)
    _page_number(section)
    document.core_properties.title, document.core_properties.author = paper["title"], paper["bureau"]
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _add(document, paper["bureau"], size=15, align=centre, face="head")
    for line in paper["title_lines"]:
        _add(document, line, size=20, align=centre, face="head", bold=True, keep=True)
    _add(document, paper["subtitle"], size=10.5, align=centre, colour="4B5763")
    for block in paper["blocks"]:
        kind = block["kind"]
        if kind == "heading":
            _add(document, block["text"], size=15, face="head", bold=True, before=8, keep=True)
        elif kind == "paragraph":
            _add(document, block["text"], size=14, indent=True)
        elif kind == "lead":
            _add(document, block["text"], size=14)
        elif kind == "note":
            _add(document, block["text"], size=10, colour="4B5763")
        elif kind == "caption":
            _add(document, block["text"], size=10.5, align=centre, face="head", before=6, keep=True)
        elif kind == "picture":
            document.add_picture(io.BytesIO(png(block["svg"])), width=Mm(155))
            document.paragraphs[-1].alignment = centre
            document.inline_shapes[-1]._inline.docPr.set("descr", block["alt"])
        elif kind == "table":
            _table(document, block)
    right = WD_ALIGN_PARAGRAPH.RIGHT
    _add(document, "", size=14)
    _add(document, paper["bureau"], size=14, align=right, keep=True)
    _add(document, paper["dated"], size=14, align=right)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _run(paragraph, text, *, size, face="body", bold=False, colour=None):
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Times New Roman"
    run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), FACES[face])
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def _add(document, text, *, size, align=None, indent=False, face="body", bold=False, colour=None, before=0, keep=False):
    paragraph = document.add_paragraph()
    _run(paragraph, text, size=size, face=face, bold=bold, colour=colour)
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(4), 1.35
    form.keep_with_next = keep
    if align is not None:
        paragraph.alignment = align
    if indent:
        form.first_line_indent = Pt(2 * size)
    return paragraph


def _table(document, block):
    table = document.add_table(rows=1, cols=len(block["columns"]))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    total = sum(block["widths"])
    widths = [Mm(158 * part / total) for part in block["widths"]]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # some programs read the grid, some the cells
    _row(table.rows[0], block["columns"], widths, (), bold=True, fill="EEF2F7", heads=block["right"])
    _mark(table.rows[0], "w:tblHeader")
    for cell in table.rows[0].cells:  # a heading keeps with its table, and that begins with a row below its head
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    for values in block["rows"]:
        row = table.add_row()
        _row(row, values, widths, block["right"])
        _mark(row, "w:cantSplit")
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _row(row, values, widths, right, *, bold=False, fill=None, heads=()):
    for place, (cell, text) in enumerate(zip(row.cells, values, strict=True)):
        cell.width = widths[place]
        paragraph = cell.paragraphs[0]
        _run(paragraph, str(text), size=10, face="head" if bold else "body", bold=bold)
        paragraph.paragraph_format.space_after = Pt(1)
        if place in right or (bold and place in heads):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if fill:
            shade = OxmlElement("w:shd")
            for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)):
                shade.set(qn(name), value)
            cell._element.get_or_add_tcPr().append(shade)


def _mark(row, name):
    properties = row._tr.get_or_add_trPr()
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _page_number(section):
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._element.append(part)
