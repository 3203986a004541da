"""Rows that are kept together are kept as each by itself would be: every table, the operations log and the report say the same."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, nullcontext
from itertools import compress, groupby
from operator import not_

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laws import examples

from kcrm.actions import imports
from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.model.quality import KnownFrom
from kcrm.queries.register import Register
from kcrm.queries.staging import WAYS, Staging
from kcrm.records import SheetKind, noun_of

# check digits by ISO 3779; that of the second does not agree
VINS = ("1M8GDM9AXKP042788", "LSVAA49J332000000", "LSVAA49J832000001", "LSVAA49JX32000002")
AGREEING = (VINS[0], *VINS[2:])
PLATES = ("沪A12345", "沪A54321", "沪AD12345")
PHONES = ("13800138000", "13900139000", "13700137000")
NAMES = ("张伟", "李娜", "王芳")
# when a row was made and by which hash an operation is chained differs from run to run
OF_THE_RUN = frozenset({"recorded_at", "hash", "payload_digest", "_sqlite_migrations", "operation_digest", "operation_head"})


class RowByRow(Register):
    """Each row is looked up and stored by statements of its own, a refused one is taken back alone."""

    def __init__(self, connection, *, together, apart):
        assert together
        super().__init__(connection)
        self._row_apart = apart

    def read_ahead(self, table, column, sought):
        """Nothing is."""

    def __enter__(self):
        if self._row_apart:
            self.connection.execute("SAVEPOINT this_row")
        return self

    def __exit__(self, error, *_):
        if self._row_apart:
            if error is not None:
                self.connection.execute("ROLLBACK TO this_row")
            self.connection.execute("RELEASE this_row")


ODD = frozenset(
    {r"\N", "12", "SHORT", "rocket", "nothing", "nobody", "-1", "2999-01-01", "maybe", "2027-01-01 08:00", "2020-01-01 10:00", VINS[1]}
)


def cells(**columns):
    """A row of these columns, each of which may be empty: in two rows of three no cell is odd; the first values are likelier."""
    any_row = {key: st.sampled_from((*values[:-1] * 4, *values, "")) for key, values in columns.items()}
    plain = {key: st.sampled_from([value for value in (*values * 2, "") if value not in ODD]) for key, values in columns.items()}
    return st.one_of(*[st.fixed_dictionaries(plain)] * 2, st.fixed_dictionaries(any_row))


CUSTOMERS = cells(
    customer_no=("K1", "K2", "K3", "K4", "K5"),
    name=(*NAMES, r"\N"),
    phone=(*PHONES, "12"),
    phone2=(PHONES[0], r"\N"),
    birthday=("1980-02-29", "1990-05-01", r"\N", "2999-01-01"),
    call_consent=("yes", "no", r"\N"),
    specialist=("S1", "白雪", "nobody"),
    address=("解放路1号", r"\N"),
)
VEHICLES = cells(
    vin=(*VINS, *VINS, "SHORT"),
    plate=(*PLATES, r"\N"),
    customer_no=("K1", "K2", "K9"),
    owner_phone=PHONES,
    owner_name=NAMES,
    use=("private", "commercial", "rocket"),
    delivered_on=("2024-03-01", "2025-11-30", r"\N"),
    sales_consultant=("X1", "顾文斌", "nobody"),
    mileage_km=("100", "20000", "150"),
)
ORDERS = cells(
    order_no=("G1", "G2", "G3", "G4", "G5", "G6"),
    vin=(*VINS, VINS[0], "1M8GDM9AXKP042789"),
    plate=(*PLATES, "12"),
    type=("paid_maintenance", "保养", "事故", "nothing"),
    opened_at=("2026-06-01 09:00", "2025-10-02", "2027-01-01 08:00"),
    closed_at=("2026-06-01 17:30", "2025-10-03 10:00", r"\N", "2020-01-01 10:00"),
    advisor=("A1", "秦大勇", "nobody"),
    labor_amount=("380.50", "0", r"\N", "-1"),
    mileage_km=("100", "20000"),
    payer=("warranty", r"\N"),
    accident=("no", "yes", "maybe"),
)


ORIGINS = st.sampled_from(("dms", "dms", "list", "document"))


def files(rows, **of):
    """A file of a kind: its rows, some of them twice, and the order of its columns."""
    return st.tuples(
        st.lists(rows, min_size=1, max_size=12).flatmap(lambda drawn: st.permutations(drawn + drawn[: len(drawn) // 3])),
        st.permutations(list(of["keys"])),
    )


BOOKS = st.tuples(
    files(CUSTOMERS, keys=("customer_no", "name", "phone", "phone2", "birthday", "call_consent", "specialist", "address")),
    files(
        VEHICLES,
        keys=(
            "vin",
            "plate",
            "customer_no",
            "owner_phone",
            "owner_name",
            "use",
            "delivered_on",
            "sales_consultant",
            "mileage_km",
        ),
    ),
    files(
        ORDERS,
        keys=("order_no", "vin", "plate", "type", "opened_at", "closed_at", "advisor", "labor_amount", "mileage_km", "payer", "accident"),
    ),
)


def contents(path):
    """What the database holds, table by table; ids as their rows' places, as a refused row leaves a gap where many are stored together."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        places = {table: {} for table in tables}
        refers = {table: {} for table in tables}
        columns = {table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] for table in tables}
        for table in tables:
            refers[table] = {row[3]: row[2] for row in connection.execute(f"PRAGMA foreign_key_list({table})")}
            if "id" in columns[table]:
                refers[table]["id"] = table
                ids = connection.execute(f"SELECT id FROM {table} ORDER BY id")
                places[table] = {number: place for place, (number,) in enumerate(ids)}
        refers["plan_queue"]["customer_id"] = refers["plan_loyalty"]["id"] = "customer"
        logged = dict(connection.execute("SELECT no, name FROM operation_table"))

        def placed(table, values):
            return {key: places[refers[table][key]].get(value, value) if key in refers[table] else value for key, value in values.items()}

        held = {}
        for table in tables:
            if table not in OF_THE_RUN:
                kept = [name for name in columns[table] if name not in OF_THE_RUN and (table, name) != ("operation_row", "id")]
                rows = [
                    placed(table, dict(zip(kept, row, strict=True))) for row in connection.execute(f"SELECT {', '.join(kept)} FROM {table}")
                ]
                if table == "operation_row":
                    rows = [logged_row(row, logged, places, placed) for row in rows]
                held[table] = sorted(map(repr, rows))
        return held


def logged_row(row, logged, places, placed):
    table = logged[row["table_no"]]
    before = placed(table, json.loads(row["before"])) if row["before"] else None
    return {**row, "row_id": places[table].get(row["row_id"], row["row_id"]), "before": before}


def written(desk, kind, book):
    rows, order = book
    return desk.sheet(kind, [{key: row[key] for key in order} for row in rows])


@settings(parent=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    BOOKS,
    BOOKS,
    st.lists(ORIGINS, min_size=3, max_size=3),
    st.sampled_from((1, 3, 2_000)),
    st.sampled_from(((), ("--skip-bad",), ("--skip-bad",), ("--skip-bad", "--dry-run"))),
)
def test_files_kept_together_leave_what_their_rows_one_by_one_would(desk, staffed, books, later, origins, batch, options):
    """The first ones, a day later other ones that may contradict them, and those again; told by whomever."""
    first, others = (
        [(kind, written(desk, kind, book).read_bytes()) for kind, book in zip(("customers", "vehicles", "orders"), files, strict=True)]
        for files in (books, later)
    )
    told = [origin for origin in origins for _kind in first]
    agree(desk, staffed, [*first, *others, *others], batch, options, told)


def agree(desk, store, sheets, batch=2_000, options=("--skip-bad",), origins=()):
    """Files taken into copies of a store, row by row and many rows at a time: what was said, and what each database holds, is the same."""
    origins = [*origins, *["dms"] * (len(sheets) - len(origins))]
    left = []
    for register in (RowByRow, Register):
        for old in desk.folder.glob("desk.db*"):
            old.unlink()
        with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(desk.db)) as target:
            source.backup(target)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(imports, "Register", register)
            if register is RowByRow:
                patch.setattr(imports, "many_at_a_time", lambda *_: nullcontext())
            patch.setattr(imports, "_BATCH", batch)
            said = []
            for place, ((kind, sheet), origin) in enumerate(zip(sheets, origins, strict=True)):
                path = desk.folder / f"{kind}.csv"
                path.write_bytes(sheet)
                desk.at(f"2026-06-{15 + place // 3}T08:30")
                told_by = () if kind == "orders" else ("--from", origin)
                result = desk.run("import", kind, path, *told_by, *options, "-o", "json")
                said.append((result.code, result.json if result.out else None, result.err))
        left.append((said, contents(desk.db)))
        assert desk.query("PRAGMA foreign_key_check") == []
        desk.ok("db", "check")
    (one_by_one, rows), (together, same_rows) = left
    assert together == one_by_one
    assert same_rows == rows
    return [told for _code, told, _err in together]


CAR = {"vin": VINS[0], "owner_phone": PHONES[0]}


@pytest.mark.parametrize(
    ("kind", "before", "rows", "told"),
    [
        (  # the first brings a second customer to that phone
            "vehicles",
            [
                ("customers", [{"customer_no": "K1", "name": "张伟", "phone": PHONES[0]}]),
                ("vehicles", [{"vin": VINS[2], "owner_phone": PHONES[0]}]),
            ],
            [{**CAR, "owner_name": "李娜"}, {"vin": VINS[2], "owner_phone": PHONES[0], "owner_name": ""}],
            {"new": 1, "refused": 1},
        ),
        ("vehicles", [], [{"vin": VINS[0], "plate": "沪A12345"}, {"vin": VINS[2], "plate": "沪A12345"}], {"new": 2, "warnings": 1}),
        (
            "vehicles",
            [("vehicles", [{"vin": VINS[0], "plate": "沪A12345"}])],
            [{"vin": VINS[2], "plate": "沪A12345"}],
            {"new": 1, "warnings": 1},
        ),
        (
            "vehicles",
            [("vehicles", [{"vin": VINS[0], "mileage_km": "200"}])],
            [{"vin": VINS[0], "mileage_km": "100"}],
            {"unchanged": 1, "warnings": 1},
        ),
        (
            "vehicles",
            [("customers", [{"customer_no": "K1", "name": "张伟", "phone": PHONES[0], "contact_only": "yes"}])],
            [CAR],
            {"new": 1},
        ),
        (  # who comes without a number is K1, though the second row does not say by which phone
            "customers",
            [("customers", [{"customer_no": "K1", "name": "张伟", "phone": PHONES[0], "address": "南京路1号"}])],
            [
                {"customer_no": "", "name": "张伟", "phone": PHONES[0], "address": "解放路2号"},
                {"customer_no": "K1", "name": "张伟", "phone": "", "address": "南京路1号"},
            ],
            {"changed": 2},
        ),
        (
            "customers",
            [("customers", [{"customer_no": "", "name": "张伟", "phone": PHONES[0]}])],
            [{"customer_no": "K1", "name": "张伟", "phone": PHONES[0]}],
            {"changed": 1},
        ),
        (
            "customers",
            [("customers", [{"customer_no": "K1", "name": "张伟", "phone": PHONES[0], "contact_only": "yes"}])],
            [{"customer_no": "K1", "name": "张伟", "phone": PHONES[0]}],
            {"changed": 1},
        ),
        (
            "orders",
            [("vehicles", [{"vin": vin, "plate": "沪A12345"} for vin in AGREEING[:2]])],
            [{"order_no": "G1", "plate": "沪A12345", "type": "保养", "opened_at": "2026-06-01 09:00"}],
            {"refused": 1},
        ),
        (  # what a word for the type says stands above the column, but not above what cannot be read there
            "orders",
            [("vehicles", [{"vin": VINS[0]}, {"vin": VINS[1]}])],
            [
                {"order_no": "G1", "vin": VINS[0], "type": "事故", "opened_at": "2026-06-01 09:00", "accident": "no"},
                {"order_no": "G2", "vin": VINS[0], "type": "事故", "opened_at": "2026-06-01 09:00", "accident": "maybe"},
                {"order_no": "G3", "vin": VINS[1], "type": "事故", "opened_at": "2026-06-01 09:00", "accident": ""},
            ],
            {"new": 2, "refused": 1, "warnings": 1},
        ),
    ],
)
def test_what_rows_mean_for_each_other_and_for_what_is_known_is_heeded(desk, staffed, kind, before, rows, told):
    """Each of these would be told or kept otherwise, were it laid beside what is stored and nothing more."""
    sheets = [(of, desk.sheet(of, known).read_bytes()) for of, known in before]
    report = agree(desk, staffed, [*sheets, (kind, desk.sheet(kind, rows).read_bytes())])[-1]
    outcomes = ("new", "changed", "unchanged", "refused", "warnings")
    assert {key: report[key] for key in outcomes} == {**dict.fromkeys(outcomes, 0), **told}


def visit(number, **more):
    return {"order_no": number, "vin": VINS[0], "type": "paid_repair", "opened_at": "2026-06-01 09:00", **more}


def test_of_rows_kept_together_only_the_one_that_the_schema_does_not_permit_is_left_out(desk):
    desk.take("vehicles", {"vin": VINS[0]})
    path = desk.sheet("orders", [visit("G1"), visit("G2", opened_at=""), visit("G3", advisor="nobody"), visit("G1")])
    result = desk.run("import", "orders", path, "--skip-bad", "-o", "json")
    assert result.code == 5
    assert {key: result.json[key] for key in ("new", "unchanged", "refused", "warnings")} == {
        "new": 2,
        "unchanged": 1,
        "refused": 1,
        "warnings": 1,
    }
    assert [(problem["line"], problem["verdict"], problem["reason"]) for problem in result.json["problems"]] == [
        (3, "refused", "cannot be empty"),
        (4, "warning", "no such employee; field left empty"),
    ]
    assert desk.query("SELECT order_no, opened_at, opened_on, advisor_id FROM repair_order ORDER BY id") == [
        ("G1", "2026-06-01T01:00:00Z", "2026-06-01", None),
        ("G3", "2026-06-01T01:00:00Z", "2026-06-01", None),
    ]


def test_a_vehicle_that_is_refused_after_others_takes_along_only_the_customer_it_brought(desk):
    """What its row wrote goes; what rows before it wrote, which waited until then, stays."""
    with closing(sqlite3.connect(desk.db, isolation_level=None)) as connection:
        connection.execute(
            "CREATE TRIGGER no_more BEFORE INSERT ON vehicle WHEN NEW.plate = '沪A54321' BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    owned = [
        {"vin": VINS[0], "plate": "沪A12345", "owner_name": "张伟", "owner_phone": PHONES[0]},
        {"vin": VINS[1], "plate": "沪A54321", "owner_name": "李娜", "owner_phone": PHONES[1]},
        {"vin": VINS[2], "plate": "", "owner_name": "王芳", "owner_phone": PHONES[2]},
    ]
    result = desk.run("import", "vehicles", desk.sheet("vehicles", owned), "--skip-bad", "-o", "json")
    assert [problem["line"] for problem in result.json["problems"] if problem["verdict"] == "refused"] == [3]
    assert desk.query(
        "SELECT name, vin FROM customer JOIN ownership ON customer_id = customer.id JOIN vehicle ON vehicle.id = vehicle_id"
    ) == [
        ("张伟", VINS[0]),
        ("王芳", VINS[2]),
    ]
    assert desk.query("SELECT name FROM customer WHERE name = '李娜'") == []


def test_ten_times_the_rows_take_few_more_statements(desk):
    desk.take("vehicles", {"vin": VINS[0]})
    path = {count: desk.sheet("orders", [visit(f"G{count}-{number}") for number in range(count)]).read_bytes() for count in (40, 400)}

    def statements(content):
        (desk.folder / "orders.csv").write_bytes(content)
        run = []
        with open_session(AppContext.of_environment(os.environ, language="en")) as session:
            session.connection.set_trace_callback(run.append)
            imports.import_file(session, SheetKind.ORDERS, str(desk.folder / "orders.csv"), imports.ImportOptions())
            session.connection.set_trace_callback(None)
        laid = [statement.startswith("INSERT INTO temp.said") for statement in run]  # into memory, which is told row by row
        assert sum(laid) == content.count(b"\n") - 1
        return len(list(groupby(compress(run, map(not_, laid)))))  # each run of a trigger tells its statement again

    assert statements(path[400]) < statements(path[40]) + 15  # what digests the rows, 64 at a time


def test_rows_that_say_nothing_out_of_the_ordinary_are_kept_many_at_a_time_first_and_again(desk, monkeypatch):
    """Those that are new, and those that say what is known: `Register` keeps rows one by one, and is never asked."""
    desk.take("staff", {"employee_no": "A1", "name": "秦大勇", "role": "service_advisor"})
    people = [{"customer_no": f"K{n}", "name": NAMES[n % 3], "phone": f"1380000{n // 2:04}", "birthday": "1980-02-29"} for n in range(30)]
    cars = [
        {"vin": vin, "plate": plate, "customer_no": "K1", "mileage_km": "100", "service_advisor": "A1"}
        for vin, plate in zip(AGREEING, PLATES, strict=True)
    ]
    visits = [
        {
            "order_no": f"G{n}",
            "vin": AGREEING[n % 3],
            "type": "保养",
            "opened_at": f"2026-06-{n % 9 + 1:02} 07:30",
            "closed_at": "",
            "advisor": "A1",
        }
        for n in range(30)
    ]
    monkeypatch.setattr(Register, "save", None)
    monkeypatch.setattr(Register, "find", None)
    for outcome in ("new", "unchanged"):
        for kind, rows in (("customers", people), ("vehicles", cars), ("orders", visits)):
            told = desk.run("import", kind, desk.sheet(kind, rows), "-o", "json").json
            assert {key: told[key] for key in ("new", "changed", "unchanged", "refused")} == {
                **dict.fromkeys(("new", "changed", "unchanged", "refused"), 0),
                outcome: len(rows),
            }
    mixed = [row for old in visits for row in (old, {**old, "order_no": f"N{old['order_no']}"})]
    told = desk.run("import", "orders", desk.sheet("orders", mixed), "-o", "json").json
    assert {key: told[key] for key in ("new", "changed", "unchanged", "refused")} == {
        "new": 30,
        "changed": 0,
        "unchanged": 30,
        "refused": 0,
    }
    assert desk.query(
        "SELECT opened_at, opened_on, closed_at, name, labor_fen, payer FROM repair_order JOIN staff ON staff.id = advisor_id"
        " WHERE order_no = 'G9'"
    ) == [("2026-05-31T23:30:00Z", "2026-06-01", None, "秦大勇", 0, "customer")]
    assert desk.query("SELECT name, pinyin, initials, kind FROM customer WHERE customer_no = 'K1'") == [("李娜", "lina", "ln", "person")]
    assert desk.query("SELECT customer_id, from_on, count(*) FROM ownership GROUP BY 1, 2") == [(2, None, 3)]
    assert desk.query("SELECT km, read_on, count(*) FROM mileage_reading GROUP BY 1, 2") == [(100, "2026-06-15", 3)]


@pytest.mark.parametrize("kind", WAYS)
def test_what_is_stored_is_looked_up_and_never_gone_through(desk, kind):
    """By an index, whatever columns a file has: SQLite says how it would answer."""
    noun = noun_of(kind)
    with (
        open_session(AppContext.of_environment(os.environ, language="en")) as session,
        Staging(session.connection, noun, tuple(noun.sheet), session.today, KnownFrom.DMS) as staging,
    ):
        for statement in (staging._told_apart, *staging._insertions):
            plan = session.connection.execute(f"EXPLAIN QUERY PLAN {statement}", {"first": 1, "last": 9, "today": "", "source": None})
            gone_through = {row["detail"].split()[1] for row in plan if row["detail"].startswith("SCAN")}
            assert gone_through.isdisjoint({"known", "customer", "vehicle", "repair_order", "ownership", "mileage_reading"})
