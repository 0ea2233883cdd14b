"""Records out of a tape, by a library that reads them, and what to do where it cannot.

The libraries trust a record's length and stop at the first thing that they do not understand. Here a record counts only
when what follows it is a record too, or the end; otherwise its length or what follows is wrong, and reading goes on at
the next place that looks like a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from cleaner.inputs.damage import Damage
from cleaner.inputs.tape import Tape

FRONT = 1 << 14
"""Bytes of a block above the limit that are read."""

_CODES = {"truncated": "truncated", "corrupt": "corrupt", "garbage": "garbage", "bomb": "too-large"}
_FILL = b"\0 \t\r\n"
"""What may stand behind the last record."""


_PATIENCE = 16
"""Bytes that are read again for each byte of a tape, at most; then reading only goes forwards. (A file may say of each
of a million records that it is as large as the limit.)"""


class Malformed(Exception):
    """A reader does not understand what comes next."""


@dataclass(slots=True)
class Frame:
    """A record as it stands in a container.

    Attributes:
        start, body, end: positions on the tape of its first byte, of its block, and behind it, as its header says.
        header: fields by name in lower case.
        block: its block, or None if it is too large or not wanted.
        front: the first bytes of a block that is too large, which tell what it is.
    """

    start: int
    body: int
    end: int
    header: Mapping[str, str]
    block: bytes | None = None
    front: bytes = b""


@dataclass(slots=True)
class Fault:
    """Something that is wrong with a container.

    Attributes:
        position: on the tape, where it begins.
        code: "truncated", "bad-length", "corrupt", "garbage".
        what: a sentence, for people.
        frame: the record that it spoils, or None if it lies between records.
        offset: in the container file, where that is known; None: from the tape's position.
    """

    position: int
    code: str
    what: str
    frame: Frame | None = None
    offset: int | None = None


class Dialect(Protocol):
    """A format of records one after the other.

    Attributes:
        begins: matches the first bytes of a record.
        again: matches, in a stretch where none is known, the place before a record.
        apart: matches what must stand between a record and the next, or None if nothing must.
    """

    begins: re.Pattern[bytes]
    again: re.Pattern[bytes]
    apart: re.Pattern[bytes]

    def frames(self, tape: Tape, wanted: Callable[[], bool], limit: int) -> Iterator[Frame]:
        """Records from the tape's position on.

        Raises:
            Malformed: when what comes is no record.
        """


def read_frames(
    tape: Tape, dialect: Dialect, wanted: Callable[[], bool], limit: int, size: int | None = None
) -> Iterator[Frame | Fault]:
    """The records of a tape, and its faults, in order; of neighbouring faults between records only the first.

    Args:
        tape: read to its end.
        dialect: what reads it.
        wanted: whether the block of the record that comes next is wanted.
        limit: bytes of the largest block that is read.
        size: position of the tape's end, if known.
    """
    run = _Run(tape, dialect)
    frames = dialect.frames(tape, wanted, limit)
    while True:
        frame = None
        try:
            frame = next(frames, None)
        except Malformed as error:
            yield from run.malformed(str(error))
        else:
            if frame is not None and (size is None or frame.end <= size or frame.end - frame.body <= limit):
                yield from run.followed(frame.start)
                run.held = frame
                tape.release(frame.start)
                continue
            yield from run.ended(frame)
        if run.over:
            return
        frames = dialect.frames(tape, wanted, limit)


class _Run:
    """What is known while a tape is read."""

    def __init__(self, tape: Tape, dialect: Dialect) -> None:
        self.held: Frame | None = None
        self.over = False
        self._tape = tape
        self._dialect = dialect
        self._faulty = False  # between records, and it was said so
        self._from = tape.position
        self._again = 0  # bytes that were wound back

    def confirmed(self) -> Iterator[Frame | Fault]:
        """The record that is held back turned out well."""
        if self.held is not None:
            yield self.held
            self._faulty = False
            self._from = self.held.end
            self.held = None

    def followed(self, start: int) -> Iterator[Frame | Fault]:
        """Another record begins after the one that is held back."""
        held = self.held
        if held is not None and start > held.end and self._tape.peek(held.end, start - held.end).strip(_FILL):
            # Only lenient readers pass over something.
            yield self._spoilt(held, "bad-length", "its length is wrong: no record follows where it ends")
        yield from self.confirmed()

    def malformed(self, why: str) -> Iterator[Frame | Fault]:
        """What follows the record that is held back is none."""
        held, tape = self.held, self._tape
        gap = None if held is None else self._dialect.apart.match(tape.peek(held.end, 4))
        start = self._from if held is None else held.end + gap.end() if gap else held.body
        place = tape.find(self._dialect.again, start + 1)
        damage = tape.end.damage if place is None else None
        if damage is not None and damage.kind != "corrupt":
            damage = None
        if held is not None and damage is not None and held.end > tape.end.sound:
            yield self._damaged(held, damage)
        elif held is not None and not gap:
            yield self._spoilt(held, "bad-length", "its length is wrong: no record follows where it ends")
        else:
            yield from self.confirmed()
            if damage is not None:
                yield from self._between(start, damage.what, "corrupt", damage.offset)
            end = "the end" if place is None else f"the next record, {place - start:,} bytes further"
            yield from self._between(start, f"there is something that is no record ({why}), up to {end}")
        self._resume(place)

    def ended(self, lost: Frame | None) -> Iterator[Frame | Fault]:
        """The tape is read to its end, or a record says that it goes beyond it."""
        tape, damage = self._tape, self._tape.end.damage
        if lost is not None:
            yield from self.confirmed()
            yield self._spoilt(
                lost, "bad-length", f"its length, {lost.end - lost.body:,} bytes, goes beyond the end of the file"
            )
            self._resume(tape.find(self._dialect.again, lost.body))
            return
        held = self.held
        rest = self._from if held is None else held.end
        place = None
        if held is not None and held.end > tape.seen:
            place = tape.find(self._dialect.again, held.body, tape.seen)
            if damage is None and place is not None:
                yield self._spoilt(held, "bad-length", "its length is wrong: another record begins within it")
            elif damage is None:
                yield self._spoilt(
                    held, "truncated", f"it is cut off: {held.end - tape.seen:,} bytes of it are missing"
                )
            else:
                yield self._damaged(held, damage)
        elif held is not None and damage is not None and damage.kind == "corrupt" and held.end > tape.end.sound:
            yield self._damaged(held, damage)
        else:
            yield from self.confirmed()
            if damage is not None:
                yield from self._between(rest, damage.what, _CODES[damage.kind], damage.offset)
            elif tape.peek(rest, tape.seen - rest).strip(_FILL):
                yield from self._between(rest, "the file ends within the header of a record", "truncated")
        self._resume(place)

    def _spoilt(self, frame: Frame, code: str, what: str) -> Fault:
        self.held = None
        self._faulty = True
        return Fault(frame.start, code, what, frame)

    def _damaged(self, frame: Frame, damage: Damage) -> Fault:
        fault = self._spoilt(frame, _CODES[damage.kind], damage.what)
        fault.offset = damage.offset
        return fault

    def _between(self, start: int, what: str, code: str = "garbage", offset: int | None = None) -> Iterator[Fault]:
        if not self._faulty:
            yield Fault(start, code, what, None, offset)
        self._faulty = True

    def _resume(self, place: int | None) -> None:
        if place is not None:
            self._again += self._tape.seen - place
            if self._again > _PATIENCE * (self._tape.seen + self._tape.keep):
                place = self._tape.find(self._dialect.again, self._tape.seen)
        if place is None:
            self.over = True
        else:
            self._from = place
            self._tape.seek(place)
