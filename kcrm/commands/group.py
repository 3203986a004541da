"""`group`: a store publishes its facts for its group; the group's figures over all stores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions.finance import check_months
from kcrm.actions.kpi.figures import period_begun
from kcrm.actions.publishing import group_key, new_key, publish
from kcrm.actions.session import Session
from kcrm.context import AppContext
from kcrm.dates import Period, parse_period
from kcrm.enums import StrEnum
from kcrm.errors import ExitCode, UsageError
from kcrm.group.engine import DuckDb
from kcrm.group.figures import By, differences, figures, is_counted, small_sample
from kcrm.group.manifest import Manifest, counted_stores, look_through, of_another_key, of_one_key, stores_of, whole
from kcrm.group.money import MONEY, costs_by_store
from kcrm.group.recounts import verify
from kcrm.group.spark import Spark
from kcrm.group.together import together
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS, shown_in
from kcrm.rules.kpi import Figure, ScopeKind, in_rank_order
from kcrm.shell.console import notice
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, WHOLLY_LISTED, OfPeriod
from kcrm.shell.verbs import Result
from kcrm.text import safe
from kcrm.views.group import (
    costs_note,
    counted_note,
    key_notes,
    policy_notes,
    published_view,
    stores_view,
    together_view,
    uncounted_note,
    verified_note,
    verified_view,
)
from kcrm.views.kpi.figures import figures_view, running_note

_HERE = "local[*]"


class Table(StrEnum):
    """Tables of KPIs that a group has."""

    SERVICE = "service"
    STORE = "store"
    CALLS = "calls"
    COMPLAINTS = "complaints"
    SALES = "sales"
    QUALITY = "quality"
    RADAR = "radar"
    PROFIT = "profit"
    BREAKEVEN = "breakeven"


class EngineName(StrEnum):
    """What counts."""

    DUCKDB = "duckdb"
    SPARK = "spark"


_From = Annotated[Path, typer.Option("--from", metavar="DIR", help=N_("Where the stores publish."))]
_Engine = Annotated[
    EngineName, typer.Option("--engine", metavar="ENGINE", help=N_("What counts: duckdb on this machine, or spark on a cluster."))
]
_Master = Annotated[
    str | None, typer.Option("--master", metavar="URL", help=N_("Spark's master: spark://HOST:7077; by default this machine."))
]


def register(app: App) -> None:
    """The noun `group`."""
    group = app.noun("group", help=N_("A dealer group's figures over all of its stores."))

    @group.verb(
        "publish",
        help=N_(
            "Publish this store's facts for its group, without anybody's name.\n\nVehicles and customers go by pseudonyms, made with the "
            "group's key. Nothing is written anew that is as it was."
        ),
        output=PRINTED,
    )
    def publish_(
        session: Session,
        folder: Annotated[Path, typer.Argument(metavar="DIR", help=N_("The group's folder."))],
        *,
        key_file: Annotated[Path, typer.Option("--key-file", metavar="FILE", help=N_("The group's secret key, the same in every store."))],
        staff: Annotated[bool, typer.Option("--staff", help=N_("Also people's published figures, by employee number."))] = False,
    ) -> Result:
        found = publish(session, folder, group_key(key_file, folder), with_staff=staff)
        return Result(published_view(found), key_notes([found.store] if found.has_other_key else []))

    @group.verb(
        "key",
        help=N_("Make the group's secret key, once for all of its stores.\n\nWho has it can tell which pseudonym a VIN or phone has."),
        output=PRINTED,
    )
    def key(file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The new file."))]) -> None:
        new_key(file)
        notice(_("{file}: written. Keep it apart from the data, and give each store the same.").format(file=safe(str(file))))

    @group.verb("stores", help=N_("List the stores that have published, and whether they can be counted."), output=WHOLLY_LISTED)
    def stores(context: AppContext, *, from_: _From, period: OfPeriod = "last-month") -> Result:
        found = stores_of(from_, parse_period(period, context.today), context.now)
        return Result(stores_view(found), (*counted_note(found), *key_notes(of_another_key(found.counted))))

    @group.verb(
        "kpi",
        help=N_("Show a table of KPIs over all stores, or by store, region or month.\n\nRatios are sum over sum, never means of means."),
        output=WHOLLY_LISTED,
    )
    def kpi(
        context: AppContext,
        table: Annotated[
            Table,
            typer.Argument(metavar="TABLE", help=N_("service, store, calls, complaints, sales, quality, radar, profit or breakeven.")),
        ],
        *,
        from_: _From,
        period: OfPeriod = "last-month",
        by: Annotated[By | None, typer.Option("--by", metavar="PART", help=N_("Also by store, region or month."))] = None,
        engine: _Engine = EngineName.DUCKDB,
        master: _Master = None,
    ) -> Result:
        days = period_begun(period, context.today)
        if table is Table.BREAKEVEN:
            check_months(days)
        found, keys = counted_stores(from_, days, context.now), [key for key in shown_in(table) if is_counted(key)]
        said = (*counted_note(found), *policy_notes(differences(found.counted, keys)), *uncounted_note(set(shown_in(table)) - set(keys)))
        with _engine(from_, found.counted, engine, master) as counting:
            told = figures(counting, found.counted, keys, days, by)
            if not MONEY.isdisjoint(keys):
                said += costs_note(days, costs_by_store(counting, found.counted, days))
        least = small_sample(found.counted)
        view = figures_view(_("The group"), days, _in_order(told, keys, least, by), least, notes=running_note(days, context.today))
        return Result(view, said)

    @group.verb(
        "vehicles",
        help=N_(
            "Show what no store can know alone, by pseudonym.\n\nReturn, churn, loyalty and income where a vehicle or customer of several "
            "stores is one, and how many vehicles came from another store."
        ),
        output=WHOLLY_LISTED,
    )
    def vehicles(
        context: AppContext, *, from_: _From, period: OfPeriod = "last-month", engine: _Engine = EngineName.DUCKDB, master: _Master = None
    ) -> Result:
        days = period_begun(period, context.today)
        found = of_one_key(counted_stores(from_, days, context.now))
        with _engine(from_, found.counted, engine, master) as counting:
            told = together(counting, found.counted, days)
        keys = [each.key for each in told if each.key in KPIS]
        return Result(together_view(told, days), (*counted_note(found), *policy_notes(differences(found.counted, keys))))

    @group.verb(
        "verify",
        help=N_(
            "Count every closed month of every store again.\n\nWhere the group comes to another number than the store itself, the exit "
            "code is 5. What the store corrected since it closed the month is listed."
        ),
        output=WHOLLY_LISTED,
    )
    def verify_(context: AppContext, *, from_: _From, engine: _Engine = EngineName.DUCKDB, master: _Master = None) -> Result:
        today = context.today
        found = counted_stores(from_, Period(today, today), context.now)
        look_through(from_, found.counted)
        with _engine(from_, found.counted, engine, master) as counting:
            verified = verify(counting, found.counted)
        differs = any(each.differs for each in verified.findings)
        said = (verified_note(verified), *counted_note(found))
        return Result(verified_view(verified), said, code=ExitCode.REFUSED if differs else ExitCode.OK)


@contextmanager
def _engine(folder: Path, stores: Sequence[Manifest], name: EngineName, master: str | None) -> Iterator[DuckDb | Spark]:
    """Raises UsageError for a master of an engine that has none, RefusedError where it is not installed or cannot read a store's file."""
    if name is not EngineName.SPARK and master is not None:
        raise UsageError(N_("--master is for --engine spark."))
    engine = Spark(folder.resolve(), master or _HERE) if name is EngineName.SPARK else DuckDb(folder)
    with engine as counting, whole(folder, stores):
        yield counting


def _in_order(told: Sequence[Figure], keys: Sequence[str], least: int, by: By | None) -> list[tuple[Figure, int | None]]:
    """KPI by KPI the group's and then its parts'; stores and regions ranked, months in turn."""
    parts = [one for one in told if one.scope.kind is not ScopeKind.GROUP]
    ranked = in_rank_order(parts, least) if by is not By.MONTH else [(one, None) for one in parts]
    whole = [(one, None) for one in told if one.scope.kind is ScopeKind.GROUP]
    return [each for key in keys for each in (*whole, *ranked) if each[0].key == key]
