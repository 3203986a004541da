"""`kcrm customer duplicates`: whom the store may have entered twice."""

from __future__ import annotations

import contextlib
import itertools
import random
import sqlite3

import pytest
from conftest import filled_once

from kcrm.model.quality import Likeness, Sameness
from kcrm.policy import Policy
from kcrm.queries.duplicates import candidates, candidates_of, parties_of
from kcrm.queries.rows import sorting_in_a_file
from kcrm.rules.quality.duplicates import compared

POLICY = Policy.default().duplicates
NAMES = ["王芳", "王方", "李强", "李  强", "张伟"]


@filled_once
def twice(desk):
    """C1 and C2 are one, C3 is of the family, C4 is to be looked at; C5 is a company on the same phone."""
    rows = [
        {"客户编号": "K1", "姓名": "王芳", "手机": "13800138000", "地址": "解放路1号"},
        {"客户编号": "K2", "姓名": "王芳", "手机": "13900139000", "备用电话": "13800138000"},
        {"客户编号": "K3", "姓名": "李强", "手机": "13800138000"},
        {"客户编号": "K4", "姓名": "王方", "手机": "13900139000"},
        {"客户编号": "K5", "姓名": "王芳", "手机": "13800138000", "类型": "公司"},
    ]
    assert desk.run("import", "customers", desk.sheet("customers", rows)).code == 0
    return desk


def test_who_is_entered_twice_is_listed_with_what_speaks_for_it(twice):
    assert twice.json("customer", "duplicates") == [
        {
            "sameness": "certain",
            "points": 80,
            "one": "C1",
            "one_name": "王芳",
            "other": "C2",
            "other_name": "王芳",
            "phones": ["13800138000"],
            "reasons": ["phone", "name"],
        },
        {
            "sameness": "perhaps",
            "points": 75,
            "one": "C2",
            "one_name": "王芳",
            "other": "C4",
            "other_name": "王方",
            "phones": ["13900139000"],
            "reasons": ["phone", "pinyin"],
        },
    ]


def test_families_are_shown_where_they_are_asked_for_and_one_customer_alone_where_they_are(twice):
    pairs = [(row["one"], row["other"], row["sameness"]) for row in twice.json("customer", "duplicates", "--families", "K3")]
    assert pairs == [("C1", "C3", "family"), ("C2", "C3", "family")]
    assert [row["other"] for row in twice.json("customer", "duplicates", "K4")] == ["C4"]
    assert twice.json("customer", "duplicates", "K5") == []


def test_the_policy_says_what_counts_how_much(twice):
    assert twice.run("policy", "set", "duplicates.perhaps", "76").code == 0
    assert [row["sameness"] for row in twice.json("customer", "duplicates")] == ["certain"]
    refused = twice.run("policy", "set", "duplicates.perhaps", "81")
    assert (refused.code, "duplicates.certain" in refused.err) == (2, True)


def test_a_phone_of_many_tells_of_nobody_and_is_named(twice):
    assert twice.run("policy", "set", "duplicates.shared_by", "3").code == 0
    result = twice.run("customer", "duplicates", "-o", "plain")
    assert "C1" not in result.out
    assert "13800138000 stands with 4 customers: it tells of nobody." in result.err + result.out


def test_whoever_is_entered_twice_by_hand_is_told_at_once(twice):
    added = twice.run("customer", "add", "张伟", "13700137000", "--birthday", "1980-02-03", "--phone2", "13600136000")
    assert "entered twice" not in added.err
    again = twice.run("customer", "add", "章伟", "13500135000", "--birthday", "1980-02-03", "--phone2", "13700137000")
    assert "C7 seems to be entered twice, as C6: kcrm customer duplicates id:C7" in again.err  # 60 + 20 + 15
    assert [row["one"] for row in twice.json("customer", "duplicates", "id:C7")] == ["C6"]


def random_row(number, luck):
    phones = ["", "13800138000", "13900139000", "13700137000", "13600136000"]
    return {
        "客户编号": f"K{number}",
        "姓名": luck.choice(NAMES),
        "手机": luck.choice(phones),
        "备用电话": luck.choice(phones),
        "性别": luck.choice(["", "男", "女"]),
        "生日": luck.choice(["", "1980-02-03", "1981-02-03"]),
        "地区": luck.choice(["", "包河", "蜀山"]),
        "地址": luck.choice(["", "解放路1号", "人民路2号"]),
        "类型": luck.choice(["个人", "个人", "公司"]),
    }


@pytest.mark.parametrize("seed", range(5))
def test_no_pair_that_all_pairs_would_show_is_missed(desk, seed):
    luck = random.Random(seed)
    rows = [random_row(number, luck) for number in range(40)]
    assert desk.run("import", "customers", desk.sheet("customers", rows)).code == 0
    connection = sqlite3.connect(desk.db)
    connection.row_factory = sqlite3.Row
    parties = parties_of(connection, range(1, 41))
    assert len(parties) == 40
    found = {(one.id, other.id) for one, other in candidates(connection, 1_000)}
    for one, other in itertools.combinations(parties.values(), 2):
        verdict = compared(one, other, POLICY)
        if verdict.sameness is not Sameness.OTHER:
            # of one name, and born on one day or on one phone: all that points suffice for
            assert (one.id, other.id) in found, (one, other, verdict)
    for number in parties:
        of_one = {other.id for _one, other in candidates_of(connection, number, 1_000)}
        certain = {
            other for other in parties if other != number and compared(parties[number], parties[other], POLICY).sameness is Sameness.CERTAIN
        }
        assert certain <= of_one
    assert {Likeness.PHONE, Likeness.NAME} <= {
        reason for one, other in candidates(connection, 1_000) for reason in compared(one, other, POLICY).reasons
    }


def test_what_goes_through_everybody_is_sorted_in_a_file_and_only_while_it_is_read(tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "some.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA temp_store = MEMORY")
        with sorting_in_a_file(connection):
            assert connection.execute("PRAGMA temp_store").fetchone() == (1,)
        assert connection.execute("PRAGMA temp_store").fetchone() == (2,)
        # a write has begun, and what it keeps aside would be lost
        connection.execute("BEGIN")
        connection.execute("CREATE TEMP TABLE kept AS SELECT 1 AS number")
        with sorting_in_a_file(connection):
            assert connection.execute("SELECT number FROM kept").fetchall() == [(1,)]
