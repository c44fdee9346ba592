"""What `labx doctor` says of attached files."""

import shlex
import shutil

from django.conf import settings

from labx.core.doctor.registry import Finding, broken, check, note, ok


@check("Virus scanner")
def scanner() -> Finding:
    command = shlex.split(settings.LABX_SCAN_COMMAND)
    if not command:
        todo = 'Set LABX_SCAN_COMMAND, for example "clamdscan --no-summary --fdpass".'
        return note("Attached files are checked for their type and not for viruses.", todo)
    if shutil.which(command[0]) is None:
        return broken(f"LABX_SCAN_COMMAND names {command[0]}, which is not here.", "Install it or name another.")
    return ok(f"Each attached file goes through {command[0]}.")
