"""One tree of errors, one exit code each.

An error carries what is wrong, why, and the command to try next; `kcrm.cli.main` is the only place where it becomes
words on stderr and a number for the shell. Messages are English msgids with named placeholders, so that they are translated when they
are shown and not when they are raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum


class ExitCode(IntEnum):
    """What a shell script may rely on."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    NOT_FOUND = 3
    AMBIGUOUS = 4
    REFUSED = 5
    DATABASE = 6
    DUE = 10
    INTERRUPTED = 130
    PIPE_CLOSED = 141


class KcrmError(Exception):
    """Base of all errors a user can cause or meet.

    message: an English msgid with `{name}` placeholders, marked with `N_` where it is raised.
    fields: the values for the placeholders; raw text, made safe for the terminal by the renderer.
    hint: an msgid naming the exact command to try, formatted with the same fields.
    near: similar existing names, best first.
    """

    exit_code = ExitCode.FAILURE

    def __init__(self, message: str, /, *, hint: str | None = None, near: Sequence[str] = (), **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.near = tuple(near)
        self.fields = fields

    def __str__(self) -> str:
        return self.message.format(**self.fields)


class UsageError(KcrmError):
    """A malformed value, an unknown name in the command line."""

    exit_code = ExitCode.USAGE


class UnknownWordError(UsageError):
    """A value that is none of the words that may stand there. Its field `offered` names them."""


class EitherError(UsageError):
    """A value that can mean two things; on a terminal the person is asked which.

    value: as typed. first, second: how each is written so that it means only that.
    """

    def __init__(self, message: str, /, *, value: str, first: object, second: object) -> None:
        super().__init__(message, value=value, first=first, second=second)
        self.value = value
        self.choices = (str(first), str(second))


class PlacedError(UsageError):
    """A text that cannot be read at one place, which is shown beneath the message with a mark under it.

    text: raw, as typed. place: the index of the character.
    """

    def __init__(self, message: str, /, *, text: str, place: int, near: Sequence[str] = (), **fields: object) -> None:
        super().__init__(message, hint=None, near=near, **fields)
        self.text = text
        self.place = place


class NotFoundError(KcrmError):
    """What was asked for does not exist."""

    exit_code = ExitCode.NOT_FOUND


class AmbiguousError(KcrmError):
    """Several things bear that name, or an answer is needed and nobody is there to give it.

    candidates: what may be meant, one row of cells each; a cell that is a member of an enum is shown by its label.
    """

    exit_code = ExitCode.AMBIGUOUS

    def __init__(self, message: str, /, *, candidates: Sequence[Sequence[str]] = (), hint: str | None = None, **fields: object) -> None:
        super().__init__(message, hint=hint, near=(), **fields)
        self.candidates = tuple(map(tuple, candidates))


class RefusedError(KcrmError):
    """The input or the present state does not permit it; nothing was written."""

    exit_code = ExitCode.REFUSED


class DatabaseError(KcrmError):
    """The database is busy, damaged, too new, full, or not ours."""

    exit_code = ExitCode.DATABASE
