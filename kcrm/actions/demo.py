"""The sample dealership in a database of its own, moved to today, as its first week with kcrm would find it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from kcrm.actions.campaign_demo import found_club, run_campaigns
from kcrm.actions.complaints.demo import work_complaints
from kcrm.actions.finance import import_finance
from kcrm.actions.fleets.demo import import_companies
from kcrm.actions.founding import found
from kcrm.actions.free_times import free_times
from kcrm.actions.imports import ImportOptions, ImportReport, import_file
from kcrm.actions.manager.demo import set_desk
from kcrm.actions.prospects.demo import import_prospects
from kcrm.actions.records import RecordWriter
from kcrm.actions.session import Session, open_session
from kcrm.actions.surveys import import_forms
from kcrm.actions.transferring import transfer
from kcrm.actions.workshop_demo import repair_again
from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.exchange.sample import Transfer, moved_sample
from kcrm.i18n import N_
from kcrm.model import Payer, Team
from kcrm.model.appointments import CameBy
from kcrm.model.consents import ConsentAnswer, ConsentOrigin
from kcrm.model.quality import KnownFrom
from kcrm.model.recalls import Risk
from kcrm.model.rescues import Solved
from kcrm.model.works import DeclinedFor, Urgency, WorkKind
from kcrm.named import NamedTuple
from kcrm.queries import customers, vehicles
from kcrm.queries.consents import given_on_unknown_days
from kcrm.queries.orders import order_row
from kcrm.queries.register import Register
from kcrm.records import SheetKind
from kcrm.rules.points import worth_fen

STORE = "云汐澜岳"
# Late enough that the list is one that can be worked, early enough that something is overdue.
_LIVE_SINCE = timedelta(days=3)


def make_demo(context: AppContext, path: Path, report: Callable[[ImportReport], None]) -> None:
    """Make the demonstration's database at `path`, in place of an earlier one, and import the sample; `report` is told of each file.

    Raises RefusedError where a database stands there that is not the demonstration's.
    """
    if path.exists():
        with open_session(context.replace(db=path)) as session:
            if session.store.name != STORE:
                raise RefusedError(
                    N_("{path} is the database of {store}, not a demo; nothing was changed."),
                    hint=N_("Choose another file: kcrm --db OTHER_PATH demo"),
                    path=path,
                    store=session.store.name,
                )
    found(context, path, STORE, context.today - _LIVE_SINCE, replace=True)
    with open_session(context.replace(db=path)) as session, moved_sample(session.today) as sample:
        for kind, file in sample.files:
            report(import_file(session, kind, str(file), ImportOptions()))
        import_file(session, SheetKind.CUSTOMERS, str(sample.signups), ImportOptions(known_from=KnownFrom.LIST))
        _transfer(session, sample.transfer)
        report(import_finance(session, str(sample.finance)))
        report(import_forms(session, str(sample.surveys)))
        work_complaints(session)
        report(import_prospects(session, sample))
        for taken in import_companies(session, sample.companies):
            report(taken)
        for taken in set_desk(session, sample.desk):
            report(taken)
        _give_points(session)
        _file_consents(session)
        run_campaigns(session)
        found_club(session)
        _rescue(session)
        _leave_work(session)
        _recall(session)
        _make_appointments(session)
        repair_again(session)
        with session.write(automatic=True) as planner:
            planner.plan_due()


def _transfer(session: Session, change: Transfer) -> None:
    vehicle_id = vehicles.id_of_vin(session.connection, change.vin)
    buyer_id = customers.id_of_number(session.connection, change.customer_no)
    assert vehicle_id is not None
    assert buyer_id is not None
    transfer(session, vehicle_id, buyer_id, change.on)


_CONSENTED = timedelta(days=400)
"""So long ago everybody was asked on paper, which the DMS does not tell."""


def _file_consents(session: Session) -> None:
    """The forms from the cabinet: what the DMS says, with its day."""
    with session.write() as planner:
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone)
        for customer_id, kind in given_on_unknown_days(planner.connection):
            said = {
                "who": customer_id,
                "kind": kind,
                "answer": ConsentAnswer.GIVEN,
                "given_on": session.today - _CONSENTED,
                "origin": ConsentOrigin.PAPER,
            }
            writer.keep(SheetKind.CONSENTS, said)


# Whose the opening balances are, and in how many days each expires.
_BALANCES = (("KH00018", 8_000, 400), ("KH00060", 5_200, 300), ("KH00215", 1_600, 20), ("KH00016", 12_300, 500))
# Whose, how many days ago it was issued, on which order it was used: the first was, the second lapsed, the third can still be noted.
_VOUCHERS = (("KH00162", 70, "GD01389"), ("KH00278", 70, None), ("KH00274", 40, None))


def _give_points(session: Session) -> None:
    """What some have from the store's former system."""
    step, worth = session.policy.points.step, worth_fen(session.policy.points.step, session.policy.points)
    with session.write() as planner:
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone)
        for number, points, days in _BALANCES:
            until = session.today + timedelta(days=days)
            writer.keep(SheetKind.POINTS, {"customer_no": number, "points": points, "expires_on": until})
        for number, days, order_no in _VOUCHERS:
            values: dict[str, object] = {"customer_no": number, "value": worth, "points": step}
            if order_no is not None:
                order = order_row(planner.connection, order_no)
                assert order is not None, "it is in the sample"
                values |= {"order_no": order_no, "used_on": date.fromisoformat(order["closed_on"])}
            writer.keep(SheetKind.VOUCHERS, {**values, "issued_at": session.now - timedelta(days=days)})


class _Rescue(NamedTuple):
    """Help on the road. days: how many ago, at that time of the day; None of one that is under way. The rest in minutes after the call."""

    customer_no: str
    plate: str | None
    at: tuple[int, int, int] | None
    place: str
    fault: str
    minutes: tuple[int, int | None, int | None, int | None]
    solved: Solved | None = None
    cost: int | None = None
    payer: Payer | None = None
    rescuer: str = "YG09"
    car: str | None = None


# None was over so lately that the first day's calls were others: the second came late, the fourth was called off, the last is under way.
_RESCUES = (
    _Rescue("KH00009", "皖TE8V42", (34, 22, 40), "机场高速12公里", "爆胎", (1, 6, 41, 95), Solved.TOWED_IN, 300_00, Payer.CUSTOMER),
    _Rescue("KH00033", "皖TB3X42", (19, 7, 15), "解放路口", "电瓶没电", (2, 9, 74, 90), Solved.ON_SPOT, 100_00, Payer.CUSTOMER),
    _Rescue("KH00102", None, (12, 18, 5), "万象城地下二层", "打不着火", (2, 8, 48, 70), Solved.ON_SPOT, car="朋友的灰色轿车"),
    _Rescue("KH00140", "皖TF92242", (9, 13, 30), "绕城高速服务区", "没电", (1, 7, None, 20), Solved.CANCELLED),
    _Rescue("KH00205", "皖TC0M33", None, "站前广场", "水温高", (1, 7, None, None), rescuer="YG10"),
)


def _rescue(session: Session) -> None:
    """Whoever asked for help on the road in the last weeks."""
    with session.write() as planner:
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone)
        for each in _RESCUES:
            asked = session.now.replace(second=0, microsecond=0) - timedelta(minutes=25)
            if each.at is not None:
                days, hour, minute = each.at
                asked = (asked - timedelta(days=days)).replace(hour=hour, minute=minute)
            keys = ("answered_at", "dispatched_at", "arrived_at", "closed_at")
            times = {key: asked + timedelta(minutes=after) for key, after in zip(keys, each.minutes, strict=True) if after is not None}
            said = {
                key: getattr(each, key) for key in ("customer_no", "plate", "place", "fault", "solved", "cost", "payer", "rescuer", "car")
            }
            writer.keep(SheetKind.RESCUES, {"asked_at": asked, **times, **{key: value for key, value in said.items() if value is not None}})


class _Left(NamedTuple):
    """Work that was declined, or a part. days: how many ago it was declined or ordered, then so many ago done, called off or here."""

    customer_no: str
    plate: str | None
    what: str
    days: int
    urgency: Urgency | None = None
    estimate: int | None = None
    declined_for: DeclinedFor | None = None
    safe: bool | None = None
    done: int | None = None
    paid: int | None = None
    dropped: int | None = None
    arrived: int | None = None
    expected: int | None = None


# None is called about on the first day, whose calls are others.
_LEFT = (
    _Left("KH00009", "皖TE8V42", "前刹车片更换", 40, Urgency.URGENT, 1800_00, DeclinedFor.PRICE, safe=False, done=31, paid=1650_00),
    _Left("KH00033", "皖TB3X42", "更换四条轮胎", 5, Urgency.SOON, 2400_00, DeclinedFor.TIME, safe=True),
    _Left("KH00140", "皖TF92242", "雨刮片更换", 50, Urgency.WATCH, 120_00, DeclinedFor.NOT_NEEDED, safe=True),
    _Left("KH00205", "皖TC0M33", "更换蓄电池", 60, Urgency.SOON, 680_00, DeclinedFor.UNDECIDED, dropped=55),
    _Left("KH00102", None, "水泵总成", 4, estimate=560_00, expected=-3),
    _Left("KH00033", "皖TB3X42", "右后视镜", 20, estimate=430_00, expected=13, arrived=12, done=10),
)


def _leave_work(session: Session) -> None:
    """What customers declined in the last weeks, and the parts that are on order."""
    with session.write() as planner:
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone)

        def ago(days: int | None) -> date | None:
            return session.today - timedelta(days=days) if days is not None else None

        for each in _LEFT:
            kind = WorkKind.WORK if each.urgency is not None else WorkKind.PART
            keys = ("customer_no", "plate", "what", "urgency", "estimate", "declined_for", "safe", "paid")
            said = {key: getattr(each, key) for key in keys}
            days = {"settled_on": each.done, "dropped_on": each.dropped, "arrived_on": each.arrived, "expected_on": each.expected}
            days |= {"declined_on" if kind is WorkKind.WORK else "ordered_on": each.days}
            said |= {"work_kind": kind, **{key: ago(number) for key, number in days.items()}}
            writer.keep(SheetKind.WORKS, {key: value for key, value in said.items() if value is not None})


# how many days ago the manufacturer opened it, every how many of the sample's vehicles are among its VINs, and which of them are not done
_RECALLS = (
    ("ZH2026-07", "转向助力控制器软件", Risk.SAFETY, 61, "升级转向助力控制器软件，约40分钟", 60, {2, 5}),
    ("FW2026-03", "车机导航升级", Risk.SERVICE, 20, "升级车机系统和地图，约1小时", 150, {1}),
)
_ELSEWHERE = ("L00AAGY11RY900117", "L00BBYL19PY900233")
"""VINs of the manufacturer's lists that are not known here."""


def _recall(session: Session) -> None:
    """What the manufacturer recalls: on some vehicles it was carried out, some have left, two are not known here."""
    with session.write() as planner:
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone)
        for number, title, risk, days, remedy, each, left in _RECALLS:
            opened = session.today - timedelta(days=days)
            said = {"recall_no": number, "title": title, "risk": risk, "opened_on": opened, "remedy": remedy}
            writer.keep(SheetKind.RECALL_CAMPAIGNS, said)
            vins = vehicles.vins(planner.connection)[::each]
            for place, vin in enumerate([*vins, *_ELSEWHERE]):
                done = {} if place in left or place >= len(vins) else {"done_on": opened + timedelta(days=3 + place)}
                writer.keep(SheetKind.RECALLS, {"vin": vin, "recall_no": number, **done})


class _Came(NamedTuple):
    """An appointment that is past. at: how many days ago, and the time. late: so many minutes after it they were there; None never."""

    plate: str
    at: tuple[int, int, int]
    what: str
    late: int | None
    came_by: CameBy = CameBy.PHONE


# None was missed so lately that the first day's calls were others.
_CAME = (
    _Came("皖TE8V42", (23, 9, 0), "保养", -5),
    _Came("皖TB3X42", (20, 10, 30), "换刹车片", 10),
    _Came("皖TF92242", (16, 14, 0), "空调异味", None, CameBy.MESSAGE),
    _Came("皖TC0M33", (13, 9, 30), "保养", 0, CameBy.ONLINE),
    _Came("皖TE8V42", (11, 15, 0), "四轮定位", None),
    _Came("皖TB3X42", (9, 11, 0), "换电瓶", 25, CameBy.SHOP),
)
_COMING = (
    ("皖TF92242", "保养", Team.MECHANICAL, 90),
    ("皖TC0M33", "左后门补漆", Team.PAINT, 240),
    ("皖TB3X42", "换雨刮", Team.MECHANICAL, 30),
)


def _make_appointments(session: Session) -> None:
    """Who came by appointment in the last weeks, who did not, and who is to come."""
    with session.write() as planner:
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone, now=session.now.replace(microsecond=0))
        for each in _CAME:
            days, hour, minute = each.at
            at = (session.now - timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
            said = {"plate": each.plate, "starts_at": at, "what": each.what, "came_by": each.came_by, "booked_at": at - timedelta(days=2)}
            arrived = {"arrived_at": at + timedelta(minutes=each.late)} if each.late is not None else {}
            writer.keep(SheetKind.APPOINTMENTS, {**said, **arrived})
        tomorrow = (session.now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        for plate, what, team, minutes in _COMING:
            vehicle = writer.register.find("vehicle", "plate", plate)[0]["id"]
            free = free_times(session, vehicle, team, minutes, tomorrow)
            if free:
                writer.keep(SheetKind.APPOINTMENTS, {"plate": plate, "starts_at": free[0], "what": what, "team": team, "minutes": minutes})
