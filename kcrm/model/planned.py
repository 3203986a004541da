"""How a follow-up comes to be and ends: from what it is reckoned, why it is due, whose it is and why, and why it is called off."""

from __future__ import annotations

from kcrm.i18n import N_
from kcrm.model.words import Word


class BaseFact(Word):
    """The recorded date that a follow-up is reckoned from; named as the fact that holds it."""

    DELIVERED_ON = "delivered_on", N_("delivery")
    PLANNED_DELIVERY_ON = "planned_delivery_on", N_("planned delivery")
    CLOSED_ON = "closed_on", N_("order closed")
    LAST_MAINTENANCE_ON = "last_maintenance_on", N_("last maintenance")
    LAST_VISIT_ON = "last_visit_on", N_("last visit")
    OWNED_FROM = "owned_from", N_("new owner since")
    INSURANCE_EXPIRES_ON = "insurance_expires_on", N_("insurance expiry")
    INSURANCE_ASSUMED_ON = "insurance_assumed_on", N_("insurance expiry, assumed")  # whole years after the last that is known
    COMPULSORY_EXPIRES_ON = "compulsory_expires_on", N_("compulsory insurance expiry")
    COMPULSORY_ASSUMED_ON = "compulsory_assumed_on", N_("compulsory insurance expiry, assumed")
    INSPECTION_DUE_ON = "inspection_due_on", N_("annual inspection due")
    INSPECTION_EXPECTED_ON = "inspection_expected_on", N_("annual inspection, by the table")  # by the table, as no file gives it
    REGISTERED_ON = "registered_on", N_("first registration")
    LICENCE_EXPIRES_ON = "licence_expires_on", N_("driving licence expiry")
    WARRANTY_UNTIL = "warranty_until", N_("warranty end")
    BIRTHDAY = "birthday", N_("birthday")
    FESTIVAL = "festival", N_("festival")
    RESOLVED_ON = "resolved_on", N_("complaint resolved")  # of a complaint
    CONTACTED_ON = "contacted_on", N_("last contact")  # here and below: of a prospect
    ENQUIRED_ON = "enquired_on", N_("enquiry")
    INTENT_CHANGED_ON = "intent_changed_on", N_("day or level changed, or taken up again")
    DRIVEN_ON = "driven_on", N_("test drive")
    QUOTED_UNTIL = "quoted_until", N_("quote valid until")
    LOST_ON = "lost_on", N_("prospect lost")
    INVALID_ON = "invalid_on", N_("prospect invalid")
    CAME_ON = "came_on", N_("showroom visit")
    HINTED_ON = "hinted_on", N_("likely to buy again")
    READY_ON = "ready_on", N_("came, or the day named")  # of a need: when it came, or the day that it names
    ACCOUNT_SINCE = "account_since", N_("account since")  # here and below: of a company account
    GRADED_ON = "graded_on", N_("credit grade approved")  # since when without a break
    CONTRACT_UNTIL = "contract_until", N_("end of the contract")
    BILL_DUE_ON = "bill_due_on", N_("bill due")
    CREDIT_UNTIL = "credit_until", N_("credit assessed until")
    HELD_SINCE = "held_since", N_("credit on hold since")
    ANNIVERSARY_ON = "anniversary_on", N_("anniversary")
    MENDED_ON = "mended_on", N_("mended, as was seen")  # what they left or complained for
    APPROACHED_ON = "approached_on", N_("campaign begun")
    EVENT_ON = "event_on", N_("day of the event")
    POINTS_UNTIL = "points_until", N_("last day of their points")
    AWAITED_ON = "awaited_on", N_("appointment")
    MISSED_ON = "missed_on", N_("missed appointment")
    RESCUED_ON = "rescued_on", N_("helped on the road")
    DECLINED_ON = "declined_on", N_("work declined")
    REMIND_ON = "remind_on", N_("day they named for it")
    RECALLED_ON = "recalled_on", N_("recall known since")
    BY_HAND = "by_hand", N_("added by hand")  # no fact but somebody's decision


class DueBy(Word):
    """What set a follow-up's due date."""

    INTERVAL = "interval", N_("by interval")  # so many days or months from the base date
    MILEAGE = "mileage", N_("by estimated mileage")  # the day on which the estimated mileage reaches the limit
    GO_LIVE = "go_live", N_("due on go-live")  # fell due before go-live, but the event still lies ahead
    UNREACHED = "unreached", N_("in place of calls that reached nobody")  # a message in place of calls that reached nobody
    BACKLOG = "backlog", N_("taken from the backlog")  # crossed before go-live and taken up by `plan --backlog`
    BY_HAND = "by_hand", N_("added by hand")


class AssignedBy(Word):
    """By which step a follow-up got its assignee."""

    VEHICLE = "vehicle", N_("the vehicle's own consultant or advisor")  # the vehicle's own consultant or advisor
    PROSPECT = "prospect", N_("the prospect's consultant")
    ACCOUNT = "account", N_("the account's manager")
    ROLE = "role", N_("somebody else in the role")  # somebody else in the role, as the vehicle's own has left or is unknown
    MANAGER = "manager", N_("the manager stands in")  # the sales manager stands in for a consultant
    SPECIALIST = "specialist", N_("the customer's specialist")  # the customer's specialist
    BY_HAND = "by_hand", N_("assigned by hand")
    NOBODY = "nobody", N_("nobody employed in the role")  # nobody employed in the role


class CancelReason(Word):
    """Why the planner cancelled a follow-up that no longer holds."""

    BASE_CHANGED = "base_changed", N_("the date it is counted from has changed")  # the date it was reckoned from is another or gone
    MAINTENANCE_DONE = "maintenance_done", N_("maintenance was done")
    CAME_BACK = "came_back", N_("the customer came back")
    NEW_OWNER = "new_owner", N_("the vehicle has a new owner")
    SOLD = "sold", N_("the vehicle was sold")
    SCRAPPED = "scrapped", N_("the vehicle was scrapped")
    DO_NOT_CONTACT = "do_not_contact", N_("the customer wants no contact")
    NO_CONSENT = "no_consent", N_("the customer does not consent")
    DELIVERED = "delivered", N_("the vehicle was delivered")  # of a pre-delivery notice
    REFUSED = "refused", N_("refused this kind")  # the customer wants no more of this kind
    POLICY = "policy", N_("the policy no longer asks for it")  # the policy no longer asks for it
    RENEWED = "renewed", N_("the insurance was renewed")
    SETTLED = "settled", N_("the complaint is settled or was reopened")  # the complaint was closed or taken up again without the call
    DROPPED = "dropped", N_("the need was dropped")
    MOVED_ON = "moved_on", N_("the prospect was contacted or has moved on")
    ACCOUNT_CLOSED = "account_closed", N_("the account was closed")
    CONTRACT_OVER = "contract_over", N_("the contract was ended or renewed")
    PAID = "paid", N_("the bills were paid or written off")
    STEPPED_UP = "stepped_up", N_("the account is asked at a higher step")
    REASSESSED = "reassessed", N_("the account's credit was assessed anew")
    UNMENDED = "unmended", N_("the measure did not work after all, or is no longer about them")
    RESPONDED = "responded", N_("they have answered the campaign already")
    CAMPAIGN_OVER = "campaign_over", N_("the campaign is over, or no longer for them")
    ANSWERED = "answered", N_("the invitation was answered")
    EVENT_OFF = "event_off", N_("the event was called off, or is no longer for them")
    SPENT = "spent", N_("the points are spent, or no longer theirs")
    AWAITED = "awaited", N_("they have an appointment, or missed one and are called about that")
    CONFIRMED = "confirmed", N_("the appointment was confirmed, moved or called off")
    CAME = "came", N_("they came after all, or have another appointment")
    RECALL_OVER = "recall_over", N_("the recall was carried out or closed, or is not about this vehicle")
    NOT_RESCUED = "not_rescued", N_("they were not helped on the road after all")
    DONE_SINCE = "done_since", N_("it was done or called off")
    BOOKED = "booked", N_("they have an appointment for it")
    MERGED = "merged", N_("entered twice: the other one stays")  # of one key with another, as two records became one
    BUNDLE = "bundle", N_("the account's calls are made together")  # it reopens when they no longer are
    CAP = "cap", N_("this phone has had its messages for the day or the month")  # it reopens on another
