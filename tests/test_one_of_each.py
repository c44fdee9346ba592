"""One of each: one sanitiser, one HTTP client, one archive reader, one table reader and writer. Nothing else may."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("labx", "config")

# What a module may be imported for, and who alone may. Every exception has its reason.
JOBS = {
    "HTML sanitiser": ({"nh3", "bleach", "lxml_html_clean"}, {"labx/core/html/sanitise.py"}),
    "Markdown": ({"markdown_it", "markdown", "mistune", "commonmark"}, {"labx/core/html/markdown.py"}),
    "outbound HTTP client": (
        {"httpx", "requests", "urllib3", "aiohttp", "http.client", "urllib.request", "httpcore", "niquests"},
        {
            "labx/core/outbound/client.py",
            "labx/core/running/address.py",  # asks our own server on this machine whether it is up
            "labx/people/account_urls.py",  # names the exception of allauth's own client, and calls nothing
        },
    ),
    "archive reader": (
        {"zipfile", "tarfile", "py7zr", "rarfile", "shutil.unpack_archive", "shutil.make_archive"},
        {
            "labx/core/files/archive.py",
            "labx/core/files/large.py",  # writes our own backup, gigabytes that do not fit into memory
        },
    ),
    "table reader and writer": (
        {"csv", "openpyxl", "xlsxwriter", "xlrd", "pandas", "polars", "calamine", "pyarrow.csv"},
        {
            "labx/core/tables/writer.py",
            "labx/core/tables/sources.py",
            "labx/core/tables/formats.py",
            "labx/core/tables/workbook.py",
            "labx/core/measures/changes.py",  # reads what PostgreSQL copies out of our own tables, nothing handed in
            "labx/core/events/hot.py",  # as measures/changes.py
            "labx/trials/gallery.py",  # takes the data frames that the gallery's packages give
        },
    ),
    "YAML": ({"yaml", "ruamel.yaml", "ruamel"}, {"labx/core/packs/tree.py"}),
    "canonical JSON": ({"rfc8785", "jcs", "canonicaljson"}, {"labx/core/frozen/canonical.py"}),
    "anything that runs what it reads": ({"pickle", "marshal", "shelve", "dill", "cloudpickle"}, set()),
}


@cache
def sources() -> list[Path]:
    return [path for folder in OURS for path in (ROOT / folder).rglob("*.py") if "tests" not in path.parts]


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module a source names in an import, with its parents, and `module.name` for names taken out of one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))


@cache
def used_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset({*imported(tree), *dotted(tree)})


def dotted(tree: ast.AST) -> Iterator[str]:
    """`shutil.unpack_archive` and the like, used through their module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def test_only_one_place_does_each_job():
    found = {
        (job, path.relative_to(ROOT).as_posix()): used
        for job, (modules, _allowed) in JOBS.items()
        for path in sources()
        if (used := modules & used_in(path))
    }
    assert {place: used for place, used in found.items() if place[1] not in JOBS[place[0]][1]} == {}


@pytest.mark.parametrize("job", JOBS)
def test_no_exception_is_left_over(job):
    modules, allowed = JOBS[job]
    assert [path for path in sorted(allowed) if not modules & used_in(ROOT / path)] == []


def test_only_the_sanitiser_and_reviewed_places_call_text_safe():
    allowed = {
        "labx/core/html/sanitise.py",
        "labx/core/documentation/library.py",  # our own pages, sanitised, with anchors and frames added after
        "labx/core/search/find.py",  # escapes the text, then marks the words that were found
    }
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if {"mark_safe", "SafeText"} & {name.rpartition(".")[2] for name in used_in(path)}
    }
    assert found - allowed == set()


@pytest.mark.parametrize(
    "source",
    ["import csv", "from csv import writer", "import urllib.request", "from urllib import request", "import csv as c"],
)
def test_the_scan_sees_every_way_to_import(source):
    assert {"csv", "urllib.request"} & set(imported(ast.parse(source)))
