"""Checks a pack's tree and makes rules of it; each error names the file, the rule, what is wrong and a right line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from cleaner.document import LABELS
from cleaner.errors import CleanerError, did_you_mean
from cleaner.languages.codes import normal_code
from cleaner.rules.fields import LISTS, PACK_FIELDS, RULE_FIELDS
from cleaner.rules.names import split_names
from cleaner.rules.phrase import SLOTS, Lists, PhraseError
from cleaner.rules.rule import KINDS, MAX_WORDS, ZONES, Form, Rule, Words
from cleaner.rules.search import pattern_needles, read_phrase
from cleaner.rules.site import Site, line_keys
from cleaner.text.fold import fold_lines
from cleaner.text.tree import read_tree

CODE = "bad-rule"
_ID = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*\.[a-z_]+\.[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*")
HOST = re.compile(r"[^\s/:.]+(?:\.[^\s/:.]+)+")
_LIST = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
LONGEST_KEPT = 1000
"""Words of the longest line that a pack may keep."""
_WORD_FIELDS = ("is", "starts", "ends", "has", "pattern")
_OLDER = {"lines": "is", "contains": "has"}
"""What fields were called before phrases had slots; packs that say so are read as ever."""


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
    return _Reader(where, name, lines, Lists()).pack(tree)


@dataclass(slots=True)
class _Reader:
    where: str
    name: str
    lines: dict[int, int]
    lists: Lists
    language: str = ""
    label: str | None = None
    hosts: tuple[str, ...] = ()

    def pack(self, tree: Any) -> Pack:
        if not isinstance(tree, dict):
            self.fail(tree, "The pack", "is no list of fields", PACK_FIELDS["language"])
        self.known(tree, "The pack", PACK_FIELDS)
        wanted = ("language",) if {"off", "keep", "repeats"} & tree.keys() else ("language", "rules")
        for field in wanted:
            if tree.get(field) is None:
                self.fail(tree, "The pack", f"does not say its `{field}`", PACK_FIELDS[field])
        self.name = self.text(tree, "The pack", "pack", PACK_FIELDS) or self.name
        self.language = self.text(tree, "The pack", "language", PACK_FIELDS) or ""
        if not _LANGUAGE.fullmatch(self.language) or normal_code(self.language) != self.language:
            right = normal_code(self.language)
            right = right if _LANGUAGE.fullmatch(right) else "en"
            self.fail(tree, "The pack", f'has the language "{self.language}"', f"language: {right}  (BCP 47, or any)")
        self.label = self.text(tree, "The pack", "label", PACK_FIELDS)
        if self.label is not None:
            self.one_of(tree, "The pack", "label", self.label, LABELS)
        self.text(tree, "The pack", "about", PACK_FIELDS)
        self.hosts = tuple(host.lower() for host in self.texts(tree, "The pack", "hosts", PACK_FIELDS))
        for host in self.hosts:
            if not HOST.fullmatch(host):
                self.fail(tree, "The pack", f'has the host "{host}", which is no host name', PACK_FIELDS["hosts"])
        self.lists = self.named_lists(tree)
        off = self.texts(tree, "The pack", "off", PACK_FIELDS)
        return Pack(
            self.rules(tree) if "rules" in tree else [], off, self.keeping(tree), self.hosts, self.repeats(tree)
        )

    def named_lists(self, tree: dict[str, Any]) -> Lists:
        """Lists of phrases that phrases name."""
        given = tree.get("lists", {})
        if not isinstance(given, dict):
            self.fail(tree, "The pack", "has `lists` that are no table of lists", PACK_FIELDS["lists"])
        for name in given:
            if name in SLOTS or not _LIST.fullmatch(name):
                self.fail(given, "The pack", f'has the list "{name}", which is {"a slot" if name in SLOTS else "no name"}',
                          PACK_FIELDS["lists"])  # fmt: skip
        right = PACK_FIELDS["lists"]
        return Lists({name: self.texts(given, "The pack's `lists`", name, {name: right}) for name in given})

    def keeping(self, tree: dict[str, Any]) -> Rule | None:
        """What keeps lines: phrases of whole lines, or conditions as a rule's."""
        if "keep" not in tree:
            return None
        given, who = tree["keep"], "`keep` of the pack"
        if isinstance(given, dict):
            lists = self.word_table(given, who, PACK_FIELDS["keep"])
        else:
            lists = {"is": self.texts(tree, "The pack", "keep", PACK_FIELDS)}
        return Rule(
            id=f"{self.language}.other.keep",
            label="other",
            what="Lines that the user keeps.",
            language=self.language,
            pack=self.name,
            file=self.where,
            hosts=self.hosts,
            says=lists,
            words=self.words(given, who, lists),
            max_words=LONGEST_KEPT,
        )

    def repeats(self, tree: dict[str, Any]) -> Site | None:
        """The lines that repeat on a site: by the number of pages that have them."""
        if "repeats" not in tree:
            return None
        given, who, right = (tree["repeats"], "`repeats` of the pack", PACK_FIELDS["repeats"])
        if not isinstance(given, dict) or given.keys() != {"pages", "lines"} or not isinstance(given["lines"], dict):
            self.fail(given, who, "is not `pages` and `lines`", right)
        lines: dict[str, int] = {}
        for number in given["lines"]:
            for line in line_keys(self.texts(given["lines"], who, number, dict.fromkeys(given["lines"], right))):
                lines[line] = self.number(given, who, number)
        return Site(self.number(given, who, given["pages"]), lines, self.hosts)

    def number(self, item: Any, who: str, text: Any) -> int:
        if not isinstance(text, str) or not re.fullmatch(r"[1-9]\d{0,8}", text, re.ASCII):
            self.fail(item, who, f"has {text!r} where a number of pages stands", PACK_FIELDS["repeats"])
        return int(text)

    def rules(self, tree: dict[str, Any]) -> list[Rule]:
        items = tree["rules"]
        if not isinstance(items, list) or not items:
            self.fail(tree, "The pack", "has no list of rules", PACK_FIELDS["rules"])
        seen: set[str] = set()
        rules = []
        for number, item in enumerate(items, 1):
            if not isinstance(item, dict):
                self.fail(tree, f"Rule {number} of the pack", "is no list of fields", "- id: en.newsletter.sign-up")
            rule = self.rule(item, number)
            if rule.id in seen:
                self.fail(item, f"Rule {rule.id}", "is there twice in the pack", f"id: {rule.id}-2")
            seen.add(rule.id)
            rules.append(rule)
        return rules

    def rule(self, item: dict[str, Any], number: int) -> Rule:
        who = f"Rule {item['id']}" if isinstance(item.get("id"), str) else f"Rule {number} of the pack"
        self.known(item, who, RULE_FIELDS)
        name = self.text(item, who, "id", RULE_FIELDS)
        if name is None:
            self.fail(item, who, "has no `id`", f"- id: {self.language}.{self.label or 'newsletter'}.sign-up")
        label = self.text(item, who, "label", RULE_FIELDS) or self.label
        if label is None:
            self.fail(item, who, "has no label, nor has its pack", RULE_FIELDS["label"])
        self.one_of(item, who, "label", label, LABELS)
        self.check_id(item, who, name, label)
        what = self.text(item, who, "what", RULE_FIELDS)
        if what is None:
            self.fail(item, who, "does not say what it cuts", RULE_FIELDS["what"])
        lists = {field: self.texts(item, who, field, RULE_FIELDS) for field in LISTS if field in item}
        says = self.sayings(lists)
        unless = item.get("unless")
        if isinstance(unless, dict):
            kept = self.word_table(unless, who + "'s `unless`", RULE_FIELDS["unless"])
        else:
            kept = {"pattern": self.texts(item, who, "unless", RULE_FIELDS)}
        zone = self.text(item, who, "zone", RULE_FIELDS) or "any"
        self.one_of(item, who, "zone", zone, ZONES)
        rule = Rule(
            id=name,
            label=label,
            what=what,
            language=self.language,
            pack=self.name,
            file=self.where,
            hosts=self.hosts,
            says={**says, **{f"unless {field}": texts for field, texts in kept.items() if texts}},
            words=self.words(item, who, says, keywords := tuple(dict.fromkeys(fold_lines(lists.get("keywords", ()))))),
            keywords=keywords,
            unless=self.words(item, who, kept),
            max_words=self.count(item, who),
            confidence=self.share(item, who),
            zone=zone,
            inline=self.flag(item, who, "inline"),
            names=self.names(item, who, lists),
            tags=frozenset(tag.lower() for tag in lists.get("tags", ())),
            cut=lists.get("cut", ()),
            keep=lists.get("keep", ()),
            cut_names=lists.get("cut_names", ()),
            keep_names=lists.get("keep_names", ()),
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
        if not rule.reads_lines and not rule.names:
            right = f"{RULE_FIELDS['is']}  (or starts, ends, has, pattern)"
            self.fail(item, who, "says nothing to look for", right)
        if rule.keywords and "pattern" not in rule.says:
            self.fail(item, who, "has keywords but no pattern that they would guard", RULE_FIELDS["pattern"])
        if rule.tags and not rule.names:
            self.fail(item, who, "has tags but no names", RULE_FIELDS["names"])
        if rule.inline:
            for field in ("is", "lines", "starts", "ends", "has", "contains", "names", "max_words"):
                if item.get(field) is not None:
                    self.fail(item, who, f"is inline, where `{field}` has no meaning", RULE_FIELDS["pattern"])
            if not rule.keywords:
                self.fail(item, who, "is inline and has no keywords", RULE_FIELDS["keywords"])
        wanted = ("cut", "keep") * rule.reads_lines + ("cut_names", "keep_names") * bool(rule.names)
        for field in ("cut", "keep", "cut_names", "keep_names"):
            count = len(getattr(rule, field))
            if field in wanted and count < 2:
                have = f"has {count} example{'' if count == 1 else 's'} under `{field}`; it needs at least two"
                self.fail(item, who, have, RULE_FIELDS[field])
            if field not in wanted and count:
                other = "names" if field.endswith("names") else "lines"
                self.fail(item, who, f"has examples under `{field}` but looks at no {other}", RULE_FIELDS[wanted[0]])

    def names(self, item: Any, who: str, lists: dict[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
        found = []
        for phrase in lists.get("names", ()):
            words = split_names(phrase)
            if not words or "-".join(words) != phrase:
                right = "-".join(words) or "newsletter"
                self.fail(item, who, f'has the name "{phrase}", which is not words joined by -', f"names: [{right}]")
            found.append(tuple(words))
        return tuple(found)

    def word_table(self, item: dict[str, Any], who: str, right: str) -> dict[str, tuple[str, ...]]:
        """Phrases and patterns in a table of their own."""
        if not item:
            self.fail(item, who, "is empty", right)
        fields = (*_WORD_FIELDS, *_OLDER)
        self.known(item, who, {field: RULE_FIELDS[field] for field in fields})
        return self.sayings({field: self.texts(item, who, field, RULE_FIELDS) for field in fields if field in item})

    def sayings(self, lists: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """The phrases and patterns among some fields, by the names that they have today."""
        said: dict[str, tuple[str, ...]] = {}
        for field, texts in lists.items():
            name = _OLDER.get(field, field)
            if name in _WORD_FIELDS:
                said[name] = said.get(name, ()) + texts
        return said

    def words(self, item: Any, who: str, says: dict[str, tuple[str, ...]], keywords: tuple[str, ...] = ()) -> Words:
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

    def count(self, item: Any, who: str) -> int:
        text = self.text(item, who, "max_words", RULE_FIELDS)
        if text is None:
            return MAX_WORDS
        if not text.isdecimal() or not text.isascii() or not 1 <= int(text[:6]) <= 1000:
            self.fail(item, who, f"has `max_words: {text}`, no number from 1 to 1000", RULE_FIELDS["max_words"])
        return int(text)

    def share(self, item: Any, who: str) -> float:
        text = self.text(item, who, "confidence", RULE_FIELDS)
        if text is None:
            return 0.9
        if not re.fullmatch(r"0?\.\d{1,6}|1|1\.0{1,6}", text) or float(text) == 0:
            problem = f"has `confidence: {text}`, which is no number above 0 up to 1"
            self.fail(item, who, problem, RULE_FIELDS["confidence"])
        return float(text)

    def flag(self, item: Any, who: str, field: str) -> bool:
        text = self.text(item, who, field, RULE_FIELDS)
        if text not in (None, "true", "false"):
            self.fail(item, who, f"has `{field}: {text}`, which is neither true nor false", RULE_FIELDS[field])
        return text == "true"

    def known(self, item: dict[str, Any], who: str, fields: dict[str, str]) -> None:
        for field in item:
            if field not in fields:
                advice = did_you_mean(field, list(fields))
                near = next((name for name in fields if f'"{name}"' in advice), "label")
                self.fail(item, who, f'has the unknown field "{field}". {advice}', fields[near])

    def one_of(self, item: Any, who: str, field: str, value: str, known: tuple[str, ...]) -> None:
        if value not in known:
            advice = did_you_mean(value, list(known))
            near = next((name for name in known if f'"{name}"' in advice), known[0])
            self.fail(item, who, f'has the unknown {field} "{value}". {advice}', f"{field}: {near}")

    def text(self, item: dict[str, Any], who: str, field: str, fields: dict[str, str]) -> str | None:
        """A field's text, or None where it is not there."""
        if field not in item:
            return None
        value = item[field]
        if not isinstance(value, str) or not value.strip():
            shape = "is empty" if value is None or value == "" else f"is a {_shape(value)}, not one text"
            self.fail(item, who, f"has a field `{field}` that {shape}", fields[field])
        return value.strip()

    def texts(self, item: dict[str, Any], who: str, field: str, fields: dict[str, str]) -> tuple[str, ...]:
        """A field's list of texts; a single text counts as a list of one."""
        if field not in item:
            return ()
        value = item[field]
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not values:
            shape = "is empty" if not value else f"is a {_shape(value)}, not a list of texts"
            self.fail(item, who, f"has a field `{field}` that {shape}", fields[field])
        for part in values:
            if not isinstance(part, str) or not part.strip():
                shape = "an empty text" if not part or isinstance(part, str) else f"a {_shape(part)} instead of a text"
                hint = fields[field] + ("  (in quotes where it holds a colon)" if isinstance(part, dict) else "")
                self.fail(item, who, f"holds {shape} under `{field}`", hint)
        return tuple(values)

    def fail(self, item: Any, who: str, problem: str, right: str) -> NoReturn:
        line = self.lines.get(id(item))
        raise bad_rule(
            f"{who} {problem}" + "." * (problem[-1] not in ".?"), right, f"{self.where}:{line}" if line else self.where
        )


def bad_rule(message: str, right: str, where: str) -> CleanerError:
    """The error for a rule that is not as docs/rules.md says. `right`: a line that would be right."""
    return CleanerError(message, where=where, hint=f"A line that is right: {right}", code=CODE)


def _shape(value: Any) -> str:
    return "list" if isinstance(value, list) else "table of fields" if isinstance(value, dict) else "text"
