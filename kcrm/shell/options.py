"""The arguments and options that commands share: one alias each.

How a result is written is said where a verb is declared: `output=LISTED`, or another of the groups at the end.
"""

from __future__ import annotations

from inspect import Parameter
from pathlib import Path
from typing import Annotated

import typer

from kcrm.context import OutputFormat
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.shell.output import Headings

# --- which ---

WhichCustomer = Annotated[
    str, typer.Argument(metavar="WHO", help=N_("A customer: C12, number, phone or its last digits, plate, VIN, name or pinyin."))
]
WhichStaff = Annotated[str, typer.Argument(metavar="WHO", help=N_("A member of staff: employee number, name or pinyin."))]
WhichComplaint = Annotated[
    str, typer.Argument(metavar="COMPLAINT", help=N_("A complaint: K5 or its number, or a customer with a single open one."))
]
WhichVehicle = Annotated[str, typer.Argument(metavar="VEHICLE", help=N_("A vehicle: V7, plate, VIN or its last 6, or its owner."))]
WhichFollowUp = Annotated[
    str, typer.Argument(metavar="FOLLOWUP", help=N_("F103; or a customer, vehicle or plate with one open follow-up."))
]
Mine = Annotated[bool, typer.Option("--mine", help=N_("Only my calls; needs --as or KCRM_STAFF."))]
CalledBy = Annotated[
    str | None,
    typer.Option("--staff", metavar="NO", help=N_("Filter by caller, by employee number or name.")),
]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="KIND", help=N_("Filter by kind, such as first_maintenance or 首保; repeatable.")),
]
OfCustomer = Annotated[str | None, typer.Option("--customer", metavar="WHO", help=N_("Filter by customer."))]
InAnyState = Annotated[bool, typer.Option("--all", help=N_("In any state."))]
CheckLate = Annotated[bool, typer.Option("--check", help=N_("Exit with code 10 if anything is late."))]
CustomerFilters = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILTER",
        help=N_('Customers: a name, number, phone or plate; or filters: class:A model:"瑞虎*" last_visit:..-6m -phone:none.'),
    ),
]
Filters = Annotated[  # of what customers have
    list[str] | None,
    typer.Argument(metavar="FILTER", help=N_("Customers: a name, number, phone or plate; or filters: class:A use:private -phone:none.")),
]

ProspectFilters = Annotated[  # of what prospects and their customers have
    list[str] | None,
    typer.Argument(
        metavar="FILTER",
        help=N_("Prospects and their customers: a name, number or phone; filters: stage:quoted level:H,A late:yes class:A; segment:NAME."),
    ),
]


def check_state(state: str | None, *, everything: bool) -> None:
    """Raises UsageError where a state is named and any is asked for."""
    if everything and state is not None:
        raise UsageError(N_("--all and --state cannot be used together."))


# --- how ---

Sheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME|NUMBER", help=N_("The sheet of a workbook."))]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", help=N_("The file's encoding, if it is guessed wrong."))]
OfPeriod = Annotated[
    str,
    typer.Option(
        "--period", metavar="PERIOD", help=N_("A day, week, month, quarter, year or A..B: 2026-10, 2026-W42, last-month, yesterday.")
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help=N_("Show what would change without writing."))]
Tongue = Annotated[
    str | None, typer.Option("--language", metavar="LANGUAGE", help=N_("Language of the texts: en or zh; the command's by default."))
]
WhyNeeded = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why."))]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=N_("Answer every question with yes."))]
_WHAT = typer.Argument(
    metavar="WHAT",
    help=N_(
        "C12, V7, R31, F103, K5, P4, O9; a number, phone or its last digits, plate, VIN or its last 6, name, "
        "pinyin. id:C12 means the identifier only, no:C12 the store's own number only."
    ),
)
What = Annotated[str, _WHAT]
Words = Annotated[list[str], _WHAT]
Qr = Annotated[bool, typer.Option("--qr", help=N_("Show a QR code to dial with a mobile phone (terminal only)."))]

# --- how a result is written ---

Format = Annotated[
    OutputFormat | None,
    typer.Option("-o", "--format", metavar="FORMAT", help=N_("Output format; table on a terminal, plain elsewhere.")),
]
_Limit = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=0, help=N_("Show at most this many rows; 0 for all. By default 50 on a terminal."))
]
_Sort = Annotated[str | None, typer.Option("--sort", metavar="KEY", help=N_("Sort by this column; -KEY for descending."))]
_To = Annotated[Path | None, typer.Option("--to", metavar="FILE", help=N_("Write to this file; its extension sets the format."))]
_Bom = Annotated[
    bool | None, typer.Option("--bom/--no-bom", help=N_("Start csv with a byte order mark, for Excel; the default for files."))
]
_Columns = Annotated[str | None, typer.Option("--columns", metavar="KEYS", help=N_("Only these columns, in this order: id,phone."))]
_Headings = Annotated[
    Headings | None,
    typer.Option("--headings", metavar="HOW", help=N_("Column headings: key or label; in Chinese, files have labels by default.")),
]


def _option(name: str, annotation: object) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


FORMAT, LIMIT, SORT = _option("format", Format), _option("limit", _Limit), _option("sort", _Sort)
_TO, BOM = _option("to", _To), _option("bom", _Bom)
COLUMNS, HEADINGS = _option("columns", _Columns), _option("headings", _Headings)

_Reveal = Annotated[bool, typer.Option("--reveal", help=N_("Show phones and addresses in full; needs --reason, and is recorded."))]
_Because = Annotated[str | None, typer.Option("--reason", metavar="WHY", help=N_("Why they are revealed."))]
REVEALED = (_option("reveal", _Reveal).replace(default=False), _option("because", _Because))
"""Of whatever shows records."""

PRINTED = (FORMAT,)
"""-o: what a command has changed."""
SHOWN = (FORMAT, _TO, *REVEALED)
"""-o and --to: one thing."""
TABLED = (FORMAT, HEADINGS, _TO, BOM, *REVEALED)
"""-o, --to and how a spreadsheet reads it: one thing or a few rows."""
CHANGED = (FORMAT, LIMIT, SORT, _TO, BOM)
"""A list of what was changed: which columns there are is known only after that."""
LISTED = (FORMAT, LIMIT, SORT, COLUMNS, HEADINGS, _TO, BOM, *REVEALED)
"""With --limit and --sort besides: any number of rows; on a terminal a page of them."""
WHOLLY_LISTED = (FORMAT, LIMIT.replace(default=0), SORT, COLUMNS, HEADINGS, _TO, BOM, *REVEALED)
"""The same, but all rows on a terminal too."""
