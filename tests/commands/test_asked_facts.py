"""What is asked of a customer besides, at the keys of `next` and on its card. The clock stands at Monday 2026-06-15, 09:30."""

from __future__ import annotations

import pytest
from conftest import filled_once
from seat import ready, sitting, three_to_call, typed

PERSON = "SELECT phone, call_consent, call_consent_on, birthday FROM customer WHERE id = 1"
ASKED = "SELECT customer_id, vehicle_id, field, asked_on FROM asked ORDER BY id"
OPERATIONS = "SELECT count(*) FROM operation"


@filled_once
def listed(desk):
    three_to_call(desk)
    return desk


def leave(terminal, language="en"):
    ready(terminal, language)
    terminal.type("q")
    assert terminal.end() == 0


def asks(desk):
    return [(each["record"], each["field"], each["lack"]) for each in desk.json("next")["ask"]]


@pytest.mark.parametrize(("language", "line"), [("en", "Consents to calls, Birthday (key =)"), ("zh", "同意电话、生日（按 =）")])
def test_the_card_names_the_two_most_valuable_facts_and_the_key_that_takes_them(listed, language, line):
    with sitting(listed, language=language) as terminal:
        assert line in terminal.expect({"en": "q leave", "zh": "q 退出"}[language])
        terminal.type("q")
        assert terminal.end() == 0


def test_elsewhere_the_card_names_the_command(listed):
    said = listed.ok("next").out
    assert "Consents to calls, Birthday; to enter it: kcrm customer edit C1 --call-consent …" in " ".join(said.split())


def test_both_are_taken_by_one_key_in_one_operation_as_the_customers_word(listed):
    before = listed.query(OPERATIONS)[0][0]
    with sitting(listed) as terminal:
        ready(terminal)
        typed(
            terminal,
            ("=", "1/2 Consents to calls (y/n; Enter: not asked, ?: not known):"),
            ("maybe\n", "neither yes nor no"),
            ("y\n", "2/2 Birthday (Enter: not asked, ?: not known):"),
            ("1988-13-04\n", "1988-13-04"),
            ("1988年3月4日\n", "安娜: Birthday is now 1988-03-04."),
        )
        leave(terminal)
    assert listed.query(PERSON) == [("13800138001", 1, "2026-06-15", "1988-03-04")]
    assert listed.query(OPERATIONS) == [(before + 1,)]
    facts = {each["field"]: (each["source"], each["seen_on"], each["verdict"]) for each in listed.json("customer", "evidence", "C1")}
    assert facts["birthday"] == facts["call_consent"] == ("customer", "2026-06-15", "good")
    # the next two
    assert asks(listed) == [("C1", "phone2", "missing"), ("C1", "gender", "missing")]


def test_enter_skips_and_a_question_mark_or_a_word_says_that_they_did_not_know_for_180_days(listed):
    with sitting(listed, language="zh") as terminal:
        ready(terminal, "zh")
        typed(terminal, ("=", "1/2 同意电话"), ("\n", "2/2 生日"), ("不知道\n", "安娜：生日已问，客户不知道"))
        leave(terminal, "zh")
    assert listed.query(PERSON) == [("13800138001", None, None, None)]
    assert listed.query(ASKED) == [(1, None, "birthday", "2026-06-15")]
    assert asks(listed) == [("C1", "call_consent", "missing"), ("C1", "phone2", "missing")]


def test_where_all_is_skipped_nothing_is_written_and_esc_goes_back(listed):
    before = listed.query(OPERATIONS)
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("=", "1/2"), ("y\n", "2/2"), ("\x1b", "1/2"), ("\n", "2/2"), ("\n", "q leave"))
        terminal.type("q")
        assert terminal.end() == 0
    assert listed.query(OPERATIONS) == before


def test_u_takes_it_back(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("=", "1/2"), ("?\n", "2/2"), ("1988-03-04\n", "is now"))
        ready(terminal)
        typed(terminal, ("u", "Undo?"), ("y", "Undone"))
        leave(terminal)
    assert listed.query(PERSON) == [("13800138001", None, None, None)]
    assert listed.query(ASKED) == []
    assert asks(listed)[0] == ("C1", "call_consent", "missing")


def test_what_is_on_file_and_stale_is_confirmed_with_an_equals_sign_or_asked_in_vain(listed):
    listed.ok("customer", "edit", "C1", "--call-consent", "yes", "--birthday", "1988-03-04")
    listed.ok("customer", "edit", "C1", "--phone", "13912345678")
    three_years_on = "2029-06-16T09:30"
    listed.at(three_years_on)
    listed.ok("plan")
    assert asks(listed) == [("C1", "phone", "stale"), ("C1", "call_consent", "stale")]
    with sitting(listed, now=three_years_on) as terminal:
        assert "Phone (stale), Consents to calls (stale)" in " ".join(ready(terminal).split())
        typed(terminal, ("=", "on file: 13912345678"), ("=\n", "on file: yes"), ("=\n", "Consents to calls is still yes"))
        leave(terminal)
    facts = {each["field"]: (each["value"], each["seen_on"], each["verdict"]) for each in listed.json("customer", "evidence", "C1")}
    assert facts["phone"] == ("13912345678", "2029-06-16", "good")
    assert facts["call_consent"] == (True, "2029-06-16", "good")
    # since when they consent is as it was
    assert listed.query(PERSON) == [("13912345678", 1, "2026-06-15", "1988-03-04")]


def test_an_answer_opens_a_conflict_where_a_document_says_otherwise_and_a_later_one_settles_it(listed):
    listed.ok("customer", "edit", "C1", "--birthday", "1988-03-04", "--from", "document")
    listed.take("customers", {"customer_no": "KH0", "name": "安娜", "phone": "13800138001", "birthday": "1989-03-04"})
    assert listed.query("SELECT field, state FROM conflict") == [("birthday", "open")]
    assert ("C1", "birthday", "contradicted") in asks(listed)
    tomorrow = "2026-06-16T09:30"
    with sitting(listed, now=tomorrow) as terminal:
        ready(terminal)
        typed(terminal, ("=", "1/2"), ("\n", "on file: 1988-03-04"), ("1989-03-04\n", "is now 1989-03-04"))
        leave(terminal)
    assert listed.query("SELECT old_value, new_value, state FROM conflict ORDER BY id") != []
    assert listed.query("SELECT birthday FROM customer WHERE id = 1") == [("1989-03-04",)]
    listed.at(tomorrow)
    assert "birthday" not in {field for _record, field, _lack in asks(listed)}


def test_after_the_call_is_recorded_the_facts_of_who_was_called_can_still_be_taken(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("a", "Score"), ("9\n", "Note"), ("\n", "F1: done"))
        assert "鲍里" in ready(terminal)
        typed(
            terminal,
            ("=", "Who said it: 1 鲍里, 2 安娜, called just before (Enter: the first):"),
            ("2\n", "1/2 Consents to calls"),
            ("\n", "2/2 Birthday"),
            ("1988-03-04\n", "安娜: Birthday is now 1988-03-04."),
        )
        ready(terminal)
        # what was answered is not asked again, what was skipped is
        typed(terminal, ("=", "Who said it"), ("2\n", "1/1 Consents to calls"), ("y\n", "安娜: Consents to calls is now yes."))
        ready(terminal)
        typed(terminal, ("=", "1/2 Consents to calls"), ("y\n", "2/2 Birthday"), ("\n", "鲍里: Consents to calls is now yes."))
        leave(terminal)
    assert listed.query("SELECT call_consent, birthday FROM customer ORDER BY id") == [(1, "1988-03-04"), (1, None), (None, None)]


def test_after_nobody_answered_nobody_is_asked_of_whom(listed):
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("n", "F1: call on"))
        ready(terminal)
        typed(terminal, ("=", "1/2 Consents to calls"), ("\x1b", "q leave"))
        terminal.type("q")
        assert terminal.end() == 0


def test_while_a_grave_complaint_is_open_nothing_is_asked_besides(listed):
    listed.ok("complaint", "open", "C1", "--severity", "major", "--description", "失速")
    card = listed.json("next")
    assert card["customer_id"] == "C1"
    assert card["ask"] == []


def test_who_was_only_ever_spoken_to_has_no_file_and_is_asked_for_nothing(listed):
    listed.ok("customer", "edit", "C1", "--contact-only", "yes")
    assert asks(listed) == []


def test_a_dealership_says_how_many_and_which_first(listed):
    listed.ok("policy", "set", "completeness.per_call", "3")
    listed.ok("policy", "set", "completeness.first", "wechat,birthday")
    assert asks(listed) == [("C1", "wechat", "missing"), ("C1", "birthday", "missing"), ("C1", "phone2", "missing")]


def test_a_number_that_somebody_else_has_is_told_whatever_they_are_called(listed):
    listed.ok("customer", "add", "{丁}", "13900139009")
    listed.ok("customer", "edit", "C1", "--phone", "")
    listed.ok("customer", "edit", "C1", "--phone2", "13800138009")
    with sitting(listed) as terminal:
        ready(terminal)
        typed(terminal, ("=", "1/2 Phone"), ("13900139009\n", "2/2"), ("\n", "also belongs to C4 {丁}"))
        ready(terminal)
        typed(terminal, ("p", "Their new number"), ("13800138002\n", "also belongs to C2 鲍里"))
        ready(terminal)
        typed(terminal, ("p", "Their new number"), ("13900139009\n", "also belongs to C4 {丁}"))
        leave(terminal)
