"""A question of one's own in SQL: what it gives in each format, that it only reads, and that it says what is wrong where."""

import contextlib
import csv
import errno
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from conftest import filled_once
from readable import fill_readable

from kcrm import db
from kcrm.queries import sql as queries
from kcrm.shell import taking
from kcrm.storage import kept

COUNT_UP = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT "


@filled_once
def filled(desk):
    fill_readable(desk)
    return desk


def stored(desk):
    """All that the file holds, as one reads it."""
    with sqlite3.connect(f"file:{desk.db}?mode=ro", uri=True) as connection:
        text = list(connection.iterdump())
    connection.close()
    return text


def test_rows_come_under_the_names_that_the_statement_gives(filled):
    assert filled.json("sql", "SELECT customer_no AS no, name, visits_12m FROM v_customers ORDER BY customer_no DESC") == [
        {"no": "K2", "name": "李娜", "visits_12m": None},
        {"no": "K1", "name": "张伟[/b]", "visits_12m": None},
    ]


def test_amounts_have_two_decimals_and_all_other_numbers_their_own(filled):
    shown = filled.ok(
        "sql", "SELECT labor_amount, total_amount AS total, total_amount / 3, accident, 2026 FROM v_orders", "-o", "jsonl"
    ).out
    assert shown == '{"labor_amount": 175.05, "total": 564.34, "total_amount / 3": 188.11333333333334, "accident": 1, "2026": 2026}\n'
    assert filled.ok("sql", "SELECT parts_amount FROM v_orders", "-o", "csv").out == "parts_amount\n389.00\n"
    # an average is not
    assert (
        filled.ok("sql", "SELECT total_amount / 3 AS total_amount FROM v_orders", "-o", "csv").out == "total_amount\n188.11333333333334\n"
    )


def test_values_of_several_kinds_in_a_column_keep_their_own(desk):
    statement = (
        "SELECT 1 AS v UNION ALL SELECT 'x' UNION ALL SELECT NULL UNION ALL SELECT 0.5 UNION ALL SELECT x'00ff' UNION ALL SELECT 9e999"
    )
    assert [row["v"] for row in desk.json("sql", statement)] == [1, "x", None, 0.5, "00ff", "inf"]
    assert desk.json("sql", "SELECT 12345678901234567 AS big, CAST(x'ff41' AS TEXT) AS text, 0.1 + 0.2 AS sum") == [
        {"big": 12345678901234567, "text": "\ufffdA", "sum": 0.30000000000000004}
    ]


def test_names_that_come_twice_and_columns_without_one_are_told_apart(desk):
    assert desk.json("sql", 'SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS "", 5 AS "a\nb"') == [
        {"a": 1, "a_2": 2, "a_2_2": 3, "column_4": 4, "a\\nb": 5}
    ]


def test_headings_are_the_statements_own_in_chinese_too(desk):
    desk.speaking("zh")
    assert desk.ok("sql", "SELECT name, role AS Customer FROM staff WHERE employee_no = 'S1'").out.split() == [
        "name",
        "Customer",
        "白雪",
        "cs_specialist",
    ]


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "jsonl", "md", "html", "plain", "table"])
def test_every_format_holds_the_text_as_it_is_stored(filled, name):
    shown = filled.ok("sql", "SELECT name, note FROM v_customers WHERE customer_no = 'K1'", "-o", name).out
    assert "张伟\\[/b\\]" in shown or "张伟[/b]" in shown
    assert "靠窗" in shown


def test_files_are_written_as_of_any_list(filled):
    pytest.importorskip("xlsxwriter")
    told = filled.ok("sql", "SELECT order_no, total_amount, '=1+1' AS said FROM v_orders", "--to", filled.folder / "a.xlsx")
    assert told.err == f"{filled.folder / 'a.xlsx'}: 1 row written.\n"
    with zipfile.ZipFile(filled.folder / "a.xlsx") as book:
        assert "<v>564.34</v>" in book.read("xl/worksheets/sheet1.xml").decode()
    filled.ok("sql", "SELECT order_no, -5 AS n, '=1+1' AS said FROM v_orders", "--to", filled.folder / "a.csv")
    text = (filled.folder / "a.csv").read_text(encoding="utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["order_no", "n", "said"], ["W1", "-5", "'=1+1"]]


def test_whole_and_broken_numbers_that_are_equal_are_written_as_they_are(desk):
    # one of them comes again, and must not be taken for the other
    statement = "SELECT 1 AS v, 1 AS w UNION ALL SELECT 1.0, 'x' UNION ALL SELECT 1, 1.0"
    for name in ("csv", "plain", "table", "md"):
        cells = re.findall(r"[\d.x]+", desk.ok("sql", statement, "-o", name).out)
        assert cells == ["1", "1", "1.0", "x", "1", "1.0"], name
    assert desk.ok("sql", statement, "-o", "csv", "--sort", "w").out.split() == ["v,w", "1,1", "1,1.0", "1.0,x"]


MANY = f"{COUNT_UP} i, 'n' || i AS n, CASE WHEN i % 7 THEN i * 0.5 END AS half, CASE i % 3 WHEN 0 THEN x'0a' ELSE i END AS v FROM n LIMIT "
CHECKED = {"csv": csv.DictReader, "jsonl": lambda lines: map(json.loads, lines), "tsv": lambda lines: csv.DictReader(lines, delimiter="\t")}


@pytest.mark.parametrize("name", CHECKED)
def test_more_rows_than_are_held_are_all_written(desk, monkeypatch, name):
    monkeypatch.setattr(kept, "_IN_MEMORY", 1_000)
    rows = list(CHECKED[name](desk.ok("sql", f"{MANY} 2001", "-o", name).out.splitlines()))
    wanted = [(n, f"n{n}", n * 0.5 if n % 7 else "", "0a" if n % 3 == 0 else n) for n in range(1, 2002)]
    assert [tuple("" if each is None else str(each) for each in row.values()) for row in rows] == [tuple(map(str, row)) for row in wanted]


STATUS = Path("/proc/self/status")
_HELD = f"""
import sys
from kcrm.cli import main
code = main(["sql", sys.argv[1], "-o", sys.argv[2]])
print(open("{STATUS}").read().partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""


@pytest.mark.skipif(not STATUS.exists(), reason="no /proc here, which says how much was held at most")
@pytest.mark.parametrize("name", ["csv", "plain"])
def test_memory_does_not_grow_with_the_rows(desk, name):
    def held(count):
        asked = [sys.executable, "-c", _HELD, f"{MANY} {count}", name]
        return int(subprocess.run(asked, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).stderr.split()[-1])

    # KB; the rows between them are 6 MB of text, and 50 MB as Python's objects
    assert held(150_000) < held(20_000) + 2_000


def test_where_the_rows_find_no_room_the_folder_is_named(desk, monkeypatch):
    class Full(io.BytesIO):
        def __init__(self, _most):
            super().__init__()

        def write(self, _text):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kept, "SpooledTemporaryFile", Full)
    result = desk.run("sql", "SELECT 1", "--to", desk.folder / "a.csv")
    assert result.err == f"kcrm: {tempfile.gettempdir()}: the disk is full. Free some space and try again.\n"
    assert (result.code, result.out, (desk.folder / "a.csv").exists()) == (1, "", False)


@pytest.mark.parametrize("name", ["table", "md", "html"])
def test_what_must_know_all_rows_before_the_first_says_how_many_it_holds(desk, monkeypatch, name):
    monkeypatch.setattr(taking, "MOST_HELD", 20)
    assert "20" in desk.ok("sql", f"{COUNT_UP} i FROM n LIMIT 20", "-o", name).out
    result = desk.run("sql", f"{COUNT_UP} i FROM n LIMIT 21", "-o", name)
    assert (result.code, result.out) == (5, "")
    assert result.err == (
        f"kcrm: {name} holds at most 20 rows, as all must be known to draw it; these are 21.\n"
        "Take fewer with --limit, or write them with -o csv, jsonl or plain.\n"
    )
    assert "21" in desk.ok("sql", f"{COUNT_UP} i FROM n LIMIT 21", "-o", "plain").out
    assert "20" in desk.ok("sql", f"{COUNT_UP} i FROM n LIMIT 21", "-o", name, "--limit", "20").out


def test_limit_sort_and_columns_are_those_of_lists(desk):
    desk.take("customers", *({"customer_no": f"K{n}", "name": f"客{n}", "phone": f"138001380{n:02}"} for n in range(1, 13)))
    assert [row["no"] for row in desk.json("sql", "SELECT customer_no AS no FROM v_customers", "--limit", "2")] == ["K1", "K2"]
    assert [row["no"] for row in desk.json("sql", "SELECT customer_no AS no, 1 FROM v_customers", "--sort", "-no", "--limit", "2")] == [
        "K12",
        "K11",
    ]
    assert desk.json("sql", "SELECT 1 AS a, 2 AS b", "--columns", "b") == [{"b": 2}]


def test_no_rows_are_said_to_people_and_an_empty_array_to_programs(desk):
    assert desk.ok("sql", "SELECT name FROM v_customers").err == "No rows.\n"
    assert desk.json("sql", "SELECT name FROM v_customers") == []


def test_parameters_are_numbers_where_they_are_written_so_and_texts_elsewhere(filled):
    asked = "SELECT typeof(:a) AS a, typeof(:b) AS b, typeof(:c) AS c, typeof(:d) AS d, typeof(:e) AS e"
    given = ("-p", "a=12", "-p", "b=-0.50", "-p", "c=007", "-p", "d=2026-06-15", "--param", "e=")
    assert filled.json("sql", asked, *given) == [{"a": "integer", "b": "real", "c": "text", "d": "text", "e": "text"}]
    wanted = "SELECT order_no FROM v_orders WHERE total_amount {} :least AND customer = :who"
    assert filled.json("sql", wanted.format(">="), "-p", "least=564.34", "-p", "who=李娜") == [{"order_no": "W1"}]
    assert filled.json("sql", wanted.format(">"), "-p", "least=564.34", "-p", "who=李娜") == []
    assert filled.json("sql", "SELECT name FROM v_customers WHERE phone = :phone", "-p", "phone=13800138002") == [{"name": "李娜"}]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("SELECT :day", "-p", "day"), "-p day: write NAME=VALUE, as in -p day=2026-06-15."),
        (("SELECT :day", "-p", "dya=1"), "-p dya=1: the statement has no :dya.\nDid you mean day?"),
        (("SELECT :day, :who", "-p", "day=1"), "The statement needs a value: -p who=VALUE."),
        (("SELECT :day",), "The statement needs a value: -p day=VALUE."),
        (("SELECT ?",), "Name the parameters of the statement, as in :day, and give each with -p day=VALUE."),
        (("",), "The statement is empty."),
        (("/* nothing */ -- at all",), "The statement is empty."),
        (("SELECT abs(-9223372036854775808)",), "SQLite cannot run the statement: integer overflow."),
        (("SELECT * FORM customer",), "The statement cannot be read from “FORM” on.\n  SELECT * FORM customer\n           ^"),
        # the first `name` is well where it stands
        (
            ("SELECT name AS a name FROM staff",),
            "The statement cannot be read from “name” on.\n  SELECT name AS a name FROM staff\n                   ^",
        ),
        (("SELECT 'a",), "The statement cannot be read from “'a” on.\n  SELECT 'a\n         ^"),
        (("SELECT (1",), "The statement ends too early.\n  SELECT (1\n           ^"),
        (
            ("SELECT 'nam', nam FROM staff",),
            "There is no column called “nam”.\n  SELECT 'nam', nam FROM staff\n                ^\nDid you mean name?",
        ),
        (
            ("SELECT name\nFROM v_customer\nWHERE true",),
            (
                "There is no table or view called “v_customer”.\n  FROM v_customer\n       ^\n"
                "Did you mean v_customers, customer, fact_customer?"
            ),
        ),
        (
            ("SELECT id FROM staff, customer",),
            "Several tables have a column “id”: put the table's name and a dot before it.\n  SELECT id FROM staff, customer\n         ^",
        ),
        (("SELECT yuan(1)",), "There is no function called “yuan”.\n  SELECT yuan(1)\n         ^"),
        (("SELECT substr()",), "The function “substr” takes another number of values.\n  SELECT substr()\n         ^"),
        (("SELECT *",), "A * needs a table: FROM is missing.\n  SELECT *\n          ^"),
        (
            ("SELECT 1 UNION SELECT 2, 3",),
            "What is before and after UNION must have the same number of columns.\n  SELECT 1 UNION SELECT 2, 3\n           ^",
        ),
        (("SELECT zeroblob(67108865)",), "A value would be larger than 64 MB."),
        (
            ("SELECT name FROM staff WHERE max(id) > count(*)",),
            "“count” cannot be used here.\n  SELECT name FROM staff WHERE max(id) > count(*)\n                                         ^",
        ),
    ],
)
def test_what_is_wrong_is_said_in_plain_words_with_its_place(desk, argv, said):
    result = desk.run("sql", *argv)
    assert (result.code, result.out, result.err) == (2, "", f"kcrm: {said}\n")


def test_of_a_long_line_the_part_is_shown_that_is_wrong(desk):
    result = desk.run("sql", f"SELECT {', '.join(f'{n} AS a{n}' for n in range(50))}, nam FROM staff")
    line, mark = result.err.splitlines()[1:3]
    assert len(line) <= 80
    assert line[mark.index("^") :].startswith("nam FROM staff")


def test_mistakes_are_told_in_chinese_too(desk):
    desk.speaking("zh")
    assert (
        desk.run("sql", "SELECT nam FROM staff").err
        == "kcrm: 没有名为“nam”的列。\n  SELECT nam FROM staff\n         ^\n您是不是要找：name？\n"
    )
    assert desk.run("sql", "DROP TABLE staff").err.startswith("kcrm: sql 只能查询：不允许 DROP，没有执行。\n")


WRITING = [
    ("INSERT INTO staff (name) VALUES ('x')", "INSERT"),
    ("UPDATE store SET name = 'x'", "UPDATE"),
    ("DELETE FROM customer", "DELETE"),
    ("REPLACE INTO store VALUES (1)", "REPLACE"),
    ("CREATE TABLE x (a)", "CREATE"),
    ("CREATE TEMP TABLE x (a)", "CREATE"),
    ("CREATE VIEW x AS SELECT 1", "CREATE"),
    ("DROP TABLE staff", "DROP"),
    ("ALTER TABLE staff ADD COLUMN x", "ALTER"),
    ("WITH a AS (SELECT 1) INSERT INTO staff SELECT * FROM a", "INSERT"),
    ("EXPLAIN DELETE FROM staff", "DELETE"),
    ("/* SELECT */ DELETE FROM staff", "DELETE"),
    (";DELETE FROM staff", "DELETE"),
    ("ATTACH 'other.db' AS other", "ATTACH"),
    ("DETACH main", "DETACH"),
    ("VACUUM", "VACUUM"),
    ("VACUUM INTO 'other.db'", "VACUUM"),
    ("REINDEX", "REINDEX"),
    ("ANALYZE", "ANALYZE"),
    ("BEGIN IMMEDIATE", "BEGIN"),
    ("SAVEPOINT x", "SAVEPOINT"),
    ("PRAGMA journal_mode = DELETE", "PRAGMA journal_mode"),
    ("PRAGMA query_only = OFF", "PRAGMA query_only"),
    ("PRAGMA user_version = 9", "PRAGMA user_version"),
    ("PRAGMA writable_schema = ON", "PRAGMA writable_schema"),
    ("PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA wal_checkpoint"),
    ("UPDATE sqlite_master SET name = 'x'", "UPDATE"),
    ("EXPLAIN DELETE FROM sqlite_master", "DELETE"),
    ("WITH a AS (SELECT 1) REPLACE INTO v_customers SELECT * FROM a", "INSERT"),
    ("EXPLAIN UPDATE v_orders SET note = 'x'", "UPDATE"),
    ("INSERT INTO v_orders DEFAULT VALUES", "INSERT"),
    ("SELECT load_extension('x')", "load_extension()"),
    ("SELECT name, LOAD_EXTENSION('x', 'y') FROM staff", "load_extension()"),
    ("SELECT fts3_tokenizer('simple')", "fts3_tokenizer()"),
]


@pytest.mark.parametrize(("statement", "what"), WRITING)
def test_whatever_does_more_than_read_is_refused_and_changes_nothing(filled, monkeypatch, statement, what):
    monkeypatch.chdir(filled.folder)
    before, files = stored(filled), sorted(filled.folder.iterdir())
    result = filled.run("sql", statement)
    assert (result.code, result.out) == (5, "")
    assert result.err == (
        f"kcrm: sql only reads: {what} is not permitted; nothing was run.\n"
        "To change records there are commands that log what they do: kcrm --help\n"
    )
    assert stored(filled) == before
    assert sorted(filled.folder.iterdir()) == files


INNER = [
    ("SELECT * FROM dbstat", "dbstat"),
    ("WITH a AS (SELECT name FROM DBSTAT) SELECT * FROM a", "DBSTAT"),
    ("EXPLAIN SELECT * FROM pragma_integrity_check", "pragma_integrity_check"),
    ("SELECT * FROM pragma_database_list", "pragma_database_list"),
]


@pytest.mark.parametrize(("statement", "what"), INNER)
def test_a_table_of_sqlites_own_is_called_so(desk, statement, what):
    if what.lower() == "dbstat" and "dbstat" not in modules():
        pytest.skip("this SQLite was built without dbstat")
    result = desk.run("sql", statement)
    assert (result.code, result.out) == (5, "")
    assert result.err == f"kcrm: “{what}” is no table of the database, but SQLite's own: it is not permitted; nothing was run.\n"
    desk.speaking("zh")
    assert desk.run("sql", statement).err == f"kcrm: “{what}”不是数据库里的表，而是 SQLite 自带的：不允许查询，没有执行。\n"


def modules():
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM pragma_module_list")}


@pytest.mark.parametrize("statement", ["SELECT 1; SELECT 2", "SELECT 1; DELETE FROM staff", "SELECT name FROM staff;;DROP TABLE staff"])
def test_one_statement_is_run_or_none(desk, statement):
    before = stored(desk)
    result = desk.run("sql", statement)
    assert (result.code, result.err) == (5, "kcrm: Give one statement at a time; nothing was run.\n")
    assert stored(desk) == before


def test_the_connection_itself_cannot_write_where_nothing_is_asked_of_the_watch(desk, monkeypatch):
    class Blind(queries._Watch):
        def __call__(self, *_asked):
            return sqlite3.SQLITE_OK

    monkeypatch.setattr(queries, "_Watch", Blind)
    before = stored(desk)
    assert desk.run("sql", "DELETE FROM mileage_reading").code == 6
    assert desk.run("sql", "CREATE TABLE x (a)").code == 6
    assert desk.run("sql", "ATTACH 'other.db' AS other").code == 2
    assert stored(desk) == before


def test_what_only_tells_is_permitted(desk):
    assert [row["name"] for row in desk.json("sql", "PRAGMA table_info(store)")] == ["id", "name", "go_live_on", "code", "region"]
    assert desk.json("sql", "VALUES (1, 'a'); -- one") == [{"column1": 1, "column2": "a"}]
    assert desk.json("sql", "SELECT count(*) AS n FROM pragma_table_info('store')") == [{"n": 5}]
    assert desk.json("sql", "EXPLAIN QUERY PLAN SELECT * FROM staff WHERE id = 1")[0]["detail"].startswith("SEARCH staff")
    assert desk.json("sql", f"{COUNT_UP} sum(i) AS s FROM (SELECT i FROM n LIMIT 100)") == [{"s": 5050}]
    assert desk.json("sql", "SELECT value FROM json_each('[1, 2]')") == [{"value": 1}, {"value": 2}]


def test_a_statement_comes_from_standard_input(desk, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("\ufeffSELECT '白雪' AS 姓名\n".encode())))
    assert desk.json("sql", "-") == [{"姓名": "白雪"}]


@pytest.mark.parametrize("selected", ["max(i) AS i FROM n", "i FROM n"])
def test_a_statement_that_never_ends_is_stopped_by_ctrl_c(desk, selected):
    process = subprocess.Popen(
        [sys.executable, "-m", "kcrm", "-v", "sql", COUNT_UP + selected, "--limit", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    # told before the statement is run
    assert process.stderr.readline()
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        os.kill(process.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)  # whoever is on the way out knows no Ctrl-C any more, and another would kill it
    out, err = process.communicate()
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err


def test_while_somebody_writes_the_state_before_is_read(filled):
    with db.opened(filled.db) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert filled.json("sql", "SELECT count(*) AS n FROM v_customers") == [{"n": 2}]
        writer.execute("ROLLBACK")


def test_the_file_of_a_read_only_folder_is_read(filled):
    filled.ok("plan")
    with sqlite3.connect(filled.db) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    filled.db.chmod(0o400)
    assert filled.json("sql", "SELECT count(*) AS n FROM v_customers") == [{"n": 2}]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("SELECT name, phone FROM v_customers", ["name", "phone"]),
        ("SELECT * FROM v_due", ["name", "phone", "plate", "vin", "address", "note"]),
        ("SELECT brand, customer_no FROM v_vehicles", None),
        ("SELECT upper(x.n) AS anything FROM (SELECT name AS n FROM customer) AS x", ["name"]),
        ("WITH a AS (SELECT phone_tail FROM customer) SELECT * FROM a", ["phone"]),
        ("WITH v_orders AS (SELECT phone FROM customer) SELECT * FROM v_orders", ["phone"]),
        ("WITH a AS (SELECT plate FROM v_vehicles) SELECT * FROM a", ["plate"]),
        ("SELECT (SELECT phone FROM customer LIMIT 1) FROM v_vehicles", ["phone"]),
        ("SELECT before FROM operation_row WHERE before IS NOT NULL", ["note"]),
        ("SELECT employee_no, role FROM staff", None),
        ("SELECT count(*) FROM v_customers", None),
        ("SELECT a.customer_no FROM v_customers AS a JOIN v_due AS b USING (customer_id)", None),
        ("SELECT name FROM v_customers WHERE false", None),
    ],
)
def test_what_leaves_is_recorded_where_it_tells_of_people(filled, statement, told):
    file = filled.folder / "out.csv"
    filled.ok("--as", "S1", "sql", statement, "--to", file)
    with file.open(encoding="utf-8-sig") as rows:
        count = len(list(csv.reader(rows))) - 1
    left = [
        {key: row[key] for key in ("what", "filter", "rows", "personal", "file", "employee_no", "command")}
        for row in filled.json("access", "list")
    ]
    assert left == (
        []
        if told is None
        else [
            {
                "what": "sql",
                "filter": "…",
                "rows": count,
                "personal": told,
                "file": str(file),
                "employee_no": "S1",
                "command": f"kcrm --as S1 sql … --to {file}",
            }
        ]
    )


def test_what_is_shown_is_no_leaving(filled):
    filled.ok("sql", "SELECT name FROM v_customers")
    assert filled.json("access", "list") == []


def test_without_a_database_or_a_statement(shell):
    assert shell.run("sql", "SELECT 1").code == 3
    assert shell.run("sql").code == 2


def test_the_dictionary_of_the_views_needs_no_database(shell):
    rows = shell.json("fields", "views")
    assert len(rows) == 34 + 41 + 41 + 30 + 40
    assert [row for row in rows if row["view"] == "v_orders" and row["key"] in {"opened_at", "total_amount", "type"}] == [
        {
            "view": "v_orders",
            "key": "type",
            "label": "Type",
            "type": "word",
            "unit": None,
            "values": [
                "paid_maintenance",
                "paid_repair",
                "free_inspection",
                "free_repair",
                "warranty_repair",
                "internal",
                "pdi",
                "accessory",
            ],
            "personal": None,
            "example": "paid_maintenance",
            "help": "Type, in English or Chinese, as in paid_maintenance.",
        },
        {
            "view": "v_orders",
            "key": "opened_at",
            "label": "Came in",
            "type": "local time",
            "unit": None,
            "values": [],
            "personal": None,
            "example": "2026-03-04 09:30:00",
            "help": "Empty where desk.zone of the policy is none of China's zones; then only the time in UTC is known.",
        },
        {
            "view": "v_orders",
            "key": "total_amount",
            "label": "Total",
            "type": "amount",
            "unit": "yuan",
            "values": [],
            "personal": None,
            "example": "1234.50",
            "help": None,
        },
    ]
    assert {row["view"] for row in shell.json("fields", "v_due")} == {"v_due"}
    assert json.dumps(shell.json("fields"))[:20] == '[{"record": "staff",'
