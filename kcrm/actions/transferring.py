"""A vehicle changes hands."""

from __future__ import annotations

import sqlite3
from datetime import date

from kcrm.actions.cards import VehicleCard, vehicle_card
from kcrm.actions.evidence import Judgement, Telling
from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model import Ownership, Vehicle
from kcrm.model.quality import KnownFrom
from kcrm.queries import lookup, vehicles
from kcrm.queries.lookup import Thing
from kcrm.queries.records import row_by_id, save
from kcrm.queries.register import Register
from kcrm.records import SheetKind, noun_of


def transfer(session: Session, vehicle_id: int, customer_id: int, on: date | None, *, dry_run: bool = False) -> VehicleCard:
    """Make this customer the vehicle's owner from that day on, today where None; what was planned for the old owner is cancelled with it.

    A vehicle that has no owner yet gets its first one, who owns it from the beginning unless a day is given. One that was sold to somebody
    unknown is cared for again, as its owner is known now.
    Raises RefusedError for a scrapped vehicle, for a day in the future or before the present owner's own, and where that customer owns it
    already.
    """
    with session.write(dry_run=dry_run) as planner:
        day = _checked_day(session, vehicle_id, customer_id, on)
        _note_owner(session, planner.connection, vehicle_id, customer_id)
        vehicles.hand_over(planner.connection, vehicle_id, customer_id, day)
        save(planner.connection, "vehicle", row_by_id(planner.connection, noun_of(SheetKind.VEHICLES), vehicle_id), {"sold_on": None})
        planner.plan_changed()
        return vehicle_card(session, vehicle_id)


def _note_owner(session: Session, connection: sqlite3.Connection, vehicle_id: int, customer_id: int) -> None:
    """Whoever transfers a vehicle says whose it is, which decides what was open about it."""
    owners = vehicles.owners_of(connection, vehicle_id)
    telling = Telling(KnownFrom.CUSTOMER, session.today, decides=True, by=session.actor.id if session.actor is not None else None)
    row = row_by_id(connection, noun_of(SheetKind.VEHICLES), vehicle_id)
    before = lookup.identifier(Thing.CUSTOMER, owners[-1].customer_id) if owners else None
    Judgement(Register(connection), "vehicle", telling, {}).owner(row, before, lookup.identifier(Thing.CUSTOMER, customer_id))


def _checked_day(session: Session, vehicle_id: int, customer_id: int, on: date | None) -> date | None:
    """The new owner's first day, None for a first owner who had it from the beginning; what cannot be is refused."""
    vehicle = vehicles.vehicle_by_id(session.connection, vehicle_id)
    if vehicle.scrapped_on is not None:
        raise RefusedError(
            N_("{vehicle} was scrapped on {day}."),
            hint=N_('If it was not: kcrm vehicle edit {vehicle} --scrapped-on ""'),
            vehicle=lookup.identifier(Thing.VEHICLE, vehicle_id),
            day=vehicle.scrapped_on,
        )
    owners = vehicles.owners_of(session.connection, vehicle_id)
    present = owners[-1] if owners else None
    day = on if present is None else on or session.today
    if day is not None:
        _check_day(day, _first_possible(vehicle, present), session.today)
    if present is not None and present.customer_id == customer_id:
        raise RefusedError(
            N_("{vehicle} already belongs to {customer}."),
            hint=N_("To see its owners: kcrm vehicle show {vehicle}"),
            vehicle=lookup.identifier(Thing.VEHICLE, vehicle_id),
            customer=present.customer,
        )
    return day


def _first_possible(vehicle: Vehicle, present: Ownership | None) -> date | None:
    """The first day on which the vehicle could have gone on to another: its owner's first, or that of its delivery."""
    return present.from_on or vehicle.delivered_on if present is not None else None


def _check_day(on: date, first: date | None, today: date) -> None:
    if first is not None and on < first:
        raise RefusedError(
            N_("The present owner did not have the vehicle on {day}. Choose a day from {first} to {today}."),
            day=on,
            first=first,
            today=today,
        )
    if on > today:
        raise RefusedError(N_("{day} is in the future. Choose a day up to {today}."), day=on, today=today)
