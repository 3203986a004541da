"""Chinese numerals of dates and times, up to ninety-nine."""

from __future__ import annotations

import re

from kcrm.patterns import pattern

_ONES = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMERAL = "[零〇一二两三四五六七八九十]"
# what stands behind 周, 星期 or 礼拜 is a weekday, and what is counted begins behind that
_BEGIN = rf"(?:(?<![周期拜])(?<!{_NUMERAL})|(?<=[周期拜][一二三四五六日天]))"
_COUNTED = pattern(rf"{_BEGIN}({_NUMERAL}{{1,3}})(?=[天日号周星礼个月年季小分刻点时])|(?<=[点时])({_NUMERAL}{{1,3}})(?=$|[分刻])")


def in_digits(text: str) -> str:
    """The same text with digits where days, months, hours and the like are counted in Chinese numerals: `十二天后` as `12天后`."""
    return _COUNTED.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    said = match[1] or match[2]
    tens, ten, ones = said.partition("十")
    if not ten:
        tens, ones = "", said.lstrip("零〇") or "零"  # 零五 minutes
    if len(tens) > 1 or len(ones) > 1:
        return said
    return str((_ONES[tens] if tens else 1 if ten else 0) * 10 + (_ONES[ones] if ones else 0))
