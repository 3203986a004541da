"""Whose prospects are: given by hand, after somebody left, late contacts, the pool, losses confirmed; each with whole payloads."""

from __future__ import annotations

from conftest import filled_once


@filled_once
def sales(desk):
    """A sales manager, three consultants and a specialist; Monday 15 June 2026, 08:30."""
    desk.take(
        "staff",
        {"employee_no": "M1", "name": "蒋丽", "role": "sales_manager"},
        {"employee_no": "X1", "name": "方东", "role": "sales_consultant"},
        {"employee_no": "X2", "name": "纪雨", "role": "sales_consultant"},
        {"employee_no": "X3", "name": "马蓉", "role": "sales_consultant"},
        {"employee_no": "S1", "name": "叶琪", "role": "cs_specialist"},
    )
    return desk


def add(desk, number, *argv):
    """A prospect of a made-up name and phone."""
    return desk.json("prospect", "add", f"客户{number}", f"1380013{8000 + number}", "--source", "web", *argv)


def owners(desk):
    return [(row["id"], row["consultant_no"]) for row in desk.json("prospect", "list")]


def contacts(desk):
    """customer, call day, whose and by which step of each open contact."""
    rows = desk.query(
        "SELECT case_no, call_on, employee_no, assigned_by FROM followup LEFT JOIN staff ON staff.id = assignee_id"
        " WHERE state = 'open' AND kind = 'prospect_contact' ORDER BY case_no"
    )
    return [tuple(row) for row in rows]


def moves(desk, number):
    return [
        (row["at"][:10], row["what"], row["staff"], row["note"])
        for row in desk.json("prospect", "show", number)["history"]
        if row["step"] == "reassigned"
    ]


def test_several_are_given_to_somebody_with_their_calls(sales):
    for number in (1, 2, 3):
        add(sales, number, "--consultant", "X1", "--level", "H")
    rows = sales.json("prospect", "assign", "L1", "id:L3", "X2", "--note", "方东休假", "--as", "M1")
    assert [(row["id"], row["consultant_no"], row["consultant"], row["next_on"]) for row in rows] == [
        ("L1", "X2", "纪雨", "2026-06-15"),
        ("L3", "X2", "纪雨", "2026-06-15"),
    ]
    assert contacts(sales) == [
        ("L1", "2026-06-15", "X2", "prospect"),
        ("L2", "2026-06-15", "X1", "prospect"),
        ("L3", "2026-06-15", "X2", "prospect"),
    ]
    assert moves(sales, "L1") == [("2026-06-15", ["to=X2 纪雨"], "M1 蒋丽", "方东休假")]
    # all of one; whose they are already stay without a step
    assert [row["id"] for row in sales.json("prospect", "assign", "L3", "--of", "X1", "X2")] == ["L3", "L2"]
    assert [len(moves(sales, number)) for number in ("L1", "L2", "L3")] == [1, 1, 1]
    sales.ok("undo", "-y")
    assert owners(sales) == [("L1", "X2"), ("L2", "X1"), ("L3", "X2")]
    assert contacts(sales)[1] == ("L2", "2026-06-15", "X1", "prospect")
    # by what customers have
    assert [row["id"] for row in sales.json("prospect", "assign", "phone:13800138003", "X3")] == ["L3"]


def test_nothing_is_given_to_who_has_left_nor_what_is_none(sales):
    add(sales, 1, "--consultant", "X1")
    sales.ok("staff", "edit", "X3", "--left-on", "2026-06-01")
    before = sales.query("SELECT count(*) FROM operation")
    refused = sales.run("prospect", "assign", "L1", "X3")
    assert (refused.code, "X3 马蓉 left on 2026-06-01" in refused.err) == (5, True)
    assert sales.run("prospect", "assign", "X2").code == 2
    refused = sales.run("prospect", "assign", "--of", "X2", "X1")
    assert (refused.code, "None of these has an open prospect." in refused.err) == (3, True)
    assert sales.query("SELECT count(*) FROM operation") == before
    sales.ok("prospect", "lose", "L1", "price")
    refused = sales.run("prospect", "assign", "L1", "X2")
    assert (refused.code, "“reassigned” is not possible" in refused.err) == (5, True)


def test_the_prospects_of_who_left_go_to_the_colleagues_with_fewest_of_the_level(sales):
    for number, (consultant, level) in enumerate((("X2", "H"), ("X1", "H"), ("X1", "A"), ("X1", "H"), ("X1", "N")), 1):
        add(sales, number, "--consultant", consultant, "--level", level)
    sales.ok("prospect", "invalid", "L5", "not_now")
    sales.ok("staff", "edit", "X1", "--left-on", "2026-06-15")
    sales.ok("due")
    assert owners(sales) == [("L1", "X2"), ("L2", "X1"), ("L3", "X1"), ("L4", "X1")]
    sales.at("2026-06-16T08:30")
    sales.ok("due")
    # L2: X2 has an H and X3 none; L3: neither has an A, each has one in all, and X3 got hers today; L4: an H each, X2 has two in all
    assert owners(sales) == [("L1", "X2"), ("L2", "X3"), ("L3", "X2"), ("L4", "X3")]
    assert contacts(sales) == [
        ("L1", "2026-06-15", "X2", "prospect"),
        ("L2", "2026-06-15", "X3", "prospect"),
        ("L3", "2026-06-15", "X2", "prospect"),
        ("L4", "2026-06-15", "X3", "prospect"),
    ]
    assert moves(sales, "L2") == [("2026-06-16", ["reason=left", "to=X3 马蓉"], None, None)]
    assert sales.query("SELECT command, automatic FROM operation ORDER BY id DESC LIMIT 1") == [("kcrm due", 1)]
    assert sales.json("plan") == sales.json("plan")
    assert len(moves(sales, "L2")) == 1


def test_with_nobody_at_work_the_manager_calls_until_somebody_is(sales):
    for number in ("X1", "X2", "X3"):
        sales.ok("staff", "absent", number, "2026-06-15..2026-06-16")
    assert add(sales, 1, "--level", "H")["consultant_no"] is None
    assert contacts(sales) == [("L1", "2026-06-15", "M1", "manager")]
    sales.at("2026-06-16T08:30")
    sales.ok("due")
    assert owners(sales) == [("L1", None)]
    sales.at("2026-06-17T08:30")
    sales.ok("due")
    assert contacts(sales) == [("L1", "2026-06-15", "X1", "prospect")]
    assert moves(sales, "L1") == [("2026-06-17", ["reason=found", "to=X1 方东"], None, None)]


def test_whom_nobody_talks_to_goes_back_to_the_pool_on_the_day_told_before(sales):
    sales.ok("policy", "set", "prospects.idle_release", "yes")
    assert add(sales, 1, "--level", "H", "--consultant", "X1")["released_on"] == "2026-06-18"
    assert add(sales, 2, "--consultant", "X1")["released_on"] is None
    sales.at("2026-06-17T08:30")
    row = sales.json("due")[0]
    assert row["reasons"] == ["enquired_on=2026-06-15", "first_contact", "level=H", "whose=X1 方东", "released_on=2026-06-18"]
    told = sales.run("due", "-o", "md").out
    assert "late, of X1 方东" in told
    assert "back to the pool on 2026-06-18" in told
    assert owners(sales)[0] == ("L1", "X1")
    sales.at("2026-06-18T08:30")
    sales.ok("due")
    assert [row["id"] for row in sales.json("prospect", "list", "--pool")] == ["L1"]
    assert contacts(sales)[0] == ("L1", "2026-06-15", "M1", "manager")
    assert moves(sales, "L1") == [("2026-06-18", ["reason=idle"], None, None)]
    # in the pool it stays until somebody gives it away, who then has as long as anybody
    sales.at("2026-06-19T08:30")
    sales.ok("due")
    assert owners(sales)[0] == ("L1", None)
    assert sales.json("prospect", "assign", "L1", "X2")[0]["released_on"] == "2026-06-22"
    sales.ok("prospect", "contact", "L1", "--as", "X2")
    assert sales.json("prospect", "show", "L1")["released_on"] == "2026-06-22"
    sales.at("2026-06-21T08:30")
    sales.ok("prospect", "contact", "L1", "--as", "X2")
    assert sales.json("prospect", "show", "L1")["released_on"] == "2026-06-24"


def test_on_the_day_on_which_the_policy_turns_to_the_pool_it_only_tells_who_goes_there(sales):
    add(sales, 1, "--level", "H", "--consultant", "X1")
    sales.at("2026-06-25T08:30")
    sales.ok("policy", "set", "prospects.idle_release", "yes")
    sales.ok("plan", "--all")
    assert owners(sales) == [("L1", "X1")]
    assert "released_on=2026-06-18" in sales.json("due")[0]["reasons"]
    sales.at("2026-06-26T08:30")
    sales.ok("policy", "set", "prospects.h_idle", "2")  # another change of the policy does not begin anew
    sales.ok("plan")
    assert owners(sales) == [("L1", None)]


def test_late_contacts_name_whose_they_are_and_whom_they_concern(sales):
    add(sales, 1, "--consultant", "X1", "--level", "H", "--model", "瑞虎8")
    add(sales, 2, "--consultant", "X2", "--level", "A")
    add(sales, 3, "--consultant", "X2", "--level", "A")
    sales.ok("prospect", "contact", "L2", "--agreed", "2026-06-17")
    sales.at("2026-06-17T08:30")
    assert sales.json("prospect", "overdue") == []
    # putting the call off helps nobody, what was agreed with the customer does
    sales.ok("snooze", "F1", "2026-06-30", "--reason", "忙")
    sales.at("2026-06-20T08:30")
    rows = sales.json("prospect", "overdue")
    assert [(row["id"], row["due_on"], row["days_late"], row["concerns"]) for row in rows] == [
        ("L1", "2026-06-15", 5, "manager"),
        ("L3", "2026-06-15", 5, "manager"),
        ("L2", "2026-06-17", 3, "consultant"),
    ]
    assert rows[0] == {
        "id": "L1",
        "customer_id": "C1",
        "name": "客户1",
        "phone": "13800138001",
        "level": "H",
        "stage": "registered",
        "model": "瑞虎8",
        "consultant_no": "X1",
        "consultant": "方东",
        "contacted_on": None,
        "due_on": "2026-06-15",
        "days_late": 5,
        "concerns": "manager",
        "reassigned_on": None,
    }
    assert [row["id"] for row in sales.json("prospect", "overdue", "--consultant", "X2")] == ["L3", "L2"]
    assert [row["id"] for row in sales.json("prospect", "overdue", "--concerns", "manager")] == ["L1", "L3"]
    assert [row["id"] for row in sales.json("prospect", "overdue", "phone:13800138002")] == ["L2"]
    assert sales.run("prospect", "overdue", "--check").code == 10


def test_who_is_late_for_a_week_loses_it_to_a_colleague_where_the_policy_says_so(sales):
    sales.ok("policy", "set", "prospects.overdue_reassign", "yes")
    add(sales, 1, "--consultant", "X1", "--level", "H")
    sales.at("2026-06-21T08:30")
    assert [(row["consultant_no"], row["reassigned_on"]) for row in sales.json("prospect", "overdue")] == [("X1", "2026-06-22")]
    sales.at("2026-06-22T08:30")
    sales.ok("due")
    assert moves(sales, "L1") == [("2026-06-22", ["reason=late", "to=X2 纪雨"], None, None)]
    # who got it has as long as anybody
    sales.at("2026-06-28T08:30")
    sales.ok("due")
    assert [(row["consultant_no"], row["reassigned_on"]) for row in sales.json("prospect", "overdue")] == [("X2", "2026-06-29")]


def test_a_loss_waits_for_the_managers_word_and_is_late_after_a_day(sales):
    for number in (1, 2):
        add(sales, number, "--consultant", "X1")
    sales.ok("prospect", "lose", "L1", "price", "--as", "X1")
    sales.ok("prospect", "lose", "L2", "finance", "--as", "M1")
    assert [(row["id"], row["confirm_by"]) for row in sales.json("prospect", "list", "--unconfirmed")] == [("L1", "2026-06-16")]
    sales.at("2026-06-16T18:00")
    assert sales.json("prospect", "list", "--unconfirmed", "--late") == []
    sales.at("2026-06-17T08:30")
    assert [row["id"] for row in sales.json("prospect", "list", "--unconfirmed", "--late")] == ["L1"]
    assert [row["id"] for row in sales.json("prospect", "list", "--lost-reason", "finance")] == ["L2"]
    refused = sales.run("prospect", "confirm", "L1", "--reject", "--as", "X1")
    assert (refused.code, "A loss is confirmed by the sales manager." in refused.err) == (5, True)
    row = sales.json("prospect", "confirm", "L1", "--reject", "--note", "再约一次", "--as", "M1")
    assert (row["stage"], row["lost_on"], row["confirm_by"]) == ("registered", None, None)
    last = row["history"][-1]
    assert (last["step"], last["what"], last["note"]) == ("reopened", ["reason=rejected"], "再约一次")
    refused = sales.run("prospect", "confirm", "L1", "--as", "M1")
    assert (refused.code, "“loss confirmed” is not possible" in refused.err) == (5, True)
    sales.ok("prospect", "lose", "L1", "price", "--as", "X1")
    assert [(row["id"], row["confirm_by"]) for row in sales.json("prospect", "list", "--unconfirmed")] == [("L1", "2026-06-18")]
    sales.ok("prospect", "confirm", "L1", "--as", "M1")
    assert sales.json("prospect", "list", "--unconfirmed") == []


def test_what_a_specialist_heard_counts_and_who_is_still_winnable_is_open_again(sales):
    add(sales, 1, "--consultant", "X1", "--level", "A")
    sales.ok("prospect", "lose", "L1", "price", "--to", "哈弗H6", "--as", "X1")
    sales.at("2026-06-17T09:00")
    row = sales.json("prospect", "check", "L1", "service", "--winnable", "--note", "没人回电话", "--as", "S1")
    assert (row["stage"], row["lost_reason"], row["next_on"]) == ("registered", None, "2026-06-17")
    assert [(step["step"], step["what"], step["note"]) for step in row["history"]][1:] == [
        ("lost", ["reason=price", "rival=哈弗H6"], None),
        ("loss_checked", ["reason=service"], "没人回电话"),
        ("reopened", ["reason=winnable"], None),
    ]
    sales.ok("undo", "-y", "--as", "S1")
    row = sales.json("prospect", "show", "L1")
    assert (row["stage"], row["lost_reason"], len(row["history"])) == ("lost", "price", 2)


def test_what_was_lost_before_anybody_here_knew_of_it_waits_for_nobodys_word(sales):
    sales.take(
        "prospects",
        {
            "name": "客户1",
            "phone": "13800138001",
            "source": "网络",
            "stage": "战败",
            "registered_on": "2026-02-01",
            "lost_on": "2026-03-01",
        },
    )
    add(sales, 2, "--consultant", "X1")
    assert sales.json("prospect", "list", "--unconfirmed") == []
    sales.take("prospects", {"name": "客户2", "phone": "13800138002", "source": "网络", "stage": "战败", "lost_reason": "价格"})
    assert [row["id"] for row in sales.json("prospect", "list", "--unconfirmed")] == ["L2"]


def test_a_dry_run_shows_what_would_be_and_writes_nothing(sales):
    add(sales, 1, "--consultant", "X1", "--level", "H")
    before = sales.query("SELECT count(*) FROM operation")
    assert [row["consultant_no"] for row in sales.json("prospect", "assign", "L1", "X2", "-n")] == ["X2"]
    row = sales.json("prospect", "contact", "L1", "-n")
    assert (row["stage"], row["next_on"], row["history"][-1]["step"]) == ("contacted", "2026-06-16", "contacted")
    assert sales.json("prospect", "lose", "L1", "price", "-n")["stage"] == "lost"
    assert owners(sales) == [("L1", "X1")]
    assert sales.query("SELECT count(*) FROM operation") == before
