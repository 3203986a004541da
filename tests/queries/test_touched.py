"""Whose records a write touched follows from the schema's references, so that no table is forgotten."""

import sqlite3
from contextlib import closing

from conftest import filled_once
from dbfiles import fresh

from kcrm.queries.touched import leading, touched_customers
from kcrm.storage.logged import logged_tables

# of staff, and what they do and are judged by
OF_STAFF = {
    *(
        "absence",
        "article",
        "article_vote",
        "breach",
        "department",
        "journal",
        "notice",
        "staff",
        "training",
        "user",
        "work_day",
        "workplan",
    ),
    *("use_excuse", "use_score", "use_score_part"),
}
# of the house and of all customers together
OF_THE_HOUSE = {
    *("advertisement", "campaign", "campaign_cost", "campaign_wave", "checklist", "checklist_item", "checklist_run", "run_item", "event"),
    *("classification_run", "finance", "import_profile", "kpi_frozen", "kpi_month", "kpi_target", "official_score", "policy_version"),
    *("report", "segment", "store", "template", "meeting"),
    *("measure", "task"),  # about somebody by a word, which is no reference
}
OF_THE_MANUFACTURER = {"recall", "recall_vin"}
# of whom nothing is left
OF_THE_ERASED = {"erasure", "erasure_mark", "erasure_row"}


@filled_once
def two_owners(desk):
    """C1 has V1 with the order R1, and was called; C2 has V2."""
    desk.take("customers", *({"customer_no": f"K{each}", "name": f"张{each}", "phone": f"1380013800{each}"} for each in (1, 2)))
    desk.take("vehicles", *({"vin": f"LSVAA4182E212345{each}", "customer_no": f"K{each}"} for each in (1, 2)))
    order = {"order_no": "R-1", "vin": "LSVAA4182E2123451", "type": "paid_repair", "opened_at": "2026-06-10 09:00"}
    desk.take("orders", order | {"labor_amount": "5"})
    desk.ok("--as", "S1", "call", "in", "C1", "--about", "enquiry", "--note", "x")
    return desk


def test_every_table_leads_to_whose_it_is_or_is_said_to_be_nobodys():
    with closing(fresh()) as connection:
        leads = leading(connection)
        tables = set(logged_tables(connection)) - {"customer", "vehicle"}
    assert {table for table in tables if not leads.get(table)} == OF_STAFF | OF_THE_HOUSE | OF_THE_MANUFACTURER | OF_THE_ERASED


def test_a_write_is_followed_through_what_its_rows_hang_on(two_owners):
    """An answer hangs on a call, a call on a customer; an order on a vehicle, a vehicle on its owner."""
    with closing(sqlite3.connect(two_owners.db)) as connection:
        last = connection.execute("SELECT max(id) FROM operation").fetchone()[0]
        assert touched_customers(connection, last) == {1}
    two_owners.ok("order", "edit", "R1", "--labor-amount", "10")
    two_owners.ok("customer", "edit", "C2", "--note", "x")
    two_owners.ok("vehicle", "transfer", "V2", "C1")
    with closing(sqlite3.connect(two_owners.db)) as connection:
        last = connection.execute("SELECT max(id) FROM operation").fetchone()[0]
        assert [touched_customers(connection, last - back) for back in (2, 1, 0)] == [{1}, {2}, {1, 2}]


def test_who_is_new_is_nobodys_yet(two_owners):
    two_owners.ok("customer", "add", "周敏", "13800138009")
    with closing(sqlite3.connect(two_owners.db)) as connection:
        last = connection.execute("SELECT max(id) FROM operation").fetchone()[0]
        assert touched_customers(connection, last) == frozenset()
