"""What the sample's consultants wrote down: the log of their prospects and the register of the showroom, all named by their numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from kcrm.model import By
from kcrm.model.prospects import InvalidReason, LostReason, ProspectEvent, ProspectStep
from kcrm.model.words import Word
from kcrm.named import NamedTuple

W = TypeVar("W", bound=Word)
_BY: Final[Mapping[str, By]] = {"电话": By.PHONE, "微信": By.WECHAT}
_FEN = 100


class LoggedStep(NamedTuple):
    """A step of the prospect with this number. by_no: who took it, to_no: to whom it went, approver_no: employee numbers."""

    prospect_no: str
    step: ProspectEvent
    by_no: str
    to_no: str | None = None
    approver_no: str | None = None
    vin: str | None = None


class LoggedVisit(NamedTuple):
    """A line of the register. by_no: who received them; prospect_no: of who left a phone."""

    came_at: datetime
    met_at: datetime | None
    by_no: str | None
    party: int
    again: bool
    drive_offered: bool
    contact_left: bool
    name: str | None
    prospect_no: str | None
    note: str | None


def read_log(path: Path, zone: ZoneInfo) -> Iterator[LoggedStep]:
    """The rows of the log, in their order. zone: of its times."""
    return (_step(row, zone) for row in _rows(path))


def read_register(path: Path, zone: ZoneInfo) -> Iterator[LoggedVisit]:
    """The lines of the register, in their order. zone: of its times."""
    for row in _rows(path):
        came_at, party = _instant(row["来店时间"], zone), _whole(row["人数"])
        assert came_at is not None
        assert party is not None
        again, offered, left = (row[heading] == "是" for heading in ("再次来店", "邀请试驾", "留资"))
        met_at = _instant(row["接待时间"], zone)
        yield LoggedVisit(came_at, met_at, row["接待人"], party, again, offered, left, row["姓名"], row["线索编号"], row["备注"])


def _rows(path: Path) -> Iterator[Mapping[str, str | None]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {heading: text or None for heading, text in row.items()}


def _step(row: Mapping[str, str | None], zone: ZoneInfo) -> LoggedStep:
    kind, at = _member(ProspectStep, row["步骤"]), _instant(row["时间"], zone)
    assert kind is not None
    assert at is not None
    assert row["线索编号"] is not None
    assert row["跟进人"] is not None
    agreed_on, agreed_time = _agreed(row["约定"])
    is_drive = kind is ProspectStep.TEST_DRIVE
    step = ProspectEvent(
        kind,
        at,
        by=_BY.get(row["方式"] or ""),
        note=row["备注"],
        model=row["车型"],
        km=_whole(row["公里"]),
        licence_seen=row["驾照"] is not None if is_drive else None,
        agreement_signed=row["协议"] is not None if is_drive else None,
        declined=row["不试驾"] is not None if is_drive else None,
        list_price_fen=_fen(row["指导价"]),
        price_fen=_fen(row["报价"]),
        gifts=row["赠品"],
        valid_until=_day(row["有效期"]),
        deposit_fen=_fen(row["定金"]),
        promised_on=_day(row["承诺交车日期"]),
        reason=_member(LostReason, row["原因"]) or _member(InvalidReason, row["原因"]) or row["原因"],
        rival=row["竞品"],
        again_on=_day(row["再联系日期"]),
        agreed_on=agreed_on,
        agreed_time=agreed_time,
        intended_on=_day(row["预计购车日期"]),
    )
    return LoggedStep(row["线索编号"], step, row["跟进人"], row["转给"], row["审批人"], row["车架号"])


def _member(words: type[W], text: str | None) -> W | None:
    return next((member for member in words if text in member.words), None)


def _agreed(text: str | None) -> tuple[date | None, str | None]:
    if text is None:
        return None, None
    day, _blank, at = text.partition(" ")
    return date.fromisoformat(day), f"{time.fromisoformat(at):%H:%M}"


def _instant(text: str | None, zone: ZoneInfo) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=zone)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)


def _fen(text: str | None) -> int | None:
    return None if text is None else int(text) * _FEN
