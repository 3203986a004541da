"""The showroom register (展厅来店登记): who is received in time (Customer-service manager CRM training manual 2012)."""

from __future__ import annotations

from datetime import datetime, timedelta

from kcrm.policy_sections import ProspectsPolicy


def is_received_in_time(came_at: datetime, met_at: datetime | None, policy: ProspectsPolicy) -> bool:
    """Whether a visitor was received within the minutes that policy allows, the last of them included; whom nobody met was not."""
    return met_at is not None and met_at - came_at <= timedelta(minutes=policy.received_minutes)
