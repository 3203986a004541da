"""Somebody came to the showroom: a line of the register, and with a phone a prospect (展厅来店登记)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from kcrm.actions.edits import of_option
from kcrm.actions.prospects.loop import MANAGERS, SELLERS, ProspectDesk
from kcrm.actions.references import ColumnError
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.identifiers import load_pinyin
from kcrm.model.prospects import Prospect, ProspectEvent, ProspectSource, ProspectStep
from kcrm.named import NamedTuple
from kcrm.queries import prospects as queries
from kcrm.queries import visitors
from kcrm.queries.staff import staff_by_id
from kcrm.queries.visitors import NewVisitor, Visitor
from kcrm.rules.prospects.stages import allowed


class Came(NamedTuple):
    """A visit as it was told. met: when they were received: a moment, how long after they came, None for never.

    came_at: None for now, or so long ago that they are received now.
    again: None for as their record says. contact_left: where it is more than the phone says. model: which they look at.
    """

    name: str | None
    phone: str | None
    came_at: datetime | None
    met: datetime | timedelta | None
    staff_id: int | None
    party: int
    again: bool | None
    drive_offered: bool
    contact_left: bool
    model: str | None
    note: str | None


class Registered(NamedTuple):
    """A line of the register with the prospect that it is about. is_new: who has become one by it."""

    visitor: Visitor
    prospect: Prospect | None
    is_new: bool


def register_visitor(session: Session, came: Came, *, dry_run: bool = False) -> Registered:
    """Write the visit down; whoever left a phone is a prospect, and of one that is open it is a step.

    Raises RefusedError for times that contradict each other, UsageError for a phone that nobody has and no name, AmbiguousError where
    several customers have it.
    """
    came_at, met_at = _times(came, session.now.replace(microsecond=0))
    load_pinyin()
    with session.write(dry_run=dry_run) as planner:
        desk = ProspectDesk.of(session)
        staff_id = came.staff_id if came.staff_id is not None or session.actor is None else session.actor.id
        again, prospect, is_new = bool(came.again), None, False
        if came.phone is not None:
            same = _of_phone(desk, came)
            if came.again is None:
                again = any(visitors.was_here(session.connection, row["id"]) for row in same)
            number, is_new = _prospect(desk, came, came_at, staff_id)
            prospect = desk.prospect(number)
            staff_id = staff_id if staff_id is not None else prospect.consultant_id
        new = NewVisitor(
            came_at,
            came_at.astimezone(session.policy.zone).date(),
            met_at,
            staff_id,
            came.party,
            again,
            came.drive_offered,
            came.contact_left or prospect is not None,
            came.name if prospect is None else None,
            came.note,
            None if prospect is None else prospect.id,
        )
        stored = visitors.visitor_by_id(session.connection, visitors.add(session.connection, new))
        planner.plan_changed()
    return Registered(stored, prospect, is_new)


def _times(came: Came, now: datetime) -> tuple[datetime, datetime | None]:
    """When they came and when they were received. Raises RefusedError where these contradict each other."""
    if isinstance(came.met, timedelta):
        came_at = came.came_at or now - came.met
        met_at: datetime | None = came_at + came.met
    else:
        came_at, met_at = came.came_at or now, came.met
    if met_at is not None and not came_at <= met_at <= now:
        raise RefusedError(
            N_("They came at {came}: they cannot have been received at {met}."),
            came=f"{came_at.astimezone(now.tzinfo):%Y-%m-%d %H:%M}",
            met=f"{met_at.astimezone(now.tzinfo):%Y-%m-%d %H:%M}",
        )
    return came_at, met_at


def _of_phone(desk: ProspectDesk, came: Came) -> Sequence[sqlite3.Row]:
    """Whose phone it may be: of several the one of that name."""
    same = desk.writer.references.at_phone(came.phone or "", came.name)
    return [row for row in same if row["name"] == came.name] or same


def _prospect(desk: ProspectDesk, came: Came, came_at: datetime, staff_id: int | None) -> tuple[int, bool]:
    """The number of the prospect whose phone it is, and whether it is new."""
    same = _of_phone(desk, came)
    known = [each for row in same for each in queries.open_of_customer(desk.connection, row["id"])]
    if len(known) == 1:
        number = known[0].id
        if allowed(known[0].stage, ProspectStep.VISITED):
            desk.take(number, ProspectEvent(ProspectStep.VISITED, came_at, staff_id=staff_id))
        if came.model is not None:
            desk.correct(number, {"model": came.model})
        return number, False
    name = came.name or (same[0]["name"] if len(same) == 1 else None)
    if name is None:
        raise UsageError(
            N_("Nobody has the phone {phone} yet: give the name too."), hint=N_("kcrm visitor add NAME PHONE"), phone=came.phone
        )
    values: dict[str, object] = {"name": name, "phone": came.phone, "source": ProspectSource.WALK_IN, "model": came.model}
    seller = None if staff_id is None else staff_by_id(desk.connection, staff_id)
    if seller is not None and seller.role in {*SELLERS, *MANAGERS}:
        values["consultant"] = seller.id
    try:
        return desk.register({key: value for key, value in values.items() if value is not None}, at=came_at), True
    except ColumnError as error:
        raise of_option(error) from error
