"""Writes the attachments of the demo into data/files: small, with text that can be copied, without fonts inside.

Run by hand when a text changes (`python -m cms.demo.make_files`); the files are committed. The picture needs a Chinese font on the machine.
"""

import datetime as dt
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path(__file__).parent / "data" / "files"
NOTE = "（演示数据：文中的单位、人员、项目、文号均为虚构。）"
STAMP = dt.datetime(2026, 1, 5, 9, 0)
FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")


def pdf(name, title, paragraphs):
    """A PDF of A4 pages with the standard Chinese font that every reader brings (STSong-Light), 40 characters a line."""
    lines = [(18, title), (12, "")]
    for text in [*paragraphs, NOTE]:
        text = "　　" + text
        while text:
            end = 38
            while text[end : end + 1] and text[end] in "。，、；：）〕”":
                end += 1
            lines.append((12, text[:end]))
            text = text[end:]
    pages = [lines[n : n + 34] for n in range(0, len(lines), 34)]
    objects = ["<< /Type /Catalog /Pages 2 0 R /Lang (zh-CN) >>", ""]
    objects.append("<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>")
    objects.append(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
        " /DW 1000 /FontDescriptor 5 0 R >>"
    )
    objects.append(
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120"
        " /CapHeight 880 /StemV 93 >>"
    )
    kids = []
    for page in pages:
        text, height = ["BT 70 780 Td"], 0
        for size, line in page:
            text.append(f"/F1 {size} Tf 0 {-height} Td <{line.encode('utf-16-be').hex().upper()}> Tj")
            height = 21 if size == 12 else 26
        stream = "\n".join([*text, "ET"])
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    (FOLDER / name).write_bytes(out)


def docx(name, title, paragraphs, fields=()):
    """A Word document: a centred title, a table of fields to fill in, paragraphs."""

    def paragraph(text, size=24, centred=False):
        look = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
        font = f'<w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="{size}"/></w:rPr>'
        return f'<w:p>{look}<w:r>{font}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'

    def cell(text, width):
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph(text)}</w:tc>'

    rows = "".join(f"<w:tr>{cell(label, 2800)}{cell(value, 6200)}</w:tr>" for label, value in fields)
    lines = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    table = f"<w:tbl><w:tblPr><w:tblW w:w='9000' w:type='dxa'/><w:tblBorders>{lines}</w:tblBorders></w:tblPr>{rows}</w:tbl>" if fields else ""
    body = paragraph(title, 36, True) + table + "".join(paragraph(text) for text in [*paragraphs, NOTE])
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>",
    }
    with zipfile.ZipFile(FOLDER / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            info = zipfile.ZipInfo(path, STAMP.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)


def xlsx(name, title, head, rows):
    """A workbook with one sheet: title, head, rows."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    book.properties.creator, book.properties.created, book.properties.modified = "", STAMP, STAMP
    sheet = book.active
    sheet.title = "汇总表"
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(head))
    sheet["A1"].font, sheet["A1"].alignment = Font(size=14, bold=True), Alignment(horizontal="center")
    for row in [head, *rows, [NOTE]]:
        sheet.append(list(row))
    for n in range(1, len(head) + 1):
        sheet.column_dimensions[chr(64 + n)].width = 22
    book.save(FOLDER / name)


def png(name, title, lines):
    """A picture of a notice, 900 × 600."""
    from PIL import Image, ImageDraw, ImageFont

    font = next(path for path in FONTS if Path(path).exists())
    picture = Image.new("RGB", (900, 600), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 900, 96), fill="#0c2d55")
    draw.text((450, 48), title, "white", ImageFont.truetype(font, 40), anchor="mm")
    for n, line in enumerate([*lines, NOTE]):
        draw.text((60, 136 + 62 * n), line, "#1a2129", ImageFont.truetype(font, 28 if line != NOTE else 20))
    picture.quantize(16).save(FOLDER / name, optimize=True)


def main():
    """Write every file anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pdf(
        "行政处罚决定书（公开版）.pdf",
        "行政处罚决定书",
        [
            "省交质监罚〔2026〕3号",
            "当事人：演示钢结构工程有限公司。",
            "经查，你单位在示例大桥钢箱梁制造过程中，焊缝超声波探伤比例不足，缺检焊缝26道。以上事实有现场检查记录、探伤记录、询问笔录等证据证明。",
            "你单位的行为违反了《建设工程质量管理条例》第二十八条第一款的规定，属于不按照工程设计图纸或者施工技术标准施工的违法行为。",
            "本局已于作出决定前告知你单位拟作出行政处罚的内容及事实、理由、依据，以及陈述、申辩和要求听证的权利。你单位在期限内未提出陈述、申辩，未要求听证。",
            "依据《建设工程质量管理条例》第六十四条的规定，决定责令你单位改正，并处罚款人民币130,000.00元（壹拾叁万元整）。",
            "你单位应当自收到本决定书之日起15日内缴纳罚款。逾期不缴纳的，依法加处罚款。",
            "如不服本决定，可以自收到本决定书之日起60日内申请行政复议，或者在6个月内向人民法院提起行政诉讼。",
            "决定书中涉及个人的信息已经隐去2处。",
        ],
    )
    pdf(
        "监督抽查意见通知书（公开版）.pdf",
        "公路水运工程质量安全监督抽查意见通知书",
        [
            "工程名称：演示高速公路C5合同段。施工单位：演示路桥工程有限公司。监理单位：演示交通工程监理有限公司。",
            "一、存在问题：",
            "1.左幅12号墩盖梁钢筋保护层垫块数量不足，每平方米少于4个。",
            "2.预制梁场3片T梁未按时张拉，养护记录缺失。",
            "3.支架预压沉降观测点布置不符合专项施工方案。",
            "二、整改意见：",
            "各责任单位应当逐条整改落实到位，并将整改落实情况在10个工作日内书面（附相关图片资料、记录等）反馈本局，本局将跟踪督查。",
        ],
    )
    pdf(
        "质量监督工作计划编制指南（演示）.pdf",
        "项目质量监督计划编制指南",
        [
            "一、编制依据。建设工程质量管理条例、公路水运工程质量监督管理的有关规定、项目批准文件和设计文件。",
            "二、编制内容。项目概况、监督范围和期限、监督组成员、监督重点和方式、抽检项目和频率、风险等级和检查频次。",
            "三、编制程序。监督组起草，处室负责人审核，分管领导批准，书面告知建设单位。",
            "四、动态调整。项目风险等级变化或者监督中发现突出问题的，应当及时调整监督计划。",
        ],
    )
    docx(
        "公路水运工程质量监督申报表（格式文本）.docx",
        "公路水运工程质量监督申报表",
        ["填写说明：一式一份，加盖建设单位公章。附件材料按照办事指南所列目录提供，材料不齐的，本局一次性告知。"],
        [(name, "") for name in ("项目名称", "建设单位", "统一社会信用代码", "设计单位", "施工单位", "监理单位", "计划开工日期", "计划交工日期")],
    )
    docx(
        "行政处罚信息信用修复申请书（格式文本）.docx",
        "行政处罚信息信用修复申请书",
        [
            "本单位已经履行行政处罚决定确定的义务，纠正了违法行为，承诺依法诚信经营，所提供的材料真实、准确。",
            "申请单位（盖章）　　　　年　　月　　日",
        ],
        [(name, "") for name in ("申请单位", "统一社会信用代码", "处罚决定书文号", "处罚决定日期", "履行情况", "联系电话（单位）")],
    )
    docx(
        "征求意见反馈表（格式文本）.docx",
        "征求意见反馈表",
        ["可以单位名义或者个人名义提出，个人可以不署名。请勿填写身份证号等个人信息。"],
        [(name, "") for name in ("文件名称", "条款", "修改意见", "理由", "提出单位（可不填）")],
    )
    xlsx(
        "2025年度试验检测机构监督抽查统计表.xlsx",
        "2025年度公路水运工程试验检测机构监督抽查统计表",
        ["机构类别", "抽查数", "发现问题机构数", "立案数"],
        [
            ["公路综合甲级", 6, 2, 0],
            ["公路综合乙级", 14, 7, 1],
            ["公路综合丙级", 17, 9, 1],
            ["水运材料类", 8, 3, 0],
            ["水运结构类", 4, 1, 0],
            ["合计", 49, 22, 2],
        ],
    )
    xlsx(
        "示例航道整治工程抽检结果汇总表.xlsx",
        "示例航道整治工程抽检结果汇总表",
        ["抽检项目", "检测点数", "合格点数", "合格率（%）"],
        [["护岸块石级配", 20, 13, 65.0], ["混凝土强度", 36, 36, 100.0], ["土工布搭接宽度", 30, 29, 96.7], ["疏浚断面高程", 64, 62, 96.9]],
    )
    xlsx(
        "2026年第一批试验检测机构抽查结果一览表.xlsx",
        "2026年第一批公路水运工程试验检测机构监督抽查结果一览表",
        ["机构", "主要问题", "处理意见"],
        [
            ["演示工程试验检测有限公司", "检测报告签字人员与授权不一致", "限期整改"],
            ["演示公路勘察设计院有限公司", "环境温湿度记录不连续", "限期整改"],
        ],
    )
    xlsx(
        "监督检查问题清单（演示）.xlsx",
        "演示高速公路C5合同段监督检查问题清单",
        ["序号", "部位", "问题", "责任单位", "整改期限"],
        [
            [1, "左幅12号墩盖梁", "保护层垫块数量不足", "演示路桥工程有限公司", "30日"],
            [2, "预制梁场", "3片T梁未按时张拉", "演示路桥工程有限公司", "15日"],
            [3, "现浇箱梁支架", "预压沉降观测点布置不符合方案", "演示路桥工程有限公司", "立即"],
        ],
    )
    png(
        "质量安全举报渠道一览.png",
        "质量安全举报渠道",
        [
            "热线：12328（24小时）",
            "网站：本局门户网站“投诉举报”",
            "来信：省城示例区交通路1号 局效能办",
            "来访：工作日 8:00—12:00、15:00—18:00",
            "署名举报5个工作日内告知是否受理",
            "举报人信息严格保密",
        ],
    )


if __name__ == "__main__":
    main()
