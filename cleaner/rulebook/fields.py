"""The fields of packs and rules, and a right line for each: what errors show and what the loader checks against."""

from __future__ import annotations

import difflib

PACK_FIELDS: dict[str, str] = {
    "pack": "pack: en/newsletter",
    "language": "language: en",
    "label": "label: newsletter",
    "about": "about: Calls to sign up for a newsletter.",
    "hosts": "hosts: [example.org]",
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
    "ends_article": "ends_article: true",
    "thread": "thread: true",
    "takes_next": "takes_next: name",
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


def did_you_mean(word: str, known: list[str]) -> str:
    """A sentence with the nearest known word, or all of them."""
    near = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"?' if near else f"Known are: {', '.join(known)}."
