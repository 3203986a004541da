"""Passwords are asked for without being shown, or read from a file; never from the command line, which other processes can see."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kcrm.context import AppContext, file_named
from kcrm.errors import AmbiguousError, RefusedError, UsageError
from kcrm.i18n import N_, _

PasswordFile = Annotated[
    str | None,
    typer.Option("--password-file", metavar="FILE", help=N_("Read the password from the first line of this file; - for stdin.")),
]
_LONGEST = 1_000


def password(context: AppContext, source: str | None, question: str) -> str:
    """The password, from the file that is named or as typed. question: translated.

    Raises AmbiguousError where none is named and nobody sits at a terminal, UsageError for a file without one.
    """
    if source is None:
        if not (context.terminal.stdin_tty and context.terminal.stderr_tty):
            raise AmbiguousError(N_("{question} No terminal to ask on: add --password-file FILE."), question=question)
        from getpass import getpass  # noqa: PLC0415 - few commands ask for a password

        return getpass(f"{question} ", stream=sys.stderr)
    return _lines(source, 1)[0]


def two_passwords(source: str) -> tuple[str, str]:
    """The present password and the new one, each a line of the file. Raises UsageError where there are not two."""
    first, second = _lines(source, 2)
    return first, second


def _lines(source: str, count: int) -> list[str]:
    if source == "-":
        lines = [sys.stdin.readline(_LONGEST) for _each in range(count)]
    else:
        with file_named(source).open(encoding="utf-8-sig") as file:
            lines = [file.readline(_LONGEST) for _each in range(count)]
    found = [line.rstrip("\r\n") for line in lines]
    if not all(found):
        raise UsageError(N_("{file}: a password is missing; one stands on each line."), file=source)
    return found


def new_password(context: AppContext, source: str | None, *, asked: bool) -> str | None:
    """A new password, typed twice; None where no file is named and nobody is to be asked. RefusedError if they differ."""
    if source is not None:
        return password(context, source, "")
    if not asked:
        return None
    first = password(context, None, _("New password:"))
    if password(context, None, _("The same again:")) != first:
        raise RefusedError(N_("The two are not the same; nothing changed."))
    return first
