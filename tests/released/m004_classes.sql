INSERT INTO classification (id, class, ev_e4, cb_fen, paid_fen, visits, lifecycle, since_on, judged_on, policy_version_id)
VALUES
    (1, 'A', 420500000, 42050, 42050, 1, 'active', '2026-06-01', '2026-06-01', 1);

INSERT INTO classification_run (run_on, at, policy_version_id, customers, last_a, last_b)
VALUES
    ('2026-06-01', '2026-06-01T01:00:00Z', 1, 3, 1, 2);

INSERT INTO class_move (run_id, customer_id, class_before, class_after, part, ev_before_e4, ev_after_e4, cb_before_fen, cb_after_fen)
VALUES
    (1, 1, 'C', 'A', 'cb', 0, 420500000, 0, 42050);

INSERT INTO lifecycle_event (customer_id, crossed_on, lifecycle_before, lifecycle_after, seen_on)
VALUES
    (1, '2026-05-01', 'new', 'active', '2026-06-01');

INSERT INTO away_reason (customer_id, said_on, reason)
VALUES
    (2, '2026-03-01', 'distance');

INSERT INTO segment (name, filter, saved_on)
VALUES
    ('久未来店', 'class:A last_visit:..-6m', '2026-06-01');

UPDATE customer SET grade = 'important', loyalty = 'loyal' WHERE id = 1;
