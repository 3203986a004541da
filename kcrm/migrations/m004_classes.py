"""What each customer is worth, how alive they are, what staff judge of them, and segments.

The building blocks are those of m001: dates as ISO text, instants as UTC text ending in Z, money in fen, flags 0/1. Expected values are in
hundredths of a hundredth of a fen (fen times basis points), so that they are exact.
"""

from kcrm.migrations.m001_desk import date_column, instant_column, one_of, queue_trigger

_CLASSES = ("A", "B", "C")
_LIFECYCLE = ("active", "new", "dormant", "lost", "sold", "scrapped")
_AWAY = (
    "price",
    "service",
    "repair",
    "waiting",
    "distance",
    "other_workshop",
    "out_of_warranty",
    "little_driven",
    "moved",
    "vehicle_gone",
    "other",
)

# A first classification concerns everybody: planned anew are only those in whose plan the class may change something today. Everybody else
# meets their class when their birthday enters the horizon or an order is closed.
_CONCERNED = """
    SELECT NEW.id, '' WHERE EXISTS (SELECT 1 FROM followup WHERE customer_id = NEW.id AND state = 'open' AND kind = 'birthday')
    OR EXISTS (SELECT 1 FROM customer WHERE id = NEW.id AND message_consent = 0)
    OR EXISTS (
        SELECT 1 FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id
        WHERE ownership.customer_id = NEW.id AND ownership.until_on IS NULL AND vehicle.use <> 'private'
    )
"""

SQL = f"""
-- How a customer was last judged; the id is the customer's. key_since_on: since when in classes whose every service is followed up.
CREATE TABLE classification (
    id INTEGER PRIMARY KEY REFERENCES customer (id),
    class TEXT NOT NULL {one_of("class", *_CLASSES)},
    ev_e4 INTEGER NOT NULL,
    cb_fen INTEGER NOT NULL,
    paid_fen INTEGER NOT NULL,
    visits INTEGER NOT NULL,
    {date_column("last_visit_on")},
    lifecycle TEXT {one_of("lifecycle", *_LIFECYCLE)},
    {date_column("since_on", "NOT NULL")},
    {date_column("key_since_on")},
    {date_column("judged_on", "NOT NULL")},
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id)
) STRICT;

-- A run that found something changed. Medians are twice the median, so that they are whole; empty where nobody is active.
CREATE TABLE classification_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    {date_column("run_on", "NOT NULL")},
    {instant_column("at", "NOT NULL")},
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id),
    customers INTEGER NOT NULL,
    last_a INTEGER NOT NULL,
    last_b INTEGER NOT NULL,
    visits_median_x2 INTEGER,
    paid_median_x2 INTEGER
) STRICT;

CREATE TABLE class_move (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES classification_run (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    class_before TEXT NOT NULL {one_of("class_before", *_CLASSES)},
    class_after TEXT NOT NULL {one_of("class_after", *_CLASSES)},
    part TEXT NOT NULL {one_of("part", "cb", "av_p", "last_visit", "paid", "others", "policy")},
    ev_before_e4 INTEGER NOT NULL,
    ev_after_e4 INTEGER NOT NULL,
    cb_before_fen INTEGER NOT NULL,
    cb_after_fen INTEGER NOT NULL,
    CHECK (class_before <> class_after)
) STRICT;
CREATE INDEX class_move_of_customer ON class_move (customer_id);
CREATE INDEX class_move_of_run ON class_move (run_id);

-- A customer went quiet, came back, or gave up the last vehicle.
CREATE TABLE lifecycle_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    {date_column("crossed_on", "NOT NULL")},
    lifecycle_before TEXT {one_of("lifecycle_before", *_LIFECYCLE)},
    lifecycle_after TEXT {one_of("lifecycle_after", *_LIFECYCLE)},
    {date_column("seen_on", "NOT NULL")}
) STRICT;
CREATE INDEX lifecycle_event_of_customer ON lifecycle_event (customer_id, crossed_on);
CREATE INDEX lifecycle_event_by_day ON lifecycle_event (crossed_on);

-- Why a customer has stayed away, as they said it in a call.
CREATE TABLE away_reason (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    call_id INTEGER REFERENCES call (id),
    {date_column("said_on", "NOT NULL")},
    reason TEXT NOT NULL {one_of("reason", *_AWAY)}
) STRICT;
CREATE INDEX away_reason_of_customer ON away_reason (customer_id, said_on);

-- A filter under a name, as it was typed: relative dates in it stay relative.
CREATE TABLE segment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    filter TEXT NOT NULL CHECK (filter <> ''),
    {date_column("saved_on", "NOT NULL")}
) STRICT;

ALTER TABLE opportunity ADD COLUMN ended_on TEXT CHECK (ended_on IS date(ended_on));
ALTER TABLE opportunity ADD COLUMN reason TEXT;

-- What staff judge; "values" is a word of SQL.
ALTER TABLE customer ADD COLUMN value_type TEXT {one_of("value_type", "relationship", "cost", "time")};
ALTER TABLE customer ADD COLUMN relation_type TEXT {one_of("relation_type", "partner", "opinion", "cost", "service")};
ALTER TABLE customer ADD COLUMN relationship_level TEXT
    {one_of("relationship_level", "basic", "reactive", "accountable", "proactive", "partnership")};
ALTER TABLE customer ADD COLUMN grade TEXT {one_of("grade", "important", "ordinary", "potential")};
ALTER TABLE customer ADD COLUMN loyalty TEXT {one_of("loyalty", "loyal", "flexible", "lost")};
ALTER TABLE vehicle ADD COLUMN model_class TEXT {one_of("model_class", "premium", "economy")};

-- Covers what classification reads of an order: half a million customers are judged without touching the table.
DROP INDEX repair_order_of_vehicle;
CREATE INDEX repair_order_of_vehicle
    ON repair_order (vehicle_id, opened_on, type, closed_on, payer, labor_fen, parts_fen, other_fen);

{queue_trigger("classification_insert", "INSERT ON classification", _CONCERNED)}
{
    queue_trigger(
        "classification_update",
        "UPDATE OF class, key_since_on ON classification",
        "SELECT NEW.id, '' WHERE NEW.class <> OLD.class OR NEW.key_since_on IS NOT OLD.key_since_on",
    )
}
{
    queue_trigger(
        "classification_delete",
        "DELETE ON classification",
        "SELECT OLD.id, '' WHERE OLD.class <> 'C' AND EXISTS (SELECT 1 FROM customer WHERE id = OLD.id)",
    )
}
"""
