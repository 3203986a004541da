"""What is typed to fill a form and says nothing ("Customer-service manager CRM training manual 2012": whether a value is representative).

Which texts are such is the policy's (`evidence.fillers`); the store's own phone is one besides.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from kcrm.errors import UsageError
from kcrm.identifiers import normal_phone
from kcrm.policy_sections import EvidencePolicy

_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@lru_cache(maxsize=8)  # asked for with every fact of a file
def fillers(policy: EvidencePolicy) -> frozenset[str]:
    """All of them, as values are compared with them."""
    own = [_as_kept(policy.own_phone)] if policy.own_phone else []
    return frozenset(map(folded, (*policy.fillers, *own)))


def folded(text: str) -> str:
    """A value as it is compared, as SQLite can do it for all customers at once: without blanks, letters of ASCII in one case."""
    return text.replace(" ", "").translate(_LOWER)


def representative(value: object, known: Collection[str]) -> bool:
    """Whether a value, as its column keeps it, may be somebody's own; what is empty is nobody's, and no number fills a form."""
    if isinstance(value, str):
        return value != "" and folded(value) not in known
    return value is not None


def _as_kept(phone: str) -> str:
    try:
        return normal_phone(phone)
    except UsageError:
        return phone
