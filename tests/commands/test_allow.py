"""A refusal of a kind stands on the customer's card, and is taken back from the shell."""

import pytest
from calling import FRI


@pytest.fixture
def refusing(busy):
    """张伟 (C1) wants no more delivery calls after a week."""
    busy.at(FRI)
    busy.ok("log", "F3", "refused", "--no-more", "kind")
    return busy


def test_the_card_says_what_is_refused_since_when_and_how_to_take_it_back(refusing):
    for argv in (("customer", "show", "C1"), ("show", "C1")):
        assert refusing.json(*argv)["refusals"] == [{"kind": "7dc", "refused_on": "2026-06-19"}]
    result = refusing.ok("show", "C1")
    lines = [line.split() for line in result.out.splitlines()]
    assert lines[lines.index(["Refuses"]) + 2] == ["7-day", "delivery", "call", "2026-06-19"]
    assert "To resume contact: kcrm customer allow C1 KIND\n" in result.err
    refusing.speaking("zh")
    assert "恢复联系：kcrm customer allow C1 类型\n" in refusing.ok("show", "C1").err


def test_who_refuses_nothing_has_no_such_part(busy):
    assert busy.json("show", "C1")["refusals"] == []
    result = busy.ok("show", "C1")
    assert "Refuses" not in result.out
    assert "allow" not in result.err


def test_a_refusal_taken_back_is_one_operation_that_can_be_undone(refusing):
    result = refusing.ok("customer", "allow", "张伟", "7dc")
    assert result.out == "C1 张伟: contact resumed: 7-day delivery call; next: 2026-06-13 next-day delivery call\n"
    assert refusing.json("show", "C1")["refusals"] == []
    assert [row["command"] for row in refusing.json("operation", "list", "--limit", "1")] == ["kcrm customer allow … 7dc"]
    refusing.ok("undo", "--yes")
    assert refusing.json("show", "C1")["refusals"] == [{"kind": "7dc", "refused_on": "2026-06-19"}]


def test_what_the_refusal_kept_away_is_planned_again(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "李娜", "phone": "13900139000"})
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "customer_no": "KH1", "insurance_expires_on": "2026-07-15"})
    desk.ok("log", "李娜", "refused", "--no-more", "kind")
    # 30 days before the expiry a call was due, on 15 June; the insurance of 2027 is not near
    desk.ok("vehicle", "edit", "V1", "--insurance-expires-on", "2026-07-20")
    assert [row["kind"] for row in desk.json("followup", "list") if row["kind"] == "insurance_expiry"] == []
    dry = desk.ok("customer", "allow", "C1", "续保", "--dry-run")
    said = "C1 李娜: contact resumed: insurance renewal; next: 2026-06-19 festival greeting, by message\n"
    assert (dry.out, dry.err) == (said, "Dry run: nothing was written.\n")
    assert desk.json("show", "C1")["refusals"] == [{"kind": "insurance_expiry", "refused_on": "2026-06-15"}]
    card = desk.json("customer", "allow", "C1", "续保")
    assert (card["id"], card["refusals"]) == ("C1", [])
    assert ("insurance_expiry", "2026-06-20") in {(row["kind"], row["due_on"]) for row in card["followups"]}


def test_all_that_is_named_is_taken_back_or_nothing(refusing):
    result = refusing.run("customer", "allow", "C1", "7dc", "续保")
    assert (result.code, result.out) == (5, "")
    assert result.err == ("kcrm: 张伟 has not refused insurance renewal.\nTo see what they refused: kcrm customer show C1\n")
    assert refusing.json("show", "C1")["refusals"] == [{"kind": "7dc", "refused_on": "2026-06-19"}]


def test_a_kind_named_twice_is_taken_back_once(refusing):
    assert refusing.json("customer", "allow", "C1", "7dc", "7dc")["refusals"] == []
