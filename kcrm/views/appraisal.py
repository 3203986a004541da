"""What the figures of a period give each person: the sums, or the lines that make them."""

from __future__ import annotations

from collections import defaultdict

from kcrm.actions.manager.appraisals import Line, Sheet
from kcrm.i18n import N_, _
from kcrm.model import Role
from kcrm.model.appraisals import Earned
from kcrm.views import Audience, Cell, Column, Measured, View

_WHO = (
    Column("person_no", N_("Employee no."), Cell.IDENTIFIER),
    Column("person", N_("Member of staff")),
    Column("role", N_("Post"), Cell.ENUM, 3, labels=Role),
)
_SUM = (
    *_WHO,
    Column("figures", N_("Figures"), Cell.COUNT, 2),
    Column("given", N_("Of them give something"), Cell.COUNT, 2),
    Column("points", N_("Points"), Cell.COUNT),
    Column("amount", N_("Amount"), Cell.MONEY),
)
_LINES = (
    *_WHO,
    Column("kpi", N_("Figure"), Cell.IDENTIFIER),
    Column("name", N_("What"), priority=2, audience=Audience.PEOPLE),
    Column("value", N_("Value"), Cell.MEASURE),
    Column("cases", N_("Cases counted"), Cell.COUNT, 1),
    Column("why", N_("Why"), Cell.ENUM, labels=Earned),
    Column("row", N_("By which row"), Cell.IDENTIFIER, 1),
    Column("points", N_("Points"), Cell.COUNT),
    Column("amount", N_("Amount"), Cell.MONEY),
)


def sheet_view(sheet: Sheet, *, explained: bool) -> View:
    """The sums of each person, or what each figure gives and why."""
    title = _("Appraisal {first} to {last}").format(first=sheet.period.first, last=sheet.period.last)
    empty = _("Nobody has one of the figures: kcrm policy show appraisal.rows")
    notes = [] if sheet.is_over else [_("The period is not over: this is so far.")]
    if explained:
        if sheet.lines:
            notes.append(_("The rows behind a figure: kcrm kpi rows FIGURE --period PERIOD"))
        return View(title, _LINES, [_line(each) for each in sheet.lines], notes=tuple(notes), empty=empty)
    by_person: defaultdict[str, list[Line]] = defaultdict(list)
    for each in sheet.lines:
        by_person[each.person.employee_no].append(each)
    rows = [
        (
            own[0].person.employee_no,
            own[0].person.name,
            own[0].person.role,
            len(own),
            sum(each.gives.why is Earned.GIVEN for each in own),
            sum(each.gives.points for each in own),
            sum(each.gives.fen for each in own),
        )
        for own in by_person.values()
    ]
    return View(title, _SUM, rows, notes=tuple(notes), empty=empty)


def _line(each: Line) -> tuple[object, ...]:
    value = each.figure.value
    return (
        each.person.employee_no,
        each.person.name,
        each.person.role,
        value.key,
        _(value.definition.name),
        None if value.value is None else Measured(value.value, value.unit),
        None if each.cases is None else int(each.cases),
        each.gives.why,
        each.gives.text,
        each.gives.points,
        each.gives.fen,
    )
