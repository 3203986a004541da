"""Why a call cannot be logged, with who was there before, when, and what they said."""

from __future__ import annotations

from datetime import datetime

from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_, _
from kcrm.model import Action, FollowUp, State
from kcrm.queries import calls, customers, followups
from kcrm.queries.calls import Call
from kcrm.queries.lookup import Thing, identifier

_WHY = N_("To see what happened: kcrm why {number}")
_ADD = N_("To call anyway: kcrm followup add {customer_id} KIND DATE --reason TEXT")
_LOG = N_("To log a call about it: kcrm log {number} OUTCOME")
# by whether there was a call, and whether something is to come
_NOTHING = {
    (False, False): (N_("Nothing is due for {customer} today, and nothing is planned."), _ADD),
    (False, True): (N_("Nothing is due for {customer} today; next is {number}, {kind}, on {day}."), _LOG),
    (True, False): (
        N_("Nothing is due for {customer} today; the last call was {outcome}, logged by {staff}, {at}. Nothing is planned."),
        _ADD,
    ),
    (True, True): (
        N_(
            "Nothing is due for {customer} today; the last call was {outcome}, logged by {staff}, {at}. Next is {number}, {kind}, on {day}."
        ),
        _LOG,
    ),
}


def ended_already(session: Session, item: FollowUp) -> RefusedError:
    """A follow-up that is not open any more: who ended it, when, with what."""
    number, call = identifier(Thing.FOLLOWUP, item.id), calls.closing_call(session.connection, item.id)
    if item.state in {State.DONE, State.UNREACHABLE} and call is not None:
        return _called(session, N_("{number} is already {state}: {outcome}, logged by {staff}, {at}."), item, call)
    if item.state is State.SKIPPED:
        skipped = next(
            (event for event in reversed(followups.events_of(session.connection, item.id)) if event.action is Action.SKIPPED), None
        )
        if skipped is not None:
            return RefusedError(
                N_("{number} was skipped by {staff}, {at}: {reason}"),
                hint=_WHY,
                number=number,
                staff=_who(skipped.staff),
                at=_at(session, skipped.at),
                reason=skipped.reason,
            )
    at = _at(session, item.ended_at or item.opened_at)
    return RefusedError(N_("{number} has been {state} since {at}."), hint=_WHY, number=number, state=item.state, at=at)


def overtaken(session: Session, item: FollowUp) -> RefusedError:
    """A follow-up that somebody else called for, or put off, while this was being typed."""
    made = calls.calls_for(session.connection, item.id)
    if made:
        return _called(session, N_("{number} was called in the meantime: {outcome}, logged by {staff}, {at}."), item, made[-1])
    return RefusedError(
        N_("{number} was changed in the meantime; the call is now on {day}."),
        hint=_WHY,
        number=identifier(Thing.FOLLOWUP, item.id),
        day=item.call_on,
    )


def not_open_yet(session: Session, item: FollowUp) -> RefusedError:
    """A call that was before the follow-up fell open."""
    return RefusedError(
        N_("{number} was opened at {at}; an earlier call cannot be about it."),
        number=identifier(Thing.FOLLOWUP, item.id),
        at=_at(session, item.opened_at),
    )


def nothing_due(session: Session, customer_id: int) -> RefusedError:
    """A customer for whom nothing is to be done today: their last call, and what is next."""
    customer = customers.customer_by_id(session.connection, customer_id)
    coming = next(iter(followups.open_of_customer(session.connection, customer_id)), None)
    last = next(iter(calls.calls_of(session.connection, customer_id, 1)), None)
    message, hint = _NOTHING[last is not None, coming is not None]
    return RefusedError(
        message,
        hint=hint,
        customer=customer.name,
        customer_id=identifier(Thing.CUSTOMER, customer_id),
        number=identifier(Thing.FOLLOWUP, coming.id) if coming else "",
        kind=coming.kind if coming else "",
        day=coming.call_on if coming else "",
        outcome=last.outcome if last else "",
        staff=_who(last.staff) if last else "",
        at=_at(session, last.called_at) if last else "",
    )


def _called(session: Session, message: str, item: FollowUp, call: Call) -> RefusedError:
    return RefusedError(
        message,
        hint=_WHY,
        number=identifier(Thing.FOLLOWUP, item.id),
        state=item.state,
        outcome=call.outcome,
        staff=_who(call.staff),
        at=_at(session, call.called_at),
    )


def _who(name: str | None) -> str:
    return name or _("somebody")


def _at(session: Session, moment: datetime) -> str:
    return f"{moment.astimezone(session.context.shown_in):%Y-%m-%d %H:%M}"
