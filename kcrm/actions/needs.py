"""Needs that wait: what came is told to whoever waits for it, and what is wanted no more is dropped.

Customer callbacks and complaint handling. That a need of a day calls on that day by itself is usual
practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model import Awaited, NeedState
from kcrm.named import NamedTuple
from kcrm.queries import customers, followups
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.needs import state_of
from kcrm.queries.records import Shown, row_by_id, save, shown_record
from kcrm.records.cells import said
from kcrm.records.need import NOUN


def check_to_come(today: date, wanted_on: object) -> None:
    """Raises UsageError where the day of a new need has gone by."""
    if wanted_on is not None and str(wanted_on) < today.isoformat():
        raise UsageError(N_("--day: {day} is past."), day=wanted_on)


def check_open(session: Session, number: int) -> None:
    """Raises RefusedError where a need was dropped."""
    if state_of(session.connection, number) is NeedState.DROPPED:
        raise RefusedError(
            N_("{need} was dropped on {day}."),
            hint=N_("If that was wrong: kcrm operation list, then kcrm undo"),
            need=identifier(Thing.NEED, number),
            day=row_by_id(session.connection, NOUN, number)["ended_on"],
        )


class Came(NamedTuple):
    """What came. untold: each of these needs whose customer nobody will call about it, as they wish, with the customer's name."""

    needs: list[Shown]
    untold: list[tuple[int, str]]


def came(session: Session, numbers: Sequence[int], *, dry_run: bool = False) -> Came:
    """What these wait for has come: their customers are called. Raises RefusedError for a day, and for what came before or was dropped."""
    with session.write(dry_run=dry_run) as planner:
        for number in dict.fromkeys(numbers):
            check_open(session, number)
            row = row_by_id(planner.connection, NOUN, number)
            if row["what"] == Awaited.DAY:
                raise RefusedError(
                    N_("{need} waits for a day, {day}: the call is planned by itself."),
                    hint=N_("Another day: kcrm need edit {need} --day DATE"),
                    need=identifier(Thing.NEED, number),
                    day=row["wanted_on"],
                )
            if row["came_on"] is not None:
                raise RefusedError(N_("{need} already came on {day}."), need=identifier(Thing.NEED, number), day=row["came_on"])
            save(planner.connection, NOUN.table, row, {"came_on": session.today})
        planner.plan_changed()
        shown = [shown_record(planner.connection, NOUN, number, session.given) for number in dict.fromkeys(numbers)]
        return Came(shown, list(_untold(session, dict.fromkeys(numbers))))


def _untold(session: Session, numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
    for number in numbers:
        customer = customers.customer_by_id(session.connection, row_by_id(session.connection, NOUN, number)["customer_id"])
        planned = followups.open_of_customer(session.connection, customer.id)
        if not any(item.case == identifier(Thing.NEED, number) for item in planned):
            yield number, customer.name


def drop(session: Session, number: int, reason: str | None, *, dry_run: bool = False) -> Shown:
    """They want it no more, or it will not come: nobody is called about it. Raises RefusedError where it was dropped already."""
    with session.write(dry_run=dry_run) as planner:
        check_open(session, number)
        values = {"ended_on": session.today, "reason": said(reason)}
        save(planner.connection, NOUN.table, row_by_id(planner.connection, NOUN, number), values)
        planner.plan_changed()
        return shown_record(planner.connection, NOUN, number, session.given)
