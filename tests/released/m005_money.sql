INSERT INTO finance (month, kind, item, amount_fen)
VALUES
    ('2026-05', 'fixed', '房租', 5000000),
    ('2026-05', 'plan', 'income_labor', 9000000);

INSERT INTO survey_form (customer_id, survey, surveyed_on, staff_id, vehicle_id, order_id)
VALUES
    (1, 'csi', '2026-05-02', 1, 1, 1);

INSERT INTO form_answer (form_id, survey, question, rating, expectation)
VALUES
    (1, 'csi', 'handover', 8, 8);
