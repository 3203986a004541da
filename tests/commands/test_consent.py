"""`kcrm consent …`: what customers said of being called and written to, with its day and origin; and what of it counts."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from conftest import filled_once

from kcrm.storage import migration
from kcrm.storage.logged import drop_log_triggers

TODAY = "2026-06-15"
NOTHING = dict.fromkeys(("text_version", "taken_by_no", "taken_by", "note"))


@filled_once
def asked(desk):
    """王1 consents to calls and not to messages, as a file without days says; 王2 wants no contact; 王3 was never asked."""
    desk.take(
        "customers",
        {"客户编号": "KH1", "姓名": "王1", "手机": "13800138001", "同意电话": "是", "同意短信": "否"},
        {"客户编号": "KH2", "姓名": "王2", "手机": "13800138002", "免打扰": "是"},
        {"客户编号": "KH3", "姓名": "王3", "手机": "13800138003"},
    )
    return desk


def columns(desk, number=1):
    """What the customer's own columns say."""
    return desk.query(
        "SELECT do_not_contact, call_consent, call_consent_on, message_consent, message_consent_on FROM customer WHERE id = ?", number
    )[0]


def words(desk, number=1):
    return desk.query("SELECT kind, answer, given_on, origin FROM consent WHERE customer_id = ? ORDER BY id", number)


def now(desk, who, kind):
    return next(row for row in desk.json("consent", "show", who)["now"] if row["kind"] == kind)


def test_a_file_of_customers_tells_consents_of_an_unknown_day(asked):
    assert words(asked) == [("call", "given", None, "file"), ("message", "refused", None, "file")]
    assert words(asked, 2) == [("contact", "refused", None, "file")]
    assert words(asked, 3) == []
    assert columns(asked) == (0, 1, None, 0, None)


def test_show_tells_what_is_permitted_now_and_why_and_all_that_was_said(asked):
    asked.ok("consent", "set", "C1", "--call", "yes", "--on", "2026-05-02", "--origin", "paper", "--text-version", "V2", "--as", "S1")
    assert asked.json("consent", "show", "C1") == {
        "customer_id": "C1",
        "name": "王1",
        "do_not_contact": False,
        "now": [
            {"kind": "call", "contact": True, "offers": True, "ground": "consented", "since": "2026-05-02", "origin": "paper"}
            | {"text_version": "V2"},
            {"kind": "message", "contact": False, "offers": False, "ground": "refused", "since": None, "origin": "file"}
            | {"text_version": None},
        ],
        "history": [
            {"id": "CN4", "kind": "call", "answer": "given", "given_on": "2026-05-02", "origin": "paper", "told_on": TODAY}
            | {**NOTHING, "text_version": "V2", "taken_by_no": "S1", "taken_by": "白雪"},
            {"id": "CN3", "kind": "message", "answer": "refused", "given_on": None, "origin": "file", "told_on": TODAY, **NOTHING},
            {"id": "CN2", "kind": "call", "answer": "given", "given_on": None, "origin": "file", "told_on": TODAY, **NOTHING},
        ],
    }
    assert columns(asked) == (0, 1, "2026-05-02", 0, None)


def test_who_wants_no_contact_permits_nothing_and_who_was_never_asked_may_be_called(asked):
    assert [row["ground"] for row in asked.json("consent", "show", "C2")["now"]] == ["do_not_contact"] * 2
    found = asked.json("consent", "show", "C3")["now"]
    assert [(row["kind"], row["contact"], row["offers"], row["ground"]) for row in found] == [
        ("call", True, True, "never_asked"),
        ("message", True, False, "never_asked"),
    ]


def test_a_consent_of_unknown_day_says_how_its_day_is_noted(asked):
    result = asked.run("consent", "show", "C1")
    assert "consent set C1 --on DAY" in result.out + result.err
    assert "consent set" not in asked.run("consent", "show", "C3").err


def test_a_no_withdraws_a_yes_without_any_proof_and_undo_takes_it_back(asked):
    before = columns(asked)
    asked.ok("consent", "set", "C1", "--call", "no")
    assert words(asked)[-1] == ("call", "withdrawn", TODAY, "staff")
    assert columns(asked) == (0, 0, TODAY, 0, None)
    assert now(asked, "C1", "call")["ground"] == "withdrawn"
    asked.ok("undo", "-y")
    assert (columns(asked), len(words(asked))) == (before, 2)
    asked.ok("undo", "-y")
    assert columns(asked) == (0, 0, TODAY, 0, None)


def test_a_dry_run_shows_what_would_stand_and_writes_nothing(asked):
    before = columns(asked), words(asked)
    asked.ok("consent", "set", "C1", "--call", "no", "-n")
    assert (columns(asked), words(asked)) == before


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ((), 2, "--call yes|no"),
        (("--call", "yes"), 2, "--origin paper"),
        (("--call", "maybe"), 2, "neither yes nor no"),
        (("--call", "yes", "--origin", "pigeon"), 2, "pigeon"),
        (("--call", "no", "--on", "2027-01-01"), 5, "still to come"),
        (("--call", "no", "--on", ""), 2, "cannot be emptied"),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_and_nothing_is_written(asked, typed, code, said):
    before = words(asked)
    result = asked.run("consent", "set", "C1", *typed)
    assert (result.code, words(asked)) == (code, before)
    assert said in result.err


def test_an_old_form_does_not_outweigh_what_was_said_since(asked):
    asked.ok("consent", "set", "C3", "--message", "no", "--on", "2026-05-20")
    asked.ok("consent", "set", "C3", "--message", "yes", "--on", "2026-05-02", "--origin", "paper")
    assert columns(asked, 3) == (0, None, None, 0, "2026-05-20")
    assert now(asked, "C3", "message")["ground"] == "refused"


FORM = {"客户编号": "KH1", "类型": "电话", "是否同意": "是", "日期": "2026-05-02", "方式": "纸质", "版本": "V2", "经办人": "S1"}


def test_a_file_of_consents_is_taken_once_and_undone(asked):
    before = columns(asked)
    rows = (
        FORM,
        {"客户编号": "KH3", "类型": "短信", "是否同意": "同意"},
        {"客户编号": "KH2", "类型": "短信", "是否同意": "退订", "日期": "2026-05-03"},
    )
    path = asked.sheet("consents", rows)
    first = asked.json("consent", "import", path)
    assert (first["new"], first["unchanged"], first["written"]) == (3, 0, True)
    again = asked.json("consent", "import", path)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 3)
    assert words(asked)[-1] == ("call", "given", "2026-05-02", "paper")
    assert [columns(asked, number) for number in (1, 2, 3)] == [
        (0, 1, "2026-05-02", 0, None),
        (1, None, None, 0, "2026-05-03"),
        (0, None, None, 1, None),
    ]
    asked.ok("undo", "-y")
    assert (columns(asked), len(asked.query("SELECT id FROM consent"))) == (before, 3)


def test_a_list_without_days_lifts_no_refusal(asked):
    asked.ok("consent", "set", "C3", "--call", "no", "--on", "2026-05-20")
    asked.take("consents", {"客户编号": "KH3", "类型": "电话", "是否同意": "是"})
    assert columns(asked, 3) == (0, 0, "2026-05-20", None, None)


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"类型": "电邮"}, "类型", "电邮"),
        ({"日期": "2027-01-01"}, "Day it was said", "2027-01-01"),
        ({"类型": "免打扰"}, "Said", "given"),
        ({"方式": "飞鸽"}, "方式", "飞鸽"),
        ({"客户编号": "KH9"}, "Customer no.", "KH9"),
    ],
)
def test_a_bad_row_names_line_column_value_and_reason(asked, cells, column, value):
    path = asked.sheet("consents", [FORM, {**FORM, **cells}])
    result = asked.run("consent", "import", path, "-o", "json")
    assert result.code == 5
    (problem,) = result.json["problems"]
    assert (problem["line"], problem["value"]) == (3, value)
    assert problem["reason"]
    assert len(asked.query("SELECT id FROM consent")) == 3


def test_the_list_is_narrowed_by_kind_answer_origin_day_and_customer(asked):
    asked.ok("consent", "set", "C3", "--message", "yes", "--on", "2026-05-02", "--origin", "wechat")

    def ids(*narrowed):
        return [row["id"] for row in asked.json("consent", "list", *narrowed)]

    assert ids() == ["CN4", "CN3", "CN2", "CN1"]
    assert ids("--kind", "contact") == ["CN1"]
    assert ids("--answer", "given") == ["CN4", "CN2"]
    assert ids("--origin", "微信") == ["CN4"]
    assert ids("--period", "2026-05") == ["CN4"]
    assert ids("--undated") == ["CN3", "CN2", "CN1"]
    assert ids("--customer", "KH3") == ["CN4"]
    assert ids("王2") == ["CN1"]


def test_what_is_exported_comes_to_the_same_elsewhere(asked):
    asked.ok("consent", "set", "C1", "--message", "yes", "--on", "2026-05-02", "--origin", "web")
    asked.ok("consent", "set", "C1", "--message", "no", "--on", "2026-05-20")
    for kind in ("customers", "consents"):
        asked.ok("export", kind, "--to", asked.folder / f"{kind}.csv")
    elsewhere = ("--db", asked.folder / "elsewhere.db")
    asked.ok("init", "--go-live", "2026-01-01", *elsewhere)
    for kind in ("customers", "consents"):
        asked.ok("import", kind, asked.folder / f"{kind}.csv", *elsewhere)
    for who in ("KH1", "KH2", "KH3"):
        here, there = (asked.json("consent", "show", who, *where)["now"] for where in ((), elsewhere))
        assert [(row["ground"], row["since"]) for row in here] == [(row["ground"], row["since"]) for row in there]


def test_edit_and_a_call_and_a_reply_leave_a_word_with_how_it_was_said(asked):
    asked.ok("customer", "edit", "C3", "--call-consent", "yes")
    asked.ok("customer", "edit", "C3", "--call-consent", "")
    asked.ok("customer", "edit", "C2", "--do-not-contact", "no")
    asked.ok("message", "refused", "C3")
    assert words(asked, 3) == [
        ("call", "given", TODAY, "staff"),
        ("call", "cleared", TODAY, "staff"),
        ("message", "refused", TODAY, "reply"),
    ]
    assert words(asked, 2)[-1] == ("contact", "cleared", TODAY, "staff")
    assert columns(asked, 2)[0] == 0
    assert columns(asked, 3) == (0, None, None, 0, TODAY)


def test_of_two_made_one_both_histories_stay_and_the_stricter_counts(asked):
    asked.ok("consent", "set", "C1", "--message", "yes", "--origin", "web")
    asked.ok("consent", "set", "C3", "--message", "no", "--on", "2026-05-02")
    asked.ok("customer", "merge", "C1", "C3", "--force")
    assert columns(asked) == (0, 1, None, 0, "2026-05-02")
    assert words(asked)[-3:] == [
        ("message", "given", TODAY, "web"),
        ("message", "refused", "2026-05-02", "staff"),
        ("message", "refused", "2026-05-02", "merge"),
    ]
    asked.ok("undo", "-y")
    assert columns(asked) == (0, 1, None, 1, TODAY)
    assert len(words(asked, 3)) == 1


def test_the_card_tells_how_calls_and_messages_stand_where_anything_was_said(asked):
    assert [row["ground"] for row in asked.json("customer", "show", "C1")["consents"]] == ["unknown_day", "refused"]
    assert "consents" not in asked.json("customer", "show", "C3")


def test_what_was_known_before_is_the_beginning_of_the_record(monkeypatch):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        with monkeypatch.context() as patch:
            patch.setattr(migration, "MIGRATIONS", tuple(name for name in migration.MIGRATIONS if name < "m084"))
            migration.apply_all(connection)
        drop_log_triggers(connection)
        connection.executemany(
            "INSERT INTO customer (id, name, pinyin, initials, do_not_contact, call_consent, call_consent_on, message_consent,"
            " message_consent_on) VALUES (?, '甲', '', '', ?, ?, ?, ?, ?)",
            [
                (1, 0, None, None, None, None),
                (2, 1, 1, None, 0, "2026-03-01"),
                (3, 0, 0, "2026-02-01", 1, "2026-01-01"),
                (4, 0, None, None, 0, None),
            ],
        )
        connection.execute("INSERT INTO message_result (customer_id, state, reason, told_on) VALUES (2, 'refused', 'T', '2026-03-01')")
        migration.apply_all(connection)
        found = connection.execute(
            "SELECT customer_id, kind, answer, given_on, told_on, origin, note FROM consent ORDER BY customer_id, kind"
        )
        assert [tuple(row) for row in found] == [
            (2, "call", "given", None, None, "before", None),
            (2, "contact", "refused", None, None, "before", None),
            (2, "message", "refused", "2026-03-01", "2026-03-01", "reply", "T"),
            (3, "call", "refused", "2026-02-01", None, "before", None),
            (3, "message", "given", "2026-01-01", None, "before", None),
            (4, "message", "refused", None, None, "before", None),
        ]
