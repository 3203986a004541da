"""The keys of `next` beside the outcomes: what a call brings, going back, undoing. The clock stands at Monday 2026-06-15, 09:30."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest
from conftest import filled_once
from seat import VINS, ready, sitting, three_to_call, typed

from kcrm.actions.seat.keys import KEYS, key_by_number, key_of


@filled_once
def listed(desk):
    three_to_call(desk)
    return desk


def state(desk, number):
    return desk.query("SELECT state, call_on, call_time FROM followup WHERE id = ?", number)[0]


# --- the table ---


def test_every_key_is_its_own_and_the_digits_are_the_numbers_in_the_list():
    letters, digits = [key.letter for key in KEYS], [key.digit for key in KEYS if key.digit not in {"", "0"}]
    assert len(letters) == len(set(letters))
    assert digits == [str(number) for number, key in enumerate(KEYS, start=1) if key.digit not in {"", "0"}]


@pytest.mark.parametrize(
    ("pressed", "label"),
    [
        ("c", "complaint"),
        ("C", "complaint"),
        ("9", "complaint"),
        ("ｃ", "complaint"),
        ("９", "complaint"),
        ("？", "all keys"),
        ("＠", "met in person"),
    ],
)
def test_a_key_is_known_by_letter_and_digit_also_in_full_width(pressed, label):
    assert key_of(pressed).label == label


@pytest.mark.parametrize("pressed", ["", " ", "!", "中", "\x1b"])
def test_what_is_no_key_is_none(pressed):
    assert key_of(pressed) is None


def test_in_the_list_of_all_keys_numbers_of_two_digits_count_and_others_are_none():
    assert [key_by_number(str(number)) for number in range(1, len(KEYS) + 1)] == list(KEYS)
    assert key_by_number("１０") is KEYS[9]
    assert key_by_number("0") is key_by_number("99") is None


# --- what a call brings ---


def test_a_complaint_heard_in_a_call_is_open_and_accepted_and_the_customer_is_still_there(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(
            terminal,
            ("c", "Severity: 1 minor, 2 normal, 3 major"),
            ("3\n", "What is the complaint"),
            ("刹车异响没修好\n", "Complaint K1: accepted, handled by 白雪."),
        )
        assert "安娜" in ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT severity, description, state, source, owner_id FROM complaint") == [
        ("major", "刹车异响没修好", "accepted", "call", 4)
    ]
    assert state(listed, 1)[0] == "open"


def test_a_friend_who_wants_a_car_an_opportunity_a_phone_and_a_time_are_noted_at_once(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(
            terminal,
            ("l", "Who wants a car"),
            ("张三，13900000001，青屿\n", "Prospect L1: 张三, 13900000001."),
            ("o", "Opportunity: kind"),
            ("换车 150000\n", "Write “kind yuan probability”"),
            ("换车 150000 30%\n", "Opportunity P1: 换车."),
            ("p", "Their new number"),
            ("139\n", "Their new number"),  # refused, and asked again
            ("13900139000\n", "Phone is now 13900139000"),
            ("t", "When they like to be called"),
            ("18:00-20:00\n", "Preferred time is now 18:00-20:00"),
            ("g", "What the workshop should know"),
            ("右前轮异响\n", "Note for the workshop is now 右前轮异响"),
        )
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query(
        "SELECT name, phone, model, prospect.source, referred_by_id FROM prospect JOIN customer ON customer.id = prospect.customer_id"
    ) == [("张三", "13900000001", "青屿", "referral", 1)]
    assert listed.query("SELECT kind, amount_fen, probability_bp FROM opportunity") == [("换车", 15_000_000, 3000)]
    assert listed.query("SELECT phone, contact_window FROM customer WHERE id = 1") == [("13900139000", "18:00-20:00")]
    assert listed.json("show", "V1")["workshop_note"] == "右前轮异响"


def test_what_was_noticed_goes_to_the_department_that_is_chosen_and_is_taken_back(listed):
    listed.take("staff", {"employee_no": "D1", "name": "丁一", "role": "department_head", "department": "售后服务部"})
    listed.take("staff", {"employee_no": "D2", "name": "丁二", "role": "technician", "department": "客服部"})
    listed.take("staff", {"employee_no": "D3", "name": "丁三", "role": "other", "department": "市场部", "left_on": "2026-06-14"})
    with sitting(listed) as terminal:
        ready(terminal)
        typed(
            terminal,
            ("x", "What was noticed, short of a complaint"),
            ("休息区没有茶水\n", "Which department: 1 售后服务部, 2 客服部, or another name"),
            ("3\n", "“3” is not one of these; type its number."),
            ("\x1b", "What was noticed"),
            ("休息区没有热茶\n", "Which department"),
            ("１\n", "Finding FD1: 丁一 is to answer by 2026-06-18."),
        )
        assert "安娜" in ready(terminal)
        typed(terminal, ("x", "What was noticed"), ("等了很久\n", "Which department"), ("前台\n", "Finding FD2: nobody heads 前台 yet."))
        ready(terminal)
        typed(terminal, ("u", "Undo?"), ("y", "Undone."))
        ready(terminal)
        typed(terminal, ("x", "What was noticed"), ("x\n", "Which department"))
        terminal.type("\n")  # back to the keys
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.json("finding", "list", "--all") == [
        {
            "id": "FD1",
            "found_on": "2026-06-15",
            "department": "售后服务部",
            "head_no": "D1",
            "head": "丁一",
            "finding": "休息区没有热茶",
            "customer_id": "C1",
            "customer": "安娜",
            "plate": "皖A12340",
            "due_on": "2026-06-18",
            "late": False,
            "answered_at": None,
            "answer": None,
            "answered_by": None,
            "found_by": "白雪",
        }
    ]
    assert state(listed, 1)[0] == "open"


def test_the_date_that_the_call_was_about_ends_it_and_another_does_not(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(
            terminal,
            ("d", "1 Insurance expires, 2 Inspection due"),
            ("2\n", "The date"),
            ("2027-01-31\n", "Inspection due is now 2027-01-31"),
            ("d", "Which date"),
            ("1\n", "The date"),
            ("2027-07-06\n", "Note"),
            ("已在店续保\n", "F1: done"),
        )
        assert "鲍里" in ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT insurance_expires_on, inspection_due_on FROM vehicle WHERE id = 1") == [("2027-07-06", "2027-01-31")]
    assert listed.query("SELECT outcome, note FROM call") == [("answered", "已在店续保")]


def test_a_new_owner_ends_the_call(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("e", "The new owner"), ("李四,13700137000\n", "Note"), ("\n", "F1: done"))
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query(
        "SELECT customer.name FROM ownership JOIN customer ON customer.id = customer_id WHERE vehicle_id = 1 AND until_on IS NULL"
    ) == [("李四",)]


def test_a_refusal_of_one_kind_is_taken_back(listed):
    listed.ok("log", "KH0", "refused", "--no-more", "kind")
    listed.ok("followup", "add", "KH0", "post_service", "2026-06-15", "--reason", "回访")
    assert listed.query("SELECT count(*) FROM refusal") == [(1,)]
    with sitting(listed) as terminal:
        ready(terminal)
        while "安娜" not in terminal.shown:
            terminal.type("k")
            ready(terminal)
        assert "no more: insurance renewal" in terminal.shown
        typed(terminal, ("z", "1 insurance renewal"), ("1\n", "insurance renewal: calls resume."))
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT count(*) FROM refusal") == [(0,)]


# --- going back, and undoing ---


def test_esc_goes_back_a_question_then_to_the_keys_and_records_nothing(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("a", "Score"), ("3\n", "What is the complaint"), ("\x1b", "Score"), ("9\n", "Note"), ("\x1b", "Score"))
        terminal.type("\x1b")
        assert "3 of 3 left" in ready(terminal)
        typed(terminal, ("m", "Sent by"))
        terminal.type("\x1b")
        ready(terminal)
        typed(terminal, ("0", "Number or letter"))
        terminal.type("\x1b")
        typed(terminal, ("0", "Number or letter"), ("99\n", "“99” is not one of the keys"), ("0", "Number or letter"))
        terminal.type("\n")
        assert "“0”" not in terminal.shown
        terminal.type("\x1b\x1b")  # at the keys there is nothing to go back from
        typed(terminal, ("0", "Number or letter"), ("10\n", "Who wants a car"))
        terminal.type("\x1b")
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT count(*) FROM call") == [(0,)]
    assert state(listed, 1)[0] == "open"


def test_arrows_do_not_go_back_and_backspace_takes_a_whole_chinese_character(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("a", "Score"), ("8\x7f9\n", "Note"), ("车况\x1b[D\x1bOC好坏\x7f\n", "F1: done"))
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT score, note FROM call") == [(9, "车况好")]


def test_u_shows_what_the_last_step_changed_and_takes_it_back_and_then_the_one_before(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        terminal.type("n")
        ready(terminal)
        terminal.type("b")
        terminal.expect("When to call again")
        terminal.type("tomorrow 10:00\n")
        ready(terminal)
        terminal.type("u")
        shown = terminal.expect("Undo?")
        assert "鲍里" in shown
        assert "10:00 -> -" in shown
        terminal.type("n")  # any other key: no
        assert "车明" in ready(terminal)
        typed(terminal, ("u", "Undo?"), ("u", "Undone."))
        assert "鲍里" in ready(terminal)
        typed(terminal, ("u", "Undo?"), ("y", "Undone."))
        assert "安娜" in ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert (state(listed, 1), state(listed, 3)) == (("open", "2026-06-06", None), ("open", "2026-06-07", None))
    assert listed.query("SELECT count(*) FROM call") == [(0,)]


def test_before_it_is_taken_back_a_step_names_whom_it_was_about_and_what_was_said(listed):
    with sitting(listed, width=160) as terminal:
        ready(terminal)
        typed(terminal, ("a", "Score"), ("9\n", "Note"), ("谈妥\n", "F1: done"))
        ready(terminal)
        typed(terminal, ("u", "Last step, at 09:30: C1 安娜: answered, 9"))
        shown = terminal.expect("Undo?")
        assert "call made CL1 C1 安娜: would go, Score 9, Note 谈妥\n" in shown
        assert "follow-up F1 C1 安娜 V1 皖A12340: State done -> open, Ended 2026-06-15 09:30 -> -\n" in shown
        typed(terminal, ("n", ""), ("c", "Severity"), ("\n", "What is the complaint"), ("等太久\n", "Complaint K1"))
        typed(terminal, ("u", "C2 鲍里: complaint, K1, normal"))
        shown = terminal.expect("Undo?")
        assert "complaint K1 C2 鲍里 V2 皖A12341: would go, Complaint 等太久\n" in shown
        assert "step" not in shown
        typed(terminal, ("n", ""), ("q", ""))
        assert terminal.end() == 0


def test_a_complaint_is_undone_without_the_call_of_the_customer_before(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        terminal.type("n")
        ready(terminal)
        typed(
            terminal,
            ("c", "Severity"),
            ("\n", "What is the complaint"),
            ("等太久\n", "Complaint K1"),
            ("u", "Undo?"),
            ("y", "Undone."),
        )
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT count(*) FROM complaint") == [(0,)]
    assert listed.query("SELECT outcome FROM call") == [("no_answer",)]


def test_after_undoing_the_same_customer_is_on_the_screen_though_others_would_go_before(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("t", "When they like"), ("18:00-20:00\n", "Preferred time is now"))
        typed(terminal, ("g", "What the workshop should know"), ("x\n", "Note for the workshop is now"))
        typed(terminal, ("u", "Undo?"), ("y", "Undone."))
        assert "安娜" in ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0


def test_the_hint_how_to_continue_keeps_who_acts_and_whose_list_it_was(listed):
    listed.ok("followup", "assign", "F1", "S2", "--reason", "请假")
    with sitting(listed, "--staff", "S2", "--as", "S1", staff="") as terminal:
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
        assert "To continue: kcrm next --staff S2 --as S1" in terminal.shown


def test_while_another_program_holds_the_database_it_says_so_and_records_then(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        with contextlib.closing(sqlite3.connect(listed.db, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            typed(terminal, ("n", "busy:"), ("", "Waiting …"))
            other.execute("ROLLBACK")
        terminal.expect("F1: call on 2026-06-16")
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT customer_id, outcome FROM call") == [(1, "no_answer")]


def test_who_is_met_in_person_is_told_what_was_to_be_said_on_a_visit_too(listed):
    listed.ok("followup", "add", "KH0", "other", "today", "--about", "送行驶证", "--channel", "visit", "--place", "展厅")
    listed.ok("followup", "add", "KH0", "other", "fri", "--about", "送钥匙", "--channel", "visit", "--place", "展厅")
    number, later = (row[0] for row in listed.query("SELECT id FROM followup WHERE channel = 'visit' ORDER BY id"))
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("@", "Score"), ("9\n", "Note"), ("谈妥\n", f"F1, F{number}: done"))
        assert "鲍里" in ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT customer_id, outcome, by, score, note, phone FROM call") == [(1, "answered", "visit", 9, "谈妥", None)]
    assert [state(listed, each)[0] for each in (1, number, later)] == ["done", "done", "open"]


# --- a customer rings us ---


def test_a_customer_who_rings_is_written_down_in_at_most_twenty_keys_and_the_turn_goes_on(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        keys = typed(
            terminal,
            ("i", "Caller"),
            ("8002\n", "C2 鲍里 皖A12341\nAbout what: 1 enquiry, 2 appointment, 3 complaint, 4 price, 5 something else"),
            ("4\n", "Note"),
            ("\n", "Due for them: F3 insurance renewal. Does that settle it?"),
            ("\n", "Call from C2 鲍里: price."),
        )
        assert keys <= 20
        assert "安娜" in ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT customer_id, direction, about FROM call") == [(2, "in", "price")]
    assert state(listed, 3)[0] == "open"


def test_a_stranger_rings_and_a_complaint_is_taken_at_the_keys(listed):
    with sitting(listed, language="zh") as terminal:
        ready(terminal, "zh")
        typed(
            terminal,
            ("i", "谁来电"),
            ("13711112222，赵先生\n", "新来电人：赵先生 13711112222\n什么事"),
            ("3\n", "投诉等级"),
            ("3\n", "投诉内容"),
            ("电话没人接\n", "投诉 K1"),
        )
        ready(terminal, "zh")
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT name, phone, contact_only FROM customer WHERE id = 4") == [("赵先生", "13711112222", 1)]
    assert listed.query("SELECT severity, source FROM complaint") == [("major", "hotline")]


def test_what_is_due_for_who_rings_is_settled_in_the_same_call(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("i", "Caller"), ("安娜\n", "About what"), ("\n", "Note"), ("\n", "settle"), ("y\n", "F1: done"))
        assert "鲍里" in ready(terminal)  # she needs no call any more
        terminal.type("q")
        assert terminal.end() == 0
    assert state(listed, 1)[0] == "done"


def test_who_books_while_nothing_bookable_is_due_has_a_bay_kept_for_the_only_vehicle(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("i", "Caller"), ("鲍里\n", "About what"), ("2\n", "Booked for which day and time"))
        typed(terminal, ("昨天\n", "is past"), ("fri 10:00\n", "Note"), ("首保\n", "settle"), ("\n", "Booked for 2026-06-19 10:00."))
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT about, note FROM call") == [("appointment", "首保")]
    assert listed.query("SELECT starts_on, clock, what, came_by FROM appointment") == [("2026-06-19", "10:00", "首保", "phone")]
    assert listed.query("SELECT count(*) FROM call_result") == [(0,)]


def test_who_books_what_was_due_has_the_day_as_its_result(listed):
    listed.take("vehicles", {"vin": VINS[1], "inspection_due_on": "2026-07-01", "insurance_expires_on": "2027-07-07"})
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("i", "Caller"), ("鲍里\n", "About what"), ("2\n", "Booked"), ("fri 10:00\n", "Note"))
        typed(terminal, ("\n", "annual inspection. Does that settle it?"), ("y\n", "Booked for 2026-06-19 10:00."))
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT note FROM call") == [(None,)]
    assert listed.query("SELECT result, booked_at, kind, state FROM call_result JOIN followup ON followup.id = followup_id") == [
        ("booked", "2026-06-19T10:00", "annual_inspection", "done")
    ]


def test_whom_a_name_may_mean_is_told_before_anything_else_is_asked(listed):
    listed.take("customers", {"customer_no": "KH9", "name": "鲍里", "phone": "13800138009"})
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("i", "Caller"), ("鲍里\n", "matches 2 records"))
        assert "C2 鲍里" in terminal.expect("Caller")
        typed(terminal, ("没这人\n", "No customer matches 没这人."))
        assert "kcrm call in" not in terminal.expect("Caller")
        typed(terminal, ("C2\n", "C2 鲍里 皖A12341"), ("\x1b", "Caller"), ("\x1b", ""))
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT count(*) FROM call") == [(0,)]


# --- which call brought it ---


def test_what_came_up_in_a_call_bears_its_number_once_it_is_logged_and_the_story_tells_so(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("c", "Severity"), ("\n", "What is the complaint"), ("等太久\n", "Complaint K1"))
        typed(terminal, ("l", "Who wants a car"), ("张三，13900000001\n", "Prospect L1"))
        typed(terminal, ("o", "Opportunity: kind"), ("换车 150000 30%\n", "Opportunity P1"))
        typed(terminal, ("x", "What was noticed"), ("没有热茶\n", "Which department"), ("前台\n", "Finding FD1"))
        typed(terminal, ("y", "What are they waiting for"), ("1\n", "What it is"), ("雨刮片\n", "Need ND1"))
        # what is taken back is brought by nothing, and the others are not forgotten by it
        typed(terminal, ("x", "What was noticed"), ("x\n", "Which department"), ("x\n", "Finding FD2"))
        typed(terminal, ("u", "Undo?"), ("y", "Undone."))
        assert "安娜" in ready(terminal)
        assert listed.query("SELECT count(*) FROM complaint WHERE call_id IS NULL") == [(1,)]
        typed(terminal, ("a", "Score"), ("\n", "Note"), ("\n", "F1: done"))
        assert "鲍里" in ready(terminal)
        terminal.type("n")
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    for table in ("complaint", "prospect", "opportunity", "finding", "need"):
        assert listed.query(f"SELECT id, call_id FROM {table}") == [(1, 1)], table
    told = [event["detail"] for event in listed.json("customer", "show", "安娜")["history"] if event["what"] == "call"]
    assert told == ["insurance_expiry: answered, brought K1 L1 P1 FD1 ND1"]
    assert "brought K1, L1, P1, FD1, ND1" in listed.ok("customer", "show", "安娜", "-o", "plain").out


def test_a_call_that_reached_nobody_brought_nothing(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("c", "Severity"), ("\n", "What is the complaint"), ("等太久\n", "Complaint K1"))
        ready(terminal)
        terminal.type("n")
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT call_id FROM complaint") == [(None,)]


def test_a_digit_after_answers_in_numbers_asks_for_itself_before_it_ends_the_next_call(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        # two answers more than there are questions
        typed(terminal, ("a", "Score"), ("9\n", "Note"), ("\n", "F1: done"))
        ready(terminal)
        typed(terminal, ("2\n", "2 may be one answer too many. Press it once more for “no answer” with"), ("4\n", "4 may be one"))
        assert listed.query("SELECT customer_id, outcome FROM call") == [(1, "answered")]
        typed(terminal, ("2", "2 may be one"), ("2", "F3: call on 2026-06-16"))
        ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query("SELECT customer_id, outcome FROM call") == [(1, "answered"), (2, "no_answer")]
