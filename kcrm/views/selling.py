"""Prospects by where they stand: a board of cards for the morning meeting, and the funnel of a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from kcrm.dates import Period
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.model.prospects import FUNNEL, OPEN_STAGES, BoardCard, FunnelBy, ProspectLevel, ProspectSource, Stage
from kcrm.model.words import labels_of
from kcrm.queries.lookup import Thing
from kcrm.views import Audience, Cell, Column, Lane, Measured, View
from kcrm.views.labels import label_of
from kcrm.views.records import listing, number_of, rows_of
from kcrm.views.tones import Tone, toned

if TYPE_CHECKING:
    from kcrm.rules.prospects.funnel import Reached

_A_LANE = 8  # cards; more would run off the screen
_CARDS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("level", N_("Buying level"), Cell.ENUM, labels=ProspectLevel),
    Column("stage", N_("Stage"), Cell.ENUM, labels=Stage),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, 6),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("model", N_("Model"), priority=2),
    Column("consultant_no", N_("Consultant no."), Cell.IDENTIFIER, 6),
    Column("consultant", N_("Consultant"), priority=1),
    Column("next_on", N_("Next contact"), Cell.DATE),
)
_LANES = (*OPEN_STAGES, Stage.ORDERED)


def board_view(cards: Sequence[BoardCard], today: date) -> View:
    """On a terminal a lane for each stage; elsewhere the same prospects as a list. cards: the most pressing first."""
    lanes = tuple(_lane(stage, [card for card in cards if card.stage is stage], today) for stage in _LANES)
    rows = rows_of(_CARDS, cards, {"id": number_of(Thing.PROSPECT)})
    return listing(_("Prospects"), _CARDS, rows)._replace(lanes=lanes if cards else (), empty=_("No such prospects."))


def _lane(stage: Stage, cards: Sequence[BoardCard], today: date) -> Lane:
    title = _("{state} {count}").format(state=label_of(stage), count=len(cards))
    return Lane(title, tuple(_card(card, today) for card in cards[:_A_LANE]), max(0, len(cards) - _A_LANE))


def _card(card: BoardCard, today: date) -> tuple[str, ...]:
    told = None if card.next_on is None else _("call {day}").format(day=f"{card.next_on:%m-%d}")
    if told is not None and card.next_on is not None and card.next_on < today:
        told = toned(told, Tone.BAD)
    return tuple(filter(None, (f"L{card.id} {label_of(card.level)}", card.name, card.consultant or _("nobody"), told)))


# --- the funnel ---

_STEPS = (
    Column("stage", N_("Stage"), Cell.ENUM, labels=Stage),
    Column("count", N_("So far at least"), Cell.COUNT),
    Column("of_before", N_("Of the stage before"), Cell.MEASURE),
    Column("of_all", N_("Of all registered"), Cell.MEASURE),
)
_HEADINGS: Mapping[FunnelBy, Column] = {
    FunnelBy.SOURCE: Column("source", N_("Source"), Cell.ENUM, labels=ProspectSource),
    FunnelBy.CONSULTANT: Column("consultant", N_("Consultant")),
    FunnelBy.MODEL: Column("model", N_("Model")),
}
_ENDS = (Stage.LOST, Stage.INVALID)
_PRIORITY = {Stage.LOST: 1, Stage.QUOTED: 2, Stage.CONTACTED: 3, Stage.INVALID: 4}


def funnel_view(reached: Sequence[Reached], period: Period) -> View:
    """One row a stage."""
    rows = [(each.stage, each.number, _measured(each.of_before), _measured(each.of_all)) for each in reached]
    return View(_title(period), _STEPS, rows, caption=True)


def funnel_by_view(found: Mapping[str | None, Sequence[Reached]], by: FunnelBy, period: Period) -> View:
    """One row a source, consultant or model, with whom most came from first; machines have the shares of every stage besides."""
    columns = [_HEADINGS[by]]
    for stage in (*FUNNEL, *_ENDS):
        columns.append(Column(stage, labels_of(Stage)[stage], Cell.COUNT, _PRIORITY.get(stage, 0)))
        if stage in FUNNEL[1:]:
            columns.append(Column(f"{stage}_of_before", N_("Of the stage before"), Cell.MEASURE, audience=Audience.MACHINES))
            shown = Audience.ALL if stage is Stage.DELIVERED else Audience.MACHINES
            columns.append(Column(f"{stage}_of_all", N_("Conversion"), Cell.MEASURE, audience=shown))
    ordered = sorted(found.items(), key=lambda each: (-each[1][0].number, each[0] is None, each[0] or ""))
    rows = [(value, *_cells(reached)) for value, reached in ordered]
    return View(_title(period), tuple(columns), rows, caption=True, empty=_("Nobody was registered then."))


def _cells(reached: Sequence[Reached]) -> list[object]:
    cells: list[object] = []
    for each in reached:
        cells.append(each.number)
        if each.stage in FUNNEL[1:]:
            cells += [_measured(each.of_before), _measured(each.of_all)]
    return cells


def _title(period: Period) -> str:
    return _("Prospects registered {first} to {last}, and how far they came").format(first=period.first, last=period.last)


def _measured(percent: Fraction | None) -> Measured | None:
    return None if percent is None else Measured(percent, "percent", 1)
