"""What a field's values are: how they are read from text, read from the database, written and shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from kcrm.i18n import N_
from kcrm.identifiers import healed_phone, normal_email, normal_phone, normal_plate, normal_vin
from kcrm.memo import same
from kcrm.model.cell import Cell
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.records import cells
from kcrm.records.cells import Moment, Parser

if TYPE_CHECKING:
    from fractions import Fraction


class Type(NamedTuple):
    """What a field's values are.

    name, unit: msgids, for the data dictionary. parse: text of a file or an option -> value. load: what the database keeps -> what is
    shown as `cell`.
    metavar: what stands for a value in help; it also says what the Tab key offers. words: of which it is one.
    heal: of a text that cannot be read what was meant, where a spreadsheet spoilt it and it can have been nothing else.
    longest: characters that are taken. refers: what kind of record it names, by the noun of the command line; named: the key by which
    files name the same; kept_as: the column of that record that is kept, "" for its id.
    """

    name: str
    parse: Parser
    cell: Cell = Cell.TEXT
    metavar: str = "TEXT"
    example: str = ""
    load: Callable[[Any], object] = same
    unit: str = ""
    words: type[Word] | None = None
    longest: int | None = None
    refers: str = ""
    named: str = ""
    kept_as: str = ""
    heal: Callable[[str], str | None] | None = None

    def read(self, text: str, moment: Moment) -> object:
        """The value that a text means. Raises UsageError, also for a text longer than is kept."""
        value = self.parse(text, moment)
        return cells.within(value, self.longest) if self.longest is not None and isinstance(value, str) else value


_SHORT, _NAME, _NOTE = cells.LONGEST_LINE, 100, cells.LONGEST_TEXT


def _phone(text: str, _: Moment) -> str:
    return normal_phone(text)


def _plate(text: str, _: Moment) -> str:
    return normal_plate(text)


def _vin(text: str, _: Moment) -> str:
    return normal_vin(text)


def _email(text: str, _: Moment) -> str:
    return normal_email(text)


def _month(first: str) -> str:
    return first[:7]


def _letter(letter: str) -> Callable[[int], str]:
    return lambda number: f"{letter}{number}"


def _event(stored: int | str) -> str:
    """In lists by its identifier, in files by its name, which is the same in any database."""
    return f"Z{stored}" if isinstance(stored, int) else stored


def _hundredths(number: int) -> Fraction:
    from fractions import Fraction  # noqa: PLC0415 - 2 ms, and most records have no such number

    return Fraction(number, 100)


TEXT: Final = Type(N_("text"), cells.line_text, longest=_SHORT, example="售后服务部")
NAME: Final = Type(N_("name"), cells.line_text, metavar="NAME", longest=_NAME, example="张伟")
LINES: Final = Type(N_("text"), cells.long_text, longest=_SHORT, example="解放路1号")
NOTE: Final = Type(N_("note"), cells.long_text, longest=_NOTE, example="周末来店")
NUMBER: Final = Type(N_("store number"), cells.number_text, Cell.IDENTIFIER, "NUMBER", "KH00001", longest=_SHORT)
PHONE: Final = Type(N_("phone"), _phone, Cell.IDENTIFIER, "PHONE", "13800138000", heal=healed_phone)
EMAIL: Final = Type(N_("email"), _email, Cell.TEXT, "EMAIL", "zhangwei@example.com", longest=_SHORT)
PLATE: Final = Type(N_("plate"), _plate, Cell.IDENTIFIER, "PLATE", "京A12345")
VIN: Final = Type(N_("VIN"), _vin, Cell.IDENTIFIER, "VIN", "1M8GDM9AXKP042788")
PAST_DAY: Final = Type(N_("date"), cells.day(past=True), Cell.DATE, "DATE", "2026-03-04", date.fromisoformat)
COMING_DAY: Final = Type(N_("date"), cells.day(past=False), Cell.DATE, "DATE", "2026-12-31", date.fromisoformat)
BIRTHDAY: Final = Type(N_("date"), cells.birthday, Cell.DATE, "DATE", "1988-02-29", date.fromisoformat)
PAST_INSTANT: Final = Type(N_("time"), cells.instant(past=True), Cell.INSTANT, "TIME", "2026-03-04 09:30", datetime.fromisoformat)
COMING_INSTANT: Final = Type(N_("time"), cells.instant(past=False), Cell.INSTANT, "TIME", "2026-03-04 17:00", datetime.fromisoformat)
FLAG: Final = Type(N_("yes or no"), cells.flag, Cell.FLAG, "YES|NO", "yes", bool)
MONTH: Final = Type(N_("month"), cells.month, metavar="MONTH", example="2026-07", load=_month)
KPI: Final = Type(N_("figure"), cells.number_text, Cell.IDENTIFIER, "KEY", "calls_on_time")
FIGURE: Final = Type(N_("number"), cells.figure, Cell.NUMBER, "FIGURE", "85.5", _hundredths)
MONEY: Final = Type(N_("amount"), cells.amount, Cell.MONEY, "YUAN", "1234.50", unit=N_("yuan"))
HOURS: Final = Type(N_("hours"), cells.hours, Cell.NUMBER, "HOURS", "1.5", _hundredths, unit=N_("hours"))
PEOPLE: Final = Type(N_("number of people"), cells.count, Cell.COUNT, "PEOPLE", "4", unit=N_("people"))
MINUTES: Final = Type(N_("minutes"), cells.count, Cell.COUNT, "MINUTES", "90", unit=N_("minutes"))
MONTHS: Final = Type(N_("months"), cells.count, Cell.COUNT, "MONTHS", "36", unit=N_("months"))
DAYS: Final = Type(N_("days"), cells.days, Cell.COUNT, "DAYS", "14", unit=N_("days"))
KILOMETRES: Final = Type(N_("mileage"), cells.kilometres, Cell.COUNT, "KM", "12345", unit=N_("km"))
MARK: Final = Type(N_("mark"), cells.points, Cell.NUMBER, "MARK", "92", _hundredths)
PROBABILITY: Final = Type(N_("probability"), cells.probability, Cell.PERCENT, "PROBABILITY", "30%", _hundredths, unit=N_("percent"))
SHARE: Final = Type(N_("share"), cells.share, Cell.PERCENT, "SHARE", "30%", _hundredths, unit=N_("percent"))
WHOLE: Final = Type(N_("whole number"), cells.whole, Cell.COUNT, "COUNT", "120")
SIGNED: Final = Type(N_("whole number"), cells.signed, Cell.COUNT, "POINTS", "5000")
ONE_OR_MORE: Final = Type(N_("whole number"), cells.count, Cell.COUNT, "COUNT", "3")
RHYTHM: Final = Type(N_("days"), cells.count, Cell.COUNT, "DAYS", "7", unit=N_("days"))
NUMBERS: Final = Type(N_("store numbers"), cells.number_text, metavar="NUMBERS", example="WX0001, WX0002", longest=_SHORT)
WINDOW: Final = Type(N_("time of day"), cells.contact_window, metavar="FROM-TO", example="18:00-20:00")
STEPS: Final = Type(N_("steps"), cells.steps, metavar="STEPS", example="1,2,4")
STAFF: Final = Type(N_("member of staff"), cells.number_text, metavar="STAFF", example="YG04", longest=_SHORT, refers="staff")
DEPARTMENT: Final = Type(
    N_("department"), cells.line_text, metavar="DEPARTMENT", example="售后服务部", longest=_SHORT, refers="department", kept_as="name"
)
CUSTOMER: Final = Type(N_("customer"), cells.number_text, metavar="WHO", example="C12", refers="customer", named="customer_no")
VEHICLE: Final = Type(N_("vehicle"), cells.number_text, metavar="VEHICLE", example="V7", refers="vehicle", named="vin")
ORDER: Final = Type(N_("repair order"), cells.number_text, metavar="ORDER", example="R3", refers="order", named="order_no")
COMPLAINT: Final = Type(N_("complaint"), cells.number_text, metavar="COMPLAINT", example="K3", refers="complaint", named="complaint_no")
CONTRACT: Final = Type(N_("contract"), cells.number_text, metavar="CONTRACT", example="N3", refers="contract", named="contract_no")
MEASURE: Final = Type(N_("measure"), cells.number_text, metavar="MEASURE_NO", example="G3", load=_letter("G"), refers="measure")
EVENT: Final = Type(N_("event"), cells.number_text, metavar="EVENT", example="Z3", load=_event, refers="event")
EVIDENCE: Final = Type(N_("operation or record"), cells.number_text, Cell.IDENTIFIER, "O9|F103", "O9", longest=_SHORT)
BILL: Final = Type(N_("bill"), cells.number_text, metavar="BILL", example="B8", refers="bill", named="bill_no")


def word(words: type[Word], metavar: str) -> Type:
    """One of a vocabulary's words."""
    return Type(N_("word"), cells.word(words), Cell.ENUM, metavar, next(iter(words)), words, words=words)


def identifier(letter: str) -> Type:
    """The number of a record behind the letter of its kind, C12; given by kcrm, so that no text is read as one."""
    load = _letter(letter)
    return Type(N_("identifier"), cells.number_text, Cell.IDENTIFIER, example=load(12), load=load)
