"""Complaints whose facts changed are judged anew, so that figures can be counted without asking a rule."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kcrm.actions.complaints.cases import Judge
from kcrm.actions.session import Session
from kcrm.queries.complaints import complaint_by_id
from kcrm.queries.kpi import verdicts
from kcrm.rules.complaints.verdicts import verdict


def keep_verdicts(session: Session) -> None:
    """Judge what waits to be judged, as after an older database was brought up to date; elsewhere the write itself has done so."""
    if verdicts.queued(session.connection):
        with session.write(automatic=True):
            pass


def judge_queued(connection: sqlite3.Connection, now: datetime) -> None:
    """Within a write: judge every complaint that it touched."""
    waiting = verdicts.queued(connection)
    if not waiting:
        return
    for case in Judge(connection).judged([complaint_by_id(connection, each) for each in waiting], now):
        found = verdict(case.events, case.standing)
        verdicts.keep(connection, case.complaint.id, case.complaint.policy_version_id, found.satisfied, found.deadlines)
