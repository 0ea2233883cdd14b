"""Checks a pack's tree and makes rules of it; each error names the file, the rule, what is wrong and a right line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from cleaner.document import LABELS
from cleaner.errors import did_you_mean
from cleaner.languages.data import normal_code
from cleaner.rules.names import split_names
from cleaner.rules.phrase import SLOTS, Lists, PhraseError
from cleaner.rules.rule import CODE, KINDS, ZONES, Form, Rule, Words, bad_rule
from cleaner.rules.search import pattern_needles, read_phrase
from cleaner.rules.site import Site, line_keys
from cleaner.text.fold import fold_lines
from cleaner.text.tree import read_tree

HOST = re.compile(r"[^\s/:.]+(?:\.[^\s/:.]+)+")
LONGEST_KEPT = 1000
"""Words of the longest line that a pack may keep."""

_ID = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*\.[a-z_]+\.[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*")
_LIST_NAME = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PAGES = re.compile(r"[1-9]\d{0,8}", re.ASCII)


_IS, _HAS = "is: ['sign up for {our|the}? newsletter']", "has: [straight to your inbox]"
SAYINGS = {
    "is": _IS,
    "starts": "starts: [sign up to receive]",
    "ends": "ends: [delivered to your inbox]",
    "has": _HAS,
    "lines": _IS,
    "contains": _HAS,
    "pattern": r"pattern: ['^subscribe to .{0,60}\bnewsletters?\b']",
}
"""Fields that tell what a line says, and, as in the tables below, a line that is right for each."""
_OLDER = {"lines": "is", "contains": "has"}
"""What fields were called before phrases had slots; packs that say so are read as ever."""

PACK_FIELDS = {
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
RULE_FIELDS = {
    "id": "id: en.newsletter.sign-up",
    "what": "what: A line that asks the reader to sign up for a newsletter.",
    "label": "label: newsletter",
    **SAYINGS,
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
_LISTS = {*SAYINGS, "hosts", "off", "keywords", "names", "tags", "cut", "keep", "cut_names", "keep_names"}
_KNOWN = {"label": LABELS, "zone": ZONES}
_FORMS: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "max_words": ("[1-9][0-9]{0,2}|1000", "no number from 1 to 1000", int),
    "confidence": (r"(?!0?\.0+$)0?\.[0-9]{1,6}|1(?:\.0{1,6})?", "which is no number above 0 up to 1", float),
    "inline": ("true|false", "which is neither true nor false", "true".__eq__),
}
"""Of fields whose text is a value: its pattern, what is wrong with another text, and what makes the value."""
_AS_READ = ("max_words", "confidence", "zone", "inline", "cut", "keep", "cut_names", "keep_names")
Texts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as it was read.

    Attributes:
        rules: what it cuts. off: globs of ids of rules that it switches off.
        keeping: what keeps lines, in the form of a rule; None where it keeps none.
        hosts: where all of it holds; everywhere if empty.
        site: lines that repeat on the pages of these hosts, where it was learned; None where it says nothing of that.
    """

    rules: list[Rule]
    off: tuple[str, ...] = ()
    keeping: Rule | None = None
    hosts: tuple[str, ...] = ()
    site: Site | None = None


def read_pack(data: bytes, where: str, name: str) -> Pack:
    """Reads and checks one pack.

    Patterns are not compiled and examples not tried here: see `cleaner.rules.examples`.

    Args:
        data: the file's content. where: the file, for errors. name: the pack's name where it does not say one.

    Raises:
        CleanerError: code "bad-rule".
    """
    tree, lines = read_tree(data, where, CODE)
    return _Reader(where, name, lines).pack(tree)


class _Reader:
    def __init__(self, where: str, name: str, lines: Mapping[int, int]) -> None:
        self.where, self.name, self.lines = where, name, lines
        self.lists = Lists()
        self.language = ""
        self.label: str | None = None
        self.hosts: tuple[str, ...] = ()

    def pack(self, tree: Any) -> Pack:
        who = "The pack"
        if not isinstance(tree, dict):
            self.fail(tree, who, "is no list of fields", PACK_FIELDS["language"])
        said = self.fields(tree, who, PACK_FIELDS, ("repeats", "keep", "lists", "rules"))
        for name in ("language",) if {"off", "keep", "repeats"} & said.keys() else ("language", "rules"):
            if said.get(name) is None:
                self.fail(tree, who, f"does not say its `{name}`", PACK_FIELDS[name])
        self.name = said.get("pack", self.name)
        self.language, self.label = said["language"], said.get("label")
        right = normal_code(self.language)
        if not _LANGUAGE.fullmatch(self.language) or right != self.language:
            right = right if _LANGUAGE.fullmatch(right) else "en"
            self.fail(tree, who, f'has the language "{self.language}"', f"language: {right}  (BCP 47, or any)")
        self.hosts = tuple(host.lower() for host in said.get("hosts", ()))
        for host in self.hosts:
            if not HOST.fullmatch(host):
                self.fail(tree, who, f'has the host "{host}", which is no host name', PACK_FIELDS["hosts"])
        self.lists = self.named_lists(tree, said.get("lists", {}))
        return Pack(
            rules=self.rules(tree, said["rules"]) if "rules" in said else [],
            off=said.get("off", ()),
            keeping=self.keeping(said["keep"]) if "keep" in said else None,
            hosts=self.hosts,
            site=self.repeats(said["repeats"]) if "repeats" in said else None,
        )

    def named_lists(self, tree: Any, given: Any) -> Lists:
        """Lists of phrases that phrases name."""
        right = PACK_FIELDS["lists"]
        if not isinstance(given, dict):
            self.fail(tree, "The pack", "has `lists` that are no table of lists", right)
        for name in given:
            if name in SLOTS or not _LIST_NAME.fullmatch(name):
                wrong = "a slot" if name in SLOTS else "no name"
                self.fail(given, "The pack", f'has the list "{name}", which is {wrong}', right)
        who = "The pack's `lists`"
        return Lists({name: self.texts(given, who, name, right) for name in given})

    def keeping(self, given: Any) -> Rule:
        """What keeps lines: phrases of whole lines, or conditions as a rule's."""
        who = "`keep` of the pack"
        says = self.conditions({"keep": given}, who, "keep", "is", PACK_FIELDS["keep"])
        return Rule(
            id=f"{self.language}.other.keep",
            label="other",
            what="Lines that the user keeps.",
            language=self.language,
            pack=self.name,
            file=self.where,
            hosts=self.hosts,
            says=says,
            words=self.words(given, who, says),
            max_words=LONGEST_KEPT,
        )

    def repeats(self, given: Any) -> Site:
        """The lines that repeat on a site: by the number of pages that have them."""
        who, right = "`repeats` of the pack", PACK_FIELDS["repeats"]
        if not isinstance(given, dict) or given.keys() != {"pages", "lines"} or not isinstance(given["lines"], dict):
            self.fail(given, who, "is not `pages` and `lines`", right)
        for number in (given["pages"], *given["lines"]):
            if not isinstance(number, str) or not _PAGES.fullmatch(number):
                self.fail(given, who, f"has {number!r} where a number of pages stands", right)
        lines = {
            line: int(number)
            for number in given["lines"]
            for line in line_keys(self.texts(given["lines"], who, number, right))
        }
        return Site(int(given["pages"]), lines, self.hosts)

    def rules(self, tree: Any, items: Any) -> list[Rule]:
        if not isinstance(items, list) or not items:
            self.fail(tree, "The pack", "has no list of rules", PACK_FIELDS["rules"])
        rules: dict[str, Rule] = {}
        for number, item in enumerate(items, 1):
            who = f"Rule {number} of the pack"
            if not isinstance(item, dict):
                self.fail(tree, who, "is no list of fields", "- id: en.newsletter.sign-up")
            rule = self.rule(item, f"Rule {item['id']}" if isinstance(item.get("id"), str) else who)
            if rule.id in rules:
                self.fail(item, f"Rule {rule.id}", "is there twice in the pack", f"id: {rule.id}-2")
            rules[rule.id] = rule
        return list(rules.values())

    def rule(self, item: dict[str, Any], who: str) -> Rule:
        said = self.fields(item, who, RULE_FIELDS, ("unless",))
        label = said.get("label", self.label)
        if "id" not in said:
            self.fail(item, who, "has no `id`", f"- id: {self.language}.{self.label or 'newsletter'}.sign-up")
        if label is None:
            self.fail(item, who, "has no label, nor has its pack", RULE_FIELDS["label"])
        self.check_id(item, who, said["id"], label)
        if "what" not in said:
            self.fail(item, who, "does not say what it cuts", RULE_FIELDS["what"])
        says = _sayings(said)
        unless = self.conditions(item, who, "unless", "pattern", RULE_FIELDS["unless"])
        keywords = tuple(dict.fromkeys(fold_lines(said.get("keywords", ()))))
        rule = Rule(
            id=said["id"],
            label=label,
            what=said["what"],
            language=self.language,
            pack=self.name,
            file=self.where,
            hosts=self.hosts,
            says={**says, **{f"unless {name}": texts for name, texts in unless.items() if texts}},
            words=self.words(item, who, says, keywords),
            keywords=keywords,
            unless=self.words(item, who, unless),
            names=self.names(item, who, said.get("names", ())),
            tags=frozenset(tag.lower() for tag in said.get("tags", ())),
            **{name: said[name] for name in _AS_READ if name in said},
        )
        self.check_whole(item, who, rule)
        return rule

    def check_id(self, item: Any, who: str, name: str, label: str) -> None:
        last = re.sub(r"[^a-z0-9]+", "-", name.rpartition(".")[2].lower()).strip("-") or "sign-up"
        right = f"id: {self.language}.{label}.{last}"
        if not _ID.fullmatch(name):
            self.fail(item, who, "has an id that is not LANGUAGE.LABEL.NAME (small letters, digits, -)", right)
        language, said, _ = name.split(".")
        if language != self.language:
            self.fail(item, who, f'begins with "{language}", but its pack\'s language is "{self.language}"', right)
        if said != label:
            self.fail(item, who, f'names the label "{said}", but it cuts "{label}"', right)

    def check_whole(self, item: Any, who: str, rule: Rule) -> None:
        """What fields ask of each other."""
        for wrong, problem, right in (
            (not rule.reads_lines and not rule.names, "says nothing to look for",
             f"{RULE_FIELDS['is']}  (or starts, ends, has, pattern)"),
            (rule.keywords and "pattern" not in rule.says, "has keywords but no pattern that they would guard",
             RULE_FIELDS["pattern"]),
            (rule.tags and not rule.names, "has tags but no names", RULE_FIELDS["names"]),
            *((rule.inline and name in item, f"is inline, where `{name}` has no meaning", RULE_FIELDS["pattern"])
              for name in (*SAYINGS, "names", "max_words") if name != "pattern"),
            (rule.inline and not rule.keywords, "is inline and has no keywords", RULE_FIELDS["keywords"]),
        ):  # fmt: skip
            if wrong:
                self.fail(item, who, problem, right)
        wanted = ("cut", "keep") * rule.reads_lines + ("cut_names", "keep_names") * bool(rule.names)
        for name in ("cut", "keep", "cut_names", "keep_names"):
            count = len(getattr(rule, name))
            if name in wanted and count < 2:
                have = f"has {count} example{'' if count == 1 else 's'} under `{name}`; it needs at least two"
                self.fail(item, who, have, RULE_FIELDS[name])
            if name not in wanted and count:
                other = "names" if name.endswith("names") else "lines"
                self.fail(item, who, f"has examples under `{name}` but looks at no {other}", RULE_FIELDS[wanted[0]])

    def names(self, item: Any, who: str, phrases: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        found = [tuple(split_names(phrase)) for phrase in phrases]
        for phrase, words in zip(phrases, found, strict=True):
            right = "-".join(words)
            if not words or right != phrase:
                problem = f'has the name "{phrase}", which is not words joined by -'
                self.fail(item, who, problem, f"names: [{right or 'newsletter'}]")
        return tuple(found)

    def conditions(self, item: Mapping[str, Any], who: str, name: str, alone: str, right: str) -> Texts:
        """Phrases and patterns in a table of their own; `alone`: what they are where there is no table."""
        given = item.get(name)
        if not isinstance(given, dict):
            return {alone: self.texts(item, who, name, right)} if name in item else {}
        if not given:
            self.fail(given, who, "is empty", right)
        return _sayings(self.fields(given, who if name == "keep" else f"{who}'s `{name}`", SAYINGS))

    def words(self, item: Any, who: str, says: Texts, keywords: tuple[str, ...] = ()) -> Words:
        strings: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
        forms = []
        for kind in KINDS:
            for phrase in says.get(kind, ()):
                try:
                    read = read_phrase(phrase, kind, self.language, self.lists)
                except PhraseError as error:
                    self.fail(item, who, f"has the phrase {phrase!r} under `{kind}`, which {error}", error.right)
                if isinstance(read, Form):
                    forms.append(read)
                else:
                    strings[kind].update(dict.fromkeys(sorted(read)))
        forms += [
            Form(pattern, pattern, pattern_needles(pattern, keywords), bool(keywords))
            for pattern in says.get("pattern", ())
        ]
        is_, starts, ends, has = (tuple(strings[kind]) for kind in KINDS)
        return Words(is_, starts, ends, has, tuple(forms))

    def fields(
        self, item: dict[str, Any], who: str, known: Mapping[str, str], trees: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """The values of a table's fields, each checked by itself but for `trees`."""
        said: dict[str, Any] = {}
        for name, value in item.items():
            if name not in known:
                near, advice = _nearest(name, tuple(known), "label")
                self.fail(item, who, f'has the unknown field "{name}". {advice}', known[near])
            if name in trees:
                said[name] = value
            elif name in _LISTS:
                said[name] = self.texts(item, who, name, known[name])
            else:
                said[name] = self.value(item, who, name, known[name])
        return said

    def value(self, item: dict[str, Any], who: str, name: str, right: str) -> Any:
        text = item[name]
        if not isinstance(text, str) or not text.strip():
            shape = "is empty" if text is None or text == "" else f"is a {_shape(text)}, not one text"
            self.fail(item, who, f"has a field `{name}` that {shape}", right)
        text = text.strip()
        if name in _KNOWN and text not in _KNOWN[name]:
            near, advice = _nearest(text, _KNOWN[name], _KNOWN[name][0])
            self.fail(item, who, f'has the unknown {name} "{text}". {advice}', f"{name}: {near}")
        if name not in _FORMS:
            return text
        form, wrong, make = _FORMS[name]
        if not re.fullmatch(form, text):
            self.fail(item, who, f"has `{name}: {text}`, {wrong}", right)
        return make(text)

    def texts(self, item: Mapping[str, Any], who: str, name: str, right: str) -> tuple[str, ...]:
        """A field's list of texts; a single text counts as a list of one."""
        value = item[name]
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not values:
            shape = "is empty" if not value else f"is a {_shape(value)}, not a list of texts"
            self.fail(item, who, f"has a field `{name}` that {shape}", right)
        for part in values:
            if not isinstance(part, str) or not part.strip():
                shape = "an empty text" if not part or isinstance(part, str) else f"a {_shape(part)} instead of a text"
                hint = right + ("  (in quotes where it holds a colon)" if isinstance(part, dict) else "")
                self.fail(item, who, f"holds {shape} under `{name}`", hint)
        return tuple(values)

    def fail(self, item: Any, who: str, problem: str, right: str) -> NoReturn:
        line = self.lines.get(id(item))
        raise bad_rule(
            f"{who} {problem}" + "." * (problem[-1] not in ".?"), right, f"{self.where}:{line}" if line else self.where
        )


def _sayings(said: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The phrases and patterns among some fields, by the names that they have today."""
    found: dict[str, tuple[str, ...]] = {}
    for name in [name for name in said if name in SAYINGS]:
        today = _OLDER.get(name, name)
        found[today] = found.get(today, ()) + said[name]
    return found


def _nearest(value: str, known: tuple[str, ...], otherwise: str) -> tuple[str, str]:
    """The nearest of what is known, and advice that names it."""
    advice = did_you_mean(value, list(known))
    return next((name for name in known if f'"{name}"' in advice), otherwise), advice


def _shape(value: Any) -> str:
    return "list" if isinstance(value, list) else "table of fields" if isinstance(value, dict) else "text"
