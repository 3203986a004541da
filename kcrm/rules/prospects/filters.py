"""What prospects are filtered by, beside what customers are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.records import prospect
from kcrm.rules.filters import FIELDS, Field, Holds, declared, names_of

PREFIX: Final = "prospect."
"""What stands before a field of prospects, as they share names with those of customers and vehicles."""
_OWN: Final[Mapping[str, Field]] = {
    f"{PREFIX}{name}": field for name, field in {**declared(prospect.NOUN), "late": Field(Holds.FLAG, ("逾期",))}.items()
}
FIELDS_OF_ALL: Final[Mapping[str, Field]] = {**FIELDS, **_OWN}
BY_NAME: Final[Mapping[str, str]] = {**names_of(FIELDS), **names_of(_OWN)}
