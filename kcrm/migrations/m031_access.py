"""Who took what of people's data out of the desk, when and where to.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import instant_column

_KEPT = "BEGIN SELECT RAISE(ABORT, 'what left is recorded for good'); END"
SQL = f"""
-- at: by the command's clock; recorded_at: really. staff_id: as in `operation` nobody's reference, as an undo may take their record away.
-- what: the command's own words. filter: those that narrow it, without what may be personal. personal: of `Personal`, parted by commas.
-- file: an absolute path, or a word for where else.
CREATE TABLE access (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    {instant_column("at", "NOT NULL")},
    {instant_column("recorded_at", "NOT NULL")},
    staff_id INTEGER,
    system_user TEXT NOT NULL,
    what TEXT NOT NULL,
    filter TEXT NOT NULL,
    command TEXT NOT NULL,
    personal TEXT NOT NULL CHECK (personal <> ''),
    row_count INTEGER NOT NULL CHECK (row_count > 0),
    file TEXT NOT NULL CHECK (file <> '')
) STRICT;
CREATE TRIGGER access_is_kept_updated BEFORE UPDATE ON access {_KEPT};
CREATE TRIGGER access_is_kept_deleted BEFORE DELETE ON access {_KEPT};
"""
