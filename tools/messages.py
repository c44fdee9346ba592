"""Every text that our code and templates mark for translation, and where it stands."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
# How many of the first arguments are texts, and which of them is the context.
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
PLURAL_IN_CONTEXT = {"npgettext", "npgettext_lazy"}
# What could not be computed, why, what to do: English templates in pure code, translated where they are shown.
SEVERAL = {"CannotEstimate", "RuleRefused"}
CALL = re.compile(r"(?<![\w.])(_|n?p?gettext)\(")


@dataclass(frozen=True)
class Message:
    text: str
    plural: str = ""
    context: str | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


def message_of(name: str, texts: list[str]) -> Message | None:
    if name in PLAIN and texts:
        return Message(texts[0])
    if name in PLURAL and len(texts) > 1:
        return Message(texts[0], texts[1])
    if name in IN_CONTEXT and len(texts) > 1:
        return Message(texts[1], context=texts[0])
    if name in PLURAL_IN_CONTEXT and len(texts) > 2:
        return Message(texts[1], texts[2], texts[0])
    return None


def constants(call: ast.Call) -> list[str]:
    """The leading arguments that are plain texts."""
    texts: list[str] = []
    for argument in call.args:
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            break
        texts.append(argument.value)
    return texts


def in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in SEVERAL:
                yield from map(Message, constants(node))
            elif message := message_of(name, constants(node)):
                yield message


def in_template(source: str) -> Iterator[Message]:
    """Django turns a template into something that reads like calls; those calls are parsed as Python."""
    for match in CALL.finditer(readable := templatize(source)):
        call = first_call(readable[match.start() :])
        message = call and message_of(match[1], constants(call))
        if message:
            yield message


def first_call(text: str) -> ast.Call | None:
    for end in (position for position, letter in enumerate(text) if letter == ")"):
        try:
            parsed = ast.parse(text[: end + 1], mode="eval").body
        except (SyntaxError, ValueError):
            continue
        return parsed if isinstance(parsed, ast.Call) else None
    return None


def sources() -> list[Path]:
    python = [path for folder in ("labx", "config") for path in (ROOT / folder).rglob("*.py")]
    templates = [path for kind in ("*.html", "*.txt") for path in (ROOT / "labx").rglob(f"templates/**/{kind}")]
    return [path for path in [*python, *templates] if "tests" not in path.parts and "migrations" not in path.parts]


def used_messages() -> dict[Message, list[str]]:
    """Each message with the files that use it, relative to the root."""
    found: dict[Message, list[str]] = {}
    for path in sources():
        read = in_python if path.suffix == ".py" else in_template
        for message in read(path.read_text(encoding="utf-8")):
            found.setdefault(message, []).append(path.relative_to(ROOT).as_posix())
    return found


def catalogues() -> list[Path]:
    return sorted((ROOT / "labx").glob("**/locale/pt/LC_MESSAGES/django.po"))


if __name__ == "__main__":
    import polib

    known = {(entry.msgctxt, entry.msgid) for path in catalogues() for entry in polib.pofile(str(path)) if entry.msgstr}
    plural = {(e.msgctxt, e.msgid) for path in catalogues() for e in polib.pofile(str(path)) if e.msgstr_plural}
    for message, places in sorted(used_messages().items(), key=lambda item: item[1]):
        if message.key not in known | plural:
            print(f"{places[0]}: {message.text!r}")
