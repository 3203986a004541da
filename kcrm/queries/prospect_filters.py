"""What a filter asks of prospects, as conditions on a row of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.filters import Column
from kcrm.queries.sources.declared import source_of
from kcrm.queries.sources.prospects import NEXT_CONTACT
from kcrm.records import SheetKind, prospect

_SELLER = "(SELECT {column} FROM staff WHERE staff.id = prospect.consultant_id)"
_RECKONED: Final = {
    "level": Column((source_of(SheetKind.PROSPECTS).shown["level"],)),
    "consultant": Column((_SELLER.format(column="employee_no"), _SELLER.format(column="name"))),
    "late": Column((f"coalesce({NEXT_CONTACT} < :today, 0)",)),
}
COLUMNS: Final[Mapping[str, Column]] = {
    f"prospect.{name}": column
    for name, column in {
        **{field.filtered: Column((f"prospect.{field.stored}",)) for field in prospect.NOUN.fields if field.filtered},
        **_RECKONED,
    }.items()
}
