"""`cleaner rules`: what the rules are, and whether they hold."""

from __future__ import annotations

import inspect
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli import opts
from cleaner.cli.exits import SET_ASIDE, Command, refuse
from cleaner.document import LABELS
from cleaner.registry import HEURISTICS, Heuristic
from cleaner.text.printable import one_line, printable

if TYPE_CHECKING:
    from cleaner.rules import Rule, RuleBook


@click.group("rules")
def command() -> None:
    """List, show, test and begin rules.

    What decides about cuts are rules, which are data, and heuristics, which are code.
    """


@command.command("list", cls=Command)
@opts.option("--label", "LABEL", "Only what cuts this.", click.Choice(LABELS))
@opts.option("--language", "CODE", 'Only rules of this language ("any": those of no language).')
@opts.flag("--labels", "The labels, each with its number of rules, instead of the rules.")
@opts.rules
def list_command(label: str | None, language: str | None, labels: bool, rules: tuple[str, ...]) -> None:
    """List rules and heuristics: id, label, what it cuts."""
    book = _book(rules)
    known = book.languages()
    refuse((language not in (None, *known), f"There are no rules of language {language!r}, but of {', '.join(known)}."))
    chosen = [(rule.id, rule.label, rule.what) for rule in book.rules if language in (None, rule.language)]
    if language is None:
        chosen += [(id, one.label or "-", _what(one).partition("\n")[0]) for id, one in HEURISTICS.items()]
    chosen = [row for row in chosen if label in (None, row[1])]
    if labels:
        counts = Counter(name for _, name, _ in chosen)
        for name in LABELS if label is None else (label,):
            click.echo(f"{name:<14} {counts[name]:>5}")
        return
    wide = max((len(row[0]) for row in chosen), default=0)
    for rule, name, what in chosen:
        click.echo(one_line(f"{rule:<{wide}}  {name:<14} {what}"))


@command.command("show", cls=Command)
@click.argument("rule", metavar="ID")
@opts.rules
def show_command(rule: str, rules: tuple[str, ...]) -> None:
    """Show the rule or heuristic ID, its place and examples."""
    for line in _heuristic(rule, HEURISTICS[rule]) if rule in HEURISTICS else _rule(_book(rules).get(rule)):
        click.echo(printable(line))


@command.command("test", cls=Command)
@click.argument("pack", required=False)
@opts.option(
    "--gold",
    "DIR",
    "Folder of documents with gold beside them (NAME.gold.json or NAME.gold.txt): tells what each rule cuts of them "
    "rightly and wrongly.",
    click.Path(exists=True, file_okay=False, path_type=Path),
)
@opts.flag("--json as_json", "One JSON object instead of lines and tables.")
@opts.rules
def test_command(pack: str | None, gold: Path | None, as_json: bool, rules: tuple[str, ...]) -> None:
    """Try the examples of all rules, or of a pack.

    Each is tried alone and against the other rules; with --gold every rule is weighed.

    PACK is a pack's name (en/newsletter) or the first part of several (en); all packs otherwise.
    """
    from cleaner.cli.worth import table, weighed
    from cleaner.rules.examples import self_test

    book = _book(rules)
    failures = self_test(book, pack)
    tried = [rule for rule in book.rules if pack is None or f"{rule.pack}/".startswith(pack.rstrip("/") + "/")]
    examples = sum(len(getattr(rule, name)) for rule in tried for name in _EXAMPLES)
    told: dict[str, Any] = {"rules": len(tried), "examples": examples, "failures": [asdict(one) for one in failures]}
    lines = [f"rules: {len(tried):,}; examples: {examples:,}; failures: {len(failures):,}"]
    for failure in reversed(failures):
        lines[:0] = [f"{failure.file}: {failure.rule}: {failure.message}", f"    right would be: {failure.right}"]
    if gold is not None:
        told["gold"] = weighed(gold, tried, opts.folders(rules), everything=pack is None)
        lines += table(told["gold"])
    for line in [json.dumps(told, ensure_ascii=False)] if as_json else map(one_line, lines):
        click.echo(line)
    if failures:
        click.get_current_context().exit(SET_ASIDE)


@command.command("new", cls=Command)
@click.argument("line")
@opts.option("--label", "LABEL", "What the line is. Otherwise what a rule says.", click.Choice(LABELS))
@opts.option("--language", "CODE", 'The line\'s language, or "any".', default="en")
@opts.rules
def new_command(line: str, label: str | None, language: str, rules: tuple[str, ...]) -> None:
    """Write a skeleton of a rule that cuts LINE.

    It goes to stdout, with what has to be filled in. Put it into a file NAME.yaml in a folder of your own, fill in what stands there in capitals, and try it:
    cleaner rules test --rules DIR.
    """
    from cleaner.rules.skeleton import skeleton

    if label is None:
        found = [match.rule for match in _book(rules).match(line, None if language == "any" else language)]
        for rule in found[:3]:
            click.echo(f"cleaner: {rule.id} cuts this line already.", err=True)
        label = found[0].label if found else "other"
    try:
        click.echo(skeleton(line, label, language), nl=False)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _book(rules: tuple[str, ...]) -> RuleBook:
    from cleaner.rules import RuleBook

    return RuleBook(opts.folders(rules))


def _what(heuristic: Heuristic) -> str:
    """The docstring of the function that decides."""
    return inspect.getdoc(resolve_name(heuristic.function)) or ""


def _heuristic(id: str, heuristic: Heuristic) -> Iterator[str]:
    yield f"{id}  ({heuristic.label or 'several labels, or a repair'}; a heuristic)"
    yield from ("", *(f"  {line}".rstrip() for line in _what(heuristic).splitlines()), "")
    yield from (f"  written down in {heuristic.place}", "")


_EXAMPLES = ("cut", "cut_names", "keep", "keep_names")


def _rule(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}  ({rule.label}; a rule)"
    yield from ("", f"  {rule.what}")
    yield from (f"  written down in {rule.file} (pack {rule.pack}, language {rule.language})", "")
    lists = {
        "names": ["-".join(words) for words in rule.names],
        "tags": sorted(rule.tags),
        **rule.says,
        **{name: getattr(rule, name) for name in ("keywords", "hosts", "zone", "max_words", "confidence", "inline")},
        **{f"{name.replace('_', ' ')} (examples)": getattr(rule, name) for name in _EXAMPLES},
    }
    for name, value in lists.items():
        if isinstance(value, (list, tuple)):
            yield from (f"  {name}:", *(f"    - {line}" for line in value)) if value else ()
        elif value not in (None, False):
            yield f"  {name}: {str(value).lower()}"
