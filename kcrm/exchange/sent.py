"""A file of messages that were sent, as `message export` wrote it or as the sender's system gave it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kcrm.errors import RefusedError
from kcrm.exchange.headings import normal_heading
from kcrm.exchange.reading import RaggedRow, open_table
from kcrm.i18n import N_
from kcrm.patterns import pattern

_ID, _PHONE, _TEXT = "id", "phone", "text"
_STATES = ("state", "状态")
_COLUMNS = (_ID, _PHONE, _TEXT, *_STATES)
_NUMBER = pattern(r"F?([1-9][0-9]{0,17})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that was sent for a follow-up. phone, text, at: as they were sent, None where that is not known."""

    followup_id: int
    phone: str | None = None
    text: str | None = None
    at: datetime | None = None


def read_sent(source: str) -> Iterator[SentMessage]:
    """The messages in a CSV file, by the column `id`; `-` is standard input.

    Raises RefusedError naming line, column and value for what is no follow-up's number, NotFoundError where there is no such file.
    """
    with open_table(source, known=_COLUMNS) as table:
        headings = [normal_heading(heading) for heading in table.headings]
        place = {key: headings.index(key) for key in _COLUMNS if key in headings}
        if _ID not in place:
            raise RefusedError(
                N_("{file} has no column “id”, so its messages cannot be identified."),
                hint=N_("Give a CSV file written by kcrm message export, or the numbers: kcrm message sent F1 F2"),
                file=table.name,
            )
        if any(key in place for key in _STATES):
            # a provider's file, in which some may have failed
            raise RefusedError(
                N_("{file} says of each message what became of it."), hint=N_("To read it: kcrm message import {file}"), file=table.name
            )
        for row in table.rows():
            if isinstance(row, RaggedRow):
                raise RefusedError(N_("{file}, line {line}: {problem}"), file=table.name, line=row.line, problem=row.error)
            number = _NUMBER.fullmatch(row.cells[place[_ID]])
            if number is None:
                raise RefusedError(
                    N_("{file}, line {line}, column id: {value} is not the number of a follow-up, such as F12."),
                    file=table.name,
                    line=row.line,
                    value=row.cells[place[_ID]] or "''",
                )
            phone, text = (row.cells[place[key]] or None if key in place else None for key in (_PHONE, _TEXT))
            yield SentMessage(int(number[1]), phone, text)
