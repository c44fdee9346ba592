"""The pieces from which a room declares the shape of its packs."""

from __future__ import annotations

import datetime
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from labx.core.packs import tree
from labx.core.packs.grades import FactGrade
from labx.core.packs.problems import PackProblem


@dataclass
class Reading:
    """What a field needs to know besides its own value, and where it leaves problems."""

    file: str
    texts: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    problems: list[PackProblem] = field(default_factory=list)

    def say(self, line: int, key: str, message: str) -> None:
        self.problems.append(PackProblem(self.file, line, key, message))


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """One value. `read` gives it as JSON, or leaves a problem and gives nothing."""

    required: bool = True

    @abstractmethod
    def read(self, node: tree.Node, key: str, reading: Reading) -> Any: ...


@dataclass(frozen=True, kw_only=True)
class ScalarField(Field):
    """A field written as one word or text."""

    def read(self, node: tree.Node, key: str, reading: Reading) -> Any:
        if not isinstance(node, tree.Scalar):
            reading.say(node.line, key, _("One value is expected here, not a list or several keys."))
            return None
        try:
            return self.value(node, reading)
        except ValueError as error:
            reading.say(node.line, key, str(error))
            return None

    @abstractmethod
    def value(self, node: tree.Scalar, reading: Reading) -> Any: ...


@dataclass(frozen=True, kw_only=True)
class Text(ScalarField):
    """Any text; `pattern` must match the whole of it, and `example` then says how it looks."""

    pattern: str = r"(?s).+"
    example: str = ""

    def value(self, node: tree.Scalar, reading: Reading) -> str:
        text = node.text.strip()
        if not re.fullmatch(self.pattern, text):
            raise ValueError(
                _("“{text}” does not have the form of “{example}”.").format(text=text[:80], example=self.example)
                if self.example
                else _("A text is expected here.")
            )
        return text


@dataclass(frozen=True, kw_only=True)
class Integer(ScalarField):
    minimum: int | None = None
    maximum: int | None = None

    def value(self, node: tree.Scalar, reading: Reading) -> int:
        if not (node.is_plain and tree.PLAIN_INTEGER.fullmatch(node.text)):
            raise ValueError(_("A whole number is expected, without quotation marks, such as 12."))
        number = int(node.text)
        check_range(number, self.minimum, self.maximum)
        return number


@dataclass(frozen=True, kw_only=True)
class Number(ScalarField):
    minimum: float | None = None
    maximum: float | None = None

    def value(self, node: tree.Scalar, reading: Reading) -> float:
        if not (node.is_plain and tree.PLAIN_NUMBER.fullmatch(node.text)):
            raise ValueError(_("A number is expected, with a decimal point, such as 0.25."))
        number = float(node.text)
        check_range(number, self.minimum, self.maximum)
        return number


def check_range(number: float, minimum: float | None, maximum: float | None) -> None:
    least, most = -math.inf if minimum is None else minimum, math.inf if maximum is None else maximum
    if not (math.isfinite(number) and least <= number <= most):
        raise ValueError(_("{number} is not between {least} and {most}.").format(number=number, least=least, most=most))


@dataclass(frozen=True, kw_only=True)
class Boolean(ScalarField):
    def value(self, node: tree.Scalar, reading: Reading) -> bool:
        if not (node.is_plain and node.text in {"true", "false"}):
            raise ValueError(_("Write true or false."))
        return node.text == "true"


@dataclass(frozen=True, kw_only=True)
class Date(ScalarField):
    """A day, kept as the text 2026-12-31."""

    def value(self, node: tree.Scalar, reading: Reading) -> str:
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.text):
                raise ValueError
            return datetime.date.fromisoformat(node.text).isoformat()
        except ValueError:
            raise ValueError(_("Write the date as 2026-12-31.")) from None


@dataclass(frozen=True, kw_only=True)
class Choice(ScalarField):
    options: tuple[str, ...]

    def value(self, node: tree.Scalar, reading: Reading) -> str:
        if node.text not in self.options:
            raise ValueError(
                _("“{text}” is none of: {options}.").format(text=node.text[:80], options=", ".join(self.options))
            )
        return node.text


@dataclass(frozen=True, kw_only=True)
class MarkdownFile(ScalarField):
    """The name of a Markdown file beside pack.yaml; its text travels with the pack."""

    def value(self, node: tree.Scalar, reading: Reading) -> str:
        if node.text not in reading.texts:
            raise ValueError(_("There is no file “{name}” in the pack.").format(name=node.text[:80]))
        return node.text


@dataclass(frozen=True, kw_only=True)
class Anything(Field):
    """Any JSON value: for the input and the expected output of checks."""

    def read(self, node: tree.Node, key: str, reading: Reading) -> Any:
        return tree.plain_value(node)


@dataclass(frozen=True, kw_only=True)
class ListOf(Field):
    item: Field
    at_least: int = 0
    unique_key: str = ""

    def read(self, node: tree.Node, key: str, reading: Reading) -> list[Any] | None:
        if not isinstance(node, tree.Sequence):
            reading.say(node.line, key, _("A list is expected here: one line an entry, each begun with “- ”."))
            return None
        if len(node.items) < self.at_least:
            reading.say(node.line, key, _("At least {count} entries are expected.").format(count=self.at_least))
        values = [self.item.read(item, f"{key}[{place}]", reading) for place, item in enumerate(node.items)]
        for place, repeated in self._repeated(values):
            line = node.items[place].line
            reading.say(line, f"{key}[{place}]", _("“{value}” is there twice.").format(value=repeated))
        return values

    def _repeated(self, values: list[Any]) -> Iterator[tuple[int, Any]]:
        seen = set()
        for place, value in enumerate(values):
            name = value.get(self.unique_key) if self.unique_key and isinstance(value, dict) else None
            if name is not None and name in seen:
                yield place, name
            seen.add(name)


@dataclass(frozen=True, kw_only=True)
class Record(Field):
    """Keys that are known; any other is refused."""

    fields: Mapping[str, Field]

    def read(self, node: tree.Node, key: str, reading: Reading) -> dict[str, Any] | None:
        if not isinstance(node, tree.Mapping):
            reading.say(node.line, key, _("Keys are expected here: {keys}.").format(keys=", ".join(self.fields)))
            return None
        for name in node.items:
            if name not in self.fields:
                known = ", ".join(self.fields)
                message = _("The key “{name}” is not known. Known here: {known}.").format(name=name, known=known)
                reading.say(node.lines[name], joined(key, name), message)
        return {name: self._value(name, wanted, node, key, reading) for name, wanted in self.fields.items()}

    def _value(self, name: str, wanted: Field, node: tree.Mapping, key: str, reading: Reading) -> Any:
        item = node.items.get(name)
        if item is not None and not (tree.is_empty(item) and not isinstance(wanted, Anything)):
            return wanted.read(item, joined(key, name), reading)
        if wanted.required:
            line = node.lines.get(name, node.line)
            reading.say(line, joined(key, name), _("This key is missing or empty."))
        return None


@dataclass(frozen=True, kw_only=True)
class Localised(Field):
    """A text in each of the pack's languages, under its code: `pt: ...`, `en: ...`."""

    def read(self, node: tree.Node, key: str, reading: Reading) -> dict[str, Any] | None:
        return Record(fields={language: Text() for language in reading.languages}).read(node, key, reading)


@dataclass(frozen=True, kw_only=True)
class Statement(Record):
    """A legal or factual statement: what it says, and source, grade and dates, without which it may not stand."""

    fields: Mapping[str, Field] = field(default_factory=lambda: {"text": Localised()})

    def read(self, node: tree.Node, key: str, reading: Reading) -> dict[str, Any] | None:
        value = Record(fields={**self.fields, **PROVENANCE}).read(node, key, reading)
        if value is None:
            return None
        if value["grade"] == FactGrade.CONFLICT and not value["resolution"]:
            reading.say(node.line, joined(key, "resolution"), _("Grade X needs the resolution written next to it."))
        if value["valid_from"] and value["valid_to"] and value["valid_to"] < value["valid_from"]:
            reading.say(node.line, joined(key, "valid_to"), _("The end lies before the beginning."))
        return value


PROVENANCE: dict[str, Field] = {
    "source": Text(),
    "grade": Choice(options=tuple(FactGrade)),
    "valid_from": Date(required=False),
    "valid_to": Date(required=False),
    "resolution": Localised(required=False),
}


def joined(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
