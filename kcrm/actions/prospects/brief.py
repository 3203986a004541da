"""A buying intention as whoever calls sees it: how soon they buy and why we think so, what was done, what was said last."""

from __future__ import annotations

from collections.abc import Iterable

from kcrm.actions.session import Session
from kcrm.model import FollowUp, Of
from kcrm.model.prospects import CONTACTS, Prospect, ProspectEvent, ProspectStep
from kcrm.named import NamedTuple
from kcrm.queries.prospects import events_of, open_of_customer, prospect_by_id
from kcrm.rules.prospects.levels import Judged, is_contacted, level


class Brief(NamedTuple):
    """judged: today's level, None of one that is not contacted again and again. talk, drive, quote, loss: the latest of each."""

    prospect: Prospect
    judged: Judged | None
    talk: ProspectEvent | None
    drive: ProspectEvent | None
    quote: ProspectEvent | None
    loss: ProspectEvent | None


def about(items: Iterable[FollowUp]) -> list[int]:
    """The numbers of the prospects that these follow-ups are about, each once."""
    return list(dict.fromkeys(int(item.case[1:]) for item in items if item.kind.row.of is Of.PROSPECT and item.case))


def briefs(session: Session, customer_id: int, items: Iterable[FollowUp]) -> tuple[Brief, ...]:
    """Those that the call is about, then whatever else they are open for."""
    spoken = [prospect_by_id(session.connection, number) for number in about(items)]
    others = [each for each in open_of_customer(session.connection, customer_id) if each.id not in {known.id for known in spoken}]
    return tuple(_brief(session, prospect) for prospect in (*spoken, *others))


def _brief(session: Session, prospect: Prospect) -> Brief:
    events = events_of(session.connection, prospect.id)
    latest = {event.kind: event for event in events if not event.declined}
    judged = level(prospect.intended_on, session.today, session.policy.prospects, prospect.floor)
    return Brief(
        prospect,
        judged if is_contacted(prospect.stage) else None,
        next((event for event in reversed(events) if event.kind in CONTACTS), None),
        latest.get(ProspectStep.TEST_DRIVE),
        latest.get(ProspectStep.QUOTED),
        latest.get(ProspectStep.LOST) if prospect.lost_on is not None else None,
    )
