"""Who heads what, and whom a head answers for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.departments import Department
from kcrm.rules.departments import closes_circle, head_of, headed_by, own_department, superior_of, upwards, with_below

BOSS, SERVICE, PARTS, SALES, CARE = 1, 2, 3, 4, 5
HOUSE = {
    each.name: each
    for each in (
        Department("总经办", BOSS),
        Department("售后服务部", SERVICE, "总经办"),
        Department("配件部", SERVICE, "售后服务部"),
        Department("库房", None, "配件部"),
        Department("销售部", None, "总经办"),
        Department("大客户部"),
    )
}
STAFF = {BOSS: "总经办", SERVICE: "售后服务部", PARTS: "配件部", SALES: "销售部", CARE: None, 6: "库房"}
NOBODY: dict[str, int] = {}


def test_a_head_of_several_answers_for_all_below_and_never_for_themselves() -> None:
    assert headed_by(SERVICE, HOUSE.values()) == {"售后服务部", "配件部", "库房"}
    assert own_department(SERVICE, HOUSE.values(), STAFF) == {PARTS, 6}
    assert own_department(BOSS, HOUSE.values(), STAFF) == {SERVICE, PARTS, SALES, 6}
    assert own_department(SALES, HOUSE.values(), STAFF) == frozenset()


def test_whoever_heads_something_below_is_answered_for_wherever_they_are_themselves() -> None:
    departments = [Department("甲", 1), Department("乙", 2, "甲")]
    assert own_department(1, departments, {1: "甲", 2: None}) == {2}


@pytest.mark.parametrize(
    ("name", "here", "by_post", "head"),
    [
        ("库房", {BOSS, SERVICE}, {}, SERVICE),  # nobody heads it: the one above does
        ("配件部", {BOSS}, {}, BOSS),  # its head has left, and so has the one above
        ("销售部", {BOSS, SALES}, {"销售部": SALES}, SALES),  # a head's post in it comes before the head above
        ("售后服务部", {BOSS, SERVICE, PARTS}, {"售后服务部": PARTS}, SERVICE),  # its head comes before a head's post
        ("售后服务部", {BOSS, PARTS}, {"售后服务部": PARTS}, PARTS),  # who has left counts as none
        ("大客户部", {BOSS}, {}, None),
        ("没听说过", {BOSS, SALES}, {"没听说过": SALES}, SALES),
    ],
)
def test_who_answers_for_a_department(name: str, here: set[int], by_post: dict[str, int], head: int | None) -> None:
    assert head_of(name, HOUSE, here, by_post) == head


@pytest.mark.parametrize(
    ("person", "name", "superior"),
    [
        (PARTS, "配件部", SERVICE),
        (SERVICE, "售后服务部", BOSS),
        (SERVICE, "配件部", BOSS),  # who heads two of the way up answers above both
        (BOSS, "总经办", None),
        (6, "大客户部", None),
    ],
)
def test_to_whom_somebody_answers(person: int, name: str, superior: int | None) -> None:
    assert superior_of(person, name, HOUSE, set(STAFF), NOBODY) == superior


def test_what_is_put_under_itself_or_what_it_holds_closes_a_circle() -> None:
    assert closes_circle("总经办", "总经办", HOUSE)
    assert closes_circle("总经办", "库房", HOUSE)
    assert not closes_circle("销售部", "库房", HOUSE)
    assert not closes_circle("库房", "新部门", HOUSE)


def test_a_circle_that_was_stored_is_passed_once() -> None:
    round_ = {"甲": Department("甲", None, "乙"), "乙": Department("乙", None, "甲")}
    assert [each.name for each in upwards("甲", round_)] == ["甲", "乙"]
    assert with_below(["甲"], round_.values()) == {"甲", "乙"}
    assert head_of("甲", round_, {1}, {}) is None


_NAMES = "甲乙丙丁戊"
_houses = st.lists(st.tuples(st.sampled_from(_NAMES), st.sampled_from([None, *_NAMES]), st.sampled_from([None, 1, 2, 3]))).map(
    lambda rows: {name: Department(name, head, above) for name, above, head in rows}
)


@given(_houses, st.sampled_from(_NAMES), st.sampled_from(_NAMES))
def test_what_closes_no_circle_leaves_none(house: dict[str, Department], name: str, above: str) -> None:
    straight: dict[str, Department] = {}
    for each in house.values():
        taken = each.above is not None and not closes_circle(each.name, each.above, straight)
        straight[each.name] = each if taken else each._replace(above=None)
    if name in straight and not closes_circle(name, above, straight):
        straight[name] = straight[name]._replace(above=above)
    for each, department in straight.items():
        way, place = [each], department.above
        while place is not None:
            assert place not in way
            way.append(place)
            place = straight[place].above if place in straight else None


@given(_houses, st.integers(1, 3))
def test_a_head_answers_for_exactly_the_departments_whose_way_up_passes_one_of_theirs(house: dict[str, Department], head: int) -> None:
    theirs = {name for name in house if any(each.head_id == head for each in upwards(name, house))}
    assert {name for name in headed_by(head, house.values()) if name in house} == theirs
