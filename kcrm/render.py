"""View -> table, plain, csv, tsv, json, jsonl, md, html: the only module that writes results.

On a terminal a table that fits its width; everywhere else plain text with nothing cut, or the machine format that was asked for. Customer
text is never markup, and its control characters never reach a terminal.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from kcrm.context import AppContext, OutputFormat, Terminal
from kcrm.i18n import _, n_
from kcrm.masking import shown
from kcrm.model.personal import Recording
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.queries.rows import Load, Rows
from kcrm.shell.colours import drawn
from kcrm.shell.console import notice
from kcrm.shell.converters import Writer, indices, loading, texts
from kcrm.shell.filing import place_pieces
from kcrm.shell.fitting import GAP, LEAST, READABLE, fitting
from kcrm.shell.gate import gated
from kcrm.shell.lanes import side_by_side
from kcrm.shell.leaving import recording_of_view
from kcrm.shell.output import MACHINE_FORMATS, Output
from kcrm.shell.pager import paged
from kcrm.shell.people import headings_of, people, places_for, safe_cell, stacked
from kcrm.shell.taking import held, watched
from kcrm.shell.webpage import page_of
from kcrm.text import cells, md_text, safe, wrap
from kcrm.views import Audience, Cell, Column, Marked, Shape, View
from kcrm.views.tones import tone_of
from kcrm.views.values import for_csv, for_json, for_people, json_text, stored_instants

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_BOM = "\ufeff"
_PLAIN = pattern(r"\w[\w .:/-]*")
_PIECES = 500  # rows of a machine format that are written at once
_NARROWEST = 10
_WIDEST = 80  # cells to which plain text aligns a column


def emit(context: AppContext, view: View, output: Output | None = None) -> None:
    """Write the view where and as the options say: to stdout, or to a file that is complete or absent.

    Raises UsageError for options that do not fit the view, OSError where the place cannot be written.
    """
    terminal = context.terminal
    view = gated(context, view)
    output = output or Output()
    if view.brief and not context.more and output.briefly(terminal):
        _write_stdout([f"{safe(view.brief)}\n"], utf8=False)
        return
    chosen = output.chosen(terminal)
    view = output.cut(view, terminal)
    to_terminal = output.to is None and terminal.stdout_tty
    if isinstance(view.rows, Rows) and not to_terminal:
        view = view._replace(rows=watched(view.rows, output.to))
    if chosen not in MACHINE_FORMATS and chosen is not OutputFormat.PLAIN:
        view = view._replace(rows=held(view.rows, chosen.value))
    recording = recording_of_view(context, view, output, chosen)
    if chosen is OutputFormat.XLSX:
        _write_workbook(view, context, output, recording)
        return
    missing: dict[str, None] = {}
    pieces = _pieces(view, chosen, context, guard_terminal=to_terminal, labelled=output.labelled, missing=missing)
    if output.begins_with_bom(chosen):
        pieces = chain([_BOM], pieces)
    if output.to is not None:
        place_pieces(output.to, pieces, recording)
        tell_written(output.to, len(view.rows))
    else:
        recording()
        _show(pieces, terminal, machine=chosen in MACHINE_FORMATS)
    if chosen not in MACHINE_FORMATS:
        _tell(view, counted=to_terminal)
    if missing:
        notice(_("For lack of room these columns are left out: {columns}. All of them: -o plain").format(columns=_(", ").join(missing)))


def write_lines(lines: Iterable[str]) -> None:
    """Text that is to be pasted as it stands, such as a crontab."""
    _write_stdout((f"{shown(safe(line))}\n" for line in lines), utf8=False)


def write_text(text: str, *, in_full: bool = False) -> None:
    """What was drawn here, such as a code to dial, as it stands. in_full: though lists are masked here."""
    _write_stdout([text if in_full else shown(text)], utf8=False)


def render(view: View, chosen: OutputFormat, context: AppContext, *, guard_terminal: bool = False) -> str:
    """The view as text in that format, in the current language; every row of it.

    guard_terminal: also in csv and tsv show control characters instead of writing them, which would change a file's data.
    """
    return "".join(_pieces(gated(context, view), chosen, context, guard_terminal=guard_terminal, labelled=False, missing={}))


def _pieces(  # noqa: PLR0911 - one per format
    view: View, chosen: OutputFormat, context: AppContext, *, guard_terminal: bool, labelled: bool, missing: dict[str, None]
) -> Iterable[str]:
    """The text piece by piece: of the machines' formats some rows at a time, so that no more of a long list is held.

    labelled: with people's headings and words in files with columns. missing: is told which columns should stand and found no room.
    """
    match chosen:
        case OutputFormat.JSON:
            return _together(_json(view, context.zone))
        case OutputFormat.JSONL:
            return _together(f"{one}\n" for one in _json_rows(view, context.zone))
        case OutputFormat.CSV | OutputFormat.TSV:
            delimiter = "\t" if chosen is OutputFormat.TSV else ","
            return _together(_csv(view, context, delimiter, safe if guard_terminal else str, labelled=labelled))
        case OutputFormat.TABLE if view.lanes:
            terminal = context.terminal
            return [side_by_side(view.lanes, terminal.width, *([_painted] if terminal.colour else []))]
        case OutputFormat.TABLE:
            width = context.terminal.width
            return [_with_parts(view, lambda part: _table(part, context, missing), heading=lambda title: _wrapped(title, width) + "\n")]
        case OutputFormat.PLAIN if isinstance(view.rows, Rows):
            return _together(_plain_lines(view, context.shown_in))
        case OutputFormat.PLAIN:
            return [_with_parts(view, lambda part: _plain(part, context.shown_in))]
        case OutputFormat.MD:
            return [_with_parts(view, lambda part: _markdown(part, context.shown_in), heading=lambda title: f"### {md_text(title)}\n\n")]
        case _:  # html, as a workbook is no text
            return [page_of(view, context.shown_in)]


# --- machines ---


def _together(pieces: Iterable[str]) -> Iterator[str]:
    """As many pieces at once as are worth a call to the system."""
    pieces = iter(pieces)
    while some := list(islice(pieces, _PIECES)):
        yield "".join(some)


def _json_rows(view: View, zone: ZoneInfo) -> Iterator[str]:
    def member(column: Column, load: Load) -> Writer:
        key = json_text(column.key)
        if column.kind is Cell.INSTANT and load == datetime.fromisoformat:
            iso = stored_instants(zone)
            return lambda value: f'{key}: "{iso(value)}"'
        return loading(load, lambda value: f"{key}: {for_json(column, value, zone)}")

    _columns, rows = texts(view, member, lambda column: f"{json_text(column.key)}: null")
    # a record's parts; a list has none
    parts = [f"{json_text(key)}: {_json_compact(part, zone)}" for key, part in view.parts_for(Audience.PEOPLE).items()]
    for members in rows:
        yield f"{{{', '.join([*members, *parts])}}}"


def _json_compact(view: View, zone: ZoneInfo) -> str:
    rows = list(_json_rows(view, zone))
    if view.shape is Shape.RECORD:
        return rows[0] if rows else "null"
    return f"[{', '.join(rows)}]"


def _json(view: View, zone: ZoneInfo) -> Iterator[str]:
    """An array with a row on each line, so that two lists can be compared line by line; a record is its object alone."""
    if view.shape is Shape.RECORD:
        yield _json_compact(view, zone) + "\n"
        return
    before = "[\n  "
    for row in _json_rows(view, zone):
        yield before + row
        before = ",\n  "
    yield "[]\n" if before.startswith("[") else "\n]\n"


class _Spreadsheet(NamedTuple):
    """Columns, their headings and the texts of the rows, as a spreadsheet has them."""

    columns: Sequence[Column]
    headings: Sequence[str]
    rows: Iterator[Sequence[str]]


def _spreadsheet(view: View, context: AppContext, *, labelled: bool, field: Callable[[object], str] = str) -> _Spreadsheet:
    """field: the text of a cell that is no number as the file has it; where `_are_plain`, as it stands."""
    zone = context.zone

    def plain(column: Column, load: Load) -> Writer:
        if column.kind is Cell.INSTANT and load == datetime.fromisoformat:
            return stored_instants(zone)
        if column.is_number:
            return loading(load, lambda value: for_csv(column, value, zone))
        if column.kind in {Cell.TEXT, Cell.IDENTIFIER}:
            return loading(load, field)
        return loading(load, lambda value: field(for_csv(column, value, zone)))

    def said(column: Column, load: Load) -> Writer:
        # a number is one that can be added up
        return plain(column, load) if column.is_number else loading(load, lambda value: field(for_people(column, value, context.shown_in)))

    if not labelled:
        columns, rows = texts(view, plain, lambda _column: "", are_plain=_are_plain)
        return _Spreadsheet(columns, [column.key for column in columns], rows)
    columns, rows = texts(view, said, lambda _column: "", Audience.MACHINES)
    return _Spreadsheet(columns, headings_of(columns), rows)


def _are_plain(texts: Sequence[str]) -> bool:
    """Whether all of these stand in a field as they are: letters and digits, which is asked of all at once, or little else."""
    return "".join(texts).isalnum() or all(map(_PLAIN.fullmatch, texts))


def _csv(view: View, context: AppContext, delimiter: str, guard: Callable[[str], str], *, labelled: bool) -> Iterator[str]:
    from kcrm.exchange.writing import guard_cell  # noqa: PLC0415 - only where a spreadsheet may read it

    def field(value: object) -> str:
        text = str(value)
        # a word or a number is what most cells are, and this is much the faster question
        return text if text.isalnum() else _quoted(guard(guard_cell(text)), delimiter)

    sheet = _spreadsheet(view, context, labelled=labelled, field=field)
    yield delimiter.join(_quoted(heading, delimiter) for heading in sheet.headings) + "\n"
    for fields in sheet.rows:
        line = delimiter.join(fields)
        # a row that is one empty field would be read as no row
        yield f"{line}\n" if line else '""\n'


def emit_sheets(context: AppContext, view: View, sheets: Callable[[View], Sequence[View]], output: Output) -> None:
    """A view that has parts, as a workbook with a sheet for each list that is made of it, as people read them. Raises as `emit` does."""
    from kcrm.exchange.workbook import Sheet, write_sheets  # noqa: PLC0415 - as below

    assert output.to is not None
    view = gated(context, view)
    recording = recording_of_view(context, view, output, OutputFormat.HTML)  # which has all parts, too
    made = [(each.title, _spreadsheet(each, context, labelled=True)) for each in sheets(view)]
    written = [Sheet(title, each.headings, [column.kind for column in each.columns], each.rows) for title, each in made]
    tell_written(output.to, write_sheets(output.to, written, recording))


def _write_workbook(view: View, context: AppContext, output: Output, recording: Recording) -> None:
    from kcrm.exchange.workbook import write_workbook  # noqa: PLC0415 - loads a library that few use

    assert output.to is not None
    sheet = _spreadsheet(view, context, labelled=output.labelled)
    count = write_workbook(output.to, view.title, sheet.headings, [column.kind for column in sheet.columns], sheet.rows, recording)
    tell_written(output.to, count)


def tell_written(file: Path, count: int) -> None:
    """To people: how much stands in a file of ours."""
    notice(n_("{file}: {rows} row written.", "{file}: {rows} rows written.", count).format(file=file, rows=count))


def _quoted(text: str, delimiter: str) -> str:
    """Before Python 3.13 csv.writer leaves a lone carriage return unquoted, and its reader then ends the row there."""
    special = delimiter in text or '"' in text or "\n" in text or "\r" in text
    return '"{}"'.format(text.replace('"', '""')) if special else text


# --- people ---


def _with_parts(view: View, write: Callable[[View], str], heading: Callable[[str], str] = lambda title: f"{title}\n") -> str:
    """A record's own part, then each part that has rows beneath its title."""
    blocks = [write(view)] if view.rows or not view.parts else []
    if view.caption and view.rows:
        blocks[0] = f"{heading(safe(view.title))}{blocks[0]}"
    parts = view.parts_for(Audience.MACHINES).values()
    blocks += [heading(safe(part.title)) + _with_parts(part, write, heading) for part in parts if part.rows]
    return "\n".join(blocks)


def _plain(view: View, zone: ZoneInfo) -> str:
    columns, rows = people(view, zone)
    if not rows:
        return ""
    if view.shape is Shape.RECORD:
        return _aligned([list(pair) for pair in zip(headings_of(columns), rows[0], strict=True)], [False, False], [0, 0])
    headings = stacked(columns)
    return _aligned([headings, *rows], [column.to_the_right for column in columns], [_width(heading) + GAP for heading in headings])


def _plain_lines(view: View, zone: ZoneInfo) -> Iterator[str]:
    """The same of a long list, whose rows are read twice: first for the widths, then to be written, so that none is kept."""

    def said(column: Column, load: Load) -> Writer:
        return loading(load, lambda value: safe_cell(column, value, zone))

    columns, rows = texts(view, said, lambda _column: "", Audience.MACHINES)
    headings, right = headings_of(columns), [column.to_the_right for column in columns]
    seen: list[set[int]] = [set() for _column in columns]
    for row in rows:
        for lengths, cell in zip(seen, row, strict=True):
            lengths.add(_width(cell))
    if not len(view.rows):
        return
    widths = [
        max([cells(heading) + GAP, *(each for each in lengths if each <= _WIDEST)]) for heading, lengths in zip(headings, seen, strict=True)
    ]
    for row in chain([headings], texts(view, said, lambda _column: "", Audience.MACHINES)[1]):
        yield from _padded([cell.split("\n") for cell in row], widths, right)


def _aligned(rows: Sequence[Sequence[str]], to_the_right: Sequence[bool], least: Sequence[int]) -> str:
    """Columns beneath each other, nothing cut; a cell that is longer than a column may be wide shifts its own row only.

    least: cells that each column has at least.
    """
    table = [[cell.split("\n") for cell in row] for row in rows]
    widths = [
        max((width for row in table for line in row[index] if (width := cells(line)) <= _WIDEST), default=0)
        for index in range(len(to_the_right))
    ]
    widths = list(map(max, widths, least))
    return "".join(line for row in table for line in _padded(row, widths, to_the_right))


def _padded(row: Sequence[Sequence[str]], widths: Sequence[int], to_the_right: Sequence[bool]) -> Iterator[str]:
    """The lines of a row, each of its cells given by its lines."""
    for line in range(max(map(len, row))):
        own = [cell[line] if line < len(cell) else "" for cell in row]
        padded = (
            " " * (width - cells(text)) + text if right else text + " " * (width - cells(text))
            for text, width, right in zip(own, widths, to_the_right, strict=True)
        )
        yield f"{(' ' * GAP).join(padded).rstrip()}\n"


def _width(text: str) -> int:
    """How wide the widest of its lines is."""
    return cells(text) if "\n" not in text else max(map(cells, text.split("\n")))


def _lines(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _table(view: View, context: AppContext, missing: dict[str, None]) -> str:
    """A Rich table within the terminal's width: columns of low priority go first, then texts are cut."""
    columns, rows = people(view, context.shown_in)
    if not rows:
        return ""
    terminal = context.terminal
    width = terminal.width
    values = [[row[place] for place in places_for(view)] for row in view.rows]
    if view.shape is Shape.RECORD:
        tables = [_record_table(columns, rows[0], values[0], width)]
    elif context.more and _too_wide(columns, rows, width):
        tables = [_card(columns, row, own, width) for row, own in zip(rows, values, strict=True)]
    else:
        tables = [_list_table(columns, rows, values, width, missing)]
    return _lines(drawn(tables, terminal))


def _painted(text: str, tone: str) -> str:
    from rich.color import ColorSystem
    from rich.style import Style

    return Style.parse(tone).render(text, color_system=ColorSystem.STANDARD)


def _too_wide(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether a list would have to leave out columns or cut texts."""
    needed = _widths(columns, stacked(columns), rows)
    return sum(needed) + GAP * (len(needed) - 1) > width


def _card(columns: Sequence[Column], row: Sequence[str], values: Sequence[object], width: int) -> Table:
    """One row of a list as a record is shown: whatever stands in it, beneath each other."""
    known = [index for index, cell in enumerate(row) if cell]
    return _record_table([columns[index] for index in known], [row[index] for index in known], [values[index] for index in known], width)


def _record_table(columns: Sequence[Column], row: Sequence[str], values: Sequence[object], width: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    headings = headings_of(columns)
    room = width - max(map(cells, headings), default=0) - GAP
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, GAP, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for column, heading, cell, value in zip(columns, headings, row, values, strict=True):
        table.add_row(Text(heading, style="bold"), _text(column, value, _wrapped(cell, room)))
    return table


def _wrapped(text: str, width: int) -> str:
    """Each line wrapped as both languages are: Rich keeps a Chinese sentence together like a word."""
    return "\n".join(line for given in text.split("\n") for line in wrap(given, max(width, _NARROWEST)) or [""])


def _list_table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], values: Sequence[Sequence[object]], width: int, missing: dict[str, None]
) -> Table:
    from rich.table import Table
    from rich.text import Text

    headings = stacked(columns)
    empty = {index for index in range(len(columns)) if not any(row[index] for row in rows)}
    room = fitting(columns, _widths(columns, headings, rows), width, empty)
    missing.update((column.title, None) for index, column in enumerate(columns) if column.priority <= 0 and index not in room)
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for index, cell_width in room.items():
        side: Literal["right", "left"] = "right" if columns[index].to_the_right else "left"
        table.add_column(Text(headings[index]), no_wrap=True, overflow="ellipsis", justify=side, min_width=LEAST, max_width=cell_width)
    for own, given in zip(values, rows, strict=True):
        texts = {index: _wrapped(given[index], room[index]) if columns[index].kind is Cell.PROSE else given[index] for index in room}
        table.add_row(*(_text(columns[index], own[index], text) for index, text in texts.items()))
    return table


def _text(column: Column, value: object, written: str) -> Text:
    """What is written of a value, in its tone."""
    from rich.text import Text

    text = Text(written, style=tone_of(column, value))
    for piece, tone in value.marks if isinstance(value, Marked) else ():
        # it may have been wrapped
        text.highlight_regex(r"\s*".join(re.escape(character) for character in piece if not character.isspace()), tone)
    return text


def _widths(columns: Sequence[Column], headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """How many cells each column needs; prose can be wrapped, so it needs no more than it takes to be readable."""
    from rich.cells import cell_len

    widest = [
        max(LEAST, *map(cell_len, headings[index].split("\n")), *(cell_len(row[index]) for row in rows)) for index in range(len(columns))
    ]
    return [min(width, READABLE) if column.kind is Cell.PROSE else width for column, width in zip(columns, widest, strict=True)]


def _markdown(view: View, zone: ZoneInfo) -> str:
    places = indices(view, Audience.MACHINES)
    columns = [view.columns[index] for index in places]
    # a line break may stay one; every other control character is shown
    rows = [
        ["<br>".join(md_text(line) for line in for_people(view.columns[index], row[index], zone).splitlines()) for index in places]
        for row in view.rows
    ]
    headings = [md_text(heading) for heading in headings_of(columns)]
    if view.shape is Shape.RECORD:
        return _piped([[heading, cell] for row in rows for heading, cell in zip(headings, row, strict=True)], ["", ""], [False, False])
    return _piped(rows, headings, [column.to_the_right for column in columns])


def _piped(rows: Sequence[Sequence[str]], headings: Sequence[str], to_the_right: Sequence[bool]) -> str:
    """A table of Markdown that can be read as it stands, too: tabulate sets its columns beneath each other."""
    from tabulate import tabulate

    # tabulate takes no sides where there is no row
    sides = ["right" if each else "left" for each in to_the_right] if rows else None
    return tabulate(rows, headings, "pipe", disable_numparse=True, colalign=sides) + "\n"


# --- where it goes ---


def _show(pieces: Iterable[str], terminal: Terminal, *, machine: bool) -> None:
    """On stdout, people's text through the pager where there is one."""
    if machine or not terminal.pager:
        _write_stdout(pieces, utf8=machine and not terminal.stdout_tty)
    elif not paged(text := "".join(pieces), terminal):
        _write_stdout([text], utf8=False)


def _write_stdout(pieces: Iterable[str], *, utf8: bool) -> None:
    # machine formats are UTF-8 whatever the locale says; people's text follows their terminal
    if utf8 and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    for piece in pieces:
        sys.stdout.write(piece)


def _tell(view: View, *, counted: bool) -> None:
    """Notes and counts for people, after the result."""
    for note in view.notes:
        notice(note)
    if view.shape is Shape.RECORD:
        return
    total = len(view.rows) if view.total is None else view.total
    if total == 0:
        notice(view.empty or _("Nothing to show."))
    elif counted and len(view.rows) < total:
        notice(_("{shown} of {total} rows; --limit 0 shows all.").format(shown=len(view.rows), total=total))
    elif counted:
        notice(n_("{total} row", "{total} rows", total).format(total=total))
