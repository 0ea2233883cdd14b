"""`cleaner rules`: what the rules are, and whether they hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.exits import HELP, RULES, SET_ASIDE, fail
from cleaner.cli.options import folders, rules_option
from cleaner.document import LABELS
from cleaner.errors import CleanerError
from cleaner.text.printable import one_line, printable

if TYPE_CHECKING:
    from cleaner.registry import Heuristic
    from cleaner.rules import Rule, RuleBook

_CONDITIONS = ("keywords", "hosts")
_SETTINGS = ("zone", "max_words", "confidence", "inline")


@click.group(name="rules", short_help="List, show, test and begin rules.")
def command() -> None:
    """List, show, test and begin what decides about cuts: rules, which are data, and heuristics, which are code."""


@command.command(name="list", epilog=HELP)
@click.option("--label", type=click.Choice(LABELS), metavar="LABEL", help="Only what cuts this.")
@click.option("--language", metavar="CODE", help='Only rules of this language ("any": those of no language).')
@click.option("--labels", is_flag=True, help="The labels, each with its number of rules, instead of the rules.")
@rules_option
def list_command(label: str | None, language: str | None, labels: bool, rules: tuple[str, ...]) -> None:
    """List rules and heuristics, one a line: id, label, what it cuts."""
    from cleaner.registry import heuristics

    book = _book(rules)
    if language is not None and language not in book.languages():
        raise click.UsageError(
            f"There are no rules of language {language!r}; there are: {', '.join(book.languages())}."
        )
    chosen = [
        (rule.id, rule.label, rule.what)
        for rule in _rules(book)
        if label in (None, rule.label) and language in (None, rule.language)
    ]
    if language is None:
        chosen += [
            (heuristic.id, heuristic.label or "-", heuristic.what.partition("\n")[0])
            for heuristic in heuristics().values()
            if label in (None, heuristic.label)
        ]
    if labels:
        counts = Counter(name for _, name, _ in chosen)
        for name in LABELS if label is None else (label,):
            click.echo(f"{name:<14} {counts[name]:>5}")
        return
    wide = max((len(row[0]) for row in chosen), default=0)
    for rule, name, what in chosen:
        click.echo(one_line(f"{rule:<{wide}}  {name:<14} {what}"))


@command.command(name="show", epilog=HELP)
@click.argument("rule", metavar="ID")
@rules_option
def show_command(rule: str, rules: tuple[str, ...]) -> None:
    """Show the rule or heuristic ID: what it cuts, where it is written down, and its examples."""
    from cleaner.registry import heuristics

    if rule in heuristics():
        lines = list(_heuristic(heuristics()[rule]))
    else:
        try:
            lines = list(_rule(_book(rules).get(rule)))
        except CleanerError as error:
            if error.code != "unknown-rule":
                fail(str(error), RULES)
            raise click.UsageError(str(error)) from error
    for line in lines:
        click.echo(printable(line))


@command.command(name="test", epilog=HELP)
@click.argument("pack", required=False)
@click.option(
    "--gold",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of documents with gold beside them (NAME.gold.json or NAME.gold.txt): tells what each rule cuts of them "
    "rightly and wrongly.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines and tables.")
@rules_option
def test_command(pack: str | None, gold: Path | None, as_json: bool, rules: tuple[str, ...]) -> None:
    """Try every rule's examples, alone and against the other rules; with --gold, weigh every rule.

    PACK is a pack's name (en/newsletter) or the first part of several (en); all packs otherwise.
    """
    from cleaner.rules.examples import self_test

    book = _book(rules)
    try:
        failures = self_test(book, pack)
    except CleanerError as error:
        if error.code != "unknown-pack":
            fail(str(error), RULES)
        raise click.UsageError(str(error)) from error
    tried = [rule for rule in _rules(book) if pack is None or f"{rule.pack}/".startswith(pack.rstrip("/") + "/")]
    examples = sum(len(getattr(rule, name)) for rule in tried for name in ("cut", "keep", "cut_names", "keep_names"))
    told: dict[str, Any] = {"rules": len(tried), "examples": examples, "failures": [asdict(one) for one in failures]}
    if not as_json:
        for failure in failures:
            click.echo(one_line(f"{failure.file}: {failure.rule}: {failure.message}"))
            click.echo(one_line(f"    right would be: {failure.right}"))
        click.echo(f"rules: {len(tried):,}; examples: {examples:,}; failures: {len(failures):,}")
    if gold is not None:
        from cleaner.cli.worth import table, weighed

        try:
            told["gold"] = weighed(gold, tried, folders(rules), everything=pack is None)
        except CleanerError as error:
            raise click.UsageError(str(error)) from error
        if not as_json:
            for line in table(told["gold"]):
                click.echo(one_line(line))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    if failures:
        click.get_current_context().exit(SET_ASIDE)


@command.command(name="new", epilog=HELP)
@click.argument("line")
@click.option(
    "--label", type=click.Choice(LABELS), metavar="LABEL", help="What the line is. Otherwise what a rule says."
)
@click.option("--language", metavar="CODE", default="en", show_default=True, help='The line\'s language, or "any".')
@rules_option
def new_command(line: str, label: str | None, language: str, rules: tuple[str, ...]) -> None:
    """Write a rule's skeleton that cuts LINE to stdout, with what has to be filled in.

    Put it into a file NAME.yaml in a folder of your own, fill in what stands there in capitals, and try it:
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
    """All rules; a pack with a mistake ends the command."""
    from cleaner.rules import RuleBook

    try:
        return RuleBook.load(folders(rules))
    except CleanerError as error:
        fail(str(error), RULES)


def _rules(book: RuleBook) -> list[Rule]:
    try:
        return book.rules  # which reads the packs that ship
    except CleanerError as error:
        fail(str(error), RULES)


def _heuristic(heuristic: Heuristic) -> Iterator[str]:
    yield f"{heuristic.id}  ({heuristic.label or 'several labels, or a repair'}; a heuristic)"
    yield ""
    for line in heuristic.what.splitlines():
        yield f"  {line}".rstrip()
    yield ""
    yield f"  written down in {heuristic.place}"
    yield ""


def _rule(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}  ({rule.label}; a rule)"
    yield ""
    yield f"  {rule.what}"
    yield f"  written down in {rule.file} (pack {rule.pack}, language {rule.language})"
    yield ""
    yield from _named("names", ["-".join(words) for words in rule.names])
    yield from _named("tags", sorted(rule.tags))
    for name, said in rule.says.items():
        yield from _named(name, said)
    for name in _CONDITIONS:
        yield from _named(name, getattr(rule, name))
    for name in _SETTINGS:
        value = getattr(rule, name)
        if value not in (None, False):
            yield f"  {name}: {str(value).lower()}"
    for name in ("cut", "cut_names", "keep", "keep_names"):
        yield from _named(f"{name.replace('_', ' ')} (examples)", getattr(rule, name))


def _named(name: str, values: tuple[str, ...] | list[str]) -> Iterator[str]:
    if values:
        yield f"  {name}:"
        for value in values:
            yield f"    - {value}"
