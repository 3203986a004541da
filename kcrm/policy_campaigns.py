"""The policy's sections of what is offered to customers beside the daily calls: campaigns, club, advertisements.

As in `policy_sections`, one for each table.
"""

from __future__ import annotations

from kcrm.named import NamedTuple


class CampaignPolicy(NamedTuple):
    """What a campaign is held to. response_days: for how long after it something is a response. small_group: fewer people show nothing.

    month_messages, month_commercial: how many messages a phone gets in a calendar month, and how many of them may offer something.
    """

    response_days: int
    month_messages: int
    month_commercial: int
    confidence_percent: int
    small_group: int


class ClubPolicy(NamedTuple):
    """The owners' club. active_months: a member is active who was in the workshop within so many months.

    booked_days: until so many days after an event an appointment or visit follows from it. ad_days: so many days after an advertisement a
    prospect still comes of it.
    """

    active_months: int
    booked_days: int
    ad_days: int
