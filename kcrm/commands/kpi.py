"""`kpi`: the numbers that the desk publishes, each with what it was made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.kpi.explained import explained
from kcrm.actions.kpi.figures import asked_period, figure_of_store, figures, figures_of_people, least_cases
from kcrm.actions.kpi.months import close_month, closed_month, corrections
from kcrm.actions.kpi.narrowing import Narrowing, narrowing, whose
from kcrm.actions.kpi.rows import KpiSide, rows_of_kpi
from kcrm.actions.kpi.show import Course, asked_course_period, asked_keys, course_of
from kcrm.actions.kpi.tables import (
    BAYS_TABLE,
    CALLS_TABLE,
    CAMPAIGNS_TABLE,
    CLUB_TABLE,
    COMPLAINTS_TABLE,
    DESK_TABLE,
    FLEET_TABLE,
    PERSON_KEYS,
    PERSON_TABLE,
    POINTS_TABLE,
    QUALITY_TABLE,
    RECALLS_TABLE,
    RESCUES_TABLE,
    SALES_TABLE,
    SERVICE_TABLE,
    STORE_TABLE,
    TEAM_TABLE,
    WORK_TABLE,
    Table,
)
from kcrm.actions.kpi.targets import all_targets, set_target, target_of_kpi
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.enums import StrEnum
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS, definition, shown_in
from kcrm.model import Role
from kcrm.model.parts import By
from kcrm.model.personal import Personal, nothing_personal
from kcrm.model.words import labels_of
from kcrm.queries.kpi.customers import counts_customers
from kcrm.queries.kpi.months import closed_months
from kcrm.queries.staff import all_staff
from kcrm.render import emit
from kcrm.rules.kpi import Figure, in_rank_order
from kcrm.shell.console import notice
from kcrm.shell.filing import write_file
from kcrm.shell.grammar import App, app_context, verbs_of
from kcrm.shell.leaving import recording_of
from kcrm.shell.opening import plan_today
from kcrm.shell.options import LISTED, PRINTED, SHOWN, WHOLLY_LISTED, DryRun, Filters, Format, OfPeriod
from kcrm.shell.output import MACHINE_FORMATS, Output
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.kpi.course import course_view
from kcrm.views.kpi.course import left_out_words as course_left_out
from kcrm.views.kpi.figures import explained_view, figures_view, list_view, running_note
from kcrm.views.kpi.fronts import fronts_view
from kcrm.views.kpi.labels import key_meant
from kcrm.views.kpi.months import closing_view, corrections_view, months_view, target_view, targets_view
from kcrm.views.kpi.narrowing import left_out_words, narrowed_view, notes_on, titled_for
from kcrm.views.kpi.people import people_view
from kcrm.views.kpi.radar import radar_chart, radar_page
from kcrm.views.kpi.rows import rows_view
from kcrm.views.vocabulary import meant, typeable


class Chart(StrEnum):
    """What a figure is drawn as."""

    SVG = "svg"


_Key = Annotated[str, typer.Argument(metavar="KEY", help=N_("A KPI, by key or name (see kcrm kpi list)."))]


def register(app: App) -> None:
    """The noun `kpi`."""
    kpi = app.noun("kpi", help=N_("Key figures, each with what it is made of."), alone=_fronts)
    _register_definitions(kpi)
    _register_show(kpi)
    _register_tables(kpi)
    _register_quality(kpi)
    _register_fleet(kpi)
    _register_campaigns(kpi)
    _register_points(kpi)
    _register_rescues(kpi)
    _register_work(kpi)
    _register_recalls(kpi)
    _register_bays(kpi)
    _register_club(kpi)
    _register_desk(kpi)
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
    @kpi.verb("list", help=N_("List every KPI, with its unit and target."), output=WHOLLY_LISTED)
    def list_(session: Session) -> View:
        return list_view((each, target_of_kpi(session, each.key).value) for each in KPIS.values())

    @kpi.verb(
        "explain",
        help=N_(
            "Explain a KPI: formula, which way is better, source, the policy values that decide, and how to see "
            "its rows.\n\nWith --period also its value."
        ),
        output=SHOWN,
    )
    def explain(
        session: Session,
        key: _Key,
        filters: Filters = None,
        *,
        period: Annotated[
            str | None, typer.Option("--period", metavar="PERIOD", help=N_("Its value in this period: 2026-10, last-month …"))
        ] = None,
    ) -> View:
        of = definition(key_meant(key))
        if period is None:
            if filters:
                raise UsageError(N_("A filter says whose records count in a period: add --period, such as --period last-month."))
            return explained_view(explained(session, of, None))
        days = _planned_until_today(session, period)
        narrowed = _narrowed(session, filters, (of.key,), days)
        view = explained_view(explained(session, of, days, whose(narrowed)), () if narrowed is None else narrowed.words)
        return narrowed_view(view, narrowed)

    @kpi.verb(
        "rows",
        help=N_(
            "List the rows behind a KPI: visits, orders, calls, questionnaires …, with what each adds to "
            "numerator and denominator.\n\nFor a closed month they are the rows as they are now."
        ),
        output=LISTED,
    )
    def rows(
        session: Session,
        key: _Key,
        filters: Filters = None,
        *,
        period: OfPeriod = "this-month",
        side: Annotated[
            KpiSide | None, typer.Option("--side", metavar="SIDE", help=N_("Filter by side: numerator or denominator."))
        ] = None,
    ) -> View:
        days, of = _planned_until_today(session, period), definition(key_meant(key))
        owners = chosen_customers(session, filters)
        if owners is not None and not counts_customers(of.key):
            notice(_("{name} does not count records of customers alone; what is not a customer's is left out.").format(name=_(of.name)))
        found = rows_of_kpi(session, of, days, KpiSide(side) if side else None, owners)
        whole = figure_of_store(session, of.key, days) if side is None and owners is None else None
        return rows_view(found, whole.value if whole else None)


def _register_show(kpi: App) -> None:
    @kpi.verb(
        "show",
        help=N_(
            "Show a KPI, or a table of them, by day, week, month or quarter, or by what it is made of; with what is usual.\n\n"
            "The numbers are those of the tables. A table that bears a KPI's name: table:complaints"
        ),
        output=WHOLLY_LISTED,
    )
    def show(
        session: Session,
        what: Annotated[str, typer.Argument(metavar="KEY|TABLE", help=N_("A KPI, by key or name, or a table: service, radar, team …"))],
        *,
        by: Annotated[By, typer.Option("--by", metavar="PART", help=N_("By what: month, team, person, model, class, type …"))],
        period: Annotated[
            str | None,
            typer.Option(
                "--period",
                metavar="PERIOD",
                help=N_("Which days: 2026, 2026-01..2026-06, last-month. Unless said the latest, as the policy has it."),
            ),
        ] = None,
        chart: Annotated[
            Chart | None, typer.Option("--chart", metavar="FORMAT", help=N_("Draw one figure into the file of --to, for paper: svg."))
        ] = None,
        output: Output,
    ) -> View | Result:
        keys = asked_keys(key_meant(what))
        days = asked_course_period(session, By(by), period)
        plan_today(session)
        course = course_of(session, keys, By(by), days)
        if course.left_out:
            notice(course_left_out(course))
        if chart is not None:
            _draw(session, course, output)
            output = output._replace(to=None)
        keyed = output.chosen(session.context.terminal) in MACHINE_FORMATS
        view = course_view(course, session.today, session.policy.kpi.limits_least, keyed=keyed)
        return Result(view, output=output)


def _draw(session: Session, course: Course, output: Output) -> None:
    """The chart into the file of --to. Raises UsageError where there is none, or for more than one figure."""
    from kcrm.views.kpi.chart import course_chart  # noqa: PLC0415 - here and below: the lists draw nothing

    if output.to is None:
        raise UsageError(N_("--chart draws into a file: name it with --to, as in --to FILE.svg."))
    if output.to.suffix.lower() != f".{Chart.SVG}":
        said = N_("--chart {format} writes a file whose name ends in .{format}: --to {file}")
        raise UsageError(said, format=Chart.SVG.value, file=output.to)
    if len(course.series) > 1:
        raise UsageError(N_("--chart draws one figure, and these are {count}: name one of them."), count=len(course.series))
    people = {Personal.NAME} if course.by is By.PERSON else ()
    recording = recording_of(session.context, people, len(course.series[0].rows), output.to)
    write_file(output.to, course_chart(session.store.name, course, session.today) + "\n", recording)
    notice(_("{file}: written.").format(file=output.to))


def _register_tables(kpi: App) -> None:
    @kpi.verb(
        "service",
        help=N_("Show visits: paid and free, maintenance and repair, beside the period before and a year ago."),
        output=WHOLLY_LISTED,
    )
    def service(session: Session, filters: Filters = None, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Service"), SERVICE_TABLE, asked_period(session, period), filters)

    @kpi.verb("radar", help=N_("Show the fourteen KPIs of the radar chart, against target and the period before."), output=WHOLLY_LISTED)
    def radar(
        session: Session,
        filters: Filters = None,
        *,
        period: OfPeriod = "this-month",
        svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help=N_("Save the chart to this file."))] = None,
        html: Annotated[
            Path | None, typer.Option("--html", metavar="FILE", help=N_("Write chart and table as a self-contained page."))
        ] = None,
    ) -> View:
        days = _planned_until_today(session, period)
        small = least_cases(session, days)
        narrowed = _narrowed(session, filters, shown_in("radar"), days)
        found = figures(session, STORE_TABLE, days, keys=shown_in("radar"), among=whose(narrowed))
        name = titled_for(session.store.name, narrowed)
        if svg is not None:
            _write(svg, radar_chart(name, days, found, small) + "\n")
        if html is not None:
            _write(html, radar_page(name, days, found, small))
        view = figures_view(_("Radar"), days, found, small, bars=True, notes=running_note(days, session.today))
        return narrowed_view(view, narrowed)

    @kpi.verb("store", help=N_("Show store-wide figures: vehicles in use, churn, average ticket and more."), output=WHOLLY_LISTED)
    def store(session: Session, filters: Filters = None, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Store"), STORE_TABLE, _planned_until_today(session, period), filters)

    @kpi.verb(
        "team",
        help=N_("Rank teams: appointments, process, handovers, rework, productivity, return, calls and more; best first."),
        output=WHOLLY_LISTED,
    )
    def team(session: Session, filters: Filters = None, *, period: OfPeriod = "this-month") -> View:
        days = _planned_until_today(session, period)
        narrowed = _narrowed(session, filters, TEAM_TABLE.keys, days)
        found = in_rank_order(figures(session, TEAM_TABLE, days, among=whose(narrowed)), least_cases(session, days))
        return _ranked(session, _("Teams"), days, found, narrowed)

    @kpi.verb(
        "calls", help=N_("Show calls planned, done, on time, reached and lapsed: in all, by kind and by person."), output=WHOLLY_LISTED
    )
    def calls(session: Session, filters: Filters = None, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Calls"), CALLS_TABLE, _planned_until_today(session, period), filters)

    @kpi.verb(
        "sales",
        help=N_(
            "Show the sales desk: prospects, contacts, showroom, test drives, orders, losses; by source, platform, level, reason, rival "
            "and person."
        ),
        output=WHOLLY_LISTED,
    )
    def sales(session: Session, filters: Filters = None, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Sales desk"), SALES_TABLE, _planned_until_today(session, period), filters)

    @kpi.verb(
        "complaints",
        help=N_("Show complaints received, per 100 visits, on time and satisfied: in all, by cause and by department at fault."),
        output=WHOLLY_LISTED,
    )
    def complaints(session: Session, filters: Filters = None, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Complaints"), COMPLAINTS_TABLE, asked_period(session, period), filters)


def _register_quality(kpi: App) -> None:
    @kpi.verb(
        "quality",
        help=N_(
            "Show how good the data are: files, phones, conflicts, duplicates, merges.\n\nHow complete files are also by group of fields "
            "and by specialist; vehicles verified in time; records that may be one."
        ),
        output=WHOLLY_LISTED,
    )
    def quality(session: Session, filters: Filters = None, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Data quality"), QUALITY_TABLE, asked_period(session, period), filters)


def _register_desk(kpi: App) -> None:
    @kpi.verb(
        "desk",
        help=N_("Show the manager's desk: plans and journals in time, use scores.\n\nAlso by department and by person."),
        output=WHOLLY_LISTED,
    )
    def desk(session: Session, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("The manager's desk"), DESK_TABLE, asked_period(session, period), None)


def _register_campaigns(kpi: App) -> None:
    @kpi.verb("campaigns", help=N_("Show campaigns: reach, responses, income, cost, return."), output=WHOLLY_LISTED)
    def campaigns(session: Session, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Campaigns"), CAMPAIGNS_TABLE, _planned_until_today(session, period), None)


def _register_points(kpi: App) -> None:
    @kpi.verb("points", help=N_("Show points and vouchers: earned, redeemed, expired, open; vouchers used."), output=WHOLLY_LISTED)
    def points(session: Session, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Points and vouchers"), POINTS_TABLE, _planned_until_today(session, period), None)


def _register_rescues(kpi: App) -> None:
    @kpi.verb(
        "rescues",
        help=N_("Show rescues on the road: how many, how long people waited, and how many were reached in time."),
        output=WHOLLY_LISTED,
    )
    def rescues(session: Session, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Rescues"), RESCUES_TABLE, _planned_until_today(session, period), None)


def _register_work(kpi: App) -> None:
    @kpi.verb("work", help=N_("Show work that customers declined, and how much of it was won back."), output=WHOLLY_LISTED)
    def work(session: Session, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Work left"), WORK_TABLE, _planned_until_today(session, period), None)


def _register_bays(kpi: App) -> None:
    @kpi.verb("bays", help=N_("Show how far the workshop's bays are used, and appointments kept."), output=WHOLLY_LISTED)
    def bays(session: Session, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Bays and appointments"), BAYS_TABLE, _planned_until_today(session, period), None)


def _register_club(kpi: App) -> None:
    @kpi.verb("club", help=N_("Show the owners' club: members, active ones, who comes back."), output=WHOLLY_LISTED)
    def club(session: Session, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("The owners' club"), CLUB_TABLE, _planned_until_today(session, period), None)


def _register_recalls(kpi: App) -> None:
    @kpi.verb("recalls", help=N_("Show on how many of the recalled vehicles in use here the recall was carried out."), output=WHOLLY_LISTED)
    def recalls(session: Session, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Recalls"), RECALLS_TABLE, _planned_until_today(session, period), None)


def _register_fleet(kpi: App) -> None:
    @kpi.verb(
        "fleet",
        help=N_(
            "Show company accounts: contracts, arrears, collection, grades, visits, vehicles that return.\n\nAccounts also by credit grade."
        ),
        output=WHOLLY_LISTED,
    )
    def fleet(session: Session, filters: Filters = None, *, period: OfPeriod = "this-month") -> View:
        return _view(session, _("Company accounts"), FLEET_TABLE, _planned_until_today(session, period), filters)


def _register_people(kpi: App) -> None:
    @kpi.verb(
        "person",
        help=N_("Rank people by their figures, best first; who joined or left in the period counts for the days worked."),
        output=WHOLLY_LISTED,
    )
    def person(
        session: Session,
        filters: Filters = None,
        *,
        role: Annotated[
            str | None, typer.Option("--role", metavar="ROLE", help=N_("Filter by post: service_advisor, technician …"))
        ] = None,
        period: OfPeriod = "this-month",
        long: Annotated[
            bool, typer.Option("--long", help=N_("One row per figure, with its parts, value before, target and rank."))
        ] = False,
        output: Output,
    ) -> View:
        days = _planned_until_today(session, period)
        wanted = None if role is None else _role(role)
        narrowed = _narrowed(session, filters, PERSON_TABLE.keys if wanted is None else PERSON_KEYS[wanted], days)
        found = figures_of_people(session, days, wanted, whose(narrowed))
        if long or output.chosen(session.context.terminal) in MACHINE_FORMATS:
            return _ranked(session, _("People"), days, found, narrowed)
        roles = {member.employee_no: member.role for member in all_staff(session.connection)}
        told, notes = [figure for figure, _rank in found], running_note(days, session.today)
        notes += () if narrowed is None else notes_on(narrowed)
        return people_view(days, told, roles, least_cases(session, days), notes=notes)


def _register_targets(kpi: App) -> None:
    target = kpi.noun("target", help=N_("The target."))

    @target.verb("set", help=N_("Set the store's own target for a KPI; closed months keep theirs."), output=SHOWN)
    def set_(
        session: Session,
        key: _Key,
        value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("85 for 85 %, 0.95 for a ratio, or default for the policy's."))],
        *,
        dry_run: DryRun = False,
    ) -> View:
        return target_view(set_target(session, key_meant(key), value, dry_run=dry_run))

    @target.verb("list", help=N_("List targets, and whether each is the store's own."), output=WHOLLY_LISTED)
    def list_(session: Session) -> View:
        return targets_view(all_targets(session))


def _register_closing(kpi: App) -> None:
    @kpi.verb(
        "close", help=N_("Close a past month: its figures are published, and later corrections are listed beside them."), output=PRINTED
    )
    def close(
        session: Session,
        month: Annotated[str, typer.Argument(metavar="MONTH", help=N_("As in 2026-10 or last-month."))],
        *,
        dry_run: DryRun = False,
    ) -> View:
        return closing_view(close_month(session, month, dry_run=dry_run))

    @kpi.verb("closed", help=N_("List closed months; for one month, what was corrected since."), output=WHOLLY_LISTED)
    def closed(
        session: Session,
        month: Annotated[str | None, typer.Argument(metavar="[MONTH]", help=N_("As in 2026-10 or last-month."))] = None,
    ) -> View:
        if month is None:
            return months_view(closed_months(session.connection))
        found = closed_month(session, month)
        plan_today(session)  # as it was when the month was closed: what lapsed is counted
        return corrections_view(found, corrections(session, found))


def _planned_until_today(session: Session, text: str) -> Period:
    """The period as typed, once today's plan is made: tables that count follow-ups count what fell due or lapsed since nobody planned."""
    days = asked_period(session, text)
    plan_today(session)
    return days


def _view(session: Session, title: str, table: Table, period: Period, filters: Sequence[str] | None) -> View:
    narrowed = _narrowed(session, filters, table.keys, period)
    found = figures(session, table, period, among=whose(narrowed))
    return _ranked(session, title, period, [(figure, None) for figure in found], narrowed)


def _narrowed(session: Session, words: Sequence[str] | None, keys: Iterable[str], period: Period) -> Narrowing | None:
    """As `narrowing`; what is left out is said whatever reads the result, as it is missing there."""
    found = narrowing(session, words, keys, period)
    if found is not None and found.left_out:
        notice(left_out_words(found))
    return found


def _ranked(session: Session, title: str, period: Period, found: list[tuple[Figure, int | None]], narrowed: Narrowing | None) -> View:
    notes = running_note(period, session.today)
    return narrowed_view(figures_view(title, period, found, least_cases(session, period), notes=notes), narrowed)


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
    write_file(path, text, nothing_personal)
    notice(_("{file}: written.").format(file=path))
