"""Checklists: what they ask, what was found, what it comes to, and a list on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from kcrm.actions.manager.checklists import ListCard, MonthScore, RunCard, Standing
from kcrm.i18n import N_, _
from kcrm.model.manager import CheckResult, Place, Verdict
from kcrm.model.personal import Personal
from kcrm.named import NamedTuple
from kcrm.queries.checklists import Item
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.views import Cell, Column, Form, FormSection, Measured, View
from kcrm.views.labels import label_of
from kcrm.views.records import listing, record_part, rows_of, single

_RUN = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("ran_on", N_("Day"), Cell.DATE),
    Column("checklist", N_("Checklist"), personal=Personal.NOTE),
    Column("place", N_("Looks at"), Cell.ENUM, 3, labels=Place),
    Column("spot", N_("Exact place"), priority=3, personal=Personal.NOTE),
    Column("checker", N_("Checker"), priority=1),
    Column("checked", N_("Who was checked"), priority=2),
    Column("verdict", N_("How it ended"), Cell.ENUM, labels=Verdict),
    Column("score", N_("Score"), Cell.MEASURE),
    Column("passed", N_("Weights in order"), Cell.COUNT, 4),
    Column("answered", N_("Weights answered"), Cell.COUNT, 4),
    Column("unanswered", N_("Items open"), Cell.COUNT, 2),
    Column("note", N_("Note"), Cell.PROSE, 5, personal=Personal.NOTE),
)
_LOST = Column("failed_required", N_("Failed by"), Cell.TEXTS, personal=Personal.NOTE)
_FOUND = (
    Column("item_no", N_("Item no."), Cell.COUNT),
    Column("item", N_("Item"), personal=Personal.NOTE),
    Column("weight", N_("Weight"), Cell.COUNT, 2),
    Column("required", N_("Required item"), Cell.FLAG, 2),
    Column("result", N_("What was found"), Cell.ENUM, labels=CheckResult),
    Column("note", N_("Note"), Cell.PROSE, personal=Personal.NOTE),
)
_ITEM = (Column("id", N_("No."), Cell.IDENTIFIER), *_FOUND[:4])
_LIST = (
    Column("checklist", N_("Checklist"), personal=Personal.NOTE),
    Column("place", N_("Looks at"), Cell.ENUM, 1, labels=Place),
    Column("rhythm", N_("Every (days)"), Cell.COUNT, 2),
    Column("items", N_("Items"), Cell.COUNT, 3),
    Column("due_on", N_("Due"), Cell.DATE),
    Column("days_late", N_("Days late"), Cell.COUNT, 1),
    Column("last_on", N_("Last run"), Cell.DATE, 1),
    Column("last_run", N_("Run"), Cell.IDENTIFIER, 4),
    Column("last_verdict", N_("How it ended"), Cell.ENUM, 2, labels=Verdict),
    Column("last_score", N_("Score"), Cell.MEASURE, 2),
)
_SCORE = (
    Column("place", N_("Looks at"), Cell.ENUM, labels=Place),
    Column("month", N_("Month"), Cell.IDENTIFIER),
    Column("runs", N_("Complete runs"), Cell.COUNT, 1),
    Column("failed", N_("Runs failed"), Cell.COUNT, 1),
    Column("incomplete", N_("Runs not complete"), Cell.COUNT, 3),
    Column("score", N_("Score"), Cell.MEASURE),
    Column("change", N_("Points from before"), Cell.MEASURE),
)
_PERSONAL = (Personal.NOTE,)


class _Row(NamedTuple):
    """A checklist as a row of a list."""

    checklist: str
    place: Place
    rhythm: int
    items: int
    due_on: date
    days_late: int | None
    last_on: date | None
    last_run: str | None
    last_verdict: Verdict | None
    last_score: Measured | None


def run_view(card: RunCard) -> View:
    """A run with what was found of each item."""
    lost = [each.item for each in card.items if each.required and each.result is CheckResult.FAIL]
    parts = {"items": View(_("Items"), _FOUND, rows_of(_FOUND, card.items, {}))}
    if card.measures:
        keys = ("id", "title", "owner", "due_on", "check_on", "state", "result")
        parts["measures"] = record_part(SheetKind.MEASURES, _("Corrective measures"), keys, card.measures)
    return single(_("Run of a checklist"), (*_RUN, _LOST), (*_run_row(card), lost or None), parts)


def runs_view(cards: Sequence[RunCard]) -> View:
    """Runs, in the order given."""
    return listing(_("Runs of checklists"), _RUN, [_run_row(each) for each in cards])._replace(empty=_("No such runs."))


def lists_view(found: Sequence[Standing], today: date, *, empty: str) -> View:
    """Checklists and when they are due. empty: translated."""
    return View(_("Checklists"), _LIST, rows_of(_LIST, [_list_row(each, today) for each in found], {}), empty=empty)


def list_view(card: ListCard, today: date) -> View:
    """One checklist with its items."""
    readers: Mapping[str, Any] = {"id": lambda item: identifier(Thing.CHECKLIST, item.id)}
    items = View(_("Items"), _ITEM, rows_of(_ITEM, card.items, readers))
    return single(_("Checklist"), _LIST, rows_of(_LIST, [_list_row(card.standing, today)], {})[0], {"items": items})


def scores_view(found: Sequence[MonthScore]) -> View:
    """What the runs came to, by place and month."""
    readers: Mapping[str, Any] = {
        "score": lambda each: _percent(each.score),
        "change": lambda each: None if each.change is None else Measured(each.change, "points", 1),
    }
    empty = _("No runs in this period. To go through a list: kcrm checklist run NAME")
    return View(_("Scores of checklists"), _SCORE, rows_of(_SCORE, found, readers), empty=empty)


def paper_form(store: str, card: ListCard) -> Form:
    """A checklist to be filled in by hand."""
    own = card.standing.checklist
    head = FormSection(_("Run"), ((_("Day"), ""), (_("Exact place"), ""), (_("Checker"), ""), (_("Who was checked"), "")))
    boxes = " ".join(f"□ {label_of(each)}" for each in CheckResult)
    items = FormSection(_("Items"), tuple((_heading(each), boxes) for each in card.items))
    signers = (_("Checker"), _("Head of the department"))
    return Form(own.name, (store, label_of(own.place)), (head, items, FormSection(_("Note"), lines=4)), signers, _PERSONAL)


def _heading(item: Item) -> str:
    words = _("{no}. {item} ({weight}, required)") if item.required else _("{no}. {item} ({weight})")
    return words.format(no=item.item_no, item=item.item, weight=item.weight)


def _run_row(card: RunCard) -> tuple[object, ...]:
    run, judged = card.run, card.judged
    return (
        identifier(Thing.CHECKLIST_RUN, run.id),
        run.ran_on,
        run.checklist,
        run.place,
        run.spot,
        run.checker,
        run.checked,
        judged.verdict,
        _percent(judged.score),
        judged.passed,
        judged.answered,
        judged.unanswered,
        run.note,
    )


def _list_row(found: Standing, today: date) -> _Row:
    own, card = found.checklist, found.card
    late = (today - found.due_on).days
    return _Row(
        own.name,
        own.place,
        own.rhythm_days,
        own.items,
        found.due_on,
        late if late > 0 else None,
        found.last,
        identifier(Thing.CHECKLIST_RUN, card.run.id) if card is not None else None,
        card.judged.verdict if card is not None else None,
        _percent(card.judged.score) if card is not None else None,
    )


def _percent(score: Fraction | None) -> Measured | None:
    return None if score is None else Measured(score, "percent", 1)
