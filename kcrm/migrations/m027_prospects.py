"""Prospects with their history: each is a buying intention of a customer record; whoever was only a name and a phone becomes one.

The building blocks are those of m001.
"""

import sqlite3

from kcrm.identifiers import initials_of, load_pinyin, pinyin_of
from kcrm.migrations.m001_desk import date_column, flag_column, instant_column, one_of, queue_trigger
from kcrm.migrations.rebuild import rebuild_table

_STAGES = ("registered", "contacted", "visited", "test_drive", "quoted", "ordered", "delivered", "lost", "invalid")
_LEVELS = ("H", "A", "B", "C", "N")
_STEPS = (
    "registered",
    "contacted",
    "missed",
    "visited",
    "test_drive",
    "quoted",
    "ordered",
    "order_cancelled",
    "delivered",
    "lost",
    "loss_confirmed",
    "loss_checked",
    "invalid",
    "reopened",
    "reassigned",
    "level_changed",
)
_REASONS = ("price", "model", "rival_brand", "rival_dealer", "finance", "trade_in", "waiting", "no_need", "service", "other")

# stage and what follows it are those after the latest event: for lists; the events tell the whole story.
# registered_at, first_due_at: where the moment is known, and by when it was to be answered. floor: the level set by hand.
# contacted_on: the last contact. Of who was named before there were prospects no event tells, so that no contact follows.
_COLUMNS = f"""
    prospect_no TEXT UNIQUE CHECK (prospect_no <> ''),
    platform TEXT CHECK (platform <> ''),
    taker_id INTEGER REFERENCES staff (id),
    consultant_id INTEGER REFERENCES staff (id),
    rival TEXT CHECK (rival <> ''),
    need TEXT CHECK (need <> ''),
    budget_fen INTEGER CHECK (budget_fen >= 0),
    {date_column("intended_on")},
    floor TEXT {one_of("floor", *_LEVELS)},
    trade_in TEXT CHECK (trade_in <> ''),
    payment TEXT {one_of("payment", "cash", "loan", "lease")},
    stage TEXT NOT NULL DEFAULT 'registered' {one_of("stage", *_STAGES)},
    {instant_column("registered_at")},
    {instant_column("first_due_at")},
    {date_column("contacted_on")},
    {date_column("agreed_on")},
    agreed_time TEXT CHECK (agreed_time GLOB '[0-2][0-9]:[0-5][0-9]'),
    {date_column("lost_on")},
    lost_reason TEXT {one_of("lost_reason", *_REASONS)},
    lost_to TEXT CHECK (lost_to <> ''),
    {date_column("invalid_on")},
    invalid_reason TEXT {one_of("invalid_reason", "unreachable", "not_now")},
    {date_column("again_on")},
    vehicle_id INTEGER REFERENCES vehicle (id),
    CHECK ((stage = 'lost') = (lost_on IS NOT NULL)),
    CHECK ((lost_reason IS NULL) = (lost_on IS NULL)),
    CHECK ((stage = 'invalid') = (invalid_on IS NOT NULL)),
    CHECK ((invalid_reason IS NULL) = (invalid_on IS NULL)),
    CHECK (stage <> 'delivered' OR vehicle_id IS NOT NULL)
"""
_OF_CUSTOMER = "SELECT {row}.customer_id, '' WHERE true"
_FACTS = (
    "customer_id, consultant_id, intended_on, floor, stage, first_due_at, contacted_on, agreed_on, agreed_time, invalid_reason, again_on"
)

SQL = f"""
DROP VIEW fact_prospect;

ALTER TABLE vehicle ADD COLUMN loan_until TEXT CHECK (loan_until IS date(loan_until));

-- Append-only in meaning: a step once taken stays; `undo` alone takes it back. day: the business day of `at`.
-- by: of a contact. to_id: whose it is from then on. skipped: stages that the step left out. again_on: of what is invalid, the day they named.
CREATE TABLE prospect_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    prospect_id INTEGER NOT NULL REFERENCES prospect (id),
    kind TEXT NOT NULL {one_of("kind", *_STEPS)},
    {instant_column("at", "NOT NULL")},
    {date_column("day", "NOT NULL")},
    {instant_column("recorded_at", "NOT NULL")},
    staff_id INTEGER REFERENCES staff (id),
    by TEXT {one_of("by", "phone", "message", "wechat", "visit")},
    note TEXT CHECK (note <> ''),
    call_id INTEGER REFERENCES call (id),
    stage TEXT NOT NULL {one_of("stage", *_STAGES)},
    skipped TEXT CHECK (skipped <> ''),
    model TEXT CHECK (model <> ''),
    km INTEGER CHECK (km >= 0),
    {flag_column("licence_seen", "")},
    {flag_column("agreement_signed", "")},
    {flag_column("declined", "")},
    list_price_fen INTEGER CHECK (list_price_fen >= 0),
    price_fen INTEGER CHECK (price_fen >= 0),
    gifts TEXT CHECK (gifts <> ''),
    {date_column("valid_until")},
    approver_id INTEGER REFERENCES staff (id),
    deposit_fen INTEGER CHECK (deposit_fen >= 0),
    {date_column("promised_on")},
    vehicle_id INTEGER REFERENCES vehicle (id),
    reason TEXT CHECK (reason <> ''),
    rival TEXT CHECK (rival <> ''),
    {date_column("again_on")},
    {date_column("agreed_on")},
    agreed_time TEXT CHECK (agreed_time GLOB '[0-2][0-9]:[0-5][0-9]'),
    {date_column("intended_on")},
    floor TEXT {one_of("floor", *_LEVELS)},
    to_id INTEGER REFERENCES staff (id),
    CHECK (kind <> 'quoted' OR (price_fen IS NOT NULL) = (valid_until IS NOT NULL)),
    CHECK (kind NOT IN ('lost', 'invalid') OR reason IS NOT NULL)
) STRICT;
CREATE INDEX prospect_event_of ON prospect_event (prospect_id, at);
CREATE INDEX prospect_event_by_day ON prospect_event (day, kind);
"""

_NAMED = "SELECT id, name, phone, registered_on FROM prospect ORDER BY id"
_WITH_PHONE = """
SELECT id FROM customer WHERE phone_tail = substr(:phone, -4) AND phone = :phone OR phone2_tail = substr(:phone, -4) AND phone2 = :phone
ORDER BY name = :name DESC, id LIMIT 1
"""
_NEW = """
INSERT INTO customer (name, phone, contact_only, source, pinyin, initials) VALUES (:name, :phone, 1, 'prospect', :pinyin, :initials)
"""
# bought, as the figures have counted it: a vehicle was delivered to them, its first owners, since
_BOUGHT = """
SELECT vehicle.id FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id
WHERE ownership.customer_id = found.customer_id AND vehicle.delivered_on >= prospect.registered_on
    AND coalesce(ownership.from_on, vehicle.delivered_on) <= vehicle.delivered_on
ORDER BY vehicle.delivered_on, vehicle.id LIMIT 1
"""
_VIEW = """
CREATE VIEW fact_prospect AS
SELECT prospect.id AS prospect_id, prospect.registered_on AS day, prospect.source, vehicle.delivered_on AS bought_on
FROM prospect LEFT JOIN vehicle ON vehicle.id = prospect.vehicle_id
"""


def upgrade(connection: sqlite3.Connection) -> None:
    """Give each prospect its customer, found by phone or made; who has bought since is linked with the vehicle."""
    connection.execute("CREATE TEMP TABLE found (prospect_id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL)")
    for number, name, phone, _registered_on in connection.execute(_NAMED).fetchall():
        row = connection.execute(_WITH_PHONE, {"phone": phone, "name": name}).fetchone()
        customer_id = row[0] if row is not None else _made(connection, name, phone)
        connection.execute("INSERT INTO found VALUES (?, ?)", (number, customer_id))
    bought = f"({_BOUGHT.replace('found.customer_id', '(SELECT customer_id FROM found WHERE prospect_id = prospect.id)')})"
    rebuild_table(
        connection,
        "prospect",
        {
            "name TEXT NOT NULL CHECK (name <> ''),": "customer_id INTEGER NOT NULL REFERENCES customer (id),",
            "phone TEXT,": "",
            "note TEXT": f"note TEXT,{_COLUMNS}",
        },
        values={
            "customer_id": "(SELECT customer_id FROM found WHERE prospect_id = prospect.id)",
            "vehicle_id": bought,
            "stage": f"CASE WHEN {bought} IS NULL THEN 'registered' ELSE 'delivered' END",
        },
        dropped=("name", "phone"),
    )
    connection.execute("DROP TABLE found")
    connection.execute("CREATE INDEX prospect_of ON prospect (customer_id)")
    connection.execute("CREATE INDEX prospect_by_day ON prospect (registered_on)")
    connection.execute(
        "CREATE INDEX prospect_of_consultant ON prospect (consultant_id, stage) WHERE stage NOT IN ('delivered', 'lost', 'invalid')"
    )
    for statement in _TRIGGERS:
        connection.execute(statement)
    connection.execute(_VIEW)
    rebuild_table(connection, "followup", {"'vehicle', 'role', 'manager',": "'vehicle', 'prospect', 'role', 'manager',"})


def _made(connection: sqlite3.Connection, name: str, phone: str | None) -> int:
    load_pinyin()
    given = {"name": name, "phone": phone, "pinyin": pinyin_of(name), "initials": initials_of(name)}
    number = connection.execute(_NEW, given).lastrowid or 0
    connection.execute("INSERT OR IGNORE INTO plan_queue (customer_id, next_on) VALUES (?, '')", (number,))
    return number


_TRIGGERS = (
    queue_trigger("prospect_insert", "INSERT ON prospect", _OF_CUSTOMER.format(row="NEW")),
    queue_trigger(
        "prospect_update", f"UPDATE OF {_FACTS} ON prospect", "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true"
    ),
    queue_trigger(
        "prospect_delete",
        "DELETE ON prospect",
        "SELECT OLD.customer_id, '' WHERE EXISTS (SELECT 1 FROM customer WHERE id = OLD.customer_id)",
    ),
    queue_trigger(
        "prospect_event_insert",
        "INSERT ON prospect_event",
        "SELECT customer_id, '' FROM prospect WHERE id = NEW.prospect_id",
    ),
    queue_trigger(
        "prospect_event_delete",
        "DELETE ON prospect_event",
        "SELECT customer_id, '' FROM prospect WHERE id = OLD.prospect_id",
    ),
)
