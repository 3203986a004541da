"""Figures of company accounts: what SQL counts is what the rules say of each of them, on random contracts, orders, bills and grades."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import partial
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kpi_store import insert

from kcrm.actions.kpi.given import given_tables
from kcrm.dates import Period
from kcrm.kpis import KPIS, shown_in
from kcrm.model import Payer
from kcrm.model.fleets import AccountKind, AccountOrder, Bill, Contract, ContractKind, ContractState, CreditGrade, Overdue, Payment
from kcrm.policy import Policy
from kcrm.queries.kpi.counting import counted
from kcrm.queries.kpi.rows import rows_behind
from kcrm.queries.kpi.shape import Part
from kcrm.rules.fleets.contracts import execution, last_day, revenue_share
from kcrm.rules.fleets.receivables import ageing, days_sales_outstanding, ledger
from kcrm.rules.kpi.bounds import bounds_of
from kcrm.rules.kpi.formulas import value_of
from kcrm.storage.logged import drop_log_triggers
from kcrm.storage.migration import make_fresh
from tests.laws import examples

POLICY = Policy.default()
PERIOD = Period(date(2026, 5, 1), date(2026, 5, 31))
KEYS = shown_in("fleet")
ACCOUNTS = {1: AccountKind.COMPANY, 2: AccountKind.COMPANY, 3: AccountKind.INSURER}
CUSTOMERS = (*ACCOUNTS, 4)
MID = date(2026, 5, 15)
# the fifteenth is the middle of the period; some are over before it, and some begin after it
TODAYS = st.sampled_from([MID, date(2026, 5, 31), date(2026, 6, 1), date(2026, 9, 1)])
DAYS = st.integers(-60, 60).map(lambda step: MID + timedelta(days=step))
FAR = st.integers(-500, 30).map(lambda step: MID + timedelta(days=step))
FEN = st.sampled_from([0, 1, 999, 10_000, 123_456])


def iso(day):
    return None if day is None else day.isoformat()


@pytest.fixture(scope="module")
def connection():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        make_fresh(connection)
        drop_log_triggers(connection)
        insert(connection, "policy_version", [{"id": 1, "snapshot": json.dumps(POLICY.to_snapshot()), "note": ""}])
        for number in (1, 2):
            insert(
                connection,
                "staff",
                [{"id": number, "employee_no": f"S{number}", "name": "x", "role": "cs_manager", "pinyin": "", "initials": ""}],
            )
        for number in CUSTOMERS:
            insert(connection, "customer", [{"id": number, "name": "x", "pinyin": "x", "initials": "x"}])
        yield connection


@contextmanager
def scratch(connection):
    connection.execute("SAVEPOINT one")
    try:
        yield
    finally:
        connection.execute("ROLLBACK TO one")


def given_of(connection, today):
    session = SimpleNamespace(connection=connection, policy=POLICY, today=today)
    return partial(given_tables, session)


def count(connection, today, keys=KEYS, period=PERIOD, part=Part.WHOLE):
    bounds = bounds_of(period, POLICY, 1, datetime(today.year, today.month, today.day, 1, tzinfo=UTC))
    return counted(connection, keys, [bounds], part, given_of(connection, today))[0]


def check_rows(connection, today, keys):
    """The rows behind a figure are what it was counted from."""
    bounds = bounds_of(PERIOD, POLICY, 1, datetime(today.year, today.month, today.day, 1, tzinfo=UTC))
    found = count(connection, today, keys)[None]
    for key in keys:
        sides = [side for side in KPIS[key].sides[:2] if side is not None]
        for side, total in zip(sides, found[key][:2], strict=False):
            rows = rows_behind(connection, side.facts, side, None, bounds, given=given_of(connection, today))
            assert sum(row.in_numerator for row in rows) == total


# --- contracts and orders ---

contract = st.fixed_dictionaries(
    {
        "owner": st.sampled_from([1, 1, 1, *CUSTOMERS]),
        "state": st.sampled_from([ContractState.ACTIVE, *ContractState]),
        "starts": DAYS,
        "days": st.integers(0, 80),
        "amount": FEN,
        "cut": st.integers(0, 90),
    }
)
order = st.fixed_dictionaries(
    {
        "vehicle": st.integers(1, 2),
        "payer": st.sampled_from([Payer.CUSTOMER] * 4 + [*Payer]),
        "fen": st.tuples(FEN, FEN, FEN),
        "opened": DAYS,
        "closed": st.none() | st.integers(0, 20),
        "billed": st.booleans(),
    }
)
# whose each vehicle was before and since a day
OWNER = st.sampled_from([1, 1, 1, *CUSTOMERS])
owners = st.tuples(*[st.tuples(OWNER, DAYS, OWNER)] * 2)


@examples(150)
@given(st.lists(contract, max_size=4), st.lists(order, max_size=6), owners, TODAYS)
def test_contracts_are_executed_and_bring_revenue_as_the_rules_say(connection, contracts, orders, owned, today):
    with scratch(connection):
        for number, kind in ACCOUNTS.items():
            insert(connection, "fleet", [{"customer_id": number, "kind": str(kind), "since_on": "2020-01-01"}])
        for number, (before, day, since) in enumerate(owned, 1):
            insert(connection, "vehicle", [{"id": number, "vin": f"{number:017}"}])
            insert(connection, "ownership", [{"vehicle_id": number, "customer_id": before, "until_on": iso(day)}])
            insert(connection, "ownership", [{"vehicle_id": number, "customer_id": since, "from_on": iso(day)}])
        insert(connection, "bill", [{"id": 1, "customer_id": 3, "amount_fen": 1, "issued_on": "2020-01-01", "due_on": "2020-01-01"}])
        theirs, billed = [], []
        for number, one in enumerate(orders, 1):
            closed = None if one["closed"] is None else one["opened"] + timedelta(days=one["closed"])
            closed = None if closed is None or closed > today else closed
            row = {"id": number, "order_no": f"R{number}", "vehicle_id": one["vehicle"], "type": "paid_repair", "payer": str(one["payer"])}
            row |= {"opened_at": f"{one['opened']}T01:00:00Z", "opened_on": iso(one["opened"]), "closed_on": iso(closed)}
            row |= {"closed_at": None if closed is None else f"{closed}T09:00:00Z"}
            insert(connection, "repair_order", [row | dict(zip(("labor_fen", "parts_fen", "other_fen"), one["fen"], strict=True))])
            before, day, since = owned[one["vehicle"] - 1]
            theirs.append(AccountOrder(number, before if one["opened"] < day else since, one["payer"], sum(one["fen"]), closed))
            if one["billed"]:
                insert(connection, "bill_order", [{"bill_id": 1, "order_id": number}])
                billed.append(theirs[-1]._replace(account_id=3))
        held = []
        for number, one in enumerate(contracts, 1):
            over = one["state"] in {ContractState.ENDED, ContractState.TERMINATED}
            until = one["starts"] + timedelta(days=one["days"])
            cut = one["starts"] + timedelta(days=one["cut"]) if over else None
            row = {"id": number, "customer_id": one["owner"], "state": str(one["state"]), "from_on": iso(one["starts"])}
            insert(connection, "contract", [row | {"until_on": iso(until), "amount_fen": one["amount"], "ended_on": iso(cut)}])
            held.append(Contract(number, one["owner"], ContractKind.FRAMEWORK, one["state"], one["starts"], until, one["amount"], cut))
        end = min(PERIOD.last, today)
        running = [
            one
            for one in held
            if one.amount and one.state is not ContractState.DRAFT and one.starts_on <= end and last_day(one) >= PERIOD.first
        ]
        done = [
            execution(one, billed if one.account_id == 3 else theirs, end, ACCOUNTS.get(one.account_id, AccountKind.COMPANY)).executed
            for one in running
        ]
        found = count(connection, today, ["contract_execution", "contract_revenue"])[None]
        assert found["contract_execution"][:2] == (sum(done), sum(one.amount for one in running))
        assert value_of("contract_revenue", PERIOD, found["contract_revenue"]).value == revenue_share(held, theirs, PERIOD)
        # of each contract alone its rate is the one that `contract show` tells
        if len(running) == 1 and today <= PERIOD.last:
            told = execution(
                running[0],
                billed if running[0].account_id == 3 else theirs,
                today,
                ACCOUNTS.get(running[0].account_id, AccountKind.COMPANY),
            )
            assert value_of("contract_execution", PERIOD, found["contract_execution"]).value == told.rate
        check_rows(connection, today, ["contract_execution", "contract_revenue"])


def test_what_is_executed_of_a_contract_at_its_bounds(connection):
    """Closed from its first to its last day, in the workshop while the vehicle was the account's, paid by the account, by the end."""
    with scratch(connection):
        insert(connection, "fleet", [{"customer_id": 1, "since_on": "2020-01-01"}])
        insert(connection, "vehicle", [{"id": 1, "vin": "1" * 17}])
        insert(connection, "ownership", [{"vehicle_id": 1, "customer_id": 1, "until_on": "2026-05-10"}])
        insert(connection, "ownership", [{"vehicle_id": 1, "customer_id": 4, "from_on": "2026-05-10"}])
        span = {"customer_id": 1, "from_on": "2026-04-01", "until_on": "2026-05-20"}
        insert(connection, "contract", [span | {"amount_fen": 1_000_000, "state": "active"}, span | {"amount_fen": 9, "state": "draft"}])
        insert(connection, "contract", [{"customer_id": 4, "from_on": "2026-05-21", "until_on": "2026-07-01", "amount_fen": 0}])
        several = [
            ("2026-03-30", "2026-03-31", "customer", 1),
            ("2026-03-30", "2026-04-01", "customer", 10),
            ("2026-05-09", "2026-05-20", "customer", 100),
            ("2026-05-09", "2026-05-21", "customer", 1_000),
            ("2026-05-10", "2026-05-12", "customer", 10_000),  # the next owner's, whose contract has not begun
            ("2026-05-10", "2026-05-21", "customer", 100_000),
            ("2026-05-01", "2026-05-02", "insurer", 1_000_000),
            ("2026-05-01", "2026-05-02", "internal", 10_000_000),
            ("2026-05-01", None, "customer", 100_000_000),
        ]
        for number, (opened, closed, payer, fen) in enumerate(several):
            row = {"order_no": f"R{number}", "vehicle_id": 1, "type": "paid_repair", "payer": payer, "labor_fen": fen}
            row |= {"opened_at": f"{opened}T01:00:00Z", "opened_on": opened, "closed_on": closed}
            insert(connection, "repair_order", [row | {"closed_at": closed and f"{closed}T09:00:00Z"}])
        keys = ["contract_execution", "contract_revenue"]
        may = count(connection, date(2026, 7, 1), keys)[None]
        assert may["contract_execution"][:2] == (110, 1_000_000)
        assert may["contract_revenue"][:2] == (100_100, 1_111_100)
        april = count(connection, date(2026, 7, 1), keys, Period(date(2026, 4, 1), date(2026, 4, 30)))[None]
        assert april["contract_execution"][:2] == (10, 1_000_000)
        assert april["contract_revenue"][:2] == (10, 10)
        on_the_nineteenth = count(connection, date(2026, 5, 19), keys)[None]
        assert on_the_nineteenth["contract_execution"][:2] == (10, 1_000_000)
        # the day after its last it runs no more, and of one for no amount there is no share
        june = count(connection, date(2026, 7, 1), keys, Period(date(2026, 5, 21), date(2026, 6, 30)))[None]
        assert june["contract_execution"][:2] == (0, 0)


# --- bills and payments ---

bill = st.fixed_dictionaries(
    {"owner": st.sampled_from([1, 3]), "amount": FEN, "issued": FAR, "days": st.integers(0, 45), "lost": st.none() | DAYS}
)
payment = st.fixed_dictionaries(
    {"owner": st.sampled_from([1, 3]), "amount": FEN.filter(bool), "paid": FAR, "of": st.none() | st.integers(0, 5)}
)


@examples(200)
@given(st.lists(bill, max_size=6), st.lists(payment, max_size=5), TODAYS)
def test_receivables_are_what_the_ledger_says_at_the_end(connection, bills, payments, today):
    with scratch(connection):
        for number in (1, 3):
            insert(connection, "fleet", [{"customer_id": number, "since_on": "2020-01-01"}])
        own = []
        for number, one in enumerate(bills, 1):
            due = one["issued"] + timedelta(days=one["days"])
            row = {
                "id": number,
                "customer_id": one["owner"],
                "amount_fen": one["amount"],
                "issued_on": iso(one["issued"]),
                "due_on": iso(due),
            }
            lost = {"written_off_on": iso(one["lost"]), "written_off_reason": one["lost"] and "x"}
            insert(connection, "bill", [row | lost])
            own.append(Bill(number, one["owner"], one["amount"], one["issued"], due, one["lost"]))
        paid = []
        for number, one in enumerate(payments, 1):
            of = one["of"] + 1 if one["of"] is not None and one["of"] < len(own) and own[one["of"]].account_id == one["owner"] else None
            row = {"id": number, "customer_id": one["owner"], "bill_id": of, "paid_on": iso(one["paid"]), "amount_fen": one["amount"]}
            insert(connection, "payment", [row])
            paid.append(Payment(number, one["owner"], one["amount"], one["paid"], of))

        def books(day):
            several = [([b for b in own if b.account_id == of], [p for p in paid if p.account_id == of]) for of in (1, 3)]
            return [state for mine, theirs in several for state in ledger(mine, theirs, day).bills]

        end = min(PERIOD.last, today)
        aged = ageing(books(end), end)
        late = {each: aged[each] for each in Overdue if each is not Overdue.NOT_DUE}
        keys = ["arrears", "arrears_30", "arrears_90", "days_sales_outstanding", "collected_in_time"]
        found = count(connection, today, keys)[None]
        assert found["arrears"].numerator == sum(late.values())
        assert found["arrears_30"].numerator == sum(late.values()) - late[Overdue.TO_30]
        assert found["arrears_90"].numerator == late[Overdue.OVER_90]
        recent = sum(one.amount for one in own if end - timedelta(days=90) < one.issued_on <= end)
        outstanding = days_sales_outstanding(sum(aged.values()), recent, POLICY.fleets)
        assert value_of("days_sales_outstanding", PERIOD, found["days_sales_outstanding"]).value == outstanding
        due = [state for state in books(today) if state.bill.due_on in PERIOD and state.bill.due_on < today]
        timely = [state for state in due if state.settled_on is not None and state.settled_on <= state.bill.due_on]
        assert found["collected_in_time"][:2] == (len(timely), len(due))
        check_rows(connection, today, keys)


def test_the_days_of_lateness_at_their_bounds(connection):
    """30 and 90 days late are not more than that; on its day a bill is not late; the 90 days of revenue have both ends."""
    with scratch(connection):
        insert(connection, "fleet", [{"customer_id": 1, "since_on": "2020-01-01"}])
        late = {1: 0, 10: 1, 100: 30, 1000: 31, 10_000: 90, 100_000: 91}
        for amount, days in late.items():
            due = PERIOD.last - timedelta(days=days)
            insert(connection, "bill", [{"customer_id": 1, "amount_fen": amount, "issued_on": iso(due), "due_on": iso(due)}])
        keys = ["arrears", "arrears_30", "arrears_90", "days_sales_outstanding"]
        found = count(connection, date(2026, 7, 1), keys)[None]
        assert [found[key].numerator for key in keys] == [111_110, 111_000, 100_000, 111_111 * 90]
        # those issued 90 and 91 days before its last day are before the ninety days that end with it
        assert found["days_sales_outstanding"].denominator == 1111
        assert value_of("days_sales_outstanding", PERIOD, found["days_sales_outstanding"]).value == Fraction(111_111 * 90, 1111)


# --- grades ---

assessment = st.tuples(st.sampled_from([1, 2]), st.sampled_from(CreditGrade), st.none() | DAYS)
spans = st.tuples(DAYS, st.none() | st.integers(0, 60))


@examples(150)
@given(st.lists(assessment, max_size=6), st.tuples(spans, spans), TODAYS)
def test_accounts_by_grade_and_the_moves_between_grades(connection, assessments, accounts, today):
    with scratch(connection):
        for number, (since, days) in enumerate(accounts, 1):
            closed = None if days is None else since + timedelta(days=days)
            row = {
                "customer_id": number,
                "since_on": iso(since),
                "state": "active" if closed is None else "closed",
                "closed_on": iso(closed),
            }
            insert(connection, "fleet", [row])
        # only the latest can be approved, so that they are approved in their order
        ordered = sorted(assessments, key=lambda one: one[2] or date.max)
        for number, (owner, grade, day) in enumerate(ordered, 1):
            row = {"id": number, "customer_id": owner, "day": "2026-01-01", "grade": str(grade), "limit_fen": 0, "credit_days": 0}
            insert(
                connection,
                "credit_assessment",
                [row | {"assessor_id": 1, "approver_id": day and 2, "approved_on": iso(day), "valid_until": "2027-01-01"}],
            )
        end = min(PERIOD.last, today)
        expected, up, down = {}, 0, 0
        for number, (since, days) in enumerate(accounts, 1):
            mine = [(grade, day) for owner, grade, day in ordered if owner == number and day is not None]
            if since <= end and (days is None or since + timedelta(days=days) > end):
                grade = next((grade for grade, day in reversed(mine) if day <= end), None)
                expected[grade] = expected.get(grade, 0) + 1
            for (before, _day), (after, day) in pairwise(mine):
                up += day in PERIOD and after < before
                down += day in PERIOD and after > before
        found = count(connection, today, ["fleet_accounts"], part=Part.GRADE)
        assert {grade: each["fleet_accounts"].numerator for grade, each in found.items()} == expected
        moves = count(connection, today, ["fleet_accounts", "grades_up", "grades_down"])[None]
        assert [each.numerator for each in moves.values()] == [sum(expected.values()), up, down]
        check_rows(connection, today, ["fleet_accounts", "grades_up", "grades_down"])


# --- visits and vehicles ---

CALLS = st.lists(
    st.tuples(
        st.sampled_from(["account_visit", "dormant"]), DAYS, st.sampled_from(["open", "done", "lapsed", "cancelled"]), st.integers(-3, 3)
    ),
    max_size=5,
)


@examples(100)
@given(CALLS, TODAYS)
def test_visits_to_accounts_are_on_time_until_their_day(connection, calls, today):
    with scratch(connection):
        timely = due = 0
        for number, (kind, day, state, later) in enumerate(calls, 1):
            row = {
                "id": number,
                "kind": kind,
                "channel": "call",
                "customer_id": 1,
                "base": "by_hand",
                "base_on": iso(day),
                "occurrence": number,
            }
            row |= {"due_on": iso(day), "due_by": "interval", "call_on": iso(day), "assigned_by": "nobody", "state": state}
            row |= {"opened_at": "2026-01-01T00:00:00Z", "ended_at": None if state == "open" else "2026-06-01T00:00:00Z"}
            insert(connection, "followup", [row | {"policy_version_id": 1}])
            made = day + timedelta(days=later)
            if state == "done":
                at = {"called_at": f"{made}T01:00:00Z", "called_on": iso(made), "called_hour": 9}
                insert(connection, "call", [{"id": number, "customer_id": 1, "staff_id": 1, "outcome": "answered"} | at])
                insert(connection, "call_followup", [{"call_id": number, "followup_id": number, "state": "done"}])
            if kind == "account_visit" and day in PERIOD and state != "cancelled" and (state != "open" or day <= today):
                due += 1
                timely += state == "done" and later <= 0
        assert count(connection, today, ["account_visits_on_time"])[None]["account_visits_on_time"][:2] == (timely, due)
        check_rows(connection, today, ["account_visits_on_time"])


def test_vehicles_of_accounts_return_as_all_vehicles_do(connection):
    """Delivered by the first of the twelve months, in use, and a company's on the last day: those who came, of all of them."""
    first = date(2025, 6, 1)
    with scratch(connection):
        for number, (kind, since, closed) in {
            1: ("company", "2020-01-01", None),
            2: ("company", "2026-05-31", None),
            3: ("insurer", "2020-01-01", None),
        }.items():
            insert(connection, "fleet", [{"customer_id": number, "kind": kind, "since_on": since, "closed_on": closed}])
        # vehicle: owner, delivered on, scrapped on, came on, sold on by that owner
        several = {
            1: (1, first, None, first, None),  # came on the first of the twelve months
            2: (1, first, None, None, None),  # did not come
            3: (1, first, None, first - timedelta(days=1), None),  # came too early
            4: (1, first + timedelta(days=1), None, MID, None),  # not in use throughout
            5: (1, first, PERIOD.last, MID, None),  # scrapped on the last day
            6: (2, first, None, PERIOD.last, None),  # of an account that began on the last day
            7: (3, first, None, MID, None),  # an insurer's
            8: (4, first, None, MID, None),  # of nobody with an account
            9: (1, first, None, MID, PERIOD.last),  # somebody else's on the last day
        }
        for number, (owner, delivered, scrapped, came, sold) in several.items():
            row = {"id": number, "vin": f"{number:017}", "delivered_on": iso(delivered), "scrapped_on": iso(scrapped)}
            insert(connection, "vehicle", [row])
            insert(connection, "ownership", [{"vehicle_id": number, "customer_id": owner, "until_on": iso(sold)}])
            if came is not None:
                order = {"order_no": f"R{number}", "vehicle_id": number, "type": "paid_repair", "opened_on": iso(came)}
                insert(connection, "repair_order", [order | {"opened_at": f"{came}T01:00:00Z"}])
        found = count(connection, date(2026, 7, 1), ["fleet_return_rate"])[None]["fleet_return_rate"]
        assert found[:2] == (2, 4)
        check_rows(connection, date(2026, 7, 1), ["fleet_return_rate"])
        insert(connection, "ownership", [{"vehicle_id": 9, "customer_id": 2, "from_on": iso(PERIOD.last)}])
        assert count(connection, date(2026, 7, 1), ["fleet_return_rate"])[None]["fleet_return_rate"][:2] == (3, 5)
