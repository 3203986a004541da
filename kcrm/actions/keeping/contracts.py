"""A contract never changes whose it is, and ends no earlier than it begins."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import account_of, check_span
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import Values
from kcrm.model.fleets import ContractState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind, noun_of

_OVER: Final = frozenset({ContractState.ENDED, ContractState.TERMINATED})


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    return writer.numbered(noun_of(SheetKind.CONTRACTS), values["contract_no"]) if values.get("contract_no") else None


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    values = account_of(writer, row, values, Thing.CONTRACT)
    check_span(row, values)
    state, was = values.get("state"), row["state"] if row is not None else None
    if state in _OVER and was not in _OVER:
        values = {"ended_on": writer.today, **values}
    elif state is not None and state not in _OVER and was in _OVER:
        values = {**values, "ended_on": None, "ended_reason": None}
    return Kept(*writer.save_row(SheetKind.CONTRACTS, row, values))


KEEPER: Final = Keeper(_known, _save)
