from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.errors import UsageError
from kcrm.identifiers import initials_of, normal_phone, normal_plate, normal_vin, pinyin_of, vin_check_digit_ok


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 13800138000",
        "+86-138-0013-8000",
        "0086 13800138000",
        "8613800138000",
        "013800138000",
        "(+86)13800138000",
        "'13800138000",
        "13800138000.0",
        "13800138000.00",
        "１３８００１３８０００",
        " 13800138000\t",
        "138–0013–8000",
    ],
)
def test_a_mobile_has_one_form(text):
    assert normal_phone(text) == "13800138000"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("010-12345678", "01012345678"),
        ("(010)12345678", "01012345678"),
        ("（010）1234 5678", "01012345678"),
        ("+86 10 12345678", "01012345678"),
        ("+86 551 62345678", "055162345678"),
        ("0571-8765432", "05718765432"),
        ("0755 87654321", "075587654321"),
        ("400-123-4567", "4001234567"),
        ("8008101234", "8008101234"),
        ("010-12345678-8001", "01012345678-8001"),
        ("010-12345678转8001", "01012345678-8001"),
        ("01012345678 ext. 8001", "01012345678-8001"),
        # seven digits behind the area code, then an extension of one; not eight digits
        ("0755-1234567-1", "07551234567-1"),
        ("400-123-4567-2", "4001234567-2"),
    ],
)
def test_landlines_service_numbers_and_extensions_have_one_form(text, normal):
    assert normal_phone(text) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1380013800",
        "138001380000",
        "12800138000",
        "12345678",
        "1012345678",
        "95518",
        "无",
        "1380013800a",
        "+85212345678",
        "+86 92138389438",  # 921 is no area code: a mistyped mobile, not a landline
        "+86 96138389438",
        "८८८८८८८८८८८",
        "13800138000-" * 10_000,
    ],
)
def test_what_is_no_mainland_phone_is_refused(text):
    with pytest.raises(UsageError, match="is not a phone"):
        normal_phone(text)


def test_a_phone_that_excel_destroyed_says_how_to_export_it():
    for text in ("1.38E+10", "1.38001e10"):
        with pytest.raises(UsageError, match=r"Excel truncated .* as Text"):
            normal_phone(text)


def test_two_phones_in_one_cell_are_named_as_such():
    with pytest.raises(UsageError, match="several phones"):
        normal_phone("13800138000/13900139000")


@given(st.from_regex(r"(1[3-9][0-9]{9}|0(10|2[0-9])[0-9]{8}|0[3-9][0-9]{9,10}|[48]00[0-9]{7})(-[0-9]{1,6})?", fullmatch=True))
def test_a_normal_phone_is_its_own_form(phone):
    assert normal_phone(phone) == phone


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("京A12345", "京A12345"),
        ("京a·12345", "京A12345"),
        ("京A•123 45", "京A12345"),
        ("京A-12345", "京A12345"),
        ("沪Ｃ１２３４Ｂ", "沪C1234B"),
        ("京AD12345", "京AD12345"),
        ("粤bf1234 5", "粤BF12345"),
        ("京A12345D", "京A12345D"),
        ("京ADN1234", "京ADN1234"),
        ("京A1234挂", "京A1234挂"),
        ("京A1234警", "京A1234警"),
        ("京A1234学", "京A1234学"),
        ("沪A0023领", "沪A0023领"),
        ("闽20401领", "闽20401领"),
        ("使014·578", "使014578"),
        ("粤Z1234港", "粤Z1234港"),
        ("粤Z·AB12澳", "粤ZAB12澳"),
    ],
)
def test_a_plate_of_each_sort_has_one_form(text, plate):
    assert normal_plate(text) == plate
    assert normal_plate(plate) == plate


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A12345",
        "京12345",
        "京A1234",
        "京A123456",
        "京A12345警",
        "京AL12345",
        "京A12345L",
        "京Z1234港",
        "美A12345",
        "京I12345",
        "使01457",
        "无牌",
    ],
)
def test_what_is_no_plate_is_refused(text):
    with pytest.raises(UsageError, match="is not a plate"):
        normal_plate(text)


@pytest.mark.parametrize(("text", "likely"), [("京A1234O", "京A12340"), ("京AI2345", "京A12345")])
def test_i_and_o_in_a_plate_are_refused_with_the_likely_one(text, likely):
    with pytest.raises(UsageError, match=f"no I and no O. Perhaps {likely}"):
        normal_plate(text)


def test_a_vin_is_written_in_capitals_without_spaces():
    assert normal_vin(" 1m8gdm9a xkp042788 ") == "1M8GDM9AXKP042788"
    assert normal_vin("１M8GDM9AXKP042788") == "1M8GDM9AXKP042788"


def test_a_vin_of_the_wrong_length_or_with_i_o_q_is_refused():
    with pytest.raises(UsageError, match="has 16 characters instead of 17"):
        normal_vin("1M8GDM9AXKP04278")
    for wrong in ("1M8GDM9AXKPO42788", "IM8GDM9AXKP042788", "QM8GDM9AXKP042788", "车M8GDM9AXKP042788"):
        with pytest.raises(UsageError, match="never I, O or Q"):
            normal_vin(wrong)


def test_the_check_digit_agrees_with_the_published_examples():
    # 1M8GDM9AXKP042788: the products sum to 351 = 31 * 11 + 10, hence X. Seventeen ones: the weights sum to 89 = 8 * 11 + 1, hence 1.
    assert vin_check_digit_ok("1M8GDM9AXKP042788")
    assert vin_check_digit_ok("11111111111111111")
    assert not vin_check_digit_ok("1M8GDM9A1KP042788")


@given(st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=16, max_size=16))
def test_just_one_check_digit_agrees(rest):
    assert sum(vin_check_digit_ok(rest[:8] + digit + rest[8:]) for digit in "0123456789X") == 1


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张伟", "zhangwei", "zw"),
        ("单雄", "shanxiong", "sx"),
        ("解放", "xiefang", "xf"),
        ("曾国", "zengguo", "zg"),
        ("曾", "zeng", "z"),
        ("翟明", "zhaiming", "zm"),
        ("仇英", "qiuying", "qy"),
        ("区明", "ouming", "om"),
        ("查良", "zhaliang", "zl"),
        ("盖明", "geming", "gm"),
        ("乐明", "yueming", "ym"),
        ("欧阳锋", "ouyangfeng", "oyf"),
        ("司马光", "simaguang", "smg"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("单于明", "chanyuming", "cym"),
        ("万俟明", "moqiming", "mqm"),
        ("吕明", "lvming", "lm"),
        ("卜明", "buming", "bm"),
        ("薄明", "boming", "bm"),
        ("都明", "duming", "dm"),
        ("藏明", "zangming", "zm"),
        ("阚明", "kanming", "km"),
        ("粘明", "nianming", "nm"),
        ("么明", "yaoming", "ym"),
        ("乜明", "nieming", "nm"),
        ("佴明", "naiming", "nm"),
        ("浣明", "huanming", "hm"),
        ("贠明", "yunming", "ym"),
        ("牟明", "muming", "mm"),
        ("乐山汽车公司", "leshanqichegongsi", "lsqcgs"),
        ("John 王", "johnwang", "johnw"),
        ("Ａ1·张", "a1zhang", "a1z"),
    ],
)
def test_a_name_is_spelt_as_its_bearer_says_it(name, pinyin, initials):
    assert pinyin_of(name) == pinyin
    assert initials_of(name) == initials


def test_rare_characters_do_not_stop_a_name():
    assert pinyin_of("王䶮").startswith("wang")
    assert initials_of("王𠀀\U0003134a")[0] == "w"


@given(st.text(max_size=8))
def test_pinyin_is_short_lower_case_for_any_text(name):
    assert pinyin_of(name) == pinyin_of(name).lower()
    assert len(initials_of(name)) <= len(pinyin_of(name))
