"""The owners' club: which membership is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kcrm.actions.selecting import select
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.club import lasting
from kcrm.queries.lookup import Thing, identified, identifier

if TYPE_CHECKING:
    from kcrm.actions.session import Session


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
