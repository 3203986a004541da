"""What to say in a call and to write in a message: the templates in force, filled with a customer's facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.actions.daylist import phone_to_dial
from kcrm.actions.session import Session
from kcrm.actions.templates import wordings
from kcrm.i18n import Language, language
from kcrm.model import BaseFact, Customer, CustomerKind, DueBy, Festival, FollowUp, Gender, Kind, Of, Purpose, Staff, When
from kcrm.model.fleets import Dunning
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.followups.intervals import expected_from
from kcrm.rules.scripts import (
    COMPLAINT,
    COUNT,
    FLEET,
    LIKEWISE,
    OFFER,
    OTHERS,
    BillSpoken,
    Facts,
    day_spoken_of,
    fields_of,
    fill,
    why_and_then,
    years_spoken_of,
)
from kcrm.rules.surveys import Question, in_time, most_questions, questions_for, with_expectation
from kcrm.rules.why import reason
from kcrm.surveys import ExpectationAsked
from kcrm.templates import TemplateId, words

AGAIN = "again"
"""What a template of what is asked once more after an expiry is called."""
EARLY = "early"
"""What a template of a call is called that is made before the day its own words are meant for, as in one call of a company."""
_UNREACHED = "unreached"
_ABOUT_THE_DAY = frozenset({Kind.DC7, Kind.DC30, Kind.PURCHASE_ANNIVERSARY, Kind.BIRTHDAY})
_FEW = 5
"""So many plates are read out; of more only how many, as they stand on the card."""
_OF_PROSPECTS = frozenset({"first", "unreachable"})  # rules that called for it
_CLOSE, _CLOSE_PROSPECT = "close", "close_prospect"
_EXPECTATION: Mapping[ExpectationAsked, str] = {ExpectationAsked.SURVEY: "expectation_once", ExpectationAsked.ASPECT: "expectation"}
_BLANK_AFTER_SENTENCE: Mapping[Language, str] = {"en": " ", "zh": ""}


class PurposeLine(NamedTuple):
    """Why one follow-up is called about, in one or more lines; the second and further ones begin with a word of transition."""

    followup_id: int
    kind: Kind
    vehicle_id: int | None
    text: str


class Asked(NamedTuple):
    """A question in the words it is asked with. expectation: how to ask what had been expected, None where that is not asked."""

    question: Question
    text: str
    expectation: str | None

    @property
    def spoken(self) -> str:
        """All that is said."""
        return f"{self.text} {self.expectation}" if self.expectation else self.text


class Script(NamedTuple):
    """One call in the order in which it is spoken (Customer callbacks and complaint handling).

    opening: the store and one's own name; why: what the call is about, before anything is asked; convenient: whether it suits; then: the
    rest of the purposes. offer: None where none is running, or nothing may be sold.
    """

    opening: str
    purposes: tuple[PurposeLine, ...]
    why: str
    then: tuple[str, ...]
    convenient: str
    questions: tuple[Asked, ...]
    offer: str | None
    close: str


class Situation(NamedTuple):
    """What to say in a special situation. name: privacy, bad_line and the like."""

    name: str
    text: str


class Speaker:
    """Fills templates for one person's words to one customer after the other; the templates are read once."""

    def __init__(self, session: Session, tongue: Language | None = None) -> None:
        self._session = session
        self._language = tongue or language()
        self._bodies = wordings(session, self._language)

    def script(self, followups: Sequence[FollowUp], customer: Customer, caller: Staff | None, *, sells: bool = True) -> Script:
        """One call about these follow-ups of a customer, in their order; about none of them it is about a complaint that is open.

        caller: who makes it. sells: the running offer is told.
        """
        shared = self._fields(customer, caller, followups[0] if followups else None)
        purposes: list[PurposeLine] = []
        for item in _spoken(followups):
            text = self._fill(Purpose.SCRIPT, self._name(item), self._fields(customer, caller, item))
            if purposes:
                text = f"{self._fill(Purpose.SCRIPT, 'also', shared)}{_BLANK_AFTER_SENTENCE[self._language]}{text}"
            purposes.append(PurposeLine(item.id, item.kind, item.vehicle_id, text))
        why = purposes[0].text if purposes else self._fill(Purpose.SCRIPT, COMPLAINT, shared)
        rest = _once(purposes)
        cars = len({item.vehicle_id for item in followups if item.bundled})
        if cars > 1:
            why, rest = self._fill(Purpose.SCRIPT, FLEET, {**shared, COUNT: str(cars)}), self._by_matter(followups, customer, caller)
        first, then = why_and_then(why)
        return Script(
            opening=self._fill(Purpose.SCRIPT, "opening", shared),
            purposes=tuple(purposes),
            why=first,
            then=tuple(filter(None, (then, *rest))),
            convenient=self._fill(Purpose.SCRIPT, "convenient", shared),
            questions=self._questions(followups, customer, caller),
            offer=shared[OFFER] if sells else None,
            close=self._fill(Purpose.SCRIPT, _CLOSE_PROSPECT if _sells_only(followups) else _CLOSE, shared),
        )

    def _message(self, item: FollowUp, fields: Mapping[str, str | None]) -> str:
        """The words of a message: of a campaign those that its wave was given, of all else those of its kind."""
        if item.kind.row.of is Of.CAMPAIGN and item.case is not None:
            from kcrm.queries.campaigns import words_for  # noqa: PLC0415 - few messages are of campaigns

            given = words_for(self._session.connection, int(item.case[1:]), item.customer_id)
            if given.text is not None:
                return fill(given.text, fields)
            if given.template is not None:
                return self._fill(Purpose.MESSAGE, given.template, fields)
        return self._fill(Purpose.MESSAGE, self._name(item), fields)

    def _by_matter(self, followups: Sequence[FollowUp], customer: Customer, caller: Staff | None) -> list[str]:
        """What is said of a company's vehicles: each matter once, in the words of the first, and for which others it holds.

        Where the words name a day, that of each other vehicle that is another one is named, too.
        """
        matters: dict[str, list[FollowUp]] = {}
        for item in _spoken(followups):
            matters.setdefault(self._name(item), []).append(item)
        lines = []
        for name, items in matters.items():
            fields = self._fields(customer, caller, items[0])
            lines.append(self._fill(Purpose.SCRIPT, name, fields))
            others = {item.vehicle_id: item for item in items if item.vehicle_id not in {None, items[0].vehicle_id}}
            if others:
                day = fields["date"] if "{date}" in self._bodies[TemplateId(Purpose.SCRIPT, name)] else None
                plates = [self._other(item, day) for item in others.values() if item.plate] if len(others) <= _FEW else []
                said = {COUNT: str(len(others)), OTHERS: words(self._language)["between"].join(plates) or None}
                lines.append(self._fill(Purpose.SCRIPT, LIKEWISE, said))
        return lines

    def _other(self, item: FollowUp, day: str | None) -> str:
        """How another vehicle of a company is called. day: the one that was named, None for none."""
        known, plate = words(self._language), item.plate or ""
        own = self._fields(None, None, item)["date"]
        return plate if day is None or own in {None, day} else known["with_date"].format(what=plate, date=own)

    def situations(self, customer: Customer | None = None, caller: Staff | None = None) -> tuple[Situation, ...]:
        """What to say in every special situation, to this customer or to anybody."""
        fields = self._fields(customer, caller, None)
        return tuple(
            Situation(template.name, self._fill(Purpose.SITUATION, template.name, fields))
            for template in self._bodies
            if template.purpose is Purpose.SITUATION
        )

    def message(self, item: FollowUp, customer: Customer, sender: Staff | None, phone: str | None) -> str:
        """The text of a message to this phone, in one line; empty where the template leaves nothing to say."""
        fields = self._fields(customer, sender, item, phone)
        text = self._message(item, fields)
        if text and item.due_by is DueBy.UNREACHED:
            text = f"{text}{_BLANK_AFTER_SENTENCE[self._language]}{self._fill(Purpose.MESSAGE, _UNREACHED, fields)}"
        return text.replace("\n", _BLANK_AFTER_SENTENCE[self._language])

    def _questions(self, followups: Sequence[FollowUp], customer: Customer, caller: Staff | None) -> tuple[Asked, ...]:
        if not followups:
            return ()
        policy, asked = self._session.policy.surveys, []
        most = most_questions(self._session.policy.calling, policy)
        questions = in_time(questions_for({item.kind for item in followups}, policy), most, followups[0].due_on)
        expecting = with_expectation(questions, policy.expectation)
        for question in questions:
            # a question is about the vehicle of the follow-up that asks it
            item = next(item for item in followups if question in questions_for({item.kind}, policy))
            fields = self._fields(customer, caller, item)
            expectation = self._fill(Purpose.QUESTION, _EXPECTATION[policy.expectation], fields) if question in expecting else None
            asked.append(Asked(question, self._fill(Purpose.QUESTION, question.name, fields), expectation))
        return tuple(asked)

    def _name(self, item: FollowUp) -> str:
        """The template of a follow-up: its kind's.

        Of a festival that festival's; of a need that of what they wait for; of what is asked once more after an expiry its own; of a
        prospect who is called for the first time, or could not be reached before, their own; of what is owed that of the step; of a call
        that is made before its day its own, where the words are about that day.
        """
        festival = _festival(self._session, item)
        if festival is not None:
            return f"{item.kind}.{festival}"
        rule, found = reason(item.because)
        if rule == "need":
            return f"{item.kind}.{found}"
        if rule in _OF_PROSPECTS:
            return f"{item.kind}.{rule}"
        if item.kind is Kind.DUNNING:
            step = self._owed(item.customer_id)[0]
            return item.kind if step is Dunning.NONE else f"{item.kind}.{step}"
        # what was added by hand counts its occurrences below zero, too
        again = item.kind.row.when is When.REMINDERS and item.base is not BaseFact.BY_HAND and item.occurrence < 0
        if again:
            return f"{item.kind}.{AGAIN}"
        early = item.bundled and self._session.today < item.due_on and item.base is not BaseFact.BY_HAND
        return f"{item.kind}.{EARLY}" if early and item.kind in _ABOUT_THE_DAY else item.kind

    def _owed(self, customer_id: int) -> tuple[Dunning, tuple[BillSpoken, ...]]:
        """At which step an account is today, and all that it owes; nothing of a customer that is none."""
        from kcrm.actions.fleets.receivables import books_of  # noqa: PLC0415 - few customers are accounts
        from kcrm.queries.fleets import accounts  # noqa: PLC0415

        found = books_of(self._session, accounts(self._session.connection, owner=customer_id))
        if not found:
            return Dunning.NONE, ()
        (books,) = found
        return books.reminder.step, tuple(
            BillSpoken(
                books.bill_numbers.get(each.bill_id) or identifier(Thing.BILL, each.bill_id),
                each.open,
                each.due_on,
                max(0, (books.today - each.due_on).days),
                each.step,
            )
            for each in books.reminder.bills
        )

    def _fill(self, purpose: Purpose, name: str, fields: Mapping[str, str | None]) -> str:
        return fill(self._bodies[TemplateId(purpose, name)], fields)

    def _fields(
        self, customer: Customer | None, caller: Staff | None, item: FollowUp | None, phone: str | None = None
    ) -> dict[str, str | None]:
        """The fields' values. phone: the one that is used, where it is not the one to dial."""
        known = words(self._language)
        name, kind, gender = _spoken_to(customer, item, phone)
        festival = _festival(self._session, item) if item else None
        expected = expected_from(item.because) if item else None
        facts = Facts(
            store=self._session.store.name,
            name=name,
            kind=kind,
            gender=gender,
            caller=caller.name if caller else None,
            plate=item.plate if item else None,
            model=item.model if item else None,
            day=day_spoken_of(item.kind, item.base, item.base_on, item.due_on) if item else None,
            years=years_spoken_of(item.kind, item.base_on, item.due_on) if item else None,
            festival=known[festival] if festival else None,
            hotline=self._session.policy.desk.hotline,
            inspection=expected.how if expected else None,
            assumed=expected.base if expected else None,
            about=item.about.rstrip("。.") if item and item.about else None,  # the template ends the sentence
            minutes=(self._session.policy.calling.least_minutes, self._session.policy.calling.most_minutes),
            bills=self._owed(item.customer_id)[1] if item and item.kind is Kind.DUNNING else (),
        )
        fields = fields_of(facts, known, self._session.today)
        return {**fields, OFFER: self._fill(Purpose.SCRIPT, OFFER, fields) or None}


def call_script(session: Session, followups: Sequence[FollowUp], customer: Customer, caller: Staff | None) -> Script:
    """One call about these follow-ups of a customer, in the current language. caller: who makes it, None where nobody has said."""
    return Speaker(session).script(followups, customer, caller)


def situations(session: Session, customer: Customer | None = None, caller: Staff | None = None) -> tuple[Situation, ...]:
    """What to say in every special situation, in the current language."""
    return Speaker(session).situations(customer, caller)


def _spoken(followups: Sequence[FollowUp]) -> list[FollowUp]:
    """Those with words of their own: who is called after a test drive or about a quote is contacted by that."""
    told = {item.case for item in followups if item.kind in {Kind.TEST_DRIVE_AFTER, Kind.QUOTE_EXPIRY}}
    return [item for item in followups if item.kind is not Kind.PROSPECT_CONTACT or item.case not in told]


def _sells_only(followups: Sequence[FollowUp]) -> bool:
    """Whether all of it is about a car that they do not have yet."""
    return bool(followups) and all(item.kind.row.of is Of.PROSPECT for item in followups)


def _once(purposes: Sequence[PurposeLine]) -> list[str]:
    """What is said after the first purpose: the same matter of the same vehicle is not told twice."""
    about = {(line.kind, line.vehicle_id): line for line in reversed(purposes)}
    return [line.text for line in purposes[1:] if about[line.kind, line.vehicle_id] is line]


def _spoken_to(customer: Customer | None, item: FollowUp | None, phone: str | None) -> tuple[str, CustomerKind, Gender | None]:
    """Whoever answers the phone that is dialled: who brought the car, the customer, or a company's key person."""
    if item and item.contact_name and item.contact_phone and (phone or phone_to_dial(item)) == item.contact_phone != item.phone:
        return item.contact_name, CustomerKind.PERSON, None
    if customer is None:
        return "", CustomerKind.PERSON, None
    if customer.kind is CustomerKind.COMPANY and customer.key_person:
        return customer.key_person, CustomerKind.PERSON, None
    return customer.name, customer.kind, customer.gender


def _festival(session: Session, item: FollowUp) -> Festival | None:
    """Which festival a greeting is for; None of other kinds, and of one added by hand for a day that is none."""
    if item.kind.row.of is not Of.CALENDAR:
        return None
    return next((name for on, name in session.policy.festivals_in(item.base_on.year) if on == item.base_on), None)
