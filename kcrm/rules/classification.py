"""What a customer is worth, and who comes first.

Evaluating customers and prospects: the expected value is EV = CB + Σ AV·P, present business and what may yet come, each by its
probability; of the customers ranked by it the first 15 % are A. The document does not spell out its symbols: that CB is what was paid in
the last 12 months, and that the next 20 % are B, is usual practice. Amounts are exact: money in fen, probabilities in basis points, values
in their product (`e4`, ten-thousandths of a fen).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kcrm.model import CustomerClass, MovePart
from kcrm.policy_sections import ClassificationPolicy
from kcrm.rules.calendar import months_after

E4 = 10_000
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Chance:
    """An opportunity as its value needs it. probability_bp: in hundredths of a percent."""

    amount_fen: int
    probability_bp: int

    @property
    def value_e4(self) -> int:
        """Its share of the expected value, in ten-thousandths of a fen."""
        return self.amount_fen * self.probability_bp


@dataclass(frozen=True, slots=True)
class Worth:
    """One customer as the ranking sees them. paid_fen: ever; last_visit_on: None for never."""

    customer_id: int
    customer_no: str | None
    ev_e4: int
    last_visit_on: date | None
    paid_fen: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A customer at their place. rank: 1 for the first."""

    worth: Worth
    rank: int
    customer_class: CustomerClass


@dataclass(frozen=True, slots=True)
class CutOffs:
    """The last rank of A, and of B."""

    last_a: int
    last_b: int


@dataclass(frozen=True, slots=True)
class Spend:
    """What is more than usual, as twice the value, since a median may lie between two: visits, and fen paid."""

    visits_x2: int
    paid_x2: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a move is told from."""

    customer_class: CustomerClass
    ev_e4: int
    cb_fen: int
    last_visit_on: date | None
    paid_fen: int


def expected_value(cb_fen: int, chances: Iterable[Chance]) -> int:
    """EV in ten-thousandths of a fen (Evaluating customers and prospects)."""
    return cb_fen * E4 + sum(chance.value_e4 for chance in chances)


def business_after(on: date, months: int) -> date:
    """The day after which orders must have been closed to count as present business: the same date so many months earlier."""
    return months_after(on, -months)


def counts_on(opened_on: date, expected_on: date | None, ended_on: date | None, on: date) -> bool:
    """Whether an opportunity counts on a day: neither won or lost by then, nor past the day it was expected on."""
    return opened_on <= on and (ended_on is None or ended_on > on) and (expected_on is None or expected_on >= on)


def cut_offs(customers: int, policy: ClassificationPolicy) -> CutOffs:
    """How far A and B reach among so many customers, rounded up: 20 give 3 and 7."""
    return CutOffs(_share(customers, policy.a_percent), _share(customers, policy.a_percent + policy.b_percent))


def _share(customers: int, percent: int) -> int:
    return -(-customers * percent // _PERCENT)


def class_of(rank: int, ev_e4: int, limits: CutOffs) -> CustomerClass:
    """By rank; whoever is worth nothing is C."""
    if ev_e4 <= 0 or rank > limits.last_b:
        return CustomerClass.C
    return CustomerClass.A if rank <= limits.last_a else CustomerClass.B


def ranked(worths: Iterable[Worth]) -> list[Worth]:
    """From most to least worth; equals by latest visit, amount paid ever, customer number (none last), then id: a total order."""
    return sorted(
        worths,
        key=lambda worth: (
            -worth.ev_e4,
            -(worth.last_visit_on or date.min).toordinal(),
            -worth.paid_fen,
            worth.customer_no is None,
            worth.customer_no or "",
            worth.customer_id,
        ),
    )


def classify(worths: Iterable[Worth], policy: ClassificationPolicy) -> list[Placed]:
    """Everybody at their place, first to last."""
    order = ranked(worths)
    limits = cut_offs(len(order), policy)
    return [Placed(worth, rank, class_of(rank, worth.ev_e4, limits)) for rank, worth in enumerate(order, 1)]


def moved_by(before: Standing, after: Standing, *, same_policy: bool) -> MovePart:
    """Which part of the standing brought about a change of class: the larger of what changed that way.

    Equal values are ranked by visit and amount, so these can move somebody too. A change the other way moved nobody: then it was the
    others, or the percentages.
    """
    rose = after.customer_class < before.customer_class
    way = 1 if rose else -1
    cb = way * (after.cb_fen - before.cb_fen) * E4
    av_p = way * (after.ev_e4 - before.ev_e4) - cb
    if cb + av_p > 0:
        return MovePart.CB if cb >= av_p else MovePart.AV_P
    if after.ev_e4 == before.ev_e4:
        visit = (after.last_visit_on or date.min).toordinal() - (before.last_visit_on or date.min).toordinal()
        if way * visit > 0:
            return MovePart.LAST_VISIT
        if visit == 0 and way * (after.paid_fen - before.paid_fen) > 0:
            return MovePart.PAID
    return MovePart.OTHERS if same_policy else MovePart.POLICY


def spend_limits(medians: Spend | None, policy: ClassificationPolicy) -> Spend | None:
    """More than what is many visits and a high spend: the medians of active customers, or fixed numbers by policy.

    None where nobody is active: then there is nothing to compare with.
    """
    return medians if policy.by_median else Spend(2 * policy.many_visits, 2 * policy.high_spend * _PERCENT)


def medians_of(active: Sequence[tuple[int, int]]) -> Spend | None:
    """The medians of visits, and of fen paid, of so many active customers; None where there is nobody."""
    if not active:
        return None
    return Spend(_median_x2([visits for visits, _ in active]), _median_x2([paid for _, paid in active]))


def _median_x2(values: Sequence[int]) -> int:
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]


def spend_class(visits: int, paid_fen: int, limits: Spend) -> CustomerClass:
    """Principles and methods of customer relationship management: A many visits and a high spend; B one of the two; C neither."""
    above = (2 * visits > limits.visits_x2) + (2 * paid_fen > limits.paid_x2)
    return (CustomerClass.C, CustomerClass.B, CustomerClass.A)[above]
