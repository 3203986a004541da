"""Who may be entered twice, and why."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.duplicates import Duplicates, VehicleDuplicate
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.model.quality import Likeness, Machine, Sameness, VehicleLikeness
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Cell, Column, View
from kcrm.views.tones import Tone

_VERDICT = (
    Column("sameness", N_("Verdict"), Cell.ENUM, labels=Sameness, colours={Sameness.CERTAIN: Tone.BAD, Sameness.PERHAPS: Tone.CAREFUL}),
    Column("points", N_("Points"), Cell.COUNT),
)
_COLUMNS = (
    *_VERDICT,
    Column("one", N_("First"), Cell.IDENTIFIER),
    Column("one_name", N_("Name"), personal=Personal.NAME),
    Column("other", N_("Second"), Cell.IDENTIFIER),
    Column("other_name", N_("Name"), personal=Personal.NAME),
    Column("phones", N_("Phone"), Cell.TEXTS, 2, personal=Personal.PHONE),
    Column("reasons", N_("Why"), Cell.ENUMS, 1, labels=Likeness),
)

_VEHICLES = (
    *_VERDICT,
    Column("one", N_("First"), Cell.IDENTIFIER),
    Column("one_vin", N_("VIN"), Cell.IDENTIFIER, 2),
    Column("one_plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("other", N_("Second"), Cell.IDENTIFIER),
    Column("other_vin", N_("VIN"), Cell.IDENTIFIER, 2),
    Column("other_plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("reasons", N_("Why"), Cell.ENUMS, 1, labels=VehicleLikeness),
)


def vehicle_duplicates_view(found: Sequence[VehicleDuplicate]) -> View:
    """A row a pair."""
    rows = [
        (
            pair.verdict.sameness,
            pair.verdict.points,
            *_vehicle(pair.one),
            *_vehicle(pair.other),
            tuple(pair.verdict.reasons),
        )
        for pair in found
    ]
    notes = (_("To make two records one: kcrm vehicle merge"),) if rows else ()
    return View(_("Vehicles that may be entered twice"), _VEHICLES, rows, notes=notes, empty=_("No vehicle seems to be entered twice."))


def _vehicle(machine: Machine) -> tuple[object, ...]:
    return identifier(Thing.VEHICLE, machine.id), machine.vin, machine.plate


def duplicates_view(found: Duplicates) -> View:
    """A row a pair; beneath it phones that were made up."""
    rows = [
        (
            pair.verdict.sameness,
            pair.verdict.points,
            identifier(Thing.CUSTOMER, pair.one.id),
            pair.one.name,
            identifier(Thing.CUSTOMER, pair.other.id),
            pair.other.name,
            tuple(sorted(pair.one.phones & pair.other.phones)),
            tuple(pair.verdict.reasons),
        )
        for pair in found.found
    ]
    notes = tuple(
        _("{phone} stands with {count} customers: it tells of nobody.").format(phone=phone, count=count) for phone, count in found.made_up
    )
    merging = (_("To make two records one: kcrm customer merge; if they are two: kcrm customer different"),) if rows else ()
    title, empty = _("Customers who may be entered twice"), _("Nobody seems to be entered twice.")
    return View(title, _COLUMNS, rows, notes=(*merging, *notes), empty=empty)
