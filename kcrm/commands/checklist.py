"""`kcrm checklist …`: what is looked at in the house, what was found, and when it is due again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from kcrm.actions.manager import checklists
from kcrm.actions.manager.checklists import Asked, Done, Remedy, RunCard, Said
from kcrm.actions.manager.measures import check_told
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import Period, parse_date, parse_period
from kcrm.errors import AmbiguousError, ExitCode, UsageError
from kcrm.i18n import N_, _
from kcrm.model.manager import CheckResult, Place
from kcrm.named import NamedTuple
from kcrm.queries.checklists import NewRun, WantedRuns, items_of
from kcrm.queries.lookup import Thing, identified, identifier
from kcrm.records import SheetKind
from kcrm.records.cells import line_text, said
from kcrm.rules.calendar import months_after
from kcrm.shell.checking import asked_through
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun
from kcrm.shell.output import Output
from kcrm.shell.paper import emit_form
from kcrm.shell.records import add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import Typed, word
from kcrm.shell.verbs import Result
from kcrm.text import for_shell
from kcrm.views import View
from kcrm.views.checklists import list_view, lists_view, paper_form, run_view, runs_view, scores_view

_Which = Annotated[str, typer.Argument(metavar="ITEM_NO", help=N_("An item of a checklist: CI3."))]
_List = Annotated[str, typer.Argument(metavar="CHECKLIST", help=N_("A checklist: its name or a part of it, or CI3, an item in it."))]
_Run = Annotated[str, typer.Argument(metavar="RUN", help=N_("A run: H3."))]
_Passed = Annotated[
    list[str] | None, typer.Option("--pass", metavar="ITEM|NO", help=N_("An item in order, by its number or words; repeatable."))
]
_Failed = Annotated[
    list[str] | None, typer.Option("--fail", metavar="ITEM[=NOTE]", help=N_("An item not in order, and what was wrong; repeatable."))
]
_Na = Annotated[
    list[str] | None,
    typer.Option("--na", metavar="ITEM[=NOTE]", help=N_("An item that does not apply; a required one needs the reason; repeatable.")),
]
_Rest = Annotated[bool, typer.Option("--rest-pass", help=N_("All other open items are in order."))]
_Owner = Annotated[
    str | None, typer.Option("--owner", metavar="STAFF", help=N_("Take a measure for each failed item; this person answers for it."))
]
_Due = Annotated[str | None, typer.Option("--due", metavar="DATE", help=N_("With --owner: by when it is done."))]
_CheckOn = Annotated[
    str | None,
    typer.Option("--check-on", metavar="DATE", help=N_("With --owner: when it is looked at again; the next run, unless said.")),
]
_Place = Annotated[str | None, typer.Option("--place", metavar="PLACE", help=N_("Filter by what they look at: showroom, workshop, …"))]
_DESK = plain_desk(SheetKind.CHECKLISTS, _Which)
_PLACE = word(Place, "--place")
_MONTHS = 6  # of the report, the present one included


class _Typed(NamedTuple):
    """What was typed of a run's items."""

    passed: Sequence[str] | None
    failed: Sequence[str] | None
    na: Sequence[str] | None
    rest: bool

    def said(self, items: Sequence[Asked]) -> dict[int, Said]:
        texts = [
            *((CheckResult.PASS, text) for text in self.passed or ()),
            *((CheckResult.FAIL, text) for text in self.failed or ()),
            *((CheckResult.NA, text) for text in self.na or ()),
        ]
        found = checklists.said_of(items, texts)
        open_items = (each.id for each in items if getattr(each, "result", None) is None)
        return {**(dict.fromkeys(open_items, Said(CheckResult.PASS)) if self.rest else {}), **found}


def register(app: App) -> None:
    """The noun `checklist`."""
    noun = app.noun("checklist", help=N_("Checklists of showroom, workshop, lounge: runs and scores."))
    _register_lists(noun)
    _register_items(noun)
    _register_runs(noun)
    _register_report(noun)


def _register_lists(noun: App) -> None:
    @noun.verb("list", help=N_("List checklists: when each is due, and how the last run ended."), output=LISTED)
    def list_(session: Session, *, place: _Place = None) -> View:
        wanted = _PLACE(session, place) if place is not None else None
        found = [each for each in checklists.standings(session) if wanted in {None, each.checklist.place}]
        return lists_view(found, session.today, empty=_("No checklists. To make one: kcrm checklist add NAME ITEM --place PLACE"))

    @noun.verb("due", help=N_("List checklists that are due."), output=LISTED)
    def due(
        session: Session,
        *,
        by: Annotated[str, typer.Option("--by", metavar="DATE", help=N_("By this day."))] = "today",
        check: Annotated[bool, typer.Option("--check", help=N_("Exit with code 10 if any is due."))] = False,
    ) -> Result:
        last = parse_date(by, session.today)
        found = [each for each in checklists.standings(session) if each.due_on <= last]
        view = lists_view(found, session.today, empty=_("No checklist is due."))
        return Result(view, code=ExitCode.DUE if check and found else ExitCode.OK)

    @noun.verb("show", help=N_("Show a checklist with its items, or a run: H3."), output=SHOWN)
    def show(
        session: Session,
        which: Annotated[str, typer.Argument(metavar="CHECKLIST|RUN", help=N_("A checklist by its name, or a run: H3."))],
    ) -> View:
        named = identified(which)
        if named is not None and named[0] is Thing.CHECKLIST_RUN:
            return run_view(checklists.run_card(session, select(session, which, Thing.CHECKLIST_RUN)))
        own = checklists.checklist_named(session.connection, which)
        return list_view(checklists.list_card(session, own), session.today)

    @noun.verb("form", help=N_("Print a checklist to be filled in by hand: md, or html for A4."), output=SHOWN)
    def form(session: Session, which: _List, output: Output) -> None:
        card = checklists.list_card(session, checklists.checklist_named(session.connection, which))
        emit_form(session.context, paper_form(session.store.name, card), output)


def _register_items(noun: App) -> None:
    add_writing(
        noun,
        _DESK,
        arguments=("checklist", "item"),
        only_added=("checklist",),
        add_help=N_("Add an item to a checklist; a new name makes a new list, which needs --place."),
        edit_help=N_('Edit an item, or place and rhythm of its whole list; --field "" clears a field.'),
    )
    items = noun.noun("item", help=N_("Items of checklists, one by one."))
    add_list(
        items,
        SheetKind.CHECKLISTS,
        (
            Typed("checklist", "--checklist", "CHECKLIST", N_("Filter by checklist."), _list_id),
            Typed("place", "--place", "PLACE", N_("Filter by what they look at: showroom, workshop, …"), _PLACE),
        ),
        help=N_("List items of checklists, also those not in use."),
        empty=N_("No such items."),
    )
    add_show(items, _DESK, help=N_("Show one item of a checklist."))


def _register_runs(noun: App) -> None:
    @noun.verb("run", help=N_("Record a run: what was found of each item. At a terminal what is not said is asked."), output=PRINTED)
    def run(
        session: Session,
        which: _List,
        *,
        passed: _Passed = None,
        failed: _Failed = None,
        na: _Na = None,
        rest: _Rest = False,
        on: Annotated[str, typer.Option("--on", metavar="DATE", help=N_("The day."))] = "today",
        by: Annotated[str | None, typer.Option("--by", metavar="STAFF", help=N_("Who checked; by default who acts (--as)."))] = None,
        of: Annotated[str | None, typer.Option("--of", metavar="STAFF", help=N_("Who was checked; never the one who checks."))] = None,
        spot: Annotated[str | None, typer.Option("--where", metavar="TEXT", help=N_("Where, or which one: bay 3, a car."))] = None,
        note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("Anything else."))] = None,
        owner: _Owner = None,
        due: _Due = None,
        check_on: _CheckOn = None,
        dry_run: DryRun = False,
    ) -> Result:
        own = checklists.checklist_named(session.connection, which)
        new = NewRun(
            own.id,
            parse_date(on, session.today, past=True),
            _checker(session, by),
            select(session, of, Thing.STAFF) if of is not None else None,
            said(spot, line_text),
            said(note),
        )
        checklists.check_run(session, own, new)
        remedy = _remedy(session, owner, due, check_on)
        items = items_of(session.connection, own.id)
        found = _found(session, items, _Typed(passed, failed, na, rest).said(items))
        return _told(checklists.begin(session, own, new, found, remedy, dry_run=dry_run))

    @noun.verb("answer", help=N_("Answer the open items of a run, or correct what was said."), output=PRINTED)
    def answer(
        session: Session,
        which: _Run,
        *,
        passed: _Passed = None,
        failed: _Failed = None,
        na: _Na = None,
        rest: _Rest = False,
        owner: _Owner = None,
        due: _Due = None,
        check_on: _CheckOn = None,
        dry_run: DryRun = False,
    ) -> Result:
        number = select(session, which, Thing.CHECKLIST_RUN)
        items = checklists.run_card(session, number).items
        remedy = _remedy(session, owner, due, check_on)
        found = _Typed(passed, failed, na, rest).said(items)
        if not found:
            found = _found(session, [each for each in items if each.result is None], found)
        return _told(checklists.go_on(session, number, found, remedy, dry_run=dry_run))

    @noun.verb("runs", help=N_("List runs, latest first."), output=LISTED)
    def runs(
        session: Session,
        *,
        which: Annotated[str | None, typer.Option("--checklist", metavar="CHECKLIST", help=N_("Filter by checklist."))] = None,
        place: _Place = None,
        of_period: Annotated[str | None, typer.Option("--period", metavar="PERIOD", help=N_("Filter by day."))] = None,
    ) -> View:
        days = parse_period(of_period, session.today) if of_period is not None else None
        wanted = WantedRuns(
            checklist=_list_id(session, which) if which is not None else None,
            place=Place(str(_PLACE(session, place))) if place is not None else None,
            first=days.first if days is not None else None,
            last=days.last if days is not None else None,
        )
        return runs_view(checklists.run_cards(session, wanted))


def _register_report(noun: App) -> None:
    @noun.verb(
        "report",
        help=N_("Scores by place and month, with the change.\n\nWeights in order ÷ weights answered, of complete runs, in whole months."),
        output=LISTED,
    )
    def report(
        session: Session,
        *,
        of_period: Annotated[
            str | None, typer.Option("--period", metavar="PERIOD", help=N_("The months that it touches; by default the last six."))
        ] = None,
    ) -> View:
        days = (
            parse_period(of_period, session.today)
            if of_period is not None
            else Period(months_after(session.today.replace(day=1), 1 - _MONTHS), session.today)
        )
        return scores_view(checklists.scores(session, days))


def _list_id(session: Session, text: str) -> int:
    return checklists.checklist_named(session.connection, text).id


def _found(session: Session, items: Sequence[Asked], said_already: dict[int, Said]) -> dict[int, Said]:
    """With what is answered at the terminal. Raises AmbiguousError where nothing is said and nobody is there to ask."""
    found = asked_through(session.context, items, said_already)
    if items and not found and not session.context.terminal.stdin_tty:
        raise AmbiguousError(N_("What was found? No terminal to ask on: add --pass, --fail, --na or --rest-pass."))
    return found


def _checker(session: Session, text: str | None) -> int:
    """Who checked. Raises UsageError where nobody is named and nobody acts."""
    if text is not None:
        return select(session, text, Thing.STAFF)
    if session.actor is None:
        raise UsageError(N_("Who checked? Name them with --by, or say who acts with --as."))
    return session.actor.id


def _remedy(session: Session, owner: str | None, due: str | None, check_on: str | None) -> Remedy | None:
    """Raises UsageError where only a part of it is said."""
    check_told(owner, due, check_on)
    if owner is None or due is None:
        return None
    day = parse_date(check_on, session.today) if check_on is not None else None
    return Remedy(select(session, owner, Thing.STAFF), parse_date(due, session.today), day)


def _told(done: Done) -> Result:
    """The run; what was taken against what failed, or how to."""
    return Result(run_view(done.card), list(_remarks(done)))


def _remarks(done: Done) -> Iterator[str]:
    number = identifier(Thing.CHECKLIST_RUN, done.card.run.id)
    for each in done.measures:
        yield _("Measure {measure} taken.").format(measure=identifier(Thing.MEASURE, each))
    for each in done.running:
        yield _("Measure {measure} is under way for the same already.").format(measure=identifier(Thing.MEASURE, each))
    if done.card.judged.unanswered:
        yield _("Items open: {count}. To answer them: kcrm checklist answer {run}").format(count=done.card.judged.unanswered, run=number)
    if not done.measures and not done.running:
        yield from _commands(done.card, number)


def _commands(card: RunCard, number: str) -> Iterator[str]:
    for each in checklists.failed_items(card):
        words = ["kcrm", "measure", "add", checklists.measure_title(each), "--from", number]
        ready = f"{for_shell(words)} --owner NO --due DATE"
        yield _("To take a measure: {command}").format(command=ready)
