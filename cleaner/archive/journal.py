"""The journal of a run: what it is, and how far it had come at each checkpoint.

A hidden file beside the output, one line for the command and one for each checkpoint, each with its checksum; a line
that was torn by a stop, and what follows it, does not count. The run that writes it holds a lock on it.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, BinaryIO

from cleaner.archive.files import output_error, reopen
from cleaner.archive.parts import hidden
from cleaner.errors import CleanerError

VERSION = 1
"""Goes up when an older journal can no longer be gone on with."""

Command = Mapping[str, Any]


class Journal:
    """The journal of an output.

    Args:
        path: OUT.

    Raises:
        CleanerError: code "output" if it cannot be opened, "busy" if another run writes it.
    """

    def __init__(self, path: str) -> None:
        self.path = hidden(path, "journal")
        self._name = path
        try:
            self._file: BinaryIO = reopen(self.path, os.O_CREAT)
        except OSError as error:
            raise output_error(path, error) from error
        try:
            self._lock()
        except BaseException:
            self._file.close()
            raise

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CleanerError(
                "Another run is writing this.", where=self._name, hint="Wait for it, or name another.", code="busy"
            ) from None
        except OSError:
            return  # a file system without locks

    def read(self) -> list[dict[str, Any]]:
        """The lines that are whole; what comes after them is cut off."""
        self._file.seek(0)
        whole, values = 0, []
        for line in self._file:
            checksum, _, text = line.partition(b" ")
            if not line.endswith(b"\n") or checksum != _checksum(text):
                break
            whole += len(line)
            values.append(json.loads(text))
        self._file.seek(whole)
        self._file.truncate()
        return values

    def write(self, value: Mapping[str, Any]) -> None:
        """Adds a line, and sees that it is on the disk.

        Raises:
            CleanerError: code "output".
        """
        text = json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
        try:
            self._file.write(_checksum(text) + b" " + text)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise output_error(self._name, error) from error

    def clear(self) -> None:
        """Empties it, for a run that begins anew."""
        self._file.seek(0)
        self._file.truncate()

    def close(self) -> None:
        """Leaves it for another run to go on with."""
        with suppress(OSError):
            self._file.close()

    def discard(self) -> None:
        """Removes it: the run is over."""
        with suppress(OSError):
            os.unlink(self.path)
        self.close()


def refuse_another(before: Command, now: Command, path: str) -> None:
    """Sees that a run is gone on with by the command that began it.

    Raises:
        CleanerError: code "another-run"; it says what differs.
    """
    differences = list(_differences(before, now, ""))
    if differences:
        raise CleanerError(
            f"The unfinished run was another one: {'; '.join(differences)}.",
            where=path,
            hint="Give the command that began it, or use --force to start over.",
            code="another-run",
        )


def _differences(before: Any, now: Any, name: str) -> list[str]:
    if before == now:
        return []
    if isinstance(before, dict) and isinstance(now, dict):
        keys = [*before, *(key for key in now if key not in before)]
        return [
            difference
            for key in keys
            for difference in _differences(before.get(key), now.get(key), f"{name} {key}".strip())
        ]
    return [f"{name} was {json.dumps(before)}, is {json.dumps(now)}"]


def _checksum(text: bytes) -> bytes:
    return b"%08x" % zlib.crc32(text)
