"""The desk's and the store's own parts of the monthly report: complaints, calls, classes of customers, money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from kcrm.actions.manager.checklists import MonthScore
from kcrm.actions.report import PeriodReport
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS, shown_in
from kcrm.model.fleets import CreditMeasure
from kcrm.rules.kpi import Figure, Scope, ScopeKind
from kcrm.rules.kpi.spans import Step
from kcrm.views import Measured
from kcrm.views.classification.ranking import summary_view
from kcrm.views.finance import break_even_notes, plan_view
from kcrm.views.kpi.labels import SCOPE, scope_words
from kcrm.views.labels import label_of
from kcrm.views.report.cells import NOTHING, figure_cell, kpi_grid, view_grid
from kcrm.views.report.model import Grid, Heading, Section, Shown
from kcrm.views.values import joined, measure_text

_MONEY_ASIDE = ("previous", "variance", "percent", "forecast")
_HELD = (CreditMeasure.HOLD, CreditMeasure.STOP)
_SCORE, _CHANGE = N_("Score"), N_("Points from before")
_ON_A_PHONE = 3  # columns of figures beside the name


def complaints_section(report: PeriodReport) -> Section | None:
    """In all, by cause and by department at fault."""
    command = f"kcrm kpi complaints --period {report.span}"
    by = {ScopeKind.CAUSE: _("By cause"), ScopeKind.DEPARTMENT: _("By department at fault")}
    grids = tuple(
        grid
        for kind, caption in by.items()
        for grid in _by_scope(caption, kind, report.complaints, shown_in("complaint_causes"), command, report)
    )
    findings = tuple(_by_scope(_("Findings by department"), ScopeKind.DEPARTMENT, report.complaints, shown_in("findings"), command, report))
    return _section(_("Complaints"), report, report.complaints, grids + findings, command)


def calls_section(report: PeriodReport) -> Section | None:
    """In all and by kind of call."""
    command = f"kcrm kpi calls --period {report.span}"
    grids = tuple(_by_scope(_("By kind of call"), ScopeKind.KIND, report.calls, shown_in("call_kinds"), command, report))
    return _section(_("Calls"), report, report.calls, grids, command)


def sales_section(report: PeriodReport) -> Section | None:
    """In all, by source, platform and level, why and to whom prospects were lost; by person where policy lets them be named."""
    command = f"kcrm kpi sales --period {report.span}"
    by = (
        (ScopeKind.SOURCE, _("By source"), "sales_sources"),
        (ScopeKind.PLATFORM, _("By platform"), "sales_platforms"),
        (ScopeKind.LEVEL, _("Open prospects by level"), "sales_levels"),
        (ScopeKind.REASON, _("Why they were lost"), "sales_reasons"),
        (ScopeKind.RIVAL, _("To whom they were lost"), "sales_rivals"),
        (ScopeKind.PERSON, _("By consultant"), "sales_people"),
    )
    grids = tuple(grid for kind, caption, place in by for grid in _by_scope(caption, kind, report.sales, shown_in(place), command, report))
    return _section(_("Sales desk"), report, report.sales, grids, command)


def quality_section(report: PeriodReport) -> Section | None:
    """In all, files by group of their fields; by person where policy lets them be named."""
    command = f"kcrm kpi quality --period {report.span}"
    by = (
        (ScopeKind.SECTION, _("Files by group of fields"), "quality_groups"),
        (ScopeKind.PERSON, _("By specialist"), "quality_people"),
    )
    grids = tuple(
        grid for kind, caption, place in by for grid in _by_scope(caption, kind, report.quality, shown_in(place), command, report)
    )
    return _section(_("Data quality"), report, report.quality, grids, command)


def campaigns_section(report: PeriodReport) -> Section | None:
    """What campaigns reached, brought and cost."""
    command = f"kcrm kpi campaigns --period {report.span}"
    return _section(_("Campaigns"), report, report.campaigns, (), command)


def points_section(report: PeriodReport) -> Section | None:
    """What points were earned and given for vouchers, and what is owed."""
    return _section(_("Points and vouchers"), report, report.points, (), f"kcrm kpi points --period {report.span}")


def club_section(report: PeriodReport) -> Section | None:
    """Who is a member of the owners' club, and who comes back."""
    return _section(_("The owners' club"), report, report.club, (), f"kcrm kpi club --period {report.span}")


def workshop_section(report: PeriodReport) -> Section | None:
    """How appointments were kept, in all and by team; what came of rescues. Jobs on a clock are told with the desk, work left beside it."""
    kept, helped = (f"kcrm kpi {verb} --period {report.span}" for verb in ("bays", "rescues"))
    by_team = tuple(_by_scope(_("By team"), ScopeKind.TEAM, report.workshop, shown_in("workshop_month"), kept, report))
    found = (
        _section(_("Appointments"), report, report.workshop, by_team, kept),
        _section(_("Rescues"), report, report.rescues, (), helped),
    )
    there = [each for each in found if each is not None]
    if not there:
        return None
    # each table bears the name of what it tells, as there is one heading over both
    named = (grid if place else replace(grid, caption=each.title) for each in there for place, grid in enumerate(each.grids))
    return Section(_("Workshop"), grids=tuple(named), commands=tuple(command for each in there for command in each.commands))


def works_section(report: PeriodReport) -> Section | None:
    """What customers declined, and how much of it was won back."""
    return _section(_("Work left"), report, report.works, (), f"kcrm kpi work --period {report.span}")


def desk_section(report: PeriodReport) -> Section | None:
    """Tasks, plans, measures in all and by department; and what checklists came to by place, with the change."""
    command = f"kcrm kpi desk --period {report.span}"
    grids = tuple(_by_scope(_("By department"), ScopeKind.DEPARTMENT, report.desk, shown_in("desk"), command, report))
    if report.places:
        headings = (Heading(_("Looks at")), *(Heading(_(words), to_the_right=True) for words in (_SCORE, _CHANGE)))
        rows = tuple((Shown(_place(each, report)), Shown(_of_100(each.score)), Shown(_of_100(each.change))) for each in report.places)
        grids += (Grid(_("Scores of checklists"), headings, rows),)
    return _section(_("The manager's desk"), report, report.desk, grids, command)


def _place(each: MonthScore, report: PeriodReport) -> str:
    """What was looked at; in which month, where the report is of several."""
    return label_of(each.place) if report.step is Step.MONTH else f"{label_of(each.place)} {each.month}"


def _of_100(number: Fraction | None) -> str:
    return NOTHING if number is None else measure_text(Measured(number, "percent", 1))


def fleet_section(report: PeriodReport) -> Section | None:
    """Company accounts in all and by credit grade; who is on hold and which contracts end, on its last day."""
    command = f"kcrm kpi fleet --period {report.span}"
    grids = tuple(_by_scope(_("By credit grade"), ScopeKind.GRADE, report.fleet, shown_in("fleet_grades"), command, report))
    found = _section(_("Company accounts"), report, report.fleet, grids, command)
    if found is None or report.accounts_day is None:
        return found
    held = [one.name for one in report.accounts_day.pressing if one.measure in _HELD]
    day, notes = min(report.period.last, report.today), []
    if held:
        notes.append(_("Credit on hold or stopped on {day}: {names}.").format(day=day, names=joined(held)))
    if report.accounts_day.ending:
        ending = (_("{name} on {day}").format(name=one.name, day=one.contract.until) for one in report.accounts_day.ending)
        notes.append(_("Contracts that end and are to be renewed, as of {day}: {names}.").format(day=day, names=joined(ending)))
    return replace(found, notes=tuple(notes))


def classes_section(report: PeriodReport) -> Section | None:
    """Customers by class, as they stand now."""
    if report.classes is None:
        return None
    command = "kcrm classify summary"
    note = _("As of now, judged on {day}; classes are not kept by month.").format(day=report.classes.on)
    grid = view_grid(_("Customers by class"), summary_view(report.classes.sums), command, ("class",), wide_only=("ev", "cut_off"))
    return Section(_("Classes of customers"), notes=(note,), grids=(grid,), commands=(command, "kcrm classify moves"))


def finance_section(report: PeriodReport) -> Section | None:
    """A month against its plan, a longer period as it was, and where the store breaks even."""
    if report.plan is None:
        return _money_section(report)
    commands = tuple(f"kcrm kpi {verb} --period {report.span}" for verb in ("plan", "breakeven"))
    view = plan_view(report.plan, report.profit, ())
    # a month that is over comes to what it came to
    without = ("forecast",) if report.is_over else ()
    grids = [
        view_grid(_("Plan and actual, in yuan"), view, commands[0], ("key", "scope", "scope_id"), wide_only=_MONEY_ASIDE, without=without)
    ]
    if report.break_even:
        grids.append(kpi_grid(_("Break-even"), report.break_even, commands[1], report.small_sample))
    notes = tuple(dict.fromkeys((*view.notes, *(break_even_notes(report.point) if report.point else ()))))
    return Section(_("Money"), notes=notes, grids=tuple(grids), commands=commands if report.break_even else commands[:1])


def _money_section(report: PeriodReport) -> Section | None:
    """Plans are of months."""
    if not report.profit:
        return None
    profit, point = (f"kcrm kpi {verb} --period {report.span}" for verb in ("profit", "breakeven"))
    grids = [kpi_grid(_("In all"), report.profit, profit, report.small_sample)]
    if report.break_even:
        grids.append(kpi_grid(_("Break-even"), report.break_even, point, report.small_sample))
    return Section(_("Money"), grids=tuple(grids), commands=(profit, point) if report.break_even else (profit,))


def _section(title: str, report: PeriodReport, figures: Iterable[Figure], grids: tuple[Grid, ...], command: str) -> Section | None:
    whole = [figure for figure in figures if figure.scope.kind is ScopeKind.WHOLE]
    counts = [value.numerator for figure in whole for value in (figure.value, figure.previous) if value is not None]
    if not any(counts):
        return None
    return Section(title, grids=(kpi_grid(_("In all"), whole, command, report.small_sample), *grids), commands=(command,))


def _by_scope(
    caption: str, kind: ScopeKind, figures: Iterable[Figure], keys: tuple[str, ...], command: str, report: PeriodReport
) -> Iterable[Grid]:
    """One row for each cause, kind of call and so on; no grid where there are none."""
    found: dict[Scope, dict[str, Figure]] = {}
    for figure in figures:
        if figure.scope.kind is kind and figure.key in keys:
            found.setdefault(figure.scope, {})[figure.key] = figure
    if not found:
        return
    names = (_(KPIS[key].name) for key in keys)
    headings = (Heading(_(SCOPE[kind])), *(Heading(name, True, place >= _ON_A_PHONE) for place, name in enumerate(names)))
    rows = (
        (
            Shown(scope_words(scope)),
            *(figure_cell(mine[key], command, judged_by=report.small_sample) if key in mine else Shown(NOTHING) for key in keys),
        )
        for scope, mine in found.items()
    )
    yield Grid(caption, headings, tuple(rows))
