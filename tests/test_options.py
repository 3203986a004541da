"""One parameter of a command becomes the options of output."""

import inspect

import pytest

from kcrm.context import OutputFormat
from kcrm.shell.options import Listed, Printed, WhollyListed, with_output
from kcrm.shell.output import Output


def listing(customer: str = "", *, output: Listed, loud: bool = False) -> None:
    given.append((customer, output, loud))


given: list[tuple[str, Output, bool]] = []


def test_the_options_stand_where_the_parameter_stood():
    assert list(inspect.signature(with_output(listing)).parameters) == [
        *("customer", "format", "limit", "sort", "columns", "headings", "to", "bom", "loud"),
    ]


def test_what_was_typed_arrives_as_one_output():
    given.clear()
    with_output(listing)(
        customer="C1", format=OutputFormat.CSV, limit=3, sort="-name", columns="id", headings=None, to=None, bom=True, loud=True
    )
    assert given == [("C1", Output(OutputFormat.CSV, 3, "-name", None, bom=True, columns="id"), True)]


@pytest.mark.parametrize(("alias", "limit"), [(Listed, None), (WhollyListed, 0)])
def test_a_list_says_how_many_rows_it_shows_by_default(alias, limit):
    def command(output: alias) -> None: ...

    assert inspect.signature(with_output(command)).parameters["limit"].default == limit


def test_a_command_offers_only_the_options_of_its_alias():
    def command(output: Printed) -> None: ...

    assert list(inspect.signature(with_output(command)).parameters) == ["format"]


def test_without_the_option_to_ask_for_more_all_rows_are_shown():
    given.clear()

    def command(output: Printed) -> None:
        given.append(("", output, False))

    with_output(command)(format=None)
    assert given == [("", Output(limit=0), False)]


def test_a_command_without_such_a_parameter_stays_itself():
    def command(customer: str) -> None: ...

    assert with_output(command) is command
