"""What tells of a person: by this it is recorded where it leaves, masked or erased."""

from __future__ import annotations

from collections.abc import Callable

from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class Personal(Word):
    """What a field tells of a person."""

    NAME = "name", N_("name"), "姓名"
    PHONE = "phone", N_("phone"), "电话"
    PLATE = "plate", N_("plate"), "车牌"
    VIN = "vin", N_("VIN"), "车架号"
    ADDRESS = "address", N_("address"), "地址"
    CONTACT = "contact", N_("other ways to reach somebody"), "联系方式"
    BIRTHDAY = "birthday", N_("date of birth"), "生日"
    NOTE = "note", N_("free text"), "备注"


REACHED = frozenset({Personal.PHONE, Personal.CONTACT, Personal.ADDRESS})
"""By which somebody is reached: who may see a phone may see these, and where that is masked these are."""


class Leaving(NamedTuple):
    """Personal data that are about to leave. personal: what they tell of people; rows: how many records; file: where they go.

    file: a file's absolute path, `mailto:` and an address, else one of the words below.
    """

    personal: tuple[Personal, ...]
    rows: int
    file: str


STDOUT = "stdout"
"""Where they go that are written to no file of ours."""
SCREEN = "screen"
"""Where they were read, in full."""

Recording = Callable[[], object]
"""Records that they leave; called once all is ready, before they do."""


def nothing_personal() -> None:
    """Where there is nothing to record."""
