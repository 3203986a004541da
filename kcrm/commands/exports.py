"""`kcrm export KIND`: the desk's records as a file that import takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

import typer

from kcrm.actions.filters.typed import chosen_customers, typed_condition
from kcrm.actions.session import Session
from kcrm.context import OutputFormat
from kcrm.dates import Period
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.queries.calls import WantedCalls, listed_calls
from kcrm.queries.exports import exported, unnamed_customers
from kcrm.queries.finance import entries
from kcrm.queries.followups import WantedFollowUps, listed_followups
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.surveys import given_answers
from kcrm.records import OutKind, SheetKind, out_kind_named
from kcrm.render import emit
from kcrm.shell.asmarkdown import KINDS, write_markdown
from kcrm.shell.calendars import CALENDARS, write_calendar, write_calendars
from kcrm.shell.contacts import write_contacts
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, Filters
from kcrm.shell.output import Output
from kcrm.shell.splitting import Split, named_folder
from kcrm.shell.verbs import Result
from kcrm.text import some
from kcrm.views import View
from kcrm.views.calls import calls_view
from kcrm.views.exports import export_view
from kcrm.views.finance import finance_list
from kcrm.views.surveys import given_view
from kcrm.views.worklist import worklist

_ALWAYS = Period(date.min, date.max)
_OF_NOBODY = frozenset({SheetKind.STAFF, OutKind.FINANCE})
"""What no customer filter speaks of."""
_OF_KIND: Mapping[str, Sequence[SheetKind | OutKind]] = {".vcf": [SheetKind.CUSTOMERS], ".ics": [*CALENDARS]}
"""What the files that are no tables are of, by their ending."""


def register(app: App) -> None:
    """The verb `export`."""

    @app.verb(
        "export",
        help=N_(
            "Export records as CSV, with the columns that import takes.\n\nImporting them elsewhere gives the same "
            "records; importing them here changes nothing. For everything, plans and calls included, make a "
            "backup: kcrm db backup.\n\nkcrm export customers --to contacts.vcf writes customers for the address "
            "book of a phone; kcrm export followups --to calls.ics writes calls and visits for a calendar: open ones, and for 60 "
            "days what ended, as cancelled; kcrm export appointments --to workshop.ics writes appointments, and for 60 days those that "
            "were moved, called off or missed, as cancelled."
        ),
        output=LISTED,
    )
    def export(
        session: Session,
        what: Annotated[
            str,
            typer.Argument(
                metavar="KIND|all",
                help=N_(
                    "Kind of rows, as in import; followups, answers, which only a backup brings back; calls, which import takes "
                    "into a history; finance, for finance import; or all: a file of each kind of import in the folder of --to, "
                    "which import takes."
                ),
            ),
        ],
        filters: Filters = None,
        *,
        split: Annotated[
            Split | None,
            typer.Option(
                "--split",
                metavar="BY",
                help=N_(
                    "Write one calendar (.ics) per person into the folder of --to, named by number: caller of followups, advisor of "
                    "appointments."
                ),
            ),
        ] = None,
        output: Output,
    ) -> Result | None:
        kind = out_kind_named(what)
        if split is not None:
            _check_split(kind, split)
            _write_for_a_phone(session, kind, ".ics", filters, output, split=True)
            return None
        if kind is None:
            _export_all(session, filters, output)
            return None
        if filters and kind in _OF_NOBODY:
            raise UsageError(N_("A customer filter does not apply to {kind}."), kind=kind)
        if (ending := _for_a_phone(output)) is not None:
            _write_for_a_phone(session, kind, ending, filters, output)
            return None
        if kind in KINDS and output.to is not None and output.to.suffix.lower() == ".md" and output.format is None:
            assert isinstance(kind, SheetKind)
            write_markdown(session, kind, output.to)
            return None
        # for a file, wherever it goes: what people read are the lists
        if output.format is None and output.to is None:
            output = output._replace(format=OutputFormat.CSV)
        output = output.for_programs()
        is_of_prospects = kind is SheetKind.PROSPECTS
        chosen = chosen_customers(session, filters, of_prospects=is_of_prospects)
        if isinstance(kind, OutKind):
            return Result(_of_the_desk(session, kind, chosen), output=output)
        narrowed = typed_condition(session, filters, of_prospects=True) if filters and is_of_prospects else None
        unnamed = [identifier(Thing.CUSTOMER, number) for number in unnamed_customers(session.connection, kind, chosen)]
        told = (
            (
                _("Import cannot identify these customers without a customer number or a phone of their own: {customers}").format(
                    customers=some(unnamed)
                ),
                _("Give each a number first: kcrm customer edit {customer} --customer-no NUMBER").format(customer=unnamed[0]),
            )
            if unnamed
            else ()
        )
        return Result(export_view(kind, exported(session.connection, kind, chosen, narrowed)), told, output=output)


def _for_a_phone(output: Output) -> str | None:
    """The ending of a file that is no table, but for the address book or calendar of a phone."""
    ending = output.to.suffix.lower() if output.to is not None and output.format is None else None
    return ending if ending in _OF_KIND else None


def _write_for_a_phone(
    session: Session, kind: SheetKind | OutKind | None, ending: str, filters: list[str] | None, output: Output, *, split: bool = False
) -> None:
    """split: one for each person. Raises UsageError where it is of another kind, or told what only a table has."""
    if kind not in _OF_KIND[ending]:
        kinds = _OF_KIND[ending]
        said = N_("A file ending in {ending} is of {kinds}: kcrm export {kind} --to FILE")
        raise UsageError(said, ending=ending, kinds=", ".join(kinds), kind=kinds[0])
    assert kind is not None
    told = (("--limit", output.limit), ("--sort", output.sort), ("--columns", output.columns), ("--headings", output.headings))
    for option, value in (*told, ("--bom", output.bom), ("-o", output.format)):
        if value is not None:
            raise UsageError(N_("{option} does not apply to a file ending in {ending}."), option=option, ending=ending)
    chosen = chosen_customers(session, filters)
    if split:
        write_calendars(session, kind, chosen, named_folder(output.to))
        return
    assert output.to is not None
    if kind in CALENDARS:
        write_calendar(session, kind, chosen, output.to)
    else:
        write_contacts(session, chosen, output.to)


def _check_split(kind: SheetKind | OutKind | None, split: Split) -> None:
    """Raises UsageError where calendars of that kind are told apart otherwise, or there are none."""
    fitting = next(each for each, calendar in CALENDARS.items() if calendar.split is split)
    if kind is not fitting:
        raise UsageError(N_("--split {split} is of {kind}: kcrm export {kind} --split {split} --to DIR"), split=split, kind=fitting)


def _of_the_desk(session: Session, kind: OutKind, chosen: frozenset[int] | None) -> View:
    """The lists of the desk, whole."""
    connection = session.connection
    match kind:
        case OutKind.FOLLOWUPS:
            return worklist(*listed_followups(connection, WantedFollowUps(customer_ids=chosen), None))
        case OutKind.CALLS:
            view = calls_view(*listed_calls(connection, WantedCalls(_ALWAYS, customer_ids=chosen), None))
            # a file is read elsewhere, where a call has another number
            return view._replace(only=tuple(column.key for column in view.columns if column.key != "id"))
        case OutKind.ANSWERS:
            return given_view(given_answers(connection, _ALWAYS, None, chosen))
        case OutKind.FINANCE:
            return finance_list(entries(connection))


def _export_all(session: Session, filters: list[str] | None, output: Output) -> None:
    """A file of each kind, without plans and calls; of staff nobody is left out."""
    if output.to is None:
        raise UsageError(N_("kcrm export all writes a file of each kind: give a folder with --to DIR."))
    if output.to.exists() and not output.to.is_dir():
        raise UsageError(N_("--to {path} is a file; kcrm export all needs a folder."), path=output.to)
    chosen = output.format or OutputFormat.CSV
    output.to.mkdir(mode=0o700, parents=True, exist_ok=True)
    among = chosen_customers(session, filters)
    for kind in SheetKind:
        view = export_view(kind, exported(session.connection, kind, None if kind is SheetKind.STAFF else among))
        emit(session.context, view, output.for_programs()._replace(format=chosen, to=output.to / f"{kind}.{chosen}"))
