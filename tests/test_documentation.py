"""The documentation names every command, setting, room and permission; its links lead somewhere."""

import re
from pathlib import Path

import pytest

from config.environment import ROOT, SETTINGS
from labx.core.cli import GROUPS
from labx.core.policy import permissions
from labx.core.rooms import rooms
from tests.repository import text_of, told, written_by_us
from tools.reference import FOLDER, PAGES, written

LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
TARGET = re.compile(r"^([a-z-]+):.*##", re.MULTILINE)
KINDS = {"tutorials", "how-to", "reference", "explanation", "adr", "images"}


def documents() -> list[Path]:
    return [path for path in written_by_us(".md") if path.parts[0] != "content"]


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_says_what_the_program_declares(name: str) -> None:
    assert (FOLDER / name).read_text() == written(name), "Write the reference again: make docs"


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("settings.md", [setting.name for setting in SETTINGS]),
        ("commands.md", [f"## labx {group}" for group in GROUPS]),
        ("rooms.md", [f"## {room.name}" for room in rooms()]),
        ("permissions.md", [permission.name for permission in permissions()]),
    ],
)
def test_everything_declared_is_in_the_reference(name: str, declared: list[str]) -> None:
    page = (FOLDER / name).read_text()
    missing = [thing for thing in declared if thing not in page]
    assert declared and not missing, told(missing, "Write the reference again: make docs")


def headings(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", CODE.sub("", text) if "```" in text else text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def leads_nowhere(document: Path, link: str) -> bool:
    address, _, anchor = link.partition("#")
    target = ((ROOT / document).parent / address).resolve() if address else ROOT / document
    if not target.exists():
        return True
    return bool(anchor) and target.suffix == ".md" and anchor not in headings(target.read_text())


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{document}: {link}"
        for document in documents()
        for link in LINK.findall(CODE.sub("", text_of(document)))
        if not re.match(r"https?:|mailto:|/", link) and leads_nowhere(document, link)
    ]
    assert not broken, told(broken, "Mend the link, or write the page it names.")


def test_every_document_has_a_title_and_a_kind() -> None:
    pages = [path for path in documents() if path.parts[0] == "docs"]
    faults = [str(path) for path in pages if len(path.parts) > 2 and path.parts[1] not in KINDS]
    faults += [str(path) for path in pages if not text_of(path).startswith("# ")]
    assert pages and not faults, told(faults, f"Put it under {sorted(KINDS)} and begin with # Title.")


@pytest.mark.parametrize("name", ["README.md", "README.pt.md", "CONTRIBUTING.md"])
def test_commands_in_the_readme_exist(name: str) -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))
    text = (ROOT / name).read_text()
    asked = set(re.findall(r"\bmake ([a-z-]+)", "\n".join(CODE.findall(text))))
    assert asked and asked <= targets, f"Not in the Makefile: {sorted(asked - targets)}"
    said = set(re.findall(r"\blabx ([a-z]+) ", "\n".join(CODE.findall(text))))
    assert said <= GROUPS.keys() | {room.name for room in rooms()}, f"No such command: {sorted(said)}"


def test_the_two_readmes_have_the_same_parts_and_commands() -> None:
    english, portuguese = ((ROOT / name).read_text() for name in ("README.md", "README.pt.md"))
    blocks = [re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for text in (english, portuguese)]
    assert english.count("\n## ") == portuguese.count("\n## ")
    assert blocks[0] == blocks[1]


def test_the_changelog_speaks_of_this_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    text = (ROOT / "CHANGELOG.md").read_text()
    assert version and (f"## {version[1]}" in text or "## Unreleased" in text)


def test_every_decision_record_has_its_parts_and_is_listed() -> None:
    folder = ROOT / "docs" / "adr"
    records = sorted(folder.glob("[0-9]*.md"))
    listed = (folder / "README.md").read_text()
    parts = ("Status", "Context", "Decision", "Consequences")
    texts = {record.name: record.read_text() for record in records}
    faults = [f"{name}: {part}" for name, text in texts.items() for part in parts if f"\n## {part}\n" not in text]
    faults += [f"{record.name} is not in README.md" for record in records if record.name not in listed]
    assert records and not faults, told(faults, "Nygard's headings: Status, Context, Decision, Consequences.")


def test_the_glossary_gives_each_term_once_with_portuguese_meaning_and_source() -> None:
    rows = re.findall(r"^\| (.+) \|$", (ROOT / "GLOSSARY.md").read_text(), re.MULTILINE)[2:]
    cells = [[cell.strip() for cell in row.split(" | ")] for row in rows]
    terms = [row[0].lower() for row in cells]
    assert len(terms) > 30 and len(terms) == len(set(terms)) and terms == sorted(terms)
    assert not [row[0] for row in cells if len(row) != 4 or not all(row)]
