"""Templates of what is said and written: the fields they may use, whether they are in order, what they become with a customer's facts.

A field is a name in braces, `{customer}`; nothing else in a template is read as code. A sentence whose field has no value is left out, so
that nobody reads out a gap.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from kcrm.enums import StrEnum
from kcrm.model import BaseFact, CustomerKind, Gender, Kind, Of, Purpose, When
from kcrm.model.fleets import Dunning
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.rules.followups.intervals import Inspected
from kcrm.text import UNSAFE

OFFER = "offer"
"""The script with the running offer; empty where there is none."""

COMPLAINT = "complaint"
"""The script of a call that is about a complaint that is open, and nothing else."""

FLEET = "fleet"
"""The script that says why a company is called about several of its vehicles at once."""

LIKEWISE = "likewise"
"""The script for the other vehicles that a matter is told of."""

COUNT, OTHERS = "count", "others"
"""Fields of these two: how many vehicles it is about, and which, where they are few."""

_FIELD = pattern(r"\{([a-z]+)\}")
_BRACES = pattern(r"\{\s*([^{}\s]*)\s*\}|[{}｛｝]")
_FORBIDDEN = pattern(f"(?!\\n)[{UNSAFE}]")
# a sentence with what ends it; a full stop inside a number or an address ends none
_SENTENCE = pattern(r"(?:[^。！？!?.\n]|\.(?=[^\s\"”’」』)）]))*(?:[。！？!?.]+[\"”’」』)）]*[ \t]*|\n|$)")
_HAN_NAME = pattern(r"[\u3400-\u9fff]{2,4}")
_SURNAMES = (
    "欧阳上官司马诸葛东方皇甫尉迟公孙慕容令狐司徒夏侯南宫西门端木百里呼延"
    "轩辕长孙宇文闻人澹台公冶宗政濮阳淳于单于太叔申屠钟离鲜于闾丘亓官司空"
)
_TWO_CHARACTER_SURNAMES = frozenset(_SURNAMES[at : at + 2] for at in range(0, len(_SURNAMES), 2))

_PERSON = ("customer", "salutation")
_STORE = ("store", "caller", "hotline")
_VEHICLE = ("vehicle", "plate", "model")
_MATTER = ("date", "years", "festival", "inspection", "assumed", "about", "bills", "amount")
_PERMITTED = {
    Purpose.SCRIPT: (*_PERSON, *_STORE, *_VEHICLE, *_MATTER, "minutes", COUNT, OTHERS, OFFER),
    Purpose.MESSAGE: (*_PERSON, *_STORE, *_VEHICLE, *_MATTER, OFFER),
    Purpose.SITUATION: (*_PERSON, *_STORE, *_VEHICLE),
    Purpose.QUESTION: (*_PERSON, *_STORE, *_VEHICLE),
}


class Fault(StrEnum):
    """What may be wrong with a template."""

    EMPTY = "empty"
    UNKNOWN_FIELD = "unknown_field"
    STRAY_BRACE = "stray_brace"
    CONTROL_CHARACTER = "control_character"


class Problem(NamedTuple):
    """One fault and where it stands: line and character of that line, from 1. text: what stands there; near: fields that may be meant."""

    fault: Fault
    line: int = 1
    column: int = 1
    text: str = ""
    near: tuple[str, ...] = ()


def permitted_fields(purpose: Purpose, name: str) -> tuple[str, ...]:
    """The fields that a template may use. The offer's own words cannot hold the offer."""
    return tuple(field for field in _PERMITTED[purpose] if (purpose, name, field) != (Purpose.SCRIPT, OFFER, OFFER))


def may_be_empty(purpose: Purpose, name: str) -> bool:
    """Whether a template without words has a meaning: no offer is running."""
    return (purpose, name) == (Purpose.SCRIPT, OFFER)


def check(body: str, permitted: Collection[str]) -> tuple[Problem, ...]:
    """Everything wrong with a template, in the order in which it stands there."""
    if not body.strip():
        return (Problem(Fault.EMPTY),)
    found = [*_brace_problems(body, permitted)]
    found += [_problem(Fault.CONTROL_CHARACTER, body, match) for match in _FORBIDDEN.finditer(body)]
    return tuple(sorted(found, key=lambda problem: (problem.line, problem.column)))


def _brace_problems(body: str, permitted: Collection[str]) -> Iterator[Problem]:
    for match in _BRACES.finditer(body):
        name = match[1]
        if not name:
            yield _problem(Fault.STRAY_BRACE, body, match)
        elif name not in permitted or match[0] != f"{{{name}}}":
            near = [name] if name in permitted else get_close_matches(name.casefold(), permitted)
            yield _problem(Fault.UNKNOWN_FIELD, body, match, tuple(near))


def _problem(fault: Fault, body: str, match: re.Match[str], near: tuple[str, ...] = ()) -> Problem:
    before = body[: match.start()]
    return Problem(fault, before.count("\n") + 1, match.start() - (before.rfind("\n") + 1) + 1, match[0], near)


def fill(body: str, fields: Mapping[str, str | None]) -> str:
    """The template with its fields' values, without the sentences that have a field without one; empty where none is left.

    Values are put in as they are: braces in a customer's name are no fields. fields: those that are missing have no value.
    """
    kept = "".join(
        _FIELD.sub(lambda match: fields.get(match[1]) or "", sentence[0])
        for sentence in _SENTENCE.finditer(body)
        if all(fields.get(name) for name in _FIELD.findall(sentence[0]))
    )
    return "\n".join(line.strip() for line in kept.splitlines() if line.strip())


def why_and_then(text: str) -> tuple[str, str]:
    """A purpose before its first question, and from there on: whoever is called is asked whether it suits before anything else.

    Customer callbacks and complaint handling: say why, ask whether it suits, then the matter itself.
    """
    at = next((sentence.start() for sentence in _SENTENCE.finditer(text) if "?" in sentence[0] or "？" in sentence[0]), len(text))
    return text[:at].strip(), text[at:].strip()


# --- the values of the fields ---


class BillSpoken(NamedTuple):
    """An open bill as it is told. number: what the store calls it. open: fen. late: by how many days; step: at which it is itself."""

    number: str
    open: int
    due_on: date
    late: int
    step: Dunning


class Facts(NamedTuple):
    """What the fields tell of.

    name: whoever is called or written to. day: the date that it is about; years: since the delivery. about: the matter in words.
    inspection, assumed: how a vehicle is inspected, and from which date that is counted where no file gives it. minutes: that a call takes,
    the least and the most. vehicles: how many of a company's it is about; others: which, each by how it is called.
    bills: all that an account owes, the oldest first.
    """

    store: str
    name: str
    kind: CustomerKind = CustomerKind.PERSON
    gender: Gender | None = None
    caller: str | None = None
    plate: str | None = None
    model: str | None = None
    day: date | None = None
    years: int | None = None
    festival: str | None = None
    hotline: str | None = None
    inspection: Inspected | None = None
    assumed: BaseFact | None = None
    about: str | None = None
    minutes: tuple[int, int] | None = None
    vehicles: int | None = None
    others: Sequence[str] = ()
    offer: str | None = None
    bills: tuple[BillSpoken, ...] = ()


def fields_of(facts: Facts, words: Mapping[str, str], today: date) -> dict[str, str | None]:
    """The fields' values in the language of `words`: neutral ones for caller and vehicle, so that who speaks is always said.

    words: `male`, `female` (with {name} or {surname}), `caller`, `vehicle`, `vehicle_with_plate`, `minutes`, `between`, `date`,
    `date_with_year`, `month_1` … `month_12`, `inspection_line` and the like, `assumed_delivered_on` and the like, `bill_none` and the like
    for each step.
    """
    return {
        "customer": facts.name,
        "salutation": _salutation(facts, words),
        "store": facts.store,
        "caller": facts.caller or words["caller"],
        "vehicle": _vehicle(facts, words),
        "plate": facts.plate,
        "model": facts.model,
        "date": _spoken(facts.day, words, today) if facts.day else None,
        "years": str(facts.years) if facts.years else None,
        "festival": facts.festival,
        "hotline": facts.hotline or None,
        "inspection": words[f"inspection_{facts.inspection}"] if facts.inspection else None,
        "assumed": words[f"assumed_{facts.assumed}"] if facts.assumed else None,
        "about": facts.about,
        "minutes": _minutes(*facts.minutes, words) if facts.minutes else None,
        COUNT: str(facts.vehicles) if facts.vehicles else None,
        OTHERS: words["between"].join(facts.others) or None,
        "bills": "\n".join(_bill(each, words, today) for each in facts.bills) or None,
        "amount": _put(words["amount"], amount=_yuan(sum(each.open for each in facts.bills))) if facts.bills else None,
        OFFER: facts.offer,
    }


def _bill(bill: BillSpoken, words: Mapping[str, str], today: date) -> str:
    """A bill in a line of its own, marked where the account is asked for it; those that are only listed are not."""
    amount = _put(words["amount"], amount=_yuan(bill.open))
    day = _spoken(bill.due_on, words, today)
    return _put(words[f"bill_{bill.step}"], number=bill.number, amount=amount, date=day, days=str(bill.late))


def _yuan(fen: int) -> str:
    whole, hundredths = divmod(fen, 100)
    return f"{whole:,}.{hundredths:02}"


def day_spoken_of(kind: Kind, base: BaseFact, base_on: date, due_on: date) -> date | None:
    """The date that the words of this kind speak of; None where the follow-up was reckoned from something else, or added by hand.

    Of a birthday it is this year's, not the date of birth; so of an account's anniversary.
    """
    row = kind.row
    if base not in {row.base, row.assumed} and (row.base, base) != (BaseFact.INSPECTION_DUE_ON, BaseFact.INSPECTION_EXPECTED_ON):
        return None
    return due_on if row.of in {Of.CUSTOMER, Of.ACCOUNT} and row.when is When.YEARLY else base_on


def years_spoken_of(kind: Kind, base_on: date, due_on: date) -> int | None:
    """How many years it is since a delivery, on its anniversary; nobody is told how old they are."""
    return due_on.year - base_on.year if kind.row.of is Of.DELIVERY and kind.row.when is When.YEARLY else None


def surname_of(name: str) -> str:
    """What goes before 先生 or 女士: the surname of a Han name, else the whole name."""
    if not _HAN_NAME.fullmatch(name):
        return name
    return name[:2] if len(name) > 2 and name[:2] in _TWO_CHARACTER_SURNAMES else name[:1]  # noqa: PLR2004 - a given name follows


def _salutation(facts: Facts, words: Mapping[str, str]) -> str:
    if facts.kind is CustomerKind.COMPANY or facts.gender is None:
        return facts.name
    return _put(words[facts.gender], surname=surname_of(facts.name), name=facts.name)


def _vehicle(facts: Facts, words: Mapping[str, str]) -> str:
    if facts.model and facts.plate:
        return _put(words["vehicle_with_plate"], model=facts.model, plate=facts.plate)
    return facts.model or facts.plate or words["vehicle"]


def _minutes(least: int, most: int, words: Mapping[str, str]) -> str:
    return str(most) if least == most else _put(words["minutes"], least=str(least), most=str(most))


def _spoken(day: date, words: Mapping[str, str], today: date) -> str:
    """A date as it is said; with its year where that is not this one."""
    form = words["date"] if day.year == today.year else words["date_with_year"]
    return _put(form, year=str(day.year), month=words[f"month_{day.month}"], day=str(day.day))


def _put(form: str, **values: str) -> str:
    return _FIELD.sub(lambda match: values[match[1]], form)
