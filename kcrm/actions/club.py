"""The owners' club: which membership is meant, and how the club stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kcrm.actions.selecting import select
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.queries.club import Counted, counted, lasting, returned
from kcrm.queries.lookup import Thing, identified, identifier
from kcrm.rules.calendar import months_after
from kcrm.rules.lifecycle import Retention

if TYPE_CHECKING:
    from kcrm.actions.session import Session


class Standing(NamedTuple):
    """How the club stands. members_return, others_return: of their vehicles in use for so many months, how many came in them."""

    counted: Counted
    members_return: Retention
    others_return: Retention
    active_months: int
    months: int


def membership_of(session: Session, text: str) -> str:
    """The identifier of a membership that lasts, by itself or by whose it is. Raises RefusedError where they are no member."""
    named = identified(text)
    if named is not None and named[0] is Thing.CLUB:
        return text
    customer = select(session, text, Thing.CUSTOMER)
    number = lasting(session.connection, customer)
    if number is None:
        raise RefusedError(N_("{customer} is no member of the club."), customer=identifier(Thing.CUSTOMER, customer))
    return identifier(Thing.CLUB, number)


def standing(session: Session) -> Standing:
    """How the club stands today, and whether its members come back more than others."""
    policy, today, connection = session.policy, session.today, session.connection
    no_visits, months = policy.visits.excluded_types, policy.kpi.return_months
    since = months_after(today, -months)
    came = returned(connection, today, since, no_visits)
    return Standing(
        counted(connection, today, months_after(today, -policy.club.active_months), since, no_visits),
        Retention(*came.get(True, (0, 0))),
        Retention(*came.get(False, (0, 0))),
        policy.club.active_months,
        months,
    )
