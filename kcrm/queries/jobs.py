"""Jobs as rules see them."""

from __future__ import annotations

import sqlite3

from kcrm.model.jobs import JobFacts
from kcrm.queries.rows import record


def job_facts(connection: sqlite3.Connection, number: int) -> JobFacts:
    """The times of the job with this number."""
    return record(JobFacts, connection.execute("SELECT asked_at, due_at, done_at FROM job WHERE id = ?", (number,)).fetchone())
