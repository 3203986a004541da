"""The steps of a rescue: opened, somebody sent out, there, over; and how all of them stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from kcrm.actions.edits import Entered, Entry, add, edit, value_of
from kcrm.actions.moments import check_past, this_moment, written
from kcrm.actions.selecting import shown
from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_, _
from kcrm.model import ClockState
from kcrm.model.rescues import RescueFacts, RescueState
from kcrm.named import NamedTuple
from kcrm.queries import rescues as queries
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Shown
from kcrm.records import SheetKind, noun_of
from kcrm.rules.rescues import Clock, clocks, disorder, pressing, standing, state_of

_STAYS_ON_BOARD: Final = timedelta(days=1)
_BEFORE: Final = {
    "dispatched_at": N_("{rescue}: somebody was sent out at {at}."),
    "arrived_at": N_("{rescue}: they were there at {at}."),
    "closed_at": N_("{rescue} was over at {at}."),
}
"""What is said where a step was taken before."""
_FIRST: Final = {
    "dispatched_at": (N_("{rescue}: nobody was sent out yet."), N_("First: kcrm rescue dispatch {rescue} --at TIME")),
    "arrived_at": (
        N_("{rescue}: nobody has arrived yet."),
        N_("First: kcrm rescue arrive {rescue} --at TIME; if it was called off: kcrm rescue close {rescue} cancelled"),
    ),
}
"""What is said, and what to do first, where a step is lacking."""


class RescueCase(NamedTuple):
    """A rescue as lists show it, with its clocks."""

    row: Shown
    clocks: tuple[Clock, ...]


class BoardCase(NamedTuple):
    """A rescue on the board. pressing: the running clock with the least time left; None where none runs. stands: all told."""

    rescue: queries.OnBoard
    state: RescueState
    pressing: Clock | None
    stands: ClockState | None


def rescue_case(session: Session, number: int) -> RescueCase:
    """The rescue with this number as it stands now."""
    found = clocks(queries.rescue_facts(session.connection, number), session.policy.complaints.at_risk_percent, session.now)
    return RescueCase(shown(session, SheetKind.RESCUES, number), found)


def on_board(session: Session) -> list[BoardCase]:
    """Every rescue that is not over, and those of the last day."""
    risk, cases = session.policy.complaints.at_risk_percent, []
    for rescue, facts in queries.on_board(session.connection, session.now - _STAYS_ON_BOARD):
        found = clocks(facts, risk, session.now)
        cases.append(BoardCase(rescue, state_of(facts), pressing(found), standing(found)))
    return cases


def open_rescue(session: Session, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[RescueCase]:
    """Somebody asks for help. Whoever writes it down has answered them. Raises as `add`."""
    texts = {"asked_at": this_moment(session), "answered_at": this_moment(session), **texts}
    for key in ("asked_at", "answered_at"):
        check_past(session, SheetKind.RESCUES, key, texts[key])
    return add(session, Entry(SheetKind.RESCUES, texts, rescue_case, dry_run))


def take_step(session: Session, number: int, key: str, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[RescueCase]:
    """A step is taken, at the time of its key, now unless said. Raises RefusedError where it is not its turn, else as `edit`."""
    facts = queries.rescue_facts(session.connection, number)
    done: datetime | None = facts.closed_at or getattr(facts, key)
    if done is not None:
        before = "closed_at" if facts.closed_at is not None else key
        raise RefusedError(
            _BEFORE[before],
            hint=N_("To correct it: kcrm rescue edit {rescue}"),
            rescue=identifier(Thing.RESCUE, number),
            at=written(session, done),
        )
    texts = {key: this_moment(session), **texts}
    check_past(session, SheetKind.RESCUES, key, texts[key])
    _check_order(session, number, facts, key, texts)
    return edit(session, Entry(SheetKind.RESCUES, texts, rescue_case, dry_run), number)


def _check_order(session: Session, number: int, facts: RescueFacts, key: str, texts: Mapping[str, str]) -> None:
    """Raises RefusedError, with what to do first, where this step cannot follow those taken."""
    told: dict[str, Any] = {name: value_of(session, SheetKind.RESCUES, name, texts[name]) for name in {key, "solved"} & texts.keys()}
    wrong = disorder(facts._replace(**told))
    if wrong is None:
        return
    rescue = identifier(Thing.RESCUE, number)
    if wrong.lacks:
        message, hint = _FIRST[wrong.other]
        raise RefusedError(message, hint=hint, rescue=rescue)
    raise RefusedError(
        N_("{rescue}: {text} is before “{step}” at {at}."),
        rescue=rescue,
        text=texts[key],
        step=_(noun_of(SheetKind.RESCUES).field(wrong.other).label),
        at=written(session, getattr(facts, wrong.other)),
    )
