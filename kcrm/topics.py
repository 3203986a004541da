"""What a note can be about: topics, named by the policy, each with the words that speak for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from kcrm.i18n import N_
from kcrm.named import NamedTuple

# the topics of the built-in policy; a store's own say themselves
TOPIC: Mapping[str, str] = MappingProxyType(
    {
        "price": N_("price"),
        "waiting": N_("waiting time"),
        "work_quality": N_("work quality"),
        "attitude": N_("attitude"),
        "parts": N_("parts"),
        "appointment": N_("appointment"),
        "facilities": N_("facilities"),
        "vehicle": N_("vehicle"),
        "offers": N_("offers"),
        "insurance": N_("insurance"),
        "elsewhere": N_("elsewhere"),
    }
)


class Topic(NamedTuple):
    """What a note can be about: `TOPIC=WORD/WORD`. words: what in a note speaks for it, in small letters. text: as it is written."""

    name: str
    words: tuple[str, ...]
    text: str

    @classmethod
    def parse(cls, text: str) -> Topic:
        """Read `price=价格/太贵`; ValueError for anything else."""
        name, words = (part.strip() for part in text.split("="))
        found = tuple(word.strip().casefold() for word in words.split("/"))
        if not name or "," in name or not all(found):
            raise ValueError(text)
        return cls(name, found, text)


def topic_labels(topics: Iterable[Topic]) -> Mapping[str, str]:
    """The policy's topics, in their order, each with its msgid; a store's own say themselves."""
    return {topic.name: TOPIC.get(topic.name, topic.name) for topic in topics}
