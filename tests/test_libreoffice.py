"""Files as LibreOffice writes them go in, and what kcrm writes opens there and comes back unchanged: in `make long`, where it is there."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
import xlsxwriter

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (on Debian: apt-get install libreoffice-calc)"),
    pytest.mark.skipif(os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="starts LibreOffice a dozen times: make long"),
]
# commas, quotes, and the number of the character set: 76 is UTF-8, 85 GB18030
IN_TEXT = "CSV:44,34,76,1,1/2/2/2/3/2/4/2/5/2/6/2/7/2/8/2/9/2/10/2"
OUT = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "xls": "xls:MS Excel 97",
    "ods": "ods:calc8",
    "utf-8": "csv:Text - txt - csv (StarCalc):44,34,76,1",
    "gb18030": "csv:Text - txt - csv (StarCalc):44,34,85,1",
    "html": "html:HTML (StarCalc)",
    "xml": "xml:MS Excel 2003 XML",
}
CUSTOMERS = (
    {"客户编号": "001", "姓名": "张伟", "手机": "13800138000", "生日": "1980-02-03", "地址": "A座, “三”层", "备注": "喜欢钓鱼"},
    {"客户编号": "K2", "姓名": "王小丫", "手机": "13800138001", "生日": "", "地址": "", "备注": '他说 "好"'},
)
STORED = [
    ("001", "张伟", "13800138000", "1980-02-03", "A座, “三”层", "喜欢钓鱼"),
    ("K2", "王小丫", "13800138001", None, None, '他说 "好"'),
]


@pytest.fixture(scope="module")
def convert(tmp_path_factory):
    """Has LibreOffice open a file, with a profile of its own, and save it as another kind."""
    home = tmp_path_factory.mktemp("office")

    def converted(path, kind, folder):
        folder.mkdir()
        text = ["--infilter=" + IN_TEXT] if path.suffix == ".csv" else []
        done = subprocess.run(
            [SOFFICE, f"-env:UserInstallation={home.as_uri()}", "--headless", *text, "--convert-to", OUT[kind], "--outdir", folder, path],
            capture_output=True,
            timeout=120,
            check=False,
        )
        (written,) = list(folder.iterdir()) or [None]
        assert written is not None, done.stderr.decode()
        return written

    return converted


def stored(desk):
    return desk.query("SELECT customer_no, name, phone, birthday, address, note FROM customer ORDER BY customer_no")


@pytest.mark.parametrize("kind", OUT)
def test_what_libreoffice_writes_goes_in(desk, convert, tmp_path, kind):
    path = convert(desk.sheet("customers", CUSTOMERS), kind, tmp_path / "out")
    result = desk.json("import", "customers", path)
    assert result["new"] == 2
    assert stored(desk) == STORED


@pytest.mark.parametrize("kind", ["xlsx", "ods", "utf-8", "gb18030"])
@pytest.mark.parametrize("written", ["xlsx", "csv"])
def test_what_kcrm_writes_comes_back_from_libreoffice_unchanged(desk, convert, tmp_path, written, kind):
    desk.take("customers", *CUSTOMERS)
    path = tmp_path / f"customers.{written}"
    desk.ok("export", "customers", "--to", path)
    result = desk.json("import", "customers", convert(path, kind, tmp_path / "back"))
    assert (result["new"], result["changed"], result["unchanged"]) == (0, 0, 2)
    assert stored(desk) == STORED


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "html"])
def test_an_error_of_a_formula_is_refused_with_its_cell_and_none_of_its_row_goes_in(desk, convert, tmp_path, kind):
    path = tmp_path / "customers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, ["客户编号", "姓名", "手机"])
        sheet.write_row(1, 0, ["K1", "张伟", "13800138000"])
        sheet.write_row(2, 0, ["K2", "", "13800138001"])
        sheet.write_formula(2, 1, "=NA()", None, "#N/A")
    result = desk.run("import", "customers", convert(path, kind, tmp_path / "out"), "--skip-bad", "-o", "json")
    assert (result.code, result.json["new"], result.json["refused"]) == (5, 1, 1)
    assert [(row["column"], row["value"]) for row in result.json["problems"] if row["verdict"] == "refused"] == [("姓名", "#N/A")]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_number_of_days_since_1904_is_refused_as_a_day(desk, convert, tmp_path, kind):
    path = tmp_path / "customers.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["客户编号", "姓名", "手机", "生日"])
        sheet.write_row(1, 0, ["K1", "张伟", "13800138000", 27792])
    result = desk.run("import", "customers", convert(path, kind, tmp_path / "out"), "-o", "json")
    assert (result.code, [(row["column"], row["value"]) for row in result.json["problems"]]) == (5, [("生日", "27792")])
