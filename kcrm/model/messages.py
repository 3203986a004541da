"""What became of a message, in the words of those who send them."""

from __future__ import annotations

from kcrm.i18n import N_
from kcrm.model.words import Word


class MessageState(Word):
    """What a provider says of a message. REFUSED: it was received, and answered that no more are wanted (拒收请回复R)."""

    SENT = "sent", N_("message delivered"), "成功/已发送/发送成功/已送达/送达/delivered/delivrd"
    FAILED = "failed", N_("message not delivered"), "失败/发送失败/未送达/undelivered/undeliv"
    REFUSED = "refused", N_("wants no more messages"), "拒收/退订/已拒收/已退订/unsubscribed/r"
