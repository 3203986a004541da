"""The call sheet: a workbook in which whoever calls fills in how it went, on a telephone or outside the house, and that import takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kcrm.exchange.workbook import new_workbook, sheet_title
from kcrm.exchange.writing import guard_cell
from kcrm.i18n import _, language
from kcrm.named import NamedTuple
from kcrm.records.call import BEST_SCORE, NOUN
from kcrm.text import cells

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_SHOWN: Final = ("customer", "phone", "plate", "model", "kinds", "reasons", "due_on", "script")
_FILLED: Final = (
    *("called_at", "outcome", "result", "again_at", "until_on", "insurer", "premium"),
    *("score", "satisfied", "complaint", "note", "staff"),
)
_HIDDEN: Final = ("followup_id", "customer_id")
_WIDTHS: Final[Mapping[str, int]] = {
    "customer": 10,
    "phone": 13,
    "plate": 10,
    "model": 12,
    "kinds": 13,
    "reasons": 17,
    "due_on": 11,
    "script": 36,
    "called_at": 16,
    "outcome": 9,
    "result": 11,
    "again_at": 16,
    "until_on": 11,
    "insurer": 10,
    "premium": 9,
    "score": 6,
    "satisfied": 8,
    "complaint": 17,
    "note": 22,
    "staff": 9,
}
_A4: Final = 9
_LINE: Final = 15  # points
_MARGIN: Final = 2  # of a column's width, in which nothing stands
_EARLIEST: Final = date(2000, 1, 1)
_DAY, _MINUTE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_FORMATS: Final[Mapping[str, str]] = {"due_on": _DAY, "called_at": _MINUTE, "again_at": _MINUTE, "until_on": _DAY, "premium": "#,##0.00"}
_PAPER, _LOCKED, _HEAD = "#FFF9DB", "#E9ECEF", "#D0EBFF"


class SheetRow(NamedTuple):
    """One call to be made.

    shown: by key what stands in the row before anybody fills it in. asked: the keys that are to be filled in. words: of the outcomes, the
    results and the like from which one is chosen, by key.
    """

    shown: Mapping[str, str | date | None]
    asked: frozenset[str]
    words: Mapping[str, Sequence[str]]


def write_call_sheet(path: Path, title: str, rows: Sequence[SheetRow], now: datetime, before: Callable[[], object]) -> None:
    """One sheet, headed in the current language; what is not to be filled in is locked, without a password.

    A column that no row asks for is left out. before: as of `atomic_write`. Raises as `new_workbook` does.
    """
    asked = frozenset[str]().union(*(row.asked for row in rows))
    keys = (*_SHOWN, *(key for key in _FILLED if key in asked), *_HIDDEN)
    with new_workbook(path, before) as book:
        book.set_properties({"title": title, "created": now.replace(tzinfo=None)})
        sheet = book.add_worksheet(sheet_title(_("Call sheet")))
        _lay_out(book, sheet, keys, len(rows), title)
        formats: dict[tuple[str, bool], Format] = {}
        for line, row in enumerate(rows, 1):
            sheet.set_row(line, _LINE * max(_lines(key, row.shown.get(key)) for key in keys))
            for place, key in enumerate(keys):
                is_asked = key in row.asked
                if (key, is_asked) not in formats:
                    formats[key, is_asked] = book.add_format(_look(key, asked=is_asked))
                _write(sheet, line, place, row.shown.get(key), formats[key, is_asked])
                if is_asked and (rule := _rule(key, row.words.get(key, ()))) is not None:
                    sheet.data_validation(line, place, line, place, rule)


def headings_of(keys: Sequence[str]) -> list[str]:
    """What stands over the columns in the current language; import knows both."""
    fields = [NOUN.field(key) for key in keys]
    return [field.headings[0] if language() == "zh" else field.label for field in fields]


def _lay_out(book: Workbook, sheet: Worksheet, keys: Sequence[str], count: int, title: str) -> None:
    head = book.add_format({"bold": True, "bg_color": _HEAD, "border": 1, "text_wrap": True, "valign": "vcenter"})
    for place, (key, heading) in enumerate(zip(keys, headings_of(keys), strict=True)):
        sheet.write_string(0, place, heading, head)
        sheet.set_column(place, place, _WIDTHS.get(key), None, {"hidden": key in _HIDDEN})
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, count, len(keys) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.5)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{title.replace('&', '&&')}&R&P / &N")
    # what is typed into the wrong cell spoils nothing; whoever needs more takes the protection off, as there is no password
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})


def _look(key: str, *, asked: bool) -> dict[str, Any]:
    look: dict[str, Any] = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#CED4DA", "locked": not asked}
    if key in _FORMATS:
        look["num_format"] = _FORMATS[key]
    elif not asked or key in {"insurer", "complaint", "note", "staff"}:
        look["num_format"] = "@"
    if key in _FILLED:
        look["bg_color"] = _PAPER if asked else _LOCKED
    return look


def _write(sheet: Worksheet, line: int, place: int, value: str | date | None, look: Format) -> None:
    if value is None or value == "":
        sheet.write_blank(line, place, None, look)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, look)
    else:
        # import takes the mark off what was guarded in a csv once
        sheet.write_string(line, place, guard_cell(value) if value.startswith("'") else value, look)


def _lines(key: str, value: str | date | None) -> int:
    """How many lines a text takes: few programs find that out by themselves when they open a file."""
    if not isinstance(value, str) or key not in _WIDTHS:
        return 1
    return sum(-(-max(cells(line), 1) // (_WIDTHS[key] - _MARGIN)) for line in value.split("\n"))


def _rule(key: str, words: Sequence[str]) -> Mapping[str, Any] | None:
    """What a cell takes, and what is said of it where it is chosen."""
    if words:
        return {"validate": "list", "source": list(words), "error_message": _("Choose one of the list.")}
    match key:
        case "called_at" | "again_at":
            said = _("Day and time, as in 2026-11-28 15:20.")
            return {"validate": "date", "criteria": ">", "value": _EARLIEST, "input_message": said, "error_message": said}
        case "until_on":
            return {"validate": "date", "criteria": ">", "value": _EARLIEST, "error_message": _("A day, as in 2026-11-28.")}
        case "score":
            said = _("A whole number, 1 to 10.")
            limits = {"minimum": 1, "maximum": BEST_SCORE}
            return {"validate": "integer", "criteria": "between", **limits, "input_message": said, "error_message": said}
        case "premium":
            return {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": _("An amount in yuan.")}
        case _:
            return None
