"""The catalogue of a customer's file: the declared fields of customers and vehicles that are counted, group by group.

Which they are stands in their declarations (`Field.catalogue`, the group is its `section`): 15 basic, 15 of payment, 45 of the purchase. A
customer's own are counted once, those of a vehicle for each vehicle that is theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.records import SheetKind, noun_of
from kcrm.records.noun import Field

if TYPE_CHECKING:
    from fractions import Fraction


class Counted(NamedTuple):
    """A field of the catalogue. kind: whose it is."""

    kind: SheetKind
    field: Field

    @property
    def column(self) -> str:
        """That of its record's table, which holds it."""
        assert self.field.stored is not None
        return self.field.stored


class Part(NamedTuple):
    """What a file holds of one record. values: by key, as columns keep them. asked: by key when it was asked in vain.

    bought: of a vehicle, whether this customer was the first to have it. id: the record's number.
    """

    kind: SheetKind
    values: Mapping[str, object]
    asked: Mapping[str, date]
    bought: bool = True
    id: int = 0


class Share(NamedTuple):
    """filled: how many of those that apply."""

    filled: int = 0
    applicable: int = 0

    @property
    def value(self) -> Fraction | None:
        """From 0 to 1; None where nothing applies."""
        from fractions import Fraction  # noqa: PLC0415 - it loads decimals, and a call only asks what is missing

        return Fraction(self.filled, self.applicable) if self.applicable else None


def whole(shares: Iterable[Share]) -> Share:
    """Of several files or groups: their sums, so that it is the same however they are split."""
    added = list(shares)
    return Share(sum(share.filled for share in added), sum(share.applicable for share in added))


KINDS: Final = (SheetKind.CUSTOMERS, SheetKind.VEHICLES)
"""Whose fields a customer's file has."""


@cache
def catalogue() -> tuple[Counted, ...]:
    """All of them, in the order of their declarations."""
    return tuple(Counted(kind, field) for kind in KINDS for field in noun_of(kind).fields if field.catalogue is not None)


@cache
def catalogue_keys() -> tuple[str, ...]:
    """Their keys, each of which is one field's."""
    return tuple(counted.field.key for counted in catalogue())


def counted_named(text: str, kind: SheetKind | None = None) -> Counted:
    """The field of the catalogue that is called so, by its key, its option or a heading; of one kind of record, or of any.

    Raises UsageError with near names.
    """
    said = text.strip().removeprefix("--").replace("-", "_").lower()
    offered = [counted for counted in catalogue() if kind in {None, counted.kind}]
    for counted in offered:
        if said in {counted.field.key, *(heading.lower() for heading in counted.field.headings)}:
            return counted
    from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

    names = [name for counted in offered for name in (counted.field.key, *counted.field.headings)]
    raise UsageError(
        N_("“{value}” is not a field of the catalogue."),
        hint=N_("To list them: kcrm quality fields"),
        near=get_close_matches(said, names),
        value=text,
    )
