"""`kcrm export customers --to x.vcf`: an address book that a phone takes."""

import stat

import pytest
from conftest import filled_once
from contentlines import things

VIN = "1M8GDM9AXKP042788"


@filled_once
def book(desk):
    desk.take(
        "customers",
        {
            "customer_no": "KH1",
            "name": "欧阳小雪",
            "phone": "13800138001",
            "phone2": "055112345678",
            "birthday": "1990-06-20",
            "email": "xue@example.com",
            "region": "汀北区",
            "address": "解放路1号\n二楼; 东,南\\",
            "do_not_contact": "yes",
            "note": "不外传",
        },
        {"customer_no": "KH2", "name": "云汐物流有限公司", "phone": "055187654321", "kind": "company", "address": "货场路 2 号"},
        {"customer_no": "KH3", "name": "Anna Smith", "phone": "13800138003"},
    )
    desk.take("vehicles", {"vin": VIN, "plate": "京A12345", "customer_no": "KH1", "delivered_on": "2026-06-01"})
    return desk


def cards(desk, *words):
    file = desk.folder / "x.vcf"
    result = desk.ok("export", "customers", *words, "--to", file)
    return result, things(file.read_bytes(), "VCARD")


def test_a_phone_is_given_names_phones_and_what_is_known(book):
    book.speaking("zh")
    result, found = cards(book)
    assert result.out == ""
    assert result.err.splitlines()[-1] == f"{book.folder / 'x.vcf'}：已写入 3 行。"
    assert found == [
        {
            "VERSION": ["3.0"],
            "UID": ["C1@云汐店"],
            "N": [["欧阳", "小雪", "", "", ""]],
            "FN": ["欧阳小雪"],
            "TEL;TYPE=CELL": ["13800138001"],
            "TEL;TYPE=VOICE": ["055112345678"],
            "EMAIL;TYPE=INTERNET": ["xue@example.com"],
            "ADR;TYPE=HOME": [["", "", "解放路1号\n二楼; 东,南\\", "", "汀北区", "", ""]],
            "BDAY": ["1990-06-20"],
            "CATEGORIES": ["免打扰"],
            "NOTE": ["免打扰\n车牌 京A12345"],
        },
        {
            "VERSION": ["3.0"],
            "UID": ["C2@云汐店"],
            "N": [["", "", "", "", ""]],
            "FN": ["云汐物流有限公司"],
            "ORG": ["云汐物流有限公司"],
            "X-ABShowAs": ["COMPANY"],
            "TEL;TYPE=VOICE": ["055187654321"],
            "ADR;TYPE=WORK": [["", "", "货场路 2 号", "", "", "", ""]],
        },
        {
            "VERSION": ["3.0"],
            "UID": ["C3@云汐店"],
            "N": [["Anna Smith", "", "", "", ""]],
            "FN": ["Anna Smith"],
            "TEL;TYPE=CELL": ["13800138003"],
        },
    ]
    assert stat.S_IMODE((book.folder / "x.vcf").stat().st_mode) == 0o600


def test_the_class_stands_in_the_note_and_filters_narrow_whose_cards_they_are(book):
    book.ok("classify", "run")
    graded = book.query("SELECT class FROM classification WHERE id = 1")[0][0]
    _result, found = cards(book, "kind:person", "phone:13800138001")
    assert [(card["UID"], card["NOTE"]) for card in found] == [(["C1@云汐店"], [f"Do not contact\nABC class {graded}\nPlates 京A12345"])]
    book.ok("export", "customers", "name:没有这个人", "--to", book.folder / "x.vcf")
    assert (book.folder / "x.vcf").read_bytes() == b""


def test_that_cards_left_is_recorded_before_they_do(book):
    cards(book, "kind:person")
    (row,) = book.json("access", "list")
    assert (row["rows"], row["file"]) == (2, str(book.folder / "x.vcf"))
    assert row["personal"] == ["name", "phone", "plate", "address", "contact", "birthday"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("vehicles",), "A file ending in .vcf is of customers: kcrm export customers --to FILE"),
        (("customers", "--limit", "3"), "--limit does not apply to a file ending in .vcf."),
        (("customers", "--columns", "name"), "--columns does not apply to a file ending in .vcf."),
        (("customers", "--no-bom"), "--bom does not apply to a file ending in .vcf."),
    ],
)
def test_what_cards_cannot_be_is_refused_and_nothing_is_written(book, words, said):
    refused = book.run("export", *words, "--to", book.folder / "x.vcf")
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert not (book.folder / "x.vcf").exists()


def test_a_format_that_is_named_goes_before_the_name_of_the_file(book):
    book.ok("export", "customers", "-o", "json", "--to", book.folder / "x.vcf")
    assert (book.folder / "x.vcf").read_text(encoding="utf-8").startswith("[\n")
