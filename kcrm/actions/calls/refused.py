"""What customers want no more of, taken back: they are called about it again, and what it kept away is planned."""

from __future__ import annotations

from collections.abc import Iterable

from kcrm.actions.cards import CustomerCard, customer_card
from kcrm.actions.planning import Planner
from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model import Kind
from kcrm.queries import calls, customers
from kcrm.queries.lookup import Thing, identifier


def allow(session: Session, customer_id: int, kinds: Iterable[Kind], *, dry_run: bool = False) -> CustomerCard:
    """Take back the refusal of each of these kinds. Raises RefusedError for one that is not refused."""
    with session.write(dry_run=dry_run) as planner:
        for kind in kinds:
            take_back(session, planner, customer_id, kind)
        return customer_card(session, customer_id)


def take_back(session: Session, planner: Planner, customer_id: int, kind: Kind) -> None:
    """The same of one kind, in an open write."""
    if not calls.take_back_refusal(session.connection, customer_id, kind):
        raise RefusedError(
            N_("{customer} has not refused {kind}."),
            hint=N_("To see what they refused: kcrm customer show {number}"),
            customer=customers.customer_by_id(session.connection, customer_id).name,
            kind=kind,
            number=identifier(Thing.CUSTOMER, customer_id),
        )
    planner.plan_changed()
