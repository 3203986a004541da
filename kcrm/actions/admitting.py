"""Somebody who was erased comes as a customer again: from then on files may bring them, as somebody new."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from kcrm.actions.session import Session
from kcrm.errors import NotFoundError, UsageError
from kcrm.i18n import N_
from kcrm.identifiers import normal_phone
from kcrm.model.erasing import Mark
from kcrm.named import NamedTuple
from kcrm.queries import erasures
from kcrm.queries.erasures import Erasure, Marks, erasure_of
from kcrm.queries.lookup import Thing, identified


class Admitted(NamedTuple):
    """Who may come again: those of whom the phone or number was, each as they were erased."""

    erasures: tuple[Erasure, ...]


def admit(session: Session, text: str, *, dry_run: bool = False) -> Admitted:
    """Let all in who were erased with this phone or customer number, or the one of this identifier.

    Raises NotFoundError where nobody was, or they may come already.
    """
    with session.write(dry_run=dry_run) as planner:
        found: list[Erasure] = []
        while (erasure := _next(planner.connection, text)) is not None:
            erasures.admit(planner.connection, erasure.id, session.today)
            found.append(erasure)
        if not found:
            raise NotFoundError(
                N_("Nobody who was erased is known by {text}, or they were let in again already."),
                hint=N_("Give the phone or the customer number that they had, or the identifier: kcrm privacy admit C12"),
                text=text,
            )
    return Admitted(tuple(found))


def _next(connection: sqlite3.Connection, text: str) -> Erasure | None:
    marks = Marks(connection)
    match identified(text):
        case Thing.CUSTOMER, number:
            erasure = erasure_of(connection, number)
            if erasure is not None and erasure.admitted_on is None:
                return erasure
    return marks.found(_marks(marks, text))


def _marks(marks: Marks, text: str) -> Iterator[str]:
    yield marks.mark(Mark.NUMBER, text.strip())
    with contextlib.suppress(UsageError):
        yield marks.mark(Mark.PHONE, normal_phone(text))
