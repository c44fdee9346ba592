"""Sixty strings in every field: none in dump, logs, media or lake; of a saved case, none without code and PIN."""

import hashlib
import logging
import re
import subprocess
from itertools import cycle
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from labx.core.backup.database import major
from labx.core.packs.library import packs
from labx.core.postgres.binaries import client as program_of
from labx.desks import sealing
from labx.desks.saved import boxes
from labx.desks.saved.actions import reminders
from labx.desks.saved.holding import held_of
from labx.desks.saved.models import Reminder, SavedCase, Share
from labx.desks.saved.tests.keeping import CODE, DESK, PIN, Keeper
from labx.desks.saved.tests.test_reminders import asked
from labx.desks.sealing import open_case
from labx.desks.tests.visiting import FIRST, Visitor, text_of
from tests.traces import traces_below, traces_in

pytestmark = pytest.mark.django_db(transaction=True)
CANARIES = [f"Zurzidão{number:02d}Ção" for number in range(60)]
FIELD = re.compile(r'<(?:input|textarea|select)[^>]*? name="([^"]+)"')
OURS = {"case", "csrfmiddlewaretoken", "fact", "task", "letter", "here", "size", "kept", "shown"}
SEALED = re.compile(r'name="case" value="([^"]*)"')
PACK = "desks/bereavement-pt"
ADDRESS = "zurzidao.filha@correio.example"


class Canary(Visitor):
    """A visitor who writes another canary into each field there is."""

    def __init__(self, client):
        super().__init__(client)
        self.sealed, self.next = SEALED.search(self.page.content.decode())[1], cycle(CANARIES)

    def post(self, go, **fields):
        self.page = self.client.post(f"{DESK}?q={CANARIES[0]}", {"case": self.sealed, "go": go, **fields})
        assert self.page.status_code == 200
        found = SEALED.search(self.page.content.decode("utf-8", "replace"))
        self.sealed = found[1] if found else self.sealed

    def fill(self, go, **fixed):
        names = set(FIELD.findall(self.page.content.decode())) - OURS
        self.post(go, **{name: next(self.next) for name in sorted(names)}, **fixed)

    def visit(self):
        """Every page, every field, everything that can be taken away."""
        self.fill("first")
        self.post("first", **FIRST)
        content = packs()[PACK].content
        for fact in content["facts"]:
            self.post("answer", fact=fact["name"], **{fact["name"].replace(".", "-"): next(self.next)})
        for entry in content["procedures"]:
            self.post("note", task=entry["name"], note=f"{next(self.next)} {next(self.next)}", helper=next(self.next))
        self.post("letters")
        self.fill("letter-data")
        for letter in content["letters"] or ():
            self.post("letter", letter=letter["name"])
            self.fill("letter-keep", letter=letter["name"])
            self.post("letter-keep", letter=letter["name"], text=f"Senhores, {next(self.next)}.")
            for go in ("letter-pdf", "letter-text"):
                self.post(go, letter=letter["name"], text=f"Senhores, {next(self.next)}.")
        for go in ("wallet", "have", "tick", "print", "pdf", "text", "dates", "plan", next(self.next)):
            self.post(go, done=next(self.next), have=next(self.next), here=next(self.next), shown=next(self.next))
        file = self.client.post(DESK, {"case": self.sealed, "go": "keep"}).content
        self.client.post(DESK, {"go": "resume", "kept": SimpleUploadedFile(f"{CANARIES[0]}.txt", file)})
        self.client.post(DESK, {"case": next(self.next), "go": "plan"}, headers={"user-agent": next(self.next)})

    def carried(self):
        case = str(open_case(self.sealed, PACK).content())
        return {canary for canary in CANARIES if canary in case}


class Everything(logging.Handler):
    """What any part of the program gave to a log, before it is made safe, and as it is written."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.said = []

    def emit(self, record):
        own = [one for one in logging.getLogger().handlers if one is not self]
        self.said += [repr(record.__dict__), *(one.format(record) for one in own)]


@pytest.fixture
def logged():
    handler, root = Everything(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


def dump(database_url: str) -> bytes:
    with psycopg.connect(database_url) as server:
        program, _version = program_of("pg_dump", major(server))
    done = subprocess.run([str(program), "--dbname", database_url], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_default_visit_leaves_nothing_anywhere(client, database_url, logged):
    visitor = Canary(client)
    visitor.visit()
    assert visitor.carried() == set(CANARIES)  # or the visit proves nothing
    assert any("balcoes/<slug:name>/" in said for said in logged.said)
    assert not traces_in(dump(database_url), CANARIES)
    assert not traces_in("\n".join(logged.said).encode(), CANARIES)
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.LAKE_DIR), Path(settings.VAR)):
        assert not folder.exists() or not traces_below(folder, CANARIES, without={"static"})
    assert not SavedCase.objects.exists() and not Share.objects.exists()


def test_the_search_finds_what_is_there(client, database_url):
    """Or finding nothing would mean nothing: a canary put into the database is found in its dump."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE canary (said text)")
        cursor.execute("INSERT INTO canary VALUES (%s)", [CANARIES[7]])
    try:
        assert traces_in(dump(database_url), CANARIES) == [f"{CANARIES[7]} (UTF-8)"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE canary")


def test_a_saved_case_is_unreadable_with_database_and_settings_in_hand(client, database_url, logged):
    visitor = Canary(client)
    visitor.visit()
    visitor.post("saved-keep", pin=PIN, again=PIN)
    code = CODE.search(text_of(visitor.page))[0]
    for task in ("p04-funeral-agency", "p01-medical-certificate"):
        visitor.post("saved-share", whom=CANARIES[1], steps=[task], way="fill", days="7")
    visitor.post("saved-again")
    assert SavedCase.objects.count() == 1 and Share.objects.count() == 2
    secrets = [*CANARIES, code, code.replace("-", "")]
    held = dump(database_url)
    assert not traces_in(held, secrets)
    assert not traces_in("\n".join(logged.said).encode(), secrets)
    for row in (*SavedCase.objects.all(), *Share.objects.all()):
        opened_by_nothing_here(row)


def opened_by_nothing_here(row):
    """Neither the laboratory's own keys nor anything that stands in the row."""
    secret = settings.SECRET_KEY.encode()
    for key in (sealing._box(), reminders.box()):
        with pytest.raises(InvalidToken):
            key.decrypt(bytes(row.box))
    in_hand = [hashlib.sha256(secret).digest(), hashlib.blake2b(secret, digest_size=32).digest(), bytes(row.place)]
    for key in (*in_hand, bytes(32), boxes.share_key(bytes(row.place).hex())):
        for box in (row.box, getattr(row, "for_owner", row.box)):
            with pytest.raises(boxes.CannotOpen):
                boxes.open_box(key, bytes(box), row.id.bytes)


def tried(row, code, pins):
    """The PIN that opens a row with this code, by trying each."""
    for pin in pins:
        try:
            boxes.open_box(boxes.key_of(code, pin, bytes(row.salt)), bytes(row.box), row.id.bytes)
        except boxes.CannotOpen:
            continue
        return pin
    return None


def brute_force(client, pins):
    keeper = Keeper(client)
    code = keeper.keep(**{"deceased.stage": "person"}).replace("-", "")
    row = SavedCase.objects.get()
    assert PIN in pins and tried(row, code, pins) == PIN  # with the code it is found, so the search is a search
    for without in ("", "A" * 16, bytes(row.place).hex(), code[:-1], settings.SECRET_KEY):
        assert tried(row, without, pins) is None


def test_trying_pins_without_the_code_opens_nothing(client):
    brute_force(client, [f"{number:06d}" for number in range(int(PIN) - 1000, int(PIN) + 1000)])


@pytest.mark.slow
def test_trying_every_pin_of_six_digits_without_the_code_opens_nothing(client):
    brute_force(client, [f"{number:06d}" for number in range(0, 1_000_000, 5)])


def test_what_reminders_need_is_all_that_settings_open(client, database_url):
    """The trade-off, as the page tells it: the worker must read the address; nothing else comes with it."""
    keeper = Keeper(client)
    keeper.keep(**{"deceased.stage": "person"})
    asked(held_of(keeper.case()), days=(1,), address=ADDRESS)
    assert not traces_in(dump(database_url), [ADDRESS])
    assert reminders.address_in(Reminder.objects.get()) == ADDRESS
