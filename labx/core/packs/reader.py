"""The one reader of packs: a folder, or the files of an archive, into a sound pack or a list of problems."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from labx.core import rooms
from labx.core.files.archive import Archive
from labx.core.files.entries import MEBIBYTE, Limits
from labx.core.packs import tree
from labx.core.packs.fields import Anything, Reading
from labx.core.packs.pack import Case, Pack
from labx.core.packs.problems import PackProblem, PackRefused
from labx.core.packs.schema import CASES, HEADER, LANGUAGES, PackSchema

PACK_FILE, CHECKS_FILE, TEXT_SUFFIX = "pack.yaml", "checks.yaml", ".md"
PACK_LIMITS = Limits(
    archive_bytes=20 * MEBIBYTE, total_bytes=50 * MEBIBYTE, entry_bytes=tree.LARGEST_BYTES, entries=500, depth=1
)


def read_folder(folder: Path) -> Pack:
    """The pack in a folder."""
    return read_files(folder.name, _folder_files(folder))


def read_archive(path: Path) -> Pack:
    """The pack in a zip or tar, with its files at the top or in one folder."""
    with Archive(path, PACK_LIMITS) as archive:
        above = {name.rpartition("/")[0] for name in archive.names}
        top = above.pop() + "/" if len(above) == 1 and above != {""} else ""
        files = {name.removeprefix(top): archive.read(name) for name in archive.names}
    return read_files(path.name, files)


def read_files(label: str, files: Mapping[str, bytes]) -> Pack:
    """The pack that these files make."""
    reading = Reading(PACK_FILE)
    texts = _decoded(files, reading)
    content = cases = None
    if reading.problems:
        raise PackRefused(label, reading.problems)
    try:
        root = tree.parse_yaml(texts[PACK_FILE], PACK_FILE)
        schema = _schema(root, reading)
        content = _content(root, schema, texts, reading)
        cases = _cases(texts, schema, reading)
    except tree.YamlRefused as error:
        reading.problems.append(error.problem)
    if reading.problems or content is None or cases is None:
        raise PackRefused(label, sorted(reading.problems, key=lambda found: (found.file, found.line)))
    prose = {name: text for name, text in texts.items() if name.endswith(TEXT_SUFFIX)}
    return Pack(content, cases, prose, texts)


def schema_of(pack: Pack) -> PackSchema:
    """The schema of a pack that was read before; its room may have been switched off since."""
    found = find_schema(pack.room, pack.kind)
    if found is None:
        message = _("The room “{room}” is switched off or has no packs of the kind “{kind}”.")
        raise PackRefused(pack.id, [PackProblem(PACK_FILE, 1, "kind", message.format(room=pack.room, kind=pack.kind))])
    return found


def find_schema(room: str, kind: str) -> PackSchema | None:
    home = rooms.room(room)
    return next((schema for schema in home.pack_schemas if schema.kind == kind), None) if home else None


def _folder_files(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise PackRefused(folder.name, [PackProblem(folder.name, 1, "", _("There is no such folder."))])
    files, total = {}, 0
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not path.is_file():
            message = _("A pack holds plain files only: no folders and no links.")
            raise PackRefused(folder.name, [PackProblem(path.name, 1, "", message)])
        total += path.stat().st_size
        if total > PACK_LIMITS.total_bytes:
            message = _("The pack is larger than {limit} bytes.").format(limit=PACK_LIMITS.total_bytes)
            raise PackRefused(folder.name, [PackProblem(path.name, 1, "", message)])
        files[path.name] = path.read_bytes()
    return files


def _decoded(files: Mapping[str, bytes], reading: Reading) -> dict[str, str]:
    texts = {}
    for name, content in files.items():
        if name not in {PACK_FILE, CHECKS_FILE} and not (name.endswith(TEXT_SUFFIX) and "/" not in name):
            message = _("This file has no place in a pack: it holds pack.yaml, checks.yaml and *.md.")
            reading.problems.append(PackProblem(name, 1, "", message))
            continue
        try:
            texts[name] = content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            reading.problems.append(PackProblem(name, line, "", _("This is not UTF-8. Save the file as UTF-8.")))
        if b"\0" in content:
            reading.problems.append(PackProblem(name, 1, "", _("The file holds NUL bytes: it is no text.")))
    if PACK_FILE not in files:
        reading.problems.append(PackProblem(PACK_FILE, 1, "", _("The file is missing.")))
    return texts


def _schema(root: tree.Mapping, reading: Reading) -> PackSchema:
    words = {name: node.text for name, node in root.items.items() if isinstance(node, tree.Scalar)}
    room, kind = words.get("id", "").partition("/")[0], words.get("kind", "")
    found = find_schema(room, kind)
    if found is None:
        kinds = ", ".join(f"{schema.room}: {schema.kind}" for home in rooms.rooms() for schema in home.pack_schemas)
        message = _("No room “{room}” has packs of the kind “{kind}”. There are: {kinds}.")
        place = root.lines.get("kind", 1)
        reading.say(place, "kind", message.format(room=room, kind=kind, kinds=kinds))
        return PackSchema(room, kind, dict.fromkeys(root.items.keys() - HEADER.keys(), Anything(required=False)))
    return found


def _content(root: tree.Mapping, schema: PackSchema, texts: Mapping[str, str], reading: Reading) -> dict[str, Any]:
    named = root.items.get("languages")
    asked = (
        [node.text for node in named.items if isinstance(node, tree.Scalar)] if isinstance(named, tree.Sequence) else []
    )
    reading.languages = tuple(language for language in asked if language in LANGUAGES) or LANGUAGES
    reading.texts = {name: text for name, text in texts.items() if name.endswith(TEXT_SUFFIX)}
    content = schema.record.read(root, "", reading)
    content["checked_by"] = content["checked_by"] or []
    if reading.problems:
        return content
    for key, message in [*_header_faults(content), *(schema.check(content) if schema.check else [])]:
        reading.say(_line_of(root, key), key, message)
    return content


def _header_faults(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    faults = []
    if bool(content["checked_by"]) != bool(content["reviewed_on"]):
        faults.append(("reviewed_on", _("A reviewer and the day of the review go together: give both or neither.")))
    if content["reviewed_on"] and content["reviewed_on"] > content["review_by"]:
        faults.append(("review_by", _("The next review lies before the last one.")))
    return faults


def _line_of(root: tree.Mapping, key: str) -> int:
    """The line of a path such as `templates[2].grade`, as near as it can be found."""
    node: tree.Node = root
    line = root.line
    for part in key.replace("[", ".[").split("."):
        if part.startswith("[") and isinstance(node, tree.Sequence) and int(part[1:-1]) < len(node.items):
            node = node.items[int(part[1:-1])]
            line = node.line
        elif isinstance(node, tree.Mapping) and part in node.items:
            line, node = node.lines[part], node.items[part]
        else:
            break
    return line


def _cases(texts: Mapping[str, str], schema: PackSchema, reading: Reading) -> tuple[Case, ...]:
    checks = Reading(CHECKS_FILE, problems=reading.problems)
    if CHECKS_FILE not in texts:
        if schema.run_case:
            checks.say(1, "", _("The file is missing: a pack of this kind needs at least one check."))
        return ()
    root = tree.parse_yaml(texts[CHECKS_FILE], CHECKS_FILE)
    found = CASES.read(root, "", checks)
    if checks.problems:
        return ()
    if not schema.run_case:
        checks.say(1, "", _("Packs of this kind have nothing to check. Take the file out."))
        return ()
    lines = [node.line for node in root.items["cases"].items]
    return tuple(Case(**case, line=line) for case, line in zip(found["cases"], lines, strict=True))
