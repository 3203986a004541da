"""`kcrm measure …`: what is done against what went wrong, and whether it worked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from kcrm.actions.edits import Entry, add
from kcrm.actions.manager import measures
from kcrm.actions.manager.origins import taken_from
from kcrm.actions.selecting import select, shown
from kcrm.actions.session import Session
from kcrm.i18n import N_, _
from kcrm.model.manager import MeasureSource, MeasureState
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.measures import also_about
from kcrm.records import SheetKind, noun_of
from kcrm.records.cells import Moment, flag
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import States, add_editing, add_list, plain_desk
from kcrm.shell.typed import Typed, one, read_all, with_typed, word
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.records import record_card

_Which = Annotated[str, typer.Argument(metavar="MEASURE_NO", help=N_("The measure: G3."))]
_Result = Annotated[str | None, typer.Option("--result", metavar="TEXT", help=N_("What came of it."))]
_FROM = Typed(
    "from_",
    "--from",
    "WHAT",
    N_("What it is taken for: a figure (csi, csi@2026-10), K5, H2, D3 or F7; it fills --source and --about."),
    taken_from,
)
_DESK = plain_desk(SheetKind.MEASURES, _Which)


def register(app: App) -> None:
    """The noun `measure`."""
    noun = app.noun("measure", help=N_("Measures against what went wrong, and whether they worked."))
    add_list(
        noun,
        SheetKind.MEASURES,
        (
            Typed("owner", "--owner", "NO", N_("Filter by whose it is, by employee number or name."), one(Thing.STAFF)),
            Typed("source", "--source", "SOURCE", N_("Filter by what it was taken for: call, kpi, …"), word(MeasureSource, "--source")),
            Typed("late", "--late", "", N_("Only those that are not done, or not checked, by their day.")),
        ),
        help=N_("List measures: those under way or to be checked, or those in another state."),
        states=States(MeasureState, (MeasureState.OPEN, MeasureState.DONE), N_("Filter by state: open, done, worked or failed.")),
        empty=N_("No such measures."),
    )

    @noun.verb("show", help=N_("Show one measure, and how the figure went that it is to mend."), output=SHOWN)
    def show(session: Session, which: _Which) -> View:
        from kcrm.actions.manager.since import figure_since  # noqa: PLC0415 - the others count no figures
        from kcrm.views.measures import measure_view  # noqa: PLC0415

        facts = shown(session, SheetKind.MEASURES, select(session, which, Thing.MEASURE))
        return measure_view(facts, figure_since(session, facts))

    _register_taking(noun)
    add_editing(noun, _DESK, help=N_('Edit a measure; --field "" clears a field.'))
    _register_steps(noun)


def _register_taking(noun: App) -> None:
    @noun.verb("add", help=N_("Take a measure: what is done, by whom, until when; --from says what for."), output=PRINTED)
    @with_fields(noun_of(SheetKind.MEASURES), arguments=("title",), required=("owner", "due_on"))
    @with_typed([_FROM])
    def add_(session: Session, texts: Mapping[str, str], given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        begun = read_all([_FROM], session, given)[_FROM.name] or {}
        whole = measures.with_check(session, {**begun, **texts})
        entered = add(session, Entry(SheetKind.MEASURES, whole, _DESK.read, dry_run))
        return entered_result(replace(entered, remarks=(*entered.remarks, *_also(session, whole, entered.found.id))), _DESK.view)

    @noun.verb(
        "below",
        help=N_("List a month's figures below target; with --owner and --due take a measure against each.\n\nOne that is under way stays."),
        output=LISTED,
    )
    def below(
        session: Session,
        keys: Annotated[list[str] | None, typer.Argument(metavar="[KEY]...", help=N_("Only these figures."))] = None,
        *,
        period: Annotated[str, typer.Option("--period", metavar="MONTH", help=N_("The month: 2026-10, last-month."))] = "last-month",
        owner: Annotated[str | None, typer.Option("--owner", metavar="STAFF", help=N_("Who answers for the measures."))] = None,
        due: Annotated[str | None, typer.Option("--due", metavar="DATE", help=N_("With --owner: by when they are done."))] = None,
        check_on: Annotated[
            str | None, typer.Option("--check-on", metavar="DATE", help=N_("With --owner: when they are looked at again."))
        ] = None,
        dry_run: DryRun = False,
    ) -> Result:
        from kcrm.actions.manager.below import figures_below, take_against  # noqa: PLC0415 - the others count no figures
        from kcrm.shell.opening import plan_today  # noqa: PLC0415
        from kcrm.views.measures import below_view, measure_title  # noqa: PLC0415

        measures.check_told(owner, due, check_on)
        plan_today(session)  # so that calls which lapsed are counted, as in the report
        report, found = figures_below(session, period, keys or ())
        if owner is None or due is None:
            free = next((each.figure.key for each in found if not each.running), None)
            hint = N_("To take a measure: kcrm measure add WHAT --from {key}@{month} --owner NO --due DATE")
            return Result(below_view(report.span, found), [] if free is None else [_(hint).format(key=free, month=report.span)])
        texts = {"owner": owner, "due_on": due, **({"check_on": check_on} if check_on is not None else {})}
        titles = {each.figure.key: measure_title(each.figure) for each in found}
        taken = take_against(session, found, report.span, titles, texts, dry_run=dry_run)
        told = [_("Measure {measure} taken.").format(measure=number) for number in taken]
        _report, stands = (report, found) if dry_run else figures_below(session, period, keys or ())
        return Result(below_view(report.span, stands), told or [_("Against each of them a measure is under way.")])


def _also(session: Session, texts: Mapping[str, str], number: int) -> Iterator[str]:
    """What is under way about the same, which whoever takes one may not know; a dry run's own is gone."""
    others = also_about(session.connection, number)
    if others:
        named = _(", ").join(identifier(Thing.MEASURE, each) for each in others)
        yield _("Under way about {about}, too: {measures}.").format(about=texts["about"], measures=named)


def _register_steps(noun: App) -> None:
    @noun.verb("done", help=N_("Say that a measure is taken; whether it works is checked later."), output=PRINTED)
    def done(session: Session, which: _Which, *, result: _Result = None, dry_run: DryRun = False) -> View:
        return record_card(SheetKind.MEASURES, measures.finish(session, select(session, which, Thing.MEASURE), result, dry_run=dry_run))

    @noun.verb("check", help=N_("Say whether a measure that was taken has worked."), output=PRINTED)
    def check(
        session: Session,
        which: _Which,
        *,
        worked: Annotated[str, typer.Option("--worked", metavar="yes|no", help=N_("Whether it worked: yes or no."))],
        result: _Result = None,
        dry_run: DryRun = False,
    ) -> View:
        did = flag(worked, Moment(session.today, session.now, typed=True))
        number = select(session, which, Thing.MEASURE)
        return record_card(SheetKind.MEASURES, measures.check(session, number, result, worked=bool(did), dry_run=dry_run))
