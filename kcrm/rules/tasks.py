"""To whom a task goes, and whether it is done in time (Customer-service manager CRM training manual 2012; how soon is soon is practice)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kcrm.model.manager import TASKS_TO_DO, Punctual, TaskFacts
from kcrm.named import NamedTuple


class Colleague(NamedTuple):
    """Somebody who works here. department: None where it is not known. heads: whether they head it; all: the whole house.

    answers_for: the departments that they were made the head of, with all that belong to these.
    """

    id: int
    department: str | None = None
    heads: bool = False
    heads_all: bool = False
    answers_for: frozenset[str] = frozenset()

    @property
    def leads(self) -> bool:
        """Whether they are anybody's head."""
        return self.heads or self.heads_all or bool(self.answers_for)


def heads_by_post(house: Iterable[Colleague]) -> dict[str, int]:
    """By department who has a head's post in it, the first of several."""
    found: dict[str, int] = {}
    for each in house:
        if each.heads and each.department is not None:
            found.setdefault(each.department, each.id)
    return found


class Way(NamedTuple):
    """Who gets a task first; meant_for: who is to do it in the end, None where that is the same."""

    receiver_id: int
    meant_for: int | None = None


def way_of(giver: Colleague | None, wanted: Colleague, head_id: int | None, *, decided: bool = False) -> Way:
    """Straight to whoever is wanted, or first to the head of their department, who hands it on.

    Straight within a department, to a head, from whoever leads the house, and where departments are not known. To another department, and
    what was decided in a meeting, to its head. head_id: of the department of whoever is wanted, None where it has none.
    """
    if head_id is None or wanted.id == head_id or wanted.heads or wanted.heads_all:
        return Way(wanted.id)
    if giver is not None and (giver.id in {head_id, wanted.id} or wanted.department in giver.answers_for):
        return Way(wanted.id)
    if decided:
        return Way(head_id, wanted.id)
    if giver is None or giver.heads_all or None in {giver.department, wanted.department} or giver.department == wanted.department:
        return Way(wanted.id)
    return Way(head_id, wanted.id)


def may_hand_on(actor: Colleague, receiver_id: int) -> bool:
    """Whoever has the task hands it on, where others are set tasks by them: a head, or who leads the house."""
    return actor.heads_all or (actor.id == receiver_id and actor.leads)


def punctual(task: TaskFacts, today: date, at_risk_days: int) -> Punctual | None:
    """How a task stands by its day, which is still in time; None of one that was cancelled.

    at_risk_days: so many days before, and on the day itself, it is due soon. One that is done is on time or late for good.
    """
    if task.due_on is None:
        return Punctual.UNDATED if task.state in TASKS_TO_DO or task.done_on is not None else None
    if task.done_on is not None:
        return Punctual.ON_TIME if task.done_on <= task.due_on else Punctual.LATE
    if task.state not in TASKS_TO_DO:
        return None
    if task.due_on < today:
        return Punctual.LATE
    return Punctual.AT_RISK if task.due_on - today <= timedelta(days=at_risk_days) else Punctual.ON_TIME
