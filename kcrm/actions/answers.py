"""What customers said when they were asked for what their file lacks: kept in one write."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.edits import Entered, Entry, kept_within, values_of
from kcrm.actions.session import Session
from kcrm.identifiers import load_pinyin
from kcrm.named import NamedTuple
from kcrm.queries.completeness import keep_asked
from kcrm.queries.records import stored_value
from kcrm.records import noun_of
from kcrm.rules.quality.fillers import fillers, representative
from kcrm.rules.quality.wanted import Want


class Answer(NamedTuple):
    """What they said to a question. text: as an option of `edit` takes it; None where they did not know or say it."""

    want: Want
    text: str | None


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
