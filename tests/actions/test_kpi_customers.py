"""KPIs of some customers only: what is counted in SQL is what their rows add up to, of one half of them as of the other."""

from __future__ import annotations

import os
from datetime import date
from functools import partial

import pytest

from kcrm.actions.kpi.given import given_tables
from kcrm.actions.kpi.tables import bounds
from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.dates import Period
from kcrm.kpis import KPIS
from kcrm.queries.kpi.counting import counted, counting_only
from kcrm.queries.kpi.customers import OF_CUSTOMERS, counts_customers
from kcrm.queries.kpi.facts import FACTS
from kcrm.queries.kpi.rows import rows_behind

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
OF_NOBODY = {"staff", "technician", "finance", "platform_cost", "plan_wanted", "journal_wanted", "use_score"}
OF_NOBODY |= {"task_due", "run", "measure_checked", "article_vote", "job", "approach", "campaign_spent", "campaign_money", "bay_open"}
_DEALS = """
    SELECT prospect.customer_id, fact_deal.days FROM fact_deal JOIN prospect ON prospect.id = fact_deal.prospect_id
    WHERE day LIKE '2026%'
"""
_RESCUES = """
    SELECT customer_id, (strftime('%s', arrived_at) - strftime('%s', asked_at)) / 60 FROM rescue
    WHERE asked_on LIKE '2026%' AND arrived_at IS NOT NULL
"""
# of others another row is in the middle
MIDDLES = {"days_to_order": _DEALS, "rescue_minutes": _RESCUES}


@pytest.fixture
def store(shell):
    """The demo, which has prospects, calls, complaints and questionnaires, and two accounts besides."""
    shell.demo()
    for company in ("C1", "C2"):
        shell.ok("customer", "edit", company, "--kind", "company")
        shell.ok("fleet", "add", company, "--since-on", "2026-01-01")
        shell.ok("contract", "add", company, "5000", "--from", "2026-01-01", "--until", "2026-12-31")
        shell.ok("bill", "add", company, "500", "--issued-on", "2026-02-01", "--due-on", "2026-03-01")
    with open_session(AppContext.of_environment(os.environ, language="en")) as session:
        yield session


def test_whose_a_row_is_is_known_of_every_kind_but_those_of_nobody():
    assert set(FACTS) - set(OF_CUSTOMERS) == OF_NOBODY
    assert {key for key in KPIS if not counts_customers(key)} == {
        *("staff_turnover", "level1_share", "level2_share", "lead_cost", "fixed_cost", "variable_cost", "profit"),
        *("breakeven_income", "margin_of_safety", "breakeven_visits", "plan_attainment", "plan_variance"),
        *("plans_in_time", "journals_in_time", "use_score", "bay_use"),
        *("tasks_on_time", "jobs_on_time", "checks_score", "measures_worked", "articles_used"),
        *("campaign_reached", "campaign_responses", "campaign_income", "campaign_spent", "campaign_response_cost", "campaign_return"),
    }


def test_of_some_customers_counts_what_their_rows_add_up_to(store):
    keys = [key for key in KPIS if counts_customers(key) and key not in MIDDLES]
    given, days = partial(given_tables, store), bounds(store, [YEAR])
    everybody = sorted(row[0] for row in store.connection.execute("SELECT id FROM customer"))
    halves = [frozenset(number for number in everybody if number % 2 == odd) for odd in (0, 1)]
    found = []
    for half in halves:
        with counting_only(half):
            found.append(counted(store.connection, keys, days, given=given)[0][None])
    for key in keys:
        for side, *several in zip(KPIS[key].sides[:2], *(each[key][:2] for each in found), strict=True):
            if side is not None:
                behind = [rows_behind(store.connection, side.facts, side, None, days[0], half, given) for half in halves]
                assert several == [sum(row.in_numerator for row in rows) for rows in behind], key
    seen = {key for key in keys if found[0][key].numerator and found[1][key].numerator}
    assert len(seen) > 50


@pytest.mark.parametrize("middle", MIDDLES)
def test_the_middle_is_that_of_the_chosen(store, middle):
    days = bounds(store, [YEAR])
    deals = sorted((row[1], row[0]) for row in store.connection.execute(MIDDLES[middle]))
    first = frozenset({deals[0][1]})
    with counting_only(first):
        (found,) = counted(store.connection, [middle], days, given=partial(given_tables, store))
    own = sorted(length for length, customer in deals if customer in first)
    assert found[None][middle].numerator == 50 * (own[(len(own) - 1) // 2] + own[len(own) // 2])
    assert found[None][middle].cases == len(own) < len(deals)
