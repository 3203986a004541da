"""`due --sheet`: the list as a workbook that is filled in away from the desk and taken in by `import calls`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from kcrm.actions.daylist import DayRow
from kcrm.actions.scripts import Speaker
from kcrm.actions.session import Session
from kcrm.context import AppContext
from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.callsheet import SheetRow, write_call_sheet
from kcrm.exchange.writing import file_stem
from kcrm.i18n import N_, _
from kcrm.model import RENEWALS, By, Channel, FollowUp, Kind, Outcome, Staff
from kcrm.model.access import Permission
from kcrm.model.personal import Personal
from kcrm.queries import customers
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.staff import all_staff
from kcrm.rules.calls import suits
from kcrm.rules.surveys import questions_for
from kcrm.shell.console import notice
from kcrm.shell.gate import is_masked
from kcrm.shell.leaving import recording_of
from kcrm.views.daylist import reasons_in_words, weekday
from kcrm.views.labels import label_of

_TOLD: Final = (Personal.NAME, Personal.PHONE, Personal.PLATE, Personal.NOTE)
_ALWAYS: Final = frozenset({"called_at", "outcome", "again_at", "complaint", "note", "staff"})
_ENDING: Final = ".xlsx"


def write_sheet(session: Session, rows: Sequence[DayRow], day: date, path: Path) -> None:
    """All of the list in one workbook. Raises UsageError for another ending, RefusedError where the file is there already."""
    if path.suffix.lower() != _ENDING:
        raise UsageError(N_("--sheet writes a workbook: give a file that ends in .xlsx."))
    _write(session, {path: rows}, day)


def check_called(context: AppContext) -> None:
    """Raises RefusedError where the phones on the list are masked: it is filled in while they are dialled."""
    if is_masked(context):
        raise RefusedError(
            N_("A call sheet holds phones that you may not see: it needs the permission {permission}."),
            hint=N_("Your own: kcrm due --mine --sheet FILE"),
            permission=Permission.SEE_PHONE.value,
        )


def write_sheets(session: Session, rows: Sequence[DayRow], day: date, folder: Path, unassigned: str) -> None:
    """A workbook for each caller, named by name, number and day; what was written before stays, as it may be filled in.

    No list of `--split --to` bears such a name, which that would take away when it is stale.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(N_("--sheet {path} is a file; --split writes one sheet per person and needs a folder."), path=folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    by_caller: dict[Path, list[DayRow]] = {}
    for row in rows:
        words = [row.caller, row.caller_no] if row.caller_no and row.caller else [unassigned]
        stem = "-".join([*(file_stem(word) for word in words if word), day.isoformat()])
        by_caller.setdefault(folder / f"{stem}-calls{_ENDING}", []).append(row)
    _write(session, by_caller, day)


def _write(session: Session, files: Mapping[Path, Sequence[DayRow]], day: date) -> None:
    check_called(session.context)
    for path in files:
        if path.exists():
            raise RefusedError(
                N_("{file} is there already and may have been filled in; nothing was written."),
                hint=N_("To take it in: kcrm import calls {file}; or give another name."),
                file=path,
            )
    speaker, members = Speaker(session), all_staff(session.connection)
    for path, rows in files.items():
        if not rows:
            notice(_("Nothing to do on {weekday} {date}.").format(weekday=weekday(day), date=day.isoformat()))
            continue
        said = _("{store}, calls of {weekday} {date}, {count}")
        title = said.format(store=session.store.name, weekday=weekday(day), date=day.isoformat(), count=len(rows))
        sheet = [_row(session, row, speaker, members) for row in rows]
        write_call_sheet(path, title, sheet, session.now, recording_of(session.context, _TOLD, len(rows), path))
        notice(_("{file}: {count} to call. When it comes back: kcrm import calls {file}").format(file=path, count=len(rows)))


def _row(session: Session, row: DayRow, speaker: Speaker, members: Sequence[Staff]) -> SheetRow:
    item = row.followup
    by = _MEANS[item.channel]
    results = item.kind.row.results
    asked = set(_ALWAYS)
    asked |= {"result"} if results else set()
    asked |= {"until_on", "insurer", "premium"} if results == RENEWALS else set()
    asked |= {"score"} if questions_for({item.kind}, session.policy.surveys) else set()
    asked |= {"satisfied"} if item.kind is Kind.COMPLAINT_RECALL else set()
    return SheetRow(
        {
            "customer": item.customer,
            "phone": row.phone,
            "plate": item.plate,
            "model": item.model,
            "kinds": label_of(item.kind),
            "reasons": _("; ").join(reasons_in_words(row)),
            "due_on": item.due_on,
            "script": _script(session, item, speaker, members, row.caller_no),
            "staff": _caller(row, members),
            "followup_id": identifier(Thing.FOLLOWUP, item.id),
            "customer_id": identifier(Thing.CUSTOMER, item.customer_id),
        },
        frozenset(asked),
        {
            "outcome": [label_of(outcome) for outcome in Outcome if suits(outcome, by)],
            "result": [label_of(result) for result in results],
            "satisfied": [_("yes"), _("no")],
        },
    )


_MEANS: Final = {Channel.CALL: By.PHONE, Channel.VISIT: By.VISIT, Channel.MESSAGE: By.MESSAGE}


def _script(session: Session, item: FollowUp, speaker: Speaker, members: Sequence[Staff], caller_no: str | None) -> str:
    """What to say of this one follow-up; a survey's questions are for the seat, which takes their answers."""
    caller = next((member for member in members if member.employee_no == caller_no), None)
    said = speaker.script([item], customers.customer_by_id(session.connection, item.customer_id), caller, sells=False)
    return "\n".join([said.why, *said.then])


def _caller(row: DayRow, members: Sequence[Staff]) -> str | None:
    """By name, or by number where several bear it."""
    names = Counter(member.name for member in members)
    return row.caller if row.caller is not None and names[row.caller] == 1 else row.caller_no
