"""Install what a lock lists into .venv, nothing when it is there already. Runs before anything is installed."""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
OLDEST = (3, 11)
# The test lock holds everything of the demo lock, in the same versions.
COVERS = {"run": ["run"], "demo": ["run", "demo"], "test": ["run", "demo", "test"]}


def main(wanted: str) -> None:
    if sys.version_info < OLDEST:
        sys.exit(f"LabX needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON3=python3.11")
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if installed().get(wanted) != fingerprint(wanted):
            install(wanted)
    call(PYTHON, "-m", "tools.compile_messages", "--quiet")


def installed() -> dict[str, str]:
    return json.loads(STAMP.read_text()) if STAMP.exists() and PYTHON.exists() else {}


def fingerprint(name: str) -> str:
    """Changes when the lock, what the package says of itself, the folder or the Python behind it changes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    parts = [lock_of(name).read_bytes(), json.dumps(project).encode(), bytes(ROOT), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def lock_of(name: str) -> Path:
    return ROOT / "locks" / f"{name}.txt"


def install(wanted: str) -> None:
    print(f"Installing LabX into {VENV.name}/ from locks/{wanted}.txt ...", flush=True)
    if not works(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        make_environment()
    STAMP.unlink(missing_ok=True)
    uv = VENV / "bin" / "uv"
    locked = only("uv", lock_of(wanted).read_text())
    if not works(uv, "--version") or said(uv, "--version").split()[1] != locked.split()[0].removeprefix("uv=="):
        bootstrap(locked)
    where = ["--quiet", "--python", PYTHON]
    if not works(uv, "pip", "sync", *where, "--require-hashes", lock_of(wanted)):
        # A mirror that only pip knows of (pip.conf) is common in public bodies.
        call(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", lock_of(wanted))
    call(uv, "pip", "install", *where, "--no-index", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    STAMP.write_text(json.dumps({name: fingerprint(name) for name in COVERS[wanted]}))


def make_environment() -> None:
    try:
        venv.create(VENV, with_pip=True, clear=True, symlinks=True)
    except (subprocess.CalledProcessError, ImportError):
        sys.exit(
            "Python's venv module is not complete on this machine, so LabX cannot make .venv/.\n"
            "Debian and Ubuntu: apt-get install python3-venv. Or name another Python: make PYTHON3=..."
        )


def bootstrap(locked: str) -> None:
    """Install uv itself, in the version and with the hashes of the lock."""
    requirements = VENV / "uv.txt"
    requirements.write_text(locked)
    call(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", requirements)


def only(package: str, lock: str) -> str:
    """The lines of one package in a lock."""
    lines = lock.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{package}=="))
    end = next(number for number in range(start, len(lines)) if not lines[number].rstrip().endswith("\\"))
    return "".join(lines[start : end + 1])


def environment() -> dict[str, str]:
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "UV_LINK_MODE": link_mode()}
    return {**{name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}, **quiet}


def link_mode() -> str:
    """How uv brings files from its cache; chosen here because its own fall-back prints a warning."""
    cache = Path(os.environ.get("UV_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or Path.home())
    there = next(parent for parent in [cache, *cache.parents] if parent.exists())
    return "hardlink" if there.stat().st_dev == VENV.stat().st_dev else "copy"


def call(*command: object) -> None:
    finished = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment(), check=False)
    if finished.returncode:
        sys.exit(f"Installing stopped: `{' '.join(map(str, command))}` failed. Mend what it says above and repeat.")


def works(*command: object) -> bool:
    return Path(str(command[0])).exists() and not _run(*command).returncode


def said(*command: object) -> str:
    return _run(*command).stdout


def _run(*command: object) -> subprocess.CompletedProcess[str]:
    line = [str(part) for part in command]
    return subprocess.run(line, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)


if __name__ == "__main__":
    main(sys.argv[1])
