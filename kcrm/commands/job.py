"""`kcrm job …`: jobs on a clock, until they are done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from kcrm.actions import jobs
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.jobs import JobKind, JobState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind, noun_of
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import Desk, States, add_editing, add_list, add_show
from kcrm.shell.typed import OF_CUSTOMER, Typed, one, period, word
from kcrm.shell.verbs import Result
from kcrm.views.jobs import job_view

_Which = Annotated[str, typer.Argument(metavar="JOB", help=N_("The job: J3."))]
_DESK = Desk(SheetKind.JOBS, _Which, jobs.job_case, job_view)


def register(app: App) -> None:
    """The noun `job`."""
    noun = app.noun("job", help=N_("Jobs on a clock: what is to be done by when."))
    add_list(
        noun,
        SheetKind.JOBS,
        (
            OF_CUSTOMER,
            Typed("kind", "--kind", "KIND", N_("Filter by kind: field_request, small, urgent, …"), word(JobKind, "--kind")),
            Typed("owner", "--staff", "NO", N_("Filter by who does it, by employee number or name."), one(Thing.STAFF)),
            Typed("asked", "--period", "PERIOD", N_("Filter by since when it waits."), period),
            Typed("late", "--late", "", N_("Only those that missed their deadline.")),
        ),
        help=N_("List jobs that are not done, the next due first, or those in another state."),
        states=States(JobState, (JobState.OPEN,), N_("Filter by state: open or done."), of_any=("asked",)),
        empty=N_("No such jobs."),
        late="standing",
    )
    add_show(noun, _DESK, help=N_("Show one job."))

    @noun.verb(
        "add",
        help=N_("Write down a job; by when it is done follows from its kind, where the policy (jobs.enabled) puts jobs on a clock."),
        output=PRINTED,
    )
    @with_fields(noun_of(SheetKind.JOBS), arguments=("title",), but=("done_at",), required=("job_kind",))
    def add(session: Session, *, texts: Mapping[str, str], dry_run: DryRun = False) -> Result:
        return entered_result(jobs.add_job(session, texts, dry_run=dry_run), _DESK.view)

    @noun.verb("done", help=N_("Record that a job is done."), output=PRINTED)
    def done(
        session: Session,
        which: _Which,
        *,
        at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=N_("When it was, if not now."))] = None,
        note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("Anything else."))] = None,
        dry_run: DryRun = False,
    ) -> Result:
        return entered_result(jobs.done(session, select(session, which, Thing.JOB), at, note, dry_run=dry_run), _DESK.view)

    add_editing(noun, _DESK, only_added=("who",), help=N_('Correct a job; --field "" clears a field.'))
