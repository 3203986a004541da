"""Which vehicles of the customer are near a limit of the state's warranty duties: whoever calls promises no repair lightly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kcrm.i18n import _
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Audience, View
from kcrm.views.tones import gathered

if TYPE_CHECKING:
    from kcrm.actions.seat.turn import Turn


def duty_lines(turn: Turn) -> Iterator[str]:
    """A line for each."""
    if turn.duties:
        from kcrm.views.warranty import warranty_line  # noqa: PLC0415 - here and below: few vehicles are near one

        named = {vehicle.id: vehicle.plate or vehicle.vin for vehicle in turn.vehicles}
        for number, stands in turn.duties.items():
            line = warranty_line(stands)
            yield gathered(_("warranty duties of {vehicle}: {words}").format(vehicle=named[number], words=line), [line])


def duties_part(turn: Turn) -> dict[str, View]:
    """The same for machines, where there are any."""
    if not turn.duties:
        return {}
    from kcrm.views.warranty import NUMBERED, duty_row  # noqa: PLC0415

    rows = [(identifier(Thing.VEHICLE, number), *duty_row(stands)) for number, stands in turn.duties.items()]
    return {"warranty": View(_("Warranty duties"), NUMBERED, rows, audience=Audience.MACHINES)}
