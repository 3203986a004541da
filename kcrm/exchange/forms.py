"""Files of other shapes than the DMS's exports: headings in English or Chinese, typed cells, what is wrong with each.

Unlike the sheets of `import`, every row must hold all that is needed, and rows are known by a key of their own that stands once in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from kcrm.errors import KcrmError, RefusedError
from kcrm.exchange.cells import Moment
from kcrm.exchange.columns import Column
from kcrm.exchange.reading import RaggedRow, Row, Table, normal_heading, open_table
from kcrm.exchange.records import CellProblem, Record, RowProblems
from kcrm.i18n import N_


class FormKind(StrEnum):
    """What a file's rows are."""

    SURVEYS = "surveys"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class Form:
    """The shape of a file.

    needed: of each tuple one key must have a value in every row. check: the problem of a row, by the key it is about, None for the row.
    """

    kind: FormKind
    columns: Sequence[Column]
    needed: tuple[tuple[str, ...], ...]
    check: Callable[[Mapping[str, object], Moment], Iterator[tuple[str | None, KcrmError]]]

    def keys(self) -> dict[str, Column]:
        """Normal heading -> column."""
        return {normal_heading(name): column for column in self.columns for name in (column.key, *column.headings)}


class FormFile:
    """An open file of a known form. A context manager; iterate over it once. unknown_columns: headings that are ignored."""

    def __init__(self, form: Form, table: Table, moment: Moment) -> None:
        self.form, self.name, self.encoding = form, table.name, table.encoding
        self._table, self._moment = table, moment
        known = form.keys()
        self._columns: dict[str, tuple[int, str, Column]] = {}
        unknown = []
        for place, heading in enumerate(table.headings):
            column = known.get(normal_heading(heading))
            if column is None:
                unknown.append(heading)
            elif column.key in self._columns:
                raise RefusedError(
                    N_("{file}: the columns “{first}” and “{second}” both mean {key}. Say which one counts."),
                    file=table.name,
                    first=self._columns[column.key][1],
                    second=heading,
                    key=column.key,
                )
            else:
                self._columns[column.key] = place, heading, column
        self.unknown_columns = tuple(filter(None, unknown))
        missing = [need for need in form.needed if not any(key in self._columns for key in need)]
        if missing:
            raise RefusedError(
                N_("{file} lacks needed columns: {missing}. Its headings, read as {encoding}, are: {headings}."),
                file=table.name,
                missing="; ".join(self._would_do(need) for need in missing),
                encoding=table.encoding,
                headings=", ".join(heading for heading in table.headings if heading),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._table.close()

    def __iter__(self) -> Iterator[Record | RowProblems]:
        """Raises RefusedError where quoting is broken, as nothing after that line can be read."""
        for row in self._table.rows():
            if isinstance(row, RaggedRow):
                yield RowProblems(row.line, (CellProblem(row.line, None, "", row.error),))
            else:
                yield self._record(row)

    def heading_of(self, key: str) -> str:
        """What the file calls a column."""
        return self._columns[key][1] if key in self._columns else key

    def _record(self, row: Row) -> Record | RowProblems:
        values: dict[str, object] = {}
        problems: list[CellProblem] = []
        texts: dict[str, str] = {}
        for key, (place, heading, column) in self._columns.items():
            texts[key] = row.cells[place]
            if not texts[key]:
                continue
            try:
                values[key] = column.parse(texts[key], self._moment)
            except KcrmError as error:
                problems.append(CellProblem(row.line, heading, texts[key], error))
        if not problems:
            problems += [
                CellProblem(row.line, None, "", RefusedError(N_("The row does not say {needed}."), needed=self._would_do(need)))
                for need in self.form.needed
                if not any(key in values for key in need)
            ]
        if not problems:
            problems += [
                CellProblem(row.line, self.heading_of(key) if key else None, texts.get(key or "", ""), error)
                for key, error in self.form.check(values, self._moment)
            ]
        return RowProblems(row.line, tuple(problems)) if problems else Record(row.line, values)

    def _would_do(self, need: tuple[str, ...]) -> str:
        """The key and the headings of a need: `customer_no (客户编号) / phone (手机)`."""
        columns = {column.key: column for column in self.form.columns}
        return " / ".join(f"{key} ({', '.join(columns[key].headings)})" for key in need)


def open_form(form: Form, source: str, moment: Moment, encoding: str | None = None) -> FormFile:
    """Open such a file, `-` for standard input. Raises NotFoundError, RefusedError, UsageError as `read_records` does."""
    table = open_table(source, known=form.keys(), encoding=encoding)
    try:
        return FormFile(form, table, moment)
    except BaseException:
        table.close()
        raise
