INSERT INTO complaint (customer_id, vehicle_id, order_id, received_at, received_on, opened_at, severity, manufacturer_no, description, level, owner_id, policy_version_id)
VALUES
    (1, 1, 1, '2026-06-11T01:00:00Z', '2026-06-11', '2026-06-11T01:00:00Z', 'normal', 'M-17', '等待时间太长', 'specialist', 1, 1);

INSERT INTO complaint_event (complaint_id, kind, at, recorded_at, staff_id, level, owner_id)
VALUES
    (1, 'opened', '2026-06-11T01:00:00Z', '2026-06-11T01:00:00Z', 1, 'specialist', 1);

INSERT INTO work_day (day, hours, name, set_at)
VALUES
    ('2026-10-01', '', '国庆节', '2026-01-05T01:00:00Z');
