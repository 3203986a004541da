"""A meeting with its decisions, each of which is somebody's task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from kcrm.actions.edits import Entered, Entry, kept_within, values_of
from kcrm.actions.selecting import shown
from kcrm.actions.session import Session
from kcrm.named import NamedTuple
from kcrm.queries.records import Shown, listed_records
from kcrm.records import SheetKind, noun_of

Card = TypeVar("Card")


class MeetingCard(NamedTuple):
    """A meeting as its fields say, and the tasks that it decided."""

    facts: Shown
    tasks: Sequence[Shown]


def meeting_card(session: Session, number: int) -> MeetingCard:
    """The meeting of this number."""
    given = {**session.given, "meeting": number}
    tasks, _total = listed_records(session.connection, noun_of(SheetKind.TASKS), "task.meeting_id = :meeting", given, None)
    return MeetingCard(shown(session, SheetKind.MEETINGS, number), list(tasks))


def decide(
    session: Session, meeting_id: int, texts: Mapping[str, str], read: Callable[[Session, int], Card], *, dry_run: bool = False
) -> Entered[Card]:
    """A decision, which goes to the head of whoever is to do it. Raises as `kcrm.actions.edits.add` does."""
    entry = Entry(SheetKind.TASKS, texts, read, dry_run)
    values = {**values_of(session, entry), "meeting_id": meeting_id}
    with session.write(dry_run=dry_run) as planner:
        return kept_within(session, planner, entry, None, values)
