"""What is aimed at: the dealership's own targets beside those of the policy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.kpis import KPIS, Definition, Unit, definition
from kcrm.patterns import pattern
from kcrm.queries.kpi import months
from kcrm.rules.kpi.targets import target_of

_NUMBER = pattern(r"(-?)(\d{1,12})(?:\.(\d{1,4}))?[%％]?", re.ASCII)
_DEFAULT = "default"
_MOST_PERCENT = 1000
_MOST_RATIO = 10  # the best rating of what was least expected, and the highest score


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a KPI; own: set here, not by the policy. value: None where there is none."""

    definition: Definition
    value: Fraction | None
    own: bool


def all_targets(session: Session) -> list[Target]:
    """Every KPI that has a target, in the order of the definitions."""
    found = (target_of_kpi(session, key) for key in KPIS)
    return [target for target in found if target.value is not None]


def set_target(session: Session, key: str, text: str, *, dry_run: bool = False) -> Target:
    """Give a KPI a target; `default` lets the policy's hold again. Closed months keep theirs.

    Raises NotFoundError for an unknown KPI, UsageError for what is no number or no possible one.
    """
    wanted = definition(key)
    value = None if text.strip().lower() == _DEFAULT else _value(wanted, text)
    with session.write(dry_run=dry_run):
        if value is None:
            months.drop_target(session.connection, wanted.key)
        else:
            months.set_target(session.connection, wanted.key, value)
        return target_of_kpi(session, wanted.key)


def target_of_kpi(session: Session, key: str) -> Target:
    """The target that holds for a KPI."""
    own = months.targets(session.connection)
    return Target(KPIS[key], target_of(key, own, session.policy.kpi), key in own)


def _value(wanted: Definition, text: str) -> Fraction:
    cleaned = text.strip().replace(",", "").replace("，", "")
    match = _NUMBER.fullmatch(cleaned)
    if match is None or (cleaned.endswith(("%", "％")) and wanted.unit is not Unit.PERCENT):
        raise UsageError(
            N_("The target “{value}” of {key} is not a number. Write 85 for 85 %, 0.95 for a ratio, or default."),
            value=text,
            key=wanted.key,
        )
    value = Fraction(Decimal(cleaned.rstrip("%％")))
    if value < 0 and wanted.unit is not Unit.YUAN:
        raise UsageError(N_("The target of {key} cannot be less than 0, as {value} is."), value=text, key=wanted.key)
    if wanted.unit is Unit.PERCENT and value > _MOST_PERCENT:
        raise UsageError(
            N_("The target of {key} is a percentage and cannot be more than {most}, as {value} is."),
            value=text,
            key=wanted.key,
            most=_MOST_PERCENT,
        )
    if wanted.unit is Unit.RATIO and value > _MOST_RATIO:
        raise UsageError(
            N_("The target of {key} is a ratio and cannot be more than {most}, as {value} is. For 85 % write 0.85."),
            value=text,
            key=wanted.key,
            most=_MOST_RATIO,
        )
    return value
