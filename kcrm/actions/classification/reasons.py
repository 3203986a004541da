"""Why a customer stands where they do: their orders, opportunities, rank, and what they may be worth over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kcrm.actions.classification.run import spend_of
from kcrm.actions.kpi.tables import bounds
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import NotFoundError
from kcrm.i18n import N_
from kcrm.model import CustomerClass, Lifecycle, Use
from kcrm.policy import Policy, PolicyEntry
from kcrm.queries import classification, customers, standings, vehicles
from kcrm.queries.desk import policy_of_version
from kcrm.queries.kpi.counting import counted
from kcrm.queries.kpi.shape import Part
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.opportunities import Opportunity, counting
from kcrm.queries.standings import PresentOrder, Ranked
from kcrm.rules.classification import Chance, Spend, business_after, expected_value, spend_class
from kcrm.rules.lifecycle import Retention
from kcrm.rules.lifetime import Event, by_churn, by_events, margin_of, worth_of, yearly_visits

_RETURN = "return_rate"
_DAYS_A_YEAR = 365
_WHOLE_BP = 10_000
_RESTS_ON = ("classification.", "lifetime.", "visits.", "kpi.return_months")
_GONE = frozenset({Lifecycle.SOLD, Lifecycle.SCRAPPED})


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Two estimates, in fen. by_churn_fen: None where the churn of vehicles of this use is unknown or zero.

    gone: the last vehicle was sold or scrapped, so that nothing is to be expected of service: only opportunities count by events, and there
    is no value by churn.
    yearly_margin_fen: what is earned by the customer in an average year, of what they paid ever in so many days since first_on; less than
    a year counts as one. steps: the events that add up, those of opportunities first, each with its worth today.
    """

    by_events_fen: int
    by_churn_fen: int | None
    yearly_margin_fen: int
    gone: bool
    use: Use | None
    retention: Retention
    first_on: date
    days: int
    steps: Sequence[tuple[Event, Fraction]]


@dataclass(frozen=True, slots=True)
class Reasons:
    """A standing and what it is made of.

    run_on: the day by which it was judged. of: how many are ranked. cut_off_e4: the least value in the customer's class; next_class: the
    better one, to_next_e4: how much value parts them from the least in it. stale: the facts have changed since the run. after: the day
    after which business is present. last_a, last_b: how far those classes reach. spend: what is many visits and a high spend. entries: the
    values of the policy version that the run judged by.
    """

    standing: Ranked
    run_on: date
    of: int
    orders: Sequence[PresentOrder]
    opportunities: Sequence[Opportunity]
    cut_off_e4: int
    next_class: CustomerClass | None
    to_next_e4: int | None
    visits_spend: CustomerClass | None
    lifetime: Lifetime
    stale: bool
    after: date
    last_a: int
    last_b: int
    spend: Spend | None
    policy_version_id: int
    entries: Sequence[PolicyEntry]


def reasons_of(session: Session, customer_id: int) -> Reasons:
    """Why a customer stands where they do. Raises NotFoundError where nobody, or not this customer, was classified."""
    connection = session.connection
    latest = classification.latest_run(connection)
    standing = standings.ranked_customer(connection, customer_id) if latest is not None else None
    if latest is None or standing is None:
        raise _not_classified(session, customer_id, never=latest is None)
    policy = Policy.from_snapshot(policy_of_version(connection, latest.policy_version_id))
    after = business_after(latest.run_on, policy.classification.business_months)
    orders = standings.present_business(connection, customer_id, after=after, on=latest.run_on, types=policy.classification.types)
    chances = counting(connection, customer_id, latest.run_on)
    sums = {each.customer_class: each for each in standings.summary(connection)}
    better = [each for each in sums if each < standing.customer_class]
    next_class = max(better, default=None)
    spend = spend_of(latest, policy)
    present_e4 = expected_value(sum(order.paid_fen for order in orders), (Chance(each.amount_fen, each.probability_bp) for each in chances))
    return Reasons(
        standing=standing,
        run_on=latest.run_on,
        of=sum(each.customers for each in sums.values()),
        orders=orders,
        opportunities=chances,
        cut_off_e4=sums[standing.customer_class].least_e4,
        next_class=next_class,
        to_next_e4=sums[next_class].least_e4 - standing.ev_e4 if next_class is not None else None,
        visits_spend=spend_class(standing.visits, standing.cb_fen, spend) if spend is not None else None,
        lifetime=_lifetime(session, standing, chances, latest.run_on, policy),
        stale=present_e4 != standing.ev_e4,
        after=after,
        last_a=latest.last_a,
        last_b=latest.last_b,
        spend=spend,
        policy_version_id=latest.policy_version_id,
        entries=[entry for entry in policy.entries() if entry.key.startswith(_RESTS_ON)],
    )


def retention_of(session: Session, on: date) -> dict[Use | None, Retention]:
    """By use of the vehicle, None for unknown, the return rate of the time that ends on a day."""
    by_use = counted(session.connection, (_RETURN,), bounds(session, [Period(on, on)]), Part.USE)[0]
    found = {use: each[_RETURN] for use, each in by_use.items() if each[_RETURN].denominator}
    order = sorted(found, key=lambda use: (use is None, str(use)))
    return {None if use is None else Use(str(use)): Retention(found[use].numerator or 0, found[use].denominator or 0) for use in order}


def _lifetime(session: Session, standing: Ranked, chances: Sequence[Opportunity], on: date, policy: Policy) -> Lifetime:
    """By the churn of vehicles used as the customer's first is; a customer of less than a year counts as one of a year."""
    owned = vehicles.vehicles_of(session.connection, standing.id)
    use = owned[0].use if owned else None
    retention = retention_of(session, on).get(use, Retention(0, 0))
    first = standings.first_seen(session.connection, standing.id) or on
    days = max((on - first).days, _DAYS_A_YEAR)
    yearly = margin_of(Fraction(standing.paid_fen * _DAYS_A_YEAR, days), policy.lifetime)
    gone = standing.lifecycle in _GONE
    events = [_event(each, on, policy) for each in chances]
    if not gone:
        events += yearly_visits(yearly, retention.rate, policy.lifetime)
    return Lifetime(
        by_events_fen=by_events(events, policy.lifetime),
        by_churn_fen=by_churn(yearly, retention.churn) if not gone else None,
        yearly_margin_fen=round(yearly),
        gone=gone,
        use=use,
        retention=retention,
        first_on=first,
        days=days,
        steps=[(event, worth_of(event, policy.lifetime)) for event in events],
    )


def _event(chance: Opportunity, on: date, policy: Policy) -> Event:
    years = max(0, (chance.expected_on - on).days // _DAYS_A_YEAR) if chance.expected_on is not None else 0
    return Event(Fraction(chance.probability_bp, _WHOLE_BP), margin_of(Fraction(chance.amount_fen), policy.lifetime), years)


def _not_classified(session: Session, customer_id: int, *, never: bool) -> NotFoundError:
    if never:
        return NotFoundError(N_("No customer has been classified yet."), hint=N_("To do it: kcrm classify run"))
    customer = customers.customer_by_id(session.connection, customer_id)
    return NotFoundError(
        N_("{customer} {name} is not classified: no vehicle and no order, or new since the last run."),
        hint=N_("To reclassify: kcrm classify run"),
        customer=identifier(Thing.CUSTOMER, customer_id),
        name=customer.name,
    )
