"""The steps of a sitting: what was written last, and taking it back."""

from __future__ import annotations

from kcrm.actions.session import Session
from kcrm.actions.undo import Undone, target_of, undo
from kcrm.db import written
from kcrm.named import NamedTuple
from kcrm.queries import operations
from kcrm.queries.calls import Brought
from kcrm.queries.steps import Step as About
from kcrm.queries.steps import steps

_FEW = 10  # changes of each kind that are shown


class Step(NamedTuple):
    """Something that was written in a sitting.

    operation: its number. customer_id: for whom; 0 where that is not known. brought: the records that a call brought.
    """

    operation: int
    customer_id: int
    brought: tuple[Brought, ...] = ()


class LastStep(NamedTuple):
    """What would be taken back. undone: what that would change. about: whom and what it was about, where that is one thing."""

    step: Step
    undone: Undone
    about: About | None


def just_written(session: Session, customer_id: int, brought: tuple[Brought, ...] = ()) -> Step | None:
    """The step that this process wrote last; None where it changed nothing."""
    number = written.get()
    return Step(number, customer_id, brought) if operations.operation(session.connection, number) is not None else None


def last_step(session: Session) -> Step:
    """The latest step of who acts, before this sitting. Raises RefusedError where there is none."""
    return Step(target_of(session, None).id, 0)


def take_back(session: Session, step: Step, *, dry_run: bool = False) -> Undone:
    """Reverse a step, or with dry_run find what that would change. Raises RefusedError where others have built on it."""
    return undo(session, target_of(session, step.operation), dry_run=dry_run, shown=_FEW)


def shown(session: Session, step: Step) -> LastStep:
    """That step, as it is shown before it is taken back. Raises as `take_back` does."""
    return LastStep(step, take_back(session, step, dry_run=True), steps(session.connection, [step.operation]).get(step.operation))
