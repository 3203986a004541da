"""Whatever was done, undoing it leaves every table as it was, and undoing that leaves it as it had become.

A state machine runs random commands on a small desk. After each it undoes and redoes; now and then it undoes any earlier operation, which
either is refused and changes nothing, or leaves no reference dangling, no follow-up unplanned, and can itself be undone. What is read and
written table by table is held against the same done row by row, on a copy.
"""

import sqlite3
import tempfile
from collections import Counter
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from dbfiles import found_copy
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from kcrm.actions import undo as undoing
from kcrm.actions.imports import ImportOptions, import_file
from kcrm.actions.merging import Wanted, merge
from kcrm.actions.policies import set_value
from kcrm.actions.records import RecordWriter
from kcrm.actions.session import open_session
from kcrm.actions.transferring import transfer
from kcrm.actions.undo import target_of, undo
from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.progress import unseen
from kcrm.queries import operations
from kcrm.queries.lookup import Thing
from kcrm.queries.operations import Action, Change, Images
from kcrm.queries.register import Register
from kcrm.records import SheetKind
from kcrm.storage import logged, oplog

MONDAY = datetime(2026, 6, 15, 1, tzinfo=UTC)  # 09:00 in the store
VINS = [f"LSVAA000000{number:06}" for number in range(4)]
STAFF = (("M1", "sales_manager"), ("X1", "sales_consultant"), ("A1", "service_advisor"), ("S1", "cs_specialist"), ("S2", "cs_specialist"))
KEYS = (("followups.post_service.days", "5"), ("followups.post_service.days", "3"), ("followups.birthday.enabled", "no"))
DAYS = st.integers(-400, 60)
CUSTOMERS = st.integers(0, 5)
VEHICLES = st.sampled_from(VINS)


class Undoing(RuleBasedStateMachine):
    @initialize()
    def open(self):
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="kcrm-undo-")))
        self.context = AppContext(language="en", started_at=MONDAY, db=folder / "desk.db", set_now=MONDAY)
        found_copy(self.context, "云汐店", MONDAY.date())
        self.session = self.stack.enter_context(open_session(self.context))
        self.session.connection.execute("PRAGMA synchronous = OFF")  # what is tested here survives no power cut
        with self.session.write() as planner:
            writer = self.writer(planner)
            for number, role in STAFF:
                writer.keep(SheetKind.STAFF, {"employee_no": number, "name": number, "role": role})
        self.commands = []  # the operations that are no undo
        self.tables = logged.logged_tables(self.session.connection)

    def teardown(self):
        if hasattr(self, "stack"):
            with self.stack:
                assert oplog.verify_chain(self.session.connection) == []

    # --- what people do ---

    @rule(customer=CUSTOMERS, birthday=st.sampled_from([None, "1980-06-20", "1990-07-10"]), calm=st.booleans())
    def customer(self, customer, birthday, calm):
        values = {"customer_no": f"K{customer}", "name": f"客户{customer}", "phone": f"1390000000{customer}", "do_not_contact": calm}
        if birthday:
            values["birthday"] = datetime.fromisoformat(birthday).date()
        self.do(lambda writer: writer.keep(SheetKind.CUSTOMERS, values))

    @rule(vin=VEHICLES, customer=CUSTOMERS, delivered=st.none() | DAYS, expires=st.none() | DAYS, km=st.none() | st.integers(0, 90_000))
    def vehicle(self, vin, customer, delivered, expires, km):
        values = {"vin": vin, "owner_phone": f"1390000000{customer}", "owner_name": f"客户{customer}", "sales_consultant": "X1"}
        values |= {"delivered_on": self.day(delivered), "insurance_expires_on": self.day(expires)}
        self.do(lambda writer: writer.keep(SheetKind.VEHICLES, values | ({"mileage_km": km} if km else {})))

    @rule(vin=VEHICLES, customer=CUSTOMERS)
    def transfer(self, vin, customer):
        vehicle, buyer = self.one("vehicle", "vin", vin), self.one("customer", "customer_no", f"K{customer}")
        if vehicle and buyer:
            self.check(lambda: transfer(self.session, vehicle, buyer, self.session.today))

    @rule(
        number=st.integers(0, 3),
        vin=VEHICLES,
        kind=st.sampled_from(["paid_maintenance", "paid_repair", "internal"]),
        opened=st.integers(-200, 0),
        closed=st.booleans(),
    )
    def order(self, number, vin, kind, opened, closed):
        at = self.session.now + timedelta(days=opened)
        values = {"order_no": f"R{number}", "vin": vin, "type": kind, "opened_at": at, "closed_at": at if closed else None, "advisor": "A1"}
        if self.one("vehicle", "vin", vin):
            self.do(lambda writer: writer.keep(SheetKind.ORDERS, values))

    @rule(number=st.sampled_from(["X1", "A1", "S1", "S2", "S3"]), left=st.booleans())
    def staff(self, number, left):
        values = {"employee_no": number, "name": number, "left_on": self.session.today - timedelta(days=1) if left else None}
        known = {} if self.one("staff", "employee_no", number) else {"role": "cs_specialist"}
        self.do(lambda writer: writer.keep(SheetKind.STAFF, values | known))

    @rule(customers=st.lists(CUSTOMERS, min_size=1, max_size=4, unique=True), note=st.sampled_from("甲乙"))
    def import_(self, customers, note):
        path = self.context.db_path.with_name("sheet.csv")
        rows = [f"K{customer},客户{customer},1390000000{customer},1985-06-2{customer},{note}" for customer in customers]
        path.write_text("\n".join(["客户编号,姓名,手机,生日,备注", *rows]), encoding="utf-8")
        self.check(lambda: import_file(self.session, SheetKind.CUSTOMERS, str(path), ImportOptions()))

    @rule(key=st.sampled_from(KEYS))
    def policy(self, key):
        self.check(lambda: set_value(self.session, *key))

    @rule(thing=st.sampled_from([Thing.CUSTOMER, Thing.VEHICLE]), one=st.integers(0, 5), other=st.integers(0, 5))
    def merge(self, thing, one, other):
        """Two records become one, whichever is named first; what hung on either hangs on the one that stays."""
        table = thing.value
        numbers = [row[0] for row in self.session.connection.execute(f"SELECT id FROM {table} ORDER BY id")]
        if not numbers:
            return
        pair = numbers[one % len(numbers)], numbers[other % len(numbers)]
        became, hanging, last = [], self.hanging(table, pair), self.latest()
        planned_before = max((row[0] for row in self.content()["followup"]), default=0)
        for named in (pair, pair[::-1]):
            self.check(lambda named=named: merge(self.session, thing, Wanted(*named, force=True)))
            if self.latest() == last:
                return
            # an id is never given out twice, and what was noted of the first merge, and planned for whom it made, is undone
            content = self.content()
            planned = sorted(repr(row if row[0] <= planned_before else row[1:]) for row in content["followup"])
            written = {name: sorted(repr(row[1:]) for row in content[name]) for name in ("evidence", "consent")}
            became.append({**content, **written, "followup": planned})
            kept = set(pair) & set(self.ids(table))
            assert len(kept) == 1
            assert self.hanging(table, kept) >= hanging, (self.hanging(table, kept), hanging)
            event(f"merged two of {table}")
            if named == pair:
                self.undo(None)
        assert became[0] == became[1]

    def ids(self, table):
        return [row[0] for row in self.session.connection.execute(f"SELECT id FROM {table} ORDER BY id")]

    def hanging(self, table, numbers):
        """How many of each hang on these: what may not be two is not counted."""
        return Counter(
            {
                child: self.session.connection.execute(
                    f"SELECT count(*) FROM {child} WHERE {table}_id IN ({', '.join(map(str, numbers))})"
                ).fetchone()[0]
                for child in ("followup", *(("repair_order",) if table == "vehicle" else ()))
            }
        )

    @rule(number=st.integers(0, 30))
    def call(self, number):
        """A person works on a follow-up, so that it is nobody's to take away."""
        followups = [row[0] for row in self.session.connection.execute("SELECT id FROM followup WHERE state = 'open' ORDER BY id")]
        if followups:
            followup = followups[number % len(followups)]
            self.do(
                lambda writer: writer.register.connection.execute("UPDATE followup SET attempts = attempts + 1 WHERE id = ?", (followup,))
            )

    @rule(days=st.integers(1, 40))
    def days_pass(self, days):
        later = self.session.now + timedelta(days=days)
        self.session = self.session._replace(context=self.session.context.replace(set_now=later))
        with self.session.write(automatic=True) as planner:
            planner.plan_due()

    # --- and undo ---

    def check(self, act):
        """Do it, undo it, do it again: bare undo, by the person at this terminal."""
        before, last = self.content(), self.latest()
        with suppress(RefusedError):
            act()
        after = self.content()
        if self.latest() == last:
            assert before == after
            return
        self.commands.append(self.latest())
        self.undo(None)
        assert self.content() == before
        self.undo(None)
        assert self.content() == after

    @precondition(lambda self: self.commands)
    @rule(number=st.integers(0, 100), force=st.booleans())
    def undo_any(self, number, force):
        operation = self.commands[number % len(self.commands)]
        before, last = self.content(), self.latest()
        row_by_row = self.undone_on_a_copy(operation, force=force)
        refused = None
        try:
            undone = self.undo(operation, force=force)
        except RefusedError as error:
            event(f"refused: {error.message}")
            refused = str(error)
        if refused is not None:
            assert (self.content(), self.latest(), refused) == (before, last, row_by_row)
            return
        assert undone.difference == difference_row_by_row(self.session.connection, self.latest())
        event("undone")
        assert self.recorded(self.session.connection) == row_by_row
        connection = self.session.connection
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        with self.session.write(dry_run=True) as planner:
            assert planner.plan_all().changes == {}, "whatever the undo touched was planned"
        after = self.content()
        if self.latest() > last:
            self.undo(None)
            assert self.content() == before
            self.undo(None)
            assert self.content() == after

    # --- small things ---

    def do(self, act):
        def write():
            with self.session.write() as planner:
                act(self.writer(planner))

        self.check(write)

    def writer(self, planner):
        return RecordWriter(Register(planner.connection), self.session.today, self.session.policy.zone)

    def undo(self, number, *, force=False):
        with mock.patch("kcrm.queries.undo._BATCH", 2):
            return undo(self.session, target_of(self.session, number), force=force)

    def undone_on_a_copy(self, number, *, force):
        """What the same undo, row by row, leaves and records; why it is refused, where it is."""
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
            self.session.connection.backup(copy)
            copy.row_factory = sqlite3.Row
            copy.execute("PRAGMA foreign_keys = ON")
            session = self.session._replace(connection=copy)
            with mock.patch("kcrm.actions.undo._Reversal", RowByRow):
                try:
                    undo(session, target_of(session, number), force=force)
                except RefusedError as error:
                    return str(error)
            return self.recorded(copy)

    def recorded(self, connection):
        """All rows, what wants planning, and what the latest operation recorded in whatever order."""
        entries = "SELECT table_no, row_id, action, before FROM operation_row WHERE operation_id = (SELECT max(id) FROM operation)"
        queue = "SELECT customer_id, next_on FROM plan_queue"
        digests = "SELECT * FROM operation_digest"
        return self.content(connection), *({tuple(row) for row in connection.execute(sql)} for sql in (entries, queue, digests))

    def day(self, offset):
        return None if offset is None else self.session.today + timedelta(days=offset)

    def one(self, table, column, value):
        row = self.session.connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (value,)).fetchone()
        return row[0] if row else None

    def latest(self):
        return self.session.connection.execute("SELECT max(id) FROM operation").fetchone()[0]

    def content(self, connection=None):
        connection = connection or self.session.connection
        return {name: [tuple(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY id")] for name in self.tables}


# --- the same, a statement a row ---


def images_row_by_row(connection, touched):
    """The row before and after the operation, and as it is, each read for itself."""
    images = Images(connection)
    later = connection.execute(
        "SELECT before FROM operation_row WHERE row_id = ?1 AND table_no = (SELECT no FROM operation_table WHERE name = ?2)"
        " AND operation_id > (SELECT operation_id FROM operation_row WHERE id = ?3) ORDER BY operation_id LIMIT 1",
        (touched.id, touched.table, touched.entry),
    ).fetchone()
    present = images.present(touched.table, touched.id)
    return images.image(touched.table, touched.before), images.image(touched.table, later[0]) if later else present, present


def difference_row_by_row(connection, number):
    """What an operation changed, without the labels of whom its rows refer to."""
    found = operations.difference(connection, number, None, unseen)
    expected = replace(found, counts=Counter(), changes=[])
    for touched in operations.touched_rows(connection, number):
        before, after, _present = images_row_by_row(connection, touched)
        if before != after:
            action = Action.INSERT if before is None else Action.DELETE if after is None else Action.UPDATE
            expected.counts[touched.table, action] += 1
            changed = [column for column in before or after if (before or {}).get(column) != (after or {}).get(column)]
            images = ({column: image[column] for column in changed if column in image} for image in (before or {}, after or {}))
            label = operations.label_of(touched.table, after or before)
            expected.changes.append(Change(action, touched.table, touched.id, label, *images))
    return expected


class RowByRow(undoing._Reversal):
    """Each row is read and written by statements of its own, in the reverse of the order in which the operation touched them."""

    def consider(self, touched):
        before, after, present = images_row_by_row(self.connection, touched)
        if present == before:
            return
        if not undoing._same(touched.table, present, after):
            if not undoing._planning_did(touched.table, before, after, present):
                self._obstruct(touched.key, undoing._CHANGED, present)
                return
            if before is not None:
                self.customers.add(present["customer_id"] or 0)
                return
        if before is None:
            self.deletes[touched.key] = None
        elif present is None or after is None:
            self.restores[touched.key] = dict(before)
        elif columns := {column: value for column, value in before.items() if value != after[column]}:
            self.updates[touched.key] = columns

    def _write(self):
        changes = [(key, {column: None}) for key, column in self.detached.items()] + list(reversed(self.updates.items()))
        for table, row_id in (*self.extra, *reversed(self.deletes)):
            self.connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        for (table, row_id), values in changes:
            settings = ", ".join(f"{column} = ?" for column in values)
            self.connection.execute(f"UPDATE {table} SET {settings} WHERE id = ?", (*values.values(), row_id))
        for (table, _row_id), image in reversed(self.restores.items()):
            marks = ", ".join("?" for _ in image)
            self.connection.execute(f"INSERT INTO {table} ({', '.join(image)}) VALUES ({marks})", tuple(image.values()))


TestUndoing = Undoing.TestCase
TestUndoing.settings = settings(max_examples=40, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
