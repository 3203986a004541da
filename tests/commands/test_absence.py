"""`kcrm staff absent`, `absences`, `handover`: who calls when somebody is away, and for good."""

import pytest

VINS = ("LSVAB2A43JN012345", "LSVAB2A43JN054321")


@pytest.fixture
def busy(desk):
    """Two customers, one of each specialist, each with an insurance reminder due on Monday 15 June."""
    for vin, name, phone in zip(VINS, ("张伟", "李四"), ("13800138000", "13900139000"), strict=True):
        desk.take("vehicles", {"vin": vin, "owner_phone": phone, "owner_name": name, "insurance_expires_on": "2026-07-15"})
    desk.at("2026-06-15T09:00")
    assert desk.query("SELECT name, specialist_id FROM customer ORDER BY id") == [("张伟", 4), ("李四", 5)]  # 白雪, 林晓
    return desk


def callers(desk, now):
    desk.at(now)
    return [(row["customer"], row["assignee_no"], row["caller_no"]) for row in desk.json("due")]


OWN = [("张伟", "S1", "S1"), ("李四", "S2", "S2")]
COVERED = [("张伟", "S1", "S2"), ("李四", "S2", "S2")]


def test_the_cover_calls_on_those_days_only_and_the_duty_stays(busy):
    payload = busy.json("staff", "absent", "S1", "2026-06-16..2026-06-17", "--cover", "林晓")
    assert payload == {
        "staff_no": "S1",
        "staff": "白雪",
        "from_on": "2026-06-16",
        "until_on": "2026-06-17",
        "cover_no": "S2",
        "cover": "林晓",
    }
    assert callers(busy, "2026-06-15T09:00") == OWN
    assert callers(busy, "2026-06-16T09:00") == callers(busy, "2026-06-17T09:00") == COVERED
    assert callers(busy, "2026-06-18T09:00") == OWN
    busy.at("2026-06-16T09:00")
    assert [row["customer"] for row in busy.json("due", "--staff", "S2")] == ["张伟", "李四"]
    assert busy.json("due", "--mine", "--as", "S1") == []


def test_without_a_cover_colleagues_in_the_same_post_share(busy):
    result = busy.ok("staff", "absent", "S1", "2026-06-16")
    assert "Colleagues in the same post share the calls meanwhile." in result.err
    assert callers(busy, "2026-06-16T09:00") == COVERED


def test_where_all_of_a_post_are_away_nobody_is_the_caller(busy):
    busy.ok("staff", "absent", "S1", "2026-06-16")
    busy.ok("staff", "absent", "S2", "2026-06-16")
    assert callers(busy, "2026-06-16T09:00") == [("张伟", "S1", None), ("李四", "S2", None)]


def test_a_cover_who_is_away_later_on_passes_it_to_colleagues(busy):
    busy.ok("staff", "add", "S3", "高远", "cs_specialist")
    busy.ok("staff", "absent", "S1", "2026-06-16..2026-06-18", "--cover", "S2")
    busy.ok("staff", "absent", "S2", "2026-06-17", "--cover", "S3")
    assert callers(busy, "2026-06-17T09:00") == [("张伟", "S1", "S3"), ("李四", "S2", "S3")]
    assert callers(busy, "2026-06-18T09:00") == COVERED


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (["S1", "2026-06-14"], 5, "has gone by"),
        (["S1", "2026-06-20..2026-06-19"], 2, ""),
        (["S1", "2026-06-17", "--cover", "S1"], 5, "cannot cover for themselves"),
        (["S1", "2026-06-17", "--cover", "Z9"], 3, "Z9"),
        (["S1", "2026-06-22..2026-06-30"], 5, "S1 白雪 is away from 2026-06-20 to 2026-06-22 already."),
        (["S2", "2026-06-22", "--cover", "S1"], 5, "S1 白雪 is away from 2026-06-20 to 2026-06-22 already."),
        (["A1", "2026-06-17"], 5, "A1 秦大勇 left on 2026-06-16."),
        (["S2", "2026-06-16..2026-06-17", "--cover", "A1"], 5, "A1 秦大勇 left on 2026-06-16."),
    ],
)
def test_an_absence_that_cannot_be_is_refused(busy, argv, code, message):
    busy.ok("staff", "absent", "S1", "2026-06-20..2026-06-22")
    busy.ok("staff", "edit", "A1", "--left-on", "2026-06-16")
    result = busy.run("staff", "absent", *argv)
    assert (result.code, result.out) == (code, "")
    assert message in result.err
    assert busy.query("SELECT count(*) FROM absence") == [(1,)]


def test_the_list_names_who_is_away_today_and_later(busy):
    busy.ok("staff", "absent", "S2", "2026-07-01..2026-07-03")
    busy.ok("staff", "absent", "S1", "2026-06-16", "--cover", "S2")
    assert [(row["staff"], row["from_on"], row["until_on"], row["cover"]) for row in busy.json("staff", "absences")] == [
        ("白雪", "2026-06-16", "2026-06-16", "林晓"),
        ("林晓", "2026-07-01", "2026-07-03", None),
    ]
    busy.at("2026-06-17T09:00")
    assert [row["staff"] for row in busy.json("staff", "absences")] == ["林晓"]


def test_a_handover_moves_what_is_open_and_the_customers_for_good(busy):
    open_items = busy.query("SELECT count(*) FROM followup WHERE assignee_id = 4 AND state = 'open'")[0][0]
    done = busy.json("followup", "list", "--staff", "S1", "--kind", "insurance_expiry")[0]["id"]
    busy.ok("log", done, "answered")
    payload = busy.json("staff", "handover", "S1", "S2", "--reason", "转岗", "--as", "G1")
    assert payload == {"old_no": "S1", "old": "白雪", "new_no": "S2", "new": "林晓", "followups": open_items - 1, "customers": 1}
    assert busy.query("SELECT DISTINCT specialist_id FROM customer") == [(5,)]
    assert busy.query("SELECT count(*) FROM followup WHERE assignee_id = 4") == [(1,)]  # what is done stays whose it was
    busy.ok("plan")
    assert busy.query("SELECT count(*) FROM followup WHERE assignee_id = 4 AND state = 'open'") == [(0,)]
    moved = busy.json("followup", "list", "--customer", "张伟")[0]["id"]
    assert [(row["action"], row["reason"], row["staff"], row["assignee"]) for row in busy.json("why", moved)["events"]] == [
        ("assigned", "转岗", "何总", "林晓")
    ]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["S1", "S1"], "cannot hand over to themselves"),
        (["S1", "X1"], "a handover is to somebody in the same post"),
        (["S1", "S2"], "S2 林晓 left on 2026-06-14."),
    ],
)
def test_a_handover_that_cannot_be_is_refused(busy, argv, message):
    busy.ok("staff", "edit", "S2", "--left-on", "2026-06-14")
    result = busy.run("staff", "handover", *argv)
    assert (result.code, message in result.err) == (5, True)


def test_dry_runs_write_nothing(busy):
    busy.ok("staff", "absent", "S1", "2026-06-16", "-n")
    busy.ok("staff", "handover", "S1", "S2", "-n")
    assert busy.query("SELECT (SELECT count(*) FROM absence), (SELECT count(*) FROM followup_event)") == [(0, 0)]
    assert callers(busy, "2026-06-16T09:00") == OWN
