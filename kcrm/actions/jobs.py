"""Jobs on a clock: written down, and done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kcrm.actions.edits import Entered, Entry, add, edit, value_of
from kcrm.actions.moments import check_past, this_moment, written
from kcrm.actions.selecting import shown
from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.queries.jobs import job_facts
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Shown
from kcrm.records import SheetKind
from kcrm.rules.clocks import Judged
from kcrm.rules.jobs import clock


class JobCase(NamedTuple):
    """A job as lists show it, with its clock, None where it has none."""

    row: Shown
    clock: Judged | None


def job_case(session: Session, number: int) -> JobCase:
    """The job with this number as it stands now."""
    found = clock(job_facts(session.connection, number), session.policy.complaints.at_risk_percent, session.now)
    return JobCase(shown(session, SheetKind.JOBS, number), found)


def add_job(session: Session, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[JobCase]:
    """A job is written down; it waits since now, unless said. Raises as `add`."""
    texts = {"asked_at": this_moment(session), **texts}
    check_past(session, SheetKind.JOBS, "asked_at", texts["asked_at"])
    return add(session, Entry(SheetKind.JOBS, texts, job_case, dry_run))


def done(session: Session, number: int, at: str | None, note: str | None, *, dry_run: bool = False) -> Entered[JobCase]:
    """A job is done, now unless said. Raises RefusedError where it was before, or that was before it was asked for."""
    facts = job_facts(session.connection, number)
    job = identifier(Thing.JOB, number)
    if facts.done_at is not None:
        raise RefusedError(
            N_("{job} was done at {at}."),
            hint=N_("To correct it: kcrm job edit {job}"),
            job=job,
            at=written(session, facts.done_at),
        )
    text = at or this_moment(session)
    check_past(session, SheetKind.JOBS, "done_at", text)
    moment = value_of(session, SheetKind.JOBS, "done_at", text)
    if isinstance(moment, datetime) and moment < facts.asked_at:
        raise RefusedError(N_("{job} waits only since {at}."), job=job, at=written(session, facts.asked_at))
    texts = {"done_at": text, **({"note": note} if note is not None else {})}
    return edit(session, Entry(SheetKind.JOBS, texts, job_case, dry_run), number)
