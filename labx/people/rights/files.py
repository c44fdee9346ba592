"""Files that people handed in: searched for a person in every usual encoding, and removed so that nothing is left."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from labx.core.files.archive import ZIP_STARTS, Archive
from labx.core.files.entries import ArchiveRefused
from labx.core.files.removing import remove_file
from labx.core.personal import Person
from labx.people.rights.engine.matching import spans

MEDIA = "media"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
MOST_BYTES = 64 << 20


def files_naming(person: Person) -> Iterator[tuple[str, int]]:
    """Each kept file that names the person, by its path below the folder of files, and how often."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.exists() else []:
        if path.is_file() and (count := times_in(path, person.terms)):
            yield str(path.relative_to(root)), count


def times_in(path: Path, terms: Sequence[str]) -> int:
    return sum(times(content, terms) for content in contents(path))


def contents(path: Path) -> Iterator[bytes]:
    """What a file says: its bytes, and those of the files inside where it is an archive or an office document."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES)
    if content[:4] not in ZIP_STARTS:
        yield content
        return
    try:
        with Archive(path) as archive:
            yield from (archive.read(name) for name in archive.names)
    except ArchiveRefused:
        yield content


def times(content: bytes, terms: Sequence[str]) -> int:
    return max((len(spans(content.decode(encoding, "replace"), terms)) for encoding in ENCODINGS), default=0)


def remove_named(relative: str) -> bool:
    """Remove a kept file by its path below the folder of files, never one outside it."""
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / relative).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        return False
    remove_file(path)
    return True
