"""What the workshop's bays can take in, and when a vehicle could come next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kcrm.actions.workhours import calendar_of
from kcrm.queries import appointments as queries
from kcrm.rules import appointments as rules
from kcrm.rules.worktime import ONE_DAY

if TYPE_CHECKING:
    from kcrm.actions.session import Session
    from kcrm.model import Team
    from kcrm.policy import Policy
    from kcrm.rules.worktime import WorkCalendar


def terms_of(policy: Policy) -> rules.Terms:
    """What appointments are judged by."""
    own = policy.workshop
    return rules.Terms(own.call_minutes, own.free_minutes, own.slot_minutes, own.search_days)


def bays_of(team: Team, policy: Policy, calendar: WorkCalendar) -> rules.Bays:
    """What a team can take in, at the hours of this calendar."""
    return rules.Bays(team, policy.workshop.bays[team], calendar)


def free_times(session: Session, vehicle_id: int, team: Team, minutes: int | None, since: datetime) -> tuple[datetime, ...]:
    """The next times from an instant on at which a vehicle could come, in the store's time."""
    policy, calendar = session.policy, calendar_of(session)
    asked = rules.Asked(vehicle_id, since, minutes or policy.workshop.usual_minutes)
    until = since + timedelta(days=policy.workshop.search_days + 1)
    booked = queries.held_between(session.connection, since - ONE_DAY, until)
    found = rules.free_slots(asked, bays_of(team, policy, calendar), booked, terms_of(policy), session.now)
    return tuple(each.astimezone(policy.zone) for each in found)
