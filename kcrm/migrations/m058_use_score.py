"""Journals of a day, and the monthly score of who uses the CRM and how well (CRM应用评分表).

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of

_TEXT = "{0} TEXT CHECK ({0} <> '')"
_ID = "id INTEGER PRIMARY KEY AUTOINCREMENT"
_PERSON = "person_id INTEGER NOT NULL REFERENCES staff (id)"
_PART = one_of("part", "followups", "answers", "completeness", "tasks", "plan", "audit", "journals")

SQL = f"""
-- done: what the operations log told when it was written, in words; besides: what the log does not know.
CREATE TABLE journal (
    {_ID},
    {_PERSON},
    {date_column("day", "NOT NULL")},
    {_TEXT.format("done")},
    {_TEXT.format("besides")},
    {_TEXT.format("hindered")},
    {_TEXT.format("tomorrow")},
    {date_column("written_on", "NOT NULL")},
    reader_id INTEGER REFERENCES staff (id),
    {date_column("read_on")},
    {_TEXT.format("remark")},
    UNIQUE (person_id, day),
    CHECK (written_on >= day),
    CHECK (reader_id IS NULL OR reader_id <> person_id),
    CHECK ((reader_id IS NULL) = (read_on IS NULL))
) STRICT;
CREATE INDEX journal_of_day ON journal (day);

-- Where the score of a month would be unfair: a part, or days, that are left out of it, and why. month: its first day.
CREATE TABLE use_excuse (
    {_ID},
    {_PERSON},
    {date_column("month", "NOT NULL")},
    part TEXT {_PART},
    {date_column("from_on")},
    {date_column("until_on")},
    reason TEXT NOT NULL CHECK (reason <> ''),
    noter_id INTEGER NOT NULL REFERENCES staff (id),
    {date_column("noted_on", "NOT NULL")},
    CHECK (strftime('%d', month) = '01'),
    CHECK (part IS NOT NULL OR from_on IS NOT NULL),
    CHECK ((from_on IS NULL) = (until_on IS NULL)),
    CHECK (until_on >= from_on),
    CHECK (noter_id <> person_id)
) STRICT;
CREATE INDEX use_excuse_of_month ON use_excuse (month, person_id);

-- A score that was approved, as it stood then. tenths: of a point; none where no part had a case. breaches: how many were taken off.
CREATE TABLE use_score (
    {_ID},
    {_PERSON},
    {date_column("month", "NOT NULL")},
    tenths INTEGER CHECK (tenths BETWEEN 0 AND 1000),
    breaches INTEGER NOT NULL CHECK (breaches >= 0),
    approver_id INTEGER NOT NULL REFERENCES staff (id),
    {date_column("approved_on", "NOT NULL")},
    UNIQUE (person_id, month),
    CHECK (strftime('%d', month) = '01'),
    CHECK (approver_id <> person_id)
) STRICT;
CREATE INDEX use_score_of_month ON use_score (month);

-- done of cases, and how many were excused; missing: the identifiers and days of what was not done, parted by commas.
CREATE TABLE use_score_part (
    {_ID},
    score_id INTEGER NOT NULL REFERENCES use_score (id),
    part TEXT NOT NULL {_PART},
    weight INTEGER NOT NULL CHECK (weight >= 0),
    done INTEGER NOT NULL CHECK (done >= 0),
    cases INTEGER NOT NULL CHECK (cases >= done),
    excused INTEGER NOT NULL CHECK (excused >= 0),
    missing TEXT CHECK (missing <> ''),
    UNIQUE (score_id, part)
) STRICT;
"""
