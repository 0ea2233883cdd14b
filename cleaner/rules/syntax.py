"""Reads the common part of RE2's syntax, for `cleaner.rules.literals`."""

from __future__ import annotations

import re

from cleaner.rules.literals import ANY_CHAR, BEGIN, END, Part, either, repeat, sequence, text

_MOST_IN_CLASS = 16
"""Characters of a class that are told apart."""

_MAX_DEPTH = 50

_LITERAL = re.compile(r"[^\\.\[\](){}|^$*+?]+(?![*+?{])")
_PLAIN = re.compile(r"[^\\.\[\](){}^$*+?]*(?=\))")
_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})\??")
_GROUP = re.compile(r"\((?:\?(?::|P?<\w+>))?(?!\?)")
_HEX = re.compile(r"\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))")
_PROPERTY = re.compile(r"\\[pP](?:\{\^?\w+\}|\w)")
_BLANKS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_DIGITS = frozenset("0123456789")


class UnknownSyntaxError(Exception):
    """The pattern holds something that is not read here; RE2 may read it all the same."""


def parse(pattern: str) -> Part:
    """What is known of the strings that a pattern matches.

    Raises:
        UnknownSyntaxError: if it holds flags, numbers of groups, or what is no pattern.
    """
    if BEGIN in pattern or END in pattern:
        raise UnknownSyntaxError
    parser = _Parser(pattern)
    part = parser.alternatives()
    if parser.at < len(pattern):
        raise UnknownSyntaxError
    return part


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.depth = 0

    def alternatives(self) -> Part:
        parts = [self.sequence()]
        while self.pattern.startswith("|", self.at):
            self.at += 1
            parts.append(self.sequence())
        return either(parts)

    def sequence(self) -> Part:
        parts = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self.atom()
            while quantifier := _QUANTIFIER.match(self.pattern, self.at):
                self.at = quantifier.end()
                sign, least, comma, most = quantifier.groups()
                if sign:
                    part = repeat(part, int(sign == "+"), 1 if sign == "?" else None)
                else:
                    part = repeat(part, int(least), int(most) if most else None if comma else int(least))
            parts.append(part)
        return sequence(parts)

    def atom(self) -> Part:
        if literal := _LITERAL.match(self.pattern, self.at):
            self.at = literal.end()
            return text(literal.group())
        char = self.pattern[self.at]
        if char == "(":
            return self.group()
        if char == "[":
            return self.char_class()
        if char == "\\":
            chars = self.escape()
            return ANY_CHAR if chars is None else Part(chars or frozenset({""}))
        self.at += 1
        if char == ".":
            return ANY_CHAR
        if char in "^$":
            return text(BEGIN if char == "^" else END)
        if char in "*+?":
            raise UnknownSyntaxError
        return text(char)

    def group(self) -> Part:
        opened = _GROUP.match(self.pattern, self.at)
        self.depth += 1
        if not opened or self.depth > _MAX_DEPTH:
            raise UnknownSyntaxError
        self.at = opened.end()
        if plain := _PLAIN.match(self.pattern, self.at):
            self.at = plain.end()
            part = Part(frozenset(plain.group().split("|")))
        else:
            part = self.alternatives()
        if not self.pattern.startswith(")", self.at):
            raise UnknownSyntaxError
        self.at += 1
        self.depth -= 1
        return part

    def escape(self) -> frozenset[str] | None:
        """The characters that an escape stands for: none for an edge of a word, None for a great many."""
        if coded := _HEX.match(self.pattern, self.at):
            self.at = coded.end()
            return frozenset({chr(int(coded[1] or coded[2], 16))})
        if named := _PROPERTY.match(self.pattern, self.at):
            self.at = named.end()
            return None
        letter = self.pattern[self.at + 1 : self.at + 2]
        self.at += 2
        if letter == "d":
            return _DIGITS
        if letter == "s":
            return frozenset({" "})
        if letter in ("w", "W", "D", "S"):
            return None
        if letter in ("b", "B"):
            return frozenset()
        if letter in _BLANKS:
            return frozenset({_BLANKS[letter]})
        if not letter or letter.isalnum():
            raise UnknownSyntaxError
        return frozenset({letter})

    def char_class(self) -> Part:
        pattern = self.pattern
        self.at += 1
        negated = pattern.startswith("^", self.at)
        self.at += negated
        first = self.at
        chars: frozenset[str] | None = frozenset()
        while not pattern.startswith("]", self.at) or self.at == first:
            low = self.class_item()
            if low is not None and len(low) == 1 and re.match(r"-[^\]]", pattern[self.at : self.at + 2]):
                self.at += 1
                high = self.class_item()
                if high is None or len(high) != 1:
                    raise UnknownSyntaxError
                low = _between(*low, *high)
            chars = None if low is None or chars is None or len(chars) > _MOST_IN_CLASS else chars | low
        self.at += 1
        return ANY_CHAR if negated or chars is None else Part(chars)

    def class_item(self) -> frozenset[str] | None:
        char = self.pattern[self.at : self.at + 1]
        if char == "\\":
            chars = self.escape()
            if chars is not None and not chars:
                raise UnknownSyntaxError
            return chars
        if not char or self.pattern.startswith("[:", self.at):
            raise UnknownSyntaxError
        self.at += 1
        return frozenset({char})


def _between(low: str, high: str) -> frozenset[str] | None:
    if ord(high) - ord(low) >= _MOST_IN_CLASS:
        return None
    return frozenset(map(chr, range(ord(low), ord(high) + 1)))
