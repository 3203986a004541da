"""What a store's file of a customer holds besides: who they are, what they bought and how they paid; and what they were asked and did not say.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of

_CUSTOMER = (
    "postal_code TEXT",
    f"id_kind TEXT {one_of('id_kind', 'id_card', 'passport', 'permit', 'military', 'business_licence', 'other')}",
    "occupation TEXT",
    "employer TEXT",
    "industry TEXT",
    "education TEXT",
    "family_size INTEGER CHECK (family_size > 0)",
    date_column("licence_since"),
    "contact_name TEXT",
    "contact_phone TEXT",
    "contact_relation TEXT",
)
_VEHICLE = (
    "trim TEXT",
    "model_year TEXT",
    "colour TEXT",
    "interior TEXT",
    "engine_no TEXT",
    "displacement TEXT",
    date_column("manufactured_on"),
    "certificate_no TEXT",
    "registered_at TEXT",
    "contract_no TEXT",
    date_column("ordered_on"),
    f"purchase_kind TEXT {one_of('purchase_kind', 'first', 'additional', 'trade_in')}",
    "purpose TEXT",
    "accessories TEXT",
    "trade_in_model TEXT",
    "commercial_policy_no TEXT",
    "compulsory_policy_no TEXT",
    "list_price_fen INTEGER CHECK (list_price_fen >= 0)",
    "price_fen INTEGER CHECK (price_fen >= 0)",
    f"payment TEXT {one_of('payment', 'cash', 'loan', 'lease')}",
    "deposit_fen INTEGER CHECK (deposit_fen >= 0)",
    date_column("deposit_on"),
    date_column("paid_on"),
    "invoice_no TEXT",
    date_column("invoiced_on"),
    "invoice_title TEXT",
    "down_payment_fen INTEGER CHECK (down_payment_fen >= 0)",
    "loan_fen INTEGER CHECK (loan_fen >= 0)",
    "loan_bank TEXT",
    "loan_months INTEGER CHECK (loan_months > 0)",
    "trade_in_fen INTEGER CHECK (trade_in_fen >= 0)",
)
_ADDED = "".join(
    f"ALTER TABLE {table} ADD COLUMN {column};\n"
    for table, columns in (("customer", _CUSTOMER), ("vehicle", _VEHICLE))
    for column in columns
)

SQL = f"""
{_ADDED}
-- A fact of a customer's file, or of that of one of their vehicles, that they were asked for and could not or would not say.
CREATE TABLE asked (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    field TEXT NOT NULL CHECK (field <> ''),
    {date_column("asked_on", "NOT NULL")},
    CHECK ((customer_id IS NULL) <> (vehicle_id IS NULL)),
    UNIQUE (customer_id, field),
    UNIQUE (vehicle_id, field)
) STRICT;
"""
