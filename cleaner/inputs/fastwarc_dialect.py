"""WARC records, read by FastWARC."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from cleaner.inputs.frames import FRONT, Frame, Malformed
from cleaner.inputs.reading import need
from cleaner.inputs.tape import Tape

_LONGEST_HEADER = 1 << 18
_HEADER_END = re.compile(rb"\r?\n\r?\n")


class Warc:
    """The dialect of WARC 0.17 to 1.1 (`cleaner.inputs.frames.Dialect`)."""

    begins = re.compile(rb"WARC/\d")
    again = re.compile(rb"WARC/\d\.\d{1,2}\r?\n[A-Za-z-]{1,40}:")
    apart = re.compile(rb"\r?\n\r?\n")

    def frames(self, tape: Tape, wanted: Callable[[], bool], limit: int) -> Iterator[Frame]:
        """Records from the tape's position on.

        Raises:
            Malformed: when what comes is no record.
            CleanerError: code "missing-library".
        """
        library: Any = need("fastwarc", "warc")
        first = tape.peek(tape.position, 16)
        if not first:
            return
        # Line feeds alone are against the standard; FastWARC's lenient mode, which they need, passes over anything
        # else that it does not understand as well, so it is not used for other files.
        lenient = bool(re.match(rb"WARC/[\d.]+\n", first))
        try:
            records = library.ArchiveIterator(
                tape, parse_http=False, stream_detect=False, max_header_len=_LONGEST_HEADER, quirks_mode=lenient
            )
            for record in records:
                frame = _frame(tape, record)
                if frame is None:
                    return
                if frame.end - frame.body > limit:
                    frame.front = record.reader.read(FRONT)
                elif wanted():
                    frame.block = record.reader.read()
                yield frame
        except (OSError, ValueError) as error:
            raise Malformed(str(error)) from error
        except BaseException as error:
            # A mistake in FastWARC (a "panic" of Rust) comes as an exception of no module that could be imported.
            if type(error).__name__ != "PanicException":
                raise
            raise Malformed(f"FastWARC failed: {error}") from error


def _frame(tape: Tape, record: Any) -> Frame | None:
    """The record's place on the tape and its header, or None if the tape ends within that."""
    start = record.stream_pos
    body = tape.find_end(_HEADER_END, start, start + _LONGEST_HEADER)
    if body is None:
        return None
    header = {name.lower(): value for name, value in record.headers.to_tuples()}
    length = header.get("content-length", "").strip()
    if not (length.isascii() and length.isdigit()) or len(length) > 18:
        raise Malformed(f"its Content-Length is {length[:40]!r}" if length else "it has no Content-Length")
    return Frame(start, body, body + int(length), header)
