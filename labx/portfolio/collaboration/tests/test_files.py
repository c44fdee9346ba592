"""Files: what they are by content, what pictures tell, scanners, limits, who opens them, and how they go."""

import io
import json
import stat
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from labx.core.doctor.registry import Level
from labx.core.files.uploads import UploadRefused
from labx.core.ids import new_id
from labx.core.notices.models import Notice
from labx.core.policy import NotAllowed
from labx.portfolio.collaboration import doctor
from labx.portfolio.collaboration.actions import attachments
from labx.portfolio.collaboration.content import FileRefused, judge
from labx.portfolio.collaboration.models import Attachment
from labx.portfolio.collaboration.tests.making import CAMERA, actor, person, photograph, project_with
from tests.people import signed_in

pytestmark = pytest.mark.django_db
TEAM = (("Ana Silva", "lead"), ("Rui Costa", "researcher"), ("Inês Sá", "observer"))
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def project(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return project_with(*TEAM)


def attach(project, name: str, content: bytes, by: str = "Rui Costa", **more) -> Attachment:
    return attachments.attach_file(
        by=actor(by), thing=project, pieces=[content], name=name, description="Um ficheiro", **more
    )


def kept_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def zipped(**files: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return held.getvalue()


def workbook() -> bytes:
    held = io.BytesIO()
    openpyxl.Workbook().save(held)
    return held.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_upright_without_what_the_camera_wrote(project, form) -> None:
    sent = photograph(form)
    assert CAMERA.encode() in sent
    file = attach(project, f"foto.{form.lower()}", sent)
    kept = file.path.read_bytes()
    assert CAMERA.encode() not in kept and b"Exif" not in kept and b"eXIf" not in kept and b"EXIF" not in kept
    picture = Image.open(io.BytesIO(kept))
    assert not picture.getexif() and picture.size == (20, 40)  # the camera was held sideways
    assert file.is_redrawn and file.size_bytes == len(kept)


def test_transparent_pixels_stay_transparent(tmp_path) -> None:
    held = io.BytesIO()
    Image.new("LA", (4, 4), (10, 0)).save(held, "PNG")
    (path := tmp_path / "x").write_bytes(held.getvalue())
    redrawn = judge(path, "x.png").redrawn
    assert Image.open(io.BytesIO(redrawn)).getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("nota.pdf", PDF, "application/pdf"),
        ("nota.txt", "olá, ção".encode(), "text/plain"),
        ("velho.txt", "olá, ção".encode("cp1252"), "text/plain"),
        ("dados.csv", b"a;b\n1;2\n", "text/csv"),
        ("dados.json", json.dumps({"a": [1]}).encode(), "application/json"),
        ("folha.XLSX", workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            "texto.odt",
            zipped(mimetype="application/vnd.oasis.opendocument.text", content="x"),
            "application/vnd.oasis.opendocument.text",
        ),
    ],
)
def test_what_is_what_it_says_is_kept_byte_by_byte(project, name, content, content_type) -> None:
    file = attach(project, name, content)
    assert (file.content_type, file.path.read_bytes(), file.is_redrawn) == (content_type, content, False)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("foto.png", PDF),
        ("foto.png", photograph("JPEG")),
        ("foto.jpg", b"\xff\xd8\xff broken"),
        ("nota.pdf", b"<html><script>alert(1)</script>"),
        ("nota.txt", b"MZ\x90\x00\x03" + b"\x00" * 60),
        ("nota.txt", b"  <SVG onload=alert(1)>"),
        ("nota.csv", b"a\x01b"),
        ("dados.json", b"{nao"),
        ("dados.json", b"[" * 100_000),
        ("folha.xlsx", zipped(mimetype="application/x")),
        ("folha.docx", workbook()),
        ("folha.xlsx", b"PK\x03\x04 broken"),
        ("macros.xlsx", zipped(**{"[Content_Types].xml": "", "xl__workbook.xml": "", "xl__vbaProject.bin": ""})),
        ("texto.odt", zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet")),
        ("texto.odt", zipped(content="x")),
        ("desenho.svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"),
        ("pagina.html", b"<html></html>"),
        ("programa.exe", b"MZ"),
        ("sem-nome", b"x"),
        ("vazio.txt", b""),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_kept(project, settings, name, content) -> None:
    with pytest.raises((FileRefused, UploadRefused)) as refusal:
        attach(project, name, content)
    assert len(str(refusal.value)) > 20
    assert not Attachment.objects.exists() and kept_files(Path(settings.MEDIA_ROOT)) == []


def test_pictures_that_move_or_explode_are_refused(project, monkeypatch) -> None:
    held = io.BytesIO()
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    frames[0].save(held, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(FileRefused, match=r"move|still"):
        attach(project, "gato.webp", held.getvalue())
    monkeypatch.setattr("labx.portfolio.collaboration.content.MOST_PIXELS", 100)
    with pytest.raises(FileRefused):
        attach(project, "foto.jpg", photograph())
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    with pytest.raises(FileRefused):
        attach(project, "foto.jpg", photograph())


def test_a_file_above_the_limit_is_refused_before_it_is_read_whole(project, monkeypatch, settings) -> None:
    monkeypatch.setattr(attachments, "LIMIT_BYTES", 10)
    with pytest.raises(UploadRefused):
        attachments.attach_file(
            by=actor("Rui Costa"), thing=project, pieces=[b"x" * 8] * 3, name="a.txt", description="x"
        )
    assert kept_files(Path(settings.MEDIA_ROOT)) == []


@pytest.mark.parametrize(("answer", "is_kept"), [(0, True), (1, False), (2, False)])
def test_the_scanner_has_the_last_word_and_its_failure_refuses(project, settings, tmp_path, answer, is_kept) -> None:
    scanner = tmp_path / "scanner.sh"
    scanner.write_text(f'#!/bin/sh\ntest -s "$1" || exit 9\nexit {answer}\n')
    scanner.chmod(0o700)
    settings.LABX_SCAN_COMMAND = f"/bin/sh {scanner}"
    if is_kept:
        assert attach(project, "nota.pdf", PDF).path.exists()
    else:
        with pytest.raises(FileRefused):
            attach(project, "nota.pdf", PDF)
        assert not Attachment.objects.exists()


def test_a_scanner_that_is_not_there_refuses_and_the_doctor_says_so(project, settings) -> None:
    assert doctor.scanner().level is Level.NOTE
    settings.LABX_SCAN_COMMAND = "no-such-scanner --fast"
    assert doctor.scanner().level is Level.BROKEN
    with pytest.raises(FileRefused):
        attach(project, "nota.pdf", PDF)
    settings.LABX_SCAN_COMMAND = "true"
    assert doctor.scanner().level is Level.OK


def test_the_name_is_kept_without_its_folders_and_the_lead_is_told(project) -> None:
    file = attach(project, "C:\\secret\\..\\nota.pdf", PDF)
    assert file.original_name == "nota.pdf"
    assert Notice.objects.get(kind="collaboration.file").owner_id == person("Ana Silva").id


def test_the_same_form_twice_is_one_file_and_another_file_under_its_key_is_refused(project) -> None:
    key = new_id()
    for _time in range(2):
        attach(project, "nota.pdf", PDF, id=key)
    assert Attachment.objects.count() == 1
    with pytest.raises(FileRefused):
        attach(project, "nota.txt", b"outra", id=key)


def test_a_removed_file_goes_unless_another_line_names_the_same(project, django_capture_on_commit_callbacks) -> None:
    first, second = attach(project, "a.pdf", PDF), attach(project, "b.pdf", PDF)
    with pytest.raises(NotAllowed):
        attachments.remove_file(by=actor("Inês Sá"), attachment=first, why="x")
    with pytest.raises(attachments.NoReason):
        attachments.remove_file(by=actor("Ana Silva"), attachment=first, why=" ")
    with django_capture_on_commit_callbacks(execute=True):
        removed = attachments.remove_file(by=actor("Ana Silva"), attachment=first, why="Versão errada")
    assert removed.is_removed and second.path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        attachments.remove_file(by=actor("Rui Costa"), attachment=second, why="Nomes")
    assert not second.path.exists()
    with pytest.raises(NotAllowed):
        attachments.remove_file(by=actor("Ana Silva"), attachment=removed, why="outra vez")


def test_a_file_is_added_taken_and_removed_on_its_pages_by_those_who_may(project) -> None:
    rui, ines = signed_in(person("Rui Costa")), signed_in(person("Inês Sá"))
    page = reverse("collaboration:attach", args=[project.slug, "projeto", project.pk])
    assert ines.get(page).status_code == 404 and rui.get(page).status_code == 200
    lie = {"file": SimpleUploadedFile("foto.png", PDF), "description": "Uma foto"}
    answer = rui.post(page, lie).content.decode()
    assert "foto.png" in answer and 'value="Uma foto"' in answer and not Attachment.objects.exists()
    truth = {"file": SimpleUploadedFile("ção.pdf", PDF), "description": "Ata", "id": new_id()}
    assert rui.post(page, truth).status_code == 302
    file = Attachment.objects.get()
    assert b"Ata" in ines.get(reverse("collaboration:files", args=[project.slug])).content
    assert b"SHA-256" in ines.get(reverse("collaboration:file", args=[project.slug, file.pk])).content
    address = reverse("collaboration:file_content", args=[project.slug, file.pk])
    sent = ines.get(address)
    assert b"".join(sent.streaming_content) == PDF
    assert sent["Content-Disposition"].startswith("attachment") and sent["X-Content-Type-Options"] == "nosniff"
    assert signed_in(person("Zita Fora")).get(address).status_code == 404
    remove = reverse("collaboration:remove_file", args=[project.slug, file.pk])
    assert ines.get(remove).status_code == 404 and rui.get(remove).status_code == 200
    assert rui.post(remove, {"why": ""}).status_code == 200
    assert rui.post(remove, {"why": "Engano"}).status_code == 302
    assert ines.get(address).status_code == 404
    assert "Engano" in ines.get(reverse("collaboration:file", args=[project.slug, file.pk])).content.decode()
