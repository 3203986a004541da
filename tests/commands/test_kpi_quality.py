"""`kpi quality`: how good the data are, in all, by group of fields and by specialist; what stands behind it and what a month freezes."""

from __future__ import annotations

from conftest import filled_once
from kpi_desk import by_key

VIN, OTHER = "1M8GDM9AXKP042788", "1M8GDM8AXKP042788"
JUNE = ("--period", "2026-06")


@filled_once
def store(desk):
    """C1 and C2 are one, C3's phone fills the field, C4 came from a list; V1 and V2 were delivered on 10 June. Today is the 25th."""
    desk.at("2026-06-15T08:30")
    desk.take(
        "customers",
        {"customer_no": "K1", "name": "张伟", "phone": "13900139001", "birthday": "1990-05-01", "gender": "male"},
        {"customer_no": "K2", "name": "张伟", "phone": "13900139001", "birthday": "1990-05-01"},
        {"customer_no": "K3", "name": "李娜", "phone": "13800138000"},
    )
    sheet = desk.sheet("customers", [{"customer_no": "K4", "name": "王芳", "phone": "13900139004"}])
    desk.ok("import", "customers", sheet, "--from", "list")
    for vin, owner in ((VIN, "K1"), (OTHER, "K3")):
        desk.take("vehicles", {"vin": vin, "customer_no": owner, "model": "瑞虎8", "delivered_on": "2026-06-10"})
    desk.at("2026-06-17T08:30")
    desk.ok("--as", "S1", "vehicle", "verify", "V1")
    desk.at("2026-06-25T08:30")
    return desk


def row(key, value, numerator, denominator=None, unit="count", scope="whole", of=None, previous=None):
    return {
        "key": key,
        "value": value,
        "unit": unit,
        "numerator": numerator,
        "denominator": denominator,
        "period_from": "2026-06-01",
        "period_to": "2026-06-30",
        "previous": previous,
        "target": None,
        "status": "no_target",
        "scope": scope,
        "scope_id": of,
    }


def test_the_table_tells_the_whole_the_groups_and_the_specialists(store):
    # As quality show counts: of a person 15 + 12 fields, of the purchase 32 with the vehicle, 9 of payment. C1: name, phone, birthday,
    # gender, and of V1 VIN, model and day of delivery; C2: three; C3: the name alone, and three of V2; C4: name and phone.
    filled, applicable = (4 + 3 + 1 + 2) + 2 * 3, 4 * 27 + 2 * (9 + 32)
    shown = store.json("quality", "show")
    assert (shown["filled"], shown["applicable"], shown["share"]) == (filled, applicable, 8.42)
    rows = store.json("kpi", "quality", *JUNE)
    by_hand = [
        row("completeness", 8.42, filled, applicable, "percent"),
        # V1 on the seventh day, V2 never
        row("verified_in_time", 50, 1, 2, "percent") | {"previous": None, "status": "small_sample"},
        row("doubtful_phones", 50, 2, 4, "percent") | {"status": "small_sample"},
        row("conflicts_open", 0, 0, previous=0),
        row("conflicts_opened", 0, 0, previous=0),
        row("conflicts_settled", 0, 0, previous=0),
        row("duplicates_certain", 1, 1),
        # the VINs differ in one character, 50 points
        row("duplicates_perhaps", 1, 1),
        row("records_merged", 0, 0, previous=0),
    ]
    assert rows[:9] == by_hand
    groups = {each["scope_id"]: (each["numerator"], each["denominator"]) for each in rows if each["scope"] == "section"}
    assert groups == {each["section"]: (each["filled"], each["applicable"]) for each in shown["groups"]}
    assert list(groups) == ["basic", "payment", "purchase"]
    people = {
        each["scope_id"]: (each["numerator"], each["denominator"])
        for each in rows
        if each["scope"] == "person" and each["key"] == "completeness"
    }
    assert people == {each["specialist_no"]: (each["filled"], each["applicable"]) for each in shown["people"] if each["specialist_no"]}
    assert sum(above for above, _below in people.values()) == filled


def test_the_rows_behind_each_figure_add_up_to_it_and_say_what_they_are(store):
    def behind(key, *more):
        return [
            (each["what"], each["id"], each["number"], each["detail"], each["in_numerator"], each["in_denominator"])
            for each in store.json("kpi", "rows", key, *JUNE, *more)
        ]

    assert behind("verified_in_time") == [("verification", "V1", VIN, None, 1, 1), ("verification", "V2", OTHER, None, 0, 1)]
    assert behind("doubtful_phones", "--side", "numerator") == [("phone", "C3", "K3", None, 1, 0), ("phone", "C4", "K4", None, 1, 0)]
    assert behind("duplicates_certain") == [("duplicate", "C1", "C2", "certain", 1, 0)]
    assert behind("duplicates_perhaps") == [("duplicate", "V1", "V2", "perhaps", 1, 0)]
    files = behind("completeness")
    assert (sum(each[4] for each in files), sum(each[5] for each in files)) == (16, 190)
    assert files[0] == ("file_share", "C1", "K1", "basic", 4, 15)


def test_conflicts_and_merges_are_told_on_their_days_and_by_whom(store):
    store.take("customers", {"customer_no": "K1", "name": "张伟", "phone": "13900139001", "birthday": "1991-05-01"})
    store.ok("vehicle", "edit", "V2", "--plate", "沪A12345")
    found = by_key(store.json("kpi", "quality", *JUNE))
    assert [found[key]["value"] for key in ("conflicts_open", "conflicts_opened", "conflicts_settled")] == [1, 1, 0]
    assert store.json("kpi", "rows", "conflicts_open", *JUNE)[0]["detail"] == "birthday"
    store.at("2026-07-02T08:30")
    store.ok("--as", "S2", "customer", "settle", "CF1", "--keep")
    store.ok("customer", "merge", "C1", "C2")
    july = store.json("kpi", "quality", "--period", "2026-07")
    told = by_key(july)
    assert [(told[key]["value"], told[key]["previous"]) for key in ("conflicts_open", "conflicts_opened", "conflicts_settled")] == [
        (0, 1),
        (0, 1),
        (1, 0),
    ]
    assert [each["scope_id"] for each in july if each["key"] == "conflicts_settled" and each["scope"] == "person"] == ["S2"]
    assert (told["records_merged"]["value"], told["duplicates_certain"]["value"]) == (1, 0)
    # on the last day of June it was open, whatever became of it
    assert by_key(store.json("kpi", "quality", *JUNE))["conflicts_open"]["value"] == 1
    store.ok("undo", "-y")
    assert by_key(store.json("kpi", "quality", "--period", "2026-07"))["records_merged"]["value"] == 0


def test_what_is_compared_again_or_changes_owner_stays_verified_in_time(store):
    store.ok("--as", "S2", "vehicle", "verify", "V1")
    store.ok("vehicle", "transfer", "V1", "K4")
    assert by_key(store.json("kpi", "quality", *JUNE))["verified_in_time"]["numerator"] == 1
    # what is verified one by one is verified with the last of it
    store.ok("--as", "S1", "vehicle", "verify", "V2", "--field", "vin", "--field", "owner", "--field", "model")
    assert store.query("SELECT vehicle_id, verified_on FROM verification") == [(1, "2026-06-17")]
    store.ok("--as", "S1", "vehicle", "verify", "V2", "--field", "delivered_on")
    assert store.query("SELECT vehicle_id, verified_on FROM verification") == [(1, "2026-06-17"), (2, "2026-06-25")]
    assert by_key(store.json("kpi", "quality", *JUNE))["verified_in_time"]["numerator"] == 1
    store.ok("undo", "-y")
    assert store.query("SELECT vehicle_id FROM verification") == [(1,)]


def test_a_closed_month_keeps_what_was_todays_then(store):
    store.at("2026-07-02T08:30")
    store.ok("kpi", "target", "set", "completeness", "60")
    store.ok("kpi", "close", "2026-06")
    store.ok("customer", "edit", "K2", "--gender", "male")
    store.ok("customer", "merge", "K1", "K2")
    assert store.json("kpi", "closed", "2026-06") == []
    june = by_key(store.json("kpi", "quality", *JUNE))
    assert (june["completeness"]["numerator"], june["duplicates_certain"]["value"], june["completeness"]["status"]) == (16, 1, "missed")
    july = by_key(store.json("kpi", "quality", "--period", "2026-07"))
    assert (july["completeness"]["previous"], july["duplicates_certain"]["value"], july["duplicates_certain"]["previous"]) == (8.42, 0, 1)
    # a vehicle verified late corrects nothing; one more that was delivered then does
    store.take("vehicles", {"vin": "LSVAA49J832000001", "customer_no": "K4", "delivered_on": "2026-06-20"})
    (correction,) = [each for each in store.json("kpi", "closed", "2026-06") if each["key"] == "verified_in_time"]
    assert (correction["key"], correction["frozen"], correction["present"]) == ("verified_in_time", 50, 33.33)


def test_the_month_report_has_a_section_and_names_nobody_unless_it_may(store):
    section = quality_of(store)
    assert "verified in time" in section
    # what is always of today is said of a month once it is closed, as it was then
    assert "completeness of files" not in section
    store.at("2026-07-02T08:30")
    store.ok("kpi", "close", "2026-06")
    section = quality_of(store)
    assert "completeness of files" in section
    assert "Files by group of fields" in section
    assert "By specialist" not in section
    assert "白雪" not in section
    store.ok("policy", "set", "kpi.names_in_reports", "true")
    named = quality_of(store)
    assert "By specialist" in named
    assert "白雪" in named


def quality_of(store):
    return store.ok("report", "month", "2026-06").out.split("## Data quality")[1].split("\n## ")[0]


def test_an_empty_desk_has_no_shares_and_an_explanation_says_what_decides(desk):
    found = by_key(desk.json("kpi", "quality", *JUNE))
    assert [found[key]["value"] for key in ("completeness", "verified_in_time", "doubtful_phones", "duplicates_certain")] == [
        None,
        None,
        None,
        0,
    ]
    told = desk.json("kpi", "explain", "按时核实率")
    assert (told["key"], told["policy"][0]) == ("verified_in_time", "evidence.verify_days = 7")
    assert desk.run("kpi", "quality", "--period", "2026-13").code == 2


def test_nobody_is_asked_for_what_is_not_counted_when_all_fields_are_off(desk):
    desk.take("customers", {"customer_no": "K1", "name": "张伟", "phone": "13900139001"})
    keys = ",".join(each["key"] for each in desk.json("quality", "fields"))
    desk.ok("policy", "set", "completeness.off", keys)
    assert by_key(desk.json("kpi", "quality", *JUNE))["completeness"]["value"] is None
