"""Who is one customer entered twice: by hand at the bounds, and by its laws. Points as in the policy by default."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import CustomerKind, Gender
from kcrm.model.quality import Likeness, Party, Sameness
from kcrm.policy import Policy
from kcrm.rules.quality.duplicates import compared

POLICY = Policy.default().duplicates
FIRM = {"kind": CustomerKind.COMPANY}
BORN, OTHER_DAY = date(1980, 2, 3), date(1981, 2, 3)


def party(number=1, name="王芳", pinyin="wang fang", **said):
    said = {key: frozenset(value.split()) if key in {"phones", "vehicles"} else value for key, value in said.items()}
    return Party(number, said.pop("kind", CustomerKind.PERSON), name, pinyin, **said)


@pytest.mark.parametrize(
    ("one", "other", "sameness", "points"),
    [
        ({"phones": "1"}, {"phones": "2 1"}, Sameness.CERTAIN, 80),  # 60 + 20
        ({"phones": "1"}, {"phones": "1", "name": "王方"}, Sameness.PERHAPS, 75),  # 60 + 15: the pinyin alone
        ({"phones": "1", "address": "解放路1号"}, {"phones": "1", "name": "王方", "address": "解放路 １号"}, Sameness.CERTAIN, 85),
        ({"birthday": BORN, "vehicles": "7"}, {"birthday": BORN, "vehicles": "7"}, Sameness.PERHAPS, 70),  # 20 + 20 + 30
        ({"birthday": BORN, "address": "甲"}, {"birthday": BORN, "address": "甲"}, Sameness.PERHAPS, 50),
        ({"birthday": BORN}, {"birthday": BORN}, Sameness.OTHER, 40),
        ({"phones": "1", "birthday": BORN}, {"phones": "1", "birthday": OTHER_DAY}, Sameness.OTHER, 40),  # 80 - 40
        ({"phones": "1", "gender": Gender.MALE}, {"phones": "1", "gender": Gender.FEMALE}, Sameness.PERHAPS, 50),  # 80 - 30
        # other names: a family on one phone, with more in common to be looked at, never certain
        ({"phones": "1"}, {"phones": "1", "name": "李强", "pinyin": "li qiang"}, Sameness.FAMILY, 60),
        ({"phones": "1", "address": "甲"}, {"phones": "1", "address": "甲", "name": "李强", "pinyin": "li qiang"}, Sameness.FAMILY, 70),
        ({"phones": "1", "vehicles": "7"}, {"phones": "1", "vehicles": "7", "name": "李强", "pinyin": "li qiang"}, Sameness.PERHAPS, 90),
        ({"vehicles": "7"}, {"vehicles": "7", "name": "李强", "pinyin": "li qiang"}, Sameness.OTHER, 30),
        # companies have no family
        (FIRM | {"phones": "1"}, FIRM | {"phones": "1", "name": "远航物流公司", "pinyin": "yuan"}, Sameness.PERHAPS, 60),
        (FIRM | {"address": "甲"}, FIRM | {"address": "甲", "name": "远航物流公司", "pinyin": "yuan"}, Sameness.OTHER, 10),
        # a person and a company are never one
        ({"phones": "1"}, {"phones": "1", "kind": CustomerKind.COMPANY}, Sameness.OTHER, 0),
    ],
)
def test_what_two_records_have_in_common_makes_them_one(one, other, sameness, points):
    verdict = compared(party(**one), party(2, **other), POLICY)
    assert (verdict.sameness, verdict.points) == (sameness, points)


def test_an_equal_name_counts_once():
    assert compared(party(), party(2), POLICY).reasons == (Likeness.NAME,)
    assert compared(party(), party(2, name="王方"), POLICY).reasons == (Likeness.PINYIN,)


SETS = st.frozensets(st.sampled_from("123"), max_size=2)
PARTIES = st.builds(
    Party,
    id=st.integers(1, 9),
    kind=st.sampled_from(CustomerKind),
    name=st.sampled_from(["王芳", "王方", "李强"]),
    pinyin=st.sampled_from(["wang fang", "li qiang"]),
    phones=SETS,
    vehicles=SETS,
    birthday=st.sampled_from([None, BORN, OTHER_DAY]),
    gender=st.sampled_from([None, *Gender]),
    address=st.sampled_from([None, "甲", "乙"]),
)


@given(PARTIES, PARTIES)
def test_it_is_the_same_whichever_is_named_first(one, other):
    assert compared(one, other, POLICY) == compared(other, one, POLICY)


@given(PARTIES, PARTIES)
def test_certain_are_only_those_of_one_kind_who_are_named_alike(one, other):
    if compared(one, other, POLICY).sameness is Sameness.CERTAIN:
        assert one.kind is other.kind
        assert one.name == other.name or one.pinyin == other.pinyin


@given(PARTIES, PARTIES)
def test_to_learn_that_birthdays_differ_never_makes_two_more_alike(one, other):
    known = compared(one._replace(birthday=BORN), other._replace(birthday=OTHER_DAY), POLICY)
    assert compared(one._replace(birthday=None), other, POLICY).points >= known.points
