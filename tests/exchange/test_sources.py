"""Workbooks and JSON as the same rows as text; what stands around the rows of a sheet."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kcrm.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from kcrm.exchange.reading import open_table
from kcrm.exchange.source import Manner, cell_text

KNOWN = {"姓名", "手机", "生日", "name", "phone", "note"}
DAY, MINUTE = {"num_format": "yyyy-mm-dd"}, {"num_format": "yyyy-mm-dd hh:mm"}


def workbook(*sheets):
    """The bytes of one with these sheets: name, what fills it, and perhaps what is done with it."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        for name, fill in sheets:
            fill(book.add_worksheet(name), book)
    return data.getvalue()


def rows_of(*rows):
    def fill(sheet, _book):
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)

    return fill


def read(data, *, named_by=(), **manner):
    with open_table("-", known=KNOWN, stdin=io.BytesIO(data), manner=Manner(**manner)) as table:
        table.named_by(named_by)
        rows = [(row.line, row.cells) for row in table.rows()]
        return table.sheet, table.headings, rows, [(told.line, told.message.message) for told in table.told]


def test_a_workbook_reads_like_the_text_that_it_shows():
    def fill(sheet, book):
        sheet.write_row(0, 0, ["姓名", "手机", "生日", "建档", "价格", "会员"])
        sheet.write_row(1, 0, ["张伟", 13800138000])
        sheet.write_datetime(1, 2, datetime(1980, 2, 3), book.add_format(DAY))
        sheet.write_datetime(1, 3, datetime(2026, 3, 4, 8, 29, 59, 999_600), book.add_format(MINUTE))
        sheet.write_number(1, 4, 380.49999999999994)
        sheet.write_boolean(1, 5, True)

    sheet, headings, rows, told = read(workbook(("客户", fill)))
    assert (sheet, headings, told) == ("客户", ("姓名", "手机", "生日", "建档", "价格", "会员"), [])
    assert rows == [(2, ("张伟", "13800138000", "1980-02-03", "2026-03-04 08:30", "380.5", "true"))]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (13800138000.0, "13800138000"),
        (0.5, "0.5"),
        (0.1 + 0.2, "0.3"),
        (0.00001, "0.00001"),
        (-3.0, "-3"),
        (123456789012345.0, "123456789012345"),
        (123456789012345678.0, "1.2345678901234568e+17"),  # its last digits are lost, and the cell's parser says so
        (True, "true"),
        (False, "false"),
        (None, ""),
        (date(2026, 3, 4), "2026-03-04"),
        (datetime(2026, 3, 4, 8, 30, 15), "2026-03-04 08:30:15"),
        (datetime(2026, 3, 4, 23, 59, 59, 999_900), "2026-03-05 00:00"),
        (time(8, 30), "08:30"),
        (timedelta(hours=30, minutes=15), "30:15"),
    ],
)
def test_what_a_cell_shows(cell, text):
    assert cell_text(cell) == text


def test_a_title_headings_on_two_lines_sums_and_formulas_drawn_too_far_are_told_from_rows():
    def fill(sheet, _book):
        sheet.merge_range(0, 0, 0, 3, "云汐店客户表")
        sheet.merge_range(1, 0, 2, 0, "姓名")
        sheet.merge_range(1, 1, 1, 2, "联系")
        sheet.write_row(2, 1, ["手机", "生日", "备注一", "备注二", "备注三"])
        sheet.write_row(3, 0, ["张伟", "1"])
        sheet.write_row(4, 0, ["姓名", "手机", "生日", "备注一", "备注二", "备注三"])
        sheet.write_row(5, 0, ["李娜", "2"])
        sheet.write_row(6, 0, ["合计", "", 2])

    _sheet, headings, rows, told = read(workbook(("一", fill)))
    assert headings == ("姓名", "手机", "生日", "备注一", "备注二", "备注三")
    assert [(line, cells[:2]) for line, cells in rows] == [(4, ("张伟", "1")), (6, ("李娜", "2"))]
    assert [line for line, _message in told if "merged" not in _message] == [1, 2, 5, 7]


def test_sums_in_the_midst_of_a_file_are_rows_like_all():
    text = "姓名,手机\n合计,\n张伟,1\n合计,\n"
    _sheet, _headings, rows, told = read(text.encode())
    assert rows == [(2, ("合计", "")), (3, ("张伟", "1"))]
    assert [line for line, _message in told] == [4]


def test_a_customer_whose_name_begins_like_a_sum_is_one():
    text = "姓名,手机,备注\n张伟,1,\n合计纸业公司,2,老客户\n"
    assert read(text.encode())[2] == [(2, ("张伟", "1", "")), (3, ("合计纸业公司", "2", "老客户"))]


@pytest.mark.parametrize("phone", ["13800138000", "+86 138 0013 8000", "055112345678", "0551-12345678"])
@pytest.mark.parametrize("name", ["合计汽车贸易公司", "总计", "共计"])
def test_a_last_row_that_is_called_like_a_sum_and_has_a_phone_is_a_record(name, phone):
    text = f"姓名,手机,生日,备注一,备注二\n张伟,1,,,\n{name},{phone},,,\n"
    assert read(text.encode(), named_by=[0, 1])[2:] == (
        [(2, ("张伟", "1", "", "", "")), (3, (name, phone, "", "", ""))],
        [],
    )


@pytest.mark.parametrize("beside", ["2", "123456.00", "2026-11-20", "2026-11-20 08:30", "张伟"])
def test_a_sum_or_a_day_beside_the_word_for_it_is_no_phone(beside):
    text = f"姓名,手机,生日,备注一,备注二\n张伟,1,,,\n合计,{beside},,,\n"
    _sheet, _headings, rows, told = read(text.encode(), named_by=[0, 1])
    assert ([line for line, _cells in rows], [line for line, _message in told]) == ([2], [3])


def test_a_cell_merged_over_rows_stands_in_each():
    def fill(sheet, _book):
        sheet.write_row(0, 0, ["姓名", "手机"])
        sheet.merge_range(1, 0, 3, 0, "张伟")
        for place in (1, 2, 3):
            sheet.write_number(place, 1, place)
        sheet.write_row(4, 0, ["李娜", 4])

    _sheet, _headings, rows, told = read(workbook(("一", fill)))
    assert [cells for _line, cells in rows] == [("张伟", "1"), ("张伟", "2"), ("张伟", "3"), ("李娜", "4")]
    assert [line for line, _message in told] == [2]


def test_of_several_sheets_the_one_with_known_headings_is_read_and_two_alike_are_asked_about():
    data = workbook(("说明", rows_of(["读我"])), ("甲", rows_of(["姓名", "手机"], ["张伟", 1])), ("丙", rows_of(["车架号"])))
    assert read(data)[0] == "甲"
    both = workbook(("甲", rows_of(["姓名", "手机"])), ("乙", rows_of(["姓名", "手机"], ["李娜", 2])))
    with pytest.raises(AmbiguousError, match="several sheets may be meant: 甲, 乙"):
        read(both)
    assert read(both, sheet="乙")[2] == read(both, sheet="2")[2] == [(2, ("李娜", "2"))]
    with pytest.raises(NotFoundError, match=r"no sheet “丙”\. It has: 甲, 乙"):
        read(both, sheet="丙")


def test_options_that_a_file_of_this_kind_has_not_are_refused():
    with pytest.raises(UsageError, match="--sheet is for workbooks"):
        read(b"name\n", sheet="1")
    with pytest.raises(UsageError, match="--encoding is for text files"):
        read(workbook(("一", rows_of(["姓名"]))), encoding="utf-8")


def test_an_empty_workbook_and_a_damaged_one_are_refused():
    with pytest.raises(RefusedError, match="is empty"):
        read(workbook(("一", rows_of())))
    whole = workbook(("一", rows_of(["姓名"])))
    with pytest.raises(RefusedError, match="damaged"):
        read(whole[: len(whole) // 2])


@pytest.mark.parametrize(
    "text",
    [
        '[{"name": "张伟", "phone": "1"}, {"phone": 2.0, "note": null}]',
        '{"name": "张伟", "phone": "1"}\n{"phone": 2, "note": null}\n',
        '\ufeff[\n{"name": "张伟",\n"phone": "1"},\n\n{"phone": 2, "note": ""}\n]\n',
    ],
)
def test_json_is_an_array_of_objects_or_an_object_a_line(text):
    _sheet, headings, rows, told = read(text.encode())
    assert (headings, told) == (("name", "phone", "note"), [])
    assert [cells for _line, cells in rows] == [("张伟", "1", ""), ("", "2", "")]


@pytest.mark.parametrize("text", ["[]", " [ ]\n", "[{}]"])
def test_no_objects_are_no_rows(text):
    assert read(text.encode())[1:] == ((), [], [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"name": 1}, 3]', 1),
        ('[{"name": 1}\n', 2),
        ('{"name": 1}\n{"na', 2),
        ('[{"name": 1}]\nx', 2),
        ("[[1]]", 1),
        ('{"name": 1}\n}', 2),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(text, line):
    with pytest.raises(RefusedError, match=f"stdin, line {line}: not JSON"):
        read(text.encode())


def test_a_cell_of_json_that_holds_an_object_names_its_column_and_a_list_is_its_parts():
    with pytest.raises(RefusedError, match="line 2, column note"):
        read(b'[{"name": "a"},\n{"note": {"b": 1}}]')
    assert read('[{"name": "a", "note": [1, "二"]}]'.encode())[2] == [(1, ("a", "1,二"))]


@pytest.mark.parametrize("text", ['[{"name": "a", "name": "b"}]', '{"phone": "1"}\n{"name": "a", "name": "a"}'])
def test_a_key_that_stands_twice_in_an_object_is_refused(text):
    with pytest.raises(RefusedError) as refused:
        read(text.encode())
    assert (refused.value.fields["key"], refused.value.fields["line"]) == ("name", text.count("\n") + 1)


def test_whole_numbers_of_json_keep_every_digit():
    long = "9" * 5_000
    text = f'[{{"name": 123456789012345678, "phone": {long}, "note": -3}}]'
    assert read(text.encode())[2] == [(1, ("123456789012345678", long, "-3"))]


def test_not_a_number_is_an_empty_cell_of_json_and_the_infinite_stays_what_it_was():
    text = '[{"name": "张伟", "phone": NaN, "note": -Infinity}, {"name": [NaN, 1], "phone": Infinity}]'
    assert read(text.encode())[2] == [(1, ("张伟", "", "-Infinity")), (1, (",1", "Infinity", ""))]


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z"), exclude_characters="'=\ufeff"), max_size=8)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=6))
def test_the_same_rows_come_out_of_json_however_it_is_written(rows):
    objects = [dict(zip(("name", "phone", "note"), row, strict=True)) for row in rows]
    filled = [row for row in rows if any(row)]
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in [{"name": "n", "phone": "p", "note": "x"}, *objects])
    array = json.dumps([{"name": "n", "phone": "p", "note": "x"}, *objects], indent=1)
    found = [[cells for _line, cells in read(text.encode())[2]] for text in (lines, array)]
    assert found[0] == found[1]
    below = [row for row in filled if row not in found[0]]
    assert found[0] == [("n", "p", "x"), *(row for row in filled if row not in below)]


# --- errors of formulas, and days counted from 1904 ---

ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


def zipped(parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return data.getvalue()


def ods_of(rows, null_date=""):
    """As LibreOffice writes it: a table before, in which other errors stand, and the one with these rows."""
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<office:document-content {names} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:body><office:spreadsheet>{null_date}"
        f'<table:table table:name="别的"><table:table-row>{ods_error("#NUM!")}</table:table-row></table:table>'
        f'<table:table table:name="客户">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_cells(*texts):
    return "".join(f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts)


def ods_error(text, more=""):
    kind = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    return f"<table:table-cell {kind} {more}><text:p>{text}</text:p></table:table-cell>"


def test_an_error_of_a_formula_is_the_text_that_the_cell_shows():
    def fill(sheet, _book):
        sheet.write_row(2, 1, ["姓名", "手机", "备注"])
        sheet.write_row(4, 1, ["张伟", "13800138000"])
        for line, error in enumerate(ERRORS, 5):
            sheet.write_formula(line, 1, "=A1", None, error)
            sheet.write_row(line, 2, ["13800138001", "x"])
        sheet.write_formula(4, 3, '="#N"&"/A"', None, "text")

    other = ("别的", lambda sheet, _book: sheet.write_formula(4, 1, "=A1", None, "#NUM!"))
    _sheet, headings, rows, told = read(workbook(other, ("客户", fill)))
    assert (headings, told) == (("姓名", "手机", "备注"), [])
    assert rows == [(5, ("张伟", "13800138000", "text")), *((line, (error, "13800138001", "x")) for line, error in enumerate(ERRORS, 6))]


def test_an_error_is_found_in_a_workbook_of_another_program_too():
    """With prefixes, without the places of cells, and with paths from the root."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    cells = "".join(f'<x:c t="str"><x:v>{text}</x:v></x:c>' for text in ("姓名", "手机"))
    data = zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="w" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<x:workbook xmlns:x="{main}" xmlns:r="{relations}"><x:sheets>'
            '<x:sheet name="a" sheetId="1" r:id="q"/></x:sheets></x:workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="q" Type="{relations}/worksheet" Target="/xl/worksheets/a.xml"/></Relationships>',
            "xl/worksheets/a.xml": f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row>{cells}</x:row>'
            "<x:row><x:c t='e'><x:f>1</x:f><x:v>#REF!</x:v></x:c><x:c t='str'><x:v>13800138000</x:v></x:c></x:row>"
            "</x:sheetData></x:worksheet>",
        }
    )
    assert read(data)[2] == [(2, ("#REF!", "13800138000"))]


def test_an_error_that_libreoffice_wrote_into_an_ods_stands_in_each_cell_that_it_is_repeated_in():
    twice = 'table:number-columns-repeated="2"'
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/></table:table-row>'
        f"<table:table-row><table:table-cell/>{ods_cells('姓名', '手机', 'note')}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell/>{ods_cells("张伟")}'
        f"{ods_error('Err:502', twice)}</table:table-row>"
        f"<table:table-row><table:table-cell/>{ods_cells('李娜', '13800138000', 'x')}</table:table-row>"
    )
    assert read(ods_of(rows))[2] == [(line, ("张伟", "Err:502", "Err:502")) for line in (4, 5)] + [(6, ("李娜", "13800138000", "x"))]


def test_a_number_is_no_day_where_days_are_counted_from_1904():
    fill = rows_of(["姓名", "生日"], ["张伟", 27792])
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"date_1904": True}) as book:
        fill(book.add_worksheet(), book)
    cells = f"<table:table-row>{ods_cells('姓名', '生日')}</table:table-row><table:table-row>{ods_cells('张伟', '27792')}</table:table-row>"
    since = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    found = {"1900": workbook(("a", fill)), "1904": data.getvalue(), "ods": ods_of(cells), "ods 1904": ods_of(cells, since)}
    serials = {}
    for name, each in found.items():
        with open_table("-", known=KNOWN, stdin=io.BytesIO(each)) as table:
            serials[name] = table.serials
    assert serials == {"1900": True, "1904": False, "ods": True, "ods 1904": False}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_files_that_were_put_together_each_with_its_byte_order_mark_are_one(mark):
    data = f"{mark}姓名,手机\n张伟,13800138000\n\ufeff姓名,手机\n李娜,13800138001\n\ufeff王芳,13800138002\n".encode()
    _sheet, headings, rows, told = read(data)
    assert headings == ("姓名", "手机")
    assert rows == [(2, ("张伟", "13800138000")), (4, ("李娜", "13800138001")), (5, ("王芳", "13800138002"))]
    assert told == [(3, "The headings stand here again; the line was skipped.")]
