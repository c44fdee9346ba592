"""What an archive may hold: every name and size is judged before a byte is unpacked."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

MEBIBYTE = 1024**2


@dataclass(frozen=True)
class Limits:
    """`ratio` is unpacked to packed bytes and is asked only of entries above one mebibyte; `depth` counts folders."""

    archive_bytes: int = 500 * MEBIBYTE
    total_bytes: int = 1024 * MEBIBYTE
    entry_bytes: int = 512 * MEBIBYTE
    entries: int = 10_000
    ratio: int = 200
    depth: int = 12
    name_bytes: int = 255


class ArchiveRefused(Exception):
    """An archive that is unsafe or damaged: which file, which entry, why, and what to do."""

    def __init__(self, archive: str, entry: str, why: str) -> None:
        self.archive, self.entry, self.why = archive, entry, why
        where = _("Archive “{archive}”").format(archive=archive)
        if entry:
            where += _(", entry “{entry}”").format(entry=_printable(entry))
        cure = _("Nothing was unpacked. Ask whoever made it for a plain zip of plain files.")
        super().__init__(f"{where}: {why}. {cure}")


@dataclass(frozen=True)
class Entry:
    name: str
    size_bytes: int
    packed_bytes: int
    is_folder: bool
    flaw: str = ""


@dataclass
class EntryCheck:
    """Judges entries one by one and remembers them, so that a bomb is refused before it is read to its end."""

    archive: str
    limits: Limits
    total_bytes: int = 0
    count: int = 0
    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)

    def admit(self, entry: Entry) -> None:
        self.count += 1
        self.total_bytes += entry.size_bytes
        why = entry.flaw or name_flaw(entry.name, self.limits) or self._size_flaw(entry) or self._collision(entry)
        if why:
            raise ArchiveRefused(self.archive, entry.name, why)

    def _size_flaw(self, entry: Entry) -> str:
        limits = self.limits
        swells = entry.size_bytes > MEBIBYTE and entry.size_bytes > limits.ratio * max(entry.packed_bytes, 1)
        if self.count > limits.entries:
            return _("is one of more than {limit} entries").format(limit=limits.entries)
        if entry.size_bytes > limits.entry_bytes:
            return _("is larger than {limit} bytes unpacked").format(limit=limits.entry_bytes)
        if self.total_bytes > limits.total_bytes:
            return _("takes the archive over {limit} bytes unpacked").format(limit=limits.total_bytes)
        return _("grows more than {limit} times when unpacked").format(limit=limits.ratio) if swells else ""

    def _collision(self, entry: Entry) -> str:
        """Two names that some file system takes for one."""
        folded = unicodedata.normalize("NFC", entry.name.rstrip("/")).casefold()
        above = {str(parent) for parent in PurePosixPath(folded).parents} - {"."}
        if above & self.files:
            return _("lies inside a file of the same archive")
        if folded in self.files or (folded in self.folders and not entry.is_folder):
            return _("is there twice, or differs from another only in capitals or accents")
        self.folders |= above
        (self.folders if entry.is_folder else self.files).add(folded)
        return ""


def name_flaw(name: str, limits: Limits) -> str:
    parts = name.removesuffix("/").split("/")
    flaws = {
        _("has no name"): not name.strip("/"),
        _("has an absolute name"): name.startswith("/") or name[1:2] == ":",
        _("has a backslash in its name"): "\\" in name,
        _("has invisible characters in its name"): any(unicodedata.category(letter)[0] == "C" for letter in name),
        _("would leave the folder it is unpacked into"): ".." in parts,
        _("has an empty part in its name"): "." in parts or "" in parts,
        _("has a part that ends in a space or a dot"): any(part[-1:] in {" ", "."} for part in parts),
        _("lies deeper than {limit} folders").format(limit=limits.depth): len(parts) - 1 > limits.depth,
        _("has a part of its name longer than {limit} bytes").format(limit=limits.name_bytes): any(
            len(part.encode(errors="replace")) > limits.name_bytes for part in parts
        ),
    }
    return next((words for words, found in flaws.items() if found), "")


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)[:200]
