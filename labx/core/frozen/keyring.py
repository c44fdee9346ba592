"""The lab's signing keys: one signs, all that ever signed can still be checked."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from config import environment as env
from labx.core.files.atomic import safe_write, sync_folder

SEED_BYTES = 32
PUBLIC_SUFFIX, PRIVATE_SUFFIX = ".public.json", ".private"
OTHERS = 0o077


class KeyProblem(RuntimeError):
    """A signing key is missing, unreadable or badly kept; the message says the cure."""


@dataclass(frozen=True)
class SigningKey:
    """The public half of a key; `can_sign` when the private half is here as well."""

    id: str
    public: bytes
    created: datetime | None
    can_sign: bool
    source: str


class Keyring:
    """Keys from the environment when set there, else from files below `folder`."""

    def __init__(self, folder: Path, seed: str = "", retired: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self._seed = _decoded(seed, env.SIGNING_KEY.name) if seed else b""
        self._retired = tuple(_decoded(text, env.RETIRED_KEYS.name) for text in retired)

    def known_keys(self) -> list[SigningKey]:
        """Newest first; the first that can sign is the one in use."""
        found = {key.id: key for key in self._from_files()}
        for public in self._retired:
            found.setdefault(key_id(public), SigningKey(key_id(public), public, None, False, "environment"))
        ordered = sorted(found.values(), key=lambda key: (key.created is not None, key.created, key.id), reverse=True)
        if not self._seed:
            return ordered
        public = Ed25519PrivateKey.from_private_bytes(self._seed).public_key().public_bytes_raw()
        mine = SigningKey(key_id(public), public, None, True, "environment")
        return [mine, *(key for key in ordered if key.id != mine.id)]

    def public_key(self, identifier: str) -> Ed25519PublicKey:
        for key in self.known_keys():
            if key.id == identifier:
                return Ed25519PublicKey.from_public_bytes(key.public)
        raise KeyProblem(
            _("Key {id} is not known here. Put its public file back under {folder}, or list it in {setting}.").format(
                id=identifier, folder=self.folder.name, setting=env.RETIRED_KEYS.name
            )
        )

    def signer(self) -> tuple[str, Ed25519PrivateKey]:
        """The key in use, made at its first use where keys are kept in files."""
        current = self.current() or self._make_first()
        if current.source == "environment":
            return current.id, Ed25519PrivateKey.from_private_bytes(self._seed)
        return current.id, Ed25519PrivateKey.from_private_bytes(self._read_private(current.id))

    def current(self) -> SigningKey | None:
        return next((key for key in self.known_keys() if key.can_sign), None)

    def rotate(self) -> SigningKey:
        """Make a new key, then forget the private half of every older one; public halves stay for ever."""
        if self._seed:
            raise KeyProblem(
                _(
                    "The signing key comes from {setting}. Put a new one there and add the old public key to {retired}."
                ).format(setting=env.SIGNING_KEY.name, retired=env.RETIRED_KEYS.name)
            )
        with self._locked():
            new = self._make()
            for key in self._from_files():
                if key.can_sign and key.id != new.id:
                    (self.folder / f"{key.id}{PRIVATE_SUFFIX}").unlink()
            sync_folder(self.folder)
        return new

    def problems(self) -> list[str]:
        """What is wrong with how the keys are kept."""
        loose = [path.name for path in sorted(self.folder.glob(f"*{PRIVATE_SUFFIX}")) if path.stat().st_mode & OTHERS]
        return [_loose_message(name) for name in loose]

    def _from_files(self) -> Iterator[SigningKey]:
        for path in sorted(self.folder.glob(f"*{PUBLIC_SUFFIX}")):
            try:
                kept = json.loads(path.read_bytes())
                public = base64.b64decode(kept["public_key"], validate=True)
                created = datetime.fromisoformat(kept["created"])
            except (ValueError, KeyError, TypeError) as error:
                raise KeyProblem(_("{file} is damaged. Bring it back from a copy.").format(file=path.name)) from error
            identifier = path.name.removesuffix(PUBLIC_SUFFIX)
            if identifier != key_id(public):
                raise KeyProblem(_("{file} holds another key than its name says.").format(file=path.name))
            can_sign = (self.folder / f"{identifier}{PRIVATE_SUFFIX}").exists()
            yield SigningKey(identifier, public, created, can_sign, "files")

    def _read_private(self, identifier: str) -> bytes:
        path = self.folder / f"{identifier}{PRIVATE_SUFFIX}"
        if path.stat().st_mode & OTHERS:
            raise KeyProblem(_loose_message(path.name))
        return _decoded(path.read_text().strip(), path.name)

    def _make_first(self) -> SigningKey:
        with self._locked():
            return self.current() or self._make()

    def _make(self) -> SigningKey:
        private = Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        identifier = key_id(public)
        created = datetime.now(UTC)
        # The public half first: a private key without it is never used, so a crash between the two does no harm.
        about = {
            "algorithm": "Ed25519",
            "created": created.isoformat(),
            "public_key": base64.b64encode(public).decode(),
        }
        safe_write(self.folder / f"{identifier}{PUBLIC_SUFFIX}", json.dumps(about).encode(), mode=0o600)
        encoded = base64.b64encode(private.private_bytes_raw())
        safe_write(self.folder / f"{identifier}{PRIVATE_SUFFIX}", encoded, mode=0o600)
        return SigningKey(identifier, public, created, True, "files")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def key_id(public: bytes) -> str:
    """The first 16 hexadecimal digits of the public key's SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def lab_keyring() -> Keyring:
    """The keys of this installation."""
    return Keyring(
        Path(settings.KEYS_DIR) / "signing",
        seed=env.SIGNING_KEY.text(),
        retired=tuple(env.RETIRED_KEYS.words()),
    )


def _decoded(text: str, where: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != SEED_BYTES:
        raise KeyProblem(_("{where} must be 32 bytes written in base64.").format(where=where))
    return raw


def _loose_message(name: str) -> str:
    return _("{file} can be read by others. Run: chmod 600 on it.").format(file=name)
