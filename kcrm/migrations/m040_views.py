"""Views for people who read the file with other programs: names in place of ids, yuan in place of fen, local times beside those of UTC.

Each joins and sums nothing up, so that what is asked of it is found in the indexes beneath, and holds no lock. Amounts are fen divided by a
hundred: of all numbers that a double can hold the nearest, which is written with the two decimals that it has. SQLite knows no time zones by
name, and the zone is policy; so a time is local where the zone has kept UTC+8 since 1992, as all of China has, and empty elsewhere, and beside
it stands what the file keeps. Ids are the numbers behind the letters, by which views are joined. `kcrm/records/readable.py` says what each
column means; a test holds the two together.
"""

_UTC_PLUS_8 = (
    "Asia/Shanghai",
    "Asia/Chongqing",
    "Asia/Chungking",
    "Asia/Harbin",
    "PRC",
    "Asia/Hong_Kong",
    "Hongkong",
    "Asia/Macau",
    "Asia/Macao",
    "Asia/Taipei",
    "ROC",
)
_ZONES = ", ".join(f"'{zone}'" for zone in _UTC_PLUS_8)
# asked once for each statement, as it hangs on no row
_OFFSET = f"""(
    SELECT CASE WHEN coalesce(json_extract(snapshot, '$."desk.zone"'), 'Asia/Shanghai') IN ({_ZONES}) THEN '+8 hours' END
    FROM policy_version ORDER BY id DESC LIMIT 1
)"""


def _time(name: str, instant: str = "") -> str:
    """A time as it is there and as the file keeps it. instant: where it is kept, by default under its own name in `repair_order`."""
    kept = instant or f"repair_order.{name}"
    return f"strftime('%Y-%m-%d %H:%M:%S', {kept}, {_OFFSET}) AS {name}, {kept} AS {name}_utc"


def _yuan(table: str, **columns: str) -> str:
    """Amounts, each by the name that it bears here and what the table calls it without its `_fen`."""
    return ", ".join(f"{table}.{column}_fen / 100.0 AS {name}" for name, column in columns.items())


def _person(name: str) -> str:
    return f"{name}.employee_no AS {name}_no, {name}.name AS {name}"


def _staff(name: str, column: str) -> str:
    return f"LEFT JOIN staff AS {name} ON {name}.id = {column}"


def _step(which: str, kind: str) -> str:
    return f"(SELECT {which}(at) FROM complaint_event WHERE complaint_id = complaint.id AND kind = '{kind}')"


def _formers(table: str) -> str:
    return f"(SELECT group_concat(number, ', ') FROM (SELECT number FROM {table}_former WHERE kept_id = {table}.id ORDER BY id))"


_READINGS = """
    SELECT read_on, km, 1 AS given FROM mileage_reading WHERE vehicle_id = vehicle.id
    UNION ALL SELECT opened_on, mileage_km, 0 FROM repair_order WHERE vehicle_id = vehicle.id AND mileage_km IS NOT NULL
    ORDER BY read_on DESC, km DESC, given DESC LIMIT 1
"""

SQL = f"""
CREATE VIEW v_customers AS
SELECT customer.id AS customer_id, customer.customer_no, {_formers("customer")} AS former_numbers, customer.kind, customer.name,
    customer.phone, customer.phone2, customer.phone_state, customer.gender, customer.birthday, customer.email, customer.wechat,
    customer.region, customer.address, customer.postal_code, customer.licence_expires_on, customer.source, customer.contact_window,
    customer.do_not_contact, customer.call_consent, customer.message_consent, customer.contact_only, customer.key_person, customer.hobby,
    customer.wish, customer.note, classification.class, classification.lifecycle, classification.last_visit_on,
    classification.visits AS visits_12m, {_yuan("classification", paid_12m="paid")}, classification.judged_on, {_person("specialist")}
FROM customer
LEFT JOIN classification ON classification.id = customer.id
{_staff("specialist", "customer.specialist_id")};

CREATE VIEW v_vehicles AS
SELECT vehicle.id AS vehicle_id, vehicle.vin, {_formers("vehicle")} AS former_vins, vehicle.plate, vehicle.brand, vehicle.model, vehicle.trim,
    vehicle.model_year, vehicle.colour, vehicle.energy, vehicle.use, customer.id AS customer_id, customer.customer_no,
    customer.name AS customer, customer.phone, vehicle.registered_on, vehicle.ordered_on, vehicle.planned_delivery_on, vehicle.delivered_on,
    vehicle.warranty_until, vehicle.insurance_expires_on, vehicle.compulsory_expires_on, vehicle.inspection_due_on, vehicle.loan_until,
    vehicle.sold_on, vehicle.scrapped_on, (SELECT km FROM ({_READINGS})) AS mileage_km, {_yuan("vehicle", list_price="list_price", price="price")},
    vehicle.payment, {_yuan("vehicle", deposit="deposit", down_payment="down_payment", loan_amount="loan", trade_in_value="trade_in")}, vehicle.contract_no, vehicle.invoice_no,
    vehicle.workshop_note, {_person("sales_consultant")}, {_person("service_advisor")}
FROM vehicle
LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL
LEFT JOIN customer ON customer.id = ownership.customer_id
{_staff("sales_consultant", "vehicle.sales_consultant_id")}
{_staff("service_advisor", "vehicle.service_advisor_id")};

-- The customer is who owned the vehicle on the day it came in.
CREATE VIEW v_orders AS
SELECT repair_order.id AS order_id, repair_order.order_no, vehicle.id AS vehicle_id, vehicle.vin, vehicle.plate, vehicle.brand, vehicle.model,
    customer.id AS customer_id, customer.customer_no, customer.name AS customer, customer.phone, repair_order.type, repair_order.opened_on,
    {_time("opened_at")}, {_time("promised_at")}, repair_order.closed_on, {_time("closed_at")}, {_person("advisor")}, {_person("technician")},
    repair_order.team, repair_order.brought_by, repair_order.brought_by_phone, repair_order.fault,
    repair_order.standard_centihours / 100.0 AS standard_hours, repair_order.actual_centihours / 100.0 AS actual_hours,
    {_yuan("repair_order", labor_amount="labor", parts_amount="parts", other_amount="other")},
    (repair_order.labor_fen + repair_order.parts_fen + repair_order.other_fen) / 100.0 AS total_amount, repair_order.payer,
    repair_order.mileage_km, repair_order.appointment, repair_order.accident, repair_order.overhaul, repair_order.rework_of, repair_order.steps
FROM repair_order
JOIN vehicle ON vehicle.id = repair_order.vehicle_id
LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id
    AND coalesce(ownership.from_on, '') <= repair_order.opened_on AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
LEFT JOIN customer ON customer.id = ownership.customer_id
{_staff("advisor", "repair_order.advisor_id")}
{_staff("technician", "repair_order.technician_id")};

-- All that is open: which of it is of today is a matter of the day, which the file does not know.
CREATE VIEW v_due AS
SELECT followup.id AS followup_id, followup.kind, followup.channel, followup.due_on, followup.call_on, followup.call_time, followup.lapses_on,
    customer.id AS customer_id, customer.customer_no, customer.name AS customer, customer.phone, customer.phone2, customer.contact_window,
    customer.do_not_contact, classification.class, followup.contact_name, followup.contact_phone, vehicle.id AS vehicle_id, vehicle.vin,
    vehicle.plate, vehicle.model, repair_order.order_no, followup.case_no, coalesce(followup.matter, need.text, prospect.model) AS about,
    followup.place, followup.base, followup.base_on, followup.attempts, {_person("assignee")}
FROM followup
JOIN customer ON customer.id = followup.customer_id
LEFT JOIN classification ON classification.id = customer.id
LEFT JOIN vehicle ON vehicle.id = followup.vehicle_id
LEFT JOIN repair_order ON repair_order.id = followup.order_id
LEFT JOIN need ON followup.case_no GLOB 'ND[0-9]*' AND need.id = CAST(substr(followup.case_no, 3) AS INTEGER)
LEFT JOIN prospect ON followup.case_no GLOB 'L[0-9]*' AND prospect.id = CAST(substr(followup.case_no, 2) AS INTEGER)
{_staff("assignee", "followup.assignee_id")}
WHERE followup.state = 'open';

CREATE VIEW v_complaints AS
SELECT complaint.id AS complaint_id, complaint.complaint_no, customer.id AS customer_id, customer.customer_no, customer.name AS customer,
    customer.phone, vehicle.id AS vehicle_id, vehicle.vin, vehicle.plate, vehicle.model, repair_order.id AS order_id, repair_order.order_no,
    complaint.received_on, {_time("received_at", "complaint.received_at")}, complaint.severity, complaint.cause, complaint.channel,
    complaint.source, complaint.platform, complaint.outside_no, complaint.reply_by_on, complaint.description, complaint.state, complaint.level,
    complaint.paused, {_person("owner")}, complaint.department, complaint.secondary_department, complaint.finding,
    {_yuan("complaint", goodwill="goodwill")}, {_time("contacted_at", _step("min", "contacted"))},
    {_time("accepted_at", _step("min", "accepted"))},
    {_time("resolved_at", f"CASE WHEN complaint.state IN ('resolved', 'recalled', 'closed') THEN {_step('max', 'resolved')} END")},
    {_time("closed_at", f"CASE WHEN complaint.state = 'closed' THEN {_step('max', 'closed')} END")}
FROM complaint
JOIN customer ON customer.id = complaint.customer_id
LEFT JOIN vehicle ON vehicle.id = complaint.vehicle_id
LEFT JOIN repair_order ON repair_order.id = complaint.order_id
{_staff("owner", "complaint.owner_id")};
"""
