"""Phones are counted of those who have a file: of who was erased there is none to doubt."""

SQL = """
DROP VIEW fact_phone;
CREATE VIEW fact_phone AS
SELECT customer.id AS customer_id, customer.phone, customer.specialist_id AS staff_id,
    coalesce(evidence.source, customer.known_from, 'dms') AS source,
    CASE WHEN evidence.id IS NULL THEN customer.known_on ELSE evidence.seen_on END AS seen_on, evidence.verified_on,
    CASE WHEN EXISTS (
        SELECT 1 FROM conflict WHERE conflict.customer_id = customer.id AND conflict.field = 'phone' AND conflict.state = 'open'
    ) THEN 1 ELSE 0 END AS is_contested
FROM customer LEFT JOIN evidence ON evidence.customer_id = customer.id AND evidence.field = 'phone'
WHERE customer.contact_only = 0 AND customer.id NOT IN (SELECT customer_id FROM erasure);
"""
