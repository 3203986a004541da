"""`kcrm call audit`: which calls are rung again, and whether they were so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from kcrm.actions.manager import audit
from kcrm.actions.manager.audit import Said
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_period
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.queries.lookup import Thing
from kcrm.records.cells import said as read_words
from kcrm.shell.auditing import ask_through
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, DryRun, OfPeriod
from kcrm.shell.verbs import Result
from kcrm.views.audit import answered_view, audit_view

_So = Annotated[list[str] | None, typer.Option("--so", metavar="CALL", help=N_("This call was as it was logged; repeatable."))]
_NotSo = Annotated[
    list[str] | None,
    typer.Option(
        "--not-so", metavar="CALL[=NOTE]", help=N_("This one was not, and what the customer said; it becomes a breach; repeatable.")
    ),
]


def register(app: App) -> None:
    """One more verb of the noun `call`."""
    noun = app.noun("call", help=N_("Calls: record incoming ones, and list every call."))

    @noun.verb(
        "audit",
        help=N_(
            "List the calls to ring again, and say whether they were so.\n\nA sample of each person's answered calls, the same "
            "whenever it is asked, and those that look untrue, with the reason."
        ),
        output=LISTED,
    )
    def audit_(
        session: Session,
        *,
        period: OfPeriod = "this-month",
        staff: Annotated[str | None, typer.Option("--staff", metavar="STAFF", help=N_("Filter by who called."))] = None,
        so: _So = None,
        not_so: _NotSo = None,
        ask: Annotated[
            bool, typer.Option("--ask", help=N_("Go through those of which nobody has said anything: one key each, at a terminal."))
        ] = False,
        dry_run: DryRun = False,
    ) -> Result:
        if ask and (so or not_so):
            raise UsageError(N_("--ask cannot be used with --so or --not-so."))
        if so or not_so:
            return Result(answered_view(audit.answer(session, _said(session, so or (), not_so or ()), dry_run=dry_run)))
        days = parse_period(period, session.today)
        person = select(session, staff, Thing.STAFF) if staff is not None else None
        found = audit.to_audit(session, days, person)
        if not ask:
            return Result(audit_view(found))
        audit.auditor(session)
        left = [each for each in found.calls if each.call.was_so is None]

        def keep(number: int, said: Said) -> None:
            audit.answer(session, {number: said}, dry_run=dry_run)

        given = ask_through(session.context, left, keep)
        return Result(audit_view(audit.to_audit(session, days, person)), [_("{count} calls asked about.").format(count=given)])


def _said(session: Session, so: Sequence[str], not_so: Sequence[str]) -> dict[int, Said]:
    """By the number of the call what was said of it. Raises UsageError where a call is named twice."""
    found: dict[int, Said] = {}
    for text, was_so in (*((text, True) for text in so), *((text, False) for text in not_so)):
        name, _equals, note = (text, "", "") if was_so else text.partition("=")
        number = select(session, name.strip(), Thing.CALL)
        if number in found:
            raise UsageError(N_("{call} is named twice."), call=name.strip())
        found[number] = Said(was_so, read_words(note) if note.strip() else None)
    return found
