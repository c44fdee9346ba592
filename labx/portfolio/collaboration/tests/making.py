"""Teams, comments and files for tests, made by actions."""

import io

from django.utils.text import slugify
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from labx.core.actors import system
from labx.people.middleware import actor_of
from labx.people.models import Account
from labx.portfolio.actions.projects import add_member, start_project
from labx.portfolio.models import Project
from tests.people import open_account

WHO = system("test")
CAMERA = "Camara-Secreta-77"


def project_with(*people: tuple[str, str], title: str = "Cartas mais curtas") -> Project:
    """A project with a team of (name, role)."""
    project = start_project(by=WHO, title=title, question="Uma carta mais curta ajuda?")
    for name, role in people:
        add_member(by=WHO, project=project, account=person(name), role=role)
    return project


def person(name: str) -> Account:
    email = f"{slugify(name)}@example.pt"
    return Account.objects.filter(email=email).first() or open_account(email, name=name)


def actor(name: str):
    return actor_of(person(name))


def photograph(form: str = "JPEG") -> bytes:
    """A picture that says where it was taken, and with what."""
    exif = Image.Exif()
    exif[Base.Model] = CAMERA
    exif[Base.Orientation] = 6
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (38.0, 43.0, 21.0)
    held = io.BytesIO()
    extra = {"comment": CAMERA.encode()} if form == "JPEG" else {}
    Image.new("RGB", (40, 20), "red").save(held, form, exif=exif, **extra)
    return held.getvalue()
