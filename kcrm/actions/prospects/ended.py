"""What the end of a follow-up about a prospect says of it: they were contacted, or nobody was reached; either is a step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kcrm.actions.prospects.loop import ProspectDesk
from kcrm.actions.session import Session
from kcrm.model import By, FollowUp, Kind
from kcrm.model.prospects import ProspectEvent, ProspectStep
from kcrm.named import NamedTuple
from kcrm.rules.prospects.stages import allowed


class Talk(NamedTuple):
    """How it ended. reached: they were talked or written to. steps: what follows for which prospect, where somebody said so."""

    at: datetime
    reached: bool
    by: By | None = None
    note: str | None = None
    call_id: int | None = None
    steps: tuple[ProspectEvent, ...] = ()


def note_ended(session: Session, items: Iterable[FollowUp], talk: Talk) -> None:
    """Take the step that follows for each prospect that the ended follow-ups were about, in an open write.

    Nobody is contacted again but those whose stage asks for it: a revisit of the lost leaves them as they are. A call that was due for
    something else than the next contact, and reached nobody, leaves that where it is.
    """
    about = {int(item.case[1:]) for item in items if item.case and (talk.reached or item.kind is Kind.PROSPECT_CONTACT)}
    told: dict[int, list[ProspectEvent]] = {}
    for step in talk.steps:
        told.setdefault(step.prospect_id, []).append(step)
    desk, by = ProspectDesk.of(session), talk.by if talk.reached else None
    kind = ProspectStep.MISSED if not talk.reached else ProspectStep.VISITED if by is By.VISIT else ProspectStep.CONTACTED
    for number in sorted({*about, *told}):
        for step in told.get(number, [ProspectEvent(kind, talk.at)]):
            if allowed(desk.prospect(number).stage, step.kind):
                desk.take(number, step._replace(call_id=talk.call_id, by=step.by or by, note=step.note or talk.note))
