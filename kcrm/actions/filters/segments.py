"""Segments: those that every store has, and those it saves itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from kcrm.actions.filters.conditions import condition
from kcrm.actions.session import Session
from kcrm.errors import NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.queries import segments
from kcrm.queries.filters import ALL, Condition, count_customers
from kcrm.queries.records import Saved, save
from kcrm.queries.segments import Segment
from kcrm.records.cells import line_text

BUILT_IN: Final = tuple(
    Segment(name, text, None)
    for name, text in (
        ("key", "class:A,B"),
        ("in_warranty", "warranty:in"),
        ("out_of_warranty", "warranty:out -warranty:in"),
        ("private", "use:private"),
        ("official", "use:official"),
        ("commercial", "use:commercial"),
        ("new_customers", "lifecycle:new"),
        ("dormant", "lifecycle:dormant"),
        ("lost", "lifecycle:lost"),
        ("frequent_and_high", "visits_spend:A"),
        ("premium_sport", "model_class:premium hobby:*sport*,*运动*,*健身*"),
        ("premium_social", "model_class:premium hobby:*social*,*社交*,*聚会*"),
        ("economy_sport", "model_class:economy hobby:*sport*,*运动*,*健身*"),
        ("economy_social", "model_class:economy hobby:*social*,*社交*,*聚会*"),
    )
)
"""What the documents divide customers by and facts decide (Principles and methods of customer relationship management)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A segment and how many are in it today; None where its filter can no longer be read."""

    segment: Segment
    customers: int | None


def counted(session: Session) -> Sequence[Counted]:
    """Every segment, the store's own first."""
    return [Counted(each, _count(session, each)) for each in (*segments.saved_segments(session.connection), *BUILT_IN)]


def condition_of_segment(session: Session, name: str, *, before: Condition = ALL) -> Condition:
    """The condition of the segment of this name, with what was said before. Raises NotFoundError with near names."""
    known = {each.name: each for each in (*BUILT_IN, *segments.saved_segments(session.connection))}
    if name.strip() not in known:
        raise _unknown(name, list(known))
    return condition(session, known[name.strip()].filter, before=before)


def save_segment(session: Session, name: str, text: str, *, dry_run: bool = False) -> tuple[Counted, Saved]:
    """Keep a filter under a name, in the place of what had it. Raises UsageError for no filter, RefusedError for a name that is taken."""
    name = line_text(name)
    if not name:
        raise UsageError(N_("A segment needs a name."))
    if name in {each.name for each in BUILT_IN}:
        raise RefusedError(N_("{name} is a built-in segment; choose another name."), name=name)
    if not text:
        raise UsageError(N_("A segment needs a filter."), hint=N_('As in: kcrm segment save {name} class:A model:"瑞虎*"'), name=name)
    condition(session, text)
    with session.write(dry_run=dry_run) as planner:
        row = segments.segment_row(planner.connection, name)
        same = row is not None and row["filter"] == text
        _number, outcome = save(
            planner.connection, "segment", row, {} if same else {"name": name, "filter": text, "saved_on": session.today}
        )
        kept = Segment(name, text, session.today)
        return Counted(kept, _count(session, kept)), outcome


def delete_segment(session: Session, name: str, *, dry_run: bool = False) -> None:
    """Forget a saved segment. Raises NotFoundError with near names, RefusedError for one that every store has."""
    if name.strip() in {each.name for each in BUILT_IN}:
        raise RefusedError(N_("{name} is a built-in segment and cannot be deleted."), name=name.strip())
    with session.write(dry_run=dry_run) as planner:
        row = segments.segment_row(planner.connection, name.strip())
        if row is None:
            raise _unknown(name, [each.name for each in segments.saved_segments(planner.connection)])
        segments.delete_segment(planner.connection, row["id"])


def _count(session: Session, segment: Segment) -> int | None:
    try:
        return count_customers(session.connection, condition(session, segment.filter))
    except UsageError:
        return None


def _unknown(name: str, known: Sequence[str]) -> NotFoundError:
    return NotFoundError(
        N_("There is no segment named {name}."),
        hint=N_("To see them all: kcrm segment list"),
        near=get_close_matches(name, known),
        name=name,
    )
