"""Makes data/frame.docx, the frame of the letters that comes with the system: run it after a change
(`python -m disclosure.cases.make_frame`)."""

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FRAME = Path(__file__).parent / "data" / "frame.docx"


def paragraph(document, text, *, size=16, align=None, indent=False, font="FangSong"):
    """One paragraph in a Chinese face."""
    added = document.add_paragraph()
    run = added.add_run(text)
    run.font.size, run.font.name = Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), {"FangSong": "仿宋", "SimHei": "黑体"}[font])
    if align is not None:
        added.alignment = align
    if indent:
        added.paragraph_format.first_line_indent = Pt(2 * size)
    added.paragraph_format.line_spacing = Pt(28)
    return added


def make():
    """Write the frame: bureau, title, number, paragraphs, signature."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    centre, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    paragraph(document, "{{ bureau }}", size=22, align=centre, font="SimHei")
    paragraph(document, "{{ title }}", size=18, align=centre, font="SimHei")
    paragraph(document, "{{ letter_number }}", align=centre)
    paragraph(document, "{{ paragraphs[0] }}")
    paragraph(document, "{%p for each in paragraphs[1:] %}")
    paragraph(document, "{{ each }}", indent=True)
    paragraph(document, "{%p endfor %}")
    paragraph(document, "")
    paragraph(document, "{{ bureau }}", align=right)
    paragraph(document, "{{ dated }}", align=right)
    document.save(FRAME)


if __name__ == "__main__":
    make()
