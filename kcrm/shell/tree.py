"""The command tree, built branch by branch: a command's options are read from its signature only when it is named.

Typer's own `get_command` builds every command of every group at once, 60 ms for 60 of them, which each call would pay for the one it needs.
So Typer is given each group without its commands, and `KcrmGroup.later` the ways to build them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial

from kcrm.shell.grammar import App, KcrmGroup
from kcrm.shell.typer_inside import Command, CommandInfo, TyperInfo, command_of, group_of
from kcrm.shell.verbs import command_of_verb


def command_tree(app: App) -> KcrmGroup:
    """The root, from which every command can be reached by its name; once it is made it stays, with the branches that were asked for."""
    if app.tree is None:
        app.tree = _group(TyperInfo(app))
    return app.tree


def _group(info: TyperInfo) -> KcrmGroup:
    app = info.typer_instance
    assert isinstance(app, App), "a group is declared with App.noun"
    hollow, info = copy.copy(app), copy.copy(info)
    hollow.registered_commands, hollow.registered_groups = [], []
    info.typer_instance = hollow
    group = group_of(info)
    assert isinstance(group, KcrmGroup), "App sets cls=KcrmGroup"
    later: dict[str, Callable[[], Command]] = {str(one.name): partial(_command, one, app) for one in app.registered_commands}
    later |= {str(one.name): partial(_group, one) for one in app.registered_groups}
    group.later, group.panels = later, app.panels
    return group


def _command(info: CommandInfo, app: App) -> Command:
    info = copy.copy(info)
    assert info.callback is not None, "a command is declared with App.verb"
    info.callback = command_of_verb(info.callback, app.outputs[str(info.name)])
    return command_of(info)
