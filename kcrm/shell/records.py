"""`list`, `show`, `add` and `edit` of a declared record, as far as they are the same for all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter
from typing import Any, Generic, TypeVar

from kcrm.actions.edits import Entry, add, edit
from kcrm.actions.selecting import select, shown
from kcrm.actions.session import Session
from kcrm.queries.lookup import Thing
from kcrm.queries.records import listed_records
from kcrm.records import SheetKind, noun_of
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun
from kcrm.shell.outcome import entered_result
from kcrm.shell.output import Output
from kcrm.shell.signatures import Command, in_place_of
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.records import record_card, record_list

Card = TypeVar("Card")


@dataclass(frozen=True, slots=True)
class Desk(Generic[Card]):
    """How a kind of record is reached. which: the annotation of the argument that selects one. read, view: what is shown of it."""

    kind: SheetKind
    which: object
    read: Callable[[Session, int], Card]
    view: Callable[[Card], View]

    @property
    def thing(self) -> Thing:
        return Thing(noun_of(self.kind).name)


def plain_desk(kind: SheetKind, which: object) -> Desk[tuple[object, ...]]:
    """Of a record of which nothing is shown but its fields."""
    return Desk(kind, which, lambda session, number: shown(session, kind, number), lambda row: record_card(kind, row))


def add_list(group: App, kind: SheetKind, *, help: str) -> None:  # noqa: A002 - as Typer calls it
    """`list` of all records of a kind."""

    @group.verb("list", help=help, output=LISTED)
    def list_(session: Session, output: Output) -> View:
        page, today = output.page(session.context.terminal), session.today.isoformat()
        found, total = listed_records(session.connection, noun_of(kind), "true", {"today": today}, page)
        return record_list(kind, found, total)


def add_show(group: App, desk: Desk[Any], *, help: str) -> None:  # noqa: A002
    """`show WHICH`."""

    @group.verb("show", help=help, output=SHOWN)
    @_selecting(desk)
    def show(session: Session, which: str) -> View:
        return desk.view(desk.read(session, select(session, which, desk.thing)))


def add_writing(
    group: App,
    desk: Desk[Any],
    *,
    arguments: Sequence[str],
    required: Collection[str] = (),
    only_added: Collection[str] = (),
    add_help: str,
    edit_help: str,
) -> None:
    """`add` and `edit`. arguments, required: of `add`. only_added: fields that `edit` does not take."""

    @group.verb("add", help=add_help, output=PRINTED)
    @with_fields(noun_of(desk.kind), arguments=arguments, required=required)
    def add_(session: Session, texts: Mapping[str, str], dry_run: DryRun = False) -> Result:
        return entered_result(add(session, Entry(desk.kind, texts, desk.read, dry_run)), desk.view)

    add_editing(group, desk, only_added=only_added, help=edit_help)


def add_editing(group: App, desk: Desk[Any], *, only_added: Collection[str] = (), help: str) -> None:  # noqa: A002
    """`edit WHICH`. only_added: fields that it does not take."""

    @group.verb("edit", help=help, output=PRINTED)
    @_selecting(desk)
    @with_fields(noun_of(desk.kind), but=only_added)
    def edit_(session: Session, which: str, texts: Mapping[str, str], dry_run: DryRun = False) -> Result:
        number = select(session, which, desk.thing)
        return entered_result(edit(session, Entry(desk.kind, texts, desk.read, dry_run), number), desk.view)


def _selecting(desk: Desk[Any]) -> Callable[[Command], Command]:
    """Give the command's parameter `which` the desk's own annotation."""
    parameter = Parameter("which", Parameter.KEYWORD_ONLY, annotation=desk.which)
    return in_place_of("which", [parameter], lambda typed: typed["which"])
