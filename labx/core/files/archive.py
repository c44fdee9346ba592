"""The one reader of zip and tar archives, and the one writer of zip: nothing escapes, nothing explodes."""

from __future__ import annotations

import io
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from labx.core.files.atomic import safe_write
from labx.core.files.entries import ArchiveRefused, Entry, EntryCheck, Limits
from labx.core.files.unpacked import unpack_tar

PIECE_BYTES = 1024 * 1024
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
ZIP_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
FILE_TYPE_BITS, PLAIN_TYPES = 0o170000, {0, 0o100000, 0o040000}
FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class Archive:
    """An archive whose every entry has been checked; use it in a `with` block."""

    def __init__(self, source: Path, limits: Limits | None = None) -> None:
        self.source = source
        self.limits = limits or Limits()
        self._members: dict[str, zipfile.ZipInfo | tarfile.TarInfo] = {}
        if source.stat().st_size > self.limits.archive_bytes:
            why = _("is larger than {limit} bytes").format(limit=self.limits.archive_bytes)
            raise ArchiveRefused(source.name, "", why)
        with ExitStack() as opened:
            try:
                self._file = self._open(opened)
                self._list()
            except DAMAGE as error:
                why = _("is neither a zip nor a tar (.tar, .tar.gz) archive, or is damaged ({error})")
                raise ArchiveRefused(source.name, "", why.format(error=error)) from error
            self._opened = opened.pop_all()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._opened.close()

    @property
    def names(self) -> list[str]:
        """The files, sorted; folders are not listed."""
        return sorted(self._members)

    def read(self, name: str) -> bytes:
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of one file, never more than the archive declared; a checksum that does not fit is refused."""
        member = self._members[name]
        try:
            with self._stream(member) as stream:
                while piece := stream.read(PIECE_BYTES):
                    yield piece
        except DAMAGE as error:
            raise ArchiveRefused(self.source.name, name, _("is damaged ({error})").format(error=error)) from error

    def extract_to(self, folder: Path) -> list[Path]:
        """Write every file below `folder`, which must not exist yet or be empty."""
        if folder.exists() and any(folder.iterdir()):
            why = _("would be unpacked into “{folder}”, which is not empty").format(folder=folder.name)
            raise ArchiveRefused(self.source.name, "", why)
        for name in self.names:
            safe_write(folder / name, self.pieces(name))
        return [folder / name for name in self.names]

    def _open(self, opened: ExitStack) -> zipfile.ZipFile | tarfile.TarFile:
        with self.source.open("rb") as file:
            start = file.read(4)
        if start in ZIP_STARTS:
            return opened.enter_context(zipfile.ZipFile(self.source))
        held = opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (the stack closes it)
        unpack_tar(self.source, self.limits, held)
        return opened.enter_context(tarfile.open(fileobj=held, mode="r:"))

    def _list(self) -> None:
        check = EntryCheck(self.source.name, self.limits)
        for member in self._file.infolist() if isinstance(self._file, zipfile.ZipFile) else self._file:
            entry = _zip_entry(member) if isinstance(member, zipfile.ZipInfo) else _tar_entry(member)
            check.admit(entry)
            if not entry.is_folder:
                self._members[entry.name] = member

    def _stream(self, member: zipfile.ZipInfo | tarfile.TarInfo) -> BinaryIO:
        return self._file.open(member) if isinstance(member, zipfile.ZipInfo) else self._file.extractfile(member)


def _zip_entry(member: zipfile.ZipInfo) -> Entry:
    flaw = ""
    if member.flag_bits & ENCRYPTED:
        flaw = _("is encrypted")
    elif member.compress_type not in ZIP_METHODS:
        flaw = _("is packed by a method other than deflate")
    elif (member.external_attr >> 16) & FILE_TYPE_BITS not in PLAIN_TYPES:
        flaw = _("is a link, a device or a pipe")
    return Entry(member.orig_filename, member.file_size, member.compress_size, member.is_dir(), flaw)


def _tar_entry(member: tarfile.TarInfo) -> Entry:
    flaw = "" if member.isreg() or member.isdir() else _("is a link, a device or a pipe")
    return Entry(member.name, member.size, member.size, member.isdir(), flaw)


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on names and contents only: no dates, no order, no owner."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, FIRST_ZIP_DATE)
            member.external_attr = 0o100644 << 16
            archive.writestr(member, files[name], compress_type=zipfile.ZIP_DEFLATED)
    return held.getvalue()


def write_zip(path: Path, files: Mapping[str, bytes]) -> int:
    return safe_write(path, zip_bytes(files))
