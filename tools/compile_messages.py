"""Compile each changed django.po of ours to django.mo, which is never committed."""

import os
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def sources() -> list[Path]:
    return sorted((ROOT / "labx").glob("**/locale/*/LC_MESSAGES/django.po"))


def compile_all() -> list[Path]:
    """The catalogues that were compiled now."""
    return [source for source in sources() if compile_one(source)]


def compile_one(source: Path) -> bool:
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    unfinished = target.with_suffix(f".{os.getpid()}")
    polib.pofile(str(source)).save_as_mofile(str(unfinished))
    unfinished.replace(target)
    return True


if __name__ == "__main__":
    compiled = compile_all()
    if "--quiet" not in sys.argv:
        print(f"{len(compiled)} of {len(sources())} catalogues compiled.")
