"""Whether an error that nobody foresaw comes of a damaged database: a flipped bit makes a date no date and a word no word."""

from __future__ import annotations

import contextlib
import sqlite3

from kcrm.context import AppContext
from kcrm.errors import DatabaseError, KcrmError
from kcrm.i18n import N_
from kcrm.storage import dbfile
from kcrm.storage.backups import damage_in
from kcrm.storage.dberrors import RESTORE
from kcrm.storage.rowdigest import differing, has_digests


def damage_behind(context: AppContext) -> DatabaseError | None:
    """What is damaged in the context's database; None where it is whole or not there. Reads all of it."""
    try:
        with contextlib.closing(dbfile.connect_existing(context.db_path, readonly=True)) as connection:
            found = next(damage_in(connection), None)
            if found is None and has_digests(connection):
                found = next((f"{table} {row_id}" for (table, row_id), _difference in differing(connection)), None)
    except sqlite3.Error as error:
        found = str(error)
    except KcrmError:
        return None
    if found is None:
        return None
    return DatabaseError(N_("The database {path} is damaged: {detail}."), hint=RESTORE, path=context.db_path, detail=found)
