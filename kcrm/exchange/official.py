"""The manufacturer's satisfaction scores as a file: one row a period, survey and item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kcrm.dates import Period, parse_period
from kcrm.errors import KcrmError, RefusedError
from kcrm.exchange.columns import Column
from kcrm.exchange.forms import Form, FormKind
from kcrm.i18n import N_
from kcrm.records import cells
from kcrm.records.cells import Moment


def _period(text: str, moment: Moment) -> Period:
    """A quarter, month or year as people write it: 2026-Q1, 2026年第1季度, 2026-03, 2026."""
    return parse_period(text, moment.today)


def _check(values: Mapping[str, object], moment: Moment) -> Iterator[tuple[str | None, KcrmError]]:
    period = values["period"]
    assert isinstance(period, Period)
    if period.first > moment.today:
        yield "period", RefusedError(N_("The period begins on {first}, after today: nobody was asked in it."), first=period.first)
    for key in ("score", "region", "nation", "place"):
        if values.get(key) == 0 and key != "score":
            yield key, RefusedError(N_("0 is no average and no rank; leave it empty where it is not known."))


OFFICIAL: Final = Form(
    FormKind.OFFICIAL,
    (
        Column("period", ("期间", "季度", "期次"), _period),
        Column("survey", ("品牌调研", "调研", "调研名称"), cells.line_text),
        Column("item", ("指标", "项目", "调研指标"), cells.line_text),
        Column("score", ("得分", "本店得分", "分数"), cells.figure),
        Column("region", ("区域均值", "区域平均", "大区均值"), cells.figure),
        Column("nation", ("全国均值", "全国平均"), cells.figure),
        Column("place", ("排名", "名次"), cells.whole),
    ),
    (("period",), ("survey",), ("item",), ("score",)),
    _check,
)
