"""The policy's sections: one for each table of `policy.toml`, one field for each number.

Named tuples, as every command waits until they are made: a frozen dataclass takes six times as long to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from zoneinfo import ZoneInfo

from kcrm.model import Channel, ComplaintChannel, CustomerClass, Festival, OrderType, Role, Use
from kcrm.named import NamedTuple
from kcrm.policy_values import Hours, Interval, Pay, Weight
from kcrm.surveys import ExpectationAsked
from kcrm.topics import Topic


class ArticlesPolicy(NamedTuple):
    """confirm_months: for how long somebody's word for an article holds."""

    confirm_months: int


class TasksPolicy(NamedTuple):
    """at_risk_days: so many days before its day a task that is not done is at risk."""

    at_risk_days: int


class MeasuresPolicy(NamedTuple):
    """check_days: from the day of a measure to the day on which it is looked at again, unless another is named.

    invite_months: who left or complained that long before it was seen to work is invited.
    """

    check_days: int
    invite_months: int


class NoticesPolicy(NamedTuple):
    """days: for how long what has happened is told to staff; what waits is told as long as it does."""

    days: int


class TrainingsPolicy(NamedTuple):
    """expert_mark: of 100, from which on somebody knows a topic. expert_months: for so long after the training."""

    expert_mark: int
    expert_months: int


class UsePolicy(NamedTuple):
    """How well the CRM is used. posts: who is scored. breach_points: what a breach takes off. due_day: of the next month.

    late_after_days: how many days after its own a journal is still in time. The others: what each part weighs, under its name.
    """

    posts: tuple[Role, ...]
    followups: int
    answers: int
    completeness: int
    tasks: int
    plan: int
    audit: int
    journals: int
    breach_points: int
    due_day: int
    late_after_days: int


class AppraisalPolicy(NamedTuple):
    """What figures of people give. least_cases: fewer give nothing."""

    least_cases: int
    rows: tuple[Pay, ...]


class AuditPolicy(NamedTuple):
    """Which calls are rung again. sample: how many of each person, and of each pattern. burst_calls: within burst_minutes.

    ten_calls: so many scores that are all 10. same_words_calls: so many with one note. wrong_days: how soon after an answer a wrong number
    tells against it.
    """

    sample: int
    burst_calls: int
    burst_minutes: int
    ten_calls: int
    same_words_calls: int
    wrong_days: int


class DeskPolicy(NamedTuple):
    """hotline: what customers may call back on; empty where there is none."""

    zone: ZoneInfo
    hotline: str


class PlanningPolicy(NamedTuple):
    """horizon_days: how far ahead follow-ups are created. backlog_per_day: how many old dormant and lost ones are offered a day."""

    horizon_days: int
    backlog_per_day: int


class CallingPolicy(NamedTuple):
    """hours: when a customer may be called, earliest first. retry_days: after no answer. Minutes: how long a good call takes.

    score_floor: a score or rating at or under it asks whether there is a complaint. grave_waits: while a grave complaint is open, what
    invites or sells waits; else the call is about the complaint.
    """

    hours: tuple[Hours, ...]
    attempts: int
    retry_days: int
    least_minutes: int
    most_minutes: int
    score_floor: int
    grave_waits: bool


class DuplicatesPolicy(NamedTuple):
    """Points for what two customers have in common; `other_…` are taken off. certain, perhaps: from how many points on.

    shared_by: what more customers have in common tells nothing.
    """

    phone: int
    vehicle: int
    name: int
    birthday: int
    pinyin: int
    address: int
    other_birthday: int
    other_gender: int
    certain: int
    perhaps: int
    shared_by: int


class VehicleDuplicatesPolicy(NamedTuple):
    """Points for what two vehicles have in common; `other_…` are taken off. certain, perhaps: from how many points on."""

    vin: int
    plate: int
    owner: int
    other_model: int
    other_delivery: int
    certain: int
    perhaps: int


class EvidencePolicy(NamedTuple):
    """After how many months a fact is too old to be relied on; within how many days a delivered vehicle's are verified.

    fillers: what is typed to fill a form and is nobody's own. own_phone: the store's hotline, "" for none.
    """

    phone_months: int
    address_months: int
    mileage_months: int
    consent_months: int
    verify_days: int
    fillers: tuple[str, ...]
    own_phone: str


class CompletenessPolicy(NamedTuple):
    """off: keys that are not counted. required: how many a file should have. unknown_days: how long what was asked in vain counts.

    first: what is asked before all others. per_call: how many fields one call asks for.
    """

    off: tuple[str, ...]
    required: int
    unknown_days: int
    first: tuple[str, ...]
    per_call: int


class MessagesPolicy(NamedTuple):
    """per_day: how many one phone gets a day. hours: when they are sent. most_segments: a longer text is refused. segment_fen: its cost."""

    per_day: int
    hours: tuple[Hours, ...]
    most_segments: int
    segment_fen: int


class VisitsPolicy(NamedTuple):
    excluded_types: tuple[OrderType, ...]


class InspectionPolicy(NamedTuple):
    """When a vehicle is inspected, in months after its first registration, where no file gives the date.

    sticker: only the mark is applied for. line: the vehicle goes through the test line. then: how often after the last of these, likewise.
    same_days: an inspection by the table so near to a date that a file gave, or before it, is that one.
    """

    private_sticker: tuple[int, ...]
    private_line: tuple[int, ...]
    private_then: int
    commercial_sticker: tuple[int, ...]
    commercial_line: tuple[int, ...]
    commercial_then: int
    same_days: int


class MaintenancePolicy(NamedTuple):
    """reading_gap_days: two mileage readings nearer than this say nothing about how much a vehicle is driven."""

    types: tuple[OrderType, ...]
    reading_gap_days: int


class CoveragePolicy(NamedTuple):
    """Who is called after every service: these uses and classes (and accidents, overhauls, complainants); of others a sample."""

    sample_percent: int
    whole_uses: tuple[Use, ...]
    whole_classes: tuple[CustomerClass, ...]


class SurveysPolicy(NamedTuple):
    """Which aspects are asked, by their keys and in this order: ssi of the purchase, csi of service.

    question_seconds: what one question takes of a call. expectation: how often what was expected is asked. topics: what notes are about.
    """

    ssi: tuple[str, ...]
    csi: tuple[str, ...]
    question_seconds: int
    expectation: ExpectationAsked
    topics: tuple[Topic, ...]


class ClassificationPolicy(NamedTuple):
    """Who is A and B, by share of those ranked; what counts as their present business.

    prospects: whether customers without a vehicle or order are ranked too. many_visits, high_spend (yuan): where `by_median` is off.
    """

    a_percent: int
    b_percent: int
    business_months: int
    types: tuple[OrderType, ...]
    prospects: bool
    by_median: bool
    many_visits: int
    high_spend: int


class LifecyclePolicy(NamedTuple):
    """new_months: how long a customer without a visit is new, from delivery.

    loyal_visits, loyal_months: so many visits in so many months make a loyal customer, unless a maintenance is later than missed_days.
    """

    new_months: int
    loyal_visits: int
    loyal_months: int
    missed_days: int


class LifetimePolicy(NamedTuple):
    """margin_percent: of what is paid. discount_percent: a year. years: how far ahead visits are expected."""

    margin_percent: int
    discount_percent: int
    years: int


class ProspectsPolicy(NamedTuple):
    """Buying intentions. {h,a,b,c}_days: so near is the day of purchase at that level. *_every: days between two contacts.

    first_minutes: of opening hours, until somebody from the web or on the telephone is contacted; first_hours: until any other is.
    short_drive_km: a test drive under it is short. discount_percent: that a consultant gives alone. received_minutes: until a
    visitor of the showroom is received. showroom_percent: of those who come are
    called the day after. unreachable_days: until those who could not be reached are tried once more. idle_release, *_idle: whether, and
    after how many days without a contact, a prospect goes back to the pool. overdue_*: after how many days a late contact is the
    consultant's matter, the sales manager's too, and, where overdue_reassign, a colleague's. confirm_days: to confirm a loss. hint_*: of
    customers likely to buy again; age of their car, days until a warranty or a loan ends, one repair's amount (yuan), for how long a
    repair or a sale of the car counts, and after how long they are called again; hints_per_day: how many new ones a day.
    """

    h_days: int
    a_days: int
    b_days: int
    c_days: int
    h_every: int
    a_every: int
    b_every: int
    c_every: int
    n_every: int
    first_minutes: int
    first_hours: int
    short_drive_km: int
    discount_percent: int
    received_minutes: int
    showroom_percent: int
    unreachable_days: int
    idle_release: bool
    h_idle: int
    a_idle: int
    b_idle: int
    c_idle: int
    overdue_consultant_days: int
    overdue_manager_days: int
    overdue_reassign: bool
    overdue_reassign_days: int
    confirm_days: int
    hint_age_months: int
    hint_end_days: int
    hint_repair: int
    hint_repair_months: int
    hint_again_months: int
    hints_per_day: int
    hint_sold_months: int


class CreditPolicy(NamedTuple):
    """Up to which limit each post may approve an account's credit, in yuan; a post that is not named none."""

    cs_manager: int
    sales_manager: int
    department_head: int
    general_manager: int

    def limit_of(self, role: Role) -> int:
        """The authority of a post, in fen."""
        return 100 * int(getattr(self, role, 0))


class FleetsPolicy(NamedTuple):
    """Company accounts. renewal_days: before a contract's end. remind_days: before a bill's day; dun_days, final_days: after it.

    sales_days: over so many days of revenue receivables are told. weights: of the four scores, 100 together. {a,b}_points: the least score
    of a grade. {a,b,c,d}_months: a grade's limit, in mean months of revenue over mean_months at most. warn_percent: of the limit;
    hold_days, stop_days: how late a bill may be until then. assess_months: how long an assessment holds. {a,b,c}_visit: months between
    two visits. bundle_vehicles: from so many on calls are made together. bundle_ahead_days: how long before its day a follow-up may be.
    bundle_batch_days: deliveries within so many days are one batch; days of calls are farther apart than that. bundle_call_days: so many a
    month. credit: who approves how much of it.
    """

    renewal_days: int
    remind_days: int
    dun_days: int
    final_days: int
    sales_days: int
    weights: tuple[Weight, ...]
    a_points: int
    b_points: int
    a_months: int
    b_months: int
    c_months: int
    d_months: int
    mean_months: int
    warn_percent: int
    hold_days: int
    stop_days: int
    assess_months: int
    a_visit: int
    b_visit: int
    c_visit: int
    bundle_vehicles: int
    bundle_ahead_days: int
    bundle_batch_days: int
    bundle_call_days: int
    credit: CreditPolicy


class KindPolicy(NamedTuple):
    """What one kind of follow-up needs; fields that it has no use for keep their empty default.

    by: whose duty it is; CS_SPECIALIST is the customer's own specialist, who stands in for a RENEWAL_SPECIALIST where there is none.
    days, months: from the base date to the due date. km: driven since the base date, whichever is first. intervals: other months and km
    for some vehicles, the first row that fits.
    lead_days: before the event, one follow-up each. again_days: after it, likewise, each of which makes sense for `again_lapse_days`.
    undecided_days: before the event, one more each while the latest call left it open.
    after_months: dormant so long after the expected maintenance; lost at the earliest so long after dormant.
    lapse_days, lapse_months: how long it makes sense, from the due date, from the base date.
    source: title of the document that asks for this kind.
    """

    enabled: bool
    by: Role
    source: str
    channel: Channel = Channel.CALL
    days: int = 0
    months: int = 0
    km: int = 0
    intervals: tuple[Interval, ...] = ()
    lead_days: tuple[int, ...] = ()
    again_days: tuple[int, ...] = ()
    again_lapse_days: int = 0
    undecided_days: tuple[int, ...] = ()
    after_months: int = 0
    lapse_days: int = 0
    lapse_months: int = 0
    first_month: int = 0
    last_month: int = 0
    call_months: tuple[int, ...] = ()
    call_classes: tuple[CustomerClass, ...] = ()
    names: tuple[Festival, ...] = ()


class KpiPolicy(NamedTuple):
    """small_sample: fewer cases than that are neither ranked nor judged. return_months: how long a vehicle may stay away.

    first_maintenance_months: within how many months after delivery the first maintenance must have been done. workshop_posts: whose leaving
    counts in staff turnover. names_in_reports: the monthly report names who misses a target. shown_steps: how many days, weeks, months or
    quarters a course shows where no period is named. limits_least: from how many of them on it is told what is usual. official_weakest:
    how many of the manufacturer's items are told as the weakest. targets: by the KPI's key, in percent; of satisfaction in percent of
    what was expected.
    """

    small_sample: int
    return_months: int
    first_maintenance_months: int
    workshop_posts: tuple[Role, ...]
    names_in_reports: bool
    shown_steps: int
    limits_least: int
    official_weakest: int
    targets: Mapping[str, int]


class WeekPolicy(NamedTuple):
    """The hours of work of each weekday; several stretches a day, none on a day off."""

    monday: tuple[Hours, ...]
    tuesday: tuple[Hours, ...]
    wednesday: tuple[Hours, ...]
    thursday: tuple[Hours, ...]
    friday: tuple[Hours, ...]
    saturday: tuple[Hours, ...]
    sunday: tuple[Hours, ...]

    @property
    def days(self) -> tuple[tuple[Hours, ...], ...]:
        """Monday first, as `date.weekday` counts."""
        return (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)


class GoodwillPolicy(NamedTuple):
    """How much goodwill each post may grant on its own, in yuan; a post that is not named none."""

    service_advisor: int
    cs_specialist: int
    cs_manager: int
    department_head: int
    general_manager: int

    def limit_of(self, role: Role) -> int:
        """The authority of a post, in fen."""
        return 100 * int(getattr(self, role, 0))


class ComplaintsPolicy(NamedTuple):
    """By when complaints are accepted and resolved, and who decides.

    hours: received within them, accepted `accept_minutes` later; else by `accept_by` of the next morning. working_time: deadlines count
    working time, a day being `working_minutes_a_day` of it. contact_minutes: of opening hours, until the first contact; urgent_*: of major
    and public ones. repeated_*: so many complaints within so many days. field_request, jobs, reply_by: whether those clocks run.
    finding_days: until a department answers what is no complaint.
    """

    hours: Hours
    accept_minutes: int
    accept_by: time
    contact_minutes: int
    urgent_contact_minutes: int
    minor_days: int
    normal_days: int
    major_days: int
    escalation_hours: int
    at_risk_percent: int
    public_channels: tuple[ComplaintChannel, ...]
    repeated_count: int
    repeated_days: int
    working_time: bool
    working_minutes_a_day: int
    field_request: bool
    field_request_hours: int
    jobs: bool
    small_job_days: int
    medium_job_days: int
    large_job_days: int
    reply_by: bool
    finding_days: int
    week: WeekPolicy
    goodwill: GoodwillPolicy
