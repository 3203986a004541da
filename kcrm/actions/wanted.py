"""What a customer is asked for in a call beside what the call is about, and what they said: kept in one write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice

from kcrm.actions.edits import Entered, Entry, kept_within, values_of
from kcrm.actions.session import Session
from kcrm.identifiers import load_pinyin
from kcrm.model.quality import JUDGED
from kcrm.named import NamedTuple
from kcrm.queries.completeness import files_of, keep_asked
from kcrm.queries.evidence import contradicted_about, evidence_about, said_in
from kcrm.queries.records import stored_value
from kcrm.records import noun_of
from kcrm.records.catalogue import Part
from kcrm.rules.quality.fillers import fillers, representative
from kcrm.rules.quality.wanted import Held, Want, wanted


class Answer(NamedTuple):
    """What they said to a question. text: as an option of `edit` takes it; None where they did not know or say it."""

    want: Want
    text: str | None


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


def take_answers(session: Session, answers: Sequence[Answer]) -> list[Entered[None]]:
    """Keep what a customer said, as their own word, and what they were asked in vain: one operation; what became of each record told of.

    An answer that says nothing, as a filler does, counts as asked in vain, too. Raises as `edit` does.
    """
    kept, said_nothing = [], fillers(session.policy.evidence)
    if any(answer.want.key == "name" for answer in answers):
        load_pinyin()
    with session.write() as planner:
        for kind, number in dict.fromkeys((answer.want.part.kind, answer.want.part.id) for answer in answers):
            theirs = [answer for answer in answers if (answer.want.part.kind, answer.want.part.id) == (kind, number)]
            entry = Entry(kind, {answer.want.key: answer.text for answer in theirs if answer.text is not None}, _nothing)
            values = values_of(session, entry)
            if values:
                kept.append(kept_within(session, planner, entry, number, values))
            for answer in theirs:
                if answer.text is None or not representative(stored_value(values[answer.want.key]), said_nothing):
                    keep_asked(planner.connection, noun_of(kind).table, number, answer.want.key, session.today)
    return kept


def _nothing(_session: Session, _number: int) -> None:
    """No card is read: the caller has it before them."""
