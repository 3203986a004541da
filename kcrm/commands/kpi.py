"""`kpi`: the numbers that the desk publishes, each with what it was made of."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.kpi.explained import explained
from kcrm.actions.kpi.figures import asked_period, figure_of_store, figures, figures_of_people, least_cases
from kcrm.actions.kpi.months import close_month, closed_month, corrections
from kcrm.actions.kpi.rows import KpiSide, rows_of_kpi
from kcrm.actions.kpi.tables import CALLS_TABLE, COMPLAINTS_TABLE, PERSON_KEYS, SERVICE_TABLE, STORE_TABLE, TEAM_TABLE, Table
from kcrm.actions.kpi.targets import all_targets, set_target, target_of_kpi
from kcrm.actions.session import Session, open_session
from kcrm.dates import Period
from kcrm.errors import UsageError
from kcrm.exchange.writing import atomic_write
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS, definition, shown_in
from kcrm.model import Role
from kcrm.model.words import labels_of
from kcrm.queries.kpi.months import closed_months
from kcrm.queries.staff import all_staff
from kcrm.render import emit
from kcrm.rules.kpi import Figure, in_rank_order
from kcrm.shell.console import notice
from kcrm.shell.grammar import App, app_context, verbs_of
from kcrm.shell.opening import plan_today
from kcrm.shell.options import DryRun, Filters, Format, Listed, Printed, Shown, WhollyListed
from kcrm.shell.outcome import tell_dry_run
from kcrm.shell.output import MACHINE_FORMATS, Output
from kcrm.views.kpi.figures import explained_view, figures_view, list_view, running_note
from kcrm.views.kpi.fronts import fronts_view
from kcrm.views.kpi.labels import key_meant
from kcrm.views.kpi.months import closing_view, corrections_view, months_view, target_view, targets_view
from kcrm.views.kpi.people import people_view
from kcrm.views.kpi.radar import radar_chart, radar_page
from kcrm.views.kpi.rows import rows_view
from kcrm.views.vocabulary import meant, typeable

_Period = Annotated[
    str,
    typer.Option(
        "--period", metavar="PERIOD", help=N_("A day, week, month, quarter, year or A..B: 2026-10, 2026-W42, last-month, yesterday.")
    ),
]
_Key = Annotated[str, typer.Argument(metavar="KEY", help=N_("A KPI, by key or name (see kcrm kpi list)."))]


def register(app: App) -> None:
    """The noun `kpi`."""
    kpi = app.noun("kpi", help=N_("Key figures, each with what it was made of."), alone=_fronts)
    _register_definitions(kpi)
    _register_tables(kpi)
    _register_people(kpi)
    _register_targets(kpi)
    _register_closing(kpi)


def _fronts(ctx: typer.Context, format_: Format = None) -> None:
    """What figures there are and what to type for them, those of other nouns too."""
    if ctx.invoked_subcommand is None:
        emit(app_context(ctx), fronts_view(verbs_of(ctx)), Output(format_))
    elif format_ is not None:
        raise UsageError(
            N_("-o goes after the command: kcrm {command} -o {format}."), command=f"kpi {ctx.invoked_subcommand}", format=format_.value
        )


def _register_definitions(kpi: App) -> None:
    @kpi.verb("list", help=N_("Every KPI there is, with its unit and target."))
    def list_(ctx: typer.Context, output: WhollyListed) -> None:
        with open_session(app_context(ctx)) as session:
            view = list_view((each, target_of_kpi(session, each.key).value) for each in KPIS.values())
            emit(session.context, view, output)

    @kpi.verb(
        "explain",
        help=N_(
            "One KPI in words: what is divided by what, which way is better, who asks for it, what of the policy decides, and how to see "
            "the rows behind it.\n\nWith --period also what it comes to."
        ),
    )
    def explain(
        ctx: typer.Context,
        key: _Key,
        *,
        period: Annotated[
            str | None, typer.Option("--period", metavar="PERIOD", help=N_("Its value in this period: 2026-10, last-month …"))
        ] = None,
        output: Shown,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            days = _planned_until_today(session, period) if period is not None else None
            emit(session.context, explained_view(explained(session, definition(key_meant(key)), days)), output)

    @kpi.verb(
        "rows",
        help=N_(
            "What a KPI was counted from: visits, orders, calls, questionnaires …, each with what it adds above and below the line.\n\n"
            "Of a closed month they are the rows as they are now."
        ),
    )
    def rows(
        ctx: typer.Context,
        key: _Key,
        filters: Filters = None,
        *,
        period: _Period = "this-month",
        side: Annotated[
            KpiSide | None, typer.Option("--side", metavar="SIDE", help=N_("Filter by side: numerator or denominator."))
        ] = None,
        output: Listed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            days, of = _planned_until_today(session, period), definition(key_meant(key))
            owners = chosen_customers(session, filters)
            found = rows_of_kpi(session, of, days, KpiSide(side) if side else None, owners)
            whole = figure_of_store(session, of.key, days) if side is None and owners is None else None
            emit(session.context, rows_view(found, whole.value if whole else None), output)


def _register_tables(kpi: App) -> None:
    @kpi.verb("service", help=N_("Visits: paid and free, maintenance and repair, beside the period before and a year ago."))
    def service(ctx: typer.Context, *, period: _Period = "this-month", output: WhollyListed) -> None:
        with open_session(app_context(ctx)) as session:
            _show(session, _("Service"), SERVICE_TABLE, asked_period(session, period), output)

    @kpi.verb("radar", help=N_("The fourteen KPIs of the radar chart, against target and the period before."))
    def radar(
        ctx: typer.Context,
        *,
        period: _Period = "this-month",
        svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help=N_("Draw the chart into this file."))] = None,
        html: Annotated[
            Path | None, typer.Option("--html", metavar="FILE", help=N_("Write chart and table as a page that needs nothing else."))
        ] = None,
        output: WhollyListed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            days = _planned_until_today(session, period)
            small = least_cases(session, days)
            found = figures(session, STORE_TABLE, days, keys=shown_in("radar"))
            if svg is not None:
                _write(svg, radar_chart(session.store.name, days, found, small) + "\n")
            if html is not None:
                _write(html, radar_page(session.store.name, days, found, small))
            view = figures_view(_("Radar"), days, found, small, bars=True, notes=running_note(days, session.today))
            emit(session.context, view, output)

    @kpi.verb("store", help=N_("Store-wide figures: vehicles in use, churn, average ticket and more."))
    def store(ctx: typer.Context, *, period: _Period = "this-month", output: WhollyListed) -> None:
        with open_session(app_context(ctx)) as session:
            _show(session, _("Store"), STORE_TABLE, _planned_until_today(session, period), output)

    @kpi.verb("team", help=N_("Team by team: appointments, process, handovers, rework, productivity, return, calls and more; best first."))
    def team(ctx: typer.Context, *, period: _Period = "this-month", output: WhollyListed) -> None:
        with open_session(app_context(ctx)) as session:
            days = _planned_until_today(session, period)
            found = in_rank_order(figures(session, TEAM_TABLE, days), least_cases(session, days))
            _emit(session, _("Teams"), days, found, output)

    @kpi.verb("calls", help=N_("Calls planned, done, on time, reached and lapsed: in all, by kind and by person."))
    def calls(ctx: typer.Context, *, period: _Period = "this-month", output: WhollyListed) -> None:
        with open_session(app_context(ctx)) as session:
            _show(session, _("Calls"), CALLS_TABLE, _planned_until_today(session, period), output)

    @kpi.verb(
        "complaints", help=N_("Complaints received, per 100 visits, on time and satisfied: in all, by cause and by department at fault.")
    )
    def complaints(ctx: typer.Context, *, period: _Period = "this-month", output: WhollyListed) -> None:
        with open_session(app_context(ctx)) as session:
            _show(session, _("Complaints"), COMPLAINTS_TABLE, asked_period(session, period), output)


def _register_people(kpi: App) -> None:
    @kpi.verb("person", help=N_("People by figures, best first; who left or came in the period counts for the days they worked."))
    def person(
        ctx: typer.Context,
        *,
        role: Annotated[
            str | None, typer.Option("--role", metavar="ROLE", help=N_("Filter by post: service_advisor, technician …"))
        ] = None,
        period: _Period = "this-month",
        long: Annotated[
            bool, typer.Option("--long", help=N_("A row for each figure, with what it is made of, before, target and rank."))
        ] = False,
        output: WhollyListed,
    ) -> None:
        context = app_context(ctx)
        with open_session(context) as session:
            days = _planned_until_today(session, period)
            found = figures_of_people(session, days, None if role is None else _role(role))
            if long or output.chosen(context.terminal) in MACHINE_FORMATS:
                _emit(session, _("People"), days, found, output)
                return
            roles = {member.employee_no: member.role for member in all_staff(session.connection)}
            told, notes = [figure for figure, _rank in found], running_note(days, session.today)
            emit(session.context, people_view(days, told, roles, least_cases(session, days), notes=notes), output)


def _register_targets(kpi: App) -> None:
    target = kpi.noun("target", help=N_("The target."))

    @target.verb("set", help=N_("Set the store's own target for a KPI; closed months keep theirs."))
    def set_(
        ctx: typer.Context,
        key: _Key,
        value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("85 for 85 %, 0.95 for a ratio, or default for the policy's."))],
        *,
        dry_run: DryRun = False,
        output: Shown,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            emit(session.context, target_view(set_target(session, key_meant(key), value, dry_run=dry_run)), output)
            tell_dry_run(dry_run=dry_run)

    @target.verb("list", help=N_("Every target, and whether it is the store's own."))
    def list_(ctx: typer.Context, output: WhollyListed) -> None:
        with open_session(app_context(ctx)) as session:
            emit(session.context, targets_view(all_targets(session)), output)


def _register_closing(kpi: App) -> None:
    @kpi.verb("close", help=N_("Freeze a past month: its figures are published and later corrections are listed beside them."))
    def close(
        ctx: typer.Context,
        month: Annotated[str, typer.Argument(metavar="MONTH", help=N_("As in 2026-10 or last-month."))],
        *,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            emit(session.context, closing_view(close_month(session, month, dry_run=dry_run)), output)
            tell_dry_run(dry_run=dry_run)

    @kpi.verb("closed", help=N_("The months that were closed; of one month what was corrected since."))
    def closed(
        ctx: typer.Context,
        month: Annotated[str | None, typer.Argument(metavar="[MONTH]", help=N_("As in 2026-10 or last-month."))] = None,
        *,
        output: WhollyListed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            if month is None:
                view = months_view(closed_months(session.connection))
            else:
                found = closed_month(session, month)
                plan_today(session)  # as it was when the month was closed: what lapsed is counted
                view = corrections_view(found, corrections(session, found))
            emit(session.context, view, output)


def _planned_until_today(session: Session, text: str) -> Period:
    """The period as typed, once today's plan is made: tables that count follow-ups count what fell due or lapsed since nobody planned."""
    days = asked_period(session, text)
    plan_today(session)
    return days


def _show(session: Session, title: str, table: Table, period: Period, output: Output) -> None:
    _emit(session, title, period, [(figure, None) for figure in figures(session, table, period)], output)


def _emit(session: Session, title: str, period: Period, found: list[tuple[Figure, int | None]], output: Output) -> None:
    notes = running_note(period, session.today)
    emit(session.context, figures_view(title, period, found, least_cases(session, period), notes=notes), output)


def _role(text: str) -> Role:
    role = meant(Role, text, "--role")
    if role not in PERSON_KEYS:
        raise UsageError(
            N_("--role: no figures are kept for {role}. Choose from: {roles}."),
            role=role,
            roles=_(", ").join(typeable(labels_of(Role), each) for each in PERSON_KEYS),
        )
    return role


def _write(path: Path, text: str) -> None:
    with atomic_write(path) as file:
        file.write(text)
    notice(_("{file}: written.").format(file=path))
