"""Web pages and XML spreadsheets under the name .xls, as systems write them that have no workbooks: the same rows as of a workbook."""

from __future__ import annotations

import io
import time

import pytest

from kcrm.errors import AmbiguousError, KcrmError, NotFoundError, RefusedError
from kcrm.exchange.reading import open_table
from kcrm.exchange.source import Manner

KNOWN = {"姓名", "手机", "备注", "name", "phone", "note"}
HEAD = "<tr><th>姓名</th><th>手机</th><th>备注</th></tr>"


def read(data, **manner):
    with open_table("-", known=KNOWN, stdin=io.BytesIO(data), manner=Manner(**manner)) as table:
        rows = [(row.line, row.cells) for row in table.rows()]
        return table.encoding, table.sheet, table.headings, rows, [(told.line, told.message.message) for told in table.told]


def page(body, encoding="utf-8", said="utf-8"):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={said}">' if said else ""
    return f"<html><head>{meta}<style>td{{mso-number-format:'\\@'}}</style></head><body>{body}</body></html>".encode(encoding)


def rows_of(data, **manner):
    return [cells for _line, cells in read(data, **manner)[3]]


def test_a_web_page_named_xls_reads_like_the_table_that_it_shows():
    body = (
        "<p>客户资料</p><table border=1 cellspacing=0>"
        "<caption>手机,备注</caption><thead>" + HEAD + "</thead>\n"
        '<tr>\n  <td x:str>张伟 </td>\n  <td style="mso-number-format:@">13800138000</td><td>喜欢&nbsp;钓鱼<br/>周末\n   来电</td></tr>'
        "<tr><td>李&#23068;<td>&nbsp;<td>A&amp;B &lt;公司&gt;"
        "<tr><td> <td> <td></tr>"
        "<tr><td>王芳</td></tr></table>"
    )
    assert read(page(body)) == (
        "html",
        "1",
        ("姓名", "手机", "备注"),
        [
            (2, ("张伟", "13800138000", "喜欢 钓鱼\n周末 来电")),
            (3, ("李娜", "", "A&B <公司>")),
            (5, ("王芳", "", "")),
        ],
        [],
    )


def test_cells_that_reach_over_others_are_laid_as_those_of_a_workbook():
    body = (
        f"<table><tr><td colspan=3>客户资料</td></tr>{HEAD}"
        '<tr><td rowspan="2">张伟</td><td>13800138000</td><td rowspan=3>老客户</td></tr><tr><td>13800138001</td></tr>'
        "<tr><td colspan=2>李娜</td></tr><tr><td>王芳</td><td>13800138003</td><td></td></tr></table>"
    )
    _kind, _sheet, _headings, rows, told = read(page(body))
    assert rows == [
        (3, ("张伟", "13800138000", "老客户")),
        (4, ("张伟", "13800138001", "老客户")),
        (5, ("李娜", "", "老客户")),
        (6, ("王芳", "13800138003", "")),
    ]
    assert sorted(told) == [
        (1, "The line above the headings was skipped: “{text}”."),
        (3, "{count} cells are merged over several rows, this one first; each row was given its value."),
    ]


ONE = f"<table>{HEAD}<tr><td>张伟</td><td>1</td><td>请勿打扰</td></tr></table>"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-8", "gb2312"),  # what it says is not so
        ("gb18030", "gb2312"),
        ("gb18030", "GBK"),
        ("gb18030", "utf-8"),
        ("gb18030", "iso-8859-1"),
        ("gb18030", None),
        ("gb18030", "no-such-encoding"),
        ("gb18030", "hex"),
        ("utf-16", "utf-8"),
    ],
)
def test_the_encoding_is_what_the_page_says_unless_its_headings_say_otherwise(encoding, said):
    assert rows_of(page(ONE, encoding, said)) == [("张伟", "1", "请勿打扰")]


@pytest.mark.parametrize("said", ["big5", None, "utf-8"])
def test_headings_in_traditional_script_prove_big5_in_pages_too(said):
    body = "<table><tr><th>姓名</th><th>手機</th></tr><tr><td>陳怡君</td><td>1</td></tr></table>"
    assert rows_of(page(body, "big5", said)) == [("陳怡君", "1")]


def test_a_page_in_doubt_is_refused_and_the_option_decides():
    body = "<table><tr><th>name</th><th>phone</th></tr><tr><td>張偉</td><td>1</td></tr></table>"
    with pytest.raises(RefusedError) as caught:
        read(page(body, "big5", None))
    assert str(caught.value) == "stdin, line 2: this may be “眎岸” (gb18030) or “張偉” (big5). Set one with --encoding."
    assert rows_of(page(body, "big5", None), encoding="big5") == [("張偉", "1")]
    assert rows_of(page(body, "big5", "big5")) == [("張偉", "1")]
    with pytest.raises(RefusedError, match=r"^stdin, line 1: not utf-8\. Set the encoding with --encoding\.$"):
        read(page(ONE, "gb18030"), encoding="utf-8")


def test_the_table_with_known_headings_is_read_wherever_it_stands_and_pages_of_one_table_are_one():
    menu = "<table><tr><td>首页</td><td>退出</td></tr></table>"
    one, two = (f"<table>{HEAD}<tr><td>{name}</td><td>1</td><td></td></tr></table>" for name in ("张伟", "李娜"))
    # within the cell of a table that lays out the page
    assert rows_of(page(f"<table><tr><td>{menu}</td></tr><tr><td>查询结果{one}</td></tr></table>")) == [("张伟", "1", "")]
    kind, sheet, _headings, rows, told = read(page(menu + one + menu + two))
    assert (kind, sheet, rows, told) == ("html", "2", [(2, ("张伟", "1", "")), (4, ("李娜", "1", ""))], [
        (3, "The headings stand here again; the line was skipped."),
    ])  # fmt: skip
    other = "<table><tr><th>name</th><th>phone</th></tr><tr><td>王芳</td><td>3</td></tr></table>"
    with pytest.raises(AmbiguousError, match="several sheets may be meant: 1, 2"):
        read(page(one + other))
    assert rows_of(page(one + other), sheet="2") == [("王芳", "3")]
    with pytest.raises(NotFoundError, match=r"has no sheet “3”\. It has: 1, 2"):
        read(page(one + other), sheet="3")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<h1>登录超时</h1><p>请重新登录", "stdin is a web page without a table."),
        ("<frameset><frame src=sheet001.htm></frameset>", "stdin is a web page without a table."),
        ("<table><tr><td> </td></tr></table>", "stdin is a web page without a table."),
        ("<table><tr>" + "<td colspan=1000>x</td>" * 17 + "</tr></table>", "stdin is a damaged web page."),
    ],
)
def test_a_page_that_is_no_table_is_refused(body, message):
    with pytest.raises(RefusedError) as caught:
        read(page(body))
    assert str(caught.value).startswith(message)


def test_text_that_begins_with_a_bracket_is_text_and_tabs_named_xls_are(tmp_path):
    path = tmp_path / "客户.xls"
    for text in ("姓名\t手机\n张伟\t1\n", "<编号>\t姓名\t手机\n7\t张伟\t1\n"):
        path.write_bytes(text.encode("gb18030"))
        with open_table(path, known=KNOWN) as table:
            assert (table.encoding, [row.cells[-2:] for row in table.rows()]) == ("gb18030", [("张伟", "1")])


XML = """<?xml version="1.0" encoding="{said}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:html="http://www.w3.org/TR/REC-html40"><Styles><Style ss:ID="s21"><NumberFormat ss:Format="@"/></Style></Styles>
 <Worksheet ss:Name="说明"><Table><Row><Cell><Data ss:Type="String">本表由系统导出</Data></Cell></Row></Table></Worksheet>
 <Worksheet ss:Name="客户"><Table ss:ExpandedColumnCount="5"><Column ss:Width="60"/>{rows}</Table><AutoFilter/></Worksheet></Workbook>"""


def cell(text, kind="String", **attributes):
    of = "".join(f' ss:{key}="{value}"' for key, value in attributes.items())
    return f'<Cell{of}><Data ss:Type="{kind}">{text}</Data></Cell>'


def xml(*rows, encoding="utf-8", said="UTF-8"):
    return XML.format(rows="".join(f"<Row>{row}</Row>" for row in rows), said=said).encode(encoding)


HEADINGS = cell("姓名") + cell("手机") + cell("备注") + cell("生日") + cell("建档")


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", "UTF-8"), ("gb18030", "GB2312"), ("gb18030", "gbk"), ("utf-16", "UTF-16")])
def test_xml_of_a_spreadsheet_reads_like_the_sheet_that_it_shows(encoding, said):
    data = xml(
        HEADINGS,
        cell("张伟") + cell("13800138000", "Number") + cell("A&amp;B&#10;公司") + cell("1980-02-03T00:00:00.000", "DateTime"),
        cell("李娜", MergeDown="1")
        + '<Cell><Data ss:Type="String">138</Data><Comment><ss:Data>见备注</ss:Data></Comment></Cell>'
        + cell("2026-03-04T08:30:00.000", "DateTime", Index="5"),
        cell("139", Index="2") + cell("true", Index="4"),
        '<Cell ss:StyleID="s21"/>' + cell("1", "Boolean") + cell("#N/A", "Error") + cell("46000", "Number"),
        encoding=encoding,
        said=said,
    ).replace(
        '<Row><Cell ss:StyleID="s21"/>'.encode(encoding)[2 * (said == "UTF-16") :],
        '<Row ss:Index="9"><Cell/>'.encode(encoding)[2 * (said == "UTF-16") :],
    )
    assert read(data) == (
        "xml",
        "客户",
        ("姓名", "手机", "备注", "生日", "建档"),
        [
            (2, ("张伟", "13800138000", "A&B\n公司", "1980-02-03", "")),
            (3, ("李娜", "138", "", "", "2026-03-04 08:30")),
            (4, ("李娜", "139", "", "true", "")),
            (9, ("", "true", "#N/A", "46000", "")),
        ],
        [(3, "{count} cells are merged over several rows, this one first; each row was given its value.")],
    )


def test_another_sheet_of_xml_is_read_by_its_name():
    assert read(xml(HEADINGS), sheet="说明")[1:4] == ("说明", ("本表由系统导出",), [])


BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + place)} "{f"&{chr(97 + place)};" * 10}">' for place in range(12)
)


@pytest.mark.parametrize(
    "data",
    [
        xml(HEADINGS)[:-40],
        xml(cell("x", Index="99999999")),
        xml(cell("x", Index="0")),
        xml(cell("x", MergeDown="-3")),
        xml(cell("x", MergeAcross="x")),
        xml(HEADINGS + cell("x", "Number")),
        xml(HEADINGS + cell("morgen", "DateTime")),
        xml(HEADINGS).replace(b"<Table", b'<Table><Row ss:Index="2000000000"></Row><x', 1),
        xml(HEADINGS).replace(b"<Workbook", BOMB.encode() + b"]><Workbook", 1),
    ],
)
def test_xml_that_is_damaged_or_a_bomb_is_refused_with_its_line(data):
    began = time.process_time()
    with pytest.raises(KcrmError, match=r"stdin, line \d+: no XML as spreadsheets write it\. Save it as \.xlsx\."):
        read(data)
    assert time.process_time() - began < 5, "seconds; a bomb takes hours"


def test_a_customer_of_a_page_is_a_customer(desk):
    path = desk.folder / "导出.xls"
    path.write_bytes(
        page(
            "<table><tr><td>客户编号</td><td>姓名</td><td>手机</td></tr><tr><td>K1</td><td>张伟</td><td>13800138000</td></tr></table>",
            "gb18030",
            "gb2312",
        )
    )
    assert desk.json("import", "customers", path)["new"] == 1
    assert desk.query("SELECT customer_no, name, phone FROM customer") == [("K1", "张伟", "13800138000")]
