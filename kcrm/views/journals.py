"""Journals: what was done on a day in words, and the operations that did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.actions.manager.journals import Deed, JournalCard
from kcrm.i18n import N_, _
from kcrm.model import EventKind, Outcome
from kcrm.model.prospects import ProspectStep
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.records import record_card
from kcrm.views.tables import TABLE

_IN: Mapping[str, str] = {"in": N_("incoming call")}
_WHICH: Mapping[str, Mapping[str, str]] = {
    "call": {**{each: each.label for each in Outcome}, **_IN},
    "complaint_event": {each: each.label for each in EventKind},
    "prospect_event": {each: each.label for each in ProspectStep},
}
_DEEDS = (
    Column("table", N_("Records"), Cell.ENUM, labels=TABLE),
    Column("which", N_("Which"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("which", N_("Which"), audience=Audience.PEOPLE),
    Column("new", N_("New"), Cell.FLAG, 2),
    Column("rows", N_("Rows"), Cell.COUNT),
    Column("operations", N_("Operations"), Cell.TEXTS, 1),
)


def journal_view(card: JournalCard) -> View:
    """The journal, and what the log says of its day."""
    deeds = [
        (each.table, each.which, _which(each), each.is_new, each.rows, [identifier(Thing.OPERATION, number) for number in each.operations])
        for each in card.deeds
    ]
    return record_card(SheetKind.JOURNALS, card.facts, {"deeds": View(_("In the operations log"), _DEEDS, deeds)})


def done_words(deeds: Sequence[Deed]) -> str:
    """What was done, as a journal has it: calls by their result first, then steps, then records."""
    order = list(_WHICH)
    ordered = sorted(deeds, key=lambda each: order.index(each.table) if each.table in order else len(order))
    return _("; ").join(map(_words, ordered))


def _words(deed: Deed) -> str:
    what = _(TABLE.get(deed.table, deed.table))
    if (which := _which(deed)) is not None:
        return _("{what}, {which}: {count}").format(what=what, which=which, count=deed.rows)
    if not deed.is_new:
        return _("{what} changed: {count}").format(what=what, count=deed.rows)
    return _("{what}: {count}").format(what=what, count=deed.rows)


def _which(deed: Deed) -> str | None:
    return None if deed.which is None else _(_WHICH[deed.table].get(deed.which, deed.which))
