"""Forms on paper: as Markdown, or as a page that needs nothing else and prints on A4."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kcrm.context import AppContext, OutputFormat
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.render import write_file, write_text
from kcrm.shell.console import notice
from kcrm.shell.output import Output
from kcrm.text import html_text, md_text
from kcrm.views import Form, FormSection
from kcrm.views.page import html_cell, html_page, html_table, md_table

_STYLE = (
    "@page{size:A4;margin:18mm}body{font:11pt/1.5 sans-serif;max-width:174mm;margin:8mm auto}h1{font-size:16pt;text-align:center;margin:0}"
    "p.under{text-align:center;margin:.2em 0 1em}h2{font-size:11pt;margin:1em 0 .2em}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #555;padding:.25em .6em;text-align:left;vertical-align:top}th{width:22%;font-weight:normal;background:#f2f2f2}"
    "p.note{white-space:pre-line;margin:.3em 0}p.line{border-bottom:1px solid #999;height:1.6em;margin:0}"
    "section,table.sign{break-inside:avoid}table.sign{margin-top:1.5em}table.sign td{height:3em}"
    "@media print{body{margin:0;max-width:none}th{print-color-adjust:exact}}"
)
_BLANK = "________________"


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
    if output.to is None:
        write_text(text)
        return
    write_file(output.to, text)
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
    signed = [html_cell(text, scope="") for text in ("", _("Signature"), _("Date"))]
    signers = ((html_cell(signer, scope=""), html_cell(""), html_cell("")) for signer in form.signers)
    sections = "".join(part for section in form.sections for part in _section(section))
    head = f"<h1>{html_text(form.title)}</h1>\n<p class=under>{_under(form, html_text)}</p>\n"
    return html_page(form.title, head + sections + html_table(signers, signed, kind="sign"), _STYLE)


def _section(section: FormSection) -> Iterator[str]:
    yield f"<section>\n<h2>{html_text(section.title)}</h2>\n"
    if section.fields:
        yield html_table((html_cell(name, scope=""), html_cell(value)) for name, value in section.fields)
    for note in section.notes:
        lines = "\n".join(html_text(line) for line in note.splitlines())
        yield f"<p class=note>{lines}</p>\n"
    yield from ["<p class=line></p>\n"] * _blank_lines(section)
    yield "</section>\n"


def _under(form: Form, written: Callable[[str], str]) -> str:
    return " · ".join(map(written, form.under))


def _blank_lines(section: FormSection) -> int:
    """Room to write by hand, where nothing is known."""
    return 0 if section.notes else section.lines
