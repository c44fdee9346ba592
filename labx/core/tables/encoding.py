"""In which alphabet a text file was saved, found by reading all of it once."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from labx.core.tables.schema import TableRefused

PIECE_BYTES = 1024 * 1024
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SINGLE_BYTE = ("cp1252", "iso-8859-15", "mac-roman", "cp850")
# Letters and signs that Portuguese tables really hold beyond ASCII.
EXPECTED = frozenset("áàâãéêíóôõúüçñÁÀÂÃÉÊÍÓÔÕÚÜÇÑ€ºª°«»“”‘’–—…£§\u00a0")
NON_ASCII_SAMPLE = 20_000


@dataclass(frozen=True)
class Encoding:
    name: str
    is_guess: bool = False


def detect_encoding(path: Path) -> Encoding:
    with path.open("rb") as file:
        start = file.read(PIECE_BYTES)
    for mark, name in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            _check_decodes(path, name)
            return Encoding(name)
    if name := _wide_without_mark(start):
        _check_decodes(path, name)
        return Encoding(name, is_guess=True)
    return Encoding("utf-8") if _scan_bytes(path) else Encoding(_likeliest_single_byte(path), is_guess=True)


def _wide_without_mark(start: bytes) -> str:
    """UTF-16 of Western text has a zero in every second byte."""
    sample = start[:4_000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if half and even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""


def _scan_bytes(path: Path) -> bool:
    """Whether the whole file is UTF-8; refuses NUL bytes, which no table has."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, line = True, 1
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            if (position := piece.find(0)) >= 0:
                raise TableRefused(
                    "nul-bytes",
                    _("Line {line} holds a NUL byte: the file is damaged or is no table.").format(
                        line=line + piece.count(b"\n", 0, position)
                    ),
                    _("Export it again as CSV (UTF-8), XLSX or Parquet."),
                )
            line += piece.count(b"\n")
            is_utf8 = is_utf8 and _decodes(decoder, piece)
    return is_utf8 and _decodes(decoder, b"", final=True)


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _check_decodes(path: Path, encoding: str) -> None:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while text := file.read(PIECE_BYTES):
                if "\0" in text:
                    raise UnicodeError("NUL")
    except UnicodeError:
        raise TableRefused(
            "encoding",
            _("The file begins as {encoding} and does not go on as such: it is damaged.").format(encoding=encoding),
            _("Export it again as CSV (UTF-8), XLSX or Parquet."),
        ) from None


def _likeliest_single_byte(path: Path) -> str:
    """The older alphabet that turns most of the bytes beyond ASCII into Portuguese letters."""
    sample = bytearray()
    with path.open("rb") as file:
        while (piece := file.read(PIECE_BYTES)) and len(sample) < NON_ASCII_SAMPLE:
            sample += bytes(byte for byte in piece if byte >= 0x80)
    scores = {name: sum(c in EXPECTED for c in bytes(sample).decode(name, "replace")) for name in SINGLE_BYTE}
    best = max(SINGLE_BYTE, key=lambda name: scores[name])
    undefined_in_best = "\ufffd" in bytes(sample).decode(best, "replace")
    return "latin-1" if undefined_in_best else best
