"""Calendars as programs subscribe to them: iCalendar (RFC 5545), one event for each follow-up or appointment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from kcrm.exchange.contentlines import content_line, escaped
from kcrm.named import NamedTuple


class Event(NamedTuple):
    """One event. start: a moment, or a day for all of it; end: a moment. sequence: grows with every change.

    is_over: it is to vanish from calendars. keeps_busy: whoever's calendar it is has no time for other things meanwhile.
    """

    uid: str
    start: datetime | date
    summary: str
    description: str
    location: str | None
    sequence: int
    changed_at: datetime
    is_over: bool
    keeps_busy: bool
    end: datetime | None = None


def written_calendar(name: str, events: Iterable[Event], at: datetime) -> Iterator[str]:
    """The calendar piece by piece. name: as a program lists it; at: when it is written."""
    head = (
        *(("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//kcrm//kcrm//EN"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")),
        ("X-WR-CALNAME", escaped(name)),
    )
    yield "".join(content_line(*line) for line in head)
    for event in events:
        yield _written_event(event, at)
    yield content_line("END", "VCALENDAR")


def _written_event(event: Event, at: datetime) -> str:
    lines = [
        ("BEGIN", "VEVENT"),
        ("UID", escaped(event.uid)),
        ("DTSTAMP", _instant(at)),
        ("LAST-MODIFIED", _instant(event.changed_at)),
        ("SEQUENCE", str(event.sequence)),
        ("STATUS", "CANCELLED" if event.is_over else "CONFIRMED"),
        _start(event.start),
        *([("DTEND", _instant(event.end))] if event.end else []),
        ("SUMMARY", escaped(event.summary)),
        ("DESCRIPTION", escaped(event.description)),
        *([("LOCATION", escaped(event.location))] if event.location else []),
        ("TRANSP", "OPAQUE" if event.keeps_busy else "TRANSPARENT"),
        ("END", "VEVENT"),
    ]
    return "".join(content_line(*line) for line in lines)


def _start(start: datetime | date) -> tuple[str, str]:
    if isinstance(start, datetime):
        return "DTSTART", _instant(start)
    return "DTSTART;VALUE=DATE", f"{start:%Y%m%d}"


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
