"""A prospect as `due`, `why`, `show`, `find --text` and the customer's card tell of them."""

from __future__ import annotations

from conftest import filled_once


@filled_once
def sales(desk):
    """A consultant with a prospect of each level, all contacted on 8 June but L6, who is new; Monday 15 June 2026, 09:30."""
    desk.take("staff", {"employee_no": "X2", "name": "纪雨", "role": "sales_consultant"})
    desk.at("2026-06-08T09:30")
    for number, level in enumerate("NCBAH", start=1):
        desk.ok("prospect", "add", f"客户{level}", f"1380013800{number}", "--source", "event", "--level", level, "--consultant", "X1")
        desk.ok("prospect", "contact", f"L{number}", "--as", "X1")
    desk.ok("prospect", "edit", "L5", "--note", "要红色内饰 [/b]")
    desk.at("2026-06-15T09:30")
    desk.ok("prospect", "add", "客户新", "13800138009", "--source", "web", "--model", "瑞虎8", "--level", "C", "--consultant", "X1")
    return desk


def listed(rows):
    return [(row["customer"], row["days_overdue"], row["reasons"]) for row in rows]


def test_a_consultant_calls_by_level_and_at_a_level_by_lateness(sales):
    rows = sales.json("due", "--mine", "--as", "X1")
    # contacted on 8 June: H is due after 1 day, A after 3, B after 7; C after 15 and N after 30 are not due yet
    assert listed(rows) == [
        ("客户H", 6, ["contacted_on=2026-06-08", "level=H", "whose=X1 顾文斌"]),
        ("客户新", 0, ["enquired_on=2026-06-15", "first_contact", "level=C"]),
        ("客户A", 4, ["contacted_on=2026-06-08", "level=A", "whose=X1 顾文斌"]),
        ("客户B", 0, ["contacted_on=2026-06-08", "level=B"]),
    ]


def test_next_works_them_as_due_lists_them(sales):
    listed_ = [row["customer"] for row in sales.json("due", "--mine", "--as", "X1")]
    worked = []
    while (card := sales.json("next", "--mine", "--as", "X1")) is not None:
        worked.append(card["customer"])
        sales.ok("log", card["customer_id"], "answered", "--as", "X1")
    assert worked == listed_


def test_the_whole_desk_and_a_specialist_go_by_the_order_of_the_day(sales):
    sales.take("customers", {"customer_no": "K1", "name": "王强", "phone": "13800138010"})
    sales.ok("followup", "add", "K1", "other", "2026-06-15", "--about", "问好", "--to", "X1")
    assert [row["customer"] for row in sales.json("due")] == ["客户H", "客户A", "王强", "客户B", "客户新"]
    # what has no level follows right after the highest
    assert [row["customer"] for row in sales.json("due", "--staff", "X1")] == ["客户H", "客户新", "王强", "客户A", "客户B"]


def test_people_read_the_level_and_that_it_is_the_first_contact(sales):
    table = sales.ok("due", "--mine", "--as", "X1").out
    assert "first contact, level C, 瑞虎8, enquired 2026-06-15" in table
    sales.speaking("zh")
    assert "首次联系、C级" in sales.ok("due", "--mine", "--as", "X1").out


def test_why_tells_of_a_prospect_the_level_the_next_contact_and_the_values_that_decide(sales):
    why = sales.json("why", "L4")
    rule = {row["key"]: row["value"] for row in why.pop("rule")}
    assert why == {
        "id": "L4",
        "customer": "客户A",
        "stage": "contacted",
        "consultant_no": "X1",
        "consultant": "顾文斌",
        "level": "A",
        "because": "by_hand",
        "intended_on": None,
        "by_hand": "A",
        "every_days": 3,
        "contacted_on": "2026-06-08",
        "next": "F8",
        "due_on": "2026-06-11",
        "call_on": "2026-06-11",
        "call_time": None,
        "called_because": "level=A",
        "shifts": [
            {"step": "base", "amount": None, "on": "2026-06-08"},
            {"step": "days", "amount": 3, "on": "2026-06-11"},
        ],
    }
    assert (rule["prospects.a_every"], rule["prospects.a_days"], rule["followups.prospect_contact.by"]) == ("3", "15", "sales_consultant")


def test_why_tells_of_who_is_lost_that_no_level_asks_for_a_contact(sales):
    sales.ok("prospect", "lose", "L4", "price", "--as", "X1")
    why = sales.json("why", "L4")
    assert (why["stage"], why["level"], why["next"], why["rule"]) == ("lost", None, None, [])
    assert "at this stage nobody is contacted by level" in sales.ok("why", "L4").out
    sales.ok("prospect", "contact", "L3", "--intended", "2026-06-20", "--as", "X1")
    assert "they mean to buy on 2026-06-20" in sales.ok("why", "L3").out


def test_the_first_contact_is_explained_by_what_was_promised(sales):
    why = sales.json("why", "L6")
    assert (why["next"], why["due_on"], why["called_because"], why["contacted_on"]) == ("F11", "2026-06-15", "first", None)


def test_show_has_the_steps_as_prospect_show_does(sales):
    assert sales.json("show", "L6") == sales.json("prospect", "show", "L6")


def test_words_of_prospects_and_of_their_steps_are_found(sales):
    sales.ok("prospect", "lose", "L4", "price", "--note", "嫌红色太贵", "--as", "X1")
    assert [(row["id"], row["kind"], row["at"], row["text"], row["staff_no"]) for row in sales.json("find", "--text", "红色")] == [
        ("L4", "prospect_step", "2026-06-15T09:30:00+08:00", "嫌红色太贵", "X1"),
        ("L5", "prospect", "2026-06-08", "要红色内饰 [/b]", None),
    ]
    # a call's note is found once
    sales.ok("prospect", "contact", "L5", "--note", "周末再说", "--as", "X1")
    assert [row["kind"] for row in sales.json("find", "--text", "周末")] == ["call"]


def test_the_customers_card_has_their_prospects_and_the_steps_in_the_history(sales):
    sales.ok("prospect", "quote", "L4", "--price", "118800", "--until", "2026-06-30", "--note", "含牌 [/b]", "--as", "X1")
    card = sales.json("customer", "show", "C4")
    assert card["prospects"] == [
        {
            "id": "L4",
            "level": "A",
            "stage": "quoted",
            "next_on": "2026-06-18",
            "model": None,
            "intended_on": None,
            "consultant_no": "X1",
            "consultant": "顾文斌",
            "lost_reason": None,
        }
    ]
    told = [(row["what"], row["detail"], row["by"]) for row in card["history"]]
    assert told == [
        ("prospect", "L4 quoted, 118,800.00, 2026-06-30, 含牌 [/b]", "顾文斌"),
        ("call", "prospect_contact: answered", "顾文斌"),
        ("prospect", "L4 registered", None),
    ]
    assert (
        "L4 quote, skipped: visited, test-driven, 118,800.00 yuan, valid to 2026-06-30, 含牌 [/b]" in sales.ok("customer", "show", "C4").out
    )


# --- the morning ---


def morning(desk, *argv):
    day = desk.json(*argv)
    return [day[key] for key in ("left", "overdue", "prospects_due", "prospects_late", "after_test_drives", "quotes_expiring")]


def test_the_morning_of_a_consultant_has_their_prospects_and_that_of_a_manager_all(sales):
    sales.at("2026-06-14T10:00")
    sales.ok("prospect", "add", "客户试", "13800138011", "--source", "来店", "--level", "B", "--consultant", "X2")
    sales.ok("prospect", "drive", "L7", "--model", "瑞虎8", "--km", "12", "--licence", "--agreement", "--as", "X2")
    sales.ok("prospect", "quote", "L7", "--price", "118800", "--until", "2026-06-16", "--as", "X2")
    sales.at("2026-06-15T09:30")
    # H 6 days late, A 4, B and the new one today
    assert morning(sales, "--as", "X1") == [4, 2, 4, 2, 0, 0]
    # driven yesterday, quoted until tomorrow; contacted yesterday, so that the next contact comes in a week
    assert morning(sales, "--as", "X2") == [1, 0, 0, 0, 1, 1]
    assert morning(sales, "--as", "M1")[2:] == [4, 2, 1, 1]
    assert morning(sales, "--as", "S1")[2:] == [None, None, None, None]
    assert morning(sales)[2:] == [None, None, None, None]


def test_the_morning_says_it_in_one_line_in_both_languages_within_the_screen(sales):
    said = sales.ok("--as", "X1", "-o", "table").out
    assert "to contact 4 (H 1, A 1, B 1, C 1), 2 of them late" in said
    assert len(said.splitlines()) <= 24
    assert "Prospects" not in sales.ok("--as", "S1", "-o", "table").out
    sales.speaking("zh")
    assert "应联系 4 位（H级 1、A级 1、B级 1、C级 1）、其中逾期 2 位" in sales.ok("--as", "X1", "-o", "table").out


def test_of_a_long_list_the_highest_level_is_next_however_many_are_later(sales):
    """More than are looked at at once for others, all of level N and late, before one of level H that is due today."""
    sales.at("2026-05-01T09:30")
    for number in range(20):
        sales.ok("prospect", "add", f"迟{number}", f"1390013{number:04}", "--source", "event", "--consultant", "X2")
        sales.ok("prospect", "contact", f"L{number + 7}", "--as", "X2")
    sales.at("2026-06-14T09:30")
    sales.ok("prospect", "add", "急", "13900139999", "--source", "event", "--level", "H", "--consultant", "X2")
    sales.ok("prospect", "contact", "L27", "--as", "X2")
    sales.at("2026-06-15T09:30")
    assert sales.json("next", "--mine", "--as", "X2")["customer"] == "急"
    assert sales.json("--as", "X2")["next"][0]["customer"] == "急"
    assert sales.json("due", "--mine", "--as", "X2")[0]["customer"] == "急"


# --- the words ---


def script(desk, *argv):
    return desk.json("next", "--mine", *argv)["script"]


def test_a_first_contact_is_introduced_and_a_later_one_goes_on_from_the_last(sales):
    sales.ok("log", "C5", "answered", "--as", "X1")
    first = script(sales, "--as", "X1")
    assert first["purpose"].splitlines() == [
        "You asked about a car of ours, and I am your contact here from now on.",
        "You are interested in this: 瑞虎8.",
        "What matters most to you, and when would you like to have the car? When would it suit you to see and drive it?",
    ]
    # nobody has a car yet whose maintenance could come up
    assert first["close"] == "Thank you for your time. Whenever you have a question about the car, please call us. Goodbye!"
    sales.ok("log", "C6", "answered", "--as", "X1")
    assert script(sales, "--as", "X1")["purpose"].splitlines()[0] == "We talked about a new car, and I would like to hear how things stand."


def test_after_a_test_drive_the_next_contact_is_no_matter_of_its_own(sales):
    sales.at("2026-06-10T09:30")
    sales.ok("prospect", "add", "客户试", "13800138011", "--source", "来店", "--level", "A", "--consultant", "X2")
    sales.ok("prospect", "drive", "L7", "--model", "瑞虎8", "--km", "12", "--licence", "--agreement", "--as", "X2")
    sales.at("2026-06-15T09:30")
    card = sales.json("next", "--mine", "--as", "X2")
    assert [row["kind"] for row in card["followups"]] == ["test_drive_after", "prospect_contact"]
    assert card["script"]["purpose"].startswith("You drove a car with us on 10 June")
    assert "We talked about a new car" not in card["script"]["purpose"]


def test_who_could_not_be_reached_before_is_not_told_that_they_did_not_want_to(sales):
    sales.ok("prospect", "invalid", "L1", "联系不上", "--as", "X1")
    sales.ok("prospect", "invalid", "L2", "not_now", "--again", "2026-07-15", "--as", "X1")
    sales.at("2026-07-15T09:30")
    said = {}
    for specialist in ("S1", "S2"):
        while (card := sales.json("next", "--mine", "--as", specialist)) is not None:
            said[card["customer_id"]] = card["script"]["purpose"].splitlines()[0]
            sales.ok("log", card["customer_id"], "answered", "--as", specialist)
    assert said == {
        "C1": "You asked about a car some time ago, and we have not been able to reach you.",
        "C2": "Some time ago you asked about a car, and it was not the right moment.",
    }
