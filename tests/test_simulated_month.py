"""A month at the sample dealership: three specialists work the list day by day, whatever comes, and nothing is forgotten.

All runs through the actions, with a seeded mix of outcomes and with vehicles that come in meanwhile. Nothing is compared with a copy of the
rules: what must hold at the end is read from the database.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from kcrm.actions.daylist import ensure_planned
from kcrm.actions.demo import make_demo
from kcrm.actions.messages import WantedMessages, due_messages, mark_sent
from kcrm.actions.records import RecordWriter
from kcrm.actions.seat.asking import Ask
from kcrm.actions.seat.keys import key_of
from kcrm.actions.seat.outcomes import PutOff
from kcrm.actions.seat.turn import Nobody, next_turn
from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.exchange.sent import SentMessage
from kcrm.model import Channel, State
from kcrm.queries.register import Register
from kcrm.queries.staff import all_staff
from kcrm.records import SheetKind

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 6, 15, 9, 0, tzinfo=ZONE)
DAYS = 30
PACE = timedelta(minutes=7)  # a call and what is written about it
SESSIONS = ((time(9, 0), time(11, 30)), (time(14, 0), time(20, 0)))  # the policy's calling hours
MIX = (
    ("a", 58),
    ("n", 22),
    ("b", 7),
    ("w", 3),
    ("r", 4),
    ("m", 3),
    ("s", 3),
)
TYPED = {
    "agreed": ("", "", "tomorrow 10:00", "5d"),
    "intended": ("", "", "10d"),
    "lost_reason": ("", "1"),
    "lost_to": ("", "星牧 L5"),
    "satisfied": ("yes", "yes", "no"),
    "score": ("10", "9", "8", "7", "3", ""),
    "note": ("一切正常", "想换车", ""),
    "again": ("tomorrow 10:00", "3d", "20:00"),
    "new_phone": ("", "13900139000"),
    "no_more": ("", "1", "2"),
    "sent_by": ("", "2"),
    "complaint": ("", "等了两个小时"),
    "service_needed": ("", "2"),
    "result_detail": ("fri 10:00",),
    "topics": ("", "0"),
    "about_complaint": ("还在等答复",),
    "until": ("tomorrow", "2d"),
    "reason": ("客户出差",),
}
ANSWERS = {"rating": "8", "yes_no": "yes", "text": "都好"}


class Month:
    """The desk, one caller after the other at each moment."""

    def __init__(self, session, chance):
        self.session, self.chance = session, chance
        self.hands = [member for member in all_staff(session.connection) if member.role == "cs_specialist"]
        self.calls = Counter()

    def at(self, moment, actor=None):
        return self.session._replace(context=self.session.context.replace(set_now=moment), actor=actor)

    def day(self, first_minute):
        morning = self.at(first_minute)
        assert ensure_planned(morning) is None
        self.vehicles_come_in(morning)
        left_out = {}
        for begins, ends in SESSIONS:
            moment = first_minute.replace(hour=begins.hour, minute=begins.minute)
            while moment.time() < ends:
                idle = [self.call(self.at(moment, hand), left_out.setdefault(hand.id, set())) for hand in self.hands]
                moment += PACE
                if all(idle):
                    later = [each.ready_at for nobody in idle for each, _name in nobody.later]
                    if not later:
                        break
                    # whoever asked for a time is called then, not before, and not forgotten
                    moment = max(moment, datetime.combine(moment, min(later), ZONE))
        evening = self.at(first_minute.replace(hour=20))
        mark_sent(
            evening,
            [
                SentMessage(due.followup.id, due.phone)
                for due in due_messages(evening, WantedMessages(evening.today))
                if due.blocked is None
            ],
        )

    def call(self, session, left_out):
        """One customer of one's own list, else of anybody's; where there is none, who asked for later."""
        turn = next_turn(session, session.actor.id, left_out)
        if isinstance(turn, Nobody):
            turn = next_turn(session, None, left_out)
        if isinstance(turn, Nobody):
            return turn
        if turn.phone is None:
            left_out.add(turn.customer.id)
            return None
        keys, weights = zip(*MIX, strict=True)
        key = self.chance.choices(keys, weights)[0]
        work = self.answered(key_of(key).does(turn, session.now), session)
        try:
            done = work.write(session, turn)
        except RefusedError:
            # only of what would lapse before the day it is put off to: the customer stays where they are on the list
            assert isinstance(work, PutOff)
            return None
        self.calls[key] += 1
        if done.settled:
            left_out.add(turn.customer.id)
        return None

    def answered(self, questions, session):
        """What the dialogue comes to with typed answers; one that is refused is typed anew, as a person would."""
        answer = None
        while True:
            try:
                ask = questions.send(answer)
            except StopIteration as end:
                return end.value
            answer = ask.read(self.typed(ask, session))

    def typed(self, ask: Ask, session):
        if ask.asked is not None:
            return ANSWERS[ask.asked.question.kind]
        if ask.field == "again" and ask.choices:  # whether they look for a car again
            return self.chance.choice(("", "", "y"))
        choices = TYPED[ask.field]
        if ask.field == "again" and session.now.time() >= time(19, 45):
            choices = choices[:2]  # today's 20:00 is no time to agree on any more
        return self.chance.choice(choices)

    def vehicles_come_in(self, session):
        """Three vehicles a day are maintained or repaired: old reminders end, calls after service begin."""
        vins = [row["vin"] for row in session.connection.execute("SELECT vin FROM vehicle WHERE scrapped_on IS NULL ORDER BY id")]
        with session.write() as planner:
            writer = RecordWriter(Register(planner.connection), session.today, ZONE)
            for number, vin in enumerate(self.chance.sample(vins, 3)):
                writer.keep(
                    SheetKind.ORDERS,
                    {
                        "order_no": f"SIM-{session.today:%m%d}-{number}",
                        "vin": vin,
                        "type": self.chance.choice(("paid_maintenance", "paid_repair")),
                        "opened_at": session.now - timedelta(hours=20),
                        "closed_at": session.now - timedelta(hours=15),
                    },
                )


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    path = tmp_path_factory.mktemp("month") / "desk.db"
    context = AppContext(language="zh", started_at=FIRST.astimezone(UTC), set_now=FIRST, db=path)
    make_demo(context, path, lambda _report: None)
    with open_session(context) as session:
        # commits are safe without waiting for the disk: no power fails here
        session.connection.execute("PRAGMA synchronous = OFF")
        with session.write() as planner:
            RecordWriter(Register(planner.connection), session.today, ZONE).keep(
                SheetKind.STAFF, {"employee_no": "YG20", "name": "许婧", "role": "cs_specialist"}
            )
        worked = Month(session, random.Random(20260615))
        for day in range(DAYS):
            worked.day(FIRST + timedelta(days=day))
        yield worked


def rows(month, statement, *values):
    return [dict(row) for row in month.session.connection.execute(statement, values)]


LAST_DAY = (FIRST + timedelta(days=DAYS - 1)).date().isoformat()


def why_open(item):
    """Why a call or message that was due is not ended yet; None where nobody could say."""
    if item["call_on"] > LAST_DAY:
        return "no answer, again later" if item["attempts"] else "put off or another time agreed" if item["moved"] else None
    if item["channel"] == Channel.MESSAGE:
        return "no mobile phone" if item["no_mobile"] else None
    if item["phone_state"] == "wrong" or not item["phone"]:
        return "no usable phone"
    if item["called_today"]:
        return "called today, another time today was agreed"
    return None


def told(month, items, reasons):
    """The month in numbers."""
    yield f"\ncalls: {dict(month.calls)}"
    yield f"due: {len(items)}, by state: {dict(Counter(item['state'] for item in items))}; why still open: {dict(reasons)}"
    counts = Counter((item["kind"], item["channel"], item["state"]) for item in items)
    yield from (f"  {kind:24} {channel:8} {state:12} {count:5}" for (kind, channel, state), count in sorted(counts.items()))


def test_every_follow_up_that_fell_due_is_ended_or_open_with_a_reason(month, capsys):
    items = rows(
        month,
        """
        SELECT followup.*, customer.phone, customer.phone_state,
            customer.phone IS NULL OR customer.phone NOT GLOB '1??????????' OR phone_state <> 'ok' AS no_mobile,
            EXISTS (SELECT 1 FROM followup_event WHERE followup_id = followup.id)
                OR EXISTS (SELECT 1 FROM call_followup JOIN call ON call.id = call_id WHERE followup_id = followup.id AND outcome = 'busy')
                OR case_no LIKE 'L%' AND EXISTS (SELECT 1 FROM prospect_event WHERE id = occurrence AND agreed_on IS NOT NULL)
                AS moved,
            EXISTS (SELECT 1 FROM call WHERE call.customer_id = followup.customer_id AND called_on = ?1) AS called_today
        FROM followup JOIN customer ON customer.id = followup.customer_id WHERE due_on <= ?1
        """,
        LAST_DAY,
    )
    open_items = [item for item in items if item["state"] == State.OPEN]
    reasons = Counter(why_open(item) for item in open_items)
    with capsys.disabled():
        print("\n".join(told(month, items, reasons)))  # noqa: T201 - the counts are to be read
    assert sum(month.calls.values()) > 400
    unexplained = [item for item in open_items if why_open(item) is None]
    shown = ("id", "kind", "channel", "customer_id", "due_on", "call_on", "call_time", "attempts", "phone", "phone_state", "contact_phone")
    assert not unexplained, "\n".join(str({key: item[key] for key in shown}) for item in unexplained)
    assert {item["state"] for item in items} <= {"open", "done", "unreachable", "lapsed", "cancelled"}


def test_nobody_is_called_twice_a_day_but_at_a_time_they_named_or_at_another_number(month):
    calls = rows(
        month,
        "SELECT call.*, customer.kind = 'company' AS of_company FROM call JOIN customer ON customer.id = customer_id WHERE by = 'phone'"
        " ORDER BY customer_id, called_at, call.id",
    )
    won_back = {row["call_id"] for row in rows(month, "SELECT call_id FROM prospect_event WHERE kind = 'reopened'")}
    again = [
        (before["outcome"], before["phone"] != after["phone"] or before["phone"] in TYPED["new_phone"])
        for before, after in pairwise(calls)
        if (before["customer_id"], before["called_on"]) == (after["customer_id"], after["called_on"])
        and before["id"] not in won_back  # whose consultant calls at once
        # others of a company are others: who speaks for it, and whoever brought a vehicle
        and not (before["of_company"] and before["phone"] != after["phone"])
    ]
    assert set(again) <= {("busy", False), ("wrong_number", True)}


def test_no_call_is_made_at_a_bad_hour(month):
    moments = [
        datetime.fromisoformat(row["called_at"]).astimezone(ZONE).time() for row in rows(month, "SELECT * FROM call WHERE by = 'phone'")
    ]
    assert moments
    assert all(any(begins <= moment < ends for begins, ends in SESSIONS) for moment in moments)


def test_nobody_is_called_before_the_hour_they_like(month):
    early = rows(
        month,
        """
        SELECT call.id FROM call JOIN customer ON customer.id = call.customer_id
        WHERE by = 'phone' AND time(called_at, '+8 hours') < substr(contact_window, 1, 5) || ':00'
            AND NOT EXISTS (SELECT 1 FROM call AS before WHERE before.customer_id = call.customer_id AND before.id < call.id
                AND before.outcome = 'busy')
        """,
    )
    assert early == []


def test_whoever_refused_all_contact_has_nothing_open(month):
    refused = rows(
        month, "SELECT followup.id FROM followup JOIN customer ON customer.id = customer_id WHERE do_not_contact AND state = 'open'"
    )
    assert refused == []
