"""A command line imports only the command that it names; whichever it names, nothing is missing."""

import pkgutil

import pytest

from kcrm import cli, commands
from kcrm.front import PANELS
from kcrm.i18n import _, use_language
from kcrm.shell.grammar import App
from kcrm.shell.tree import command_tree
from kcrm.text import cells

# what is no command of its own: the screen of bare `kcrm`
NO_COMMANDS = {"today"}


def names(*argv):
    return set(command_tree(cli.build(list(argv))).later)


ALL = command_tree(cli.build())


ENTRIES = [entry for entries in PANELS.values() for entry in entries]
MODULES = {module: {entry.name for entry in ENTRIES if module in entry.modules} for entry in ENTRIES for module in entry.modules}


def test_every_module_of_commands_is_in_the_table():
    assert set(MODULES) == {module.name for module in pkgutil.iter_modules(commands.__path__)} - NO_COMMANDS


@pytest.mark.parametrize("module", sorted(MODULES))
def test_the_table_names_exactly_what_a_module_registers(module):
    app = App(help="x")
    cli.import_module(f"kcrm.commands.{module}").register(app)
    app.callback()(lambda: None)
    assert {name.split()[0] for name in command_tree(app).later} == MODULES[module]


@pytest.mark.parametrize(
    "argv", [["due"], ["--db", "staff", "--lang=zh", "due", "--help"], ["--as", "S1", "due", "plan"], ["-o", "json", "due"]]
)
def test_only_the_command_named_is_built(argv):
    assert names(*argv) == {"due"}


def test_a_noun_has_all_its_verbs_though_two_modules_bring_them():
    staff = command_tree(cli.build(["staff", "list"])).get_command(None, "staff")
    assert {"list", "show", "add", "edit", "absent", "handover"} <= set(staff.later)


def test_one_tree_serves_all_command_lines_of_a_process_in_either_language_and_keeps_nothing_of_them(capsys):
    first = command_tree(cli.build(["customer", "list"]))
    assert command_tree(cli.build(["--lang", "zh", "customer", "add", "王伟"])) is first
    said = []
    for argv in (["--help"], ["--lang", "zh", "--help"], ["--sort", "no", "--limit", "x"], ["--help"], ["--lang", "zh", "--help"]):
        cli.main(["customer", "list", *argv])
        said.append(capsys.readouterr())
    assert said[:2] == said[3:]
    assert said[0].out != said[1].out


@pytest.mark.parametrize("argv", [["dew"], ["--help"], ["-h"], ["--db", "x.db", "--help"], []])
def test_help_and_near_names_know_every_command_and_build_none(argv):
    root = command_tree(cli.build(argv))
    assert root.list_commands(None) == ALL.list_commands(None)
    assert root.later == {}


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_the_summaries_in_the_table_are_those_that_the_commands_have(tongue):
    with use_language(tongue):
        listed = dict(command_tree(cli.build([])).summaries(None))
        del listed["help"]  # read as the option of whatever is named
        assert listed == {name: _(ALL.get_command(None, name).help).partition("\n\n")[0] for name in ALL.later if " " not in name}


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_the_help_of_all_stands_in_eight_panels_a_line_a_command_at_eighty_columns(tongue, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.main(["--lang", tongue, "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    with use_language(tongue):
        headings = [_("{heading}:").format(heading=_(heading)) for heading in PANELS]
        told = [f"  {entry.name:11}  {_(entry.summary)}" for entry in ENTRIES]
    assert [line for line in lines if line in headings] == headings
    assert [line for line in lines if line in told] == told
    assert max(map(cells, lines)) <= 80


def test_bare_kcrm_needs_none():
    assert names() == names("--version") == set()
