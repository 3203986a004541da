"""A command line imports only the command that it names; whichever it names, nothing is missing."""

import pkgutil

import pytest

from kcrm import cli, commands
from kcrm.shell.grammar import App
from kcrm.shell.tree import command_tree

# what is no command of its own: the screen of bare `kcrm`
NO_COMMANDS = {"today"}


def names(*argv):
    return set(command_tree(cli.build(list(argv))).later)


EVERYTHING = set(command_tree(cli.build()).later)


def test_every_module_of_commands_is_in_the_table():
    assert set(cli._MODULES) == {module.name for module in pkgutil.iter_modules(commands.__path__)} - NO_COMMANDS


@pytest.mark.parametrize("module", sorted(cli._MODULES))
def test_the_table_names_exactly_what_a_module_registers(module):
    app = App(help="x")
    cli.import_module(f"kcrm.commands.{module}").register(app)
    app.callback()(lambda: None)
    assert set(command_tree(app).later) == set(cli._MODULES[module])


@pytest.mark.parametrize("argv", [["due"], ["--db", "staff", "--lang=zh", "due", "--help"], ["--as", "S1", "due", "plan"]])
def test_only_the_command_named_is_built(argv):
    assert names(*argv) == {"due"}


def test_a_noun_has_all_its_verbs_though_two_modules_bring_them():
    staff = command_tree(cli.build(["staff", "list"])).get_command(None, "staff")
    assert {"list", "show", "add", "edit", "absent", "handover"} <= set(staff.later)


@pytest.mark.parametrize("argv", [["dew"], ["--help"], ["-h"], ["--db", "x.db", "--help"]])
def test_help_and_near_names_know_every_command(argv):
    assert names(*argv) == EVERYTHING


def test_bare_kcrm_needs_none():
    assert names() == names("--version") == set()
