"""Calls about prospects: at the keys of `next` and by `log`; what the caller sees first, and what is asked after."""

from __future__ import annotations

import pytest
from conftest import filled_once
from seat import ready, sitting, typed


@filled_once
def sales(desk):
    """Two consultants, a manager and a specialist. X1 has 张伟 (contacted, driven, quoted) and X2 lost 孙悦; Monday 15 June 2026, 09:30."""
    desk.take(
        "staff",
        {"employee_no": "M1", "name": "蒋丽", "role": "sales_manager"},
        {"employee_no": "X1", "name": "方东", "role": "sales_consultant"},
        {"employee_no": "X2", "name": "纪雨", "role": "sales_consultant"},
        {"employee_no": "S2", "name": "林晓", "role": "cs_specialist"},
    )
    desk.at("2026-06-08T10:00")
    zhang = ("张伟", "13800138001", "--source", "web", "--model", "瑞虎8", "--rival", "哈弗H6", "--budget", "120000")
    desk.ok("prospect", "add", *zhang, "--intended", "2026-06-28", "--consultant", "X1")
    desk.ok("prospect", "contact", "L1", "--note", "要白色 [/b]", "--as", "X1")
    desk.ok("prospect", "drive", "L1", "--model", "瑞虎8 Pro", "--km", "12", "--licence", "--agreement", "--as", "X1")
    desk.ok("prospect", "quote", "L1", "--price", "118800", "--until", "2026-06-30", "--as", "X1")
    desk.at("2026-06-13T10:00")
    desk.ok("prospect", "add", "孙悦", "13800138005", "--source", "phone", "--model", "瑞虎7", "--consultant", "X2")
    desk.ok("prospect", "lose", "L2", "price", "--to", "哈弗大狗", "--as", "X2")
    desk.at("2026-06-15T09:30")
    return desk


def steps(desk, number):
    """step, stage, what, note and who of each step in a prospect's history."""
    rows = desk.json("prospect", "show", number)["history"]
    return [(row["step"], row["stage"], row["what"], row["note"], row["staff"]) for row in rows]


def contacts(desk, number):
    """The calls of a prospect that are open, but those of quotes: what, due, on which day and at what time."""
    rows = desk.json("followup", "list")
    return [
        (row["kind"], row["due_on"], row["call_on"], row["call_time"])
        for row in rows
        if row["customer_id"] == number and row["kind"] != "quote_expiry"
    ]


# --- what the caller sees ---


def test_the_card_tells_machines_all_that_is_known_of_what_they_mean_to_buy(sales):
    assert sales.json("next", "--as", "X1", "--mine")["prospects"] == [
        {
            "id": "L1",
            "level": "A",  # 13 days from 15 to 28 June
            "because": "intended=2026-06-28",
            "stage": "quoted",
            "model": "瑞虎8",
            "rival": "哈弗H6",
            "budget": 120000.0,
            "intended_on": "2026-06-28",
            "contacted_on": "2026-06-08",
            "contacted_by": None,  # the quote, after the call
            "said": None,
            "driven_on": "2026-06-08",
            "driven": "瑞虎8 Pro",
            "quote": 118800.0,
            "quote_until": "2026-06-30",
            "lost_on": None,
            "lost_reason": None,
            "lost_to": None,
            "consultant_no": "X1",
            "consultant": "方东",
        }
    ]


def test_a_person_reads_it_in_a_few_lines_with_whose_it_is(sales):
    sales.ok("prospect", "contact", "L1", "--by", "wechat", "--note", "要白色 [/b]", "--as", "X1")
    sales.at("2026-06-19T09:30")
    card = sales.ok("next", "--as", "X1", "--mine").out
    assert "L1 quoted, level A: they mean to buy on 2026-06-28, belongs to X1 方东" in card
    assert "wants 瑞虎8, also looks at 哈弗H6, budget 120,000.00 yuan" in card
    assert "last contact 06-15 (by WeChat): “要白色 [/b]”" in card
    assert "test drive 06-08 瑞虎8 Pro, quote 118,800.00 yuan, valid to 06-30" in card


def test_who_is_called_about_something_else_is_shown_as_a_prospect_too_and_who_is_none_is_not(sales):
    sales.take("customers", {"customer_no": "K1", "name": "王强", "phone": "13800138009"})
    sales.ok("followup", "add", "K1", "other", "2026-06-15", "--about", "问好", "--to", "S2")
    assert sales.json("next", "--as", "S2", "--mine")["prospects"] == []
    sales.ok("prospect", "add", "王强", "13800138009", "--source", "phone", "--consultant", "X2", "--level", "B")
    sales.ok("prospect", "contact", "L3", "--as", "X2")
    found = sales.json("next", "--as", "S2", "--mine")
    assert [(each["kind"]) for each in found["followups"]] == ["other"]
    assert [(each["id"], each["level"], each["because"]) for each in found["prospects"]] == [("L3", "B", "by_hand")]


# --- at the keys ---


def test_after_an_answered_call_the_consultant_says_when_next_and_when_they_buy_and_no_more(sales):
    with sitting(sales, "--mine", staff="X1") as terminal:
        ready(terminal)
        typed(
            terminal,
            ("a", "Note"),  # no score: nobody rates a sale
            ("颜色定了\n", "Next contact as agreed"),
            ("fri 15:00\n", "When they mean to buy"),
            ("2026-06-01\n", "Intends to buy: 2026-06-01 is past."),
            ("2026-06-20\n", "All done"),
        )
        assert terminal.end() == 0
    assert steps(sales, "L1")[-1] == (
        "contacted",
        "quoted",
        ["agreed=2026-06-19 15:00", "intended_on=2026-06-20"],
        "颜色定了",
        "X1 方东",
    )
    # level H within 7 days of 20 June: due the day after, called as agreed
    assert contacts(sales, "C1") == [("prospect_contact", "2026-06-16", "2026-06-19", "15:00")]
    assert sales.query("SELECT score, note FROM call WHERE id = 2") == [(None, "颜色定了")]


def test_enter_leaves_the_next_contact_to_the_level(sales):
    with sitting(sales, "--mine", staff="X1") as terminal:
        ready(terminal)
        typed(terminal, ("a", "Note"), ("\n", "Next contact"), ("\n", "When they mean to buy"), ("\n", "All done"))
        assert terminal.end() == 0
    assert steps(sales, "L1")[-1] == ("contacted", "quoted", [], None, "X1 方东")
    # level A from 15 June on: three days later
    assert contacts(sales, "C1") == [("prospect_contact", "2026-06-18", "2026-06-18", None)]


def test_a_specialist_hears_why_they_were_lost_and_both_reasons_are_kept(sales):
    with sitting(sales, "--mine", staff="S2") as terminal:
        ready(terminal)
        typed(
            terminal,
            ("a", "Note"),
            ("没人理我\n", "Why really: 1 price"),
            ("9\n", "To which brand or dealer (Enter: 哈弗大狗)"),
            ("\n", "Still to be won"),
            ("\n", "All done"),
        )
        assert terminal.end() == 0
    assert steps(sales, "L2")[-2:] == [
        ("lost", "lost", ["reason=price", "rival=哈弗大狗"], None, "X2 纪雨"),
        ("loss_checked", "lost", ["reason=service", "rival=哈弗大狗"], "没人理我", "S2 林晓"),
    ]
    row = sales.json("prospect", "list", "--state", "lost")[0]
    assert (row["lost_reason"], row["lost_to"]) == ("service", "哈弗大狗")


def test_who_is_still_to_be_won_goes_back_to_the_consultant_and_enter_agrees_with_what_they_said(sales):
    with sitting(sales, "--mine", staff="S2") as terminal:
        ready(terminal)
        typed(
            terminal,
            ("a", "Note"),
            ("\n", "Why really"),
            ("\n", "To which brand"),
            ("\n", "Still to be won"),
            ("y\n", "When they mean to buy"),
            ("3天后\n", "All done"),
        )
        assert terminal.end() == 0
    assert [each[:3] for each in steps(sales, "L2")[-2:]] == [
        ("loss_checked", "lost", ["reason=price", "rival=哈弗大狗"]),
        ("reopened", "registered", ["intended_on=2026-06-18"]),
    ]
    # nobody has talked to them yet: at once
    assert contacts(sales, "C2") == [("prospect_contact", "2026-06-15", "2026-06-15", None)]
    # one call, one operation: taking it back gives the loss back
    sales.ok("undo", "--yes")
    assert [each[0] for each in steps(sales, "L2")] == ["registered", "lost"]


def test_a_month_later_whoever_looks_again_is_taken_up(sales):
    sales.ok("log", "C2", "answered", "--as", "S2")
    sales.at("2026-07-13T09:30")
    with sitting(sales, "--mine", staff="S2", now="2026-07-13T09:30") as terminal:
        assert "lost prospect" in ready(terminal)
        typed(terminal, ("a", "Note"), ("\n", "Looking for a car again"), ("y\n", "When they mean to buy"), ("\n", "All done"))
        assert terminal.end() == 0
    assert steps(sales, "L2")[-1] == ("reopened", "registered", [], None, "S2 林晓")


def test_who_buys_elsewhere_is_lost_by_the_result_of_the_call(sales):
    with sitting(sales, "--mine", staff="X1") as terminal:
        ready(terminal)
        typed(
            terminal,
            ("f", "Result: 1 lost sale, 2 not now"),
            ("1\n", "Why were they lost: 1 price"),
            ("3\n", "To which brand or dealer (Enter: not known)"),
            ("哈弗\n", "Note"),
            ("昨天定的\n", "All done"),
        )
        assert terminal.end() == 0
    assert steps(sales, "L1")[-1] == ("lost", "lost", ["reason=rival_brand", "rival=哈弗"], "昨天定的", "X1 方东")
    # one call; a specialist asks two days and a month later
    assert sales.query("SELECT outcome, note FROM call ORDER BY id DESC LIMIT 1") == [("answered", "昨天定的")]
    assert [each[:2] for each in contacts(sales, "C1")] == [("lost_check", "2026-06-17"), ("lost_prospect", "2026-07-15")]


def test_who_does_not_buy_now_is_called_again_on_the_day_they_name(sales):
    with sitting(sales, "--mine", staff="X1") as terminal:
        ready(terminal)
        typed(
            terminal,
            ("f", "Result: 1 lost sale, 2 not now"),
            ("2\n", "Which day to call them again"),
            ("2026-09-01\n", "Note"),
            ("\n", "All done"),
        )
        assert terminal.end() == 0
    assert steps(sales, "L1")[-1] == ("invalid", "invalid", ["reason=not_now", "again_on=2026-09-01"], None, "X1 方东")
    assert sales.query("SELECT again_on FROM prospect WHERE id = 1") == [("2026-09-01",)]


def test_who_was_lost_has_no_such_result(sales):
    with sitting(sales, "--mine", staff="S2") as terminal:
        ready(terminal)
        typed(terminal, ("f", "They are no open prospect; press a for answered."))
        terminal.type("q")
        terminal.end()


def test_a_friend_who_is_a_prospect_already_is_named_with_whose_they_are_and_the_call_goes_on(sales):
    with sitting(sales, "--mine", staff="S2") as terminal:
        ready(terminal)
        typed(
            terminal,
            ("l", "Who wants a car"),
            ("老张 13800138001 瑞虎\n", "13800138001 is the phone of L1 张伟, which is open; it belongs to X1 方东."),
        )
        assert "孙悦" in ready(terminal)
        typed(terminal, ("l", "Who wants a car"), ("小王[/b] 13900138001 瑞虎\n", "Prospect L3: 小王[/b], 13900138001."))
        ready(terminal)
        typed(terminal, ("a", "Note"), ("\n", "Why really"), ("\n", "To which"), ("\n", "Still"), ("\n", "All done"))
        assert terminal.end() == 0
    assert sales.query("SELECT stage, referred_by_id, call_id FROM prospect WHERE id = 3") == [("registered", 2, 2)]


# --- from the shell ---


def test_log_notes_the_next_contact_and_the_day_of_purchase(sales):
    sales.ok("log", "C1", "answered", "--agreed", "fri 15:00", "--intended", "2026-06-20", "--note", "颜色定了", "--as", "X1")
    assert steps(sales, "L1")[-1] == (
        "contacted",
        "quoted",
        ["agreed=2026-06-19 15:00", "intended_on=2026-06-20"],
        "颜色定了",
        "X1 方东",
    )
    assert contacts(sales, "C1") == [("prospect_contact", "2026-06-16", "2026-06-19", "15:00")]


def test_a_prospect_who_rings_us_agrees_on_a_day_too(sales):
    sales.ok("log", "C1", "answered", "--as", "X1")
    sales.ok("call", "in", "C1", "--about", "价格", "--agreed", "fri", "--as", "X1")
    assert contacts(sales, "C1") == [("prospect_contact", "2026-06-18", "2026-06-19", None)]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("C1", "no_answer", "--agreed", "fri"), "--agreed does not go with “no answer”: no one was reached."),
        (("C2", "answered", "--agreed", "fri"), "--agreed: they are no open prospect."),
        (("C2", "answered", "--intended", "2026-07-01"), "--intended: they are no open prospect."),
        (("C1", "answered", "--intended", "2026-06-14"), "--intended: 2026-06-14 is past."),
    ],
)
def test_what_does_not_hold_together_is_refused_and_nothing_is_written(sales, argv, said):
    before = sales.query("SELECT count(*) FROM prospect_event") + sales.query("SELECT count(*) FROM call")
    refused = sales.run("log", *argv)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert sales.query("SELECT count(*) FROM prospect_event") + sales.query("SELECT count(*) FROM call") == before


def test_who_comes_in_person_was_in_the_showroom(sales):
    sales.ok("prospect", "add", "李娜", "13800138007", "--source", "phone", "--consultant", "X1")
    sales.ok("log", "C3", "answered", "--by", "visit", "--as", "X1")
    assert [each[:2] for each in steps(sales, "L3")] == [("registered", "registered"), ("visited", "visited")]


def test_how_the_showroom_was_is_not_asked_by_the_consultant_they_saw_there(sales):
    sales.ok("policy", "set", "prospects.showroom_percent", "100")
    sales.ok("prospect", "add", "李娜", "13800138007", "--source", "来店", "--consultant", "X2", "--level", "H")
    sales.at("2026-06-16T09:30")
    assert contacts(sales, "C3") == [
        ("prospect_contact", "2026-06-16", "2026-06-16", None),
        ("showroom_visit", "2026-06-16", "2026-06-16", None),
    ]
    with sitting(sales, "--mine", staff="X2", now="2026-06-16T09:30") as terminal:
        assert "were you offered a test drive" not in ready(terminal)
        typed(terminal, ("a", "Note"), ("\n", "Next contact"), ("\n", "When they mean to buy"), ("\n", "done"))
        terminal.type("q")
        terminal.end()
    assert contacts(sales, "C3") == [
        ("showroom_visit", "2026-06-16", "2026-06-16", None),
        ("prospect_contact", "2026-06-17", "2026-06-17", None),
    ]


def test_how_the_showroom_was_is_asked_by_a_specialist_who_calls_about_both(sales):
    sales.ok("policy", "set", "prospects.showroom_percent", "100")
    sales.ok("prospect", "add", "李娜", "13800138007", "--source", "来店", "--consultant", "X2", "--level", "H")
    sales.at("2026-06-16T09:30")
    for number in ("C1", "C2"):
        sales.ok("log", number, "answered", "--as", "S2")
    with sitting(sales, staff="S2", now="2026-06-16T09:30") as terminal:
        assert "were you offered a test drive" in ready(terminal)
        typed(terminal, ("a", "Score"), ("9\n", "Note"), ("\n", "Next contact"), ("\n", "When they mean to buy"), ("\n", "done"))
        terminal.type("q")
        terminal.end()
    assert contacts(sales, "C3") == [("prospect_contact", "2026-06-17", "2026-06-17", None)]


def test_a_call_that_names_an_open_prospect_is_refused_with_what_to_do_instead(sales):
    refused = sales.run("log", "C2", "answered", "--prospect", "老张, 13800138001, 瑞虎", "--as", "S2")
    assert (refused.code, refused.out) == (5, "")
    assert refused.err == (
        "kcrm: 13800138001 is the phone of L1 张伟, which is open; it belongs to X1 方东.\n"
        "Log the call without --prospect; what was said of them: kcrm prospect contact L1 --note TEXT\n"
    )
    assert sales.query("SELECT count(*) FROM call") == [(1,)]


def test_who_logs_a_check_of_a_loss_is_told_how_to_note_the_reason(sales):
    told = "What they said of the loss: kcrm prospect check L2 REASON --to RIVAL"
    assert told not in sales.ok("log", "C2", "no_answer", "--as", "S2").err
    check = next(row["id"] for row in sales.json("followup", "list") if row["kind"] == "lost_check")
    assert told in sales.ok("log", check, "answered", "--as", "S2").err
