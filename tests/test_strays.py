"""What newcomers type that is no command leads somewhere; help, more and less work everywhere."""

import pytest

from kcrm import cli
from kcrm.shell.grammar import KcrmGroup
from kcrm.shell.strays import _AT_ROOT, meant_perhaps
from kcrm.shell.tree import command_tree

ROOT = command_tree(cli.build())
NAMES = command_tree(cli.build([])).list_commands(None)


@pytest.mark.parametrize("line", sorted(set(_AT_ROOT.values())))
def test_every_word_leads_to_a_command_that_there_is(line):
    words = line.replace(" …", "").split()
    if words[0].startswith("--"):
        assert cli.main([*words]) == 0
        return
    command = ROOT.get_command(None, words[0])
    assert command is not None
    if isinstance(command, KcrmGroup):
        assert words[1] in command.later


def test_no_word_that_leads_to_a_command_is_one_itself_and_none_leads_two_ways():
    words = [word for group in _AT_ROOT for word in group.split()]
    assert set(words) & set(NAMES) == set()
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["today"], "kcrm due"),
        (["今日清单"], "kcrm due"),
        (["投诉"], "kcrm complaint list"),
        (["Search", "罗"], "kcrm find 罗"),
        (["find", "x"], None),
        (["查", "王 伟"], "kcrm find '王 伟'"),
        (["罗瑶"], "kcrm find 罗瑶"),
        (["C12"], "kcrm show C12"),
        (["19900001003"], "kcrm show 19900001003"),
        (["duee"], "kcrm due"),
        (["complaintt"], "kcrm complaint, kcrm campaign, kcrm completion"),
        (["客户列"], "kcrm customer list"),
        (["version"], "kcrm --version"),
        (["iam"], "kcrm me"),
        (["edit", "C3", "--phone", "x"], "kcrm customer edit C3 --phone x"),
        (["delete", "C3"], "kcrm undo"),
        (["customer", "search", "罗"], "kcrm find 罗, kcrm customer list"),
        (["customer", "new", "李娜"], "kcrm customer add 李娜"),
        (["customer", "C5"], "kcrm customer show C5"),
        (["customer", "删除", "C5"], "kcrm customer show 删除"),
        (["complaint", "new"], "kcrm complaint open"),
        (["complaint", "新增", "C5"], "kcrm complaint open C5"),
        (["complaint", "ls"], "kcrm complaint list"),
        (["complaint", "help"], "kcrm complaint --help"),
        (["call", "罗瑶"], "kcrm log 罗瑶 answered"),
        (["call", "new"], "kcrm call in"),
        (["segment", "rm", "老客户"], "kcrm segment delete 老客户"),
        (["help", "complaint", "opne"], "kcrm complaint open, kcrm complaint reopen"),
    ],
)
def test_what_a_newcomer_types_leads_to_the_command_that_is_meant(shell, typed, meant):
    result = shell.run(*typed)
    if meant is None:
        assert result.code == 3  # a command, and no database
        return
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[1] == f"Did you mean {meant}?"


def test_what_leads_nowhere_in_a_program_without_that_command_is_not_offered():
    assert meant_perhaps("kcrm", ["about"], ["search", "x"], ["about"]) == []
    assert meant_perhaps("kcrm", ["about"], ["aboot"], ["about"]) == ["kcrm about"]


# --- help ---


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_help_on_a_command_is_its_help(shell, tongue):
    shell.speaking(tongue)
    assert shell.ok("help").out == shell.ok("--help").out == shell.ok("help", "help").out
    assert shell.ok("help", "due").out == shell.ok("due", "--help").out
    assert shell.ok("--as", "S1", "help", "complaint", "open").out == shell.ok("complaint", "open", "--help").out
    assert shell.run("help", "nosuchthing").code == 2


def test_help_as_a_value_is_a_value(shell):
    shell.init()
    assert shell.run("find", "help").out == ""
    assert shell.run("--db", "help", "due").code == 3


# --- more and less ---


@pytest.mark.parametrize("argv", [["-V"], ["-V", "next"], ["next", "-V"], ["complaint", "open", "-V"]])
def test_the_version_is_told_everywhere(shell, argv):
    assert shell.ok(*argv).out == shell.ok("--version").out


@pytest.mark.parametrize("argv", [["-q", "due"], ["due", "--quiet"]])
def test_less_leaves_out_notices_and_keeps_result_and_errors(shell, argv):
    shell.init()
    assert shell.ok("due").err == "Nothing to do on Monday 2026-06-15.\n"
    assert shell.ok(*argv).err == ""
    assert shell.run("-q", "show", "C9").err == "kcrm: Nothing matches C9.\n"
    assert shell.ok("due").err == "Nothing to do on Monday 2026-06-15.\n"  # what one command was asked for is not asked of the next


@pytest.mark.parametrize("argv", [["-v", "due"], ["due", "-v"], ["due", "--verbose"]])
def test_more_says_which_database_who_acts_and_when(shell, argv):
    shell.init()
    said = "Database {db}; acting: {who}; 2026-06-15 08:30.\n"
    assert shell.ok(*argv).err.splitlines(keepends=True)[0] == said.format(db=shell.db, who="nobody")
    shell.ok("staff", "add", "S1", "李娜", "cs_specialist")
    assert said.format(db=shell.db, who="S1") in shell.ok("--as", "S1", *argv).err
    assert said.format(db=shell.db, who="nobody") in shell.ok("-v").err


def test_more_shows_every_column_of_a_list_beneath_each_other_where_the_screen_is_too_narrow(shell, monkeypatch):
    from kcrm.context import AppContext, Terminal
    from kcrm.render import emit
    from kcrm.shell.output import Output
    from kcrm.views import Column, View

    long = "保险到期提醒客户要求周末再打电话"  # 32 cells
    columns = (
        Column("id", "No."),
        Column("customer", "Customer"),
        Column("note", "Note", priority=1),
        Column("plate", "Plate", priority=2),
    )
    view = View("", columns, [("F1", "罗瑶", long, "皖A12345"), ("F2", "王伟", None, "皖B12345")])
    narrow = AppContext.of_environment({}, language="en").replace(terminal=Terminal(stdout_tty=True, width=40))
    written = []
    monkeypatch.setattr("kcrm.render._write_stdout", lambda pieces, utf8: written.append("".join(pieces)))
    emit(narrow.replace(more=True), view, Output())
    emit(narrow, view, Output())
    emit(narrow.replace(more=True, terminal=Terminal(stdout_tty=True, width=80)), view, Output())
    beneath, beside, wide = written
    assert beneath == (
        f"No.       F1\nCustomer  罗瑶\nNote      {long[:15]}\n          {long[15:]}\nPlate     皖A12345\n"
        "\nNo.       F2\nCustomer  王伟\nPlate     皖B12345\n"
    )
    assert "皖A12345" not in beside
    assert wide.splitlines()[1].split() == ["F1", "罗瑶", long, "皖A12345"]
