"""What a KPI's definition says: its unit, which way is better, what it is made of, which document asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MANUAL = "Customer-service manager CRM training manual 2012"
CARE = "Customer-care department plan"
EVALUATION = "Evaluating customers and prospects"
USUAL = "usual practice"
"""Titles of documents, as the policy names them; their msgids are marked there."""


class Unit(StrEnum):
    """What a value is counted in; a percent is a number 0-100."""

    COUNT = "count"
    PERCENT = "percent"
    YUAN = "yuan"
    HOURS = "hours"
    DAYS = "days"
    RATIO = "ratio"


class Direction(StrEnum):
    """Which way is better; of some figures neither."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


class Group(StrEnum):
    """What a KPI is about."""

    SERVICE = "service"
    WORKSHOP = "workshop"
    CUSTOMERS = "customers"
    STAFF = "staff"
    CALLS = "calls"
    COMPLAINTS = "complaints"
    SATISFACTION = "satisfaction"
    PROSPECTS = "prospects"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Definition:
    """One KPI. name, formula, numerator, denominator, source, note: msgids; denominator None where nothing is divided.

    parts: in what numerator and denominator are counted where something is divided; else the numerator is the value.
    of_today: the facts have no history, so that the value is today's whatever the period is.
    note: what else a reader must know to believe the number, such as whose it is by team and person; None where the formula says it all.
    """

    key: str
    name: str
    formula: str
    unit: Unit
    numerator: str
    denominator: str | None
    direction: Direction
    source: str
    group: Group
    note: str | None = None
    parts: tuple[Unit, Unit] = (Unit.COUNT, Unit.COUNT)
    of_today: bool = False

    @property
    def numerator_unit(self) -> Unit:
        return self.unit if self.denominator is None else self.parts[0]

    @property
    def denominator_unit(self) -> Unit:
        return self.parts[1]
