"""Rules as data: packs of rules are read, checked, compiled once and matched against lines (docs/rules.md).

Nothing heavy is imported here: YAML, RE2 and the automaton come in when a rule book first needs them.
"""

from __future__ import annotations

from cleaner.rules.book import RuleBook
from cleaner.rules.rule import Match, Rule

__all__ = ["Match", "Rule", "RuleBook"]
