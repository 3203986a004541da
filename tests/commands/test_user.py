"""Users, logins and rights: who may give which command, by the real time and never by KCRM_NOW."""

import os
import re
import stat
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conftest import filled_once
from test_naughty_desk import every_command

from kcrm import cli, context
from kcrm.entry import FREE, SCRIPTED, _table, needed
from kcrm.model import Role
from kcrm.model.access import Permission
from kcrm.shell.tree import command_tree

ZONE = ZoneInfo("Asia/Shanghai")
PASSWORD = "rot-haus-sieben-blau"


class Clock:
    """The real time, as a test says it."""

    def __init__(self, monkeypatch):
        self.now = datetime(2026, 6, 15, 9, 0, tzinfo=ZONE)
        monkeypatch.setattr(context, "real_now", lambda: self.now)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def word(desk, *lines):
    path = desk.folder / "password"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ("--password-file", path)


def log_in(desk, number, password=PASSWORD):
    return desk.ok("login", number, *word(desk, password))


@filled_once
def guarded(desk):
    """B1 is a general manager, C1 a customer-service manager, X1 a consultant, T1 a technician: all with the same password."""
    desk.ok("policy", "set", "access.scrypt_cost", "14")
    desk.take(
        "staff",
        {"employee_no": "B1", "name": "白岚", "role": "general_manager"},
        {"employee_no": "B2", "name": "于鹏", "role": "general_manager"},
        {"employee_no": "W1", "name": "石磊", "role": "technician"},
        {"employee_no": "M9", "name": "柳青", "role": "cs_manager"},
    )
    desk.ok("user", "add", "B1", *word(desk, PASSWORD))
    log_in(desk, "B1")
    for number in ("M9", "X1", "W1"):
        desk.ok("user", "add", number, *word(desk, "erst-einmal-irgendwas"))
        log_in(desk, number, "erst-einmal-irgendwas")
        desk.ok("passwd", *word(desk, "erst-einmal-irgendwas", PASSWORD))
        log_in(desk, "B1")
    return desk


def refused(result, *words):
    assert result.code == 5, result.out
    assert result.out == ""
    for each in words:
        assert each in result.err


def test_every_command_is_declared_and_none_that_is_not_there():
    commands = {" ".join(path) for path, _command in every_command(command_tree(cli.build()))}
    for command in commands:
        needed(command)
    assert set(_table()) - commands == {""}
    assert FREE - commands == {"help"}
    assert commands >= SCRIPTED


def test_a_command_that_nobody_declared_is_refused():
    with pytest.raises(LookupError):
        needed("customer sell")


def test_a_token_may_give_what_cron_prints_and_nothing_else(desk):
    options = (
        "--group",
        desk.folder,
        "--key-file",
        desk.folder / "key",
        "--notices",
        desk.folder,
        "--report",
        "week:周报",
        "--dashboard",
        "/srv",
    )
    lines = desk.ok("cron", *options).out + desk.ok("cron", *options, "--mail").out
    printed = {re.sub(r".* KCRM_LANG=en \S+( -m kcrm)? ", "", line) for line in lines.splitlines() if "KCRM_LANG=en " in line}
    assert {command for command in SCRIPTED if any(line.startswith(f"{command} ") for line in printed)} == SCRIPTED
    assert [line for line in printed if not any(line.startswith(f"{command} ") for command in SCRIPTED)] == []


def test_without_users_everything_is_as_before(desk):
    assert desk.json("user", "list") == []
    assert desk.run("login", "S1", *word(desk, PASSWORD)).code == 3
    assert desk.ok("whoami").err == "There are no users: everybody may do everything.\n"
    desk.ok("staff", "list")


def test_the_first_user_is_a_general_manager_and_then_everybody_must_log_in(desk, clock):
    made = desk.ok("user", "add", "S1", *word(desk, PASSWORD), "-o", "json")
    assert (made.json["role"], made.json["must_change"]) == ("general_manager", False)
    assert "The recovery code, shown this once: " in made.err
    refused(desk.run("due"), "Nobody is logged in.", "kcrm login")
    refused(desk.run("--as", "S1", "staff", "list"), "Nobody is logged in.")
    said = log_in(desk, "S1").err
    assert "until 21:00" in said
    assert desk.json("whoami")["employee_no"] == "S1"
    desk.ok("staff", "list")


def test_no_policy_leaves_a_desk_without_anybody_who_makes_users(guarded):
    """B1 is the only general manager who is a user; M9 could be given it first."""
    posts = "access.posts.general_manager"
    refused(guarded.run("policy", "set", posts, "see_list,policy"), "Nobody who can make users would be left")
    assert guarded.json("permission", "table")
    guarded.ok("user", "role", "M9", "general_manager")
    refused(guarded.run("policy", "set", posts, "see_list,policy"), "second person")
    guarded.ok("user", "list")


def test_more_says_who_is_logged_in_and_for_whom_they_act(guarded):
    log_in(guarded, "M9")
    assert "; acting: M9; " in guarded.ok("due", "-v").err
    assert "; acting: M9 → S1; " in guarded.ok("--as", "S1", "due", "-v").err
    guarded.ok("logout")
    assert "; acting: nobody; " in guarded.run("due", "-v").err


def test_no_command_says_whether_a_number_is_a_users(guarded):
    wrong = guarded.run("login", "B1", *word(guarded, "not-that-one"))
    nobody = guarded.run("login", "ZZ9", *word(guarded, "not-that-one"))
    assert (wrong.code, wrong.err) == (nobody.code, nobody.err) == (5, wrong.err)


def test_five_wrong_passwords_lock_for_fifteen_minutes_of_real_time(guarded, clock):
    for _each in range(4):
        refused(guarded.run("login", "B1", *word(guarded, "not-that-one")), "That is not the employee number")
    refused(guarded.run("login", "B1", *word(guarded, "not-that-one")), "before 09:15")
    refused(guarded.run("login", "B1", *word(guarded, PASSWORD)), "before 09:15")
    guarded.at("2027-01-01T09:00")  # what a command's clock is set to opens nothing
    refused(guarded.run("login", "B1", *word(guarded, PASSWORD)), "before 09:15")
    clock.now += timedelta(minutes=15)
    log_in(guarded, "B1")


def test_a_login_ends_by_the_real_time(guarded, clock):
    log_in(guarded, "B1")
    guarded.at("2026-06-20T09:00")
    guarded.ok("staff", "list")
    clock.now += timedelta(hours=12)
    refused(guarded.run("staff", "list"), "The login has ended.")


def test_a_login_file_is_private_and_of_one_computer(guarded, clock, monkeypatch):
    log_in(guarded, "B1")
    (path,) = (guarded.folder / ".local" / "state" / "kcrm").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert guarded.query("SELECT count(*) FROM login WHERE token = ?", path.read_text()) == [(0,)]
    path.chmod(0o640)
    refused(guarded.run("staff", "list"), "could be read by others")
    path.chmod(0o600)
    monkeypatch.setattr("kcrm.actions.logins.host_name", lambda: "another")
    refused(guarded.run("staff", "list"), "another computer")
    monkeypatch.setattr("kcrm.actions.logins.host_name", lambda: os.uname().nodename)
    monkeypatch.setattr("kcrm.actions.logins.process_owner", lambda: "4711")
    refused(guarded.run("staff", "list"), "could be read by others")


def test_logging_out_ends_a_copied_login_too(guarded, clock):
    log_in(guarded, "B1")
    (path,) = (guarded.folder / ".local" / "state" / "kcrm").iterdir()
    token = path.read_text()
    guarded.ok("logout")
    assert not path.exists()
    path.write_text(token)
    path.chmod(0o600)
    refused(guarded.run("staff", "list"), "The login has ended.")


def test_a_technician_sees_lists_and_does_nothing(guarded, clock):
    log_in(guarded, "W1")
    guarded.ok("customer", "list")
    for argv in (
        ("customer", "add", "某人", "13800138001"),
        ("export", "customers"),
        ("policy", "set", "planning.horizon_days", "9"),
        ("user", "list"),
    ):
        refused(guarded.run(*argv), "You may not do this", "kcrm permission ask")
    assert guarded.query("SELECT count(*) FROM customer WHERE name = '某人'") == [(0,)]


@filled_once
def two_customers(guarded):
    """C1 is X1's by their vehicle, C2 is nobody's, C3 is S1's: each has a vehicle."""
    log_in(guarded, "B1")
    guarded.take(
        "customers",
        *({"customer_no": f"K{number}", "name": f"张{number}", "phone": f"1380013800{number}"} for number in (1, 2)),
        {"customer_no": "K3", "name": "张3", "phone": "13800138003", "specialist": "S1"},
    )
    guarded.take(
        "vehicles",
        {"vin": "LSVAA4182E2123451", "customer_no": "K1", "delivered_on": "2026-05-01", "sales_consultant": "X1"},
        {"vin": "LSVAA4182E2123452", "customer_no": "K2", "delivered_on": "2026-05-01"},
        {"vin": "LSVAA4182E2123453", "customer_no": "K3", "delivered_on": "2026-05-01", "sales_consultant": "M1"},
    )
    return guarded


def test_a_consultant_writes_for_their_own_customers_alone(two_customers, clock):
    desk = two_customers
    log_in(desk, "X1")
    desk.ok("need", "add", "C1", "Spiegel", "--part")
    before = desk.query("SELECT count(*) FROM need")
    refused(desk.run("need", "add", "C3", "Spiegel", "--part"), "C3 is not your customer", "log")
    refused(desk.run("need", "add", "C3", "Spiegel", "--part", "-n"), "C3 is not your customer")
    assert desk.query("SELECT count(*) FROM need") == before
    desk.ok("permission", "ask", "log", "--why", "Urlaubsvertretung")
    log_in(desk, "M9")
    desk.ok("permission", "grant", "RQ1")
    log_in(desk, "X1")
    desk.ok("need", "add", "C3", "Spiegel", "--part")


def test_no_write_makes_somebody_ones_own_customer(two_customers, clock):
    desk = two_customers
    log_in(desk, "X1")
    before = desk.query("SELECT count(*) FROM operation")
    refused(desk.run("followup", "add", "C3", "other", "3d", "--about", "x", "--to", "X1"), "C3 is not your customer")
    refused(desk.run("prospect", "add", "张3", "13800138003", "--source", "phone", "--consultant", "X1"), "C3 is not your customer")
    assert desk.query("SELECT count(*) FROM operation") == before


def test_no_filter_finds_out_what_is_masked(two_customers, clock):
    desk = two_customers
    log_in(desk, "W1")
    refused(desk.run("customer", "list", "phone:1380013*"), "phone is masked")
    assert [row["id"] for row in desk.json("customer", "list", "phone:13800138003")] == ["C3"]
    assert [row["id"] for row in desk.json("customer", "list", "name:张*")] == ["C1", "C2", "C3"]


def test_nobody_keeps_a_user_out_by_their_last_day(guarded, clock):
    log_in(guarded, "M9")
    refused(guarded.run("staff", "edit", "B1", "--left-on", "2026-06-01"), "user_admin")
    log_in(guarded, "B1")
    refused(guarded.run("staff", "edit", "B1", "--left-on", "2026-06-01"), "Nobody who can make users would be left")
    guarded.ok("staff", "edit", "W1", "--left-on", "2026-06-01")
    refused(guarded.run("login", "W1", *word(guarded, PASSWORD)))


def test_who_acts_for_another_needs_the_permission(guarded, clock, monkeypatch):
    log_in(guarded, "X1")
    refused(guarded.run("--as", "S1", "customer", "list"), "You are logged in as X1")
    guarded.ok("--as", "X1", "customer", "list")
    monkeypatch.setenv("KCRM_STAFF", "S1")
    refused(guarded.run("customer", "list"), "You are logged in as X1")
    monkeypatch.delenv("KCRM_STAFF")
    log_in(guarded, "M9")
    guarded.ok("--as", "S1", "task", "add", "Aufräumen", "S1", "--due-on", "2026-06-20")
    ((system_user, number),) = guarded.query(
        "SELECT system_user, employee_no FROM operation JOIN staff ON staff.id = staff_id ORDER BY operation.id DESC LIMIT 1"
    )
    assert number == "S1"
    assert system_user.endswith("(M9)")


def test_a_right_is_asked_for_and_granted_by_somebody_else(guarded, clock):
    log_in(guarded, "X1")
    refused(guarded.run("export", "customers"), "export")
    asked = guarded.json("permission", "ask", "export", "--why", "Messe")
    assert (asked["id"], asked["state"], asked["employee_no"]) == ("RQ1", "asked", "X1")
    refused(guarded.run("export", "customers"))
    refused(guarded.run("permission", "grant", "RQ1"), "approve")
    log_in(guarded, "M9")
    guarded.ok("permission", "grant", "RQ1", "--note", "bis zur Messe")
    log_in(guarded, "X1")
    guarded.ok("export", "customers")
    log_in(guarded, "M9")
    guarded.ok("permission", "revoke", "RQ1")
    log_in(guarded, "X1")
    refused(guarded.run("export", "customers"))


def test_nobody_grants_their_own_request_or_what_they_have_not(guarded, clock):
    log_in(guarded, "M9")
    guarded.ok("permission", "ask", "user_admin", "--why", "ich will")
    refused(guarded.run("permission", "grant", "RQ1"), "Nobody decides on their own request.")
    log_in(guarded, "X1")
    guarded.ok("permission", "ask", "erase", "--why", "ich auch")
    log_in(guarded, "M9")
    refused(guarded.run("permission", "grant", "RQ2"), "Nobody grants what they may not do themselves")


def test_users_are_changed_by_two_people_where_two_have_the_right(guarded, clock):
    log_in(guarded, "B1")
    guarded.ok("user", "role", "M9", "general_manager")  # alone: nobody could be asked
    refused(guarded.run("user", "disable", "W1"), "This needs a second person")
    refused(guarded.run("policy", "set", "access.posts.technician", "see_list,export"), "This needs a second person")
    guarded.ok("permission", "ask", "user_admin", "--why", "W1 geht")
    log_in(guarded, "M9")
    guarded.ok("permission", "grant", "RQ1")
    log_in(guarded, "B1")
    assert guarded.json("user", "disable", "W1")["state"] == "disabled"
    refused(guarded.run("login", "W1", *word(guarded, PASSWORD)))
    clock.now += timedelta(hours=24)
    log_in(guarded, "B1")
    refused(guarded.run("user", "enable", "W1"), "This needs a second person")


def test_the_last_who_can_make_users_stays(guarded, clock):
    log_in(guarded, "B1")
    refused(guarded.run("user", "disable", "B1"), "is the only one who can make users")
    refused(guarded.run("user", "role", "B1", "technician"), "is the only one who can make users")


def test_a_files_post_gives_nobody_rights(guarded, clock):
    log_in(guarded, "M9")
    guarded.take("staff", {"employee_no": "W1", "name": "石磊", "role": "general_manager"})
    log_in(guarded, "W1")
    refused(guarded.run("export", "customers"))


def test_undo_is_of_ones_own_and_never_of_a_user(guarded, clock):
    log_in(guarded, "B1")
    ((number,),) = guarded.query("SELECT max(operation.id) FROM operation WHERE command LIKE '%user add%'")
    refused(guarded.run("undo", f"O{number}", "--yes"), "changed a user")
    guarded.ok("policy", "set", "access.login_hours", "8")
    ((policy,),) = guarded.query("SELECT max(id) FROM operation")
    log_in(guarded, "M9")
    refused(guarded.run("undo", f"O{policy}", "--yes"), "user_admin")
    log_in(guarded, "X1")
    refused(guarded.run("undo", f"O{policy}", "--yes"), "undo_any")


def test_a_password_is_ones_own(guarded, clock):
    log_in(guarded, "B1")
    reset = guarded.ok("user", "reset", "M9")
    made = reset.err.rpartition(": ")[2].strip()
    log_in(guarded, "M9", made)
    refused(guarded.run("due"), "set your own first")
    refused(guarded.run("passwd", *word(guarded, made, made)), "the password you have")
    refused(guarded.run("passwd", *word(guarded, made, "kurz")), "too short")
    refused(guarded.run("passwd", *word(guarded, "not-that-one", "neues-wort-für-heute")), "That is not")
    guarded.ok("passwd", *word(guarded, made, "neues-wort-für-heute"))
    guarded.ok("due")
    for text in guarded.query("SELECT group_concat(salt || hash) FROM user_secret")[0]:
        assert made not in text


def test_a_token_is_shown_once_and_does_what_cron_does(guarded, clock, monkeypatch):
    log_in(guarded, "B1")
    token = guarded.ok("user", "token", "add", "cron").err.rpartition("=")[2].strip()
    assert len(token) == 64
    assert Path(guarded.db).read_bytes().find(token.encode()) == -1
    guarded.ok("logout")
    monkeypatch.setenv("KCRM_TOKEN", token)
    guarded.ok("plan")
    guarded.ok("complaint", "sweep")
    refused(guarded.run("customer", "list"), "KCRM_TOKEN may only do what kcrm cron prints")
    refused(guarded.run("sql", "SELECT 1"))
    monkeypatch.delenv("KCRM_TOKEN")
    log_in(guarded, "B1")
    guarded.ok("user", "token", "revoke", "cron")
    monkeypatch.setenv("KCRM_TOKEN", token)
    refused(guarded.run("plan"), "was revoked")


def test_the_table_says_what_each_post_may(desk):
    rows = {row["permission"]: row for row in desk.json("permission", "table")}
    assert set(rows) == set(Permission)
    assert (rows["see_phone"]["technician"], rows["see_phone"]["sales_consultant"], rows["see_phone"]["cs_manager"]) == (None, "own", "all")
    assert set(rows["erase"]) == {"permission", *Role}


def test_a_person_is_erased_by_two_where_two_have_the_right(two_customers, clock):
    desk = two_customers
    log_in(desk, "M9")
    refused(desk.run("customer", "erase", "C3", "--confirm", "张3"), "erase")
    log_in(desk, "B1")
    desk.ok("user", "role", "M9", "general_manager")
    refused(desk.run("customer", "erase", "C3", "--confirm", "张3"), "This needs a second person")
    desk.ok("permission", "ask", "erase", "C3", "--why", "schriftlich verlangt")
    refused(desk.run("permission", "grant", "RQ1"), "Nobody decides on their own request.")
    log_in(desk, "M9")
    desk.ok("permission", "grant", "RQ1")
    log_in(desk, "B1")
    refused(desk.run("customer", "erase", "C2", "--confirm", "张2"), "This needs a second person")
    desk.ok("customer", "erase", "C3", "--confirm", "张3", "-n")
    desk.ok("customer", "erase", "C3", "--confirm", "张3")
    assert desk.json("permission", "list", "--all")[0]["state"] == "used"


def test_a_database_is_restored_with_the_code_from_the_safe(desk, clock):
    code = desk.ok("user", "add", "G1", *word(desk, PASSWORD)).err.partition("shown this once: ")[2].splitlines()[0]
    refused(desk.run("db", "backup"), "Nobody is logged in.")
    log_in(desk, "G1")
    backup = desk.json("db", "backup")["file"]
    confirmed = ("db", "restore", backup, "--confirm", "云汐店", "--recovery-file")
    wrong, right = desk.folder / "wrong", desk.folder / "right"
    wrong.write_text("abcd-efgh-jkmn-pqrs\n")
    right.write_text(f"{code.upper()}\n")
    refused(desk.run(*confirmed, wrong), "not the recovery code")
    desk.ok(*confirmed, right)
    desk.ok("logout")
    refused(desk.run(*confirmed, right), "Nobody is logged in.")
    desk.db.write_bytes(b"no database")  # whoever may write the file decides of a damaged one
    for suffix in ("-wal", "-shm"):
        desk.db.with_name(desk.db.name + suffix).unlink(missing_ok=True)
    desk.ok("db", "restore", backup, "--confirm", "云汐店")
    refused(desk.run("due"), "Nobody is logged in.")
