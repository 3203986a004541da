"""Lines for a crontab, or for Windows' Task Scheduler: nothing in them relies on PATH, HOME or a locale, as neither gives any."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import Final

from kcrm.enums import StrEnum
from kcrm.errors import RefusedError
from kcrm.i18n import N_, Language, _
from kcrm.named import NamedTuple
from kcrm.text import safe

_APART = timedelta(minutes=5)  # the lists wait for the plan, the check for the lists
_FIRST_REPORT = 6  # after all others, as many steps after the first
_LONGEST_TASK = 261  # characters of a command that schtasks takes
_READ_BY_CMD = frozenset('"&^%!<>|')
"""What cmd.exe would take for its own, as half of such a line is in no quotes to it."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every line is made of.

    program: the words that start kcrm; folder: for the lists; at: when the first one runs; mailed: whether lists are mailed instead of
    written; mail_to: to whom cron mails what is said, None where nobody was named. group: the folder where the store publishes for its
    group, and the file with the group's key. notices: the folder for messages to staff, None where nobody sends them. reports: of one's
    own, each with how often it is written, and where to. dashboard: the folder for its pages, None where there is none.
    """

    program: Sequence[str]
    database: Path
    language: Language
    folder: Path
    at: time
    mailed: bool = False
    mail_to: str | None = None
    group: tuple[Path, Path] | None = None
    notices: Path | None = None
    reports: Sequence[Written] = ()
    dashboard: Path | None = None


class Every(StrEnum):
    """How often a report is written: of yesterday, of last week on Mondays, of last month on the first."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Written(NamedTuple):
    """A report, by its name, and the file that it is written to each time."""

    name: str
    every: Every
    file: Path


class _Often(Enum):
    HOURLY = auto()
    DAILY = auto()
    WEEKLY = auto()
    MONTHLY = auto()


@dataclass(frozen=True, slots=True)
class _Task:
    """place: how many steps after the first one. told: whether what it prints is for somebody."""

    name: str
    why: str
    place: int
    words: Sequence[str]
    often: _Often = _Often.DAILY
    told: bool = False


def _tasks(job: Job, check: _Task) -> list[_Task]:
    lists = (
        _Task("lists", _("# Each person's list by mail."), 1, ["due", "--mail", "--quiet-if-empty"])
        if job.mailed
        else _Task(
            "lists",
            _("# One list for each person, in {folder}.").format(folder=job.folder),
            1,
            ["due", "--split", "caller", "--to", str(job.folder), "--quiet-if-empty"],
            told=True,
        )
    )
    return [
        _Task("plan", _("# The plan of the day."), 0, ["plan", "-o", "json"]),
        lists,
        check,
        _Task(
            "sweep", _("# Every hour: complaints past a deadline go up a level."), 0, ["complaint", "sweep", "-o", "json"], _Often.HOURLY
        ),
        _Task("backup", _("# A backup beside the database, checked; the last fourteen are kept."), 3, ["db", "backup", "-o", "json"]),
        _Task(
            "classes",
            _("# On the first of each month: the customers' classes and who moved."),
            4,
            ["classify", "run", "-o", "json"],
            _Often.MONTHLY,
        ),
        *([_publishing(*job.group)] if job.group is not None else []),
        *([_telling(job.notices)] if job.notices is not None else []),
        *(_reporting(number, each) for number, each in enumerate(job.reports, 1)),
        *([_showing(job.dashboard)] if job.dashboard is not None else []),
    ]


def _publishing(folder: Path, key: Path) -> _Task:
    words = ["group", "publish", str(folder), "--key-file", str(key), "-o", "json"]
    return _Task(
        "group",
        _("# What the store's group counts, in {folder}; what has not changed is not written again.").format(folder=folder),
        5,
        words,
    )


def _telling(folder: Path) -> _Task:
    why = _("# Messages to staff for whatever sends them, in {folder}: a new file where there is anything new.").format(folder=folder)
    return _Task("notices", why, 6, ["notify", "export", "--to", str(folder), "-o", "csv"])


_OF_WHICH: Final[Mapping[Every, tuple[str, _Often]]] = {
    Every.DAY: ("yesterday", _Often.DAILY),
    Every.WEEK: ("last-week", _Often.WEEKLY),
    Every.MONTH: ("last-month", _Often.MONTHLY),
}


def _reporting(number: int, report: Written) -> _Task:
    period, often = _OF_WHICH[report.every]
    why = _("# The report {name} of {period}, in {file}.").format(name=report.name, period=period, file=report.file)
    # two dashes, as a name may begin with one
    words = ["report", "run", "--period", period, "--to", str(report.file), "--", report.name]
    return _Task(f"report{number}", why, _FIRST_REPORT + number, words, often)


def _showing(folder: Path) -> _Task:
    why = _("# Every hour: the dashboard, in {folder}; pages that say the same as before are not written again.").format(folder=folder)
    return _Task("dashboard", why, 7, ["dashboard", "--html", str(folder), "-o", "json"], _Often.HOURLY)


def crontab(job: Job) -> list[str]:
    """Comments and lines: the plan, each person's list, the check of what is overdue, the sweep of complaints, the backup, the classes.

    Raises RefusedError for a path with a control character or bytes that are not UTF-8, which no crontab can show.
    """
    words = ["due", "--overdue", "--check", "--quiet-if-empty", "-o", "plain"]
    check = _Task("check", _("# What is overdue; cron mails it. Nothing overdue: no mail."), 2, words, told=True)
    lines = [
        _("# kcrm: paste these lines after `crontab -e`. Times are by this machine's clock."),
        'CONTENT_TYPE="text/plain; charset=utf-8"',
        *(
            [_printed(f"MAILTO={job.mail_to}", job)]
            if job.mail_to is not None
            else [_("# Who gets cron's mail; without this line it is this machine's user."), "# MAILTO=name@example.com"]
        ),
    ]
    for task in _tasks(job, check):
        lines += [task.why, _cron_line(job, task)]
    return lines


def _cron_line(job: Job, task: _Task) -> str:
    moment = _moment(job, task)
    settings = [f"KCRM_DB={shlex.quote(str(job.database))}", f"KCRM_LANG={job.language}"]
    command = " ".join([*settings, shlex.join([*job.program, *task.words]), *([] if task.told else ["> /dev/null"])])
    hour = "*" if task.often is _Often.HOURLY else moment.hour
    day, weekday = "1" if task.often is _Often.MONTHLY else "*", "1" if task.often is _Often.WEEKLY else "*"
    # cron reads a bare `%` as the end of the command
    return f"{moment.minute} {hour} {day} * {weekday} {_printed(command, job).replace('%', chr(92) + '%')}"


def _printed(text: str, job: Job) -> str:
    # what is not printed as it is would name another file there
    if safe(text) != text:
        raise RefusedError(
            N_("A crontab cannot hold a path with a line break or other control character: {database}, {folder}."),
            database=job.database,
            folder=job.folder,
        )
    return text


def scheduled_tasks(job: Job) -> list[str]:
    """The same for Windows, to be pasted into cmd.exe: the program, the database and the language stand in each command in full.

    Nobody reads there what a command prints, so that what is overdue goes into a file beside the database. Raises RefusedError for a path
    that cmd.exe cannot hand over, and for a command that is too long.
    """
    overdue = job.database.with_name("overdue.txt")
    check = _Task(
        "overdue",
        _("# What is overdue, in {file}.").format(file=overdue),
        2,
        ["due", "--overdue", "-o", "plain", "--to", str(overdue)],
    )
    lines = [
        _remark(_("# kcrm: paste these lines into a Command Prompt (cmd). Times are by this machine's clock.")),
        _remark(_("# The tasks run while you are signed in. To see them: schtasks /Query /TN kcrm\\plan")),
    ]
    for task in _tasks(job, check):
        lines += [_remark(task.why), _task_line(job, task)]
    return lines


def _remark(comment: str) -> str:
    return f"rem {comment.removeprefix('# ')}"


def _task_line(job: Job, task: _Task) -> str:
    command = " ".join(map(_quoted_for_windows, [*job.program, "--db", str(job.database), "--lang", job.language, *task.words]))
    for each in job.reports:
        if safe(each.name) != each.name or _READ_BY_CMD & set(each.name):
            raise RefusedError(
                N_("Task Scheduler cannot be given the report's name with a control character or one of {signs}: {name}"),
                signs=" ".join(sorted(_READ_BY_CMD)),
                name=each.name,
            )
    if safe(command) != command or _READ_BY_CMD & set(
        "".join(
            [*job.program, *map(str, filter(None, (job.database, job.folder, job.notices, job.dashboard, *(job.group or ()))))]
            + [str(each.file) for each in job.reports]
        )
    ):
        raise RefusedError(
            N_("Task Scheduler cannot be given a path with a control character or one of {signs}: {database}, {folder}."),
            signs=" ".join(sorted(_READ_BY_CMD)),
            database=job.database,
            folder=job.folder,
        )
    if len(command) > _LONGEST_TASK:
        raise RefusedError(
            N_("Task Scheduler takes at most {most} characters, and this command has {count}: {command}"),
            hint=N_("Put the database or the lists into a folder with a shorter path."),
            most=_LONGEST_TASK,
            count=len(command),
            command=command,
        )
    often = {
        _Often.HOURLY: "/SC HOURLY",
        _Often.DAILY: "/SC DAILY",
        _Often.WEEKLY: "/SC WEEKLY /D MON",
        _Often.MONTHLY: "/SC MONTHLY /D 1",
    }[task.often]
    escaped = command.replace('"', '\\"')
    return f'schtasks /Create /F /TN "kcrm\\{task.name}" {often} /ST {_moment(job, task):%H:%M} /TR "{escaped}"'


def _quoted_for_windows(word: str) -> str:
    """In quotes where a blank would part it; a backslash before the closing one would stand for it."""
    if not word or any(sign in word for sign in " \t,;="):
        return f'"{word}{chr(92) if word.endswith(chr(92)) else ""}"'
    return word


def _moment(job: Job, task: _Task) -> datetime:
    return datetime.combine(date(2000, 1, 1), job.at) + task.place * _APART  # any day will do
