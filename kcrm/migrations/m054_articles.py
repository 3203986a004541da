"""The knowledge base: articles, and who found them helpful.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of

_TEXT = "{0} TEXT CHECK ({0} <> '')"
_KEYS = "{0} TEXT CHECK ({0} <> '' AND {0} NOT GLOB '*[^a-z0-9_,]*')"
_STAFF = "{0} INTEGER NOT NULL REFERENCES staff (id)"

SQL = f"""
-- kinds, causes, models: what it helps with, parted by commas: kinds of follow-up and causes of complaints by their keys, models as they are
-- written. confirmed_on: when somebody last stood by its text. valid_until: its last day, none for no end.
CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL CHECK (title <> ''),
    kind TEXT NOT NULL DEFAULT 'how_to' {one_of("kind", "product", "rival", "policy", "case", "how_to")},
    {_KEYS.format("kinds")},
    {_KEYS.format("causes")},
    {_TEXT.format("models")},
    {_TEXT.format("text_zh")},
    {_TEXT.format("text_en")},
    {_STAFF.format("owner_id")},
    {date_column("written_on", "NOT NULL")},
    {date_column("confirmed_on", "NOT NULL")},
    {date_column("valid_until")},
    {date_column("withdrawn_on")},
    CHECK (text_zh IS NOT NULL OR text_en IS NOT NULL),
    CHECK (confirmed_on >= written_on),
    CHECK (valid_until >= written_on)
) STRICT;
CREATE INDEX article_of_title ON article (title);
CREATE INDEX article_of_owner ON article (owner_id);

-- Somebody's word whether an article helped; the latest counts.
CREATE TABLE article_vote (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL REFERENCES article (id),
    {_STAFF.format("staff_id")},
    helpful INTEGER NOT NULL CHECK (helpful IN (0, 1)),
    {date_column("voted_on", "NOT NULL")},
    UNIQUE (article_id, staff_id)
) STRICT;
CREATE INDEX article_vote_of_staff ON article_vote (staff_id);
"""
