"""Rules as data: packs of rules are read, checked, compiled once and matched against lines (docs/rules.md).

Nothing heavy is imported here: YAML, RE2 and the automaton come in when a rule book first needs them.
"""

from __future__ import annotations

from cleaner.rulebook.book import RuleBook
from cleaner.rulebook.language import LanguageData, known_languages, load_language
from cleaner.rulebook.rule import Match, Rule

__all__ = ["LanguageData", "Match", "Rule", "RuleBook", "known_languages", "load_language"]
