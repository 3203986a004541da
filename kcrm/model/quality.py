"""What is known of the data themselves: who may be entered twice, and why one thinks so."""

from __future__ import annotations

from datetime import date

from kcrm.i18n import N_
from kcrm.model.vocabulary import CustomerKind, Gender
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class Likeness(Word):
    """What speaks for or against two records being of one customer."""

    PHONE = "phone", N_("same phone")
    VEHICLE = "vehicle", N_("same vehicle")
    NAME = "name", N_("same name")
    BIRTHDAY = "birthday", N_("same birthday")
    PINYIN = "pinyin", N_("same pinyin")
    ADDRESS = "address", N_("same address")
    OTHER_BIRTHDAY = "other_birthday", N_("different birthdays")
    OTHER_GENDER = "other_gender", N_("different genders")


class Sameness(Word):
    """Whether two records are of one customer. FAMILY: people who share a phone."""

    CERTAIN = "certain", N_("the same")
    PERHAPS = "perhaps", N_("to look at")
    FAMILY = "family", N_("share a phone")
    OTHER = "other", N_("different")


class VehicleLikeness(Word):
    """What speaks for or against two records being of one vehicle."""

    VIN = "vin", N_("VIN all but the same")
    PLATE = "plate", N_("same plate")
    OWNER = "owner", N_("same owner")
    OTHER_MODEL = "other_model", N_("different models")
    OTHER_DELIVERY = "other_delivery", N_("delivered on different days")


class Machine(NamedTuple):
    """A vehicle as far as another may be the same. owners: whose it is or was, by number."""

    id: int
    vin: str
    plate: str | None = None
    model: str | None = None
    delivered_on: date | None = None
    owners: frozenset[int] = frozenset()


class Party(NamedTuple):
    """A customer as far as another may be the same. phones: canonical. vehicles: whatever tells those that are or were theirs."""

    id: int
    kind: CustomerKind
    name: str
    pinyin: str
    phones: frozenset[str] = frozenset()
    vehicles: frozenset[str] = frozenset()
    birthday: date | None = None
    gender: Gender | None = None
    address: str | None = None
