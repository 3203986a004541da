"""The desk's first tables: store, staff, customers, vehicles, orders, follow-ups, policy, operations.

Dates are ISO text of the business day, instants ISO text in UTC ending in Z, money integer fen, flags 0/1.
Tables named `operation…` and `plan_…` are the machinery's: they are not themselves logged.
"""

_DATE = "CHECK ({0} IS date({0}))"
_INSTANT = "CHECK ({0} IS strftime('%Y-%m-%dT%H:%M:%SZ', {0}))"


def one_of(column: str, *values: str) -> str:
    return f"CHECK ({column} IN ({', '.join(repr(value) for value in values)}))"


def flag_column(column: str, default: str = "NOT NULL DEFAULT 0") -> str:
    return f"{column} INTEGER {default} CHECK ({column} IN (0, 1))"


def date_column(column: str, more: str = "") -> str:
    return f"{column} TEXT {more} {_DATE.format(column)}"


def instant_column(column: str, more: str = "") -> str:
    return f"{column} TEXT {more} {_INSTANT.format(column)}"


_ROLES = (
    "sales_manager",
    "sales_consultant",
    "service_advisor",
    "technician",
    "cs_specialist",
    "cs_manager",
    "department_head",
    "general_manager",
)
_TEAMS = ("mechanical", "body", "paint")
_ORDER_TYPES = (
    "paid_maintenance",
    "paid_repair",
    "free_inspection",
    "free_repair",
    "warranty_repair",
    "internal",
    "pdi",
    "accessory",
)
_FOLLOWUP_STATES = ("open", "done", "unreachable", "skipped", "cancelled", "lapsed")


def queue_trigger(name: str, event: str, customers: str) -> str:
    """A trigger that sends the customers of a changed fact to planning: no write can forget them."""
    return f"""
CREATE TRIGGER plan_{name} AFTER {event} BEGIN
    INSERT INTO plan_queue (customer_id, next_on) {customers}
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
"""


def _queue_owners(table: str, columns: str) -> str:
    new, old, both = (
        f"SELECT customer_id, '' FROM ownership WHERE vehicle_id IN ({rows})"
        for rows in ("NEW.vehicle_id", "OLD.vehicle_id", "NEW.vehicle_id, OLD.vehicle_id")
    )
    return (
        queue_trigger(f"{table}_insert", f"INSERT ON {table}", new)
        + queue_trigger(f"{table}_update", f"UPDATE OF {columns} ON {table}", both)
        + queue_trigger(f"{table}_delete", f"DELETE ON {table}", old)
    )


_CUSTOMER_FACTS = "kind, birthday, licence_expires_on, do_not_contact, call_consent, message_consent"
_VEHICLE_FACTS = (
    "use, planned_delivery_on, delivered_on, warranty_until, insurance_expires_on, inspection_due_on, sold_on, scrapped_on, "
    "sales_consultant_id, service_advisor_id"
)
_ORDER_FACTS = "vehicle_id, type, opened_on, closed_on, mileage_km, accident, overhaul, brought_by, brought_by_phone"
_HELD_BY_STAFF = (
    "SELECT customer_id, '' FROM followup WHERE state = 'open' AND (assignee_id = NEW.id OR assignee_id IS NULL)"
    " UNION SELECT id, '' FROM customer WHERE specialist_id = NEW.id OR specialist_id IS NULL"
)

_LEFT_BY_STAFF = (
    "SELECT customer_id, '' FROM followup WHERE state = 'open' AND assignee_id = OLD.id"
    " UNION SELECT id, '' FROM customer WHERE specialist_id = OLD.id"
)

_TRIGGERS = "".join(
    (
        queue_trigger("customer_insert", "INSERT ON customer", "SELECT NEW.id, '' WHERE true"),
        queue_trigger("customer_update", f"UPDATE OF {_CUSTOMER_FACTS} ON customer", "SELECT NEW.id, '' WHERE true"),
        "CREATE TRIGGER plan_customer_delete AFTER DELETE ON customer BEGIN DELETE FROM plan_queue WHERE customer_id = OLD.id; END;\n",
        queue_trigger("ownership_insert", "INSERT ON ownership", "SELECT NEW.customer_id, '' WHERE true"),
        queue_trigger("ownership_update", "UPDATE ON ownership", "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true"),
        queue_trigger(
            "ownership_delete",
            "DELETE ON ownership",
            "SELECT OLD.customer_id, '' WHERE EXISTS (SELECT 1 FROM customer WHERE id = OLD.customer_id)",
        ),
        queue_trigger(
            "vehicle_update",
            f"UPDATE OF {_VEHICLE_FACTS} ON vehicle",
            "SELECT customer_id, '' FROM ownership WHERE vehicle_id = NEW.id",
        ),
        _queue_owners("repair_order", _ORDER_FACTS),
        _queue_owners("mileage_reading", "vehicle_id, read_on, km"),
        queue_trigger("staff_insert", "INSERT ON staff", f"SELECT * FROM ({_HELD_BY_STAFF}) WHERE true"),
        queue_trigger("staff_update", "UPDATE OF role, left_on ON staff", f"SELECT * FROM ({_HELD_BY_STAFF}) WHERE true"),
        queue_trigger("staff_delete", "DELETE ON staff", f"SELECT * FROM ({_LEFT_BY_STAFF}) WHERE true"),
        queue_trigger("policy_insert", "INSERT ON policy_version", "SELECT id, '' FROM customer WHERE true"),
        queue_trigger("policy_delete", "DELETE ON policy_version", "SELECT id, '' FROM customer WHERE true"),
        queue_trigger("store_update", "UPDATE OF go_live_on ON store", "SELECT id, '' FROM customer WHERE true"),
    )
)

SQL = f"""
CREATE TABLE operation (
    id INTEGER PRIMARY KEY,
    {instant_column("at", "NOT NULL")},
    {instant_column("recorded_at", "NOT NULL")},
    staff_id INTEGER,
    system_user TEXT NOT NULL,
    command TEXT NOT NULL,
    {flag_column("automatic")},
    undoes INTEGER REFERENCES operation (id),
    schema_version INTEGER NOT NULL,
    row_count INTEGER NOT NULL DEFAULT 0,
    payload_digest TEXT,
    hash TEXT
) STRICT;

-- Holds a row only within a transaction. erasing: whether rows of the log may be deleted in it.
CREATE TABLE operation_open (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    operation_id INTEGER NOT NULL,
    {flag_column("erasing")}
) STRICT;

-- The latest operation: the end of the chain, which the chain itself cannot miss.
CREATE TABLE operation_head (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    operation_id INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE TABLE operation_row (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    action TEXT NOT NULL {one_of("action", "insert", "update", "delete", "erase")},
    before TEXT
) STRICT;
CREATE INDEX operation_row_of ON operation_row (table_name, row_id, operation_id);
CREATE INDEX operation_row_in ON operation_row (operation_id);

CREATE TRIGGER operation_is_kept_updated BEFORE UPDATE ON operation WHEN OLD.id IS NOT (SELECT operation_id FROM operation_open)
BEGIN SELECT RAISE(ABORT, 'the operations log is append-only'); END;
CREATE TRIGGER operation_is_kept_deleted BEFORE DELETE ON operation WHEN OLD.id IS NOT (SELECT operation_id FROM operation_open)
BEGIN SELECT RAISE(ABORT, 'the operations log is append-only'); END;
CREATE TRIGGER operation_row_is_kept_updated BEFORE UPDATE ON operation_row
BEGIN SELECT RAISE(ABORT, 'the operations log is append-only'); END;
CREATE TRIGGER operation_row_is_kept_deleted BEFORE DELETE ON operation_row WHEN (SELECT erasing FROM operation_open) IS NOT 1
BEGIN SELECT RAISE(ABORT, 'the operations log is append-only'); END;

CREATE TABLE policy_version (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    snapshot TEXT NOT NULL CHECK (json_valid(snapshot)),
    note TEXT NOT NULL
) STRICT;

CREATE TABLE store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL CHECK (name <> ''),
    {date_column("go_live_on", "NOT NULL")}
) STRICT;

CREATE TABLE staff (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_no TEXT NOT NULL UNIQUE CHECK (employee_no <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    role TEXT NOT NULL {one_of("role", *_ROLES)},
    team TEXT {one_of("team", *_TEAMS)},
    department TEXT,
    level TEXT,
    phone TEXT,
    {date_column("joined_on")},
    {date_column("left_on")},
    pinyin TEXT NOT NULL,
    initials TEXT NOT NULL,
    CHECK (left_on >= joined_on)
) STRICT;

CREATE TABLE customer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_no TEXT UNIQUE CHECK (customer_no <> ''),
    kind TEXT NOT NULL DEFAULT 'person' {one_of("kind", "person", "company")},
    name TEXT NOT NULL CHECK (name <> ''),
    phone TEXT,
    phone2 TEXT,
    phone_state TEXT NOT NULL DEFAULT 'ok' {one_of("phone_state", "ok", "doubtful", "wrong")},
    gender TEXT {one_of("gender", "male", "female")},
    {date_column("birthday")},
    region TEXT,
    address TEXT,
    wechat TEXT,
    {date_column("licence_expires_on")},
    source TEXT,
    contact_window TEXT CHECK (contact_window GLOB '??:??-??:??'),
    {flag_column("do_not_contact")},
    {flag_column("call_consent", "")},
    {date_column("call_consent_on")},
    {flag_column("message_consent", "")},
    {date_column("message_consent_on")},
    key_person TEXT,
    hobby TEXT,
    note TEXT,
    specialist_id INTEGER REFERENCES staff (id),
    pinyin TEXT NOT NULL,
    initials TEXT NOT NULL,
    phone_tail TEXT AS (substr(phone, -4)) VIRTUAL,
    phone2_tail TEXT AS (substr(phone2, -4)) VIRTUAL
) STRICT;
CREATE INDEX customer_by_name ON customer (name);
CREATE INDEX customer_by_pinyin ON customer (pinyin);
CREATE INDEX customer_by_initials ON customer (initials);
CREATE INDEX customer_by_phone_tail ON customer (phone_tail);
CREATE INDEX customer_by_phone2_tail ON customer (phone2_tail) WHERE phone2 IS NOT NULL;
CREATE INDEX customer_by_specialist ON customer (specialist_id);
CREATE INDEX customer_without_phone ON customer (id) WHERE (phone IS NULL OR phone_state = 'wrong') AND phone2 IS NULL;

CREATE TABLE vehicle (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vin TEXT NOT NULL UNIQUE CHECK (length(vin) = 17),
    plate TEXT CHECK (plate <> ''),
    brand TEXT,
    model TEXT,
    use TEXT {one_of("use", "private", "official", "commercial")},
    {date_column("planned_delivery_on")},
    {date_column("delivered_on")},
    sales_consultant_id INTEGER REFERENCES staff (id),
    service_advisor_id INTEGER REFERENCES staff (id),
    {date_column("warranty_until")},
    {date_column("insurance_expires_on")},
    {date_column("inspection_due_on")},
    {date_column("sold_on")},
    {date_column("scrapped_on")},
    vin_tail TEXT AS (substr(vin, -6)) VIRTUAL
) STRICT;
CREATE INDEX vehicle_by_plate ON vehicle (plate);
CREATE INDEX vehicle_by_vin_tail ON vehicle (vin_tail);
CREATE INDEX vehicle_by_insurance ON vehicle (insurance_expires_on);
CREATE INDEX vehicle_by_inspection ON vehicle (inspection_due_on);

-- from_on is empty for the first owner; until_on is empty for the present one.
CREATE TABLE ownership (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    {date_column("from_on")},
    {date_column("until_on")},
    CHECK (until_on >= from_on)
) STRICT;
CREATE UNIQUE INDEX ownership_present ON ownership (vehicle_id) WHERE until_on IS NULL;
CREATE INDEX ownership_of_customer ON ownership (customer_id);
CREATE INDEX ownership_of_vehicle ON ownership (vehicle_id, from_on);

CREATE TABLE mileage_reading (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id),
    {date_column("read_on", "NOT NULL")},
    km INTEGER NOT NULL CHECK (km >= 0),
    UNIQUE (vehicle_id, read_on)
) STRICT;

CREATE TABLE repair_order (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_no TEXT NOT NULL UNIQUE CHECK (order_no <> ''),
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id),
    type TEXT NOT NULL {one_of("type", *_ORDER_TYPES)},
    {instant_column("opened_at", "NOT NULL")},
    {date_column("opened_on", "NOT NULL")},
    {instant_column("promised_at")},
    {instant_column("closed_at")},
    {date_column("closed_on")},
    advisor_id INTEGER REFERENCES staff (id),
    technician_id INTEGER REFERENCES staff (id),
    team TEXT {one_of("team", *_TEAMS)},
    brought_by TEXT,
    brought_by_phone TEXT,
    standard_minutes INTEGER CHECK (standard_minutes >= 0),
    actual_minutes INTEGER CHECK (actual_minutes >= 0),
    labor_fen INTEGER NOT NULL DEFAULT 0 CHECK (labor_fen >= 0),
    parts_fen INTEGER NOT NULL DEFAULT 0 CHECK (parts_fen >= 0),
    other_fen INTEGER NOT NULL DEFAULT 0 CHECK (other_fen >= 0),
    payer TEXT NOT NULL DEFAULT 'customer' {one_of("payer", "customer", "warranty", "insurer", "internal")},
    mileage_km INTEGER CHECK (mileage_km >= 0),
    {flag_column("appointment")},
    {flag_column("accident")},
    {flag_column("overhaul")},
    rework_of TEXT,
    steps TEXT,
    CHECK (closed_at >= opened_at),
    CHECK ((closed_at IS NULL) = (closed_on IS NULL))
) STRICT;
CREATE INDEX repair_order_of_vehicle ON repair_order (vehicle_id, opened_on);
CREATE INDEX repair_order_by_opening ON repair_order (opened_at);

CREATE TABLE followup (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL {one_of("channel", "call", "message")},
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    order_id INTEGER REFERENCES repair_order (id),
    base TEXT NOT NULL,
    {date_column("base_on", "NOT NULL")},
    occurrence INTEGER NOT NULL DEFAULT 0,
    {date_column("due_on", "NOT NULL")},
    due_by TEXT NOT NULL {one_of("due_by", "interval", "mileage", "go_live", "backlog", "unreached", "by_hand")},
    {date_column("call_on", "NOT NULL")},
    {date_column("lapses_on")},
    contact_name TEXT,
    contact_phone TEXT,
    assignee_id INTEGER REFERENCES staff (id),
    assigned_by TEXT NOT NULL {one_of("assigned_by", "vehicle", "role", "manager", "specialist", "by_hand", "nobody")},
    state TEXT NOT NULL DEFAULT 'open' {one_of("state", *_FOLLOWUP_STATES)},
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    {instant_column("opened_at", "NOT NULL")},
    {instant_column("ended_at")},
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id),
    CHECK ((assignee_id IS NULL) = (assigned_by = 'nobody')),
    CHECK ((state = 'open') = (ended_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX followup_known_by
    ON followup (customer_id, kind, channel, coalesce(vehicle_id, 0), base_on, occurrence);
-- The day's list is counted, and its first page found, within these two; SQLite takes them as covering only with state among the columns.
CREATE INDEX followup_open ON followup (call_on, customer_id, channel, due_on, assignee_id, lapses_on, state) WHERE state = 'open';
CREATE INDEX followup_open_by_due ON followup (due_on, call_on, channel, customer_id, lapses_on, state) WHERE state = 'open';
CREATE INDEX followup_open_of_customer ON followup (customer_id) WHERE state = 'open';
CREATE INDEX followup_open_of_assignee ON followup (assignee_id) WHERE state = 'open';
CREATE INDEX followup_of_vehicle ON followup (vehicle_id);
CREATE INDEX followup_of_order ON followup (order_id) WHERE order_id IS NOT NULL;

-- next_on: the next day on which planning has something to do for this customer; '' for at once.
CREATE TABLE plan_queue (
    customer_id INTEGER PRIMARY KEY,
    next_on TEXT NOT NULL
) STRICT;
CREATE INDEX plan_queue_by_date ON plan_queue (next_on);

CREATE TABLE plan_mark (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    planned_on TEXT NOT NULL
) STRICT;

{_TRIGGERS}"""
