"""Forms on paper: as Markdown, or as a page that needs nothing else and prints on A4."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kcrm.context import AppContext, OutputFormat
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.render import write_text
from kcrm.shell.console import notice
from kcrm.shell.filing import write_file
from kcrm.shell.gate import opened
from kcrm.shell.leaving import recording_of_text
from kcrm.shell.output import Output
from kcrm.text import cells, html_text, md_text
from kcrm.views import Form, FormSection
from kcrm.views.page import html_cell, html_page, html_table, md_table

_STYLE = (
    "@page{size:A4;margin:11mm 14mm 14mm;@bottom-right{content:counter(page) ' / ' counter(pages);font:8pt sans-serif;color:#555}}"
    "body{font:9.5pt/1.3 sans-serif;max-width:182mm;margin:8mm auto}h1{font-size:14pt;text-align:center;margin:0}"
    "p.under{text-align:center;margin:.1em 0 .4em}h2{font-size:9.5pt;margin:.45em 0 .1em}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #555;padding:.15em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "th{width:14%;font-weight:normal;background:#f2f2f2}td{width:36%}table.sign th,table.sign td{width:auto}"
    "p.note{white-space:pre-line;margin:.2em 0}p.line{border-bottom:1px solid #999;height:1.7em;margin:0}"
    "section,table.sign{break-inside:avoid}table.sign{margin-top:.9em;table-layout:fixed}table.sign tbody td{height:3.2em}"
    "table.sign tbody tr:last-child td{height:1.7em}"
    "@media print{body{margin:0;max-width:none}th{print-color-adjust:exact}}"
)
_BLANK = "________________"
_LONG = 40  # cells; a longer value has a row of its own


def emit_form(context: AppContext, form: Form, output: Output) -> None:
    """Write the form to stdout or to a file: Markdown unless html is asked for. Raises UsageError for another format."""
    chosen = output.chosen(context.terminal) if output.format is not None or output.to is not None else OutputFormat.MD
    match chosen:
        case OutputFormat.MD:
            text = "".join(_markdown(form))
        case OutputFormat.HTML:
            text = _html(form)
        case _:
            raise UsageError(N_("A form is written as md or html, not as {format}."), format=chosen.value)
    in_full = opened(context, form.of)
    recording = recording_of_text(context, form.personal, 1, output, chosen, in_full=in_full)
    if output.to is None:
        recording()
        write_text(text, in_full=in_full)
        return
    write_file(output.to, text, recording, in_full=in_full)
    notice(_("{file}: the form was written.").format(file=output.to))


def _markdown(form: Form) -> Iterator[str]:
    yield f"# {md_text(form.title)}\n\n{_under(form, md_text)}\n"
    for section in form.sections:
        yield f"\n## {md_text(section.title)}\n\n"
        if section.fields:
            yield md_table(("", ""), ((md_text(name), md_text(value) or _BLANK) for name, value in section.fields)) + "\n"
        for note in section.notes:
            yield "  \n".join(md_text(line) for line in note.splitlines()) + "\n\n"
        yield from [f"{_BLANK * 4}\n\n"] * _blank_lines(section)
    yield f"\n## {md_text(_('Signature'))}\n\n"
    yield md_table(("", _("Signature"), _("Date")), ((md_text(signer), _BLANK, _BLANK) for signer in form.signers))


def _html(form: Form) -> str:
    signers = [html_cell(""), *(html_cell(text, scope="") for text in form.signers)]
    rows = [[html_cell(text, scope=""), *[html_cell("")] * len(form.signers)] for text in (_("Signature"), _("Date"))]
    sections = "".join(part for section in form.sections for part in _section(section))
    head = f"<h1>{html_text(form.title)}</h1>\n<p class=under>{_under(form, html_text)}</p>\n"
    return html_page(form.title, head + sections + html_table(rows, signers, kind="sign"), _STYLE)


def _section(section: FormSection) -> Iterator[str]:
    yield f"<section>\n<h2>{html_text(section.title)}</h2>\n"
    if section.fields:
        yield html_table(_pairs(section.fields))
    for note in section.notes:
        lines = "\n".join(html_text(line) for line in note.splitlines())
        yield f"<p class=note>{lines}</p>\n"
    yield from ["<p class=line></p>\n"] * _blank_lines(section)
    yield "</section>\n"


def _pairs(fields: Sequence[tuple[str, str]]) -> Iterator[list[str]]:
    """Two fields a row, so that a form fits its page; one whose value is long has the row to itself."""
    row: list[str] = []
    for place, (name, value) in enumerate(fields):
        alone = not row and (cells(value) > _LONG or place + 1 == len(fields) or cells(fields[place + 1][1]) > _LONG)
        row += [html_cell(name, scope=""), html_cell(value, attributes=" colspan=3" if alone else "")]
        if alone or len(row) > 2:  # noqa: PLR2004 - the cells of one field
            yield row
            row = []


def _under(form: Form, written: Callable[[str], str]) -> str:
    return " · ".join(map(written, form.under))


def _blank_lines(section: FormSection) -> int:
    """Room to write by hand, where nothing is known."""
    return 0 if section.notes else section.lines
