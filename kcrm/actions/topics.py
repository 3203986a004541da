"""What notes are about, counted: in all, or by the kind of follow-up, the model, or who took the note down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.queries.topics import AboutTopics, notes_about


class By(Word):
    """How notes are parted."""

    KIND = "kind", N_("kind")
    MODEL = "model", N_("model")
    PERSON = "person", N_("person")


@dataclass(frozen=True, slots=True)
class TopicRow:
    """How many of a scope's notes are about a topic. of: a kind, a model, an employee's number, None for all or where it is not known.

    name: of the employee. notes: those that are about anything.
    """

    of: str | None
    name: str | None
    topic: str
    count: int
    notes: int


def counted_topics(session: Session, period: Period, by: By | None = None) -> list[TopicRow]:
    """The topics of a period, the most frequent first within each scope; a note of several kinds counts in each."""
    found = notes_about(session.connection, period)
    scopes: dict[tuple[str | None, str | None], list[AboutTopics]] = {}
    for note in found:
        for scope in _SCOPES[by](note) if by is not None else ((None, None),):
            scopes.setdefault(scope, []).append(note)
    rows = []
    for (of, name), notes in sorted(scopes.items(), key=lambda each: (each[0][0] is None, each[0])):
        counts = Counter(topic for note in notes for topic in note.topics)
        rows += [
            TopicRow(of, name, topic, count, len(notes)) for topic, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        ]
    return rows


_Scopes = tuple[tuple[str | None, str | None], ...]
_UNKNOWN: _Scopes = ((None, None),)
_SCOPES: Mapping[By, Callable[[AboutTopics], _Scopes]] = {
    By.KIND: lambda note: tuple((kind, None) for kind in note.kinds) or _UNKNOWN,
    By.MODEL: lambda note: tuple((model, None) for model in note.models) or _UNKNOWN,
    By.PERSON: lambda note: ((note.staff_no, note.staff),),
}
