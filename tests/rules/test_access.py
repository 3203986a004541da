"""Who may what: posts and grants, wrong passwords, the end of a login, weak passwords, masks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import Role
from kcrm.model.access import REACH, Extent, Permission, Rights
from kcrm.model.personal import Personal
from kcrm.policy import Policy
from kcrm.policy_access import Grant
from kcrm.rules.access import Counted, after_wrong, granted, is_locked, is_weak, login_ends, masked, masked_in, may, needs_two, veiled

POLICY = Policy.default().access
ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 6, 15, 12, 0, tzinfo=ZONE)


def rights(role: Role, *more: str) -> Rights:
    return Rights(1, "E1", granted(role, POLICY, map(Grant.parse, more)))


def test_without_users_everybody_may_do_everything():
    assert all(may(None, permission, extent) for permission in Permission for extent in Extent)


@pytest.mark.parametrize(
    ("role", "permission", "reach"),
    [
        (Role.TECHNICIAN, Permission.SEE_LIST, Extent.ALL),
        (Role.TECHNICIAN, Permission.SEE_PHONE, Extent.NONE),
        (Role.TECHNICIAN, Permission.LOG, Extent.NONE),
        (Role.SALES_CONSULTANT, Permission.SEE_PHONE, Extent.OWN),
        (Role.SERVICE_ADVISOR, Permission.LOG, Extent.OWN),
        (Role.CS_SPECIALIST, Permission.EDIT, Extent.ALL),
        (Role.CS_SPECIALIST, Permission.EXPORT, Extent.NONE),
        (Role.CS_MANAGER, Permission.MERGE, Extent.ALL),
        (Role.CS_MANAGER, Permission.USER_ADMIN, Extent.NONE),
        (Role.DEPARTMENT_HEAD, Permission.EDIT, Extent.DEPARTMENT),
        (Role.GENERAL_MANAGER, Permission.ERASE, Extent.ALL),
    ],
)
def test_what_a_post_may(role, permission, reach):
    of = rights(role)
    assert [extent for extent in Extent if extent is not Extent.NONE and may(of, permission, extent)] == [
        extent for extent in Extent if 0 < REACH[extent] <= REACH[reach]
    ]


def test_a_grant_reaches_further_and_never_less():
    assert may(rights(Role.SALES_CONSULTANT, "see_phone"), Permission.SEE_PHONE, Extent.ALL)
    assert may(rights(Role.CS_MANAGER, "export/own"), Permission.EXPORT, Extent.ALL)


@given(st.sampled_from(Role), st.lists(st.sampled_from(["edit/own", "edit", "export/dept", "reveal"])))
def test_more_grants_permit_no_less(role, more):
    plain, wider = rights(role), rights(role, *more)
    assert all(may(wider, permission, extent) for permission in Permission for extent in Extent if may(plain, permission, extent))


@pytest.mark.parametrize("text", ["edit/department", "edit/all", "edit/none", "edit/", "fly", "edit/own/own", ""])
def test_a_grant_is_written_in_one_way(text):
    with pytest.raises(ValueError):
        Grant.parse(text)


@pytest.mark.parametrize(("permission", "holders", "two"), [("erase", 1, False), ("erase", 2, True), ("edit", 9, False)])
def test_what_needs_a_second_person(permission, holders, two):
    assert needs_two(Permission(permission), POLICY, holders) is two


def test_the_fifth_wrong_password_locks_for_fifteen_minutes():
    counted = Counted(0, None)
    for place in range(1, 6):
        counted = after_wrong(counted, NOON, POLICY)
        assert (counted.failed, is_locked(counted, NOON)) == (place, place == 5)
    assert counted.locked_until == datetime(2026, 6, 15, 12, 15, tzinfo=ZONE)
    assert is_locked(counted, NOON + timedelta(minutes=14, seconds=59))
    assert not is_locked(counted, NOON + timedelta(minutes=15))
    assert after_wrong(counted, NOON + timedelta(minutes=15), POLICY) == Counted(1, None)


@pytest.mark.parametrize(
    ("at", "ends"),
    [("2026-06-15T08:00", "2026-06-15T20:00"), ("2026-06-15T12:00", "2026-06-16T00:00"), ("2026-06-15T20:30", "2026-06-16T00:00")],
)
def test_a_login_ends_after_twelve_hours_or_at_midnight(at, ends):
    moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    assert login_ends(moment, POLICY) == datetime.fromisoformat(ends).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("rot-haus-7", None),  # ten characters
        ("rot-haus7", "short"),
        ("xx-Sunli-2026", "known"),
        ("5-C1-viel-Laub", "known"),
        ("9182736450", "simple"),
        ("ababababababa", "simple"),
        ("password1234", "simple"),
        ("correct horse battery", None),
    ],
)
def test_what_a_password_must_be(password, why):
    assert is_weak(password, ["孙丽", "C1", "sunli"], POLICY) == why


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13800138000", "138****8000"), ("021-58881234", "021****1234"), ("+86 138 0013 8000", "138****8000"), ("1234567", "****"), ("", "")],
)
def test_a_phone_shows_its_beginning_and_its_end(phone, shown):
    assert masked(phone) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打 13800138000 或 021-58881234", "打 138****8000 或 021****1234"),
        ("138 0013 8000, 139-0013-9000", "138****8000, 139****9000"),
        ("tel13800138000转2，１３９００１３９０００，138.0013.8000", "tel138****8000转2，139****9000，138****8000"),
        ("8613800138000 +86-13800138000", "138****8000 138****8000"),
        ("W0001234567, 138001380001, 400-800-1234", "W0001234567, 138001380001, 400****1234"),
        ("VIN LSVAA4182E2123451", "VIN LSVAA4182E2123451"),
        ("R20260113800138000", "R20260113800138000"),  # an order's number
        ("12345.67 yuan on 2026-06-15", "12345.67 yuan on 2026-06-15"),
    ],
)
def test_what_reads_like_a_phone_is_masked_in_a_text(text, shown):
    assert masked_in(text) == shown


@pytest.mark.parametrize(
    ("personal", "text", "shown"),
    [
        (Personal.PHONE, "13800138000", "138****8000"),
        (Personal.CONTACT, "wangxm", "w****"),
        (Personal.CONTACT, "wang.xm@example.com", "w****@example.com"),
        (Personal.CONTACT, "", ""),
        (Personal.ADDRESS, "云汐市汀北区长江路18号", "云汐市汀北区****"),
        (Personal.ADDRESS, "长江路18号", "****"),
        (Personal.ADDRESS, "", ""),
        (Personal.NOTE, "找 13800138000", "找 138****8000"),
        (None, "无", "无"),
    ],
)
def test_what_reaches_somebody_is_veiled_by_its_kind(personal, text, shown):
    assert veiled(text, personal) == shown


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(alphabet="客户说ab ,;。", max_size=5))
def test_no_phone_is_left_in_a_text(phone, around):
    assert phone not in masked_in(f"{around} {phone} {around}")
    assert masked_in(masked_in(f"{around} {phone}")) == masked_in(f"{around} {phone}")
