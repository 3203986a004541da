"""A year of campaigns, and the owners' club, of the demonstration: two that can be judged, and three of which nothing can be concluded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from kcrm.actions.campaigns import draw_wave, meant_by
from kcrm.actions.records import RecordWriter
from kcrm.actions.session import Session
from kcrm.i18n import N_, _
from kcrm.model.campaigns import CampaignAim, CampaignChannel, CampaignKind
from kcrm.model.events import Answer, Attendance, EventKind
from kcrm.named import NamedTuple
from kcrm.queries import campaigns, staff
from kcrm.queries.records import row_by_id, save
from kcrm.queries.register import Register
from kcrm.records import SheetKind
from kcrm.records.campaign import NOUN

_RESPONSIBLE: Final = "YG13"
_HAD: Final = timedelta(days=1)  # whoever has had the car for so long
_RESPONSES: Final = timedelta(days=30)


class _Campaign(NamedTuple):
    """One of the year. ago: how many days ago it began; days: for how long it goes on. percent: left alone. spent: in fen, by which way.

    among: filters beside the day of delivery. result: what was written down when it was closed, None for one that goes on.
    """

    name: str
    kind: CampaignKind
    aim: CampaignAim
    channels: tuple[CampaignChannel, ...]
    ago: int
    days: int
    offer: str
    percent: int = 0
    among: tuple[str, ...] = ()
    spent: tuple[tuple[str, int, CampaignChannel], ...] = ()
    result: str | None = None


# The orders of the sample know of no campaign: the days are those on which they show what is said of it.
_YEAR: Final = (
    _Campaign(
        N_("Spring check"),
        CampaignKind.SERVICE,
        CampaignAim.VISIT,
        (CampaignChannel.WECHAT,),
        270,
        20,
        N_("a free check of 32 points"),
        15,
        spent=((N_("gifts for who came"), 2_600_00, CampaignChannel.EVENT),),
        result=N_("Worth doing again next spring."),
    ),
    _Campaign(
        N_("Maintenance month"),
        CampaignKind.SERVICE,
        CampaignAim.MAINTENANCE,
        (CampaignChannel.WECHAT, CampaignChannel.PRINT),
        195,
        30,
        N_("10 % off labour"),
        30,
        spent=((N_("flyers"), 1_800_00, CampaignChannel.PRINT), (N_("labour given away"), 4_300_00, CampaignChannel.WECHAT)),
        result=N_("They would have come anyway: not again in this way."),
    ),
    _Campaign(
        N_("Accessories week"),
        CampaignKind.SALES,
        CampaignAim.ACCESSORY,
        (CampaignChannel.WECHAT, CampaignChannel.RADIO),
        118,
        7,
        N_("mats and window film at cost"),
        spent=((N_("radio spots"), 6_000_00, CampaignChannel.RADIO),),
        result=N_("Without a control group nobody knows what it brought. Next time with one."),
    ),
    _Campaign(
        N_("Roof boxes for campers"),
        CampaignKind.CLUB,
        CampaignAim.VISIT,
        (CampaignChannel.WECHAT,),
        75,
        20,
        N_("a roof box to try for a weekend"),
        30,
        ("hobby:露营",),
        result=N_("Too few to say."),
    ),
    _Campaign(
        N_("Before the winter"),
        CampaignKind.CARE,
        CampaignAim.VISIT,
        (CampaignChannel.WECHAT, CampaignChannel.MESSAGE),
        2,
        14,
        N_("antifreeze, tyres and battery looked at before the first frost"),
        10,
        ("region:青槐县",),
        spent=((N_("sending of text messages"), 60_00, CampaignChannel.MESSAGE),),
    ),
)


def run_campaigns(session: Session) -> None:
    """The campaigns of the last year, each with whom it was for, who was left out, and what was paid."""
    row = staff.staff_row(session.connection, _RESPONSIBLE)
    assert row is not None, "the sample has its manager"
    for each in _YEAR:
        began = session.today - timedelta(days=each.ago)
        until = began + timedelta(days=each.days)
        with session.write():
            number, _saved = save(
                session.connection,
                NOUN.table,
                None,
                {
                    "name": _(each.name),
                    "kind": each.kind,
                    "aim": each.aim,
                    "channels": ",".join(each.channels),
                    "from_on": began,
                    "until_on": until,
                    "responsible_id": row["id"],
                    "offer": _(each.offer),
                },
            )
            meant = meant_by(session, [f"delivered:..{began - _HAD}", *each.among], None)
            draw_wave(session, campaigns.campaign(session.connection, number), meant, 1, percent=each.percent)
            campaigns.start_wave(session.connection, number, 1, began)
            for item, fen, channel in each.spent:
                campaigns.add_cost(session.connection, number, began, _(item), fen, channel)
            if each.result is not None:
                stored = row_by_id(session.connection, NOUN, number)
                save(session.connection, NOUN.table, stored, {"closed_on": until + _RESPONSES, "result": _(each.result)})


# Customer, since how many days ago a member, until how many days ago; what they answered to the invitation, whether they were there.
_MEMBERS: Final[tuple[tuple[str, int, int | None, Answer | None, bool], ...]] = (
    ("KH00004", 330, None, Answer.YES, True),
    ("KH00009", 330, None, Answer.YES, True),
    ("KH00021", 310, None, Answer.NO, False),
    ("KH00033", 300, None, Answer.YES, False),
    ("KH00060", 280, None, Answer.YES, True),
    ("KH00102", 250, None, None, False),
    ("KH00140", 240, 60, Answer.YES, True),
    ("KH00162", 200, None, Answer.YES, True),
    ("KH00205", 150, None, None, True),
    ("KH00215", 100, None, Answer.YES, True),
    ("KH00274", 45, None, None, False),
    ("KH00278", 20, None, None, False),
)
_DRIVE, _LECTURE = 40, -12
"""How many days ago the one event was; the other is to come."""


def found_club(session: Session) -> None:
    """Members of the owners' club, a drive that was and a lecture that is to come."""
    today = session.today
    held = today - timedelta(days=_DRIVE)
    with session.write() as planner:
        writer = RecordWriter(Register(planner.connection), today, session.policy.zone)
        for number, since, until, _answer, _came in _MEMBERS:
            ended = {} if until is None else {"until_on": today - timedelta(days=until)}
            writer.keep(SheetKind.MEMBERSHIPS, {"customer_no": number, "from_on": today - timedelta(days=since), **ended})
        drive = {"name": _("Autumn drive to the lake"), "kind": EventKind.SELF_DRIVE, "held_on": held, "place": _("East gate of the store")}
        writer.keep(SheetKind.EVENTS, {**drive, "responsible": _RESPONSIBLE, "seats": 20, "cost": 3_200_00})
        lecture = {"name": _("Driving on ice"), "kind": EventKind.LECTURE, "held_on": today - timedelta(days=_LECTURE)}
        writer.keep(SheetKind.EVENTS, {**lecture, "place": _("Customer lounge"), "responsible": _RESPONSIBLE, "seats": 15})
        for number, since, _until, answer, came in _MEMBERS:
            if since > _DRIVE:
                writer.keep(SheetKind.ATTENDANCES, {"event": drive["name"], "customer_no": number, **_said(held, answer, came=came)})


def _said(held: date, answer: Answer | None, *, came: bool) -> dict[str, object]:
    """When they were invited, what they answered, and whether they were there."""
    stands = Attendance.CAME if came else Attendance.INVITED if answer is None else Attendance(answer)
    answered = {} if answer is None else {"answer": answer, "answered_on": held - timedelta(days=10)}
    return {"state": stands, "invited_on": held - timedelta(days=20), **answered}
