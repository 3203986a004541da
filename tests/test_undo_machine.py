"""Whatever was done, undoing it leaves every table as it was, and undoing that leaves it as it had become.

A state machine runs random commands on a small desk. After each it undoes and redoes; now and then it undoes any earlier operation, which
either is refused and changes nothing, or leaves no reference dangling, no follow-up unplanned, and can itself be undone.
"""

import tempfile
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from kcrm.actions.founding import found
from kcrm.actions.imports import ImportOptions, import_file
from kcrm.actions.policies import set_value
from kcrm.actions.records import RecordWriter
from kcrm.actions.session import open_session
from kcrm.actions.transferring import transfer
from kcrm.actions.undo import target_of, undo
from kcrm.context import AppContext
from kcrm.errors import RefusedError
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
        found(self.context, self.context.db_path, "云汐店", MONDAY.date())
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

    @rule(number=st.integers(0, 30))
    def call(self, number):
        """A person works on a follow-up, so that it is nobody's to take away."""
        followups = [row[0] for row in self.session.connection.execute("SELECT id FROM followup WHERE state = 'open' ORDER BY id")]
        if followups:
            followup = followups[number % len(followups)]
            self.do(lambda writer: writer.connection.execute("UPDATE followup SET attempts = attempts + 1 WHERE id = ?", (followup,)))

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
        try:
            self.undo(operation, force=force)
        except RefusedError as error:
            event(f"refused: {error.message}")
            assert (self.content(), self.latest()) == (before, last)
            return
        event("undone")
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
        return RecordWriter(planner.connection, self.session.today, self.session.policy.zone)

    def undo(self, number, *, force=False):
        undo(self.session, target_of(self.session, number), force=force)

    def day(self, offset):
        return None if offset is None else self.session.today + timedelta(days=offset)

    def one(self, table, column, value):
        row = self.session.connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (value,)).fetchone()
        return row[0] if row else None

    def latest(self):
        return self.session.connection.execute("SELECT max(id) FROM operation").fetchone()[0]

    def content(self):
        return {name: [tuple(row) for row in self.session.connection.execute(f"SELECT * FROM {name} ORDER BY id")] for name in self.tables}


TestUndoing = Undoing.TestCase
TestUndoing.settings = settings(max_examples=40, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
