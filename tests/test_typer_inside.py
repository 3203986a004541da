"""Each thing that kcrm takes of Typer's inside, and what breaks without it: what to look at when a newer Typer fails here."""

import inspect

import pytest
import typer
from small_app import small_app

from kcrm.shell import typer_inside as inside
from kcrm.shell.tree import command_tree


def callback(name: str, days: int = 3) -> None:
    """Greet."""


def info(**more):
    return inside.CommandInfo("greet", callback=callback, cls=inside.TyperCommand, help="Greet.", **more)


def test_every_name_is_tested_here():
    tested = inspect.getsource(inspect.getmodule(test_every_name_is_tested_here))
    assert [name for name in inside.__all__ if f"inside.{name}" not in tested] == []


def test_nothing_else_of_kcrm_reaches_into_typer():
    from pathlib import Path

    import kcrm

    for path in Path(kcrm.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name != "typer_inside.py":
            assert "typer._" not in text, path
            assert "typer.core" not in text, path
            assert "typer.main" not in text, path
            assert "typer.models" not in text, path
            assert "import _click" not in text, path


def test_a_command_is_built_of_its_declaration_so_that_only_the_one_named_is_built():
    command = inside.command_of(info())
    assert isinstance(command, inside.TyperCommand)
    assert isinstance(command, inside.Command)
    assert [param.name for param in command.params] == ["name", "days"]
    assert isinstance(command.params[0], inside.TyperArgument)
    assert isinstance(command.params[1], inside.TyperOption)
    assert all(isinstance(param, inside.Parameter) for param in command.params)


def test_a_group_is_built_without_its_commands_where_its_typer_has_none():
    app = typer.Typer(cls=inside.TyperGroup)
    app.callback(invoke_without_command=True)(lambda: None)
    group = inside.group_of(inside.TyperInfo(app, name="noun", help="A noun."))
    assert isinstance(group, inside.TyperGroup)
    assert list(group.commands) == []


def test_the_types_whose_errors_are_said_in_kcrms_words_are_those_that_typer_gives_parameters():
    command = inside.command_of(info())
    assert isinstance(command.params[1].type, inside.IntParamType)
    assert issubclass(inside.IntParamType, inside.ParamType)

    def ranged(days: int = typer.Option(3, min=1, max=9)) -> None: ...

    declared = inside.command_of(inside.CommandInfo("x", callback=ranged, cls=inside.TyperCommand)).params[0].type
    assert isinstance(declared, inside.IntRange)
    assert (declared.min, declared.max) == (1, 9)


def test_words_to_choose_among_are_the_choice_whose_convert_is_overridden():
    from enum import StrEnum

    class Level(StrEnum):
        LOW = "low"

    def chosen(level: Level) -> None: ...

    kind = inside.command_of(inside.CommandInfo("x", callback=chosen, cls=inside.TyperCommand)).params[0].type
    assert isinstance(kind, inside.TyperChoice)
    assert [getattr(choice, "value", choice) for choice in kind.choices] == ["low"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--nothing"], inside.exceptions.NoSuchOption),
        ([], inside.exceptions.MissingParameter),
        (["x", "--days", "y"], inside.exceptions.BadParameter),
        (["x", "--days"], inside.exceptions.BadOptionUsage),
    ],
)
def test_what_is_wrong_on_a_command_line_is_told_apart_by_these_errors(words, error):
    with pytest.raises(error) as raised:
        inside.command_of(info()).make_context("greet", words)
    assert isinstance(raised.value, inside.ClickException)
    assert isinstance(raised.value, inside.exceptions.UsageError)


def test_help_is_written_through_a_formatter_that_knows_its_width():
    formatter = inside.HelpFormatter(width=72)
    formatter.write("Usage\n")
    assert (formatter.width, formatter.getvalue()) == (72, "Usage\n")


def test_a_context_has_its_path_its_parent_and_the_object_that_global_options_change():
    command = inside.command_of(info())
    ctx = command.make_context("greet", ["x"], obj="given")
    assert isinstance(ctx, inside.Context)
    assert (ctx.command_path, ctx.parent, ctx.obj, ctx.command) == ("greet", None, "given", command)
    assert ctx.params == {"name": "x", "days": 3}


def test_completion_asks_the_parser_what_the_next_word_is_for():
    root = command_tree(small_app())
    _ctx, wanted, start = inside.waiting_for(root, {}, "kcrm", [], "ab")
    assert isinstance(wanted, inside.TyperGroup)
    assert start == "ab"
    option = inside.command_of(info())
    _ctx, wanted, start = inside.waiting_for(option, {}, "greet", ["x", "--days"], "")
    assert getattr(wanted, "name", None) == "days"
    _ctx, wanted, start = inside.waiting_for(option, {}, "greet", [], "--days=4")
    assert (getattr(wanted, "name", None), start) == ("days", "4")
