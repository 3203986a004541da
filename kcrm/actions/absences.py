"""Somebody is away, or hands everything over."""

from __future__ import annotations

from dataclasses import dataclass

from kcrm.actions.followups import check_employed
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import RefusedError
from kcrm.i18n import N_, _
from kcrm.model import Action, AssignedBy, Role, Staff
from kcrm.queries import absences, customers, followups
from kcrm.queries.absences import Absence
from kcrm.queries.followups import Event
from kcrm.records.cells import said


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What somebody handed over to whom: so many open follow-ups, so many customers."""

    old: Staff
    new: Staff
    followups: int
    customers: int


def add_absence(session: Session, who: Staff, days: Period, cover: Staff | None, *, dry_run: bool = False) -> Absence:
    """Somebody is away on these days; the cover, or else colleagues in the role, make their calls.

    Raises RefusedError where the days are gone by, somebody has left, is away already, or the cover is not there on every day.
    """
    if days.last < session.today:
        raise RefusedError(N_("{first} to {last} has gone by."), first=days.first, last=days.last)
    check_employed(who, days.first)
    if cover is not None:
        if cover.id == who.id:
            raise RefusedError(N_("{number} {name} cannot cover for themselves."), number=who.employee_no, name=who.name)
        check_employed(cover, days.last)
    with session.write(dry_run=dry_run) as planner:
        for member in (who,) if cover is None else (who, cover):
            known = next(iter(absences.absences_in(planner.connection, member.id, days.first, days.last)), None)
            if known is not None:
                raise RefusedError(
                    N_("{number} {name} is away from {first} to {last} already."),
                    hint=N_("To see who is away: kcrm staff absences"),
                    number=known.staff_no,
                    name=known.staff,
                    first=known.from_on,
                    last=known.until_on,
                )
        number = absences.add_absence(planner.connection, who.id, days.first, days.last, cover.id if cover else None)
        return absences.absence_by_id(planner.connection, number)


def hand_over(session: Session, old: Staff, new: Staff, reason: str | None = None, *, dry_run: bool = False) -> HandedOver:
    """Everything open that is one's duty becomes another's, and a specialist's customers too.

    Raises RefusedError where the other is the same, has another post, or has left.
    """
    if old.id == new.id:
        raise RefusedError(N_("{number} {name} cannot hand over to themselves."), number=old.employee_no, name=old.name)
    if old.role is not new.role:
        raise RefusedError(
            N_("{old} is {old_role}, {new} is {new_role}: a handover is to somebody in the same post."),
            hint=N_("To give away single follow-ups: kcrm followup assign F103 {number} --reason TEXT"),
            old=old.name,
            old_role=old.role,
            new=new.name,
            new_role=new.role,
            number=new.employee_no,
        )
    check_employed(new, session.today)
    why = said(reason) or _("handover from {old} to {new}").format(old=old.name, new=new.name)
    actor_id = session.actor.id if session.actor else None
    with session.write(dry_run=dry_run) as planner:
        moved = customers.change_specialist(planner.connection, old.id, new.id) if old.role is Role.CS_SPECIALIST else 0
        items = followups.open_of_assignee(planner.connection, old.id)
        for number, assigned_by in items:
            kept = AssignedBy.SPECIALIST if assigned_by is AssignedBy.SPECIALIST else AssignedBy.BY_HAND
            followups.change(planner.connection, number, assignee_id=new.id, assigned_by=kept)
            followups.note(planner.connection, Event(number, session.now, actor_id, Action.ASSIGNED, why, assignee_id=new.id))
    return HandedOver(old, new, len(items), moved)
