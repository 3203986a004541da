"""`cron`: the lines that make the list appear every morning."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Annotated

import typer

from kcrm.context import AppContext, file_named
from kcrm.dates import clean, parse_time
from kcrm.errors import KcrmError, UsageError
from kcrm.i18n import N_, _
from kcrm.identifiers import normal_email
from kcrm.render import write_lines
from kcrm.shell.console import notice, warn
from kcrm.shell.grammar import App
from kcrm.system import has_task_scheduler
from kcrm.views.crontab import Every, Job, Written, crontab, scheduled_tasks

_NOT_IN_FILES = frozenset('<>:"/\\|?*')


def register(app: App) -> None:
    """Declare `cron`."""

    @app.verb(
        "cron",
        help=N_(
            "Print crontab lines for what should run by itself.\n\nThe plan each morning, a list for each person, "
            "the check, the sweep of complaints, a backup, and the classes each month. They give this kcrm, this "
            "database and this language in full, so cron needs nothing else. On Windows, or with --windows, they are lines "
            "for Task Scheduler."
        ),
    )
    def cron(
        context: AppContext,
        *,
        at: Annotated[str, typer.Option("--at", metavar="TIME", help=N_("When the plan is made; the lists follow."))] = "07:30",
        folder: Annotated[
            str | None, typer.Option("--dir", metavar="DIR", help=N_("Folder for the lists; beside the database by default."))
        ] = None,
        mail: Annotated[
            bool, typer.Option("--mail", help=N_("Mail each person their list instead of writing files (due --mail)."))
        ] = False,
        mail_to: Annotated[
            str | None, typer.Option("--mail-to", metavar="ADDRESS", help=N_("Who gets what cron mails: what is overdue, and failures."))
        ] = None,
        group: Annotated[
            str | None, typer.Option("--group", metavar="DIR", help=N_("Also publish for the group, into this folder (group publish)."))
        ] = None,
        key_file: Annotated[
            str | None, typer.Option("--key-file", metavar="FILE", help=N_("The group's secret key, the same in every store."))
        ] = None,
        notices: Annotated[
            str | None,
            typer.Option("--notices", metavar="DIR", help=N_("Also write messages to staff, into this folder (notify export).")),
        ] = None,
        reports: Annotated[
            list[str] | None,
            typer.Option(
                "--report",
                metavar="EVERY:NAME",
                help=N_(
                    "Also write a report of your own as a page beside the lists: day:NAME of yesterday, week:NAME of last week on Mondays, "
                    "month:NAME of last month on the first; may be repeated."
                ),
            ),
        ] = None,
        dashboard: Annotated[
            str | None, typer.Option("--dashboard", metavar="DIR", help=N_("Also write the dashboard every hour, into this folder."))
        ] = None,
        windows: Annotated[bool, typer.Option("--windows", help=N_("Lines for Windows' Task Scheduler."))] = False,
    ) -> None:
        database = context.db_path.absolute()
        lists = file_named(folder).absolute() if folder else database.parent / "lists"
        # the folder of the lists is made with them, and there are none where they are mailed
        pages = database.parent if mail and folder is None else lists
        for_windows = windows or has_task_scheduler()
        if for_windows and mail_to is not None:
            raise UsageError(N_("--mail-to is for cron; Task Scheduler mails nothing."))
        if (group is None) is not (key_file is None):
            raise UsageError(N_("--group and --key-file go together."))
        published = (file_named(group).absolute(), file_named(key_file).absolute()) if group is not None and key_file is not None else None
        told = file_named(notices).absolute() if notices is not None else None
        board = file_named(dashboard).absolute() if dashboard is not None else None
        mailed_to = normal_email(mail_to) if mail_to is not None else None
        written = _reports(reports or (), pages)
        job = Job(
            _program(),
            database,
            context.language,
            lists,
            parse_time(clean(at), at),
            mail,
            mailed_to,
            published,
            told,
            written,
            board,
        )
        write_lines(scheduled_tasks(job) if for_windows else crontab(job))
        if not database.exists():
            notice(_("There is no database at {path} yet. Create one: kcrm init").format(path=database))
        elif written:
            for name in _unknown(database, [each.name for each in written]):
                warn(_("There is no report named {name}.").format(name=name))


def _reports(texts: Iterable[str], folder: Path) -> list[Written]:
    """What is asked for, each in a file of its own: named as the report is, and where that is not enough by how often, then by a number."""
    asked = list(dict.fromkeys(map(_asked, texts)))
    plain = Counter(_file_name(name).casefold() for _every, name in asked)
    found: dict[str, Written] = {}
    for every, name in asked:
        file = _file_name(name)
        if plain[file.casefold()] > 1:
            file = f"{file}-{every}"
        again = next(number for number in count(1) if _numbered(file, number).casefold() not in found)
        file = _numbered(file, again)
        found[file.casefold()] = Written(name, every, folder / f"{file}.html")
    return list(found.values())


def _numbered(file: str, number: int) -> str:
    return file if number == 1 else f"{file}-{number}"


def _unknown(database: Path, names: Iterable[str]) -> list[str]:
    """Which reports there are none of; nothing of a database that cannot be asked."""
    from kcrm import db  # noqa: PLC0415 - here and below: most lines tell of no report
    from kcrm.queries.reports import report_of  # noqa: PLC0415

    with suppress(KcrmError), db.opened(database, readonly=True, migrating=False) as connection:
        return [name for name in dict.fromkeys(names) if report_of(connection, name) is None]
    return []


def _asked(text: str) -> tuple[Every, str]:
    """What `week:NAME` asks for."""
    every, _colon, name = text.replace("：", ":", 1).partition(":")
    name = name.strip()
    if every.strip().lower() not in set(Every) or not name:
        raise UsageError(
            N_("--report {text}: write day:NAME, week:NAME or month:NAME."), hint=N_("To see the names: kcrm report list"), text=text
        )
    return Every(every.strip().lower()), name


def _file_name(name: str) -> str:
    """The name but for what no file system takes."""
    return "".join("_" if sign in _NOT_IN_FILES or not sign.isprintable() else sign for sign in name).strip(" .") or "report"


def _program() -> list[str]:
    """The words that start this very kcrm from anywhere."""
    started = Path(sys.argv[0]).absolute()
    if started.stem == "kcrm" and started.is_file() and os.access(started, os.X_OK):
        return [str(started)]
    return [sys.executable, "-m", "kcrm"]
