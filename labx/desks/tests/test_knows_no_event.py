"""The room knows nothing of any one life event: what is particular stands in its pack."""

import re
from pathlib import Path

import labx.desks
import labx.rules

WORDS = re.compile(
    r"\b(deaths?|dead|died|dies|deceased|funerals?|heirs?|estates?|widow\w*|grief|bereave\w*|pregnan\w*|bab(y|ies)"
    r"|mothers?|fathers?|mortes?|morreu|herdeir\w+|funer\w+|óbito|luto|bebés?|grávida|nascimento|mãe|pai)\b",
    re.IGNORECASE,
)
KINDS = {".py", ".html", ".typ", ".js", ".css", ".po"}
# Doors that show an example of one desk, and parts that are rooms of their own.
APART = {"tests", "counter", "standards", "service", "api.py", "demo.py", "labx-desk.js"}
# Who may do a step is one list for all packs; an example in a docstring.
ALLOWED = {
    "labx/desks/ways.py": {"heir", "estate"},
    "labx/desks/locale/pt/LC_MESSAGES/django.po": {"heir", "estate", "herdeiro"},
    "labx/desks/engine/due_dates.py": {"died"},
}


def test_no_code_page_or_sentence_of_the_room_names_a_life_event():
    found = {}
    for package in (labx.desks, labx.rules):
        root = Path(package.__file__).parent
        for file in sorted(root.rglob("*")):
            parts = file.relative_to(root).parts
            if file.suffix in KINDS and not APART.intersection(parts):
                name = "/".join(("labx", root.name, *parts))
                words = {match.group().lower() for match in WORDS.finditer(file.read_text(encoding="utf-8"))}
                if words - ALLOWED.get(name, set()):
                    found[name] = words - ALLOWED.get(name, set())
    assert found == {}
