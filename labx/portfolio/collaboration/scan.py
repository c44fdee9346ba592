"""The virus scanner of whoever runs LabX, if there is one: a command that gets the path of a file."""

import shlex
import subprocess
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from labx.portfolio.collaboration.content import FileRefused

SECONDS = 60
CLEAN, FOUND = 0, 1


def scan(path: Path, name: str) -> None:
    """Nothing where no scanner is set; what it finds, or a scan that fails, refuses the file."""
    command = shlex.split(settings.LABX_SCAN_COMMAND)
    if not command:
        return
    try:
        done = subprocess.run([*command, str(path)], capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FileRefused(not_scanned(name)) from error
    if done.returncode == FOUND:
        raise FileRefused(
            _("The virus scanner refused “%(name)s”. Nothing was kept. Tell whoever looks after your computer.")
            % {"name": name}
        )
    if done.returncode != CLEAN:
        raise FileRefused(not_scanned(name))


def not_scanned(name: str) -> str:
    return _("“%(name)s” could not be scanned for viruses, so it was not kept. Try again later.") % {"name": name}
