"""What every verb has around it: its output's options, the open database, its result shown, its dry run told."""

import inspect
import json
from types import SimpleNamespace

import pytest
import typer

from kcrm.actions.session import Session
from kcrm.context import OutputFormat
from kcrm.errors import ExitCode, NotFoundError, RefusedError
from kcrm.shell.options import LISTED, PRINTED, WHOLLY_LISTED
from kcrm.shell.output import Output
from kcrm.shell.verbs import Result, command_of_verb
from kcrm.views import Column, View
from tests.small_app import at_a_terminal

ANIMALS = View("", (Column("name", "Name"),), [("cat",)])
JSON = {"format": OutputFormat.JSON}


def run(verb, options=PRINTED, *, context=None, **given):
    """The verb as Typer calls it, with what its output's options would be where nothing was typed."""
    typed = {option.name: option.default for option in options}
    return command_of_verb(verb, options)(ctx=SimpleNamespace(obj=context or at_a_terminal()), **(typed | given))


def test_the_options_of_output_come_after_its_own():
    def verb(customer: str = "", *, output: Output, loud: bool = False) -> None: ...

    assert list(inspect.signature(command_of_verb(verb, LISTED)).parameters) == [
        *("ctx", "customer", "loud", "format", "limit", "sort", "columns", "headings", "to", "bom", "reveal", "because"),
    ]


def test_what_was_typed_arrives_as_one_output():
    given = []

    def verb(customer: str = "", *, output: Output, loud: bool = False) -> None:
        given.append((customer, output, loud))

    run(verb, LISTED, customer="C1", format=OutputFormat.CSV, limit=3, sort="-name", columns="id", bom=True, loud=True)
    assert given == [("C1", Output(OutputFormat.CSV, 3, "-name", None, bom=True, columns="id"), True)]


@pytest.mark.parametrize(("options", "limit"), [(LISTED, None), (WHOLLY_LISTED, 0)])
def test_a_list_says_how_many_rows_it_shows_by_default(options, limit):
    def verb() -> None: ...

    assert inspect.signature(command_of_verb(verb, options)).parameters["limit"].default == limit


def test_without_the_option_to_ask_for_more_all_rows_are_shown():
    given = []

    def verb(output: Output) -> None:
        given.append(output)

    run(verb)
    assert given == [Output(limit=0)]


def test_a_view_that_is_returned_is_written_as_the_options_say(capsys):
    def verb() -> View:
        return ANIMALS

    run(verb, **JSON)
    assert json.loads(capsys.readouterr().out) == [{"name": "cat"}]


def test_a_result_says_more_and_shows_what_stands_beneath(capsys):
    def verb() -> Result:
        return Result(ANIMALS, ["It purrs."], below=ANIMALS)

    run(verb, **JSON)
    written = capsys.readouterr()
    assert written.out.count('{"name": "cat"}') == 2
    assert written.err == "It purrs.\n"


def test_a_result_may_be_written_otherwise_than_was_typed(capsys):
    def verb() -> Result:
        return Result(ANIMALS, output=Output(OutputFormat.CSV), below="drawn\n")

    run(verb, **JSON)
    assert capsys.readouterr().out == "name\ncat\ndrawn\n"


def test_an_error_is_raised_once_the_result_stands(capsys):
    def verb(dry_run: bool = False) -> Result:
        return Result(ANIMALS, ["It purrs."], error=RefusedError("no"))

    with pytest.raises(RefusedError):
        run(verb, **JSON, dry_run=True)
    written = capsys.readouterr()
    assert json.loads(written.out) == [{"name": "cat"}]
    assert written.err == "It purrs.\n"  # of what was refused nobody says that it was tried only


def test_a_code_ends_the_process_with_it():
    def verb() -> Result:
        return Result(ANIMALS, code=ExitCode.DUE)

    with pytest.raises(typer.Exit) as left:
        run(verb)
    assert left.value.exit_code == 10


@pytest.mark.parametrize("found", [None, ANIMALS])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_dry_run_is_told_and_nothing_else(capsys, found, dry_run):
    def verb(dry_run: bool = False) -> View | None:
        return found

    run(verb, **JSON, dry_run=dry_run)
    assert ("Dry run: nothing was written.\n" in capsys.readouterr().err) is dry_run


def test_the_database_is_opened_for_a_verb_that_asks_for_its_session_only(tmp_path):
    context = at_a_terminal().replace(db=tmp_path / "none.db")

    def reads(session: Session) -> None: ...

    def does_without() -> None: ...

    run(does_without, context=context)
    with pytest.raises(NotFoundError):
        run(reads, context=context)
