"""Work that was left undone (未修项目) and parts on order (待件): what, for whom, how soon, and what became of it.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, flag_column, one_of, queue_trigger

_OF_CUSTOMER = "SELECT {row}.customer_id, '' WHERE true"
# once they were called about a part, the next call is reckoned from that
_CALLED = """SELECT customer_id, '' FROM followup
    WHERE id = {row}.followup_id AND kind = 'need_ready' AND case_no GLOB 'W*'"""

SQL = f"""
-- kind 'work': declined_on is the day on which the customer did not want it; estimate_fen what it would have cost, paid_fen what it came to.
-- kind 'part': since ordered_on it is waited for; complaint_id: whose clocks wait for it. order_id: where it was found; settled_order_id: which
-- order did it.
CREATE TABLE work (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    work_no TEXT UNIQUE CHECK (work_no <> ''),
    kind TEXT NOT NULL {one_of("kind", "work", "part")},
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    order_id INTEGER REFERENCES repair_order (id),
    what TEXT NOT NULL CHECK (what <> ''),
    urgency TEXT {one_of("urgency", "urgent", "soon", "watch")},
    estimate_fen INTEGER CHECK (estimate_fen >= 0),
    declined_for TEXT {one_of("declined_for", "price", "time", "undecided", "elsewhere", "not_needed", "no_part", "other")},
    {flag_column("safe", "")},
    {date_column("declined_on")},
    {date_column("remind_on")},
    {date_column("ordered_on")},
    {date_column("expected_on")},
    {date_column("arrived_on")},
    complaint_id INTEGER REFERENCES complaint (id),
    {date_column("settled_on")},
    settled_order_id INTEGER REFERENCES repair_order (id),
    paid_fen INTEGER CHECK (paid_fen >= 0),
    {date_column("dropped_on")},
    drop_reason TEXT CHECK (drop_reason <> ''),
    note TEXT CHECK (note <> ''),
    CHECK ((kind = 'work') = (declined_on IS NOT NULL)),
    CHECK ((kind = 'work') = (urgency IS NOT NULL)),
    CHECK (kind = 'part' OR vehicle_id IS NOT NULL),
    CHECK ((kind = 'part') = (ordered_on IS NOT NULL)),
    CHECK (kind = 'work' OR (declined_for IS NULL AND safe IS NULL AND remind_on IS NULL)),
    CHECK (kind = 'part' OR (expected_on IS NULL AND arrived_on IS NULL AND complaint_id IS NULL)),
    CHECK (arrived_on >= ordered_on),
    CHECK (settled_on >= declined_on),
    CHECK (settled_on IS NULL OR dropped_on IS NULL),
    CHECK (settled_on IS NOT NULL OR (settled_order_id IS NULL AND paid_fen IS NULL))
) STRICT;
CREATE INDEX work_of_customer ON work (customer_id);
CREATE INDEX work_of_vehicle ON work (vehicle_id) WHERE vehicle_id IS NOT NULL;
CREATE INDEX work_of_order ON work (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX work_settled_by ON work (settled_order_id) WHERE settled_order_id IS NOT NULL;
CREATE INDEX work_of_complaint ON work (complaint_id) WHERE complaint_id IS NOT NULL;
{queue_trigger("work_insert", "INSERT ON work", _OF_CUSTOMER.format(row="NEW"))}
{
    queue_trigger(
        "work_update",
        "UPDATE OF customer_id, vehicle_id, urgency, declined_on, remind_on, arrived_on, settled_on, dropped_on ON work",
        "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true",
    )
}
{queue_trigger("work_call", "INSERT ON call_followup", _CALLED.format(row="NEW"))}
{queue_trigger("work_call_delete", "DELETE ON call_followup", _CALLED.format(row="OLD"))}
{queue_trigger("work_delete", "DELETE ON work", _OF_CUSTOMER.format(row="OLD"))}
"""
