"""How the commands with --check leave where complaints are late."""

from __future__ import annotations

from collections.abc import Iterable

from kcrm.actions.complaints.cases import ComplaintCase
from kcrm.errors import ExitCode
from kcrm.i18n import _
from kcrm.queries.lookup import Thing, identifier
from kcrm.shell.verbs import Result
from kcrm.views import View


def judged(view: View, cases: Iterable[ComplaintCase]) -> Result:
    """The view; those of the cases that are past a deadline are named, and the process ends with the code for it."""
    late = [identifier(Thing.COMPLAINT, case.complaint.id) for case in cases if case.standing.is_late]
    return Result(view, [_("{number} is late.").format(number=number) for number in late], code=ExitCode.DUE if late else ExitCode.OK)
