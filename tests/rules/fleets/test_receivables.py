"""Receivables: payments laid against bills, ageing, reminders and statements; by hand at the bounds, and by their laws."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.dates import Period
from kcrm.model.fleets import Bill, Dunning, Overdue, Payment
from kcrm.policy import Policy
from kcrm.rules.fleets.receivables import (
    Asked,
    Balance,
    ageing,
    course,
    days_late,
    days_sales_outstanding,
    dunning_of,
    ledger,
    overdue_of,
    reminder,
    statement,
)

POLICY = Policy.default().fleets
DAY = date(2026, 6, 1)


def on(days):
    return DAY + timedelta(days=days)


def bill(number, amount, issued=0, due=30, written_off=None):
    return Bill(number, 7, amount, on(issued), on(due), None if written_off is None else on(written_off))


def payment(number, amount, paid=0, of=None):
    return Payment(number, 7, amount, on(paid), of)


def opened(bills, payments, today=100):
    found = ledger(bills, payments, on(today))
    return {each.bill.id: each.open for each in found.bills}, found.balance.credit


def test_a_payment_that_names_no_bill_closes_the_oldest_by_due_day():
    bills = [bill(1, 1000, due=40), bill(2, 500, issued=5, due=20), bill(3, 800, due=40)]
    found = ledger(bills, [payment(1, 1700, paid=6)], on(6))
    assert [(each.bill_id, each.amount, each.on) for each in found.allocations] == [(2, 500, on(6)), (1, 1000, on(6)), (3, 200, on(6))]
    assert [(each.bill.id, each.paid, each.open, each.settled_on) for each in found.bills] == [
        (2, 500, 0, on(6)),
        (1, 1000, 0, on(6)),
        (3, 200, 600, None),
    ]
    assert found.balance == Balance(600, 0)


def test_a_payment_that_names_a_bill_goes_to_it_before_any_older_one():
    assert opened([bill(1, 1000, due=10), bill(2, 500, due=20)], [payment(1, 400, of=2)]) == ({1: 1000, 2: 100}, 0)


def test_it_is_never_laid_against_its_bill_above_what_is_open_of_it():
    found = ledger([bill(1, 500), bill(2, 900, due=60)], [payment(1, 700, of=1)], on(0))
    assert found.open_of(1) == 0
    assert {(each.bill_id, each.amount) for each in found.allocations} == {(1, 500), (2, 200)}


def test_named_payments_of_a_day_go_first():
    bills = [bill(1, 500, due=10), bill(2, 500, due=20)]
    assert opened(bills, [payment(1, 500), payment(2, 500, of=1)]) == ({1: 0, 2: 0}, 0)
    assert {each.payment_id: each.bill_id for each in ledger(bills, [payment(1, 500), payment(2, 500, of=1)], on(0)).allocations} == {
        1: 2,
        2: 1,
    }


def test_what_was_paid_too_much_is_a_credit_and_meets_the_next_bill_on_the_day_it_is_issued():
    bills, payments = [bill(1, 500), bill(2, 300, issued=10, due=15)], [payment(1, 600)]
    assert ledger(bills, payments, on(9)).balance == Balance(0, 100)
    found = ledger(bills, payments, on(10))
    assert found.balance == Balance(200, 0)
    assert found.allocations[-1] == (1, 2, 100, on(10))
    # a payment of that day that names the bill finds it partly paid, and the rest is a credit again
    assert ledger(bills, [*payments, payment(2, 300, paid=10, of=2)], on(10)).balance == Balance(0, 100)


def test_a_payment_before_any_bill_is_a_credit_whatever_it_names():
    assert opened([bill(1, 500, issued=3)], [payment(1, 200, of=1), payment(2, 100, of=99)], 2) == ({}, 300)
    assert opened([bill(1, 500, issued=3)], [payment(1, 200, of=1), payment(2, 100, of=99)], 3) == ({1: 200}, 0)


def test_what_was_paid_for_a_bill_before_it_was_issued_meets_that_bill_and_no_older_one():
    bills = [bill(1, 100, issued=2, due=10), bill(2, 60, issued=2, due=20), bill(3, 500, issued=5)]
    # 80 for the second, of which 20 are too much, then 30 for none
    found = ledger(bills, [payment(1, 80, paid=0, of=2), payment(2, 30, paid=1)], on(2))
    assert [(each.payment_id, each.bill_id, each.amount) for each in found.allocations] == [(1, 2, 60), (1, 1, 20), (2, 1, 30)]
    assert opened(bills, [payment(1, 80, paid=0, of=2), payment(2, 30, paid=1)]) == ({1: 50, 2: 0, 3: 500}, 0)


def test_what_is_dated_later_is_not_there_yet():
    assert opened([bill(1, 500), bill(2, 500, issued=5)], [payment(1, 100, paid=5)], 4) == ({1: 500}, 0)


def test_a_bill_that_is_written_off_loses_what_was_open_of_it_that_day():
    bills = [bill(1, 500, written_off=50), bill(2, 100, due=90)]
    payments = [payment(1, 200, paid=50), payment(2, 250, paid=51, of=1)]
    state = ledger(bills, payments[:1], on(60)).bills[0]
    assert (state.paid, state.written_off, state.open, state.settled_on) == (200, 300, 0, None)
    assert ledger(bills, payments[:1], on(49)).balance.open == 600
    # what comes for it afterwards goes to the others, and is a credit beyond
    assert opened(bills, payments) == ({1: 0, 2: 0}, 150)


def test_the_course_of_a_bill_tells_what_was_open_of_it_from_day_to_day():
    bills = [bill(1, 500, written_off=20), bill(2, 300, issued=4), bill(3, 0)]
    payments = [payment(1, 200, paid=4, of=1), payment(2, 100, paid=9, of=1), payment(3, 300, paid=4, of=2)]
    spans = [(each.bill.id, each.since, each.until, each.amount) for each in course(ledger(bills, payments, on(15)))]
    # the second is paid on the day on which it is issued and the third is for nothing: neither was ever open at the end of a day
    assert spans == [(1, on(0), on(4), 500), (1, on(4), on(9), 300), (1, on(9), None, 200)]
    assert course(ledger(bills, payments, on(20)))[-1][1:] == (on(9), on(20), 200)


def test_a_bill_is_settled_on_the_day_of_its_last_payment():
    found = ledger([bill(1, 500)], [payment(1, 200, paid=3), payment(2, 300, paid=9)], on(20))
    assert found.bills[0].settled_on == on(9)


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        (-1, Overdue.NOT_DUE),
        (0, Overdue.NOT_DUE),
        (1, Overdue.TO_30),
        (30, Overdue.TO_30),
        (31, Overdue.TO_60),
        (60, Overdue.TO_60),
        (61, Overdue.TO_90),
        (90, Overdue.TO_90),
        (91, Overdue.OVER_90),
        (4000, Overdue.OVER_90),
    ],
)
def test_a_bill_is_as_late_as_its_bucket_says(late, bucket):
    assert overdue_of(DAY, on(late)) is bucket


def test_ageing_tells_every_bucket():
    bills = [bill(1, 100, due=10), bill(2, 200, due=9), bill(3, 400, issued=-100, due=-80), bill(4, 800, due=-21), bill(5, 1600, due=-50)]
    found = ledger(bills, [payment(1, 50, of=4)], on(10))
    assert ageing(found.bills, on(10)) == {
        Overdue.NOT_DUE: 100,
        Overdue.TO_30: 200,
        Overdue.TO_60: 2350,
        Overdue.TO_90: 400,
        Overdue.OVER_90: 0,
    }
    assert days_late(found.bills, on(10)) == 90
    assert days_late([], on(10)) == 0


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-4, Dunning.NONE),
        (-3, Dunning.REMIND),
        (0, Dunning.REMIND),
        (6, Dunning.REMIND),
        (7, Dunning.DUN),
        (29, Dunning.DUN),
        (30, Dunning.FINAL),
        (300, Dunning.FINAL),
    ],
)
def test_a_bill_is_asked_for_step_by_step(days, step):
    assert dunning_of(DAY, POLICY, on(days)) is step


def test_an_account_gets_one_reminder_at_its_highest_step_that_lists_all_open_bills():
    bills = [bill(1, 100, due=60), bill(2, 200, due=20), bill(3, 300, due=-1), bill(4, 400, due=2), bill(5, 500, due=-30)]
    found = reminder(ledger(bills, [payment(1, 500, of=5)], on(18)).bills, POLICY, on(18))
    assert found.step is Dunning.DUN
    assert found.on == on(6)  # bill 3 came to it first, seven days after its day
    assert found.bills == (
        Asked(3, 300, on(-1), Dunning.DUN),
        Asked(4, 400, on(2), Dunning.DUN),
        Asked(2, 200, on(20), Dunning.REMIND),
        Asked(1, 100, on(60), Dunning.NONE),
    )
    assert found.next_on == on(27)  # bill 2, seven days late


def test_nothing_open_is_not_asked_for():
    assert reminder(ledger([bill(1, 100)], [payment(1, 100)], on(90)).bills, POLICY, on(90)) == (Dunning.NONE, None, (), None)


def test_an_account_whose_bills_are_all_at_the_last_step_waits_for_no_day():
    found = reminder(ledger([bill(1, 100, due=0)], [], on(30)).bills, POLICY, on(30))
    assert (found.step, found.on, found.next_on) == (Dunning.FINAL, on(30), None)


@pytest.mark.parametrize(
    ("receivables", "revenue", "days"),
    [(300_000, 900_000, Fraction(30)), (100, 900_000, Fraction(1, 100)), (0, 5, Fraction(0)), (5, 0, None), (0, 0, None), (5, -1, None)],
)
def test_days_sales_outstanding_are_those_of_ninety_days_of_revenue(receivables, revenue, days):
    assert days_sales_outstanding(receivables, revenue, POLICY) == days


def test_the_statement_of_a_month_leads_from_its_opening_to_its_closing_balance():
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    bills = [
        bill(1, 1000, issued=-20),
        bill(2, 500, issued=0),
        bill(3, 700, issued=29, due=60),
        bill(4, 900, issued=30, due=60),
        bill(5, 80, issued=-40, written_off=10),
    ]
    payments = [payment(1, 300, paid=-1, of=1), payment(2, 900, paid=4), payment(3, 50, paid=30), payment(4, 10, paid=-30, of=5)]
    found = statement(bills, payments, june)
    assert found.opening == Balance(770, 0)  # 1000 - 300, 80 - 10
    assert [each.id for each in found.bills] == [2, 3]
    assert [each.id for each in found.payments] == [2]
    # due on 1 July all, the earliest issued first: 70 of bill 5, 700 of bill 1, 130 of bill 2; nothing of bill 5 is left to write off
    assert found.written_off == ()
    assert found.closing == Balance(1070, 0)  # 770 + 500 + 700 - 900
    assert [(each.bill.id, each.open) for each in found.open_bills] == [(2, 370), (3, 700)]
    lost = statement(bills, payments[:1], june)
    assert [(line.bill.id, line.amount) for line in lost.written_off] == [(5, 80)]
    assert lost.closing.net == lost.opening.net + 500 + 700 - 80


def test_a_statement_tells_what_was_paid_too_much():
    found = statement([bill(1, 100)], [payment(1, 250, paid=-5)], Period(date(2026, 6, 1), date(2026, 6, 30)))
    assert (found.opening, found.closing) == (Balance(0, 250), Balance(0, 150))


DAYS = st.integers(0, 120)
BILLS = st.lists(
    st.tuples(st.integers(0, 1000), DAYS, st.integers(0, 60), st.none() | DAYS).map(lambda row: (*row[:2], row[1] + row[2], row[3])),
    max_size=8,
).map(lambda rows: [bill(number, *row) for number, row in enumerate(rows, 1)])
PAYMENTS = st.lists(st.tuples(st.integers(1, 1500), DAYS, st.none() | st.integers(1, 9)), max_size=8).map(
    lambda rows: [payment(number, *row) for number, row in enumerate(rows, 1)]
)
UNWRITTEN = BILLS.map(lambda bills: [each._replace(written_off_on=None) for each in bills])


@given(BILLS, PAYMENTS, DAYS)
def test_payments_and_what_is_open_are_the_bills_and_the_credit(bills, payments, today):
    found = ledger(bills, payments, on(today))
    paid = sum(each.amount for each in payments if each.paid_on <= on(today))
    issued = sum(each.amount for each in bills if each.issued_on <= on(today))
    lost = sum(each.written_off for each in found.bills)
    assert paid + found.balance.open + lost == issued + found.balance.credit
    assert all(each.open >= 0 and each.paid >= 0 and each.written_off >= 0 for each in found.bills)
    assert min(found.balance) == 0, "a credit meets what is open at once"
    laid = {each.bill.id: 0 for each in found.bills}
    for each in found.allocations:
        laid[each.bill_id] += each.amount
    assert laid == {each.bill.id: each.paid for each in found.bills}


@given(BILLS, PAYMENTS, DAYS, DAYS)
def test_the_course_of_a_ledger_says_of_each_day_what_the_ledger_of_that_day_says(bills, payments, today, day):
    spans, then = course(ledger(bills, payments, on(max(today, day)))), on(day)
    told = {each.bill.id: each.amount for each in spans if each.since <= then and (each.until is None or then < each.until)}
    assert told == {each.bill.id: each.open for each in ledger(bills, payments, then).open_bills}


@given(BILLS, PAYMENTS, DAYS)
def test_the_buckets_partition_what_is_open(bills, payments, today):
    found = ledger(bills, payments, on(today))
    buckets = ageing(found.bills, on(today))
    assert list(buckets) == list(Overdue)
    assert sum(buckets.values()) == found.balance.open
    for bucket in Overdue:
        assert buckets[bucket] == sum(each.open for each in found.bills if overdue_of(each.bill.due_on, on(today)) is bucket)


@given(BILLS, PAYMENTS, st.tuples(st.integers(1, 1500), DAYS, st.none() | st.integers(1, 9)), DAYS)
def test_a_payment_never_makes_an_accounts_debt_grow(bills, payments, more, today):
    before, after = (ledger(bills, paid, on(today)).balance for paid in (payments, [*payments, payment(99, *more)]))
    assert after.open <= before.open


@given(UNWRITTEN, PAYMENTS, st.tuples(st.integers(1, 1500), DAYS, st.none() | st.integers(1, 9)), DAYS)
def test_without_a_bill_written_off_it_makes_the_debt_less_by_what_was_paid(bills, payments, more, today):
    extra = payment(99, *more)
    before, after = (ledger(bills, paid, on(today)).balance for paid in (payments, [*payments, extra]))
    assert after.net == before.net - (extra.amount if extra.paid_on <= on(today) else 0)


@given(BILLS, PAYMENTS, DAYS, st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_read_changes_nothing(bills, payments, today, random):
    found = ledger(bills, payments, on(today))
    mixed = random.sample(bills, len(bills)), random.sample(payments, len(payments))
    assert ledger(*mixed, on(today)) == found


@given(BILLS, PAYMENTS, DAYS, st.integers(0, 60))
def test_a_statement_leads_from_its_opening_to_its_closing(bills, payments, first, days):
    found = statement(bills, payments, Period(on(first), on(first + days)))
    moved = sum(each.amount for each in found.bills) - sum(each.amount for each in found.payments)
    assert found.opening.net + moved - sum(each.amount for each in found.written_off) == found.closing.net
    assert sum(each.open for each in found.open_bills) == found.closing.open
    following = statement(bills, payments, Period(on(first + days + 1), on(first + days + 30)))
    assert following.opening == found.closing


@given(BILLS, PAYMENTS, DAYS)
def test_a_reminder_lists_what_is_open_and_stands_until_its_next_day(bills, payments, today):
    states = ledger(bills, payments, on(today)).bills
    found = reminder(states, POLICY, on(today))
    assert sum(each.open for each in found.bills) == sum(each.open for each in states)
    assert found.step in {Dunning.NONE, *(each.step for each in found.bills)}
    if found.next_on is not None:
        still = reminder(states, POLICY, found.next_on - timedelta(days=1))
        assert (still.step, still.bills) == (found.step, found.bills)
        assert reminder(states, POLICY, found.next_on).bills != found.bills
