"""What kcrm takes of Typer that Typer does not promise to keep: all of it here, so that a newer one is this file's work.

From 0.26 on Typer carries its own copy of Click, `typer._click`; `import click` would be another library with other classes.
kcrm builds on that copy's nodes, parameters and errors to say help and errors in two languages, builds its tree a branch at a time, and
completes command lines by its parser. `tests/test_typer_inside.py` has a test for each name and says what breaks without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from typer import _click
from typer._click import exceptions
from typer._click.exceptions import ClickException
from typer._click.formatting import HelpFormatter
from typer._click.types import IntParamType, IntRange, ParamType
from typer._types import TyperChoice
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info, get_group_from_info
from typer.models import CommandInfo, TyperInfo

__all__ = [
    "ClickException",
    "Command",
    "CommandInfo",
    "Context",
    "HelpFormatter",
    "IntParamType",
    "IntRange",
    "ParamType",
    "Parameter",
    "TyperArgument",
    "TyperChoice",
    "TyperCommand",
    "TyperGroup",
    "TyperInfo",
    "TyperOption",
    "command_of",
    "exceptions",
    "group_of",
    "waiting_for",
]

Command = _click.Command
Context = _click.Context
Parameter = _click.Parameter


def command_of(info: CommandInfo) -> Command:
    """The command that was declared: its options are read from its signature now."""
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)


def group_of(info: TyperInfo) -> TyperGroup:
    """The group that was declared, with the commands and groups that its Typer has."""
    return get_group_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None, suggest_commands=False)


def waiting_for(root: Command, given: Mapping[str, Any], program: str, words: Sequence[str], start: str) -> tuple[Context, object, str]:
    """After these words, where the command line stands, which parameter or command the next one is for, and how it begins.

    given: attributes of the context. start: what is typed of the next word; of `--db=x` only the value comes back.
    """
    from typer._click.shell_completion import _resolve_context, _resolve_incomplete  # noqa: PLC0415 - the Tab key alone needs it

    ctx = _resolve_context(root, dict(given), program, list(words))
    wanted, start = _resolve_incomplete(ctx, list(words), start)
    return ctx, wanted, start
