"""Trainings: recorded for all who were present at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.actions.edits import Entry, kept_within, values_of
from kcrm.actions.selecting import shown
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.queries.records import Shown
from kcrm.records import SheetKind


def _card(session: Session, number: int) -> Shown:
    return shown(session, SheetKind.TRAININGS, number)


def hold(session: Session, texts: Mapping[str, str], present: Sequence[str], *, dry_run: bool = False) -> list[Shown]:
    """Record that these were trained. texts: what is said of all. present: `NO` or `NO=MARK` each.

    Raises UsageError for a malformed value or somebody named twice, NotFoundError for somebody unknown, RefusedError for a training of
    theirs that stands already; then nobody's is kept.
    """
    entries = []
    for each in present:
        who, _equals, mark = each.rpartition("=") if "=" in each else (each, "", "")
        own = {**texts, "person": who, **({"mark": mark} if mark else {})}
        entries.append(Entry(SheetKind.TRAININGS, own, _card, dry_run))
    values = [{key: value for key, value in values_of(session, entry).items() if value is not None} for entry in entries]
    people = [each["person"] for each in values]
    twice = next((text for text, person in zip(present, people, strict=True) if people.count(person) > 1), None)
    if twice is not None:
        raise UsageError(N_("{text}: named twice."), text=twice)
    with session.write(dry_run=dry_run) as planner:
        return [kept_within(session, planner, entry, None, own).card for entry, own in zip(entries, values, strict=True)]
