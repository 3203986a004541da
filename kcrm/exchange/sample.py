"""The sample dealership's export, moved so that the day it is anchored to is today."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from kcrm.dates import add_months
from kcrm.i18n import language
from kcrm.patterns import pattern
from kcrm.records import OutKind, SheetKind

_FOLDER = "sample_data"
_SHEETS = (SheetKind.STAFF, SheetKind.CUSTOMERS, SheetKind.VEHICLES, SheetKind.ORDERS, SheetKind.COMPLAINTS)  # in the order of need
_COMPANIES = "companies"
_DESK = "desk"
_ENCODINGS = {
    "customers": "gb18030",
    "vehicles": "utf-8-sig",
    "complaints": "gb18030",
    "prospects": "gb18030",
    "finance": "gb18030",
    "surveys": "utf-8-sig",
}
_DAY = pattern(r"(?P<date>\d{4}([-/])\d{1,2}\2\d{1,2})(?P<time> \d{2}:\d{2})?")
_BIRTHDAY = "生日"
_MONTH = "月份"
_LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Transfer:
    """The one change of owner that the sheets of the sample do not show."""

    vin: str
    customer_no: str
    on: date


@dataclass(frozen=True, slots=True)
class Sample:
    """The moved files, in the order of their import, and what is to be done after it. finance, surveys: costs, plans, questionnaires.

    signups: the list of an event, on which some are not who they are to the DMS. prospects, steps, visitors: the list of the sales desk,
    its log, and the register of the showroom. companies: the files of the company accounts, by kind in the order of need. desk: those of
    the manager's desk, in the current language.
    """

    files: tuple[tuple[SheetKind, Path], ...]
    signups: Path
    finance: Path
    surveys: Path
    prospects: Path
    steps: Path
    visitors: Path
    transfer: Transfer
    companies: Mapping[SheetKind | OutKind, Path]
    desk: Mapping[SheetKind | OutKind, Path]


@contextmanager
def moved_sample(today: date) -> Iterator[Sample]:
    """The sample's files with every date moved by the days from its anchor to `today`, in a folder that goes when the block ends."""
    with ExitStack() as stack:
        source = stack.enter_context(_folder())
        target = Path(stack.enter_context(TemporaryDirectory(prefix="kcrm-demo-")))
        by = today - date.fromisoformat((source / "anchor.txt").read_text(encoding="ascii").strip())
        moved = tuple((kind, _move_file(source / f"{kind}.csv", target, by, today)) for kind in _SHEETS)
        names = ("signups", "finance", "surveys", "prospects", "prospect_steps", "visitors")
        signups, finance, surveys, prospects, steps, visitors = (_move_file(source / f"{name}.csv", target, by, today) for name in names)
        change = Transfer("L00AAGY19PY107919", "KH00011", date(2026, 5, 6) + by)
        companies = _move_folder(source / _COMPANIES, target / _COMPANIES, by, today)
        desk = _move_folder(source / _DESK / language(), target / _DESK, by, today)
        yield Sample(moved, signups, finance, surveys, prospects, steps, visitors, change, companies, desk)


@contextmanager
def _folder() -> Iterator[Path]:
    """Within the package where it was installed from a wheel, beside it in a checkout."""
    packaged = files("kcrm") / _FOLDER
    if packaged.is_dir():
        with as_file(packaged) as folder:
            yield folder
    else:
        yield Path(__file__).parents[2] / _FOLDER


def _move_folder(source: Path, target: Path, by: timedelta, today: date) -> dict[SheetKind | OutKind, Path]:
    target.mkdir()
    return {kind: _move_file(file, target, by, today) for kind in SheetKind if (file := source / f"{kind}.csv").exists()}


def _move_file(source: Path, target: Path, by: timedelta, today: date) -> Path:
    encoding = "utf-8" if target.name in {_COMPANIES, _DESK} else _ENCODINGS.get(source.stem, "utf-8")
    with source.open(encoding=encoding, newline="") as original, (target / source.name).open("w", encoding=encoding, newline="") as copy:
        rows, writer = csv.reader(original), csv.writer(copy)
        headings = next(rows)
        writer.writerow(headings)
        writer.writerows(_move_row(headings, row, by, today) for row in rows)
    return target / source.name


def _move_row(headings: Sequence[str], row: Sequence[str], by: timedelta, today: date) -> list[str]:
    moved = []
    for heading, cell in zip(headings, row, strict=True):
        if heading == _BIRTHDAY and cell:
            moved.append(move_birthday(cell, by, today))
        elif heading == _MONTH:
            moved.append(move_month(cell, by, today))
        else:
            moved.append(move_day(cell, by))
    return moved


def move_month(cell: str, by: timedelta, today: date) -> str:
    """A month that lies as many months from today's as it lay from the anchor's."""
    anchor = today - by
    months = (today.year - anchor.year) * 12 + today.month - anchor.month
    return f"{add_months(date.fromisoformat(f'{cell}-01'), months):%Y-%m}"


def move_day(cell: str, by: timedelta) -> str:
    """A date, with or without a time, moved; any other text as it is."""
    match = _DAY.fullmatch(cell)
    if match is None:
        return cell
    moved = datetime.strptime(match["date"].replace("/", "-"), "%Y-%m-%d").date() + by  # noqa: DTZ007 - a business date
    return moved.isoformat() + (match["time"] or "")


def move_birthday(cell: str, by: timedelta, today: date) -> str:
    """A birthday that lies as far from today as it lay from the anchor, in the year of birth; 29 February stays."""
    born = date.fromisoformat(cell)
    if (born.month, born.day) == _LEAP_DAY:
        return cell
    moved = born.replace(year=(today - by).year) + by
    if (moved.month, moved.day) == _LEAP_DAY:
        moved -= timedelta(days=1)
    return moved.replace(year=born.year).isoformat()
