"""Write docs/reference/ for what the program itself declares: settings, commands, rooms, permissions."""

from collections.abc import Iterable
from pathlib import Path

import click
from django.utils import translation

from config.environment import SETTINGS
from labx.core import policy
from labx.core.actors import LAB_ROLES, PROJECT_ROLES
from labx.core.cli import main
from labx.core.rooms import Room, rooms

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
MADE = "This page is made by `make docs` from what the program declares; a test fails when it is out of date."
WIDTH = 100


def settings_page() -> str:
    secret = {True: " Keep it secret.", False: ""}
    rows = [(code(s.name), code(s.default) if s.default else "", f"{s.meaning}.{secret[s.secret]}") for s in SETTINGS]
    return page(
        "Settings",
        "Every setting is an environment variable. All have a default that works on one machine; a server that runs "
        "with `LABX_PRODUCTION=1` refuses to start while one of them is unsafe and says which.",
        table(("Variable", "Default", "Meaning"), rows),
    )


def commands_page() -> str:
    return page(
        "Commands",
        "`labx` stands in `.venv/bin/` after `make run` or `make test`. `labx COMMAND --help` prints what stands here.",
        *command_sections(main, "labx"),
    )


def command_sections(command: click.Command, path: str) -> Iterable[str]:
    context = click.Context(command, info_name=path, terminal_width=WIDTH, max_content_width=WIDTH)
    yield f"## {path}\n\n```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner and not inner.hidden:
                yield from command_sections(inner, f"{path} {name}")


def rooms_page() -> str:
    return page(
        "Rooms",
        "What each room announces to the house. A room can be switched off with `LABX_ROOMS_OFF`; the house's own "
        "parts (core, people, portfolio) cannot.",
        *(room_section(room) for room in rooms()),
    )


def room_section(room: Room) -> str:
    parts = [f"## {room.name}", f"**{room.title}.** {room.summary}".strip()]
    if room.event_types:
        rows = [(code(kind.name), str(kind.title), str(kind.unit)) for kind in room.event_types]
        parts += ["### Events of " + room.name, table(("Event", "Title", "Unit"), rows)]
    if room.measures:
        rows = [(code(measure.name), str(measure.title)) for measure in room.measures]
        parts += ["### Measures of " + room.name, table(("Measure", "Title"), rows)]
    facts = [
        ("Pages", ", ".join(str(entry.label) for entry in room.menu)),
        ("Commands", code(f"labx {room.name}") if room.commands else ""),
        ("API", code(f"/api/{room.name}/") if room.api else ""),
        ("Permissions", ", ".join(code(permission.name) for permission in room.permissions)),
    ]
    return "\n\n".join([*parts, "\n".join(f"- {label}: {fact}" for label, fact in facts if fact)])


def permissions_page() -> str:
    rows = [(code(rule.name), str(rule.title), who(rule)) for rule in policy.permissions()]
    return page(
        "Permissions",
        "Who may do what. Any line that holds is enough; whoever is not named may not. Project roles hold in the "
        "record's own project only.",
        table(("Permission", "What", "Who"), rows),
    )


def who(rule: policy.Permission) -> str:
    named = [str(LAB_ROLES[role]) for role in LAB_ROLES if role in rule.roles]
    named += [f"{PROJECT_ROLES[role]} (in the project)" for role in PROJECT_ROLES if role in rule.project_roles]
    plain = {"Everyone": rule.public, "Anyone signed in": rule.known, "Whoever it belongs to": rule.owner}
    plain |= {"Whoever speaks for its entity": rule.entity, "Whoever works with it": rule.related is not None}
    people = ", ".join([*(text for text, holds in plain.items() if holds), *named]) or "Nobody"
    return f"{people}; only where its condition holds" if rule.when else people


def page(title: str, lead: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", lead, MADE, *parts]) + "\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _cell in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def code(text: str) -> str:
    return f"`{text}`"


PAGES = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "rooms.md": rooms_page,
    "permissions.md": permissions_page,
}


def written(name: str) -> str:
    with translation.override("en"):
        return PAGES[name]()


if __name__ == "__main__":
    from labx.core.cli import start_django

    start_django()
    for name in PAGES:
        FOLDER.joinpath(name).write_text(written(name))
