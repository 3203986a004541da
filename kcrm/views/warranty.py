"""How vehicles stand by the state's warranty duties (三包): in a line, on a card, and those that are near a limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kcrm.i18n import N_, _, n_
from kcrm.model.personal import Personal
from kcrm.model.warranty import WarrantyState
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.records import Reader, listing, row_of, rows_of
from kcrm.views.tones import Tone, toned
from kcrm.views.values import joined

if TYPE_CHECKING:
    from kcrm.actions.warranty import Watched
    from kcrm.rules.warranty import Warranty

_STANDS: Final = (
    Column("until_on", N_("Until"), Cell.DATE, 3),
    Column("over_from", N_("Kilometres passed"), Cell.DATE, 6),
    Column("repairs", N_("Repairs"), Cell.COUNT),
    Column("days", N_("Workshop days"), Cell.COUNT),
    Column("same_fault", N_("Same fault"), Cell.COUNT, 1),
    Column("fault", N_("Fault"), personal=Personal.NOTE, priority=2),
    Column("grave", N_("Grave faults"), Cell.COUNT, 1),
    Column("percent", N_("Of limit, %"), Cell.COUNT),
    Column("state", N_("State"), Cell.ENUM, labels=WarrantyState),
)
_WHOSE: Final = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("vin", N_("VIN"), Cell.IDENTIFIER, 6, personal=Personal.VIN),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("model", N_("Model"), priority=3),
    Column("customer_id", N_("Customer identifier"), Cell.IDENTIFIER, 6),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 4, personal=Personal.PHONE),
    Column("delivered_on", N_("Delivered"), Cell.DATE, 5),
)
_COLUMNS: Final = (*_WHOSE, *_STANDS)
NUMBERED: Final = (_WHOSE[0], *_STANDS)
"""How each of several vehicles stands."""
_TONES: Final = {WarrantyState.PASSED: Tone.BAD, WarrantyState.NEAR: Tone.PRESSING, WarrantyState.WATCHED: Tone.CAREFUL}


def warranty_line(stands: Warranty) -> str:
    """How often it was repaired for quality faults, and how many of the days are used; then how often one fault, and grave ones, were."""
    policy = stands.policy
    words = [
        n_("repaired {count} time, {days} of {limit} days", "repaired {count} times, {days} of {limit} days", stands.repairs).format(
            count=stands.repairs, days=stands.days, limit=policy.repair_days
        )
    ]
    if stands.same_fault > 1:
        words.append(_("one fault {count} of {limit} times").format(count=stands.same_fault, limit=policy.same_fault))
    if stands.grave:
        words.append(_("grave safety faults {count} of {limit}").format(count=stands.grave, limit=policy.grave_repairs))
    if stands.state is not WarrantyState.CLEAR:
        words.append(_(stands.state.label))
    line = joined(words)
    tone = _TONES.get(stands.state)
    return toned(line, tone) if tone is not None else line


def watched_line(each: Watched) -> str:
    """Which vehicle it is, and how many days and percent."""
    whose, stands = each.whose, each.stands
    words = _("{vehicle} {days}/{limit} days, {percent}%").format(
        vehicle=whose.plate or identifier(Thing.VEHICLE, whose.vehicle_id),
        days=stands.days,
        limit=stands.policy.repair_days,
        percent=stands.percent,
    )
    return toned(words, _TONES[stands.state])


def warranty_parts(stands: Warranty | None) -> dict[str, View]:
    """How a vehicle stands, as part of a card; nothing where it was never repaired for a quality fault."""
    if stands is None:
        return {}
    part = View(_("Warranty duties"), _STANDS, rows_of(_STANDS, [stands], {}), shape=Shape.RECORD)
    return {"warranty": part}


def duty_row(stands: Warranty) -> tuple[object, ...]:
    """How a vehicle stands, in the columns after its number."""
    return row_of(_STANDS, stands, {})


def for_machines(parts: Mapping[str, View]) -> dict[str, View]:
    """The same where people are told in a line."""
    return {key: view._replace(audience=Audience.MACHINES) for key, view in parts.items()}


def watch_list(found: Sequence[Watched]) -> View:
    """The vehicles near a limit, the nearest first."""
    whose = {column.key: _of_whose(column.key) for column in _WHOSE}
    stands = {column.key: _of_stands(column.key) for column in _STANDS}
    readers: Mapping[str, Reader] = {
        **whose,
        **stands,
        "id": lambda each: identifier(Thing.VEHICLE, each.whose.vehicle_id),
        "customer_id": lambda each: identifier(Thing.CUSTOMER, each.whose.customer_id) if each.whose.customer_id is not None else None,
    }
    shown = listing(_("Warranty watch"), _COLUMNS, rows_of(_COLUMNS, found, readers))
    return shown._replace(empty=_("No vehicle is near a limit of the warranty duties."))


def _of_whose(key: str) -> Reader:
    return lambda each: getattr(each.whose, key)


def _of_stands(key: str) -> Reader:
    return lambda each: getattr(each.stands, key)
