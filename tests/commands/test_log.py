"""`kcrm log`: what each outcome leaves on the list of that day and of the next ones."""

import pytest
from calling import DC1, DC3, DC7, FRI, MON, OTHER, PHONE, THU, TUE, VIN, WED, customer, customer_row, due, items


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
        "direction": "out",
        "about": None,
        "finding_id": None,
        "topics": [],
        "need_id": None,
        "appointment_ids": [],
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
                "result": None,
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
    # both are due on Wednesday, but a phone gets one message a day: the later waits for Thursday
    assert [row[1:] for row in due(busy, WED, "--all")] == [("1dc", "message", "2026-06-17", 0)]
    assert due(busy, WED) == []
    assert busy.query("SELECT kind, state, reason, due_by FROM followup WHERE channel = 'message' AND due_on = '2026-06-17'") == [
        ("1dc", "open", None, "unreached"),
        ("3dc", "cancelled", "cap", "unreached"),
    ]
    # the plan of the next days leaves the messages alone, and one that a person writes ends both
    busy.at(THU)
    busy.ok("plan")
    closed = items(busy.json("log", "张伟", "message_sent"))
    # the second was to wait for Friday
    assert [row[1:] for row in closed] == [("done", "2026-06-17", 0), ("done", "2026-06-19", 0)]
    assert [row[0] for row in closed] == [row["id"] for row in busy.json("followup", "list", "--state", "done")]
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
        ("F4", "cancelled", "refused"),  # once more, fifteen days after the expiry
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
        *((word, "no_answer") for word in ("没人接", "无人接听", "占线", "关机", "停机")),
        *((word, "answered") for word in ("接听", "打通了")),
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


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("part", "机油滤芯"), ("part", "机油滤芯", None, 1)),
        (("新车", "途昂 Pro"), ("model", "途昂 Pro", None, None)),
        (("6月20日", "再谈续保"), ("day", "再谈续保", "2026-06-20", None)),
    ],
)
def test_what_they_wait_for_is_noted_with_the_call(busy, typed, kept):
    """A part is for the car that the call was about; what is undone with the call is the need, too."""
    assert busy.json("log", "张伟", "answered", "--need", *typed)["need_id"] == "ND1"
    stored = busy.query("SELECT what, text, wanted_on, vehicle_id, customer_id, call_id, noted_on FROM need")
    assert stored == [(*kept, 1, 1, "2026-06-15")]
    busy.ok("undo", "--yes")
    assert busy.query("SELECT count(*) FROM need") == [(0,)]


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("answered", "--need", "part", " "), 2, "--need: say what it is, in words."),
        (("answered", "--need", "昨天", "看车"), 5, "--need: 昨天 is past."),
        (("answered", "--need", "什么", "看车"), 2, "什么"),
        (("no_answer", "--need", "part", "机油"), 2, "--need"),
    ],
)
def test_a_need_that_says_nothing_or_cannot_come_is_not_noted(busy, argv, code, said):
    result = busy.run("log", "张伟", *argv)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert busy.query("SELECT count(*) FROM call") == busy.query("SELECT count(*) FROM need") == [(0,)]


def test_a_prospect_and_an_opportunity_are_recorded_with_the_call(busy):
    payload = busy.json("log", "张伟", "answered", "--prospect", "王五, 13700137000, 途昂", "--opportunity", "insurance", "5,000.50", "30%")
    assert (payload["prospect_no"], payload["opportunity_id"]) == (1, "P1")
    assert busy.query(
        "SELECT name, phone, model, prospect.source, referred_by_id, call_id, registered_on FROM prospect"
        " JOIN customer ON customer.id = prospect.customer_id"
    ) == [("王五", "13700137000", "途昂", "referral", 1, 1, "2026-06-15")]
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


@pytest.mark.parametrize(
    ("typed", "on", "at"),
    [
        ("下午三点", "2026-06-15", "15:00"),
        ("三点半", "2026-06-15", "15:30"),
        ("半小时后", "2026-06-15", "09:30"),
        ("明早9点", "2026-06-16", "09:00"),
        ("1530", "2026-06-15", "15:30"),
    ],
)
def test_a_time_that_a_person_would_type_is_understood(desk, typed, on, at):
    customer(desk)
    desk.at(MON)
    desk.ok("log", "张伟", "另约", "--at", typed)
    assert desk.query("SELECT call_on, call_time FROM followup WHERE id = 1") == [(on, at)]
