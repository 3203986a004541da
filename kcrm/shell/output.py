"""What the options say of a command's output: format, rows, order, place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kcrm.context import OutputFormat, Terminal
from kcrm.enums import StrEnum
from kcrm.errors import UsageError
from kcrm.i18n import N_, language
from kcrm.named import NamedTuple

if TYPE_CHECKING:
    from kcrm.views import View

FIRST_PAGE = 50  # rows of a list on a terminal, unless --limit says otherwise


class Headings(StrEnum):
    """How a file's columns are headed. KEY: as programs and import know them, with values to match. LABEL: in people's words."""

    KEY = "key"
    LABEL = "label"


MACHINE_FORMATS = {OutputFormat.CSV, OutputFormat.TSV, OutputFormat.JSON, OutputFormat.JSONL, OutputFormat.XLSX}
_SUFFIXES = {f".{each}": each for each in OutputFormat} | {
    ".txt": OutputFormat.PLAIN,
    ".htm": OutputFormat.HTML,
    ".markdown": OutputFormat.MD,
}


class Output(NamedTuple):
    """What the options say of the output.

    limit: 0 for all rows. sort: a key, with `-` before it for descending. columns: keys, parted by commas, in the order wanted.
    taken_out: whether what it is of leaves the desk wherever it is written. reveal, because: whether what is
    masked is to be shown, and why.
    """

    format: OutputFormat | None = None
    limit: int | None = None
    sort: str | None = None
    to: Path | None = None
    bom: bool | None = None
    columns: str | None = None
    headings: Headings | None = None
    taken_out: bool = False
    reveal: bool = False
    because: str | None = None

    def checked(self, to: object = None) -> Self:
        """The same. Raises UsageError where labels are wanted in a format that knows keys only, a workbook on the screen, or half a reveal.

        to: where a command writes that has an option of its own for it.
        """
        if self.format is OutputFormat.XLSX and self.to is None and to is None:
            raise UsageError(N_("-o xlsx is a file, not a text: name it with --to, where a command has that option."))
        if self.headings is Headings.LABEL and self.format in {OutputFormat.JSON, OutputFormat.JSONL}:
            raise UsageError(N_("--headings is for files with columns; {format} has keys."), format=self.format.value)
        if self.reveal != bool((self.because or "").strip()):
            raise UsageError(N_("--reveal needs --reason TEXT, and --reason says why something is revealed: give both."))
        return self

    def for_programs(self) -> Self:
        """The same, of what is taken out for programs elsewhere: with keys, unless the options say otherwise."""
        return self._replace(headings=self.headings or Headings.KEY, taken_out=True)

    @property
    def labelled(self) -> bool:
        """Whether columns are headed, and words written, as people say them; in a file that is so where they read Chinese."""
        return self.headings is Headings.LABEL if self.headings is not None else self.to is not None and language() == "zh"

    def chosen(self, terminal: Terminal) -> OutputFormat:
        """The format in effect: as asked, else by the file's name, else KCRM_FORMAT, else a table on a terminal and plain elsewhere.

        Raises UsageError for a file name that names no format.
        """
        if self.to is None:
            return self.format or terminal.format or (OutputFormat.TABLE if terminal.stdout_tty else OutputFormat.PLAIN)
        if self.format is not None:
            # there is no terminal whose width a file could fit
            return OutputFormat.PLAIN if self.format is OutputFormat.TABLE else self.format
        by_name = _SUFFIXES.get(self.to.suffix.lower())
        if by_name is None:
            raise UsageError(
                N_("--to {file}: unknown format. Use a name ending in .csv, .json, .html … or add -o FORMAT."), file=str(self.to)
            )
        return by_name

    def briefly(self, terminal: Terminal) -> bool:
        """Whether a line is enough: people read it, and nobody asked for a format or a file."""
        return self.format is None and self.to is None and self.chosen(terminal) in {OutputFormat.TABLE, OutputFormat.PLAIN}

    def begins_with_bom(self, chosen: OutputFormat) -> bool:
        """Excel in China takes a csv without one for GBK; programs that read stdout stumble over it."""
        if chosen not in {OutputFormat.CSV, OutputFormat.TSV}:
            return False
        return self.bom if self.bom is not None else self.to is not None and chosen is OutputFormat.CSV

    def page(self, terminal: Terminal) -> int | None:
        """How many rows will be shown, None for all: what a query need not fetch. All are needed for sorting."""
        return None if self.sort else self._limit(terminal)

    def _limit(self, terminal: Terminal) -> int | None:
        if self.limit is not None:
            return self.limit or None
        on_terminal = self.to is None and terminal.stdout_tty and self.chosen(terminal) not in MACHINE_FORMATS
        return FIRST_PAGE if on_terminal else None

    def cut(self, view: View, terminal: Terminal) -> View:
        """The view sorted, limited and with the columns asked for. Raises UsageError for a key that is no column."""
        if self.columns is not None:
            view = view._replace(only=_known_keys(view, self.columns))
        from kcrm.views import Shape  # noqa: PLC0415 - help knows the options and shows no view

        if view.shape is Shape.RECORD:
            return view
        total = len(view.rows) if view.total is None else view.total
        rows = view.rows if self.sort is None else _sorted(view, self.sort)
        limit = self._limit(terminal)
        return view._replace(rows=rows if limit is None else rows[:limit], total=total)


def _known_keys(view: View, text: str) -> tuple[str, ...]:
    keys = tuple(filter(None, (each.strip() for each in text.split(","))))
    if not keys:
        raise UsageError(N_("--columns: no column given."))
    for key in keys:
        if not any(column.key == key for column in view.columns):
            raise _no_column("--columns", view, key)
    return keys


def _no_column(option: str, view: View, key: str) -> UsageError:
    from difflib import get_close_matches  # noqa: PLC0415

    keys = list(dict.fromkeys(column.key for column in view.columns))  # one for machines and one for people may share a key
    return UsageError(
        N_("{option}: there is no column {key}. The columns are: {columns}."),
        near=get_close_matches(key, keys),
        option=option,
        key=key,
        columns=", ".join(keys),
    )


def _sorted(view: View, sort: str) -> Sequence[Sequence[object]]:
    """The rows by one column, stable; rows without a value stand last either way."""
    from kcrm.views.values import sort_key  # noqa: PLC0415 - as above

    key, descending = sort.removeprefix("-"), sort.startswith("-")
    index = next((index for index, column in enumerate(view.columns) if column.key == key), None)
    if index is None:
        raise _no_column("--sort", view, key)
    column = view.columns[index]
    present = [row for row in view.rows if row[index] is not None]
    absent = [row for row in view.rows if row[index] is None]
    return sorted(present, key=lambda row: sort_key(column, row[index]), reverse=descending) + absent
