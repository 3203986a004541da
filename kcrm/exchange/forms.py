"""Files of other shapes than the DMS's exports: headings in English or Chinese, typed cells, what is wrong with each.

Unlike the sheets of `import`, every row must hold all that is needed, and rows are known by a key of their own that stands once in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from kcrm.enums import StrEnum
from kcrm.errors import KcrmError, RefusedError
from kcrm.exchange.columns import Column
from kcrm.exchange.headings import normal_heading
from kcrm.exchange.keyed import (
    TO_NAME_THEM,
    TO_PART_THEM,
    CellProblem,
    Record,
    Records,
    RowProblems,
    check_keys,
    check_mapped,
    check_needed,
    places_in,
    would_do,
)
from kcrm.exchange.reading import Row, Table, open_table
from kcrm.exchange.source import AS_IT_IS, Manner
from kcrm.i18n import N_
from kcrm.records.cells import Moment


class FormKind(StrEnum):
    """What a file's rows are."""

    SURVEYS = "surveys"
    FINANCE = "finance"
    OFFICIAL = "official"
    CALLS = "calls"


@dataclass(frozen=True, slots=True)
class Form:
    """The shape of a file.

    needed: of each tuple one key must have a value in every row. check: the problem of a row, by the key it is about, None for the row.
    headed: of each tuple the file must have one column, which a row may leave empty.
    """

    kind: FormKind
    columns: Sequence[Column]
    needed: tuple[tuple[str, ...], ...]
    check: Callable[[Mapping[str, object], Moment], Iterator[tuple[str | None, KcrmError]]]
    headed: tuple[tuple[str, ...], ...] = ()

    def keys(self) -> dict[str, str]:
        """Normal heading -> key."""
        return {normal_heading(name): column.key for column in self.columns for name in (column.key, *column.headings)}


class FormFile(Records):
    """An open file of a known form. unknown_columns: headings that are ignored."""

    def __init__(self, form: Form, table: Table, moment: Moment, mapping: Mapping[str, str] | None) -> None:
        super().__init__(table)
        self.form, self._moment = form, moment._replace(serials=table.serials)
        self._columns = {column.key: column for column in form.columns}
        chosen = mapping or {}
        keys = {**form.keys(), **{normal_heading(heading): key for heading, key in chosen.items()}}
        self._places, self.unknown_columns = places_in(table, keys, self._columns, TO_PART_THEM if mapping is not None else None)
        check_mapped(table, chosen)
        needs = (*form.needed, *form.headed)
        table.named_by([self._places[key].index for need in needs for key in need if key in self._places])
        check_needed(table, self._places, self._columns, needs, TO_NAME_THEM if mapping is not None else None)

    def heading_of(self, key: str) -> str:
        """What the file calls a column."""
        return self._places[key].heading if key in self._places else key

    def _record(self, row: Row) -> Record | RowProblems:
        values: dict[str, object] = {}
        problems: list[CellProblem] = []
        remarks: list[CellProblem] = []
        texts: dict[str, str] = {}
        for key, place in self._places.items():
            texts[key] = row.cells[place.index]
            if not texts[key]:
                continue
            try:
                values[key] = place.column.parse(texts[key], self._moment)
            except KcrmError as error:
                healed = place.column.healed(texts[key])
                if healed is None:
                    problems.append(CellProblem(row.line, place.heading, texts[key], error))
                else:
                    values[key] = place.column.parse(healed[0], self._moment)
                    remarks.append(CellProblem(row.line, place.heading, texts[key], healed[1], fatal=False))
        if not problems:
            problems += [
                CellProblem(row.line, None, "", RefusedError(N_("The row lacks {needed}."), needed=would_do(self._columns, need)))
                for need in self.form.needed
                if not any(key in values for key in need)
            ]
        if not problems:
            problems += [
                CellProblem(row.line, self.heading_of(key) if key else None, texts.get(key or "", ""), error)
                for key, error in self.form.check(values, self._moment)
            ]
        return RowProblems(row.line, tuple(problems)) if problems else Record(row.line, values, tuple(remarks))


def open_form(
    form: Form,
    source: str,
    moment: Moment,
    manner: Manner = AS_IT_IS,
    mapping: Mapping[str, str] | None = None,
    stdin: IO[bytes] | None = None,
) -> FormFile:
    """Open such a file, `-` for standard input. Errors and the mapping are those of `read_records`; None where there is no such option."""
    chosen = mapping or {}
    check_keys(form.kind, chosen, {column.key: column for column in form.columns})
    table = open_table(source, known={*form.keys(), *map(normal_heading, chosen)}, manner=manner, stdin=stdin)
    try:
        return FormFile(form, table, moment, mapping)
    except BaseException:
        table.close()
        raise
