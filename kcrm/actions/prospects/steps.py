"""The steps of a prospect as commands take them, each one operation."""

from __future__ import annotations

from itertools import takewhile

from kcrm.actions.calls.report import CallReport
from kcrm.actions.calls.targets import Target
from kcrm.actions.calls.writing import record_call
from kcrm.actions.prospects import refusals
from kcrm.actions.prospects.loop import MANAGERS, ProspectDesk
from kcrm.actions.prospects.story import ProspectStory, prospect_story
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model import By, Outcome
from kcrm.model.prospects import InvalidReason, Moved, Prospect, ProspectEvent, ProspectStep
from kcrm.queries import followups
from kcrm.queries import prospects as queries
from kcrm.queries.staff import staff_by_id
from kcrm.records import SheetKind
from kcrm.rules.prospects.stages import allowed


def take_step(
    session: Session, number: int, step: ProspectEvent, *, vin: str | None = None, reopened: Moved | None = None, dry_run: bool = False
) -> ProspectStory:
    """Take a step; how the prospect stands after it.

    vin: of a vehicle delivered that is not known yet. reopened: why a loss that is judged by the step is none.

    Raises RefusedError where the stage or somebody's authority does not permit it, UsageError where what is said of it contradicts itself.
    """
    _check_said(step)
    with session.write(dry_run=dry_run) as planner:
        desk = ProspectDesk.of(session)
        _check_day(session, desk.prospect(number), step)
        if step.kind is ProspectStep.QUOTED:
            _check_discount(session, step)
        if step.kind in {ProspectStep.LOSS_CONFIRMED, ProspectStep.LOSS_CHECKED}:
            _check_loss(session, desk.prospect(number), step.kind)
        if vin is not None:
            step = step._replace(vehicle_id=desk.writer.keep(SheetKind.VEHICLES, {"vin": vin}).id)
        if reopened is not Moved.REJECTED:
            desk.take(number, step)
        if reopened is not None:
            note = step.note if reopened is Moved.REJECTED else None
            desk.take(number, ProspectEvent(ProspectStep.REOPENED, step.at, reason=reopened, note=note))
        if step.kind is ProspectStep.LOST and session.actor is not None and session.actor.role in MANAGERS:
            desk.take(number, ProspectEvent(ProspectStep.LOSS_CONFIRMED, step.at))
        planner.plan_changed()
        return prospect_story(session, number)


def contact(session: Session, number: int, step: ProspectEvent, *, dry_run: bool = False) -> ProspectStory:
    """They were talked to: a call, message or chat is a call of the customer's like any other; a visit is one to the showroom.

    Raises RefusedError where the stage does not permit it.
    """
    if step.by is By.VISIT:
        return take_step(session, number, step._replace(kind=ProspectStep.VISITED), dry_run=dry_run)
    with session.write(dry_run=dry_run) as planner:
        prospect = queries.prospect_by_id(session.connection, number)
        if not allowed(prospect.stage, step.kind):
            raise refusals.not_allowed(prospect, step.kind)
        _check_day(session, prospect, step)
        items = tuple(
            followups.followup_by_id(session.connection, each)
            for each in queries.calls_settled_by_contact(session.connection, prospect, session.today)
        )
        report = CallReport(
            outcome=Outcome.ANSWERED,
            by=step.by or By.PHONE,
            note=step.note,
            called_at=step.at if step.at != session.now else None,
            steps=(step._replace(prospect_id=number),),
        )
        record_call(session, planner, Target(prospect.customer_id, items), report)
        planner.plan_changed()
        return prospect_story(session, number)


def _check_discount(session: Session, step: ProspectEvent) -> None:
    if step.list_price_fen is None or step.price_fen is None or not step.list_price_fen:
        return
    if step.price_fen > step.list_price_fen:
        raise UsageError(N_("--price is more than --list-price."))
    percent = -(-(step.list_price_fen - step.price_fen) * 100 // step.list_price_fen)
    approver = staff_by_id(session.connection, step.approver_id) if step.approver_id is not None else session.actor
    if percent > session.policy.prospects.discount_percent and (approver is None or approver.role not in MANAGERS):
        given = approver if step.approver_id is not None else None
        raise refusals.beyond_the_limit(percent, session.policy.prospects.discount_percent, given)


def _check_day(session: Session, prospect: Prospect, step: ProspectEvent) -> None:
    """Nothing happens to a buying intention before the day of its registration: its calls would count from days gone by."""
    if step.at.astimezone(session.policy.zone).date() < prospect.registered_on:
        raise refusals.before_it_began(prospect)


def _check_said(step: ProspectEvent) -> None:
    """What does not go together."""
    if step.declined and (step.km is not None or step.licence_seen or step.agreement_signed):
        raise UsageError(N_("--declined: who did not want to drive has no --km, --licence or --agreement."))
    if step.again_on is not None and step.reason == InvalidReason.UNREACHABLE:
        raise UsageError(N_("--again goes with not_now only: who cannot be reached named no day."))


def _check_loss(session: Session, prospect: Prospect, step: ProspectStep) -> None:
    """Who may judge a loss, and whether there is one to judge."""
    if step is ProspectStep.LOSS_CHECKED:
        if session.is_own(prospect.consultant_id):
            raise refusals.their_own_loss(prospect)
        return
    if session.actor is None or session.actor.role not in MANAGERS:
        raise RefusedError(
            N_("A loss is confirmed by the sales manager."),
            hint=N_("Say who acts: --as EMPLOYEE_NO; to list them: kcrm staff list --role sales_manager"),
        )
    if not allowed(prospect.stage, ProspectStep.LOSS_CONFIRMED):
        raise refusals.not_allowed(prospect, ProspectStep.LOSS_CONFIRMED)
    kinds = [event.kind for event in queries.events_of(session.connection, prospect.id)]
    if ProspectStep.LOSS_CONFIRMED in takewhile(lambda kind: kind is not ProspectStep.LOST, reversed(kinds)):
        raise refusals.confirmed_already(prospect)
