"""Whom the post-service call reaches (Customer-care department plan).

All private-car, key, overhaul, accident and complaint customers; of the others a sample, repeatable by order number, so that planning again
draws the same orders (share: usual practice).
"""

from __future__ import annotations

from hashlib import sha256

from kcrm.model import ClosedOrder, CustomerFacts, Use
from kcrm.policy_sections import CoveragePolicy


def in_sample(order_no: str, percent: int) -> bool:
    """Whether an order is drawn; whoever is drawn at one share is drawn at every larger one."""
    return int.from_bytes(sha256(order_no.encode()).digest()[:8]) % 100 < percent


def is_covered(order: ClosedOrder, use: Use | None, facts: CustomerFacts, coverage: CoveragePolicy) -> bool:
    """Whether an order brings a call. A vehicle of unknown use counts as private.

    The class counts from the day it was given: nobody is called months later because they have become a key customer meanwhile.
    """
    return (
        (use or Use.PRIVATE) in coverage.whole_uses
        or order.overhaul
        or order.accident
        or facts.had_complaint
        or (facts.customer_class in coverage.whole_classes and (facts.key_since_on is None or order.closed_on >= facts.key_since_on))
        or in_sample(order.order_no, coverage.sample_percent)
    )
