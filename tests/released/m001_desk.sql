INSERT INTO staff (employee_no, name, role, level, joined_on, pinyin, initials)
VALUES
    ('S1', '白雪', 'cs_specialist', NULL, '2020-01-01', 'bai xue', 'bx'),
    ('A1', '秦大勇', 'service_advisor', '高级', NULL, 'qin da yong', 'qdy'),
    ('X1', '顾文斌', 'sales_consultant', NULL, NULL, 'gu wen bin', 'gwb');

INSERT INTO customer (customer_no, name, phone, birthday, gender, call_consent, call_consent_on, note, specialist_id, pinyin, initials)
VALUES
    ('K1', '张伟', '13800138000', '1990-06-20', 'male', 1, '2026-01-05', '带引号''的', 1, 'zhang wei', 'zw'),
    ('K2', '李娜', '13900139000', NULL, NULL, NULL, NULL, NULL, 1, 'li na', 'ln'),
    (NULL, '一汽租赁', NULL, NULL, NULL, 0, NULL, NULL, NULL, 'x', 'x');

INSERT INTO vehicle (vin, plate, use, delivered_on, sales_consultant_id, service_advisor_id, insurance_expires_on)
VALUES
    ('LSVAA4187E2184961', '皖TG2H77', 'private', '2024-05-05', 3, 2, '2026-08-01'),
    ('1M8GDM9AXKP042788', NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO ownership (vehicle_id, customer_id, from_on, until_on)
VALUES
    (1, 2, NULL, '2025-01-01'),
    (1, 1, '2025-01-01', NULL),
    (2, 3, NULL, NULL);

INSERT INTO mileage_reading (vehicle_id, read_on, km)
VALUES
    (1, '2025-06-01', 12000),
    (1, '2026-05-01', 21000);

INSERT INTO repair_order (order_no, vehicle_id, type, opened_at, opened_on, closed_at, closed_on, advisor_id, standard_minutes, actual_minutes, labor_fen, parts_fen, mileage_km, steps)
VALUES
    ('G1', 1, 'paid_maintenance', '2026-05-01T01:00:00Z', '2026-05-01', '2026-05-01T05:00:00Z', '2026-05-01', 2, 90, 99, 30050, 12000, 21000, '1,2,4'),
    ('G2', 1, 'paid_repair', '2026-06-10T01:00:00Z', '2026-06-10', NULL, NULL, 2, NULL, NULL, 0, 0, NULL, NULL);

INSERT INTO followup (kind, channel, customer_id, vehicle_id, order_id, base, base_on, due_on, due_by, call_on, assignee_id, assigned_by, state, attempts, opened_at, ended_at, policy_version_id)
VALUES
    ('post_service', 'call', 1, 1, 1, 'closed_on', '2026-05-01', '2026-05-04', 'interval', '2026-05-04', 1, 'specialist', 'done', 1, '2026-05-01T05:00:00Z', '2026-05-04T02:00:00Z', 1),
    ('birthday', 'call', 1, NULL, NULL, 'birthday', '2026-06-20', '2026-06-20', 'interval', '2026-06-20', 1, 'specialist', 'open', 0, '2026-06-01T01:00:00Z', NULL, 1);
