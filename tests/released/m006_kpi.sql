INSERT INTO kpi_target (key, value)
VALUES
    ('rework_rate', '2');

INSERT INTO kpi_month (month, closed_at, closed_by_id, policy_version_id)
VALUES
    ('2026-05', '2026-06-01T01:00:00Z', 1, 1);

INSERT INTO kpi_frozen (month_id, listing, key, scope, numerator, denominator, value)
VALUES
    (1, 'service', 'paid_visits', 'store', '1', NULL, '1');
