"""In which encoding a file is read: no wrong reading passes silently, no right one is refused, on files of one to three rows as well.

The names are made up: a family name, then characters as frequent as those of real names, now and then one of any in the standard.
"""

from __future__ import annotations

import io
import random

import pytest

from kcrm.errors import RefusedError
from kcrm.exchange.encodings import LONGEST_LINE
from kcrm.exchange.reading import open_table
from kcrm.exchange.source import Manner

KNOWN = {"customer_no", "name", "phone", "姓名", "手机", "客户编号", "note", "备注"}
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉萍红玲芬燕彬凤洁梅琳素云莲真雪荣爱妹香月莺媛瑞凡佳琼勤珍贞莉"
FAMILY_IN_TRADITIONAL = "陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴周徐蘇葉莊呂江何蕭羅高簡朱鍾彭游詹胡施沈余趙盧梁顏"
GIVEN_IN_TRADITIONAL = "怡君雅婷家豪志明俊傑淑芬美玲建宏欣慧麗娟偉強國華文雄秀英宗翰宜珊佩詩涵冠廷承恩靜惠憲婷哲育誠智凱彥銘"
OF_ANY = list(bytes(byte for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF) for byte in (high, low)).decode("gb2312", "ignore"))


def names(chance: random.Random, family: str, given: str, of_any: list[str], count: int) -> list[str]:
    def character() -> str:
        return chance.choice(of_any if chance.random() < 0.1 else list(given))

    return [chance.choice(family) + "".join(character() for _ in range(chance.choice((1, 2, 2)))) for _ in range(count)]


def sheet(people: list[str], encoding: str, headings: str = "customer_no,name,phone") -> bytes:
    rows = "".join(f"KH{place},{name},1380013{place:04}\n" for place, name in enumerate(people))
    return f"{headings}\n{rows}".encode(encoding)


def as_read(data: bytes) -> tuple[str, list[str]] | None:
    """The encoding and the names; None where the file is refused."""
    try:
        with open_table("-", known=KNOWN, stdin=io.BytesIO(data)) as table:
            return table.encoding, [row.cells[1] for row in table.rows()]
    except RefusedError:
        return None


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("headings", ["customer_no,name,phone", "客户编号,姓名,手机"])
def test_what_is_written_in_an_encoding_of_the_ladder_is_read_as_it_was_or_refused(rows, encoding, headings):
    chance = random.Random(f"{rows} {encoding}")
    refused = 0
    for _ in range(150):
        people = names(chance, FAMILY, GIVEN, OF_ANY, rows)
        found = as_read(sheet(people, encoding, headings))
        assert found is None or found[1] == people
        refused += found is None
    # 叶伟 and the like in GBK are valid UTF-8 too: of one row about one in a hundred, and none where a heading is Chinese
    assert refused <= (5 if encoding in {"gbk", "gb18030"} and rows == 1 and headings.isascii() else 0)


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_traditional_names_are_read_in_either_encoding(rows, encoding):
    chance = random.Random(f"traditional {rows} {encoding}")
    refused = 0
    for _ in range(150):
        people = names(chance, FAMILY_IN_TRADITIONAL, GIVEN_IN_TRADITIONAL, list(GIVEN_IN_TRADITIONAL), rows)
        found = as_read(sheet(people, encoding))
        assert found is None or found[1] == people
        refused += found is None
    assert refused <= (3 if encoding == "gb18030" and rows == 1 else 0)


@pytest.mark.parametrize(("rows", "silent"), [(1, 5), (2, 0), (3, 0)])
def test_big5_is_refused_and_both_readings_are_shown(rows, silent):
    chance = random.Random(f"big5 {rows}")
    passed = 0
    for _ in range(150):
        people = names(chance, FAMILY_IN_TRADITIONAL, GIVEN_IN_TRADITIONAL, list(GIVEN_IN_TRADITIONAL), rows)
        passed += as_read(sheet(people, "big5")) is not None
    assert passed <= silent
    with pytest.raises(RefusedError) as caught:
        open_table("-", known=KNOWN, stdin=io.BytesIO(sheet(["張偉"], "big5")))
    assert str(caught.value) == "stdin, line 2: this may be “眎岸” (gb18030) or “張偉” (big5). Set one with --encoding."


BY_THEIR_HEADINGS = (
    # what is written, in which encoding, in which it is read; without a row too, and with one known heading only
    ("客戶編號,姓名,手機\nKH1,陳怡君,0912345678\n", "big5", "big5"),
    ("客戶編號,姓名,手機\n", "big5", "big5"),
    ("客戶編號,姓名,手機\n", "utf-8", "utf-8"),
    ("客戶編號,姓名,手機\n", "gb18030", "gb18030"),
    ("序號,備註\n1,請勿打擾\n", "big5", "big5"),
    ("序號;姓名;行動電話\n1;林志明;0912345678\n", "big5", "big5"),
    ("name,姓名備,備註\n林志明,1,恒達貿易，墻外\n", "cp950", "cp950"),
    ("姓名,手機\n黃啟邨,91234567\n李粵𨋢,91234568\n", "big5hkscs", "big5hkscs"),
    ("臺北店客戶名冊\n客戶編號,姓名,手機\nKH1,陳怡君,0912345678\n", "big5", "big5"),
    ("客户编号,姓名,手机\nKH1,陳怡君,13800138000\n", "gb18030", "gb18030"),
    # of no known heading in Chinese: the cells are asked
    ("序號,車主,行動電話\n", "big5", "序號"),
    ("序號,車主,行動電話\n1,林志明,0912345678\n", "big5", "序號"),
    ("customer_no,name,phone,note\nKH1,정수현,1380013,오후에 연락 바랍니다\n", "euc_kr", "정수현"),
    ("고객번호,이름,휴대폰\n", "euc_kr", "고객번호"),
    ("顧客番号,氏名,携帯電話\n", "shift_jis", "顧客番号"),
    ("N°,Prénom,Téléphone\n", "cp1252", "neither UTF-8 nor GB18030"),
)


@pytest.mark.parametrize(("text", "encoding", "found"), BY_THEIR_HEADINGS)
def test_headings_prove_an_encoding_big5_too_and_what_they_do_not_prove_is_refused(text, encoding, found):
    data = text.encode(encoding)
    if found in {"utf-8", "gb18030", "big5", "cp950", "big5hkscs"}:
        with open_table("-", known=KNOWN, stdin=io.BytesIO(data)) as table:
            assert (table.encoding, len(list(table.rows()))) == (found, len(text.splitlines()) - 1 - text.startswith("臺北店"))
            assert not set(table.headings) - set(text.replace(";", ",").replace("\n", ",").split(","))
    else:
        with pytest.raises(RefusedError) as caught:
            open_table("-", known=KNOWN, stdin=io.BytesIO(data))
        assert found in str(caught.value)
        assert "--encoding" in str(caught.value)
        assert (caught.value.hint or "").format(**caught.value.fields) == f"As in: --encoding {encoding}"


OTHERS = {
    "latin-1": ["José Núñez", "Jürgen Groß", "François", "Ángel Peña", "Håkan Åberg", "Renée Zoë"],
    "cp1251": ["Иван Петров", "Ольга", "Сергей", "Наталья"],
    "shift_jis": ["田中太郎", "鈴木一郎", "高橋ヒロシ", "渡辺さくら"],
    "euc_kr": ["김철수", "박지성", "최민호", "정수현"],
    "utf-16-le": ["张伟", "李娜"],
    "utf-16-be": ["张伟", "李娜"],
}


@pytest.mark.parametrize(("encoding", "name"), [(encoding, name) for encoding, people in OTHERS.items() for name in people])
def test_other_encodings_are_refused_and_read_when_they_are_named(encoding, name):
    data = sheet([name], encoding)
    assert as_read(data) is None
    with open_table("-", known=KNOWN, stdin=io.BytesIO(data), manner=Manner(encoding)) as table:
        assert [row.cells[1] for row in table.rows()] == [name]


NAMES = (
    *("José Núñez", "Jürgen Groß", "Đặng Văn Lâm", "Łukasz", "Иван", "Ян", "Νίκος", "ئەلى", "阿卜杜拉·买买提"),
    *("김철수", "渡辺さくら", "สมชาย", "张伟😊", "龘", "叶伟"),
)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_script_are_right_in_utf_8(name):
    assert as_read(sheet([name], "utf-8")) == ("utf-8", [name])


def test_gbk_that_is_valid_utf_8_is_refused_with_both_readings_and_the_option_decides():
    data = sheet(["叶伟"], "gbk")
    assert data.decode("utf-8").splitlines()[1].split(",")[1] == "Ҷΰ"
    with pytest.raises(RefusedError) as caught:
        open_table("-", known=KNOWN, stdin=io.BytesIO(data))
    assert str(caught.value) == "stdin, line 2: this may be “Ҷΰ” (utf-8) or “叶伟” (gb18030). Set one with --encoding."
    with open_table("-", known=KNOWN, stdin=io.BytesIO(data), manner=Manner("gb18030")) as table:
        assert [row.cells[1] for row in table.rows()] == ["叶伟"]
    assert as_read(sheet(["叶伟"], "gbk", "客户编号,姓名,手机")) == ("gb18030", ["叶伟"])


def test_private_use_characters_are_of_no_language():
    with pytest.raises(RefusedError, match=r"line 2: .*\(gb18030\).* --encoding"):
        open_table("-", known=KNOWN, stdin=io.BytesIO("name,phone\n\ue5e5\ue5e5,1\n".encode("gb18030")))


def test_utf_16_without_its_mark_is_told_from_a_binary_file():
    for encoding in ("utf-16-le", "utf-16-be"):
        with pytest.raises(RefusedError, match=f"UTF-16 without its byte order mark. Add: --encoding {encoding}"):
            open_table("-", known=KNOWN, stdin=io.BytesIO(sheet(["张伟"], encoding)))


class Endless(io.RawIOBase):
    """A file of so many bytes without a line end, which says how much of it was read."""

    def __init__(self, size: int) -> None:
        self.size, self.place = size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = 0) -> int:
        assert whence == 0
        self.place = place
        return place

    def read(self, count: int = -1) -> bytes:
        count = min(self.size - self.place, count if count >= 0 else self.size)
        self.place += count
        return b"x" * count


def test_a_line_without_an_end_is_refused_before_more_of_it_is_read_than_a_line_may_have():
    from kcrm.exchange.encodings import encoding_of

    file = Endless(300 << 20)
    with pytest.raises(RefusedError, match=f"line 1: longer than {LONGEST_LINE} characters"):
        encoding_of("wide.csv", file, None, KNOWN)
    assert file.place < 2 * LONGEST_LINE
    with pytest.raises(RefusedError, match="line 2: longer"):
        open_table("-", known=KNOWN, stdin=io.BytesIO(b"name,phone\n" + b"x," * LONGEST_LINE))
