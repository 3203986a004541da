"""What is open with a customer beside what they are called about: a line each, for whoever speaks to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kcrm.actions.seat.turn import Turn
from kcrm.i18n import _
from kcrm.model import FollowUp
from kcrm.queries.lookup import Thing, identifier
from kcrm.views.appointments import appointment_lines
from kcrm.views.daylist import own_words
from kcrm.views.labels import label_of
from kcrm.views.seat.duties import duty_lines
from kcrm.views.tones import Tone, toned
from kcrm.views.values import joined, yuan
from kcrm.views.works import work_lines

if TYPE_CHECKING:
    pass


def matters(turn: Turn) -> Iterator[str]:
    """What lies open, the most urgent kinds of it first."""
    yield from duty_lines(turn)
    yield from (toned(label_of(matter), Tone.CAREFUL) for matter in turn.matters)
    if turn.refused:
        yield _("no more: {kinds}").format(kinds=joined(map(label_of, turn.refused)))
    yield from map(_visit_to_make, turn.to_visit)
    yield from work_lines(turn.works)
    yield from appointment_lines(turn.appointments)
    for need in turn.needs:
        waits = _("{number} waits for {what}: {text}").format(
            number=identifier(Thing.NEED, need.id), what=label_of(need.what), text=need.text
        )
        yield joined([waits, *([f"{need.wanted_on:%m-%d}"] if need.wanted_on else [])])
    for each in turn.opportunities:
        yield _("opportunity: {kind}, {amount} yuan, {percent}%").format(
            kind=each.kind, amount=yuan(each.amount_fen), percent=f"{each.probability_bp / 100:g}"
        )


def _visit_to_make(item: FollowUp) -> str:
    at = " ".join(filter(None, (f"{item.call_on:%m-%d}", item.call_time)))
    words = [f"{identifier(Thing.FOLLOWUP, item.id)} {label_of(item.channel)} {at}", *([] if item.about else [label_of(item.kind)])]
    return joined([*words, *own_words(item)])
