"""The radar of KPIs as a chart, alone or on a page of its own with its table."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.dates import Period
from kcrm.i18n import N_, _
from kcrm.rules.kpi import Figure, period_before
from kcrm.text import html_text
from kcrm.views.kpi.figures import made_of, number_words, period_words, reached, titled, value_words
from kcrm.views.kpi.labels import STATUS
from kcrm.views.kpi.radar_svg import Legend, Spoke, radar_svg
from kcrm.views.page import html_cell, html_page, html_table

RADAR = N_("Radar of KPIs")
_STYLE = (
    "body{font:15px/1.45 sans-serif;margin:1.5em auto;max-width:56em;padding:0 1em;color:#222}svg{width:100%;height:auto}"
    "table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #ccc;padding:.3em .5em;text-align:left}td.n{text-align:right}"
    "@media print{@page{size:A4;margin:15mm}body{margin:0}}"
)


def radar_chart(store: str, period: Period, figures: Sequence[Figure], small_sample: int, *, numbered: bool = False) -> str:
    """The chart as one `<svg>` element in the current language. numbered: its spokes bear numbers, which a table beside it explains."""
    legend = Legend(
        value=period_words(period),
        previous=_("before: {period}").format(period=period_words(period_before(period))),
        target=_("target; further out is better"),
    )
    title = titled(f"{store}: {_(RADAR)}", period)
    return radar_svg(title, [_spoke(figure, small_sample) for figure in figures], legend, numbered=numbered)


def radar_page(store: str, period: Period, figures: Sequence[Figure], small_sample: int) -> str:
    """A page that needs nothing else: the chart, and its numbers as a table."""
    title = titled(f"{store}: {_(RADAR)}", period)
    words = (N_("KPI"), N_("Value"), N_("Made of"), N_("Before"), N_("Target"), N_("Status"))
    table = html_table((_cells(figure, small_sample) for figure in figures), [html_cell(_(each), scope="") for each in words])
    chart = radar_chart(store, period, figures, small_sample)
    return html_page(title, f"<h1>{html_text(title)}</h1>\n{chart}\n{table}", _STYLE)


def _spoke(figure: Figure, small_sample: int) -> Spoke:
    definition = figure.value.definition
    words = {
        "name": _(definition.name),
        "value": value_words(figure.value),
        "previous": value_words(figure.previous),
        "target": number_words(figure.target, definition.unit),
        "status": _(STATUS[figure.status(small_sample)]),
    }
    return Spoke(
        label=words["name"],
        words=_("{value}, target {target}").format(**words),
        told=_("{name}: {value}, before {previous}, target {target}, {status}.").format(**words),
        value=reached(figure, figure.value),
        previous=reached(figure, figure.previous),
    )


def _cells(figure: Figure, small_sample: int) -> Sequence[str]:
    definition = figure.value.definition
    numbers = (value_words(figure.value), made_of(figure.value), value_words(figure.previous), number_words(figure.target, definition.unit))
    return (
        html_cell(_(definition.name)),
        *(html_cell(number, classes=("n",)) for number in numbers),
        html_cell(_(STATUS[figure.status(small_sample)])),
    )
