"""What the contract says of every command: help, version, more and less are asked for alike before it, after it and by name."""

from collections import Counter

import pytest

from kcrm import cli
from kcrm.shell.grammar import GLOBAL_OPTIONS
from kcrm.shell.tree import command_tree

GLOBAL = {name for option in GLOBAL_OPTIONS for name in option.opts} | {"-h", "--help"}


def every_command(command, words=()):
    yield words, command
    for name in getattr(command, "later", {}):
        yield from every_command(command.get_command(None, name), (*words, *name.split()))


COMMANDS = dict(every_command(command_tree(cli.build())))


def test_all_that_stands_in_the_contract_is_global():
    assert len(COMMANDS) > 150
    assert {"--db", "--lang", "--as", "--no-pager", "--version", "-V", "-h", "-v", "-q"} <= GLOBAL


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_has_a_name_twice_or_means_something_of_its_own_by_a_global_one(words):
    params = COMMANDS[words].params
    names = Counter(name for param in params for name in (*param.opts, *param.secondary_opts) if name.startswith("-"))
    assert [name for name, times in names.items() if times > 1] == []
    own = {name for param in params if param not in GLOBAL_OPTIONS for name in (*param.opts, *param.secondary_opts)}
    assert own & (GLOBAL - {"-h", "--help"}) == set()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_tells_the_version_and_its_help_on_either_side(shell, words):
    version = shell.ok("--version").out
    assert shell.ok(*words, "-V").out == shell.ok("-V", *words).out == version
    told = shell.ok(*words, "--help").out
    assert told.startswith(f"Usage: {' '.join(['kcrm', *words])} ")
    assert shell.ok("help", *words).out == shell.ok(*words, "-h").out == shell.ok("-v", "-q", *words, "-v", "-q", "--help").out == told
