"""`kcrm log`: what each outcome leaves on the list of that day and of the next ones."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from kcrm.queries import calls

PHONE, OTHER = "13800138000", "13900139000"
VIN = "LSVAB2A43JN012345"
MON, TUE, WED, THU, FRI = (f"2026-06-{number}T09:00" for number in (15, 16, 17, 18, 19))


def at_half_past(moment):
    return moment.replace("T09:00", "T09:30")


def customer(desk, name="张伟", phone=PHONE, vin=VIN, **columns):
    """Somebody whose vehicle was delivered on Friday, so that on Monday one call is overdue and one is due: F1 (1DC) and F2 (3DC)."""
    desk.take(
        "vehicles", {"vin": vin, "plate": "沪A12345", "owner_phone": phone, "owner_name": name, "delivered_on": "2026-06-12", **columns}
    )


@pytest.fixture
def busy(desk):
    customer(desk)
    desk.at(MON)
    return desk


def due(desk, now, channel="--channel=call"):
    """The open follow-ups up to that day: number, kind, channel, due, attempts."""
    desk.at(now)
    rows = desk.json("due", channel)
    return [(row["id"], row["kind"], row["channel"], row["due_on"], row["attempts"]) for row in rows]


def items(payload):
    return [(row["followup_id"], row["state"], row["call_on"], row["attempts"]) for row in payload["followups"]]


def customer_row(desk, columns="phone, phone_state"):
    return desk.query(f"SELECT {columns} FROM customer WHERE id = 1")[0]


DC1 = ("F1", "1dc", "call", "2026-06-13")
DC3 = ("F2", "3dc", "call", "2026-06-15")
DC7 = ("F3", "7dc", "call", "2026-06-19")


def test_an_answered_call_closes_all_that_is_due_and_leaves_what_is_to_come(busy):
    payload = busy.json("log", "张伟", "answered", "--score", "9", "--note", "很满意", "--as", "S1")
    assert payload == {
        "customer_id": "C1",
        "customer": "张伟",
        "outcome": "answered",
        "by": "phone",
        "called_at": "2026-06-15T09:00:00+08:00",
        "staff_no": "S1",
        "staff": "白雪",
        "score": 9,
        "low_score": False,
        "note": "很满意",
        "phone": PHONE,
        "phone_state": "ok",
        "new_owner_id": None,
        "new_owner": None,
        "vehicle_id": None,
        "prospect_no": None,
        "opportunity_id": None,
        "refused_kinds": [],
        "do_not_contact": False,
        "settled_ids": [],
        "complaint_id": None,
        "followups": [
            {
                "followup_id": number,
                "kind": kind,
                "channel": "call",
                "state": "done",
                "due_on": due_on,
                "call_on": due_on,
                "call_time": None,
                "attempts": 0,
                "new": False,
            }
            for number, kind, _, due_on in (DC1, DC3)
        ],
        "answers": [],
    }
    assert due(busy, MON) == due(busy, TUE) == []
    assert due(busy, FRI) == [(*DC7, 0)]
    stored = busy.query("SELECT customer_id, staff_id, called_at, called_on, by, outcome, score, note, phone FROM call")
    assert stored == [(1, 4, "2026-06-15T01:00:00Z", "2026-06-15", "phone", "answered", 9, "很满意", PHONE)]
    assert busy.query("SELECT call_id, followup_id, state FROM call_followup") == [(1, 1, "done"), (1, 2, "done")]


def test_an_unanswered_call_moves_all_to_tomorrow_and_the_deadlines_stay(busy):
    assert items(busy.json("log", "张伟", "no_answer")) == [("F1", "open", "2026-06-16", 1), ("F2", "open", "2026-06-16", 1)]
    assert due(busy, MON) == []
    assert due(busy, TUE) == [(*DC1, 1), (*DC3, 1)]


def test_the_phone_rang_for_the_other_calls_too_when_only_one_is_named(busy):
    assert items(busy.json("log", "F1", "no_answer")) == [("F1", "open", "2026-06-16", 1), ("F2", "open", "2026-06-16", 1)]


def test_the_third_unanswered_call_leaves_a_message_due_today_and_a_doubtful_phone(busy):
    for now in (MON, TUE):
        busy.at(now)
        busy.ok("log", "张伟", "no_answer")
    assert customer_row(busy) == (PHONE, "ok")
    busy.at(WED)
    payload = busy.json("log", "张伟", "no_answer")
    assert [(row["kind"], row["channel"], row["state"], row["due_on"], row["new"]) for row in payload["followups"]] == [
        ("1dc", "call", "unreachable", "2026-06-13", False),
        ("3dc", "call", "unreachable", "2026-06-15", False),
        ("1dc", "message", "open", "2026-06-17", True),
        ("3dc", "message", "open", "2026-06-17", True),
    ]
    assert payload["phone_state"] == "doubtful"
    assert [row[1:] for row in due(busy, WED, "--all")] == [("1dc", "message", "2026-06-17", 0), ("3dc", "message", "2026-06-17", 0)]
    assert due(busy, WED) == []
    assert busy.query("SELECT due_by FROM followup WHERE channel = 'message' AND state = 'open' AND due_on = '2026-06-17'") == [
        ("unreached",),
        ("unreached",),
    ]
    # the plan of the next days leaves the messages alone, and sending one ends both
    busy.at(THU)
    busy.ok("plan")
    assert items(busy.json("log", "张伟", "message_sent")) == [
        (row["id"], "done", "2026-06-17", 0) for row in busy.json("followup", "list", "--state", "done")
    ]
    assert due(busy, THU, "--all") == []


def test_who_takes_no_messages_gets_none_after_the_third_call(desk):
    customer(desk)
    desk.ok("customer", "edit", "C1", "--message-consent", "no")
    for now in (MON, TUE, WED):
        desk.at(now)
        desk.ok("log", "张伟", "no_answer")
    assert due(desk, WED, "--all") == []


def test_an_answer_makes_a_doubtful_phone_good_again(busy):
    for now in (MON, TUE, WED):
        busy.at(now)
        busy.ok("log", "F1", "no_answer")
    assert customer_row(busy) == (PHONE, "doubtful")
    busy.at(FRI)
    busy.ok("log", "F3", "answered")
    assert customer_row(busy) == (PHONE, "ok")


def test_who_is_busy_is_called_at_the_time_agreed(busy):
    payload = busy.json("log", "张伟", "busy", "--at", "thu 15:30")
    assert [(row["followup_id"], row["state"], row["call_on"], row["call_time"]) for row in payload["followups"]] == [
        ("F1", "open", "2026-06-18", "15:30"),
        ("F2", "open", "2026-06-18", "15:30"),
    ]
    assert due(busy, WED) == []
    busy.at(THU)
    rows = busy.json("due")
    assert [row["reasons"][1] for row in rows] == ["call_time=15:30", "call_time=15:30"]
    assert "agreed for 15:30" in busy.ok("due").out


def test_an_agreed_hour_that_is_inconvenient_is_noted_and_taken(busy):
    result = busy.ok("log", "张伟", "busy", "--at", "明天 12:30")
    assert "12:30 is outside the calling hours." in result.err
    assert busy.query("SELECT call_on, call_time FROM followup WHERE id = 1") == [("2026-06-16", "12:30")]


def test_a_call_agreed_for_after_the_item_lapses_is_noted_and_taken(desk):
    desk.take("vehicles", {"vin": VIN, "owner_phone": PHONE, "owner_name": "张伟", "insurance_expires_on": "2026-06-20"})
    result = desk.ok("log", "张伟", "busy", "--at", "2026-06-22")
    assert "F1 lapses on 2026-06-20, before the call agreed." in result.err
    desk.at("2026-06-22T09:00")
    assert due(desk, "2026-06-22T09:00") == []


def test_a_wrong_number_ends_the_calls_and_the_phone_is_dialled_no_more(busy):
    result = busy.ok("log", "张伟", "错号", "-o", "json")
    assert items(result.json) == [("F1", "unreachable", "2026-06-13", 0), ("F2", "unreachable", "2026-06-15", 0)]
    assert "kcrm customer edit C1 --phone PHONE" in result.err
    assert customer_row(busy) == (PHONE, "wrong")
    busy.at(FRI)
    assert [(row["id"], row["phone"]) for row in busy.json("due")] == [("F3", None)]


def test_a_wrong_number_with_the_right_one_stays_on_todays_list(busy):
    payload = busy.json("log", "张伟", "wrong_number", "--new-phone", "139 0013 9000")
    assert items(payload) == [("F1", "open", "2026-06-15", 0), ("F2", "open", "2026-06-15", 0)]
    assert customer_row(busy) == (OTHER, "ok")
    assert [row["phone"] for row in busy.json("due")] == [OTHER, OTHER]
    assert busy.query("SELECT phone FROM call") == [(PHONE,)]


def test_a_wrong_number_of_who_brought_the_vehicle_leaves_the_call_to_the_owner(desk):
    desk.take("vehicles", {"vin": VIN, "owner_phone": PHONE, "owner_name": "张伟", "use": "private"})
    desk.take(
        "orders",
        {
            "order_no": "R1",
            "vin": VIN,
            "type": "paid_repair",
            "opened_at": "2026-06-11 09:00",
            "closed_at": "2026-06-12 15:00",
            "brought_by": "司机小王",
            "brought_by_phone": OTHER,
        },
    )
    desk.at(MON)
    [number] = [row["id"] for row in desk.json("due")]
    assert [row["phone"] for row in desk.json("due")] == [OTHER]
    assert items(desk.json("log", number, "wrong_number")) == [(number, "open", "2026-06-15", 0)]
    assert [(row["id"], row["phone"]) for row in desk.json("due")] == [(number, PHONE)]
    assert customer_row(desk) == (PHONE, "ok")


def test_who_refuses_is_done_with_and_the_notice_says_how_to_call_no_more(busy):
    result = busy.ok("log", "张伟", "refused")
    assert "kcrm log F1 F2 refused --no-more kind" in result.err
    assert "kcrm customer edit C1 --do-not-contact yes" in result.err
    assert due(busy, FRI) == [(*DC7, 0)]


def test_who_wants_no_more_of_a_kind_is_never_called_about_it_again(desk):
    desk.take("vehicles", {"vin": VIN, "owner_phone": PHONE, "owner_name": "张伟", "insurance_expires_on": "2026-07-10"})
    desk.ok("policy", "set", "followups.insurance_expiry.lead_days", "30,7")
    desk.ok("plan")
    first, second = [row[0] for row in due(desk, "2026-07-03T09:00")]
    desk.at(MON)
    payload = desk.json("log", first, "refused", "--no-more", "kind")
    assert payload["refused_kinds"] == ["insurance_expiry"]
    assert desk.query("SELECT 'F' || id, state, reason FROM followup WHERE kind = 'insurance_expiry' ORDER BY due_on") == [
        (first, "done", None),
        (second, "cancelled", "refused"),
    ]
    # neither a new date nor a hand brings one back
    desk.take("vehicles", {"vin": VIN, "insurance_expires_on": "2026-07-05"})
    assert desk.query("SELECT count(*) FROM followup WHERE kind = 'insurance_expiry' AND state = 'open'") == [(0,)]
    assert desk.run("followup", "add", "C1", "insurance_expiry", "fri", "--reason", "x").code == 5


def test_who_wants_no_contact_at_all_has_nothing_left(busy):
    payload = busy.json("log", "张伟", "refused", "--no-more", "all")
    assert payload["do_not_contact"] is True
    assert busy.query("SELECT DISTINCT state, reason FROM followup WHERE id > 2") == [("cancelled", "do_not_contact")]


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("接通", "answered"),
        ("未接通", "no_answer"),
        ("错号", "wrong_number"),
        ("拒访", "refused"),
        ("已发短信", "message_sent"),
        ("no answer", "no_answer"),
    ],
)
def test_outcomes_are_typed_in_either_language(busy, word, outcome):
    assert busy.json("log", "张伟", word)["outcome"] == outcome


def test_wechat_closes_messages_too_and_says_nothing_of_the_phone(desk):
    desk.take("customers", {"name": "张伟", "phone": PHONE, "birthday": "1990-06-15"})
    customer(desk)
    desk.at(MON)
    assert sorted(row[1:3] for row in due(desk, MON, "--all")) == [("1dc", "call"), ("3dc", "call"), ("birthday", "message")]
    payload = desk.json("log", "张伟", "answered", "--by", "wechat")
    assert sorted((row["kind"], row["state"]) for row in payload["followups"]) == [("1dc", "done"), ("3dc", "done"), ("birthday", "done")]
    assert payload["by"] == "wechat"
    assert desk.query("SELECT phone FROM call") == [(None,)]


# --- what came up ---


def test_a_new_owner_has_the_vehicle_from_today_and_the_old_ones_calls_are_cancelled(busy):
    payload = busy.json("log", "张伟", "answered", "--next-owner", "李四，13900139000")
    assert (payload["new_owner_id"], payload["new_owner"], payload["vehicle_id"]) == ("C2", "李四", "V1")
    assert busy.query("SELECT customer_id, from_on, until_on FROM ownership ORDER BY id") == [
        (1, None, "2026-06-15"),
        (2, "2026-06-15", None),
    ]
    assert busy.query("SELECT DISTINCT reason FROM followup WHERE customer_id = 1 AND id > 2") == [("new_owner",)]


def test_a_new_owner_whom_the_desk_knows_is_not_entered_twice(busy):
    busy.take("customers", {"name": "李四", "phone": OTHER})
    assert busy.json("log", "张伟", "answered", "--next-owner", "李四, 13900139000")["new_owner_id"] == "C2"
    assert busy.query("SELECT count(*) FROM customer") == [(2,)]


def test_of_several_vehicles_the_sold_one_is_named(busy):
    customer(busy, vin="LSVAB2A43JN054321", plate="沪A54321")
    busy.at(MON)
    refused = busy.run("log", "张伟", "answered", "--next-owner", "李四, 13900139000")
    assert (refused.code, busy.query("SELECT count(*) FROM call")) == (2, [(0,)])
    assert "Add --vehicle PLATE." in refused.err
    assert busy.json("log", "张伟", "answered", "--next-owner", "李四, 13900139000", "--vehicle", "沪A54321")["vehicle_id"] == "V2"


def test_a_prospect_and_an_opportunity_are_recorded_with_the_call(busy):
    payload = busy.json("log", "张伟", "answered", "--prospect", "王五, 13700137000, 途昂", "--opportunity", "insurance", "5,000.50", "30%")
    assert (payload["prospect_no"], payload["opportunity_id"]) == (1, "P1")
    assert busy.query("SELECT name, phone, model, source, referred_by_id, call_id, registered_on FROM prospect") == [
        ("王五", "13700137000", "途昂", "referral", 1, 1, "2026-06-15")
    ]
    assert busy.query("SELECT customer_id, kind, amount_fen, probability_bp, state, call_id, opened_on FROM opportunity") == [
        (1, "insurance", 500_050, 3000, "open", 1, "2026-06-15")
    ]


def test_answers_are_kept_by_question_and_a_low_rating_asks_for_a_complaint(busy):
    # the 7-day call asks about the purchase (SSI)
    result = busy.ok("log", "F3", "answered", "--answers", "ssi.delivery=6/9", "--answers", "deal=8", "-o", "json")
    assert result.json["answers"] == [
        {"survey": "ssi", "question": "delivery", "rating": 6, "expectation": 9, "answer": None},
        {"survey": "ssi", "question": "deal", "rating": 8, "expectation": None, "answer": None},
    ]
    assert result.json["low_score"] is True
    assert "ask whether to open a complaint" in result.err
    assert busy.query("SELECT call_id, survey, question, rating, expectation, answer FROM answer ORDER BY id") == [
        (1, "ssi", "delivery", 6, 9, None),
        (1, "ssi", "deal", 8, None, None),
    ]


# --- what is refused ---


def test_a_closed_follow_up_names_who_closed_it_when_and_with_what(busy):
    busy.ok("log", "F1", "answered", "--as", "S2")
    busy.at(at_half_past(MON))
    again = busy.run("log", "F1", "answered")
    assert (again.code, again.out) == (5, "")
    assert again.err == "kcrm: F1 is done already: answered, logged by 林晓, 2026-06-15 09:00.\nTo see what happened to it: kcrm why F1\n"
    busy.speaking("zh")
    assert busy.run("log", "F1", "接通").err == "kcrm: F1 已完成：接通，林晓 于 2026-06-15 09:00 记录。\n查看经过：kcrm why F1\n"


def test_a_customer_for_whom_nothing_is_due_is_told_what_is_next(busy):
    busy.ok("log", "张伟", "answered", "--as", "S1")
    again = busy.run("log", "张伟", "answered")
    assert again.code == 5
    assert "the last call was answered, logged by 白雪, 2026-06-15 09:00. Next is F3, 7-day delivery call, on 2026-06-19." in again.err


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (["张伟", "answered", "--score", "11"], 2, "11 is more than 10"),
        (["张伟", "answered", "--score", "0"], 2, "0 is less than 1"),
        (["张伟", "busy"], 2, "When shall they be called again?"),
        (["张伟", "busy", "--at", "yesterday 15:00"], 5, "has gone by"),
        (["张伟", "busy", "--at", "today"], 2, "say the time too"),
        (["张伟", "answered", "--at", "fri"], 2, "kcrm snooze"),
        (["张伟", "no_answer", "--score", "9"], 2, "nobody was reached"),
        (["张伟", "wrong_number", "--prospect", "王五, 13700137000"], 2, "nobody was reached"),
        (["张伟", "message_sent", "--by", "phone"], 2, "is no outcome by phone"),
        (["张伟", "no_answer", "--by", "wechat"], 2, "is no outcome by WeChat"),
        (["张伟", "answered", "--called-at", "yesterday 15:00"], 5, "fell open only at"),
        (["F1", "answered", "--called-at", "2026-06-15 09:01"], 5, "lies in the future"),
        (["F1", "answered", "--called-at", "yesterday"], 2, "say the time too"),
        (["张伟", "answerd"], 2, "Did you mean answered"),
        (["answered"], 2, "say whom the call was to"),
        (["张伟"], 2, "then how it ended"),
        (["F1", "张伟", "answered"], 2, "is neither"),
        (["F99", "answered"], 3, "F99"),
        (["刘备", "answered"], 3, "刘备"),
        (["F3", "answered", "--answers", "colour=red"], 2, "colour"),
        (["张伟", "answered", "--answers", "colour=red"], 2, "No question is asked"),
        (["张伟", "answered", "--prospect", "王五"], 2, "name, phone, model"),
        (["张伟", "answered", "--next-owner", "张伟, 13800138000"], 5, "who owns it now"),
        (["张伟", "answered", "--new-phone", "12"], 2, "is not a phone"),
        (["张伟", "answered", "--opportunity", "insurance", "5000", "1.2"], 2, "is not a probability"),
        (["张伟", "answered", "--opportunity", "insurance", "5000", "-5%"], 2, "is not a probability"),
        (["张伟", "answered", "--opportunity", "insurance", "5000", "NaN"], 2, "is not a probability"),
        (["张伟", "answered", "--opportunity", "insurance", "-1", "0.5"], 2, "is negative"),
        (["张伟", "answered", "--opportunity", " ", "5000", "0.5"], 2, "say what it is"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(busy, argv, code, message):
    busy.ok("due")
    before = busy.query("SELECT count(*) FROM operation")
    result = busy.run("log", *argv)
    assert (result.code, result.out) == (code, "")
    assert message in result.err
    assert busy.query("SELECT count(*) FROM operation") == before
    assert busy.query("SELECT count(*) FROM call") == [(0,)]


def test_one_call_is_to_one_customer(busy):
    customer(busy, name="李四", phone=OTHER, vin="LSVAB2A43JN054321")
    busy.at(MON)
    other = busy.json("due", "--all")[-1]["id"]
    result = busy.run("log", "F1", other, "answered")
    assert result.code == 2
    assert "One call is to one customer" in result.err


def test_a_call_may_be_logged_late(busy):
    busy.at(at_half_past(MON))
    payload = busy.json("log", "张伟", "no_answer", "--called-at", "09:05")
    assert payload["called_at"] == "2026-06-15T09:05:00+08:00"


def test_a_dry_run_says_what_would_be_and_writes_nothing(busy):
    result = busy.ok("log", "张伟", "answered", "-n", "-o", "json")
    assert items(result.json) == [("F1", "done", "2026-06-13", 0), ("F2", "done", "2026-06-15", 0)]
    assert "nothing was written" in result.err
    assert busy.query("SELECT count(*) FROM call") == [(0,)]
    assert due(busy, MON) == [(*DC1, 0), (*DC3, 0)]


# --- several at once, and interruptions ---


def test_of_two_people_who_log_the_same_call_at_once_the_second_is_told_of_the_first(busy, monkeypatch):
    """The second has read the list already when the first one's write is through."""
    from kcrm.commands import log

    read = log.due_calls

    def read_and_lose_the_race(session, *given, **more):
        target = read(session, *given, **more)
        monkeypatch.setattr(log, "due_calls", read)
        subprocess.run([sys.executable, "-m", "kcrm", "log", "张伟", "no_answer", "--as", "S1"], check=True, capture_output=True)
        return target

    monkeypatch.setattr(log, "due_calls", read_and_lose_the_race)
    second = busy.run("log", "张伟", "answered", "--as", "S2")
    assert second.code == 5
    assert "F1 was called for in the meantime: no answer, logged by 白雪, 2026-06-15 09:00." in second.err
    assert busy.query("SELECT outcome, staff_id FROM call") == [("no_answer", 4)]


def test_two_processes_at_once_leave_one_call(busy):
    command = [sys.executable, "-m", "kcrm", "log", "F1", "answered"]
    both = [subprocess.Popen([*command, "--as", who], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for who in ("S1", "S2")]
    said = [process.communicate()[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 5]
    winner = busy.query("SELECT name FROM call JOIN staff ON staff.id = staff_id")
    assert len(winner) == 1
    assert any(f"answered, logged by {winner[0][0]}" in text for text in said)


@pytest.mark.parametrize("broken", ["add_outcome", "add_answers", "call_by_id"])
def test_an_interruption_in_the_middle_leaves_nothing_half_written(busy, monkeypatch, broken):
    busy.ok("due")

    def interrupt(*_given, **_more):
        raise KeyboardInterrupt

    def state():
        with closing(sqlite3.connect(busy.db)) as connection:
            return list(connection.iterdump())

    before = state()
    monkeypatch.setattr(calls, broken, interrupt)
    result = busy.run("log", "张伟", "no_answer", "--new-phone", OTHER)
    assert (result.code, result.out) == (130, "")
    assert state() == before


def test_a_call_is_one_operation_and_undone_as_one(busy):
    busy.ok("due")
    before = busy.query("SELECT count(*) FROM operation")[0][0]
    busy.ok("log", "张伟", "answered", "--prospect", "王五, 13700137000", "--new-phone", OTHER)
    assert busy.query("SELECT count(*) FROM operation")[0][0] == before + 1
    busy.ok("undo", "-y")
    assert due(busy, MON) == [(*DC1, 0), (*DC3, 0)]
    assert busy.query("SELECT (SELECT count(*) FROM call), (SELECT count(*) FROM prospect)") == [(0, 0)]
    assert customer_row(busy) == (PHONE, "ok")


# --- at a terminal, and in Chinese ---


@pytest.fixture
def typing(busy, monkeypatch):
    """What a person at a terminal answers to the questions."""
    import io

    from kcrm.context import Terminal

    def answers(text):
        monkeypatch.setattr(Terminal, "of_process", classmethod(lambda cls, _environ: cls(stdin_tty=True, stderr_tty=True)))
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        return busy

    return answers


@pytest.mark.parametrize(
    ("typed", "kinds", "no_contact"),
    [("k\n", ["1dc", "3dc"], False), ("a\n", [], True), ("\n", [], False), ("", [], False)],
)
def test_a_person_at_the_terminal_is_asked_what_is_wanted_no_more(typing, typed, kinds, no_contact):
    payload = typing(typed).json("log", "张伟", "refused")
    assert (payload["refused_kinds"], payload["do_not_contact"]) == (kinds, no_contact)


@pytest.mark.parametrize(("typed", "phone", "state"), [("139 0013 9000\n", OTHER, "ok"), ("\n", PHONE, "wrong")])
def test_a_person_at_the_terminal_is_asked_for_the_right_number(typing, typed, phone, state):
    desk = typing(typed)
    desk.ok("log", "张伟", "wrong_number")
    assert customer_row(desk) == (phone, state)


def test_a_closed_call_asks_nothing(typing):
    desk = typing("a\n")
    desk.ok("log", "F1", "answered")
    result = desk.run("log", "F1", "refused")
    assert result.code == 5
    assert "no contact" not in result.err


def test_in_chinese_the_record_and_its_parts_are_chinese(busy):
    busy.speaking("zh")
    out = busy.ok("log", "张伟", "另约", "--at", "明天 12:30", "--as", "S1")
    lines = [line.split() for line in out.out.splitlines()]
    assert ["结果", "另约"] in lines
    assert ["方式", "电话"] in lines
    assert out.err == "12:30 不在可拨打的时段内。\n"
    assert busy.run("log", "张伟", "接通", "--score", "9").err.startswith(
        "kcrm: 张伟 今天没有到期任务；上次拨打：另约，白雪 于 2026-06-15 09:00 记录。"
    )
    assert busy.run("log", "F3", "未接通", "--score", "9").err == "kcrm: --score：结果为“未接通”，没有联系上人，不会有这项内容。\n"
    assert busy.run("log", "F3", "另约").err == "kcrm: 约在什么时候再打？请加 --at，如 --at “明天 15:00”。\n"


def test_a_kill_in_the_middle_leaves_nothing_half_written(busy):
    busy.ok("due")
    script = (
        "import os, signal, sys\n"
        "from kcrm import cli\n"
        "from kcrm.queries import calls\n"
        "calls.add_answers = lambda *_given: os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.exit(cli.main(['log', '张伟', 'no_answer', '--new-phone', '13900139000']))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == -9
    assert busy.query("SELECT count(*) FROM call") == [(0,)]
    assert customer_row(busy) == (PHONE, "ok")
    assert due(busy, MON) == [(*DC1, 0), (*DC3, 0)]
    assert items(busy.json("log", "张伟", "answered")) == [("F1", "done", "2026-06-13", 0), ("F2", "done", "2026-06-15", 0)]
