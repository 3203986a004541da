"""Why a step of a prospect is not taken, and what can be done instead."""

from __future__ import annotations

from datetime import date

from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_, _
from kcrm.model import Ownership, Staff, Vehicle
from kcrm.model.prospects import Prospect, ProspectLevel, ProspectStep, Stage
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.prospects.stages import allowed_steps

VERB = {
    ProspectStep.CONTACTED: "contact",
    ProspectStep.VISITED: "contact --by visit",
    ProspectStep.TEST_DRIVE: "drive",
    ProspectStep.QUOTED: "quote",
    ProspectStep.ORDERED: "order",
    ProspectStep.ORDER_CANCELLED: "cancel-order",
    ProspectStep.DELIVERED: "deliver",
    ProspectStep.LOST: "lose",
    ProspectStep.LOSS_CONFIRMED: "confirm",
    ProspectStep.LOSS_CHECKED: "check",
    ProspectStep.INVALID: "invalid",
    ProspectStep.REOPENED: "reopen",
    ProspectStep.REASSIGNED: "assign",
    ProspectStep.LEVEL_CHANGED: "edit",
}
"""The verb of `kcrm prospect` that takes each step."""


def not_allowed(prospect: Prospect, step: ProspectStep) -> RefusedError:
    """The stage does not permit it; what it permits is named."""
    may = [VERB[each] for each in allowed_steps(prospect.stage) if each in VERB]
    message = N_("{number} {name} is {stage}: “{step}” is not possible. Possible: {may}.")
    if not may:
        message = N_("{number} {name} is {stage}: “{step}” is not possible, nor any other step.")
    return RefusedError(
        message,
        hint=N_("To see its history: kcrm prospect show {number}"),
        number=identifier(Thing.PROSPECT, prospect.id),
        name=prospect.customer,
        stage=prospect.stage,
        step=step,
        may=", ".join(may),
    )


def open_already(prospect: Prospect) -> RefusedError:
    """The phone is that of somebody whose buying intention is open: whose it is."""
    return RefusedError(
        N_("{phone} is the phone of {number} {name}, which is open; it belongs to {consultant}."),
        hint=N_("To record a contact: kcrm prospect contact {number}"),
        phone=prospect.phone or "",
        number=identifier(Thing.PROSPECT, prospect.id),
        name=prospect.customer,
        consultant=whose(prospect),
    )


def whose(prospect: Prospect) -> str:
    """The consultant, by number and name."""
    return f"{prospect.consultant_no} {prospect.consultant}" if prospect.consultant is not None else _("nobody yet")


def no_vehicle(prospect: Prospect) -> RefusedError:
    """A delivery is one of a vehicle."""
    return RefusedError(
        N_("{number} {name}: which vehicle was delivered? They own none that was delivered since {day}."),
        hint=N_("kcrm prospect deliver {number} --vin VIN"),
        number=identifier(Thing.PROSPECT, prospect.id),
        name=prospect.customer,
        day=prospect.registered_on,
    )


def somebody_elses(prospect: Prospect, vehicle: Vehicle, owner: Ownership) -> RefusedError:
    """A vehicle that was delivered to somebody else, whose it still is."""
    return RefusedError(
        N_("{vehicle} {plate} was delivered on {day} to {owner} {name}, whose it is: it cannot be delivered to {customer}."),
        hint=N_("If it is theirs now: kcrm vehicle transfer {vehicle} {to}"),
        vehicle=identifier(Thing.VEHICLE, vehicle.id),
        plate=vehicle.plate or vehicle.vin,
        day=vehicle.delivered_on,
        owner=identifier(Thing.CUSTOMER, owner.customer_id),
        name=owner.customer,
        customer=prospect.customer,
        to=identifier(Thing.CUSTOMER, prospect.customer_id),
    )


def delivered_already(prospect: Prospect, vehicle: Vehicle, by: Prospect) -> RefusedError:
    """One vehicle is one delivery of a customer's."""
    return RefusedError(
        N_("{number} {name}: {vehicle} {plate} was delivered to them as {other} already."),
        hint=N_("kcrm prospect deliver {number} --vin VIN"),
        number=identifier(Thing.PROSPECT, prospect.id),
        name=prospect.customer,
        vehicle=identifier(Thing.VEHICLE, vehicle.id),
        plate=vehicle.plate or vehicle.vin,
        other=identifier(Thing.PROSPECT, by.id),
    )


def below_the_day(level: ProspectLevel, by_day: ProspectLevel, intended_on: date) -> RefusedError:
    """A level set by hand is never lower than what the intended day says."""
    return RefusedError(
        N_("--level {level}: they mean to buy on {day}, which is {by_day}. Change the day to lower the level."),
        hint=N_("kcrm prospect edit L7 --intended DATE"),
        level=level,
        by_day=by_day,
        day=intended_on,
    )


def beyond_the_limit(percent: int, most: int, approver: Staff | None) -> RefusedError:
    """A discount that somebody else has to approve. approver: who did, and may not."""
    message = N_("A discount of {percent} % needs approval: up to {most} % a consultant may give alone.")
    if approver is not None:
        message = N_("A discount of {percent} % is not approved by {approver}: beyond {most} % only the sales manager may.")
    return RefusedError(
        message,
        hint=N_("Add --approved-by with the sales manager's number."),
        approver="" if approver is None else f"{approver.employee_no} {approver.name}",
        percent=percent,
        most=most,
    )


def before_it_began(prospect: Prospect) -> RefusedError:
    """A step that was taken before there was anything to take it for."""
    return RefusedError(
        N_("--at: {number} {name} was registered on {day}; nothing of it was before."),
        number=identifier(Thing.PROSPECT, prospect.id),
        name=prospect.customer,
        day=prospect.registered_on,
    )


def confirmed_already(prospect: Prospect) -> RefusedError:
    """The sales manager has judged this loss."""
    return RefusedError(
        N_("The loss of {number} {name} is confirmed already."),
        hint=N_("To take it up again: kcrm prospect reopen {number}"),
        number=identifier(Thing.PROSPECT, prospect.id),
        name=prospect.customer,
    )


def their_own_loss(prospect: Prospect) -> RefusedError:
    """Who lost a prospect does not check why."""
    return RefusedError(
        N_("{number} {name} is a prospect of {consultant}: a loss is checked by somebody else."),
        hint=N_("Say who acts: --as EMPLOYEE_NO; to list them: kcrm staff list --role cs_specialist"),
        number=identifier(Thing.PROSPECT, prospect.id),
        name=prospect.customer,
        consultant=whose(prospect),
    )


def gone_by(option: str, intended_on: date) -> UsageError:
    """The day on which they mean to buy is still to come. option: by which name it was asked for."""
    return UsageError(N_("{option}: {value} is past."), option=option, value=intended_on)


def no_such_stage(stage: Stage) -> RefusedError:
    """A file cannot bring this stage."""
    return RefusedError(N_("cannot become {stage} again by a file; kcrm prospect reopen does it"), stage=stage)
