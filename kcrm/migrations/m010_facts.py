"""What figures are counted from: fact views, the lists of the policy that they need, and what rules say of complaints. Hours in hundredths.

A view joins and sums nothing up, so that a range of days is found in the indexes beneath it; whoever counts groups its rows. Days are those
of the policy's zone, money is in fen, hours in hundredths, what holds is 1 and what does not is 0. Rows that the policy decides on come once
for each of its versions. A person stands beside a row only if they worked here on its day. The building blocks are those of m001.

Minutes become the nearest hundredth of an hour, half of one rounded up; the next import of the file brings what it says. Closed months keep
what was published of them.
"""

from kcrm.migrations.m001_desk import instant_column, one_of

_VISITS = ("paid_repair", "paid_maintenance", "warranty_repair", "free_repair", "free_inspection")
_NO_VISITS = ("internal", "pdi", "accessory")
_MAINTENANCE = ("paid_maintenance", "free_inspection")
_WORKSHOP = ("service_advisor", "technician")
_OF_PURCHASE = ("ssi 7dc", "ssi 30dc", "recommend 30dc")
_OF_VISIT = ("csi post_service", "recommend post_service")


def _in_hundredths(before: str, after: str) -> str:
    return f"""
ALTER TABLE repair_order RENAME COLUMN {before} TO {after};
UPDATE repair_order SET {after} = ({after} * 100 + 30) / 60 WHERE {after} IS NOT NULL;
"""


def _json(words: tuple[str, ...]) -> str:
    return "'[" + ", ".join(f'"{word}"' for word in words) + "]'"


def _said(version: str, key: str, default: tuple[str, ...]) -> str:
    """What a version says of a key, or that was the default before it was asked."""
    return f"""coalesce(json_extract({version}.snapshot, '$."{key}"'), {_json(default)})"""


def _listed(version: str, source: str = "") -> str:
    """Writes the lists of a version: the new one of a trigger, or every one of the table `source`."""
    excluded = _said(version, "visits.excluded_types", _NO_VISITS)
    lists = {
        "visit": (_json(_VISITS), f"WHERE item.value NOT IN (SELECT value FROM json_each({excluded}))"),
        "maintenance": (_said(version, "maintenance.types", _MAINTENANCE), ""),
        "workshop": (_said(version, "kpi.workshop_posts", _WORKSHOP), ""),
        "of_purchase": (_json(_OF_PURCHASE), ""),
        "of_visit": (_json(_OF_VISIT), ""),
    }
    return "".join(
        f"""
INSERT INTO policy_list (policy_version_id, list, item, place)
SELECT {version}.id, '{name}', item.value, item.key FROM {source} json_each({items}) AS item {condition};"""
        for name, (items, condition) in lists.items()
    )


def _worker(alias: str, column: str) -> str:
    """A person of the order, if they worked here on the day it was opened."""
    return (
        f"LEFT JOIN staff AS {alias} ON {alias}.id = {column} AND repair_order.opened_on >= coalesce({alias}.joined_on, '')"
        f" AND repair_order.opened_on <= coalesce({alias}.left_on, '9999-12-31')"
    )


def _flag(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


_STEPS = "coalesce(repair_order.steps, '')"
_OWN_STEPS = (
    f"length(replace(replace({_STEPS}, ',', ''), '8', ''))"  # each is one digit; the eighth, the callback, is known better elsewhere
)
_HANDED_OVER = "repair_order.closed_at IS NOT NULL AND visits.id IS NOT NULL"
_HAS_LEVEL = {level: " OR ".join(f"staff.level LIKE '%{sign}%'" for sign in signs) for level, signs in (("1", "1一Ⅰ"), ("2", "2二Ⅱ"))}


def followup_view(person: str) -> str:
    """Calls that fall due. person: the column of whose duty one is."""
    return f"""
CREATE VIEW fact_followup AS
SELECT followup.id AS followup_id, followup.kind, followup.channel, followup.state, followup.due_on AS day, followup.customer_id,
    followup.vehicle_id, followup.order_id, repair_order.team, staff.id AS staff_id, ending.called_on AS ended_on, ending.score,
    {_flag("followup.state = 'done' OR EXISTS (SELECT 1 FROM fact_call WHERE fact_call.followup_id = followup.id)")} AS is_tried,
    {_flag("EXISTS (SELECT 1 FROM fact_call WHERE fact_call.followup_id = followup.id AND fact_call.outcome = 'answered')")} AS is_reached
FROM followup
LEFT JOIN repair_order ON repair_order.id = followup.order_id
LEFT JOIN staff ON staff.id = {person} AND followup.due_on >= coalesce(staff.joined_on, '')
    AND followup.due_on <= coalesce(staff.left_on, '9999-12-31')
LEFT JOIN call AS ending ON ending.id = (
    SELECT max(fact_call.call_id) FROM fact_call WHERE fact_call.followup_id = followup.id AND fact_call.state <> 'open'
);
"""


_ORDERS = f"""
-- An order that is a visit or part of one: what shares vehicle and day is one visit, of the type that stands first among its orders'. place:
-- of the type.
CREATE VIEW fact_visit AS
SELECT visits.policy_version_id, repair_order.id AS order_id, repair_order.vehicle_id, repair_order.opened_on AS day, repair_order.opened_at,
    visits.place, repair_order.type, repair_order.team, repair_order.appointment
FROM repair_order JOIN policy_list AS visits ON visits.list = 'visit' AND visits.item = repair_order.type;

-- Every order. is_handed_over: a visit's order that is closed; steps_done: of the eight. came_back: the order mends again what an order that
-- had left the store had mended; first_…: whose work that one was.
CREATE VIEW fact_order AS
SELECT version.id AS policy_version_id, repair_order.id AS order_id, repair_order.vehicle_id, repair_order.type, repair_order.payer,
    repair_order.opened_on AS day, repair_order.closed_on, repair_order.team, advisor.id AS advisor_id, technician.id AS technician_id,
    CASE WHEN repair_order.rework_of IS NULL THEN 0 WHEN original.id IS NULL THEN 1
        WHEN original.closed_at <= repair_order.opened_at THEN 1 ELSE 0 END AS came_back,
    original.team AS first_team, first_advisor.id AS first_advisor_id, first_technician.id AS first_technician_id,
    repair_order.labor_fen, repair_order.parts_fen, repair_order.other_fen,
    repair_order.standard_centihours, repair_order.actual_centihours,
    {_flag("repair_order.standard_centihours IS NOT NULL AND repair_order.actual_centihours IS NOT NULL")} AS is_timed,
    {_flag("visits.id IS NOT NULL")} AS is_visit,
    {_flag(_HANDED_OVER)} AS is_handed_over,
    {_flag(f"{_HANDED_OVER} AND repair_order.promised_at IS NOT NULL")} AS is_promised,
    {_flag(f"{_HANDED_OVER} AND repair_order.closed_at <= repair_order.promised_at")} AS is_in_time,
    {_OWN_STEPS} + coalesce((
        SELECT max({_flag("followup.state = 'done'")}) FROM followup
        WHERE followup.vehicle_id = repair_order.vehicle_id AND followup.kind = 'post_service'
            AND followup.base_on = repair_order.closed_on AND followup.state <> 'cancelled'
    ), {_flag(f"{_STEPS} LIKE '%8'")}) AS steps_done
FROM policy_version AS version
CROSS JOIN repair_order
LEFT JOIN policy_list AS visits ON visits.policy_version_id = version.id AND visits.list = 'visit' AND visits.item = repair_order.type
LEFT JOIN repair_order AS original ON original.order_no = repair_order.rework_of
{_worker("advisor", "repair_order.advisor_id")}
{_worker("technician", "repair_order.technician_id")}
{_worker("first_advisor", "original.advisor_id")}
{_worker("first_technician", "original.technician_id")};

-- The orders that bring income, by the day they were closed.
CREATE VIEW fact_income AS
SELECT repair_order.id AS order_id, repair_order.vehicle_id, repair_order.closed_on AS day, repair_order.opened_on, repair_order.type,
    repair_order.payer, repair_order.team, advisor.id AS advisor_id, technician.id AS technician_id,
    repair_order.labor_fen, repair_order.parts_fen, repair_order.other_fen
FROM repair_order
{_worker("advisor", "repair_order.advisor_id")}
{_worker("technician", "repair_order.technician_id")}
WHERE repair_order.closed_on IS NOT NULL AND repair_order.payer <> 'internal' AND repair_order.type <> 'internal';

-- Vehicles that the store delivered.
CREATE VIEW fact_vehicle AS
SELECT vehicle.id AS vehicle_id, vehicle.delivered_on, vehicle.scrapped_on, vehicle.service_advisor_id AS advisor_id, vehicle.use
FROM vehicle WHERE vehicle.delivered_on IS NOT NULL;
"""

_DESK = f"""
-- A dialling, message or conversation, once for each follow-up that it was about; state: what became of that one.
CREATE VIEW fact_call AS
SELECT call_followup.call_id, call_followup.followup_id, call_followup.state, call.called_on AS day, call.customer_id, call.staff_id, call.by,
    call.outcome, call.score
FROM call_followup JOIN call ON call.id = call_followup.call_id;
{followup_view("followup.assignee_id")}
CREATE VIEW fact_complaint AS
SELECT complaint.id AS complaint_id, complaint.received_on AS day, complaint.customer_id, complaint.vehicle_id, complaint.order_id,
    complaint.severity, complaint.cause, complaint.department, repair_order.team, repair_order.advisor_id, repair_order.technician_id,
    complaint_verdict.policy_version_id, complaint_verdict.satisfied
FROM complaint
LEFT JOIN complaint_verdict ON complaint_verdict.id = complaint.id
LEFT JOIN repair_order ON repair_order.id = complaint.order_id;

CREATE VIEW fact_deadline AS
SELECT fact_complaint.*, complaint_clock.kind, complaint_clock.due_at, complaint_clock.stopped_at, complaint_clock.state
FROM fact_complaint JOIN complaint_clock ON complaint_clock.complaint_id = fact_complaint.complaint_id;

-- Rated answers, in calls and on paper. is_own: whoever took it is judged by it.
CREATE VIEW fact_answer AS
SELECT version.id AS policy_version_id, call.id AS call_id, NULL AS form_id, call.customer_id, call.called_on AS day, answer.survey,
    answer.question, answer.rating, answer.expectation,
    {
    _flag('''EXISTS (
        SELECT 1 FROM call_followup
        JOIN followup ON followup.id = call_followup.followup_id
        JOIN policy_list AS subject ON subject.policy_version_id = version.id AND subject.list IN ('of_purchase', 'of_visit')
            AND subject.item = answer.survey || ' ' || followup.kind
        LEFT JOIN vehicle ON vehicle.id = followup.vehicle_id
        LEFT JOIN repair_order ON repair_order.id = followup.order_id
        WHERE call_followup.call_id = call.id
            AND call.staff_id = CASE subject.list WHEN 'of_purchase' THEN vehicle.sales_consultant_id ELSE repair_order.advisor_id END
    )''')
} AS is_own
FROM policy_version AS version CROSS JOIN call JOIN answer ON answer.call_id = call.id
WHERE answer.rating IS NOT NULL
UNION ALL
SELECT version.id, NULL, survey_form.id, survey_form.customer_id, survey_form.surveyed_on, form_answer.survey, form_answer.question,
    form_answer.rating, form_answer.expectation,
    {
    _flag('''survey_form.staff_id = CASE form_answer.survey WHEN 'ssi' THEN vehicle.sales_consultant_id WHEN 'csi' THEN repair_order.advisor_id
        WHEN 'recommend' THEN coalesce(repair_order.advisor_id, vehicle.sales_consultant_id) END''')
}
FROM policy_version AS version CROSS JOIN survey_form JOIN form_answer ON form_answer.form_id = survey_form.id
LEFT JOIN vehicle ON vehicle.id = survey_form.vehicle_id
LEFT JOIN repair_order ON repair_order.id = survey_form.order_id
WHERE form_answer.rating IS NOT NULL;

-- Costs and plans; day: the first of the month.
CREATE VIEW fact_finance AS
SELECT finance.id AS finance_id, finance.month || '-01' AS day, finance.kind, finance.item, finance.amount_fen FROM finance;

-- level: of technicians, as a staff sheet says it; empty for any but the first and the second.
CREATE VIEW fact_staff AS
SELECT version.id AS policy_version_id, staff.id AS staff_id, staff.role, staff.joined_on, staff.left_on, {
    _flag("workshop.id IS NOT NULL")
} AS is_workshop,
    CASE WHEN ({_HAS_LEVEL["1"]}) AND NOT ({_HAS_LEVEL["2"]}) THEN 1 WHEN ({_HAS_LEVEL["2"]}) AND NOT ({
    _HAS_LEVEL["1"]
}) THEN 2 END AS level
FROM policy_version AS version CROSS JOIN staff
LEFT JOIN policy_list AS workshop ON workshop.policy_version_id = version.id AND workshop.list = 'workshop' AND workshop.item = staff.role;

CREATE VIEW fact_customer AS SELECT customer.id AS customer_id, customer.grade, customer.loyalty FROM customer;

-- bought_on: when a vehicle was delivered to the first owner whose phone is the prospect's.
CREATE VIEW fact_prospect AS
SELECT prospect.id AS prospect_id, prospect.registered_on AS day, prospect.source, (
    SELECT min(vehicle.delivered_on) FROM customer
    JOIN ownership ON ownership.customer_id = customer.id JOIN vehicle ON vehicle.id = ownership.vehicle_id
    WHERE (customer.phone_tail = substr(prospect.phone, -4) AND customer.phone = prospect.phone
            OR customer.phone2_tail = substr(prospect.phone, -4) AND customer.phone2 = prospect.phone)
        AND vehicle.delivered_on >= prospect.registered_on AND coalesce(ownership.from_on, vehicle.delivered_on) <= vehicle.delivered_on
) AS bought_on FROM prospect;

CREATE VIEW fact_opportunity AS
SELECT opportunity.id AS opportunity_id, opportunity.customer_id, opportunity.state, opportunity.ended_on AS day, opportunity.reason
FROM opportunity WHERE opportunity.ended_on IS NOT NULL;
"""

_STATES = ("met", "met_late", "missed", "running", "paused")
_QUEUED = "INSERT INTO complaint_queue (id)"

SQL = f"""
{_in_hundredths("standard_minutes", "standard_centihours")}
{_in_hundredths("actual_minutes", "actual_centihours")}

-- What counting needs of a version of the policy, written with it. list: visit, maintenance, workshop, of_purchase, of_visit.
CREATE TABLE policy_list (
    id INTEGER PRIMARY KEY,
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id) ON DELETE CASCADE,
    list TEXT NOT NULL CHECK (list <> ''),
    item TEXT NOT NULL CHECK (item <> ''),
    place INTEGER NOT NULL,
    UNIQUE (policy_version_id, list, item)
) STRICT;
{_listed("policy_version", "policy_version,")}
CREATE TRIGGER policy_list_insert AFTER INSERT ON policy_version BEGIN {_listed("NEW")} END;

-- What only rules can say of a complaint, as it stood after its latest event, by the policy that it is judged by: whether the customer was
-- satisfied when last called again, and its deadlines. Made anew of what is in the queue, before the write that put it there ends. The ids
-- are those of complaints. Like the lists above it follows from what is logged, so that it is not logged itself.
CREATE TABLE complaint_verdict (
    id INTEGER PRIMARY KEY REFERENCES complaint (id) ON DELETE CASCADE,
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id),
    satisfied INTEGER CHECK (satisfied IN (0, 1))
) STRICT;
CREATE TABLE complaint_clock (
    id INTEGER PRIMARY KEY,
    complaint_id INTEGER NOT NULL REFERENCES complaint_verdict (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    {instant_column("due_at", "NOT NULL")},
    {instant_column("stopped_at")},
    state TEXT NOT NULL {one_of("state", *_STATES)}
) STRICT;
CREATE INDEX complaint_clock_of ON complaint_clock (complaint_id);
CREATE TABLE complaint_queue (
    id INTEGER PRIMARY KEY REFERENCES complaint (id) ON DELETE CASCADE
) STRICT;
CREATE TRIGGER complaint_queue_insert AFTER INSERT ON complaint BEGIN {_QUEUED} VALUES (NEW.id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER complaint_queue_update AFTER UPDATE ON complaint BEGIN {_QUEUED} VALUES (NEW.id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER complaint_queue_event AFTER INSERT ON complaint_event BEGIN {_QUEUED} VALUES (NEW.complaint_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER complaint_queue_event_update AFTER UPDATE ON complaint_event BEGIN {_QUEUED} VALUES (NEW.complaint_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER complaint_queue_event_delete AFTER DELETE ON complaint_event BEGIN
    {_QUEUED} SELECT id FROM complaint WHERE id = OLD.complaint_id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER complaint_queue_work_day AFTER INSERT ON work_day BEGIN
    {_QUEUED} SELECT id FROM complaint WHERE opened_at >= NEW.set_at ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER complaint_queue_work_day_delete AFTER DELETE ON work_day BEGIN
    {_QUEUED} SELECT id FROM complaint WHERE opened_at >= OLD.set_at ON CONFLICT DO NOTHING;
END;
{_QUEUED} SELECT id FROM complaint;
{_ORDERS}
{_DESK}"""
