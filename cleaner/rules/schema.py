"""Checks a pack's tree and makes rules of it; each error names the file, the rule, what is wrong and a right line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cleaner.document import LABELS
from cleaner.errors import did_you_mean
from cleaner.languages.data import normal_code
from cleaner.read.element import words
from cleaner.rules.needles import lines_and_words, sayings
from cleaner.rules.phrase import SLOTS, Lists
from cleaner.rules.rule import CODE, PATTERN, ZONES, Fault, Rule, bad_rule
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
_TREES = {"repeats", "lists", "rules", "unless"}
_KNOWN = {"label": LABELS, "zone": ZONES}
_FORMS: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "max_words": ("[1-9][0-9]{0,2}|1000", "no number from 1 to 1000", int),
    "confidence": (r"(?!0?\.0+$)0?\.[0-9]{1,6}|1(?:\.0{1,6})?", "which is no number above 0 up to 1", float),
    "inline": ("true|false", "which is neither true nor false", "true".__eq__),
}
"""Of fields whose text is a value: its pattern, what is wrong with another text, and what makes the value."""
_AS_READ = ("id", "what", "max_words", "confidence", "zone", "inline", "cut", "keep", "cut_names", "keep_names")
Texts = dict[str, tuple[str, ...]]


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

    @contextmanager
    def about(part: Any, who: str) -> Iterator[None]:
        """Says of what is wrong whose fault it is, and in which line."""
        try:
            yield
        except Fault as fault:
            problem = f"{who} {fault}"
            line = lines.get(id(part))
            full = problem if problem[-1] in ".?" else f"{problem}."
            raise bad_rule(full, fault.right, f"{where}:{line}" if line else where) from fault

    with about(tree, "The pack"):
        said = _fields(tree, PACK_FIELDS)
        for field in ("language",) if {"off", "keep", "repeats"} & said.keys() else ("language", "rules"):
            if said.get(field) is None:
                raise Fault(f"does not say its `{field}`", PACK_FIELDS[field])
        hosts = tuple(host.lower() for host in said.get("hosts", ()))
        for host in hosts:
            if not HOST.fullmatch(host):
                raise Fault(f'has the host "{host}", which is no host name', PACK_FIELDS["hosts"])
        language = _language(said["language"])
        lists = _lists(said.get("lists", {}))
        common = {"language": language, "pack": said.get("pack", name), "file": where, "hosts": hosts}
        items = said.get("rules", [])
        if not isinstance(items, list) or "rules" in said and not items:
            raise Fault("has no list of rules", PACK_FIELDS["rules"])
    keeping = None
    if "keep" in said:
        with about(tree["keep"], "`keep` of the pack"):
            says = _conditions(said["keep"], "keep", "is", PACK_FIELDS["keep"])
            keeping = Rule(
                id=f"{language}.other.keep",
                label="other",
                what="Lines that the user keeps.",
                says=says,
                **lines_and_words(sayings(says, (), language, lists)),
                max_words=LONGEST_KEPT,
                **common,
            )
    rules: dict[str, Rule] = {}
    for number, item in enumerate(items, 1):
        named = isinstance(item, dict) and isinstance(item.get("id"), str)
        with about(item, f"Rule {item['id']}" if named else f"Rule {number} of the pack"):
            rule = _rule(item, said.get("label"), lists, common)
            if rule.id in rules:
                raise Fault("is there twice in the pack", f"id: {rule.id}-2")
            rules[rule.id] = rule
    site = None
    if "repeats" in said:
        with about(tree["repeats"], "`repeats` of the pack"):
            site = _repeats(said["repeats"], hosts)
    return Pack(list(rules.values()), said.get("off", ()), keeping, hosts, site)


def _language(code: str) -> str:
    right = normal_code(code)
    if not _LANGUAGE.fullmatch(code) or right != code:
        right = right if _LANGUAGE.fullmatch(right) else "en"
        raise Fault(f'has the language "{code}"', f"language: {right}  (BCP 47, or any)")
    return code


def _lists(given: Any) -> Lists:
    """Lists of phrases that phrases name."""
    right = PACK_FIELDS["lists"]
    if not isinstance(given, dict):
        raise Fault("has `lists` that are no table of lists", right)
    for name in given:
        if name in SLOTS or not _LIST_NAME.fullmatch(name):
            raise Fault(f'has the list "{name}", which is {"a slot" if name in SLOTS else "no name"}', right)
    return Lists({name: _texts(phrases, name, right) for name, phrases in given.items()})


def _repeats(given: Any, hosts: tuple[str, ...]) -> Site:
    """The lines that repeat on a site: by the number of pages that have them."""
    right = PACK_FIELDS["repeats"]
    if not isinstance(given, dict) or given.keys() != {"pages", "lines"} or not isinstance(given["lines"], dict):
        raise Fault("is not `pages` and `lines`", right)
    for number in (given["pages"], *given["lines"]):
        if not isinstance(number, str) or not _PAGES.fullmatch(number):
            raise Fault(f"has {number!r} where a number of pages stands", right)
    lines = {
        line: int(number)
        for number, texts in given["lines"].items()
        for line in line_keys(_texts(texts, number, right))
    }
    return Site(int(given["pages"]), lines, hosts)


def _rule(item: Any, label: str | None, lists: Lists, common: Mapping[str, Any]) -> Rule:
    """A rule of a pack.

    Args:
        label: the pack's. common: what all of its rules have.
    """
    said = _fields(item, RULE_FIELDS)
    language = common["language"]
    if "id" not in said:
        raise Fault("has no `id`", f"- id: {language}.{label or 'newsletter'}.sign-up")
    label = said.get("label", label)
    if label is None:
        raise Fault("has no label, nor has its pack", RULE_FIELDS["label"])
    _check_id(said["id"], language, label)
    if "what" not in said:
        raise Fault("does not say what it cuts", RULE_FIELDS["what"])
    says = _sayings(said)
    unless = _conditions(said["unless"], "unless", PATTERN, RULE_FIELDS["unless"]) if "unless" in said else {}
    keywords = tuple(dict.fromkeys(fold_lines(said.get("keywords", ()))))
    rule = Rule(
        label=label,
        says=says | {f"unless {name}": texts for name, texts in unless.items()},
        **lines_and_words(sayings(says, keywords, language, lists)),
        keywords=keywords,
        unless=sayings(unless, (), language, lists),
        names=tuple(map(_name, said.get("names", ()))),
        tags=frozenset(map(str.lower, said.get("tags", ()))),
        **common,
        **{name: said[name] for name in _AS_READ if name in said},
    )
    _check_whole(said, rule)
    return rule


def _check_id(name: str, language: str, label: str) -> None:
    last = re.sub(r"[^a-z0-9]+", "-", name.rpartition(".")[2].lower()).strip("-") or "sign-up"
    right = f"id: {language}.{label}.{last}"
    if not _ID.fullmatch(name):
        raise Fault("has an id that is not LANGUAGE.LABEL.NAME (small letters, digits, -)", right)
    code, said, _ = name.split(".")
    if code != language:
        raise Fault(f'begins with "{code}", but its pack\'s language is "{language}"', right)
    if said != label:
        raise Fault(f'names the label "{said}", but it cuts "{label}"', right)


def _check_whole(said: Mapping[str, Any], rule: Rule) -> None:
    """Refuses a rule whose fields do not fit together."""
    for wrong, problem, right in (
        (not rule.reads_lines and not rule.names, "says nothing to look for", f"{_IS}  (or starts, ends, has, pattern)"),
        (rule.keywords and PATTERN not in said, "has keywords but no pattern that they would guard", SAYINGS[PATTERN]),
        (rule.tags and not rule.names, "has tags but no names", RULE_FIELDS["names"]),
        *((rule.inline and name in said, f"is inline, where `{name}` has no meaning", SAYINGS[PATTERN])
          for name in (*SAYINGS, "names", "max_words") if name != PATTERN),
        (rule.inline and not rule.keywords, "is inline and has no keywords", RULE_FIELDS["keywords"]),
    ):  # fmt: skip
        if wrong:
            raise Fault(problem, right)
    wanted = ("cut", "keep") * rule.reads_lines + ("cut_names", "keep_names") * bool(rule.names)
    for name in ("cut", "keep", "cut_names", "keep_names"):
        count = len(getattr(rule, name))
        if name in wanted and count < 2:
            have = f"has {count} example{'' if count == 1 else 's'} under `{name}`; it needs at least two"
            raise Fault(have, RULE_FIELDS[name])
        if name not in wanted and count:
            other = "names" if name.endswith("names") else "lines"
            raise Fault(f"has examples under `{name}` but looks at no {other}", RULE_FIELDS[wanted[0]])


def _name(phrase: str) -> tuple[str, ...]:
    name = words(phrase)
    right = "-".join(name)
    if not name or right != phrase:
        problem = f'has the name "{phrase}", which is not words joined by -'
        raise Fault(problem, f"names: [{right or 'newsletter'}]")
    return name


def _conditions(given: Any, name: str, alone: str, right: str) -> Texts:
    """Phrases and patterns of a field that is a table; a plain text or list is taken as the field `alone`."""
    if not isinstance(given, dict):
        return {alone: _texts(given, name, right)}
    if not given:
        raise Fault(f"has a field `{name}` that is empty", right)
    return _sayings(_fields(given, SAYINGS))


def _fields(table: Any, known: Mapping[str, str]) -> dict[str, Any]:
    """The values of a table's fields. Each is checked by itself, except those that are tables."""
    if not isinstance(table, dict):
        raise Fault("is no list of fields", next(iter(known.values())))
    said: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            near, advice = _nearest(name, tuple(known), "label")
            raise Fault(f'has the unknown field "{name}". {advice}', known[near])
        if name in _TREES or name == "keep" and known is PACK_FIELDS:
            said[name] = value
        else:
            said[name] = (_texts if name in _LISTS else _value)(value, name, known[name])
    return said


def _value(text: Any, name: str, right: str) -> Any:
    if not isinstance(text, str) or not text.strip():
        shape = "is empty" if text is None or text == "" else f"is a {_shape(text)}, not one text"
        raise Fault(f"has a field `{name}` that {shape}", right)
    text = text.strip()
    if name in _KNOWN and text not in _KNOWN[name]:
        near, advice = _nearest(text, _KNOWN[name], _KNOWN[name][0])
        raise Fault(f'has the unknown {name} "{text}". {advice}', f"{name}: {near}")
    if name not in _FORMS:
        return text
    form, wrong, make = _FORMS[name]
    if not re.fullmatch(form, text):
        raise Fault(f"has `{name}: {text}`, {wrong}", right)
    return make(text)


def _texts(value: Any, name: str, right: str) -> tuple[str, ...]:
    """A field's list of texts; a single text counts as a list of one."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not values:
        shape = "is empty" if not value else f"is a {_shape(value)}, not a list of texts"
        raise Fault(f"has a field `{name}` that {shape}", right)
    for part in values:
        if not isinstance(part, str) or not part.strip():
            shape = "an empty text" if not part or isinstance(part, str) else f"a {_shape(part)} instead of a text"
            hint = "  (in quotes where it holds a colon)" if isinstance(part, dict) else ""
            raise Fault(f"holds {shape} under `{name}`", right + hint)
    return tuple(values)


def _sayings(said: Mapping[str, Any]) -> Texts:
    """The phrases and patterns among some fields, by the names that they have today."""
    found: Texts = {}
    for name in [name for name in said if name in SAYINGS]:
        today = _OLDER.get(name, name)
        found[today] = found.get(today, ()) + said[name]
    return found


def _nearest(value: str, known: Sequence[str], otherwise: str) -> tuple[str, str]:
    """The nearest of what is known, and advice that names it."""
    advice = did_you_mean(value, known)
    return next((name for name in known if f'"{name}"' in advice), otherwise), advice


def _shape(value: Any) -> str:
    return "list" if isinstance(value, list) else "table of fields" if isinstance(value, dict) else "text"
