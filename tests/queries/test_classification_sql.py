"""Classification in SQL: held against the pure rules on random desks, and against window functions written independently."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import date, timedelta

from dbfiles import fresh, text
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kcrm.actions.classification.run import key_classes, terms
from kcrm.dates import add_months
from kcrm.model import Energy
from kcrm.policy import Policy
from kcrm.queries import classification as queries
from kcrm.queries.classification import Verdict
from kcrm.rules.classification import Chance, Worth, business_after, classify, counts_on, cut_offs, expected_value, medians_of
from kcrm.rules.lifecycle import VehicleLife, customer_stage

ON = date(2026, 6, 15)
POLICY = Policy.default().with_value(
    "followups.scheduled_maintenance.intervals", "云汐/*/*=8/10000,Qira/*/hybrid=3/5000,*/*/electric=12/20000"
)
PAID = ("paid_maintenance", "paid_repair")
MAINTENANCE = ("paid_maintenance", "free_inspection")
TYPES = (*PAID, "free_inspection", "warranty_repair", "internal")


def add_customer(connection, number):
    connection.execute("INSERT INTO customer (customer_no, name, pinyin, initials) VALUES (?, 'x', 'x', 'x')", (number,))
    return connection.execute("SELECT max(id) FROM customer").fetchone()[0]


def add_vehicle(connection, delivered_on=None, sold_on=None, scrapped_on=None, energy=None, brand=None):
    number = connection.execute("SELECT count(*) FROM vehicle").fetchone()[0]
    connection.execute(
        "INSERT INTO vehicle (vin, delivered_on, sold_on, scrapped_on, energy, brand) VALUES (?, ?, ?, ?, ?, ?)",
        (f"{number:017}", text(delivered_on), text(sold_on), text(scrapped_on), energy, brand),
    )
    return connection.execute("SELECT max(id) FROM vehicle").fetchone()[0]


def own(connection, vehicle, customer, from_on=None, until_on=None):
    connection.execute(
        "INSERT INTO ownership (vehicle_id, customer_id, from_on, until_on) VALUES (?, ?, ?, ?)",
        (vehicle, customer, text(from_on), text(until_on)),
    )


def add_order(connection, vehicle, opened_on, closed_on, fen, order_type="paid_repair", payer="customer"):
    number = connection.execute("SELECT count(*) FROM repair_order").fetchone()[0]
    connection.execute(
        "INSERT INTO repair_order (order_no, vehicle_id, type, opened_at, opened_on, closed_at, closed_on, labor_fen, payer)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            f"R{number}", vehicle, order_type, f"{opened_on}T01:00:00Z", text(opened_on),
            f"{closed_on}T02:00:00Z" if closed_on else None, text(closed_on), fen, payer,
        ),
    )  # fmt: skip


# --- the pure rules on random desks ---

around = st.one_of(
    st.sampled_from(
        [
            ON,
            ON + timedelta(days=1),
            date(2025, 3, 15),
            date(2025, 6, 15),
            date(2025, 6, 16),
            date(2025, 8, 31),
            date(2025, 9, 15),
            date(2025, 9, 16),
            date(2025, 12, 15),
            date(2025, 12, 16),
            date(2024, 2, 29),
        ]
    ),
    st.dates(date(2024, 1, 1), date(2026, 7, 1)),
)
orders = st.lists(
    st.tuples(around, st.none() | st.integers(0, 40), st.integers(0, 3), st.sampled_from(TYPES), st.sampled_from(["customer", "insurer"])),
    max_size=5,
)
cars = st.tuples(
    st.none() | around,
    st.none() | around,
    st.none() | around,
    st.none() | around,
    orders,
    st.sampled_from([None, *Energy]),
    st.sampled_from([None, "云汐", "QIRA"]),
)
chances = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 10_000), around, st.none() | around, st.none() | around),
    max_size=3,
)
people = st.lists(
    st.tuples(st.none() | st.integers(1, 30), st.lists(cars, max_size=2), chances), max_size=7, unique_by=lambda each: each[0] or object()
)


def fill(connection, desk):
    """Write a random desk, and reckon by plain loops what each customer is worth; a vehicle that is handed on goes to the next person."""
    ids = [add_customer(connection, f"KH{number}" if number is not None else None) for number, _cars, _chances in desk]
    owned = []
    for place, (_number, person_cars, person_chances) in enumerate(desk):
        for delivered, sold, scrapped, handed_on, order_list, energy, brand in person_cars:
            vehicle = add_vehicle(connection, delivered, sold, scrapped, energy, brand)
            heir = ids[(place + 1) % len(ids)]
            spans = [(ids[place], None, None)]
            if handed_on is not None and heir != ids[place]:
                spans = [(ids[place], None, handed_on), (heir, handed_on, None)]
            for customer, first, until in spans:
                own(connection, vehicle, customer, first, until)
            work = []
            for opened, days, fen, order_type, payer in order_list:
                closed = None if days is None else opened + timedelta(days=days)
                add_order(connection, vehicle, opened, closed, fen, order_type, payer)
                work.append((opened, closed, fen, order_type, payer))
            owned += [(customer, first, until, (delivered, sold, scrapped, energy, brand), work) for customer, first, until in spans]
        for amount, probability, opened, expected, ended in person_chances:
            connection.execute(
                "INSERT INTO opportunity (customer_id, kind, amount_fen, probability_bp, opened_on, expected_on, ended_on, state)"
                " VALUES (?, 'x', ?, ?, ?, ?, ?, ?)",
                (ids[place], amount, probability, text(opened), text(expected), text(ended), "won" if ended else "open"),
            )
    return ids, owned


def by_the_rules(desk, ids, owned):
    after = business_after(ON, 12)
    paid, ever, visits, last, lives = defaultdict(int), defaultdict(int), defaultdict(set), {}, defaultdict(list)
    for place, (customer, first, until, (delivered, sold, scrapped, energy, brand), work) in enumerate(owned):
        if first is not None and first > ON:
            continue
        seen = [opened for opened, _closed, _fen, order_type, _payer in work if order_type != "internal" and opened <= ON]
        done = [opened for opened, _closed, _fen, order_type, _payer in work if order_type in MAINTENANCE and opened <= ON]
        lives[customer].append(
            VehicleLife(
                delivered_on=delivered,
                last_visit_on=max(seen, default=None),
                sold_on=sold,
                scrapped_on=scrapped,
                until_on=until,
                last_maintenance_on=max(done, default=None),
                from_on=first,
                brand=brand,
                energy=energy,
            )
        )
        for opened, closed, fen, order_type, payer in work:
            if opened > ON or (first is not None and opened < first) or (until is not None and opened >= until):
                continue
            if closed is not None and closed <= ON and order_type in PAID and payer == "customer":
                ever[customer] += fen
                paid[customer] += fen if closed > after else 0
            if order_type != "internal":
                last[customer] = max(opened, last.get(customer, opened))
                if opened > after:
                    visits[customer].add((place, opened))
    worths = []
    for (number, _cars, person_chances), customer in zip(desk, ids, strict=True):
        if customer in lives:
            counted = [
                Chance(amount, bp) for amount, bp, opened, expected, ended in person_chances if counts_on(opened, expected, ended, ON)
            ]
            worths.append(
                Worth(
                    customer,
                    f"KH{number}" if number is not None else None,
                    expected_value(paid[customer], counted),
                    last.get(customer),
                    ever[customer],
                )
            )
    stages = {customer: customer_stage(found, ON, POLICY) for customer, found in lives.items()}
    return worths, {customer: len(days) for customer, days in visits.items()}, stages, paid


@settings(max_examples=150, deadline=None)
@given(people)
def test_sql_and_the_pure_rules_agree_on_random_desks(desk):
    with closing(fresh()) as connection:
        ids, owned = fill(connection, desk)
        worths, visits, stages, paid = by_the_rules(desk, ids, owned)
        count = queries.reckon(connection, terms(ON, POLICY))
        assert count == len(worths)
        limits = cut_offs(count, POLICY.classification)
        active = [each.customer_id for each in worths if stages[each.customer_id] and stages[each.customer_id].lifecycle == "active"]
        medians = medians_of([(visits.get(each, 0), paid[each]) for each in active])
        assert queries.medians_x2(connection) == ((medians.visits_x2, medians.paid_x2) if medians else None)
        verdict = Verdict(ON, limits.last_a, limits.last_b, key_classes(POLICY), 1)
        assert queries.changed(connection, verdict) == []
        queries.keep(connection, verdict)
        stored = {row["id"]: row for row in connection.execute("SELECT * FROM classification")}
        ranks = {number: rank for number, rank, _lifecycle in queries.standings(connection)}
        for each in classify(worths, POLICY.classification):
            row, stage = stored[each.worth.customer_id], stages[each.worth.customer_id]
            assert ranks[each.worth.customer_id] == each.rank
            assert (row["class"], row["ev_e4"], row["paid_fen"]) == (each.customer_class, each.worth.ev_e4, each.worth.paid_fen)
            assert row["visits"] == visits.get(each.worth.customer_id, 0)
            assert row["last_visit_on"] == text(each.worth.last_visit_on)
            assert row["lifecycle"] == (stage.lifecycle if stage else None)
            assert row["key_since_on"] == (text(ON) if row["class"] in {"A", "B"} else None)
        assert len(stored) == len(worths)


month_ends = st.sampled_from([date(2024, 2, 29), date(2026, 2, 28), date(2026, 4, 30), date(2026, 6, 30), date(2026, 12, 31)])
back = st.tuples(st.sampled_from([3, 6, 9, 12, 15]), st.integers(-1, 3))  # months and days


@settings(max_examples=60, deadline=None)
# delivered on 30 November, three months later is 28 February: who came on 1 March came late
@example(date(2026, 6, 30), [((7, 0), ((4, 1), "paid_repair"))])
@given(month_ends, st.lists(st.tuples(back, st.none() | st.tuples(back, st.sampled_from(TYPES))), min_size=1, max_size=16))
def test_months_that_end_on_other_days_have_passed_in_sql_when_the_rule_says_so(on, lives):
    def day(months, days):
        return add_months(on, -months) + timedelta(days=days)

    told = {}
    with closing(fresh()) as connection:
        for number, (given_out, visit) in enumerate(lives):
            delivered, seen = day(*given_out), visit and day(*visit[0])
            vehicle, customer = add_vehicle(connection, delivered), add_customer(connection, f"KH{number}")
            own(connection, vehicle, customer)
            if seen is not None:
                add_order(connection, vehicle, seen, None, 0, visit[1])
            came, kept = (seen is not None and seen <= on and visit[1] in of for of in (set(TYPES) - {"internal"}, MAINTENANCE))
            life = VehicleLife(
                delivered_on=delivered, last_visit_on=seen if came else None, last_maintenance_on=seen if kept else None,
                sold_on=None, scrapped_on=None, until_on=None, from_on=None, brand=None, energy=None,
            )  # fmt: skip
            stage = customer_stage([life], on, POLICY)
            told[customer] = stage and stage.lifecycle
        queries.reckon(connection, terms(on, POLICY))
        assert {number: lifecycle for number, _rank, lifecycle in queries.standings(connection)} == told


# --- a purchase history of our own, by window functions that know nothing of kcrm's ---

_INDEPENDENT = """
WITH spent AS (
    SELECT customer, coalesce(sum(fen) FILTER (WHERE day > '2025-06-15' AND day <= '2026-06-15'), 0) AS value,
        max(day) FILTER (WHERE day <= '2026-06-15') AS latest, coalesce(sum(fen) FILTER (WHERE day <= '2026-06-15'), 0) AS ever
    FROM purchase GROUP BY customer
), placed AS (
    SELECT customer, value,
        rank() OVER value_order AS tied_rank,
        row_number() OVER (ORDER BY value DESC, latest DESC NULLS LAST, ever DESC, customer) AS place,
        count(*) OVER () AS n
    FROM spent WINDOW value_order AS (ORDER BY value DESC)
)
SELECT customer, place,
    CASE WHEN value = 0 THEN 'C' WHEN place * 100 < n * 15 + 100 AND (place - 1) * 100 < n * 15 THEN 'A'
        WHEN (place - 1) * 100 < n * 35 THEN 'B' ELSE 'C' END AS class
FROM placed ORDER BY place
"""


def history(seed, customers):
    """Customer number, day, fen: many buy once, some never in the year, many sums and days are equal, some purchases are of nothing."""
    rng = random.Random(seed)
    for customer in range(customers):
        for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
            day = date(2024, 9, 1) + timedelta(days=rng.choice((0, 100, 286, 287, 288, 300, 500, 640, 652, 653)))
            yield f"KH{customer:05}", day, rng.choice((0, 0, 9_900, 19_800, 19_800, 50_000))


def test_a_purchase_history_is_ranked_as_independent_window_functions_rank_it():
    for seed, customers in ((1, 1), (2, 19), (3, 20), (4, 257)):
        purchases = list(history(seed, customers))
        with closing(sqlite3.connect(":memory:")) as other:
            other.execute("CREATE TABLE purchase (customer TEXT, day TEXT, fen INTEGER)")
            other.executemany("INSERT INTO purchase VALUES (?, ?, ?)", [(who, text(day), fen) for who, day, fen in purchases])
            expected = other.execute(_INDEPENDENT).fetchall()
        with closing(fresh()) as connection:
            vehicles = {}
            for who, day, fen in purchases:
                if who not in vehicles:
                    vehicles[who] = add_vehicle(connection)
                    own(connection, vehicles[who], add_customer(connection, who))
                add_order(connection, vehicles[who], day, day, fen)
            count = queries.reckon(connection, terms(ON, POLICY))
            limits = cut_offs(count, POLICY.classification)
            verdict = Verdict(ON, limits.last_a, limits.last_b, key_classes(POLICY), 1)
            assert queries.changed(connection, verdict) == []
            queries.keep(connection, verdict)
            ours = connection.execute(
                "SELECT customer.customer_no, standing.rank, classification.class FROM standing JOIN customer USING (id)"
                " JOIN classification USING (id) ORDER BY standing.rank"
            ).fetchall()
        assert [tuple(row) for row in ours] == expected


def test_who_has_not_changed_is_not_written():
    with closing(fresh()) as connection:
        for number in range(20):
            vehicle = add_vehicle(connection, date(2026, 1, 1))
            own(connection, vehicle, add_customer(connection, f"KH{number}"))
            add_order(connection, vehicle, date(2026, 3, 1), date(2026, 3, 1), 100 * (number + 1))
        verdict = Verdict(ON, 3, 7, key_classes(POLICY), 1)
        queries.reckon(connection, terms(ON, POLICY))
        queries.changed(connection, verdict)
        assert queries.keep(connection, verdict).new == 20
        queries.reckon(connection, terms(ON, POLICY))
        assert queries.changed(connection, verdict) == []
        again = queries.keep(connection, verdict)
        assert (again.new, again.changed, again.gone) == (0, 0, 0)
        # the last of C pays most: ranks of all others shift, but only three rows differ: theirs, and who leaves A and B for it
        add_order(connection, 1, date(2026, 6, 1), date(2026, 6, 1), 5_000)
        queries.reckon(connection, terms(ON, POLICY))
        moves = {each.id: (each.class_before, each.class_after) for each in queries.changed(connection, verdict)}
        # A was 20, 19, 18; B 17 to 14
        assert moves == {1: ("C", "A"), 18: ("A", "B"), 14: ("B", "C")}
        assert queries.keep(connection, verdict).changed == 3
