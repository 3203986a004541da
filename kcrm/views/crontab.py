"""Lines for a crontab: nothing in them relies on PATH, HOME or a locale, as cron gives none."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from kcrm.errors import RefusedError
from kcrm.i18n import N_, Language, _
from kcrm.text import safe

_APART = timedelta(minutes=5)  # the lists wait for the plan, the check for the lists


@dataclass(frozen=True, slots=True)
class Job:
    """What every line is made of. program: the words that start kcrm; folder: for the lists; at: when the first one runs."""

    program: Sequence[str]
    database: Path
    language: Language
    folder: Path
    at: time


def crontab(job: Job) -> list[str]:
    """Comments and lines: the plan, each person's list, the check of what is overdue, the sweep of complaints, the backup, the classes.

    Raises RefusedError for a path with a control character or bytes that are not UTF-8, which no crontab can show.
    """
    lists = ["due", "--split", "caller", "--to", str(job.folder), "--quiet-if-empty"]
    check = ["due", "--overdue", "--check", "--quiet-if-empty", "-o", "plain"]
    return [
        _("# kcrm: paste these lines after `crontab -e`. Times are by this machine's clock."),
        _("# The plan of the day."),
        _line(job, 0, ["plan", "-o", "json"], "> /dev/null"),
        _("# One list for each person, in {folder}.").format(folder=job.folder),
        _line(job, 1, lists),
        _("# What is overdue; cron mails it. Nothing overdue: no mail."),
        _line(job, 2, check),
        _("# Every hour: complaints past a deadline go up a level."),
        _line(job, 0, ["complaint", "sweep", "-o", "json"], "> /dev/null", hourly=True),
        _("# A backup beside the database, checked; the last fourteen are kept."),
        _line(job, 3, ["db", "backup", "-o", "json"], "> /dev/null"),
        _("# On the first of each month: the customers' classes and who moved."),
        _line(job, 4, ["classify", "run", "-o", "json"], "> /dev/null", day="1"),
    ]


def _line(job: Job, place: int, words: Sequence[str], rest: str = "", *, hourly: bool = False, day: str = "*") -> str:
    moment = datetime.combine(date(2000, 1, 1), job.at) + place * _APART  # any day will do
    settings = [f"KCRM_DB={shlex.quote(str(job.database))}", f"KCRM_LANG={job.language}"]
    command = " ".join([*settings, shlex.join([*job.program, *words]), *([rest] if rest else [])])
    # what is not printed as it is would name another file there
    if safe(command) != command:
        raise RefusedError(
            N_("A crontab cannot hold a path with a line break or other control character: {database}, {folder}."),
            database=job.database,
            folder=job.folder,
        )
    # cron reads a bare `%` as the end of the command
    hour = "*" if hourly else moment.hour
    return f"{moment.minute} {hour} {day} * * {command.replace('%', chr(92) + '%')}"
