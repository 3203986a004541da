"""`completion`: the Tab key in bash, zsh, fish and PowerShell."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.enums import StrEnum
from kcrm.i18n import N_
from kcrm.render import write_text
from kcrm.shell.completion import script
from kcrm.shell.grammar import App


class Shell(StrEnum):
    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


def register(app: App) -> None:
    """Declare `completion`."""

    @app.verb(
        "completion",
        help=N_(
            "Print the Tab completion script.\n\nIt completes commands, names and numbers. For bash, in ~/.bashrc: "
            'eval "$(kcrm completion bash)". For zsh, in ~/.zshrc after compinit: eval "$(kcrm completion zsh)". '
            "For fish: kcrm completion fish > ~/.config/fish/completions/kcrm.fish. For PowerShell, in the file that $PROFILE "
            "names: kcrm completion powershell | Out-String | Invoke-Expression"
        ),
    )
    def completion(shell: Annotated[Shell, typer.Argument(metavar="SHELL", help=N_("The shell."))]) -> None:
        write_text(script(shell))
