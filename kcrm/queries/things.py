"""What there is to be found and shown: each kind of thing, the letter of its identifiers, and how one of it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from kcrm.enums import StrEnum
from kcrm.model import Awaited, Kind, OrderType, Role, Severity

if TYPE_CHECKING:
    from kcrm.model.prospects import Stage


class Thing(StrEnum):
    """What can be looked up, and shown."""

    CUSTOMER = "customer"
    VEHICLE = "vehicle"
    ORDER = "order"
    FOLLOWUP = "followup"
    COMPLAINT = "complaint"
    OPPORTUNITY = "opportunity"
    STAFF = "staff"
    DEPARTMENT = "department"
    SURVEY_FORM = "survey_form"
    FINDING = "finding"
    NEED = "need"
    PROSPECT = "prospect"
    FLEET = "fleet"
    MEMBER = "member"
    RELATION = "relation"
    PRODUCT = "product"
    ANNIVERSARY = "anniversary"
    CONTRACT = "contract"
    BILL = "bill"
    PAYMENT = "payment"
    CREDIT_ASSESSMENT = "credit_assessment"
    MEETING = "meeting"
    TASK = "task"
    MEASURE = "measure"
    WORKPLAN = "workplan"
    ARTICLE = "article"
    CHECKLIST = "checklist"
    CHECKLIST_RUN = "checklist_run"
    BREACH = "breach"
    JOURNAL = "journal"
    TRAINING = "training"
    CAMPAIGN = "campaign"
    CLUB = "club"
    EVENT = "event"
    ATTENDANCE = "attendance"
    AD = "ad"
    POINTS = "points"
    VOUCHER = "voucher"
    RESCUE = "rescue"
    APPOINTMENT = "appointment"
    JOB = "job"
    WORK = "work"
    RECALL = "recall"
    RECALL_VIN = "recall_vin"
    CONSENT = "consent"
    CALL = "call"
    CONFLICT = "conflict"
    OPERATION = "operation"


PREFIX = {
    Thing.CUSTOMER: "C",
    Thing.VEHICLE: "V",
    Thing.ORDER: "R",
    Thing.FOLLOWUP: "F",
    Thing.COMPLAINT: "K",
    Thing.OPPORTUNITY: "P",
    Thing.STAFF: "S",
    Thing.DEPARTMENT: "DP",
    Thing.SURVEY_FORM: "Q",
    Thing.FINDING: "FD",
    Thing.NEED: "ND",
    Thing.PROSPECT: "L",
    Thing.FLEET: "FA",
    Thing.MEMBER: "FM",
    Thing.RELATION: "FR",
    Thing.PRODUCT: "OP",
    Thing.ANNIVERSARY: "FN",
    Thing.CONTRACT: "N",
    Thing.BILL: "B",
    Thing.PAYMENT: "PY",
    Thing.CREDIT_ASSESSMENT: "CA",
    Thing.MEETING: "D",
    Thing.TASK: "T",
    Thing.MEASURE: "G",
    Thing.WORKPLAN: "WP",
    Thing.ARTICLE: "A",
    Thing.CHECKLIST: "CI",
    Thing.CHECKLIST_RUN: "H",
    Thing.BREACH: "BR",
    Thing.JOURNAL: "JR",
    Thing.TRAINING: "TR",
    Thing.CAMPAIGN: "M",
    Thing.CLUB: "MB",
    Thing.EVENT: "Z",
    Thing.ATTENDANCE: "ZA",
    Thing.AD: "AD",
    Thing.POINTS: "PT",
    Thing.VOUCHER: "U",
    Thing.RESCUE: "E",
    Thing.APPOINTMENT: "Y",
    Thing.JOB: "J",
    Thing.WORK: "W",
    Thing.RECALL: "X",
    Thing.RECALL_VIN: "XV",
    Thing.CONSENT: "CN",
    Thing.CALL: "CL",
    Thing.CONFLICT: "CF",
    Thing.OPERATION: "O",
}
_OF_THE_HOUSE = {
    Thing.STAFF,
    Thing.DEPARTMENT,
    Thing.MEETING,
    Thing.TASK,
    Thing.MEASURE,
    Thing.WORKPLAN,
    Thing.ARTICLE,
    Thing.CHECKLIST,
    Thing.CHECKLIST_RUN,
    Thing.BREACH,
    Thing.JOURNAL,
    Thing.TRAINING,
    Thing.CAMPAIGN,
    Thing.EVENT,
    Thing.AD,
    Thing.RECALL,
    Thing.RECALL_VIN,
    Thing.OPERATION,
}
OF_A_CUSTOMER = frozenset(Thing) - {Thing.CUSTOMER, Thing.VEHICLE, Thing.ORDER, Thing.MEMBER, *_OF_THE_HOUSE}
"""What hangs on a customer, if not on nobody, by the `customer_id` of a table of its own name."""


def _of_customer(table: str, detail: str, word: str = "NULL", customer: str = "customer_id") -> str:
    """What hangs on a customer bears their name."""
    label = f"(SELECT name FROM customer WHERE customer.id = {customer})"  # noqa: S608 - our own names
    return f"SELECT id, {label} AS label, {detail} AS detail, {word} AS word FROM {table}"  # noqa: S608


SELECT: Final = {
    Thing.CUSTOMER: (
        "SELECT id, name AS label, trim(coalesce(customer_no, '') || ' ' || coalesce(phone, '')) AS detail, NULL AS word FROM customer"
    ),
    Thing.VEHICLE: "SELECT id, coalesce(plate, vin) AS label, trim(vin || ' ' || coalesce(model, '')) AS detail, NULL AS word FROM vehicle",
    Thing.ORDER: "SELECT id, order_no AS label, opened_on AS detail, type AS word FROM repair_order",
    Thing.FOLLOWUP: _of_customer("followup", "due_on", "kind"),
    Thing.COMPLAINT: _of_customer("complaint", "trim(coalesce(complaint_no, '') || ' ' || received_on)", "severity"),
    Thing.OPPORTUNITY: _of_customer("opportunity", "trim(coalesce(opportunity_no, '') || ' ' || kind)"),
    Thing.STAFF: "SELECT id, name AS label, employee_no AS detail, role AS word FROM staff",
    Thing.DEPARTMENT: "SELECT id, name AS label, coalesce(code, '') AS detail, NULL AS word FROM department",
    Thing.SURVEY_FORM: _of_customer("survey_form", "survey || ' ' || surveyed_on"),
    Thing.NEED: _of_customer("need", "text", "what"),
    Thing.PROSPECT: _of_customer("prospect", "trim(coalesce(prospect_no, '') || ' ' || coalesce(model, ''))", "stage"),
    Thing.FLEET: _of_customer("fleet", "since_on"),
    Thing.MEMBER: _of_customer("member", "coalesce(post, '')", customer="person_id"),
    Thing.RELATION: _of_customer("relation", "tie || ' ' || (SELECT name FROM customer WHERE customer.id = other_id)"),
    Thing.PRODUCT: _of_customer("product", "product"),
    Thing.ANNIVERSARY: _of_customer("anniversary", "title || ' ' || day"),
    Thing.CONTRACT: _of_customer("contract", "coalesce(contract_no, '')"),
    Thing.BILL: _of_customer("bill", "trim(coalesce(bill_no, '') || ' ' || issued_on)"),
    Thing.PAYMENT: _of_customer("payment", "trim(coalesce(payment_no, '') || ' ' || paid_on)"),
    Thing.CREDIT_ASSESSMENT: _of_customer("credit_assessment", "grade || ' ' || day"),
    Thing.CALL: _of_customer("call", "called_on"),
    Thing.CONFLICT: (
        "SELECT id, coalesce((SELECT name FROM customer WHERE customer.id = customer_id),"
        " (SELECT coalesce(plate, vin) FROM vehicle WHERE vehicle.id = vehicle_id)) AS label, field AS detail, NULL AS word FROM conflict"
    ),
    Thing.MEETING: "SELECT id, coalesce(topic, kind) AS label, held_on AS detail, NULL AS word FROM meeting",
    Thing.TASK: "SELECT id, title AS label, coalesce(due_on, '') AS detail, NULL AS word FROM task",
    Thing.MEASURE: "SELECT id, title AS label, due_on AS detail, NULL AS word FROM measure",
    Thing.WORKPLAN: "SELECT id, coalesce(title, kpi) AS label, substr(month, 1, 7) AS detail, NULL AS word FROM workplan",
    Thing.ARTICLE: "SELECT id, title AS label, kind AS detail, NULL AS word FROM article",
    Thing.TRAINING: (
        "SELECT id, topic AS label, held_on || ' ' || (SELECT name FROM staff WHERE staff.id = person_id) AS detail, NULL AS word"
        " FROM training"
    ),
    Thing.CAMPAIGN: "SELECT id, name AS label, from_on || ' ' || until_on AS detail, NULL AS word FROM campaign",
    Thing.CLUB: _of_customer("club", "trim(coalesce(club_no, '') || ' ' || from_on)"),
    Thing.EVENT: "SELECT id, name AS label, held_on AS detail, NULL AS word FROM event",
    Thing.ATTENDANCE: _of_customer("attendance", "(SELECT name || ' ' || held_on FROM event WHERE event.id = event_id)"),
    Thing.AD: "SELECT id, code AS label, from_on || ' ' || until_on AS detail, NULL AS word FROM advertisement",
    Thing.CONSENT: _of_customer("consent", "kind || ' ' || coalesce(given_on, told_on, '')"),
    Thing.POINTS: _of_customer("points", "points || ' ' || booked_on"),
    Thing.VOUCHER: _of_customer("voucher", "trim(coalesce(voucher_no, '') || ' ' || issued_on)"),
    Thing.RESCUE: _of_customer("rescue", "trim(coalesce(rescue_no, '') || ' ' || asked_on || ' ' || place)"),
    Thing.APPOINTMENT: _of_customer("appointment", "trim(coalesce(appointment_no, '') || ' ' || starts_on || ' ' || what)"),
    Thing.JOB: "SELECT id, title AS label, asked_on AS detail, NULL AS word FROM job",
    Thing.WORK: _of_customer("work", "trim(coalesce(work_no, '') || ' ' || what)"),
    Thing.RECALL: "SELECT id, title AS label, recall_no AS detail, NULL AS word FROM recall",
    Thing.RECALL_VIN: (
        "SELECT id, vin AS label, (SELECT recall_no || ' ' || title FROM recall WHERE recall.id = recall_id) AS detail, NULL AS word"
        " FROM recall_vin"
    ),
    Thing.CHECKLIST: (
        "SELECT id, item AS label, (SELECT name FROM checklist WHERE checklist.id = checklist_id) AS detail, NULL AS word"
        " FROM checklist_item"
    ),
    Thing.CHECKLIST_RUN: (
        "SELECT id, (SELECT name FROM checklist WHERE checklist.id = checklist_id) AS label, ran_on AS detail, NULL AS word"
        " FROM checklist_run"
    ),
    Thing.BREACH: "SELECT id, what AS label, day AS detail, NULL AS word FROM breach",
    Thing.JOURNAL: ("SELECT id, (SELECT name FROM staff WHERE staff.id = person_id) AS label, day AS detail, NULL AS word FROM journal"),
    Thing.FINDING: "SELECT id, text AS label, department AS detail, NULL AS word FROM finding",
    Thing.OPERATION: "SELECT id, command AS label, '' AS detail, NULL AS word FROM operation",
}


def _stage(text: str) -> Stage:
    from kcrm.model.prospects import Stage  # noqa: PLC0415 - nothing else that is found has need of it

    return Stage(text)


WORD: Final[Mapping[Thing, Callable[[str], Role | OrderType | Kind | Severity | Awaited | Stage]]] = {
    Thing.NEED: Awaited,
    Thing.PROSPECT: _stage,
    Thing.ORDER: OrderType,
    Thing.FOLLOWUP: Kind,
    Thing.COMPLAINT: Severity,
    Thing.STAFF: Role,
}
