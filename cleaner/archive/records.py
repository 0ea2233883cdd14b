"""Records out of a segment, and what to do where there is none.

A record's length is not trusted: a record counts when what follows it is a record too, or the end. Otherwise its length
or what follows is wrong, and reading goes on at the next place that looks like a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass

from cleaner.archive.buffers import BLOCK, Damage, Segment
from cleaner.text.printable import counted

FRONT = 1 << 14
"""Bytes of a block above the limit that are read."""

_LONGEST_HEADER = 1 << 18
_LONGEST_BEGINNING = 1 << 14
"""Bytes in which a record shows that it is one; what a record is followed by is looked at so far."""

_FILL = b"\0 \t\r\n"
"""What may stand between records, and behind the last, besides what must."""


class Malformed(Exception):
    """What comes next is no record."""


@dataclass(slots=True)
class RawRecord:
    """A record as it stands in a container.

    Attributes:
        offset: in the container file, where that is known.
        start, body, end: positions on the segment of its first byte, of its block, and behind it.
        header: fields by name in lower case.
        block: None if it is too large; then `front` are its first bytes.
        damage: what spoils it.
    """

    offset: int | None
    start: int
    body: int
    end: int
    header: Mapping[str, str]
    block: bytes | None = None
    front: bytes = b""
    damage: Damage | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """A format of records one after the other.

    Attributes:
        begins: matches the first bytes of a record.
        again: matches, in a stretch where none is known, the place before a record.
        apart: matches what must stand between a record and the next.
        closes: its first match in a header ends it.
        fields: the header's fields by name in lower case, of its bytes; the block's length is "content-length". Raises
            Malformed if it is no header.
    """

    begins: re.Pattern[bytes]
    again: re.Pattern[bytes]
    apart: re.Pattern[bytes]
    closes: re.Pattern[bytes]
    fields: Callable[[bytes], Mapping[str, str]]


def read_frames(segment: Segment, dialect: Dialect, limit: int) -> Iterator[RawRecord | Damage]:
    """The records of a segment, read to its end, and its faults, in order; of neighbouring faults between records only the
    first. Of a block above the limit only the front is read."""
    run = _Run(segment, dialect, limit)
    place: int | None = segment.seen
    while place is not None:
        place = yield from run.record(place)
    if damage := segment.damage:
        yield from run.between(damage)


_Found = Generator[RawRecord | Damage, None, "int | None"]
"""What is found; the place where to go on, or None at the end."""


@dataclass
class _Run:
    """What is known while a segment is read."""

    _segment: Segment
    _dialect: Dialect
    _limit: int
    _first: int | None = None  # where the segment's first record begins
    _faulty: bool = False  # since the last good record, and it was said so

    def _past_fill(self, place: int) -> int | None:
        """Where something stands that is no filling, or None at the end."""
        self._segment.release(place)
        while data := self._segment.peek(place, BLOCK):
            rest = data.lstrip(_FILL)
            place += len(data) - len(rest)
            if rest:
                return place
            self._segment.release(place)
        return None

    def record(self, place: int) -> _Found:
        """What begins at a place, or behind what is filled up there."""
        segment = self._segment
        start = self._past_fill(place)
        if start is None:
            return None
        if self._first is None:
            self._first = start
        try:
            frame, why = self._header(start)
        except Malformed as error:
            return (yield from self._garbage(place, start, str(error)))
        if frame is None:
            if segment.damage is None:
                why = "the file ends within the header of a record"
                yield from self.between(Damage(segment.offset(start), "truncated", why))
            return None
        size = frame.end - frame.body
        if size > self._limit:
            frame.front = segment.peek(frame.body, FRONT)
        if size <= self._limit or segment.size is None or frame.end <= segment.size:
            segment.pull(frame.end + _LONGEST_BEGINNING)
        else:
            why = f"its length, {size:,} bytes, goes beyond the end of the file"
        sound = not why and self._is_whole(frame)
        after = segment.peek(frame.end, _LONGEST_BEGINNING)
        gap = self._dialect.apart.match(after)
        if (sound and self._is_followed_by(after)) or self._fills_its_member(frame) or (sound and gap):
            self._faulty = False
            if frame.end - frame.body <= self._limit:
                frame.block = segment.peek(frame.body, frame.end - frame.body)
            yield frame
            return frame.end + (gap.end() if gap else 0)
        return (yield from self._spoilt(frame, why))

    def _header(self, start: int) -> tuple[RawRecord | None, str]:
        """A record without its block, None if the segment ends within its header; and what is wrong with its length."""
        segment, dialect = self._segment, self._dialect
        if dialect.begins.match(segment.peek(start, _LONGEST_BEGINNING)) is None:
            raise Malformed("it does not begin like one")
        body = segment.find_end(dialect.closes, start, start + _LONGEST_HEADER)
        if body is None and not segment.ended:
            raise Malformed("its header has no end")
        if body is None:
            return None, ""
        header = dialect.fields(segment.peek(start, body - start))
        told = header.get("content-length", "").partition(",")[0].strip()
        if told.isascii() and told.isdigit() and len(told) <= 18:
            return RawRecord(segment.offset(start), start, body, body + int(told), header), ""
        return RawRecord(segment.offset(start), start, body, body, header), (
            f"its Content-Length is {told[:40]!r}" if told else "it has no Content-Length"
        )

    def _is_whole(self, frame: RawRecord) -> bool:
        segment = self._segment
        hurt = segment.damage is not None and segment.damage.kind == "corrupt" and frame.end > segment.sound
        return frame.end <= segment.seen and not hurt

    def _is_followed_by(self, after: bytes) -> bool:
        """Whether a record, or the end, comes after one that ends there."""
        rest = after.lstrip(_FILL)
        return not rest or self._dialect.begins.match(rest) is not None

    def _fills_its_member(self, frame: RawRecord) -> bool:
        """Whether nothing else is in the gzip member or the frame that a record begins: then that says where it ends."""
        segment = self._segment
        if segment.piece is None or frame.start != self._first:
            return False
        segment.pull(frame.body + self._limit + len(b"\r\n\r\n"))
        whole = segment.ended and segment.damage is None
        if not whole or segment.find(self._dialect.again, frame.body, segment.seen) is not None:
            return False
        block = segment.peek(frame.body, segment.seen - frame.body)
        for _ in range(2):
            block = block.removesuffix(b"\n").removesuffix(b"\r")
        frame.end = frame.body + len(block)
        return True

    def _spoilt(self, frame: RawRecord, why: str) -> _Found:
        """A record that cannot be told from what follows it."""
        segment = self._segment
        missing = frame.end - segment.seen
        place = segment.find(self._dialect.again, frame.body)
        damage = segment.damage
        self._faulty = True
        if damage is not None and frame.end > segment.sound and (missing > 0 or place is None):
            frame.damage = damage
        elif not why and missing > 0 and place is None:
            why = f"it is cut off: {counted(missing, 'byte')} of it missing"
            frame.damage = Damage(frame.offset, "truncated", why)
        else:
            at = "another record begins within it" if missing > 0 else "no record follows where it ends"
            frame.damage = Damage(frame.offset, "bad-length", why or f"its length is wrong: {at}")
        yield frame
        return place

    def _garbage(self, start: int, seen: int, why: str) -> _Found:
        """Something from `start` on that at `seen` turns out to be no record."""
        segment = self._segment
        place = segment.find(self._dialect.again, seen + 1)
        if place is None and segment.damage is not None and segment.damage.kind == "corrupt":
            yield from self.between(segment.damage)
        end = "the end" if place is None else f"the next record, {counted(place - start, 'byte')} further"
        what = f"there is something that is no record ({why}), up to {end}"
        yield from self.between(Damage(segment.offset(start), "garbage", what))
        return place

    def between(self, damage: Damage) -> Iterator[Damage]:
        """Something wrong between records, unless something was said of the same place."""
        if not self._faulty:
            yield damage
        self._faulty = True
