"""Why a follow-up exists, when it is due, whose it is, and what happened to it."""

from __future__ import annotations

from datetime import date

from kcrm.actions.consented import standings_of
from kcrm.actions.daylist import Wanted, day_list
from kcrm.actions.session import Session
from kcrm.model import BaseFact, Channel, CustomerFacts, FollowUp, FollowUpKey, Role, State
from kcrm.model.consents import ConsentKind, Ground
from kcrm.named import NamedTuple
from kcrm.policy import Policy, PolicyEntry
from kcrm.policy_sections import KindPolicy
from kcrm.queries import calls, customer_facts, desk, followups
from kcrm.queries.bundles import BundleTold, told_in
from kcrm.queries.calls import Call
from kcrm.queries.changes import Change, changes_of
from kcrm.queries.followups import EventRecord
from kcrm.rules.followups.assignment import Desk, Roster
from kcrm.rules.followups.due_dates import candidates
from kcrm.rules.why import Shift, Stored, deciding, origin, shifts

_CONSENTS = {Channel.CALL: ConsentKind.CALL, Channel.MESSAGE: ConsentKind.MESSAGE}


class Explanation(NamedTuple):
    """The answer to `why`.

    rule, entries: the kind's policy in the version that it was planned under, and what else of it decided. because: the particular rule
    that called for it. origin, shifts: how the base date came about where nobody recorded it, then how the due date follows.
    caller: who would make the call on `call_day`, today or the day it is to be called; None where nobody is assigned or it is not open.
    calls: made for it, oldest first; events: what people did to it by hand. bundle: the call of its account that it is told in.
    consent: on what ground its customer may be called, or written to, today; None of a visit.
    """

    followup: FollowUp
    rule: KindPolicy
    entries: tuple[PolicyEntry, ...]
    because: str | None
    origin: tuple[Shift, ...]
    shifts: tuple[Shift, ...]
    call_day: date
    caller_no: str | None
    caller: str | None
    changes: tuple[Change, ...]
    calls: tuple[Call, ...]
    events: tuple[EventRecord, ...]
    bundle: BundleTold | None = None
    consent: Ground | None = None

    @property
    def role(self) -> Role:
        """Whose duty the policy makes it."""
        return self.rule.by

    @property
    def source(self) -> str:
        """The title of the document that asks for it."""
        return self.rule.source


def explain_followup(session: Session, followup_id: int) -> Explanation:
    """Everything that is known about one follow-up, which exists."""
    item = followups.followup_by_id(session.connection, followup_id)
    policy = Policy.from_snapshot(desk.policy_of_version(session.connection, item.policy_version_id))
    facts = customer_facts.facts_of(
        session.connection,
        [item.customer_id],
        maintenance=policy.maintenance.types,
        no_visit=policy.visits.excluded_types,
        zone=policy.zone,
    )[0]
    stored = _stored(session, item)
    because = item.because or _because_now(session, stored.key, facts, policy)
    bundle = told_in(session.connection, followup_id)
    stored = stored._replace(because=because, bundled=bundle is not None and bundle.on == item.call_on)
    wanted = deciding(item.kind, item.base)
    call_day = max(session.today, item.call_on)
    row = None
    if item.state is State.OPEN:
        listed = day_list(session, Wanted(day=call_day, until=call_day, channel=None, customer_id=item.customer_id))
        row = next((row for row in listed if row.followup.id == item.id), None)
    return Explanation(
        followup=item,
        rule=policy.followups[item.kind],
        entries=tuple(entry for prefix in wanted for entry in policy.entries() if entry.key.startswith(prefix)),
        because=because,
        origin=origin(stored),
        shifts=shifts(stored, policy, next((each for each in facts.vehicles if each.id == item.vehicle_id), None)),
        call_day=call_day,
        caller_no=row.caller_no if row else None,
        caller=row.caller if row else None,
        changes=tuple(changes_of(session.connection, "followup", followup_id)),
        calls=tuple(calls.calls_for(session.connection, followup_id)),
        events=tuple(followups.events_of(session.connection, followup_id)),
        bundle=bundle,
        consent=_ground(session, item),
    )


def _ground(session: Session, item: FollowUp) -> Ground | None:
    asked = [kind for channel, kind in _CONSENTS.items() if channel is item.channel]
    return next((each.permits.ground for each in standings_of(session, item.customer_id, asked)), None)


def _because_now(session: Session, key: FollowUpKey, facts: CustomerFacts, policy: Policy) -> str | None:
    """Of a follow-up that was planned before this was kept: what would call for it by the facts of today, None where nothing would."""
    on = Desk(policy, Roster(()), session.store.go_live_on)
    found = (each for each in candidates(facts, on, session.today) if each.key == key)
    return next((each.because for each in found), None)


def _stored(session: Session, item: FollowUp) -> Stored:
    key = FollowUpKey(item.kind, item.channel, item.customer_id, item.vehicle_id, item.base_on, item.occurrence, item.case)
    opened_on = item.opened_at.astimezone(session.policy.zone).date()
    return Stored(key, BaseFact(item.base), item.due_on, item.due_by, item.call_on, opened_on)
