UPDATE followup SET call_time = '15:30' WHERE id = 2;

INSERT INTO call (customer_id, staff_id, called_at, called_on, outcome, score, note, phone)
VALUES
    (1, 1, '2026-05-04T02:00:00Z', '2026-05-04', 'answered', 9, '很满意', '13800138000');

INSERT INTO call_followup (call_id, followup_id, state)
VALUES
    (1, 1, 'done');

INSERT INTO answer (call_id, survey, question, rating, expectation)
VALUES
    (1, 'csi', 'handover', 9, 8);

INSERT INTO followup_event (followup_id, at, staff_id, action, reason, call_on)
VALUES
    (2, '2026-06-02T01:00:00Z', 1, 'snoozed', '出差', '2026-06-20');

INSERT INTO refusal (customer_id, kind, refused_on)
VALUES
    (2, 'birthday', '2026-02-01');

INSERT INTO absence (staff_id, from_on, until_on)
VALUES
    (1, '2026-06-22', '2026-06-24');

INSERT INTO template (purpose, name, language, body)
VALUES
    ('script', 'birthday', 'zh', '{customer}您好');

INSERT INTO prospect (name, phone, model, source, referred_by_id, call_id, registered_on)
VALUES
    ('赵六', '13700137000', NULL, 'referral', 1, 1, '2026-05-04');

INSERT INTO opportunity (customer_id, kind, amount_fen, probability_bp, call_id, opened_on)
VALUES
    (1, 'renewal', 450000, 3000, 1, '2026-05-04'),
    (1, 'renewal', 120000, 5000, NULL, '2026-05-05');
