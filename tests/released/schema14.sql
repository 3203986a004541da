BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'kcrm','m001_desk','2026-11-27 11:58:41.059033+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'kcrm','m002_calls','2026-11-27 11:58:41.060973+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'kcrm','m003_complaints','2026-11-27 11:58:41.061954+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'kcrm','m004_classes','2026-11-27 11:58:41.069539+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'kcrm','m005_money','2026-11-27 11:58:41.070010+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'kcrm','m006_kpi','2026-11-27 11:58:41.070534+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'kcrm','m007_log','2026-11-27 11:58:41.070790+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'kcrm','m008_records','2026-11-27 11:58:41.393943+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'kcrm','m009_followups','2026-11-27 11:58:41.398072+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'kcrm','m010_facts','2026-11-27 11:58:41.414461+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'kcrm','m011_complaints','2026-11-27 11:58:41.439907+00:00');
INSERT INTO "_sqlite_migrations" VALUES(12,'kcrm','m013_digests','2026-11-27 11:58:41.450120+00:00');
INSERT INTO "_sqlite_migrations" VALUES(13,'kcrm','m014_duties','2026-11-27 11:58:41.456500+00:00');
INSERT INTO "_sqlite_migrations" VALUES(14,'kcrm','m015_speed','2026-11-27 11:58:41.457094+00:00');
CREATE TABLE absence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    from_on TEXT NOT NULL CHECK (from_on IS date(from_on)),
    until_on TEXT NOT NULL CHECK (until_on IS date(until_on)),
    cover_id INTEGER REFERENCES staff (id),
    CHECK (until_on >= from_on),
    CHECK (cover_id <> staff_id)
) STRICT;
INSERT INTO "absence" VALUES(1,1,'2026-06-22','2026-06-24',NULL);
CREATE TABLE answer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    survey TEXT NOT NULL,
    question TEXT NOT NULL,
    rating INTEGER CHECK (rating BETWEEN 0 AND 10 AND (rating > 0 OR survey = 'recommend')),
    expectation INTEGER CHECK (expectation BETWEEN 1 AND 10),
    answer TEXT,
    UNIQUE (call_id, survey, question),
    CHECK (rating IS NOT NULL OR answer IS NOT NULL)
) STRICT;
INSERT INTO "answer" VALUES(1,1,'csi','handover',9,8,NULL);
CREATE TABLE away_reason (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    call_id INTEGER REFERENCES call (id),
    said_on TEXT NOT NULL CHECK (said_on IS date(said_on)),
    reason TEXT NOT NULL CHECK (reason IN ('price', 'service', 'repair', 'waiting', 'distance', 'other_workshop', 'out_of_warranty', 'little_driven', 'moved', 'vehicle_gone', 'other'))
) STRICT;
INSERT INTO "away_reason" VALUES(1,2,NULL,'2026-03-01','distance');
CREATE TABLE call (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    staff_id INTEGER REFERENCES staff (id),
    called_at TEXT NOT NULL CHECK (called_at IS strftime('%Y-%m-%dT%H:%M:%SZ', called_at)),
    called_on TEXT NOT NULL CHECK (called_on IS date(called_on)),
    by TEXT NOT NULL DEFAULT 'phone' CHECK (by IN ('phone', 'message', 'wechat')),
    outcome TEXT NOT NULL CHECK (outcome IN ('answered', 'no_answer', 'busy', 'wrong_number', 'refused', 'message_sent')),
    score INTEGER CHECK (score BETWEEN 1 AND 10),
    note TEXT,
    phone TEXT
) STRICT;
INSERT INTO "call" VALUES(1,1,1,'2026-05-04T02:00:00Z','2026-05-04','phone','answered',9,'很满意','13800138000');
INSERT INTO "call" VALUES(2,1,1,'2026-07-10T02:00:00Z','2026-07-10','phone','busy',NULL,NULL,'13800138000');
INSERT INTO "call" VALUES(4,5,1,'2026-07-10T02:00:00Z','2026-07-10','phone','answered',8,NULL,'13600136000');
CREATE TABLE call_followup (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    followup_id INTEGER NOT NULL REFERENCES followup (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'unreachable')),
    UNIQUE (call_id, followup_id)
) STRICT;
INSERT INTO "call_followup" VALUES(1,1,1,'done');
INSERT INTO "call_followup" VALUES(2,2,3,'open');
INSERT INTO "call_followup" VALUES(4,4,8,'done');
CREATE TABLE class_move (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES classification_run (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    class_before TEXT NOT NULL CHECK (class_before IN ('A', 'B', 'C')),
    class_after TEXT NOT NULL CHECK (class_after IN ('A', 'B', 'C')),
    part TEXT NOT NULL CHECK (part IN ('cb', 'av_p', 'last_visit', 'paid', 'others', 'policy')),
    ev_before_e4 INTEGER NOT NULL,
    ev_after_e4 INTEGER NOT NULL,
    cb_before_fen INTEGER NOT NULL,
    cb_after_fen INTEGER NOT NULL,
    CHECK (class_before <> class_after)
) STRICT;
INSERT INTO "class_move" VALUES(1,1,1,'C','A','cb',0,420500000,0,42050);
CREATE TABLE classification (
    id INTEGER PRIMARY KEY REFERENCES customer (id),
    class TEXT NOT NULL CHECK (class IN ('A', 'B', 'C')),
    ev_e4 INTEGER NOT NULL,
    cb_fen INTEGER NOT NULL,
    paid_fen INTEGER NOT NULL,
    visits INTEGER NOT NULL,
    last_visit_on TEXT  CHECK (last_visit_on IS date(last_visit_on)),
    lifecycle TEXT CHECK (lifecycle IN ('active', 'new', 'dormant', 'lost', 'sold', 'scrapped')),
    since_on TEXT NOT NULL CHECK (since_on IS date(since_on)),
    key_since_on TEXT  CHECK (key_since_on IS date(key_since_on)),
    judged_on TEXT NOT NULL CHECK (judged_on IS date(judged_on)),
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id)
) STRICT;
INSERT INTO "classification" VALUES(1,'A',2370500000,42050,42050,2,'2026-06-10','active','2026-06-01','2026-06-15','2026-06-15',1);
INSERT INTO "classification" VALUES(2,'C',0,0,0,0,NULL,'sold','2026-06-15',NULL,'2026-06-15',1);
INSERT INTO "classification" VALUES(3,'C',0,0,0,0,NULL,NULL,'2026-06-15',NULL,'2026-06-15',1);
CREATE TABLE classification_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_on TEXT NOT NULL CHECK (run_on IS date(run_on)),
    at TEXT NOT NULL CHECK (at IS strftime('%Y-%m-%dT%H:%M:%SZ', at)),
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id),
    customers INTEGER NOT NULL,
    last_a INTEGER NOT NULL,
    last_b INTEGER NOT NULL,
    visits_median_x2 INTEGER,
    paid_median_x2 INTEGER
) STRICT;
INSERT INTO "classification_run" VALUES(1,'2026-06-01','2026-06-01T01:00:00Z',1,3,1,2,NULL,NULL);
INSERT INTO "classification_run" VALUES(2,'2026-06-15','2026-06-15T02:00:00Z',1,3,1,2,4,84100);
CREATE TABLE "complaint" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    complaint_no TEXT UNIQUE CHECK (complaint_no <> ''),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    order_id INTEGER REFERENCES repair_order (id),
    call_id INTEGER REFERENCES call (id),
    received_at TEXT NOT NULL CHECK (received_at IS strftime('%Y-%m-%dT%H:%M:%SZ', received_at)),
    received_on TEXT NOT NULL CHECK (received_on IS date(received_on)),
    opened_at TEXT NOT NULL CHECK (opened_at IS strftime('%Y-%m-%dT%H:%M:%SZ', opened_at)),
    severity TEXT NOT NULL CHECK (severity IN ('minor', 'normal', 'major')),
    cause TEXT CHECK (cause IN ('product', 'service', 'repair', 'parts', 'price', 'malicious')),
    channel TEXT CHECK (channel IN ('in_person', 'phone', 'web', 'letter', 'authority', 'consumer_association', 'media', 'internet', 'email')),
    source TEXT CHECK (source IN ('on_spot', 'call', 'manufacturer', 'hotline', 'suggestion', 'web', 'email')),
    description TEXT NOT NULL CHECK (description <> ''),
    outside_no TEXT CHECK (outside_no <> ''),
    reply_by_on TEXT  CHECK (reply_by_on IS date(reply_by_on)),
    state TEXT NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'accepted', 'assigned', 'responded', 'resolved', 'recalled', 'reopened', 'closed')),
    level TEXT NOT NULL CHECK (level IN ('specialist', 'cs_manager', 'department_head', 'general_manager', 'manufacturer')),
    owner_id INTEGER REFERENCES staff (id),
    paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    department TEXT CHECK (department <> ''),
    secondary_department TEXT CHECK (secondary_department <> ''),
    finding TEXT CHECK (finding IN ('valid', 'communication', 'malicious')),
    goodwill_fen INTEGER CHECK (goodwill_fen >= 0),
    goodwill_by_id INTEGER REFERENCES staff (id),
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id), first_contact INTEGER NOT NULL DEFAULT 0 CHECK (first_contact IN (0, 1)),
    CHECK ((goodwill_fen IS NULL) = (goodwill_by_id IS NULL)),
    CHECK (NOT paused OR state NOT IN ('resolved', 'recalled', 'closed'))
) STRICT;
INSERT INTO "complaint" VALUES(1,NULL,1,1,1,NULL,'2026-06-11T01:00:00Z','2026-06-11','2026-06-11T01:00:00Z','normal',NULL,NULL,NULL,'等待时间太长','M-17',NULL,'received','specialist',1,0,NULL,NULL,NULL,NULL,NULL,1,0);
INSERT INTO "complaint" VALUES(2,NULL,1,NULL,NULL,NULL,'2026-06-15T02:00:00Z','2026-06-15','2026-06-15T02:00:00Z','major',NULL,NULL,NULL,'刹车异响',NULL,NULL,'accepted','specialist',1,0,NULL,NULL,NULL,NULL,NULL,1,1);
CREATE TABLE complaint_clock (
    id INTEGER PRIMARY KEY,
    complaint_id INTEGER NOT NULL REFERENCES complaint_verdict (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    due_at TEXT NOT NULL CHECK (due_at IS strftime('%Y-%m-%dT%H:%M:%SZ', due_at)),
    stopped_at TEXT  CHECK (stopped_at IS strftime('%Y-%m-%dT%H:%M:%SZ', stopped_at)),
    state TEXT NOT NULL CHECK (state IN ('met', 'met_late', 'missed', 'running', 'paused'))
) STRICT;
INSERT INTO "complaint_clock" VALUES(1,1,'accept','2026-06-11T01:02:00Z',NULL,'running');
INSERT INTO "complaint_clock" VALUES(2,1,'resolve','2026-06-14T01:00:00Z',NULL,'running');
INSERT INTO "complaint_clock" VALUES(3,2,'accept','2026-06-15T02:02:00Z','2026-06-15T02:00:00Z','met');
INSERT INTO "complaint_clock" VALUES(4,2,'contact','2026-06-15T02:30:00Z',NULL,'running');
INSERT INTO "complaint_clock" VALUES(5,2,'resolve','2026-06-20T02:00:00Z',NULL,'running');
CREATE TABLE "complaint_event" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    complaint_id INTEGER NOT NULL REFERENCES complaint (id),
    kind TEXT NOT NULL CHECK (kind IN ('opened', 'accepted', 'assigned', 'responded', 'resolved', 'recalled', 'closed', 'reopened', 'escalated', 'noted', 'paused', 'resumed', 'handed_over', 'contacted')),
    at TEXT NOT NULL CHECK (at IS strftime('%Y-%m-%dT%H:%M:%SZ', at)),
    recorded_at TEXT NOT NULL CHECK (recorded_at IS strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at)),
    staff_id INTEGER REFERENCES staff (id),
    level TEXT CHECK (level IN ('specialist', 'cs_manager', 'department_head', 'general_manager', 'manufacturer')),
    owner_id INTEGER REFERENCES staff (id),
    informed_id INTEGER REFERENCES staff (id),
    clock TEXT CHECK (clock IN ('accept', 'resolve', 'escalation', 'field_request', 'job', 'reply', 'contact')),
    work TEXT CHECK (work IN ('field_request', 'small_job', 'medium_job', 'large_job')),
    reason TEXT CHECK (reason IN ('waiting_customer', 'waiting_parts', 'public_channel', 'repeated')),
    department TEXT,
    secondary_department TEXT,
    cause TEXT CHECK (cause IN ('product', 'service', 'repair', 'parts', 'price', 'malicious')),
    finding TEXT CHECK (finding IN ('valid', 'communication', 'malicious')),
    satisfied INTEGER  CHECK (satisfied IN (0, 1)),
    goodwill_fen INTEGER CHECK (goodwill_fen >= 0),
    goodwill_by_id INTEGER REFERENCES staff (id),
    followup_id INTEGER REFERENCES followup (id),
    call_id INTEGER REFERENCES call (id),
    note TEXT CHECK (note <> ''),
    CHECK ((kind = 'recalled') = (satisfied IS NOT NULL)),
    CHECK (kind <> 'paused' OR reason IS NOT NULL),
    CHECK (kind <> 'escalated' OR level IS NOT NULL)
) STRICT;
INSERT INTO "complaint_event" VALUES(1,1,'opened','2026-06-11T01:00:00Z','2026-06-11T01:00:00Z',1,'specialist',1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "complaint_event" VALUES(2,2,'opened','2026-06-15T02:00:00Z','2026-06-15T02:00:00Z',1,'specialist',1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "complaint_event" VALUES(3,2,'accepted','2026-06-15T02:00:00Z','2026-06-15T02:00:00Z',1,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE complaint_queue (
    id INTEGER PRIMARY KEY REFERENCES complaint (id) ON DELETE CASCADE
) STRICT;
CREATE TABLE complaint_verdict (
    id INTEGER PRIMARY KEY REFERENCES complaint (id) ON DELETE CASCADE,
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id),
    satisfied INTEGER CHECK (satisfied IN (0, 1))
) STRICT;
INSERT INTO "complaint_verdict" VALUES(1,1,NULL);
INSERT INTO "complaint_verdict" VALUES(2,1,NULL);
CREATE TABLE customer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_no TEXT UNIQUE CHECK (customer_no <> ''),
    kind TEXT NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'company')),
    name TEXT NOT NULL CHECK (name <> ''),
    phone TEXT,
    phone2 TEXT,
    phone_state TEXT NOT NULL DEFAULT 'ok' CHECK (phone_state IN ('ok', 'doubtful', 'wrong')),
    gender TEXT CHECK (gender IN ('male', 'female')),
    birthday TEXT  CHECK (birthday IS date(birthday)),
    region TEXT,
    address TEXT,
    wechat TEXT,
    licence_expires_on TEXT  CHECK (licence_expires_on IS date(licence_expires_on)),
    source TEXT,
    contact_window TEXT CHECK (contact_window GLOB '??:??-??:??'),
    do_not_contact INTEGER NOT NULL DEFAULT 0 CHECK (do_not_contact IN (0, 1)),
    call_consent INTEGER  CHECK (call_consent IN (0, 1)),
    call_consent_on TEXT  CHECK (call_consent_on IS date(call_consent_on)),
    message_consent INTEGER  CHECK (message_consent IN (0, 1)),
    message_consent_on TEXT  CHECK (message_consent_on IS date(message_consent_on)),
    key_person TEXT,
    hobby TEXT,
    note TEXT,
    specialist_id INTEGER REFERENCES staff (id),
    pinyin TEXT NOT NULL,
    initials TEXT NOT NULL,
    phone_tail TEXT AS (substr(phone, -4)) VIRTUAL,
    phone2_tail TEXT AS (substr(phone2, -4)) VIRTUAL
, value_type TEXT CHECK (value_type IN ('relationship', 'cost', 'time')), relation_type TEXT CHECK (relation_type IN ('partner', 'opinion', 'cost', 'service')), relationship_level TEXT
    CHECK (relationship_level IN ('basic', 'reactive', 'accountable', 'proactive', 'partnership')), grade TEXT CHECK (grade IN ('important', 'ordinary', 'potential')), loyalty TEXT CHECK (loyalty IN ('loyal', 'flexible', 'lost')), email TEXT, former_specialist_id INTEGER REFERENCES staff (id)) STRICT;
INSERT INTO "customer" VALUES(1,'K1','person','张伟','13800138000',NULL,'ok','male','1990-06-20',NULL,NULL,NULL,NULL,NULL,NULL,0,1,'2026-01-05',NULL,NULL,NULL,NULL,'带引号''的',1,'zhang wei','zw',NULL,NULL,NULL,'important','loyal',NULL,NULL);
INSERT INTO "customer" VALUES(2,'K2','person','李娜','13900139000',NULL,'ok',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,'li na','ln',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "customer" VALUES(3,NULL,'person','一汽租赁',NULL,NULL,'ok',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,NULL,NULL,NULL,NULL,NULL,NULL,1,'x','x',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "customer" VALUES(5,NULL,'person','王芳','13600136000',NULL,'ok',NULL,'1988-06-16',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,'wangfang','wf',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE finance (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL CHECK (length(month) = 7 AND month || '-01' IS date(month || '-01')),
    kind TEXT NOT NULL CHECK (kind IN ('fixed', 'variable', 'plan')),
    item TEXT NOT NULL CHECK (item <> ''),
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    note TEXT,
    UNIQUE (month, kind, item)
) STRICT;
INSERT INTO "finance" VALUES(1,'2026-05','fixed','房租',5000000,NULL);
INSERT INTO "finance" VALUES(2,'2026-05','plan','income_labor',9000000,NULL);
CREATE TABLE followup (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('call', 'message')),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    order_id INTEGER REFERENCES repair_order (id),
    base TEXT NOT NULL,
    base_on TEXT NOT NULL CHECK (base_on IS date(base_on)),
    occurrence INTEGER NOT NULL DEFAULT 0,
    due_on TEXT NOT NULL CHECK (due_on IS date(due_on)),
    due_by TEXT NOT NULL CHECK (due_by IN ('interval', 'mileage', 'go_live', 'backlog', 'unreached', 'by_hand')),
    call_on TEXT NOT NULL CHECK (call_on IS date(call_on)),
    lapses_on TEXT  CHECK (lapses_on IS date(lapses_on)),
    contact_name TEXT,
    contact_phone TEXT,
    assignee_id INTEGER REFERENCES staff (id),
    assigned_by TEXT NOT NULL CHECK (assigned_by IN ('vehicle', 'role', 'manager', 'specialist', 'by_hand', 'nobody')),
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'unreachable', 'skipped', 'cancelled', 'lapsed')),
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    opened_at TEXT NOT NULL CHECK (opened_at IS strftime('%Y-%m-%dT%H:%M:%SZ', opened_at)),
    ended_at TEXT  CHECK (ended_at IS strftime('%Y-%m-%dT%H:%M:%SZ', ended_at)),
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id), call_time TEXT CHECK (call_time GLOB '[0-2][0-9]:[0-5][0-9]'), case_no TEXT CHECK (case_no <> ''), because TEXT CHECK (because <> ''), duty_id INTEGER REFERENCES staff (id),
    CHECK ((assignee_id IS NULL) = (assigned_by = 'nobody')),
    CHECK ((state = 'open') = (ended_at IS NULL))
) STRICT;
INSERT INTO "followup" VALUES(1,'post_service','call',1,1,1,'closed_on','2026-05-01',0,'2026-05-04','interval','2026-05-04',NULL,NULL,NULL,1,'specialist','done',NULL,1,'2026-05-01T05:00:00Z','2026-05-04T02:00:00Z',1,NULL,NULL,NULL,1);
INSERT INTO "followup" VALUES(2,'birthday','call',1,NULL,NULL,'birthday','2026-06-20',0,'2026-06-20','interval','2026-06-20',NULL,NULL,NULL,1,'specialist','cancelled','base_changed',0,'2026-06-01T01:00:00Z','2026-06-15T02:00:00Z',1,'15:30',NULL,NULL,1);
INSERT INTO "followup" VALUES(3,'insurance_expiry','call',1,1,NULL,'insurance_expires_on','2026-08-01',30,'2026-07-02','interval','2026-07-10','2026-08-01',NULL,NULL,1,'specialist','open',NULL,0,'2026-06-15T02:00:00Z',NULL,1,'15:00',NULL,NULL,1);
INSERT INTO "followup" VALUES(4,'birthday','call',1,NULL,NULL,'birthday','1990-06-20',2026,'2026-06-20','interval','2026-06-20','2026-06-22',NULL,NULL,1,'specialist','lapsed',NULL,0,'2026-06-15T02:00:00Z','2026-07-10T02:00:00Z',1,NULL,NULL,'class=A',1);
INSERT INTO "followup" VALUES(5,'birthday','message',1,NULL,NULL,'birthday','1990-06-20',2026,'2026-06-20','interval','2026-06-20','2026-06-22',NULL,NULL,1,'specialist','lapsed',NULL,0,'2026-06-15T02:00:00Z','2026-07-10T02:00:00Z',1,NULL,NULL,NULL,1);
INSERT INTO "followup" VALUES(6,'festival','message',1,NULL,NULL,'festival','2026-06-19',2026,'2026-06-19','interval','2026-06-19','2026-06-21',NULL,NULL,1,'specialist','lapsed',NULL,0,'2026-06-15T02:00:00Z','2026-07-10T02:00:00Z',1,NULL,NULL,'festival=dragon_boat',1);
INSERT INTO "followup" VALUES(7,'festival','message',3,NULL,NULL,'festival','2026-06-19',2026,'2026-06-19','interval','2026-06-19','2026-06-21',NULL,NULL,1,'specialist','lapsed',NULL,0,'2026-06-15T02:00:00Z','2026-07-10T02:00:00Z',1,NULL,NULL,'festival=dragon_boat',1);
INSERT INTO "followup" VALUES(8,'1dc','call',5,3,NULL,'delivered_on','2026-07-08',0,'2026-07-09','interval','2026-07-09',NULL,NULL,NULL,NULL,'nobody','done',NULL,0,'2026-07-10T02:00:00Z','2026-07-10T02:00:00Z',1,NULL,NULL,NULL,NULL);
INSERT INTO "followup" VALUES(9,'3dc','call',5,3,NULL,'delivered_on','2026-07-08',0,'2026-07-11','interval','2026-07-11',NULL,NULL,NULL,NULL,'nobody','open',NULL,0,'2026-07-10T02:00:00Z',NULL,1,NULL,NULL,NULL,NULL);
INSERT INTO "followup" VALUES(10,'7dc','call',5,3,NULL,'delivered_on','2026-07-08',0,'2026-07-15','interval','2026-07-15',NULL,NULL,NULL,NULL,'nobody','open',NULL,0,'2026-07-10T02:00:00Z',NULL,1,NULL,NULL,NULL,NULL);
INSERT INTO "followup" VALUES(11,'30dc','call',5,3,NULL,'delivered_on','2026-07-08',0,'2026-08-08','interval','2026-08-08',NULL,NULL,NULL,2,'role','open',NULL,0,'2026-07-10T02:00:00Z',NULL,1,NULL,NULL,NULL,2);
CREATE TABLE followup_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    followup_id INTEGER NOT NULL REFERENCES followup (id),
    at TEXT NOT NULL CHECK (at IS strftime('%Y-%m-%dT%H:%M:%SZ', at)),
    staff_id INTEGER REFERENCES staff (id),
    action TEXT NOT NULL CHECK (action IN ('added', 'snoozed', 'skipped', 'assigned')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    call_on TEXT  CHECK (call_on IS date(call_on)),
    assignee_id INTEGER REFERENCES staff (id)
) STRICT;
INSERT INTO "followup_event" VALUES(1,2,'2026-06-02T01:00:00Z',1,'snoozed','出差','2026-06-20',NULL);
CREATE TABLE form_answer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    form_id INTEGER NOT NULL REFERENCES survey_form (id),
    survey TEXT NOT NULL,
    question TEXT NOT NULL,
    rating INTEGER CHECK (rating BETWEEN 0 AND 10 AND (rating > 0 OR survey = 'recommend')),
    expectation INTEGER CHECK (expectation BETWEEN 1 AND 10),
    answer TEXT,
    UNIQUE (form_id, survey, question),
    CHECK (rating IS NOT NULL OR answer IS NOT NULL)
) STRICT;
INSERT INTO "form_answer" VALUES(1,1,'csi','handover',8,8,NULL);
CREATE TABLE kpi_frozen (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month_id INTEGER NOT NULL REFERENCES kpi_month (id),
    listing TEXT NOT NULL CHECK (listing <> ''),
    key TEXT NOT NULL CHECK (key <> ''),
    scope TEXT NOT NULL CHECK (scope <> ''),
    scope_id TEXT NOT NULL DEFAULT '',
    numerator TEXT  CHECK (numerator <> '' AND numerator NOT GLOB '*[^-0-9/]*'),
    denominator TEXT  CHECK (denominator <> '' AND denominator NOT GLOB '*[^-0-9/]*'),
    value TEXT  CHECK (value <> '' AND value NOT GLOB '*[^-0-9/]*'),
    target TEXT  CHECK (target <> '' AND target NOT GLOB '*[^-0-9/]*'),
    cases INTEGER,
    UNIQUE (month_id, listing, key, scope, scope_id)
) STRICT;
INSERT INTO "kpi_frozen" VALUES(1,1,'service','paid_visits','store','','1',NULL,'1',NULL,NULL);
CREATE TABLE kpi_month (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL UNIQUE CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'),
    closed_at TEXT NOT NULL CHECK (closed_at IS strftime('%Y-%m-%dT%H:%M:%SZ', closed_at)),
    closed_by_id INTEGER REFERENCES staff (id),
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id)
) STRICT;
INSERT INTO "kpi_month" VALUES(1,'2026-05','2026-06-01T01:00:00Z',1,1);
CREATE TABLE kpi_target (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE CHECK (key <> ''),
    value TEXT NOT NULL CHECK (value <> '' AND value NOT GLOB '*[^-0-9/]*')
) STRICT;
INSERT INTO "kpi_target" VALUES(1,'rework_rate','2');
CREATE TABLE lifecycle_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    crossed_on TEXT NOT NULL CHECK (crossed_on IS date(crossed_on)),
    lifecycle_before TEXT CHECK (lifecycle_before IN ('active', 'new', 'dormant', 'lost', 'sold', 'scrapped')),
    lifecycle_after TEXT CHECK (lifecycle_after IN ('active', 'new', 'dormant', 'lost', 'sold', 'scrapped')),
    seen_on TEXT NOT NULL CHECK (seen_on IS date(seen_on))
) STRICT;
INSERT INTO "lifecycle_event" VALUES(1,1,'2026-05-01','new','active','2026-06-01');
CREATE TABLE mileage_reading (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id),
    read_on TEXT NOT NULL CHECK (read_on IS date(read_on)),
    km INTEGER NOT NULL CHECK (km >= 0),
    UNIQUE (vehicle_id, read_on)
) STRICT;
INSERT INTO "mileage_reading" VALUES(1,1,'2025-06-01',12000);
INSERT INTO "mileage_reading" VALUES(2,1,'2026-05-01',21000);
CREATE TABLE operation (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL CHECK (at IS strftime('%Y-%m-%dT%H:%M:%SZ', at)),
    recorded_at TEXT NOT NULL CHECK (recorded_at IS strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at)),
    staff_id INTEGER,
    system_user TEXT NOT NULL,
    command TEXT NOT NULL,
    automatic INTEGER NOT NULL DEFAULT 0 CHECK (automatic IN (0, 1)),
    undoes INTEGER REFERENCES operation (id),
    schema_version INTEGER NOT NULL,
    row_count INTEGER NOT NULL DEFAULT 0,
    payload_digest TEXT,
    hash TEXT
, first_row INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "operation" VALUES(1,'2026-06-12T01:00:00Z','2026-06-12T01:00:00Z',NULL,'counter','kcrm init --store …',0,NULL,7,19,'6b70e93c08f3d4dbf1cecf169dc2d95c9997e9706e508a5ded9ef2daf01ec48a','00b0db231b6f00866c92ccf7787a951fa62422bec427a1fc14ab3274b4f428d0',1);
INSERT INTO "operation" VALUES(2,'2026-06-12T01:00:00Z','2026-06-12T01:00:00Z',NULL,'counter','kcrm import …',0,NULL,7,11,'4e0843f8e4ff4414654ac9ffa0e79760ac4a0ba95d478e6b07e9540598ddec38','69a0c72b374dfa5570353b1a00b64091c64911e581ea7867887c3e9a4fb9dbcb',20);
INSERT INTO "operation" VALUES(3,'2026-06-12T01:00:00Z','2026-06-12T01:00:00Z',NULL,'counter','kcrm import …',0,NULL,7,3,'7b804b947587b833ddbf69de918f10db7a4330de10b0bb706b5141877ed80e20','03f57fb875e4b35858d17291d23e1c38caba8e7dc07e31549e230e53c5b8f400',31);
INSERT INTO "operation" VALUES(4,'2026-06-12T01:00:00Z','2026-06-12T01:00:00Z',NULL,'counter','kcrm import …',0,NULL,7,7,'c6858252f85a2e2453f33104fda6afac2d814d887184713f155cdec55a10d34e','86304fa9ca0694c866119407da2dd5412ca675fcf4bd2ac568cf8a0f325c2868',34);
INSERT INTO "operation" VALUES(5,'2026-06-12T01:00:00Z','2026-06-12T01:00:00Z',NULL,'counter','kcrm import …',0,NULL,7,4,'ea17b9dec49327bcdee8798c2a5ea03f0a6eb7fd49efeab429338e1176206269','6acb3d29a37501603ad3924ca09448691f3612a02e1ef6a3f5a19f07a7a72360',41);
INSERT INTO "operation" VALUES(6,'2026-06-12T01:00:00Z','2026-06-12T01:00:00Z',NULL,'counter','kcrm import …',0,NULL,7,3,'5ebb14a59cdbad3879dfbcfaba72d06e465e3bf25d4d9defcdd10a444c0e5cc8','e98116462767480ee32e53c43bbb63ac596192866ba2b89bef07f0236ad5edf4',45);
INSERT INTO "operation" VALUES(7,'2026-06-12T01:00:00Z','2026-06-12T01:00:00Z',NULL,'counter','kcrm import …',0,NULL,7,1,'4cd3e6f290ac0d0160fc0e89827ed61fb5cf284954a96c2cc0a187e8a0ab6b0c','8893dd09ee7cc098f9212210508f85fc5c2212e7447bdfb37913d4eaa688d2ef',48);
INSERT INTO "operation" VALUES(8,'2026-06-12T01:00:00Z','2026-06-12T01:00:00Z',NULL,'counter','kcrm customer add … … --birthday 1990-06-20 --note … --as S1',0,NULL,7,1,'2d6f33522283c2ecab611ca3a676b959b2c0e505d34a6d1a1e61946367a00b6d','3fffd959b16819df84dd31588eba1dcc998606d978e875a74fb48f347655819d',49);
INSERT INTO "operation" VALUES(9,'2026-06-12T01:00:00Z','2026-06-12T01:00:00Z',NULL,'counter','kcrm undo',0,8,7,1,'2f9140068b3760e77af12fdd11f9e130e39cf7a364fe2cc320040db9319d45e6','3f3d02ce9243e27c903220c2d578caa6f04c99b65fe9e7a85c9dc0cc002fd16e',50);
INSERT INTO "operation" VALUES(10,'2026-11-27T11:58:41Z','2026-11-27T11:58:41Z',NULL,'counter','kcrm db migrate',1,NULL,13,1,'16e1473efc2dce7001ec3d09b7985d2ce53327b00c1fb84ec2cd0e9045274665','df171f5800bd19047a1e19c747eb9f783112bd38007a1de443dee278593b148a',51);
INSERT INTO "operation" VALUES(11,'2026-06-15T02:00:00Z','2026-11-27T11:58:41Z',NULL,'counter','kcrm plan',1,NULL,14,7,'0a810b82b9973c1714838c5adb8bec3e3888b68c18e5a6009fed4ed8e9e4ea86','d6407ae9320991c76082e0d3632f8d871bdf4dbbc697366a3d384d4bb91e1984',52);
INSERT INTO "operation" VALUES(12,'2026-06-15T02:00:00Z','2026-11-27T11:58:42Z',NULL,'counter','kcrm customer add … … --birthday …',0,NULL,14,1,'2830b5588637816a77086e4d4591f4bd70df91833d47f652f2a16e7588cadb7b','95b30b08a418afb56cd8448921117fcb910cee29b0b969147411fc686d753571',59);
INSERT INTO "operation" VALUES(13,'2026-06-15T02:00:00Z','2026-11-27T11:58:42Z',1,'counter','kcrm complaint open C1 --severity major --description … --as S1',0,NULL,14,3,'f89a52b351eb94f5cc291cbf864f8be063c9be8ff6ef064513b9b8ab118fa7a3','3fce45e5f0c1b596aae77d1f9e30ee12cb8267be3a6b62465d4b2c6f369185ec',60);
INSERT INTO "operation" VALUES(14,'2026-06-15T02:00:00Z','2026-11-27T11:58:42Z',NULL,'counter','kcrm classify run',0,NULL,14,4,'4591ee31e064d3c95f4655be0a36e51ecd58ebd71c65ca568dae9a364d065669','1cb33db97f09781512ffd01418726ac0c31e371d2ed91cea2cf887027fd50b6c',63);
INSERT INTO "operation" VALUES(15,'2026-07-10T02:00:00Z','2026-11-27T11:58:43Z',NULL,'counter','kcrm vehicle add … --plate … --customer C5 --delivered-on 2026-07-08',0,NULL,14,6,'b50f8d7b476ae55254b3ad2beecd7c7b0a46f8c80a838ddc3540abb90ffc1c17','5c6bb6a2893473e3ae1bf55e8a44ef86d6492b81e902ddc16c3743adaf083abc',67);
INSERT INTO "operation" VALUES(16,'2026-07-10T02:00:00Z','2026-11-27T11:58:43Z',NULL,'counter','kcrm plan',1,NULL,14,4,'d59c883bd86ab9e6988f1cf33d87f98e4f4bcf28967d77ed2eb56cf3538aec1d','75075b584fb8922192e33c736833e6edf4d1dc0f22a671bb72a5c31ce8e172b6',73);
INSERT INTO "operation" VALUES(17,'2026-07-10T02:00:00Z','2026-11-27T11:58:43Z',1,'counter','kcrm log F3 busy --at 15:00 --as S1',0,NULL,14,3,'d3a9f6e154749f4fa968024b7d6a965f688e7a6ff0799e220f41252144ea6b70','1d141a331b0045168c5ed6fa3f52c3b974acc99798fca33af441d1581b193cd9',77);
INSERT INTO "operation" VALUES(18,'2026-07-10T02:00:00Z','2026-11-27T11:58:44Z',1,'counter','kcrm log F8 answered --score 9 --as S1',0,NULL,14,3,'11b79df5f30e9bcb1502c4a1b6e37c01bbe8a83046c543ffd41bd02cc85de3c0','210e80a5e4ae2d441ecd36f6d7cd24c4a7086c9616f7ee1101e9a16ed34c91de',80);
INSERT INTO "operation" VALUES(19,'2026-07-10T02:00:00Z','2026-11-27T11:58:44Z',NULL,'counter','kcrm undo -y',0,18,14,3,'838099780bcc15f4ef7f6ae8937b4c9a386e1f67d168592d4b73f471dbbecbad','97889855515cf534c455548069026c949db08736061797ef8efb759375d4f87f',83);
INSERT INTO "operation" VALUES(20,'2026-07-10T02:00:00Z','2026-11-27T11:58:44Z',1,'counter','kcrm log F8 answered --score 8 --as S1',0,NULL,14,3,'fc2e48ac08144143301af68fb1a81e28718d8b3ad6508cbaeeff17a36bd6ed5e','56c1c46b852c54a44d569a949b7a4e1981e85c4bf943a91e94cf0782150cae7e',86);
CREATE TABLE operation_digest (
    table_no INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    digests BLOB NOT NULL,
    PRIMARY KEY (table_no, bucket)
) STRICT, WITHOUT ROWID;
INSERT INTO "operation_digest" VALUES(1,0,X'00000000000000006AC8177555C108ED');
INSERT INTO "operation_digest" VALUES(2,0,X'00000000000000006D49642720A16793');
INSERT INTO "operation_digest" VALUES(3,0,X'0000000000000000A109A064B022771C');
INSERT INTO "operation_digest" VALUES(4,0,X'0000000000000000C64FDEFCE068E5DAC73FBF18A7CE05CD000000000000000038C7F0C6127C51D8');
INSERT INTO "operation_digest" VALUES(5,0,X'0000000000000000A3CA9785834B5BE3D4BE289A335167080000000000000000C2259059B49B68C4');
INSERT INTO "operation_digest" VALUES(6,0,X'000000000000000019E199BF030D0C58');
INSERT INTO "operation_digest" VALUES(7,0,X'0000000000000000E91A587C1459378DAABE5491F84512ADEC47A71973567C49');
INSERT INTO "operation_digest" VALUES(8,0,X'000000000000000009B968810D81A2D45F7A9E33CF4A793D');
INSERT INTO "operation_digest" VALUES(9,0,X'0000000000000000F392EDD5CC23065EA5D062024414DAC2');
INSERT INTO "operation_digest" VALUES(11,0,X'0000000000000000F4379E6DDECBD5F3AD6FA96DBEC970E604E16544D953C0B9');
INSERT INTO "operation_digest" VALUES(14,0,X'0000000000000000E4107501AA67840F8069E5F3559544B8D3E501AC331FBAE00000000000000000CF378FDB96CA0CA0');
INSERT INTO "operation_digest" VALUES(15,0,X'0000000000000000B2672378526B1C21B7E3DE2ED69B450B');
INSERT INTO "operation_digest" VALUES(16,0,X'0000000000000000D95B3CAFC7A85415E36D741CC2BD85F253D0AF1D3FF60D69F35ACF630827CDC3F6CDBC9E0290CBCD12D8D122B51C99282DF99EF05BF9393A503ABA669849914CE2AAE85D4A60200A4FEBC3AC9102EB466AE31A0BDA03AD71');
INSERT INTO "operation_digest" VALUES(17,0,X'0000000000000000DFFB3CF2680E8906');
INSERT INTO "operation_digest" VALUES(18,0,X'0000000000000000797E54C20A1944A3');
INSERT INTO "operation_digest" VALUES(19,0,X'0000000000000000307F3F655C06B3F2');
INSERT INTO "operation_digest" VALUES(20,0,X'0000000000000000014BE1E090299830');
INSERT INTO "operation_digest" VALUES(21,0,X'0000000000000000F7F36F426C8BC3A8');
INSERT INTO "operation_digest" VALUES(22,0,X'000000000000000053F0C1AC00ADF303');
INSERT INTO "operation_digest" VALUES(23,0,X'00000000000000007A930C31306941ADB383167C2F65B327');
INSERT INTO "operation_digest" VALUES(24,0,X'00000000000000002C915BAA3CF348C648D5CA79671F63CD');
INSERT INTO "operation_digest" VALUES(25,0,X'0000000000000000D279DADF561E6EDE79B8DCA19D0B099AED4EA2C01568750BAB678A839615B48B');
INSERT INTO "operation_digest" VALUES(27,0,X'0000000000000000624F70C5D1E9B273');
INSERT INTO "operation_digest" VALUES(28,0,X'00000000000000002BDFA94B772F9ED8');
INSERT INTO "operation_digest" VALUES(29,0,X'00000000000000009608F383079DF8A8');
INSERT INTO "operation_digest" VALUES(30,0,X'00000000000000009254A63FBF8CF935CA4525197A4411B1');
INSERT INTO "operation_digest" VALUES(31,0,X'00000000000000008DE305E1CD3B0E10');
INSERT INTO "operation_digest" VALUES(32,0,X'000000000000000053BBD83327E71D72425694194EB8302053522B76C15502CE');
INSERT INTO "operation_digest" VALUES(33,0,X'0000000000000000D88205575B2BCCB5');
INSERT INTO "operation_digest" VALUES(34,0,X'0000000000000000B9564511E852B109');
INSERT INTO "operation_digest" VALUES(35,0,X'00000000000000002D01C270883A15D3');
INSERT INTO "operation_digest" VALUES(36,0,X'00000000000000007831B41E947DA4C1E1242DC07D02B60D3711268E05E72D5D');
INSERT INTO "operation_digest" VALUES(37,0,X'00000000000000008CD8590D5EB2F69B');
CREATE TABLE operation_head (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    operation_id INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO "operation_head" VALUES(1,20,'56c1c46b852c54a44d569a949b7a4e1981e85c4bf943a91e94cf0782150cae7e');
CREATE TABLE operation_open (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    operation_id INTEGER NOT NULL,
    erasing INTEGER NOT NULL DEFAULT 0 CHECK (erasing IN (0, 1))
) STRICT;
CREATE TABLE operation_row (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL,
    table_no INTEGER NOT NULL,
    row_id INTEGER NOT NULL,
    action INTEGER NOT NULL CHECK (action BETWEEN 0 AND 4),
    before TEXT
) STRICT;
INSERT INTO "operation_row" VALUES(1,1,27,1,0,NULL);
INSERT INTO "operation_row" VALUES(2,1,33,1,0,NULL);
INSERT INTO "operation_row" VALUES(3,1,32,1,0,NULL);
INSERT INTO "operation_row" VALUES(4,1,32,2,0,NULL);
INSERT INTO "operation_row" VALUES(5,1,32,3,0,NULL);
INSERT INTO "operation_row" VALUES(6,1,14,1,0,NULL);
INSERT INTO "operation_row" VALUES(7,1,14,2,0,NULL);
INSERT INTO "operation_row" VALUES(8,1,14,3,0,NULL);
INSERT INTO "operation_row" VALUES(9,1,36,1,0,NULL);
INSERT INTO "operation_row" VALUES(10,1,36,2,0,NULL);
INSERT INTO "operation_row" VALUES(11,1,25,1,0,NULL);
INSERT INTO "operation_row" VALUES(12,1,25,2,0,NULL);
INSERT INTO "operation_row" VALUES(13,1,25,3,0,NULL);
INSERT INTO "operation_row" VALUES(14,1,23,1,0,NULL);
INSERT INTO "operation_row" VALUES(15,1,23,2,0,NULL);
INSERT INTO "operation_row" VALUES(16,1,30,1,0,NULL);
INSERT INTO "operation_row" VALUES(17,1,30,2,0,NULL);
INSERT INTO "operation_row" VALUES(18,1,16,1,0,NULL);
INSERT INTO "operation_row" VALUES(19,1,16,2,0,NULL);
INSERT INTO "operation_row" VALUES(20,2,16,2,1,'{"id":2,"kind":"birthday","channel":"call","customer_id":1,"base":"birthday","base_on":"2026-06-20","occurrence":0,"due_on":"2026-06-20","due_by":"interval","call_on":"2026-06-20","assignee_id":1,"assigned_by":"specialist","state":"open","attempts":0,"opened_at":"2026-06-01T01:00:00Z","policy_version_id":1}');
INSERT INTO "operation_row" VALUES(21,2,4,1,0,NULL);
INSERT INTO "operation_row" VALUES(22,2,5,1,0,NULL);
INSERT INTO "operation_row" VALUES(23,2,2,1,0,NULL);
INSERT INTO "operation_row" VALUES(24,2,17,1,0,NULL);
INSERT INTO "operation_row" VALUES(25,2,29,1,0,NULL);
INSERT INTO "operation_row" VALUES(26,2,1,1,0,NULL);
INSERT INTO "operation_row" VALUES(27,2,35,1,0,NULL);
INSERT INTO "operation_row" VALUES(28,2,28,1,0,NULL);
INSERT INTO "operation_row" VALUES(29,2,24,1,0,NULL);
INSERT INTO "operation_row" VALUES(30,2,24,2,0,NULL);
INSERT INTO "operation_row" VALUES(31,3,9,1,0,NULL);
INSERT INTO "operation_row" VALUES(32,3,11,1,0,NULL);
INSERT INTO "operation_row" VALUES(33,3,37,1,0,NULL);
INSERT INTO "operation_row" VALUES(34,4,7,1,0,NULL);
INSERT INTO "operation_row" VALUES(35,4,8,1,0,NULL);
INSERT INTO "operation_row" VALUES(36,4,6,1,0,NULL);
INSERT INTO "operation_row" VALUES(37,4,22,1,0,NULL);
INSERT INTO "operation_row" VALUES(38,4,3,1,0,NULL);
INSERT INTO "operation_row" VALUES(39,4,31,1,0,NULL);
INSERT INTO "operation_row" VALUES(40,4,14,1,1,'{"id":1,"customer_no":"K1","kind":"person","name":"张伟","phone":"13800138000","phone_state":"ok","gender":"male","birthday":"1990-06-20","do_not_contact":0,"call_consent":1,"call_consent_on":"2026-01-05","note":"带引号''的","specialist_id":1,"pinyin":"zhang wei","initials":"zw"}');
INSERT INTO "operation_row" VALUES(41,5,15,1,0,NULL);
INSERT INTO "operation_row" VALUES(42,5,15,2,0,NULL);
INSERT INTO "operation_row" VALUES(43,5,34,1,0,NULL);
INSERT INTO "operation_row" VALUES(44,5,18,1,0,NULL);
INSERT INTO "operation_row" VALUES(45,6,21,1,0,NULL);
INSERT INTO "operation_row" VALUES(46,6,20,1,0,NULL);
INSERT INTO "operation_row" VALUES(47,6,19,1,0,NULL);
INSERT INTO "operation_row" VALUES(48,7,30,1,1,'{"id":1,"order_no":"G1","vehicle_id":1,"type":"paid_maintenance","opened_at":"2026-05-01T01:00:00Z","opened_on":"2026-05-01","closed_at":"2026-05-01T05:00:00Z","closed_on":"2026-05-01","advisor_id":2,"standard_minutes":90,"actual_minutes":99,"labor_fen":30050,"parts_fen":12000,"other_fen":0,"payer":"customer","mileage_km":21000,"appointment":0,"accident":0,"overhaul":0,"steps":"1,2,4"}');
INSERT INTO "operation_row" VALUES(49,8,14,4,0,NULL);
INSERT INTO "operation_row" VALUES(50,9,14,4,2,'{"id":4,"kind":"person","name":"张伟","phone":"13800138000","phone_state":"ok","do_not_contact":0,"pinyin":"zhang wei","initials":"zw"}');
INSERT INTO "operation_row" VALUES(51,10,0,9,4,'{"old_head": "e9c4f491242195eb98f839d330de29a971dd21c3d9970d29adff757b0a02bbd8", "new_head": "3f3d02ce9243e27c903220c2d578caa6f04c99b65fe9e7a85c9dc0cc002fd16e", "broken": []}');
INSERT INTO "operation_row" VALUES(52,11,14,3,1,'{"id":3,"kind":"person","name":"一汽租赁","phone_state":"ok","do_not_contact":0,"call_consent":0,"pinyin":"x","initials":"x"}');
INSERT INTO "operation_row" VALUES(53,11,16,2,1,'{"id":2,"kind":"birthday","channel":"call","customer_id":1,"base":"birthday","base_on":"2026-06-20","occurrence":0,"due_on":"2026-06-20","due_by":"interval","call_on":"2026-06-20","assignee_id":1,"assigned_by":"specialist","state":"open","attempts":0,"opened_at":"2026-06-01T01:00:00Z","policy_version_id":1,"call_time":"15:30","duty_id":1}');
INSERT INTO "operation_row" VALUES(54,11,16,3,0,NULL);
INSERT INTO "operation_row" VALUES(55,11,16,4,0,NULL);
INSERT INTO "operation_row" VALUES(56,11,16,5,0,NULL);
INSERT INTO "operation_row" VALUES(57,11,16,6,0,NULL);
INSERT INTO "operation_row" VALUES(58,11,16,7,0,NULL);
INSERT INTO "operation_row" VALUES(59,12,14,5,0,NULL);
INSERT INTO "operation_row" VALUES(60,13,9,2,0,NULL);
INSERT INTO "operation_row" VALUES(61,13,11,2,0,NULL);
INSERT INTO "operation_row" VALUES(62,13,11,3,0,NULL);
INSERT INTO "operation_row" VALUES(63,14,7,1,1,'{"id":1,"class":"A","ev_e4":420500000,"cb_fen":42050,"paid_fen":42050,"visits":1,"lifecycle":"active","since_on":"2026-06-01","judged_on":"2026-06-01","policy_version_id":1}');
INSERT INTO "operation_row" VALUES(64,14,7,2,0,NULL);
INSERT INTO "operation_row" VALUES(65,14,7,3,0,NULL);
INSERT INTO "operation_row" VALUES(66,14,8,2,0,NULL);
INSERT INTO "operation_row" VALUES(67,15,36,3,0,NULL);
INSERT INTO "operation_row" VALUES(68,15,25,4,0,NULL);
INSERT INTO "operation_row" VALUES(69,15,16,8,0,NULL);
INSERT INTO "operation_row" VALUES(70,15,16,9,0,NULL);
INSERT INTO "operation_row" VALUES(71,15,16,10,0,NULL);
INSERT INTO "operation_row" VALUES(72,15,16,11,0,NULL);
INSERT INTO "operation_row" VALUES(73,16,16,4,1,'{"id":4,"kind":"birthday","channel":"call","customer_id":1,"base":"birthday","base_on":"1990-06-20","occurrence":2026,"due_on":"2026-06-20","due_by":"interval","call_on":"2026-06-20","lapses_on":"2026-06-22","assignee_id":1,"assigned_by":"specialist","state":"open","attempts":0,"opened_at":"2026-06-15T02:00:00Z","policy_version_id":1,"because":"class=A","duty_id":1}');
INSERT INTO "operation_row" VALUES(74,16,16,5,1,'{"id":5,"kind":"birthday","channel":"message","customer_id":1,"base":"birthday","base_on":"1990-06-20","occurrence":2026,"due_on":"2026-06-20","due_by":"interval","call_on":"2026-06-20","lapses_on":"2026-06-22","assignee_id":1,"assigned_by":"specialist","state":"open","attempts":0,"opened_at":"2026-06-15T02:00:00Z","policy_version_id":1,"duty_id":1}');
INSERT INTO "operation_row" VALUES(75,16,16,6,1,'{"id":6,"kind":"festival","channel":"message","customer_id":1,"base":"festival","base_on":"2026-06-19","occurrence":2026,"due_on":"2026-06-19","due_by":"interval","call_on":"2026-06-19","lapses_on":"2026-06-21","assignee_id":1,"assigned_by":"specialist","state":"open","attempts":0,"opened_at":"2026-06-15T02:00:00Z","policy_version_id":1,"because":"festival=dragon_boat","duty_id":1}');
INSERT INTO "operation_row" VALUES(76,16,16,7,1,'{"id":7,"kind":"festival","channel":"message","customer_id":3,"base":"festival","base_on":"2026-06-19","occurrence":2026,"due_on":"2026-06-19","due_by":"interval","call_on":"2026-06-19","lapses_on":"2026-06-21","assignee_id":1,"assigned_by":"specialist","state":"open","attempts":0,"opened_at":"2026-06-15T02:00:00Z","policy_version_id":1,"because":"festival=dragon_boat","duty_id":1}');
INSERT INTO "operation_row" VALUES(77,17,4,2,0,NULL);
INSERT INTO "operation_row" VALUES(78,17,16,3,1,'{"id":3,"kind":"insurance_expiry","channel":"call","customer_id":1,"vehicle_id":1,"base":"insurance_expires_on","base_on":"2026-08-01","occurrence":30,"due_on":"2026-07-02","due_by":"interval","call_on":"2026-07-02","lapses_on":"2026-08-01","assignee_id":1,"assigned_by":"specialist","state":"open","attempts":0,"opened_at":"2026-06-15T02:00:00Z","policy_version_id":1,"duty_id":1}');
INSERT INTO "operation_row" VALUES(79,17,5,2,0,NULL);
INSERT INTO "operation_row" VALUES(80,18,4,3,0,NULL);
INSERT INTO "operation_row" VALUES(81,18,16,8,1,'{"id":8,"kind":"1dc","channel":"call","customer_id":5,"vehicle_id":3,"base":"delivered_on","base_on":"2026-07-08","occurrence":0,"due_on":"2026-07-09","due_by":"interval","call_on":"2026-07-09","assigned_by":"nobody","state":"open","attempts":0,"opened_at":"2026-07-10T02:00:00Z","policy_version_id":1}');
INSERT INTO "operation_row" VALUES(82,18,5,3,0,NULL);
INSERT INTO "operation_row" VALUES(83,19,5,3,2,'{"id":3,"call_id":3,"followup_id":8,"state":"done"}');
INSERT INTO "operation_row" VALUES(84,19,4,3,2,'{"id":3,"customer_id":5,"staff_id":1,"called_at":"2026-07-10T02:00:00Z","called_on":"2026-07-10","by":"phone","outcome":"answered","score":9,"phone":"13600136000"}');
INSERT INTO "operation_row" VALUES(85,19,16,8,1,'{"id":8,"kind":"1dc","channel":"call","customer_id":5,"vehicle_id":3,"base":"delivered_on","base_on":"2026-07-08","occurrence":0,"due_on":"2026-07-09","due_by":"interval","call_on":"2026-07-09","assigned_by":"nobody","state":"done","attempts":0,"opened_at":"2026-07-10T02:00:00Z","ended_at":"2026-07-10T02:00:00Z","policy_version_id":1}');
INSERT INTO "operation_row" VALUES(86,20,4,4,0,NULL);
INSERT INTO "operation_row" VALUES(87,20,16,8,1,'{"id":8,"kind":"1dc","channel":"call","customer_id":5,"vehicle_id":3,"base":"delivered_on","base_on":"2026-07-08","occurrence":0,"due_on":"2026-07-09","due_by":"interval","call_on":"2026-07-09","assigned_by":"nobody","state":"open","attempts":0,"opened_at":"2026-07-10T02:00:00Z","policy_version_id":1}');
INSERT INTO "operation_row" VALUES(88,20,5,4,0,NULL);
CREATE TABLE operation_table (
    no INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "operation_table" VALUES(0,'operation');
INSERT INTO "operation_table" VALUES(1,'absence');
INSERT INTO "operation_table" VALUES(2,'answer');
INSERT INTO "operation_table" VALUES(3,'away_reason');
INSERT INTO "operation_table" VALUES(4,'call');
INSERT INTO "operation_table" VALUES(5,'call_followup');
INSERT INTO "operation_table" VALUES(6,'class_move');
INSERT INTO "operation_table" VALUES(7,'classification');
INSERT INTO "operation_table" VALUES(8,'classification_run');
INSERT INTO "operation_table" VALUES(9,'complaint');
INSERT INTO "operation_table" VALUES(10,'complaint_clock');
INSERT INTO "operation_table" VALUES(11,'complaint_event');
INSERT INTO "operation_table" VALUES(12,'complaint_queue');
INSERT INTO "operation_table" VALUES(13,'complaint_verdict');
INSERT INTO "operation_table" VALUES(14,'customer');
INSERT INTO "operation_table" VALUES(15,'finance');
INSERT INTO "operation_table" VALUES(16,'followup');
INSERT INTO "operation_table" VALUES(17,'followup_event');
INSERT INTO "operation_table" VALUES(18,'form_answer');
INSERT INTO "operation_table" VALUES(19,'kpi_frozen');
INSERT INTO "operation_table" VALUES(20,'kpi_month');
INSERT INTO "operation_table" VALUES(21,'kpi_target');
INSERT INTO "operation_table" VALUES(22,'lifecycle_event');
INSERT INTO "operation_table" VALUES(23,'mileage_reading');
INSERT INTO "operation_table" VALUES(24,'opportunity');
INSERT INTO "operation_table" VALUES(25,'ownership');
INSERT INTO "operation_table" VALUES(26,'policy_list');
INSERT INTO "operation_table" VALUES(27,'policy_version');
INSERT INTO "operation_table" VALUES(28,'prospect');
INSERT INTO "operation_table" VALUES(29,'refusal');
INSERT INTO "operation_table" VALUES(30,'repair_order');
INSERT INTO "operation_table" VALUES(31,'segment');
INSERT INTO "operation_table" VALUES(32,'staff');
INSERT INTO "operation_table" VALUES(33,'store');
INSERT INTO "operation_table" VALUES(34,'survey_form');
INSERT INTO "operation_table" VALUES(35,'template');
INSERT INTO "operation_table" VALUES(36,'vehicle');
INSERT INTO "operation_table" VALUES(37,'work_day');
CREATE TABLE opportunity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL CHECK (kind <> ''),
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    probability_bp INTEGER NOT NULL CHECK (probability_bp BETWEEN 0 AND 10000),
    expected_on TEXT  CHECK (expected_on IS date(expected_on)),
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'won', 'lost')),
    call_id INTEGER REFERENCES call (id),
    opened_on TEXT NOT NULL CHECK (opened_on IS date(opened_on)),
    note TEXT
, ended_on TEXT CHECK (ended_on IS date(ended_on)), reason TEXT, opportunity_no TEXT CHECK (opportunity_no <> '')) STRICT;
INSERT INTO "opportunity" VALUES(1,1,'renewal',450000,3000,NULL,'open',1,'2026-05-04',NULL,NULL,NULL,NULL);
INSERT INTO "opportunity" VALUES(2,1,'renewal',120000,5000,NULL,'open',NULL,'2026-05-05',NULL,NULL,NULL,NULL);
CREATE TABLE ownership (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    from_on TEXT  CHECK (from_on IS date(from_on)),
    until_on TEXT  CHECK (until_on IS date(until_on)),
    CHECK (until_on >= from_on)
) STRICT;
INSERT INTO "ownership" VALUES(1,1,2,NULL,'2025-01-01');
INSERT INTO "ownership" VALUES(2,1,1,'2025-01-01',NULL);
INSERT INTO "ownership" VALUES(3,2,3,NULL,NULL);
INSERT INTO "ownership" VALUES(4,3,5,NULL,NULL);
CREATE TABLE plan_loyalty (
    id INTEGER PRIMARY KEY REFERENCES customer (id) ON DELETE CASCADE,
    loyalty TEXT NOT NULL CHECK (loyalty IN ('loyal', 'flexible', 'lost')),
    visits INTEGER NOT NULL,
    missed_on TEXT  CHECK (missed_on IS date(missed_on)),
    lost_on TEXT  CHECK (lost_on IS date(lost_on))
) STRICT;
INSERT INTO "plan_loyalty" VALUES(1,'loyal',2,NULL,NULL);
INSERT INTO "plan_loyalty" VALUES(3,'flexible',0,NULL,NULL);
INSERT INTO "plan_loyalty" VALUES(5,'flexible',0,NULL,NULL);
CREATE TABLE plan_mark (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    planned_on TEXT NOT NULL
) STRICT;
INSERT INTO "plan_mark" VALUES(1,'2026-07-10');
CREATE TABLE plan_queue (
    customer_id INTEGER PRIMARY KEY,
    next_on TEXT NOT NULL
) STRICT;
INSERT INTO "plan_queue" VALUES(1,'2026-07-12');
INSERT INTO "plan_queue" VALUES(2,'9999-12-31');
INSERT INTO "plan_queue" VALUES(3,'2026-08-21');
INSERT INTO "plan_queue" VALUES(5,'2026-08-04');
CREATE TABLE plan_use (
    vehicle_id INTEGER PRIMARY KEY,
    before TEXT NOT NULL CHECK (before IN ('private', 'official', 'commercial')),
    since_at TEXT NOT NULL CHECK (since_at IS strftime('%Y-%m-%dT%H:%M:%SZ', since_at))
) STRICT;
CREATE TABLE policy_list (
    id INTEGER PRIMARY KEY,
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id) ON DELETE CASCADE,
    list TEXT NOT NULL CHECK (list <> ''),
    item TEXT NOT NULL CHECK (item <> ''),
    place INTEGER NOT NULL,
    UNIQUE (policy_version_id, list, item)
) STRICT;
INSERT INTO "policy_list" VALUES(1,1,'visit','paid_repair',0);
INSERT INTO "policy_list" VALUES(2,1,'visit','paid_maintenance',1);
INSERT INTO "policy_list" VALUES(3,1,'visit','warranty_repair',2);
INSERT INTO "policy_list" VALUES(4,1,'visit','free_repair',3);
INSERT INTO "policy_list" VALUES(5,1,'visit','free_inspection',4);
INSERT INTO "policy_list" VALUES(6,1,'maintenance','paid_maintenance',0);
INSERT INTO "policy_list" VALUES(7,1,'maintenance','free_inspection',1);
INSERT INTO "policy_list" VALUES(8,1,'workshop','service_advisor',0);
INSERT INTO "policy_list" VALUES(9,1,'workshop','technician',1);
INSERT INTO "policy_list" VALUES(10,1,'of_purchase','ssi 7dc',0);
INSERT INTO "policy_list" VALUES(11,1,'of_purchase','ssi 30dc',1);
INSERT INTO "policy_list" VALUES(12,1,'of_purchase','recommend 30dc',2);
INSERT INTO "policy_list" VALUES(13,1,'of_visit','csi post_service',0);
INSERT INTO "policy_list" VALUES(14,1,'of_visit','recommend post_service',1);
CREATE TABLE policy_version (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    snapshot TEXT NOT NULL CHECK (json_valid(snapshot)),
    note TEXT NOT NULL
) STRICT;
INSERT INTO "policy_version" VALUES(1,'{
 "calling.attempts": 3,
 "calling.hours": [
  "09:00-11:30",
  "14:00-20:00"
 ],
 "calling.least_minutes": 5,
 "calling.most_minutes": 8,
 "calling.retry_days": 1,
 "calling.score_floor": 6,
 "classification.a_percent": 15,
 "classification.b_percent": 20,
 "classification.business_months": 12,
 "classification.by_median": true,
 "classification.high_spend": 2000,
 "classification.many_visits": 2,
 "classification.prospects": false,
 "classification.types": [
  "paid_maintenance",
  "paid_repair"
 ],
 "complaints.accept_by": "09:10",
 "complaints.accept_minutes": 2,
 "complaints.at_risk_percent": 20,
 "complaints.escalation_hours": 24,
 "complaints.field_request": false,
 "complaints.field_request_hours": 72,
 "complaints.goodwill.cs_manager": 1000,
 "complaints.goodwill.cs_specialist": 200,
 "complaints.goodwill.department_head": 3000,
 "complaints.goodwill.general_manager": 50000,
 "complaints.goodwill.service_advisor": 0,
 "complaints.hours": "08:30-17:00",
 "complaints.jobs": false,
 "complaints.large_job_days": 30,
 "complaints.major_days": 5,
 "complaints.medium_job_days": 15,
 "complaints.minor_days": 2,
 "complaints.normal_days": 3,
 "complaints.public_channels": [
  "authority",
  "consumer_association",
  "media",
  "internet"
 ],
 "complaints.repeated_count": 3,
 "complaints.repeated_days": 90,
 "complaints.reply_by": false,
 "complaints.small_job_days": 5,
 "complaints.week.friday": [
  "08:30-17:00"
 ],
 "complaints.week.monday": [
  "08:30-17:00"
 ],
 "complaints.week.saturday": [
  "08:30-17:00"
 ],
 "complaints.week.sunday": [
  "08:30-17:00"
 ],
 "complaints.week.thursday": [
  "08:30-17:00"
 ],
 "complaints.week.tuesday": [
  "08:30-17:00"
 ],
 "complaints.week.wednesday": [
  "08:30-17:00"
 ],
 "complaints.working_minutes_a_day": 510,
 "complaints.working_time": false,
 "coverage.sample_percent": 30,
 "coverage.whole_classes": [
  "A",
  "B"
 ],
 "coverage.whole_uses": [
  "private"
 ],
 "desk.zone": "Asia/Shanghai",
 "followups.1dc.by": "sales_manager",
 "followups.1dc.channel": "call",
 "followups.1dc.days": 1,
 "followups.1dc.enabled": true,
 "followups.30dc.by": "service_advisor",
 "followups.30dc.channel": "call",
 "followups.30dc.enabled": true,
 "followups.30dc.months": 1,
 "followups.3dc.by": "sales_consultant",
 "followups.3dc.channel": "call",
 "followups.3dc.days": 3,
 "followups.3dc.enabled": true,
 "followups.7dc.by": "sales_consultant",
 "followups.7dc.channel": "call",
 "followups.7dc.days": 7,
 "followups.7dc.enabled": true,
 "followups.annual_inspection.by": "cs_specialist",
 "followups.annual_inspection.channel": "call",
 "followups.annual_inspection.enabled": true,
 "followups.annual_inspection.lead_days": [
  30
 ],
 "followups.birthday.by": "cs_specialist",
 "followups.birthday.call_classes": [
  "A"
 ],
 "followups.birthday.channel": "message",
 "followups.birthday.enabled": true,
 "followups.birthday.lapse_days": 2,
 "followups.complaint_recall.by": "cs_specialist",
 "followups.complaint_recall.channel": "call",
 "followups.complaint_recall.days": 1,
 "followups.complaint_recall.enabled": true,
 "followups.dormant.by": "cs_specialist",
 "followups.dormant.channel": "call",
 "followups.dormant.enabled": true,
 "followups.dormant.months": 6,
 "followups.festival.by": "cs_specialist",
 "followups.festival.channel": "message",
 "followups.festival.enabled": true,
 "followups.festival.lapse_days": 2,
 "followups.festival.names": [
  "spring_festival",
  "dragon_boat",
  "mid_autumn",
  "national_day"
 ],
 "followups.first_maintenance.by": "cs_specialist",
 "followups.first_maintenance.channel": "call",
 "followups.first_maintenance.enabled": true,
 "followups.first_maintenance.km": 5000,
 "followups.first_maintenance.months": 3,
 "followups.insurance_expiry.by": "cs_specialist",
 "followups.insurance_expiry.channel": "call",
 "followups.insurance_expiry.enabled": true,
 "followups.insurance_expiry.lead_days": [
  30
 ],
 "followups.licence_expiry.by": "cs_specialist",
 "followups.licence_expiry.channel": "call",
 "followups.licence_expiry.enabled": true,
 "followups.licence_expiry.lead_days": [
  30
 ],
 "followups.lost.by": "cs_specialist",
 "followups.lost.channel": "call",
 "followups.lost.enabled": true,
 "followups.lost.months": 12,
 "followups.monthly_care.by": "cs_specialist",
 "followups.monthly_care.call_months": [
  2,
  3
 ],
 "followups.monthly_care.enabled": true,
 "followups.monthly_care.first_month": 2,
 "followups.monthly_care.last_month": 12,
 "followups.new_owner_survey.by": "cs_specialist",
 "followups.new_owner_survey.channel": "call",
 "followups.new_owner_survey.enabled": true,
 "followups.new_owner_survey.lapse_months": 3,
 "followups.new_owner_survey.months": 2,
 "followups.post_service.by": "cs_specialist",
 "followups.post_service.channel": "call",
 "followups.post_service.days": 3,
 "followups.post_service.enabled": true,
 "followups.pre_delivery.by": "sales_consultant",
 "followups.pre_delivery.channel": "call",
 "followups.pre_delivery.days": 1,
 "followups.pre_delivery.enabled": true,
 "followups.purchase_anniversary.by": "sales_consultant",
 "followups.purchase_anniversary.channel": "call",
 "followups.purchase_anniversary.enabled": true,
 "followups.purchase_anniversary.lapse_days": 2,
 "followups.scheduled_maintenance.by": "cs_specialist",
 "followups.scheduled_maintenance.channel": "call",
 "followups.scheduled_maintenance.enabled": true,
 "followups.scheduled_maintenance.km": 10000,
 "followups.scheduled_maintenance.months": 6,
 "followups.warranty_expiry.by": "cs_specialist",
 "followups.warranty_expiry.channel": "call",
 "followups.warranty_expiry.enabled": true,
 "followups.warranty_expiry.lead_days": [
  30
 ],
 "kpi.first_maintenance_months": 6,
 "kpi.return_months": 12,
 "kpi.small_sample": 10,
 "kpi.targets.appointment_rate": 40,
 "kpi.targets.call_coverage": 100,
 "kpi.targets.calls_on_time": 95,
 "kpi.targets.complaint_rate": 1,
 "kpi.targets.complaints_on_time": 100,
 "kpi.targets.csi": 100,
 "kpi.targets.first_maintenance_return_rate": 90,
 "kpi.targets.first_time_fix_rate": 95,
 "kpi.targets.level1_share": 30,
 "kpi.targets.level2_share": 40,
 "kpi.targets.loyal_file_share": 40,
 "kpi.targets.on_time_handover": 95,
 "kpi.targets.ordinary_file_share": 60,
 "kpi.targets.process_execution_rate": 90,
 "kpi.targets.return_rate": 70,
 "kpi.targets.rework_rate": 2,
 "kpi.targets.ssi": 100,
 "kpi.targets.staff_turnover": 15,
 "kpi.targets.technician_productivity": 100,
 "kpi.workshop_posts": [
  "service_advisor",
  "technician"
 ],
 "lifecycle.new_months": 6,
 "lifetime.discount_percent": 8,
 "lifetime.margin_percent": 35,
 "lifetime.years": 5,
 "maintenance.reading_gap_days": 14,
 "maintenance.types": [
  "paid_maintenance",
  "free_inspection"
 ],
 "planning.backlog_per_day": 10,
 "planning.horizon_days": 35,
 "surveys.csi": [
  "problems_met",
  "convenience",
  "handover",
  "work_quality",
  "time_on_site",
  "advisor",
  "start_of_service"
 ],
 "surveys.ssi": [
  "delivery",
  "salesperson",
  "facility",
  "deal",
  "delivery_time",
  "paperwork"
 ],
 "visits.excluded_types": [
  "internal",
  "pdi",
  "accessory"
 ]
}
','');
CREATE TABLE prospect (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (name <> ''),
    phone TEXT,
    model TEXT,
    source TEXT NOT NULL CHECK (source IN ('phone', 'web', 'walk_in', 'event', 'referral')),
    referred_by_id INTEGER REFERENCES customer (id),
    call_id INTEGER REFERENCES call (id),
    registered_on TEXT NOT NULL CHECK (registered_on IS date(registered_on)),
    note TEXT
) STRICT;
INSERT INTO "prospect" VALUES(1,'赵六','13700137000',NULL,'referral',1,1,'2026-05-04',NULL);
CREATE TABLE refusal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL,
    refused_on TEXT NOT NULL CHECK (refused_on IS date(refused_on)),
    UNIQUE (customer_id, kind)
) STRICT;
INSERT INTO "refusal" VALUES(1,2,'birthday','2026-02-01');
CREATE TABLE repair_order (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_no TEXT NOT NULL UNIQUE CHECK (order_no <> ''),
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id),
    type TEXT NOT NULL CHECK (type IN ('paid_maintenance', 'paid_repair', 'free_inspection', 'free_repair', 'warranty_repair', 'internal', 'pdi', 'accessory')),
    opened_at TEXT NOT NULL CHECK (opened_at IS strftime('%Y-%m-%dT%H:%M:%SZ', opened_at)),
    opened_on TEXT NOT NULL CHECK (opened_on IS date(opened_on)),
    promised_at TEXT  CHECK (promised_at IS strftime('%Y-%m-%dT%H:%M:%SZ', promised_at)),
    closed_at TEXT  CHECK (closed_at IS strftime('%Y-%m-%dT%H:%M:%SZ', closed_at)),
    closed_on TEXT  CHECK (closed_on IS date(closed_on)),
    advisor_id INTEGER REFERENCES staff (id),
    technician_id INTEGER REFERENCES staff (id),
    team TEXT CHECK (team IN ('mechanical', 'body', 'paint')),
    brought_by TEXT,
    brought_by_phone TEXT,
    standard_centihours INTEGER CHECK (standard_centihours >= 0),
    actual_centihours INTEGER CHECK (actual_centihours >= 0),
    labor_fen INTEGER NOT NULL DEFAULT 0 CHECK (labor_fen >= 0),
    parts_fen INTEGER NOT NULL DEFAULT 0 CHECK (parts_fen >= 0),
    other_fen INTEGER NOT NULL DEFAULT 0 CHECK (other_fen >= 0),
    payer TEXT NOT NULL DEFAULT 'customer' CHECK (payer IN ('customer', 'warranty', 'insurer', 'internal')),
    mileage_km INTEGER CHECK (mileage_km >= 0),
    appointment INTEGER NOT NULL DEFAULT 0 CHECK (appointment IN (0, 1)),
    accident INTEGER NOT NULL DEFAULT 0 CHECK (accident IN (0, 1)),
    overhaul INTEGER NOT NULL DEFAULT 0 CHECK (overhaul IN (0, 1)),
    rework_of TEXT,
    steps TEXT,
    CHECK (closed_at >= opened_at),
    CHECK ((closed_at IS NULL) = (closed_on IS NULL))
) STRICT;
INSERT INTO "repair_order" VALUES(1,'G1',1,'paid_maintenance','2026-05-01T01:00:00Z','2026-05-01',NULL,'2026-05-01T05:00:00Z','2026-05-01',2,NULL,NULL,NULL,NULL,160,165,30050,12000,0,'customer',21000,0,0,0,NULL,'1,2,4');
INSERT INTO "repair_order" VALUES(2,'G2',1,'paid_repair','2026-06-10T01:00:00Z','2026-06-10',NULL,NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,'customer',NULL,0,0,0,NULL,NULL);
CREATE TABLE segment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    filter TEXT NOT NULL CHECK (filter <> ''),
    saved_on TEXT NOT NULL CHECK (saved_on IS date(saved_on))
) STRICT;
INSERT INTO "segment" VALUES(1,'久未来店','class:A last_visit:..-6m','2026-06-01');
CREATE TABLE "staff" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_no TEXT NOT NULL UNIQUE CHECK (employee_no <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    role TEXT NOT NULL CHECK (role IN ('sales_manager', 'sales_consultant', 'service_advisor', 'technician', 'cs_specialist', 'cs_manager', 'department_head', 'general_manager', 'dcc_consultant', 'renewal_specialist', 'account_manager', 'other')),
    team TEXT CHECK (team IN ('mechanical', 'body', 'paint')),
    department TEXT,
    level TEXT,
    phone TEXT,
    joined_on TEXT  CHECK (joined_on IS date(joined_on)),
    left_on TEXT  CHECK (left_on IS date(left_on)),
    pinyin TEXT NOT NULL,
    initials TEXT NOT NULL, birthday TEXT  CHECK (birthday IS date(birthday)),
    CHECK (left_on >= joined_on)
) STRICT;
INSERT INTO "staff" VALUES(1,'S1','白雪','cs_specialist',NULL,NULL,NULL,NULL,'2020-01-01',NULL,'bai xue','bx',NULL);
INSERT INTO "staff" VALUES(2,'A1','秦大勇','service_advisor',NULL,NULL,'高级',NULL,NULL,NULL,'qin da yong','qdy',NULL);
INSERT INTO "staff" VALUES(3,'X1','顾文斌','sales_consultant',NULL,NULL,NULL,NULL,NULL,NULL,'gu wen bin','gwb',NULL);
CREATE TABLE store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL CHECK (name <> ''),
    go_live_on TEXT NOT NULL CHECK (go_live_on IS date(go_live_on))
) STRICT;
INSERT INTO "store" VALUES(1,'云汐店','2026-01-01');
CREATE TABLE survey_form (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    survey TEXT NOT NULL CHECK (survey <> ''),
    surveyed_on TEXT NOT NULL CHECK (surveyed_on IS date(surveyed_on)),
    staff_id INTEGER REFERENCES staff (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    order_id INTEGER REFERENCES repair_order (id),
    note TEXT,
    UNIQUE (customer_id, survey, surveyed_on)
) STRICT;
INSERT INTO "survey_form" VALUES(1,1,'csi','2026-05-02',1,1,1,NULL);
CREATE TABLE template (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    purpose TEXT NOT NULL CHECK (purpose IN ('script', 'message', 'situation', 'question')),
    name TEXT NOT NULL CHECK (name <> ''),
    language TEXT NOT NULL CHECK (language IN ('en', 'zh')),
    body TEXT NOT NULL,
    UNIQUE (purpose, name, language)
) STRICT;
INSERT INTO "template" VALUES(1,'script','birthday','zh','{customer}您好');
CREATE TABLE vehicle (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vin TEXT NOT NULL UNIQUE CHECK (length(vin) = 17),
    plate TEXT CHECK (plate <> ''),
    brand TEXT,
    model TEXT,
    use TEXT CHECK (use IN ('private', 'official', 'commercial')),
    planned_delivery_on TEXT  CHECK (planned_delivery_on IS date(planned_delivery_on)),
    delivered_on TEXT  CHECK (delivered_on IS date(delivered_on)),
    sales_consultant_id INTEGER REFERENCES staff (id),
    service_advisor_id INTEGER REFERENCES staff (id),
    warranty_until TEXT  CHECK (warranty_until IS date(warranty_until)),
    insurance_expires_on TEXT  CHECK (insurance_expires_on IS date(insurance_expires_on)),
    inspection_due_on TEXT  CHECK (inspection_due_on IS date(inspection_due_on)),
    sold_on TEXT  CHECK (sold_on IS date(sold_on)),
    scrapped_on TEXT  CHECK (scrapped_on IS date(scrapped_on)),
    vin_tail TEXT AS (substr(vin, -6)) VIRTUAL
, model_class TEXT CHECK (model_class IN ('premium', 'economy')), energy TEXT CHECK (energy IN ('combustion', 'hybrid', 'range_extended', 'electric')), registered_on TEXT  CHECK (registered_on IS date(registered_on))) STRICT;
INSERT INTO "vehicle" VALUES(1,'LSVAA4187E2184961','皖TG2H77',NULL,NULL,'private',NULL,'2024-05-05',3,2,NULL,'2026-08-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "vehicle" VALUES(2,'1M8GDM9AXKP042788',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "vehicle" VALUES(3,'LSVAA4187E2184962','皖TG2H78',NULL,NULL,NULL,NULL,'2026-07-08',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE work_day (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL CHECK (day IS date(day)),
    hours TEXT NOT NULL,
    name TEXT CHECK (name <> ''),
    set_at TEXT NOT NULL CHECK (set_at IS strftime('%Y-%m-%dT%H:%M:%SZ', set_at))
) STRICT;
INSERT INTO "work_day" VALUES(1,'2026-10-01','','国庆节','2026-01-05T01:00:00Z');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX customer_by_name ON customer (name);
CREATE INDEX customer_by_pinyin ON customer (pinyin);
CREATE INDEX customer_by_initials ON customer (initials);
CREATE INDEX customer_by_phone_tail ON customer (phone_tail);
CREATE INDEX customer_by_phone2_tail ON customer (phone2_tail) WHERE phone2 IS NOT NULL;
CREATE INDEX customer_by_specialist ON customer (specialist_id);
CREATE INDEX customer_without_phone ON customer (id) WHERE (phone IS NULL OR phone_state = 'wrong') AND phone2 IS NULL;
CREATE INDEX vehicle_by_plate ON vehicle (plate);
CREATE INDEX vehicle_by_vin_tail ON vehicle (vin_tail);
CREATE INDEX vehicle_by_insurance ON vehicle (insurance_expires_on);
CREATE INDEX vehicle_by_inspection ON vehicle (inspection_due_on);
CREATE UNIQUE INDEX ownership_present ON ownership (vehicle_id) WHERE until_on IS NULL;
CREATE INDEX ownership_of_customer ON ownership (customer_id);
CREATE INDEX ownership_of_vehicle ON ownership (vehicle_id, from_on);
CREATE INDEX repair_order_by_opening ON repair_order (opened_at);
CREATE INDEX followup_open ON followup (call_on, customer_id, channel, due_on, assignee_id, lapses_on, state) WHERE state = 'open';
CREATE INDEX followup_open_of_customer ON followup (customer_id) WHERE state = 'open';
CREATE INDEX followup_open_of_assignee ON followup (assignee_id) WHERE state = 'open';
CREATE INDEX followup_of_vehicle ON followup (vehicle_id);
CREATE INDEX followup_of_order ON followup (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX plan_queue_by_date ON plan_queue (next_on);
CREATE TRIGGER plan_customer_insert AFTER INSERT ON customer BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT NEW.id, '' WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_customer_update AFTER UPDATE OF kind, birthday, licence_expires_on, do_not_contact, call_consent, message_consent ON customer BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT NEW.id, '' WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_customer_delete AFTER DELETE ON customer BEGIN DELETE FROM plan_queue WHERE customer_id = OLD.id; END;
CREATE TRIGGER plan_ownership_insert AFTER INSERT ON ownership BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT NEW.customer_id, '' WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_ownership_update AFTER UPDATE ON ownership BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_ownership_delete AFTER DELETE ON ownership BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT OLD.customer_id, '' WHERE EXISTS (SELECT 1 FROM customer WHERE id = OLD.customer_id)
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_vehicle_update AFTER UPDATE OF use, planned_delivery_on, delivered_on, warranty_until, insurance_expires_on, inspection_due_on, sold_on, scrapped_on, sales_consultant_id, service_advisor_id ON vehicle BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT customer_id, '' FROM ownership WHERE vehicle_id = NEW.id
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_repair_order_insert AFTER INSERT ON repair_order BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT customer_id, '' FROM ownership WHERE vehicle_id IN (NEW.vehicle_id)
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_repair_order_update AFTER UPDATE OF vehicle_id, type, opened_on, closed_on, mileage_km, accident, overhaul, brought_by, brought_by_phone ON repair_order BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT customer_id, '' FROM ownership WHERE vehicle_id IN (NEW.vehicle_id, OLD.vehicle_id)
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_repair_order_delete AFTER DELETE ON repair_order BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT customer_id, '' FROM ownership WHERE vehicle_id IN (OLD.vehicle_id)
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_mileage_reading_insert AFTER INSERT ON mileage_reading BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT customer_id, '' FROM ownership WHERE vehicle_id IN (NEW.vehicle_id)
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_mileage_reading_update AFTER UPDATE OF vehicle_id, read_on, km ON mileage_reading BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT customer_id, '' FROM ownership WHERE vehicle_id IN (NEW.vehicle_id, OLD.vehicle_id)
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_mileage_reading_delete AFTER DELETE ON mileage_reading BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT customer_id, '' FROM ownership WHERE vehicle_id IN (OLD.vehicle_id)
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_policy_insert AFTER INSERT ON policy_version BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT id, '' FROM customer WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_policy_delete AFTER DELETE ON policy_version BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT id, '' FROM customer WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_store_update AFTER UPDATE OF go_live_on ON store BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT id, '' FROM customer WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE INDEX call_of_customer ON call (customer_id, called_at);
CREATE INDEX call_by_day ON call (called_on, staff_id);
CREATE INDEX call_followup_of ON call_followup (followup_id);
CREATE INDEX followup_event_of ON followup_event (followup_id);
CREATE INDEX absence_of ON absence (staff_id, from_on);
CREATE INDEX prospect_of_customer ON prospect (referred_by_id);
CREATE INDEX opportunity_of_customer ON opportunity (customer_id);
CREATE TRIGGER plan_refusal_insert AFTER INSERT ON refusal BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT NEW.customer_id, '' WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_refusal_delete AFTER DELETE ON refusal BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT OLD.customer_id, '' WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE INDEX work_day_of ON work_day (day);
CREATE INDEX class_move_of_customer ON class_move (customer_id);
CREATE INDEX class_move_of_run ON class_move (run_id);
CREATE INDEX lifecycle_event_of_customer ON lifecycle_event (customer_id, crossed_on);
CREATE INDEX lifecycle_event_by_day ON lifecycle_event (crossed_on);
CREATE INDEX away_reason_of_customer ON away_reason (customer_id, said_on);
CREATE INDEX repair_order_of_vehicle
    ON repair_order (vehicle_id, opened_on, type, closed_on, payer, labor_fen, parts_fen, other_fen);
CREATE TRIGGER plan_classification_update AFTER UPDATE OF class, key_since_on ON classification BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT NEW.id, '' WHERE NEW.class <> OLD.class OR NEW.key_since_on IS NOT OLD.key_since_on
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_classification_delete AFTER DELETE ON classification BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT OLD.id, '' WHERE OLD.class <> 'C' AND EXISTS (SELECT 1 FROM customer WHERE id = OLD.id)
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE INDEX survey_form_by_day ON survey_form (surveyed_on);
CREATE INDEX repair_order_by_close ON repair_order (closed_on, payer, type, labor_fen, parts_fen, other_fen) WHERE closed_on IS NOT NULL;
CREATE INDEX repair_order_visits ON repair_order (opened_on, vehicle_id, type);
CREATE INDEX followup_by_due ON followup (due_on);
CREATE TRIGGER kpi_frozen_is_kept BEFORE UPDATE ON kpi_frozen
BEGIN SELECT RAISE(ABORT, 'the numbers of a closed month are never rewritten'); END;
CREATE TRIGGER plan_vehicle_kind_update AFTER UPDATE OF brand, model, energy, registered_on ON vehicle BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT customer_id, '' FROM ownership WHERE vehicle_id = NEW.id
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_staff_insert AFTER INSERT ON staff BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT * FROM (SELECT customer_id, '' FROM followup WHERE state = 'open' AND (assignee_id = NEW.id OR assignee_id IS NULL) UNION SELECT id, '' FROM customer WHERE specialist_id = NEW.id OR specialist_id IS NULL) WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_staff_delete AFTER DELETE ON staff BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT * FROM (SELECT customer_id, '' FROM followup WHERE state = 'open' AND assignee_id = OLD.id UNION SELECT id, '' FROM customer WHERE specialist_id = OLD.id) WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE UNIQUE INDEX followup_known_by
    ON followup (customer_id, kind, channel, coalesce(vehicle_id, 0), coalesce(case_no, ''), base_on, occurrence);
CREATE TRIGGER plan_use_update AFTER UPDATE OF use ON vehicle WHEN coalesce(NEW.use, 'private') <> coalesce(OLD.use, 'private') BEGIN
    INSERT INTO plan_use (vehicle_id, before, since_at)
    SELECT NEW.id, coalesce(OLD.use, 'private'), operation.at
    FROM operation_open JOIN operation ON operation.id = operation_open.operation_id
    WHERE operation.undoes IS NULL
        OR NOT EXISTS (SELECT 1 FROM plan_use WHERE vehicle_id = NEW.id AND before = coalesce(NEW.use, 'private'))
    ON CONFLICT (vehicle_id) DO UPDATE SET before = excluded.before, since_at = excluded.since_at;
    DELETE FROM plan_use WHERE vehicle_id = NEW.id AND before = coalesce(NEW.use, 'private') AND EXISTS (
        SELECT 1 FROM operation_open JOIN operation ON operation.id = operation_open.operation_id WHERE operation.undoes IS NOT NULL
    );
END;
CREATE TRIGGER plan_use_delete AFTER DELETE ON vehicle BEGIN DELETE FROM plan_use WHERE vehicle_id = OLD.id; END;
CREATE TRIGGER plan_classification_insert AFTER INSERT ON classification BEGIN
    INSERT INTO plan_queue (customer_id, next_on) 
    SELECT NEW.id, '' WHERE EXISTS (
        SELECT 1 FROM followup WHERE customer_id = NEW.id AND state = 'open' AND kind IN ('birthday', 'purchase_anniversary')
    )
    OR EXISTS (SELECT 1 FROM customer WHERE id = NEW.id AND message_consent = 0)
    OR EXISTS (
        SELECT 1 FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id
        WHERE ownership.customer_id = NEW.id AND ownership.until_on IS NULL AND vehicle.use <> 'private'
    )

    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER policy_list_insert AFTER INSERT ON policy_version BEGIN 
INSERT INTO policy_list (policy_version_id, list, item, place)
SELECT NEW.id, 'visit', item.value, item.key FROM  json_each('["paid_repair", "paid_maintenance", "warranty_repair", "free_repair", "free_inspection"]') AS item WHERE item.value NOT IN (SELECT value FROM json_each(coalesce(json_extract(NEW.snapshot, '$."visits.excluded_types"'), '["internal", "pdi", "accessory"]')));
INSERT INTO policy_list (policy_version_id, list, item, place)
SELECT NEW.id, 'maintenance', item.value, item.key FROM  json_each(coalesce(json_extract(NEW.snapshot, '$."maintenance.types"'), '["paid_maintenance", "free_inspection"]')) AS item ;
INSERT INTO policy_list (policy_version_id, list, item, place)
SELECT NEW.id, 'workshop', item.value, item.key FROM  json_each(coalesce(json_extract(NEW.snapshot, '$."kpi.workshop_posts"'), '["service_advisor", "technician"]')) AS item ;
INSERT INTO policy_list (policy_version_id, list, item, place)
SELECT NEW.id, 'of_purchase', item.value, item.key FROM  json_each('["ssi 7dc", "ssi 30dc", "recommend 30dc"]') AS item ;
INSERT INTO policy_list (policy_version_id, list, item, place)
SELECT NEW.id, 'of_visit', item.value, item.key FROM  json_each('["csi post_service", "recommend post_service"]') AS item ; END;
CREATE INDEX complaint_clock_of ON complaint_clock (complaint_id);
CREATE TRIGGER complaint_queue_work_day AFTER INSERT ON work_day BEGIN
    INSERT INTO complaint_queue (id) SELECT id FROM complaint WHERE opened_at >= NEW.set_at ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER complaint_queue_work_day_delete AFTER DELETE ON work_day BEGIN
    INSERT INTO complaint_queue (id) SELECT id FROM complaint WHERE opened_at >= OLD.set_at ON CONFLICT DO NOTHING;
END;
CREATE VIEW fact_visit AS
SELECT visits.policy_version_id, repair_order.id AS order_id, repair_order.vehicle_id, repair_order.opened_on AS day, repair_order.opened_at,
    visits.place, repair_order.type, repair_order.team, repair_order.appointment
FROM repair_order JOIN policy_list AS visits ON visits.list = 'visit' AND visits.item = repair_order.type;
CREATE VIEW fact_order AS
SELECT version.id AS policy_version_id, repair_order.id AS order_id, repair_order.vehicle_id, repair_order.type, repair_order.payer,
    repair_order.opened_on AS day, repair_order.closed_on, repair_order.team, advisor.id AS advisor_id, technician.id AS technician_id,
    CASE WHEN repair_order.rework_of IS NULL THEN 0 WHEN original.id IS NULL THEN 1
        WHEN original.closed_at <= repair_order.opened_at THEN 1 ELSE 0 END AS came_back,
    original.team AS first_team, first_advisor.id AS first_advisor_id, first_technician.id AS first_technician_id,
    repair_order.labor_fen, repair_order.parts_fen, repair_order.other_fen,
    repair_order.standard_centihours, repair_order.actual_centihours,
    CASE WHEN repair_order.standard_centihours IS NOT NULL AND repair_order.actual_centihours IS NOT NULL THEN 1 ELSE 0 END AS is_timed,
    CASE WHEN visits.id IS NOT NULL THEN 1 ELSE 0 END AS is_visit,
    CASE WHEN repair_order.closed_at IS NOT NULL AND visits.id IS NOT NULL THEN 1 ELSE 0 END AS is_handed_over,
    CASE WHEN repair_order.closed_at IS NOT NULL AND visits.id IS NOT NULL AND repair_order.promised_at IS NOT NULL THEN 1 ELSE 0 END AS is_promised,
    CASE WHEN repair_order.closed_at IS NOT NULL AND visits.id IS NOT NULL AND repair_order.closed_at <= repair_order.promised_at THEN 1 ELSE 0 END AS is_in_time,
    length(replace(replace(coalesce(repair_order.steps, ''), ',', ''), '8', '')) + coalesce((
        SELECT max(CASE WHEN followup.state = 'done' THEN 1 ELSE 0 END) FROM followup
        WHERE followup.vehicle_id = repair_order.vehicle_id AND followup.kind = 'post_service'
            AND followup.base_on = repair_order.closed_on AND followup.state <> 'cancelled'
    ), CASE WHEN coalesce(repair_order.steps, '') LIKE '%8' THEN 1 ELSE 0 END) AS steps_done
FROM policy_version AS version
CROSS JOIN repair_order
LEFT JOIN policy_list AS visits ON visits.policy_version_id = version.id AND visits.list = 'visit' AND visits.item = repair_order.type
LEFT JOIN repair_order AS original ON original.order_no = repair_order.rework_of
LEFT JOIN staff AS advisor ON advisor.id = repair_order.advisor_id AND repair_order.opened_on >= coalesce(advisor.joined_on, '') AND repair_order.opened_on <= coalesce(advisor.left_on, '9999-12-31')
LEFT JOIN staff AS technician ON technician.id = repair_order.technician_id AND repair_order.opened_on >= coalesce(technician.joined_on, '') AND repair_order.opened_on <= coalesce(technician.left_on, '9999-12-31')
LEFT JOIN staff AS first_advisor ON first_advisor.id = original.advisor_id AND repair_order.opened_on >= coalesce(first_advisor.joined_on, '') AND repair_order.opened_on <= coalesce(first_advisor.left_on, '9999-12-31')
LEFT JOIN staff AS first_technician ON first_technician.id = original.technician_id AND repair_order.opened_on >= coalesce(first_technician.joined_on, '') AND repair_order.opened_on <= coalesce(first_technician.left_on, '9999-12-31');
CREATE VIEW fact_income AS
SELECT repair_order.id AS order_id, repair_order.vehicle_id, repair_order.closed_on AS day, repair_order.opened_on, repair_order.type,
    repair_order.payer, repair_order.team, advisor.id AS advisor_id, technician.id AS technician_id,
    repair_order.labor_fen, repair_order.parts_fen, repair_order.other_fen
FROM repair_order
LEFT JOIN staff AS advisor ON advisor.id = repair_order.advisor_id AND repair_order.opened_on >= coalesce(advisor.joined_on, '') AND repair_order.opened_on <= coalesce(advisor.left_on, '9999-12-31')
LEFT JOIN staff AS technician ON technician.id = repair_order.technician_id AND repair_order.opened_on >= coalesce(technician.joined_on, '') AND repair_order.opened_on <= coalesce(technician.left_on, '9999-12-31')
WHERE repair_order.closed_on IS NOT NULL AND repair_order.payer <> 'internal' AND repair_order.type <> 'internal';
CREATE VIEW fact_vehicle AS
SELECT vehicle.id AS vehicle_id, vehicle.delivered_on, vehicle.scrapped_on, vehicle.service_advisor_id AS advisor_id, vehicle.use
FROM vehicle WHERE vehicle.delivered_on IS NOT NULL;
CREATE VIEW fact_call AS
SELECT call_followup.call_id, call_followup.followup_id, call_followup.state, call.called_on AS day, call.customer_id, call.staff_id, call.by,
    call.outcome, call.score
FROM call_followup JOIN call ON call.id = call_followup.call_id;
CREATE VIEW fact_complaint AS
SELECT complaint.id AS complaint_id, complaint.received_on AS day, complaint.customer_id, complaint.vehicle_id, complaint.order_id,
    complaint.severity, complaint.cause, complaint.department, repair_order.team, repair_order.advisor_id, repair_order.technician_id,
    complaint_verdict.policy_version_id, complaint_verdict.satisfied
FROM complaint
LEFT JOIN complaint_verdict ON complaint_verdict.id = complaint.id
LEFT JOIN repair_order ON repair_order.id = complaint.order_id;
CREATE VIEW fact_deadline AS
SELECT fact_complaint.*, complaint_clock.kind, complaint_clock.due_at, complaint_clock.stopped_at, complaint_clock.state
FROM fact_complaint JOIN complaint_clock ON complaint_clock.complaint_id = fact_complaint.complaint_id;
CREATE VIEW fact_answer AS
SELECT version.id AS policy_version_id, call.id AS call_id, NULL AS form_id, call.customer_id, call.called_on AS day, answer.survey,
    answer.question, answer.rating, answer.expectation,
    CASE WHEN EXISTS (
        SELECT 1 FROM call_followup
        JOIN followup ON followup.id = call_followup.followup_id
        JOIN policy_list AS subject ON subject.policy_version_id = version.id AND subject.list IN ('of_purchase', 'of_visit')
            AND subject.item = answer.survey || ' ' || followup.kind
        LEFT JOIN vehicle ON vehicle.id = followup.vehicle_id
        LEFT JOIN repair_order ON repair_order.id = followup.order_id
        WHERE call_followup.call_id = call.id
            AND call.staff_id = CASE subject.list WHEN 'of_purchase' THEN vehicle.sales_consultant_id ELSE repair_order.advisor_id END
    ) THEN 1 ELSE 0 END AS is_own
FROM policy_version AS version CROSS JOIN call JOIN answer ON answer.call_id = call.id
WHERE answer.rating IS NOT NULL
UNION ALL
SELECT version.id, NULL, survey_form.id, survey_form.customer_id, survey_form.surveyed_on, form_answer.survey, form_answer.question,
    form_answer.rating, form_answer.expectation,
    CASE WHEN survey_form.staff_id = CASE form_answer.survey WHEN 'ssi' THEN vehicle.sales_consultant_id WHEN 'csi' THEN repair_order.advisor_id
        WHEN 'recommend' THEN coalesce(repair_order.advisor_id, vehicle.sales_consultant_id) END THEN 1 ELSE 0 END
FROM policy_version AS version CROSS JOIN survey_form JOIN form_answer ON form_answer.form_id = survey_form.id
LEFT JOIN vehicle ON vehicle.id = survey_form.vehicle_id
LEFT JOIN repair_order ON repair_order.id = survey_form.order_id
WHERE form_answer.rating IS NOT NULL;
CREATE VIEW fact_finance AS
SELECT finance.id AS finance_id, finance.month || '-01' AS day, finance.kind, finance.item, finance.amount_fen FROM finance;
CREATE VIEW fact_staff AS
SELECT version.id AS policy_version_id, staff.id AS staff_id, staff.role, staff.joined_on, staff.left_on, CASE WHEN workshop.id IS NOT NULL THEN 1 ELSE 0 END AS is_workshop,
    CASE WHEN (staff.level LIKE '%1%' OR staff.level LIKE '%一%' OR staff.level LIKE '%Ⅰ%') AND NOT (staff.level LIKE '%2%' OR staff.level LIKE '%二%' OR staff.level LIKE '%Ⅱ%') THEN 1 WHEN (staff.level LIKE '%2%' OR staff.level LIKE '%二%' OR staff.level LIKE '%Ⅱ%') AND NOT (staff.level LIKE '%1%' OR staff.level LIKE '%一%' OR staff.level LIKE '%Ⅰ%') THEN 2 END AS level
FROM policy_version AS version CROSS JOIN staff
LEFT JOIN policy_list AS workshop ON workshop.policy_version_id = version.id AND workshop.list = 'workshop' AND workshop.item = staff.role;
CREATE VIEW fact_prospect AS
SELECT prospect.id AS prospect_id, prospect.registered_on AS day, prospect.source, (
    SELECT min(vehicle.delivered_on) FROM customer
    JOIN ownership ON ownership.customer_id = customer.id JOIN vehicle ON vehicle.id = ownership.vehicle_id
    WHERE (customer.phone_tail = substr(prospect.phone, -4) AND customer.phone = prospect.phone
            OR customer.phone2_tail = substr(prospect.phone, -4) AND customer.phone2 = prospect.phone)
        AND vehicle.delivered_on >= prospect.registered_on AND coalesce(ownership.from_on, vehicle.delivered_on) <= vehicle.delivered_on
) AS bought_on FROM prospect;
CREATE VIEW fact_opportunity AS
SELECT opportunity.id AS opportunity_id, opportunity.customer_id, opportunity.state, opportunity.ended_on AS day, opportunity.reason
FROM opportunity WHERE opportunity.ended_on IS NOT NULL;
CREATE UNIQUE INDEX opportunity_by_number ON opportunity (opportunity_no);
CREATE VIEW fact_customer AS
SELECT customer.id AS customer_id, coalesce(customer.grade, CASE WHEN classification.class IN ('A', 'B') THEN 'important'
    WHEN EXISTS (SELECT 1 FROM ownership WHERE ownership.customer_id = customer.id) THEN 'ordinary' ELSE 'potential' END) AS grade, coalesce(customer.loyalty, plan_loyalty.loyalty) AS loyalty
FROM customer LEFT JOIN plan_loyalty ON plan_loyalty.id = customer.id LEFT JOIN classification ON classification.id = customer.id;
CREATE INDEX complaint_of_customer ON complaint (customer_id, received_at);
CREATE INDEX complaint_of_vehicle ON complaint (vehicle_id, received_at);
CREATE INDEX complaint_by_day ON complaint (received_on);
CREATE INDEX complaint_open ON complaint (customer_id, level) WHERE state <> 'closed';
CREATE TRIGGER plan_complaint_insert AFTER INSERT ON complaint BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT NEW.customer_id, '' WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_complaint_delete AFTER DELETE ON complaint BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT OLD.customer_id, '' WHERE EXISTS (SELECT 1 FROM customer WHERE id = OLD.customer_id)
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER plan_complaint_update AFTER UPDATE OF customer_id, vehicle_id, order_id, received_on, state ON complaint BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE TRIGGER complaint_queue_insert AFTER INSERT ON complaint BEGIN INSERT INTO complaint_queue (id) VALUES (NEW.id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER complaint_queue_update AFTER UPDATE ON complaint BEGIN INSERT INTO complaint_queue (id) VALUES (NEW.id) ON CONFLICT DO NOTHING; END;
CREATE INDEX complaint_event_of ON complaint_event (complaint_id, at);
CREATE TRIGGER complaint_queue_event AFTER INSERT ON complaint_event BEGIN INSERT INTO complaint_queue (id) VALUES (NEW.complaint_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER complaint_queue_event_update AFTER UPDATE ON complaint_event BEGIN INSERT INTO complaint_queue (id) VALUES (NEW.complaint_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER complaint_queue_event_delete AFTER DELETE ON complaint_event BEGIN
    INSERT INTO complaint_queue (id) SELECT id FROM complaint WHERE id = OLD.complaint_id ON CONFLICT DO NOTHING;
END;
CREATE UNIQUE INDEX operation_row_of ON operation_row (table_no, row_id, operation_id);
CREATE VIEW operation_change AS
SELECT operation_row.id, operation_id, name AS table_name, row_id, before,
    CASE action WHEN 0 THEN 'insert' WHEN 1 THEN 'update' WHEN 2 THEN 'delete' WHEN 3 THEN 'erase' ELSE 'seal' END AS action
FROM operation_row JOIN operation_table ON no = table_no;
CREATE TRIGGER operation_is_kept_updated BEFORE UPDATE ON operation WHEN OLD.id IS NOT (SELECT operation_id FROM operation_open) BEGIN SELECT RAISE(ABORT, 'the operations log is append-only'); END;
CREATE TRIGGER operation_is_kept_deleted BEFORE DELETE ON operation WHEN OLD.id IS NOT (SELECT operation_id FROM operation_open) BEGIN SELECT RAISE(ABORT, 'the operations log is append-only'); END;
CREATE TRIGGER operation_row_is_kept_updated BEFORE UPDATE ON operation_row  BEGIN SELECT RAISE(ABORT, 'the operations log is append-only'); END;
CREATE TRIGGER operation_row_is_kept_deleted BEFORE DELETE ON operation_row WHEN (SELECT erasing FROM operation_open) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'the operations log is append-only'); END;
CREATE INDEX followup_postponed ON followup (call_on) WHERE state = 'cancelled' AND reason = 'cap';
CREATE VIEW fact_followup AS
SELECT followup.id AS followup_id, followup.kind, followup.channel, followup.state, followup.due_on AS day, followup.customer_id,
    followup.vehicle_id, followup.order_id, repair_order.team, staff.id AS staff_id, ending.called_on AS ended_on, ending.score,
    CASE WHEN followup.state = 'done' OR EXISTS (SELECT 1 FROM fact_call WHERE fact_call.followup_id = followup.id) THEN 1 ELSE 0 END AS is_tried,
    CASE WHEN EXISTS (SELECT 1 FROM fact_call WHERE fact_call.followup_id = followup.id AND fact_call.outcome = 'answered') THEN 1 ELSE 0 END AS is_reached
FROM followup
LEFT JOIN repair_order ON repair_order.id = followup.order_id
LEFT JOIN staff ON staff.id = followup.duty_id AND followup.due_on >= coalesce(staff.joined_on, '')
    AND followup.due_on <= coalesce(staff.left_on, '9999-12-31')
LEFT JOIN call AS ending ON ending.id = (
    SELECT max(fact_call.call_id) FROM fact_call WHERE fact_call.followup_id = followup.id AND fact_call.state <> 'open'
);
CREATE TRIGGER plan_staff_update AFTER UPDATE OF role, joined_on, left_on ON staff BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT * FROM (SELECT customer_id, '' FROM followup WHERE state = 'open' AND (assignee_id = NEW.id OR assignee_id IS NULL) UNION SELECT id, '' FROM customer WHERE specialist_id = NEW.id OR specialist_id IS NULL) WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
CREATE INDEX followup_open_by_due ON followup (due_on, call_on, channel, customer_id, assignee_id, lapses_on, state) WHERE state = 'open';
CREATE TRIGGER log_insert_absence AFTER INSERT ON absence BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),1,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_absence AFTER UPDATE ON absence BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),1,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'staff_id',OLD.staff_id,'from_on',OLD.from_on,'until_on',OLD.until_on,'cover_id',OLD.cover_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_absence AFTER DELETE ON absence BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),1,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'staff_id',OLD.staff_id,'from_on',OLD.from_on,'until_on',OLD.until_on,'cover_id',OLD.cover_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_answer AFTER INSERT ON answer BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),2,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_answer AFTER UPDATE ON answer BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),2,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'call_id',OLD.call_id,'survey',OLD.survey,'question',OLD.question,'rating',OLD.rating,'expectation',OLD.expectation,'answer',OLD.answer)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_answer AFTER DELETE ON answer BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),2,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'call_id',OLD.call_id,'survey',OLD.survey,'question',OLD.question,'rating',OLD.rating,'expectation',OLD.expectation,'answer',OLD.answer)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_away_reason AFTER INSERT ON away_reason BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),3,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_away_reason AFTER UPDATE ON away_reason BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),3,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'call_id',OLD.call_id,'said_on',OLD.said_on,'reason',OLD.reason)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_away_reason AFTER DELETE ON away_reason BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),3,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'call_id',OLD.call_id,'said_on',OLD.said_on,'reason',OLD.reason)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_call AFTER INSERT ON call BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),4,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_call AFTER UPDATE ON call BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),4,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'staff_id',OLD.staff_id,'called_at',OLD.called_at,'called_on',OLD.called_on,'by',OLD.by,'outcome',OLD.outcome,'score',OLD.score,'note',OLD.note,'phone',OLD.phone)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_call AFTER DELETE ON call BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),4,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'staff_id',OLD.staff_id,'called_at',OLD.called_at,'called_on',OLD.called_on,'by',OLD.by,'outcome',OLD.outcome,'score',OLD.score,'note',OLD.note,'phone',OLD.phone)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_call_followup AFTER INSERT ON call_followup BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),5,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_call_followup AFTER UPDATE ON call_followup BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),5,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'call_id',OLD.call_id,'followup_id',OLD.followup_id,'state',OLD.state)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_call_followup AFTER DELETE ON call_followup BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),5,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'call_id',OLD.call_id,'followup_id',OLD.followup_id,'state',OLD.state)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_class_move AFTER INSERT ON class_move BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),6,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_class_move AFTER UPDATE ON class_move BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),6,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'run_id',OLD.run_id,'customer_id',OLD.customer_id,'class_before',OLD.class_before,'class_after',OLD.class_after,'part',OLD.part,'ev_before_e4',OLD.ev_before_e4,'ev_after_e4',OLD.ev_after_e4,'cb_before_fen',OLD.cb_before_fen,'cb_after_fen',OLD.cb_after_fen)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_class_move AFTER DELETE ON class_move BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),6,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'run_id',OLD.run_id,'customer_id',OLD.customer_id,'class_before',OLD.class_before,'class_after',OLD.class_after,'part',OLD.part,'ev_before_e4',OLD.ev_before_e4,'ev_after_e4',OLD.ev_after_e4,'cb_before_fen',OLD.cb_before_fen,'cb_after_fen',OLD.cb_after_fen)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_classification AFTER INSERT ON classification BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),7,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_classification AFTER UPDATE ON classification BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),7,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'class',OLD.class,'ev_e4',OLD.ev_e4,'cb_fen',OLD.cb_fen,'paid_fen',OLD.paid_fen,'visits',OLD.visits,'last_visit_on',OLD.last_visit_on,'lifecycle',OLD.lifecycle,'since_on',OLD.since_on,'key_since_on',OLD.key_since_on,'judged_on',OLD.judged_on,'policy_version_id',OLD.policy_version_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_classification AFTER DELETE ON classification BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),7,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'class',OLD.class,'ev_e4',OLD.ev_e4,'cb_fen',OLD.cb_fen,'paid_fen',OLD.paid_fen,'visits',OLD.visits,'last_visit_on',OLD.last_visit_on,'lifecycle',OLD.lifecycle,'since_on',OLD.since_on,'key_since_on',OLD.key_since_on,'judged_on',OLD.judged_on,'policy_version_id',OLD.policy_version_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_classification_run AFTER INSERT ON classification_run BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),8,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_classification_run AFTER UPDATE ON classification_run BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),8,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'run_on',OLD.run_on,'at',OLD.at,'policy_version_id',OLD.policy_version_id,'customers',OLD.customers,'last_a',OLD.last_a,'last_b',OLD.last_b,'visits_median_x2',OLD.visits_median_x2,'paid_median_x2',OLD.paid_median_x2)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_classification_run AFTER DELETE ON classification_run BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),8,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'run_on',OLD.run_on,'at',OLD.at,'policy_version_id',OLD.policy_version_id,'customers',OLD.customers,'last_a',OLD.last_a,'last_b',OLD.last_b,'visits_median_x2',OLD.visits_median_x2,'paid_median_x2',OLD.paid_median_x2)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_complaint AFTER INSERT ON complaint BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),9,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_complaint AFTER UPDATE ON complaint BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),9,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'complaint_no',OLD.complaint_no,'customer_id',OLD.customer_id,'vehicle_id',OLD.vehicle_id,'order_id',OLD.order_id,'call_id',OLD.call_id,'received_at',OLD.received_at,'received_on',OLD.received_on,'opened_at',OLD.opened_at,'severity',OLD.severity,'cause',OLD.cause,'channel',OLD.channel,'source',OLD.source,'description',OLD.description,'outside_no',OLD.outside_no,'reply_by_on',OLD.reply_by_on,'state',OLD.state,'level',OLD.level,'owner_id',OLD.owner_id,'paused',OLD.paused,'department',OLD.department,'secondary_department',OLD.secondary_department,'finding',OLD.finding,'goodwill_fen',OLD.goodwill_fen,'goodwill_by_id',OLD.goodwill_by_id,'policy_version_id',OLD.policy_version_id,'first_contact',OLD.first_contact)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_complaint AFTER DELETE ON complaint BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),9,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'complaint_no',OLD.complaint_no,'customer_id',OLD.customer_id,'vehicle_id',OLD.vehicle_id,'order_id',OLD.order_id,'call_id',OLD.call_id,'received_at',OLD.received_at,'received_on',OLD.received_on,'opened_at',OLD.opened_at,'severity',OLD.severity,'cause',OLD.cause,'channel',OLD.channel,'source',OLD.source,'description',OLD.description,'outside_no',OLD.outside_no,'reply_by_on',OLD.reply_by_on,'state',OLD.state,'level',OLD.level,'owner_id',OLD.owner_id,'paused',OLD.paused,'department',OLD.department,'secondary_department',OLD.secondary_department,'finding',OLD.finding,'goodwill_fen',OLD.goodwill_fen,'goodwill_by_id',OLD.goodwill_by_id,'policy_version_id',OLD.policy_version_id,'first_contact',OLD.first_contact)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_complaint_event AFTER INSERT ON complaint_event BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),11,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_complaint_event AFTER UPDATE ON complaint_event BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),11,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'complaint_id',OLD.complaint_id,'kind',OLD.kind,'at',OLD.at,'recorded_at',OLD.recorded_at,'staff_id',OLD.staff_id,'level',OLD.level,'owner_id',OLD.owner_id,'informed_id',OLD.informed_id,'clock',OLD.clock,'work',OLD.work,'reason',OLD.reason,'department',OLD.department,'secondary_department',OLD.secondary_department,'cause',OLD.cause,'finding',OLD.finding,'satisfied',OLD.satisfied,'goodwill_fen',OLD.goodwill_fen,'goodwill_by_id',OLD.goodwill_by_id,'followup_id',OLD.followup_id,'call_id',OLD.call_id,'note',OLD.note)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_complaint_event AFTER DELETE ON complaint_event BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),11,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'complaint_id',OLD.complaint_id,'kind',OLD.kind,'at',OLD.at,'recorded_at',OLD.recorded_at,'staff_id',OLD.staff_id,'level',OLD.level,'owner_id',OLD.owner_id,'informed_id',OLD.informed_id,'clock',OLD.clock,'work',OLD.work,'reason',OLD.reason,'department',OLD.department,'secondary_department',OLD.secondary_department,'cause',OLD.cause,'finding',OLD.finding,'satisfied',OLD.satisfied,'goodwill_fen',OLD.goodwill_fen,'goodwill_by_id',OLD.goodwill_by_id,'followup_id',OLD.followup_id,'call_id',OLD.call_id,'note',OLD.note)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_customer AFTER INSERT ON customer BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),14,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_customer AFTER UPDATE ON customer BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),14,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'customer_no',OLD.customer_no,'kind',OLD.kind,'name',OLD.name,'phone',OLD.phone,'phone2',OLD.phone2,'phone_state',OLD.phone_state,'gender',OLD.gender,'birthday',OLD.birthday,'region',OLD.region,'address',OLD.address,'wechat',OLD.wechat,'licence_expires_on',OLD.licence_expires_on,'source',OLD.source,'contact_window',OLD.contact_window,'do_not_contact',OLD.do_not_contact,'call_consent',OLD.call_consent,'call_consent_on',OLD.call_consent_on,'message_consent',OLD.message_consent,'message_consent_on',OLD.message_consent_on,'key_person',OLD.key_person,'hobby',OLD.hobby,'note',OLD.note,'specialist_id',OLD.specialist_id,'pinyin',OLD.pinyin,'initials',OLD.initials,'value_type',OLD.value_type,'relation_type',OLD.relation_type,'relationship_level',OLD.relationship_level,'grade',OLD.grade,'loyalty',OLD.loyalty,'email',OLD.email,'former_specialist_id',OLD.former_specialist_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_customer AFTER DELETE ON customer BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),14,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'customer_no',OLD.customer_no,'kind',OLD.kind,'name',OLD.name,'phone',OLD.phone,'phone2',OLD.phone2,'phone_state',OLD.phone_state,'gender',OLD.gender,'birthday',OLD.birthday,'region',OLD.region,'address',OLD.address,'wechat',OLD.wechat,'licence_expires_on',OLD.licence_expires_on,'source',OLD.source,'contact_window',OLD.contact_window,'do_not_contact',OLD.do_not_contact,'call_consent',OLD.call_consent,'call_consent_on',OLD.call_consent_on,'message_consent',OLD.message_consent,'message_consent_on',OLD.message_consent_on,'key_person',OLD.key_person,'hobby',OLD.hobby,'note',OLD.note,'specialist_id',OLD.specialist_id,'pinyin',OLD.pinyin,'initials',OLD.initials,'value_type',OLD.value_type,'relation_type',OLD.relation_type,'relationship_level',OLD.relationship_level,'grade',OLD.grade,'loyalty',OLD.loyalty,'email',OLD.email,'former_specialist_id',OLD.former_specialist_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_finance AFTER INSERT ON finance BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),15,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_finance AFTER UPDATE ON finance BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),15,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'month',OLD.month,'kind',OLD.kind,'item',OLD.item,'amount_fen',OLD.amount_fen,'note',OLD.note)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_finance AFTER DELETE ON finance BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),15,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'month',OLD.month,'kind',OLD.kind,'item',OLD.item,'amount_fen',OLD.amount_fen,'note',OLD.note)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_followup AFTER INSERT ON followup BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),16,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_followup AFTER UPDATE ON followup BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),16,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'kind',OLD.kind,'channel',OLD.channel,'customer_id',OLD.customer_id,'vehicle_id',OLD.vehicle_id,'order_id',OLD.order_id,'base',OLD.base,'base_on',OLD.base_on,'occurrence',OLD.occurrence,'due_on',OLD.due_on,'due_by',OLD.due_by,'call_on',OLD.call_on,'lapses_on',OLD.lapses_on,'contact_name',OLD.contact_name,'contact_phone',OLD.contact_phone,'assignee_id',OLD.assignee_id,'assigned_by',OLD.assigned_by,'state',OLD.state,'reason',OLD.reason,'attempts',OLD.attempts,'opened_at',OLD.opened_at,'ended_at',OLD.ended_at,'policy_version_id',OLD.policy_version_id,'call_time',OLD.call_time,'case_no',OLD.case_no,'because',OLD.because,'duty_id',OLD.duty_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_followup AFTER DELETE ON followup BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),16,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'kind',OLD.kind,'channel',OLD.channel,'customer_id',OLD.customer_id,'vehicle_id',OLD.vehicle_id,'order_id',OLD.order_id,'base',OLD.base,'base_on',OLD.base_on,'occurrence',OLD.occurrence,'due_on',OLD.due_on,'due_by',OLD.due_by,'call_on',OLD.call_on,'lapses_on',OLD.lapses_on,'contact_name',OLD.contact_name,'contact_phone',OLD.contact_phone,'assignee_id',OLD.assignee_id,'assigned_by',OLD.assigned_by,'state',OLD.state,'reason',OLD.reason,'attempts',OLD.attempts,'opened_at',OLD.opened_at,'ended_at',OLD.ended_at,'policy_version_id',OLD.policy_version_id,'call_time',OLD.call_time,'case_no',OLD.case_no,'because',OLD.because,'duty_id',OLD.duty_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_followup_event AFTER INSERT ON followup_event BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),17,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_followup_event AFTER UPDATE ON followup_event BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),17,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'followup_id',OLD.followup_id,'at',OLD.at,'staff_id',OLD.staff_id,'action',OLD.action,'reason',OLD.reason,'call_on',OLD.call_on,'assignee_id',OLD.assignee_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_followup_event AFTER DELETE ON followup_event BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),17,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'followup_id',OLD.followup_id,'at',OLD.at,'staff_id',OLD.staff_id,'action',OLD.action,'reason',OLD.reason,'call_on',OLD.call_on,'assignee_id',OLD.assignee_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_form_answer AFTER INSERT ON form_answer BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),18,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_form_answer AFTER UPDATE ON form_answer BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),18,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'form_id',OLD.form_id,'survey',OLD.survey,'question',OLD.question,'rating',OLD.rating,'expectation',OLD.expectation,'answer',OLD.answer)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_form_answer AFTER DELETE ON form_answer BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),18,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'form_id',OLD.form_id,'survey',OLD.survey,'question',OLD.question,'rating',OLD.rating,'expectation',OLD.expectation,'answer',OLD.answer)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_kpi_frozen AFTER INSERT ON kpi_frozen BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),19,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_kpi_frozen AFTER UPDATE ON kpi_frozen BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),19,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'month_id',OLD.month_id,'listing',OLD.listing,'key',OLD.key,'scope',OLD.scope,'scope_id',OLD.scope_id,'numerator',OLD.numerator,'denominator',OLD.denominator,'value',OLD.value,'target',OLD.target,'cases',OLD.cases)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_kpi_frozen AFTER DELETE ON kpi_frozen BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),19,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'month_id',OLD.month_id,'listing',OLD.listing,'key',OLD.key,'scope',OLD.scope,'scope_id',OLD.scope_id,'numerator',OLD.numerator,'denominator',OLD.denominator,'value',OLD.value,'target',OLD.target,'cases',OLD.cases)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_kpi_month AFTER INSERT ON kpi_month BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),20,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_kpi_month AFTER UPDATE ON kpi_month BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),20,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'month',OLD.month,'closed_at',OLD.closed_at,'closed_by_id',OLD.closed_by_id,'policy_version_id',OLD.policy_version_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_kpi_month AFTER DELETE ON kpi_month BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),20,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'month',OLD.month,'closed_at',OLD.closed_at,'closed_by_id',OLD.closed_by_id,'policy_version_id',OLD.policy_version_id)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_kpi_target AFTER INSERT ON kpi_target BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),21,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_kpi_target AFTER UPDATE ON kpi_target BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),21,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'key',OLD.key,'value',OLD.value)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_kpi_target AFTER DELETE ON kpi_target BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),21,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'key',OLD.key,'value',OLD.value)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_lifecycle_event AFTER INSERT ON lifecycle_event BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),22,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_lifecycle_event AFTER UPDATE ON lifecycle_event BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),22,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'crossed_on',OLD.crossed_on,'lifecycle_before',OLD.lifecycle_before,'lifecycle_after',OLD.lifecycle_after,'seen_on',OLD.seen_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_lifecycle_event AFTER DELETE ON lifecycle_event BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),22,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'crossed_on',OLD.crossed_on,'lifecycle_before',OLD.lifecycle_before,'lifecycle_after',OLD.lifecycle_after,'seen_on',OLD.seen_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_mileage_reading AFTER INSERT ON mileage_reading BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),23,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_mileage_reading AFTER UPDATE ON mileage_reading BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),23,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'vehicle_id',OLD.vehicle_id,'read_on',OLD.read_on,'km',OLD.km)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_mileage_reading AFTER DELETE ON mileage_reading BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),23,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'vehicle_id',OLD.vehicle_id,'read_on',OLD.read_on,'km',OLD.km)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_opportunity AFTER INSERT ON opportunity BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),24,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_opportunity AFTER UPDATE ON opportunity BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),24,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'kind',OLD.kind,'amount_fen',OLD.amount_fen,'probability_bp',OLD.probability_bp,'expected_on',OLD.expected_on,'state',OLD.state,'call_id',OLD.call_id,'opened_on',OLD.opened_on,'note',OLD.note,'ended_on',OLD.ended_on,'reason',OLD.reason,'opportunity_no',OLD.opportunity_no)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_opportunity AFTER DELETE ON opportunity BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),24,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'kind',OLD.kind,'amount_fen',OLD.amount_fen,'probability_bp',OLD.probability_bp,'expected_on',OLD.expected_on,'state',OLD.state,'call_id',OLD.call_id,'opened_on',OLD.opened_on,'note',OLD.note,'ended_on',OLD.ended_on,'reason',OLD.reason,'opportunity_no',OLD.opportunity_no)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_ownership AFTER INSERT ON ownership BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),25,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_ownership AFTER UPDATE ON ownership BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),25,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'vehicle_id',OLD.vehicle_id,'customer_id',OLD.customer_id,'from_on',OLD.from_on,'until_on',OLD.until_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_ownership AFTER DELETE ON ownership BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),25,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'vehicle_id',OLD.vehicle_id,'customer_id',OLD.customer_id,'from_on',OLD.from_on,'until_on',OLD.until_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_policy_version AFTER INSERT ON policy_version BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),27,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_policy_version AFTER UPDATE ON policy_version BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),27,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'snapshot',OLD.snapshot,'note',OLD.note)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_policy_version AFTER DELETE ON policy_version BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),27,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'snapshot',OLD.snapshot,'note',OLD.note)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_prospect AFTER INSERT ON prospect BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),28,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_prospect AFTER UPDATE ON prospect BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),28,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'name',OLD.name,'phone',OLD.phone,'model',OLD.model,'source',OLD.source,'referred_by_id',OLD.referred_by_id,'call_id',OLD.call_id,'registered_on',OLD.registered_on,'note',OLD.note)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_prospect AFTER DELETE ON prospect BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),28,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'name',OLD.name,'phone',OLD.phone,'model',OLD.model,'source',OLD.source,'referred_by_id',OLD.referred_by_id,'call_id',OLD.call_id,'registered_on',OLD.registered_on,'note',OLD.note)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_refusal AFTER INSERT ON refusal BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),29,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_refusal AFTER UPDATE ON refusal BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),29,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'kind',OLD.kind,'refused_on',OLD.refused_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_refusal AFTER DELETE ON refusal BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),29,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'kind',OLD.kind,'refused_on',OLD.refused_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_repair_order AFTER INSERT ON repair_order BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),30,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_repair_order AFTER UPDATE ON repair_order BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),30,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'order_no',OLD.order_no,'vehicle_id',OLD.vehicle_id,'type',OLD.type,'opened_at',OLD.opened_at,'opened_on',OLD.opened_on,'promised_at',OLD.promised_at,'closed_at',OLD.closed_at,'closed_on',OLD.closed_on,'advisor_id',OLD.advisor_id,'technician_id',OLD.technician_id,'team',OLD.team,'brought_by',OLD.brought_by,'brought_by_phone',OLD.brought_by_phone,'standard_centihours',OLD.standard_centihours,'actual_centihours',OLD.actual_centihours,'labor_fen',OLD.labor_fen,'parts_fen',OLD.parts_fen,'other_fen',OLD.other_fen,'payer',OLD.payer,'mileage_km',OLD.mileage_km,'appointment',OLD.appointment,'accident',OLD.accident,'overhaul',OLD.overhaul,'rework_of',OLD.rework_of,'steps',OLD.steps)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_repair_order AFTER DELETE ON repair_order BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),30,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'order_no',OLD.order_no,'vehicle_id',OLD.vehicle_id,'type',OLD.type,'opened_at',OLD.opened_at,'opened_on',OLD.opened_on,'promised_at',OLD.promised_at,'closed_at',OLD.closed_at,'closed_on',OLD.closed_on,'advisor_id',OLD.advisor_id,'technician_id',OLD.technician_id,'team',OLD.team,'brought_by',OLD.brought_by,'brought_by_phone',OLD.brought_by_phone,'standard_centihours',OLD.standard_centihours,'actual_centihours',OLD.actual_centihours,'labor_fen',OLD.labor_fen,'parts_fen',OLD.parts_fen,'other_fen',OLD.other_fen,'payer',OLD.payer,'mileage_km',OLD.mileage_km,'appointment',OLD.appointment,'accident',OLD.accident,'overhaul',OLD.overhaul,'rework_of',OLD.rework_of,'steps',OLD.steps)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_segment AFTER INSERT ON segment BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),31,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_segment AFTER UPDATE ON segment BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),31,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'name',OLD.name,'filter',OLD.filter,'saved_on',OLD.saved_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_segment AFTER DELETE ON segment BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),31,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'name',OLD.name,'filter',OLD.filter,'saved_on',OLD.saved_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_staff AFTER INSERT ON staff BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),32,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_staff AFTER UPDATE ON staff BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),32,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'employee_no',OLD.employee_no,'name',OLD.name,'role',OLD.role,'team',OLD.team,'department',OLD.department,'level',OLD.level,'phone',OLD.phone,'joined_on',OLD.joined_on,'left_on',OLD.left_on,'pinyin',OLD.pinyin,'initials',OLD.initials,'birthday',OLD.birthday)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_staff AFTER DELETE ON staff BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),32,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'employee_no',OLD.employee_no,'name',OLD.name,'role',OLD.role,'team',OLD.team,'department',OLD.department,'level',OLD.level,'phone',OLD.phone,'joined_on',OLD.joined_on,'left_on',OLD.left_on,'pinyin',OLD.pinyin,'initials',OLD.initials,'birthday',OLD.birthday)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_store AFTER INSERT ON store BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),33,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_store AFTER UPDATE ON store BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),33,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'name',OLD.name,'go_live_on',OLD.go_live_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_store AFTER DELETE ON store BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),33,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'name',OLD.name,'go_live_on',OLD.go_live_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_survey_form AFTER INSERT ON survey_form BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),34,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_survey_form AFTER UPDATE ON survey_form BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),34,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'survey',OLD.survey,'surveyed_on',OLD.surveyed_on,'staff_id',OLD.staff_id,'vehicle_id',OLD.vehicle_id,'order_id',OLD.order_id,'note',OLD.note)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_survey_form AFTER DELETE ON survey_form BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),34,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'customer_id',OLD.customer_id,'survey',OLD.survey,'surveyed_on',OLD.surveyed_on,'staff_id',OLD.staff_id,'vehicle_id',OLD.vehicle_id,'order_id',OLD.order_id,'note',OLD.note)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_template AFTER INSERT ON template BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),35,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_template AFTER UPDATE ON template BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),35,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'purpose',OLD.purpose,'name',OLD.name,'language',OLD.language,'body',OLD.body)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_template AFTER DELETE ON template BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),35,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'purpose',OLD.purpose,'name',OLD.name,'language',OLD.language,'body',OLD.body)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_vehicle AFTER INSERT ON vehicle BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),36,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_vehicle AFTER UPDATE ON vehicle BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),36,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'vin',OLD.vin,'plate',OLD.plate,'brand',OLD.brand,'model',OLD.model,'use',OLD.use,'planned_delivery_on',OLD.planned_delivery_on,'delivered_on',OLD.delivered_on,'sales_consultant_id',OLD.sales_consultant_id,'service_advisor_id',OLD.service_advisor_id,'warranty_until',OLD.warranty_until,'insurance_expires_on',OLD.insurance_expires_on,'inspection_due_on',OLD.inspection_due_on,'sold_on',OLD.sold_on,'scrapped_on',OLD.scrapped_on,'model_class',OLD.model_class,'energy',OLD.energy,'registered_on',OLD.registered_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_vehicle AFTER DELETE ON vehicle BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),36,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'vin',OLD.vin,'plate',OLD.plate,'brand',OLD.brand,'model',OLD.model,'use',OLD.use,'planned_delivery_on',OLD.planned_delivery_on,'delivered_on',OLD.delivered_on,'sales_consultant_id',OLD.sales_consultant_id,'service_advisor_id',OLD.service_advisor_id,'warranty_until',OLD.warranty_until,'insurance_expires_on',OLD.insurance_expires_on,'inspection_due_on',OLD.inspection_due_on,'sold_on',OLD.sold_on,'scrapped_on',OLD.scrapped_on,'model_class',OLD.model_class,'energy',OLD.energy,'registered_on',OLD.registered_on)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_insert_work_day AFTER INSERT ON work_day BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),37,NEW.id,0,NULL)ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_update_work_day AFTER UPDATE ON work_day BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),37,iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that')),1,json_patch('{}',json_object('id',OLD.id,'day',OLD.day,'hours',OLD.hours,'name',OLD.name,'set_at',OLD.set_at)))ON CONFLICT DO NOTHING;END;
CREATE TRIGGER log_delete_work_day AFTER DELETE ON work_day BEGIN INSERT INTO operation_row(operation_id,table_no,row_id,action,before)VALUES(coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation')),37,OLD.id,2,json_patch('{}',json_object('id',OLD.id,'day',OLD.day,'hours',OLD.hours,'name',OLD.name,'set_at',OLD.set_at)))ON CONFLICT DO NOTHING;END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('policy_version',1);
INSERT INTO "sqlite_sequence" VALUES('customer',5);
INSERT INTO "sqlite_sequence" VALUES('vehicle',3);
INSERT INTO "sqlite_sequence" VALUES('ownership',4);
INSERT INTO "sqlite_sequence" VALUES('mileage_reading',2);
INSERT INTO "sqlite_sequence" VALUES('repair_order',2);
INSERT INTO "sqlite_sequence" VALUES('followup',11);
INSERT INTO "sqlite_sequence" VALUES('call',4);
INSERT INTO "sqlite_sequence" VALUES('call_followup',4);
INSERT INTO "sqlite_sequence" VALUES('answer',1);
INSERT INTO "sqlite_sequence" VALUES('followup_event',1);
INSERT INTO "sqlite_sequence" VALUES('refusal',1);
INSERT INTO "sqlite_sequence" VALUES('absence',1);
INSERT INTO "sqlite_sequence" VALUES('template',1);
INSERT INTO "sqlite_sequence" VALUES('prospect',1);
INSERT INTO "sqlite_sequence" VALUES('opportunity',2);
INSERT INTO "sqlite_sequence" VALUES('work_day',1);
INSERT INTO "sqlite_sequence" VALUES('classification_run',2);
INSERT INTO "sqlite_sequence" VALUES('class_move',1);
INSERT INTO "sqlite_sequence" VALUES('lifecycle_event',1);
INSERT INTO "sqlite_sequence" VALUES('away_reason',1);
INSERT INTO "sqlite_sequence" VALUES('segment',1);
INSERT INTO "sqlite_sequence" VALUES('finance',2);
INSERT INTO "sqlite_sequence" VALUES('survey_form',1);
INSERT INTO "sqlite_sequence" VALUES('form_answer',1);
INSERT INTO "sqlite_sequence" VALUES('kpi_target',1);
INSERT INTO "sqlite_sequence" VALUES('kpi_month',1);
INSERT INTO "sqlite_sequence" VALUES('kpi_frozen',1);
INSERT INTO "sqlite_sequence" VALUES('staff',3);
INSERT INTO "sqlite_sequence" VALUES('complaint',2);
INSERT INTO "sqlite_sequence" VALUES('complaint_event',3);
COMMIT;
