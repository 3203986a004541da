"""Whatever a file holds, an import takes its rows or refuses it by name; it never breaks off, and what is refused leaves nothing behind."""

from __future__ import annotations

import csv
import html
import io
import json
import shutil
import sqlite3
import zipfile
from datetime import datetime
from functools import partial
from itertools import zip_longest
from types import SimpleNamespace

import pytest
import xlsxwriter
from conftest import Shell
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kcrm.exchange.columns import columns_of
from kcrm.exchange.finance import FINANCE
from kcrm.exchange.official import OFFICIAL
from kcrm.records import SheetKind, noun_of
from kcrm.records.call import NOUN as CALL

EXPECTED = {0, 2, 3, 4, 5}
WORDS = (
    *(
        "",
        "",
        " ",
        "张伟",
        "S1",
        "K1",
        "A1",
        "13800138000",
        "057188886666",
        "57188886666",
        "1.38E+10",
        "13800138000.0",
        "+86 138 0013 8000",
    ),
    *("1M8GDM9AXKP042788", "皖A12345", "男", "是", "否", "true", "B1", "客户", "一般", "投诉", "2026-03-04", "2026-02-30", "2026/3/4 8:30"),
    *(
        "2026-03-04T08:30:00+25:00",
        "0001-01-01",
        "9999-12-31 23:59",
        "２０２６-０３-０４",
        "46000",
        "46000.5",
        "24:00",
        "1e999",
        "nan",
        "-inf",
        "-1",
    ),
    *(
        "0",
        "1_000",
        "99999999999999999999",
        "9" * 400,
        "1,234.56",
        "٣",
        "8/9",
        "8/",
        "合计",
        "\\N",
        "=1+1",
        "'",
        '="',
        "'=",
        '"',
        "a,b",
        "a;b",
        "c:1",
    ),
    *(
        "a\nb",
        "a\r\nb",
        "\ufeff",
        "\u202e",
        "\x00",
        "\x1b[2J",
        "\x85",
        "\u2028",
        "龘",
        "😊",
        "x" * 3000,
        "[/b]",
        "{file}",
        "%s",
        "C1",
        "id:C1",
        "no:",
    ),
)
cells = st.one_of(st.sampled_from(WORDS), st.text(max_size=12))


def _writable(text):
    return text.encode("utf-8", "replace").decode()


KINDS = {
    **{
        ("import", kind.value): [name for column in columns_of(kind).values() for name in (column.key, *column.headings)]
        for kind in SheetKind
    },
    ("import", "calls"): [name for field in CALL.fields for name in (field.key, field.label, *field.headings)],
    ("finance", "import"): [name for column in FINANCE.columns for name in (column.key, *column.headings)],
    ("survey", "official", "import"): [name for column in OFFICIAL.columns for name in (column.key, *column.headings)],
    ("survey", "import"): [
        "客户编号",
        "phone",
        "姓名",
        "调查日期",
        "surveyed_on",
        "问卷",
        "survey",
        "调查人",
        "备注",
        "维修质量",
        "是否愿意推荐",
    ],
    ("message", "sent"): ["followup_id", "id", "编号", "number", "phone", "text", "customer"],
}


NEEDED = {
    **{("import", kind.value): [need[0] for need in (*noun_of(kind).known_by, *noun_of(kind).needs)] for kind in SheetKind},
    ("import", "checklists"): ["checklist", "item", "place"],
    ("import", "journals"): ["person", "day", "done"],
    ("import", "trainings"): ["topic", "person"],
    ("import", "campaigns"): ["name", "channels", "from_on", "until_on"],
    ("import", "advertisements"): ["medium", "code", "from_on", "until_on"],
    ("import", "vouchers"): ["voucher_no", "customer_no", "value", "issued_at"],
    ("import", "breaches"): ["person", "what", "evidence"],
    ("import", "jobs"): ["job_no", "title", "job_kind", "asked_at"],
    ("import", "works"): ["work_no", "work_kind", "what", "customer_no", "urgency", "vin"],
    ("import", "appointments"): ["appointment_no", "vin", "starts_at", "what"],
    ("import", "rescues"): ["rescue_no", "customer_no", "place", "fault", "asked_at"],
    ("import", "departments"): ["code", "name", "above"],
    ("import", "consents"): ["customer_no", "同意类型", "answer"],
    ("import", "recall_campaigns"): ["recall_no", "title", "risk"],
    ("import", "calls"): ["followup_id", "customer_id", "called_at", "outcome"],
    ("finance", "import"): ["month", "kind", "item", "amount"],
    ("survey", "official", "import"): ["period", "品牌调研", "item", "score"],
    ("survey", "import"): ["客户编号", "调查日期", "问卷", "维修质量"],
    ("message", "sent"): ["id"],
}


KEYS = {
    **{name: column.key for kind in SheetKind for column in columns_of(kind).values() for name in column.headings},
    **{name: field.key for field in CALL.fields for name in (field.label, *field.headings)},
}
# most rows are good but for a cell, so that files come as far as the database
GOOD = {
    "employee_no": ("S1", "S7", "A1"),
    "role": ("cs_specialist",),
    **dict.fromkeys(("owner", "receiver", "person"), ("S1", "S7")),
    "kpi": ("calls_on_time",),
    "evidence": ("O1",),
    "done": ("回访",),
    "held_on": ("2026-06-10", "2026-06-11"),
    **dict.fromkeys(("due_on", "check_on"), ("2026-12-31",)),
    **dict.fromkeys(("text_zh", "text_en"), ("先试车", "Listen")),
    "checklist": ("展厅5S", "车间"),
    "place": ("showroom", "车间"),
    "customer_no": ("K1", "K2", "K3"),
    "phone": ("13800138000", "13900139000"),
    "name": ("张伟", "李娜"),
    "vin": ("1M8GDM9AXKP042788", "11111111111111111"),
    "plate": ("皖A12345", ""),
    "order_no": ("W1", "W2"),
    "month": ("2026-05",),
    "kind": ("fixed",),
    "item": ("房租", "水电"),
    "amount": ("9000", "1.5"),
    "opened_at": ("2026-03-04 08:30",),
    "type": ("paid_repair", "首保"),
    "complaint_no": ("TS1", "TS2"),
    "received_at": ("2026-03-04 08:30", "2026-06-14 10:00"),
    "severity": ("normal", "重大"),
    "description": ("漏油",),
    "opportunity_no": ("SJ1", "SJ2"),
    "probability": ("0.5", "30%"),
    "need_no": ("DJ1", "DJ2"),
    "what": ("part", "model"),
    "text": ("后视镜",),
    "prospect_no": ("XS1", "XS2"),
    "points": ("12000", "300"),
    "voucher_no": ("DJQ1", "DJQ2"),
    "value": ("50", "100"),
    "appointment_no": ("YY1", "YY2"),
    "starts_at": ("2026-06-20 09:30",),
    "rescue_no": ("JY1", "JY2"),
    "recall_no": ("ZH1", "ZH2"),
    "同意类型": ("短信", "call"),
    "answer": ("given", "拒绝"),
    "above": ("",),
    "period": ("2026-Q1", "2026-03"),
    **dict.fromkeys(("survey", "品牌调研"), ("CSI", "SSI")),
    "risk": ("safety", "服务活动"),
    "job_no": ("ZY1", "ZY2"),
    "job_kind": ("small", "大修"),
    "work_no": ("WX1", "WX2"),
    "work_kind": ("work", "未修项目"),
    "urgency": ("urgent", "观察"),
    "fault": ("爆胎",),
    "asked_at": ("2026-06-10 09:30",),
    "issued_at": ("2026-06-10 09:30",),
    "source": ("web",),
    "调查日期": ("2026-05-04",),
    "问卷": ("csi", "售后满意度"),
    "维修质量": ("9", "3"),
    "tie": ("family", "母公司"),
    "other_no": ("K2", "K1"),
    "product": ("rescue",),
    "title": ("成立日",),
    "topic": ("续保",),
    "day": ("2026-06-10",),
    "contract_no": ("HT1", "HT2"),
    "from_on": ("2026-01-01", ""),
    "until_on": ("2026-12-31", ""),
    "bill_no": ("FP1", "FP2"),
    "payment_no": ("SK1", "SK2"),
    "paid_on": ("2026-06-01",),
    # of 15 June at nine, after those were planned
    "followup_id": ("F1", "F2", "F3", "F4"),
    "customer_id": ("C1", "C2"),
    "customer": ("张伟", "李娜"),
    "called_at": ("2026-06-15 09:00", "2026-06-15 09:05", "2026-06-15", "2026-03-04"),
    "outcome": ("接通", "answered", "未接通", "另约", "错号", "拒访"),
    "result": ("未定", "已报价", "", ""),
    "again_at": ("2026-06-16 10:00", "", ""),
    "score": ("9", "3", ""),
    "staff": ("白雪", ""),
    "event": ("北山采摘", "Z1"),
    "medium": ("web", "电台"),
    "code": ("汽车之家", "8008"),
    "channels": ("电话,短信", "call", "wechat、event"),
    "kinds": ("交车次日回访", "insurance_expiry", ""),
}


def good(heading):
    """Values for a heading: its own, else those of the column that it names."""
    return GOOD.get(heading) or GOOD.get(KEYS.get(heading, heading), ("",))


@st.composite
def tables(draw, words):
    chosen = draw(st.lists(st.sampled_from(KINDS[words]), min_size=1, max_size=8))
    if draw(st.integers(0, 3)):
        chosen = list(dict.fromkeys(NEEDED[words] + chosen))
    chosen += draw(st.lists(cells, max_size=1))
    chosen = draw(st.permutations(chosen))
    row = st.tuples(*(st.one_of(*[st.sampled_from(good(heading))] * 4, cells) for heading in chosen))
    rows = draw(st.lists(st.one_of(*[row] * 4, st.lists(cells, min_size=1, max_size=len(chosen) + 1)), max_size=6))
    return [chosen, *rows]


def text(table, *, delimiter=",", encoding="utf-8"):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(table)
    return file.getvalue().encode(encoding, "replace")


def objects(table, *, lines=False):
    found = [dict(zip_longest(table[0], row[: len(table[0])], fillvalue="")) for row in table[1:]]
    return ("\n".join(map(json.dumps, found)) if lines else json.dumps(found, ensure_ascii=False)).encode()


def numbers(cell):
    """As somebody has typed it into a sheet."""
    try:
        number = float(cell)
    except ValueError:
        return cell
    return number if abs(number) < 1e300 else cell


def xlsx(table):
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})  # the same file each time
        sheet = book.add_worksheet()
        for line, row in enumerate(table):
            for place, cell in enumerate(map(numbers, row)):
                (sheet.write_number if isinstance(cell, float) else sheet.write_string)(line, place, cell)
    return data.getvalue()


def ods(table):
    def shown(cell):
        return "".join(character for character in html.escape(cell) if character >= " " and character not in "\ufffe\uffff")

    body = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{shown(cell)}</text:p></table:table-cell>' for cell in row)
        + "</table:table-row>"
        for row in table
    )
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            zipfile.ZipInfo("content.xml"),
            f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet><table:table table:name="a">{body}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
        # without it no reader takes the file
        packed.writestr(
            zipfile.ZipInfo("META-INF/manifest.xml"),
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return data.getvalue()


def page(table):
    rows = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}' for cell in row)}</tr>\n" for row in table)
    return f"<html><table>{rows}</table></html>".encode()


def xml(table):
    rows = "".join(f"<Row>{''.join(f'<Cell><Data>{html.escape(cell)}</Data></Cell>' for cell in row)}</Row>\n" for row in table)
    namespace = "urn:schemas-microsoft-com:office:spreadsheet"
    return f'<?xml version="1.0"?><Workbook xmlns="{namespace}"><Worksheet><Table>{rows}</Table></Worksheet></Workbook>'.encode()


WRITERS = {
    "csv": text,
    "txt": partial(text, encoding="gb18030"),
    "tsv": partial(text, delimiter="\t", encoding="utf-16"),
    "json": objects,
    "jsonl": partial(objects, lines=True),
    "xlsx": xlsx,
    "ods": ods,
    "xls": page,
    "xml": xml,
}


@st.composite
def damages(draw, data):
    """The file as a disk or a line has left it: often whole."""
    if draw(st.integers(0, 2)) < 2 or not data:
        return data
    place = draw(st.integers(0, len(data) - 1))
    return draw(
        st.one_of(
            st.just(data[:place]),
            st.binary(min_size=1, max_size=8).map(lambda bad: data[:place] + bad + data[place + len(bad) :]),
            st.binary(min_size=1, max_size=8).map(lambda bad: data[:place] + bad + data[place:]),
            st.just(data[:place] + data[place // 2 :]),
        )
    )


def digest(path):
    """All that is stored."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        found = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names}
    connection.close()
    return found


@pytest.fixture(scope="module")
def called(staffed, tmp_path_factory):
    """Two customers whom a file may name, with calls that are open for them; made once."""
    unread = SimpleNamespace(readouterr=lambda: SimpleNamespace(out="", err=""))
    with pytest.MonkeyPatch.context() as monkeypatch:
        shell = Shell(tmp_path_factory.mktemp("called"), monkeypatch, unread)
        shutil.copy(staffed, shell.db)
        shell.take(
            "customers",
            {"customer_no": "K1", "name": "张伟", "phone": "13800138000", "kind": "company"},
            {"customer_no": "K2", "name": "李娜", "phone": "13900139000"},
        )
        shell.take(
            "vehicles",
            {
                "vin": "1M8GDM9AXKP042788",
                "plate": "皖A12345",
                "customer_no": "K1",
                "insurance_expires_on": "2026-07-10",
                "delivered_on": "",
            },
            {"vin": "11111111111111111", "plate": "", "customer_no": "K2", "insurance_expires_on": "", "delivered_on": "2026-06-12"},
        )
        shell.ok("fleet", "add", "K1")
        shell.ok("bill", "add", "K1", "9000", "--number", "FP1")
        shell.ok("recall", "add", "ZH1", "转向助力", "safety")
        shell.ok("event", "add", "北山采摘", "--held-on", "2026-06-20")
        shell.ok("plan")
    assert len(shell.query("SELECT id FROM followup WHERE state = 'open'")) >= 4
    return shell.db


def check(desk, stored, words, path, options):
    shutil.copy(stored, desk.db)
    desk.at("2026-06-15T17:00")
    before = digest(desk.db)
    result = desk.run(*words, path, *options)
    assert result.code in EXPECTED, (result.code, result.err)
    assert "Traceback" not in result.err
    assert result.code == 0 or path.name in result.out + result.err, (result.out, result.err)
    if (result.code and "--skip-bad" not in options) or "--dry-run" in options:
        assert digest(desk.db) == before
    for file in desk.folder.glob("desk.db*"):
        file.unlink()


def tried(count):
    """With so many files in `make long`, a few else; each begins with a database of its own, though the fixture is one."""
    few = settings.get_current_profile_name() != "long"
    return settings(max_examples=8 if few else count, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("ending", WRITERS)
@tried(1_000)
@given(data=st.data())
def test_rows_or_a_refusal(desk, called, ending, data):
    words = data.draw(st.sampled_from(sorted(KINDS)))
    table = [list(map(_writable, row)) for row in data.draw(tables(words))]
    path = desk.folder / f"fuzz.{ending}"
    path.write_bytes(data.draw(damages(WRITERS[ending](table))))
    options = () if words[0] != "import" else data.draw(st.sampled_from([(), ("--dry-run",), ("--skip-bad",)]))
    check(desk, called, words, path, options)


START = (
    b"",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"<html><table>",
    b"[",
    b"{",
    "姓名,手机\n".encode("gb18030"),
)


@tried(3_000)
@given(data=st.data())
def test_any_bytes(desk, called, data):
    path = desk.folder / f"fuzz.{data.draw(st.sampled_from([*WRITERS, 'dat']))}"
    path.write_bytes(data.draw(st.sampled_from(START)) + data.draw(st.binary(max_size=200)))
    check(desk, called, data.draw(st.sampled_from(sorted(KINDS))), path, ())


@pytest.mark.parametrize("words", sorted(set(KINDS) - {("message", "sent")}))
def test_what_is_held_to_be_good_is_taken(desk, called, words):
    """Else the rows would be refused before they come as far as the database; no message waits to be sent there."""
    headings = list(dict.fromkeys(NEEDED[words]))
    path = desk.folder / "good.csv"
    path.write_bytes(text([headings, [good(heading)[0] for heading in headings]]))
    shutil.copy(called, desk.db)
    desk.at("2026-06-15T17:00")
    result = desk.run(*words, path)
    assert result.code == 0, (result.out, result.err)
