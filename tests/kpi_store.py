"""Random orders of three vehicles and three people around a period, and how they are stored."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from kcrm.dates import Period
from kcrm.model import Kind, OrderType, Team

EXCLUDED = (OrderType.INTERNAL, OrderType.PDI, OrderType.ACCESSORY)
FIRST = date(2026, 5, 4)
PERIOD = Period(FIRST + timedelta(days=1), FIRST + timedelta(days=3))  # orders fall on a day before and one after it, too
# one works all the time, one leaves in mid-period, one comes in mid-period
STAFF = {1: (None, None), 2: (None, FIRST + timedelta(days=2)), 3: (FIRST + timedelta(days=2), None)}


def insert(connection, table, rows):
    for row in rows:
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


moments = st.builds(
    lambda day, hour: datetime.combine(FIRST + timedelta(days=day), datetime.min.time()) + timedelta(hours=hour),
    st.integers(0, 4),
    st.integers(0, 9),
)
hours = st.one_of(st.none(), st.integers(0, 600))


@st.composite
def order(draw):
    opened = draw(moments)
    closed = draw(st.one_of(st.none(), st.integers(0, 30)))
    promised = draw(st.one_of(st.none(), st.integers(0, 30)))
    return {
        "vehicle_id": draw(st.integers(1, 3)),
        "type": draw(st.sampled_from(OrderType)),
        "opened": opened,
        "closed": None if closed is None else opened + timedelta(hours=closed),
        "promised": None if promised is None else opened + timedelta(hours=promised),
        "advisor": draw(st.one_of(st.none(), st.sampled_from(sorted(STAFF)))),
        "technician": draw(st.one_of(st.none(), st.sampled_from(sorted(STAFF)))),
        "team": draw(st.one_of(st.none(), st.sampled_from(Team))),
        "standard": draw(hours),
        "actual": draw(hours),
        "fen": draw(st.tuples(*[st.integers(0, 10_000)] * 3)),
        "payer": draw(st.sampled_from(["customer", "customer", "warranty", "insurer", "internal"])),
        "appointment": draw(st.booleans()),
        "awaited": draw(st.booleans()),
        "rework_of": draw(st.one_of(st.none(), st.integers(0, 7))),
        "steps": draw(st.one_of(st.none(), st.sets(st.integers(1, 8), min_size=1).map(lambda found: ",".join(map(str, sorted(found)))))),
        "called_back": draw(st.sampled_from([None, None, "open", "done", "cancelled"])),
    }


orders = st.lists(order(), max_size=8)


def store(connection, found):
    """The orders with the follow-ups that came of them; of several that one vehicle closed on a day there is one follow-up."""
    followups = {}
    for number, one in enumerate(found):
        closed = one["closed"]
        insert(
            connection,
            "repair_order",
            [
                {
                    "order_no": f"R{number}",
                    "vehicle_id": one["vehicle_id"],
                    "type": str(one["type"]),
                    "opened_at": f"{one['opened'].isoformat()}Z",
                    "opened_on": one["opened"].date().isoformat(),
                    "promised_at": one["promised"] and f"{one['promised'].isoformat()}Z",
                    "closed_at": closed and f"{closed.isoformat()}Z",
                    "closed_on": closed and closed.date().isoformat(),
                    "advisor_id": one["advisor"],
                    "technician_id": one["technician"],
                    "team": one["team"] and str(one["team"]),
                    "standard_centihours": one["standard"],
                    "actual_centihours": one["actual"],
                    "labor_fen": one["fen"][0],
                    "parts_fen": one["fen"][1],
                    "other_fen": one["fen"][2],
                    "payer": one["payer"],
                    "appointment": int(one["appointment"]),
                    "rework_of": None if one["rework_of"] is None else f"R{one['rework_of']}",
                    "steps": one["steps"],
                }
            ],
        )
        if one["awaited"]:
            insert(connection, "appointment", [_awaited(one, connection.execute("SELECT max(id) FROM repair_order").fetchone()[0])])
        if closed and one["called_back"]:
            followups.setdefault((one["vehicle_id"], closed.date()), one["called_back"])
    for (vehicle, day), state in followups.items():
        insert(connection, "followup", [followup(Kind.POST_SERVICE, day, state, vehicle_id=vehicle)])
    return followups


def _awaited(one, number):
    """The appointment of which the order came."""
    at = one["opened"]
    return {
        "customer_id": 1,
        "vehicle_id": one["vehicle_id"],
        "starts_at": f"{at.isoformat()}Z",
        "starts_on": at.date().isoformat(),
        "clock": f"{at:%H:%M}",
        "ends_at": f"{(at + timedelta(hours=1)).isoformat()}Z",
        "minutes": 60,
        "team": "mechanical",
        "what": "x",
        "booked_at": "2026-05-01T00:00:00Z",
        "order_id": number,
    }


def followup(kind, day, state, **more):
    return {
        "kind": str(kind),
        "channel": "call",
        "customer_id": 1,
        "base": "closed_on",
        "base_on": day.isoformat(),
        "due_on": day.isoformat(),
        "due_by": "interval",
        "call_on": day.isoformat(),
        "assigned_by": "nobody",
        "state": str(state),
        "opened_at": "2026-05-01T00:00:00Z",
        "ended_at": None if state == "open" else "2026-05-09T00:00:00Z",
        "policy_version_id": 1,
        **more,
    }
