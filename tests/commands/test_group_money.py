"""`kcrm group kpi profit` and `breakeven`: income and costs of several stores, worked out by hand, to the cent."""

from fractions import Fraction

import pytest
from grouping import Group, change_manifest, one_more, two_stores
from kpi_desk import workshop

MARCH = ("--period", "2026-03")
PARTS = ("key", "value", "numerator", "denominator", "previous", "target", "period_from", "period_to", "unit")
# fixed and variable: S01 earns 451.50 and S02 802.00
COSTS = {"S01": ("100.01", "51.50"), "S02": ("200", "1000")}


def costs(desk, fixed, variable, month="2026-03"):
    rows = ((month, "fixed", "rent", fixed), (month, "variable", "parts", variable), (month, "plan", "income", "9999"))
    sheet = desk.sheet("finance", [dict(zip(("month", "kind", "item", "amount"), row, strict=True)) for row in rows])
    desk.ok("finance", "import", sheet)


def spent(desk, codes=("S01", "S02")):
    group = two_stores(desk)
    own = desk.db
    for code in codes:
        desk.using(desk.folder / f"{code}.db")
        costs(desk, *COSTS[code])
        group.publish()
    desk.using(own)
    return group


def values(rows, scope="group", scope_id=None):
    return {row["key"]: row["value"] for row in rows if (row["scope"], row["scope_id"]) == (scope, scope_id)}


def rounded(number):
    return float(round(number * 100 + Fraction(1, 10**9)) / 100)


def test_profit_is_that_of_all_stores(desk):
    group = spent(desk)
    rows = group.kpi("profit", *MARCH, "--by", "store")
    assert values(rows) == {
        "labor_income": 900,
        "parts_income": 353.5,
        "other_income": 0,
        "income": 1253.5,
        "fixed_cost": 300.01,
        "variable_cost": 1051.5,
        "profit": -98.01,
    }
    assert (values(rows, "store", "S01")["profit"], values(rows, "store", "S02")["profit"]) == (299.99, -398)
    # April has neither income nor, so far, a cost
    assert values(group.kpi("profit", "--period", "2026-03..2026-04", "--by", "month"), "month", "2026-04")["profit"] is None


def test_the_group_breaks_even_where_its_stores_as_one_would(desk):
    """S02 pays more than it earns and has no such point; as one with S01 it has: 300.01 ÷ (1 − 1051.50 ÷ 1253.50)."""
    group = spent(desk)
    rows = group.kpi("breakeven", *MARCH, "--by", "store")
    point = Fraction("300.01") / (1 - Fraction("1051.5") / Fraction("1253.5"))
    ticket = (Fraction("150.5") + Fraction("150.5") + Fraction("350.5")) / 3
    told = values(rows)
    assert told["breakeven_income"] == rounded(point) == 1861.7
    assert told["margin_of_safety"] == rounded(100 * (Fraction("1253.5") - point) / Fraction("1253.5"))
    assert told["breakeven_visits"] == rounded(point / ticket)
    assert values(rows, "store", "S02")["breakeven_income"] is None
    assert values(rows, "store", "S01")["breakeven_income"] == rounded(Fraction("100.01") / (1 - Fraction("51.5") / Fraction("451.5")))


@pytest.mark.parametrize("table", ["profit", "breakeven", "quality", "radar"])
@pytest.mark.parametrize("code", ["S01", "S02"])
@pytest.mark.parametrize("period", ["2026-03", "2026-Q1", "2026-03..2026-04"])
def test_a_single_store_is_what_it_says_itself(desk, table, code, period):
    group = spent(desk)
    desk.using(desk.folder / f"{code}.db")
    told = [row for row in group.kpi(table, "--period", period, "--by", "store") if row["scope_id"] == code]
    keys = {row["key"] for row in told}
    own = [row for row in desk.json("kpi", table, "--period", period) if row["scope"] == "whole" and row["key"] in keys]
    assert sorted([row[name] for name in PARTS] for row in told) == sorted([row[name] for name in PARTS] for row in own)
    assert len(keys) >= 5


def test_a_store_whose_costs_are_not_known_is_named_and_the_group_has_no_profit(desk):
    group = spent(desk, codes=("S01",))
    result = desk.run("group", "kpi", "profit", "--from", group.folder, *MARCH, "--by", "store", "-o", "json")
    told = values(result.json)
    assert (told["income"], told["fixed_cost"], told["variable_cost"], told["profit"]) == (1253.5, None, None, None)
    assert values(result.json, "store", "S01")["profit"] == 299.99
    assert "No profit of the group without fixed and variable cost of the whole period, which these stores lack: S02." in result.err
    result = desk.run("group", "kpi", "breakeven", "--from", group.folder, *MARCH, "-o", "json")
    assert values(result.json)["breakeven_income"] is None
    assert "which these stores lack: S02." in result.err


def test_costs_are_of_whole_months(desk):
    group = spent(desk)
    result = desk.run("group", "kpi", "profit", "--from", group.folder, "--period", "2026-03-01..2026-03-30", "-o", "json")
    assert (values(result.json)["income"], values(result.json)["profit"]) == (1253.5, None)
    assert "has income only." in result.err
    assert desk.run("group", "kpi", "breakeven", "--from", group.folder, "--period", "2026-03-01..2026-03-30").code == 2


def test_which_months_have_begun_is_said_by_the_stores_own_day(desk):
    """S02 published in March, so that it need not know the costs of April yet."""
    group = spent(desk)
    two = ("--period", "2026-02..2026-04", "--by", "store")
    assert [row["value"] for row in group.kpi("profit", *two) if row["key"] == "profit"] == [None, None, None]
    own = desk.db
    desk.using(desk.folder / "S01.db")
    for month in ("2026-02", "2026-04"):
        costs(desk, "1", "0", month)
    group.publish()
    desk.using(desk.folder / "S02.db")
    costs(desk, "1", "0", "2026-02")
    group.publish()
    desk.using(own)
    change_manifest(group, "S02", as_of="2026-03-31T23:59:00+08:00")
    change_manifest(group, "S01", as_of="2026-04-01T00:00:00+08:00")
    assert [row["value"] for row in group.kpi("profit", *two) if row["key"] == "profit"] == [-101.01, 297.99, -399]


def test_what_only_a_store_can_tell_is_named(desk):
    workshop(desk)
    group = Group(desk)
    group.store("S01", change=one_more)
    result = desk.run("group", "kpi", "quality", "--from", group.folder, *MARCH)
    names = "“completeness of files”, “doubtful phones”, “duplicates, certain”, “duplicates to look at”"
    assert f"Only in the stores themselves: {names}." in result.err
    assert "doubtful phones" not in result.out
    desk.speaking("zh")
    assert "只有门店自己能看：" in desk.run("group", "kpi", "quality", "--from", group.folder, *MARCH).err
