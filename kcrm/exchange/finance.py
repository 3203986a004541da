"""Monthly costs and plans as a file: one row a month, kind and item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from kcrm.enums import StrEnum
from kcrm.errors import KcrmError, RefusedError, UsageError
from kcrm.exchange.columns import Column
from kcrm.exchange.forms import Form, FormKind
from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.records import cells
from kcrm.records.cells import Moment
from kcrm.rules.finance import Measure


class FinanceKind(Word):
    """What an amount is: a cost, or what was planned."""

    FIXED = "fixed", N_("fixed cost"), "固定费用/固定成本/固定"
    VARIABLE = "variable", N_("variable cost"), "变动费用/变动成本/变动"
    PLAN = "plan", N_("plan"), "计划/预算"


# what lists say for them, in both languages, and other words
_MEASURES: Final[Mapping[StrEnum, tuple[str, ...]]] = {
    Measure.LABOR_INCOME: ("工时收入", "labour income"),
    Measure.PARTS_INCOME: ("配件收入", "parts income"),
    Measure.OTHER_INCOME: ("其他收入", "other income"),
    Measure.INCOME: ("收入", "总收入"),
    Measure.FIXED_COST: ("固定费用", "固定成本", "fixed cost"),
    Measure.VARIABLE_COST: ("变动费用", "变动成本", "variable cost"),
    Measure.PROFIT: ("利润",),
}
read_measure = cells.choice(_MEASURES)


def _check(values: Mapping[str, object], moment: Moment) -> Iterator[tuple[str | None, KcrmError]]:
    month, kind = values["month"], values["kind"]
    assert isinstance(month, date)
    if kind is not FinanceKind.PLAN:
        if month > moment.today:
            yield "month", RefusedError(N_("The month {month} has not begun: it can have a plan, but no costs."), month=f"{month:%Y-%m}")
        return
    try:
        read_measure(str(values["item"]), moment)
    except UsageError as error:
        yield "item", error


FINANCE = Form(
    FormKind.FINANCE,
    (
        Column("month", ("月份", "月"), cells.month),
        Column("kind", ("类别", "类型", "种类"), cells.word(FinanceKind)),
        Column("item", ("项目", "费用项目"), cells.line_text),
        Column("amount", ("金额", "金额(元)"), cells.amount),
        Column("note", ("备注",), cells.long_text),
    ),
    (("month",), ("kind",), ("item",), ("amount",)),
    _check,
)
