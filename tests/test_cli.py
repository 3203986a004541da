"""The shell around the commands: grammar, global options, errors and exit codes, in both languages.

A small set of commands that touch no database stands in for the real ones; `kcrm.cli.run` treats any set alike.
"""

import io
import json
import os
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from small_app import Fruit, at_a_terminal, small_app

import kcrm
from kcrm import cli
from kcrm.errors import DatabaseError, RefusedError
from kcrm.i18n import use_language
from kcrm.shell import console
from kcrm.shell.paramtypes import Choice, Whole
from kcrm.shell.tree import command_tree

ROOT = Path(kcrm.__file__).parent.parent


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch, tmp_path):
    for name in [*os.environ]:
        if name.startswith("KCRM_") or name in {"LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("KCRM_NOW", "2026-03-04T09:30")


@pytest.fixture
def run(capsys):
    """(exit code, stdout, stderr) of the small set of commands."""

    def _run(*argv):
        code = cli.run(small_app(), argv)
        out, err = capsys.readouterr()
        return code, out, err

    return _run


def about(run, *argv):
    code, out, err = run(*argv)
    assert (code, err) == (0, "")
    return json.loads(out)


# --- global options ---


def test_the_version_is_that_of_the_package(run):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert run("--version") == (0, f"kcrm {project['version']}\n", "")
    assert run("about", "--version") == (0, f"kcrm {project['version']}\n", "")


def test_global_options_work_before_and_after_the_verb(run):
    before = about(run, "--db", "/x/a.db", "--as", "E7", "about", "-o", "json")
    after = about(run, "about", "-o", "json", "--db", "/x/a.db", "--as", "E7")
    assert before == after
    assert (before["db"], before["staff"]) == ("/x/a.db", "E7")


def test_what_stands_after_the_verb_beats_what_stands_before_and_both_beat_the_environment(run, monkeypatch):
    monkeypatch.setenv("KCRM_DB", "/x/env.db")
    monkeypatch.setenv("KCRM_STAFF", "E1")
    assert about(run, "about", "-o", "json")["db"] == "/x/env.db"
    assert about(run, "about", "-o", "json")["staff"] == "E1"
    assert about(run, "--db", "/x/before.db", "about", "-o", "json")["db"] == "/x/before.db"
    assert about(run, "--db", "/x/before.db", "about", "--db", "/x/after.db", "-o", "json")["db"] == "/x/after.db"


def test_the_default_database_lies_in_the_users_data_folder(run, tmp_path):
    assert about(run, "about", "-o", "json")["db"] == str(tmp_path / "data" / "kcrm" / "kcrm.db")


def test_kcrm_now_without_an_offset_is_in_the_policys_zone_and_with_one_is_brought_there(run, monkeypatch):
    monkeypatch.setenv("KCRM_NOW", "2026-03-04T09:30")
    assert about(run, "about", "-o", "json")["now"] == "2026-03-04T09:30:00+08:00"
    monkeypatch.setenv("KCRM_NOW", "2026-03-04T20:30Z")  # 04:30 of the next day in Shanghai
    assert about(run, "about", "-o", "json")["today"] == "2026-03-05"


@pytest.mark.parametrize(
    ("name", "value"), [("KCRM_NOW", "soon"), ("KCRM_NOW", "0001-01-01"), ("KCRM_TZ", "Mars/Base"), ("KCRM_TZ", "../etc")]
)
def test_a_malformed_variable_is_a_usage_error_that_names_it(run, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    code, out, err = run("about")
    assert (code, out) == (2, "")
    assert err.startswith(f"kcrm: {name}: {value} ")


def test_bare_kcrm_is_a_command_of_its_own(run):
    assert run() == (0, "bare\n", "")
    assert run("--lang", "zh") == (0, "bare\n", "")


def test_bare_kcrm_succeeds_without_a_database_and_says_how_to_make_one(capsys, monkeypatch):
    monkeypatch.setenv("KCRM_NOW", "2026-03-04T09:30")
    assert cli.main([]) == 0
    out, err = capsys.readouterr()
    assert "2026-03-04" in out
    assert "kcrm init" in err


# --- usage errors ---


@pytest.mark.parametrize(
    ("argv", "english", "chinese"),
    [
        (
            ["aboot"],
            "kcrm: There is no command kcrm aboot.\nDid you mean kcrm about?\nSee: kcrm --help\n",
            "kcrm: 没有命令 kcrm aboot。\n您是不是要找：kcrm about？\n请看：kcrm --help\n",
        ),
        (
            ["about", "--limt", "3"],
            "kcrm: There is no option --limt for kcrm about.\nDid you mean --limit?\nSee: kcrm about --help\n",
            "kcrm: kcrm about 没有选项 --limt。\n您是不是要找：--limit？\n请看：kcrm about --help\n",
        ),
        (
            ["about", "-5%"],
            "kcrm: -5 looks like an option. Put a value that begins with a minus at the end, after --.\nSee: kcrm about --help\n",
            "kcrm: -5 被当作选项。以减号开头的值请放在最后、-- 之后。\n请看：kcrm about --help\n",
        ),
        (
            ["about", "-o", "jsn"],
            "kcrm: --format: jsn is not one of: table, plain, csv, tsv, json, jsonl, md, html, xlsx.\nDid you mean json, jsonl?\n",
            "kcrm: --format：jsn 不在可选值之内：table, plain, csv, tsv, json, jsonl, md, html, xlsx。\n您是不是要找：json、jsonl？\n",
        ),
        (["about", "--limit", "ten"], "kcrm: --limit: ten is not a whole number.\n", "kcrm: --limit：ten 不是整数。\n"),
        (["choose", "me", "--fruit", "pear", "--count", "0"], "kcrm: --count: 0 is less than 1.\n", "kcrm: --count：0 小于 1。\n"),
        (["choose", "me", "--fruit", "pear", "--count", "12"], "kcrm: --count: 12 is more than 9.\n", "kcrm: --count：12 大于 9。\n"),
        (
            ["choose", "--fruit", "pear"],
            "kcrm: kcrm choose: missing argument WHO.\nSee: kcrm choose --help\n",
            "kcrm: kcrm choose：缺少参数 WHO。\n请看：kcrm choose --help\n",
        ),
        (
            ["choose", "me"],
            "kcrm: kcrm choose: missing option --fruit.\nSee: kcrm choose --help\n",
            "kcrm: kcrm choose：缺少 --fruit。\n请看：kcrm choose --help\n",
        ),
        (
            ["choose", "me", "you", "--fruit", "pear"],
            "kcrm: kcrm choose: unexpected argument you.\nSee: kcrm choose --help\n",
            "kcrm: kcrm choose：多余的参数：you。\n请看：kcrm choose --help\n",
        ),
        (
            ["choose", "me", "--fruit"],
            "kcrm: kcrm choose: --fruit needs a value.\nSee: kcrm choose --help\n",
            "kcrm: kcrm choose：--fruit 需要一个值。\n请看：kcrm choose --help\n",
        ),
        (
            ["choose", "me", "--loud=1"],
            "kcrm: kcrm choose: --loud takes no value.\nSee: kcrm choose --help\n",
            "kcrm: kcrm choose：--loud 不带值。\n请看：kcrm choose --help\n",
        ),
        (
            ["animal"],
            "kcrm: kcrm animal needs a verb: list.\nSee: kcrm animal --help\n",
            "kcrm: kcrm animal：请指明要做什么：list。\n请看：kcrm animal --help\n",
        ),
        (
            ["animal", "lst"],
            "kcrm: There is no command kcrm animal lst.\nDid you mean kcrm animal list?\nSee: kcrm animal --help\n",
            "kcrm: 没有命令 kcrm animal lst。\n您是不是要找：kcrm animal list？\n请看：kcrm animal --help\n",
        ),
        (["--db", "", "about"], "kcrm: --db: the file name is empty.\n", "kcrm: --db：文件名为空。\n"),
    ],
)
def test_a_usage_error_says_what_to_try_in_both_languages(run, argv, english, chinese):
    assert run(*argv) == (2, "", english)
    assert run("--lang", "zh", *argv) == (2, "", chinese)


def test_an_option_that_may_be_given_several_times_checks_each(run):
    assert run("several", "--fruit", "pear", "--fruit", "apple") == (0, f"{[Fruit.PEAR, Fruit.APPLE]}\n", "")
    assert run("several") == (0, "None\n", "")
    assert (
        run("several", "--fruit", "pear", "--fruit", "aple")[2] == "kcrm: --fruit: aple is not one of: apple, pear.\nDid you mean apple?\n"
    )


def test_a_malformed_language_is_a_usage_error(run):
    assert run("about", "--lang", "fr") == (2, "", "kcrm: --lang: fr is not a language kcrm has. Choose en or zh.\n")
    assert run("about", "--lang") == (2, "", "kcrm: kcrm about: --lang needs a value.\nSee: kcrm about --help\n")


def test_escape_sequences_in_arguments_are_shown_and_not_obeyed(run):
    _code, _out, err = run("\x1b[31mred\n")
    assert err.startswith("kcrm: There is no command kcrm \\x1b[31mred\\n.\n")


# --- help ---


def test_help_is_english_throughout(run):
    code, out, err = run("choose", "-h")
    assert (code, err) == (0, "")
    assert out == (
        "Usage: kcrm choose [OPTIONS] {WHO}\n"
        "\n"
        "  Show the version and exit.\n"
        "\n"
        "Arguments:\n"
        "  WHO  Today [required]\n"
        "\n"
        "Options:\n"
        "  --fruit FRUIT  Database [one of: apple pear; required]\n"
        "  --count COUNT  Today [default: 1]\n"
        "  --loud         Today\n"
        "\n"
        "Global options:\n"
        "  --db PATH         The database file (KCRM_DB).\n"
        "  --lang en|zh      The language (KCRM_LANG, else the locale).\n"
        "  --as EMPLOYEE_NO  Act as this employee number (KCRM_STAFF).\n"
        "  --no-pager        Print long results without a pager (PAGER).\n"
        "  -v, --verbose     Show more: the whole record, every column, stacked if\n"
        "                    needed; the database, and who acts.\n"
        "  -q, --quiet       Show less: the result, warnings and errors, without\n"
        "                    notices and hints.\n"
        "  -V, --version     Show the version and exit.\n"
        "  -h, --help        Show this message and exit.\n"
    )


def test_help_is_chinese_throughout_even_when_the_language_follows_the_verb(run):
    code, out, err = run("choose", "--help", "--lang", "zh")
    assert (code, err) == (0, "")
    assert out == (
        "用法：kcrm choose [选项] {WHO}\n"
        "\n"
        "  显示版本并退出。\n"
        "\n"
        "参数：\n"
        "  WHO  今天 [必填]\n"
        "\n"
        "选项：\n"
        "  --fruit FRUIT  数据库 [可选：apple pear; 必填]\n"
        "  --count COUNT  今天 [默认：1]\n"
        "  --loud         今天\n"
        "\n"
        "全局选项：\n"
        "  --db PATH         数据库文件（KCRM_DB）。\n"
        "  --lang en|zh      语言（KCRM_LANG，否则按系统语言）。\n"
        "  --as EMPLOYEE_NO  操作人的工号（KCRM_STAFF）。\n"
        "  --no-pager        结果再长也直接显示，不用分页程序（PAGER）。\n"
        "  -v, --verbose     多显示一些：整条记录、所有列（必要时竖排），以及用的是哪个\n"
        "                    数据库、谁在操作。\n"
        "  -q, --quiet       少显示一些：只留结果、警告和报错，不要提示。\n"
        "  -V, --version     显示版本并退出。\n"
        "  -h, --help        显示本帮助并退出。\n"
    )


def test_a_groups_help_lists_its_commands_before_the_global_options(run):
    _code, out, _err = run("--help")
    assert out.index("\nCommands:\n  about    Show the version and exit.\n") < out.index("\nGlobal options:\n")
    assert "  animal   Today\n" in out
    _code, out, _err = run("--lang=zh", "animal", "--help")
    assert "\n命令：\n  list  数据库\n" in out


def every_command(command, path="kcrm"):
    yield path, command
    for name in getattr(command, "later", {}):
        yield from every_command(command.get_command(None, name), f"{path} {name}")


def test_every_word_of_every_commands_help_is_in_the_catalogue():
    import catalogue

    known = {message.id for message in catalogue.stored()}
    for path, command in every_command(command_tree(cli.build())):
        texts = [command.help, *(param.help for param in command.params)]
        assert all(texts), f"{path} has a parameter without help"
        assert set(texts) <= known, f"{path}: {set(texts) - known} is not marked with N_"


def test_every_parameter_is_of_a_type_whose_errors_are_kcrms_own():
    from typer._click import types
    from typer.models import TyperPath

    for path, command in every_command(command_tree(cli.build())):
        for param in command.params:
            parts = param.type.types if isinstance(param.type, types.Tuple) else [param.type]
            for kind in parts:
                assert isinstance(kind, Choice | Whole | types.StringParamType | types.BoolParamType | TyperPath), f"{path}: {param.opts}"
            if isinstance(param.type, TyperPath):
                assert not param.type.exists, f"{path}: {param.opts} would be checked in Click's words"


# --- exit codes ---


def test_a_kcrm_error_is_said_with_its_near_names_and_its_hint_and_cannot_move_the_cursor(run):
    assert run("fail", "missing") == (
        3,
        "",
        "kcrm: C\\x1b[31m9\\n: permission denied.\nDid you mean C1, C2?\nSee: kcrm --help\n",
    )
    assert run("--lang", "zh", "fail", "missing") == (
        3,
        "",
        "kcrm: C\\x1b[31m9\\n：没有权限。\n您是不是要找：C1、C2？\n请看：kcrm --help\n",
    )


@pytest.mark.parametrize(
    ("kind", "code", "err"),
    [
        ("ambiguous", 4, "kcrm: two\n"),
        ("refused", 5, "kcrm: no\n"),
        ("database", 6, "kcrm: damaged\n"),
        ("full", 1, "kcrm: /data/list.csv: the disk is full. Free some space and try again.\n"),
        ("longname", 2, "kcrm: /data/xxx.csv: the name is too long.\n"),
        ("nofile", 3, "kcrm: list.csv: no such file or folder.\n"),
        ("odd", 1, "kcrm: standard output: odd.\n"),
        (
            "bug",
            1,
            ("kcrm: Internal error in kcrm: ZeroDivisionError: division by zero\nSet KCRM_DEBUG=1 for the traceback, and report it.\n"),
        ),
        ("interrupt", 130, "\n"),
        ("due", 10, ""),
    ],
)
def test_each_failure_has_its_exit_code_and_its_words(run, kind, code, err):
    assert run("fail", kind) == (code, "", err)


def test_a_traceback_is_shown_only_when_it_is_asked_for(run, monkeypatch):
    monkeypatch.setenv("KCRM_DEBUG", "1")
    code, _out, err = run("fail", "bug")
    assert code == 1
    assert err.startswith("Traceback (most recent call last):")
    assert "ZeroDivisionError: division by zero\nkcrm: Internal error" in err


def test_what_sqlite_says_is_explained_with_the_file_of_this_very_command(run, monkeypatch):
    def explain(error, path):
        return DatabaseError("{path}: {error}", path=path, error=error)

    monkeypatch.setitem(sys.modules, "kcrm.db", SimpleNamespace(explain=explain))
    assert run("fail", "sqlite", "--db", "/x/a.db") == (6, "", "kcrm: /x/a.db: database is locked\n")


def test_a_question_without_a_terminal_ends_in_exit_4_naming_the_flag_that_answers_it(run):
    code, out, err = run("sure")
    assert (code, out) == (4, "")
    assert "--yes" in err
    assert run("sure", "-y") == (0, "done\n", "")


@pytest.mark.parametrize(("tongue", "answer"), [("en", "y\n"), ("en", "YES\n"), ("zh", "是\n"), ("zh", "y\n")])
def test_a_question_is_answered_with_yes_in_either_language(monkeypatch, capsys, tongue, answer):
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    with use_language(tongue):
        console.confirm(at_a_terminal(), "Really?", yes=False)
    assert capsys.readouterr() == ("", "Really? [y/N] ")


@pytest.mark.parametrize("answer", ["\n", "", "n\n", "maybe\n"])
def test_any_other_answer_changes_nothing(monkeypatch, answer):
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    with pytest.raises(RefusedError, match="Nothing changed"):
        console.confirm(at_a_terminal(), "Really?", yes=False)


def test_a_zero_byte_is_refused_wherever_it_stands():
    assert cli.main(["find", "a\0b"]) == 2
    assert cli.main(["--db", "a\0b", "db", "info"]) == 2
