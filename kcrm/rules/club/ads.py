"""What advertisements brought: prospects by medium, how many mean to buy soon, how many bought, and what each cost.

A prospect comes of an advertisement where its platform is the advertisement's code. How good advertising is, is told by the share of the
levels H and A, by conversion and by what a sale cost (Evaluating customers and prospects).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from kcrm.model.events import Advertisement, Brought, Medium
from kcrm.model.prospects import ProspectLevel
from kcrm.named import NamedTuple
from kcrm.policy_sections import ProspectsPolicy
from kcrm.rules.prospects.levels import level

_SOON = (ProspectLevel.H, ProspectLevel.A)


class Quality(NamedTuple):
    """What one medium brought, or one code of it. medium, code: None for prospects of no advertisement, and for all codes of a medium.

    ads: how many advertisements. soon: prospects of the levels H and A on the day they came. bought: who had a vehicle delivered.
    cost_fen: of the days of the period. Shares are of prospects, costs in fen; None where there is nothing to divide by.
    """

    medium: Medium | None
    code: str | None
    ads: int
    prospects: int
    soon: int
    bought: int
    cost_fen: int

    @property
    def soon_share(self) -> Fraction | None:
        return Fraction(self.soon, self.prospects) if self.prospects else None

    @property
    def conversion(self) -> Fraction | None:
        return Fraction(self.bought, self.prospects) if self.prospects else None

    @property
    def prospect_fen(self) -> Fraction | None:
        return Fraction(self.cost_fen, self.prospects) if self.ads and self.prospects else None

    @property
    def sale_fen(self) -> Fraction | None:
        return Fraction(self.cost_fen, self.bought) if self.ads and self.bought else None


def advertisement_of(came: Brought, ads: Iterable[Advertisement], ad_days: int) -> Advertisement | None:
    """Of which advertisement a prospect comes: of those with its code, while they last and so many days after, the one that began last."""
    if came.platform is None:
        return None
    named = _plain(came.platform)
    held = timedelta(days=ad_days)
    fitting = [each for each in ads if _plain(each.code) == named and each.from_on <= came.registered_on <= each.until_on + held]
    return max(fitting, key=lambda each: (each.from_on, each.id), default=None)


def cost_within(ad: Advertisement, first: date, last: date) -> Fraction:
    """What an advertisement cost on the days of a period, in fen: each of its days costs the same."""
    days = (min(ad.until_on, last) - max(ad.from_on, first)).days + 1
    return Fraction((ad.cost_fen or 0) * max(days, 0), (ad.until_on - ad.from_on).days + 1)


def qualities(
    prospects: Sequence[Brought],
    ads: Sequence[Advertisement],
    period: tuple[date, date],
    ad_days: int,
    policy: ProspectsPolicy,
    *,
    by_code: bool = False,
) -> list[Quality]:
    """What each medium brought in a period, or each code of it, in the order of the media; last the prospects of no advertisement.

    prospects: who was registered in the period. period: its first and last day.
    """
    first, last = period
    meant = {each.id: advertisement_of(each, ads, ad_days) for each in prospects}
    shown = [each for each in ads if (each.from_on <= last and each.until_on >= first) or each in meant.values()]
    keys = dict.fromkeys((each.medium, each.code if by_code else None) for each in sorted(shown, key=_order))
    rows = [_quality(key, prospects, meant, shown, period, policy, by_code=by_code) for key in keys]
    return [*rows, _quality((None, None), prospects, meant, shown, period, policy, by_code=by_code)]


def _order(ad: Advertisement) -> tuple[int, str]:
    return list(Medium).index(ad.medium), ad.code


def _quality(
    key: tuple[Medium | None, str | None],
    prospects: Iterable[Brought],
    meant: dict[int, Advertisement | None],
    ads: Iterable[Advertisement],
    period: tuple[date, date],
    policy: ProspectsPolicy,
    *,
    by_code: bool,
) -> Quality:
    def of(ad: Advertisement | None) -> tuple[Medium | None, str | None]:
        return (None, None) if ad is None else (ad.medium, ad.code if by_code else None)

    own = [each for each in prospects if of(meant[each.id]) == key]
    its_ads = [each for each in ads if of(each) == key]
    soon = [each for each in own if level(each.intended_on, each.registered_on, policy, each.floor).level in _SOON]
    cost = round(sum((cost_within(each, *period) for each in its_ads), Fraction()))
    return Quality(*key, len(its_ads), len(own), len(soon), sum(each.bought for each in own), cost)


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
