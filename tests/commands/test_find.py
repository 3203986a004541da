"""`kcrm find` says whose each hit is, so that two of one name differ; `find --text` looks into what was written down."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from calling import customer
from conftest import filled_once
from hypothesis import example, given
from hypothesis import strategies as st

from kcrm import db
from kcrm.cli import main
from kcrm.errors import ExitCode
from kcrm.queries.lookup import Found, Thing
from kcrm.queries.texts import LONGEST, texts_with
from kcrm.queries.whose import Whose
from kcrm.queries.whose import whose as links

VINS = ("1M8GDM9AXKP042788", "11111111111111111", "2M8GDM9AXKP042788", "3M8GDM9AXKP042788")


@filled_once
def namesakes(desk):
    """Two of one name: KH1 has a car with a plate, KH2 one without; 王芳 has two."""
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "王伟", "phone": "13800138001"},
        {"customer_no": "KH2", "name": "王伟", "phone": "13800138002"},
        {"customer_no": "KH3", "name": "王芳"},
    )
    desk.take(
        "vehicles",
        {"vin": VINS[0], "plate": "皖A12345", "model": "瑞虎8", "customer_no": "KH1", "insurance_expires_on": "2026-07-06"},
        {"vin": VINS[1], "model": "艾瑞泽5", "customer_no": "KH2"},
        {"vin": VINS[2], "plate": "皖B00001", "customer_no": "KH3"},
        {"vin": VINS[3], "plate": "皖B00002", "customer_no": "KH3"},
    )
    return desk


def whose(row):
    return row["owner_id"], row["owner"], row["plates"], row["phone"]


def test_two_of_one_name_differ_by_their_car(namesakes):
    assert namesakes.json("find", "王伟") == [
        {
            "id": "C1",
            "kind": "customer",
            "label": "王伟",
            "detail": "KH1 13800138001",
            "by": "name",
            "owner_id": "C1",
            "owner": "王伟",
            "plates": ["皖A12345"],
            "phone": "13800138001",
        },
        {
            "id": "C2",
            "kind": "customer",
            "label": "王伟",
            "detail": "KH2 13800138002",
            "by": "name",
            "owner_id": "C2",
            "owner": "王伟",
            "plates": [],
            "phone": "13800138002",
        },
    ]
    lines = namesakes.ok("find", "王伟").out.splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["C1", "customer", "王伟", "皖A12345", "瑞虎8", "13800138001", "KH1", "name"],
        ["C2", "customer", "王伟", VINS[1], "艾瑞泽5", "13800138002", "KH2", "name"],
    ]


def test_a_list_of_whom_one_may_mean_has_the_cars_too(namesakes):
    assert namesakes.run("customer", "show", "王伟").err.splitlines()[1:3] == [
        "  C1  王伟  KH1 13800138001  皖A12345",
        f"  C2  王伟  KH2 13800138002  {VINS[1]}",
    ]


def test_of_every_kind_it_is_said_whose_it_is(namesakes):
    namesakes.ok("order", "add", "GD1", "V1", "pdi", "--opened-at", "2026-06-14 08:00")
    namesakes.ok("complaint", "open", "C1", "--severity", "minor", "--description", "座椅异响", "--vehicle", "V1")
    namesakes.ok("opportunity", "add", "C2", "换车", "30000", "0.5")
    namesakes.ok("survey", "add", "C3", "csi", "work_quality=8", "--on", "2026-06-10")
    namesakes.ok("finding", "add", "前轮偏磨", "--department", "售后服务部", "--vehicle", "V1")
    namesakes.ok("need", "add", "C1", "大灯", "--part", "--vehicle", "V1")
    namesakes.ok("finding", "add", "灯不亮", "--department", "售后服务部")
    first = ("C1", "王伟", ["皖A12345"], "13800138001")
    for text in ("C1", "V1", "R1", "F1", "K1", "FD1", "ND1"):
        assert whose(namesakes.json("find", text)[0]) == first, text
    assert whose(namesakes.json("find", "P1")[0]) == ("C2", "王伟", [], "13800138002")
    assert whose(namesakes.json("find", "Q1")[0]) == ("C3", "王芳", ["皖B00001", "皖B00002"], None)
    assert whose(namesakes.json("find", "FD2")[0]) == whose(namesakes.json("find", "O1")[0]) == (None, None, [], None)
    # people read whose a plate or a number is, and nothing twice
    heading, row = namesakes.ok("find", "皖A12345").out.splitlines()
    assert heading.split() == ["No.", "Kind", "Name", "or", "number", "Whose", "Vehicle", "Phone", "Detail", "Found", "by"]
    assert row.split() == ["V1", "vehicle", "皖A12345", "王伟", "瑞虎8", "13800138001", VINS[0], "plate"]


def test_points_a_voucher_a_membership_and_an_invitation_are_found_with_whose_they_are(namesakes):
    namesakes.ok("points", "correct", "C1", "--by", "20000", "--reason", "开业")
    for _ in range(2):
        namesakes.ok("voucher", "issue", "C1", "50")
    namesakes.ok("club", "join", "C1")
    namesakes.ok("event", "add", "采摘", "--on", "+7d")
    namesakes.ok("event", "invite", "Z1", "C1")
    for text in ("PT1", "U1", "MB1", "ZA1"):
        assert whose(namesakes.json("find", text)[0]) == ("C1", "王伟", ["皖A12345"], "13800138001"), text
    refused = namesakes.run("voucher", "cancel", "C1", "--reason", "写错")
    assert refused.code == ExitCode.AMBIGUOUS
    assert "C1 matches 2 records:" in refused.err


@pytest.mark.parametrize("thing", [each for each in Thing if each is not Thing.STAFF])
def test_of_whatever_is_found_it_can_be_asked_whose_it_is(desk, thing):
    with closing(sqlite3.connect(desk.db)) as connection:
        assert links(connection, [Found(thing, 10**6, "", "", "id")]) == [Whose()]


def test_a_colleague_has_a_phone(namesakes):
    namesakes.ok("staff", "edit", "A1", "--phone", "13900139000")
    assert whose(namesakes.json("find", "A1")[0]) == (None, None, [], "13900139000")


def test_of_a_fleet_the_first_three_cars_are_read_and_all_are_given_to_programs(desk):
    customer(desk, plate="沪A00001")
    for number in range(2, 6):
        desk.take("vehicles", {"vin": f"{number}1111111111111111", "plate": f"沪A0000{number}", "owner_phone": "13800138000"})
    assert desk.json("find", "张伟")[0]["plates"] == [f"沪A0000{number}" for number in range(1, 6)]
    row = desk.ok("find", "张伟").out.splitlines()[1]
    assert "沪A00001, 沪A00002, 沪A00003, 2 more vehicles" in row


# --- words ---


@filled_once
def written(busy):
    """张伟 is C1; 空调 stands in six places, the latest first: K1's step, K1, FD1's answer, FD1, an answer, a call; then C1's note."""
    busy.ok("customer", "edit", "C1", "--note", "空调常修")
    busy.at("2026-06-15T09:10")
    busy.ok("log", "F1", "answered", "--note", "空调异响", "--as", "S1")
    busy.at("2026-06-16T09:00")
    busy.ok("finding", "add", "空调滤芯缺货", "--department", "售后服务部", "--customer", "C1", "--as", "S1")
    busy.at("2026-06-16T10:00")
    busy.ok("finding", "answer", "FD1", "空调滤芯已到", "--as", "A1")
    busy.at("2026-06-17T09:00")
    busy.ok("complaint", "open", "C1", "--severity", "minor", "--description", "空调不制冷，有异响", "--as", "S1")
    busy.at("2026-06-18T09:00")
    busy.ok("complaint", "note", "K1", "空调已检修", "--as", "S2")
    return busy


def test_words_are_found_wherever_they_were_written_newest_first(written):
    assert written.json("find", "--text", "空调") == [
        text("K1", "2026-06-18T09:00:00+08:00", "complaint_step", "空调已检修", "S2", "林晓"),
        text("K1", "2026-06-17T09:00:00+08:00", "complaint", "空调不制冷，有异响"),
        text("FD1", "2026-06-16T10:00:00+08:00", "finding_answer", "空调滤芯已到", "A1", "秦大勇"),
        text("FD1", "2026-06-16", "finding", "空调滤芯缺货", "S1", "白雪"),
        text("C1", "2026-06-15T09:10:00+08:00", "call", "空调异响", "S1", "白雪"),
        text("C1", None, "customer", "空调常修"),
    ]


def text(number, at, kind, words, staff_no=None, staff=None):
    return {
        "id": number,
        "at": at,
        "kind": kind,
        "customer_id": "C1",
        "customer": "张伟",
        "text": words,
        "staff_no": staff_no,
        "staff": staff,
    }


def test_answers_in_calls_and_on_paper_are_looked_into(asked):
    asked.ok("survey", "add", "K1", "csi", "work_quality=8", "--on", "2026-06-10", "--note", "想要Wifi")
    assert [(row["id"], row["at"], row["kind"]) for row in asked.json("find", "--text", "wifi")] == [("Q1", "2026-06-10", "survey_form")]


def test_what_they_wait_for_is_looked_into(written):
    written.ok("need", "add", "C1", "空调压缩机", "--part", "--as", "S1")
    assert text("ND1", "2026-06-18", "need", "空调压缩机", "S1", "白雪") in written.json("find", "--text", "空调")


def test_what_the_workshop_and_the_sales_desk_wrote_is_looked_into(busy):
    """The fault belongs to whoever owned the car then, the note to its owner now."""
    busy.ok("customer", "add", "李娜", "13900139001", "--customer-no", "K2")
    busy.ok("vehicle", "edit", "V1", "--workshop-note", "天窗漏水，已报厂家")
    busy.ok("order", "add", "W77", "V1", "paid_repair", "--opened-at", "2026-06-10 09:00", "--fault", "天窗异响", "--advisor", "A1")
    busy.ok("opportunity", "add", "C1", "accessories", "800", "0.5", "--note", "想换天窗")
    busy.ok("vehicle", "transfer", "V1", "K2", "--on", "2026-06-12")
    found = [(row["id"], row["kind"], row["customer"], row["staff_no"], row["text"]) for row in busy.json("find", "--text", "天窗")]
    assert sorted(found) == [
        ("P1", "opportunity", "张伟", None, "想换天窗"),
        (busy.json("order", "show", "W77")["id"], "fault", "张伟", "A1", "天窗异响"),
        ("V1", "workshop_note", "李娜", None, "天窗漏水，已报厂家"),
    ]


def test_all_of_the_words_must_stand_in_one_text_in_whatever_order(written):
    assert [row["kind"] for row in written.json("find", "--text", "异响", "空调")] == ["complaint", "call"]
    assert [row["kind"] for row in written.json("find", "--text", "异响 空调")] == ["complaint", "call"]
    assert written.json("find", "--text", "异响", "滤芯") == []


def test_the_first_of_many_are_shown_and_all_are_counted(written):
    result = written.ok("find", "--text", "空调", "--limit", "2", "-o", "json")
    assert [row["kind"] for row in result.json] == ["complaint_step", "complaint"]


def test_of_a_long_text_people_read_where_the_words_are(busy):
    busy.ok("customer", "edit", "C1", "--note", "甲" * 300 + "空调" + "乙" * 300)
    row = busy.ok("find", "--text", "空调").out.splitlines()[1]
    assert row.split()[-1] == "…" + "甲" * 24 + "空调" + "乙" * 94 + "…"
    assert busy.json("find", "--text", "空调")[0]["text"] == "甲" * 300 + "空调" + "乙" * 300


def test_where_nothing_is_found_the_other_search_is_offered(busy):
    result = busy.ok("find", "空调")
    assert (result.out, result.err) == ("", "Nothing to show.\nTo look in notes and complaints: kcrm find --text 空调\n")
    assert busy.ok("find", "-o", "json", "--", "空 调", "-x").err == "To look in notes and complaints: kcrm find --text -- '空 调' -x\n"
    assert busy.ok("find", "张伟").err == ""
    busy.speaking("zh")
    assert busy.ok("find", "--text", "空调").err == "备注和投诉中都没有这些字句。\n"


def test_several_words_are_one_name(busy):
    busy.ok("customer", "add", "John Smith", "13900139001")
    assert [row["label"] for row in busy.json("find", "John", "Smith")] == ["John Smith"]


@pytest.mark.parametrize(("argv", "said"), [(["--text", " "], "--text needs words"), (["--text", "--all", "x"], "cannot be used together")])
def test_a_search_for_nothing_and_two_searches_at_once_are_refused(busy, argv, said):
    result = busy.run("find", *argv)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


NOTES = ("100%", "1000", "50_60", "50x60", r"C:\temp", "C:/temp", "Wifi 和 WIFI", "[a]*?", "é É", "''")


@pytest.fixture(scope="module")
def noted(staffed, tmp_path_factory):
    """A connection to a desk with these notes, each of a customer of its own."""
    path = tmp_path_factory.mktemp("noted") / "desk.db"
    shutil.copy(staffed, path)
    for number, note in enumerate(NOTES):
        assert main(["--db", str(path), "customer", "add", f"客户{number}", f"1380013800{number}", "--note", note]) == 0
    with db.opened(path, readonly=True) as connection:
        yield connection


@given(words=st.lists(st.text("10%_5xC:\\/temp Wif和[]*?aéÉ'", min_size=1, max_size=4), min_size=1, max_size=3))
@example(words=["%"])
@example(words=["_"])
@example(words=["\\"])
@example(words=["x" * (LONGEST + 1)])
def test_no_sign_in_a_word_stands_for_another(words, noted):
    found, total = texts_with(noted, words, None)
    # as SQLite folds letters: those of ASCII
    wanted = {note for note in NOTES if all(folded(word) in folded(note) for word in words)}
    assert ({each.text for each in found}, total) == (wanted, len(wanted))


def folded(text_):
    return "".join(each.lower() if each.isascii() else each for each in text_)
