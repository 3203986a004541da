"""Options whose text is read once there is a session: what a step of a complaint takes, what a list is narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import Parameter
from typing import Annotated, Any

import typer

from kcrm.actions.edits import value_of
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_period
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.signatures import Command, in_place_of
from kcrm.views.vocabulary import meant

Read = Callable[[Session, str], object]
"""What a text means, typed in a session. Raises UsageError, or as `select` does."""


class Typed(NamedTuple):
    """What is typed for a value. flag: as typed, or the placeholder of an argument. metavar: "" of a switch, which has nothing to read.

    default: as if it had been typed.
    """

    name: str
    flag: str
    metavar: str
    help: str
    read: Read = lambda _session, text: text
    required: bool = False
    default: str | None = None

    @property
    def parameter(self) -> Parameter:
        """As Typer wants it."""
        if not self.metavar:
            switch = typer.Option(self.flag, help=self.help)
            return Parameter(self.name, Parameter.KEYWORD_ONLY, default=False, annotation=Annotated[bool, switch])
        declared = (
            typer.Option(*self.flag.split(), metavar=self.metavar, help=self.help)
            if self.flag.startswith("-")
            else typer.Argument(metavar=self.metavar, help=self.help)
        )
        if self.required:
            return Parameter(self.name, Parameter.KEYWORD_ONLY, annotation=Annotated[str, declared])
        return Parameter(self.name, Parameter.KEYWORD_ONLY, default=self.default, annotation=Annotated[str | None, declared])

    def value(self, session: Session, typed: str | bool | None) -> object:
        """What was typed, None for nothing."""
        if not isinstance(typed, str):
            return typed
        return self.read(session, typed) if typed or self.required else None


def with_typed(options: Sequence[Typed]) -> Callable[[Command], Command]:
    """Give the decorated command these options in the place of its parameter `given`, to be read by `read_all`."""
    return in_place_of("given", [option.parameter for option in options], dict)


def read_all(options: Iterable[Typed], session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, by the options' names."""
    return {option.name: option.value(session, given[option.name]) for option in options}


def read_narrowing(options: Iterable[Typed], session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    """The same of what a list is narrowed by: an empty text, as of a script's unset variable, would silently list everything."""
    for option in options:
        if given[option.name] == "":
            raise UsageError(N_("{option}: the text is empty."), option=option.flag.split()[0])
    return read_all(options, session, given)


# --- how a text is read ---


def word(words: Iterable[Word], flag: str) -> Read:
    """One of these words."""
    return lambda _session, text: meant({each: each.label for each in words}, text, flag)


def one(thing: Thing) -> Read:
    """The id of the one that is meant."""
    return lambda session, text: select(session, text, thing)


def of_field(kind: SheetKind, key: str) -> Read:
    """A value of this field, as files have it too."""
    return lambda session, text: value_of(session, kind, key, text)


def period(session: Session, text: str) -> object:
    """The days of a period."""
    return parse_period(text, session.today)


def _department_and_below(session: Session, text: str) -> object:
    """The names of the department that is meant and of all that belong to it, as conditions take them."""
    from kcrm.actions.departments import department_with_below  # noqa: PLC0415 - few lists are narrowed so

    return department_with_below(session, text)


# --- what many lists take ---

OF_CUSTOMER = Typed("customer", "--customer", "WHO", N_("Filter by customer."), one(Thing.CUSTOMER))
OF_DEPARTMENT = Typed(
    "department", "--department", "DEPARTMENT", N_("Filter by department, with those that belong to it."), _department_and_below
)
IN_ANY_STATE = Typed("all", "--all", "", N_("In any state."))
