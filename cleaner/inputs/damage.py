"""What is wrong with a container, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_RATIO = 200
"""Bytes out for one byte in, above which a stream larger than a record may be is a bomb: markup inflates up to about
30 times, deflate at most 1,032 times, Zstandard without bound."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Why a stream cannot be read on.

    Attributes:
        offset: in the container file, in bytes: where it was noticed.
        kind: "truncated": it ends early, and what came before is good; "corrupt": it is not what was written, and what
            came just before may be wrong too; "bomb": it inflates beyond all measure; "garbage": something else stands
            where it should go on, and what came before is good.
        what: half a sentence, for people.
    """

    offset: int
    kind: Literal["truncated", "corrupt", "bomb", "garbage"]
    what: str


def bomb(made: int, used: int, limit: int) -> bool:
    """Whether a stream that made so many bytes of so many is to be left alone."""
    return made > limit and made > _RATIO * max(used, 1)
