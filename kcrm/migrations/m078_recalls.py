"""Recall campaigns of the manufacturer (召回), and the VINs that each is about, whether the vehicle is known here or not.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of, queue_trigger

_OWNERS = "FROM vehicle JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL"
_OF_VIN = f"SELECT ownership.customer_id, '' {_OWNERS} WHERE vehicle.vin = {{row}}.vin"
_OF_RECALL = (
    f"SELECT ownership.customer_id, '' {_OWNERS} JOIN recall_vin ON recall_vin.vin = vehicle.vin WHERE recall_vin.recall_id = NEW.id"
)
_OF_VEHICLE = "SELECT customer_id, '' FROM ownership WHERE vehicle_id = NEW.{column} AND until_on IS NULL"
_RECALLED = "EXISTS (SELECT 1 FROM recall_vin)"

SQL = f"""
-- opened_on: by the manufacturer. closed_on: from then on nobody is called any more.
CREATE TABLE recall (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recall_no TEXT NOT NULL UNIQUE CHECK (recall_no <> ''),
    title TEXT NOT NULL CHECK (title <> ''),
    risk TEXT NOT NULL {one_of("risk", "safety", "service")},
    {date_column("opened_on", "NOT NULL")},
    remedy TEXT CHECK (remedy <> ''),
    {date_column("closed_on")},
    note TEXT CHECK (note <> ''),
    CHECK (closed_on >= opened_on)
) STRICT;

-- told_on: when its row came here. done_on: said by hand or by the file. order_id: the order that settled it.
CREATE TABLE recall_vin (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recall_id INTEGER NOT NULL REFERENCES recall (id),
    vin TEXT NOT NULL CHECK (length(vin) = 17),
    {date_column("done_on")},
    order_id INTEGER REFERENCES repair_order (id),
    {date_column("told_on", "NOT NULL")},
    note TEXT CHECK (note <> ''),
    UNIQUE (vin, recall_id),
    CHECK (order_id IS NULL OR done_on IS NOT NULL)
) STRICT;
CREATE INDEX recall_vin_of_recall ON recall_vin (recall_id);
CREATE INDEX recall_vin_of_order ON recall_vin (order_id) WHERE order_id IS NOT NULL;
{queue_trigger("recall_vin_insert", "INSERT ON recall_vin", _OF_VIN.format(row="NEW"))}
{queue_trigger("recall_vin_update", "UPDATE ON recall_vin", f"{_OF_VIN.format(row='NEW')} UNION {_OF_VIN.format(row='OLD')}")}
{queue_trigger("recall_vin_delete", "DELETE ON recall_vin", _OF_VIN.format(row="OLD"))}
{queue_trigger("recall_update", "UPDATE OF recall_no, risk, opened_on, closed_on ON recall", _OF_RECALL)}
{queue_trigger("recall_vehicle", f"UPDATE OF vin ON vehicle WHEN {_RECALLED}", _OF_VEHICLE.format(column="id"))}
{queue_trigger("recall_fault", f"UPDATE OF fault ON repair_order WHEN {_RECALLED}", _OF_VEHICLE.format(column="vehicle_id"))}
"""
