"""The demonstration's company accounts: their files, and how their credit was judged, which no file tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from kcrm.actions.fleets import credit
from kcrm.actions.fleets.credit import NewCredit
from kcrm.actions.imports import FileKind, ImportOptions, ImportReport, import_folder
from kcrm.actions.session import Session
from kcrm.model import Staff
from kcrm.model.fleets import CreditFacet
from kcrm.queries import staff
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.rows import record

_APPROVER = "YG01"
_UNTIL_APPROVED = timedelta(days=2)

# Account, who judged, how many days ago, the four scores, within how many days bills are to be paid. Without scores: no formal cooperation.
_JUDGED: tuple[tuple[str, str, int, tuple[int, ...], int], ...] = (
    ("KH00311", "YG14", 120, (95, 85, 80, 90), 60),
    ("KH00312", "YG14", 150, (85, 70, 60, 75), 30),
    ("KH00313", "YG14", 200, (70, 65, 60, 70), 45),
    ("KH00314", "YG14", 230, (60, 55, 65, 70), 15),
    ("KH00315", "YG14", 340, (75, 90, 85, 80), 30),
    ("KH00316", "YG15", 30, (), 0),
    ("KH00317", "YG15", 100, (40, 60, 55, 50), 15),
    ("KH00318", "YG15", 60, (50, 85, 60, 70), 30),
)


def import_companies(session: Session, files: Mapping[FileKind, Path]) -> list[ImportReport]:
    """Import the files as one folder; then each account's credit is judged by its manager and approved by the general manager."""
    reports = import_folder(session, files, ImportOptions())
    for number, judge, ago, scores, days in _JUDGED:
        day = session.today - timedelta(days=ago)
        given = {facet: 100 * score for facet, score in zip(CreditFacet, scores, strict=True)} if scores else {}
        new = NewCredit(given, bool(scores), None, days, "年报、本店往来账" if scores else None, day)
        made = credit.assess(session._replace(actor=_member(session, judge)), number, new)
        approver = session._replace(actor=_member(session, _APPROVER))
        credit.approve(approver, identifier(Thing.CREDIT_ASSESSMENT, made.id), on=day + _UNTIL_APPROVED)
    return reports


def _member(session: Session, employee_no: str) -> Staff:
    row = staff.staff_row(session.connection, employee_no)
    assert row is not None
    return record(Staff, row)
