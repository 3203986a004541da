"""Phones, plates and VINs in one spelling, and the pinyin by which a name is found.

Canonical forms: mobile `13800138000`, landline with its area code `01012345678`, service number `4001234567`, each with `-8001` for an
extension; plate `京A12345` and VIN in capitals without spaces or dots.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from operator import mul

from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.patterns import pattern

_SCIENTIFIC = pattern(r"\d(?:\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
_EXTENSION = pattern(r"(?P<body>.+?) ?(?:-|转|分机|ext\.?|x|#) ?(?P<extension>\d{1,6})", re.ASCII | re.IGNORECASE)
_COUNTRY = pattern(r"(?P<sign>\+|00)?86")
_MOBILE = pattern(r"0?(1[3-9]\d{9})", re.ASCII)
# Beijing and the 02x cities have eight digits, elsewhere seven or eight follow an area code of four
_LANDLINE = pattern(r"0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}", re.ASCII)
# what stands behind the 0 of an area code: 921 is nobody's, so that a mistyped mobile is not taken for a landline abroad
_AREA = pattern(r"10|2\d|3[1-579]|4[1-35-8]|5[1-9]|6[369]|7[0-79]|8[1-35789]|9[013-579]", re.ASCII)
# without the 0: Beijing and the 02x cities with eight digits, elsewhere only with eight
_LOST_ZERO = pattern(r"(?:10|2\d)\d{8}|[3-9]\d{10}", re.ASCII)
_SERVICE = pattern(r"[48]00\d{7}", re.ASCII)
_SEVERAL = pattern(r"\d{7}.*[/;,、].*\d{7}", re.ASCII)
_MOBILE_DIGITS = 11
# several phones in one cell still fit; what is longer is something else, and telling an extension in it takes its length squared
_LONGEST_PHONE = 100


def normal_phone(text: str) -> str:
    """A mainland phone in its canonical form. Raises UsageError.

    Takes what Excel and people make of it: `+86 138-0013-8000`, `(010)12345678`, `13800138000.0`, `'13800138000`, full-width digits.
    """
    if len(text) == _MOBILE_DIGITS and text.isascii() and _MOBILE.fullmatch(text):
        return text
    if len(text) > _LONGEST_PHONE:
        raise _no_phone(text)
    cleaned = " ".join(unicodedata.normalize("NFKC", text).split()).removeprefix("'")
    cleaned = re.sub(r"[‐‑‒–—―−]", "-", cleaned)
    if _SCIENTIFIC.fullmatch(cleaned):
        raise UsageError(
            N_("Excel truncated the phone “{value}”: its last digits are lost. Format the column as Text and export again."),
            value=text,
        )
    cleaned = re.sub(r"^(\d+)\.0+$", r"\1", cleaned, flags=re.ASCII)
    match = _EXTENSION.fullmatch(cleaned)
    # the extension first: in 0755-1234567-1 the 1 is none of the subscriber's digits
    if match and (body := _plain_phone(match["body"])):
        return f"{body}-{match['extension']}"
    found = _plain_phone(cleaned)
    if found:
        return found
    if _SEVERAL.search(cleaned):
        raise UsageError(N_("“{value}” holds several phones. Keep one here and put the other into phone2."), value=text)
    raise _no_phone(text)


def healed_phone(text: str) -> str | None:
    """The landline whose 0 a spreadsheet took away, where it can be no other: `055112345678` of `55112345678`. None for all else.

    Ten digits that begin with 3 to 9 may as well be a mobile without its 1.
    """
    digits = re.sub(r"\.0+$|[-() ]", "", unicodedata.normalize("NFKC", text).strip().removeprefix("'"), flags=re.ASCII)
    lost = _LOST_ZERO.fullmatch(digits)
    return _national(f"0{digits}") if lost and _AREA.match(digits) else None


def _no_phone(text: str) -> UsageError:
    return UsageError(
        N_("“{value}” is not a phone. A mobile has 11 digits; a landline needs its area code, as in 010-12345678."), value=text
    )


def _plain_phone(text: str) -> str | None:
    digits = re.sub(r"[-() .]", "", text)
    national = _national(digits)
    if national:
        return national
    match = _COUNTRY.match(digits)
    if match is None:
        return None
    rest = digits[match.end() :]
    # abroad an area code has no 0 before it
    return _national(rest) or (_national(f"0{rest}") if _AREA.match(rest) else None)


def _national(digits: str) -> str | None:
    mobile = _MOBILE.fullmatch(digits)
    if mobile:
        return mobile[1]
    return digits if _LANDLINE.fullmatch(digits) or _SERVICE.fullmatch(digits) else None


_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_OFFICE = "[A-HJ-Z]"
_SERIAL = "[A-HJ-NP-Z0-9]"
_ENERGY = "[A-HJK]"
_PLATE = pattern(
    rf"{_PROVINCE}{_OFFICE}(?:"
    rf"{_SERIAL}{{5}}"  # ordinary
    rf"|{_ENERGY}{_SERIAL}[0-9]{{4}}|[0-9]{{5}}{_ENERGY}"  # new-energy: small, large
    rf"|{_SERIAL}{{4}}[挂警学领使超]"
    rf")|{_PROVINCE}[0-9]{{5}}领|粤Z{_SERIAL}{{4}}[港澳]|使[0-9]{{6}}"
)
_PLATE_MARKS = pattern(r"[\s·•‧∙⋅・･.\-‐‑‒–—―−_]")


def normal_plate(text: str) -> str:
    """A mainland plate in capitals without marks (GA 36: motor vehicle number plates). Raises UsageError.

    Ordinary, new-energy, trailer, police, coach, consular and embassy plates and those for Hong Kong and Macau vehicles.
    """
    plate = _PLATE_MARKS.sub("", unicodedata.normalize("NFKC", text)).removeprefix("'").upper()
    if _PLATE.fullmatch(plate):
        return plate
    likely = plate[:2] + plate[2:].replace("I", "1").replace("O", "0")
    if likely != plate and _PLATE.fullmatch(likely):
        raise UsageError(
            N_("“{value}” is not a plate: after its first letter it has no I and no O. Perhaps {likely}."), value=text, likely=likely
        )
    raise UsageError(N_("“{value}” is not a plate. Write it as 京A12345, 京AD12345 or 京A1234挂."), value=text)


_EMAIL = pattern(r"[^\s@,;<>()\"]+@[^\s@,;<>()\".]+(?:\.[^\s@,;<>()\".]+)+")


def normal_email(text: str) -> str:
    """An e-mail address, its domain in small letters. Raises UsageError."""
    address = unicodedata.normalize("NFKC", text).strip().removeprefix("'")
    if not _EMAIL.fullmatch(address):
        raise UsageError(N_("“{value}” is not an e-mail address. Write it as zhangwei@example.com."), value=text)
    name, _at, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


_VIN = pattern(r"[A-HJ-NPR-Z0-9]{17}")
_VIN_LENGTH = 17
_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10), *range(10)), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECK_POSITION = 8


def normal_vin(text: str) -> str:
    """A VIN (ISO 3779) in capitals: 17 letters and digits without I, O and Q. Raises UsageError; the check digit is not tested."""
    if _VIN.fullmatch(text):
        return text
    vin = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).removeprefix("'").upper()
    if len(vin) != _VIN_LENGTH:
        raise UsageError(N_("The VIN “{value}” has {count} characters instead of 17."), value=text, count=len(vin))
    if not _VIN.fullmatch(vin):
        raise UsageError(N_("“{value}” is not a VIN: it has letters and digits only, and never I, O or Q."), value=text)
    return vin


def vin_check_digit_ok(vin: str) -> bool:
    """Whether the ninth character of a normal VIN agrees with the others (49 CFR 565, GB 16735). Many real ones do not."""
    rest = sum(map(mul, map(_VIN_VALUES.__getitem__, vin), _VIN_WEIGHTS)) % 11
    return vin[_CHECK_POSITION] == "0123456789X"[rest]


# readings that a surname has and the character alone has not
_SURNAMES = {
    "单": "shan", "解": "xie", "曾": "zeng", "翟": "zhai", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge", "乐": "yue",
    "朴": "piao", "缪": "miao", "覃": "qin", "尉": "wei", "员": "yun", "黑": "he", "秘": "bi", "折": "she", "繁": "po",
    "任": "ren", "华": "hua", "宁": "ning", "牟": "mu", "郇": "xun", "燕": "yan", "洗": "xian", "召": "shao", "种": "chong",
    "重": "chong", "令": "ling", "那": "na", "长": "chang", "石": "shi", "俞": "yu", "祭": "zhai", "隗": "wei", "谌": "chen",
    "卜": "bu", "薄": "bo", "都": "du", "藏": "zang", "阚": "kan", "粘": "nian", "么": "yao", "乜": "nie", "佴": "nai",
    "浣": "huan", "贠": "yun",
}  # fmt: skip
# surnames that families, or those who hear the name, read in two ways: the name is found by either
_READ_TWICE = {
    "卜": ("bu", "bo"), "薄": ("bo", "bao"), "都": ("du", "dou"), "藏": ("zang", "cang"), "阚": ("kan", "han"), "粘": ("nian", "zhan"),
    "么": ("yao", "me"), "乜": ("nie", "mie"), "佴": ("nai", "er"), "浣": ("huan", "wan"), "贠": ("yun", "yuan"), "牟": ("mu", "mou"),
    "单": ("shan", "dan"), "解": ("xie", "jie"), "曾": ("zeng", "ceng"), "翟": ("zhai", "di"), "仇": ("qiu", "chou"), "区": ("ou", "qu"),
    "查": ("zha", "cha"), "盖": ("ge", "gai"), "乐": ("yue", "le"), "朴": ("piao", "pu"), "覃": ("qin", "tan"), "尉": ("wei", "yu"),
    "折": ("she", "zhe"), "召": ("shao", "zhao"), "种": ("chong", "zhong"), "长": ("chang", "zhang"), "谌": ("chen", "shen"),
}  # fmt: skip
_COMPOUND_SURNAMES = {
    name: tuple(reading.split("-"))
    for name, reading in {
        "欧阳": "ou-yang", "司马": "si-ma", "司徒": "si-tu", "司空": "si-kong", "上官": "shang-guan", "诸葛": "zhu-ge", "东方": "dong-fang",
        "皇甫": "huang-fu", "尉迟": "yu-chi", "单于": "chan-yu", "万俟": "mo-qi", "长孙": "zhang-sun", "令狐": "ling-hu", "宇文": "yu-wen",
        "公孙": "gong-sun", "慕容": "mu-rong", "夏侯": "xia-hou", "独孤": "du-gu", "南宫": "nan-gong", "呼延": "hu-yan", "端木": "duan-mu",
        "轩辕": "xuan-yuan", "钟离": "zhong-li", "闻人": "wen-ren", "百里": "bai-li", "鲜于": "xian-yu", "闾丘": "lv-qiu",
        "赫连": "he-lian", "申屠": "shen-tu", "澹台": "tan-tai", "濮阳": "pu-yang", "淳于": "chun-yu", "拓跋": "tuo-ba", "公冶": "gong-ye",
        "太史": "tai-shi", "宗政": "zong-zheng", "仲孙": "zhong-sun", "公羊": "gong-yang", "东郭": "dong-guo", "西门": "xi-men",
    }.items()
}  # fmt: skip
# longer names are companies', whose first characters are no surname
_LONGEST_PERSONAL_NAME = 4


def load_pinyin() -> None:
    """Load the readings, which takes a while, before a write is begun: nobody else is to wait for that."""
    _syllable("张")


def pinyin_of(name: str) -> str:
    """A name in pinyin without tones or spaces, ü as v: `zhangwei`. Letters and digits stay, lower case; the rest is left out."""
    return "".join(_syllables(name))


def initials_of(name: str) -> str:
    """The first letters of a name's pinyin: `zw`. Letters and digits stay, lower case; the rest is left out."""
    return "".join(syllable[0] for syllable in _syllables(name))


def other_readings(latin: str) -> list[tuple[str, str]]:
    """As what else pinyin, or its initials, may stand: what is read in another way, and the surname in which it is.

    `moujie` is `mujie` where the name begins with 牟; `cjx` is `zjx` where it begins with 藏.
    """
    return [
        (other + latin[len(reading) :], surname)
        for surname, readings in _READ_TWICE.items()
        for reading, other in _pairs(readings)
        if latin.startswith(reading)
    ]


def _pairs(readings: tuple[str, str]) -> set[tuple[str, str]]:
    first, second = readings
    pairs = {(first, second), (second, first), (first[0], second[0]), (second[0], first[0])}
    return {(reading, other) for reading, other in pairs if reading != other}


def _syllables(name: str) -> list[str]:
    characters = "".join(unicodedata.normalize("NFKC", name).lower().split())
    head: tuple[str, ...] = ()
    if 0 < len(characters) <= _LONGEST_PERSONAL_NAME:
        head = _COMPOUND_SURNAMES.get(characters[:2], ())
        if not head and characters[0] in _SURNAMES:
            head = (_SURNAMES[characters[0]],)
    return [*head, *filter(None, map(_syllable, characters[len(head) :]))]


@cache
def _reader() -> Callable[..., list[str]]:
    """What reads characters, without the phrases of pypinyin: names are read one by one, and those take 45 MB and 140 ms to load."""
    told = os.environ.get(_NO_PHRASES)
    os.environ[_NO_PHRASES] = "1"
    try:
        from pypinyin import lazy_pinyin  # 40 ms, and only needed when a name is written
    finally:
        if told is None:
            del os.environ[_NO_PHRASES]
        else:
            os.environ[_NO_PHRASES] = told
    return lazy_pinyin


_NO_PHRASES = "PYPINYIN_NO_PHRASES"


@cache
def _syllable(character: str) -> str:
    """Empty for what has no reading. Cached: a dealership's names use a few thousand characters."""
    if character.isascii():
        return character if character.isalnum() else ""
    readings = _reader()(character, errors="ignore")
    if readings:
        return readings[0]
    return character if unicodedata.category(character) == "Ll" else ""
