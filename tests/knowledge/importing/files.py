"""Files as offices make them, built by the tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

CANTEEN_HEADER = (
    "序号",
    "饭堂名称",
    "县（市、区）",
    "详细地址",
    "联系电话",
    "收费标准",
    "供餐时间",
    "服务对象",
    "是否送餐",
)
CANTEENS = (
    (
        "1", "东湖长者饭堂", "蓬江区", "蓬江区东湖路8号", "0750-3111001",
        "老人8元/其他15元", "周一至周五 11:00-13:00", "60岁以上老人", "是",
    ),
    (
        "2", "礼东长者食堂", "江海区", "江海区礼乐东路2号", "0750-3861234",
        "5元", "午餐11:30—12:30", "江海区户籍60周岁以上老年人", "否",
    ),
    (
        "3", "会城助餐点", "新会区", "新会区会城冈州大道3号", "13800138000",
        "免费", "逢墟日", "男满60、女满55", "限三公里内",
    ),
)  # fmt: skip

HOME_HELP = (
    "符合条件的老人可以申请上门洗澡、理发和打扫，每个月最多四次。先打电话给社区居委会登记，工作人员会上门看一看，"
    "十个工作日内答复。家里有人照顾不了的失能老人优先安排。"
)
BEDS = "家庭养老床位装好以后，护理员每周上门两次，夜里有事按呼叫器，值班室会派人来。设备坏了打维修电话，不收钱。"


def canteen_rows() -> list[tuple[str, ...]]:
    return [CANTEEN_HEADER, *CANTEENS]


def policy_docx(path: Path, *, title: str = "居家养老上门服务办法", help_text: str = HOME_HELP) -> Path:
    word = docx.Document()
    word.core_properties.author = "张三"
    word.add_heading(title, 0)
    word.add_heading("一、上门服务怎么申请", 1)
    word.add_paragraph(help_text)
    word.add_heading("二、家庭养老床位", 1)
    word.add_paragraph(BEDS)
    word.add_paragraph("江门市民政局")
    word.add_paragraph("2026年1月5日")
    word.save(str(path))
    return path


def framed_docx(path: Path) -> Path:
    """Text in content controls: paragraphs, a prompt, a table of contents, a row; and a table in a cell."""
    word = docx.Document()
    word.add_heading("表单", 0)
    word.add_heading("一、上门服务", 1)
    _frame([word.add_paragraph(HOME_HELP)._p])
    _frame([word.add_paragraph("单击此处输入文字")._p], "<w:showingPlcHdr/>")
    contents = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    _frame([word.add_paragraph("目录里的一行")._p], contents)
    word.add_heading("二、床位", 1)
    _frame([_frame([word.add_paragraph(BEDS)._p])])
    table = word.add_table(2, 2)
    for cell, text in zip(table._cells, ("项目", "地址", "护理", "沙坪街道1号"), strict=True):
        cell.text = text
    inner = table.cell(1, 0).add_table(1, 2)
    inner.cell(0, 0).text = "里面一格"
    _frame([table.rows[1]._tr])
    word.save(str(path))
    return path


def _frame(parts: Sequence[Any], properties: str = "") -> Any:
    """Puts the elements into a content control where the first of them stands."""
    frame = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr>{properties}</w:sdtPr><w:sdtContent/></w:sdt>")
    parts[0].addprevious(frame)
    frame[1].extend(parts)
    return frame


def canteen_xlsx(path: Path, rows: Sequence[Sequence[str]] | None = None, *, heading: str | None = None) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    if heading:
        sheet.append([heading])
    for row in rows or canteen_rows():
        sheet.append(list(row))
    book.save(path)
    return path


def policy_pdf(path: Path) -> Path:
    """Three pages: a title, text with headings on two of them, and a table on the last."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    head = ParagraphStyle("head", parent=body, fontSize=15, firstLineIndent=0, leading=24)
    title = ParagraphStyle("title", parent=head, fontSize=22, leading=30, alignment=1)
    grid = Table(
        [("饭堂名称", "地址", "联系电话", "价格"), ("沙坪长者饭堂", "鹤山市沙坪街道1号", "0750-8880001", "6元")],
        style=TableStyle(
            [("FONT", (0, 0), (-1, -1), "STSong-Light", 11), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
        ),
    )
    story: list[Flowable] = [
        Paragraph("鹤山市老年助餐服务指南", title), Spacer(1, 12),
        Paragraph("一、怎么报名", head), Paragraph(HOME_HELP, body), PageBreak(),
        Paragraph("二、家里装床位", head), Paragraph(BEDS, body), PageBreak(),
        Paragraph("三、饭堂名单", head), grid,
    ]  # fmt: skip
    SimpleDocTemplate(str(path), pagesize=A4, title="鹤山市老年助餐服务指南", author="鹤山市民政局").build(
        story, onFirstPage=_foot, onLaterPages=_foot
    )
    return path


def _foot(canvas: object, template: object) -> None:
    canvas.setFont("STSong-Light", 9)  # type: ignore[attr-defined]
    canvas.drawString(280, 30, f"第 {canvas.getPageNumber()} 页")  # type: ignore[attr-defined]


PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>护士上门服务_江门市卫生健康局</title>
<meta name="PubDate" content="2026-02-03"><script>var stolen = "脚本不算内容";</script></head><body>
<div class="nav"><a href="/">首页</a><a href="/zw">政务公开</a></div><ul><li><a href="/a">通知公告栏目</a></li></ul>
<div class="article"><h1>护士上门服务</h1><p>来源：江门市卫生健康局　发布日期：2026-02-03</p>
<h2>怎么预约</h2><p>打电话给社区卫生服务中心，讲清楚老人的病情和住址。</p><ul><li>打针换药要有医生的处方。</li>
<li>插胃管要先评估。</li></ul><h2>收多少钱</h2><p>每次上门服务费由医院定，上门前护士会先说清楚要多少钱。</p>
<p style="display:none">看不见的一段不算。</p></div><div class="footer">版权所有 粤ICP备123号</div></body></html>"""

MARKDOWN = """# 老年大学报名须知

来源：江门市老年大学，发布日期：2026-03-01

## 谁可以报名

年满五十岁、身体健康、能自己上下学的人都可以报名，不分户籍，每人最多选三门课。

## 带什么

- 身份证原件和复印件各一份，照片两张。
- 填好的报名表，学校门口可以拿。
"""
