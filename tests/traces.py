"""Whether a text stands in some bytes, however it was written down."""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

GZIP, ZLIB = b"\x1f\x8b\x08", (b"\x78\x01", b"\x78\x9c", b"\x78\xda")
MOST_PACKED, MOST_UNPACKED = 1 << 20, 16 << 20


def forms(text: str) -> Iterator[tuple[str, bytes]]:
    """A text as programs write it."""
    plain = text.encode()
    yield "UTF-8", plain
    yield "UTF-16 LE", text.encode("utf-16-le")
    yield "UTF-16 BE", text.encode("utf-16-be")
    yield "Latin-1", text.encode("latin-1")
    yield "hex", plain.hex().encode()
    yield "HEX", plain.hex().upper().encode()
    yield "URL", quote(text).encode()
    yield "JSON", json.dumps(text)[1:-1].encode()
    for shift in range(3):  # base64 writes a text in three ways, by where in the stream it begins
        coded = base64.b64encode(b"\0" * shift + plain)
        yield f"base64+{shift}", coded[(0, 2, 3)[shift] : len(coded) - 4]


def unpacked(content: bytes) -> Iterator[bytes]:
    """What stands compressed inside: each gzip or zlib stream, wherever it begins."""
    for mark, bits in ((GZIP, 31), *((start, 15) for start in ZLIB)):
        place = content.find(mark)
        while place >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj(bits).decompress(content[place : place + MOST_PACKED], MOST_UNPACKED)
            place = content.find(mark, place + 1)


def traces_in(content: bytes, texts: Iterable[str]) -> list[str]:
    wanted = [(text, kind, form) for text in texts for kind, form in forms(text)]
    layers = [content, *unpacked(content)]
    return sorted({f"{text} ({kind})" for text, kind, form in wanted for layer in layers if form in layer})


def bytes_of(path: Path) -> bytes:
    """A running server removes files of its own while they are being listed."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def traces_below(folder: Path, texts: Iterable[str], *, without: Iterable[str] = ()) -> list[str]:
    texts, skipped = list(texts), set(without)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return [
        f"{path.relative_to(folder)}: {trace}"
        for path in files
        if path.relative_to(folder).parts[0] not in skipped
        for trace in traces_in(bytes_of(path), texts)
    ]
