"""The operating system's user that the server runs as: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from labx.core.postgres.errors import PostgresUnavailable

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """Who runs the server, and whether we must step down from root to be that user."""

    uid: int
    gid: int
    steps_down: bool

    def run(self, command: Sequence[str | Path], *, pass_fds: Iterable[int] = (), output: int = subprocess.PIPE) -> str:
        """Run a program of PostgreSQL to its end as this user and return what it printed."""
        identity = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.steps_down else {}
        finished = subprocess.run(  # type: ignore[call-overload]
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            umask=0o077,
            env=plain_environment(),
            pass_fds=tuple(pass_fds),
            check=False,
            **identity,
        )
        if finished.returncode:
            name = Path(str(command[0])).name
            raise PostgresUnavailable(
                f"{name} ended with code {finished.returncode}: {(finished.stdout or '').strip()}"
            )
        return finished.stdout or ""

    def own(self, path: Path) -> None:
        """Hand a file or folder to this user."""
        if self.steps_down:
            os.chown(path, self.uid, self.gid)

    def can_cross(self, folder: Path) -> bool:
        """Whether this user may pass through every folder that leads to `folder`."""
        return not self.steps_down or all(self._may_enter(parent) for parent in folder.resolve().parents)

    def _may_enter(self, folder: Path) -> bool:
        if not folder.exists():
            return True
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & 0o100)
        return bool(found.st_mode & (0o010 if found.st_gid == self.gid else 0o001))


def plain_environment() -> dict[str, str]:
    """The environment without PG* variables and translations, which would change what the programs do and say."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "HOME": "/"}


def server_account(*owned: Path) -> Account:
    """You, when you are not root; else the ordinary user who owns one of these paths, else an unprivileged one."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), steps_down=False)
    for path in owned:
        owner = path.stat() if path.exists() else None
        if owner and owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid, steps_down=True)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, steps_down=True)
    raise PostgresUnavailable(
        "PostgreSQL refuses to run as root and there is neither a user 'postgres' nor 'nobody' to run it as. "
        "Run LabX as an ordinary user, or set DATABASE_URL."
    )


def user_name() -> str:
    """The name by which the server will know this process (peer authentication)."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as missing:
        raise PostgresUnavailable(
            f"The user with number {os.geteuid()} has no name on this machine, and PostgreSQL needs one. "
            "Add the user to /etc/passwd, or set DATABASE_URL."
        ) from missing
