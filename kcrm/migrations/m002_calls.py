"""Working the list: calls and what was said, reasons given by hand, absences, templates, prospects and opportunities.

The building blocks are those of m001: dates as ISO text, instants as UTC text ending in Z, money in fen, flags 0/1.
"""

from kcrm.migrations.m001_desk import date_column, instant_column, one_of, queue_trigger

SQL = f"""
-- call_time: at what time a customer who was busy asked to be called on call_on.
ALTER TABLE followup ADD COLUMN call_time TEXT CHECK (call_time GLOB '[0-2][0-9]:[0-5][0-9]');

-- One dialling, one message or one conversation, whatever it was about.
CREATE TABLE call (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    staff_id INTEGER REFERENCES staff (id),
    {instant_column("called_at", "NOT NULL")},
    {date_column("called_on", "NOT NULL")},
    by TEXT NOT NULL DEFAULT 'phone' {one_of("by", "phone", "message", "wechat")},
    outcome TEXT NOT NULL {one_of("outcome", "answered", "no_answer", "busy", "wrong_number", "refused", "message_sent")},
    score INTEGER CHECK (score BETWEEN 1 AND 10),
    note TEXT,
    phone TEXT
) STRICT;
CREATE INDEX call_of_customer ON call (customer_id, called_at);
CREATE INDEX call_by_day ON call (called_on, staff_id);

-- Which follow-ups a call was made for, and what became of each.
CREATE TABLE call_followup (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    followup_id INTEGER NOT NULL REFERENCES followup (id),
    state TEXT NOT NULL {one_of("state", "open", "done", "unreachable")},
    UNIQUE (call_id, followup_id)
) STRICT;
CREATE INDEX call_followup_of ON call_followup (followup_id);

-- survey, question: keys of the question sets. rating 1-10, or 0-10 for whether they would recommend; answer for words and yes/no.
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

-- What a person did to a follow-up by hand, and why.
CREATE TABLE followup_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    followup_id INTEGER NOT NULL REFERENCES followup (id),
    {instant_column("at", "NOT NULL")},
    staff_id INTEGER REFERENCES staff (id),
    action TEXT NOT NULL {one_of("action", "added", "snoozed", "skipped", "assigned")},
    reason TEXT NOT NULL CHECK (reason <> ''),
    {date_column("call_on")},
    assignee_id INTEGER REFERENCES staff (id)
) STRICT;
CREATE INDEX followup_event_of ON followup_event (followup_id);

-- A customer who wants no more of one kind of call; customer.do_not_contact is for all kinds.
CREATE TABLE refusal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL,
    {date_column("refused_on", "NOT NULL")},
    UNIQUE (customer_id, kind)
) STRICT;

-- cover_id: who makes the calls meanwhile; empty where colleagues in the role share them.
CREATE TABLE absence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    {date_column("from_on", "NOT NULL")},
    {date_column("until_on", "NOT NULL")},
    cover_id INTEGER REFERENCES staff (id),
    CHECK (until_on >= from_on),
    CHECK (cover_id <> staff_id)
) STRICT;
CREATE INDEX absence_of ON absence (staff_id, from_on);

-- A dealership's own wording; without a row the built-in one holds.
CREATE TABLE template (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    purpose TEXT NOT NULL {one_of("purpose", "script", "message", "situation", "question")},
    name TEXT NOT NULL CHECK (name <> ''),
    language TEXT NOT NULL {one_of("language", "en", "zh")},
    body TEXT NOT NULL,
    UNIQUE (purpose, name, language)
) STRICT;

CREATE TABLE prospect (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (name <> ''),
    phone TEXT,
    model TEXT,
    source TEXT NOT NULL {one_of("source", "phone", "web", "walk_in", "event", "referral")},
    referred_by_id INTEGER REFERENCES customer (id),
    call_id INTEGER REFERENCES call (id),
    {date_column("registered_on", "NOT NULL")},
    note TEXT
) STRICT;
CREATE INDEX prospect_of_customer ON prospect (referred_by_id);

-- probability in hundredths of a percent, so that EV is exact.
CREATE TABLE opportunity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL CHECK (kind <> ''),
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    probability_bp INTEGER NOT NULL CHECK (probability_bp BETWEEN 0 AND 10000),
    {date_column("expected_on")},
    state TEXT NOT NULL DEFAULT 'open' {one_of("state", "open", "won", "lost")},
    call_id INTEGER REFERENCES call (id),
    {date_column("opened_on", "NOT NULL")},
    note TEXT
) STRICT;
CREATE INDEX opportunity_of_customer ON opportunity (customer_id);

{queue_trigger("refusal_insert", "INSERT ON refusal", "SELECT NEW.customer_id, '' WHERE true")}
{queue_trigger("refusal_delete", "DELETE ON refusal", "SELECT OLD.customer_id, '' WHERE true")}
"""
