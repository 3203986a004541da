"""Going through a checklist: what was found of each item, what it comes to, what is done about it, and when it is due again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeVar

from kcrm.actions.complaints.cases import Judge
from kcrm.actions.records import RecordWriter
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model.manager import CheckResult, ItemFacts, MeasureSource, Place, Verdict
from kcrm.named import NamedTuple
from kcrm.queries import checklists as queries
from kcrm.queries.checklists import Checklist, Item, NewRun, Run, RunItem, WantedRuns
from kcrm.queries.lookup import Thing, identified, identifier
from kcrm.queries.records import Shown, listed_records
from kcrm.queries.register import Register
from kcrm.queries.staff import staff_by_id
from kcrm.records import SheetKind, noun_of
from kcrm.records.cells import LONGEST_LINE
from kcrm.rules.calendar import ONE_DAY, months_after
from kcrm.rules.checklists import Judged, judge, may_check, names_somebody, needs_reason, next_due, share
from kcrm.rules.staff import employed

Asked = TypeVar("Asked", Item, RunItem)


class RunCard(NamedTuple):
    """A run with what was found and what it comes to. measures: taken for it, where it is shown by itself."""

    run: Run
    items: Sequence[RunItem]
    judged: Judged
    measures: Sequence[Shown] = ()


class Said(NamedTuple):
    """What was found of one item."""

    result: CheckResult
    note: str | None = None


class Remedy(NamedTuple):
    """Who is to mend what failed, until when, and when it is looked at again; None: when the list is next due, not before it is mended."""

    owner_id: int
    due_on: date
    check_on: date | None = None


class Done(NamedTuple):
    """A run as it stands. measures: taken now; running: which were under way already for the same, by item."""

    card: RunCard
    measures: Sequence[int] = ()
    running: Sequence[int] = ()


class Standing(NamedTuple):
    """A checklist and when it is due. last: the day of the last complete run, card: that run; both None where there was none."""

    checklist: Checklist
    due_on: date
    last: date | None = None
    card: RunCard | None = None


class ListCard(NamedTuple):
    """A checklist, what it asks for, and how it stands."""

    standing: Standing
    items: Sequence[Item]


class MonthScore(NamedTuple):
    """The complete runs of a place in a month. change: in points from the latest month before that has a score, None for the first."""

    place: Place
    month: str
    runs: int
    failed: int
    incomplete: int
    score: Fraction | None
    change: Fraction | None


# --- which ---


def checklist_named(connection: sqlite3.Connection, text: str) -> Checklist:
    """The list of this name, of which this is a part, or in which this item stands: CI3. Raises NotFoundError, AmbiguousError."""
    found, wanted = queries.checklists(connection), text.strip().casefold()
    same = [each for each in found if each.name.casefold() == wanted] or [
        each for each in found if wanted and wanted in each.name.casefold()
    ]
    named = identified(text)
    if not same and named is not None and named[0] is Thing.CHECKLIST:
        own = queries.checklist_of_item(connection, named[1])
        same = [each for each in found if each.id == own]
    if not same:
        raise NotFoundError(
            N_("No checklist matches {text}."),
            hint=N_("To list them: kcrm checklist list"),
            near=get_close_matches(text, [each.name for each in found]),
            text=text or "''",
        )
    if len(same) > 1:
        raise AmbiguousError(
            N_("{text} matches {count} checklists:"), candidates=[(each.name, each.place) for each in same], text=text, count=len(same)
        )
    return same[0]


def item_named(items: Sequence[Asked], text: str) -> Asked:
    """The item of these words, of this number in the list, or of which this is a part. Raises NotFoundError, AmbiguousError."""
    wanted = text.strip().casefold()
    same = (
        [each for each in items if each.item.casefold() == wanted]
        or [each for each in items if str(each.item_no) == wanted]
        or [each for each in items if wanted and wanted in each.item.casefold()]
    )
    if not same:
        near = get_close_matches(text, [each.item for each in items])
        raise NotFoundError(
            N_("The checklist has no item {text}."),
            hint=N_("To see its items: kcrm checklist show CHECKLIST"),
            near=near,
            text=text or "''",
        )
    if len(same) > 1:
        raise AmbiguousError(
            N_("{text} matches {count} items:"), candidates=[(str(each.item_no), each.item) for each in same], text=text, count=len(same)
        )
    return same[0]


def said_of(items: Sequence[Asked], texts: Iterable[tuple[CheckResult, str]]) -> dict[int, Said]:
    """By the id of the item what was found, from `ITEM` or `ITEM=NOTE`. Raises UsageError where an item is named twice."""
    found: dict[int, Said] = {}
    for result, text in texts:
        whole = [each for each in items if each.item.casefold() == text.strip().casefold()]
        words, _equals, note = (text, "", "") if whole else text.partition("=")
        item = whole[0] if whole else item_named(items, words)
        if item.id in found:
            raise UsageError(N_("{item} is named twice."), item=item.item)
        found[item.id] = Said(result, note.strip() or None)
    return found


# --- going through ---


def card_of(run: Run, items: Sequence[RunItem]) -> RunCard:
    """A run with what it comes to."""
    return RunCard(run, items, judge(ItemFacts(each.weight, each.required, each.result) for each in items))


def run_card(session: Session, number: int) -> RunCard:
    """The run of this number."""
    (run,) = queries.runs(session.connection, WantedRuns(id=number))
    given = {**session.given, "about": identifier(Thing.CHECKLIST_RUN, number)}
    taken, _total = listed_records(session.connection, noun_of(SheetKind.MEASURES), "measure.about = :about", given, None)
    return card_of(run, queries.answers_of(session.connection, [number]).get(number, ()))._replace(measures=list(taken))


def run_cards(session: Session, wanted: WantedRuns) -> list[RunCard]:
    """The runs that are wanted, the latest first."""
    found = queries.runs(session.connection, wanted)
    items = queries.answers_of(session.connection, [each.id for each in found])
    return [card_of(each, items.get(each.id, ())) for each in found]


def check_run(session: Session, own: Checklist, new: NewRun) -> None:
    """Raises RefusedError where it is not to be recorded: of a day to come, by who does not work here, or of oneself."""
    if new.ran_on > session.today:
        raise RefusedError(N_("{day} is in the future."), day=new.ran_on)
    for number in filter(None, (new.checker_id, new.checked_id)):
        member = staff_by_id(session.connection, number)
        if not employed(member, new.ran_on):
            raise RefusedError(
                N_("{name} ({number}) did not work here on {day}."), name=member.name, number=member.employee_no, day=new.ran_on
            )
    if new.checked_id is None and names_somebody(own.place):
        raise RefusedError(
            N_("{checklist} looks at somebody: say at whom."), hint=N_("As in: kcrm checklist run … --of EMPLOYEE_NO"), checklist=own.name
        )
    _check_not_own(session, new.checked_id, new.checker_id)


def _check_not_own(session: Session, checked_id: int | None, checker_id: int | None = None) -> None:
    """Neither who checks nor who writes it down is who is checked. Raises RefusedError."""
    actor_id = session.actor.id if session.actor is not None else None
    if not all(may_check(number, checked_id) for number in (checker_id, actor_id) if number is not None):
        raise RefusedError(N_("Nobody checks themselves. Let a colleague go through the list."))


def begin(
    session: Session, own: Checklist, new: NewRun, said: Mapping[int, Said], remedy: Remedy | None = None, *, dry_run: bool = False
) -> Done:
    """Record a run. said: by the id of the list's item; what is not said stays open. Raises RefusedError as `check_run` does."""
    with session.write(dry_run=dry_run) as planner:
        return begin_within(session, planner.connection, own, new, said, remedy)


def begin_within(
    session: Session, connection: sqlite3.Connection, own: Checklist, new: NewRun, said: Mapping[int, Said], remedy: Remedy | None = None
) -> Done:
    """Within a write that is open, with others. Raises as `begin` does."""
    check_run(session, own, new)
    if not said:
        raise RefusedError(N_("Nothing is answered, so there is no run."))
    items = queries.items_of(connection, own.id)
    if not items:
        raise RefusedError(N_("{checklist} has no items in use."), checklist=own.name)
    number = queries.add_run(connection, new, items)
    stored = queries.answers_of(connection, [number])[number]
    by_words = {each.item: each.id for each in stored}
    answers = {by_words[each.item]: said[each.id] for each in items if each.id in said}
    return _answered(session, connection, number, answers, remedy)


def go_on(session: Session, number: int, said: Mapping[int, Said], remedy: Remedy | None = None, *, dry_run: bool = False) -> Done:
    """Answer what is open of a run, or anew what was answered. said: by the id of the run's item."""
    with session.write(dry_run=dry_run) as planner:
        _check_not_own(session, run_card(session, number).run.checked_id)
        return _answered(session, planner.connection, number, said, remedy)


def _answered(session: Session, connection: sqlite3.Connection, number: int, said: Mapping[int, Said], remedy: Remedy | None) -> Done:
    for each in queries.answers_of(connection, [number])[number]:
        if each.id not in said:
            continue
        result, note = said[each.id]
        if note is None and needs_reason(ItemFacts(each.weight, each.required), result):
            raise RefusedError(
                N_("{item} is required: say why it does not apply."), hint=N_("As in: --na {no}=WHY"), item=each.item, no=each.item_no
            )
        queries.answer(connection, each, result, note)
    card = run_card(session, number)
    if remedy is None:
        return Done(card)
    done = _with_measures(session, connection, card, remedy)
    return done._replace(card=run_card(session, number))


def _with_measures(session: Session, connection: sqlite3.Connection, card: RunCard, remedy: Remedy) -> Done:
    """A measure for each item that failed, unless somebody has the same one under way."""
    writer = RecordWriter(Register(connection), session.today, session.policy.zone, by=session.actor.id if session.actor else None)
    if remedy.due_on < session.today:
        raise RefusedError(N_("{day} has already passed."), day=remedy.due_on)
    if remedy.check_on is not None and remedy.check_on < remedy.due_on:
        raise RefusedError(N_("{day} is before it is due ({due})."), day=remedy.check_on, due=remedy.due_on)
    check_on = remedy.check_on or max(remedy.due_on, _due(session, _checklist(connection, card.run.checklist_id), card.run.ran_on))
    taken, running = [], []
    for each in failed_items(card):
        title = measure_title(each)
        under_way = queries.open_measure(connection, title, remedy.owner_id)
        if under_way is not None:
            running.append(under_way)
            continue
        values = {
            "title": title,
            "source": MeasureSource.CHECKLIST,
            "about": identifier(Thing.CHECKLIST_RUN, card.run.id),
            "owner": remedy.owner_id,
            "due_on": remedy.due_on,
            "check_on": check_on,
        }
        taken.append(writer.write(SheetKind.MEASURES, None, values).id)
    return Done(card, taken, running)


def failed_items(card: RunCard) -> list[RunItem]:
    """What was not in order."""
    return [each for each in card.items if each.result is CheckResult.FAIL]


def measure_title(item: RunItem) -> str:
    """What the measure against an item that failed is called."""
    return f"{item.item}: {item.note}"[:LONGEST_LINE] if item.note else item.item


def _checklist(connection: sqlite3.Connection, number: int) -> Checklist:
    return next(each for each in queries.checklists(connection) if each.id == number)


# --- when it is due ---


def _due(session: Session, own: Checklist, last: date | None) -> date:
    calendar = Judge(session.connection).calendar(session.policy, session.now)
    return next_due(last, own.rhythm_days, session.today, calendar.is_open)


def standings(session: Session) -> list[Standing]:
    """Every checklist that asks for anything, what is due longest first."""
    calendar = Judge(session.connection).calendar(session.policy, session.now)
    latest = queries.latest_complete(session.connection)
    cards = {each.run.id: each for each in _cards_of(session, [number for _day, number in latest.values()])}
    found = []
    for each in queries.checklists(session.connection):
        if each.items:
            last, number = latest.get(each.id, (None, 0))
            due_on = next_due(last, each.rhythm_days, session.today, calendar.is_open)
            found.append(Standing(each, due_on, last, cards.get(number)))
    return sorted(found, key=lambda each: (each.due_on, each.checklist.name))


def due_lists(session: Session) -> list[tuple[Checklist, date]]:
    """The checklists that are due today or since, what is due longest first, each with its day."""
    calendar = Judge(session.connection).calendar(session.policy, session.now)
    latest = queries.latest_complete(session.connection)
    found = [
        (each, next_due(latest.get(each.id, (None, 0))[0], each.rhythm_days, session.today, calendar.is_open))
        for each in queries.checklists(session.connection)
        if each.items
    ]
    return sorted((each for each in found if each[1] <= session.today), key=lambda each: (each[1], each[0].name))


def _cards_of(session: Session, numbers: Sequence[int]) -> list[RunCard]:
    items = queries.answers_of(session.connection, numbers)
    found = [run for number in numbers for run in queries.runs(session.connection, WantedRuns(id=number))]
    return [card_of(each, items[each.id]) for each in found]


def list_card(session: Session, own: Checklist) -> ListCard:
    """A checklist with its items and how it stands."""
    standing = next((each for each in standings(session) if each.checklist.id == own.id), Standing(own, _due(session, own, None)))
    return ListCard(standing, queries.items_of(session.connection, own.id))


# --- what it comes to ---


def scores(session: Session, period: Period) -> list[MonthScore]:
    """By place and month: weights passed ÷ weights answered, of the complete runs together; of every month that the period touches."""
    first = period.first.replace(day=1)
    last = months_after(period.last.replace(day=1), 1) - ONE_DAY
    groups: dict[tuple[Place, str], list[RunCard]] = {}
    for each in run_cards(session, WantedRuns(last=last)):  # those before the period, too: the first month in it has one before it
        groups.setdefault((each.run.place, f"{each.run.ran_on:%Y-%m}"), []).append(each)
    order = {place: number for number, place in enumerate(Place)}
    found: list[MonthScore] = []
    before: dict[Place, Fraction] = {}
    for place, month in sorted(groups, key=lambda group: (order[group[0]], group[1])):
        of_month = groups[place, month]
        done = [each.judged for each in of_month if each.judged.complete]
        score = share(sum(each.passed for each in done), sum(each.answered for each in done))
        change = score - before[place] if score is not None and place in before else None
        if score is not None:
            before[place] = score
        if month >= f"{first:%Y-%m}":
            failed = sum(each.verdict is Verdict.FAILED for each in done)
            found.append(MonthScore(place, month, len(done), failed, len(of_month) - len(done), score, change))
    return found
