"""One recorded operation with what it changed."""

from __future__ import annotations

from kcrm.actions.session import Session
from kcrm.errors import NotFoundError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.progress import work
from kcrm.queries import operations
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.operations import Difference, Operation
from kcrm.queries.steps import Step, steps

_FEW = 10  # changed records of each kind that people are shown


class OperationCard(NamedTuple):
    """about: what it was about, where that is one thing."""

    operation: Operation
    about: Step | None
    difference: Difference


def operation_card(session: Session, number: int, *, whole: bool, limit: int | None = None) -> OperationCard:
    """The operation with this number. Raises NotFoundError.

    whole: for a machine, which gets every changed record unless a limit says otherwise. limit: at most so many of each kind, 0 for all.
    """
    operation = operations.operation(session.connection, number)
    if operation is None:
        raise NotFoundError(
            N_("There is no operation {operation}."),
            hint=N_("To see what was done: kcrm operation list"),
            operation=identifier(Thing.OPERATION, number),
        )
    first = (None if whole else _FEW) if limit is None else limit or None
    with work(N_("Reading what was changed"), operation.row_count) as advance:
        difference = operations.difference(session.connection, number, first, advance)
    return OperationCard(operation, steps(session.connection, [number]).get(number), difference)
