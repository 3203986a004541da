"""Somebody is away, or hands everything over."""

from __future__ import annotations

from dataclasses import dataclass

from kcrm.actions.followups import check_employed
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import RefusedError
from kcrm.i18n import N_, _
from kcrm.model import Action, AssignedBy, Role, Staff
from kcrm.queries import absences, customers, followups, vehicles
from kcrm.queries.absences import Absence
from kcrm.queries.followups import Event
from kcrm.records.cells import said
from kcrm.rules.staff import has_left


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What somebody handed over to whom: so many open follow-ups, customers to look after, and vehicles to sell or serve."""

    old: Staff
    new: Staff
    followups: int
    customers: int
    vehicles: int


def add_absence(session: Session, who: Staff, days: Period, cover: Staff | None, *, dry_run: bool = False) -> Absence:
    """Somebody is away on these days; the cover, or else colleagues in the role, make their calls.

    Raises RefusedError where the days are gone by, somebody has left, is away already, or the cover is not there on every day.
    """
    if days.last < session.today:
        raise RefusedError(N_("{first} to {last} is past."), first=days.first, last=days.last)
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
                    N_("{number} {name} is already away from {first} to {last}."),
                    hint=N_("To see who is away: kcrm staff absences"),
                    number=known.staff_no,
                    name=known.staff,
                    first=known.from_on,
                    last=known.until_on,
                )
        number = absences.add_absence(planner.connection, who.id, days.first, days.last, cover.id if cover else None)
        return absences.absence_by_id(planner.connection, number)


def hand_over(session: Session, old: Staff, new: Staff, reason: str | None = None, *, dry_run: bool = False) -> HandedOver:
    """Everything open that is one's duty becomes another's, and so do a specialist's customers and the vehicles of a consultant or advisor.

    After somebody left, it takes what was theirs back from the colleagues among whom it was shared since.
    Raises RefusedError where the other is the same, has another post, or does not work here.
    """
    if old.id == new.id:
        raise RefusedError(N_("{number} {name} cannot hand over to themselves."), number=old.employee_no, name=old.name)
    if old.role is not new.role:
        raise RefusedError(
            N_("{old} is {old_role} and {new} is {new_role}: hand over to somebody in the same post."),
            hint=N_("To reassign single follow-ups: kcrm followup assign F103 {number} --reason TEXT"),
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
        connection = planner.connection
        looked_after = customers.change_specialist(connection, old.id, new.id) if old.role is Role.CS_SPECIALIST else []
        cared_for = vehicles.change_staff(connection, old.id, new.id)
        items = {
            number: step if step in {AssignedBy.SPECIALIST, AssignedBy.VEHICLE} else AssignedBy.BY_HAND
            for number, step in followups.open_of_assignee(connection, old.id)
        }
        if has_left(old, session.today):
            # renewals are the specialist's, too, where no renewal specialist has them
            duties = {old.role, Role.RENEWAL_SPECIALIST} if old.role is Role.CS_SPECIALIST else {old.role}
            kinds = [kind for kind, rule in planner.policy.followups.items() if rule.by in duties]
            step = AssignedBy.SPECIALIST if old.role is Role.CS_SPECIALIST else AssignedBy.VEHICLE
            items |= dict.fromkeys(followups.open_shared_out(connection, kinds, looked_after, cared_for), step)
        for number, step in items.items():
            followups.hand_to(connection, number, new.id, step, session.today)
            followups.note(connection, Event(number, session.now, actor_id, Action.ASSIGNED, why, assignee_id=new.id))
    return HandedOver(old, new, len(items), len(looked_after), len(cared_for))
