"""`next`: the list worked at a terminal, and its first card elsewhere. The clock stands at Monday 2026-06-15, 09:30."""

from __future__ import annotations

import re

import pytest
from conftest import filled_once
from seat import NOW, ready, sitting, three_to_call
from terminal import at_terminal

from kcrm.text import cells


@filled_once
def listed(desk):
    three_to_call(desk)
    return desk


def state(desk, number):
    return desk.query("SELECT state, call_on, call_time, attempts FROM followup WHERE id = ?", number)[0]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_call_is_worked_with_one_key_and_two_answers_in_both_languages_and_widths(listed, language, width):
    with sitting(listed, language=language, width=width) as terminal:
        first = ready(terminal, language)
        assert "安娜" in first
        assert "13800138001" in first
        assert {"en": "3 of 3 left", "zh": "还剩 3/3 位"}[language] in first
        terminal.type("a")
        terminal.expect({"en": "Score 1-10", "zh": "评分 1-10"}[language])
        terminal.type("9\n")
        terminal.expect({"en": "Note", "zh": "备注"}[language])
        terminal.type("车况很好\n")
        assert "鲍里" in ready(terminal, language)
        terminal.type("q")
        assert terminal.end() == 0
        assert max(cells(line) for line in terminal.shown.splitlines()) <= width
    assert state(listed, 1)[0] == "done"
    assert listed.query("SELECT outcome, score, note, employee_no FROM call JOIN staff ON staff.id = staff_id") == [
        ("answered", 9, "车况很好", "S1")
    ]


def test_each_key_does_what_it_says_and_the_list_ends_with_a_word_of_thanks(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        terminal.type("n")  # no answer: again tomorrow
        terminal.expect("F1: call on 2026-06-16")
        ready(terminal)
        terminal.type("b")
        terminal.expect("When to call again")
        terminal.type("2026-06-14\n")  # gone by: asked again
        terminal.expect("is past")
        terminal.expect("When to call again")
        terminal.type("tomorrow 10:00\n")
        terminal.expect("F3: call on 2026-06-16 10:00")
        ready(terminal)
        terminal.type("r")
        terminal.expect("Refuses")
        terminal.type("x\n")
        terminal.expect("“x” is not one of these")
        terminal.type("1\n")
        terminal.expect("Note")
        terminal.type("\n")
        terminal.expect("F5: done")
        terminal.expect("All done")
        assert terminal.end() == 0
    assert state(listed, 1) == ("open", "2026-06-16", None, 1)
    assert state(listed, 3) == ("open", "2026-06-16", "10:00", 0)
    assert state(listed, 5)[0] == "done"
    assert listed.query("SELECT kind FROM refusal") == [("insurance_expiry",)]


def test_wrong_numbers_messages_snoozes_skips_and_help(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        terminal.type("h")
        terminal.expect("2 worried about privacy")
        terminal.type("2")
        terminal.expect("I understand your concern")
        ready(terminal)
        terminal.type("!")
        terminal.expect("“!” is not one of the keys")
        terminal.type("w")
        terminal.expect("The right number")
        terminal.type("13900139000\n")
        again = ready(terminal)  # there is a number to try at once
        assert "安娜" in again
        assert "13900139000" in again
        terminal.type("k")
        assert "鲍里" in ready(terminal)
        terminal.type("s")
        terminal.expect("Postpone until")
        terminal.type("3d\n")
        terminal.expect("Why")
        terminal.type("出差\n")
        terminal.expect("F3: call on 2026-06-18")
        ready(terminal)
        terminal.type("m")  # the words to send stand there before it is marked
        terminal.expect("insurance")
        terminal.expect("Sent by: 1 short message, 2 WeChat")
        terminal.type("\n")
        terminal.expect("F5: done")
        terminal.expect("All done")  # who was left out does not come again in this sitting
        assert terminal.end() == 0
    assert listed.query("SELECT phone, phone_state FROM customer WHERE name = '安娜'") == [("13900139000", "ok")]
    assert state(listed, 1)[0] == "open"
    assert listed.query("SELECT action, reason FROM followup_event") == [("snoozed", "出差")]
    assert listed.query("SELECT by, outcome FROM call ORDER BY id") == [("phone", "wrong_number"), ("message", "message_sent")]


def test_ctrl_c_in_the_middle_of_the_questions_leaves_nothing_half_written_and_it_can_be_taken_up_again(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        terminal.type("a")
        terminal.expect("Score")
        terminal.type("9\n")
        terminal.expect("Note")
        terminal.type("\x03")
        assert terminal.end() == 130
    assert listed.query("SELECT count(*) FROM call") == [(0,)]
    with sitting(listed) as terminal:
        assert "安娜" in ready(terminal)
        terminal.type("\x04")  # Ctrl-D leaves
        assert terminal.end() == 0
        assert "To continue: kcrm next" in terminal.shown


def test_where_somebody_else_logged_the_same_customer_meanwhile_it_says_who_and_goes_on(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        listed.ok("log", "KH0", "answered", "--score", "8", "--as", "S2")
        terminal.type("n")
        said = terminal.expect("鲍里")
        assert "F1 is already done: answered, logged by 林晓" in re.sub(r"\s+", " ", said)
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT outcome FROM call") == [("answered",)]


def test_a_code_to_dial_is_drawn_beneath_the_card(listed):
    with sitting(listed, "--qr") as terminal:
        assert "▀" in ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0


# --- off a terminal ---


def test_elsewhere_the_first_card_is_printed_as_one_object(listed):
    card = listed.json("next")
    questions = card["script"].pop("questions")
    situations = card.pop("situations")
    script = card.pop("script")
    vehicles = card.pop("vehicles")
    assert card == {
        "customer_id": "C1",
        "customer_no": "KH0",
        "customer": "安娜",
        "class": None,
        "phone": "13800138001",
        "wish": None,
        "phone_state": "ok",
        "contact_window": None,
        "agreed_on": None,
        "agreed_time": None,
        "good_hour": True,
        "suits_now": None,
        "matters": [],
        "refused_kinds": [],
        "stays_away": None,
        "stays_away_on": None,
        "mended_by": None,
        "left": 3,
        "total": 3,
        "followups": [
            {
                "id": "F1",
                "kind": "insurance_expiry",
                "channel": "call",
                "due_on": "2026-06-06",  # 30 days before 6 July
                "days_overdue": 9,
                "priority": "overdue",
                "plate": "皖A12340",
                "model": None,
                "attempts": 0,
                "reasons": ["insurance_expires_on=2026-07-06"],
                "about": None,
            }
        ],
        "visits": [],
        "calls": [],
        "complaints": [],
        "prospects": [],
        "opportunities": [],
        "articles": [],
        "experts": [],
        "recalls": [],
        "offers": [],
        "ask": [
            {"record": "C1", "field": "call_consent", "lack": "missing"},
            {"record": "C1", "field": "birthday", "lack": "missing"},
        ],
    }
    assert [vehicle["plate"] for vehicle in vehicles] == ["皖A12340"]
    assert questions == []
    assert "云汐店" in script["opening"]
    assert {"privacy", "silent"} < {each["name"] for each in situations}


def test_who_likes_the_evening_stands_back_until_then(listed):
    listed.ok("customer", "edit", "KH0", "--contact-window", "18:00-20:00")
    assert listed.json("next")["customer"] == "鲍里"
    listed.at("2026-06-15T18:00")
    card = listed.json("next")
    assert (card["customer"], card["suits_now"], card["good_hour"]) == ("安娜", True, True)


def test_where_all_asked_for_later_it_says_so(listed):
    for number in range(3):
        listed.ok("customer", "edit", f"KH{number}", "--contact-window", f"1{6 + number}:00-20:00")
    result = listed.ok("next")
    assert result.out == ""
    assert result.err == "No one to call now; 3 customers asked for later, first 安娜 at 16:00.\n"


def test_at_noon_the_card_says_that_it_is_no_hour_to_ring(listed):
    listed.at("2026-06-15T12:00")
    assert listed.json("next")["good_hour"] is False
    assert "not now; calling hours are 09:00-11:30, 14:00-20:00" in listed.ok("next").out


def test_a_low_score_in_the_last_call_is_an_open_matter(listed):
    listed.ok("log", "KH0", "answered", "--score", "6")
    listed.ok("followup", "add", "KH0", "birthday", "2026-06-15", "--reason", "关怀")
    listed.at("2026-06-15T10:00")
    listed.ok("log", "KH1", "answered")
    listed.ok("log", "KH2", "answered")
    card = listed.json("next")
    assert card["customer"] == "安娜"
    assert card["matters"] == ["low_score"]
    assert [call["score"] for call in card["calls"]] == [6]


def test_a_quiet_desk_gets_a_friendly_word_and_machines_null(desk):
    result = desk.ok("next")
    assert result.out == ""
    assert "Nothing to call today" in result.err
    assert desk.json("next") is None


def test_mine_needs_to_know_who_i_am(desk):
    result = desk.run("next", "--mine")
    assert result.code == 2
    assert "KCRM_STAFF" in result.err


def test_a_code_is_refused_off_a_terminal(listed):
    for argv in (["next", "--qr"], ["show", "C1", "--qr"], ["customer", "show", "C1", "--qr"]):
        result = listed.run(*argv)
        assert (result.code, result.out) == (5, "")
        assert "terminal" in result.err


def test_after_a_resolved_complaint_the_customers_word_is_asked_for(desk):
    desk.at(NOW)
    desk.take("customers", {"customer_no": "KH0", "name": "安娜", "phone": "13800138001"})
    desk.ok("complaint", "open", "安娜", "--severity", "minor", "--description", "等太久", "--received-at", "2026-06-13 10:00")
    desk.ok("complaint", "accept", "K1", "--at", "2026-06-13 10:01")
    desk.ok("complaint", "resolve", "K1", "--cause", "service", "--finding", "valid", "--at", "2026-06-14 10:00", "--as", "A1")
    with sitting(desk) as terminal:
        assert "Complaint K1 minor, resolved" in re.sub(r"\s+", " ", ready(terminal))
        terminal.type("a")
        terminal.expect("Satisfied with how the complaint was settled")
        terminal.type("perhaps\n")
        terminal.expect("type y or n")
        terminal.type("y\n")
        terminal.expect("Score 1-10")
        terminal.type("\n")
        terminal.expect("Note")
        terminal.type("\n")
        terminal.expect("All done")
        assert terminal.end() == 0
    assert desk.json("show", "K1")["state"] == "closed"


# --- what can mean two things ---


def test_what_can_mean_two_things_is_asked_back_at_a_terminal_and_refused_elsewhere(listed):
    """At eleven 九点 is over: tonight's, or tomorrow's?"""
    listed.at("2026-06-15T11:00")
    result = listed.run("log", "F1", "busy", "--at", "九点")
    assert result.code == 2
    assert "“九点” could be 2026-06-15 21:00 or 2026-06-16 09:00. Write the one you mean." in result.err
    environ = {"KCRM_DB": str(listed.db), "KCRM_NOW": "2026-06-15T11:00", "KCRM_LANG": "en", "KCRM_STAFF": "S1", "HOME": str(listed.folder)}
    with at_terminal(["log", "F1", "busy", "--at", "九点"], environ) as terminal:
        terminal.expect("2  2026-06-16 09:00")
        terminal.expect("Which?")
        terminal.type("2\n")
        assert terminal.end() == 0
    assert state(listed, 1)[1:3] == ("2026-06-16", "09:00")
    with at_terminal(["snooze", "F2", "半天后", "--reason", "x"], environ) as terminal:
        terminal.expect("Which?")
        terminal.type("\n")
        assert terminal.end() == 2
    assert state(listed, 2)[2] is None


def test_an_hour_that_is_gone_is_refused_with_tomorrows(listed):
    listed.at("2026-06-15T11:00")
    result = listed.run("log", "F1", "busy", "--at", "上午9点")
    assert result.code == 5
    assert "“上午9点” has already passed today." in result.err
    assert 'For tomorrow write "2026-06-16 09:00".' in result.err
    listed.ok("log", "F1", "busy", "--at", "2026-06-16 09:00")


# --- agreed times ---


def test_an_agreed_time_that_has_come_stands_first_in_next_and_due_and_survives_the_night(listed):
    """鲍里 asked for 15:00; nobody else goes before, on that day or the next, whoever calls and whoever is away."""
    listed.ok("log", "KH1", "busy", "--at", "15:00")
    assert listed.json("next")["customer"] == "安娜"
    assert [row["priority"] for row in listed.json("due")] == ["overdue", "overdue", "overdue"]
    for moment in ("2026-06-15T15:00", "2026-06-16T09:00"):
        listed.at(moment)
        first = listed.json("due")[0]
        assert (first["customer"], first["priority"], "call_time=15:00" in first["reasons"]) == ("鲍里", "agreed", True)
        card = listed.json("next")
        assert (card["customer"], card["agreed_on"], card["agreed_time"]) == ("鲍里", "2026-06-15", "15:00")
    listed.ok("followup", "assign", "F3", "S2", "--reason", "换人")
    listed.ok("staff", "absent", "S2", "2026-06-16")
    row = listed.json("due")[0]
    assert (row["customer"], row["priority"], row["assignee_no"]) == ("鲍里", "agreed", "S2")
    assert row["caller_no"] != "S2"


def test_only_a_grave_complaint_goes_before_an_agreed_time(listed):
    listed.ok("complaint", "open", "安娜", "--severity", "normal", "--description", "等太久")
    listed.ok("complaint", "open", "车明", "--severity", "normal", "--channel", "media", "--description", "电视台来电")
    listed.ok("log", "KH1", "busy", "--at", "10:00")
    listed.at("2026-06-15T10:00")
    assert [(row["customer"], row["priority"]) for row in listed.json("due")] == [
        ("车明", "urgent"),
        ("鲍里", "agreed"),
        ("安娜", "urgent"),
    ]


# --- an open complaint ---


def burning(desk, *more):
    desk.ok("complaint", "open", "安娜", "--severity", "major", "--channel", "media", "--description", "电视台来电核实自燃隐患", *more)
    desk.ok("complaint", "accept", "K1")


def test_the_card_tells_of_the_open_complaint_its_text_state_department_deadline_and_promise(listed):
    burning(listed, "--department", "售后部")
    listed.ok("complaint", "respond", "K1", "--note", "免费检测并出具报告", "--as", "G1")
    [complaint] = listed.json("next")["complaints"]
    assert complaint == {
        "id": "K1",
        "severity": "major",
        "channel": "media",
        "state": "responded",
        "department": "售后部",
        "owner": complaint["owner"],
        "description": "电视台来电核实自燃隐患",
        "deadline": "resolve",  # a major one within 5 calendar days; the offer was the first contact
        "due_at": "2026-06-20T09:30:00+08:00",
        "minutes_left": 7200,
        "promised": "免费检测并出具报告",
    }
    shown = re.sub(r"\s+", " ", listed.ok("next", "--lang", "zh").out)
    assert "K1 重大 媒体、已提出方案、售后部" in shown
    assert "电视台来电核实自燃隐患" in shown
    assert "承诺：免费检测并出具报告" in shown


def test_while_a_grave_complaint_is_open_nothing_is_sold_and_the_renewal_stays_open(listed):
    burning(listed)
    card = listed.json("next")
    assert card["customer"] == "安娜"
    assert card["script"]["purpose"] is None
    assert card["script"]["offer"] is None
    out = listed.ok("next").out
    assert "insurance of your" not in out
    assert "what you told us went wrong" in out
    with sitting(listed) as terminal:
        ready(terminal)
        terminal.type("a")
        terminal.expect("What they said about complaint K1")
        terminal.type("客户要求书面答复\n")
        terminal.expect("F1: call on 2026-06-16")
        assert "鲍里" in ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert state(listed, 1)[:2] == ("open", "2026-06-16")
    assert listed.query("SELECT kind, note FROM complaint_event ORDER BY id DESC LIMIT 1") == [("contacted", "客户要求书面答复")]
    assert listed.query("SELECT count(*) FROM call") == [(0,)]


def test_a_normal_complaint_does_not_silence_the_rest(listed):
    listed.ok("complaint", "open", "安娜", "--severity", "normal", "--description", "等太久")
    assert "insurance of your" in listed.ok("next").out


def test_where_the_policy_says_so_such_a_customer_waits_but_not_for_the_re_call(listed):
    burning(listed)
    listed.ok("policy", "set", "calling.grave_waits", "yes", "--as", "G1")
    assert listed.json("next")["customer"] == "鲍里"
    listed.ok("complaint", "resolve", "K1", "--cause", "product", "--finding", "valid", "--note", "x", "--as", "A1")
    listed.at("2026-06-16T09:30")
    card = listed.json("next")
    assert card["customer"] == "安娜"
    assert "we have dealt with" in card["script"]["purpose"] or "settled" in card["script"]["purpose"]


def test_whether_it_suits_is_asked_before_anything_else(desk):
    desk.at(NOW)
    desk.take("customers", {"customer_no": "KH0", "name": "安娜", "phone": "13800138001"})
    desk.ok("complaint", "open", "安娜", "--severity", "minor", "--description", "等太久", "--received-at", "2026-06-13 10:00")
    desk.ok("complaint", "accept", "K1", "--at", "2026-06-13 10:01")
    desk.ok("complaint", "resolve", "K1", "--cause", "service", "--finding", "valid", "--at", "2026-06-14 10:00", "--as", "A1")
    for language, suits, asked in (("zh", "现在方便", "满意吗"), ("en", "Do you have 5 to 8 minutes", "to your satisfaction")):
        shown = desk.ok("next", "--lang", language).out
        assert shown.index(suits) < shown.index(asked)


def test_the_card_says_which_day_a_time_was_agreed_for_where_that_is_gone_by(listed):
    listed.ok("log", "KH1", "busy", "--at", "15:00")
    listed.at("2026-06-15T15:05")
    assert "agreed for 15:00" in listed.ok("next").out
    listed.at("2026-06-16T09:00")
    assert "agreed for 06-15 15:00" in listed.ok("next").out
