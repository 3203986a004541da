"""`list`, `show`, `add` and `edit` of a declared record, as far as they are the same for all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter
from typing import Annotated, Any, Generic, TypeVar

import typer

from kcrm.actions.edits import Entry, add, edit
from kcrm.actions.filters.typed import typed_condition
from kcrm.actions.given import reckoned_by
from kcrm.actions.selecting import select, shown
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import ExitCode
from kcrm.i18n import N_, _
from kcrm.model import ClockState
from kcrm.model.quality import JUDGED, KnownFrom
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing
from kcrm.queries.records import narrowed_records
from kcrm.queries.sources.declared import source_of
from kcrm.records import SheetKind, noun_of
from kcrm.records.catalogue import KINDS
from kcrm.shell.console import confirm
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun, Filters, Yes, check_state
from kcrm.shell.outcome import entered_result
from kcrm.shell.output import Output
from kcrm.shell.signatures import Command, in_place_of
from kcrm.shell.typed import IN_ANY_STATE, Typed, read_all, read_narrowing, with_typed, word
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.records import record_card, record_list, value_in

Card = TypeVar("Card")

_UNKNOWN = Parameter(
    "unknown",
    Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[
        list[str] | None,
        typer.Option("--unknown", metavar="FIELD", help=N_("They were asked for this field and did not know or say it; may be repeated.")),
    ],
)


_CHECK = Typed("check", "--check", "", N_("Exit with code 10 if anything is late."))
_YES = Parameter("yes", Parameter.KEYWORD_ONLY, default=False, annotation=Yes)
Asks = Callable[[Session, int], str | None]
"""What is asked, translated, before a record is kept as it would be: of its number, within the write. None where nothing is."""


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


_ORIGIN = Typed(
    "known_from",
    "--from",
    "ORIGIN",
    N_("Who says so, where it is not the customer: document, own, dms or list."),
    word(KnownFrom, "--from"),
)


def plain_desk(kind: SheetKind, which: object) -> Desk[tuple[object, ...]]:
    """Of a record of which nothing is shown but its fields."""
    return Desk(kind, which, lambda session, number: shown(session, kind, number), lambda row: record_card(kind, row))


class States(NamedTuple):
    """The states of which a list shows some unless it is told which. listed: those. help: of --state.

    of_any: what of the options says by itself in which states they are.
    """

    words: type[Word]
    listed: tuple[Word, ...]
    help: str
    of_any: tuple[str, ...] = ()


def add_list(
    group: App,
    kind: SheetKind,
    narrowed: Sequence[Typed] = (),
    *,
    help: str,  # noqa: A002 - as Typer calls it
    states: States | None = None,
    filters: object = Filters,
    empty: str = "",
    late: str = "",
    always: Mapping[str, object] | None = None,
    aside: Collection[str] = (),
) -> None:
    """`list` of the records of a kind, by customers and by what its source may be narrowed by (`kcrm.queries.sources`).

    filters: the annotation of the argument that chooses customers. empty: a msgid, said where there is none. late: the key that tells how
    the clock of one stands, of what takes --check. always: by what it is narrowed without
    being told. aside: columns that people are not shown.
    """
    noun, options, source = noun_of(kind), list(narrowed), source_of(kind)
    unknown = ({option.name for option in options} | set(always or ())) - source.narrowed.keys()
    assert not unknown, f"by {unknown} the source of {kind} cannot be narrowed"
    if states is not None:
        options += [Typed("state", "--state", "STATE", states.help, word(states.words, "--state")), IN_ANY_STATE]

    if late:
        options.append(_CHECK)
    # what belongs to no customer is not chosen by them
    chosen_by = [Parameter("filters", Parameter.KEYWORD_ONLY, default=None, annotation=filters)] if source.chosen else []

    @group.verb("list", help=help, output=LISTED)
    @in_place_of("filters", chosen_by, lambda typed: typed.get("filters"))
    @with_typed(options)
    def list_(session: Session, filters: Sequence[str] | None, given: Mapping[str, Any], output: Output) -> Result:
        check = bool(given.get(_CHECK.name))
        wanted: dict[str, Any] = {**reckoned_by(session, kind), **(always or {})}
        for name, value in read_narrowing(options, session, given).items():
            wanted |= _bounds(name, value) if isinstance(value, Period) else {name: value}
        owners = typed_condition(session, filters, of_prospects=kind is SheetKind.PROSPECTS) if filters else None
        if states is not None:
            state, everything = wanted.pop("state"), wanted.pop(IN_ANY_STATE.name)
            check_state(state, everything=everything)
            everything = everything or (state is None and any(given[name] for name in states.of_any))
            everything = everything or (state is None and owners is not None and owners.says_stage)
            wanted["states"] = None if everything else json.dumps([state] if state is not None else states.listed)
        found, total = narrowed_records(session.connection, noun, wanted, owners, output.page(session.context.terminal))
        view = record_list(kind, found, total, empty=_(empty) if empty else "", aside=aside)
        missed = [str(value_in(noun, row, "id")) for row in found if value_in(noun, row, late) is ClockState.MISSED] if check else []
        said = [_("{number} is late.").format(number=number) for number in missed]
        return Result(view, said, code=ExitCode.DUE if missed else ExitCode.OK)


def _bounds(name: str, days: Period) -> dict[str, object]:
    return {name: True, f"{name}_first": days.first.isoformat(), f"{name}_last": days.last.isoformat()}


def add_show(group: App, desk: Desk[Any], *, help: str) -> None:  # noqa: A002
    """`show WHICH`."""

    @group.verb("show", help=help, output=SHOWN)
    @selecting(desk)
    def show(session: Session, which: str) -> View:
        number = select(session, which, desk.thing)
        return desk.view(desk.read(session, number))._replace(of=(desk.thing, number))


def add_writing(
    group: App,
    desk: Desk[Any],
    *,
    arguments: Sequence[str],
    required: Collection[str] = (),
    only_added: Collection[str] = (),
    add_help: str,
    edit_help: str,
    asks: Asks | None = None,
) -> None:
    """`add` and `edit`. arguments, required: of `add`. only_added: fields that `edit` does not take."""

    @group.verb("add", help=add_help, output=PRINTED)
    @with_fields(noun_of(desk.kind), arguments=arguments, required=required)
    @in_place_of("yes", [_YES] if asks is not None else [], lambda typed: typed.get(_YES.name))
    def add_(session: Session, texts: Mapping[str, str], yes: bool, dry_run: DryRun = False) -> Result:
        if asks is not None and not dry_run:
            trial = add(session, Entry(desk.kind, texts, asks, dry_run=True))
            _confirm(session, trial.card, yes=yes)
        return entered_result(add(session, Entry(desk.kind, texts, desk.read, dry_run)), desk.view)

    add_editing(group, desk, only_added=only_added, help=edit_help, asks=asks)


def _confirm(session: Session, question: str | None, *, yes: bool) -> None:
    if question is not None:
        confirm(session.context, question, yes=yes)


def add_editing(
    group: App,
    desk: Desk[Any],
    *,
    only_added: Collection[str] = (),
    help: str,  # noqa: A002
    asks: Asks | None = None,
) -> None:
    """`edit WHICH`. only_added: fields that it does not take. What was to be asked before the change already is not asked again."""
    origin = [_ORIGIN] if noun_of(desk.kind).table in JUDGED else []

    @group.verb("edit", help=help, output=PRINTED)
    @selecting(desk)
    @with_fields(noun_of(desk.kind), but=only_added)
    @in_place_of("yes", [_YES] if asks is not None else [], lambda typed: typed.get(_YES.name))
    @in_place_of("unknown", [_UNKNOWN] if desk.kind in KINDS else [], lambda typed: typed.get(_UNKNOWN.name) or ())
    @with_typed(origin)
    def edit_(
        session: Session,
        which: str,
        texts: Mapping[str, str],
        unknown: Sequence[str],
        given: Mapping[str, Any],
        yes: bool,
        dry_run: DryRun = False,
    ) -> Result:
        number, told = select(session, which, desk.thing), read_all(origin, session, given)
        if asks is not None and not dry_run:
            before, trial = asks(session, number), edit(session, Entry(desk.kind, texts, asks, dry_run=True), number)
            _confirm(session, trial.card if trial.card != before else None, yes=yes)
        source = told.get(_ORIGIN.name) or KnownFrom.CUSTOMER
        return entered_result(edit(session, Entry(desk.kind, texts, desk.read, dry_run, unknown, source), number), desk.view)


def add_ending(group: App, desk: Desk[Any], key: str, *, help: str) -> None:  # noqa: A002
    """`end WHICH --on DATE`. key: of the last day."""

    @group.verb("end", help=help, output=PRINTED)
    @selecting(desk)
    def end(
        session: Session,
        which: str,
        *,
        on: Annotated[str, typer.Option("--on", metavar="DATE", help=N_("The last day."))] = "today",
        dry_run: DryRun = False,
    ) -> Result:
        return edited(session, desk, which, {key: on}, dry_run=dry_run)


def edited(session: Session, desk: Desk[Any], which: str, texts: Mapping[str, str], *, dry_run: bool) -> Result:
    """What became of a record that a verb of its own changes, as `edit` would by these texts."""
    return entered_result(edit(session, Entry(desk.kind, texts, desk.read, dry_run), select(session, which, desk.thing)), desk.view)


def selecting(desk: Desk[Any]) -> Callable[[Command], Command]:
    """Give the command's parameter `which` the desk's own annotation."""
    parameter = Parameter("which", Parameter.KEYWORD_ONLY, annotation=desk.which)
    return in_place_of("which", [parameter], lambda typed: typed["which"])
