"""`kcrm undo` and `kcrm operation`: whole payloads, what is refused, and what `--force` leaves. The clock stands at 2026-06-15, 08:30."""

from __future__ import annotations

import pytest

from kcrm.actions import undo as undoing
from kcrm.storage import logged, oplog

VIN = "1M8GDM9AXKP042788"
ANNA = {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"}
BORIS = {"customer_no": "KH2", "name": "鲍里", "phone": "13800138002"}
# a customer without a vehicle is not called; this one's birthday, 10 August, comes within 35 days on 6 July
OWN = {"vin": VIN, "customer_no": "KH1"}
# the desk's own operations are O1 (init) and O2 (six employees)


@pytest.fixture(autouse=True)
def as_user(monkeypatch):
    monkeypatch.setattr(oplog, "system_user", lambda: "counter")
    monkeypatch.setattr(undoing, "system_user", lambda: "counter")


def by(monkeypatch, user):
    monkeypatch.setattr(oplog, "system_user", lambda: user)
    monkeypatch.setattr(undoing, "system_user", lambda: user)


def content(desk):
    names = [row[0] for row in desk.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    return {name: desk.query(f"SELECT * FROM {name} ORDER BY id") for name in names if name not in logged.UNLOGGED}


def touch(desk, followup, **columns):
    """Stands for what people do to a follow-up."""
    from kcrm import db

    with db.opened(desk.db) as connection, db.write(connection, db.NewOperation(db.from_instant("2026-06-15T01:00:00Z"), "kcrm log")):
        for column, value in columns.items():
            connection.execute(f"UPDATE followup SET {column} = ? WHERE id = ?", (value, followup))


# --- operation list, operation show ---


def test_the_list_has_who_when_and_what_latest_first(desk):
    desk.at("2026-06-16T09:00")
    desk.ok("customer", "add", "安娜", "13800138001", "--as", "S1")
    rows = desk.json("operation", "list")
    for row in rows:
        row.pop("recorded_at")  # the real time
    assert rows[0] == {
        "id": "O3",
        "at": "2026-06-16T09:00:00+08:00",
        "employee_no": "S1",
        "employee": "白雪",
        "system_user": "counter",
        "command": "kcrm customer add … … --as S1",  # without what is personal: the row has it
        "rows": 1,
        "automatic": False,
        "undoes": None,
        "undone_by": None,
        "record": "C1",
        "label": "安娜",
        "happened": "added",
        "detail": [],
    }
    assert [(row["id"], row["rows"]) for row in rows] == [("O3", 1), ("O2", 6), ("O1", 2)]


def test_the_list_can_be_of_one_person_a_period_planning_and_short(desk):
    desk.take("customers", ANNA | {"birthday": "1980-08-10"})  # O3
    desk.take("vehicles", OWN)  # O4
    desk.at("2026-07-14T09:00")
    desk.ok("due")  # O5: the day's plan made by itself
    desk.ok("customer", "edit", "C1", "--note", "x", "--as", "S2")  # O6
    ids = lambda *options: [row["id"] for row in desk.json("operation", "list", *options)]  # noqa: E731
    assert ids("--by", "S2") == ["O6"]
    assert ids("--since", "2026-07") == ["O6", "O5"]
    assert ids("--since", "2026-07-15") == []
    assert ids("--limit", "2") == ["O6", "O5"]
    assert ids("--automatic") == ["O5"]
    assert ids("--by-hand") == ["O6", "O4", "O3", "O2", "O1"]
    assert desk.run("operation", "list", "--by", "S9").code == 3


def test_show_tells_a_changed_field_before_and_after(desk):
    desk.take("customers", ANNA | {"note": "old"})
    desk.ok("customer", "edit", "C1", "--note", "[b]new", "--do-not-contact", "yes", "--specialist", "S2")
    payload = desk.json("operation", "show", "o4")
    assert payload["id"] == "O4"
    assert payload["erased"] is False
    assert {"table": "customer", "action": "update", "rows": 1} in payload["summary"]
    # that nobody may contact them is a word of the customer's, which is kept besides
    assert payload["summary"][0] == {"table": "consent", "action": "insert", "rows": 1}
    record = {"table": "customer", "record": "C1", "label": "安娜", "action": "update"}
    assert [row for row in payload["changes"] if row["table"] == "customer"] == [
        record | {"field": "do_not_contact", "before": "false", "after": "true"},
        record | {"field": "note", "before": "old", "after": "[b]new"},
        record | {"field": "specialist_id", "before": "S4", "after": "S5"},  # ids of the sheet's fourth and fifth row
    ]


def test_show_is_read_from_the_next_image_once_the_row_has_changed_again(desk):
    desk.take("customers", ANNA | {"note": "one"})
    desk.ok("customer", "edit", "C1", "--note", "two")
    desk.ok("customer", "edit", "C1", "--note", "three")
    changes = desk.json("operation", "show", "O4")["changes"]
    assert [(row["field"], row["before"], row["after"]) for row in changes] == [("note", "one", "two")]


def test_people_read_words_and_names_in_their_language(desk):
    desk.take("customers", ANNA, BORIS)
    desk.ok("staff", "edit", "S1", "--role", "cs_manager")
    shown = desk.ok("operation", "show", "O4").out
    assert "customer-service specialist" in shown
    assert "S4 白雪" in shown
    desk.speaking("zh")
    shown = desk.ok("operation", "show", "O4").out
    for word in ("员工", "岗位", "客服专员", "客服经理", "客户", "安娜", "S4 白雪", "已变更"):
        assert word in shown, word


def test_people_see_the_first_ten_new_records_and_the_counts_of_all(desk):
    desk.take("customers", *({"customer_no": f"K{number}", "name": "王伟", "phone": f"1390000{number:04}"} for number in range(12)))
    result = desk.ok("operation", "show", "O3")
    assert result.out.count("王伟") == 10
    assert "Showing the changes of 10 of 12 rows" in result.err
    assert desk.ok("operation", "show", "O3", "--limit", "0").out.count("王伟") == 12
    assert len(desk.json("operation", "show", "O3")["changes"]) == 12
    assert desk.json("operation", "show", "O3")["summary"] == [{"table": "customer", "action": "insert", "rows": 12}]


@pytest.mark.parametrize(("typed", "code"), [("O99", 3), ("O0", 2), ("C1", 2), ("O", 2), ("O" + "9" * 30, 2)])
def test_an_operation_that_is_none_is_refused(desk, typed, code):
    assert desk.run("operation", "show", typed).code == code
    assert desk.run("undo", typed, "-y").code == code


# --- undo ---


def test_bare_undo_reverses_the_latest_operation_and_twice_does_it_again(desk):
    desk.take("customers", ANNA | {"note": "old"})
    first = content(desk)
    desk.ok("customer", "edit", "C1", "--note", "new")
    second = content(desk)
    payload = desk.json("undo", "-y")
    assert payload == {
        "id": "O5",
        "undoes": "O4",
        "command": "kcrm customer edit C1 --note …",
        "summary": [{"table": "customer", "action": "update", "rows": 1}],
        "changes": [
            {"table": "customer", "record": "C1", "label": "安娜", "action": "update", "field": "note", "before": "new", "after": "old"}
        ],
        "left": [],
    }
    assert content(desk) == first
    assert desk.json("undo", "-y")["undoes"] == "O5"
    assert content(desk) == second
    assert desk.json("undo", "-y")["undoes"] == "O6"
    assert content(desk) == first
    assert [(row["id"], row["undoes"], row["undone_by"]) for row in desk.json("operation", "list", "--limit", "4")] == [
        ("O7", "O6", None),
        ("O6", "O5", "O7"),
        ("O5", "O4", "O6"),
        ("O4", None, "O5"),
    ]


def test_undo_is_of_the_same_user_or_of_the_employee_named(desk, monkeypatch):
    desk.take("customers", ANNA, BORIS)  # O3, by counter
    by(monkeypatch, "office")
    desk.ok("customer", "edit", "C1", "--note", "x", "--as", "S1")  # O4
    desk.ok("customer", "edit", "C2", "--note", "y", "--as", "S2")  # O5
    assert desk.json("undo", "-y", "-n", "--as", "S1")["undoes"] == "O4"
    assert desk.json("undo", "-y", "-n")["undoes"] == "O5"
    by(monkeypatch, "counter")
    refused = desk.run("undo", "-n")  # O3, whose rows the others changed
    assert refused.code == 5
    assert "O3 cannot be undone: 2 rows" in refused.err
    by(monkeypatch, "nobody")
    refused = desk.run("undo", "-y")
    assert (refused.code, refused.out) == (5, "")
    assert "You have nothing to undo" in refused.err


def test_a_colleagues_operation_is_undone_only_after_it_was_said_whose_it_is(desk, monkeypatch):
    desk.take("customers", ANNA)
    desk.ok("customer", "edit", "C1", "--note", "x", "--as", "S1")  # O4
    before = content(desk)
    refused = desk.run("undo", "O4", "--as", "S2")
    assert (refused.code, refused.out) == (4, "")
    assert "O4 is 白雪 (S1)’s, not yours. Undo it?" in refused.err
    assert "--yes" in refused.err
    assert content(desk) == before
    desk.speaking("zh")
    assert "白雪 (S1)" in desk.run("undo", "O4", "--as", "S2").err
    desk.speaking("en")
    assert "done by 白雪 (S1)" in desk.ok("undo", "O4", "--as", "S2", "-n").err
    assert content(desk) == before
    done = desk.ok("undo", "O4", "--as", "S2", "-y")
    assert "O4 was done by 白雪 (S1)." in done.err
    assert content(desk) != before


def test_of_ones_own_operation_nothing_is_said_and_without_an_employee_the_system_user_counts(desk, monkeypatch):
    desk.take("customers", ANNA)
    desk.ok("customer", "edit", "C1", "--note", "x", "--as", "S1")  # O4, by counter
    own = desk.run("undo", "O4", "--as", "S1")
    assert "Undo O4?" in own.err
    assert "yours" not in own.err
    assert "done by" not in desk.ok("undo", "O4", "--as", "S1", "-n").err
    assert "yours" not in desk.run("undo", "O4").err  # whoever sits at the same desk, without a number
    desk.ok("staff", "edit", "A1", "--level", "x")  # O5, by counter
    by(monkeypatch, "office")
    assert "O4 is S1’s, not yours. Undo it?" in desk.run("undo", "O4").err
    assert "O5 is counter’s, not yours. Undo it?" in desk.run("undo", "O5", "--as", "S2").err


def test_bare_undo_passes_over_the_automatic_plan(desk):
    desk.take("customers", ANNA | {"birthday": "1980-08-10"})  # O3
    desk.take("vehicles", OWN)  # O4
    desk.at("2026-07-14T09:00")
    desk.ok("due")
    assert desk.query("SELECT id, automatic FROM operation WHERE id > 3") == [(4, 0), (5, 1)]
    assert desk.json("undo", "-n")["undoes"] == "O4"


def test_bare_undo_passes_over_the_plan_that_cron_makes_but_not_over_a_backlog_taken_up(desk):
    desk.take("customers", ANNA | {"birthday": "1980-08-10"})  # O3
    desk.take("vehicles", OWN | {"delivered_on": "2022-01-01"})  # O4, away for long before go-live
    desk.at("2026-07-14T09:00")
    desk.ok("plan")
    assert desk.query("SELECT command, automatic FROM operation WHERE id > 4") == [("kcrm plan", 1)]
    assert desk.json("undo", "-n")["undoes"] == "O4"
    desk.ok("plan", "--backlog")
    assert desk.query("SELECT command, automatic FROM operation WHERE id > 5") == [("kcrm plan --backlog", 0)]
    assert desk.json("undo", "-n")["undoes"] == "O6"


def test_without_a_terminal_and_without_yes_the_difference_is_shown_and_nothing_done(desk):
    desk.take("customers", ANNA)
    before = content(desk)
    result = desk.run("undo")
    assert (result.code, result.out) == (4, "")
    assert "C1" in result.err
    assert "安娜" in result.err
    assert "--yes" in result.err
    assert content(desk) == before
    assert desk.query("SELECT max(id) FROM operation") == [(3,)]


def test_a_dry_run_shows_and_changes_nothing(desk):
    desk.take("customers", ANNA)
    before = content(desk)
    payload = desk.json("undo", "-n")
    assert payload["summary"] == [{"table": "customer", "action": "delete", "rows": 1}]
    assert content(desk) == before
    assert desk.query("SELECT max(id) FROM operation") == [(3,)]


def test_the_operation_that_made_the_database_cannot_be_undone(desk):
    result = desk.run("undo", "O1", "-y")
    assert result.code == 5
    assert "created this database" in result.err


def test_another_schema_since_is_refused(desk, monkeypatch):
    desk.take("customers", ANNA)
    monkeypatch.setattr("kcrm.actions.undo.schema_version", lambda: 99)
    result = desk.run("undo", "-y")
    assert result.code == 5
    assert "schema 99" in result.err


def test_what_is_undone_already_has_nothing_left_to_undo(desk):
    desk.take("customers", ANNA)
    desk.ok("undo", "-y")
    result = desk.run("undo", "O3", "-y")
    assert result.code == 5
    assert "O3 has nothing left to undo" in result.err


def test_a_row_changed_since_is_named_and_the_undo_refused(desk):
    desk.take("customers", ANNA | {"note": "one"}, BORIS)  # O3
    desk.take("customers", ANNA | {"note": "two"}, BORIS | {"note": "two"})  # O4
    desk.ok("customer", "edit", "C1", "--note", "three")  # O5
    before = content(desk)
    result = desk.run("undo", "O4", "-y")
    assert (result.code, result.out) == (5, "")
    assert "customer C1 安娜 has since been changed by O5." in result.err
    assert "C2" not in result.err
    assert "kcrm undo O4 --force" in result.err
    assert content(desk) == before
    payload = desk.json("undo", "O4", "-y", "--force")
    assert [row["record"] for row in payload["changes"]] == ["C2"]
    assert [(row["table"], row["record"]) for row in payload["left"]] == [("customer", "C1")]
    assert desk.query("SELECT note FROM customer ORDER BY id") == [("three",), (None,)]


def test_a_change_that_was_itself_undone_does_not_stand_in_the_way(desk):
    desk.take("customers", ANNA)  # O3
    desk.ok("customer", "edit", "C1", "--note", "x")  # O4
    desk.ok("undo", "O4", "-y")
    desk.ok("undo", "O3", "-y")
    assert desk.query("SELECT count(*) FROM customer") == [(0,)]


def test_undoing_an_import_takes_its_planned_followups_along_and_redo_brings_the_same_back(desk):
    desk.take("customers", ANNA)  # O3
    first = content(desk)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "delivered_on": "2026-06-15", "insurance_expires_on": "2026-07-15"})  # O4
    second = content(desk)
    assert second["followup"]
    desk.ok("undo", "-y")
    assert content(desk) == first
    desk.ok("undo", "-y")
    assert content(desk) == second


def test_followups_that_planning_made_later_are_no_obstacle(desk):
    desk.take("customers", ANNA | {"birthday": "1980-08-10"})  # O3
    desk.take("vehicles", OWN)  # O4
    assert desk.query("SELECT kind FROM followup WHERE kind = 'birthday'") == []
    desk.at("2026-07-14T09:00")
    desk.ok("due")  # O5
    assert desk.query("SELECT kind FROM followup WHERE kind = 'birthday'") == [("birthday",)]
    desk.ok("undo", "O4", "-y")
    desk.ok("undo", "O3", "-y")
    assert desk.query("SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM followup), (SELECT count(*) FROM plan_queue)") == [
        (0, 0, 0)
    ]


@pytest.mark.parametrize("touched", [{"attempts": 1}, {"call_on": "2026-06-30"}, {"call_time": "15:00"}, {"assigned_by": "by_hand"}])
def test_a_followup_somebody_touched_stands_in_the_way_and_force_leaves_all_it_refers_to(desk, touched):
    desk.take("customers", ANNA, BORIS)  # O3
    sheet = [
        {"vin": VIN, "customer_no": "KH1", "delivered_on": "2026-06-15"},
        {"vin": "11111111111111111", "customer_no": "KH2", "delivered_on": "2026-06-15"},
    ]
    desk.take("vehicles", *sheet)  # O4
    ((followup,),) = desk.query("SELECT id FROM followup WHERE kind = '1dc' AND customer_id = 1")
    touch(desk, followup, **touched)  # O5
    result = desk.run("undo", "O4", "-y")
    assert result.code == 5
    assert f"follow-up F{followup}" in result.err
    desk.ok("undo", "O4", "-y", "--force")
    # the touched follow-up, its vehicle; the other vehicle and its follow-ups are gone, and so is whose vehicle it was
    assert desk.query("SELECT vin FROM vehicle") == [(VIN,)]
    assert (followup,) in desk.query("SELECT id FROM followup")
    assert desk.query("SELECT count(*) FROM followup WHERE customer_id = 2 AND vehicle_id IS NOT NULL") == [(0,)]
    assert desk.query("PRAGMA foreign_key_check") == []


def test_a_record_that_others_were_hung_on_since_is_not_taken_away_under_them(desk):
    desk.take("customers", ANNA)  # O3
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1"})  # O4
    result = desk.run("undo", "O3", "-y")
    assert result.code == 5
    assert "ownership 1 C1 V1 has since been created or changed by O4, and depends on what would be removed." in result.err
    # with force the vehicle's owner stays; nothing is left to undo
    assert desk.run("undo", "O3", "-y", "--force").code == 5
    assert desk.query("SELECT count(*) FROM customer") == [(1,)]


def test_redo_is_refused_where_what_it_refers_to_has_gone(desk):
    desk.take("customers", ANNA)  # O3
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1"})  # O4
    desk.ok("undo", "O4", "-y")  # O5
    desk.ok("undo", "O3", "-y")  # O6
    result = desk.run("undo", "O5", "-y")
    assert result.code == 5
    assert "refers to something that no longer exists" in result.err
    desk.ok("undo", "O5", "-y", "--force")
    assert desk.query("SELECT (SELECT count(*) FROM vehicle), (SELECT count(*) FROM ownership)") == [(1, 0)]


def test_redo_is_refused_where_another_record_has_taken_the_place(desk):
    desk.take("customers", ANNA)  # O3
    desk.ok("undo", "-y")  # O4
    desk.take("customers", BORIS | {"customer_no": "KH1"})  # O5
    result = desk.run("undo", "O4", "-y")
    assert result.code == 5
    assert "customer.customer_no" in result.err
    assert desk.query("SELECT id, name FROM customer") == [(2, "鲍里")]


def test_undoing_a_new_specialist_gives_their_customers_to_another(desk):
    desk.take("staff", {"employee_no": "S3", "name": "新人", "role": "cs_specialist"})  # O3, staff 7
    people = [{"customer_no": f"K{n}", "name": "王伟", "phone": f"1390000000{n}", "birthday": "1980-06-20"} for n in range(3)]
    desk.take("customers", *people)
    # a vehicle each, else nobody would call them
    desk.take("vehicles", *({"vin": f"LSVAA00000000000{n}", "customer_no": f"K{n}"} for n in range(3)))
    assert desk.query("SELECT specialist_id FROM customer ORDER BY 1") == [(4,), (5,), (7,)]
    desk.ok("undo", "O3", "-y")
    assert desk.query("SELECT count(*) FROM customer WHERE specialist_id IN (4, 5)") == [(3,)]
    assert desk.query("SELECT count(*) FROM followup WHERE state = 'open' AND kind = 'birthday' AND assignee_id IN (4, 5)") == [(3,)]


def test_undoing_a_policy_plans_everybody_by_the_one_before(desk):
    desk.take("customers", ANNA | {"birthday": "1980-06-20"})  # O3
    desk.take("vehicles", OWN)  # O4
    before = content(desk)
    assert desk.query("SELECT state FROM followup WHERE kind = 'birthday'") == [("open",)]
    desk.ok("policy", "set", "followups.birthday.enabled", "no")
    assert desk.query("SELECT state FROM followup WHERE kind = 'birthday'") == [("cancelled",)]
    desk.take("customers", BORIS | {"birthday": "1980-06-21"})
    desk.take("vehicles", {"vin": "11111111111111111", "customer_no": "KH2"})  # planned by the second policy: no birthday
    desk.ok("undo", "O5", "-y")
    assert content(desk)["policy_version"] == before["policy_version"]
    assert desk.query("SELECT customer_id, state FROM followup WHERE kind = 'birthday' ORDER BY 1") == [(1, "open"), (2, "open")]


def test_a_policy_that_was_done_again_stands_in_its_history_once(desk):
    desk.ok("policy", "set", "followups.birthday.enabled", "no")
    desk.ok("undo", "-y")
    desk.ok("undo", "-y")
    assert len(desk.query("SELECT id FROM policy_version")) == 2
    from kcrm import db
    from kcrm.queries.desk import policy_versions

    with db.opened(desk.db) as connection:
        assert [version.id for version in policy_versions(connection)] == [2, 1]


def test_ids_are_not_given_out_again_after_an_undo(desk):
    desk.take("customers", ANNA)
    desk.ok("undo", "-y")
    desk.take("customers", BORIS)
    assert desk.query("SELECT id, name FROM customer") == [(2, "鲍里")]
