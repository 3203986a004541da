"""What is counted of the data themselves: vehicles whose facts somebody compared, phones and where they come from, conflicts, merges.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column

_FIXED = ("vin", "brand", "model", "energy", "delivered_on")
_OWNED = "EXISTS (SELECT 1 FROM ownership WHERE ownership.vehicle_id = vehicle.id)"
_KNOWN = " + ".join((*(f"(vehicle.{column} IS NOT NULL)" for column in _FIXED), _OWNED))
_FIELDS = ", ".join(f"'{field}'" for field in (*_FIXED, "owner"))

SQL = f"""
-- On this day all that is fixed of the vehicle, as far as it was known, had been compared for the first time. What is compared again later,
-- or changes as the owner does, takes nothing from it; of vehicles that are one, the earlier day counts.
CREATE TABLE verification (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id),
    {date_column("verified_on", "NOT NULL")}
) STRICT;
CREATE INDEX verification_of ON verification (vehicle_id);
INSERT INTO verification (vehicle_id, verified_on)
SELECT vehicle.id, max(evidence.verified_on) FROM vehicle JOIN evidence ON evidence.vehicle_id = vehicle.id
WHERE evidence.verified_on IS NOT NULL AND evidence.field IN ({_FIELDS})
GROUP BY vehicle.id HAVING count(*) >= {_KNOWN};

-- Vehicles that the store delivered, with that day.
CREATE VIEW fact_verification AS
SELECT vehicle.id AS vehicle_id, vehicle.delivered_on, (
    SELECT min(verification.verified_on) FROM verification WHERE verification.vehicle_id = vehicle.id
) AS verified_on
FROM vehicle WHERE vehicle.delivered_on IS NOT NULL;

-- Customers who have a file, with their phone as it is known today. is_contested: somebody said otherwise, and nobody has decided.
CREATE VIEW fact_phone AS
SELECT customer.id AS customer_id, customer.phone, customer.specialist_id AS staff_id,
    coalesce(evidence.source, customer.known_from, 'dms') AS source,
    CASE WHEN evidence.id IS NULL THEN customer.known_on ELSE evidence.seen_on END AS seen_on, evidence.verified_on,
    CASE WHEN EXISTS (
        SELECT 1 FROM conflict WHERE conflict.customer_id = customer.id AND conflict.field = 'phone' AND conflict.state = 'open'
    ) THEN 1 ELSE 0 END AS is_contested
FROM customer LEFT JOIN evidence ON evidence.customer_id = customer.id AND evidence.field = 'phone'
WHERE customer.contact_only = 0;

CREATE VIEW fact_conflict AS
SELECT conflict.id AS conflict_id, conflict.customer_id, conflict.vehicle_id, conflict.field, conflict.new_on AS opened_on, conflict.decided_on,
    conflict.decided_by_id AS staff_id, conflict.state
FROM conflict;

-- Records that are one with another now. thing: what they are of.
CREATE VIEW fact_merge AS
SELECT 'customer' AS thing, customer_former.id AS former_id, customer_former.kept_id, customer_former.merged_on AS day FROM customer_former
UNION ALL
SELECT 'vehicle', vehicle_former.id, vehicle_former.kept_id, vehicle_former.merged_on FROM vehicle_former;
"""
