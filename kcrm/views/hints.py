"""Own customers who are likely to buy again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _, n_
from kcrm.model.personal import Personal
from kcrm.queries.hints import OwnedVehicle
from kcrm.queries.lookup import Thing
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.records import Reader, number_of, rows_of
from kcrm.views.values import yuan

if TYPE_CHECKING:
    from kcrm.actions.prospects.hints import Hinted

_COLUMNS = (
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 1, personal=Personal.PHONE),
    Column("vehicle_id", N_("Vehicle"), Cell.IDENTIFIER, 5),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, 3, personal=Personal.PLATE),
    Column("model", N_("Model"), priority=4),
    Column("reasons", N_("Why"), Cell.TEXTS, audience=Audience.MACHINES),
    Column("why", N_("Why"), Cell.TEXTS, audience=Audience.PEOPLE),
    Column("consultant_no", N_("Consultant no."), Cell.IDENTIFIER, 6),
    Column("consultant", N_("Consultant"), priority=2),
)
_WORDS: Mapping[str, Callable[[str], str]] = {
    "age": lambda months: n_("{count} month old", "{count} months old", int(months)).format(count=months),
    "warranty": lambda day: _("warranty to {date}").format(date=day),
    "loan": lambda day: _("loan to {date}").format(date=day),
    "repair": lambda fen: _("repair for {price} yuan").format(price=yuan(int(fen))),
    "sold": lambda day: _("sold {date}").format(date=day),
}


def hint_list(found: Sequence[Hinted]) -> View:
    """One row a vehicle, with everything that speaks for another one."""
    readers: dict[str, Reader] = {key: attrgetter(f"vehicle.{key}") for key in OwnedVehicle._fields}
    readers |= {
        "customer_id": lambda each: number_of(Thing.CUSTOMER, "customer_id")(each.vehicle),
        "vehicle_id": lambda each: number_of(Thing.VEHICLE, "vehicle_id")(each.vehicle),
        "reasons": lambda each: [reason.because for reason in each.reasons],
        "why": lambda each: [hint_in_words(reason.because) for reason in each.reasons],
    }
    return View(_("Likely to buy again"), _COLUMNS, rows_of(_COLUMNS, found, readers), empty=_("Nobody is likely to buy again now."))


def hint_in_words(because: str) -> str:
    """A reason, for people."""
    key, _equals, value = because.partition("=")
    return _WORDS[key](value)
