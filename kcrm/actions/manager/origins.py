"""What a measure was taken for: a figure of a month, a complaint, a run, a meeting or a call, and what that says of it already."""

from __future__ import annotations

from typing import Final

from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import add_months, parse_period
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.kpis import KPIS, definition
from kcrm.model.manager import Addressed, MeasureSource
from kcrm.named import NamedTuple
from kcrm.queries.complaints import complaint_by_id
from kcrm.queries.lookup import Thing, identified, identifier

_FROM: Final = {
    Thing.COMPLAINT: MeasureSource.COMPLAINT,
    Thing.CHECKLIST_RUN: MeasureSource.CHECKLIST,
    Thing.MEETING: MeasureSource.MEETING,
    Thing.FOLLOWUP: MeasureSource.CALL,
    Thing.BREACH: MeasureSource.BREACH,
}


class AboutFigure(NamedTuple):
    """A figure that a measure is to mend. month: of which it was below its target, as 2026-10; None where nobody said."""

    key: str
    month: str | None = None

    def __str__(self) -> str:
        """As it is kept with the measure, and typed: csi@2026-10."""
        return f"{self.key}@{self.month}" if self.month is not None else self.key


def figure_about(about: str | None) -> AboutFigure | None:
    """The figure that a measure's words name; None where they name none."""
    key, _at, month = (about or "").strip().partition("@")
    return AboutFigure(key, month or None) if key in KPIS else None


def taken_from(session: Session, text: str) -> dict[str, str]:
    """The texts that a measure taken for this begins with: its source, what it is about, and what it does away with.

    text: csi, csi@2026-10 (the last month unless said), K5, H2, D3, F103. Raises UsageError, NotFoundError.
    """
    named = identified(text)
    if named is None:
        return {"source": MeasureSource.KPI, "about": str(_figure(session, text))}
    thing = named[0]
    if thing not in _FROM:
        raise UsageError(
            N_("{option} {value}: no measure is taken for that."),
            hint=N_("Name a figure, a complaint, a run, a meeting or a call: csi, K5, H2, D3, F7."),
            option="--from",
            value=text,
        )
    number = select(session, text, thing)
    texts: dict[str, str] = {"source": _FROM[thing], "about": identifier(thing, number)}
    if thing is Thing.COMPLAINT:
        cause = complaint_by_id(session.connection, number).cause
        if cause is not None and cause.value in {each.value for each in Addressed}:  # a malicious one is none that could be mended
            texts["addresses"] = cause.value
    return texts


def _figure(session: Session, text: str) -> AboutFigure:
    key, _at, month = text.strip().partition("@")
    first = parse_period(month, session.today).first if month else add_months(session.today.replace(day=1), -1)
    return AboutFigure(definition(key).key, f"{first:%Y-%m}")
