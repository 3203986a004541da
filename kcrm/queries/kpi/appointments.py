"""What is counted of appointments: who came, who did not, and for how long the bays of those stood ready in vain.

They are the store's own: a group is given none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.kpi.shape import Facts, Part, within
from kcrm.queries.sources.appointments import APPOINTMENT_STATE

APPOINTMENTS: Final = f"""
appointment_row (appointment_id, customer_id, vehicle_id, day, hour, team, staff_id, state, centihours) AS (
    SELECT id, customer_id, vehicle_id, starts_on, CAST(substr(clock, 1, 2) AS INTEGER), team, advisor_id, {APPOINTMENT_STATE},
        (minutes * 100 + 30) / 60
    FROM appointment
)
"""  # noqa: S608 - our own
"""day, hour: of the appointment, whenever somebody came. centihours: for which the bay was booked."""

APPOINTMENT_FACTS: Final[Mapping[str, Facts]] = {
    "appointment": Facts(
        "appointment_row",
        within("appointment_row"),
        ("appointment_id", "customer_id", "vehicle_id", "day"),
        {"state": "appointment_row.state", "centihours": "appointment_row.centihours"},
        {Part.TEAM: "appointment_row.team", Part.HOUR: "appointment_row.hour", Part.STAFF: "appointment_row.staff_id"},
        given="appointments",
    ),
}
