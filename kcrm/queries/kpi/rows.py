"""What the rows behind a figure are, as people know them: an order, a call, a questionnaire, with whose they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from kcrm.kpis import Side
from kcrm.model.kpi import Bounds
from kcrm.named import NamedTuple
from kcrm.queries.kpi.counting import Given, nothing_given, selected
from kcrm.queries.kpi.customers import owner_on
from kcrm.queries.kpi.facts import FACTS
from kcrm.queries.rows import record


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One row of a figure.

    facts: of what kind it is. id: what selects it: R31, F103, K5, an employee number; None where nothing does. number: the store's own.
    name: whose it is, or what. word: of the vocabulary, such as an order's type. in_numerator, in_denominator: what it adds, in fen and
    hundredths of an hour.
    """

    facts: str
    id: str | None
    day: date
    number: str | None
    customer_id: int | None
    name: str | None
    plate: str | None
    word: str | None
    in_numerator: int
    in_denominator: int


class _Words(NamedTuple):
    """How a kind of row is told, as SQL over what is joined to it; `more`: columns of the row itself that this needs."""

    id: str
    joins: str = ""
    number: str = "NULL"
    customer: str = "customer.id"
    name: str = "customer.name"
    plate: str = "NULL"
    word: str = "NULL"
    more: tuple[str, ...] = ()

    @property
    def columns(self) -> str:
        of = {"id": self.id, "number": self.number, "customer_id": self.customer, "name": self.name, "plate": self.plate, "word": self.word}
        return ", ".join(f"{column} AS {name}" for name, column in of.items())


_PLATE = "coalesce(vehicle.plate, vehicle.vin)"
_ORDER = _Words(
    "'R' || repair_order.id",
    f"""LEFT JOIN repair_order ON repair_order.id = counted.order_id LEFT JOIN vehicle ON vehicle.id = repair_order.vehicle_id
    LEFT JOIN customer ON customer.id = {owner_on("vehicle.id", "repair_order.opened_on")}""",
    number="repair_order.order_no",
    plate=_PLATE,
    word="repair_order.type",
)
_VEHICLE_OF = "LEFT JOIN vehicle ON vehicle.id = counted.vehicle_id LEFT JOIN customer ON customer.id = {0}"
_VEHICLE = _Words(
    "'V' || vehicle.id",
    _VEHICLE_OF.format(owner_on("vehicle.id", "counted.last_on")),
    number="vehicle.vin",
    plate="vehicle.plate",
    more=("last_on",),
)
_VEHICLE_DUE = _VEHICLE._replace(joins=_VEHICLE_OF.format(owner_on("vehicle.id", "counted.day")), more=())
# whose the contract is, or was the vehicle when it came
_ORDER_OF_ACCOUNT = _ORDER._replace(
    joins="""LEFT JOIN repair_order ON repair_order.id = counted.order_id LEFT JOIN vehicle ON vehicle.id = repair_order.vehicle_id
    LEFT JOIN customer ON customer.id = counted.customer_id""",
    more=("customer_id",),
)
_STAFF = _Words(
    "staff.employee_no", "LEFT JOIN staff ON staff.id = counted.staff_id", customer="NULL", name="staff.name", word="staff.role"
)
_COMPLAINT = _Words(
    "'K' || complaint.id",
    """LEFT JOIN complaint ON complaint.id = counted.complaint_id
    LEFT JOIN customer ON customer.id = complaint.customer_id LEFT JOIN vehicle ON vehicle.id = complaint.vehicle_id""",
    number="complaint.complaint_no",
    plate=_PLATE,
    word="complaint.severity",
)
_FILE = _Words("'C' || customer.id", "LEFT JOIN customer ON customer.id = counted.customer_id", number="customer.customer_no")
_OWNED = "LEFT JOIN ownership AS owned ON owned.vehicle_id = vehicle.id AND owned.until_on IS NULL"
# of a customer or a vehicle
_CALLED = "CASE counted.thing WHEN 'customer' THEN 'C' ELSE 'V' END || counted.{}"
_OF_THING = f"""
LEFT JOIN vehicle ON vehicle.id = counted.{{0}} AND counted.thing = 'vehicle' {_OWNED}
LEFT JOIN customer ON customer.id = CASE counted.thing WHEN 'customer' THEN counted.{{0}} ELSE owned.customer_id END
"""
OF_PROSPECTS = (
    "prospect",
    "open_prospect",
    "prospect_contact",
    "showroom",
    "quote",
    "deal",
    "handover",
    "lost_prospect",
    "cancelled_order",
    "revisit",
)
"""Rows that are told as the prospect whose they are."""
_PROSPECT = _Words(
    "'L' || prospect.id",
    "LEFT JOIN prospect ON prospect.id = counted.prospect_id LEFT JOIN customer ON customer.id = prospect.customer_id",
    number="prospect.prospect_no",
    word="prospect.source",
)
_WORDS: Mapping[str, _Words] = {
    **dict.fromkeys(("visit", "return", "order", "income", "paid_visit"), _ORDER),
    "bay_held": _ORDER,
    "bay_open": _Words("NULL", customer="NULL", name="counted.hour || ':00'", word="counted.team"),
    "vehicle": _VEHICLE,
    **dict.fromkeys(("first_maintenance", "verification", "delivery"), _VEHICLE_DUE),
    **dict.fromkeys(("staff", "technician"), _STAFF),
    **dict.fromkeys(("plan_wanted", "journal_wanted"), _STAFF._replace(joins="LEFT JOIN staff ON staff.id = counted.person_id")),
    "task_due": _Words(
        "'T' || counted.task_id", "LEFT JOIN task ON task.id = counted.task_id", customer="NULL", name="task.title", word="task.state"
    ),
    "job": _Words("'J' || counted.job_id", "LEFT JOIN job ON job.id = counted.job_id", customer="NULL", name="job.title", word="job.kind"),
    "run": _Words(
        "'H' || counted.run_id",
        "LEFT JOIN checklist_run ON checklist_run.id = counted.run_id LEFT JOIN checklist ON checklist.id = checklist_id",
        customer="NULL",
        name="checklist.name",
        word="checklist.place",
    ),
    "measure_checked": _Words(
        "'G' || counted.measure_id",
        "LEFT JOIN measure ON measure.id = counted.measure_id",
        customer="NULL",
        name="measure.title",
        word="measure.state",
    ),
    **dict.fromkeys(
        ("campaign_spent", "campaign_money"),
        _Words(
            "'M' || counted.campaign_id",
            "LEFT JOIN campaign ON campaign.id = counted.campaign_id",
            customer="NULL",
            name="campaign.name",
            word="campaign.kind",
            more=("campaign_id",),
        ),
    ),
    **dict.fromkeys(
        ("points", "points_open"),
        _Words(
            "'PT' || counted.row_id",
            "LEFT JOIN customer ON customer.id = counted.customer_id",
            word="(SELECT kind FROM points WHERE points.id = counted.row_id)",
            more=("row_id", "customer_id"),
        ),
    ),
    "voucher": _Words(
        "'U' || counted.voucher_id",
        "LEFT JOIN customer ON customer.id = counted.customer_id LEFT JOIN voucher ON voucher.id = counted.voucher_id",
        number="voucher.voucher_no",
        word="voucher.kind",
        more=("voucher_id", "customer_id"),
    ),
    "recall": _Words(
        "'XV' || counted.vin_id",
        "LEFT JOIN customer ON customer.id = counted.customer_id LEFT JOIN recall_vin ON recall_vin.id = counted.vin_id"
        " LEFT JOIN recall ON recall.id = counted.recall_id",
        number="recall_vin.vin",
        word="recall.risk",
        more=("vin_id", "recall_id", "customer_id"),
    ),
    **dict.fromkeys(
        ("rescue", "rescue_arrival"),
        _Words(
            "'E' || counted.rescue_id",
            "LEFT JOIN customer ON customer.id = counted.customer_id LEFT JOIN rescue ON rescue.id = counted.rescue_id",
            number="rescue.rescue_no",
            word="rescue.solved",
            more=("rescue_id", "customer_id"),
        ),
    ),
    "appointment": _Words(
        "'Y' || counted.appointment_id",
        """LEFT JOIN customer ON customer.id = counted.customer_id LEFT JOIN vehicle ON vehicle.id = counted.vehicle_id
        LEFT JOIN appointment ON appointment.id = counted.appointment_id""",
        number="appointment.appointment_no",
        plate=_PLATE,
        word="counted.state",
        more=("appointment_id", "customer_id", "vehicle_id", "state"),
    ),
    "work": _Words(
        "'W' || counted.work_id",
        "LEFT JOIN customer ON customer.id = counted.customer_id LEFT JOIN work ON work.id = counted.work_id",
        number="work.work_no",
        word="work.declined_for",
        more=("work_id", "customer_id"),
    ),
    "approach": _Words(
        "'M' || counted.campaign_id",
        "LEFT JOIN campaign ON campaign.id = counted.campaign_id",
        customer="counted.customer_id",
        name="campaign.name",
        word="campaign.kind",
        more=("campaign_id",),
    ),
    "article_vote": _Words(
        "'A' || counted.article_id",
        "LEFT JOIN article ON article.id = counted.article_id",
        customer="NULL",
        name="article.title",
        word="article.kind",
        more=("article_id",),
    ),
    "use_score": _STAFF._replace(joins="LEFT JOIN staff ON staff.id = counted.person_id", more=("person_id",)),
    "complaint": _COMPLAINT,
    "finding": _Words(
        "'FD' || finding.id",
        """LEFT JOIN finding ON finding.id = counted.finding_id LEFT JOIN customer ON customer.id = finding.customer_id
        LEFT JOIN vehicle ON vehicle.id = finding.vehicle_id""",
        plate=_PLATE,
    ),
    "deadline": _COMPLAINT._replace(word="counted.kind", more=("kind",)),
    **dict.fromkeys(("file", "phone"), _FILE),
    "file_share": _FILE._replace(word="counted.section", more=("section",)),
    **dict.fromkeys(
        ("conflict_open", "conflict_opened", "conflict_settled"),
        _Words(
            "'CF' || conflict.id",
            f"""LEFT JOIN conflict ON conflict.id = counted.conflict_id LEFT JOIN vehicle ON vehicle.id = conflict.vehicle_id {_OWNED}
            LEFT JOIN customer ON customer.id = coalesce(conflict.customer_id, owned.customer_id)""",
            plate=_PLATE,
            word="conflict.field",
        ),
    ),
    "duplicate": _Words(
        _CALLED.format("one_id"),
        _OF_THING.format("one_id"),
        number=_CALLED.format("other_id"),
        plate=_PLATE,
        word="counted.sameness",
    ),
    "merge": _Words(
        _CALLED.format("former_id"),
        _OF_THING.format("kept_id"),
        number=_CALLED.format("kept_id"),
        plate=_PLATE,
        word="counted.thing",
    ),
    **dict.fromkeys(
        ("call", "renewal", "reminder", "account_visit"),
        _Words(
            "'F' || followup.id",
            """LEFT JOIN followup ON followup.id = counted.followup_id
        LEFT JOIN customer ON customer.id = followup.customer_id LEFT JOIN vehicle ON vehicle.id = followup.vehicle_id""",
            plate=_PLATE,
            word="followup.kind",
        ),
    ),
    "call_in": _Words(
        "'C' || customer.id",
        """LEFT JOIN call ON call.id = counted.call_id LEFT JOIN customer ON customer.id = call.customer_id""",
        number="call.phone",
        word="counted.matter",
        more=("matter",),
    ),
    # a call is known by one of the follow-ups that it was about
    "questionnaire": _Words(
        """CASE WHEN counted.form_id IS NOT NULL THEN 'Q' || counted.form_id
        ELSE 'F' || (SELECT min(followup_id) FROM call_followup WHERE call_followup.call_id = counted.call_id) END""",
        """LEFT JOIN survey_form ON survey_form.id = counted.form_id LEFT JOIN call ON call.id = counted.call_id
        LEFT JOIN customer ON customer.id = coalesce(survey_form.customer_id, call.customer_id)""",
        word="counted.survey",
    ),
    **dict.fromkeys(OF_PROSPECTS, _PROSPECT),
    "visitor": _PROSPECT._replace(
        joins=f"LEFT JOIN visitor ON visitor.id = counted.visitor_id {_PROSPECT.joins}",
        name="coalesce(customer.name, visitor.name)",
        word="NULL",
    ),
    **dict.fromkeys(("contract_order", "contract_income"), _ORDER_OF_ACCOUNT),
    "contract": _Words(
        "'N' || contract.id",
        "LEFT JOIN contract ON contract.id = counted.contract_id LEFT JOIN customer ON customer.id = contract.customer_id",
        number="contract.contract_no",
        word="contract.kind",
    ),
    **dict.fromkeys(
        ("open_bill", "due_bill", "issued_bill"),
        _Words(
            "'B' || bill.id",
            "LEFT JOIN bill ON bill.id = counted.bill_id LEFT JOIN customer ON customer.id = bill.customer_id",
            number="bill.bill_no",
        ),
    ),
    "account": _FILE._replace(word="counted.grade", more=("grade",)),
    "grade_move": _Words(
        "'CA' || counted.assessment_id",
        "LEFT JOIN customer ON customer.id = counted.customer_id",
        word="counted.grade",
        more=("customer_id", "grade"),
    ),
    "club_member": _Words(
        "'MB' || counted.club_id", "LEFT JOIN customer ON customer.id = counted.customer_id", more=("club_id", "customer_id")
    ),
    "message_sent": _Words(
        "'CL' || counted.call_id", "LEFT JOIN customer ON customer.id = counted.customer_id", more=("call_id", "customer_id")
    ),
    "message_refusal": _Words(
        "'C' || counted.customer_id", "LEFT JOIN customer ON customer.id = counted.customer_id", more=("customer_id",)
    ),
    **dict.fromkeys(
        ("account_vehicle", "owned_vehicle"),
        _VEHICLE._replace(
            joins=_VEHICLE_OF.format("counted.customer_id"),
            more=("customer_id",),
        ),
    ),
    "lost_opportunity": _Words(
        "'P' || opportunity.id",
        """LEFT JOIN opportunity ON opportunity.id = counted.opportunity_id
        LEFT JOIN customer ON customer.id = opportunity.customer_id""",
        number="opportunity.opportunity_no",
    ),
    **dict.fromkeys(
        ("finance", "platform_cost"), _Words("NULL", customer="NULL", name="counted.item", word="counted.kind", more=("kind", "item"))
    ),
}


def rows_behind(
    connection: sqlite3.Connection,
    name: str,
    numerator: Side | None,
    denominator: Side | None,
    bounds: Bounds,
    owners: Collection[int] | None = None,
    given: Given = nothing_given,
) -> list[CountedRow]:
    """The rows of this kind that count on one of two sides, by day. owners: only those of these customers."""
    words = _WORDS[name]
    (head, body), arguments = selected(FACTS[name], numerator, denominator, bounds, words.more, given)
    told = f"'{name}' AS facts, {words.columns}, counted.day AS day, counted.in_numerator, counted.in_denominator"
    rows = connection.execute(
        f"{head} SELECT {told} FROM ({body}) AS counted {words.joins} ORDER BY counted.day, 2, 3",  # noqa: S608 - our own words
        arguments,
    )
    found = (record(CountedRow, row) for row in rows)
    return [row for row in found if owners is None or row.customer_id in owners]
