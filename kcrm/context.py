"""What every command is given: database, clock, language, who acts, and what the terminal is like.

A flag beats the environment, the environment beats the default. The zone of business dates belongs to the policy, which lives in the
database: a command that has opened it goes on with `context.with_zone(policy.zone)`.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from kcrm.enums import StrEnum
from kcrm.errors import UsageError
from kcrm.i18n import N_, Language
from kcrm.named import NamedTuple
from kcrm.system import usual_mailer, usual_pager

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from kcrm.model.access import Rights
    from kcrm.model.personal import Leaving, Recording

DEFAULT_ZONE = "Asia/Shanghai"
Word = TypeVar("Word", bound=StrEnum)
_YEARS = range(1970, 9999)  # what every system's clock can hold


class OutputFormat(StrEnum):
    TABLE = "table"
    PLAIN = "plain"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    MD = "md"
    HTML = "html"
    XLSX = "xlsx"


STANDING_FORMATS = tuple(each for each in OutputFormat if each is not OutputFormat.XLSX)
"""What a setting may say for every command: a workbook is a file, and few commands write one."""


class Theme(StrEnum):
    """For which background colours are chosen; NONE: no colours."""

    DARK = "dark"
    LIGHT = "light"
    NONE = "none"


class Terminal(NamedTuple):
    """Where text goes to and comes from.

    colour: permitted; it is still paired with a word. theme: which colours then. pager: the command for what is longer than the screen,
    empty for none. format: KCRM_FORMAT, which counts where no option gives one. stdout_file: whether stdout was redirected into a file.
    bars: on stderr a line can be drawn over again.
    """

    stdin_tty: bool = False
    stdout_tty: bool = False
    stderr_tty: bool = False
    width: int = 80
    height: int = 24
    pager: str = ""
    colour: bool = False
    theme: Theme = Theme.DARK
    encoding: str = "utf-8"
    format: OutputFormat | None = None
    stdout_file: bool = False
    bars: bool = False

    @classmethod
    def of_process(cls, environ: Mapping[str, str]) -> Self:
        """This process's own; `NO_COLOR` means no colour, `FORCE_COLOR` colour also where there is none: in a pipe, with `TERM=dumb`."""
        stdout_tty, stdin_tty = _is_terminal(sys.stdout), _is_terminal(sys.stdin)
        stderr_tty, is_dumb = _is_terminal(sys.stderr), environ.get("TERM") == "dumb"
        is_forced = bool(environ.get("FORCE_COLOR"))  # whatever it says, as it is with NO_COLOR
        size = shutil.get_terminal_size()
        theme = _read_word(Theme, "KCRM_THEME", environ) or Theme.DARK
        return cls(
            stdin_tty=stdin_tty,
            stdout_tty=stdout_tty,
            stdout_file=_is_file(sys.stdout),
            stderr_tty=stderr_tty,
            width=size.columns,
            height=size.lines,
            pager=environ.get("PAGER", usual_pager()) if stdout_tty and stdin_tty and not is_dumb else "",
            colour=(is_forced or (stdout_tty and not is_dumb)) and theme is not Theme.NONE and not environ.get("NO_COLOR"),
            theme=theme,
            encoding=getattr(sys.stdout, "encoding", None) or "utf-8",
            format=_read_word(OutputFormat, "KCRM_FORMAT", environ, STANDING_FORMATS),
            bars=stderr_tty and not is_dumb,
        )


_NO_TERMINAL = Terminal()


class AppContext(NamedTuple):
    """One invocation's surroundings.

    db: the file of --db or KCRM_DB; `db_path` has the default too. staff_text: --as or KCRM_STAFF as typed, an employee number.
    started_at: the real time, UTC. set_now: KCRM_NOW, naive where it had no offset. display_zone: KCRM_TZ, for people only.
    policy_zone: of business dates, once the policy is read.
    more: whether all that there is to show was asked for. words: the command line as typed. command: the same for the operations log,
    without what may be personal (`kcrm.shell.recorded`). what, narrowed: of that what was asked for, and what narrows it.
    token: KCRM_TOKEN, a script's. path: the words that name the command, as `complaint open`, empty for kcrm alone.
    rights: what who gives it may do, once the database is open; None where it has no users. reason: why what is masked is to be revealed,
    empty where it is not. in_full: whether lists are shown in full, which is recorded, once only where it is noted already. sees: whether
    the card of a record may be shown so.
    gate: of the database that is open, through which personal data leave. sendmail_path: the command that mail is handed to; mail_from: who
    writes it. Either is empty where nobody said.
    """

    language: Language
    started_at: datetime
    terminal: Terminal = _NO_TERMINAL
    db: Path | None = None
    staff_text: str | None = None
    set_now: datetime | None = None
    display_zone: ZoneInfo | None = None
    debug: bool = False
    more: bool = False
    words: tuple[str, ...] = ()
    command: str = "kcrm"
    what: str = ""
    narrowed: str = ""
    policy_zone: ZoneInfo | None = None
    sendmail_path: str = ""
    mail_from: str = ""
    token: str = ""
    path: str = ""
    rights: Rights | None = None
    reason: str = ""
    in_full: bool = False
    noted: bool = False
    sees: Callable[[str, int], bool] | None = None
    gate: Callable[[AppContext, Leaving], Recording] | None = None

    @classmethod
    def of_environment(cls, environ: Mapping[str, str], *, language: Language) -> Self:
        """What the environment says, before any option.

        Raises UsageError naming the variable whose value is malformed.
        """
        return cls(
            language=language,
            started_at=real_now(),
            terminal=Terminal.of_process(environ),
            db=file_named(environ["KCRM_DB"]) if environ.get("KCRM_DB") else None,
            staff_text=environ.get("KCRM_STAFF") or None,
            set_now=_read_now(environ["KCRM_NOW"]) if environ.get("KCRM_NOW") else None,
            display_zone=_read_zone(environ["KCRM_TZ"]) if environ.get("KCRM_TZ") else None,
            debug=environ.get("KCRM_DEBUG") == "1",
            sendmail_path=environ.get("KCRM_SENDMAIL", usual_mailer()),
            mail_from=environ.get("KCRM_MAIL_FROM", ""),
            token=environ.get("KCRM_TOKEN", ""),
        )

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401 - the fields' own types
        return self._replace(**changes)

    def with_zone(self, zone: ZoneInfo) -> Self:
        """The same, with the policy's zone for business dates and machine-readable instants."""
        return self._replace(policy_zone=zone)

    def at_present(self) -> Self:
        """The same, with the real time and the terminal's width read anew, and without a pager: for a command that lasts."""
        terminal = self.terminal._replace(width=shutil.get_terminal_size().columns, pager="")
        return self._replace(started_at=real_now(), terminal=terminal)

    def clock(self, zone: ZoneInfo) -> datetime:
        """Now, in that zone: KCRM_NOW where given, else the real time at which the command started."""
        if self.set_now is None:
            return self.started_at.astimezone(zone)
        return self.set_now.replace(tzinfo=zone) if self.set_now.tzinfo is None else self.set_now.astimezone(zone)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of business dates; until the policy is read, the usual one."""
        if self.policy_zone is not None:
            return self.policy_zone
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - 3 ms, and help knows no time

        return ZoneInfo(DEFAULT_ZONE)

    @property
    def now(self) -> datetime:
        """The command's one clock, aware, in the zone of business dates."""
        return self.clock(self.zone)

    @property
    def today(self) -> date:
        """The business date."""
        return self.now.date()

    @property
    def shown_in(self) -> ZoneInfo:
        """The zone in which people read instants."""
        return self.display_zone or self.zone

    @property
    def db_path(self) -> Path:
        """The database's file, whether or not it exists.

        Raises UsageError where neither an option nor the system says where it belongs.
        """
        return self.db if self.db is not None else _default_folder() / "kcrm.db"


def real_now() -> datetime:
    """The real time, UTC, which nothing that a command line or the environment says changes; tests set it."""
    return datetime.now(UTC)


def file_named(text: str) -> Path:
    """The path as typed; a leading `~` is read here too, as no shell does it in a crontab or after `--db=`."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 - Path.expanduser raises where there is no home


def _default_folder() -> Path:
    from platformdirs import user_data_path

    folder = user_data_path("kcrm", appauthor=False)
    if not folder.is_absolute():  # neither HOME nor an entry in the system's list of users
        raise UsageError(N_("There is no home folder to look for the database in. Set --db or KCRM_DB."))
    return folder


def _read_now(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.year not in _YEARS:
        raise UsageError(
            N_("KCRM_NOW: {value} is not a time. Write it as 2026-03-04T09:00 or 2026-03-04T09:00+08:00, or unset it."), value=text
        ) from None
    return moment


def _read_zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - as above

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise UsageError(N_("KCRM_TZ: {value} is not a time zone. Write it as Asia/Shanghai, or unset it."), value=name) from None


def _read_word(words: type[Word], variable: str, environ: Mapping[str, str], offered: Sequence[Word] = ()) -> Word | None:
    """The word that a variable says; None where it says nothing. Raises UsageError naming it and what it could say."""
    text = environ.get(variable)
    if not text:
        return None
    known = offered or tuple(words)
    if (word := text.strip().lower()) not in known:
        raise UsageError(N_("{variable} cannot be {value}. Choose from: {values}."), variable=variable, value=text, values=" ".join(known))
    return words(word)


def _is_file(stream: object) -> bool:
    """Whether what is written there ends in a file, and not on a terminal, in a pipe or a device."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return False


def _is_terminal(stream: object) -> bool:
    """A stream may be closed, or None where the process was started without it."""
    try:
        return bool(stream.isatty())  # type: ignore[attr-defined]
    except (AttributeError, ValueError):
        return False
