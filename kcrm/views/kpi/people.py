"""People by figures: a row for each person, a column for each KPI that any of them is measured by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kcrm.dates import Period
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS
from kcrm.model import Role
from kcrm.model.personal import Personal
from kcrm.rules.kpi import Figure, Status
from kcrm.views import Cell, Column, Measured, View
from kcrm.views.kpi.figures import CLOSED, titled
from kcrm.views.kpi.labels import STATUS_COLOURS
from kcrm.views.tones import Tone, toned
from kcrm.views.values import measure_text

_MARKS: Mapping[Status, str] = {Status.MISSED: "!", Status.SMALL_SAMPLE: "?", Status.CORRECTED: "*"}
_POST = 99
"""What post one is in goes before any figure."""


def people_view(
    period: Period, figures: Sequence[Figure], roles: Mapping[str, Role], small_sample: int, *, notes: tuple[str, ...] = ()
) -> View:
    """The people in the order in which they come first, beneath them the targets. roles: by employee number.

    small_sample: fewer cases than that are neither judged nor ranked.
    """
    keys = list(dict.fromkeys(figure.value.key for figure in figures))
    of_each: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        of_each.setdefault(figure.scope.id or "", {})[figure.value.key] = figure
    # where not all fit, the first figures of every post are shown rather than all of one
    places: dict[str, int] = {}
    for own in of_each.values():
        for place, key in enumerate(own):
            places[key] = min(place, places.get(key, place))
    columns = (
        Column("person", N_("Name"), personal=Personal.NAME),
        Column("employee_no", N_("Employee no."), Cell.IDENTIFIER, _POST),
        Column("role", N_("Post"), Cell.ENUM, _POST, labels=Role),
        *(Column(key, KPIS[key].name, Cell.FIGURE, places[key], narrow=True) for key in keys),
    )
    rows: list[tuple[object, ...]] = []
    for number, own in of_each.items():
        name = next(iter(own.values())).scope.name
        rows.append((name, number, roles.get(number), *(_cell(own[key], small_sample) if key in own else None for key in keys)))
    several = len({roles.get(number) for number in of_each}) > 1
    targets = {figure.value.key: figure.target for figure in figures}
    if any(target is not None for target in targets.values()):
        rows.append((_("Target"), None, None, *(_target(key, targets[key]) for key in keys)))
    return View(
        titled(_("People"), period),
        columns,
        rows,
        caption=True,
        total=len(of_each),
        notes=(*notes, *_legend(figures, small_sample), *((_("The figures of one post alone: --role POST"),) if several else ())),
        empty=_("Nothing to measure in this period."),
    )


def _cell(figure: Figure, small_sample: int) -> str:
    number, status = figure.value.value, figure.status(small_sample)
    if number is None:
        return "–"
    text = measure_text(Measured(number, figure.value.unit)) + _MARKS.get(status, "")
    tone = STATUS_COLOURS.get(status)
    return toned(text, Tone(tone)) if tone is not None else text


def _target(key: str, target: Fraction | None) -> str | None:
    return None if target is None else measure_text(Measured(target, KPIS[key].unit))


def _legend(figures: Sequence[Figure], small_sample: int) -> tuple[str, ...]:
    """What the marks say that were used, and how to see what a value is made of."""
    used = {figure.status(small_sample) for figure in figures}
    words = {
        Status.MISSED: _("{mark} target missed").format(mark=_MARKS[Status.MISSED]),
        Status.SMALL_SAMPLE: _("{mark} fewer than {count} cases; neither judged nor ranked").format(
            mark=_MARKS[Status.SMALL_SAMPLE], count=small_sample
        ),
        Status.CORRECTED: f"{_MARKS[Status.CORRECTED]} {_(CLOSED)}",
    }
    marks = tuple(text for status, text in words.items() if status in used)
    return (*marks, _("With parts, rank and the period before: --long"))
