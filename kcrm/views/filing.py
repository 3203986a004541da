"""What became of a file of costs or questionnaires: the counts, and every refused or doubtful cell with its line."""

from __future__ import annotations

from dataclasses import replace

from kcrm.actions.importing import ImportReport
from kcrm.views import View
from kcrm.views.importing import import_view

_OTHER = frozenset({"made_customers"})


def filing_view(report: ImportReport) -> View:
    """As for the sheets of `import`, without what only those have."""
    view = import_view(report)
    places = [place for place, column in enumerate(view.columns) if column.key not in _OTHER]
    return replace(
        view,
        columns=tuple(view.columns[place] for place in places),
        rows=[tuple(row[place] for place in places) for row in view.rows],
    )
