"""Files for people: their columns chosen, headed and worded as they read them, also as a spreadsheet's own file."""

import builtins
import csv
import io
import zipfile
from xml.etree import ElementTree as ET

import pytest
from conftest import filled_once

WORDS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@filled_once
def two(desk):
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "张伟", "phone": "13800138001", "birthday": "1990-06-20", "do_not_contact": "yes"},
        {"customer_no": "KH2", "name": "=1+1", "phone": "13800138002", "kind": "company"},
    )
    return desk


def rows_of(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def cells_of(path):
    """What stands in the first sheet of a workbook, cell by cell: its type, None for a number, and its text."""
    with zipfile.ZipFile(path) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [[(cell.get("t"), "".join(cell.itertext())) for cell in row.iter(f"{WORDS}c")] for row in sheet.iter(f"{WORDS}row")]


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_columns_are_those_asked_for_in_that_order(two, form):
    out = two.ok("customer", "list", "--columns", "phone, name", "-o", form).out
    parted = "\t" if form == "tsv" else ","
    assert out.splitlines() == [f"phone{parted}name", f"13800138001{parted}张伟", f"13800138002{parted}'=1+1"]


def test_columns_are_chosen_in_every_format(two):
    assert two.json("customer", "list", "--columns", "id,name") == [{"id": "C1", "name": "张伟"}, {"id": "C2", "name": "=1+1"}]
    assert two.ok("customer", "list", "--columns", "name,id").out.splitlines()[0].split() == ["Name", "No."]
    assert two.ok("customer", "list", "--columns", "name", "-o", "md").out.splitlines()[0].split() == ["|", "Name", "|"]
    # one that people do not see can be asked for, too
    assert "S1" in two.ok("customer", "list", "--columns", "specialist_no").out
    assert two.json("customer", "list", "--columns", "name", "--sort", "-id")[0] == {"name": "=1+1"}


@pytest.mark.parametrize(("keys", "said"), [("name,fone", "--columns: there is no column fone."), (" , ", "--columns: no column given.")])
def test_a_column_that_is_none_is_refused(two, keys, said):
    refused = two.run("customer", "list", "--columns", keys)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err


def test_a_file_is_headed_in_chinese_where_that_is_read_and_by_key_for_programs(two):
    two.speaking("zh")
    path = two.folder / "客户.csv"
    two.ok("customer", "list", "--to", path)
    heads, first, second = rows_of(path.read_text(encoding="utf-8"))
    assert heads[:5] == ["编号", "客户编号", "客户类型", "姓名", "电话"]
    assert first[:5] == ["C1", "KH1", "个人", "张伟", "13800138001"]
    assert dict(zip(heads, first, strict=True))["免打扰"] == "是"
    assert dict(zip(heads, second, strict=True))["姓名"] == "'=1+1"
    two.ok("customer", "list", "--to", path, "--headings", "key")
    heads, first, _second = rows_of(path.read_text(encoding="utf-8"))
    assert heads[:4] == ["id", "customer_no", "kind", "name"]
    assert first[2] == "person"
    # what goes into a pipe is for programs
    assert two.ok("customer", "list", "-o", "csv").out.startswith("id,customer_no")
    assert two.ok("customer", "list", "-o", "csv", "--headings", "label").out.startswith("编号,客户编号")


def test_english_files_keep_their_keys_until_labels_are_asked_for(two):
    path = two.folder / "customers.csv"
    two.ok("customer", "list", "--to", path)
    assert path.read_text(encoding="utf-8").startswith("\ufeffid,customer_no")
    two.ok("customer", "list", "--to", path, "--headings", "label")
    assert path.read_text(encoding="utf-8").startswith("\ufeffNo.,Customer no.")


def test_a_file_of_export_keeps_its_keys_and_can_be_taken_in_again(two):
    two.speaking("zh")
    path = two.folder / "customers.csv"
    two.ok("export", "customers", "--to", path)
    assert path.read_text(encoding="utf-8").startswith("\ufeffname,phone,customer_no")
    assert two.json("import", "customers", path)["unchanged"] == 2
    two.ok("export", "customers", "--to", path, "--headings", "label")
    assert "姓名" in path.read_text(encoding="utf-8").splitlines()[0]
    assert two.ok("export", "customers", "-o", "jsonl").out.startswith('{"name": "张伟"')


def test_headings_are_for_files_with_columns(two):
    refused = two.run("customer", "list", "-o", "json", "--headings", "label")
    assert (refused.code, refused.out) == (2, "")
    assert "--headings" in refused.err


def test_a_workbook_has_numbers_and_days_that_are_such_and_texts_that_run_nowhere(two):
    two.take("vehicles", {"vin": "LSVAA4182E2123456", "customer_no": "KH1", "delivered_on": "2024-01-10", "mileage_km": "12000"})
    path = two.folder / "车辆.xlsx"
    two.speaking("zh")
    assert "1" in two.ok("vehicle", "list", "--to", path, "--columns", "vin,customer,delivered_on,mileage_km").err
    heads, row = cells_of(path)
    assert [kind for kind, _text in heads] == ["inlineStr"] * 4
    assert heads[0][1] == "车架号"
    # Excel counts days from 30 December 1899: 10 January 2024 is its day 45301
    assert row == [("inlineStr", "LSVAA4182E2123456"), ("inlineStr", "张伟"), (None, "45301"), (None, "12000")]
    two.ok("customer", "list", "--to", path, "--columns", "name,phone")
    assert cells_of(path)[2] == [("inlineStr", "=1+1"), ("inlineStr", "13800138002")]


def test_a_workbook_without_its_package_says_what_to_install_and_leaves_nothing(two, monkeypatch):
    load = builtins.__import__

    def missing(name, *rest, **more):
        if name == "xlsxwriter":
            raise ImportError
        return load(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    path = two.folder / "a.xlsx"
    refused = two.run("customer", "list", "--to", path)
    assert refused.code == 1
    assert "pip install 'kcrm[excel]'" in refused.err
    assert not path.exists()


def test_a_persons_list_is_in_words_they_read(two):
    two.take(
        "vehicles", {"vin": "LSVAA4182E2123456", "customer_no": "KH2", "delivered_on": "2024-01-10", "insurance_expires_on": "2026-07-01"}
    )
    two.speaking("zh")
    two.ok("due", "--split", "caller", "--to", two.folder / "lists")
    (file,) = (two.folder / "lists").glob("*.csv")
    assert file.name == "林晓-S2-2026-06-15.csv"
    heads, first = rows_of(file.read_text(encoding="utf-8"))[:2]
    assert heads[:4] == ["编号", "紧急程度", "逾期", "事项"]
    assert dict(zip(heads, first, strict=True))["事项"] == "续保提醒"


def test_yesterdays_list_goes_when_todays_is_written(two):
    two.take(
        "vehicles", {"vin": "LSVAA4182E2123456", "customer_no": "KH2", "delivered_on": "2024-01-10", "insurance_expires_on": "2026-07-01"}
    )
    two.speaking("zh")
    folder = two.folder / "lists"
    two.ok("due", "--split", "caller", "--to", folder)
    (folder / "白雪-S1-2026-06-14.csv").write_text("", encoding="utf-8")
    (folder / "笔记-S1-2026-06-14.csv").write_text("my own", encoding="utf-8")
    two.at("2026-06-16T08:30")
    two.ok("due", "--split", "caller", "--to", folder)
    assert sorted(path.name for path in folder.iterdir()) == ["林晓-S2-2026-06-16.csv", "笔记-S1-2026-06-14.csv"]
    # programs find it by the number
    two.ok("due", "--split", "caller", "--to", folder, "--headings", "key")
    assert sorted(path.name for path in folder.iterdir()) == ["S2.csv", "笔记-S1-2026-06-14.csv"]
