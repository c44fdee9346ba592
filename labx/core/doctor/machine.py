"""Checks of the machine and of the folders LabX writes to."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path

from django.conf import settings

from labx.core.doctor.registry import Finding, broken, check, note, ok
from labx.core.frozen.keyring import lab_keyring

GIGABYTE = 1_000_000_000
LEAST_FREE_BYTES = GIGABYTE
ENOUGH_FREE_BYTES = 5 * GIGABYTE
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@check("Python")
def python() -> Finding:
    return ok(f"Python {platform.python_version()} in {sys.prefix}, {os.cpu_count()} processors.")


@check("Folder")
def folder() -> Finding:
    var = Path(settings.VAR)
    above = next(place for place in (var, *var.parents) if place.exists())
    if not os.access(above, os.W_OK | os.X_OK):
        return broken(f"{above} cannot be written.", "Run LabX as its owner, or set LABX_VAR to a folder of yours.")
    return ok(f"Everything LabX writes lies under {var}.")


@check("Disk")
def disk() -> Finding:
    var = Path(settings.VAR)
    free = shutil.disk_usage(next(place for place in (var, *var.parents) if place.exists())).free
    said = f"{free / GIGABYTE:.1f} GB are free under {var}."
    if free < LEAST_FREE_BYTES:
        return broken(said, "Free some space: PostgreSQL stops when the disk is full.")
    return ok(said) if free >= ENOUGH_FREE_BYTES else note(said, "Free some space soon.")


@check("Keys")
def keys() -> Finding:
    keyring = lab_keyring()
    if wrong := keyring.problems():
        return broken(" ".join(wrong), f"Let only LabX's user read what lies under {settings.KEYS_DIR}.")
    current = keyring.current()
    if not current:
        return note("No signing key yet: the first freeze or `labx keys rotate` makes it.")
    return ok(f"Key {current.id} signs ({current.source}). Keep a copy of {settings.KEYS_DIR} apart: backups lack it.")


@check("Browser")
def browser() -> Finding:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not found:
        return note("No Chromium: only the browser tests need one.", "apt-get install chromium")
    return ok(f"{found}, for the browser tests.")
