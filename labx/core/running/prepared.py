"""Whether preparing can be skipped: told from files and one query, without the seconds that loading Django takes."""

import hashlib
import os
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import psycopg

from config import environment as env

APPLIED = "SELECT app, name FROM django_migrations ORDER BY app, name"


def state(dsn: str, static: Path) -> str:
    """Changes with our code and packages, the migrations applied, the settings, or the collected static files."""
    found = hashlib.sha256()
    for part in (*our_files(), *packages(), *applied(dsn), *choices(), f"collected {static.exists()}"):
        found.update(f"{part}\0".encode())
    return found.hexdigest()


def our_files() -> Iterator[str]:
    """Every file a migration or a static file can be, with size and time."""
    for folder in ("config", "labx"):
        for path in sorted((env.ROOT / folder).rglob("*")):
            if {"migrations", "static", "config"} & set(path.relative_to(env.ROOT).parts) and is_source(path):
                about = path.stat()
                yield f"{path} {about.st_size} {about.st_mtime_ns}"


def is_source(path: Path) -> bool:
    return path.suffix != ".pyc" and path.is_file()


def packages() -> list[str]:
    return sorted(f"{found.name} {found.version}" for found in distributions())


def applied(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as connection:
        try:
            return [f"{app}.{name}" for app, name in connection.execute(APPLIED)]
        except psycopg.errors.UndefinedTable:
            return []


def choices() -> list[str]:
    return [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("LABX_")]
