"""The package of a trial: an RO-Crate with protocol, people, analysis and signatures, that anyone can recompute."""

import base64
import json
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from rocrate.rocrate import ROCrate

from labx.core.files.archive import Archive
from labx.core.frozen.canonical import canonical, digest
from labx.core.frozen.keyring import KeyProblem, Keyring
from labx.core.frozen.signing import Signature, SignatureInvalid, verify
from labx.trials.analysis.analyse import analyse
from labx.trials.designs.declare import Look
from labx.trials.plan.reading import read_plan
from labx.trials.publishing.unit_rows import BadRows, table_of

PROTOCOL, PEOPLE, ANALYSIS, SIGNATURES = "protocol.json", "people.csv", "analysis.json", "signatures.json"
LOTTERY = "lottery.json"
RELATIVE_TOLERANCE = 1e-9
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


class BadPackage(ValueError):
    """The package is not one, or was changed; the message says where."""


@dataclass(frozen=True)
class Difference:
    """A number of the package that recomputing does not give."""

    place: str
    published: Any
    recomputed: Any


def files_of(
    *,
    protocol: bytes,
    rows: bytes,
    result: dict[str, Any],
    signatures: dict[str, Any],
    about: dict[str, str],
    lottery: dict[str, Any] | None = None,
) -> dict[str, bytes]:
    """Everything the package holds, by name, the crate's own description included; a lottery once its seed is open."""
    files = {
        PROTOCOL: protocol,
        PEOPLE: rows,
        ANALYSIS: canonical(result),
        SIGNATURES: canonical(signatures),
        "README.md": README.format(**about).encode(),
        **({LOTTERY: canonical(lottery)} if lottery else {}),
    }
    return {"ro-crate-metadata.json": description(files, about), **files}


README = """# {title}

{summary}

- `protocol.json`: what was promised before anyone saw a result (canonical JSON, RFC 8785).
- `people.csv`: one row a person, in no particular order, with no identity.
- `analysis.json`: what the protocol's plan gave.
- `signatures.json`: SHA-256 and Ed25519 signatures of protocol and analysis, and the public keys.

- `lottery.json`, if LabX drew the groups: the seed and the log, to draw again with `labx trials verify THIS_FILE`.

Recompute every number with `labx trials reproduce THIS_FILE`.
"""


def description(files: dict[str, bytes], about: dict[str, str]) -> bytes:
    """RO-Crate metadata made by its own library, from files it can see."""
    with tempfile.TemporaryDirectory() as folder:
        crate = ROCrate()
        crate.name, crate.description, crate.license = about["title"], about["summary"], about["licence"]
        crate.publisher = crate.add_jsonld({"@id": "#publisher", "@type": "Organization", "name": about["publisher"]})
        for name, content in files.items():
            path = Path(folder, name)
            path.write_bytes(content)
            crate.add_file(path, name, properties={"contentSize": str(len(content))})
        crate.metadata.write(folder)
        return Path(folder, "ro-crate-metadata.json").read_bytes()


def recompute(path: Path) -> tuple[dict[str, Any], list[Difference]]:
    """Run the packaged protocol on the packaged people; the result, and every number that differs."""
    with Archive(path) as archive:
        names = set(archive.names)
        if missing := {PROTOCOL, PEOPLE, ANALYSIS} - names:
            raise BadPackage(
                _("The package lacks %(files)s: ask for it again.") % {"files": ", ".join(sorted(missing))}
            )
        protocol, published = (read_json(archive, name) for name in (PROTOCOL, ANALYSIS))
        signatures = read_json(archive, SIGNATURES) if SIGNATURES in names else {}
        rows = archive.read(PEOPLE)
    for name, content in (("protocol", protocol), ("analysis", published)):
        check_signed(name, content, signatures.get(name) or {})
    plan = read_plan(part(protocol, "plan", PROTOCOL))
    said = part(published, "result", ANALYSIS)
    try:
        table = table_of(plan, rows)
    except BadRows as error:
        raise BadPackage(_("people.csv cannot be read. %(problem)s") % {"problem": error}) from error
    result = analyse(plan, table, look_of(said))
    return result, list(differences(said, result))


def look_of(result: dict[str, Any]) -> Look:
    """Which look the published result was; the first packages knew only one."""
    look = result.get("look")
    try:
        if not look:
            return Look()
        earlier = tuple(float(part) for part in look.get("earlier", ()))
        return Look(int(look["number"]), float(look["information"]), earlier)
    except (KeyError, TypeError, ValueError) as error:
        raise BadPackage(_("%(file)s does not hold what a package holds.") % {"file": ANALYSIS}) from error


def read_json(archive: Archive, name: str) -> dict[str, Any]:
    try:
        content = json.loads(archive.read(name))
    except ValueError as error:
        raise BadPackage(_("%(file)s is no JSON: ask for the package again.") % {"file": name}) from error
    if not isinstance(content, dict):
        raise BadPackage(_("%(file)s does not hold what a package holds.") % {"file": name})
    return content


def part(content: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    if not isinstance(content.get(key), dict):
        raise BadPackage(_("%(file)s does not hold what a package holds.") % {"file": name})
    return content[key]


def check_signed(name: str, content: Any, signed: dict[str, Any]) -> None:
    """The content is what the packaged key signed. Whose key it is, only the laboratory's own site can say."""
    if signed.get("digest") != digest(content):
        raise BadPackage(_("%(file)s is not what was signed: its SHA-256 differs.") % {"file": f"{name}.json"})
    try:
        key = base64.b64encode(bytes.fromhex(signed["public_key"])).decode()
        signature = Signature.from_json(signed["signature"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadPackage(_("signatures.json lacks the key or the signature of %(name)s.") % {"name": name}) from error
    try:
        verify(signed["digest"], signature, purpose=name, keys=Keyring(Path("no-such-folder"), retired=(key,)))
    except (SignatureInvalid, KeyProblem) as error:
        raise BadPackage(str(error)) from error


def differences(published: Any, recomputed: Any, place: str = "") -> Iterator[Difference]:
    """Where two results differ by more than rounding of the last digits."""
    if isinstance(published, dict) and isinstance(recomputed, dict):
        for key in sorted(published.keys() | recomputed.keys()):
            yield from differences(published.get(key), recomputed.get(key), f"{place}/{key}")
    elif isinstance(published, list) and isinstance(recomputed, list) and len(published) == len(recomputed):
        for number, pair in enumerate(zip(published, recomputed, strict=True)):
            yield from differences(*pair, f"{place}/{number}")
    elif not same(published, recomputed):
        yield Difference(place, published, recomputed)


def same(published: Any, recomputed: Any) -> bool:
    if isinstance(published, float) and isinstance(recomputed, int | float):
        return math.isclose(published, recomputed, rel_tol=RELATIVE_TOLERANCE, abs_tol=1e-300)
    return published == recomputed
