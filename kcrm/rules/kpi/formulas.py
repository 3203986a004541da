"""What a KPI's value is made of, from what was counted. One that is not plainly numerator ÷ denominator has a function of its own here.

Formulas that a document only names are usual practice. Numbers become yuan and hours exactly, as fractions.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kcrm.dates import Period
from kcrm.kpis import KPIS, Definition, Unit
from kcrm.model.kpi import Counted
from kcrm.named import NamedTuple
from kcrm.rules.kpi.values import KpiValue, kpi_value

_HUNDREDTHS = frozenset({Unit.YUAN, Unit.HOURS, Unit.DAYS, Unit.MINUTES})
"""Units that are counted in hundredths: fen, hundredths of an hour, a day or a minute."""
_HUNDRED = 100
_TENTHS = 10


class Parts(NamedTuple):
    """Numerator, denominator and cases of a value, in its units."""

    numerator: Fraction | None
    denominator: Fraction | None
    cases: int | None = None


def value_of(key: str, period: Period, counted: Counted) -> KpiValue:
    """A KPI's value of a period."""
    of = KPIS[key]
    parts = FORMULAS.get(key, _as_counted)(of, counted)
    return kpi_value(key, period, parts.numerator, parts.denominator, parts.cases)


def staff_turnover(of: Definition, counted: Counted) -> Parts:
    """Over the mean of the staff at the beginning and at the end, as textbooks of personnel management have it: each end is a half."""
    parts = _as_counted(of, counted)
    return parts._replace(denominator=None if parts.denominator is None else parts.denominator / 2)


def file_share(of: Definition, counted: Counted) -> Parts:
    """No value as long as nobody is judged so; that is what the cases say."""
    parts = _as_counted(of, counted)
    return Parts(parts.numerator if parts.cases else None, parts.denominator)


def median(of: Definition, counted: Counted) -> Parts:
    """No value where there is nothing of which one could be in the middle."""
    parts = _as_counted(of, counted)
    return parts._replace(numerator=parts.numerator if parts.cases else None)


def use_score(of: Definition, counted: Counted) -> Parts:
    """Scores are kept in tenths of a point."""
    parts = _as_counted(of, counted)
    return parts._replace(numerator=None if parts.numerator is None else parts.numerator / _TENTHS)


def _as_counted(of: Definition, counted: Counted) -> Parts:
    return Parts(in_unit(counted.numerator, of.numerator_unit), in_unit(counted.denominator, of.denominator_unit), counted.cases)


def in_unit(number: int | None, unit: Unit) -> Fraction | None:
    """What was counted in fen or hundredths of an hour, a day or a minute as yuan, hours, days and minutes; else as it is."""
    return None if number is None else Fraction(number, _HUNDRED if unit in _HUNDREDTHS else 1)


FORMULAS: dict[str, Callable[[Definition, Counted], Parts]] = {
    "staff_turnover": staff_turnover,
    "ordinary_file_share": file_share,
    "loyal_file_share": file_share,
    "days_to_order": median,
    "rescue_minutes": median,
    "use_score": use_score,
}
