"""Vehicles of the demonstration that come back for the same fault, so that a limit of the state's warranty duties is near."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from kcrm.actions.records import RecordWriter
from kcrm.actions.session import Session
from kcrm.model import Payer
from kcrm.model.vocabulary import OrderType, Team
from kcrm.named import NamedTuple
from kcrm.queries.register import Register
from kcrm.records import SheetKind


class _Repair(NamedTuple):
    """A repair for a quality fault.

    ago: how many days ago it came in; hours: until it was closed. worked: in hundredths of an hour. redone: the number of what it redoes.
    """

    number: str
    vin: str
    ago: int
    hours: int
    fault: str
    worked: int = 350
    redone: str | None = None


_COMPLAINS: Final = "L00CCBT19SY530392"
_GRAVE: Final = "L00BBYL10SY482878"
_WAITED: Final = "L00CCBT16SY971090"
# the first is 26 days of 30 and three times the same fault, and its owner complains; the second twice a grave one; the third 19 days of 30.
# None was closed so lately that the calls of the first day were others.
_REPAIRS: Final = (
    _Repair("SB00001", _COMPLAINS, 140, 240, "变速箱顿挫"),
    _Repair("SB00002", _COMPLAINS, 100, 218, "变速箱顿挫；仪表黑屏", 600),
    _Repair("SB00003", _COMPLAINS, 58, 130, "还是顿挫", 520, "SB00002"),
    _Repair("SB00004", _GRAVE, 95, 8, "高速上刹车失灵，靠边停车"),
    _Repair("SB00005", _GRAVE, 40, 30, "刹车失灵", 400),
    _Repair("SB00006", _WAITED, 75, 19 * 24 - 6, "天窗漏水，等件", 750),
)


def repair_again(session: Session) -> None:
    """They came in at nine, and the manufacturer paid."""
    nine = session.now.replace(hour=9, minute=0, second=0, microsecond=0)
    with session.write() as planner:
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone)
        for each in _REPAIRS:
            opened_at = nine - timedelta(days=each.ago)
            values: dict[str, object] = {
                "order_no": each.number,
                "vin": each.vin,
                "type": OrderType.WARRANTY_REPAIR,
                "opened_at": opened_at,
                "closed_at": opened_at + timedelta(hours=each.hours),
                "advisor": "YG07",
                "technician": "YG09",
                "team": Team.MECHANICAL,
                "fault": each.fault,
                "actual_hours": each.worked,
                "payer": Payer.WARRANTY,
            }
            writer.keep(SheetKind.ORDERS, values if each.redone is None else {**values, "rework_of": each.redone})
