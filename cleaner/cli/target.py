"""The output of `cleaner clean`: a stream, a folder or files with a journal, as the options say."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import click

from cleaner.archive.encode import Columns, OutputForm, Records, Rendered, Wet
from cleaner.archive.files import atomic
from cleaner.archive.output import Layout, endings, packed_file, to_folder, to_stream
from cleaner.archive.session import Session, Streamed
from cleaner.archive.task import STDIN
from cleaner.cli.exits import refuse
from cleaner.cli.opts import Chosen, made
from cleaner.errors import CleanerError, need
from cleaner.render import ENDINGS, Options
from cleaner.text.printable import counted

FORMS = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html",
    ".htm": "html", ".xml": "tei", ".tei": "tei", ".vert": "vertical", ".vrt": "vertical", ".csv": "csv", ".tsv": "tsv",
    ".parquet": "parquet", ".warc": "warc", ".wet": "warc",
}  # fmt: skip
"""What the endings of OUT ask for; OUT without an ending is JSON Lines."""

_UNPACKED = (".bz2", ".xz", ".lzma", ".lz4", ".br", ".zip", ".7z", ".z")
"""Endings of packed files that are not written, whatever -f says is in them."""
_RENDERED = ", ".join(ENDINGS)


def _form(ending: str, chosen: str | None) -> str:
    """The format that OUT's ending, in lower case, asks for, unless -f has chosen one."""
    form = chosen or (FORMS.get(ending) if ending else "jsonl")
    if form is None or ending in _UNPACKED:
        packed = "packed with" if ending in _UNPACKED else "-f FORMAT, perhaps packed with"
        known = ", ".join(FORMS)
        raise click.UsageError(f"No output is written with the ending {ending!r}: use {known}, {packed} .gz or .zst.")
    return form


@dataclass(frozen=True, slots=True)
class Target:
    """Where the documents go.

    Attributes:
        output: OUT, or None for stdout.
        form: format.
        fields: of the records, if only some are wanted.
        folder: whether OUT is a folder with a file a document.
        layout: which files there are, if OUT is a file.
        options: what is written besides the text.
    """

    output: str | None
    form: str
    fields: tuple[str, ...]
    folder: bool
    layout: Layout
    options: Options

    @classmethod
    def of(cls, chosen: Chosen) -> Target:
        """Reads the options; refuses those that contradict each other."""
        output = None if chosen["output"] == "-" else chosen["output"]
        folder = output is not None and (output.endswith(("/", os.sep)) or os.path.isdir(output))
        refuse(
            (
                folder and chosen["form"] not in ENDINGS,
                f"{output!r} is a folder: with -f {_RENDERED} it gets a file for each document; anything else goes to a file, "
                f"such as {os.path.join(output or '', 'clean.jsonl')}.",
            )
        )
        form = _form(endings(output or "")[0].lower(), chosen["form"])
        layout = Layout(output or "", *(chosen[name] for name in ("shards", "shard_size", "errors", "manifest")))
        target = cls(output, form, chosen["fields"] or (), folder, layout, made(Options, chosen))
        target._refuse_contradictions()
        return target

    def _refuse_contradictions(self) -> None:
        form, layout, options = self.form, self.layout, self.options
        packing = endings(layout.path)[1].lower()
        errors, manifest = endings(layout.errors or ""), endings(layout.manifest or "")
        packed = manifest[1] or any(ending.lower() in _UNPACKED for ending, _ in (errors, manifest))
        rendered, besides = form in ENDINGS, options != Options()
        refuse(
            (packed, "--errors can be packed as .gz or .zst, --manifest cannot: name it otherwise."),
            (
                besides and not rendered,
                f"--metadata, --comments, --images, --tables and --links are for {_RENDERED} only.",
            ),
            (
                options.metadata and form not in ("text", "markdown"),
                "--metadata is for text and Markdown alone.",
            ),
            (self.fields and (rendered or form == "warc"), "--fields is for -f jsonl, csv, tsv and parquet."),
            (layout.count and layout.limit, "--shards and --shard-size are two ways to part the output: give one."),
            (layout.several and not self.files, "Only the output to a file (-o OUT) can be parted."),
            (form == "parquet" and not self.files, "Parquet cannot be streamed: name a file with -o."),
            (form == "parquet" and packing, "Parquet is packed already: name the file without .gz or .zst."),
            (form == "warc" and packing not in ("", ".gz"), "WARC is written plain or as .gz, which other tools read."),
        )

    @property
    def files(self) -> bool:
        """Whether OUT is a file, or several, that a run can be gone on with; not a stream, a device or a folder."""
        if self.output is None or self.folder:
            return False
        return not os.path.exists(self.output) or os.path.isfile(self.output)

    def _named(self) -> list[str]:
        return [path for path in (self.output, self.layout.errors, self.layout.manifest) if path]

    def own(self) -> list[str]:
        """Files and folders that are no inputs, although they may lie among them."""
        layout = self.layout
        if not self.files:
            return self._named()
        numbered = [layout.name(number) for number in range(layout.count or 0)]
        return [layout.path, layout.errors_file, layout.manifest_file, *numbered, *layout.present()]

    def check(self, inputs: tuple[str, ...]) -> None:
        """Refuses to write over an input, or two outputs into one."""
        paths = [path for path in self._named() if path not in ("-", os.devnull)]
        places = {os.path.realpath(path): path for path in paths}
        refuse((len(places) < len(paths), "The output, the errors and the manifest cannot go to the same file."))
        folder = os.path.join(os.path.realpath(os.path.dirname(self.layout.path) or "."), "")
        for argument in inputs:
            real = os.path.realpath(argument)
            below = os.path.isdir(real) and folder.startswith(os.path.join(real, ""))
            over = [path for place, path in places.items() if f"{real}{os.sep}".startswith(f"{place}{os.sep}")]
            refuse(
                (self.layout.limit and below, f"{argument!r} is an input: --shard-size must write to another folder."),
                (over and argument != STDIN, f"{argument!r} is an input: the output must go somewhere else."),
            )

    def ready(self) -> None:
        """Sees that the libraries that the format needs are there."""
        if self.form == "parquet":
            need("pyarrow.parquet", "parquet")
        if self.form == "warc":
            need("warcio.warcwriter", "warc")
        if self.files and (self.form == "parquet" or endings(self.layout.path)[1].lower() in (".zst", ".zstd")):
            need("zstandard", "warc")

    def encoder(self, rules_version: str, *, headed: bool, signals: bool = False) -> OutputForm:
        """What is written of an article; `headed`: texts in one file get their names above them."""
        records = self.form not in (*ENDINGS, "warc") and "signals" in (self.fields or ("signals",))
        refuse((signals and not records, "--signals is for JSON Lines and Parquet, and --fields must name `signals`."))
        if self.form in ENDINGS:
            return Rendered(self.form, self.options, headed and not self.folder, apart=self.folder)
        if self.form == "warc":
            return Wet(rules_version, packed=self.layout.path.lower().endswith(".gz"))
        if self.form == "parquet":
            return Columns(rules_version, self.fields, signals=signals)
        return Records(rules_version, self.fields, self.form, signals)


@contextmanager
def writer(target: Target, *, resume: bool, force: bool) -> Iterator[Session | Streamed]:
    """Opens what the target asks for, and refuses what is there already. An error or interruption says what is left."""
    target.ready()
    with ExitStack() as stack:
        out = Session(target.layout, resume=resume, force=force) if target.files else _streamed(target, force, stack)
        try:
            yield out
        except BaseException as error:
            safe = out.stop() if isinstance(out, Session) else 0
            note = (
                f"Safe: {counted(safe, 'document')}; the same command with --resume goes on from there." if safe else ""
            )
            if isinstance(error, KeyboardInterrupt):
                error.args = (note or _left_behind(out.tally.written, target),)
            elif isinstance(error, CleanerError) and note:
                error.hint = f"{error.hint} {note}" if error.hint else note
            raise


def _streamed(target: Target, force: bool, stack: ExitStack) -> Streamed:
    layout = target.layout
    errors = stack.enter_context(packed_file(layout.errors, force=force)) if layout.errors else None
    manifest = stack.enter_context(atomic(layout.manifest, force=force)) if layout.manifest else None
    if target.output is None:
        sink = stack.enter_context(to_stream(sys.stdout.buffer))
    elif target.folder and target.form in ENDINGS:
        sink = stack.enter_context(to_folder(target.output, ENDINGS[target.form], force=force))
    else:  # a device
        write = stack.enter_context(atomic(target.output, force=force))
        sink = lambda _, data: write(data)  # noqa: E731
    return Streamed(sink, errors, manifest)


def _left_behind(written: int, target: Target) -> str:
    done = f"{counted(written, 'document')} had been cleaned"
    if target.folder:
        return f"{done}; what is in {target.output} is whole."
    if target.output is None:
        return f"{done}."
    return f"{done}, which is lost, since no checkpoint was reached yet; {target.output} was not written."
