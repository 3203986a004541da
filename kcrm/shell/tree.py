"""The command tree, built branch by branch: a command's options are read from its signature only when it is named.

Typer's own `get_command` builds every command of every group at once, 60 ms for 60 of them, which each call would pay for the one it needs.
So Typer is given each group without its commands, and `KcrmGroup.later` the ways to build them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial

from typer import _click
from typer.main import get_command_from_info, get_group_from_info
from typer.models import CommandInfo, TyperInfo

from kcrm.shell.grammar import App, KcrmGroup
from kcrm.shell.options import with_output


def command_tree(app: App) -> KcrmGroup:
    """The root, from which every command can be reached by its name."""
    return _group(TyperInfo(app))


def _group(info: TyperInfo) -> KcrmGroup:
    app = info.typer_instance
    assert isinstance(app, App), "a group is declared with App.noun"
    hollow, info = copy.copy(app), copy.copy(info)
    hollow.registered_commands, hollow.registered_groups = [], []
    info.typer_instance = hollow
    group = get_group_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None, suggest_commands=False)
    assert isinstance(group, KcrmGroup), "App sets cls=KcrmGroup"
    later: dict[str, Callable[[], _click.Command]] = {str(one.name): partial(_command, one) for one in app.registered_commands}
    later |= {str(one.name): partial(_group, one) for one in app.registered_groups}
    group.later, group.listed = later, app.summaries
    return group


def _command(info: CommandInfo) -> _click.Command:
    info = copy.copy(info)
    assert info.callback is not None, "a command is declared with App.verb"
    info.callback = with_output(info.callback)
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
