"""Counting a run, and its last line."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaner.run.outcome import ErrorRecord, Outcome

_NAMED = 5
"""Documents set aside that the summary names; all of them are in the errors file."""


@dataclass(slots=True)
class Tally:
    """What came of the documents of a run.

    Attributes:
        written, skipped, set_aside: numbers of documents; their sum is the number of inputs.
        kept, cut: code points of the sources.
        cuts: number of cuts by label.
        first_errors: the first few documents set aside.
    """

    written: int = 0
    skipped: int = 0
    set_aside: int = 0
    kept: int = 0
    cut: int = 0
    cuts: dict[str, int] = field(default_factory=dict)
    first_errors: list[ErrorRecord] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Counts one document."""
        if outcome.skipped:
            self.skipped += 1
        elif outcome.error is not None:
            self.set_aside += 1
            if len(self.first_errors) < _NAMED:
                self.first_errors.append(outcome.error)
        else:
            self.written += 1
            self.kept += outcome.kept
            self.cut += outcome.cut
            for label, count in outcome.cuts.items():
                self.cuts[label] = self.cuts.get(label, 0) + count

    def summary(self, seconds: float) -> str:
        """The run in one line.

        Args:
            seconds: how long it took.
        """
        parts = [f"{_count(self.written, 'document')} in {_duration(seconds)}"]
        share = f" ({100 * self.cut / (self.kept + self.cut):.1f}%)" if self.cut else ""
        parts.append(f"{self.kept:,} characters kept, {self.cut:,} cut{share}")
        if self.cuts:
            ranked = sorted(self.cuts.items(), key=lambda item: (-item[1], item[0]))
            parts.append("cuts: " + ", ".join(f"{label} {count:,}" for label, count in ranked))
        if self.skipped:
            parts.append(f"{_count(self.skipped, 'file')} skipped (no documents)")
        parts.append(_count(self.set_aside, "error"))
        return "; ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"
