"""`labx keys`: see and rotate the keys that sign frozen things."""

import base64

import click

from labx.core.frozen.keyring import KeyProblem, lab_keyring


@click.group()
def keys() -> None:
    """Keys that sign protocols and packages."""


@keys.command("list")
def list_keys() -> None:
    """Show every key that signs or has signed, newest first."""
    try:
        ring = lab_keyring()
        found = ring.known_keys()
        current = ring.current()
    except KeyProblem as error:
        raise click.ClickException(str(error)) from error
    if not found:
        click.echo("No key yet. The first is made when something is first signed, or by: labx keys rotate")
    for key in found:
        state = "signs" if current and key.id == current.id else "checks only"
        made = f"{key.created:%Y-%m-%d %H:%M}" if key.created else "-"
        click.echo(f"{key.id}  {state:<11}  {made:<16}  {key.source}  {base64.b64encode(key.public).decode()}")
    for problem in ring.problems():
        click.echo(problem, err=True)


@keys.command("rotate")
@click.confirmation_option(prompt="The private half of the key in use will be erased. Go on?")
def rotate_keys() -> None:
    """Make a new signing key; what older keys signed stays verifiable."""
    try:
        new = lab_keyring().rotate()
    except KeyProblem as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Key {new.id} signs from now on. Copy the public files of {lab_keyring().folder.name}/ somewhere safe.")
