"""A visit came by appointment where the order's sheet says so, or where the order came of an appointment that is written here.

The view is that of m010 but for its last column, whose name is another one because it says another thing: stores whose figures are put together
count by the same text, or not at all.
"""

SQL = """
DROP VIEW fact_visit;

-- An order that is a visit or part of one: what shares vehicle and day is one visit, of the type that stands first among its orders'. place:
-- of the type.
CREATE VIEW fact_visit AS
SELECT visits.policy_version_id, repair_order.id AS order_id, repair_order.vehicle_id, repair_order.opened_on AS day, repair_order.opened_at,
    visits.place, repair_order.type, repair_order.team,
    CASE WHEN repair_order.appointment = 1 OR EXISTS (SELECT 1 FROM appointment WHERE appointment.order_id = repair_order.id)
        THEN 1 ELSE 0 END AS is_by_appointment
FROM repair_order JOIN policy_list AS visits ON visits.list = 'visit' AND visits.item = repair_order.type;
"""
