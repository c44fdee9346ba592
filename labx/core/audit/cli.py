"""`labx audit`: seal the chain, state how far it has come, verify it."""

from pathlib import Path

import click


@click.group()
def audit() -> None:
    """The audit chain: who did what, sealed in order."""


@audit.command("seal")
def seal_entries() -> None:
    """Seal every entry written so far; the worker does this each minute."""
    from labx.core.audit.seal import seal

    click.echo(f"{seal()} entries sealed.")


@audit.command("checkpoint")
def state_checkpoint() -> None:
    """Sign how far the chain has come, into var/checkpoints: copy that folder to another machine."""
    from labx.core.audit.checkpoints import NoCheckpoint, folder, make_checkpoint
    from labx.core.audit.seal import seal

    seal()
    try:
        checkpoint = make_checkpoint()
    except NoCheckpoint as error:
        raise click.ClickException(str(error)) from error
    click.echo(checkpoint.as_json().decode(), nl=False)
    click.echo(f"Kept in {folder().name}/. Copy it elsewhere: it finds a chain cut short.", err=True)


@audit.command("verify")
@click.option(
    "--checkpoint",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint kept elsewhere; without it, the newest in var/checkpoints.",
)
def verify_chain(file: Path | None) -> None:
    """Find every entry that was changed, removed, reordered or cut off, and name it."""
    from labx.core.audit.checkpoints import NoCheckpoint, latest_checkpoint, read_checkpoint
    from labx.core.audit.verify import sealed_count, unsealed_count, verify

    try:
        checkpoint = read_checkpoint(file) if file else latest_checkpoint()
    except NoCheckpoint as error:
        raise click.ClickException(str(error)) from error
    found = 0
    for fault in verify(checkpoint):
        found += 1
        click.echo(fault.message)
    if checkpoint is None:
        click.echo("No checkpoint: entries cut off the end cannot be found. Run: labx audit checkpoint", err=True)
    if found:
        raise click.ClickException(f"{found} faults in a chain of {sealed_count()} sealed entries.")
    seen = f"the checkpoint of {checkpoint.time:%Y-%m-%d %H:%M} holds" if checkpoint else "no checkpoint"
    click.echo(f"{sealed_count()} sealed entries, all as they were sealed; {unsealed_count()} not yet sealed; {seen}.")
