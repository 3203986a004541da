"""`staff absent`, `staff absences`, `staff handover`: somebody else makes the calls."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.absences import add_absence, hand_over
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_period
from kcrm.i18n import N_, _
from kcrm.model import Staff
from kcrm.queries.absences import absences_from
from kcrm.queries.lookup import Thing
from kcrm.queries.staff import staff_by_id
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, DryRun, WhichStaff
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.absences import absence_list, absence_record, handover_record


def register(app: App) -> None:
    """More verbs of the noun `staff`."""
    noun = app.noun("staff", help=N_("Members of staff."))

    @noun.verb("absent", help=N_("Record an absence: others make the calls on those days."), output=PRINTED)
    def absent(
        session: Session,
        who: WhichStaff,
        days: Annotated[str, typer.Argument(metavar="A..B", help=N_("The first and the last day, or one day: 2026-07-01..2026-07-05."))],
        *,
        cover: Annotated[
            str | None,
            typer.Option("--cover", metavar="STAFF", help=N_("Who covers the calls; by default, colleagues in the same post share them.")),
        ] = None,
        dry_run: DryRun = False,
    ) -> Result:
        other = _member(session, cover) if cover is not None else None
        absence = add_absence(session, _member(session, who), parse_period(days, session.today, past=False), other, dry_run=dry_run)
        said = [_("Colleagues in the same post share the calls meanwhile.")] if absence.cover_id is None else []
        return Result(absence_record(absence), said)

    @noun.verb("absences", help=N_("List absences, today and later."), output=LISTED)
    def absences(session: Session) -> View:
        return absence_list(absences_from(session.connection, session.today))

    @noun.verb("handover", help=N_("Hand over someone's open follow-ups, customers and vehicles for good."), output=PRINTED)
    def handover(
        session: Session,
        old: Annotated[str, typer.Argument(metavar="FROM", help=N_("From: employee number, name or pinyin."))],
        new: Annotated[str, typer.Argument(metavar="TO", help=N_("The new assignee, in the same post."))],
        *,
        reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why; shown by kcrm why."))] = None,
        dry_run: DryRun = False,
    ) -> View:
        done = hand_over(session, _member(session, old), _member(session, new), reason, dry_run=dry_run)
        return handover_record(done)


def _member(session: Session, text: str) -> Staff:
    return staff_by_id(session.connection, select(session, text, Thing.STAFF))
