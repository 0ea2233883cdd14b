"""Near-duplicates and repeated paragraphs, with datasketch as the oracle of similarities."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from benchmarks.near_copies import Made, pairs
from cleaner.archive.encode import record_schema
from cleaner.cli import main
from cleaner.corpus.near import Near, Signatures, _similarity
from cleaner.corpus.paragraphs import Paragraphs
from cleaner.corpus.shingles import LENGTH, flat_shingles, shingles, words_of

pytestmark = pytest.mark.usefixtures("no_workers")

_WORDS = [a + b + c for a in "bdfgklmn" for b in "aeiou" for c in ("rin", "tal", "vos", "k", "mer")]


def _prose(count: int, seed: int) -> str:
    return " ".join(random.Random(seed).choices(_WORDS, k=count))


def _near(documents: list[tuple[str, str]], folder: Path) -> dict[str, Near]:
    folder.mkdir()
    signatures = Signatures(folder)
    signatures.add_all(documents)
    return dict(signatures.clusters())


def test_words_and_shingles() -> None:
    assert words_of("The tide, it's IN!").split() == [b"the", b"tide", b"it", b"s", b"in"]
    assert words_of("Das Öl 東京 fließt").decode().split() == ["das", "öl", "東", "京", "fließt"]
    assert len(shingles("a b c d e f g")) == 7 - LENGTH + 1
    assert len(shingles("a b")) == 1 and not shingles(" -- ")
    assert shingles("one two three four five") == shingles("One, two: three (four) FIVE.")
    assert shingles("\ud800 é a") == shingles("é a") and flat_shingles([""])[1].tolist() == [0, 0]
    flat, starts = flat_shingles(["a b c d e f", "", "a b", "a b c d e f"])
    assert starts.tolist() == [0, 2, 2, 3, 5] and flat[:2].tolist() == flat[3:].tolist()


def test_copies_are_found_and_others_are_not(tmp_path: Path) -> None:
    made = Made(1500)
    near = _near(list(made.documents()), tmp_path / "a")
    found, wanted = pairs([one.cluster for one in near.values()]), pairs(list(made.story))
    assert len(wanted) > 200
    assert len(found & wanted) >= 0.97 * len(wanted) and len(found & wanted) >= 0.99 * len(found)


def test_order_does_not_matter_and_the_longest_stands_for_all(tmp_path: Path) -> None:
    documents = list(Made(400).documents())
    story = _prose(300, 1)
    documents += [("x1", story), ("x2", f"{story} {_prose(40, 2)}"), ("x3", story), ("e1", ""), ("e2", " \n")]
    first = _near(documents, tmp_path / "a")
    random.Random(3).shuffle(documents)
    assert _near(documents, tmp_path / "b") == first
    assert first["x2"] == Near("x2", None, 1.0)
    assert first["x1"].duplicate_of == first["x3"].duplicate_of == "x2" and first["x1"].similarity > 0.9
    assert first["e1"] == Near("e1", None, 1.0) and first["e2"].cluster == "e2"


@pytest.mark.long
def test_similarities_are_those_of_datasketch(tmp_path: Path) -> None:
    datasketch = pytest.importorskip("datasketch")
    whole = _prose(400, 7).split()
    documents = [("whole", " ".join(whole))]
    documents += [(f"d{n}", " ".join([*_prose(40 * n, n + 20).split(), *whole[40 * n :]])) for n in range(1, 9)]
    signatures = Signatures(tmp_path)
    signatures.add_all(documents)
    list(signatures.clusters())
    import numpy as np

    table = np.memmap(tmp_path / "signatures", np.uint32, "r").reshape(len(documents), -1)
    sizes = np.array([len(shingles(text)) for _, text in documents])
    zero = np.zeros(len(documents), int)
    ours = _similarity(table, sizes, np.arange(len(documents)), zero)
    sketches = []
    for _, text in documents:
        sketch = datasketch.MinHash(512, seed=1)
        sketch.update_batch([value.to_bytes(8, "little") for value in shingles(text)])
        sketches.append(sketch)
    for index, sketch in enumerate(sketches):
        jaccard = sketch.jaccard(sketches[0])
        assert abs(ours[index] - 2 * jaccard / (1 + jaccard)) < 0.13
        exact = len(shingles(documents[index][1]) & shingles(documents[0][1])) / sizes.min()
        assert abs(ours[index] - exact) < 0.1


def test_paragraphs_of_several_documents(tmp_path: Path) -> None:
    shared, own = "Nobody may land at the quay before noon.", "The quay of Tarn is closed for the whole week."
    texts = [f"{own}\n\n{shared}\nShort line", f"{shared.upper()}\n\n{shared}", "Short line", "", own + " Said who."]
    paragraphs = Paragraphs(tmp_path)
    for text in texts:
        paragraphs.add(text)
    assert paragraphs.count() == 1 and paragraphs.total == 4
    start = len(own) + 2
    assert paragraphs.repeated(0, texts[0]) == [{"start": start, "end": start + len(shared), "documents": 2}]
    assert len(paragraphs.repeated(1, texts[1])) == 2
    assert not any(paragraphs.repeated(number, texts[number]) for number in (2, 3, 4))


@pytest.fixture()
def out(tmp_path: Path) -> Path:
    stories = [f"{_prose(60, n).capitalize()}.\n\n{_prose(70, n + 50).capitalize()}." for n in range(4)]
    with open(tmp_path / "in.jsonl", "w", encoding="utf-8") as file:
        for text in (*stories, stories[1] + f"\n\n{_prose(12, 99).capitalize()}.", stories[2]):
            file.write(json.dumps({"text": text}) + "\n")
    assert (
        CliRunner()
        .invoke(main, ["clean", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out.jsonl"), "-q"])
        .exit_code
        == 0
    )
    return tmp_path / "out.jsonl"


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_command_labels_and_drops(out: Path) -> None:
    table = CliRunner().invoke(main, ["dedup", str(out)])
    labels = [json.loads(line) for line in table.stdout.splitlines()]
    assert [label["id"] for label in labels] == [record["id"] for record in _lines(out)]
    copies = [number for number, label in enumerate(labels) if label["duplicate_of"]]
    assert len(copies) == 2 and 1 in copies and labels[1]["duplicate_of"] == labels[4]["id"]
    assert "6 documents = 4 different + 2 near-copies" in table.stderr

    named = out.with_name("near.jsonl")
    assert CliRunner().invoke(main, ["dedup", str(out), "-o", str(named)]).exit_code == 0
    schema = Draft202012Validator(record_schema())
    for record, label in zip(_lines(named), labels, strict=True):
        schema.validate(record)
        assert record["near"] == {key: label[key] for key in ("cluster", "duplicate_of", "similarity", "repeated")}
    dropped = out.with_name("dropped.jsonl.gz")
    result = CliRunner().invoke(main, ["dedup", str(out), "-o", str(dropped), "--drop"])
    assert result.exit_code == 0 and "2 near-copies (dropped)" in result.stderr
    again = CliRunner().invoke(main, ["dedup", str(dropped)])
    assert "4 documents = 4 different + 0 near-copies" in again.stderr
    assert CliRunner().invoke(main, ["dedup", str(out), "-o", str(named)]).exit_code == 3


def test_the_command_says_what_is_wrong(out: Path) -> None:
    assert "-o FILE" in CliRunner().invoke(main, ["dedup", str(out), "--drop"]).stderr
    missing = CliRunner().invoke(main, ["dedup", "nowhere.jsonl"])
    assert missing.exit_code and "no such output" in missing.stderr
    out.write_text('{"a": 1}\n', encoding="utf-8")
    assert "is no record" in CliRunner().invoke(main, ["dedup", str(out)]).stderr
    out.write_text("", encoding="utf-8")
    assert "0 documents = 0 different" in CliRunner().invoke(main, ["dedup", str(out)]).stderr
