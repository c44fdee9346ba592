"""`labx demo` and `labx data`."""

import click
from django.conf import settings
from django.utils.module_loading import import_string

from labx.core.actors import system
from labx.core.demo.jobs import load_demo
from labx.core.jobs.actions import start
from labx.core.rooms import rooms


class Spoken:
    """Progress told on the terminal."""

    def say(self, *, done: int | None = None, total: int | None = None, message: object = None) -> None:
        if message is not None:
            click.echo(str(message))


@click.command()
@click.option("--enqueue", is_flag=True, help="Leave the work to the worker and return at once.")
def demo(enqueue: bool) -> None:
    """Load the demonstration: invented people, and published studies marked as examples."""
    if settings.PRODUCTION:
        raise click.ClickException("LABX_PRODUCTION=1: the demonstration is not loaded on a real server.")
    if enqueue:
        start("core.load_demo", by=system("demo"))
    else:
        load_demo(Spoken(), by=system("demo"))
    click.echo("Sign in with:")
    for login in (login for room in rooms() if room.logins for login in import_string(room.logins)):
        click.echo(f"  {login.email:<42} {login.password:<20} {login.role_title}")


@click.command()
def data() -> None:
    """Read the gallery's studies from their packages into the gallery folder."""
    for room in rooms():
        for path in import_string(room.gallery)(settings.GALLERY_DIR) if room.gallery else []:
            click.echo(path.name)
