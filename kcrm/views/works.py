"""Work left and parts: one of them, with its next call; and as part of the card of a customer, vehicle or order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model.works import WorkKind
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.views import Cell, Column, View
from kcrm.views.labels import label_of
from kcrm.views.records import record_card, record_part
from kcrm.views.tones import Tone, gathered, toned
from kcrm.views.values import joined, yuan

if TYPE_CHECKING:
    from kcrm.actions.works import WorkCase
    from kcrm.queries.records import Shown
    from kcrm.queries.works import OpenWork

_CALLED = Column("called_on", N_("Call on"), Cell.DATE)
_ON_CARDS = frozenset({"id", "plate", "what", "urgency", "state", "estimate", "safe", "declined_on", "expected_on", "arrived_on"})


def work_view(case: WorkCase) -> View:
    """One, and the day of the next call about it."""
    return record_card(SheetKind.WORKS, case.row, more=((_CALLED, case.called_on),))


def work_lines(works: Sequence[OpenWork]) -> Iterator[str]:
    """What is left, a line each, for whoever speaks to the customer; what is not safe to drive with in another tone."""
    for each in works:
        head = N_("{number} declined: {what}") if each.kind is WorkKind.WORK else N_("{number} on order: {what}")
        words = [_(head).format(number=identifier(Thing.WORK, each.id), what=each.what)]
        if each.estimate_fen is not None:
            words.append(_("{amount} yuan").format(amount=yuan(each.estimate_fen)))
        words += [label_of(word) for word in (each.urgency, each.declined_for) if word is not None]
        if each.declined_on is not None:
            words.append(f"{each.declined_on:%m-%d}")
        if each.arrived_on is not None:
            words.append(_("here since {date}").format(date=f"{each.arrived_on:%m-%d}"))
        elif each.expected_on is not None:
            words.append(_("expected {date}").format(date=f"{each.expected_on:%m-%d}"))
        if each.safe is False:
            words.append(toned(_("not safe to drive"), Tone.BAD))
        yield gathered(joined(words), words)


def works_part(rows: Sequence[Shown]) -> View:
    """What is left of work and parts, as part of a card."""
    return record_part(SheetKind.WORKS, _("Work and parts left"), _ON_CARDS, rows)
