"""Where an embedded server keeps its things: data, socket, locks, log."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from labx.core.postgres.account import Account, server_account
from labx.core.postgres.errors import PostgresUnavailable

ELSEWHERE = Path("/var/lib/labx")
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # macOS allows 103 bytes, Linux 107


@dataclass(frozen=True)
class Place:
    """One server's folders: `home` holds the locks, `root` the data (elsewhere when the server's user cannot enter)."""

    var: Path
    name: str
    root: Path
    account: Account

    @property
    def home(self) -> Path:
        return self.var / self.name

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.var / "log" / f"{self.name}.log"

    @property
    def starting_lock(self) -> Path:
        """Held for a moment by whoever starts or stops the server."""
        return self.home / "starting.lock"

    @property
    def running_lock(self) -> Path:
        """Inherited by every process of the server: held as long as one of them lives."""
        return self.home / "running.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by every process that wants the server: the last to leave stops it."""
        return self.home / "users.lock"

    @property
    def socket(self) -> Path:
        """A private folder for the socket whose path is short enough for the operating system."""
        near = self.root / "run"
        if len(os.fsencode(near / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return near
        return Path(tempfile.gettempdir()) / f"labx-{os.geteuid()}-{_mark(self.root)}"

    def dsn(self, role: str = "labx", database: str = "labx") -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='')}&port=5432"


def _mark(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _has_data(root: Path) -> bool:
    return (root / "data" / "PG_VERSION").exists()


def place_of(var: Path, name: str) -> Place:
    """The place of the server `name` under `var`; root falls back to /var/lib/labx when others cannot enter `var`."""
    var = var.resolve()
    near = var / name
    account = server_account(near / "data", var)
    if not account.steps_down:
        return Place(var, name, near, account)
    far = ELSEWHERE / _mark(near)
    if account.can_cross(near / "data"):
        root = far if _has_data(far) and not _has_data(near) else near
    elif _has_data(near) and not _has_data(far):
        raise PostgresUnavailable(
            f"The database in {near} can no longer be reached by the unprivileged user it runs as: a folder above it "
            "is closed to others. Open that folder (chmod o+x), or run LabX as an ordinary user."
        )
    else:
        root = far
    return Place(var, name, root, server_account(root / "data", var))


def prepare(place: Place) -> None:
    """Make the folders and locks, private to us and to the server's user."""
    for folder in (place.home, place.root, place.log.parent):
        folder.mkdir(parents=True, exist_ok=True)
    if not os.access(place.home, os.W_OK):
        raise PostgresUnavailable(f"{place.home} is not yours to write. Run LabX as its owner, or set LABX_VAR.")
    if ELSEWHERE in place.root.parents:
        ELSEWHERE.chmod(0o755)
    place.account.own(place.root)
    for lock in (place.starting_lock, place.running_lock, place.users_lock):
        lock.touch(mode=0o600)
        place.account.own(lock)
    _prepare_socket(place)


def _prepare_socket(place: Place) -> None:
    socket = place.socket
    socket.mkdir(mode=0o700, exist_ok=True)
    if socket.is_symlink() or socket.lstat().st_uid not in (os.geteuid(), place.account.uid):
        raise PostgresUnavailable(f"The socket folder {socket} belongs to someone else. Remove it and start again.")
    place.account.own(socket)
    socket.chmod(0o700)
