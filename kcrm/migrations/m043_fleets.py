"""Companies as fleet accounts: whom one speaks to there, what was agreed, what was billed and paid.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, flag_column, one_of

_SHARE = "{0} INTEGER CHECK ({0} BETWEEN 0 AND 10000)"
_TEXT = "{0} TEXT CHECK ({0} <> '')"
_OF_CUSTOMER = "customer_id INTEGER NOT NULL REFERENCES customer (id)"
_SPAN = f"""
    {date_column("from_on")},
    {date_column("until_on")},
    CHECK (until_on >= from_on)
"""

SQL = f"""
-- A company that is an account. manager_id: who looks after it; none where the company's specialist does. fleet_size, staff_count: as told.
-- bundled: whether what is due for its vehicles is put together into few calls.
CREATE TABLE fleet (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL UNIQUE REFERENCES customer (id),
    kind TEXT NOT NULL DEFAULT 'company' {one_of("kind", "company", "insurer", "manufacturer")},
    state TEXT NOT NULL DEFAULT 'active' {one_of("state", "active", "dormant", "closed")},
    {date_column("since_on", "NOT NULL")},
    manager_id INTEGER REFERENCES staff (id),
    {flag_column("bundled", "NOT NULL DEFAULT 1")},
    staff_count INTEGER CHECK (staff_count >= 0),
    fleet_size INTEGER CHECK (fleet_size >= 0),
    {_TEXT.format("trade")},
    {_SHARE.format("market_share")},
    {_TEXT.format("policy_note")},
    {_TEXT.format("rivals")},
    {_SHARE.format("rival_share")},
    {_TEXT.format("problems")},
    {_TEXT.format("chances")},
    {date_column("closed_on")},
    {_TEXT.format("closed_reason")},
    CHECK ((state = 'closed') = (closed_on IS NOT NULL))
) STRICT;

-- A person of the account, who is a customer record. vehicle_id: what they drive.
CREATE TABLE member (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    {_OF_CUSTOMER},
    person_id INTEGER NOT NULL REFERENCES customer (id),
    {_TEXT.format("post")},
    {flag_column("key")},
    {flag_column("decides")},
    role TEXT {one_of("role", "decision", "purchase", "finance", "driver", "contact")},
    vehicle_id INTEGER REFERENCES vehicle (id),
    {_SPAN},
    CHECK (person_id <> customer_id)
) STRICT;
CREATE INDEX member_of_customer ON member (customer_id);
CREATE INDEX member_of_person ON member (person_id);
CREATE INDEX member_of_vehicle ON member (vehicle_id) WHERE vehicle_id IS NOT NULL;

-- How two customers stand to each other: other_id is the `tie` of customer_id.
CREATE TABLE relation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    {_OF_CUSTOMER},
    other_id INTEGER NOT NULL REFERENCES customer (id),
    tie TEXT NOT NULL {one_of("tie", "parent", "subsidiary", "supplier", "client", "sibling", "referred_by", "family")},
    {_TEXT.format("note")},
    {_SPAN},
    CHECK (other_id <> customer_id)
) STRICT;
CREATE INDEX relation_of_customer ON relation (customer_id);
CREATE INDEX relation_of_other ON relation (other_id);

-- What it ordered besides vehicles.
CREATE TABLE product (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    {_OF_CUSTOMER},
    product TEXT NOT NULL {one_of("product", "insurance", "extended_warranty", "contract_maintenance", "rescue", "other")},
    amount_fen INTEGER CHECK (amount_fen >= 0),
    {_TEXT.format("note")},
    {_SPAN}
) STRICT;
CREATE INDEX product_of_customer ON product (customer_id);

CREATE TABLE anniversary (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    {_OF_CUSTOMER},
    title TEXT NOT NULL CHECK (title <> ''),
    {date_column("day", "NOT NULL")},
    {flag_column("yearly", "NOT NULL DEFAULT 1")},
    {date_column("ended_on")}
) STRICT;
CREATE INDEX anniversary_of_customer ON anniversary (customer_id);

-- What was executed of it follows from orders and is not kept. discount: of the price, as every share here in hundredths of a percent.
CREATE TABLE contract (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contract_no TEXT UNIQUE CHECK (contract_no <> ''),
    {_OF_CUSTOMER},
    kind TEXT NOT NULL DEFAULT 'framework' {one_of("kind", "framework", "maintenance", "purchase")},
    state TEXT NOT NULL DEFAULT 'active' {one_of("state", "draft", "active", "ended", "terminated")},
    {date_column("signed_on")},
    {date_column("from_on", "NOT NULL")},
    {date_column("until_on", "NOT NULL")},
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    {_SHARE.format("discount")},
    {_TEXT.format("services")},
    credit_days INTEGER CHECK (credit_days >= 0),
    credit_limit_fen INTEGER CHECK (credit_limit_fen >= 0),
    approver_id INTEGER REFERENCES staff (id),
    {date_column("ended_on")},
    {_TEXT.format("ended_reason")},
    CHECK (until_on >= from_on),
    CHECK ((state IN ('ended', 'terminated')) = (ended_on IS NOT NULL))
) STRICT;
CREATE INDEX contract_of_customer ON contract (customer_id);

-- written_off_on: nobody will pay what is open of it.
CREATE TABLE bill (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bill_no TEXT UNIQUE CHECK (bill_no <> ''),
    {_OF_CUSTOMER},
    contract_id INTEGER REFERENCES contract (id),
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    {date_column("issued_on", "NOT NULL")},
    {date_column("due_on", "NOT NULL")},
    {_TEXT.format("note")},
    {date_column("written_off_on")},
    written_off_by_id INTEGER REFERENCES staff (id),
    {_TEXT.format("written_off_reason")},
    CHECK (due_on >= issued_on),
    CHECK ((written_off_on IS NULL) = (written_off_reason IS NULL))
) STRICT;
CREATE INDEX bill_of_customer ON bill (customer_id);
CREATE INDEX bill_of_contract ON bill (contract_id) WHERE contract_id IS NOT NULL;

-- Which repair orders a bill is for; no order is billed twice.
CREATE TABLE bill_order (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bill_id INTEGER NOT NULL REFERENCES bill (id),
    order_id INTEGER NOT NULL UNIQUE REFERENCES repair_order (id)
) STRICT;
CREATE INDEX bill_order_of_bill ON bill_order (bill_id);

-- Without a bill it pays the oldest first, and what is left over meets the next bill.
CREATE TABLE payment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    payment_no TEXT UNIQUE CHECK (payment_no <> ''),
    {_OF_CUSTOMER},
    bill_id INTEGER REFERENCES bill (id),
    {date_column("paid_on", "NOT NULL")},
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    {_TEXT.format("note")}
) STRICT;
CREATE INDEX payment_of_customer ON payment (customer_id);
CREATE INDEX payment_of_bill ON payment (bill_id) WHERE bill_id IS NOT NULL;
"""
