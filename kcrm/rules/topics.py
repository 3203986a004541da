"""What a note is about, by its words (usual practice)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kcrm.topics import Topic


def topics_in(texts: Iterable[str | None], topics: Sequence[Topic]) -> tuple[str, ...]:
    """The topics for which a word of these texts speaks, in the order of the policy."""
    said = "\n".join(filter(None, texts)).casefold()
    return tuple(topic.name for topic in topics if any(word in said for word in topic.words))
