"""The description of the API as its own page lists it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from labx.core import policy


@dataclass(frozen=True)
class Parameter:
    name: str
    place: str
    is_required: bool
    kind: str
    text: str


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str
    text: str
    room: str
    permission: policy.Permission
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        return f"{self.method.lower()}-{self.path.strip('/').replace('/', '-').translate(str.maketrans('', '', '{}'))}"


def operations(schema: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in schema["paths"].items():
        for method, described in methods.items():
            yield Operation(
                method=method.upper(),
                path=path,
                summary=described.get("summary", ""),
                text=described.get("description", ""),
                room=path.split("/")[2],
                permission=policy.permission(described["x-permission"]),
                parameters=tuple(parameter(one) for one in described.get("parameters", ())),
                answers=tuple((str(code), answer["description"]) for code, answer in described["responses"].items()),
            )


def parameter(described: dict[str, Any]) -> Parameter:
    schema = described.get("schema", {})
    return Parameter(
        name=described["name"],
        place=described["in"],
        is_required=described.get("required", False),
        kind=schema.get("format") or schema.get("type", ""),
        text=described.get("description", "") or schema.get("description", ""),
    )
