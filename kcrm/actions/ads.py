"""What advertisements brought in a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kcrm.queries.ads import advertisements, brought
from kcrm.rules.club.ads import Quality, qualities

if TYPE_CHECKING:
    from kcrm.actions.session import Session
    from kcrm.dates import Period


def quality_in(session: Session, period: Period, *, by_code: bool) -> list[Quality]:
    """What each medium brought in a period, or each code of it."""
    return qualities(
        brought(session.connection, period),
        advertisements(session.connection),
        (period.first, period.last),
        session.policy.club.ad_days,
        session.policy.prospects,
        by_code=by_code,
    )
