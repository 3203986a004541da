"""What is particular about keeping records of a kind, where its declaration does not say it: a module a kind, loaded for it alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

from kcrm.named import NamedTuple
from kcrm.records import SheetKind

if TYPE_CHECKING:
    import sqlite3

    from kcrm.actions.records import Kept, RecordWriter
    from kcrm.actions.references import Values


class Keeper(NamedTuple):
    """known: the record that values are about, None for a new one. save: write them, as new or into that record; both raise ColumnError."""

    known: Callable[[RecordWriter, Values], sqlite3.Row | None]
    save: Callable[[RecordWriter, sqlite3.Row | None, Values], Kept]


_MODULES: Final[Mapping[SheetKind, str]] = {
    SheetKind.DEPARTMENTS: "departments",
    SheetKind.OPPORTUNITIES: "opportunities",
    SheetKind.NEEDS: "needs",
    SheetKind.FLEETS: "accounts",
    SheetKind.MEMBERS: "members",
    SheetKind.RELATIONS: "relations",
    SheetKind.PRODUCTS: "products",
    SheetKind.ANNIVERSARIES: "anniversaries",
    SheetKind.CONTRACTS: "contracts",
    SheetKind.BILLS: "bills",
    SheetKind.PAYMENTS: "payments",
    SheetKind.MEETINGS: "meetings",
    SheetKind.TASKS: "tasks",
    SheetKind.MEASURES: "measures",
    SheetKind.WORKPLANS: "workplans",
    SheetKind.ARTICLES: "articles",
    SheetKind.CHECKLISTS: "checklists",
    SheetKind.BREACHES: "breaches",
    SheetKind.JOURNALS: "journals",
    SheetKind.TRAININGS: "trainings",
    SheetKind.CAMPAIGNS: "campaigns",
    SheetKind.MEMBERSHIPS: "memberships",
    SheetKind.EVENTS: "events",
    SheetKind.ATTENDANCES: "attendances",
    SheetKind.ADVERTISEMENTS: "advertisements",
    SheetKind.POINTS: "balances",
    SheetKind.VOUCHERS: "vouchers",
    SheetKind.RESCUES: "rescues",
    SheetKind.JOBS: "jobs",
    SheetKind.WORKS: "works",
    SheetKind.APPOINTMENTS: "appointments",
    SheetKind.RECALL_CAMPAIGNS: "recalls",
    SheetKind.RECALLS: "recall_vins",
    SheetKind.CONSENTS: "consents",
}


@cache
def keeper_of(kind: SheetKind) -> Keeper | None:
    """What keeps records of this kind; None where its declaration says all."""
    if kind not in _MODULES:
        return None
    keeper = import_module(f"kcrm.actions.keeping.{_MODULES[kind]}").KEEPER
    assert isinstance(keeper, Keeper)
    return keeper
