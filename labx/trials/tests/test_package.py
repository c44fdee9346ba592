"""The package: valid, without identities, recomputed on a machine that has nothing, and refused when changed."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from rocrate.rocrate import ROCrate

from config.environment import ROOT
from labx.core.files.archive import write_zip
from labx.core.frozen.canonical import canonical, digest
from labx.core.frozen.keyring import lab_keyring
from labx.core.frozen.signing import sign
from labx.trials import queries
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.models import Trial
from labx.trials.publishing import conclusions
from labx.trials.publishing.package import ANALYSIS, PEOPLE, PROTOCOL, SIGNATURES, BadPackage, differences, recompute
from labx.trials.telling.result import Told, tell
from labx.trials.tests import making
from labx.trials.tests.making import MAPPING, WHO, kept, table
from labx.trials.tests.making import PEOPLE as ROWS
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db
Files = dict[str, bytes]
FIRST_PACKAGE = Path(__file__).parent / "references" / "first_package"


@pytest.fixture
def told() -> Told:
    trial = making.trial_of()
    content = table(*ROWS, "p98,1,,3", "p99,0,2,")
    importing.bring_in(by=WHO, dataset=kept(trial, content), mapping=Mapping(**MAPPING))
    return tell(queries.latest_analysis(trial))


@pytest.fixture
def files(told: Told) -> Files:
    return conclusions.package_of(told)


def packed(folder: Path, files: Files) -> Path:
    path = folder / "package.zip"
    write_zip(path, files)
    return path


def reproduce(path: Path, home: Path) -> subprocess.CompletedProcess:
    """`labx trials reproduce` as on a clean machine: no settings, nothing under var, no database to reach."""
    kept_variables = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment = {**kept_variables, "LABX_VAR": str(home), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    program = "import labx.core.cli; labx.core.cli.main()"
    command = [sys.executable, "-c", program, "trials", "reproduce", str(path)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_a_clean_machine_gets_the_same_numbers(told, files, tmp_path):
    home = tmp_path / "var"
    home.mkdir()
    answer = reproduce(packed(tmp_path, files), home)
    assert answer.returncode == 0, answer.stderr
    assert f"estimate {told.primary.answer['estimate']!r}" in answer.stdout and "signatures hold" in answer.stdout
    assert not (home / "postgres").exists()


def test_a_clean_machine_refuses_a_changed_package(files, tmp_path):
    home = tmp_path / "var"
    home.mkdir()
    answer = reproduce(packed(tmp_path, changed_digit(files)), home)
    assert answer.returncode == 1 and "/primary/estimate: published" in answer.stderr
    assert "numbers differ" in answer.stderr


def changed_digit(files: Files) -> Files:
    """One digit of one person's outcome."""
    head, *rows = files[PEOPLE].decode().splitlines()
    cells = rows[5].split(",")
    cells[-1] = str(float(cells[-1]) + 1)
    return {**files, PEOPLE: "\n".join([head, *rows[:5], ",".join(cells), *rows[6:], ""]).encode()}


def test_one_digit_of_one_person_is_found(files, tmp_path):
    _result, different = recompute(packed(tmp_path, changed_digit(files)))
    assert {"/data_digest", "/primary/estimate"} <= {difference.place for difference in different}


def with_json(name: str, change: Callable[[dict], None]) -> Callable[[Files], Files]:
    def changed(files: Files) -> Files:
        content = json.loads(files[name])
        change(content)
        return {**files, name: json.dumps(content).encode()}

    return changed


def without(name: str) -> Callable[[Files], Files]:
    return lambda files: {other: content for other, content in files.items() if other != name}


TAMPERED = {
    "a number of the analysis": (with_json(ANALYSIS, lambda a: a["result"]["primary"].update(estimate=99)), "analysis"),
    "a word of the protocol": (with_json(PROTOCOL, lambda p: p.update(question="Outra?")), "protocol"),
    "the plan": (with_json(PROTOCOL, lambda p: p["plan"].update(outcome="antes")), "protocol"),
    "a signature": (
        with_json(SIGNATURES, lambda s: s["analysis"]["signature"].update(value=s["protocol"]["signature"]["value"])),
        "chave",
    ),
    "the purpose": (
        with_json(SIGNATURES, lambda s: s["analysis"]["signature"].update(purpose="protocol")),
        "protocol",
    ),
    "the key": (with_json(SIGNATURES, lambda s: s["analysis"].update(public_key="00" * 32)), "chave"),
    "a key that is none": (with_json(SIGNATURES, lambda s: s["analysis"].update(public_key="xyz")), "signatures.json"),
    "half a signature": (with_json(SIGNATURES, lambda s: s["analysis"].pop("signature")), "signatures.json"),
    "no signatures": (without(SIGNATURES), "protocol"),
    "no people": (without(PEOPLE), PEOPLE),
    "people that are no numbers": (
        lambda files: {**files, PEOPLE: files[PEOPLE].replace(b"carta,", b"carta,x")},
        PEOPLE,
    ),
    "people of another group": (lambda files: {**files, PEOPLE: files[PEOPLE].replace(b"sem-carta", b"x")}, PEOPLE),
    "an analysis that is a list": (lambda files: {**files, ANALYSIS: b"[]"}, ANALYSIS),
    "an analysis that is no JSON": (lambda files: {**files, ANALYSIS: b"{"}, ANALYSIS),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_changed_is_refused_and_named(name, files, tmp_path):
    change, words = TAMPERED[name]
    with pytest.raises(BadPackage, match=words):
        recompute(packed(tmp_path, change(files)))


def signed_by_a_stranger(files: Files, name: str, content: dict) -> Files:
    """The same package with another content, well signed by a key of the stranger's own."""
    seal = digest(content)
    ring = lab_keyring()
    signature = sign(seal, purpose=name.removesuffix(".json")).as_json()
    public = ring.public_key(signature["key_id"]).public_bytes_raw().hex()
    signed = {"digest": seal, "signature": signature, "public_key": public}
    all_signed = {**json.loads(files[SIGNATURES]), name.removesuffix(".json"): signed}
    return {**files, name: json.dumps(content).encode(), SIGNATURES: json.dumps(all_signed).encode()}


@pytest.mark.parametrize(("name", "content"), [(PROTOCOL, {"plan": []}), (ANALYSIS, {"other": 1})])
def test_what_a_stranger_signed_is_refused_when_it_is_no_package(name, content, files, tmp_path):
    with pytest.raises(BadPackage, match=name):
        recompute(packed(tmp_path, signed_by_a_stranger(files, name, content)))


def test_a_plan_with_variables_that_nobody_measured_is_refused(files, tmp_path):
    other = json.loads(files[PROTOCOL])
    other["plan"]["outcome"] = "nada"
    with pytest.raises(BadPackage, match="nada"):
        recompute(packed(tmp_path, signed_by_a_stranger(files, PROTOCOL, other)))


def test_a_package_of_the_first_version_still_gives_the_same_bytes(tmp_path):
    """Made before plans had arms, kinds and looks; kept as it was signed."""
    kept_files = {path.name: path.read_bytes() for path in FIRST_PACKAGE.iterdir()}
    result, different = recompute(packed(tmp_path, kept_files))
    assert different == []
    assert canonical(result) == canonical(json.loads(kept_files[ANALYSIS])["result"])


def test_the_crate_is_valid_and_lists_its_files(files, tmp_path):
    folder = tmp_path / "crate"
    with zipfile.ZipFile(packed(tmp_path, files)) as archive:
        archive.extractall(folder)
    crate = ROCrate(folder)
    assert {entity.id for entity in crate.data_entities} == files.keys() - {"ro-crate-metadata.json"}
    assert crate.name == "A carta nova" and crate.license
    for entity in crate.data_entities:
        assert int(entity["contentSize"]) == len(files[entity.id])


def test_nobody_can_be_told_by_the_rows(files):
    people = files[PEOPLE].decode()
    assert people.splitlines()[0] == "person,arm,antes,depois"
    everything = b"".join(files.values()).decode()
    assert not [code for code in (f"p{n}," for n in range(24)) if code in people]
    assert "pessoa-" not in everything and "id" not in people.splitlines()[0].split(",")
    ordered = [tuple(row.split(",")[1:]) for row in people.splitlines()[1:]]
    arms = [row[0] for row in ordered]
    assert arms == sorted(arms, reverse=True), "rows stand as in the file"


def test_differences_name_their_place_and_forgive_the_last_digit():
    same = {"a": [1.0, {"b": None}], "c": 0.1 + 0.2}
    assert list(differences(same, {"a": [1.0, {"b": None}], "c": 0.3})) == []
    found = {one.place for one in differences({"a": [1, 2], "b": 1.5, "c": [1]}, {"a": [1, 3], "b": 1.6, "c": [1, 2]})}
    assert found == {"/a/1", "/b", "/c"}


# Who gets it.


def publish(trial: Trial, *, is_open: bool) -> None:
    trial.datasets.update(is_open=is_open)
    type(trial.project).objects.filter(pk=trial.project_id).update(published_at=trial.opened_at)


@pytest.mark.parametrize("is_open", [True, False])
def test_the_public_gets_the_package_only_of_open_rows(is_open, told, tmp_path):
    trial = told.analysis.trial
    address = reverse("trials:public_package", args=[trial.slug])
    assert Client().get(address).status_code == 302
    conclusions.publish_finding(by=WHO, told=told, evidence=conclusions.record_finding(by=WHO, told=told))
    publish(trial, is_open=is_open)
    answer = Client().get(address)
    assert answer.status_code == (200 if is_open else 404)
    if is_open:
        path = tmp_path / "public.zip"
        path.write_bytes(answer.getvalue())
        assert recompute(path)[1] == []


def test_those_of_the_project_get_package_and_document(told):
    client = signed_in(account_with("lab_lead"))
    slug = told.analysis.trial.slug
    package = client.get(reverse("trials:package", args=[slug]))
    assert package.getvalue().startswith(b"PK") and f"{slug}.zip" in package["Content-Disposition"]
    assert client.get(reverse("trials:pdf", args=[slug])).content.startswith(b"%PDF")


@pytest.mark.parametrize("page", ["pdf", "package"])
def test_without_a_result_there_is_nothing_to_take(page):
    trial = making.trial_of()
    client = signed_in(account_with("lab_lead"))
    assert client.get(reverse(f"trials:{page}", args=[trial.slug])).status_code == 404
    page = client.post(reverse("trials:conclude", args=[trial.slug]), follow=True)
    assert "Ainda não há resultado" in page.content.decode()
