"""What fills a field and says nothing: whether a value is representative ("Customer-service manager CRM training manual 2012").

Which values are fillers is the policy's (`completeness.phones` and the like); the store's own phone is one besides.
"""

from __future__ import annotations

from collections.abc import Mapping

from kcrm.errors import UsageError
from kcrm.identifiers import normal_phone
from kcrm.named import NamedTuple
from kcrm.policy_sections import CompletenessPolicy
from kcrm.records.catalogue import Filler, fillers_of
from kcrm.records.noun import Field


class Fillers(NamedTuple):
    """What tells nothing, as columns keep it. whole: by list the values. ends: how a name ends that is none."""

    whole: Mapping[Filler, frozenset[str]]
    ends: tuple[str, ...]


def fillers(policy: CompletenessPolicy) -> Fillers:
    """The policy's, as they are kept."""
    phones = frozenset(map(_as_kept, filter(None, (*policy.phones, policy.own_phone))))
    whole = {
        Filler.PHONES: phones,
        Filler.DAYS: frozenset(policy.days),
        Filler.TEXTS: frozenset(policy.texts),
        Filler.ADDRESSES: frozenset(policy.addresses),
    }
    return Fillers(whole, policy.titles)


def representative(field: Field, value: object, known: Fillers) -> bool:
    """Whether a value, as its column keeps it, tells anything; what is empty tells nothing."""
    if value is None or value == "":
        return False
    lists = fillers_of(field)
    if Filler.TITLES in lists and str(value).endswith(known.ends):
        return False
    return not any(value in known.whole[each] for each in lists if each is not Filler.TITLES)


def _as_kept(phone: str) -> str:
    try:
        return normal_phone(phone)
    except UsageError:
        return phone
