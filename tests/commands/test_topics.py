"""What notes are about: proposed by their words, said otherwise by the caller, counted by kind, model and person."""

import pytest
from seat import ready, sitting, typed


def logged(desk, *argv):
    return desk.json("--as", "S1", "log", "K1", "answered", *argv)


def test_a_note_has_the_topics_that_its_words_propose(asked):
    assert logged(asked, "--note", "工时费太贵，等了两小时")["topics"] == ["price", "waiting"]
    assert asked.query("SELECT topics FROM call") == [("price,waiting",)]
    (listed,) = asked.json("call", "list", "--topic", "waiting")
    assert (listed["note"], listed["topics"]) == ("工时费太贵，等了两小时", ["price", "waiting"])
    assert asked.json("call", "list", "--topic", "等候时间")[0]["customer_id"] == "C1"
    assert asked.json("call", "list", "--topic", "parts") == []


@pytest.mark.parametrize(
    ("typed", "topics"),
    [(["parts"], ["parts"]), (["attitude", "price"], ["price", "attitude"]), (["none"], []), (["配件"], ["parts"])],
)
def test_whoever_spoke_says_otherwise(asked, typed, topics):
    assert logged(asked, "--note", "太贵", *(word for topic in typed for word in ("--topic", topic)))["topics"] == topics


def test_what_is_no_topic_is_refused(asked):
    refused = asked.run("--as", "S1", "log", "K1", "answered", "--topic", "prise")
    assert (refused.code, "price" in refused.err) == (2, True)
    refused = asked.run("--as", "S1", "log", "K1", "no_answer", "--topic", "price")
    assert (refused.code, "--topic does not go with" in refused.err) == (2, True)
    assert asked.query("SELECT count(*) FROM call") == [(0,)]


def test_a_store_has_its_own_topics(asked):
    asked.ok("policy", "set", "surveys.topics", "充电=充电桩/充不上,price=贵")
    assert logged(asked, "--note", "充电桩太少，又贵")["topics"] == ["充电", "price"]
    assert "充电" in asked.ok("call", "list", "-o", "table").out
    assert asked.run("policy", "set", "surveys.topics", "贵").code == 2
    asked.ok("policy", "set", "surveys.topics", "none")
    asked.ok("undo", "--yes")


def test_notes_are_counted_by_kind_model_and_person(asked):
    asked.ok("vehicle", "edit", "V1", "--model", "海豚")
    logged(asked, "--note", "太贵，等太久")
    asked.ok("--as", "S1", "call", "in", "K2", "--about", "price", "--note", "问价格")
    asked.ok("survey", "add", "K1", "csi", "advisor=8/9", "--on", "2026-06-10", "--note", "排队", "--staff", "S2")
    asked.ok("survey", "add", "K2", "recommend", "recommend=9", "--on", "2026-06-10", "--note", "挺好")
    # four notes, three of them about something: price twice, waiting twice
    counts = asked.json("survey", "topics")
    assert [(row["of"], row["topic"], row["count"], row["notes"], row["share"]) for row in counts] == [
        (None, "price", 2, 3, 66.67),
        (None, "waiting", 2, 3, 66.67),
    ]
    by_model = asked.json("survey", "topics", "--by", "model")
    assert [(row["of"], row["topic"], row["count"], row["notes"]) for row in by_model] == [
        ("海豚", "waiting", 2, 2),
        ("海豚", "price", 1, 2),
        (None, "price", 1, 1),
    ]
    by_person = asked.json("survey", "topics", "--by", "person")
    assert [(row["of"], row["topic"], row["count"]) for row in by_person] == [
        ("S1", "price", 2),
        ("S1", "waiting", 1),
        ("S2", "waiting", 1),
    ]
    by_kind = asked.json("survey", "topics", "--by", "kind")
    assert {("post_service", "price", 1), ("post_service", "waiting", 1), (None, "price", 1), (None, "waiting", 1)} <= {
        (row["of"], row["topic"], row["count"]) for row in by_kind
    }
    assert asked.json("survey", "topics", "--period", "2026-05") == []
    shown = asked.ok("survey", "topics", "--by", "kind", "-o", "table").out
    assert "next-day delivery call" in shown


def test_at_the_keys_the_topics_are_agreed_to_or_chosen_by_number(asked):
    with sitting(asked, now="2026-06-15T09:30") as terminal:
        ready(terminal)
        typed(terminal, ("a", "Score"), ("\n", "1/"), (".\n", "Note"), ("太贵\n", "About price (Enter: yes"), ("x\n", "type its number"))
        typed(terminal, ("2,5\n", "done"))
        terminal.type("q")
        assert terminal.end() == 0
    assert asked.query("SELECT note, topics FROM call") == [("太贵", "waiting,parts")]


def test_at_the_keys_a_note_without_such_words_asks_nothing_more(asked):
    with sitting(asked, now="2026-06-15T09:30") as terminal:
        ready(terminal)
        typed(terminal, ("a", "Score"), ("\n", "1/"), (".\n", "Note"), ("满意\n", "done"))
        terminal.type("q")
        assert terminal.end() == 0
    assert asked.query("SELECT note, topics FROM call") == [("满意", None)]
