"""Boosted trees of lightgbm as `cleaner.trees.Trees` reads them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import lightgbm


def export_trees(
    model: lightgbm.Booster, names: Sequence[str], scale: float, start: int = 0, step: int = 1
) -> list[dict[str, Any]]:
    """Each tree's questions and points.

    Args:
        names: of the facts, in the order of the training matrix. scale: points of one unit of log odds.
        start, step: which trees: of a model with several classes every `step`-th.
    """
    trees = []
    for tree in model.dump_model()["tree_info"][start::step]:
        questions: list[tuple[str, int, int]] = []
        points: list[int] = []

        def walk(node: dict[str, Any], questions: Any = questions, points: Any = points) -> int:
            """Adds a subtree; returns the bits of its leaves."""
            if "split_feature" not in node:
                points.append(round(scale * node["leaf_value"]))
                return int(1 << (len(points) - 1))
            place = len(questions)
            questions.append(("", 0, 0))
            left = walk(node["left_child"])
            questions[place] = (names[node["split_feature"]], math.floor(node["threshold"]), left)
            return left | walk(node["right_child"])

        walk(tree["tree_structure"])
        trees.append({"questions": questions, "points": points})
    return trees
