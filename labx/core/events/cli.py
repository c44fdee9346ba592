"""`labx events`: look after the event log."""

import click

from labx.core.events.compaction import compact_all, sweep
from labx.core.events.merging import merge as merge_files
from labx.core.events.models import EventId, HotEvent, LakeFile, Retraction
from labx.core.events.verify import faults


@click.group()
def events() -> None:
    """Look after the event log: hot rows in PostgreSQL, files in the lake."""


@events.command()
def status() -> None:
    """Say how many events there are and where they lie."""
    live = LakeFile.objects.filter(dropped_at=None)
    stored = sum(live.values_list("size_bytes", flat=True))
    click.echo(f"events     {EventId.objects.count():>12,}")
    click.echo(f"hot        {HotEvent.objects.count():>12,}")
    click.echo(f"retracted  {Retraction.objects.count():>12,}")
    click.echo(f"lake files {live.count():>12,}  ({stored / 1e6:,.1f} MB)")
    click.echo(f"to sweep   {LakeFile.objects.exclude(dropped_at=None).count():>12,}")


@events.command()
def compact() -> None:
    """Move hot rows to the lake now."""
    done = compact_all()
    click.echo(f"{done.rows:,} events moved to {done.files} files.")


@events.command()
def merge() -> None:
    """Merge small files of the lake, and remove those that nobody can be reading any more."""
    done = merge_files()
    click.echo(f"{done.files} files merged ({done.rows:,} events); {sweep()} old files removed.")


@events.command()
def verify() -> None:
    """Compare every file of the lake with the manifest, and the events with the table of ids."""
    found = list(faults())
    for fault in found:
        click.echo(fault, err=True)
    if found:
        raise click.ClickException(f"{len(found)} faults in the event log.")
    click.echo(f"{EventId.objects.count():,} events: all files are as they were written, every event is there once.")
