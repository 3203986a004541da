"""A file that is tried before it is imported, and the rows that were refused as a file of their own."""

from __future__ import annotations

import csv

import pytest

from kcrm.exchange.reading import open_table

ROWS = [
    {"客户编号": "KH1", "姓名": "张伟", "手机": "13800138000", "生日": "1980-02-03", "说明": "甲"},
    {"客户编号": "KH2", "姓名": "李娜", "手机": "1380013", "生日": "1980-02-30", "说明": "=乙"},
    {"客户编号": "KH3", "姓名": "王芳", "手机": "13800138003", "生日": "", "说明": ""},
    {"客户编号": "KH4", "姓名": "陈,晨", "手机": "1", "生日": "", "说明": "甲"},
]


def read(path):
    with open_table(path, known={"姓名", "客户编号"}) as table:
        return table.encoding, table.headings, [row.cells for row in table.rows()]


def test_a_dry_run_shows_what_stands_in_each_column_and_what_it_is_taken_for(desk):
    report = desk.run("import", "customers", desk.sheet("customers", ROWS), "--dry-run", "-o", "json").json
    assert report["columns"] == [
        {"column": "客户编号", "key": "customer_no", "filled": 100, "samples": ["KH1", "KH2", "KH3"]},
        {"column": "姓名", "key": "name", "filled": 100, "samples": ["张伟", "李娜", "王芳"]},
        {"column": "手机", "key": "phone", "filled": 100, "samples": ["13800138000", "1380013", "13800138003"]},
        {"column": "生日", "key": "birthday", "filled": 50, "samples": ["1980-02-03", "1980-02-30"]},
        {"column": "说明", "key": None, "filled": 75, "samples": ["甲", "=乙"]},
    ]
    assert (report["new"], report["refused"], report["written"]) == (2, 2, False)
    taken = desk.json("import", "customers", desk.sheet("customers", ROWS[:1]))
    assert "columns" not in taken


@pytest.mark.parametrize(
    ("encoding", "written", "language", "reason"),
    [
        ("utf-8", "utf-8-sig", "en", "rejected because"),
        ("gb18030", "gb18030", "zh", "未导入原因"),
        ("utf-16", "utf-16", "zh", "未导入原因"),
    ],
)
def test_refused_rows_are_written_as_they_came_with_why_and_come_in_once_they_are_corrected(desk, encoding, written, language, reason):
    desk.speaking(language)
    rejects = desk.folder / "rejects.csv"
    result = desk.run("import", "customers", desk.sheet("customers", ROWS, encoding=encoding), "--skip-bad", "--rejects", rejects)
    assert result.code == 5
    found, headings, rows = read(rejects)
    assert (found, headings) == (written, ("客户编号", "姓名", "手机", "生日", "说明", reason))
    assert [cells[:5] for cells in rows] == [("KH2", "李娜", "1380013", "1980-02-30", "=乙"), ("KH4", "陈,晨", "1", "", "甲")]
    assert "1380013" in rows[0][5]
    assert "1980-02-30" in rows[0][5]
    corrected = [dict(zip(headings, cells, strict=True)) for cells in rows]
    for row, phone in zip(corrected, ("13800138002", "13800138004"), strict=True):
        row |= {"手机": phone, "生日": "1980-02-03"}
    report = desk.json("import", "customers", desk.sheet("customers", corrected))
    assert (report["new"], report["refused"], report["unknown_columns"]) == (2, 0, ["说明"])
    assert desk.query("SELECT customer_no, name FROM customer ORDER BY 1") == [
        ("KH1", "张伟"),
        ("KH2", "李娜"),
        ("KH3", "王芳"),
        ("KH4", "陈,晨"),
    ]


def test_refused_rows_of_a_workbook_are_a_workbook_again(desk):
    desk.take("customers", ROWS[0])
    book = desk.folder / "rejects.xlsx"
    assert desk.run("import", "customers", desk.sheet("customers", ROWS), "--rejects", book).code == 5
    assert desk.query("SELECT count(*) FROM customer") == [(1,)]
    found, _headings, rows = read(book)
    assert (found, [cells[0] for cells in rows]) == ("xlsx", ["KH2", "KH4"])
    again = desk.folder / "again.csv"
    assert desk.run("import", "customers", book, "--rejects", again).code == 5
    assert read(again)[1] == ("客户编号", "姓名", "手机", "生日", "说明", "rejected because")


def test_a_row_with_too_many_cells_keeps_them_behind_the_reason(desk):
    file = desk.folder / "customers.csv"
    file.write_text("姓名,手机\n张伟,13800138000\n李娜,13800138001,a,b\n王芳\n", encoding="utf-8")
    rejects = desk.folder / "rejects.csv"
    assert desk.run("import", "customers", file, "--rejects", rejects).code == 5
    with rejects.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    assert [(*row[:2], *row[3:]) for row in rows[1:]] == [("李娜", "13800138001", "a", "b"), ("王芳", "")]


def test_two_rows_that_say_two_things_of_one_customer_are_both_there(desk):
    rows = [ROWS[0], ROWS[2], {**ROWS[0], "姓名": "张三"}]
    rejects = desk.folder / "rejects.csv"
    assert desk.run("import", "customers", desk.sheet("customers", rows), "--rejects", rejects).code == 5
    assert [cells[1] for cells in read(rejects)[2]] == ["张伟", "张三"]


def test_where_nothing_is_refused_only_the_headings_stand_there_and_nothing_is_said_to_have_left(desk):
    rejects = desk.folder / "rejects.csv"
    rejects.write_text("of last month")
    assert desk.run("import", "customers", desk.sheet("customers", ROWS[:1]), "--rejects", rejects).code == 0
    assert read(rejects)[1:] == (("客户编号", "姓名", "手机", "生日", "说明", "rejected because"), [])
    assert desk.json("access", "list") == []
    assert desk.run("import", "customers", desk.sheet("customers", ROWS), "-n", "--rejects", rejects).code == 5
    assert [(row["rows"], row["file"]) for row in desk.json("access", "list")] == [(2, str(rejects))]


def test_a_folder_has_no_one_file_of_refused_rows(desk):
    assert desk.run("import", desk.folder, "--rejects", desk.folder / "r.csv").code == 2
