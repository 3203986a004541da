"""What other programs read of the file: the views are as they are declared, say what is stored, and stop nobody who writes."""

import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from conftest import filled_once
from dbfiles import fresh, write
from readable import VIN, fill_readable

from kcrm import db
from kcrm.model.personal import Personal
from kcrm.records import VIEW_NAMES, of_table
from kcrm.records.readable import readable_views
from kcrm.records.told import told_by

DATASETTE = shutil.which("datasette")
OTHER_ZONE = (
    "INSERT INTO policy_version (snapshot, note) SELECT json_set(snapshot, '$.\"desk.zone\"', ?), '' FROM policy_version WHERE id = 1"
)


@filled_once
def filled(desk):
    fill_readable(desk)
    return desk


@pytest.fixture
def read(filled):
    """Whatever sqlite-utils makes of the file."""
    from sqlite_utils import Database

    database = Database(filled.db)
    yield database
    database.conn.close()


def without_nothing(row):
    return {key: value for key, value in row.items() if value is not None}


def test_the_file_has_the_views_that_are_declared_with_their_columns_in_order():
    with contextlib.closing(fresh()) as connection:
        made = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'v_*'").fetchall()
        columns = {
            name: [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (name,)).fetchall()] for (name,) in made
        }
    assert {view.name: [field.key for field in view.columns] for view in readable_views()} == columns
    assert set(VIEW_NAMES) == set(columns)


def test_customers_are_there_as_they_are_stored_with_former_numbers_and_what_was_cleared_is_null(read):
    first, second = read["v_customers"].rows
    assert without_nothing(first) == {
        "customer_id": 1,
        "customer_no": "K1",
        "former_numbers": "K3",
        "kind": "person",
        "name": "张伟[/b]",
        "phone": "13800138001",
        "phone2": "13800138003",
        "phone_state": "ok",
        "do_not_contact": 0,
        "contact_only": 0,
        "note": "[bold]靠窗[/bold]",
        "specialist_no": "S1",
        "specialist": "白雪",
    }
    assert (second["name"], second["hobby"], second["wechat"], second["former_numbers"]) == ("李娜", None, None, None)


def test_a_vehicle_is_its_present_owners_and_prices_are_yuan(read):
    assert without_nothing(next(read["v_vehicles"].rows)) == {
        "vehicle_id": 1,
        "vin": VIN,
        "plate": "沪A12345",
        "brand": "澜岳",
        "model": "青屿",
        "customer_id": 1,
        "customer_no": "K1",
        "customer": "张伟[/b]",
        "phone": "13800138001",
        "delivered_on": "2025-05-14",
        "mileage_km": 10500,
        "price": 128000.5,
        "deposit": 0.01,
        "sales_consultant_no": "X1",
        "sales_consultant": "顾文斌",
    }


def test_an_order_is_that_of_who_owned_the_vehicle_then_in_local_time_and_in_utc(read):
    (order,) = read["v_orders"].rows
    assert without_nothing(order) == {
        "order_id": 1,
        "order_no": "W1",
        "vehicle_id": 1,
        "vin": VIN,
        "plate": "沪A12345",
        "brand": "澜岳",
        "model": "青屿",
        "customer_id": 2,
        "customer_no": "K2",
        "customer": "李娜",
        "phone": "13800138002",
        "type": "paid_repair",
        "opened_on": "2026-05-31",
        "opened_at": "2026-05-31 23:30:00",
        "opened_at_utc": "2026-05-31T15:30:00Z",
        "closed_on": "2026-06-01",
        "closed_at": "2026-06-01 00:10:00",
        "closed_at_utc": "2026-05-31T16:10:00Z",
        "advisor_no": "A1",
        "advisor": "秦大勇",
        "team": "paint",
        "fault": "<b>异响</b>",
        "standard_hours": 1.25,
        "labor_amount": 175.05,
        "parts_amount": 389.0,
        "other_amount": 0.29,
        "total_amount": 564.34,
        "payer": "customer",
        "mileage_km": 10500,
        "appointment": 0,
        "accident": 1,
        "overhaul": 0,
    }


def test_what_is_due_is_all_that_is_open_with_whose_it_is(read, filled):
    rows = list(read["v_due"].rows_where("kind = 'other'"))
    assert list(map(without_nothing, rows)) == [
        {
            "followup_id": 6,
            "kind": "other",
            "channel": "call",
            "due_on": "2026-06-16",
            "call_on": "2026-06-16",
            "call_time": "15:30",
            "customer_id": 2,
            "customer_no": "K2",
            "customer": "李娜",
            "phone": "13800138002",
            "do_not_contact": 0,
            "about": "取发票",
            "base": "by_hand",
            "base_on": "2026-06-16",
            "attempts": 0,
            "assignee_no": "S2",
            "assignee": "林晓",
        }
    ]
    (repair,) = read["v_due"].rows_where("kind = 'post_service'")
    assert (repair["customer"], repair["order_no"], repair["plate"], repair["base"]) == ("张伟[/b]", "W1", "沪A12345", "closed_on")
    filled.ok("followup", "skip", "F6", "--reason", "已取")
    assert [row["kind"] for row in read["v_due"].rows_where("customer_no = 'K2'")] == []


def test_a_complaint_has_its_steps_beside_it(read, filled):
    (row,) = read["v_complaints"].rows
    assert without_nothing(row) == {
        "complaint_id": 1,
        "customer_id": 1,
        "customer_no": "K1",
        "customer": "张伟[/b]",
        "phone": "13800138001",
        "received_on": "2026-06-15",
        "received_at": "2026-06-15 08:30:00",
        "received_at_utc": "2026-06-15T00:30:00Z",
        "severity": "minor",
        "cause": "repair",
        "description": "异响[/b]",
        "state": "accepted",
        "level": "specialist",
        "paused": 0,
        "owner_no": "S1",
        "owner": "白雪",
        "accepted_at": "2026-06-15 08:30:00",
        "accepted_at_utc": "2026-06-15T00:30:00Z",
    }


@pytest.mark.parametrize(
    ("zone", "opened_at"), [("Asia/Shanghai", "2026-05-31 23:30:00"), ("Asia/Taipei", "2026-05-31 23:30:00"), ("Europe/Berlin", None)]
)
def test_a_local_time_is_given_where_the_zone_is_one_of_chinas_and_that_of_utc_everywhere(filled, zone, opened_at):
    write(filled.db, OTHER_ZONE, zone)
    assert filled.query("SELECT opened_at, opened_at_utc FROM v_orders") == [(opened_at, "2026-05-31T15:30:00Z")]


def test_an_amount_is_the_number_that_has_its_two_decimals_and_no_more():
    draw = random.Random(20)
    amounts = [0, 1, 10, 29, 99, 100, 17505, *(draw.randrange(10**13) for _each in range(20_000))]
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        yuan = [row[0] for row in connection.execute("SELECT value / 100.0 FROM json_each(?)", (json.dumps(amounts),))]
    assert [Decimal(repr(each)) for each in yuan] == [Decimal(fen) / 100 for fen in amounts]


def joined_in_full(connection, statement):
    """Which tables SQLite would go through from end to end."""
    return [
        row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall() if row[3].startswith(("SCAN", "MATERIALIZE"))
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM v_customers WHERE customer_no = 'K1'",
        "SELECT * FROM v_vehicles WHERE vin = 'x'",
        "SELECT * FROM v_orders WHERE opened_on BETWEEN '2026-01-01' AND '2026-01-31'",
        "SELECT * FROM v_orders JOIN v_customers USING (customer_id) WHERE order_no = 'W1'",
        "SELECT * FROM v_due WHERE call_on <= '2026-06-15'",
        "SELECT * FROM v_complaints WHERE customer_id = 1",
    ],
)
def test_what_is_asked_of_a_view_is_found_in_the_indexes_beneath_it(statement):
    with contextlib.closing(fresh()) as connection:
        # the zone is read once, and of a vehicle its own mileages
        beneath = [step for step in joined_in_full(connection, statement) if step != "SCAN policy_version"]
        assert [step for step in beneath if not step.startswith(("SCAN (subquery", "SCAN SUBQUERY"))] == []


def test_who_reads_stops_nobody_who_writes_and_is_not_stopped(filled):
    with contextlib.closing(sqlite3.connect(filled.db, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        before = reader.execute("SELECT count(*) FROM v_customers").fetchone()
        filled.ok("customer", "add", "王芳", "13600136000")
        assert reader.execute("SELECT count(*) FROM v_customers").fetchone() == before
        reader.execute("COMMIT")
        with db.opened(filled.db) as writer, db.write(writer, db.NewOperation(datetime(2026, 6, 15, tzinfo=UTC), "kcrm test")):
            writer.execute("UPDATE customer SET name = '王小芳' WHERE phone = '13600136000'")
            assert reader.execute("SELECT name FROM v_customers WHERE phone = '13600136000'").fetchall() == [("王芳",)]
            assert filled.json("sql", "SELECT name FROM v_customers WHERE phone = '13600136000'") == [{"name": "王芳"}]
        assert reader.execute("SELECT name FROM v_customers WHERE phone = '13600136000'").fetchall() == [("王小芳",)]


def test_datasette_shows_them_while_somebody_writes(filled):
    if DATASETTE is None:
        lacking = "Datasette is not installed (pip install datasette)"
        if os.environ.get("KCRM_DATASETTE") == "required":
            pytest.fail(lacking)
        pytest.skip(lacking)
    with db.opened(filled.db) as writer, db.write(writer, db.NewOperation(datetime(2026, 6, 15, tzinfo=UTC), "kcrm test")):
        writer.execute("UPDATE customer SET hobby = '读书'")
        pages = {
            view: subprocess.run(
                [DATASETTE, str(filled.db), "--get", f"/desk/{view}.json?_shape=array"], capture_output=True, check=True, timeout=120
            ).stdout
            for view in VIEW_NAMES
        }
    rows = {view: json.loads(page) for view, page in pages.items()}
    assert {view: len(each) for view, each in rows.items()} == {
        "v_customers": 2,
        "v_vehicles": 1,
        "v_orders": 1,
        "v_due": 3,
        "v_complaints": 1,
    }
    assert (rows["v_customers"][0]["name"], rows["v_orders"][0]["total_amount"]) == ("张伟[/b]", 564.34)


# --- what of it tells of people ---

# tables whose texts are the store's own, or words, days and codes that tell of nobody
OF_NOBODY = {
    *(
        "_sqlite_migrations",
        "access",
        *("access_key", "login", "login_event", "user", "user_secret", "official_score", "operation_key"),
        *("erasure_mark", "erasure_row"),
        "away_reason",
        "finance",
        "import_profile",
        "kpi_frozen",
        "kpi_target",
        "operation",
        "operation_digest",
    ),
    *(
        "operation_head",
        "operation_table",
        "plan_mark",
        "policy_list",
        "policy_version",
        "report",
        "segment",
        "store",
        "template",
        "work_day",
    ),
}
# texts by which nobody is known, in tables that have others; of a record's own columns its declaration says it
PLAIN = {
    "answer": {"survey", "question"},
    "asked": {"field"},
    "call": {"topics"},
    "campaign_left_out": {"reasons"},
    "campaign_wave": {"template"},
    "event_left_out": {"reasons"},
    "call_result": {"insurer"},
    "complaint": {"secondary_department"},
    "complaint_clock": {"kind"},
    "complaint_event": {"department", "secondary_department"},
    "conflict": {"field"},
    "customer_former": {"number"},
    "evidence": {"field"},
    "finding": {"department"},
    "followup": {"kind", "base", "reason", "case_no", "because"},
    "form_answer": {"survey", "question"},
    "hint": {"because"},
    "prospect_event": {"skipped", "model", "gifts", "rival"},
    "refusal": {"kind"},
    "right_request": {"permission", "subject"},  # words, and an identifier
    "survey_form": {"survey", "topics"},
    "notice": {"about", "occasion"},  # identifiers, days and digests
    "use_score_part": {"missing"},  # identifiers and days
}


def takes_any_text(connection):
    """Each column of a table that has no check against any text."""
    tables = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'").fetchall()
    for table, sql in tables:
        for name, kind in connection.execute("SELECT name, type FROM pragma_table_xinfo(?)", (table,)).fetchall():
            checked = (
                any(f"{check}{name} " in sql for check in ("CHECK (", "CHECK (length(", "CHECK (date("))
                and f"CHECK ({name} <> ''" not in sql
            )
            if kind == "TEXT" and not checked and not name.endswith(("_on", "_at", "_until")):
                yield table, name


def is_declared(table, column):
    noun = of_table(table)
    return noun is not None and column in noun.columns


def test_whatever_takes_a_text_says_whether_it_tells_of_people():
    with contextlib.closing(fresh()) as connection:
        unsaid = [
            (table, column)
            for table, column in takes_any_text(connection)
            if table not in OF_NOBODY and told_by(table, column) is None and not is_declared(table, column)
        ]
    assert [each for each in unsaid if each[1] not in PLAIN.get(each[0], ())] == []
    assert {(table, column) for table, columns in PLAIN.items() for column in columns} - set(unsaid) == set()


def test_names_and_numbers_of_people_are_told_of_in_views_and_tables():
    assert told_by("v_customers", "name") is Personal.NAME
    assert told_by("v_orders", "vin") is Personal.VIN
    assert told_by("v_due", "assignee") is None
    assert told_by("customer", "phone_tail") is Personal.PHONE
    assert told_by("operation_row", "before") is Personal.NOTE
    assert told_by("customer", "kind") is None
