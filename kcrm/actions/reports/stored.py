"""Reports of one's own under their names: made, changed, found, forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from difflib import get_close_matches

from kcrm.actions.reports.planned import KeyMeant, planned
from kcrm.actions.session import Session
from kcrm.errors import NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model.reports import Misdeclared
from kcrm.named import NamedTuple
from kcrm.queries.reports import StoredReport, forget_report, keep_report, report_of, stored_reports
from kcrm.records.cells import line_text, within
from kcrm.rules.reports import read_declaration
from kcrm.text import for_shell, last_word

_LONGEST = 20_000  # characters of a declaration


def new_report(session: Session, name: str, text: str, source: str, key_meant: KeyMeant, *, dry_run: bool = False) -> StoredReport:
    """Keep a declaration under a new name. source: where it was read.

    Raises UsageError for no name, RefusedError for a name that is taken and for what the declaration names wrongly.
    """
    called = line_text(name)
    if not called:
        raise UsageError(N_("A report needs a name."))

    def free(connection: sqlite3.Connection) -> None:
        if report_of(connection, called) is not None:
            raise RefusedError(
                N_("There is a report {name} already."),
                hint=N_("To change it: kcrm report edit --file FILE {typed}"),
                name=called,
                typed=for_shell(last_word(called)),
            )

    return _keep(session, called, text, source, key_meant, free, dry_run=dry_run)[0]


def edit_report(
    session: Session, name: str, text: str, source: str, key_meant: KeyMeant, *, dry_run: bool = False
) -> tuple[StoredReport, bool]:
    """Keep another declaration under a name that there is; and whether it is another. Raises as `new_report`, NotFoundError."""
    found = report_named(session, name)
    return _keep(session, found.name, text, source, key_meant, lambda _connection: report_named(session, name), dry_run=dry_run)


def delete_report(session: Session, name: str, *, dry_run: bool = False) -> StoredReport:
    """Forget a report. Raises NotFoundError with near names."""
    with session.write(dry_run=dry_run) as planner:
        found = report_named(session, name)
        forget_report(planner.connection, found.id)
    return found


class KnownReport(NamedTuple):
    """A stored report with what its declaration says first; None where it cannot be read any more."""

    stored: StoredReport
    title: str | None
    sections: int | None
    period: str | None


def known_reports(session: Session) -> list[KnownReport]:
    """Every report, by name."""
    return [known_report(each) for each in stored_reports(session.connection)]


def known_report(stored: StoredReport) -> KnownReport:
    """What a report's declaration says first."""
    try:
        found = read_declaration(stored.text)
    except Misdeclared:
        return KnownReport(stored, None, None, None)
    return KnownReport(stored, found.title, len(found.sections), found.period or None)


def report_named(session: Session, name: str) -> StoredReport:
    """The report of this name. Raises NotFoundError with near names."""
    found = report_of(session.connection, name.strip())
    if found is None:
        known = [each.name for each in stored_reports(session.connection)]
        raise NotFoundError(
            N_("There is no report named {name}."),
            hint=N_("To see them all: kcrm report list"),
            near=get_close_matches(name.strip(), known),
            name=name,
        )
    return found


def _keep(
    session: Session,
    name: str,
    text: str,
    source: str,
    key_meant: KeyMeant,
    may_be: Callable[[sqlite3.Connection], object],
    *,
    dry_run: bool,
) -> tuple[StoredReport, bool]:
    """may_be: refuses the name; asked while nobody else can write, as somebody else may be about the same."""
    text = within(text.replace("\r\n", "\n").strip(), _LONGEST)
    planned(session, text, source, key_meant)
    with session.write(dry_run=dry_run) as planner:
        may_be(planner.connection)
        return keep_report(planner.connection, name, text, session.today)
