"""A letter, and the program that takes it: any that is called as sendmail is, such as msmtp."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from kcrm.errors import KcrmError, UsageError
from kcrm.i18n import N_
from kcrm.identifiers import normal_email
from kcrm.named import NamedTuple
from kcrm.system import words_of

_PATIENCE = 120  # seconds that a mail server far away may take
_SHOWN = 200  # characters of what the program says


class Letter(NamedTuple):
    """What one person gets: the same as text and as a page of HTML. sender: an address, with a name before it where there is one."""

    sender: Address
    name: str
    address: str
    subject: str
    text: str
    page: str
    at: datetime


def sender_of(text: str) -> Address:
    """`客服中心 <kf@example.com>`, or the address alone. Raises UsageError."""
    name, address = parseaddr(text)
    return Address(name, addr_spec=normal_email(address or text))


def written(letter: Letter) -> bytes:
    """The letter as it is handed over. Raises UsageError for an address that no header can hold."""
    message = EmailMessage()
    try:
        message["From"] = letter.sender
        message["To"] = Address(letter.name, addr_spec=letter.address)
        message["Subject"] = letter.subject
    except ValueError as error:
        raise UsageError(N_("{address}: {reason}."), address=letter.address, reason=error) from None
    message["Date"] = format_datetime(letter.at)
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's absence is answered
    message.set_content(letter.text, charset="utf-8")
    message.add_alternative(letter.page, subtype="html", charset="utf-8")
    return message.as_bytes()


def hand_over(program: str, letter: Letter) -> None:
    """Give the letter to the program. Raises KcrmError where it cannot be started, fails, or does not end."""
    content = written(letter)
    try:
        words = [*words_of(program), "-i", "-f", letter.sender.addr_spec, "--", letter.address]
        done = subprocess.run(words, input=content, capture_output=True, check=False, timeout=_PATIENCE)  # noqa: S603 - what the desk has set
    except (OSError, ValueError) as error:
        raise KcrmError(
            N_("{program} cannot be started: {reason}"), program=program, reason=getattr(error, "strerror", None) or error
        ) from None
    except subprocess.TimeoutExpired:
        raise KcrmError(N_("{program} did not end within {seconds} seconds"), program=program, seconds=_PATIENCE) from None
    if done.returncode != 0:
        raise KcrmError(
            N_("{program} ended with {code}: {said}"), program=program, code=done.returncode, said=_last_line(done.stderr, done.stdout)
        )


def _last_line(*streams: Sequence[int]) -> str:
    """What the program said last; a dash where it said nothing."""
    said = [line for stream in streams for line in bytes(stream).decode("utf-8", errors="replace").splitlines() if line.strip()]
    return said[-1].strip()[:_SHOWN] if said else "–"
