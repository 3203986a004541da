"""`kcrm export appointments --to x.ics` and `--split advisor`: the workshop's appointments in the calendars of who receives them."""

import pytest
from conftest import filled_once
from contentlines import things, unfolded

CARS = ["LSVAB2183E2100001", "LSVAB2183E2100002"]


@filled_once
def workshop(desk):
    """Two customers with a car each, one bay; on Friday morning one is to come on Saturday to S1, the other on Monday to nobody yet."""
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "张伟", "phone": "13800138001"},
        {"customer_no": "KH2", "name": "李娜", "phone": "13800138002"},
    )
    desk.take(
        "vehicles",
        {"vin": CARS[0], "plate": "京A12341", "customer_no": "KH1"},
        {"vin": CARS[1], "customer_no": "KH2"},
    )
    desk.at("2026-06-12T09:00")
    # Saturday from ten for two hours, Monday from half past four, of which half an hour is done on Tuesday morning from half past eight on
    desk.ok(
        *("appointment", "add", "京A12341", "--at", "2026-06-13 10:00", "--minutes", "120", "--what", "保养; 换\\机油, 机滤"),
        *("--advisor", "S1", "--note", "自带机油"),
    )
    desk.ok("appointment", "add", CARS[1], "--at", "2026-06-15 16:30", "--minutes", "60", "--what", "换刹车片")
    return desk


def calendar(desk, *words):
    desk.ok("export", "appointments", *words, "--to", desk.folder / "x.ics")
    return (desk.folder / "x.ics").read_bytes()


def events(desk, *words):
    return {event["UID"][0]: event for event in things(calendar(desk, *words), "VEVENT")}


def split(desk, *words):
    folder = desk.folder / "calendars"
    desk.ok("export", "appointments", *words, "--split", "advisor", "--to", folder)
    return {
        file.name: {event["UID"][0]: event["STATUS"][0] for event in things(file.read_bytes(), "VEVENT")}
        for file in sorted(folder.iterdir())
    }


def test_a_calendar_has_appointments_with_their_hours_and_words(workshop):
    workshop.speaking("zh")
    octets = calendar(workshop)
    assert ("X-WR-CALNAME", "预约 云汐店") in unfolded(octets)
    stamps = {"DTSTAMP": ["20260612T010000Z"], "LAST-MODIFIED": ["20260612T010000Z"], "STATUS": ["CONFIRMED"], "TRANSP": ["OPAQUE"]}
    assert things(octets, "VEVENT") == [
        {
            "UID": ["Y1@云汐店"],
            **stamps,
            # init, staff, customers and vehicles were the first four operations; between two of them is room for who does not come
            "SEQUENCE": ["10"],
            # 10:00 to 12:00 in Shanghai
            "DTSTART": ["20260613T020000Z"],
            "DTEND": ["20260613T040000Z"],
            "SUMMARY": ["京A12341 张伟 保养; 换\\机油, 机滤"],
            "DESCRIPTION": ["电话 13800138001\n班组 机电\n服务顾问 白雪\n自带机油"],
        },
        {
            "UID": ["Y2@云汐店"],
            **stamps,
            "SEQUENCE": ["12"],
            # 16:30, and half an hour on the morning after
            "DTSTART": ["20260615T083000Z"],
            "DTEND": ["20260616T010000Z"],
            "SUMMARY": [f"{CARS[1]} 李娜 换刹车片"],
            "DESCRIPTION": ["电话 13800138002\n班组 机电"],
        },
    ]


def test_what_is_moved_is_cancelled_at_its_old_time_and_stands_at_the_new_one(workshop):
    before = events(workshop)["Y1@云汐店"]
    workshop.at("2026-06-12T10:00")
    workshop.ok("appointment", "move", "Y1", "--at", "2026-06-14 09:00")
    after = events(workshop)
    assert set(after) == {f"Y{number}@云汐店" for number in (1, 2, 3)}
    old, new = after["Y1@云汐店"], after["Y3@云汐店"]
    assert (old["STATUS"], old["SUMMARY"]) == (["CANCELLED"], ["京A12341 张伟 保养; 换\\机油, 机滤 (moved)"])
    assert (old["DTSTART"], old["LAST-MODIFIED"]) == (["20260613T020000Z"], ["20260612T020000Z"])
    assert (new["STATUS"], new["DTSTART"], new["DTEND"]) == (["CONFIRMED"], ["20260614T010000Z"], ["20260614T030000Z"])
    assert int(old["SEQUENCE"][0]) > int(before["SEQUENCE"][0])
    # taking it back is a change, too
    workshop.at("2026-06-12T11:00")
    workshop.ok("undo", "--yes")
    again = events(workshop)
    assert set(again) == {"Y1@云汐店", "Y2@云汐店"}
    assert again["Y1@云汐店"]["STATUS"] == ["CONFIRMED"]
    assert int(again["Y1@云汐店"]["SEQUENCE"][0]) > int(old["SEQUENCE"][0])


def test_what_is_called_off_is_cancelled_for_sixty_days_and_then_gone_however_far_ahead_it_was(workshop):
    workshop.ok("appointment", "cancel", "Y1")
    called_off = events(workshop)["Y1@云汐店"]
    assert (called_off["STATUS"], called_off["SUMMARY"]) == (["CANCELLED"], ["京A12341 张伟 保养; 换\\机油, 机滤 (cancelled)"])
    # 60 days after the 12th at nine
    workshop.at("2026-08-11T09:00")
    assert events(workshop)["Y1@云汐店"]["STATUS"] == ["CANCELLED"]
    workshop.at("2026-08-11T09:01")
    assert set(events(workshop)) == {"Y2@云汐店"}


def test_who_does_not_come_is_cancelled_when_their_bay_is_free_and_back_when_they_come_after_all(workshop):
    # until half past ten the bay is kept
    workshop.at("2026-06-13T10:30")
    awaited = events(workshop)["Y1@云汐店"]
    workshop.at("2026-06-13T10:31")
    missed = events(workshop)["Y1@云汐店"]
    assert (awaited["STATUS"], missed["STATUS"]) == (["CONFIRMED"], ["CANCELLED"])
    assert missed["SUMMARY"] == ["京A12341 张伟 保养; 换\\机油, 机滤 (no-show)"]
    assert missed["LAST-MODIFIED"] == ["20260613T023000Z"]
    workshop.at("2026-06-13T11:00")
    workshop.ok("appointment", "arrive", "Y1")
    came = events(workshop)["Y1@云汐店"]
    assert (came["STATUS"], came["SUMMARY"]) == (["CONFIRMED"], ["京A12341 张伟 保养; 换\\机油, 机滤"])
    assert came["LAST-MODIFIED"] == ["20260613T030000Z"]
    assert int(awaited["SEQUENCE"][0]) < int(missed["SEQUENCE"][0]) < int(came["SEQUENCE"][0])


@pytest.mark.parametrize(("arrives", "status"), [(True, "CONFIRMED"), (False, "CANCELLED")])
def test_what_was_stands_there_for_sixty_days_after_its_end(workshop, arrives, status):
    if arrives:
        workshop.at("2026-06-13T10:00")
        workshop.ok("appointment", "arrive", "Y1")
    workshop.at("2026-08-12T12:00")
    assert events(workshop)["Y1@云汐店"]["STATUS"] == [status]
    workshop.at("2026-08-12T12:01")
    assert "Y1@云汐店" not in events(workshop)


def test_each_advisor_has_a_calendar_of_their_own_and_so_has_what_is_nobodys(workshop):
    assert split(workshop) == {
        "S1+appointments.ics": {"Y1@云汐店": "CONFIRMED"},
        "unassigned+appointments.ics": {"Y2@云汐店": "CONFIRMED"},
    }
    assert ("X-WR-CALNAME", "Appointments 白雪") in unfolded((workshop.folder / "calendars" / "S1+appointments.ics").read_bytes())
    # who receives nobody any more has an empty calendar, so that nothing old stays in it
    workshop.ok("appointment", "edit", "Y1", "--advisor", "S2")
    workshop.ok("appointment", "edit", "Y2", "--advisor", "S2")
    assert split(workshop) == {
        "S1+appointments.ics": {},
        "S2+appointments.ics": {"Y1@云汐店": "CONFIRMED", "Y2@云汐店": "CONFIRMED"},
        "unassigned+appointments.ics": {},
    }


def test_the_calls_of_who_receives_customers_lie_beside_their_appointments(workshop):
    workshop.ok("followup", "add", "KH1", "other", "2026-06-18", "--about", "送钥匙", "--to", "S1")
    workshop.ok("export", "followups", "--split", "caller", "--to", workshop.folder / "calendars")
    calls = (workshop.folder / "calendars" / "S1.ics").read_bytes()
    found = split(workshop)
    assert found["S1+appointments.ics"] == {"Y1@云汐店": "CONFIRMED"}
    assert (workshop.folder / "calendars" / "S1.ics").read_bytes() == calls


def test_filters_say_whose_appointments_they_are_and_that_they_left_is_recorded(workshop):
    assert set(events(workshop, "name:张伟")) == {"Y1@云汐店"}
    assert split(workshop, "name:李娜") == {"unassigned+appointments.ics": {"Y2@云汐店": "CONFIRMED"}}
    rows = {(row["file"], row["rows"], tuple(row["personal"])) for row in workshop.json("access", "list")}
    told = ("name", "phone", "plate", "vin", "note")
    assert rows == {
        (str(workshop.folder / "x.ics"), 1, told),
        (str(workshop.folder / "calendars" / "unassigned+appointments.ics"), 1, told),
    }


def test_who_cannot_be_called_is_said_to_be_so(workshop):
    workshop.ok("customer", "edit", "KH2", "--phone", "")
    assert events(workshop)["Y2@云汐店"]["DESCRIPTION"] == ["no usable phone\nTeam mechanical-electrical"]


def test_no_appointments_are_a_calendar_too(desk):
    assert things(calendar(desk), "VEVENT") == []
