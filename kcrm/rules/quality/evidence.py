"""What a fact is worth, by four tests: representative, reliable, not contradicted, not too old (the source documents on customer files)."""

from __future__ import annotations

from datetime import date
from typing import Final

from kcrm.model.quality import Ageing, KnownFrom, Said, Trust
from kcrm.policy_sections import EvidencePolicy
from kcrm.rules.calendar import months_after
from kcrm.rules.quality.fillers import fillers, representative


def trust(said: Said, ages: Ageing | None, policy: EvidencePolicy, today: date, *, contradicted: bool = False) -> Trust:
    """The verdict on a value that there is. contradicted: somebody said otherwise, and nobody has decided.

    The worst that holds: contradicted, stale (the last day of its months is still good), doubtful (a filler, or known from a list only).
    Of a day that is not known nobody can say that it is too long ago.
    """
    if contradicted:
        return Trust.CONTRADICTED
    if ages is not None and said.on is not None and today > months_after(said.on, months_of(ages, policy)):
        return Trust.STALE
    if not representative(said.value, fillers(policy)) or (said.source is KnownFrom.LIST and not said.verified):
        return Trust.DOUBTFUL
    return Trust.GOOD


def months_of(ages: Ageing, policy: EvidencePolicy) -> int:
    """For how many months a fact of this kind is good."""
    months: int = getattr(policy, _MONTHS[ages])
    return months


_MONTHS: Final = {
    Ageing.PHONE: "phone_months",
    Ageing.ADDRESS: "address_months",
    Ageing.CONSENT: "consent_months",
    Ageing.MILEAGE: "mileage_months",
}
