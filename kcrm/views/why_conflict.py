"""The story that `why` tells of a conflict: what both said, what the rule made of it, and what has become of it since."""

from __future__ import annotations

from collections.abc import Iterator

from kcrm.actions.why_conflict import ExplainedConflict
from kcrm.i18n import N_, _
from kcrm.model.quality import ConflictState, Opened
from kcrm.queries.changes import Change
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.evidence import CONFLICT, conflict_row, how_to_decide
from kcrm.views.labels import label_of
from kcrm.views.records import single

_BECAUSE = Column("because", N_("Why"), Cell.ENUM, labels=Opened)
_CHANGES = (
    Column("operation", N_("Operation"), Cell.IDENTIFIER),
    Column("at", N_("At"), Cell.INSTANT),
    Column("state", N_("State"), Cell.ENUM, labels=ConflictState, audience=Audience.MACHINES),
    Column("taken", N_("New one stands"), Cell.FLAG, audience=Audience.MACHINES),
    Column("what", N_("What happened"), audience=Audience.PEOPLE),
    Column("staff", N_("Who"), audience=Audience.MACHINES),
    Column("system_user", N_("System user"), audience=Audience.MACHINES),
    Column("who", N_("Who"), priority=1, audience=Audience.PEOPLE),
    Column("command", N_("Command"), priority=2),
)


def why_conflict(why: ExplainedConflict) -> View:
    """One conflict with why it is one, and each operation that had to do with it."""
    found = why.conflict
    parts = {"changes": View(_("What happened to it"), _CHANGES, list(_changes(why)))}
    notes = how_to_decide([found]) if found.state is ConflictState.OPEN else ()
    return single(_("Why"), (*CONFLICT, _BECAUSE), (*conflict_row(found), why.because), parts)._replace(notes=notes)


def _changes(why: ExplainedConflict) -> Iterator[tuple[object, ...]]:
    """Of each change what the conflict was after it."""
    state, taken = ConflictState.OPEN, why.taken_then
    for change in why.changes:
        after = {column.name: column.after for column in change.columns}
        state, taken = ConflictState(str(after.get("state", state))), bool(after.get("taken", taken))
        who = change.staff or change.system_user
        what = _what(change, state, taken=taken)
        yield (f"O{change.operation}", change.at, state, taken, what, change.staff, change.system_user, who, change.command)


def _what(change: Change, state: ConflictState, *, taken: bool) -> str:
    moved = {column.name: (column.before, column.after) for column in change.columns}
    stands = _("the new one stands") if taken else _("the old one stands")
    if change.action == "insert":
        return _("opened; {stands}").format(stands=stands)
    if "state" in moved:
        return _("opened again") if state is ConflictState.OPEN else label_of(state)
    if "taken" in moved:
        return _("said again; {stands}").format(stands=stands)
    for thing in (Thing.CUSTOMER, Thing.VEHICLE):
        if (numbers := moved.get(f"{thing.value}_id")) is not None:
            one, other = (identifier(thing, int(number or 0)) for number in numbers)
            return _("{one} is {other} now").format(one=one, other=other)
    return _("changed")
