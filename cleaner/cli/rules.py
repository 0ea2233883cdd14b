"""`cleaner rules`: what the rules are, and whether they hold."""

from __future__ import annotations

import inspect
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.exits import HELP, RULES, SET_ASIDE, fail
from cleaner.cli.options import folders, option, rules_option
from cleaner.document import LABELS
from cleaner.errors import CleanerError
from cleaner.registry import HEURISTICS, Heuristic
from cleaner.text.printable import one_line, printable

if TYPE_CHECKING:
    from cleaner.rules import Rule, RuleBook


@click.group(name="rules", short_help="List, show, test and begin rules.")
def command() -> None:
    """List, show, test and begin what decides about cuts: rules, which are data, and heuristics, which are code."""


@command.command(name="list", epilog=HELP)
@option("--label", "LABEL", "Only what cuts this.", click.Choice(LABELS))
@option("--language", "CODE", 'Only rules of this language ("any": those of no language).')
@click.option("--labels", is_flag=True, help="The labels, each with its number of rules, instead of the rules.")
@rules_option
def list_command(label: str | None, language: str | None, labels: bool, rules: tuple[str, ...]) -> None:
    """List rules and heuristics, one a line: id, label, what it cuts."""
    book = _book(rules)
    if language is not None and language not in book.languages():
        raise click.UsageError(
            f"There are no rules of language {language!r}; there are: {', '.join(book.languages())}."
        )
    chosen = [
        (rule.id, rule.label, rule.what)
        for rule in book.rules
        if label in (None, rule.label) and language in (None, rule.language)
    ]
    if language is None:
        chosen += [
            (id, heuristic.label or "-", _what(heuristic).partition("\n")[0])
            for id, heuristic in HEURISTICS.items()
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
    if rule in HEURISTICS:
        lines = list(_heuristic(rule, HEURISTICS[rule]))
    else:
        with _packs("unknown-rule"):
            lines = list(_rule(_book(rules).get(rule)))
    for line in lines:
        click.echo(printable(line))


@command.command(name="test", epilog=HELP)
@click.argument("pack", required=False)
@option(
    "--gold",
    "DIR",
    "Folder of documents with gold beside them (NAME.gold.json or NAME.gold.txt): tells what each rule cuts of them "
    "rightly and wrongly.",
    click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines and tables.")
@rules_option
def test_command(pack: str | None, gold: Path | None, as_json: bool, rules: tuple[str, ...]) -> None:
    """Try every rule's examples, alone and against the other rules; with --gold, weigh every rule.

    PACK is a pack's name (en/newsletter) or the first part of several (en); all packs otherwise.
    """
    from cleaner.rules.examples import self_test

    book = _book(rules)
    with _packs("unknown-pack"):
        failures = self_test(book, pack)
    tried = [rule for rule in book.rules if pack is None or f"{rule.pack}/".startswith(pack.rstrip("/") + "/")]
    examples = sum(len(getattr(rule, name)) for rule in tried for name in ("cut", "keep", "cut_names", "keep_names"))
    told: dict[str, Any] = {"rules": len(tried), "examples": examples, "failures": [asdict(one) for one in failures]}
    if not as_json:
        for failure in failures:
            click.echo(one_line(f"{failure.file}: {failure.rule}: {failure.message}"))
            click.echo(one_line(f"    right would be: {failure.right}"))
        click.echo(f"rules: {len(tried):,}; examples: {examples:,}; failures: {len(failures):,}")
    if gold is not None:
        from cleaner.cli.worth import table, weighed

        with _packs("bad-gold"):
            told["gold"] = weighed(gold, tried, folders(rules), everything=pack is None)
        if not as_json:
            for line in table(told["gold"]):
                click.echo(one_line(line))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    if failures:
        click.get_current_context().exit(SET_ASIDE)


@command.command(name="new", epilog=HELP)
@click.argument("line")
@option("--label", "LABEL", "What the line is. Otherwise what a rule says.", click.Choice(LABELS))
@option("--language", "CODE", 'The line\'s language, or "any".', default="en")
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


@contextmanager
def _packs(usage: str | None = None) -> Iterator[None]:
    """What is wrong with a pack ends the command with exit code 4; an error with the code `usage` is the command line's."""
    try:
        yield
    except CleanerError as error:
        if error.code == usage:
            raise click.UsageError(str(error)) from error
        fail(str(error), RULES)


def _book(rules: tuple[str, ...]) -> RuleBook:
    """All rules."""
    from cleaner.rules import RuleBook

    with _packs():
        book = RuleBook.load(folders(rules))
        _ = book.rules  # reads the packs that ship
        return book


def _what(heuristic: Heuristic) -> str:
    """The docstring of the function that decides."""
    return inspect.getdoc(resolve_name(heuristic.function)) or ""


def _heuristic(id: str, heuristic: Heuristic) -> Iterator[str]:
    yield f"{id}  ({heuristic.label or 'several labels, or a repair'}; a heuristic)"
    yield from ("", *(f"  {line}".rstrip() for line in _what(heuristic).splitlines()), "")
    yield from (f"  written down in {heuristic.place}", "")


def _rule(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}  ({rule.label}; a rule)"
    yield from ("", f"  {rule.what}")
    yield from (f"  written down in {rule.file} (pack {rule.pack}, language {rule.language})", "")
    examples = ("cut", "cut_names", "keep", "keep_names")
    lists = {
        "names": ["-".join(words) for words in rule.names],
        "tags": sorted(rule.tags),
        **rule.says,
        "keywords": rule.keywords,
        "hosts": rule.hosts,
        **{name: getattr(rule, name) for name in ("zone", "max_words", "confidence", "inline")},
        **{f"{name.replace('_', ' ')} (examples)": getattr(rule, name) for name in examples},
    }
    for name, value in lists.items():
        if isinstance(value, (list, tuple)):
            yield from (f"  {name}:", *(f"    - {line}" for line in value)) if value else ()
        elif value not in (None, False):
            yield f"  {name}: {str(value).lower()}"
