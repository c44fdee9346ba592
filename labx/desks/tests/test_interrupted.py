"""Interrupted at every step and resumed, at both desks: what was answered is there again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from labx.desks.sealing import open_case
from labx.desks.tests import birth, test_birth_pages, visiting
from labx.desks.tests.families import WIDOW
from labx.desks.tests.visiting import Visitor, case_in

pytestmark = pytest.mark.django_db
EUROPEAN = {"deceased.born": "03/06/1979", "mother.leave_start": "16/02/2026"}
DESKS = {
    "bereavement-pt": (visiting.FIRST, WIDOW),
    "birth-pt": (test_birth_pages.FIRST, birth.PARENTS),
}
SIDES = ("wallet", "letters", "roles", "now", "plan")


def content_in(page, desk):
    return open_case(case_in(page), f"desks/{desk}").content()


def resumed(page, desk):
    """The file is kept at this step, the page is closed; another day, on another device, the file is opened."""
    address = f"/balcoes/{desk}/"
    kept = Client().post(address, {"case": case_in(page), "go": "keep"}).content
    return Client().post(address, {"go": "resume", "kept": SimpleUploadedFile("caso.txt", kept)})


def sent(name, value):
    return str(value).lower() if isinstance(value, bool) else EUROPEAN.get(name, value)


@pytest.mark.parametrize("desk", DESKS)
def test_at_every_step_the_file_brings_everything_back(client, desk):
    first, answers = DESKS[desk]
    visitor, steps = Visitor(client, f"/balcoes/{desk}/"), 0

    def interrupt():
        nonlocal steps
        steps += 1
        again = resumed(visitor.page, desk)
        assert again.status_code == 200 and content_in(again, desk) == content_in(visitor.page, desk)

    interrupt()
    visitor.send("first", **first)
    interrupt()
    visitor.send("ask")
    while 'name="go" value="answer"' in visitor.page.content.decode():
        interrupt()
        name = visitor.fact
        if name in answers and name != "death.time":
            visitor.send("answer", fact=name, **{name.replace(".", "-"): sent(name, answers[name])})
        else:
            visitor.send("decline", fact=name)
    for side in SIDES:
        visitor.send(side)
        interrupt()
    assert steps > len(SIDES) + 15
