"""`kcrm quality …`: how complete customers' files are; and what was asked in vain."""

from __future__ import annotations

import pytest
from conftest import filled_once

FILE = {"姓名": "张伟", "手机": "13900139001", "性别": "男", "生日": "1990-05-01"}


@filled_once
def three(desk):
    """C1 has a car that was paid in full, C2 is a company, C3 was entered with what only fills fields, C4 is a contact."""
    desk.take(
        "customers",
        {"客户编号": "K1", "同意电话": "是", **FILE},
        {"客户编号": "K2", "姓名": "云汐公司", "手机": "13900139002", "类型": "公司", "邮编": "239000"},
        {"客户编号": "K3", "姓名": "先生", "手机": "13800138000", "生日": "1990-01-01", "地址": "不详", "微信": "wx_3"},
    )
    desk.take("vehicles", {"车架号": "1M8GDM9AXKP042788", "客户编号": "K1", "付款方式": "全款", "成交价": "99800", "颜色": "白"})
    desk.ok("customer", "add", "小李", "13900139004", "--contact-only", "yes")
    return desk


def test_the_whole_is_the_sum_of_what_is_filled_over_what_applies(three):
    # C1: 15 + 12 of a person, name, phone, gender, birthday, consent; 9 of payment, paid and price; 32 of the purchase, VIN and colour.
    # C2: 13 - 0 basic of a company (no gender, birthday, occupation) and 6: source, decision maker, industry, second contact with phone and
    # relation; name, phone, postal code. C3: 15 + 12; WeChat alone.
    found = three.json("quality", "show")
    assert found == {
        "files": 3,
        "enough": 0,
        "required": 60,
        "counted": 75,
        "filled": 5 + 4 + 3 + 1,
        "applicable": 27 + 41 + 18 + 27,
        "share": 11.5,
        "groups": [
            {"section": "basic", "filled": 5 + 3 + 1, "applicable": 15 + 12 + 15, "share": 21.43},
            {"section": "payment", "filled": 2, "applicable": 9, "share": 22.22},
            {"section": "purchase", "filled": 2, "applicable": 12 + 32 + 6 + 12, "share": 3.23},
        ],
        "people": [
            {
                "specialist_no": "S1",
                "specialist": "白雪",
                "files": 2,
                "enough": 0,
                "basic": 20.0,
                "payment": 22.22,
                "purchase": 3.57,
                "filled": 9 + 1,
                "applicable": 68 + 27,
                "share": 10.53,
            },
            {
                "specialist_no": "S2",
                "specialist": "林晓",
                "files": 1,
                "enough": 0,
                "basic": 25.0,
                "payment": None,
                "purchase": 0.0,
                "filled": 3,
                "applicable": 18,
                "share": 16.67,
            },
        ],
    }


def test_files_are_listed_least_complete_first_with_what_they_lack(three):
    rows = three.json("quality", "list")
    assert [(row["id"], row["filled"], row["applicable"], row["share"]) for row in rows] == [
        ("C3", 1, 27, 3.7),
        ("C1", 9, 68, 13.24),
        ("C2", 3, 18, 16.67),
    ]
    assert rows[0]["missing"][:4] == ["phone", "call_consent", "birthday", "name"]
    assert rows[1]["missing"][:2] == ["insurance_expires_on", "phone2"]
    assert rows[2]["missing"] == [
        "call_consent", "phone2", "email", "region", "address", "wechat", "source", "contact_window", "message_consent", "key_person",
        "id_kind", "industry", "contact_name", "contact_phone", "contact_relation",
    ]  # fmt: skip
    assert [row["id"] for row in three.json("quality", "list", "--limit", "1")] == ["C3"]
    assert [row["id"] for row in three.json("quality", "list", "K2")] == ["C2"]
    assert [row["id"] for row in three.json("quality", "list", "--missing", "生日")] == ["C3"]
    assert [row["id"] for row in three.json("quality", "list", "--missing", "insurance-expires-on")] == ["C1"]
    assert three.json("quality", "list", "--missing", "vin") == []


def test_people_read_the_first_five_of_what_is_missing_in_their_language(three):
    # C3 lacks 26 of 27
    three.speaking("zh")
    assert (
        "电话、同意电话、生日、姓名、备用电话，还有 21 项"
        in three.ok("quality", "list", "K3", "-o", "table", "--columns", "id,missing").out
    )
    three.speaking("en")
    named = "Phone, Consents to calls, Birthday, Name, Second phone and 21 more"
    assert named in three.ok("quality", "list", "K3", "-o", "table", "--columns", "id,missing").out


def test_the_fields_of_the_catalogue_are_listed_with_how_often_they_are_filled(three):
    three.ok("policy", "set", "completeness.off", "hobby")
    rows = {row["key"]: row for row in three.json("quality", "fields")}
    assert len(rows) == 75
    assert rows["birthday"] == {
        "key": "birthday",
        "label": "Birthday",
        "record": "customer",
        "section": "basic",
        "applies": "person",
        "counted": True,
        "filled": 1,
        "applicable": 2,
        "share": 50.0,
    }
    assert (rows["hobby"]["counted"], rows["hobby"]["share"]) == (False, None)
    assert rows["loan_bank"] == rows["loan_bank"] | {"section": "payment", "applies": "credit", "filled": 0, "applicable": 0, "share": None}
    assert three.json("quality", "show")["counted"] == 74
    refused = three.run("quality", "list", "--missing", "hobby")
    assert (refused.code, refused.out) == (5, "")
    assert refused.err == "kcrm: hobby is switched off: nobody lacks it.\nTo see it: kcrm policy show completeness.off\n"


@pytest.mark.parametrize(
    ("argv", "near"),
    [
        (("quality", "list", "--missing", "bithday"), "Did you mean birthday?"),
        (("customer", "edit", "K3", "--unknown", "bithday"), "Did you mean birthday?"),
        (("policy", "set", "completeness.off", "hoby"), "Did you mean hobby?"),
    ],
)
def test_an_unknown_field_is_refused_with_near_ones(three, argv, near):
    result = three.run(*argv)
    assert (result.code, result.out) == (2, "")
    assert near in result.err


def test_what_was_told_since_it_was_asked_in_vain_is_not_said_to_be_unknown(three):
    three.ok("customer", "edit", "K3", "--unknown", "birthday", "--unknown", "occupation")
    told = three.ok("customer", "edit", "K3", "--occupation", "教师", "-o", "json")
    assert told.json["asked"] == [{"field": "birthday", "asked_on": "2026-06-15"}]
    emptied = three.ok("customer", "edit", "K3", "--occupation", "", "-o", "json")
    assert [row["field"] for row in emptied.json["asked"]] == ["birthday", "occupation"]


def test_what_was_asked_in_vain_counts_is_shown_and_undone(three):
    result = three.ok("customer", "edit", "K3", "--unknown", "birthday", "--unknown", "职业", "-o", "json")
    assert result.json["asked"] == [
        {"field": "birthday", "asked_on": "2026-06-15"},
        {"field": "occupation", "asked_on": "2026-06-15"},
    ]
    assert "Changed C3 先生." in result.err
    row = three.json("quality", "list", "K3")[0]
    assert (row["filled"], {"birthday", "occupation"} & set(row["missing"])) == (3, set())
    again = three.ok("customer", "edit", "K3", "--unknown", "birthday")
    assert "already up to date" in again.err
    # 12 December is 180 days after 15 June
    three.at("2026-12-12T09:00")
    assert three.json("quality", "list", "K3")[0]["filled"] == 3
    three.at("2026-12-13T09:00")
    assert three.json("quality", "list", "K3")[0]["filled"] == 1
    three.at("2026-06-15T09:00")
    three.ok("undo", "-y")
    assert three.query("SELECT count(*) FROM asked") == [(0,)]


def test_what_is_known_is_not_unknown_unless_it_is_emptied_at_once(three):
    refused = three.run("customer", "edit", "K1", "--unknown", "birthday")
    assert (refused.code, three.query("SELECT count(*) FROM asked")) == (5, [(0,)])
    assert refused.err == 'kcrm: --unknown birthday: it is known; empty it first.\nTo empty it at once: --birthday "" --unknown birthday\n'
    result = three.ok("customer", "edit", "K1", "--birthday", "", "--unknown", "birthday", "-o", "json")
    assert (result.json["birthday"], [row["field"] for row in result.json["asked"]]) == (None, ["birthday"])


def test_of_a_vehicle_it_is_noted_likewise_and_only_its_own_fields(three):
    result = three.ok("vehicle", "edit", "V1", "--unknown", "interior", "-o", "json")
    assert result.json["asked"] == [{"field": "interior", "asked_on": "2026-06-15"}]
    assert three.json("quality", "list", "K1")[0]["filled"] == 10
    assert three.run("vehicle", "edit", "V1", "--unknown", "birthday").code == 2
    assert three.run("order", "edit", "R1", "--unknown", "team").code == 2
