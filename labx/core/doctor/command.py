"""`labx doctor`."""

import click
from django.utils.module_loading import autodiscover_modules

from labx.core.doctor import configuration, database, machine, work  # noqa: F401 - importing registers their checks
from labx.core.doctor.registry import Finding, Level, findings

COLOURS = {Level.OK: "green", Level.NOTE: "yellow", Level.BROKEN: "red"}


@click.command()
def doctor() -> None:
    """Say what is configured, what is missing, what to do; exit code 1 when something is broken."""
    autodiscover_modules("doctor")
    found = findings()
    for title, finding in found:
        show(title, finding)
    count = sum(finding.level is Level.BROKEN for _title, finding in found)
    click.echo(f"{count} of {len(found)} checks found something broken." if count else "Nothing is broken.")
    raise SystemExit(1 if count else 0)


def show(title: str, finding: Finding) -> None:
    mark = click.style(f"{finding.level:<6}", fg=COLOURS[finding.level])
    click.echo(f"{mark}  {title}: {finding.message}")
    if finding.todo:
        click.echo(f"        To do: {finding.todo}")
