"""A published project as an RO-Crate: page, numbers, frozen protocols, DataCite fields, described for machines."""

import dataclasses
import json
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from rocrate.rocrate import ROCrate

from labx.core.files.archive import zip_bytes
from labx.portfolio.catalogue.exports.datacite import datacite, day
from labx.portfolio.catalogue.exports.registration import egap, osf
from labx.portfolio.catalogue.facts import LICENCE, Facts

METADATA = "ro-crate-metadata.json"


def files_of(facts: Facts) -> dict[str, bytes]:
    """Everything in the crate by name, without its description."""
    files = {
        "pagina.md": page(facts).encode(),
        "numeros.json": written([dataclasses.asdict(number) for number in (*facts.numbers, *facts.withdrawn)]),
        "desvios.json": written(
            [
                {
                    "protocol": f"{one.protocol.code} {one.protocol.version}",
                    "planned": one.planned,
                    "done": one.done,
                    "why": one.why,
                    "effect": one.effect,
                    "withdrawn_why": one.withdrawn_why,
                }
                for one in facts.deviations
            ]
        ),
        "datacite.json": written(datacite(facts)),
    }
    if facts.decision:
        files["decisao.json"] = written(dataclasses.asdict(facts.decision))
    for promise in facts.promises:
        stem = f"protocolos/{promise.code}-v{promise.version}"
        files[f"{stem}.json"] = written(dataclasses.asdict(promise))
        files[f"{stem}-egap.json"] = written(egap(promise))
        files[f"{stem}-osf.json"] = written(osf(promise))
    return files


def written(content: Any) -> bytes:
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()


def page(facts: Facts) -> str:
    """The page in plain words, as a file that is read without any program."""
    parts = [
        ("O que perguntámos", facts.asked),
        ("O que fizemos", facts.did),
        ("O que aprendemos", facts.learned),
        ("O que se segue", facts.next_step),
    ]
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in parts)
    return f"# {facts.title}\n\n{body}\n\n{facts.url}\n"


def crate(facts: Facts) -> bytes:
    files = files_of(facts)
    return zip_bytes({METADATA: description(facts, files), **files})


def description(facts: Facts, files: dict[str, bytes]) -> bytes:
    """Made by RO-Crate's own library, from files it can see."""
    with tempfile.TemporaryDirectory() as folder:
        made = ROCrate()
        made.name, made.description, made.license = facts.title, facts.summary, LICENCE
        made.datePublished = facts.published_at
        institution = made.add_jsonld(
            {"@id": settings.ORIGIN + "/", "@type": "Organization", "name": settings.LABX_INSTITUTION}
        )
        made.publisher, made.creator = institution, institution
        root = made.root_dataset
        root["identifier"], root["url"], root["inLanguage"] = facts.id, facts.url, "pt-PT"
        root["dateModified"] = day(facts.changed_at)
        root["mentions"] = [made.add_jsonld(promise_in_crate(promise)) for promise in facts.promises]
        for name, content in files.items():
            path = Path(folder, "in", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            made.add_file(path, name, properties={"contentSize": str(len(content)), "encodingFormat": kind(name)})
        made.metadata.write(Path(folder))
        return Path(folder, METADATA).read_bytes()


def promise_in_crate(promise: Any) -> dict[str, Any]:
    return {
        "@id": promise.url,
        "@type": "CreativeWork",
        "name": f"{promise.title} ({promise.version})",
        "dateCreated": promise.frozen_at.isoformat(),
        "sha256": promise.digest,
    }


def kind(name: str) -> str:
    return "text/markdown" if name.endswith(".md") else "application/json"
