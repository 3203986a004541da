"""A QR code on a terminal that a mobile phone dials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model import Customer, PhoneState
from kcrm.model.access import Permission
from kcrm.queries.lookup import Thing
from kcrm.shell.gate import is_masked

_QUIET = 4  # modules of light around the code, as its standard (ISO/IEC 18004) asks
_BLACK_ON_WHITE, _PLAIN = "\x1b[38;5;16;48;5;231m", "\x1b[0m"
# two rows of modules in one line, by which of them are dark; where colours cannot be set, a light module is what the terminal draws
_HALVES = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}


def dialling_code(context: AppContext, phone: str | None, name: str) -> str:
    """The code for `tel:PHONE` as lines of blocks.

    Raises RefusedError where stdout is no terminal, where it cannot draw blocks, or where there is no phone to dial.
    """
    if not context.terminal.stdout_tty:
        raise RefusedError(N_("--qr only works on a terminal; the result has the phone without it."))
    if phone is None:
        raise RefusedError(
            N_("{name} has no usable phone to dial."), hint=N_("To enter one: kcrm customer edit WHO --phone PHONE"), name=name
        )
    try:
        "█▀▄".encode(context.terminal.encoding)
    except (UnicodeEncodeError, LookupError):
        raise RefusedError(
            N_("--qr: this terminal's character set, {encoding}, has no blocks to draw with. Set it to UTF-8."),
            encoding=context.terminal.encoding,
        ) from None
    lines = _lines(_modules(f"tel:{phone}"), coloured=context.terminal.colour)
    return "".join(f"{line}\n" for line in lines)


def customer_code(context: AppContext, customer: Customer) -> str:
    """The code for the customer's phone that is not known to be wrong. Raises RefusedError, also where it may not be seen."""
    check_dialled(context, customer.id)
    usable = customer.phone if customer.phone and customer.phone_state is not PhoneState.WRONG else customer.phone2
    return dialling_code(context, usable, customer.name)


def check_dialled(context: AppContext, customer_id: int) -> None:
    """Raises RefusedError where who gives the command may not see this customer's phone: a code is read by any telephone."""
    if is_masked(context) and not (context.sees is not None and context.sees(Thing.CUSTOMER, customer_id)):
        raise RefusedError(
            N_("You may not see this customer's phone: it needs the permission {permission}."),
            hint=N_("To ask for it: kcrm permission ask {permission} --why TEXT"),
            permission=Permission.SEE_PHONE.value,
        )


def _modules(text: str) -> list[list[bool]]:
    """The dark modules, with the quiet zone, row by row."""
    import segno  # noqa: PLC0415 - only where a code is drawn

    code = segno.make(text, error="l", micro=False)
    return [[bool(module) for module in row] for row in code.matrix_iter(border=_QUIET)]


def _lines(modules: Sequence[Sequence[bool]], *, coloured: bool) -> Iterator[str]:
    width = len(modules[0])
    for upper in range(0, len(modules), 2):
        below = modules[upper + 1] if upper + 1 < len(modules) else [False] * width
        if coloured:
            drawn = "".join(_HALVES[not above, not under] for above, under in zip(modules[upper], below, strict=True))
            yield f"{_BLACK_ON_WHITE}{drawn}{_PLAIN}"
        else:
            yield "".join(_HALVES[above, under] for above, under in zip(modules[upper], below, strict=True))
