"""What is known of the data themselves: who may be entered twice, where a fact comes from, and who said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

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


class Filled(Word):
    """How a field of a customer's file stands. ASKED: not known, though it was asked."""

    KNOWN = "known", N_("filled in")
    ASKED = "asked", N_("asked, not known")
    MISSING = "missing", N_("missing")
    NOT_APPLICABLE = "not_applicable", N_("does not apply")


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


class KnownFrom(Word):
    """Who says so. OWN: staff read it themselves, off the car or a paper."""

    CUSTOMER = "customer", N_("the customer"), "客户/本人"
    DOCUMENT = "document", N_("a document"), "证件/单据"
    OWN = "own", N_("own reading"), "自查/抄录"
    DMS = "dms", N_("the DMS"), "系统"
    LIST = "list", N_("a list"), "名单"


class Trust(Word):
    """What a fact is worth, the worst last."""

    GOOD = "good", N_("good")
    DOUBTFUL = "doubtful", N_("doubtful")
    STALE = "stale", N_("stale")
    CONTRADICTED = "contradicted", N_("contradicted")


class Lack(Word):
    """Why a customer is asked for a fact."""

    MISSING = "missing", N_("missing")
    DOUBTFUL = "doubtful", N_("doubtful")
    STALE = "stale", N_("stale")
    CONTRADICTED = "contradicted", N_("contradicted")


class ConflictState(Word):
    """What became of two values that contradict each other. WRONG: neither was right."""

    OPEN = "open", N_("to be decided")
    KEPT_OLD = "kept_old", N_("kept the old one")
    TOOK_NEW = "took_new", N_("took the new one")
    WRONG = "wrong", N_("neither was right")


class Opened(Word):
    """Why two values of one fact became a conflict. AGAINST: taken all the same, as typed at the desk; PLATE: of two vehicles.

    EMPTIED: said again, after somebody took it away.
    """

    NEWER = "newer", N_("as reliable as what was known and said later: it stands until somebody decides")
    NOT_NEWER = "not_newer", N_("as reliable as what was known, but not said later: that stands until somebody decides")
    BELOW = "below", N_("less reliable than what was known: that stands until somebody decides")
    VERIFIED = "verified", N_("what was known had been verified: it stands until somebody decides")
    AGAINST = "against", N_("it stands until somebody decides, though what was known is verified or from a better source")
    EMPTIED = "emptied", N_("somebody had taken this value away: it stays empty until somebody decides")
    PLATE = "plate", N_("a plate belongs to one vehicle: both have it until somebody decides")


class Ageing(Word):
    """What a fact is that grows old: after how many months, the policy says."""

    PHONE = "phone"
    ADDRESS = "address"
    CONSENT = "consent"
    MILEAGE = "mileage"


class Said(NamedTuple):
    """A value as it is kept, with who said so. on: None where the day is not known. verified: customer service has compared it."""

    value: str | int | None
    source: KnownFrom
    on: date | None
    verified: bool = False


class Judged(NamedTuple):
    """A fact whose origin is kept.

    identity: it says who or what this is, so that whoever says otherwise opens a conflict. ages: how it grows old. strict: a value that is
    taken from whoever says it, as a withdrawn consent. unsaid: the value that stands there where nobody said anything. fixed: it does not
    change once a vehicle is delivered, and is verified then.
    """

    identity: bool = False
    ages: Ageing | None = None
    strict: int | None = None
    unsaid: int | None = None
    fixed: bool = False


OWNER: Final = "owner"
PLATE: Final = "plate"
MILEAGE: Final = "mileage_km"

JUDGED: Final[Mapping[str, Mapping[str, Judged]]] = {
    "customer": {
        "name": Judged(identity=True),
        "birthday": Judged(identity=True),
        "gender": Judged(identity=True),
        "phone": Judged(ages=Ageing.PHONE),
        "phone2": Judged(ages=Ageing.PHONE),
        "email": Judged(),
        "region": Judged(),
        "address": Judged(ages=Ageing.ADDRESS),
        "wechat": Judged(),
        "do_not_contact": Judged(strict=1, unsaid=0),
        "call_consent": Judged(ages=Ageing.CONSENT, strict=0),
        "message_consent": Judged(ages=Ageing.CONSENT, strict=0),
    },
    "vehicle": {
        "vin": Judged(identity=True, fixed=True),
        OWNER: Judged(identity=True, fixed=True),
        PLATE: Judged(),
        "brand": Judged(fixed=True),
        "model": Judged(fixed=True),
        "energy": Judged(fixed=True),
        "registered_on": Judged(),
        "delivered_on": Judged(fixed=True),
        MILEAGE: Judged(ages=Ageing.MILEAGE),
    },
}
"""By table and field. Of all else a record holds what was told last: days that run out, notes, judgements of staff.

An owner is kept in `ownership` and a mileage with its day in `mileage_reading`; a plate is no identity but where two vehicles have it.
"""

RUNS_OUT: Final = frozenset({"licence_expires_on", "insurance_expires_on", "compulsory_expires_on", "inspection_due_on"})
"""Days after which there is a next one: once gone by they say nothing of today."""
