"""A person erased: whatever tells of them is emptied everywhere, figures and money stay, and files do not bring them back.

The record keeps its number. It is one operation, which cannot be undone. Law: Personal Information Protection Law of the People's Republic
of China, article 47.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from kcrm.actions.rights import use_of_two
from kcrm.actions.session import Session
from kcrm.db import instant
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.access import Permission
from kcrm.model.erasing import Mark, Why
from kcrm.named import NamedTuple
from kcrm.queries.customers import customer_by_id
from kcrm.queries.erasing import Gone, Known
from kcrm.queries.erasures import Erasure, Marks, add_erasure, add_marks, add_rows, erasure_of
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.matters import Matter, open_matters
from kcrm.storage.oplog import empty_payloads, erasing
from kcrm.storage.scrubbing import Copy, copies_with, overwriting, scrub


class OpenMattersError(RefusedError):
    """Something is still owed between them and the store."""

    def __init__(self, customer_id: int, matters: Sequence[Matter]) -> None:
        super().__init__(
            N_("{customer} cannot be erased yet; matters open: {count}."),
            hint=N_("Settle them first, then erase again; to see them: kcrm customer show {customer}"),
            customer=identifier(Thing.CUSTOMER, customer_id),
            count=len(matters),
        )
        self.matters = matters


class Erased(NamedTuple):
    """What was erased, or with dry_run would be.

    rows: by table how many were emptied. operations: earlier ones that lost what they recorded of them, and can be undone no more. copies:
    files that still hold them. scrubbed: whether the file holds nothing of it any more, None where nothing was to be done about it.
    """

    customers: Sequence[int]
    on: date
    rows: Counter[str]
    operations: int
    copies: Sequence[Copy]
    scrubbed: bool | None


def check_erasable(session: Session, customer_id: int) -> None:
    """Raise RefusedError where something is open with them."""
    matters = open_matters(session.connection, [customer_id], session.today)
    if matters:
        raise OpenMattersError(customer_id, matters)


def name_of(session: Session, customer_id: int) -> str:
    """The name that is typed to confirm it."""
    return customer_by_id(session.connection, customer_id).name


def erase(session: Session, customers: Sequence[int], why: Why = Why.ASKED, *, dry_run: bool = False, last: bool = True) -> Erased:
    """Erase these customers in one operation. Raises RefusedError where something is open with one of them.

    last: whether the file is written anew at once; of several blocks only after the last.
    """
    connection, path = session.connection, session.context.db_path
    with overwriting(connection), session.write(dry_run=dry_run) as planner:
        for customer_id in customers:
            check_erasable(session, customer_id)
            use_of_two(session, Permission.ERASE, identifier(Thing.CUSTOMER, customer_id) if why is Why.ASKED else None)
        rows, operations = _erase(planner.connection, customers, session, why)
        planner.plan_changed()
    return Erased(customers, session.today, rows, operations, _copies(path, customers), scrub(connection) if last and not dry_run else None)


def erase_again(session: Session, erasure: Erasure) -> Erased:
    """What is left to do about somebody who was erased: the file is written anew, where others were at work in it."""
    copies = _copies(session.context.db_path, [erasure.customer_id])
    return Erased([erasure.customer_id], erasure.erased_on, Counter(), 0, copies, scrub(session.connection))


def already(session: Session, customer_id: int) -> Erasure | None:
    """Their erasure, where they were erased."""
    return erasure_of(session.connection, customer_id)


def _copies(path: Path, customers: Sequence[int]) -> Sequence[Copy]:
    return copies_with(path, customers)


def _erase(connection: sqlite3.Connection, customers: Sequence[int], session: Session, why: Why) -> tuple[Counter[str], int]:
    marks = Marks(connection, made=secrets.token_hex(32))
    for number in customers:
        gone = Gone(connection, [number])
        erasure = add_erasure(connection, number, session.today, why)
        add_marks(connection, erasure, sorted(_marks(marks, gone.known)))
        add_rows(connection, erasure, gone.rows())
    gone = Gone(connection, customers)
    gone.end_overdue(session.today, instant(session.now))
    rows = gone.empty()
    operations = empty_payloads(connection, gone.images(), gone.commands())
    with erasing(connection):
        gone.empty_asides()
    return rows, operations


def _marks(marks: Marks, known: Known) -> Iterator[str]:
    for phone in known.phones:
        yield marks.mark(Mark.PHONE, phone)
    for number in known.numbers:
        yield marks.mark(Mark.NUMBER, number)
    for vin, plate in known.vehicles:
        for name in known.names:
            yield marks.mark(Mark.VIN_NAME, vin, name)
        if plate is not None:
            yield marks.mark(Mark.VIN_PLATE, vin, plate)
