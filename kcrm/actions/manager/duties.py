"""What somebody has to do besides calls: tasks, measures, and checklists that are due."""

from __future__ import annotations

from datetime import date

from kcrm.actions.manager.checklists import due_lists
from kcrm.actions.manager.house import staff_here
from kcrm.actions.session import Session
from kcrm.model import Role, Staff
from kcrm.model.manager import Punctual, TaskFacts, TaskState
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.tasks import ToDo, to_do
from kcrm.rules.tasks import punctual


class Duty(NamedTuple):
    """Something to do, and how it stands by its day."""

    what: ToDo
    standing: Punctual


def duties_of(session: Session, member: Staff) -> tuple[ToDo, ...]:
    """What one person has to do, by its day; messages last. A checklist that is nobody's in particular is the manager's."""
    return _sorted([*to_do(session.connection, member.id, session.today), *_runs(session).get(member.id, ())])


def duties_of_everybody(session: Session) -> dict[Staff, tuple[Duty, ...]]:
    """The same of all who work here and have anything to do, with how each thing stands."""
    runs = _runs(session)
    found = {}
    for member in staff_here(session.connection, session.today).values():
        mine = _sorted([*to_do(session.connection, member.id, session.today), *runs.get(member.id, ())])
        if mine:
            found[member] = tuple(Duty(each, _standing(session, each)) for each in mine)
    return found


def _runs(session: Session) -> dict[int, list[ToDo]]:
    """The checklists that are due, by who goes through them; those of nobody, or of who has left, are every manager's."""
    here = staff_here(session.connection, session.today)
    managers = [member.id for member in here.values() if member.role is Role.CS_MANAGER]
    found: dict[int, list[ToDo]] = {}
    for own, day in due_lists(session):
        due = ToDo(identifier(Thing.CHECKLIST, own.first_item or 0), own.name, day)
        for number in [own.checker_id] if own.checker_id is not None and own.checker_id in here else managers:
            found.setdefault(number, []).append(due)
    return found


def _standing(session: Session, what: ToDo) -> Punctual:
    told = punctual(TaskFacts(TaskState.OPEN, what.due_on), session.today, session.policy.tasks.at_risk_days)
    assert told is not None
    return told


def _sorted(found: list[ToDo]) -> tuple[ToDo, ...]:
    return tuple(sorted(found, key=lambda each: (each.due_on or date.max, each.number)))
