"""The policy's sections of the workshop: the state's warranty duties, the bays. As in `policy_sections`, one for each table."""

from __future__ import annotations

from kcrm.named import NamedTuple


class WarrantyPolicy(NamedTuple):
    """Limits of the state's warranty duties, within so many years or km of delivery, whichever is first.

    repair_days: in the workshop for quality faults; same_fault: repairs of one; grave_repairs: of grave safety faults, which are those
    with one of grave_words in what the customer told. watched_percent, told_percent: of a limit, from which on a vehicle is watched, and
    the head of service is told.
    """

    years: int
    km: int
    repair_days: int
    same_fault: int
    grave_repairs: int
    grave_words: tuple[str, ...]
    watched_percent: int
    told_percent: int
