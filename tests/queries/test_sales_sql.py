"""Figures of the sales desk: what SQL counts is what plain Python says, on random prospects, steps, visitors and costs."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kpi_store import insert

from kcrm.dates import Period
from kcrm.kpis import KPIS, shown_in
from kcrm.model.prospects import CONTACTS, OPEN_STAGES, ProspectLevel, ProspectSource, Stage
from kcrm.policy import Policy
from kcrm.queries.kpi.counting import counted, counting_together
from kcrm.queries.kpi.rows import rows_behind
from kcrm.queries.kpi.shape import Part
from kcrm.rules.kpi.bounds import bounds_of
from kcrm.rules.prospects.levels import level
from kcrm.rules.prospects.showroom import is_received_in_time
from kcrm.storage.logged import drop_log_triggers
from kcrm.storage.migration import make_fresh

LAWS = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
POLICY = Policy.default()
# over a leap day and the end of a month: steps fall before and after the period, too
FIRST = date(2028, 2, 26)
PERIOD = Period(FIRST + timedelta(days=1), FIRST + timedelta(days=5))
NOW = datetime(2028, 3, 1, 12, tzinfo=UTC)
STAFF = (1, 2)
ENDS = {"lost", "invalid", "level_changed"}
KINDS = ("registered", "reassigned", "level_changed", *CONTACTS, "missed", "order_cancelled", "lost", "loss_checked", "reopened")
KEYS = tuple(key for key in shown_in("sales") if key != "deliveries")  # which are counted of vehicles, not of prospects


@pytest.fixture(scope="module")
def connection():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        make_fresh(connection)
        connection.execute("BEGIN")
        drop_log_triggers(connection)
        insert(connection, "policy_version", [{"id": 1, "snapshot": json.dumps(POLICY.to_snapshot()), "note": ""}])
        connection.execute("INSERT INTO customer (id, name, pinyin, initials) VALUES (1, 'x', 'x', 'x')")
        for number in STAFF:
            row = {"id": number, "employee_no": f"X{number}", "name": "x", "role": "sales_consultant", "pinyin": "x", "initials": "x"}
            insert(connection, "staff", [row])
        connection.execute("COMMIT")
        yield connection


@contextmanager
def scratch(connection):
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


days = st.integers(0, 7).map(lambda step: FIRST + timedelta(days=step))
moments = st.builds(
    lambda day, minute: datetime.combine(day, datetime.min.time(), UTC) + timedelta(minutes=minute), days, st.integers(0, 900)
)
perhaps = st.one_of(st.none(), days)
step = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "at": moments,
        "declined": st.sampled_from([None, 0, 1]),
        "reason": st.sampled_from(["price", "other"]),
        "rival": st.sampled_from([None, "甲", "乙"]),
        "to": st.sampled_from([None, *STAFF]),
        "promised": perhaps,
        "agreed": perhaps,
    }
)
call = st.fixed_dictionaries(
    {"due": days, "base": st.integers(0, 5), "state": st.sampled_from(["open", "done", "unreachable", "cancelled"])}
)
revisit = st.fixed_dictionaries({"on": days, "base": st.integers(0, 5), "outcome": st.sampled_from(["answered", "no_answer"])})
prospect = st.fixed_dictionaries(
    {
        "source": st.sampled_from(ProspectSource),
        "platform": st.sampled_from([None, "抖音", "懂车帝"]),
        "consultant": st.sampled_from([None, *STAFF]),
        "registered": days,
        "due": st.one_of(st.none(), moments),
        "stage": st.sampled_from([*OPEN_STAGES, Stage.ORDERED]),
        "intended": st.one_of(st.none(), st.integers(-2, 95).map(lambda step: NOW.date() + timedelta(days=step))),
        "floor": st.sampled_from([None, *ProspectLevel]),
        "bought": perhaps,
        "steps": st.lists(step, max_size=6),
        "calls": st.lists(call, max_size=2),
        "revisits": st.lists(revisit, max_size=2),
    }
)
visitor = st.fixed_dictionaries(
    {
        "came": moments,
        "wait": st.one_of(st.none(), st.sampled_from([0, 1, 179, 180, 181, 100_000])),  # seconds
        "staff": st.sampled_from([None, *STAFF]),
        "offered": st.booleans(),
        "of": st.one_of(st.none(), st.integers(0, 3)),
    }
)
cost = st.tuples(st.sampled_from(["2028-02", "2028-03"]), st.sampled_from(["fixed", "variable", "plan"]), st.sampled_from(["抖音", "租金"]))
stores = st.tuples(st.lists(prospect, max_size=4), st.lists(visitor, max_size=4), st.sets(cost, max_size=4))


def text(moment):
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def iso(day):
    return None if day is None else day.isoformat()


def fill(connection, prospects, visitors, costs):
    """Store them; steps are numbered in the order in which they come, whatever their time."""
    number, follow = 0, 0
    for place, one in enumerate(prospects, 1):
        vehicle = None
        if one["bought"] is not None:
            vehicle = place
            insert(connection, "vehicle", [{"id": place, "vin": f"{place:017d}", "delivered_on": iso(one["bought"])}])
        insert(
            connection,
            "prospect",
            [
                {
                    "id": place,
                    "customer_id": 1,
                    "source": str(one["source"]),
                    "platform": one["platform"],
                    "consultant_id": one["consultant"],
                    "registered_on": iso(one["registered"]),
                    "first_due_at": text(one["due"]),
                    "stage": str(one["stage"]),
                    "intended_on": iso(one["intended"]),
                    "floor": one["floor"] and str(one["floor"]),
                    "vehicle_id": vehicle,
                }
            ],
        )
        for each in one["steps"]:
            number += 1
            each["id"] = number
            ended = each["kind"] in {"lost", "loss_checked"}
            row = {
                "id": number,
                "prospect_id": place,
                "kind": each["kind"],
                "at": text(each["at"]),
                "day": iso(each["at"].date()),
                "recorded_at": text(each["at"]),
                "stage": "registered",
                "declined": each["declined"] if each["kind"] == "test_drive" else None,
                "reason": each["reason"] if ended else None,
                "rival": each["rival"] if ended else None,
                "to_id": each["to"] if each["kind"] in {"registered", "reassigned"} else None,
                "promised_on": iso(each["promised"]) if each["kind"] == "ordered" else None,
                "agreed_on": iso(each["agreed"]) if each["kind"] in CONTACTS - {"test_drive", "quoted"} else None,
            }
            insert(connection, "prospect_event", [row])
        for kind, several in (("prospect_contact", one["calls"]), ("lost_prospect", one["revisits"])):
            for each in several:
                each["step"] = one["steps"][each["base"]] if each["base"] < len(one["steps"]) else None
                if each["step"] is None:
                    continue
                follow += 1
                state = each.get("state", "done")
                row = {
                    "id": follow,
                    "kind": kind,
                    "channel": "call",
                    "customer_id": 1,
                    "case_no": f"L{place}",
                    "base": "contacted_on",
                    "base_on": iso(FIRST + timedelta(days=follow)),  # of which no two are alike
                    "occurrence": each["step"]["id"],
                    "due_on": iso(each.get("due", FIRST)),
                    "due_by": "interval",
                    "call_on": iso(FIRST),
                    "assigned_by": "nobody",
                    "duty_id": one["consultant"],
                    "state": state,
                    "opened_at": text(NOW),
                    "ended_at": None if state == "open" else text(NOW),
                    "policy_version_id": 1,
                }
                insert(connection, "followup", [row])
                if kind == "lost_prospect":
                    at = text(datetime.combine(each["on"], datetime.min.time(), UTC))
                    row = {"id": follow, "customer_id": 1, "staff_id": one["consultant"], "called_at": at, "called_on": iso(each["on"])}
                    insert(connection, "call", [row | {"called_hour": 9, "outcome": each["outcome"]}])
                    insert(connection, "call_followup", [{"call_id": follow, "followup_id": follow, "state": "done"}])
    for each in visitors:
        each["prospect"] = each["of"] + 1 if each["of"] is not None and each["of"] < len(prospects) else None
        met = None if each["wait"] is None else each["came"] + timedelta(seconds=each["wait"])
        row = {"came_at": text(each["came"]), "day": iso(each["came"].date()), "met_at": text(met), "staff_id": each["staff"], "party": 1}
        insert(connection, "visitor", [row | {"drive_offered": int(each["offered"]), "prospect_id": each["prospect"]}])
    for amount, (month, kind, item) in enumerate(sorted(costs), 1):
        insert(connection, "finance", [{"month": month, "kind": kind, "item": item, "amount_fen": amount}])


# --- the same, the long way ---


def came(each):
    return each["kind"] == "visited" or (each["kind"] == "test_drive" and not each["declined"])


def earliest(steps, condition):
    """The first step in time of which it holds; of those of one moment the one that was written first."""
    return min(filter(condition, steps), key=lambda each: (each["at"], each["id"]), default=None)


def day_of(steps, condition):
    return min((each["at"].date() for each in steps if condition(each)), default=None)


def by_then(day):
    return day is not None and day <= PERIOD.last


def owner(one, each):
    """Whose it was when the step was written down."""
    given = [other for other in one["steps"] if other["kind"] in {"registered", "reassigned"} and other["id"] <= each["id"]]
    return max(given, key=lambda other: other["id"])["to"] if given else one["consultant"]


def agreed_at(steps, number):
    """The day that stands as agreed after the step of this number; a drive or a quote leaves one for a later day as it is."""
    agreed = None
    for each in (other for other in steps if other["id"] <= number):
        if each["kind"] in {"reassigned", "level_changed"}:
            continue
        if each["kind"] not in {"test_drive", "quoted"}:
            agreed = each["agreed"] if each["kind"] in CONTACTS else None
        elif agreed is not None and agreed <= each["at"].date():
            agreed = None
    return agreed


def checked(one, each):
    """What was found of a loss before the next one."""
    later = [other for other in one["steps"] if other["id"] > each["id"]]
    until = min((other["id"] for other in later if other["kind"] == "lost"), default=10**9)
    found = [other for other in later if other["kind"] == "loss_checked" and other["id"] < until]
    return found[-1] if found else each


def expected(prospects, visitors, costs, part):  # noqa: C901, PLR0912, PLR0915 - one figure after the other
    """(key, part) to [numerator, denominator]; days to order as the list of days."""
    found, spans = {}, {}

    def add(key, own, above, below):
        if own is not None or part is Part.WHOLE or part is Part.REASON:
            sums = found.setdefault((key, own), [0, 0])
            sums[0], sums[1] = sums[0] + above, sums[1] + below

    def of(one, staff):
        return {Part.WHOLE: None, Part.STAFF: staff, Part.SOURCE: one["source"], Part.PLATFORM: one["platform"]}[part]

    paid = {item for month, kind, item in costs if kind != "plan" and date.fromisoformat(f"{month}-01") in PERIOD}
    platforms = {one["platform"] for one in prospects}
    for place, one in enumerate(prospects, 1):
        steps, mine = one["steps"], of(one, one["consultant"])
        contact = earliest(steps, lambda each: each["kind"] in CONTACTS)
        if one["registered"] in PERIOD:
            add("prospects", mine, 1, 0)
            add("prospect_conversion", mine, by_then(one["bought"]), 1)
            decided = one["due"] is not None and (contact is not None or one["due"] < NOW)
            add("first_contacts_on_time", mine, decided and contact is not None and contact["at"] <= one["due"], decided)
            invited = one["source"] in {"web", "phone"} and by_then(day_of(steps, lambda each: each["kind"] == "contacted"))
            add("leads_came", mine, invited and by_then(day_of(steps, came)), invited)
            if part in {Part.WHOLE, Part.PLATFORM}:
                add("lead_cost", mine, 0, one["platform"] in paid and one["platform"] is not None)
        if part is Part.PLATFORM:
            continue
        if one["stage"] in OPEN_STAGES:
            add("prospects_open", mine, 1, 0)
        first = earliest(steps, came)
        if first is not None and first["at"].date() in PERIOD:
            ticked = min((each["came"].date() for each in visitors if each["prospect"] == place and each["offered"]), default=None)
            offered = by_then(day_of(steps, lambda each: each["kind"] == "test_drive")) or by_then(ticked)
            add("test_drives_offered", mine, offered, 1)
            add("test_drives", mine, by_then(day_of(steps, lambda each: each["kind"] == "test_drive" and not each["declined"])), 1)
        quote = earliest(steps, lambda each: each["kind"] == "quoted")
        if quote is not None and quote["at"].date() in PERIOD:
            ordered = day_of(steps, lambda each: each["kind"] == "ordered" and each["at"] >= quote["at"])  # noqa: B023
            add("quote_to_order", mine, by_then(ordered), 1)
        deal = earliest(steps, lambda each: each["kind"] == "ordered")
        if deal is not None and deal["at"].date() in PERIOD:
            spans.setdefault(of(one, owner(one, deal)), []).append((deal["at"].date() - one["registered"]).days)
        for each in steps:
            if each["at"].date() not in PERIOD:
                continue
            whose = of(one, owner(one, each))
            if each["kind"] == "delivered":
                orders = [other for other in steps if other["kind"] == "ordered" and other["id"] < each["id"]]
                if orders and orders[-1]["promised"] is not None:
                    late = max(0, (each["at"].date() - orders[-1]["promised"]).days)
                    add("delivered_on_promise", whose, late == 0, 1)
                    add("delivery_days_late", whose, 100 * late, 1)
            if each["kind"] == "order_cancelled":
                add("orders_cancelled", whose, 1, 0)
            if each["kind"] == "lost":
                add("prospects_lost", whose, 1, 0)
        for each in one["calls"]:
            if each["step"] is None:
                continue
            base = each["step"]
            agreed = agreed_at(steps, base["id"])
            day = agreed or each["due"]
            ended = day_of([other for other in steps if other["id"] > base["id"]], lambda other: other["kind"] in ENDS)
            if each["state"] == "cancelled" and (ended is None or ended <= day):
                continue
            done = day_of([other for other in steps if other["id"] > base["id"]], lambda other: other["kind"] in CONTACTS)
            is_replaced = done is not None and done <= base["at"].date() < day
            if day in PERIOD and (each["state"] != "open" or day <= NOW.date()) and not is_replaced:
                add("prospect_contacts", mine, 1, 0)
                add("prospect_contacts_on_time", mine, done is not None and done <= day, 1)
        calls = [each for each in one["revisits"] if each["step"] is not None and each["outcome"] == "answered" and each["on"] in PERIOD]
        if calls:
            again = [other["at"].date() for other in steps if other["kind"] == "reopened"]
            add("revisits_reopened", mine, any(each["on"] <= day <= PERIOD.last for each in calls for day in again), 1)
    if part in {Part.WHOLE, Part.STAFF}:
        for each in visitors:
            if each["came"].date() in PERIOD:
                met = None if each["wait"] is None else each["came"] + timedelta(seconds=each["wait"])
                in_time = is_received_in_time(each["came"], met, POLICY.prospects)
                add("visitors_received", each["staff"] if part is Part.STAFF else None, in_time, 1)
    if part in {Part.WHOLE, Part.PLATFORM}:
        for amount, (month, kind, item) in enumerate(sorted(costs), 1):
            if kind != "plan" and item in platforms and date.fromisoformat(f"{month}-01") in PERIOD:
                add("lead_cost", item if part is Part.PLATFORM else None, amount, 0)
    for own, several in spans.items():
        add("days_to_order", own, int(100 * median(several)), 0)
    return found


@LAWS
@given(stores)
def test_sql_counts_the_sales_desk_as_plain_python_does(connection, store):
    bounds = bounds_of(PERIOD, POLICY, 1, NOW)
    parts = (Part.WHOLE, Part.STAFF, Part.SOURCE, Part.PLATFORM)
    with scratch(connection):
        fill(connection, *store)
        together = counting_together(lambda: [counted(connection, KEYS, [bounds], part)[0] for part in parts], "counting")
        for part, found in zip(parts, together, strict=True):
            wanted = expected(*store, part)
            keys = {
                (key, own)
                for own, told in found.items()
                for key, value in told.items()
                if value.numerator is not None and (value.numerator or value.denominator)
            }
            assert keys <= wanted.keys()
            for (key, own), (above, below) in wanted.items():
                value = found[own][key] if own in found else None
                told = (0, 0) if value is None else (value.numerator, value.denominator or 0)
                assert told == (above, below), (part, key, own)


@pytest.mark.parametrize(
    ("drives", "judged_on"),
    [
        (2, 4),  # they agreed on the 4th, and drove on the 2nd: the 4th stands
        (3, 4),
        (4, 5),  # on the day itself they are talked to; the next is due when the level says
    ],
)
def test_a_day_agreed_for_later_outlives_a_drive(connection, drives, judged_on):
    plain = {"declined": None, "reason": None, "rival": None, "to": None, "promised": None, "agreed": None}
    talked = plain | {"kind": "contacted", "at": moment(1), "agreed": moment(4).date()}
    lead = {"source": "web", "platform": None, "consultant": 1, "registered": FIRST, "due": None, "stage": "contacted", "intended": None}
    lead |= {"floor": None, "bought": None, "steps": [talked, plain | {"kind": "test_drive", "at": moment(drives)}], "revisits": []}
    with scratch(connection):
        fill(connection, [lead | {"calls": [{"due": moment(5).date(), "base": 1, "state": "unreachable"}]}], [], set())
        rows = rows_behind(connection, "prospect_contact", KPIS["prospect_contacts"].numerator, None, bounds_of(PERIOD, POLICY, 1, NOW))
    assert [row.day for row in rows] == [moment(judged_on).date()]


def moment(step):
    return datetime.combine(FIRST + timedelta(days=step), datetime.min.time(), UTC)


@LAWS
@given(stores)
def test_levels_and_why_and_to_whom_prospects_were_lost_are_told_alike(connection, store):
    bounds, prospects = bounds_of(PERIOD, POLICY, 1, NOW), store[0]
    with scratch(connection):
        fill(connection, *store)
        levels = [
            level(one["intended"], NOW.date(), POLICY.prospects, one["floor"]).level for one in prospects if one["stage"] in OPEN_STAGES
        ]
        found = counted(connection, ("prospects_open",), [bounds], Part.LEVEL)[0]
        assert {own: told["prospects_open"].numerator for own, told in found.items()} == {each: levels.count(each) for each in set(levels)}
        losses = [
            checked(one, each) for one in prospects for each in one["steps"] if each["kind"] == "lost" and each["at"].date() in PERIOD
        ]
        for part, name in ((Part.REASON, "reason"), (Part.RIVAL, "rival")):
            words = [each[name] for each in losses if each[name] is not None]
            found = counted(connection, ("prospects_lost",), [bounds], part)[0]
            assert {own: told["prospects_lost"].numerator for own, told in found.items()} == {
                each: words.count(each) for each in set(words)
            }


@LAWS
@given(stores)
def test_the_rows_of_each_figure_sum_up_to_it(connection, store):
    bounds = bounds_of(PERIOD, POLICY, 1, NOW)
    with scratch(connection):
        fill(connection, *store)
        whole = counted(connection, KEYS, [bounds])[0][None]
        for key in KEYS:
            one, sums = KPIS[key], [0, 0]
            sides = [one.numerator, one.denominator]
            for name in dict.fromkeys(side.facts for side in sides if side):
                for row in rows_behind(connection, name, *[side if side and side.facts == name else None for side in sides], bounds):
                    sums = [sums[0] + row.in_numerator, sums[1] + row.in_denominator]
            assert sums == [whole[key].numerator, whole[key].denominator or 0], key


@LAWS
@given(stores)
def test_shares_are_shares(connection, store):
    with scratch(connection):
        fill(connection, *store)
        whole = counted(connection, KEYS, [bounds_of(PERIOD, POLICY, 1, NOW)])[0][None]
    shares = [key for key in KEYS if KPIS[key].unit == "percent"]
    assert len(shares) == 10
    assert all(0 <= whole[key].numerator <= whole[key].denominator for key in shares)


def test_all_parts_of_the_sales_desk_are_told_by_going_through_its_rows_once(connection):
    def gather():
        for part in (Part.WHOLE, Part.STAFF, Part.SOURCE, Part.PLATFORM, Part.LEVEL, Part.REASON, Part.RIVAL):
            counted(connection, KEYS, [bounds_of(PERIOD, POLICY, 1, NOW)], part)

    statements = []
    connection.set_trace_callback(statements.append)
    counting_together(gather, "counting")
    connection.set_trace_callback(None)
    views = [re.search(r"CROSS JOIN (\w+)", each)[1] for each in statements]
    # a median, and what is one for each prospect, is another for each part that it has
    of_parts = {"fact_deal": 3, "fact_revisit": 3}
    # those who are open besides those of the period; losses besides cancelled orders
    twice = {"fact_prospect": 2, "fact_prospect_end": 2}
    assert Counter(views) == {
        **dict.fromkeys(("fact_prospect_contact", "fact_visitor", "fact_showroom", "fact_quote", "fact_handover", "fact_platform_cost"), 1),
        **of_parts,
        **twice,
    }
