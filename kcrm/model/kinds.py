"""The kinds of follow-up, each declared once: what planning, cancelling, `why`, calls, messages and labels need to know of it.

The numbers of a kind (days, months, whose duty, by which channel, of which document) are policy: `followups.<kind>` in policy.toml. Its
words are the templates of its name.
"""

from __future__ import annotations

from typing import Self

from kcrm.enums import StrEnum
from kcrm.i18n import N_
from kcrm.model.planned import BaseFact, CancelReason
from kcrm.model.vocabulary import BOOKINGS, COMINGS, OFFERED, RENEWALS, CallResult
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class Of(StrEnum):
    """Whose dates a kind starts from, in the order in which a customer's follow-ups are planned."""

    COMPLAINT = "complaint"  # a resolved complaint; also of somebody without a vehicle
    DELIVERY = "delivery"  # of a vehicle to its present owner
    VEHICLE = "vehicle"  # a date of a vehicle, whoever owned it then
    ORDER = "order"  # a closed repair order
    ABSENCE = "absence"  # since when a vehicle was not here
    CUSTOMER = "customer"  # a date of somebody who has a vehicle
    CALENDAR = "calendar"  # the same day for everybody who has a vehicle
    PROSPECT = "prospect"  # a buying intention; also of somebody without a vehicle
    HINT = "hint"  # that an own customer is likely to buy again
    ACCOUNT = "account"  # a company account, its contracts, bills and credit; also without a vehicle
    MEASURE = "measure"  # a measure that worked against what they left or complained for
    CAMPAIGN = "campaign"  # a campaign under way that approaches them; also of somebody without a vehicle
    NEED = "need"  # what a customer waited for has come, or the day they named
    EVENT = "event"  # an event that they are invited to, or were at; also of somebody without a vehicle
    POINTS = "points"  # points of theirs that are about to expire; also of somebody without a vehicle
    APPOINTMENT = "appointment"  # that they are awaited in the workshop, or did not come
    RESCUE = "rescue"  # help on the road; also of somebody without a vehicle here
    WORK = "work"  # what a customer declined
    RECALL = "recall"  # a recall of the manufacturer that is to be carried out on a vehicle of theirs
    HAND = "hand"  # what somebody adds; no rule plans it


class When(StrEnum):
    """How the due date follows from the base date."""

    AFTER = "after"  # so many months and days later, or when so many km were driven
    BEFORE = "before"  # so many days earlier, once
    REMINDERS = "reminders"  # at each of the lead times before it, and perhaps once more after it
    MONTHLY = "monthly"
    YEARLY = "yearly"
    ON_THE_DAY = "on_the_day"
    CADENCE = "cadence"  # as often as the level of a prospect asks for
    GRADED = "graded"  # so many days later as how soon it should be done asks for, or on the day that was named
    RULED = "ruled"  # so many days before or after it, or on it, as the rules of accounts say
    DORMANT = "dormant"
    LOST = "lost"


class KindRow(NamedTuple):
    """What is particular about a kind.

    label: its name, an msgid. base: the fact that it starts from, and the date that its words speak of. ends: what puts an end to it before
    its time, beside what ends all of them. message_too: the best customers are called beside the message, not instead of it.
    sells: it invites to the store or offers something, which nobody wants to hear while a grave complaint of theirs is open.
    results: what a call about it may come to. assumed: the base fact of what is whole years after the last known date, where it so goes on.
    unasked: it is about safety, so that nobody is spared it, whatever they want or consent to. beside_cap: it takes no place in the month.
    by_letter: whoever cannot be reached by telephone gets a letter, where others get a message.
    """

    label: str
    of: Of
    base: BaseFact
    when: When = When.AFTER
    ends: CancelReason | None = None
    message_too: bool = False
    sells: bool = False
    results: tuple[CallResult, ...] = ()
    assumed: BaseFact | None = None
    unasked: bool = False
    beside_cap: bool = False
    by_letter: bool = False


class Kind(Word):
    """The kinds of follow-up (跟进任务)."""

    row: KindRow

    # the checker takes Kind("7dc"), which looks one up, for a call of this: hence the star
    def __new__(cls, value: str, *declared: KindRow) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        (member.row,) = declared
        member.label, member.words = member.row.label, ()
        return member

    DC1 = "1dc", KindRow(N_("next-day delivery call"), Of.DELIVERY, BaseFact.DELIVERED_ON)
    DC3 = "3dc", KindRow(N_("3-day delivery call"), Of.DELIVERY, BaseFact.DELIVERED_ON)
    DC7 = "7dc", KindRow(N_("7-day delivery call"), Of.DELIVERY, BaseFact.DELIVERED_ON)
    DC30 = "30dc", KindRow(N_("30-day delivery call"), Of.DELIVERY, BaseFact.DELIVERED_ON)
    NEW_OWNER_SURVEY = (
        "new_owner_survey",
        KindRow(N_("new-owner survey"), Of.DELIVERY, BaseFact.DELIVERED_ON, results=(CallResult.BOOKED,)),
    )
    MONTHLY_CARE = "monthly_care", KindRow(N_("monthly care"), Of.DELIVERY, BaseFact.DELIVERED_ON, When.MONTHLY, sells=True)
    PURCHASE_ANNIVERSARY = (
        "purchase_anniversary",
        KindRow(N_("purchase anniversary"), Of.DELIVERY, BaseFact.DELIVERED_ON, When.YEARLY),
    )
    PRE_DELIVERY = (
        "pre_delivery",
        KindRow(N_("pre-delivery notice"), Of.VEHICLE, BaseFact.PLANNED_DELIVERY_ON, When.BEFORE, CancelReason.DELIVERED),
    )
    POST_SERVICE = "post_service", KindRow(N_("post-service call"), Of.ORDER, BaseFact.CLOSED_ON)
    FIRST_MAINTENANCE = (
        "first_maintenance",
        KindRow(
            N_("first maintenance"), Of.VEHICLE, BaseFact.DELIVERED_ON, ends=CancelReason.MAINTENANCE_DONE, sells=True, results=BOOKINGS
        ),
    )
    SCHEDULED_MAINTENANCE = (
        "scheduled_maintenance",
        KindRow(
            N_("scheduled maintenance"),
            Of.VEHICLE,
            BaseFact.LAST_MAINTENANCE_ON,
            ends=CancelReason.MAINTENANCE_DONE,
            sells=True,
            results=BOOKINGS,
        ),
    )
    INSURANCE_EXPIRY = (
        "insurance_expiry",
        KindRow(
            N_("insurance renewal"),
            Of.VEHICLE,
            BaseFact.INSURANCE_EXPIRES_ON,
            When.REMINDERS,
            CancelReason.RENEWED,
            sells=True,
            results=RENEWALS,
            assumed=BaseFact.INSURANCE_ASSUMED_ON,
        ),
    )
    COMPULSORY_EXPIRY = (
        "compulsory_expiry",
        KindRow(
            N_("compulsory insurance"),
            Of.VEHICLE,
            BaseFact.COMPULSORY_EXPIRES_ON,
            When.REMINDERS,
            CancelReason.RENEWED,
            sells=True,
            results=RENEWALS,
            assumed=BaseFact.COMPULSORY_ASSUMED_ON,
        ),
    )
    ANNUAL_INSPECTION = (
        "annual_inspection",
        KindRow(N_("annual inspection"), Of.VEHICLE, BaseFact.INSPECTION_DUE_ON, When.REMINDERS, sells=True, results=BOOKINGS),
    )
    WARRANTY_EXPIRY = "warranty_expiry", KindRow(N_("warranty end"), Of.VEHICLE, BaseFact.WARRANTY_UNTIL, When.REMINDERS, sells=True)
    DORMANT = (
        "dormant",
        KindRow(
            N_("dormant customer"),
            Of.ABSENCE,
            BaseFact.LAST_VISIT_ON,
            When.DORMANT,
            CancelReason.CAME_BACK,
            sells=True,
            results=BOOKINGS,
        ),
    )
    LOST = (
        "lost",
        KindRow(
            N_("lost customer"),
            Of.ABSENCE,
            BaseFact.LAST_VISIT_ON,
            When.LOST,
            CancelReason.CAME_BACK,
            sells=True,
            results=BOOKINGS,
        ),
    )
    LICENCE_EXPIRY = (
        "licence_expiry",
        KindRow(N_("driving licence expiry"), Of.CUSTOMER, BaseFact.LICENCE_EXPIRES_ON, When.REMINDERS),
    )
    BIRTHDAY = "birthday", KindRow(N_("birthday"), Of.CUSTOMER, BaseFact.BIRTHDAY, When.YEARLY, message_too=True)
    FESTIVAL = "festival", KindRow(N_("festival greeting"), Of.CALENDAR, BaseFact.FESTIVAL, When.ON_THE_DAY)
    COMPLAINT_RECALL = (
        "complaint_recall",
        KindRow(N_("complaint re-call"), Of.COMPLAINT, BaseFact.RESOLVED_ON, ends=CancelReason.SETTLED),
    )
    NEED_READY = (
        "need_ready",
        KindRow(N_("need ready"), Of.NEED, BaseFact.READY_ON, ends=CancelReason.DROPPED, results=BOOKINGS),
    )
    PROSPECT_CONTACT = (
        "prospect_contact",
        KindRow(N_("prospect contact"), Of.PROSPECT, BaseFact.CONTACTED_ON, When.CADENCE, CancelReason.MOVED_ON, sells=True),
    )
    TEST_DRIVE_AFTER = (
        "test_drive_after",
        KindRow(N_("after the test drive"), Of.PROSPECT, BaseFact.DRIVEN_ON, ends=CancelReason.MOVED_ON, sells=True),
    )
    QUOTE_EXPIRY = (
        "quote_expiry",
        KindRow(N_("quote expires"), Of.PROSPECT, BaseFact.QUOTED_UNTIL, When.BEFORE, CancelReason.MOVED_ON, sells=True),
    )
    SHOWROOM_VISIT = (
        "showroom_visit",
        KindRow(N_("after the showroom visit"), Of.PROSPECT, BaseFact.CAME_ON, ends=CancelReason.MOVED_ON),
    )
    LOST_CHECK = "lost_check", KindRow(N_("loss check"), Of.PROSPECT, BaseFact.LOST_ON, ends=CancelReason.MOVED_ON)
    LOST_PROSPECT = (
        "lost_prospect",
        KindRow(N_("lost prospect"), Of.PROSPECT, BaseFact.LOST_ON, ends=CancelReason.MOVED_ON, sells=True),
    )
    INVALID_PROSPECT = (
        "invalid_prospect",
        KindRow(N_("invalid prospect"), Of.PROSPECT, BaseFact.INVALID_ON, ends=CancelReason.MOVED_ON, sells=True),
    )
    REPURCHASE = (
        "repurchase",
        KindRow(N_("repurchase"), Of.HINT, BaseFact.HINTED_ON, ends=CancelReason.MOVED_ON, sells=True),
    )
    ACCOUNT_VISIT = "account_visit", KindRow(N_("account visit"), Of.ACCOUNT, BaseFact.ACCOUNT_SINCE, When.MONTHLY)
    CONTRACT_RENEWAL = (
        "contract_renewal",
        KindRow(N_("contract renewal"), Of.ACCOUNT, BaseFact.CONTRACT_UNTIL, When.RULED, CancelReason.CONTRACT_OVER, sells=True),
    )
    DUNNING = (
        "dunning",
        KindRow(N_("dunning call"), Of.ACCOUNT, BaseFact.BILL_DUE_ON, When.RULED, CancelReason.PAID),
    )
    CREDIT_REVIEW = (
        "credit_review",
        KindRow(N_("credit review"), Of.ACCOUNT, BaseFact.CREDIT_UNTIL, When.RULED, CancelReason.REASSESSED),
    )
    ACCOUNT_ANNIVERSARY = (
        "account_anniversary",
        KindRow(N_("account anniversary"), Of.ACCOUNT, BaseFact.ANNIVERSARY_ON, When.YEARLY),
    )
    INVITATION = (
        "invitation",
        KindRow(N_("invitation"), Of.MEASURE, BaseFact.MENDED_ON, ends=CancelReason.CAME_BACK, sells=True, results=BOOKINGS),
    )
    CAMPAIGN_CALL = (
        "campaign_call",
        KindRow(N_("campaign call"), Of.CAMPAIGN, BaseFact.APPROACHED_ON, ends=CancelReason.CAMPAIGN_OVER, sells=True, results=OFFERED),
    )
    CAMPAIGN_MESSAGE = (
        "campaign_message",
        KindRow(N_("campaign message"), Of.CAMPAIGN, BaseFact.APPROACHED_ON, ends=CancelReason.CAMPAIGN_OVER, sells=True),
    )
    SERVICE_MESSAGE = (
        "service_message",
        KindRow(N_("service message"), Of.CAMPAIGN, BaseFact.APPROACHED_ON, ends=CancelReason.CAMPAIGN_OVER),
    )
    WEATHER = (
        "weather",
        KindRow(N_("weather warning"), Of.CAMPAIGN, BaseFact.APPROACHED_ON, ends=CancelReason.CAMPAIGN_OVER, beside_cap=True),
    )
    RECALL_CALL = (
        "recall_call",
        KindRow(N_("recall call"), Of.CAMPAIGN, BaseFact.APPROACHED_ON, ends=CancelReason.CAMPAIGN_OVER, results=BOOKINGS, unasked=True),
    )
    RECALL_MESSAGE = (
        "recall_message",
        KindRow(N_("recall message"), Of.CAMPAIGN, BaseFact.APPROACHED_ON, ends=CancelReason.CAMPAIGN_OVER, unasked=True),
    )
    EVENT_INVITATION = (
        "event_invitation",
        KindRow(N_("event invitation"), Of.EVENT, BaseFact.EVENT_ON, When.BEFORE, CancelReason.ANSWERED, sells=True, results=COMINGS),
    )
    EVENT_THANKS = "event_thanks", KindRow(N_("thanks after the event"), Of.EVENT, BaseFact.EVENT_ON, ends=CancelReason.EVENT_OFF)
    POINTS_EXPIRY = "points_expiry", KindRow(N_("points expire"), Of.POINTS, BaseFact.POINTS_UNTIL, When.BEFORE, CancelReason.SPENT)
    APPOINTMENT_CONFIRM = (
        "appointment_confirm",
        KindRow(N_("appointment to confirm"), Of.APPOINTMENT, BaseFact.AWAITED_ON, When.BEFORE, CancelReason.CONFIRMED, results=COMINGS),
    )
    NO_SHOW_CALL = (
        "no_show_call",
        KindRow(N_("no-show call"), Of.APPOINTMENT, BaseFact.MISSED_ON, ends=CancelReason.CAME, results=BOOKINGS),
    )
    RESCUE_CALL = "rescue_call", KindRow(N_("rescue call"), Of.RESCUE, BaseFact.RESCUED_ON, ends=CancelReason.NOT_RESCUED)
    DECLINED_WORK = (
        "declined_work",
        KindRow(N_("declined work"), Of.WORK, BaseFact.DECLINED_ON, When.GRADED, CancelReason.DONE_SINCE, sells=True, results=BOOKINGS),
    )
    RECALL_NOTICE = (
        "recall_notice",
        KindRow(
            N_("recall notice"),
            Of.RECALL,
            BaseFact.RECALLED_ON,
            ends=CancelReason.RECALL_OVER,
            results=BOOKINGS,
            unasked=True,
            by_letter=True,
        ),
    )
    OTHER = "other", KindRow(N_("other"), Of.HAND, BaseFact.BY_HAND)  # with words of its own


UNASKED = frozenset(kind for kind in Kind if kind.row.unasked)
ASKED = frozenset(Kind) - UNASKED
"""What whoever wants no contact is not told."""
BESIDE_CAP = frozenset(kind for kind in Kind if kind.row.beside_cap)
"""What takes no place among the messages of a month, nor waits for one."""
