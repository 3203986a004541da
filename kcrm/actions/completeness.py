"""How complete customers' files are: whole, by group, by person, by field, and file by file with what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice

from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.queries.completeness import (
    Counting,
    FileShare,
    PersonShare,
    count_files,
    files_of,
    keep_asked,
    shares_by_customer,
    shares_by_field,
    shares_by_specialist,
)
from kcrm.queries.filters import ALL
from kcrm.queries.records import row_by_id
from kcrm.records import SheetKind, noun_of
from kcrm.records.catalogue import Counted, Share, catalogue, counted_named
from kcrm.rules.quality.completeness import first_asked, missing, required, switched_on
from kcrm.rules.quality.fillers import fillers, representative

_FILES_AT_ONCE = 2_000


class Overview(NamedTuple):
    """By specialist. counted: how many fields are switched on; required: how many of them a file should have."""

    people: Sequence[PersonShare]
    counted: int
    required: int


class File(NamedTuple):
    """missing: the keys of what it lacks, most valuable first."""

    share: FileShare
    missing: tuple[str, ...]


class Files(NamedTuple):
    """total: how many there are, shown: how many of them are read. read: begins to; in blocks, so that they are never all held."""

    total: int
    shown: int
    read: Callable[[], Iterator[File]]


class FieldShare(NamedTuple):
    """A field of the catalogue. share: None where it is switched off."""

    counted: Counted
    share: Share | None


def overview(session: Session, words: Sequence[str] | None) -> Overview:
    """How complete the files of these customers are, or all."""
    policy = session.policy.completeness
    people = shares_by_specialist(session.connection, _counting(session, words), required(policy))
    return Overview(people, len(switched_on(policy)), required(policy))


def files(session: Session, words: Sequence[str] | None, lacking: Counted | None, limit: int | None) -> Files:
    """The files of these customers, or all, least complete first. lacking: only those that lack this field.

    Raises RefusedError where that is switched off.
    """
    policy, connection, today = session.policy.completeness, session.connection, session.today
    said = fillers(session.policy.evidence)
    if lacking is not None and lacking.field.key in policy.off:
        raise RefusedError(
            N_("{field} is switched off: nobody lacks it."),
            hint=N_("To see it: kcrm policy show completeness.off"),
            field=lacking.field.key,
        )
    counting = _counting(session, words)
    total = count_files(connection, counting, lacking)

    def read() -> Iterator[File]:
        rows = shares_by_customer(connection, counting, lacking, limit)
        while some := list(islice(rows, _FILES_AT_ONCE)):
            parts = files_of(connection, [row.customer_id for row in some], today)
            for row in some:
                yield File(row, missing(parts[row.customer_id], policy, said, today))

    return Files(total, total if limit is None else min(limit, total), read)


def fields(session: Session, words: Sequence[str] | None) -> list[FieldShare]:
    """The whole catalogue, with how often each field is filled in the files of these customers, or in all."""
    shares = shares_by_field(session.connection, _counting(session, words))
    return [FieldShare(counted, shares.get(counted.field.key)) for counted in catalogue()]


def note_unknown(session: Session, kind: SheetKind, number: int, names: Sequence[str], day: date) -> bool:
    """Within a write: what was asked of a record in vain; whether that is new. Raises UsageError, RefusedError for what is known."""
    noun, said = noun_of(kind), fillers(session.policy.evidence)
    row = row_by_id(session.connection, noun, number)
    changed = False
    for counted in [counted_named(name, kind) for name in names]:
        if representative(row[counted.column], said):
            raise RefusedError(
                N_("--unknown {field}: it is known; empty it first."),
                hint=N_('To empty it at once: --{option} "" --unknown {field}'),
                field=counted.field.key,
                option=counted.field.key.replace("_", "-"),
            )
        changed |= keep_asked(session.connection, noun.table, number, counted.field.key, day)
    return changed


def counting_of_all(session: Session) -> Counting:
    """What is counted of all files."""
    return _counting(session, None)


def _counting(session: Session, words: Sequence[str] | None) -> Counting:
    policy, said = session.policy.completeness, fillers(session.policy.evidence)
    condition = ALL
    if words:
        from kcrm.actions.filters.typed import typed_condition  # noqa: PLC0415 - most are asked for without a filter

        condition = typed_condition(session, words)
    return Counting(switched_on(policy), said, first_asked(policy, session.today), session.today, condition)
