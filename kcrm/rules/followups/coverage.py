"""Whom the post-service call reaches (Customer-care department plan).

All private-car, key, overhaul, accident and complaint customers; of the others a sample, repeatable by order number, so that planning again
draws the same orders (share: usual practice). What makes a customer or a vehicle covered counts from the day it is known: nobody is called
about what was closed before, but about the order that a complaint is about.
"""

from __future__ import annotations

from collections.abc import Iterator

from kcrm.enums import StrEnum
from kcrm.model import ClosedOrder, CustomerFacts, KnownComplaint, Use, VehicleFacts
from kcrm.named import NamedTuple
from kcrm.policy_sections import CoveragePolicy


class Covers(StrEnum):
    """By which rule an order brings a call, the first that holds."""

    USE = "use"  # of the vehicle
    OVERHAUL = "overhaul"
    ACCIDENT = "accident"
    COMPLAINT = "complaint"  # of a customer who had complained before
    COMPLAINED_OF = "complained_of"  # this very order is
    CLASS = "class"
    SAMPLE = "sample"


class Coverage(NamedTuple):
    """Why an order brings a call. found: the use, the class, the complaint's number, the number drawn; None where the rule says all.

    complaint: that the order is complained of, which may have become known after its call would have been due.
    """

    rule: Covers
    found: str | None = None
    complaint: KnownComplaint | None = None

    def __str__(self) -> str:
        return self.rule if self.found is None else f"{self.rule}={self.found}"


def drawn(order_no: str) -> int:
    """The number from 0 to 99 that an order draws, always the same: the first 8 bytes of its number's SHA-256, modulo 100."""
    from hashlib import sha256  # noqa: PLC0415 - slow to load, and read commands explain dates without it

    return int.from_bytes(sha256(order_no.encode()).digest()[:8]) % 100


def in_sample(order_no: str, percent: int) -> bool:
    """Whether an order is drawn; whoever is drawn at one share is drawn at every larger one."""
    return drawn(order_no) < percent


def coverage_of(order: ClosedOrder, vehicle: VehicleFacts, facts: CustomerFacts, coverage: CoveragePolicy) -> Coverage | None:
    """Why an order brings a call, None where it brings none. A vehicle of unknown use counts as private."""
    return next(_rules(order, vehicle, facts, coverage), None)


def _rules(order: ClosedOrder, vehicle: VehicleFacts, facts: CustomerFacts, coverage: CoveragePolicy) -> Iterator[Coverage]:
    """Every rule that covers the order, in the order of `Covers`."""
    use = vehicle.use or Use.PRIVATE
    if use in coverage.whole_uses and (vehicle.use_since_on is None or order.closed_on >= vehicle.use_since_on):
        yield Coverage(Covers.USE, use)
    if order.overhaul:
        yield Coverage(Covers.OVERHAUL)
    if order.accident:
        yield Coverage(Covers.ACCIDENT)
    for each in facts.complaints:
        if order.closed_on >= each.known_on:
            yield Coverage(Covers.COMPLAINT, f"K{each.id}")
    for each in facts.complaints:
        if each.order_id == order.id:
            yield Coverage(Covers.COMPLAINED_OF, f"K{each.id}", each)
    if facts.customer_class in coverage.whole_classes and (facts.key_since_on is None or order.closed_on >= facts.key_since_on):
        yield Coverage(Covers.CLASS, facts.customer_class)
    number = drawn(order.order_no)
    if number < coverage.sample_percent:
        yield Coverage(Covers.SAMPLE, str(number))
