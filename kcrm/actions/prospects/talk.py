"""What was agreed with a prospect in a call, as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from kcrm.actions.calls.targets import Target
from kcrm.actions.prospects import refusals
from kcrm.actions.prospects.brief import about
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.exchange.calls import again
from kcrm.exchange.columns import parse_value
from kcrm.i18n import N_
from kcrm.model import Outcome
from kcrm.model.prospects import ProspectEvent, ProspectStep
from kcrm.named import NamedTuple
from kcrm.queries.prospects import open_of_customer, prospect_by_id
from kcrm.records import SheetKind
from kcrm.rules.calls import Again
from kcrm.rules.prospects.levels import is_contacted


class Agreement(NamedTuple):
    """agreed: the next contact; intended: the day on which they mean to buy. None for what was not said."""

    agreed: str | None
    intended: str | None


def contacted(session: Session, target: Target, said: Agreement, outcome: Outcome) -> ProspectEvent:
    """The contact that a call was: with whom it was about, else with the only one that the customer is open for.

    Raises UsageError where there is none, or nobody was reached.
    """
    option = "--agreed" if said.agreed is not None else "--intended"
    if outcome not in {Outcome.ANSWERED, Outcome.MESSAGE_SENT}:
        raise UsageError(N_("{option} does not go with “{outcome}”: no one was reached."), option=option, outcome=outcome)
    theirs = [prospect_by_id(session.connection, number) for number in about(target.items)]
    numbers = [each.id for each in theirs or open_of_customer(session.connection, target.customer_id) if is_contacted(each.stage)]
    if len(numbers) != 1:
        raise UsageError(N_("{option}: they are no open prospect."), hint=N_("To register one: kcrm prospect add"), option=option)
    intended_on = coming_day(session.now, "--intended")(said.intended) if said.intended is not None else None
    agreed = again(said.agreed, session.now, "--agreed", today=True) if said.agreed is not None else None
    return agreed_step(numbers[0], session.now, agreed, intended_on)


def agreed_step(number: int, now: datetime, agreed: Again | None, intended_on: date | None) -> ProspectEvent:
    """A contact with what was agreed in it."""
    step = ProspectEvent(ProspectStep.CONTACTED, now, prospect_id=number, intended_on=intended_on)
    return step if agreed is None else step._replace(agreed_on=agreed.on, agreed_time=f"{agreed.at:%H:%M}" if agreed.at else None)


def coming_day(now: datetime, option: str) -> Callable[[str], date]:
    """A day on which somebody means to buy. option: by which name it is asked for. The reader raises UsageError for one gone by."""

    def read(text: str) -> date:
        day = parse_value(SheetKind.PROSPECTS, "intended_on", text, today=now.date(), now=now)
        if not isinstance(day, date):
            raise UsageError(N_("{option}: the text is empty."), option=option)
        if day < now.date():
            raise refusals.gone_by(option, day)
        return day

    return read
