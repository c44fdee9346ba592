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


def read_aloud(client, name) -> str:
    answers, _tasks = FAMILIES[name]
    shared, letters = LETTER_DATA[name]
    case = sealed(
        answers={fact: value for fact, value in answers.items() if fact != "today"}, letters={"": shared, **letters}
    )
    parts = [client.post(DESK, {"case": case, "go": "text"}).content.decode()]
    for letter in letters:
        page = client.post(DESK, {"case": case, "go": "letter", "letter": letter})
        parts.append(f"{'=' * 20} {letter} {'=' * 20}\n\n{page.context['text']}")
    return "\n\n".join(parts)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_reads_what_was_read_aloud(client, monkeypatch, name):
    today = datetime.date.fromisoformat(FAMILIES[name][0]["today"])
    monkeypatch.setattr(timezone, "localdate", lambda *_: today)
    found, kept = read_aloud(client, name), KEPT / f"{name}.txt"
    if not kept.exists():
        KEPT.mkdir(exist_ok=True)
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")
