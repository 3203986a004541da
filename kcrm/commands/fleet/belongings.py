"""`kcrm fleet member …`, `relation`, `product`, `anniversary`: what belongs to an account."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.i18n import N_
from kcrm.model.fleets import MemberRole, Product, Tie
from kcrm.named import NamedTuple
from kcrm.records import SheetKind, noun_of
from kcrm.shell.grammar import App
from kcrm.shell.records import add_ending, add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import OF_CUSTOMER, Typed, word


class _Belonging(NamedTuple):
    """A noun below `fleet`. which: the annotation that selects one. given: what its list is narrowed by besides the customer.

    arguments: of `add`. ends: the key of its last day.
    """

    kind: SheetKind
    help: str
    which: object
    given: tuple[Typed, ...]
    arguments: tuple[str, ...]
    ends: str
    list_help: str
    show_help: str
    add_help: str
    edit_help: str
    end_help: str


_BELONGINGS = (
    _Belonging(
        SheetKind.MEMBERS,
        N_("The people of an account: who decides, who pays, who drives."),
        Annotated[str, typer.Argument(metavar="MEMBER", help=N_("The member: FM3, or the person."))],
        (
            Typed("role", "--role", "ROLE", N_("Filter by role: decision, purchase, finance, …"), word(MemberRole, "--role")),
            Typed("key", "--key", "", N_("Only key members.")),
            Typed("now", "--now", "", N_("Only those who are still there.")),
        ),
        ("who", "person"),
        "until_on",
        N_("List members of accounts."),
        N_("Show one member."),
        N_("Make a person, who is a customer record, a member of an account."),
        N_('Edit a member; --field "" clears a field.'),
        N_("Say that somebody left the account, today unless said."),
    ),
    _Belonging(
        SheetKind.RELATIONS,
        N_("How customers stand to each other: parent company, family, referrals."),
        Annotated[str, typer.Argument(metavar="RELATION", help=N_("The relation: FR3."))],
        (Typed("tie", "--tie", "TIE", N_("Filter by what the other is: parent, supplier, family, …"), word(Tie, "--tie")),),
        ("who", "tie", "to"),
        "until_on",
        N_("List relations between customers."),
        N_("Show one relation."),
        N_("Say what another customer is to one: parent, subsidiary, family, …"),
        N_('Edit a relation; --field "" clears a field.'),
        N_("Say that a relation is over, today unless said."),
    ),
    _Belonging(
        SheetKind.PRODUCTS,
        N_("What accounts ordered besides vehicles."),
        Annotated[str, typer.Argument(metavar="PRODUCT", help=N_("The product of an account: OP3."))],
        (Typed("product", "--product", "PRODUCT", N_("Filter by product: insurance, rescue, …"), word(Product, "--product")),),
        ("who", "product"),
        "until_on",
        N_("List what accounts ordered besides vehicles."),
        N_("Show one product of an account."),
        N_("Say what an account ordered besides vehicles."),
        N_('Edit a product of an account; --field "" clears a field.'),
        N_("Say that an account has it no longer, today unless said."),
    ),
    _Belonging(
        SheetKind.ANNIVERSARIES,
        N_("Days of accounts that one does not forget."),
        Annotated[str, typer.Argument(metavar="ANNIVERSARY", help=N_("The anniversary: FN3."))],
        (),
        ("who", "title", "day"),
        "ended_on",
        N_("List anniversaries of accounts."),
        N_("Show one anniversary."),
        N_("Note a day of an account that comes every year."),
        N_('Edit an anniversary; --field "" clears a field.'),
        N_("Remember an anniversary no longer, from today unless said."),
    ),
)


def register_belongings(fleet: App) -> None:
    """The nouns below `fleet`."""
    for each in _BELONGINGS:
        declared, desk = noun_of(each.kind), plain_desk(each.kind, each.which)
        noun = fleet.noun(declared.name, help=each.help)
        add_list(noun, each.kind, (OF_CUSTOMER, *each.given), help=each.list_help)
        add_show(noun, desk, help=each.show_help)
        fixed = [key for key in ("who", "person", "to") if key in declared.options]
        add_writing(noun, desk, arguments=each.arguments, only_added=fixed, add_help=each.add_help, edit_help=each.edit_help)
        add_ending(noun, desk, each.ends, help=each.end_help)
