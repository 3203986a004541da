"""The policy's sections of what is offered to customers beside the daily calls: campaigns, club, advertisements.

As in `policy_sections`, one for each table.
"""

from __future__ import annotations

from collections.abc import Mapping

from kcrm.model import Team
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


class RescuePolicy(NamedTuple):
    """Rescue on the road. *_minutes: from when help was asked for until it is answered, sent out, and there; day and night.

    told_days: what was over for more than so many days when it was written down brings no call.
    """

    answer_minutes: int
    dispatch_minutes: int
    arrive_minutes: int
    told_days: int


class WorkshopPolicy(NamedTuple):
    """The workshop's appointments. *_bays: how many vehicles each team takes in at once; none, where a team takes no appointments.

    usual_minutes: for how long one is taken in where nobody says. slot_minutes: how finely a day is divided. search_days: how far ahead
    free times are looked for. call_minutes, free_minutes: so long after its time who has not come is called, and the bay is free again.
    """

    mechanical_bays: int
    body_bays: int
    paint_bays: int
    usual_minutes: int
    slot_minutes: int
    search_days: int
    call_minutes: int
    free_minutes: int

    @property
    def bays(self) -> Mapping[Team, int]:
        """By team, in the order in which work usually comes to them."""
        return {Team.MECHANICAL: self.mechanical_bays, Team.BODY: self.body_bays, Team.PAINT: self.paint_bays}


class JobsPolicy(NamedTuple):
    """Jobs on a clock. enabled: whether they are. How long the others have stands in the section of complaints."""

    enabled: bool
    urgent_hours: int
    bookable_hours: int


class WorkPolicy(NamedTuple):
    """Work left and parts. *_days: after how many days a customer is called about what they declined, by how soon it should be done.

    part_again_days: a part that came is called about again after so many days without an appointment. part_stock_days: after so many it
    goes back to stock.
    """

    urgent_days: int
    soon_days: int
    watch_days: int
    part_again_days: int
    part_stock_days: int


class PointsPolicy(NamedTuple):
    """What points are earned, how long they hold and what they buy.

    per_yuan: points for each whole yuan. per_voucher_yuan: points for one yuan of a voucher, in steps of `step`. note_days: until so many
    days after the maintenance was closed a voucher may be noted on it. told_from: of fewer points nobody is told that they expire.
    referral, complaint: for who referred somebody that bought, and for a complaint that helped. Tiers: from so many yuan in twelve
    months on, labour is so many percent cheaper.
    """

    per_yuan: int
    valid_months: int
    per_voucher_yuan: int
    step: int
    note_days: int
    told_from: int
    referral: int
    complaint: int
    silver_yuan: int
    silver_percent: int
    gold_yuan: int
    gold_percent: int
    platinum_yuan: int
    platinum_percent: int
