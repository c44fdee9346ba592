"""YAML without surprises: a tree of texts that know their line, and nothing that YAML can smuggle in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from labx.core.packs.problems import PackProblem

DEEPEST = 40
LARGEST_BYTES = 5 * 1024**2
PLAIN_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})")
PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?")


@dataclass(frozen=True)
class Scalar:
    """One value as it was written; `is_plain` when without quotation marks."""

    text: str
    is_plain: bool
    line: int


@dataclass(frozen=True)
class Sequence:
    items: list[Node]
    line: int


@dataclass(frozen=True)
class Mapping:
    items: dict[str, Node]
    line: int
    lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


class YamlRefused(Exception):
    """The file is no YAML, or uses what packs may not; carries the problem."""

    def __init__(self, problem: PackProblem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def parse_yaml(text: str, file: str) -> Mapping:
    """The mapping that the file holds."""
    return _Parser(text, file).document()


class _Parser:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        if len(text.encode()) > LARGEST_BYTES:
            raise self._refused(1, _("The file is larger than {limit} bytes.").format(limit=LARGEST_BYTES))
        self._events = self._safe_events(text)

    def document(self) -> Mapping:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    raise self._refused(event.start_mark.line + 1, _("A second document begins here. Keep one a file."))
                root = self._node(next(self._events), 0)
            elif isinstance(event, StreamEndEvent):
                break
        if not isinstance(root, Mapping):
            raise self._refused(1, _("The file must hold keys with values, as in “title: ...”."))
        return root

    def _safe_events(self, text: str) -> Iterator[Event]:
        try:
            for event in YAML(typ="safe", pure=True).parse(text):
                self._check(event)
                yield event
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise self._refused(line, _("This is not YAML ({why}).").format(why=error.problem)) from error
        except YAMLError as error:
            raise self._refused(1, _("This is not YAML ({why}).").format(why=str(error).split("\n")[0])) from error
        except (RecursionError, ValueError) as error:
            raise self._refused(1, _("This is not YAML ({why}).").format(why=type(error).__name__)) from error

    def _check(self, event: Event) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise self._refused(line, _("Anchors (&) and aliases (*) are not allowed. Write the value out."))
        if getattr(event, "tag", None):
            raise self._refused(line, _("Tags (!) are not allowed. Write the value without one."))

    def _node(self, event: Event, depth: int) -> Node:
        line = event.start_mark.line + 1
        if depth > DEEPEST:
            raise self._refused(line, _("The values are nested deeper than {limit} levels.").format(limit=DEEPEST))
        if isinstance(event, ScalarEvent):
            return Scalar(event.value, event.style is None, line)
        if isinstance(event, SequenceStartEvent):
            items = []
            while not isinstance(event := next(self._events), SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Sequence(items, line)
        return self._mapping(line, depth)

    def _mapping(self, line: int, depth: int) -> Mapping:
        found = Mapping({}, line)
        while not isinstance(event := next(self._events), MappingEndEvent):
            key_line = event.start_mark.line + 1
            if not isinstance(event, ScalarEvent):
                raise self._refused(key_line, _("A key must be one word or text."))
            if event.value in found.items:
                raise self._refused(key_line, _("The key “{key}” is here twice.").format(key=event.value))
            found.lines[event.value] = key_line
            found.items[event.value] = self._node(next(self._events), depth + 1)
        return found

    def _refused(self, line: int, message: str) -> YamlRefused:
        return YamlRefused(PackProblem(self.file, line, "", message))


def is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_plain and node.text in {"", "null", "~"}


def plain_value(node: Node) -> Any:
    """The JSON value of a node where no schema says more: dates stay texts, so do words such as “no”."""
    if isinstance(node, Mapping):
        return {key: plain_value(item) for key, item in node.items.items()}
    if isinstance(node, Sequence):
        return [plain_value(item) for item in node.items]
    if is_empty(node):
        return None
    if not node.is_plain:
        return node.text
    if node.text in {"true", "false"}:
        return node.text == "true"
    if PLAIN_INTEGER.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if PLAIN_NUMBER.fullmatch(node.text) else node.text
