"""The `labx` command: the house's own commands, and one group for each room that has any."""

import os
import sys

import click
from django.utils.module_loading import import_string

GROUPS = {
    "run": "labx.core.running.command.run",
    "worker": "labx.core.running.command.worker",
    "doctor": "labx.core.doctor.command.doctor",
    "backup": "labx.core.backup.command.backup",
    "restore": "labx.core.backup.command.restore",
    "keys": "labx.core.frozen.cli.keys",
    "pack": "labx.core.packs.cli.pack",
    "audit": "labx.core.audit.cli.audit",
    "events": "labx.core.events.cli.events",
    "demo": "labx.core.demo.command.demo",
    "data": "labx.core.demo.command.data",
}
# These start, mend or replace the database themselves; `run` answers sooner when its children alone load Django.
WITHOUT_DATABASE = {"run", "doctor", "restore"}
WITHOUT_DJANGO = {"run"}


class House(click.Group):
    """Commands are loaded only when named, so that `labx --help` answers at once."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*GROUPS, *self.room_commands()])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        start_django()
        path = GROUPS.get(name) or self.room_commands().get(name)
        return import_string(path) if path else None

    def room_commands(self) -> dict[str, str]:
        start_django()
        from labx.core.rooms import rooms

        return {room.name: room.commands for room in rooms() if room.commands}


def start_django() -> None:
    """Load Django once, with the embedded database running where the command needs it."""
    from django.apps import apps

    if apps.ready or WITHOUT_DJANGO & set(sys.argv[1:2]):
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if needs_database(sys.argv[1:]):
        start_database()
    import django

    django.setup()


def needs_database(words: list[str]) -> bool:
    """Asking for help, recomputing a package and what brings its own database do not."""
    asks_help = not words or bool({"-h", "--help"} & set(words))
    return not asks_help and words[0] not in WITHOUT_DATABASE and tuple(words[:2]) != ("trials", "reproduce")


def start_database() -> None:
    from config import environment as env
    from labx.core.postgres.launcher import ensure_running

    if not env.DATABASE_URL.text():
        os.environ["DATABASE_URL"] = ensure_running(env.VAR.folder())


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """LabX: from a doubt to evidence to a decision to a practice others replicate."""
