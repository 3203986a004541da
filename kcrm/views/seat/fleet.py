"""What the call of a company is about: a line for each of its vehicles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kcrm.actions.daylist import DayRow
from kcrm.i18n import _
from kcrm.model import Kind
from kcrm.queries.lookup import Thing, identifier
from kcrm.views.labels import label_of
from kcrm.views.tones import Tone, toned
from kcrm.views.values import joined

_OF_A_DELIVERY = frozenset({Kind.DC1, Kind.DC3, Kind.DC7, Kind.DC30})


def of_vehicles(rows: Iterable[DayRow]) -> dict[str, list[DayRow]]:
    """What is told of each vehicle in the call of a company, by how it is called; of the vehicles in the order of their first."""
    found: dict[str, list[DayRow]] = {}
    for row in rows:
        if row.followup.bundled:
            found.setdefault(" ".join(filter(None, (row.followup.plate, row.followup.model))), []).append(row)
    return found


def vehicle_lines(vehicles: Mapping[str, Sequence[DayRow]]) -> Iterator[str]:
    """A line for each vehicle, with all that is told of it."""
    for vehicle, told in vehicles.items():
        delivered = next((row.followup.base_on for row in told if row.followup.kind in _OF_A_DELIVERY), None)
        since = [_("delivered {day}").format(day=f"{delivered:%m-%d}")] if delivered is not None else []
        yield joined([*([vehicle] if vehicle else []), *since, *map(_named, told)])


def _named(row: DayRow) -> str:
    words = " ".join((identifier(Thing.FOLLOWUP, row.followup.id), label_of(row.followup.kind), f"{row.followup.due_on:%m-%d}"))
    return toned(words, Tone.BAD) if row.days_overdue else words
