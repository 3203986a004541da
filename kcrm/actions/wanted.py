"""What a customer is asked for in a call beside what the call is about, and what they said: kept in one write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice

from kcrm.actions.session import Session
from kcrm.model.quality import JUDGED
from kcrm.queries.completeness import files_of
from kcrm.queries.evidence import contradicted_about, evidence_about, said_in
from kcrm.records import noun_of
from kcrm.records.catalogue import Part
from kcrm.rules.quality.wanted import Held, Want, wanted


def wants_of(session: Session, customer_id: int, vehicle_ids: Collection[int] = ()) -> tuple[Want, ...]:
    """What one call asks this customer for, the most valuable first; nothing of who is only ever spoken to, as they have no file.

    vehicle_ids: the vehicles that the call is about; where none is theirs, it may be about each of theirs.
    """
    parts = files_of(session.connection, [customer_id], session.today)[customer_id]
    own, vehicles = parts[0], parts[1:]
    if own.values["contact_only"]:
        return ()
    meant = [own, *([part for part in vehicles if part.id in vehicle_ids] or vehicles)]
    policy = session.policy
    found = wanted(_held(session, meant), policy.completeness, policy.evidence, session.today)
    return tuple(islice(found, policy.completeness.per_call))


def _held(session: Session, parts: Sequence[Part]) -> list[Held]:
    customer_id, vehicle_ids = parts[0].id, [part.id for part in parts[1:]]
    evidence = evidence_about(session.connection, customer_id, vehicle_ids)
    contradicted = contradicted_about(session.connection, customer_id, vehicle_ids)
    found = []
    for part in parts:
        table = noun_of(part.kind).table
        known = evidence.get((table, part.id), {})
        said = {key: said_in(part.values, key, judged, known.get(key)) for key, judged in JUDGED[table].items() if key in part.values}
        found.append(Held(part, said, contradicted.get((table, part.id), frozenset())))
    return found
