"""Files that are no text at all, and what to say of them."""

from __future__ import annotations

import re

from cleaner.errors import CleanerError

_MAGIC: dict[bytes, str] = {
    b"%PDF-": "a PDF document", b"\x89PNG\r\n": "a PNG image", b"GIF87a": "a GIF image", b"GIF89a": "a GIF image",
    b"\xff\xd8\xff": "a JPEG image", b"PK\x03\x04": "a ZIP archive, an Office document or an EPUB book",
    b"\x1f\x8b": "gzip data", b"BZh": "bzip2 data", b"\xfd7zXZ\0": "xz data", b"\x28\xb5\x2f\xfd": "Zstandard data",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive", b"Rar!\x1a\x07": "a RAR archive", b"\x7fELF": "a program",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office document", b"RIFF": "audio, video or a WebP image",
    b"OggS": "audio or video", b"ID3": "MP3 audio", b"wOFF": "a font", b"wOF2": "a font",
    b"SQLite format 3\0": "a database", b"PAR1": "Parquet data", b"\0asm": "a WebAssembly program",
}  # fmt: skip
"""What files begin with (the registries of file(1) and https://mimesniff.spec.whatwg.org/)."""

_CONTROLS = bytes((*range(1, 9), *range(14, 27), *range(28, 32), 127))
_CONTROL = re.compile(b"[" + re.escape(_CONTROLS) + b"]")
_OF_FILES = re.compile(rb"[\x00-\x08\x0e-\x1a]| obj")  # PDF may be all ASCII
_SAMPLE = 1 << 20
_FEW = 3
_MOST = 0.02
_MOST_IN_UTF8 = 0.3


def refuse_binary(data: bytes, *, is_utf8: bool, tried: list[str]) -> None:
    """Raises for bytes that begin like a file that is no text, or are full of control characters.

    NULs do not count: they stand in otherwise good text. More than two control characters in a hundred bytes do, or
    thirty where the bytes are valid UTF-8 (random bytes have eleven).

    Args:
        data: what is to be read.
        is_utf8: whether it is valid UTF-8.
        tried: the encodings that were tried, for the message.

    Raises:
        CleanerError: code "binary-input".
    """
    for magic, what in _MAGIC.items():
        if data.startswith(magic) and _OF_FILES.search(data[:1024]):
            raise _refusal(data, 0, f"{what[0].upper()}{what[1:]} begins so", what, tried)
    if data.startswith(b"ustar", 257) and b"\0" in data[:257]:  # (POSIX pax, "ustar Interchange Format")
        raise _refusal(data, 0, "A tar archive begins so", "a tar archive", tried)
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _FEW and controls > (_MOST_IN_UTF8 if is_utf8 else _MOST) * len(sample):
        first = _CONTROL.search(sample)
        assert first is not None
        share = f"{controls} of the first {len(sample)} bytes are control characters"
        raise _refusal(data, first.start(), share, "binary data", tried)


def _refusal(data: bytes, offset: int, why: str, what: str, tried: list[str]) -> CleanerError:
    return CleanerError(
        f"This is not text: byte 0x{data[offset]:02X} at offset {offset}. {why}; tried {', '.join(tried)}.",
        hint=f"It looks like {what}: extract the text or unpack it first, or leave it out.",
        code="binary-input",
    )
