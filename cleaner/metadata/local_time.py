"""A moment that the head gives in UTC, in the time of the place whose readers the page is for.

Late in the evening the two have different days, and the page shows its readers' day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from cleaner.metadata.candidates import Candidate

_WEST, _EAST = timedelta(hours=-11), timedelta(hours=13)
"""Zones that people live in."""
_STEP = timedelta(minutes=15)
"""Zones differ by quarters of an hour."""
_NOTHING = timedelta(0)


def in_local_time(chosen: Candidate, days: Iterable[Candidate], times: Iterable[Candidate]) -> Candidate:
    """A reading in the page's own time, where what the page shows has the day before or after and fits to it.

    Args:
        chosen: what the head says.
        days: readings that have to be of the article, whose day counts.
        times: readings that count where they are the same instant, by zone or by a time of day a whole zone away.
    """
    instant = _moment(chosen.value) if chosen.value.endswith("+00:00") else None
    if instant is None or chosen.source in ("block", "url"):
        return chosen
    for local in (
        *(_same_instant(instant, other.value) for other in times if other.source == "block" and "T" in other.value),
        *(_that_day(instant, other.value) for other in days if other.source in ("block", "url")),
    ):
        if local is not None:
            return chosen if local[:10] == chosen.value[:10] else replace(chosen, value=local)
    return chosen


def _same_instant(instant: datetime, shown: str) -> str | None:
    """The instant in the zone of the time that is shown, where that is the same."""
    there = _moment(shown)
    if there is None:
        return None
    if there.tzinfo is not None:
        return there.isoformat() if there == instant and there.utcoffset() else None
    offset = there.replace(tzinfo=timezone.utc) - instant
    zone = _STEP * round(offset / _STEP)
    if not _WEST <= zone <= _EAST or not zone or abs(offset - zone) > timedelta(minutes=1):
        return None
    return (instant + zone).replace(tzinfo=None).isoformat() + _written(zone)


def _that_day(instant: datetime, shown: str) -> str | None:
    """The day that is shown, if the instant is in it in some zone; with the zone where it begins that day."""
    there = _moment(shown[:10])
    if there is None:
        return None
    begins = there.replace(tzinfo=timezone.utc)
    east, west = begins - instant, begins + timedelta(days=1) - instant
    if _NOTHING < east <= _EAST:
        return f"{shown[:10]}T00:00:00{_written(east)}" if east % timedelta(hours=1) == _NOTHING else shown[:10]
    return shown[:10] if "T" not in shown and _WEST <= west <= _NOTHING else None


def _moment(value: str) -> datetime | None:
    # Python 3.10 reads no fractions of other lengths than 3 and 6.
    whole, _, rest = value.partition(".")
    try:
        return datetime.fromisoformat(whole + rest.lstrip("0123456789"))
    except ValueError:
        return None


def _written(zone: timedelta) -> str:
    minutes = abs(zone) // timedelta(minutes=1)
    return f"{'-' if zone < _NOTHING else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
