"""Follow-ups about anything at all, in words of their own, and visits, which have a place. On Monday 15 June, 09:00, F1 and F2 are due."""

import sqlite3
from contextlib import closing

import pytest
from calling import PHONE, TUE

WORDS = "行驶证复印件还没交"
PLACE = "天鹅湖小区3栋1201"


def added(desk, *argv):
    return desk.json("followup", "add", "张伟", *argv)[0]


def test_a_follow_up_about_anything_says_what_wherever_it_is_shown(busy):
    row = added(busy, "其他", "today 10:00", "--about", f"  {WORDS}。 ", "--as", "S1")
    number = row["id"]
    assert (row["kind"], row["about"], row["place"], row["channel"], row["assignee"]) == ("other", f"{WORDS}。", None, "call", "白雪")
    (due,) = busy.json("due", "--kind", "other")
    assert (due["about"], due["call_on"], due["reasons"]) == (
        f"{WORDS}。",
        "2026-06-15",
        ["by_hand=2026-06-15", "call_time=10:00", "by_hand"],
    )
    assert WORDS in busy.ok("due", "-o", "plain").out
    busy.at("2026-06-15T10:00")
    card = busy.json("next")
    assert f"It is this: {WORDS}." in card["script"]["purpose"]
    assert [row["about"] for row in card["followups"] if row["kind"] == "other"] == [f"{WORDS}。"]
    assert WORDS in busy.ok("next", "-o", "plain").out
    why = busy.json("why", number)
    assert why["about"] == f"{WORDS}。"
    # the words say why, where nothing else does
    assert [(row["action"], row["reason"], row["staff"]) for row in why["events"]] == [("added", f"{WORDS}。", "白雪")]
    assert [row["step"] for row in why["shifts"]] == ["base", "by_hand"]
    busy.ok("log", number, "answered", "--note", "明天带来")
    (event,) = [each for each in busy.json("customer", "show", "张伟")["history"] if each["what"] == "call"]
    assert event["detail"] == f"other {WORDS}。: answered, 明天带来"


def test_the_reason_may_be_told_beside_the_words_and_two_matters_of_a_day_are_two(busy):
    first = added(busy, "other", "today", "--about", "甲", "--reason", "他自己要求")["id"]
    second = added(busy, "other", "today", "--about", "乙")["id"]
    assert first != second
    assert busy.json("why", first)["events"][0]["reason"] == "他自己要求"
    again = busy.run("followup", "add", "张伟", "other", "today", "--about", "甲")
    assert (again.code, f"{first} already exists" in again.err) == (5, True)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["other", "today", "--reason", "x"], "“other”: what is it about?"),
        (["other", "today", "--about", " "], "“other”: what is it about?"),
        (["续保", "today", "--about", "x", "--reason", "x"], "--about goes with the kind “other”"),
        (["续保", "today"], "--reason must not be empty."),
        (["other", "today", "--about", "x", "--channel", "visit"], "A visit needs a place"),
        (["other", "today", "--about", "x", "--place", PLACE], "A visit needs a place"),
    ],
)
def test_words_and_places_stand_where_they_belong(busy, argv, said):
    before = busy.query("SELECT count(*) FROM followup")
    result = busy.run("followup", "add", "张伟", *argv)
    assert (result.code, said in result.err) == (2, True)
    assert busy.query("SELECT count(*) FROM followup") == before


def test_a_store_may_do_without_them(busy):
    busy.ok("policy", "set", "followups.other.enabled", "no")
    result = busy.run("followup", "add", "张伟", "other", "today", "--about", WORDS)
    assert (result.code, "followups.other.enabled" in result.err) == (5, True)


def test_a_message_that_takes_the_place_of_calls_says_the_same(busy):
    number = added(busy, "other", "today", "--about", WORDS)["id"]
    for day in ("2026-06-15T10:00", "2026-06-16T10:00", "2026-06-17T10:00"):
        busy.at(day)
        busy.ok("log", number, "no_answer")
    messages = busy.json("followup", "list", "--channel", "message", "--kind", "other", "--all")
    assert [(row["about"], row["due_on"]) for row in messages] == [(WORDS, "2026-06-17")]


def test_a_message_about_anything_has_its_words(busy):
    number = added(busy, "other", "today", "--about", WORDS, "--channel", "message")["id"]
    (text,) = [row["text"] for row in busy.json("message", "list") if row["id"] == number]
    assert f"This is about: {WORDS}." in text


# --- visits ---


def visit(desk, when="today 15:00", *argv):
    return added(desk, "other", when, "--about", "取车钥匙", "--channel", "visit", "--place", PLACE, *argv)


def test_a_visit_stands_in_the_days_list_with_its_place_and_in_no_call(busy):
    row = visit(busy, "today 15:00", "--to", "X1")
    number = row["id"]
    assert (row["channel"], row["place"], row["call_on"], row["call_time"], row["assignee"]) == (
        *("visit", PLACE, "2026-06-15", "15:00"),
        busy.query("SELECT name FROM staff WHERE employee_no = 'X1'")[0][0],
    )
    rows = {row["id"]: row for row in busy.json("due")}
    assert (rows[number]["channel"], rows[number]["place"], rows[number]["about"]) == ("visit", PLACE, "取车钥匙")
    # whoever goes there is not whoever calls
    assert (rows[number]["caller_no"], rows["F1"]["caller_no"]) == ("X1", "M1")
    assert number in {row["id"] for row in busy.json("due", "--staff", "X1")}
    assert [row["id"] for row in busy.json("due", "--channel", "visit")] == [number]
    assert number not in {row["id"] for row in busy.json("due", "--channel", "call")}
    assert f"at {PLACE}" in busy.ok("due", "-o", "plain").out
    # the card tells of it, the script does not
    card = busy.json("next")
    assert [row["id"] for row in card["followups"]] == ["F1", "F2"]
    assert "取车钥匙" not in card["script"]["purpose"]
    assert f"{number} visit to them 06-15 15:00, 取车钥匙, at {PLACE}" in busy.ok("next", "-o", "plain").out
    # nor does a call end it
    busy.ok("log", "张伟", "answered")
    assert [row["id"] for row in busy.json("due")] == [number]


def test_the_morning_screen_names_visits_and_whose_they_are(busy):
    visit(busy, "today 15:00", "--to", "X1")
    visit(busy, "tomorrow", "--to", "X1")
    assert [busy.json(*as_)["visits"] for as_ in ((), ("--as", "X1"), ("--as", "S1"))] == [1, 1, 0]
    assert f"15:00 张伟 {PLACE}" in busy.ok().out
    busy.at(TUE)
    assert busy.json()["visits"] == 2
    assert f"06-15 15:00 张伟 {PLACE}" in busy.ok().out


def test_a_visit_is_settled_by_its_outcome_and_is_a_visit_in_the_story(busy):
    number = visit(busy)["id"]
    assert busy.json("log", number, "no_answer")["by"] == "visit"
    assert busy.query("SELECT attempts, call_on, state FROM followup WHERE id = ?", int(number[1:])) == [(1, "2026-06-16", "open")]
    assert busy.query("SELECT phone, phone_state FROM customer") == [(PHONE, "ok")]
    busy.ok("log", "张伟", "answered")  # the calls first
    busy.at(TUE)
    settled = busy.json("log", "张伟", "answered", "--note", "钥匙已取")
    assert [(row["followup_id"], row["state"]) for row in settled["followups"]] == [(number, "done")]
    assert busy.query("SELECT by, phone FROM call ORDER BY id DESC LIMIT 1") == [("visit", None)]
    told = [(event["what"], event["detail"]) for event in busy.json("customer", "show", "张伟")["history"]]
    assert ("visited", "other 取车钥匙: answered, 钥匙已取") in told
    assert {row["by"] for row in busy.json("call", "list", "--period", "2026-06")} == {"phone", "visit"}


@pytest.mark.parametrize("outcome", ["wrong_number", "message_sent"])
def test_nobody_dials_a_wrong_number_at_a_door(busy, outcome):
    number = visit(busy)["id"]
    result = busy.run("log", number, outcome, *(("--by", "visit") if outcome == "message_sent" else ()))
    assert (result.code, "is not an outcome by a visit" in result.err) == (2, True)


def test_a_visit_that_was_settled_by_phone_says_so(busy):
    assert busy.json("log", visit(busy)["id"], "answered", "--by", "phone")["by"] == "phone"


def test_whoever_wants_no_calls_may_be_visited_but_not_who_wants_no_contact(busy):
    busy.ok("customer", "edit", "张伟", "--call-consent", "no", "--message-consent", "no")
    number = visit(busy)["id"]
    busy.ok("plan", "--all")
    assert busy.json("followup", "show", number)["state"] == "open"
    busy.ok("customer", "edit", "张伟", "--do-not-contact", "yes")
    assert busy.json("followup", "show", number)["reason"] == "do_not_contact"
    assert busy.run("followup", "add", "张伟", "other", "today", "--about", "x", "--channel", "visit", "--place", "x").code == 5


def test_a_visit_is_put_off_given_away_and_undone_like_a_call(busy):
    number = visit(busy)["id"]
    busy.ok("snooze", number, "fri 10:00", "--reason", "出差")
    busy.ok("followup", "assign", number, "X1", "--reason", "顺路")
    shown = busy.json("followup", "show", number)
    assert (shown["call_on"], shown["assignee_no"], shown["place"]) == ("2026-06-19", "X1", PLACE)
    latest = int(busy.json("operation", "list")[0]["id"][1:])
    for step in (latest, latest - 1, latest - 2):
        busy.ok("undo", f"O{step}", "-y")
    assert busy.query("SELECT count(*) FROM followup WHERE channel = 'visit'") == [(0,)]


def test_no_policy_makes_visits(busy):
    result = busy.run("policy", "set", "followups.birthday.channel", "visit")
    assert result.code == 2


@pytest.mark.parametrize("statement", ["UPDATE followup SET place = 'x' WHERE id = 1", "UPDATE followup SET kind = 'other' WHERE id = 1"])
def test_the_schema_itself_keeps_words_and_places_where_they_belong(busy, statement):
    with closing(sqlite3.connect(busy.db)) as connection, pytest.raises(sqlite3.IntegrityError, match="CHECK constraint failed"):
        connection.execute(statement)
