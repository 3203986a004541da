"""Whatever happens to prospects, each has the calls that its stage asks for, and no others; undoing and reopening give back what was.

A state machine takes random steps, on random days, by whoever is there. What stage each should have is kept beside it in a few lines that
know nothing of the rules.
"""

import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dbfiles import found_copy
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from laws import examples

from kcrm.actions.followups import skip
from kcrm.actions.policies import set_value
from kcrm.actions.prospects.entering import add_prospect, edit_prospect
from kcrm.actions.prospects.pool import assign
from kcrm.actions.prospects.steps import contact, take_step
from kcrm.actions.records import RecordWriter
from kcrm.actions.session import open_session
from kcrm.actions.undo import target_of, undo
from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.model import By
from kcrm.model.prospects import Moved, ProspectEvent, ProspectStep
from kcrm.queries.planning import all_customers
from kcrm.queries.register import Register
from kcrm.queries.staff import staff_by_id
from kcrm.records import SheetKind

MONDAY = datetime(2026, 6, 15, 1, tzinfo=UTC)  # 09:00 in the store
STAFF = (("M1", "sales_manager"), ("X1", "sales_consultant"), ("X2", "sales_consultant"), ("S1", "cs_specialist"))
OPEN = ("registered", "contacted", "visited", "test_drive", "quoted")
FORWARD = {"contacted": "contacted", "visited": "visited", "test_drive": "test_drive", "declined": "contacted", "quoted": "quoted"}
CALLS = {
    **{stage: {"prospect_contact", "test_drive_after", "quote_expiry", "showroom_visit"} for stage in OPEN},
    "ordered": set(),
    "delivered": set(),
    "lost": {"lost_check", "lost_prospect"},
    "invalid": {"invalid_prospect"},
}
ABOUT_PROSPECTS = (
    "('prospect_contact', 'test_drive_after', 'quote_expiry', 'showroom_visit', 'lost_check', 'lost_prospect', 'invalid_prospect')"
)
NUMBERS = st.integers(0, 2)
LEVELS = st.sampled_from((None, "H", "A", "B", "C", "N"))


class Selling(RuleBasedStateMachine):
    @initialize(pool=st.booleans())
    def open(self, pool):
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="kcrm-selling-")))
        self.context = AppContext(language="en", started_at=MONDAY, db=folder / "desk.db", set_now=MONDAY)
        found_copy(self.context, "云汐店", MONDAY.date())
        self.session = self.stack.enter_context(open_session(self.context))
        self.session.connection.execute("PRAGMA synchronous = OFF")  # what is tested here survives no power cut
        self.keep(*((SheetKind.STAFF, {"employee_no": number, "name": number, "role": role}) for number, role in STAFF))
        if pool:
            set_value(self.session, "prospects.idle_release", "yes")
            set_value(self.session, "prospects.overdue_reassign", "yes")
        self.stages, self.before = {}, {}  # by number: the stage it should have, and the one before it ended
        self.silent = set()  # who wants no contact
        self.agreed = {}  # by number: the day agreed for the next contact
        self.vins = 0
        self.add(0, "web", None)
        self.add(1, "walk_in", "A")

    def teardown(self):
        if hasattr(self, "stack"):
            self.stack.close()

    # --- what people do ---

    @rule(who=NUMBERS, source=st.sampled_from(("web", "walk_in")), level=LEVELS)
    def add(self, who, source, level):
        texts = {"name": f"客户{who}", "phone": f"1390000000{who}", "source": source, **({"level": level} if level else {})}
        number = len(self.stages) + 1
        if any(self.customer(each) == who for each, stage in self.stages.items() if stage in (*OPEN, "ordered")):
            self.refused(lambda: add_prospect(self.session, texts))
            return
        self.done(lambda: add_prospect(self.session, texts))
        self.stages[number] = "visited" if source == "walk_in" else "registered"

    @precondition(lambda self: self.stages)
    @rule(pick=st.integers(0, 9), to=st.sampled_from(tuple(FORWARD)), agreed=st.none() | st.integers(0, 60), by=st.sampled_from(By))
    def talk(self, pick, to, agreed, by):
        number = self.pick(pick)
        day = None if agreed is None else self.session.today + timedelta(days=agreed)
        kept = self.agreed.get(number)
        silent_on_it = to in {"test_drive", "declined", "quoted"}  # what was agreed for a later day stays
        if silent_on_it:
            day = None
        declined = True if to == "declined" else None
        kind = ProspectStep.TEST_DRIVE if declined else ProspectStep(to)
        price = {"price_fen": 1, "valid_until": self.session.today + timedelta(days=3)} if kind is ProspectStep.QUOTED else {}
        step = ProspectEvent(kind, self.session.now, declined=declined, agreed_on=day, **price)
        if kind is ProspectStep.CONTACTED:
            to = "visited" if by is By.VISIT else "contacted"
            act = lambda: contact(self.session, number, step._replace(by=by))  # noqa: E731
        else:
            act = lambda: take_step(self.session, number, step)  # noqa: E731
        if self.stages[number] not in OPEN:
            self.refused(act)
            return
        self.done(act)
        self.stages[number] = max(self.stages[number], FORWARD[to], key=OPEN.index)
        if silent_on_it and kept is not None and kept > self.session.today:
            day = kept
        self.agreed[number] = day
        if self.customer(number) not in self.silent:
            (called,) = self.rows(
                "SELECT call_on, due_on FROM followup WHERE state = 'open' AND kind = 'prospect_contact' AND case_no = ?", f"L{number}"
            )
            assert called[0] == (called[1] if day is None else day.isoformat())

    @precondition(lambda self: self.stages)
    @rule(pick=st.integers(0, 9), end=st.sampled_from(("ordered", "delivered", "lost", "invalid")))
    def bring_to(self, pick, end):
        number = self.pick(pick)
        reason = {"lost": "price", "invalid": "unreachable"}.get(end)
        self.vins += 1
        vin = f"LSVAA000000{self.vins:06}" if end == "delivered" else None
        act = lambda: take_step(self.session, number, ProspectEvent(ProspectStep(end), self.session.now, reason=reason), vin=vin)  # noqa: E731
        if self.stages[number] in OPEN or (end, self.stages[number]) == ("delivered", "ordered"):
            self.done(act)
            self.before[number], self.stages[number] = self.stages[number], end
            self.agreed[number] = None
        else:
            self.refused(act)

    @precondition(lambda self: self.stages)
    @rule(pick=st.integers(0, 9), how=st.sampled_from(("reopened", "order_cancelled", "rejected", "winnable")))
    def bring_back(self, pick, how):
        number, now = self.pick(pick), self.session.now
        ended = sorted(each for each, stage in self.stages.items() if stage in {"ordered", "lost", "invalid"})
        if ended and pick % 4:  # mostly one that can be brought back
            number = ended[pick % len(ended)]
        stage = self.stages[number]
        manager = self.session._replace(actor=staff_by_id(self.session.connection, 1))
        if how in {"rejected", "winnable"}:
            step = ProspectStep.LOSS_CONFIRMED if how == "rejected" else ProspectStep.LOSS_CHECKED
            given = ProspectEvent(step, now, reason="service")
            act, allowed = (lambda: take_step(manager, number, given, reopened=Moved(how))), stage == "lost"
        else:
            given = ProspectEvent(ProspectStep(how), now, reason=None if how == "reopened" else "变卦")
            act = lambda: take_step(self.session, number, given)  # noqa: E731
            allowed = stage in ({"lost", "invalid"} if how == "reopened" else {"ordered"})
        # somebody who has a new one meanwhile is not asked twice
        if not allowed or (stage != "ordered" and self.is_asked_again(number)):
            self.refused(act)
            return
        self.done(act)
        self.stages[number] = "quoted" if how == "order_cancelled" else self.before[number]

    @precondition(lambda self: self.stages)
    @rule(pick=st.integers(0, 9), days=st.none() | st.integers(0, 200), level=LEVELS)
    def edit(self, pick, days, level):
        number = self.pick(pick)
        texts = {"intended_on": (self.session.today + timedelta(days=days)).isoformat()} if days is not None else {}
        texts |= {"level": level} if level else {"note": "甲"}
        try:
            self.check(lambda: edit_prospect(self.session, number, texts, "听说的"))
        except RefusedError as error:
            event(f"edit refused: {error.message}")

    @precondition(lambda self: self.stages)
    @rule(pick=st.integers(0, 9))
    def miss(self, pick):
        """Nobody was reached, or the call is left out: they are tried again."""
        due = self.rows("SELECT id FROM followup WHERE state = 'open' AND case_no = ? AND kind = 'prospect_contact'", f"L{self.pick(pick)}")
        if due:
            self.agreed[self.pick(pick)] = None
            self.done(lambda: skip(self.session, [due[0][0]], "没人接"))

    @precondition(lambda self: self.stages)
    @rule(pick=st.integers(0, 9), to=st.sampled_from((2, 3)))
    def assign(self, pick, to):
        member = staff_by_id(self.session.connection, to)
        number = self.pick(pick)
        act = lambda: assign(self.session, [number], member, None)  # noqa: E731
        (whose,) = self.rows("SELECT consultant_id FROM prospect WHERE id = ?", number)[0]
        gone = member.left_on is not None and member.left_on < self.session.today
        if gone or (whose != to and self.stages[number] not in (*OPEN, "ordered")):
            self.refused(act)
        else:
            self.check(act)

    @rule(number=st.sampled_from(("X1", "X2")), left=st.booleans())
    def staff(self, number, left):
        self.keep(
            (SheetKind.STAFF, {"employee_no": number, "name": number, "left_on": self.session.today - timedelta(days=1) if left else None})
        )

    @rule(who=NUMBERS, silent=st.booleans())
    def silence(self, who, silent):
        if any(self.customer(number) == who for number in self.stages):
            self.keep((SheetKind.CUSTOMERS, {"name": f"客户{who}", "phone": f"1390000000{who}", "do_not_contact": silent}))
            self.silent = self.silent | {who} if silent else self.silent - {who}

    @rule(days=st.integers(1, 40))
    def days_pass(self, days):
        later = self.session.now + timedelta(days=days)
        self.session = self.session._replace(context=self.session.context.replace(set_now=later))
        with self.session.write(automatic=True) as planner:
            planner.plan_due()
        here = self.rows(
            "SELECT count(*) FROM staff WHERE role = 'sales_consultant' AND coalesce(left_on, '9999') >= ?", str(self.session.today)
        )
        gone = self.rows(
            "SELECT count(*) FROM prospect JOIN staff ON staff.id = consultant_id"
            " WHERE stage NOT IN ('delivered', 'lost', 'invalid') AND left_on < ?",
            str(self.session.today),
        )
        assert here == [(0,)] or gone == [(0,)], "somebody is here, and yet a prospect is left with who has gone"

    # --- what always holds ---

    @invariant()
    def each_has_the_calls_of_its_stage(self):
        if not hasattr(self, "stages"):
            return
        assert dict(self.rows("SELECT id, stage FROM prospect ORDER BY id")) == self.stages
        waiting = self.rows(f"SELECT case_no, kind FROM followup WHERE state = 'open' AND kind IN {ABOUT_PROSPECTS}")
        for number, stage in self.stages.items():
            kinds, silent = [kind for case, kind in waiting if case == f"L{number}"], self.customer(number) in self.silent
            assert set(kinds) <= (set() if silent else CALLS[stage]), (number, stage, kinds)
            assert kinds.count("prospect_contact") == (stage in OPEN and not silent), (number, stage, kinds)

    @invariant()
    def planning_again_changes_nothing(self):
        if hasattr(self, "stages"):
            with self.session.write(dry_run=True) as planner:
                assert planner.plan(all_customers(self.session.connection)).changes == {}

    # --- small things ---

    def pick(self, number):
        return sorted(self.stages)[number % len(self.stages)]

    def customer(self, number):
        return int(
            self.rows("SELECT substr(phone, -1) FROM customer JOIN prospect ON customer.id = customer_id WHERE prospect.id = ?", number)[0][
                0
            ]
        )

    def is_asked_again(self, number):
        who = self.customer(number)
        return any(other != number and self.customer(other) == who and stage in (*OPEN, "ordered") for other, stage in self.stages.items())

    def keep(self, *records):
        with self.session.write() as planner:
            writer = RecordWriter(Register(planner.connection), self.session.today, self.session.policy.zone)
            for kind, values in records:
                writer.keep(kind, values)

    def rows(self, statement, *values):
        return [tuple(row) for row in self.session.connection.execute(statement, values)]

    def content(self):
        return [
            self.rows(f"SELECT * FROM {table} ORDER BY id")
            for table in ("customer", "vehicle", "ownership", "prospect", "prospect_event", "followup")
        ]

    def refused(self, act):
        before = self.content()
        try:
            act()
        except RefusedError:
            assert self.content() == before
            return
        raise AssertionError("it should have been refused")

    def done(self, act):
        assert self.check(act), "nothing was written"

    def check(self, act):
        """Do it, undo it, do it again; whether anything was written."""
        before, last = self.content(), self.rows("SELECT max(id) FROM operation")
        act()
        after = self.content()
        if self.rows("SELECT max(id) FROM operation") == last:
            return False
        undo(self.session, target_of(self.session, None))
        assert self.content() == before
        undo(self.session, target_of(self.session, None))
        assert self.content() == after
        return True


TestSelling = Selling.TestCase
TestSelling.settings = settings(examples(160), stateful_step_count=25, suppress_health_check=list(HealthCheck))
