"""Messages to staff: which were written out, so that none is a second time.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of

_KINDS = (
    *("message", "task_given", "task_returned", "task_late", "task_accepted", "task_done", "measure_due", "check_due"),
    *("plan_waiting", "plan_approved", "journal_remark", "scores_waiting", "complaint_late", "breach"),
)

SQL = f"""
-- returns: how often whoever gave a task was not content with it.
ALTER TABLE task ADD COLUMN returns INTEGER NOT NULL DEFAULT 0 CHECK (returns >= 0);

-- batch: of those that were written out together. about: an identifier, or a month. occasion: what tells this time from another of the same
-- kind about the same. day: of what is told.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL CHECK (batch > 0),
    kind TEXT NOT NULL {one_of("kind", *_KINDS)},
    about TEXT NOT NULL CHECK (about <> ''),
    receiver_id INTEGER NOT NULL REFERENCES staff (id),
    occasion TEXT NOT NULL CHECK (occasion <> ''),
    {date_column("day", "NOT NULL")},
    UNIQUE (about, kind, receiver_id, occasion)
) STRICT;
CREATE INDEX notice_of_batch ON notice (batch);
CREATE INDEX notice_of_receiver ON notice (receiver_id);
"""
