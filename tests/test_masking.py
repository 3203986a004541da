"""What reaches somebody is masked for everybody who may not see it, and read in full only where that is permitted and recorded."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from conftest import NOW, Shell
from logged_in import be, be_at, copied, make_users

OWN, OTHERS, FREE = "13900139001", "13900139002", "13900139003"
PHONES = (OWN, OTHERS, FREE)
OF = dict(zip(("C1", "C2", "C3"), PHONES, strict=True))
MASKED = {phone: f"{phone[:3]}****{phone[-4:]}" for phone in PHONES}
USERS = ("Z1", "X1", "S1", "T1", "G1")
KEYS = ("what", "employee_no", "reason", "rows", "personal", "file")


@pytest.fixture(scope="module")
def base(tmp_path_factory, staffed):
    """A desk of three customers: the first X1 sold a car to, the second X2, the third is looked after by the specialist alone."""
    folder = tmp_path_factory.mktemp("masked")
    unread = SimpleNamespace(readouterr=lambda: SimpleNamespace(out="", err=""))
    with pytest.MonkeyPatch.context() as monkeypatch:
        shell = Shell(folder, monkeypatch, unread)
        copied(shell, staffed)
        be_at(monkeypatch)
        shell.take(
            "staff",
            {"employee_no": "Z1", "name": "总管", "role": "general_manager"},
            {"employee_no": "T1", "name": "秦技", "role": "technician"},
            {"employee_no": "X2", "name": "纪雨", "role": "sales_consultant"},
        )
        shell.take(
            "customers",
            {"客户编号": "KH1", "姓名": "王小明", "手机": OWN, "地址": "云汐市汀北区长江路18号", "微信": "wangxm", "备注": f"妻子{OTHERS}"},
            {"客户编号": "KH2", "姓名": "李大海", "手机": OTHERS},
            {"客户编号": "KH3", "姓名": "王小明", "手机": FREE},
        )
        shell.take(
            "vehicles",
            {"VIN": "LSVAB2183E2100001", "客户编号": "KH1", "销售顾问": "X1"},
            {"VIN": "LSVAB2183E2100002", "客户编号": "KH2", "销售顾问": "X2"},
        )
        for customer, number in (("C1", "X1"), ("C2", "X2"), ("C3", "S1")):
            shell.ok("followup", "add", customer, "other", "today", "--about", f"打{FREE}", "--to", number)
        make_users(shell, monkeypatch, folder, *USERS)
    return shell


@pytest.fixture
def desk(shell, base, monkeypatch):
    copied(shell, base.db)
    shell.at(NOW)
    be_at(monkeypatch)
    shell.be = lambda number: be(monkeypatch, base.folder, number)
    return shell


def recorded(desk):
    """What was recorded, latest first, by the columns that matter here."""
    desk.be("Z1")
    return [tuple(row[key] for key in KEYS) for row in desk.json("access", "list")]


def in_full(text):
    return {phone for phone in PHONES if phone in text}


@pytest.mark.parametrize("number", ["Z1", "T1"])
@pytest.mark.parametrize("chosen", ["table", "plain", "csv", "tsv", "json", "jsonl", "md", "html"])
def test_a_list_is_masked_for_everybody_in_every_format(desk, number, chosen):
    desk.be(number)
    out = desk.ok("customer", "list", "-o", chosen).out
    assert in_full(out) == set()
    assert all(MASKED[phone] in out.replace("\\*", "*") for phone in PHONES)


def test_a_masked_list_is_still_read_by_programs(desk):
    desk.be("S1")
    rows = desk.json("customer", "list")
    assert [row["phone"] for row in rows] == [MASKED[phone] for phone in PHONES]
    assert (rows[0]["address"], rows[0]["wechat"], rows[0]["note"]) == ("云汐市汀北区****", "w****", f"妻子{MASKED[OTHERS]}")


def test_a_list_is_masked_in_files(desk):
    desk.be("S1")
    for ending in ("csv", "json", "md", "html"):
        file = desk.folder / f"list.{ending}"
        desk.ok("customer", "list", "--to", file)
        text = file.read_text(encoding="utf-8")
        assert in_full(text) == set()
        assert "王小明" in text
    # what is masked reaches nobody, and is not recorded as if it did
    assert [row[4] for row in recorded(desk)] == 2 * [["name", "birthday"]] + 2 * [["name", "birthday", "note"]]


@pytest.mark.parametrize(
    ("number", "seen"),
    [("T1", set()), ("X1", {"C1"}), ("S1", {"C1", "C2", "C3"}), ("G1", {"C1", "C2", "C3"}), ("Z1", {"C1", "C2", "C3"})],
)
def test_the_card_of_a_customer_is_shown_in_full_to_whose_they_are(desk, number, seen):
    desk.be(number)
    for customer, phone in zip(("C1", "C2", "C3"), PHONES, strict=True):
        for command in (["show", customer], ["customer", "show", customer]):
            shown = desk.json(*command)["phone"]
            assert shown == (phone if customer in seen else MASKED[phone]), (number, command)


def test_the_car_and_the_call_of_ones_own_customer_are_their_cards(desk):
    desk.be("X1")
    assert in_full(desk.ok("vehicle", "show", "V1").out) == {OWN}
    assert in_full(desk.ok("vehicle", "show", "V2").out) == set()


def test_a_reveal_needs_the_permission_and_a_reason_and_is_recorded_with_it(desk):
    desk.be("G1")
    rows = desk.json("customer", "list", "--reveal", "--reason", "回访核对 13711112222")
    assert [row["phone"] for row in rows] == list(PHONES)
    assert recorded(desk) == [
        ("customer list", "G1", "回访核对 137****2222", 3, ["name", "phone", "address", "contact", "birthday", "note"], "screen")
    ]
    desk.be("S1")
    refused = desk.run("customer", "list", "--reveal", "--reason", "看看")
    assert (refused.code, refused.out) == (5, "")
    assert "reveal" in refused.err
    assert len(recorded(desk)) == 1


@pytest.mark.parametrize("words", [["--reveal"], ["--reason", "x"], ["--reveal", "--reason", "  "]])
def test_half_a_reveal_is_a_usage_error(desk, words):
    desk.be("G1")
    refused = desk.run("customer", "list", *words)
    assert (refused.code, refused.out) == (2, "")


def test_ones_own_list_of_the_day_is_in_full_and_recorded_and_the_others_are_masked(desk):
    desk.be("X1")
    for words in ([], ["--staff", "X1"], ["--staff", "X2"]):
        assert in_full(desk.ok("due", *words).out) == set()
    mine = desk.ok("due", "--mine", "-o", "json")
    assert [row["phone"] for row in mine.json] == [OWN]
    assert [(each[0], each[1], each[3], each[5]) for each in recorded(desk)] == [("due", "X1", 1, "screen")]


@pytest.mark.parametrize(("number", "seen"), [("X1", {"X1"}), ("S1", {"X1", "X2", "S1"}), ("T1", set())])
def test_lists_that_go_out_are_in_full_for_who_may_see_whom_they_name(desk, number, seen):
    desk.be(number)
    folder = desk.folder / "lists"
    own = ["--mine"] if number == "X1" else []
    desk.ok("due", *own, "--split", "caller", "--to", folder)
    shown = {file.stem for file in folder.glob("*.csv") if in_full(file.read_text(encoding="utf-8"))}
    assert shown == seen
    phones = [row for row in recorded(desk) if row[0].startswith("due") and "phone" in row[4]]
    assert len(phones) == len(seen)


def test_the_seat_is_recorded_and_masks_whom_one_may_not_see(desk):
    desk.be("X1")
    assert in_full(desk.ok("next", "--mine").out) == set(PHONES)  # with what is noted of them
    assert [(each[0], each[1], each[3]) for each in recorded(desk)] == [("next", "X1", 1)]
    desk.be("T1")
    assert in_full(desk.ok("next").out) == set()
    assert len(recorded(desk)) == 1


def test_a_technician_has_no_list_in_full(desk):
    desk.be("T1")
    for words in (["--mine"], ["--split", "caller", "--to", desk.folder / "lists"], []):
        result = desk.run("due", *words, "--until", "30d", "--all")
        assert in_full(result.out + result.err) == set()
    assert not any(in_full(file.read_text(encoding="utf-8")) for file in (desk.folder / "lists").glob("*.csv"))
    sheet = desk.run("due", "--sheet", desk.folder / "calls.xlsx", "--until", "30d")
    assert sheet.code == 5
    assert not (desk.folder / "calls.xlsx").exists()


def test_what_is_exported_is_in_full_and_needs_its_permission(desk):
    file = desk.folder / "out.csv"
    desk.be("S1")
    assert desk.run("export", "customers", "--to", file).code == 5
    assert not file.exists()
    desk.be("G1")
    desk.ok("export", "customers", "--to", file)
    assert in_full(file.read_text(encoding="utf-8")) == set(PHONES)
    assert recorded(desk)[0][:4] == ("export customers", "G1", None, 3)


def test_messages_errors_and_candidates_are_masked(desk):
    desk.be("T1")
    ambiguous = desk.run("show", "王小明")
    assert ambiguous.code == 4
    assert in_full(ambiguous.err) == set()
    assert MASKED[OWN] in ambiguous.err
    assert in_full(desk.run("find", OWN).out + desk.run("show", "13900139009").err) == set()


def test_a_code_to_dial_is_for_who_may_see_the_phone(desk):
    desk.be("X1")
    assert "terminal" in desk.run("show", "C1", "--qr").err  # permitted, if there were one
    refused = desk.run("show", "C2", "--qr")
    assert (refused.code, refused.out) == (5, "")
    assert "see_phone" in refused.err


def test_sql_needs_a_reason_is_recorded_and_reads_no_secrets(desk):
    statement = "SELECT name, phone FROM v_customers"
    desk.be("S1")
    assert desk.run("sql", statement, "--reveal", "--reason", "x").code == 5
    desk.be("G1")
    assert desk.run("sql", statement).code == 5
    assert in_full(desk.ok("sql", statement, "--reveal", "--reason", "核对").out) == set(PHONES)
    for table in ("user_secret", "login", "access_key"):
        for asked in (f"SELECT * FROM {table}", f"SELECT count(*) FROM {table}", f"SELECT 1 WHERE EXISTS (SELECT 1 FROM {table})"):
            refused = desk.run("sql", asked, "--reveal", "--reason", "x")
            assert (refused.code, refused.out) == (5, "")
    assert recorded(desk) == [("sql", "G1", "核对", 3, ["name", "phone"], "screen")]


def test_the_tab_key_offers_nothing_to_who_is_not_logged_in(desk, monkeypatch):
    monkeypatch.setenv("_KCRM_COMPLETE", "bash")
    desk.be("T1")
    assert "李大海" in desk.run("show", "李").out
    desk.be("nobody")
    assert desk.run("show", "李").out == ""


def test_without_users_a_reveal_changes_and_records_nothing(shell, base, staffed):
    copied(shell, staffed)
    shell.take("customers", {"客户编号": "KH1", "姓名": "王小明", "手机": OWN})
    plain = shell.ok("customer", "list", "-o", "json")
    assert json.loads(plain.out)[0]["phone"] == OWN
    assert shell.ok("customer", "list", "-o", "json", "--reveal", "--reason", "x") == plain
    assert shell.json("access", "list") == []
