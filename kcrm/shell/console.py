"""The process's own streams: made fit for any text, told of notices, asked questions."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from contextvars import ContextVar
from typing import IO

from kcrm.context import AppContext
from kcrm.errors import AmbiguousError, RefusedError
from kcrm.i18n import N_, _
from kcrm.masking import shown
from kcrm.text import safe, yes_or_no

quiet: ContextVar[bool] = ContextVar("kcrm_quiet", default=False)
"""Whether the command was asked to say less."""


def prepare_streams() -> None:
    """No character can stop a command: what the terminal's encoding lacks becomes `?`. A stream that was closed is replaced by nothing."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - open until the process ends
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def abandon_streams(*streams: IO[str]) -> None:
    """After a failed write: let what is still buffered go nowhere, so that Python's own flush at exit does not fail again, aloud.

    Both streams where none is named.
    """
    for stream in streams or (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def notice(text: str) -> None:
    """One line to people, on stderr: stdout carries the result only. Who asked for less is not told."""
    if not quiet.get():
        warn(text)


def warn(text: str) -> None:
    """The same of what nobody may miss: errors, warnings, what a question is about."""
    sys.stderr.write(shown(safe(text)) + "\n")


def confirm(context: AppContext, question: str, *, yes: bool) -> None:
    """Go on only if `--yes` was given or a person says yes.

    question: a translated sentence that ends in a question mark. Raises AmbiguousError where nobody is there to answer,
    RefusedError for a no.
    """
    if yes:
        return
    if not (context.terminal.stdin_tty and context.terminal.stderr_tty):
        raise AmbiguousError(N_("{question} No terminal to ask on: add --yes."), question=question)
    sys.stderr.write(f"{shown(safe(question))} [y/N] ")
    sys.stderr.flush()
    if not yes_or_no(sys.stdin.readline()):
        raise RefusedError(N_("Nothing changed."))


def ask(context: AppContext, question: str) -> str | None:
    """What a person answers, without spaces around it; None where nobody is there to answer.

    question: a translated sentence that ends in a question mark, or says in brackets what Enter means.
    """
    if not (context.terminal.stdin_tty and context.terminal.stderr_tty):
        return None
    sys.stderr.write(f"{shown(safe(question))} ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def choose(context: AppContext, question: str, choices: Sequence[str]) -> str | None:
    """Which of a few a person means, by its number; None for none of them, and where nobody is there to answer."""
    if not (context.terminal.stdin_tty and context.terminal.stderr_tty):
        return None
    warn(question)
    for number, choice in enumerate(choices, 1):
        warn(f"{number}  {choice}")
    answer = ask(context, _("Which? (Enter: none)"))
    return next((choice for number, choice in enumerate(choices, 1) if answer == str(number)), None)


def confirm_name(context: AppContext, question: str, name: str, *, given: str | None) -> None:
    """Go on only if the name was given by `--confirm`, or a person types it: for what cannot be undone.

    question: a translated sentence. Raises AmbiguousError where nobody is there to answer, RefusedError for another name.
    """
    if given is None:
        if not (context.terminal.stdin_tty and context.terminal.stderr_tty):
            raise AmbiguousError(N_("{question} No terminal to ask on: add --confirm NAME."), question=question)
        sys.stderr.write(f"{shown(safe(question))} ")
        sys.stderr.flush()
        given = sys.stdin.readline()
    if given.strip() != name:
        raise RefusedError(N_("That is not the name; nothing changed."))
