"""Why two values contradict each other, what the rule made of it, and what has become of it since."""

from __future__ import annotations

from kcrm.actions.session import Session
from kcrm.model.quality import Opened, Said
from kcrm.named import NamedTuple
from kcrm.queries.changes import Change, changes_of
from kcrm.queries.evidence import Conflict, conflict_by_id
from kcrm.rules.quality.resolving import opened


class ExplainedConflict(NamedTuple):
    """because: why it was opened. taken_then: whether the new value was taken then. changes: oldest first, as far as they are kept."""

    conflict: Conflict
    because: Opened
    taken_then: bool
    changes: tuple[Change, ...]


def explain_conflict(session: Session, number: int) -> ExplainedConflict:
    """Everything that is known about one conflict, which exists."""
    found = conflict_by_id(session.connection, number)
    changes = tuple(changes_of(session.connection, "conflict", number))
    taken = next((bool(column.before) for change in changes for column in change.columns if column.name == "taken"), found.taken)
    old, new = Said(found.old_value or None, found.old_source, found.old_on), Said(found.new_value, found.new_source, found.new_on)
    because = Opened.PLATE if found.other_id is not None else opened(old, new, taken=taken)
    return ExplainedConflict(found, because, taken, changes)
