"""A file for each person: in which folder, and how it is named."""

from __future__ import annotations

from pathlib import Path

from kcrm.context import AppContext
from kcrm.enums import StrEnum
from kcrm.errors import UsageError
from kcrm.exchange.writing import file_stem
from kcrm.i18n import N_
from kcrm.shell.console import quiet as silenced

UNASSIGNED = "unassigned"
"""Names the file of the calls that nobody is assigned to."""


class Split(StrEnum):
    CALLER = "caller"
    ADVISOR = "advisor"


class CallsSplit(StrEnum):
    """How calls are: by nobody but who makes them."""

    CALLER = "caller"


def be_silent(context: AppContext) -> None:
    """Cron mails whatever is said: what was written is told only to who sits there."""
    if not (context.more or context.terminal.stderr_tty):
        silenced.set(True)


def named_folder(folder: Path | None) -> Path:
    """The folder of --to. Raises UsageError where none was named."""
    if folder is None:
        raise UsageError(N_("--split writes one file per person: give a folder with --to DIR."))
    return folder


def made_folder(context: AppContext, folder: Path) -> None:
    """Make it where it is not there; nobody but who sits there is told what stands in it. Raises UsageError where it is a file."""
    be_silent(context)
    if folder.exists() and not folder.is_dir():
        raise UsageError(N_("--to {path} is a file; --split writes one file per person and needs a folder."), path=folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def stem_of(employee_no: str | None) -> str:
    """A person's file without its ending, or that of nobody's calls; always the same."""
    stem = UNASSIGNED if employee_no is None else file_stem(employee_no)
    # an employee number may be any word, but ends in no lone `%`
    return f"{stem}%" if employee_no is not None and stem == UNASSIGNED else stem
