"""Journals: what was really done on a day, what its writer adds, and what a superior says of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final, TypeVar

from kcrm.actions.edits import Entered, Entry, kept_within, values_of
from kcrm.actions.manager.house import as_colleague
from kcrm.actions.selecting import shown
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model import Staff
from kcrm.named import NamedTuple
from kcrm.queries.journals import Touch, is_away, journal_number, touches
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Shown, row_by_id, save
from kcrm.queries.staff import staff_by_id
from kcrm.records import SheetKind
from kcrm.records.cells import said
from kcrm.records.journal import NOUN
from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.journals import may_read

Card = TypeVar("Card")

_STEPS: Final = frozenset({"call", "complaint_event", "prospect_event"})
_MADE: Final = frozenset(
    {
        *("customer", "vehicle", "repair_order", "opportunity", "need", "prospect", "visitor", "finding", "survey_form"),
        *("fleet", "member", "contract", "bill", "payment", "credit_assessment", "verification"),
        *("meeting", "task", "measure", "workplan", "article", "checklist_run", "breach"),
    }
)
# what changes only where somebody means to; what a call or a step changes besides is told with it
_CHANGED: Final = frozenset({"customer", "vehicle", "repair_order", "task", "measure", "contract", "bill"})


class Deed(NamedTuple):
    """A kind of work that was done on a day. which: the result of a call, or the kind of a step; operations: by which it was done."""

    table: str
    which: str | None
    is_new: bool
    rows: int
    operations: Sequence[int]


class JournalCard(NamedTuple):
    """A journal as its fields say, and what the log says of its day now."""

    facts: Shown
    deeds: Sequence[Deed]


def deeds_of(session: Session, person_id: int, day: date) -> list[Deed]:
    """What somebody really did on a day, kind by kind."""
    since, until = (datetime.combine(each, time(), session.policy.zone) for each in (day, day + ONE_DAY))
    by_operation: dict[int, list[Touch]] = defaultdict(list)
    for touch in touches(session.connection, person_id, since, until):
        by_operation[touch.operation_id].append(touch)
    rows: dict[tuple[str, str | None, bool], int] = defaultdict(int)
    operations: dict[tuple[str, str | None, bool], list[int]] = defaultdict(list)
    for number, touched in by_operation.items():
        steps = any(each.table in _STEPS for each in touched)
        for each in touched:
            wanted = each.table in _STEPS or each.table in _MADE if each.is_new else each.table in _CHANGED and not steps
            if wanted:
                key = (each.table, each.which, each.is_new)
                rows[key] += each.rows
                operations[key].append(number)
    return [Deed(*key, rows[key], operations[key]) for key in rows]


def journal_card(session: Session, number: int) -> JournalCard:
    """The journal of this number."""
    row = row_by_id(session.connection, NOUN, number)
    return JournalCard(shown(session, SheetKind.JOURNALS, number), deeds_of(session, row["person_id"], date.fromisoformat(row["day"])))


def writing(session: Session) -> Staff:
    """Whose journal it is. Raises UsageError where nobody has said who acts."""
    if session.actor is None:
        raise UsageError(N_("Whose journal is it?"), hint=N_("Set who acts with --as EMPLOYEE_NO or KCRM_STAFF."))
    return session.actor


def write_journal(
    session: Session, day: date, texts: Mapping[str, str], done: str, read: Callable[[Session, int], Card], *, dry_run: bool = False
) -> Entered[Card]:
    """Write or complete the journal of whoever acts. done: what the log tells, in words; "" for nothing.

    Raises RefusedError for a day to come and one on which they are away, and where there is nothing to be told.
    """
    actor = writing(session)
    if day > session.today:
        raise RefusedError(N_("{day} is still to come: a journal tells what was done."), day=day)
    if is_away(session.connection, actor.id, day):
        raise RefusedError(N_("{name} is away on {day}: no journal is wanted."), name=actor.name, day=day)
    entry = Entry(SheetKind.JOURNALS, texts, read, dry_run)
    values = {**values_of(session, entry), **({"done": done} if done else {})}
    with session.write(dry_run=dry_run) as planner:
        number = journal_number(planner.connection, actor.id, day)
        if number is None:
            if not values:
                hint = N_('As in: kcrm journal write --besides "…"')
                raise RefusedError(N_("Nothing was recorded of {name} on {day}: say what was done."), hint=hint, name=actor.name, day=day)
            values = {"person": actor.id, "day": day, **values}
        return kept_within(session, planner, entry, number, values)


def read_journal(session: Session, number: int, remark: str | None, *, dry_run: bool = False) -> JournalCard:
    """A superior has read it, and may say something of it. Raises RefusedError for whoever is none."""
    actor = session.actor
    if actor is None:
        raise UsageError(N_("Who reads it?"), hint=N_("Set who acts with --as EMPLOYEE_NO or KCRM_STAFF."))
    with session.write(dry_run=dry_run) as planner:
        row = row_by_id(planner.connection, NOUN, number)
        writer = staff_by_id(planner.connection, row["person_id"])
        if not may_read(as_colleague(session.connection, actor), as_colleague(session.connection, writer)):
            raise RefusedError(
                N_("{journal} is read by a superior of {name}."), journal=identifier(Thing.JOURNAL, number), name=writer.name
            )
        values = {"reader_id": actor.id, "read_on": session.today, "remark": said(remark) or row["remark"]}
        save(planner.connection, NOUN.table, row, values)
        return journal_card(session, number)
