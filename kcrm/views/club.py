"""How the owners' club stands."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from kcrm.actions.club import Standing
from kcrm.i18n import N_, _
from kcrm.views import Cell, Column, Measured, Shape, View

_PERCENT: Final = 100
_STANDING = (
    Column("members", N_("Club members"), Cell.COUNT),
    Column("active", N_("Active members"), Cell.COUNT),
    Column("joined", N_("Joined"), Cell.COUNT),
    Column("left", N_("Left the club"), Cell.COUNT),
    Column("vehicles", N_("Their vehicles in use"), Cell.COUNT),
    Column("return_percent", N_("Return rate of members"), Cell.MEASURE),
    Column("other_vehicles", N_("Vehicles of others"), Cell.COUNT),
    Column("other_return_percent", N_("Return rate of others"), Cell.MEASURE),
)


def standing_view(found: Standing) -> View:
    """Members, how many are active, and whether they come back more than others."""
    members, others = found.members_return, found.others_return
    row = (*found.counted, members.in_use, _share(members.rate), others.in_use, _share(others.rate))
    notes = (
        _("Active: a visit within {months} months.").format(months=found.active_months),
        _("Joined, left and return rate: of {months} months. That members come back more does not show that the club is why.").format(
            months=found.months
        ),
    )
    return View(_("The owners' club"), _STANDING, [row], shape=Shape.RECORD, notes=notes)


def _share(rate: Fraction | None) -> Measured | None:
    return None if rate is None else Measured(rate * _PERCENT, "percent")
