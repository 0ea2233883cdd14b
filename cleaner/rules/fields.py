"""The fields of packs and rules, and a right line for each: what errors show and what the loader checks against."""

from __future__ import annotations

PACK_FIELDS: dict[str, str] = {
    "pack": "pack: en/newsletter",
    "language": "language: en",
    "label": "label: newsletter",
    "about": "about: Calls to sign up for a newsletter.",
    "hosts": "hosts: [example.org]",
    "off": "off: [en.newsletter.sign-up, en.related.*]",
    "repeats": "repeats: {pages: 15, lines: {14: [sign in, most read]}}",
    "keep": "keep: [the harbour newsletter]  (or by starts, ends, has, pattern: keep: {starts: [the harbour]})",
    "lists": "lists: {letter: [newsletter, briefing]}  (then phrases may say {letter})",
    "rules": "rules: [...]  (a list, each rule beginning with '- id: en.newsletter.sign-up')",
}

RULE_FIELDS: dict[str, str] = {
    "id": "id: en.newsletter.sign-up",
    "what": "what: A line that asks the reader to sign up for a newsletter.",
    "label": "label: newsletter",
    "is": "is: ['sign up for {our|the}? newsletter']",
    "starts": "starts: [sign up to receive]",
    "ends": "ends: [delivered to your inbox]",
    "has": "has: [straight to your inbox]",
    "lines": "is: ['sign up for {our|the}? newsletter']",
    "contains": "has: [straight to your inbox]",
    "pattern": r"pattern: ['^subscribe to .{0,60}\bnewsletters?\b']",
    "keywords": "keywords: [newsletter]",
    "unless": "unless: {has: ['{was|were} founded']}",
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

LISTS = ("is", "lines", "starts", "ends", "has", "contains", "pattern", "keywords", "names", "tags", "cut", "keep",
         "cut_names", "keep_names", "hosts")  # fmt: skip
"""Fields that hold a list; a single phrase may stand without its brackets."""
