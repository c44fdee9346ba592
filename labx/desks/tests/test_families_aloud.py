"""Three whole families as they read it: the plan as text and their letters, kept as files to be read aloud.

A file that is missing is written anew; read it before it is committed.
"""

import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from labx.desks.tests.families import FAMILIES, LETTER_DATA
from labx.desks.tests.visiting import DESK, sealed

pytestmark = pytest.mark.django_db
KEPT = Path(__file__).parent / "families_aloud"


def read_aloud(client, name) -> dict[str, str]:
    """The plan, and each letter under its name."""
    answers, _tasks = FAMILIES[name]
    shared, letters = LETTER_DATA[name]
    given = {fact: value for fact, value in answers.items() if fact != "today"}
    case = sealed(answers=given, letters={"": shared, **letters})
    pages = {one: client.post(DESK, {"case": case, "go": "letter", "letter": one}) for one in letters}
    plan = client.post(DESK, {"case": case, "go": "text"}).content.decode()
    return {"plan": plan, **{one: page.context["text"] for one, page in pages.items()}}


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_reads_what_was_read_aloud(client, monkeypatch, name):
    today = datetime.date.fromisoformat(FAMILIES[name][0]["today"])
    monkeypatch.setattr(timezone, "localdate", lambda *_: today)
    folder = KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    for part, found in read_aloud(client, name).items():
        kept = folder / f"{part}.txt"
        if not kept.exists():
            kept.write_text(found, encoding="utf-8")
        assert found == kept.read_text(encoding="utf-8")
    assert {kept.stem for kept in folder.iterdir()} == {"plan", *LETTER_DATA[name][1]}
