"""Keys and signatures: one key signs, all that ever signed can be checked."""

import base64
import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from labx.core.frozen import signing
from labx.core.frozen.canonical import digest
from labx.core.frozen.cli import keys as keys_command
from labx.core.frozen.keyring import KeyProblem, Keyring, lab_keyring
from labx.core.frozen.signing import Signature, SignatureInvalid, sign, verify

CONTENT = digest({"question": "Resulta?"})
OTHER = digest({"question": "Resulta!"})


@pytest.fixture
def ring(tmp_path):
    return Keyring(tmp_path / "signing")


def test_a_signature_holds_for_its_content_only(ring):
    signature = sign(CONTENT, purpose="protocol", keys=ring)
    verify(CONTENT, signature, purpose="protocol", keys=ring)
    with pytest.raises(SignatureInvalid, match="changed"):
        verify(OTHER, signature, purpose="protocol", keys=ring)


def test_a_signature_for_one_purpose_serves_no_other(ring):
    signature = sign(CONTENT, purpose="protocol", keys=ring)
    with pytest.raises(SignatureInvalid, match="made for “protocol”"):
        verify(CONTENT, signature, purpose="package", keys=ring)
    renamed = Signature(signature.key_id, "package", signature.value)
    with pytest.raises(SignatureInvalid, match="changed"):
        verify(CONTENT, renamed, purpose="package", keys=ring)


@pytest.mark.parametrize("value", ["", "not base64!", base64.b64encode(bytes(64)).decode()])
def test_a_damaged_signature_is_refused(ring, value):
    signature = sign(CONTENT, purpose="protocol", keys=ring)
    with pytest.raises(SignatureInvalid, match="changed"):
        verify(CONTENT, Signature(signature.key_id, "protocol", value), purpose="protocol", keys=ring)


def test_a_signature_is_stored_as_json(ring):
    signature = sign(CONTENT, purpose="protocol", keys=ring)
    assert Signature.from_json(json.loads(json.dumps(signature.as_json()))) == signature


def test_what_is_no_digest_is_not_signed(ring):
    with pytest.raises(SignatureInvalid, match="not a SHA-256"):
        sign("g" * 64, purpose="protocol", keys=ring)


def test_anyone_can_check_with_the_public_key_alone(ring):
    signature = sign(CONTENT, purpose="package", keys=ring)
    public = Ed25519PublicKey.from_public_bytes(ring.known_keys()[0].public)
    public.verify(base64.b64decode(signature.value), f"labx-signature-1\npackage\nsha256:{CONTENT}".encode())


def test_after_a_rotation_old_signatures_hold_and_the_old_key_cannot_sign(ring):
    old = sign(CONTENT, purpose="protocol", keys=ring)
    made = ring.rotate()
    new = sign(CONTENT, purpose="protocol", keys=ring)
    assert (old.key_id, new.key_id) != (made.id, made.id)
    assert new.key_id == made.id
    for signature in (old, new):
        verify(CONTENT, signature, purpose="protocol", keys=ring)
    assert [key.can_sign for key in ring.known_keys()] == [True, False]


def test_private_keys_are_for_their_owner_only(ring):
    sign(CONTENT, purpose="protocol", keys=ring)
    private = next(ring.folder.glob("*.private"))
    assert private.stat().st_mode & 0o777 == 0o600
    assert ring.folder.stat().st_mode & 0o777 == 0o700
    assert ring.problems() == []
    private.chmod(0o644)
    assert "chmod 600" in ring.problems()[0]
    with pytest.raises(KeyProblem, match="chmod 600"):
        sign(CONTENT, purpose="protocol", keys=ring)


def test_an_unknown_key_is_named(ring, tmp_path):
    signature = sign(CONTENT, purpose="protocol", keys=ring)
    with pytest.raises(KeyProblem, match=signature.key_id):
        verify(CONTENT, signature, purpose="protocol", keys=Keyring(tmp_path / "elsewhere"))


def test_many_first_signers_make_one_key(ring):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: sign(CONTENT, purpose="protocol", keys=ring).key_id, range(16)))
    assert len(made) == len(ring.known_keys()) == 1


def test_keys_from_the_environment_sign_and_leave_no_file(tmp_path):
    seed, newer = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
    before = Keyring(tmp_path / "signing", seed)
    old = sign(CONTENT, purpose="protocol", keys=before)
    public = base64.b64encode(before.known_keys()[0].public).decode()
    after = Keyring(tmp_path / "signing", newer, retired=(public,))
    verify(CONTENT, old, purpose="protocol", keys=after)
    assert [key.can_sign for key in after.known_keys()] == [True, False]
    assert not (tmp_path / "signing").exists()
    with pytest.raises(KeyProblem, match="LABX_SIGNING_KEY"):
        after.rotate()


@pytest.mark.parametrize("seed", ["not base64", base64.b64encode(b"short").decode()])
def test_a_badly_written_environment_key_is_refused(tmp_path, seed):
    with pytest.raises(KeyProblem, match="LABX_SIGNING_KEY must be 32 bytes"):
        Keyring(tmp_path, seed)


@pytest.mark.parametrize("content", [b"{", b"{}", b'{"public_key": "AAAA", "created": "x"}'])
def test_a_damaged_public_file_is_named(ring, content):
    sign(CONTENT, purpose="protocol", keys=ring)
    path = next(ring.folder.glob("*.public.json"))
    path.write_bytes(content)
    with pytest.raises(KeyProblem, match=path.name):
        ring.known_keys()


def test_a_public_file_under_another_name_is_refused(ring):
    sign(CONTENT, purpose="protocol", keys=ring)
    path = next(ring.folder.glob("*.public.json"))
    path.rename(path.with_name("0" * 16 + ".public.json"))
    with pytest.raises(KeyProblem, match="another key than its name"):
        ring.known_keys()


def test_the_command_lists_and_rotates(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    run = CliRunner().invoke
    assert "No key yet" in run(keys_command, ["list"]).output
    assert run(keys_command, ["rotate", "--yes"]).exit_code == 0
    first = signing.sign(CONTENT, purpose="protocol").key_id
    said, now = run(keys_command, ["rotate", "--yes"]).output, lab_keyring().current().id
    assert now != first and now in said
    listed = run(keys_command, ["list"]).output.splitlines()
    assert [line.split()[1] for line in listed] == ["signs", "checks"]
    next((tmp_path / "signing").glob("*.private")).chmod(0o644)
    assert "chmod 600" in run(keys_command, ["list"]).stderr


def test_the_command_says_when_a_key_is_damaged(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    (tmp_path / "signing").mkdir()
    (tmp_path / "signing" / "bad.public.json").write_text("{")
    for arguments in (["list"], ["rotate", "--yes"]):
        done = CliRunner().invoke(keys_command, arguments)
        assert done.exit_code == 1
        assert "bad.public.json is damaged" in done.output
