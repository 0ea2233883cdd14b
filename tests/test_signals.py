"""Signals of quality against datatrove's filters, filters of `clean`, and histograms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.cli import main
from cleaner.corpus.filters import Wanted, kept_share
from cleaner.corpus.signals import signals
from cleaner.review.counts import VALUES, value_band


def test_signals_by_hand() -> None:
    text = "The ferry sails to Tarn.\n\nMenu\nMenu\n- one ...\n#tide and tide and tide and tide {x}"
    found = signals(text)
    assert found["gopher_bullet_lines"] == round(1 / 6, 4) and found["gopher_ellipsis_lines"] == round(1 / 6, 4)
    assert found["gopher_repeated_lines"] == 0.2 and found["gopher_stop_words"] == 2
    assert found["c4_lines"] == 0.2 and found["c4_sentences"] == 1 and found["c4_curly_brackets"] == 1
    assert found["fineweb_stopped_lines"] == 0.4 and found["fineweb_short_lines"] == 0.8
    assert found["gopher_words"] == 16


@given(st.text(max_size=300))
def test_any_text_has_all_signals(text: str) -> None:
    found = signals(text)
    assert found.keys() == signals("").keys()
    shares = [name for name in found if name.endswith(("_lines", "_chars", "_paragraphs", "_grams"))]
    assert all(0 <= found[name] <= 1 for name in shares)
    assert all(value_band(value) in VALUES for value in found.values())


def _texts() -> list[str]:
    """A thousand texts: the samples' whole ones and stretches of them, joined and repeated in many ways."""
    folder = Path(__file__).resolve().parent.parent / "samples"
    whole = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.txt"))]
    lines = [line for text in whole for line in text.split("\n")]
    made = [
        "\n".join(lines[n * 7 % len(lines) :][: 3 + n % 40] + lines[n % len(lines) :][: n % 5] * (1 + n % 4))
        for n in range(1000)
    ]
    return [text for text in made if text.strip()]


def test_signals_are_those_of_datatrove() -> None:
    """By datatrove's own words, each limit of its filters falls where our numbers say (it returns no numbers itself)."""
    pytest.importorskip("datatrove", reason="datatrove is checked against where it is installed")
    from datatrove.data import Document
    from datatrove.pipeline.filters import FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter
    from datatrove.pipeline.filters.gopher_repetition_filter import find_all_duplicate, find_top_duplicate, get_n_grams
    from datatrove.utils.text import split_into_words

    def why(filter: Any, text: str) -> str:
        result = filter.filter(Document(text=text, id=""))
        return "" if result is True else result[1]

    off: dict[str, Any] = dict.fromkeys(
        ("min_doc_words", "max_doc_words", "min_avg_word_length", "max_avg_word_length", "max_symbol_word_ratio",
         "max_bullet_lines_ratio", "max_ellipsis_lines_ratio", "max_non_alpha_words_ratio", "min_stop_words")
    )  # fmt: skip
    for text in _texts():
        words = split_into_words(text)
        if not words:
            continue
        found = signals(text, words)
        for limit, name, value in (
            ("max_symbol_word_ratio", "gopher_too_many_hashes", found["gopher_hashes"]),
            ("max_bullet_lines_ratio", "gopher_too_many_bullets", found["gopher_bullet_lines"]),
            ("max_ellipsis_lines_ratio", "gopher_too_many_end_ellipsis", found["gopher_ellipsis_lines"]),
        ):
            over = why(GopherQualityFilter(**{**off, limit: max(1e-9, value - 0.001)}), text)
            under = why(GopherQualityFilter(**{**off, limit: value + 0.001}), text)
            assert under != name and (not value or over == name), (name, value, text)
        for limit, value in (("min_stop_words", found["gopher_stop_words"]),):
            assert why(GopherQualityFilter(**{**off, limit: value}), text) == ""
            assert why(GopherQualityFilter(**{**off, limit: value + 1}), text) == "gopher_enough_stop_words"
        value = found["gopher_alphabetic_words"]
        assert why(GopherQualityFilter(**{**off, "max_non_alpha_words_ratio": value - 0.001}), text) == ""
        for n in (2, 3, 4):
            if grams := get_n_grams(words, n):
                top = find_top_duplicate(grams) / len(text)
                assert found[f"gopher_top_{n}_gram"] == pytest.approx(top, abs=1e-4)
        for n in range(5, 11):
            assert found[f"gopher_repeated_{n}_grams"] == pytest.approx(
                find_all_duplicate(words, n) / len(text), abs=1e-4
            )
        none: dict[str, Any] = {"top_n_grams": (), "dup_n_grams": ()}
        limits = {
            "dup_para_frac": "gopher_repeated_paragraphs", "dup_para_char_frac": "gopher_repeated_paragraph_chars",
            "dup_line_frac": "gopher_repeated_lines", "dup_line_char_frac": "gopher_repeated_line_chars",
        }  # fmt: skip
        for limit, name in limits.items():
            alone = dict.fromkeys(limits) | none
            assert why(GopherRepetitionFilter(**{**alone, limit: found[name] + 0.001}), text) == ""
            if found[name] > 0.001:
                assert why(GopherRepetitionFilter(**{**alone, limit: found[name] - 0.001}), text) == limit
        value = found["fineweb_short_lines"]
        kept: dict[str, Any] = {"line_punct_thr": 0, "char_duplicates_ratio": 9, "new_line_ratio": 99}
        assert why(FineWebQualityFilter(**kept, short_line_thr=value + 0.001), text) == ""
        if value:
            assert why(FineWebQualityFilter(**kept, short_line_thr=value - 0.001), text) == "short_line_ratio"


pytestmark = pytest.mark.usefixtures("no_workers")

_TEXTS = {
    "en": "The harbour board said on Tuesday that the ramp of the ferry will be mended before the first snow of the year falls on the quay.",
    "de": "Der Hafenrat hat am Dienstag gesagt, dass die Rampe der Fähre noch vor dem ersten Schnee des Jahres am Kai repariert werden soll.",
}


def test_what_is_wanted() -> None:
    article = cleaner.clean(_TEXTS["de"], kind="text")
    assert article.language == "de" and kept_share(article) == 1.0
    assert Wanted()(article) is None and Wanted(languages=("de", "fr"))(article) is None
    assert Wanted(languages=("en",))(article) == "language"
    assert Wanted(genres=("forum",))(article) == "genre"
    assert Wanted(min_words=23)(article) is None and Wanted(min_words=24)(article) == "min-words"
    empty = cleaner.clean("", kind="text")
    assert Wanted(min_words=1)(empty) == "min-words" and Wanted(min_share=0.5)(empty) is None
    assert Wanted(languages=("und",))(empty) is None and Wanted(languages=("en",))(empty) == "language"
    page = cleaner.clean(f"Home | News | Sport\n\n{_TEXTS['en']}\n\n© 2023 Courier", kind="text")
    share = kept_share(page)
    assert (
        0.5 < share < 1
        and Wanted(min_share=share)(page) is None
        and Wanted(min_share=share + 0.01)(page) == "min-share"
    )


def test_filters_are_counted_as_skips(tmp_path: Path) -> None:
    for name, text in _TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "out.jsonl"
    result = CliRunner().invoke(main, ["clean", str(tmp_path), "-o", str(out), "--language", "de", "--signals"])
    assert result.exit_code == 0 and "2 inputs = 1 written + 1 skipped (language 1)" in result.stderr
    (record,) = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert record["language"] == "de" and record["signals"] == signals(record["text"])
    said = json.loads((tmp_path / "out.jsonl.manifest.json").read_text(encoding="utf-8"))
    assert said["counts"]["skipped"] == 1 or said["counts"]["skipped"] == {"language": 1}
    shown = CliRunner().invoke(main, ["stats", str(out)])
    assert "gopher_words" in shown.stdout and shown.exit_code == 0
    assert (
        json.loads(CliRunner().invoke(main, ["stats", str(out), "--json"]).stdout)["signals"]["gopher_words"][
            "documents"
        ]
        == 1
    )


@pytest.mark.parametrize(
    ("options", "says"),
    [(["--genre", "novel"], "no genre"), (["--signals", "-f", "text"], "--signals"), (["--learn", "-"], "stdin")],
)
def test_options_that_make_no_sense(tmp_path: Path, options: list[str], says: str) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    result = CliRunner().invoke(main, ["clean", str(tmp_path / "a.txt"), *options])
    assert result.exit_code == 2 and says in result.stderr
