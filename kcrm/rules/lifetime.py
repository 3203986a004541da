"""What a customer may be worth over the years, in two ways.

Evaluating customers and prospects names the ways, by expected events and by churn; the formulas are usual practice. Results are whole fen,
half a fen rounded up; reckoned in fractions until then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from kcrm.policy_sections import LifetimePolicy

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may bring in money. probability: 0 to 1; margin_fen: what would be earned by it; years: from today, whole ones."""

    probability: Fraction
    margin_fen: Fraction
    years: int


def margin_of(amount_fen: Fraction, policy: LifetimePolicy) -> Fraction:
    """What is earned by an amount paid."""
    return amount_fen * policy.margin_percent / _PERCENT


def worth_of(event: Event, policy: LifetimePolicy) -> Fraction:
    """Probability × margin, discounted for each year."""
    return event.probability * event.margin_fen / (1 + Fraction(policy.discount_percent, _PERCENT)) ** event.years


def by_events(events: Iterable[Event], policy: LifetimePolicy) -> int:
    """Σ probability × margin, each year discounted."""
    return _whole(sum((worth_of(event, policy) for event in events), Fraction(0)))


def by_churn(yearly_margin_fen: Fraction, churn: Fraction | None) -> int | None:
    """Yearly margin ÷ yearly churn; no value where churn is unknown, or where nobody leaves: it would have no end."""
    return _whole(yearly_margin_fen / churn) if churn else None


def yearly_visits(yearly_margin_fen: Fraction, retention: Fraction | None, policy: LifetimePolicy) -> list[Event]:
    """The custom of the years ahead as events: that of each year if the customer is retained so often. None to expect where unknown."""
    if retention is None:
        return []
    return [Event(retention**year, yearly_margin_fen, year) for year in range(1, policy.years + 1)]


def _whole(fen: Fraction) -> int:
    return (fen + Fraction(1, 2)).__floor__()
