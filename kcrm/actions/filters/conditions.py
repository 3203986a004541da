"""A filter read: conditions on customers, and where it cannot be read, the place and what was expected there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.actions.classification.run import spend_of
from kcrm.actions.session import Session
from kcrm.errors import PlacedError, RefusedError
from kcrm.i18n import N_
from kcrm.model.filters import FilterProblem, Misread, Pattern, Term
from kcrm.model.personal import REACHED
from kcrm.queries import classification
from kcrm.queries.filters import ALL, Condition, condition_of
from kcrm.records import Field, customer, vehicle
from kcrm.rules.filters import parse

_WORDS = {
    Misread.TERM: N_("Cannot read the filter at the mark. Expected: a field and a colon, as in class:A."),
    Misread.FIELD: N_("Unknown field at the mark. Expected: {expected}."),
    Misread.BLANK: N_("Cannot read the filter at the mark. Expected: a space, or a comma and another value."),
    Misread.QUOTE: N_("The filter has an unclosed quote at the mark."),
    Misread.TEXT: N_("Cannot read the filter at the mark. Expected: a text, with * for anything, or none."),
    Misread.WORD: N_("Cannot read the filter at the mark. Expected: {expected} or none."),
    Misread.DAY: N_("Cannot read the filter at the mark. Expected: a day or period, A.., ..B or A..B, as in ..-6m, or none."),
    Misread.AMOUNT: N_("Cannot read the filter at the mark. Expected: an amount in yuan, A.., ..B or A..B, as in 5000.., or none."),
    Misread.NUMBER: N_("Cannot read the filter at the mark. Expected: a number, A.., ..B or A..B, as in 3.., or none."),
    Misread.FLAG: N_("Cannot read the filter at the mark. Expected: yes or no."),
}


def condition(session: Session, text: str, *, of_prospects: bool = False, before: Condition = ALL) -> Condition:
    """A filter as a condition on customers, true for all where it is empty, with what was said before.

    of_prospects: what prospects have too is theirs. Raises UsageError.
    """
    try:
        terms = parse(text, session.today, of_prospects=of_prospects)
    except FilterProblem as problem:
        raise problem_words(problem) from problem
    if session.context.rights is not None and not session.context.in_full:
        check_not_guessed(terms, {field.filtered: field for noun in (customer.NOUN, vehicle.NOUN) for field in noun.fields})
    latest = classification.latest_run(session.connection) if any(term.field == "visits_spend" for term in terms) else None
    limits = spend_of(latest, session.policy) if latest is not None else None
    given = session.given if any(term.field.startswith("prospect.") for term in terms) else {"today": session.today.isoformat()}
    return condition_of(terms, given, (limits.visits_x2, limits.paid_x2) if limits is not None else None, before=before)


def problem_words(problem: FilterProblem) -> PlacedError:
    """What is said of a filter that cannot be read."""
    expected = ", ".join(problem.expected)
    return PlacedError(_WORDS[problem.misread], text=problem.text, place=problem.place, near=problem.near, expected=expected)


def check_not_guessed(terms: Sequence[Term], fields: Mapping[str, Field]) -> None:
    """Raises RefusedError for a part of what is masked: filter by filter its hidden digits could be found out. fields: by name."""
    for term in terms:
        masked = term.field in fields and fields[term.field].personal in REACHED
        if masked and any(isinstance(value, Pattern) and "*" in value.text for value in term.values):
            raise RefusedError(
                N_("{field} is masked: filter by the whole of it, not by a part."),
                hint=N_("Who may reveal it: --reveal --reason TEXT"),
                field=term.field,
            )
