"""The options that commands share: one alias each.

A command that prints data takes `format`, `to` and `bom`, a list also `limit` and `sort`, and hands them to `kcrm.render.emit`
as a `kcrm.shell.output.Output`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcrm.i18n import N_
from kcrm.shell.output import OutputFormat

Format = Annotated[
    OutputFormat | None,
    typer.Option("-o", "--format", metavar="FORMAT", help=N_("How the result is written; a table on a terminal, else plain.")),
]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=0, help=N_("At most so many rows; 0 for all. On a terminal 50."))]
Sort = Annotated[str | None, typer.Option("--sort", metavar="KEY", help=N_("Sort by this column's key; -KEY from high to low."))]
To = Annotated[Path | None, typer.Option("--to", metavar="FILE", help=N_("Write to this file; its ending says the format."))]
Bom = Annotated[
    bool | None, typer.Option("--bom/--no-bom", help=N_("Begin csv with a byte order mark, for Excel; in files it is the default."))
]
Filters = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILTER", help=N_("Only customers of this filter, as in class:A use:private -phone:none.")),
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help=N_("Show what would change; write nothing."))]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=N_("Answer every question with yes."))]
Qr = Annotated[bool, typer.Option("--qr", help=N_("Draw a code that a mobile phone dials; on a terminal."))]
What = Annotated[
    str,
    typer.Argument(
        metavar="WHAT", help=N_("C12, V7, R31, F103, K5, P4, O9; a number, phone or its end, plate, VIN or its last 6, name, pinyin.")
    ),
]
