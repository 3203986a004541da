"""What the figures of a period give each person, by the table of the policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fractions import Fraction

from kcrm.actions.kpi.figures import figures
from kcrm.actions.kpi.tables import PERSON_TABLE
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.kpis import Direction
from kcrm.model import Staff
from kcrm.named import NamedTuple
from kcrm.policy_values import Pay
from kcrm.queries.staff import all_staff
from kcrm.rules.appraisal import Gives, gives
from kcrm.rules.kpi import Figure, KpiValue


class Line(NamedTuple):
    """What one figure gives a person. cases: how many stand behind it, None where that is not known."""

    person: Staff
    figure: Figure
    cases: Fraction | None
    gives: Gives


class Sheet(NamedTuple):
    """What a period gives: a line for each person and figure, by employee number. is_over: the period."""

    period: Period
    lines: Sequence[Line]
    is_over: bool


def appraisal(session: Session, period: Period, person_id: int | None = None) -> Sheet:
    """The sheet of a period, or one person's. Raises RefusedError where the policy names no figure, or one that people have not."""
    policy = session.policy.appraisal
    check_figures(policy.rows)
    table: defaultdict[str, list[Pay]] = defaultdict(list)
    for row in policy.rows:
        table[row.figure].append(row)
    if not table:
        raise RefusedError(
            N_("No figure gives anything."), hint=N_("As in: kcrm policy set appraisal.rows calls_on_time/95=5p,bookings/each=2.50y")
        )
    people = {member.employee_no: member for member in all_staff(session.connection) if person_id in {None, member.id}}
    lines = []
    for one in figures(session, PERSON_TABLE, period, keys=tuple(table)):
        member = people.get(one.scope.id or "")
        if member is not None:
            cases = _cases(one.value)
            less = one.value.definition.direction is Direction.LESS
            given = gives(one.value.value, cases, table[one.key], policy.least_cases, less_is_better=less)
            lines.append(Line(member, one, cases, given))
    lines.sort(key=lambda line: (line.person.employee_no, line.figure.key))
    return Sheet(period, lines, period.last < session.today)


def check_figures(rows: Iterable[Pay]) -> None:
    """Raises RefusedError, with near names, for a row of the table that names a figure which people have not."""
    for row in rows:
        if row.figure not in PERSON_TABLE.keys:
            raise RefusedError(
                N_("{row}: that is no figure of people."),
                hint=N_("Which there are: kcrm kpi person -o json; kcrm kpi list"),
                near=get_close_matches(row.figure, PERSON_TABLE.keys),
                row=row.text,
            )


def _cases(value: KpiValue) -> Fraction | None:
    """How many cases stand behind a value: as it tells them, else what it was divided by, else what it counts."""
    if value.cases is not None:
        return Fraction(value.cases)
    return value.denominator if value.definition.denominator is not None else value.numerator
