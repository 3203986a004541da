"""What the Tab key offers in bash, zsh, fish and PowerShell: commands, options, words, and from the database names, follow-ups and staff.

The scripts below hand over the words of the command line as they are and get candidates back, one a line, with what each is after a tab.
They are not Typer's own, which evaluate the candidates as shell text: a customer's name may be any text. What stands for a value in a
command's help, such as WHO, says what is offered for it (`kcrm.shell.offered`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from kcrm.config import with_config
from kcrm.context import AppContext
from kcrm.i18n import _, find_language, use_language
from kcrm.masking import shown
from kcrm.shell.grammar import App, KcrmGroup
from kcrm.shell.tree import command_tree
from kcrm.shell.typer_inside import Context, TyperArgument, TyperOption, waiting_for
from kcrm.text import safe

_SCRIPTS = {
    "bash": r"""
_kcrm_completion() {
    local line word glue= prefix= last=-1
    local -a words=()
    COMPREPLY=()
    # to bash the colon of id:C12 parts words, and only what stands behind it is replaced
    for word in "${COMP_WORDS[@]:1:$COMP_CWORD}"; do
        if [[ -n $glue || ( $word == : && $last -ge 0 ) ]]; then
            words[last]+=$word
        else
            words[++last]=$word
        fi
        [[ $word == : ]] && glue=1 || glue=
    done
    [[ $last -ge 0 && ${words[last]} == *:* ]] && prefix=${words[last]%"${words[last]##*:}"}
    while IFS= read -r line; do
        line=${line%%$'\t'*}
        COMPREPLY+=("${line#"$prefix"}")
    done < <(_KCRM_COMPLETE=bash "$1" "${words[@]}" 2>/dev/null)
}
complete -o default -F _kcrm_completion kcrm
""",
    "zsh": r"""
#compdef kcrm
_kcrm_completion() {
    local line
    local -a candidates shown
    while IFS= read -r line; do
        candidates+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  -- }")
    done < <(_KCRM_COMPLETE=zsh "${words[1]}" "${(@)words[2,$CURRENT]}" 2>/dev/null)
    if (( ${#candidates} )); then
        compadd -U -l -d shown -a candidates
    else
        _files
    fi
}
compdef _kcrm_completion kcrm
""",
    "fish": r"""
function __kcrm_completion
    set -l words (commandline -opc) (commandline -ct)
    set -l candidates (_KCRM_COMPLETE=fish $words[1] $words[2..] 2>/dev/null)
    if test (count $candidates) -gt 0
        printf '%s\n' $candidates
    else
        __fish_complete_path (commandline -ct)
    end
end
complete --command kcrm --no-files --arguments '(__kcrm_completion)'
""",
    # an empty word is lost on its way from Windows PowerShell 5 unless quotes are handed over, which are taken off here
    "powershell": r"""
Register-ArgumentCompleter -Native -CommandName kcrm -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $elements = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition })
    $words = @($elements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
    if ($wordToComplete -eq '') { $words += '""' }
    $encoding = [Console]::OutputEncoding
    try {
        $env:_KCRM_COMPLETE = 'powershell'
        $env:PYTHONIOENCODING = 'utf-8'
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $lines = @(& $elements[0].ToString() @words 2>$null)
    } finally {
        Remove-Item Env:_KCRM_COMPLETE, Env:PYTHONIOENCODING -ErrorAction SilentlyContinue
        [Console]::OutputEncoding = $encoding
    }
    foreach ($line in $lines) {
        $word, $said = $line -split "`t", 2
        if (-not $said) { $said = $word }
        $typed = if ($word -match '^[\w:.-]+$') { $word } else { "'" + $word.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($typed, $word, 'ParameterValue', $said)
    }
}
""",
}
SHELLS = tuple(_SCRIPTS)


def script(shell: str) -> str:
    """What the shell is to read, once in each session."""
    return _SCRIPTS[shell].lstrip()


def complete(build: Callable[[Sequence[str]], App], argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Print what the last word may become. build: kcrm with the command that a line names.

    Nothing is ever said but candidates: a message in the middle of a command line helps nobody.
    """
    words = [_unquoted(word) for word in argv] or [""]
    try:
        environ = with_config(environ)
        language = find_language(words[:-1], environ)
        with use_language(language):
            context = AppContext.of_environment(environ, language=language)
            offered = dict.fromkeys(_candidates(build(words[:-1]), context, words[:-1], words[-1]))
            # a word that is masked could not be typed
            found = [(word, shown(help_text)) for word, help_text in offered if shown(word) == word]
            lines = "".join(f"{safe(word)}\t{safe(help_text)}\n" if help_text else f"{safe(word)}\n" for word, help_text in found)
        sys.stdout.write(lines)
    except Exception:  # noqa: BLE001, S110 - see above
        pass
    return 0


def _unquoted(word: str) -> str:
    """Shells hand over a word with the quote that was opened before it."""
    return word[1:].removesuffix(word[0]) if word[:1] in {"'", '"'} else word


def _candidates(app: App, context: AppContext, words: list[str], start: str) -> Iterator[tuple[str, str]]:
    ctx, wanted, start = waiting_for(command_tree(app), {"obj": context}, "kcrm", words, start)
    if isinstance(wanted, TyperArgument | TyperOption):
        from kcrm.shell.offered import values  # noqa: PLC0415 - names of commands and options need neither words nor a database

        yield from values(ctx, wanted, start)
    elif start.startswith("-"):
        yield from _options(ctx, start)
    elif isinstance(wanted, KcrmGroup):
        yield from _commands(ctx, wanted, start)


def _commands(ctx: Context, group: KcrmGroup, start: str) -> Iterator[tuple[str, str]]:
    return ((name, summary) for name, summary in group.summaries(ctx) if name.startswith(start))


def _options(ctx: Context, start: str) -> Iterator[tuple[str, str]]:
    for param in ctx.command.get_params(ctx):
        if isinstance(param, TyperOption) and not param.hidden:
            help_text = _said(param.help)
            yield from ((name, help_text) for name in (*param.opts, *param.secondary_opts) if name.startswith(start))


def _said(help_text: str | None) -> str:
    """The first paragraph of a help text, in the current language."""
    return _(help_text).partition("\n\n")[0] if help_text else ""
