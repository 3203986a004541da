"""What advertisements brought."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from kcrm.i18n import N_, _
from kcrm.model.events import Medium
from kcrm.rules.club.ads import Quality
from kcrm.views import Cell, Column, Measured, View

_PERCENT: Final = 100
_MEDIUM = Column("medium", N_("Medium"), Cell.ENUM, labels=Medium)
_CODE = Column("code", N_("Code or number"))
_QUALITY = (
    Column("ads", N_("Advertisements"), Cell.COUNT, 2),
    Column("prospects", N_("Prospects"), Cell.COUNT),
    Column("soon", N_("Levels H and A"), Cell.COUNT, 2),
    Column("soon_percent", N_("Share of H and A"), Cell.MEASURE),
    Column("bought", N_("Bought"), Cell.COUNT, 1),
    Column("conversion_percent", N_("Conversion"), Cell.MEASURE),
    Column("cost", N_("Cost"), Cell.MONEY, 1),
    Column("cost_per_prospect", N_("Cost of a prospect"), Cell.MONEY, 1),
    Column("cost_per_sale", N_("Cost of a sale"), Cell.MONEY),
)


def quality_list(found: Sequence[Quality], *, by_code: bool) -> View:
    """What each medium brought, or each code; without a medium whoever came of no advertisement."""
    rows = [
        (
            each.medium,
            *((each.code,) if by_code else ()),
            each.ads,
            each.prospects,
            each.soon,
            _share(each.soon_share),
            each.bought,
            _share(each.conversion),
            each.cost_fen if each.ads else None,
            _whole(each.prospect_fen),
            _whole(each.sale_fen),
        )
        for each in found
    ]
    notes = (_("Without a medium: prospects whose platform is the code of no advertisement of those days."),)
    return View(_("What advertisements brought"), (_MEDIUM, *((_CODE,) if by_code else ()), *_QUALITY), rows, notes=notes)


def _share(value: Fraction | None) -> Measured | None:
    return None if value is None else Measured(value * _PERCENT, "percent")


def _whole(fen: Fraction | None) -> int | None:
    return None if fen is None else round(fen)
