"""How the commands with --check leave where complaints are late."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from kcrm.actions.complaints.cases import ComplaintCase
from kcrm.errors import ExitCode
from kcrm.i18n import _
from kcrm.queries.lookup import Thing, identifier
from kcrm.shell.console import notice


def exit_if_late(cases: Iterable[ComplaintCase]) -> None:
    """Name those past a deadline on stderr and leave with the code for it; go on where none is."""
    late = [case for case in cases if case.standing.is_late]
    for case in late:
        notice(_("{number} is late.").format(number=identifier(Thing.COMPLAINT, case.complaint.id)))
    if late:
        raise typer.Exit(ExitCode.DUE)
