"""What the list of a noun is narrowed by: an option and the condition of its name."""

import pytest

from kcrm.cli import build
from kcrm.queries.sources.declared import source_of
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.records import add_list
from kcrm.shell.tree import command_tree
from kcrm.shell.typed import Typed

LISTED = {
    SheetKind.CUSTOMERS: "customer",
    SheetKind.VEHICLES: "vehicle",
    SheetKind.ORDERS: "order",
    SheetKind.OPPORTUNITIES: "opportunity",
    SheetKind.NEEDS: "need",
}


@pytest.mark.parametrize(("kind", "noun"), LISTED.items())
def test_each_condition_of_a_source_has_its_option(kind, noun):
    command = command_tree(build()).get_command(None, noun).get_command(None, "list")
    assert source_of(kind).narrowed.keys() <= {param.name for param in command.params}


def test_an_option_that_would_narrow_nothing_is_not_taken():
    unknown = Typed("colour", "--colour", "COLOUR", "The colour.")
    with pytest.raises(AssertionError, match="colour"):
        add_list(App(help="help"), SheetKind.VEHICLES, (unknown,), help="List vehicles.")


@pytest.mark.parametrize(
    "argv",
    [
        ("opportunity", "list", "--customer", ""),
        ("need", "list", "--what", ""),
        ("order", "list", "--vehicle", ""),
        ("opportunity", "list", "--state", ""),
        ("call", "list", "--about", ""),
        ("complaint", "list", "--owner", ""),
        ("survey", "list", "--customer", ""),
    ],
)
def test_an_empty_text_narrows_nothing_and_is_refused(desk, argv):
    """As of an unset variable in a script, which would otherwise list everything."""
    result = desk.run(*argv)
    assert (result.code, result.out, result.err) == (2, "", f"kcrm: {argv[2]}: the text is empty.\n")
