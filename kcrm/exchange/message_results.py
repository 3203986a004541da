"""What a provider says became of messages, as a file: one row a message, by its number or by the phone that it went to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from kcrm.errors import KcrmError, RefusedError, UsageError
from kcrm.exchange.headings import normal_heading
from kcrm.exchange.reading import RaggedRow, open_table
from kcrm.exchange.source import AS_IT_IS, Manner
from kcrm.i18n import N_
from kcrm.identifiers import normal_phone
from kcrm.model.messages import MessageState
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.records import cells
from kcrm.records.cells import Moment

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "followup": ("followup", "跟进编号", "id", "编号", "no."),
    "phone": ("phone", "手机", "手机号", "手机号码", "电话", "号码", "接收号码"),
    "sent_at": ("sent_at", "发送时间", "提交时间"),
    "state": ("state", "状态", "发送状态", "结果"),
    "reason": ("reason", "原因", "失败原因", "备注"),
}
_NUMBER = pattern(r"F?([1-9][0-9]{0,17})", re.IGNORECASE | re.ASCII)


_Read = TypeVar("_Read")


class Told(NamedTuple):
    """What is told of one message, by the number of its follow-up or by the phone alone. at: when it was sent, or refused."""

    state: MessageState
    followup_id: int | None = None
    phone: str | None = None
    reason: str | None = None
    at: datetime | None = None


def read_results(source: str, now: datetime, state: MessageState | None = None, *, manner: Manner = AS_IT_IS) -> Iterator[Told]:
    """The results in a file; `-` is standard input. now: no message was sent later. state: of all rows, where the file has no such column.

    Raises RefusedError naming line, column and value, NotFoundError where there is no such file.
    """
    with open_table(source, known=[normal_heading(each) for names in _HEADINGS.values() for each in names], manner=manner) as table:
        place = _places(table.headings)
        if not place.keys() & {"followup", "phone"}:
            raise RefusedError(
                N_("{file} has neither a column “followup” nor one “phone”, so its messages cannot be identified."),
                hint=N_("Columns: followup 跟进编号 or phone 手机号, sent_at 发送时间, state 状态, reason 原因"),
                file=table.name,
            )
        if ("state" in place) == (state is not None):
            lacks = RefusedError(
                N_("{file} has no column “state”."),
                hint=N_("If all of them failed: kcrm message failed {file}; if all refused: kcrm message refused {file}"),
                file=table.name,
            )
            says = RefusedError(
                N_("{file} says of each message what became of it."), hint=N_("To read it: kcrm message import {file}"), file=table.name
            )
            raise lacks if state is None else says
        moment = Moment(now.date(), now, serials=table.serials)
        for row in table.rows():
            if isinstance(row, RaggedRow):
                raise RefusedError(N_("{file}, line {line}: {problem}"), file=table.name, line=row.line, problem=row.error)
            yield _told(_Cells(table.name, row.line, place, row.cells), moment, state)


def _places(headings: Sequence[str]) -> dict[str, int]:
    found = [normal_heading(each) for each in headings]
    known = {key: [normal_heading(name) for name in names] for key, names in _HEADINGS.items()}
    places = {key: next((found.index(name) for name in names if name in found), None) for key, names in known.items()}
    return {key: place for key, place in places.items() if place is not None}


class _Cells(NamedTuple):
    """The cells of one row, by key."""

    file: str
    line: int
    places: Mapping[str, int]
    row: Sequence[str]

    def read(self, key: str, reader: Callable[[str], _Read]) -> _Read | None:
        """A cell as it is read, None where it is empty or there is none. Raises RefusedError."""
        text = self.row[self.places[key]].strip() if key in self.places else ""
        if not text:
            return None
        try:
            return reader(text)
        except UsageError as error:
            raise self.refused(key, error) from None

    def refused(self, key: str, problem: KcrmError) -> RefusedError:
        return RefusedError(
            N_("{file}, line {line}, column {column}: {problem}"), file=self.file, line=self.line, column=key, problem=problem
        )


def _told(row: _Cells, moment: Moment, state: MessageState | None) -> Told:
    number, phone = row.read("followup", _followup), row.read("phone", normal_phone)
    if number is None and phone is None:
        raise row.refused("followup" if "followup" in row.places else "phone", UsageError(N_("neither a number nor a phone")))
    said = row.read("state", lambda text: cells.word(MessageState)(text, moment)) if state is None else state
    if said is None:
        raise row.refused("state", UsageError(N_("Say what became of it: sent, failed or refused.")))
    assert isinstance(said, MessageState)
    at = row.read("sent_at", lambda text: cells.instant(past=True)(text, moment))
    assert at is None or isinstance(at, datetime)
    if at is not None and at > moment.now:
        raise row.refused("sent_at", UsageError(N_("{day} is still to come."), day=at.date()))
    return Told(said, number, phone, row.read("reason", cells.line_text), at)


def _followup(text: str) -> int:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise UsageError(N_("{value} is not the number of a follow-up, such as F12."), value=text)
    return int(found[1])
