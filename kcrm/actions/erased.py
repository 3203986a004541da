"""Of who was erased nothing more is written."""

from __future__ import annotations

from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.erasures import Erasure, erasure_of
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.touched import told_anew


class ErasedError(RefusedError):
    """Something would be written of somebody who was erased."""

    def __init__(self, erasure: Erasure) -> None:
        super().__init__(
            N_("{customer} was erased on {day}: nothing more is written of them. Nothing was written."),
            hint=N_("Who has come again is let in as somebody new: kcrm privacy admit PHONE"),
            customer=identifier(Thing.CUSTOMER, erasure.customer_id),
            day=erasure.erased_on,
        )


def check_nothing_anew(session: Session, operation: int) -> None:
    """Within the write that is open. Raises ErasedError where it wrote a text that erasing would empty, of whom was erased before."""
    customer_id = told_anew(session.connection, operation)
    if customer_id is not None and (erasure := erasure_of(session.connection, customer_id)) is not None:
        raise ErasedError(erasure)
