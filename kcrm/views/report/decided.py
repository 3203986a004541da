"""What was decided, who does it, and what came of it, as a section of the monthly report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kcrm.actions.manager.since import Since
from kcrm.actions.report import PeriodReport
from kcrm.i18n import N_, _
from kcrm.model.manager import MeasureState, Punctual, TaskFacts, TaskState
from kcrm.queries.records import Shown as Stored
from kcrm.records import SheetKind, noun_of
from kcrm.rules.tasks import punctual
from kcrm.views.measures import since_words
from kcrm.views.records import value_in
from kcrm.views.report.cells import NOTHING
from kcrm.views.report.model import Grid, Heading, Section, Shown, Tone

_HEADINGS = {
    "title": N_("What"),
    **dict.fromkeys(("receiver", "owner"), N_("Who")),
    "due_on": N_("Due"),
    "state": N_("State"),
    "result": N_("What came of it"),
}
_WIDE_ONLY = {"due_on", "result"}
_GOOD = {TaskState.DONE, MeasureState.WORKED}
_BAD = {MeasureState.FAILED}


def decided_section(report: PeriodReport) -> Section | None:
    """Decisions and measures with whose they are, where people may be named, and how they stand; None where there are none."""
    tasks, measures = report.decided.tasks, report.decided.measures
    found = (
        (_("Decisions of meetings"), SheetKind.TASKS, "receiver", tasks),
        (_("Corrective measures"), SheetKind.MEASURES, "owner", measures),
    )
    grids, commands = [], []
    for title, kind, who, rows in found:
        if rows:
            keys = ("title", *([who] if report.decided.named else []), "due_on", "state", "result")
            headings = tuple(Heading(_(_HEADINGS[key]), wide_only=key in _WIDE_ONLY) for key in keys)
            since = report.decided.since if kind is SheetKind.MEASURES else {}
            told = (tuple(_cells(kind, keys, row, report.today, since.get(place))) for place, row in enumerate(rows))
            grids.append(Grid(title, headings, tuple(told)))
            commands.append(f"kcrm {noun_of(kind).name} list --all")
    if not grids:
        return None
    title, notes = _("What was decided, and what came of it"), (_("As it stands now."),)
    return Section(title, notes=notes, grids=tuple(grids), commands=tuple(commands))


def _cells(kind: SheetKind, keys: Sequence[str], row: Stored, today: date, since: Since | None) -> Iterator[Shown]:
    values = {key: value_in(noun_of(kind), row, key) for key in keys}
    late = _is_late(kind, row, today)
    for key, value in values.items():
        if key == "state":
            tone = Tone.GOOD if value in _GOOD else Tone.BAD if value in _BAD or late else Tone.PLAIN
            yield Shown(_(value.label), under=_("late") if late else "", tone=tone)
        elif key == "title" and since is not None:
            yield Shown(str(value), under=since_words(since))
        else:
            yield Shown(NOTHING if value is None else str(value))


def _is_late(kind: SheetKind, row: Stored, today: date) -> bool:
    """Whether its day went by before it was done, if it was."""
    state, due, done = (value_in(noun_of(kind), row, key) for key in ("state", "due_on", "done_on"))
    if kind is SheetKind.TASKS:
        return punctual(TaskFacts(TaskState(state), due, done), today, 0) is Punctual.LATE
    return bool(due < (done or today))
