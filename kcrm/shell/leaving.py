"""The gate between a view and where it is written: what tells of people and leaves is recorded before it does.

What leaves is a file that kcrm writes, what `export` and `message export` give wherever it goes, and what a shell redirects into a file
in a format that is made for elsewhere. What is shown, or piped to another program, is work at the desk. What a view tells of people, its
columns declare; so no command needs to know of this.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from kcrm.context import AppContext, OutputFormat
from kcrm.model.personal import REACHED, SCREEN, STDOUT, Leaving, Personal, Recording, nothing_personal
from kcrm.shell.converters import indices
from kcrm.shell.gate import is_masked
from kcrm.shell.output import Output
from kcrm.views import Audience, View

_READ_HERE = {OutputFormat.TABLE, OutputFormat.PLAIN}
_FOR_PROGRAMS = {OutputFormat.JSON, OutputFormat.JSONL}
_OF_ROWS_ONLY = {OutputFormat.CSV, OutputFormat.TSV, OutputFormat.XLSX}


def recording_of_view(context: AppContext, view: View, output: Output, chosen: OutputFormat) -> Recording:
    """What records that the view leaves in this format, if it does and tells of people. Raises as `recording_of` does."""
    leaves = _leaves(context, output, chosen)
    if not (leaves or _is_to_be_noted(context)):
        return nothing_personal
    keyed = chosen in _FOR_PROGRAMS or (chosen in _OF_ROWS_ONLY and not output.labelled)
    unwanted = Audience.PEOPLE if keyed else Audience.MACHINES
    personal, rows = _told(view, unwanted, parts=chosen not in _OF_ROWS_ONLY)
    return recorded_as(context, personal, rows, output.to or (STDOUT if leaves else SCREEN))


def recording_of_text(
    context: AppContext, personal: Collection[Personal], rows: int, output: Output, chosen: OutputFormat, *, in_full: bool = False
) -> Recording:
    """The same of a text that is no view, but tells this of so many people. in_full: though lists are masked here."""
    leaves = _leaves(context, output, chosen)
    if not (leaves or _is_to_be_noted(context)):
        return nothing_personal
    written = recorded_as if in_full else recording_of
    return written(context, personal, rows, output.to or (STDOUT if leaves else SCREEN))


def recording_of_letter(context: AppContext, view: View, address: str) -> Recording:
    """The same of a view that is mailed to somebody."""
    personal, rows = _told(view, Audience.MACHINES, parts=True)
    return recorded_as(context, personal, rows, f"mailto:{address}")


def _leaves(context: AppContext, output: Output, chosen: OutputFormat) -> bool:
    return output.to is not None or output.taken_out or (context.terminal.stdout_file and chosen not in _READ_HERE)


def _is_to_be_noted(context: AppContext) -> bool:
    """Whether what is read in full here is recorded though it goes nowhere."""
    return context.rights is not None and context.in_full and not context.noted


def recording_of(context: AppContext, personal: Collection[Personal], rows: int, to: Path | str) -> Recording:
    """As `recorded_as` of what is written through the gate: what is masked reaches nobody."""
    return recorded_as(context, {each for each in personal if each not in REACHED} if is_masked(context) else personal, rows, to)


def recorded_as(context: AppContext, personal: Collection[Personal], rows: int, to: Path | str) -> Recording:
    """What records that so many rows with this of people go there, a file or a word for where; to be called once all is ready.

    Raises DatabaseError at once where it could not be recorded: then nothing leaves.
    """
    if not personal or not rows:
        return nothing_personal
    assert context.gate is not None, "what tells of people comes from an open database"
    file = os.path.abspath(to) if isinstance(to, Path) else to  # noqa: PTH100 - Path.absolute keeps `..`
    return context.gate(context, Leaving(tuple(each for each in Personal if each in personal), rows, file))


def _told(view: View, unwanted: Audience, *, parts: bool) -> tuple[set[Personal], int]:
    """What a view and its parts tell of people, and in how many rows: its own, or those of its parts where they alone do."""
    told = {*view.told, *(personal for index in indices(view, unwanted) if (personal := view.columns[index].personal) is not None)}
    rows = len(view.rows) if told else 0
    if not rows:
        told = set()
    of_parts = [_told(part, unwanted, parts=True) for part in view.parts_for(unwanted).values()] if parts else []
    return told.union(*(each for each, _rows in of_parts)), rows or sum(count for _told, count in of_parts)
