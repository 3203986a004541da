"""The rows that KPIs are counted from: fact views, cut by periods, as SQL that SQLite, DuckDB and Spark run as it stands.

A period is the one row of a table `period` that the statement begins with: its rows need not be sorted by it, and no more of them are held
than it has. Every value is bound there, by position. What a row counts for stands in `kpis.toml`, over the columns named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kcrm.model.kpi import FIRST_TYPES, PAID_TYPES
from kcrm.model.prospects import OPEN_STAGES, ProspectSource
from kcrm.model.quality import KnownFrom
from kcrm.queries.kpi.appointments import APPOINTMENT_FACTS
from kcrm.queries.kpi.bays import BAY_FACTS
from kcrm.queries.kpi.campaigns import CAMPAIGN_FACTS
from kcrm.queries.kpi.club import club_facts
from kcrm.queries.kpi.deliveries import DELIVERY_FACTS
from kcrm.queries.kpi.fleets import FLEET_FACTS
from kcrm.queries.kpi.manager import USE_FACTS
from kcrm.queries.kpi.parted import with_own_parts
from kcrm.queries.kpi.points import POINTS_FACTS
from kcrm.queries.kpi.recalls import RECALL_FACTS
from kcrm.queries.kpi.rescues import RESCUE_FACTS
from kcrm.queries.kpi.shape import END, Facts, Part, flag, vehicles_of, within
from kcrm.queries.kpi.works import WORK_FACTS
from kcrm.queries.sources.prospects import LEVEL
from kcrm.queries.staff import works_here


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _version(view: str, cut: str = "period") -> str:
    return f"{view}.policy_version_id = {cut}.policy_version_id"


_VISIT = f"{within('fact_visit')} AND {_version('fact_visit')}"
_TYPE = "CASE min(fact_visit.place) " + " ".join(f"WHEN {place} THEN '{each}'" for place, each in enumerate(FIRST_TYPES)) + " END"


_ORDER = f"JOIN fact_order ON fact_order.order_id = fact_visit.order_id AND {_version('fact_order')}"


def _of(view: str, prefix: str = "") -> dict[Part, str]:
    return {Part.TEAM: f"{view}.{prefix}team", Part.ADVISOR: f"{view}.{prefix}advisor_id", Part.TECHNICIAN: f"{view}.{prefix}technician_id"}


def _of_sales(view: str) -> dict[Part, str]:
    return {Part.STAFF: f"{view}.staff_id", Part.SOURCE: f"{view}.source"}


_NOT_SCRAPPED = "(fact_vehicle.scrapped_on IS NULL OR fact_vehicle.scrapped_on > period.last)"
SEEN = f"fact_visit.vehicle_id = fact_vehicle.vehicle_id AND {_version('fact_visit')}"
CAME_BACK = "fact_visit.day BETWEEN period.window_first AND period.last"
"""Of a visit of the vehicle, which is one that is SEEN."""
# asked of each vehicle: its visits are found in an index, while a list of all who came would be made, sorted and looked through
_RETURNED = f"EXISTS (SELECT 1 FROM fact_visit WHERE {SEEN} AND {CAME_BACK})"  # noqa: S608 - our own words
_OF_VEHICLE = {
    "day": "fact_vehicle.delivered_on",
    "last_on": END,
    "in_use": flag(f"fact_vehicle.delivered_on <= period.last AND {_NOT_SCRAPPED}"),
    "throughout": flag(f"fact_vehicle.delivered_on <= period.window_first AND {_NOT_SCRAPPED}"),
    "returned": flag(_RETURNED),
}
# a team has no vehicles that it looks after: its own are those which it saw last before the window began
_LAST_TEAM = f"""
CASE WHEN fact_vehicle.delivered_on <= period.window_first THEN (
    SELECT fact_visit.team FROM fact_visit
    WHERE {SEEN} AND fact_visit.day < period.window_first AND fact_visit.team IS NOT NULL
    ORDER BY fact_visit.day DESC, fact_visit.opened_at DESC, fact_visit.order_id DESC LIMIT 1
) END
"""  # noqa: S608 - as above
_MAINTAINED = f"""
LEFT JOIN (
    SELECT DISTINCT delivered.vehicle_id AS vehicle_id
    FROM due AS ran_out CROSS JOIN fact_vehicle AS delivered CROSS JOIN fact_order CROSS JOIN policy_list
    WHERE delivered.delivered_on = ran_out.delivered_on AND fact_order.vehicle_id = delivered.vehicle_id
        AND fact_order.day BETWEEN ran_out.delivered_on AND ran_out.due_on AND {_version("fact_order", "ran_out")}
        AND policy_list.policy_version_id = ran_out.policy_version_id AND policy_list.list = 'maintenance'
        AND policy_list.item = fact_order.type
) AS maintained ON maintained.vehicle_id = fact_vehicle.vehicle_id
"""  # noqa: S608 - as above
INVITED = (ProspectSource.PHONE, ProspectSource.WEB)
"""Sources from which somebody comes to the showroom because they were invited."""
# of so many rows in the order of their days the one in the middle counts twice, or the two of it once each
_MIDDLE = """
CASE 2 * row_number() OVER ({part}ORDER BY fact_deal.days, fact_deal.prospect_id) - count(*) OVER ({part})
    WHEN 1 THEN 2 WHEN 0 THEN 1 WHEN 2 THEN 1 ELSE 0 END
"""
_PAID = f"""EXISTS (
    SELECT 1 FROM fact_platform_cost WHERE fact_platform_cost.item = fact_prospect.platform AND {within("fact_platform_cost")}
)"""  # noqa: S608 - our own words
# as the rule compares a text: without blanks, letters in one case
_DOUBTFUL = f"""fact_phone.phone IS NOT NULL AND fact_phone.is_contested = 0
AND (fact_phone.seen_on IS NULL OR fact_phone.seen_on >= known.since) AND (
    fact_phone.source = '{KnownFrom.LIST}' AND fact_phone.verified_on IS NULL
    OR lower(replace(fact_phone.phone, ' ', '')) IN (SELECT filler.said FROM filler)
)"""  # noqa: S608 - our own words
_OPEN_CONFLICT = "fact_conflict.opened_on <= period.last AND (fact_conflict.decided_on IS NULL OR fact_conflict.decided_on > period.last)"
# who leaves on a day is still there on it, and no more at its end
_STAYING = "{here} AND coalesce(fact_staff.left_on, '') <> {day}"

_FACTS: Mapping[str, Facts] = {
    # a visit counts in each team, and of each person, that it had an order of
    "visit": Facts(
        "fact_visit",
        _VISIT,
        ("vehicle_id", "day"),
        {
            "type": _TYPE,
            "by_appointment": "max(fact_visit.is_by_appointment)",
            "came_back": "max(fact_order.came_back)",
            "order_id": "min(fact_visit.order_id)",
        },
        _of("fact_order") | {Part.TEAM: "fact_visit.team"},
        grouped=("day", "vehicle_id"),
        joins=dict.fromkeys(("came_back", Part.ADVISOR, Part.TECHNICIAN), _ORDER),
    ),
    # what came back counts against whose work the first order was
    "return": Facts(
        "fact_order",
        f"{within('fact_order')} AND {_version('fact_order')} AND fact_order.is_visit = 1 AND fact_order.came_back = 1",
        ("vehicle_id", "day"),
        {"order_id": "min(fact_order.order_id)"},
        _of("fact_order", "first_"),
        grouped=("day", "vehicle_id"),
    ),
    "order": Facts(
        "fact_order",
        f"{within('fact_order')} AND {_version('fact_order')}",
        ("order_id", "day"),
        {
            name: f"fact_order.{name}"
            for name in (
                "is_timed",
                "standard_centihours",
                "actual_centihours",
                "is_handed_over",
                "is_promised",
                "is_in_time",
                "steps_done",
            )
        },
        _of("fact_order"),
    ),
    "income": Facts(
        "fact_income",
        within("fact_income"),
        ("order_id", "day"),
        {name: f"fact_income.{name}" for name in ("labor_fen", "parts_fen", "other_fen")},
        _of("fact_income"),
    ),
    # the visits that the paid orders of the period's income were
    "paid_visit": Facts(
        "fact_income",
        f"{within('fact_income')} AND fact_income.type IN ({_listed(PAID_TYPES)})",
        ("vehicle_id", "opened_on"),
        {
            "income_fen": "sum(fact_income.labor_fen + fact_income.parts_fen + fact_income.other_fen)",
            "order_id": "min(fact_income.order_id)",
            "day": "min(fact_income.day)",
        },
        _of("fact_income"),
        grouped=("opened_on", "vehicle_id"),
    ),
    "vehicle": Facts(
        "fact_vehicle",
        "fact_vehicle.delivered_on <= period.last",
        ("vehicle_id", "day"),
        _OF_VEHICLE,
        {Part.ADVISOR: "fact_vehicle.advisor_id", Part.TEAM: _LAST_TEAM, Part.USE: "fact_vehicle.use"},
        # a store whose orders name no team has all of every vehicle's orders looked through in vain
        named={Part.TEAM: "SELECT 1 FROM repair_order WHERE repair_order.team IS NOT NULL LIMIT 1"},
    ),
    # judged once, on the day on which the time for the first maintenance ran out
    "first_maintenance": Facts(
        "fact_vehicle",
        "fact_vehicle.delivered_on = due.delivered_on AND (fact_vehicle.scrapped_on IS NULL OR fact_vehicle.scrapped_on > due.due_on)",
        ("vehicle_id", "day"),
        {"day": "due.due_on", "is_done": flag("maintained.vehicle_id IS NOT NULL")},
        {Part.ADVISOR: "fact_vehicle.advisor_id"},
        joins={"is_done": _MAINTAINED},
        due="due",
    ),
    "file": Facts(
        "fact_customer",
        "1 = 1",
        ("customer_id", "day"),
        {"day": "period.last", "grade": "fact_customer.grade", "loyalty": "fact_customer.loyalty"},
        of_today=True,
    ),
    # of the workshop; halves: one for being here when the year began, one for being here when it ended
    "staff": Facts(
        "fact_staff",
        f"{_version('fact_staff')} AND fact_staff.is_workshop = 1",
        ("staff_id", "day"),
        {
            "day": "period.last",
            "has_left": flag("fact_staff.left_on > period.year_before AND fact_staff.left_on <= period.last"),
            "halves": " + ".join(
                flag(_STAYING.format(here=works_here(day, "fact_staff"), day=day)) for day in ("period.year_before", "period.last")
            ),
        },
    ),
    "technician": Facts(
        "fact_staff",
        f"{_version('fact_staff')} AND fact_staff.role = 'technician' AND {works_here('period.last', 'fact_staff')}",
        ("staff_id", "day"),
        {"day": "period.last", "level": "fact_staff.level"},
    ),
    # open ones count once they are due, cancelled ones were never wanted
    "call": Facts(
        "fact_followup",
        f"{within('fact_followup')} AND fact_followup.channel = 'call' AND fact_followup.state <> 'cancelled'"
        " AND (fact_followup.state <> 'open' OR fact_followup.day <= period.today)",
        ("followup_id", "day"),
        {
            "is_done": flag("fact_followup.state = 'done'"),
            "is_on_time": flag("fact_followup.state = 'done' AND fact_followup.ended_on <= fact_followup.day"),
            "is_tried": "fact_followup.is_tried",
            "is_reached": "fact_followup.is_reached",
            "is_lapsed": flag("fact_followup.state = 'lapsed' AND fact_followup.is_tried = 0"),
            "score": "fact_followup.score",
        },
        {Part.TEAM: "fact_followup.team", Part.STAFF: "fact_followup.staff_id", Part.KIND: "fact_followup.kind"},
    ),
    # an insurance that ran out, once, whenever and how often its owner was asked about it
    "renewal": Facts(
        "fact_renewal",
        within("fact_renewal"),
        ("followup_id", "day"),
        {"is_renewed_here": "fact_renewal.is_renewed_here"},
        {Part.STAFF: "fact_renewal.staff_id", Part.KIND: "fact_renewal.kind"},
        between=True,
    ),
    "reminder": Facts(
        "fact_reminder",
        within("fact_reminder"),
        ("followup_id", "day"),
        {"is_booked": "fact_reminder.is_booked"},
        {Part.STAFF: "fact_reminder.staff_id", Part.KIND: "fact_reminder.kind"},
        between=True,
    ),
    "call_in": Facts(
        "fact_call_in",
        within("fact_call_in"),
        ("call_id", "day"),
        {"matter": "fact_call_in.matter", "hour": "fact_call_in.hour"},
        {Part.MATTER: "fact_call_in.matter", Part.HOUR: "fact_call_in.hour", Part.STAFF: "fact_call_in.staff_id"},
    ),
    "complaint": Facts(
        "fact_complaint",
        within("fact_complaint"),
        ("complaint_id", "day"),
        {"satisfied": "fact_complaint.satisfied"},
        _of("fact_complaint") | {Part.CAUSE: "fact_complaint.cause", Part.DEPARTMENT: "fact_complaint.department"},
    ),
    "finding": Facts(
        "fact_finding",
        within("fact_finding"),
        ("finding_id", "day"),
        {"is_answered": flag("fact_finding.answered_at IS NOT NULL")},
        {Part.DEPARTMENT: "fact_finding.department"},
    ),
    # the first contact is a deadline of the desk's own, which the share of those kept does not count
    "deadline": Facts(
        "fact_deadline",
        f"{within('fact_deadline')} AND fact_deadline.kind <> 'contact'",
        ("complaint_id", "day"),
        {
            "is_met": flag("fact_deadline.state = 'met'"),
            "is_decided": flag(
                "fact_deadline.state IN ('met', 'met_late', 'missed')"
                " OR fact_deadline.state = 'running' AND fact_deadline.due_at < period.now"
            ),
            "kind": "fact_deadline.kind",
        },
        _of("fact_deadline") | {Part.CAUSE: "fact_deadline.cause", Part.DEPARTMENT: "fact_deadline.department"},
    ),
    # one call or one form with its answers to one survey; what was taken by whom it judges is left out
    "questionnaire": Facts(
        "fact_answer",
        f"{within('fact_answer')} AND {_version('fact_answer')} AND fact_answer.is_own = 0",
        ("call_id", "form_id", "survey"),
        {
            "day": "min(fact_answer.day)",
            "ratings": "sum(CASE WHEN fact_answer.expectation IS NOT NULL THEN fact_answer.rating ELSE 0 END)",
            "expectations": "sum(CASE WHEN fact_answer.expectation IS NOT NULL THEN fact_answer.expectation ELSE 0 END)",
            "promoters": "sum(CASE WHEN fact_answer.rating >= 9 THEN 1 ELSE 0 END)",
            "detractors": "sum(CASE WHEN fact_answer.rating <= 6 THEN 1 ELSE 0 END)",
            "asked": "count(*)",
        },
        grouped=("call_id", "form_id", "survey"),
        between=True,
    ),
    "prospect": Facts(
        "fact_prospect",
        within("fact_prospect"),
        ("prospect_id", "day"),
        {
            "bought": flag("fact_prospect.bought_on <= period.last"),
            "first_in_time": flag("fact_prospect.contacted_at <= fact_prospect.first_due_at"),
            "first_decided": flag(
                "fact_prospect.first_due_at IS NOT NULL"
                " AND (fact_prospect.contacted_at IS NOT NULL OR fact_prospect.first_due_at < period.now)"
            ),
            "invited": flag(f"fact_prospect.source IN ({_listed(INVITED)}) AND fact_prospect.invited_on <= period.last"),
            "came": flag("fact_prospect.came_on <= period.last"),
            "is_paid": flag(_PAID),
        },
        _of_sales("fact_prospect") | {Part.PLATFORM: "fact_prospect.platform"},
    ),
    "open_prospect": Facts(
        "fact_prospect",
        f"fact_prospect.stage IN ({_listed(OPEN_STAGES)})",
        ("prospect_id", "day"),
        {"day": "period.last"},
        _of_sales("fact_prospect") | {Part.LEVEL: LEVEL.replace("prospect.", "fact_prospect.").replace(":level", "period.level")},
        of_today=True,
    ),
    # open ones count once their day has come; of several steps on one day only the last is one from which the next contact is reckoned
    "prospect_contact": Facts(
        "fact_prospect_contact",
        f"{within('fact_prospect_contact')} AND (fact_prospect_contact.state <> 'open' OR fact_prospect_contact.day <= period.today)"
        " AND coalesce(fact_prospect_contact.done_on, '9999') > CASE WHEN fact_prospect_contact.day > fact_prospect_contact.based_on"
        " THEN fact_prospect_contact.based_on ELSE '' END",
        ("followup_id", "prospect_id", "day"),
        {"is_on_time": flag("fact_prospect_contact.done_on <= fact_prospect_contact.day")},
        _of_sales("fact_prospect_contact"),
        between=True,
    ),
    "visitor": Facts(
        "fact_visitor",
        within("fact_visitor"),
        ("visitor_id", "prospect_id", "day"),
        {"in_time": flag("fact_visitor.waited_seconds <= period.received_seconds")},
        {Part.STAFF: "fact_visitor.staff_id"},
    ),
    "showroom": Facts(
        "fact_showroom",
        within("fact_showroom"),
        ("prospect_id", "day"),
        {
            "is_offered": flag("fact_showroom.offered_on <= period.last OR fact_showroom.ticked_on <= period.last"),
            "is_driven": flag("fact_showroom.driven_on <= period.last"),
        },
        _of_sales("fact_showroom"),
    ),
    "quote": Facts(
        "fact_quote",
        within("fact_quote"),
        ("prospect_id", "day"),
        {"has_ordered": flag("fact_quote.ordered_on <= period.last")},
        _of_sales("fact_quote"),
    ),
    "deal": Facts(
        "fact_deal",
        within("fact_deal"),
        ("prospect_id", "day"),
        {"days": "fact_deal.days", "middle": _MIDDLE},
        _of_sales("fact_deal"),
        ranked=True,
    ),
    "handover": Facts(
        "fact_handover",
        within("fact_handover"),
        ("prospect_id", "day"),
        {"days_late": "fact_handover.days_late"},
        _of_sales("fact_handover"),
    ),
    "lost_prospect": Facts(
        "fact_prospect_end",
        f"{within('fact_prospect_end')} AND fact_prospect_end.kind = 'lost'",
        ("event_id", "prospect_id", "day"),
        {"reason": "fact_prospect_end.reason"},
        _of_sales("fact_prospect_end") | {Part.REASON: "fact_prospect_end.reason", Part.RIVAL: "fact_prospect_end.rival"},
    ),
    "cancelled_order": Facts(
        "fact_prospect_end",
        f"{within('fact_prospect_end')} AND fact_prospect_end.kind = 'order_cancelled'",
        ("event_id", "prospect_id", "day"),
        parts=_of_sales("fact_prospect_end"),
    ),
    # whoever was talked to several times is one
    "revisit": Facts(
        "fact_revisit",
        within("fact_revisit"),
        ("prospect_id",),
        {"day": "min(fact_revisit.day)", "is_reopened": f"max({flag('fact_revisit.reopened_on <= period.last')})"},
        _of_sales("fact_revisit"),
        grouped=("prospect_id",),
    ),
    "platform_cost": Facts(
        "fact_platform_cost",
        within("fact_platform_cost"),
        ("finance_id", "day"),
        {name: f"fact_platform_cost.{name}" for name in ("kind", "item", "amount_fen")},
        {Part.PLATFORM: "fact_platform_cost.item"},
        monthly=True,
    ),
    "lost_opportunity": Facts(
        "fact_opportunity",
        f"{within('fact_opportunity')} AND fact_opportunity.state = 'lost'",
        ("opportunity_id", "day"),
        parts={Part.REASON: "fact_opportunity.reason"},
    ),
    "finance": Facts(
        "fact_finance",
        within("fact_finance"),
        ("finance_id", "day"),
        {"kind": "fact_finance.kind", "item": "fact_finance.item", "amount_fen": "fact_finance.amount_fen"},
        monthly=True,
    ),
    # each field of a file that applies, summed up by group
    "file_share": Facts(
        "file_share",
        "file_share.applicable > 0",
        ("customer_id", "section", "day"),
        {"day": "period.last", "filled": "file_share.filled", "applicable": "file_share.applicable"},
        {Part.STAFF: "file_share.staff_id", Part.SECTION: "file_share.section"},
        of_today=True,
        given="files",
    ),
    # judged once, when the last day for it is over
    "verification": Facts(
        "fact_verification",
        "fact_verification.delivered_on = due.delivered_on",
        ("vehicle_id", "day"),
        {"day": "due.due_on", "is_in_time": flag("fact_verification.verified_on <= due.due_on")},
        due="verify",
    ),
    "phone": Facts(
        "fact_phone",
        "1 = 1",
        ("customer_id", "day"),
        {"day": "period.last", "is_doubtful": flag(_DOUBTFUL)},
        {Part.STAFF: "fact_phone.staff_id"},
        joins={"is_doubtful": "CROSS JOIN known"},
        of_today=True,
        given="phones",
    ),
    **USE_FACTS,
    **CAMPAIGN_FACTS,
    **POINTS_FACTS,
    **RESCUE_FACTS,
    **APPOINTMENT_FACTS,
    **WORK_FACTS,
    **DELIVERY_FACTS,
    **RECALL_FACTS,
    **BAY_FACTS,
    "conflict_open": Facts("fact_conflict", _OPEN_CONFLICT, ("conflict_id", "day"), {"day": "fact_conflict.opened_on"}),
    "conflict_opened": Facts(
        "fact_conflict", within("fact_conflict", "opened_on"), ("conflict_id", "day"), {"day": "fact_conflict.opened_on"}
    ),
    "conflict_settled": Facts(
        "fact_conflict",
        within("fact_conflict", "decided_on"),
        ("conflict_id", "day"),
        {"day": "fact_conflict.decided_on"},
        {Part.STAFF: "fact_conflict.staff_id"},
    ),
    "duplicate": Facts(
        "duplicate",
        "1 = 1",
        ("thing", "one_id", "other_id", "day"),
        {"day": "period.last", "sameness": "duplicate.sameness"},
        of_today=True,
        given="duplicates",
    ),
    "merge": Facts("fact_merge", within("fact_merge"), ("thing", "former_id", "kept_id", "day")),
    "account_visit": Facts(
        "fact_followup",
        f"{within('fact_followup')} AND fact_followup.kind = 'account_visit' AND fact_followup.state <> 'cancelled'"
        " AND (fact_followup.state <> 'open' OR fact_followup.day <= period.today)",
        ("followup_id", "day"),
        {"is_on_time": flag("fact_followup.state = 'done' AND fact_followup.ended_on <= fact_followup.day")},
        between=True,
    ),
    "account_vehicle": vehicles_of("account_vehicle", _OF_VEHICLE, given="accounts"),
    **club_facts(_OF_VEHICLE),
    **FLEET_FACTS,
}
FACTS: Mapping[str, Facts] = {name: with_own_parts(name, each) for name, each in _FACTS.items()}
"""By the name that `kpis.toml` knows them by."""
