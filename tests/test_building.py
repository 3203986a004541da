"""A command line imports only the command that it names; whichever it names, nothing is missing."""

import pkgutil

import pytest

from kcrm import cli, commands
from kcrm.i18n import _, use_language
from kcrm.shell.grammar import App, KcrmGroup
from kcrm.shell.tree import command_tree

# what is no command of its own: the screen of bare `kcrm`
NO_COMMANDS = {"today"}


def names(*argv):
    return set(command_tree(cli.build(list(argv))).later)


ALL = command_tree(cli.build())


def test_every_module_of_commands_is_in_the_table():
    assert set(cli._MODULES) == {module.name for module in pkgutil.iter_modules(commands.__path__)} - NO_COMMANDS


@pytest.mark.parametrize("module", sorted(cli._MODULES))
def test_the_table_names_exactly_what_a_module_registers(module):
    app = App(help="x")
    cli.import_module(f"kcrm.commands.{module}").register(app)
    app.callback()(lambda: None)
    assert set(command_tree(app).later) == set(cli._MODULES[module])


@pytest.mark.parametrize(
    "argv", [["due"], ["--db", "staff", "--lang=zh", "due", "--help"], ["--as", "S1", "due", "plan"], ["-o", "json", "due"]]
)
def test_only_the_command_named_is_built(argv):
    assert names(*argv) == {"due"}


def test_a_noun_has_all_its_verbs_though_two_modules_bring_them():
    staff = command_tree(cli.build(["staff", "list"])).get_command(None, "staff")
    assert {"list", "show", "add", "edit", "absent", "handover"} <= set(staff.later)


@pytest.mark.parametrize("argv", [["dew"], ["--help"], ["-h"], ["--db", "x.db", "--help"], []])
def test_help_and_near_names_know_every_command_and_build_none(argv):
    root = command_tree(cli.build(argv))
    assert root.list_commands(None) == ALL.list_commands(None)
    assert root.later == {}


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_the_summaries_in_the_table_are_those_that_the_commands_have(tongue):
    with use_language(tongue):
        listed = dict(command_tree(cli.build([])).summaries(None))
        assert listed == {name: _(ALL.get_command(None, name).help).partition("\n\n")[0] for name in ALL.later}
    verbs = [name for name in ALL.later if not isinstance(ALL.get_command(None, name), KcrmGroup)]
    assert list(listed) == [*verbs, *(name for name in ALL.later if name not in verbs)]


def test_bare_kcrm_needs_none():
    assert names() == names("--version") == set()
