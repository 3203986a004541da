"""`kcrm vehicle duplicates`, and what an import says of customers who stand here already."""

from __future__ import annotations

import itertools
import random

from kcrm.model.quality import Sameness
from kcrm.policy import Policy
from kcrm.queries.vehicle_duplicates import _machines, vehicle_candidates
from kcrm.rules.quality.vehicle_duplicates import compared_vehicles
from kcrm.storage.dbfile import connect

VIN, MISTYPED, OTHER = "LSVAB2183E2100001", "LSVAB2183E2100007", "LSVAB2183E2100770"


def test_vehicles_that_may_be_entered_twice_are_listed_with_what_speaks_for_it(desk):
    desk.take(
        "customers", {"客户编号": "KH1", "姓名": "王芳", "手机": "13800138000"}, {"客户编号": "KH2", "姓名": "李强", "手机": "13800138001"}
    )
    desk.take(
        "vehicles",
        {"VIN": VIN, "车牌": "京A12345", "客户编号": "KH1"},
        {"VIN": MISTYPED, "车牌": "京A12345", "客户编号": "KH1"},
        {"VIN": OTHER, "车牌": "京B12345", "客户编号": "KH2"},
    )
    pair = {
        "sameness": "certain",
        "points": 110,
        "one": "V1",
        "one_vin": VIN,
        "one_plate": "京A12345",
        "other": "V2",
        "other_vin": MISTYPED,
        "other_plate": "京A12345",
        "reasons": ["vin", "plate", "owner"],
    }
    assert desk.json("vehicle", "duplicates") == [pair]
    assert desk.json("vehicle", "duplicates", "KH1") == [pair]
    assert desk.json("vehicle", "duplicates", "KH2") == []
    desk.ok("policy", "set", "vehicle_duplicates.certain", "111")
    assert desk.json("vehicle", "duplicates")[0]["sameness"] == "perhaps"
    desk.ok("vehicle", "merge", "V1", "V2")
    assert desk.json("vehicle", "duplicates") == []


def test_the_candidates_are_all_that_the_rule_would_call_certain(desk):
    rng = random.Random(19)
    desk.take("customers", *({"客户编号": f"KH{number}", "姓名": "王芳", "手机": f"1380013800{number}"} for number in range(6)))
    rows = []
    for _number in range(60):
        vin = f"LSVAB2183E21{rng.randrange(4):05}"
        vin = vin if rng.random() < 0.5 else vin[:4] + rng.choice("CDEF") + vin[5:]
        rows.append({"VIN": vin, "车牌": f"京A1234{rng.randrange(9)}", "客户编号": f"KH{rng.randrange(6)}"})
    desk.take("vehicles", *{row["VIN"]: row for row in rows}.values())
    policy = Policy.default().vehicle_duplicates
    connection = connect(desk.db)
    machines = _machines(connection, range(1, 61))
    certain = {
        (one, other)
        for one, other in itertools.combinations(sorted(machines), 2)
        if compared_vehicles(machines[one], machines[other], policy).sameness is Sameness.CERTAIN
    }
    found = {(one.id, other.id) for one, other in vehicle_candidates(connection)}
    connection.close()
    assert certain
    assert certain <= found


def test_an_import_says_who_seems_to_stand_here_already(desk):
    desk.take("customers", {"客户编号": "KH1", "姓名": "王芳", "手机": "13800138000"})
    twice = desk.run("import", "customers", desk.sheet("customers", [
        {"客户编号": "KH2", "姓名": "王芳", "手机": "13800138000"},
        {"客户编号": "KH3", "姓名": "李强", "手机": "13800138000"},
    ]), "-o", "json")  # fmt: skip
    assert (twice.code, twice.json["new"], twice.json["entered_twice"]) == (0, 2, 1)
    again = desk.run("import", "customers", desk.sheet("customers", [{"客户编号": "KH2", "姓名": "王芳", "手机": "13800138000"}]))
    assert "stand here already" not in again.err + again.out
    told = desk.run("import", "vehicles", desk.sheet("vehicles", [{"VIN": VIN, "车主": "李强", "车主电话": "13800138000"}]))
    assert "stand here already" not in told.err + told.out
    desk.ok("customer", "edit", "KH3", "--phone", "13900139000", "--phone2", "13800138000")
    many = [{"客户编号": f"KH{number}", "姓名": f"客户{number}", "手机": f"139{number:08}"} for number in range(100, 700)]
    told = desk.run("import", "customers", desk.sheet("customers", [*many, {"客户编号": "KH700", "姓名": "李强", "手机": "13900139000"}]))
    assert "New customers who seem to stand here already: 1. kcrm customer duplicates" in told.err + told.out
