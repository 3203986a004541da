"""Where the rows of campaigns come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.sources.source import STAFF, Source
from kcrm.records import SheetKind

STARTED: Final = "(SELECT min(started_on) FROM campaign_wave WHERE campaign_wave.campaign_id = campaign.id)"
STATE: Final = f"""CASE WHEN campaign.closed_on IS NOT NULL THEN 'closed' WHEN {STARTED} IS NULL THEN 'planned'
    WHEN campaign.until_on < :today THEN 'over' ELSE 'running' END"""
"""How a campaign stands today."""
COST: Final = "(SELECT sum(amount_fen) FROM campaign_cost WHERE campaign_cost.campaign_id = campaign.id)"
_TARGETS: Final = "(SELECT count(*) FROM campaign_target WHERE campaign_target.campaign_id = campaign.id AND part = '{}')"

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.CAMPAIGNS: Source(
        joins=STAFF.format(name="responsible", table="campaign", column="responsible_id"),
        shown={
            "responsible": "responsible.name",
            "cost": COST,
            "targets": _TARGETS.format("treated"),
            "control": _TARGETS.format("control"),
            "started_on": STARTED,
            "state": STATE,
        },
        given={"responsible": "responsible.employee_no"},
        order="from_on DESC, id DESC",
        narrowed={
            "kind": "campaign.kind = :kind",
            "responsible": "campaign.responsible_id = :responsible",
            "during": "(campaign.from_on <= :during_last AND campaign.until_on >= :during_first)",
        },
        state=STATE,
    ),
}
