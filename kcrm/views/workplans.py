"""A work plan of a month: each line with its aim, what was reached, and how far that is."""

from __future__ import annotations

from kcrm.actions.manager.workplans import PlanLine, WorkPlan
from kcrm.i18n import N_, _
from kcrm.model.manager import PlanKind
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Cell, Column, Shape, View

_PLAN = (
    Column("person_no", N_("Employee no."), Cell.IDENTIFIER),
    Column("person", N_("Member of staff")),
    Column("month", N_("Month")),
    Column("due_on", N_("To hand in by"), Cell.DATE),
    Column("in_time", N_("Handed in in time"), Cell.FLAG),
    Column("approved", N_("Approved"), Cell.FLAG),
)
_LINES = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("Kind"), Cell.ENUM, 2, labels=PlanKind),
    Column("kpi", N_("Figure"), Cell.IDENTIFIER, 1),
    Column("what", N_("What"), personal=Personal.NOTE),
    Column("aim", N_("Aim"), Cell.NUMBER),
    Column("actual", N_("Reached"), Cell.NUMBER),
    Column("reached", N_("In percent"), Cell.PERCENT),
    Column("comment", N_("Comment"), priority=3, personal=Personal.NOTE),
)


def workplan_view(plan: WorkPlan) -> View:
    """The plan and its lines. What a month that is not over has reached is said to be so far."""
    title = _("Work plan of {name}, {month}").format(name=plan.person.name, month=f"{plan.month:%Y-%m}")
    approved = all(line.approved_on is not None for line in plan.lines)
    row = (plan.person.employee_no, plan.person.name, f"{plan.month:%Y-%m}", plan.due_on, plan.in_time, approved)
    notes = () if plan.is_over else (_("The month is not over: what is reached is so far."),)
    lines = View(_("Lines"), _LINES, [_line(each) for each in plan.lines])
    return View(title, _PLAN, [row], shape=Shape.RECORD, notes=notes, parts={"lines": lines})


def _line(each: PlanLine) -> tuple[object, ...]:
    what = each.title or (_(each.kpi.name) if each.kpi is not None else None)
    return (
        identifier(Thing.WORKPLAN, each.id),
        PlanKind(each.kind),
        each.kpi.key if each.kpi is not None else None,
        what,
        each.aim,
        each.actual,
        None if each.reached is None else each.reached * 100,
        each.comment,
    )
