"""Calls, what became of the follow-ups they were for, and what came up in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Literal

from kcrm.memo import same
from kcrm.model import By, CallMatter, CallResult, Direction, Kind, Outcome, ResultSaid, State
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import save
from kcrm.queries.rows import Load, Rows, record, where
from kcrm.surveys import Answer

if TYPE_CHECKING:
    from kcrm.dates import Period


class Call(NamedTuple):
    """One dialling, message or conversation. phone: the number that was used; score: 1-10.

    about: of a call that came in. called_hour: of called_on, None where nobody asked. topics: the note's, parted by commas. id: 0 before it
    is stored; staff_no, staff: whose staff_id it is, as read.
    """

    customer_id: int
    staff_id: int | None
    called_at: datetime
    called_on: date
    by: By
    outcome: Outcome
    score: int | None
    note: str | None
    phone: str | None
    direction: Direction = Direction.OUT
    about: CallMatter | None = None
    called_hour: int | None = None
    topics: str | None = None
    id: int = 0
    staff_no: str | None = None
    staff: str | None = None


_READ = frozenset({"id", "staff_no", "staff"})
_CALLS = "SELECT call.*, staff.employee_no AS staff_no, staff.name AS staff FROM call LEFT JOIN staff ON staff.id = call.staff_id"


def add_call(connection: sqlite3.Connection, new: Call) -> int:
    """Store a call; its number."""
    number, _saved = save(connection, "call", None, {name: getattr(new, name) for name in new._fields if name not in _READ})
    return number


def add_result(connection: sqlite3.Connection, call_id: int, followup_id: int, said: ResultSaid) -> None:
    """Store what a call came to for one of its follow-ups."""
    booked = said.result is CallResult.BOOKED
    day = said.on.isoformat() if said.on else None
    save(
        connection,
        "call_result",
        None,
        {
            "call_id": call_id,
            "followup_id": followup_id,
            "result": said.result,
            "until_on": None if booked else day,
            "booked_at": (f"{day}T{said.at:%H:%M}" if said.at else day) if booked else None,
            "insurer": said.insurer,
            "premium_fen": said.premium_fen,
        },
    )


def add_outcome(connection: sqlite3.Connection, call_id: int, followup_id: int, state: State) -> None:
    """Note what a call made of a follow-up."""
    save(connection, "call_followup", None, {"call_id": call_id, "followup_id": followup_id, "state": state})


class Brought(NamedTuple):
    """A record that a call brought. table: of those that say in which call they came up."""

    table: Literal["complaint", "prospect", "opportunity", "finding", "need"]
    id: int


def came_up_in(connection: sqlite3.Connection, call_id: int, brought: Iterable[Brought]) -> None:
    """Note of these that they came up in a call, where no other is known."""
    for each in brought:
        connection.execute(f"UPDATE {each.table} SET call_id = ? WHERE id = ? AND call_id IS NULL", (call_id, each.id))  # noqa: S608 - our own


def add_refusals(connection: sqlite3.Connection, customer_id: int, kinds: Iterable[Kind], on: date) -> None:
    """Note that a customer wants no more of these kinds; once is enough."""
    connection.executemany(
        "INSERT INTO refusal (customer_id, kind, refused_on) VALUES (?, ?, ?) ON CONFLICT (customer_id, kind) DO NOTHING",
        ((customer_id, kind, on.isoformat()) for kind in sorted(kinds)),
    )


class Refusal(NamedTuple):
    """A kind of follow-up that a customer wants no more of, since that day."""

    kind: Kind
    refused_on: date


def refusals_of(connection: sqlite3.Connection, customer_id: int) -> tuple[Refusal, ...]:
    """What a customer wants no more of, in the order in which they said so."""
    rows = connection.execute("SELECT kind, refused_on FROM refusal WHERE customer_id = ? ORDER BY id", (customer_id,))
    return tuple(record(Refusal, row) for row in rows)


def take_back_refusal(connection: sqlite3.Connection, customer_id: int, kind: Kind) -> bool:
    """Forget that a customer wanted no more of a kind; whether they did."""
    return connection.execute("DELETE FROM refusal WHERE customer_id = ? AND kind = ?", (customer_id, kind)).rowcount > 0


def add_answers(connection: sqlite3.Connection, call_id: int, answers: Iterable[Answer]) -> None:
    """Store what was answered in a call."""
    for answer in answers:
        save(connection, "answer", None, {"call_id": call_id, **{name: getattr(answer, name) for name in answer._fields}})


def call_by_id(connection: sqlite3.Connection, call_id: int) -> Call:
    """The call with this id."""
    return record(Call, connection.execute(f"{_CALLS} WHERE call.id = ?", (call_id,)).fetchone())


def closing_call(connection: sqlite3.Connection, followup_id: int) -> Call | None:
    """The call that ended a follow-up; None where it is open or was ended otherwise."""
    row = connection.execute(
        f"{_CALLS} JOIN call_followup ON call_followup.call_id = call.id"
        " WHERE call_followup.followup_id = ? AND call_followup.state <> 'open' ORDER BY call.id DESC LIMIT 1",
        (followup_id,),
    ).fetchone()
    return record(Call, row) if row else None


def calls_for(connection: sqlite3.Connection, followup_id: int) -> list[Call]:
    """Every call that was made for a follow-up, oldest first."""
    rows = connection.execute(
        f"{_CALLS} JOIN call_followup ON call_followup.call_id = call.id WHERE call_followup.followup_id = ? ORDER BY call.id",
        (followup_id,),
    )
    return [record(Call, row) for row in rows]


def calls_of(connection: sqlite3.Connection, customer_id: int, limit: int = -1) -> list[Call]:
    """A customer's calls, latest first; at most so many."""
    rows = connection.execute(
        f"{_CALLS} WHERE call.customer_id = ? ORDER BY call.called_at DESC, call.id DESC LIMIT ?", (customer_id, limit)
    )
    return [record(Call, row) for row in rows]


class WantedCalls(NamedTuple):
    """Which calls to list; None for any. period: of the days on which they were."""

    period: Period
    direction: Direction | None = None
    about: CallMatter | None = None
    customer_id: int | None = None
    customer_ids: frozenset[int] | None = None
    staff_id: int | None = None
    topic: str | None = None
    id: int | None = None


_KINDS_ABOUT = """(
    SELECT group_concat(kind) FROM (
        SELECT DISTINCT followup.kind FROM call_followup JOIN followup ON followup.id = followup_id
        WHERE call_followup.call_id = call.id ORDER BY followup.kind
    )
)"""


def _several(text: str) -> tuple[str, ...]:
    """Words that are parted by commas."""
    return tuple(filter(None, text.split(",")))


# what a list shows, by its column, with what the column's text becomes
_LISTED: Mapping[str, tuple[str, Load]] = {
    "id": ("call.id", partial(identifier, Thing.CALL)),
    "called_at": ("call.called_at", datetime.fromisoformat),
    "direction": ("call.direction", Direction),
    "about": ("call.about", CallMatter),
    "kinds": (f"coalesce({_KINDS_ABOUT}, '')", _several),
    "customer_id": ("call.customer_id", partial(identifier, Thing.CUSTOMER)),
    "customer": ("customer.name", same),
    "phone": ("call.phone", same),
    "by": ("call.by", By),
    "outcome": ("call.outcome", Outcome),
    "score": ("call.score", same),
    "note": ("call.note", same),
    "topics": ("coalesce(call.topics, '')", _several),
    "staff_no": ("staff.employee_no", same),
    "staff": ("staff.name", same),
}
_FROM = "FROM call JOIN customer ON customer.id = call.customer_id LEFT JOIN staff ON staff.id = call.staff_id"
_WANTED = {
    "period": "call.called_on BETWEEN :first AND :last",
    "direction": "call.direction = :direction",
    "about": "call.about = :about",
    "customer_id": "call.customer_id = :customer_id",
    "customer_ids": "call.customer_id IN (SELECT value FROM json_each(:customer_ids))",
    "staff_id": "call.staff_id = :staff_id",
    "id": "call.id = :id",
    "topic": "',' || call.topics || ',' LIKE '%,' || :topic || ',%'",
}


def listed_calls(connection: sqlite3.Connection, wanted: WantedCalls, limit: int | None) -> tuple[Sequence[tuple[object, ...]], int]:
    """What lists show of the latest so many calls wanted, and how many there are; limit None for all, read one by one."""
    given: dict[str, object] = {
        **wanted._asdict(),
        "customer_ids": json.dumps(sorted(wanted.customer_ids)) if wanted.customer_ids is not None else None,
        "period": True,
    }
    condition = where(_WANTED, given)
    given |= {"first": wanted.period.first.isoformat(), "last": wanted.period.last.isoformat(), "limit": -1 if limit is None else limit}
    total: int = connection.execute(f"SELECT count(*) FROM call WHERE {condition}", given).fetchone()[0]  # noqa: S608 - our own
    columns = ", ".join(column for column, _load in _LISTED.values())
    statement = f"SELECT {columns} {_FROM} WHERE {condition} ORDER BY call.called_at DESC, call.id DESC LIMIT :limit"
    rows = Rows(total, lambda: connection.execute(statement, given), (load for _column, load in _LISTED.values()))
    return (rows if limit is None else list(rows)), total


def listed_call(connection: sqlite3.Connection, call_id: int) -> Sequence[object]:
    """What lists show of one call."""
    day = call_by_id(connection, call_id).called_on
    from kcrm.dates import Period  # noqa: PLC0415 - a call is shown by itself now and then

    rows, _total = listed_calls(connection, WantedCalls(Period(day, day), id=call_id), None)
    return next(iter(rows))


def about_which(connection: sqlite3.Connection, call_id: int) -> frozenset[int]:
    """The follow-ups that a call was for."""
    return frozenset(row[0] for row in connection.execute("SELECT followup_id FROM call_followup WHERE call_id = ?", (call_id,)))
