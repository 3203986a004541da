"""Words of a purchase: what its buyer proves with who they are, and what the car is to them."""

from __future__ import annotations

from kcrm.i18n import N_
from kcrm.model.words import Word


class IdKind(Word):
    """What a customer proves with who they are; the number itself is not kept."""

    ID_CARD = "id_card", N_("identity card"), "身份证/居民身份证"
    PASSPORT = "passport", N_("passport"), "护照"
    PERMIT = "permit", N_("permit of Hong Kong, Macau or Taiwan"), "港澳台通行证/港澳通行证/台胞证"
    MILITARY = "military", N_("military card"), "军官证/士兵证"
    BUSINESS_LICENCE = "business_licence", N_("business licence"), "营业执照/统一社会信用代码"
    OTHER = "other", N_("another one"), "其他"


class PurchaseKind(Word):
    """What a purchase is to its buyer."""

    FIRST = "first", N_("first car"), "首购/首次购车"
    ADDITIONAL = "additional", N_("additional car"), "增购"
    TRADE_IN = "trade_in", N_("trade-in"), "置换/换购"
