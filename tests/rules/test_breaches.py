"""What a breach leads to (Customer-service manager CRM training manual 2012)."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.manager import Sanction
from kcrm.queries.breaches import PROPOSED
from kcrm.rules.breaches import may_decide, proposed, stands
from kcrm.rules.tasks import Colleague


@pytest.mark.parametrize(
    ("grave", "earlier", "sanction"),
    [
        (False, 0, Sanction.PUBLIC_CRITICISM),
        (False, 1, Sanction.FAULT_SLIP),
        (False, 5, Sanction.FAULT_SLIP),
        (True, 0, Sanction.DEMOTION),
        (True, 3, Sanction.DEMOTION),
    ],
)
def test_the_first_is_criticised_the_second_brings_a_slip_and_a_grave_one_demotion(grave, earlier, sanction):
    assert proposed(grave=grave, earlier=earlier) is sanction


def test_whoever_heads_something_decides_and_never_of_themselves():
    assert may_decide(Colleague(1, heads=True), 2)
    assert may_decide(Colleague(1, heads_all=True), 2)
    assert not may_decide(Colleague(1, heads=True), 1)
    assert not may_decide(Colleague(1), 2)


breaches = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 4), st.booleans(), st.sampled_from([None, *Sanction])),
    max_size=8,
)


@given(breaches)
def test_what_lists_propose_is_what_the_rule_says(rows):
    """The statement of the lists against the rule, on breaches that were noted in any order of days."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE breach (id INTEGER PRIMARY KEY, person_id, day, grave, sanction)")
        connection.executemany(
            "INSERT INTO breach (person_id, day, grave, sanction) VALUES (?, ?, ?, ?)",
            [(person, f"2026-06-0{day}", grave, sanction) for person, day, grave, sanction in rows],
        )
        told = [row[0] for row in connection.execute(f"SELECT {PROPOSED} FROM breach ORDER BY id")]
    numbered = [(day, number, person, grave, sanction) for number, (person, day, grave, sanction) in enumerate(rows)]
    for (day, number, person, grave, sanction), found in zip(numbered, told, strict=True):
        earlier = sum(each[2] == person and each[:2] < (day, number) and stands(each[4]) for each in numbered)
        assert found == (proposed(grave=grave, earlier=earlier) if stands(sanction) else None)
