"""Whose prospects are, and whose contacts are late: assign, overdue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.prospects.overdue import overdue
from kcrm.actions.prospects.pool import assign
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import ExitCode, NotFoundError, UsageError
from kcrm.i18n import N_
from kcrm.model.prospects import Concerns
from kcrm.queries.lookup import Thing
from kcrm.queries.prospects import of_consultant, of_customers
from kcrm.queries.staff import staff_by_id
from kcrm.records import SheetKind
from kcrm.records.cells import said
from kcrm.rules.filters import is_name
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, CheckLate, DryRun, Filters
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.prospects import overdue_list
from kcrm.views.records import record_list
from kcrm.views.vocabulary import meant


def register_sharing(noun: App) -> None:
    """The verbs about whose a prospect is."""

    @noun.verb("assign", help=N_("Give prospects to a consultant, with their calls."), output=PRINTED)
    def assign_(
        session: Session,
        words: Annotated[
            list[str],
            typer.Argument(
                metavar="[L7|FILTER]... NO", help=N_("The prospects, or customers by filters; then whose they are from now on.")
            ),
        ],
        *,
        of: Annotated[str | None, typer.Option("--of", metavar="NO", help=N_("All open ones of this consultant."))] = None,
        note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("Why."))] = None,
        dry_run: DryRun = False,
    ) -> View:
        *which, to = words
        member = staff_by_id(session.connection, select(session, to, Thing.STAFF))
        numbers = _meant(session, which, of)
        return record_list(SheetKind.PROSPECTS, assign(session, numbers, member, said(note), dry_run=dry_run))

    @noun.verb("overdue", help=N_("List prospects whose next contact is days late, whose they are and whom it concerns."), output=LISTED)
    def overdue_(
        session: Session,
        filters: Filters = None,
        *,
        consultant: Annotated[
            str | None, typer.Option("--consultant", metavar="NO", help=N_("Filter by consultant, by employee number or name."))
        ] = None,
        concerns: Annotated[
            str | None,
            typer.Option("--concerns", metavar="WHOM", help=N_("Only what concerns the consultant, or the manager.")),
        ] = None,
        check: CheckLate = False,
    ) -> Result:
        found = overdue(
            session,
            among=chosen_customers(session, filters, of_prospects=True),
            consultant_id=select(session, consultant, Thing.STAFF) if consultant is not None else None,
            concerns=meant(Concerns, concerns, "--concerns") if concerns is not None else None,
        )
        return Result(overdue_list(found), code=ExitCode.DUE if check and found else ExitCode.OK)


def _meant(session: Session, words: Sequence[str], of: str | None) -> list[int]:
    """The prospects of these words, each once. Raises UsageError where nothing says which, NotFoundError where none is open."""
    filters = [word for word in words if not is_name(word)]
    numbers = [select(session, word, Thing.PROSPECT) for word in words if is_name(word)]
    if not words and of is None:
        raise UsageError(N_("Say which prospects, then whose they are: kcrm prospect assign L7 X2"))
    if filters:
        numbers += of_customers(session.connection, chosen_customers(session, filters, of_prospects=True) or ())
    if of is not None:
        numbers += [each.id for each in of_consultant(session.connection, select(session, of, Thing.STAFF))]
    if not numbers:
        raise NotFoundError(N_("None of these has an open prospect."))
    return list(dict.fromkeys(numbers))
