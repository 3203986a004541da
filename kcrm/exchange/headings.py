"""Headings as they are compared, and the delimiter between them."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Collection

DELIMITERS = ",;\t"
HEADINGS_WITHIN = 10
"""Lines that say anything among which the headings stand: above them a title may stand, a day, who printed it."""

# Of the characters of headings those that are written otherwise in Taiwan and Hong Kong: 車牌號 is 车牌号.
_SIMPLIFIED = str.maketrans(
    "專業書麼僅關內決準務區單賣廠臺號員復複備實審對崗師廢開強態戰戶擾報換數舊時機來檢標檔條愛狀離稱競類係繫級線組紹結維編職聯計記證訴試話責敗貨質購貸費車進郵銷鍵門問間階際險顧預額駛駕驟"
    "價處別無潛電約註託",
    "专业书么仅关内决准务区单卖厂台号员复复备实审对岗师废开强态战户扰报换数旧时机来检标档条爱状离称竞类系系级线组绍结维编职联计记证诉试话责败货质购贷费车进邮销键门问间阶际险顾预额驶驾骤"
    "价处别无潜电约注托",
)


def normal_heading(text: str) -> str:
    """A heading as headings are compared: lower case, in simplified script, without spaces and marks such as `*` and `：`."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).strip("*:\ufeff").translate(_SIMPLIFIED)


def headings_in(line: str, delimiter: str) -> list[str]:
    """The headings of a line, as they are compared; none where its quotes do not fit, which is told once the rows are read."""
    try:
        return [normal_heading(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def known_in(line: str, delimiter: str, known: Collection[str]) -> int:
    """How many known headings stand in a line."""
    return sum(heading in known for heading in headings_in(line, delimiter))


def known_in_any(line: str, known: Collection[str]) -> int:
    """The same, with the delimiter by which they are most."""
    return max(known_in(line, delimiter, known) for delimiter in DELIMITERS)


def delimiter_of(line: str, known: Collection[str]) -> str:
    """What parts the headings of this line: what Excel's own line `sep=;` names, else what makes most of them known."""
    return sep_line(line) or max(DELIMITERS, key=lambda delimiter: (known_in(line, delimiter, known), line.count(delimiter)))


def sep_line(line: str) -> str | None:
    """The delimiter that Excel's own first line `sep=;` names."""
    return line[4] if line.lower().startswith("sep=") and len(line) == 5 else None  # noqa: PLR2004 - sep= and one character
