"""The verbs about where facts come from, which customers and vehicles have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from kcrm.actions.conflicts import facts_of, listed_conflicts, verify
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, CustomerFilters, DryRun
from kcrm.shell.records import Desk, selecting
from kcrm.views import View
from kcrm.views.evidence import conflicts_view, facts_view

_All = Annotated[bool, typer.Option("--all", help=N_("Include decided ones."))]


def add_evidence(group: App, desk: Desk[Any], *, verify_help: str) -> None:
    """`evidence WHICH`, `verify WHICH` and `conflicts`."""

    @group.verb("evidence", help=N_("Show each fact with where it comes from, since when, and what it is worth."), output=LISTED)
    @selecting(desk)
    def evidence_(session: Session, which: str) -> View:
        number = select(session, which, desk.thing)
        return facts_view(desk.thing, number, facts_of(session, desk.thing, number))

    @group.verb("verify", help=verify_help, output=PRINTED)
    @selecting(desk)
    def verify_(
        session: Session,
        which: str,
        *,
        fields: Annotated[
            list[str] | None, typer.Option("--field", metavar="FIELD", help=N_("Only this fact, such as birthday; repeatable."))
        ] = None,
        dry_run: DryRun = False,
    ) -> View:
        number = select(session, which, desk.thing)
        return facts_view(desk.thing, number, verify(session, desk.thing, number, _keys(fields or ()), dry_run=dry_run))

    if desk.thing is Thing.CUSTOMER:

        @group.verb(
            "conflicts", help=N_("List values that contradict each other, until somebody decides: kcrm customer settle"), output=LISTED
        )
        def of_customers(session: Session, filters: CustomerFilters = None, *, everything: _All = False) -> View:
            among = chosen_customers(session, filters)
            return conflicts_view(listed_conflicts(session, Thing.CUSTOMER, among, everything=everything))

    else:

        @group.verb(
            "conflicts",
            help=N_("List vehicles of which owners, VINs or plates contradict each other, until somebody decides: kcrm customer settle"),
            output=LISTED,
        )
        def of_vehicles(session: Session, *, everything: _All = False) -> View:
            return conflicts_view(listed_conflicts(session, Thing.VEHICLE, None, everything=everything))


def _keys(fields: Sequence[str]) -> list[str]:
    return [field.strip().lower().replace("-", "_") for field in fields]
