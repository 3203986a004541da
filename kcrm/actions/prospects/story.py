"""A prospect with its history, as it is shown."""

from __future__ import annotations

from kcrm.actions.selecting import shown
from kcrm.actions.session import Session
from kcrm.model.prospects import ProspectEvent
from kcrm.named import NamedTuple
from kcrm.queries.prospects import events_of
from kcrm.queries.records import Shown
from kcrm.queries.staff import all_staff
from kcrm.records import SheetKind


class ProspectStory(NamedTuple):
    """row: the record as lists show it. staff: names by id. short_drive_km: under which a test drive is short."""

    row: Shown
    events: list[ProspectEvent]
    staff: dict[int, str]
    short_drive_km: int


def prospect_story(session: Session, number: int) -> ProspectStory:
    """The prospect of this number, with every step since it was registered."""
    staff = {member.id: f"{member.employee_no} {member.name}" for member in all_staff(session.connection)}
    events = events_of(session.connection, number)
    return ProspectStory(shown(session, SheetKind.PROSPECTS, number), events, staff, session.policy.prospects.short_drive_km)
