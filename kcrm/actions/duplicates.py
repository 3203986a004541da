"""Customers who may be entered twice: the candidates that share something, each pair judged by the rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kcrm.actions.session import Session
from kcrm.model.quality import Machine, Party, Sameness
from kcrm.named import NamedTuple
from kcrm.queries.duplicates import candidates, candidates_of, customers_after, phones_of_many
from kcrm.queries.merging import said_apart
from kcrm.queries.vehicle_duplicates import vehicle_candidates
from kcrm.rules.quality.duplicates import Verdict, compared
from kcrm.rules.quality.vehicle_duplicates import VehicleVerdict, compared_vehicles

_RANK = {each: place for place, each in enumerate(Sameness)}
_ONE_BY_ONE = 500  # by indexes; of more it is quicker to look through all there are
_LIKELY = frozenset({Sameness.CERTAIN, Sameness.PERHAPS})


class Duplicate(NamedTuple):
    """Two records and what is to be thought of them. one: who has the lower number."""

    one: Party
    other: Party
    verdict: Verdict


class Duplicates(NamedTuple):
    """found: most points first. made_up: phones that more customers have than could share one, and how many do."""

    found: list[Duplicate]
    made_up: list[tuple[str, int]]


def duplicates(session: Session, among: Collection[int] | None = None, *, families: bool = False) -> Duplicates:
    """Who may be entered twice, of these customers or of all. families: also those who only share a phone."""
    policy = session.policy.duplicates
    wanted = _LIKELY | {Sameness.FAMILY} if families else _LIKELY
    found = [pair for pair in _judged(session, among) if pair.verdict.sameness in wanted]
    found.sort(key=lambda pair: (_RANK[pair.verdict.sameness], -pair.verdict.points, pair.one.id, pair.other.id))
    return Duplicates(found, phones_of_many(session.connection, policy.shared_by))


class VehicleDuplicate(NamedTuple):
    """Two records and what is to be thought of them. one: which has the lower number."""

    one: Machine
    other: Machine
    verdict: VehicleVerdict


def vehicle_duplicates(session: Session, owners: Collection[int] | None = None) -> list[VehicleDuplicate]:
    """Which vehicles may be entered twice, most points first; of all, or of what is or was these customers'."""
    policy = session.policy.vehicle_duplicates
    pairs = (
        VehicleDuplicate(one, other, compared_vehicles(one, other, policy)) for one, other in vehicle_candidates(session.connection, owners)
    )
    found = [pair for pair in pairs if pair.verdict.sameness in _LIKELY]
    return sorted(found, key=lambda pair: (_RANK[pair.verdict.sameness], -pair.verdict.points, pair.one.id, pair.other.id))


def same_as(session: Session, customer_id: int) -> list[int]:
    """Who is certain to be the same customer as this one, by number."""
    policy = session.policy.duplicates
    pairs = _not_apart(session, candidates_of(session.connection, customer_id, policy.shared_by))
    return sorted(other.id for one, other in pairs if compared(one, other, policy).sameness is Sameness.CERTAIN)


def brought_twice(session: Session, last_id: int) -> int:
    """How many of the customers who came after the one of this id are certain to have been here before, or came twice."""
    brought = customers_after(session.connection, last_id)
    if len(brought) <= _ONE_BY_ONE:
        return sum(bool(same_as(session, number)) for number in brought)
    certain = (pair for pair in _judged(session, brought) if pair.verdict.sameness is Sameness.CERTAIN)
    return len({number for pair in certain for number in (pair.one.id, pair.other.id) if number > last_id})


def _judged(session: Session, among: Collection[int] | None) -> Iterator[Duplicate]:
    policy = session.policy.duplicates
    for one, other in _not_apart(session, candidates(session.connection, policy.shared_by, among)):
        yield Duplicate(one, other, compared(one, other, policy))


def _not_apart(session: Session, pairs: Iterable[tuple[Party, Party]]) -> Iterator[tuple[Party, Party]]:
    """Without those of whom somebody said that they are two."""
    apart = said_apart(session.connection)
    return (pair for pair in pairs if tuple(sorted(each.id for each in pair)) not in apart)
