"""The fields of packs and rules, and a right line for each: what errors show and what the loader checks against."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

PACK_FIELDS: dict[str, str] = {
    "pack": "pack: en/newsletter",
    "language": "language: en",
    "label": "label: newsletter",
    "about": "about: Calls to sign up for a newsletter.",
    "hosts": "hosts: [example.org]",
    "off": "off: [en.newsletter.sign-up, en.related.*]",
    "keep": "keep: [the harbour newsletter]  (or by starts, ends, contains, pattern: keep: {starts: [the harbour]})",
    "repeats": "repeats: {pages: 15, lines: {14: [sign in, most read]}}",
    "rules": "rules: [...]  (a list, each rule beginning with '- id: en.newsletter.sign-up')",
}

RULE_FIELDS: dict[str, str] = {
    "id": "id: en.newsletter.sign-up",
    "what": "what: A line that asks the reader to sign up for a newsletter.",
    "label": "label: newsletter",
    "lines": "lines: [sign up for our newsletter]",
    "starts": "starts: [sign up to receive]",
    "ends": "ends: [delivered to your inbox]",
    "contains": "contains: [straight to your inbox]",
    "pattern": r"pattern: ['^subscribe to .{0,60}\bnewsletters?\b']",
    "keywords": "keywords: [newsletter]",
    "unless": r"unless: '\b(?:was|were) founded\b'",
    "max_words": "max_words: 25",
    "confidence": "confidence: 0.9",
    "zone": "zone: tail",
    "inline": "inline: true",
    "names": "names: [newsletter, mailing-list]",
    "tags": "tags: [aside, div]",
    "cut": "cut: [Sign up for our newsletter!, Subscribe to the Harbour Weekly newsletter]",
    "keep": "keep: [The newsletter was founded in 1921., She signed up for the class.]",
    "cut_names": "cut_names: [newsletter-box, footer mailingList]",
    "keep_names": "keep_names: [newsletters-article, list]",
}

LISTS = ("lines", "starts", "ends", "contains", "pattern", "keywords", "unless", "names", "tags", "cut", "keep",
         "cut_names", "keep_names", "hosts")  # fmt: skip
"""Fields that hold a list; a single phrase may stand without its brackets."""


def did_you_mean(word: str, known: Sequence[str], most: int = 1) -> str:
    """A sentence with the nearest known word, or all of them where none is near; or with as many as are asked for."""
    near = [
        f'"{name}"' for name in difflib.get_close_matches(word.lower(), known, most, cutoff=0.6 if most == 1 else 0)
    ]
    if near:
        return f"Did you mean {', '.join(near[:-1])}{' or ' if near[:-1] else ''}{near[-1]}?"
    return f"Known are: {', '.join(known)}."
