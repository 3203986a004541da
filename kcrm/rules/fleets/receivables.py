"""Receivables: which payment closes which bill, what is open and for how long, how it is asked for, and the statement of a month.

Payments are laid against bills day by day, so that what was true at the end of a month stays true. Money is fen; days are business dates.
Usual practice, but for the statement and that arrears are watched (Customer-service manager CRM training manual 2012; Evaluating customers
and prospects).
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from operator import attrgetter
from typing import Final

from kcrm.dates import Period
from kcrm.model.fleets import Bill, Dunning, Overdue, Payment
from kcrm.named import NamedTuple
from kcrm.policy_sections import FleetsPolicy
from kcrm.rules.calendar import ONE_DAY


class Allocation(NamedTuple):
    """What of a payment went to a bill. on: when it did, the day of the payment or, of what was paid too much, of the bill."""

    payment_id: int
    bill_id: int
    amount: int
    on: date


class BillState(NamedTuple):
    """A bill as it stands. settled_on: when its last fen was paid; None while it is open, and where it was written off."""

    bill: Bill
    paid: int
    written_off: int
    settled_on: date | None

    @property
    def open(self) -> int:
        return self.bill.amount - self.paid - self.written_off


class Credit(NamedTuple):
    """What of a payment met no bill yet."""

    payment_id: int
    amount: int


class Balance(NamedTuple):
    """What an account owes and what it has paid too much: one of the two is 0."""

    open: int
    credit: int

    @property
    def net(self) -> int:
        """Owed where it is more than 0."""
        return self.open - self.credit


class Ledger(NamedTuple):
    """An account's bills and payments laid against each other by the end of a day. bills: by due day. credits: oldest first.

    Payments and open amounts are together the bills and the credits, less what was written off.
    """

    bills: tuple[BillState, ...]
    allocations: tuple[Allocation, ...]
    credits: tuple[Credit, ...]

    @property
    def balance(self) -> Balance:
        return Balance(sum(each.open for each in self.bills), sum(each.amount for each in self.credits))

    @property
    def open_bills(self) -> tuple[BillState, ...]:
        return tuple(each for each in self.bills if each.open > 0)

    def open_of(self, bill_id: int) -> int:
        """How much of a bill may still be paid by naming it; 0 for one that is not issued yet."""
        return next((each.open for each in self.bills if each.bill.id == bill_id), 0)


def oldest_first(bill: Bill) -> tuple[date, date, int]:
    """Sort key: by due day, then as they were issued."""
    return (bill.due_on, bill.issued_on, bill.id)


def ledger(bills: Iterable[Bill], payments: Iterable[Payment], today: date) -> Ledger:
    """The bills and payments of one account, laid against each other by the end of today; what is dated later is not there yet.

    On each day a bill is issued first and meets what was paid too much before, first what was paid for it by name; then payments that
    name a bill go to it, never above what is open of it; the others, and what such a payment has too much, close the oldest bill by due day
    and leave a credit. What is then open of a bill that is written off is asked for no more.
    """
    came = sorted(payments, key=lambda each: (each.bill_id is None, each.id))
    named = {each.id: each.bill_id for each in came if each.bill_id is not None}
    books = _Books([bill for bill in bills if bill.issued_on <= today], named)
    received: dict[date, list[Payment]] = {}
    for payment in came:
        if payment.paid_on <= today:
            received.setdefault(payment.paid_on, []).append(payment)
    for day in sorted({*books.issued, *books.given_up, *received}):
        if day <= today:
            books.begin(day)
            for payment in received.get(day, ()):
                books.receive(payment)
            books.close(day)
    return books.ledger()


class _Books:
    """What has happened so far; lives as long as one call. issued, given_up: the bills by the day on which they are, or are written off.

    named: by payment the bill that it is for.
    """

    def __init__(self, bills: Iterable[Bill], named: Mapping[int, int]) -> None:
        self.named = named
        self.bills = sorted(bills, key=oldest_first)
        self.issued: dict[date, list[Bill]] = {}
        self.given_up: dict[date, list[Bill]] = {}
        for bill in self.bills:
            self.issued.setdefault(bill.issued_on, []).append(bill)
            if bill.written_off_on is not None:
                self.given_up.setdefault(max(bill.written_off_on, bill.issued_on), []).append(bill)
        self.open: dict[int, int] = {}
        self.unpaid: list[Bill] = []  # oldest first
        self.written_off: dict[int, int] = {}
        self.settled: dict[int, date] = {}
        self.allocations: list[Allocation] = []
        self.credits: list[Credit] = []

    def begin(self, day: date) -> None:
        """What is issued meets at once what was paid too much."""
        for bill in self.issued.get(day, ()):
            self.open[bill.id] = bill.amount
            if bill.amount == 0:
                self.settled[bill.id] = day
            else:
                insort(self.unpaid, bill, key=oldest_first)
        waiting, self.credits = self.credits, []
        left = []
        for credit in waiting:
            bill_id = self.named.get(credit.payment_id)
            laid = 0 if bill_id is None else self._lay(credit.payment_id, bill_id, credit.amount, day)
            left.append((credit.payment_id, credit.amount - laid))
        for payment_id, amount in left:
            self._spread(payment_id, amount, day)

    def receive(self, payment: Payment) -> None:
        rest = payment.amount
        if payment.bill_id is not None:
            rest -= self._lay(payment.id, payment.bill_id, rest, payment.paid_on)
        self._spread(payment.id, rest, payment.paid_on)

    def close(self, day: date) -> None:
        """What is open of the bills that are written off is asked for no more."""
        for bill in self.given_up.get(day, ()):
            if self.open[bill.id]:
                self.written_off[bill.id], self.open[bill.id] = self.open[bill.id], 0
                self.unpaid.remove(bill)

    def ledger(self) -> Ledger:
        states = []
        for bill in self.bills:
            lost = self.written_off.get(bill.id, 0)
            states.append(BillState(bill, bill.amount - self.open[bill.id] - lost, lost, self.settled.get(bill.id)))
        return Ledger(tuple(states), tuple(self.allocations), tuple(self.credits))

    def _spread(self, payment_id: int, amount: int, day: date) -> None:
        """To the oldest bills, and what is left is a credit."""
        while amount and self.unpaid:
            amount -= self._lay(payment_id, self.unpaid[0].id, amount, day)
        if amount:
            self.credits.append(Credit(payment_id, amount))

    def _lay(self, payment_id: int, bill_id: int, amount: int, day: date) -> int:
        """How much the bill could take."""
        taken = min(amount, self.open.get(bill_id, 0))
        if taken:
            self.open[bill_id] -= taken
            self.allocations.append(Allocation(payment_id, bill_id, taken, day))
            if self.open[bill_id] == 0:
                self.settled[bill_id] = day
                self.unpaid = [each for each in self.unpaid if each.id != bill_id]
        return taken


_LAST_DAY_OF: Final = ((Overdue.NOT_DUE, 0), (Overdue.TO_30, 30), (Overdue.TO_60, 60), (Overdue.TO_90, 90))
"""How many days late a bill is at most; the words of `Overdue` name these numbers, so that no policy changes them."""


def overdue_of(due_on: date, today: date) -> Overdue:
    """How late a bill is; on its day it is not due yet, the day after it is one day late."""
    late = (today - due_on).days
    return next((bucket for bucket, most in _LAST_DAY_OF if late <= most), Overdue.OVER_90)


def later_than(due_on: date, days: int) -> date:
    """The first day on which a bill is more than so many days late."""
    return due_on + timedelta(days=days + 1)


def ageing(states: Iterable[BillState], today: date) -> Mapping[Overdue, int]:
    """What is open by how late it is; every bucket is there, and together they are what is open."""
    found = dict.fromkeys(Overdue, 0)
    for each in states:
        found[overdue_of(each.bill.due_on, today)] += each.open
    return found


def days_late(states: Iterable[BillState], today: date) -> int:
    """How late the oldest open bill is; 0 where none is."""
    return max((max(0, (today - each.bill.due_on).days) for each in states if each.open > 0), default=0)


class OpenSpan(NamedTuple):
    """What was open of a bill for some days. since: the first of them; until: the day from which on it was less, None where it still is."""

    bill: Bill
    since: date
    until: date | None
    amount: int


def course(laid: Ledger) -> tuple[OpenSpan, ...]:
    """What was open of each bill, bill by bill, from its first day to that of the ledger: on each day what a ledger by that day says."""
    taken: dict[int, dict[date, int]] = {each.bill.id: {} for each in laid.bills}
    for allocation in laid.allocations:
        own = taken[allocation.bill_id]
        own[allocation.on] = own.get(allocation.on, 0) + allocation.amount
    found = []
    for state in laid.bills:
        bill, less = state.bill, taken[state.bill.id]
        if state.written_off and bill.written_off_on is not None:
            lost_on = max(bill.written_off_on, bill.issued_on)
            less[lost_on] = less.get(lost_on, 0) + state.written_off
        since, rest = bill.issued_on, bill.amount - less.pop(bill.issued_on, 0)
        for day in sorted(less):
            found.append(OpenSpan(bill, since, day, rest))
            since, rest = day, rest - less[day]
        if rest > 0:
            found.append(OpenSpan(bill, since, None, rest))
    return tuple(found)


class Asked(NamedTuple):
    """An open bill in a reminder. step: at which it is itself; NONE: it is only listed."""

    bill_id: int
    open: int
    due_on: date
    step: Dunning


class Reminder(NamedTuple):
    """How an account is asked for what it owes. on: since when it is at this step; None at NONE. bills: all that are open, oldest first.

    next_on: the next day on which a bill of it comes to another step; None where all are at the last.
    """

    step: Dunning
    on: date | None
    bills: tuple[Asked, ...]
    next_on: date | None


def step_days(due_on: date, policy: FleetsPolicy) -> tuple[tuple[date, Dunning], ...]:
    """From which day on a bill that is due on a day is at each step, in their order."""
    return (
        (due_on - timedelta(days=policy.remind_days), Dunning.REMIND),
        (due_on + timedelta(days=policy.dun_days), Dunning.DUN),
        (due_on + timedelta(days=policy.final_days), Dunning.FINAL),
    )


def dunning_of(due_on: date, policy: FleetsPolicy, today: date) -> Dunning:
    """At which step an open bill is."""
    return next((step for on, step in reversed(step_days(due_on, policy)) if on <= today), Dunning.NONE)


def reminder(states: Iterable[BillState], policy: FleetsPolicy, today: date) -> Reminder:
    """The one reminder of an account, at the highest step of its bills, listing all that are open (usual practice)."""
    listed = sorted((each for each in states if each.open > 0), key=lambda each: oldest_first(each.bill))
    bills = tuple(Asked(each.bill.id, each.open, each.bill.due_on, dunning_of(each.bill.due_on, policy, today)) for each in listed)
    order = list(Dunning)
    step = max((each.step for each in bills), key=order.index, default=Dunning.NONE)
    days = [day for each in bills for day in step_days(each.due_on, policy)]
    return Reminder(
        step,
        min((on for on, reached in days if reached is step and on <= today), default=None),
        bills,
        min((on for on, _step in days if on > today), default=None),
    )


class ToAsk(NamedTuple):
    """A reminder that is still to be made. step: of the account. due_on: of the bill it waits for; on: since when that is at its step."""

    step: Dunning
    due_on: date
    on: date


def reminder_to_make(states: Iterable[BillState], policy: FleetsPolicy, today: date, asked_on: date | None = None) -> ToAsk | None:
    """The one reminder of an account at its highest step that nobody has made yet; None where all is asked for, or nothing is at a step.

    asked_on: when the account was reminded last, of all that was open then. So a bill counts that came to its step after that day: first
    those at the highest step, then, though the account is asked at that step already, those that are past their day; not one whose day is
    still to come.
    """
    order = list(Dunning)
    reached = []
    for each in states:
        step = dunning_of(each.bill.due_on, policy, today) if each.open > 0 else Dunning.NONE
        if step is not Dunning.NONE:
            on = next(day for day, name in step_days(each.bill.due_on, policy) if name is step)
            reached.append((order.index(step), on, each.bill.due_on))
    if not reached:
        return None
    highest = max(reached)[0]
    waiting = [
        (-place, on, due_on)
        for place, on, due_on in reached
        if (asked_on is None or on > asked_on) and (place == highest or order[place] is not Dunning.REMIND)
    ]
    if not waiting:
        return None
    _place, on, due_on = min(waiting)
    return ToAsk(order[highest], due_on, on)


def days_sales_outstanding(receivables: int, revenue: int, policy: FleetsPolicy) -> Fraction | None:
    """For how many days of revenue the customers owe (应收账款周转天数). revenue: of the latest `sales_days`; None where there was none."""
    return Fraction(receivables * policy.sales_days, revenue) if revenue > 0 else None


class Line(NamedTuple):
    """A bill that was written off, with how much of it."""

    bill: Bill
    amount: int


class Statement(NamedTuple):
    """What happened to an account's balance in some days (对账单): opening + bills - payments - written off = closing, each net.

    bills: issued in these days. open_bills: those open at the end.
    """

    days: Period
    opening: Balance
    bills: tuple[Bill, ...]
    payments: tuple[Payment, ...]
    written_off: tuple[Line, ...]
    closing: Balance
    open_bills: tuple[BillState, ...]


def statement(bills: Sequence[Bill], payments: Sequence[Payment], days: Period) -> Statement:
    """The statement of a month or any other days, first and last included."""
    before, after = ledger(bills, payments, days.first - ONE_DAY), ledger(bills, payments, days.last)
    already = {each.bill.id: each.written_off for each in before.bills}
    lost = ((each.bill, each.written_off - already.get(each.bill.id, 0)) for each in after.bills)
    return Statement(
        days,
        before.balance,
        tuple(sorted((bill for bill in bills if bill.issued_on in days), key=attrgetter("issued_on", "id"))),
        tuple(sorted((each for each in payments if each.paid_on in days), key=attrgetter("paid_on", "id"))),
        tuple(Line(bill, amount) for bill, amount in lost if amount),
        after.balance,
        after.open_bills,
    )
