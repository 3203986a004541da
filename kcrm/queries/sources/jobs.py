"""Where the rows of jobs come from, and how each stands now, as `kcrm.rules.jobs` says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.sources.source import NAMING, STAFF, Source
from kcrm.records import SheetKind

JOB_STATE: Final = "CASE WHEN job.done_at IS NULL THEN 'open' ELSE 'done' END"
_NOW, _DUE, _ASKED = (f"CAST(strftime('%s', {at}) AS INTEGER)" for at in (":now", "job.due_at", "job.asked_at"))
STANDING: Final = f"""CASE WHEN job.due_at IS NULL THEN NULL WHEN job.done_at IS NOT NULL THEN
        CASE WHEN job.done_at <= job.due_at THEN 'met' ELSE 'met_late' END
    WHEN {_NOW} > {_DUE} THEN 'missed' WHEN ({_DUE} - {_NOW}) * 100 < ({_DUE} - {_ASKED}) * :at_risk_percent THEN 'at_risk'
    ELSE 'running' END"""
"""How the clock of a job stands; NULL where it has none."""

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.JOBS: Source(
        joins=(
            "LEFT JOIN customer ON customer.id = job.customer_id LEFT JOIN vehicle ON vehicle.id = job.vehicle_id"
            f" {STAFF.format(name='owner', table='job', column='owner_id')}"
        ),
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "owner": "owner.name",
            "state": JOB_STATE,
            "standing": STANDING,
        },
        given={**NAMING, "vin": "vehicle.vin", "plate": "vehicle.plate", "owner": "owner.employee_no"},
        # what is not done first, by when it is due
        order="done_at DESC NULLS FIRST, due_at NULLS LAST, id",
        narrowed={
            "customer": "job.customer_id = :customer",
            "owner": "job.owner_id = :owner",
            "kind": "job.kind = :kind",
            "asked": "job.asked_on BETWEEN :asked_first AND :asked_last",
            "late": f"({STANDING}) IN ('missed', 'met_late')",
        },
        chosen="job.customer_id IN {customers}",
        state=JOB_STATE,
        named_by="phone",
    ),
}
