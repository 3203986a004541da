"""`kcrm export followups --to x.ics` and `--split caller`: calendars that a program subscribes to."""

import pytest
from conftest import filled_once
from contentlines import things, unfolded

VIN = "1M8GDM9AXKP042788"


@filled_once
def busy(desk):
    """Two customers and three things that were added by hand: a call on a day, one for a time, a visit."""
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "张伟", "phone": "13800138001"},
        {"customer_no": "KH2", "name": "李娜", "phone": "13800138002"},
    )
    desk.ok("followup", "add", "KH1", "other", "2026-06-18", "--about", "送钥匙; 带\\发票, 谢谢", "--to", "S1")
    desk.ok("followup", "add", "KH2", "other", "2026-06-19 15:30", "--about", "试驾", "--to", "S2")
    desk.ok("followup", "add", "KH1", "other", "2026-06-20", "--about", "上门", "--channel", "visit", "--place", "解放路1号", "--to", "S2")
    return desk


def calendar(desk, *words, name="x.ics"):
    if words[:1] != ("--split",):
        desk.ok("export", "followups", *words, "--to", desk.folder / name)
    return (desk.folder / name).read_bytes()


def events(desk, *words):
    return {event["UID"][0]: event for event in things(calendar(desk, *words), "VEVENT")}


def test_a_calendar_has_calls_and_visits_with_their_days_times_and_words(busy):
    busy.speaking("zh")
    octets = calendar(busy)
    assert unfolded(octets)[:6] == [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//kcrm//kcrm//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", "跟进任务 云汐店"),
    ]
    assert unfolded(octets)[-1] == ("END", "VCALENDAR")
    stamps = {"DTSTAMP": ["20260615T003000Z"], "LAST-MODIFIED": ["20260615T003000Z"], "STATUS": ["CONFIRMED"], "TRANSP": ["TRANSPARENT"]}
    assert things(octets, "VEVENT") == [
        {
            "UID": ["F1@云汐店"],
            **stamps,
            # init, staff and customers were the first three operations
            "SEQUENCE": ["4"],
            "DTSTART;VALUE=DATE": ["20260618"],
            "SUMMARY": ["其他 张伟"],
            "DESCRIPTION": ["电话 13800138001\n送钥匙; 带\\发票, 谢谢\n定于 2026-06-18\n手工"],
        },
        {
            "UID": ["F2@云汐店"],
            **stamps,
            "SEQUENCE": ["5"],
            # 15:30 in Shanghai
            "DTSTART": ["20260619T073000Z"],
            "SUMMARY": ["其他 李娜"],
            "DESCRIPTION": ["电话 13800138002\n试驾\n定于 2026-06-19\n约在 15:30\n手工"],
        },
        {
            "UID": ["F3@云汐店"],
            **stamps,
            "SEQUENCE": ["6"],
            "DTSTART;VALUE=DATE": ["20260620"],
            "SUMMARY": ["其他 张伟"],
            "DESCRIPTION": ["电话 13800138001\n上门\n地点：解放路1号\n定于 2026-06-20\n手工"],
            "LOCATION": ["解放路1号"],
        },
    ]


def test_what_is_put_off_arrives_as_a_change_of_the_same_event(busy):
    before = events(busy)["F1@云汐店"]
    busy.at("2026-06-15T10:00")
    busy.ok("snooze", "F1", "2026-06-22 09:15", "--reason", "出差")
    after = events(busy)["F1@云汐店"]
    assert after["DTSTART"] == ["20260622T011500Z"]
    assert "DTSTART;VALUE=DATE" not in after
    assert (before["LAST-MODIFIED"], after["LAST-MODIFIED"]) == (["20260615T003000Z"], ["20260615T020000Z"])
    assert int(after["SEQUENCE"][0]) > int(before["SEQUENCE"][0])
    # taking it back is a change, too
    busy.at("2026-06-15T11:00")
    busy.ok("undo", "--yes")
    again = events(busy)["F1@云汐店"]
    assert again["DTSTART;VALUE=DATE"] == ["20260618"]
    assert int(again["SEQUENCE"][0]) > int(after["SEQUENCE"][0])


def test_what_ended_is_cancelled_for_sixty_days_and_then_gone(busy):
    busy.at("2026-06-16T10:00")
    busy.ok("followup", "skip", "F1", "--reason", "已来店")
    ended = events(busy)["F1@云汐店"]
    assert (ended["STATUS"], ended["SUMMARY"]) == (["CANCELLED"], ["other 张伟 (skipped)"])
    assert ended["LAST-MODIFIED"] == ["20260616T020000Z"]
    busy.at("2026-08-15T10:00")
    assert events(busy)["F1@云汐店"]["STATUS"] == ["CANCELLED"]
    busy.at("2026-08-15T10:01")
    assert "F1@云汐店" not in events(busy)


def test_what_planning_cancels_is_cancelled_and_messages_stand_in_no_calendar(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138001", "birthday": "1990-06-20"})
    desk.take("vehicles", {"vin": VIN, "plate": "京A12345", "customer_no": "KH1", "delivered_on": "2026-06-14"})
    open_ones = events(desk)
    assert {event["STATUS"][0] for event in open_ones.values()} == {"CONFIRMED"}
    assert all("Plate 京A12345" in event["DESCRIPTION"][0].splitlines() for event in open_ones.values())
    calls = {f"F{row[0]}@云汐店" for row in desk.query("SELECT id FROM followup WHERE channel <> 'message'")}
    assert desk.query("SELECT count(*) FROM followup WHERE channel = 'message'")[0][0] > 0
    assert set(open_ones) == calls
    desk.ok("customer", "edit", "KH1", "--do-not-contact", "yes")
    assert {(uid, event["STATUS"][0]) for uid, event in events(desk).items()} == {(uid, "CANCELLED") for uid in calls}


def split(desk, *words):
    folder = desk.folder / "calendars"
    desk.ok("export", "followups", *words, "--split", "caller", "--to", folder)
    return {
        file.name: {event["UID"][0]: event["STATUS"][0] for event in things(file.read_bytes(), "VEVENT")}
        for file in sorted(folder.iterdir())
    }


def test_each_person_has_a_calendar_of_their_own_under_the_same_name_each_day(busy):
    assert split(busy) == {
        "S1.ics": {"F1@云汐店": "CONFIRMED"},
        "S2.ics": {"F2@云汐店": "CONFIRMED", "F3@云汐店": "CONFIRMED"},
    }
    assert ("X-WR-CALNAME", "Follow-ups 白雪") in unfolded(calendar(busy, "--split", name="calendars/S1.ics"))
    # whoever has nothing any more has an empty calendar, so that nothing old stays in it
    busy.ok("followup", "assign", "F1", "S2", "--reason", "换人")
    assert split(busy) == {
        "S1.ics": {},
        "S2.ics": {"F1@云汐店": "CONFIRMED", "F2@云汐店": "CONFIRMED", "F3@云汐店": "CONFIRMED"},
    }


def test_what_nobody_is_assigned_to_has_a_calendar_of_its_own(shell):
    shell.init()
    shell.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138001"})
    shell.ok("followup", "add", "KH1", "other", "2026-06-18", "--about", "送钥匙")
    assert split(shell) == {"unassigned.ics": {"F1@云汐店": "CONFIRMED"}}
    [event] = things(calendar(shell, "--split", name="calendars/unassigned.ics"), "VEVENT")
    assert event["DESCRIPTION"] == ["Phone 13800138001\n送钥匙\nfor 2026-06-18\nby hand\nnobody assigned"]


def test_whoever_stands_in_has_the_calls_of_the_days_of_an_absence_only(busy):
    busy.ok("followup", "add", "KH1", "other", "2026-06-25", "--about", "回访", "--to", "S1")
    busy.ok("staff", "absent", "S1", "2026-06-17..2026-06-19", "--cover", "S2")
    assert split(busy) == {
        "S1.ics": {"F4@云汐店": "CONFIRMED"},
        "S2.ics": {"F1@云汐店": "CONFIRMED", "F2@云汐店": "CONFIRMED", "F3@云汐店": "CONFIRMED"},
    }


def test_filters_say_whose_follow_ups_they_are_and_that_they_left_is_recorded(busy):
    assert split(busy, "name:李娜") == {"S2.ics": {"F2@云汐店": "CONFIRMED"}}
    assert set(events(busy, "name:张伟")) == {"F1@云汐店", "F3@云汐店"}
    rows = {(row["file"], row["rows"], tuple(row["personal"])) for row in busy.json("access", "list")}
    told = ("name", "phone", "plate", "address", "note")
    assert rows == {(str(busy.folder / "calendars" / "S2.ics"), 1, told), (str(busy.folder / "x.ics"), 2, told)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        *(
            ((kind, "--split", "caller", "--to", "DIR"), "--split caller is of followups: kcrm export followups --split caller --to DIR")
            for kind in ("customers", "appointments", "all")
        ),
        *(
            (
                (kind, "--split", "advisor", "--to", "DIR"),
                "--split advisor is of appointments: kcrm export appointments --split advisor --to DIR",
            )
            for kind in ("customers", "followups", "all")
        ),
        (("calls", "--to", "x.ics"), "A file ending in .ics is of followups, appointments: kcrm export followups --to FILE"),
        (("followups", "--to", "x.vcf"), "A file ending in .vcf is of customers: kcrm export customers --to FILE"),
        (("appointments", "--split", "advisor"), "--split writes one file per person: give a folder with --to DIR."),
        (("appointments", "--to", "x.ics", "-o", "csv", "--split", "advisor"), "-o does not apply to a file ending in .ics."),
        (("followups", "--split", "caller"), "--split writes one file per person: give a folder with --to DIR."),
        (("followups", "--split", "caller", "--to", "DIR", "-o", "csv"), "-o does not apply to a file ending in .ics."),
        (("followups", "--sort", "id", "--to", "x.ics"), "--sort does not apply to a file ending in .ics."),
    ],
)
def test_what_calendars_cannot_be_is_refused_and_nothing_is_written(busy, monkeypatch, words, said):
    monkeypatch.chdir(busy.folder)
    before = sorted(busy.folder.iterdir())
    refused = busy.run("export", *words)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert sorted(busy.folder.iterdir()) == before
