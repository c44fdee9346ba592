"""`labx consent`: begin with the standard texts; check a receipt."""

import json
from pathlib import Path

import click

from labx.core.actors import system

WHO = system("command line")


@click.group()
def consent() -> None:
    """What people agreed to."""


@consent.command("standard-texts")
@click.option("--publish", is_flag=True, help="Publish them at once, instead of leaving drafts to read.")
def standard_texts(publish: bool) -> None:
    """Write the standard text of every purpose that has none."""
    from labx.people.consent.standard import draft_standard_texts

    made = draft_standard_texts(by=WHO, publish=publish)
    click.echo(f"{len(made)} texts {'published' if publish else 'drafted'}.")


@consent.command("check-receipt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_receipt(file: Path) -> None:
    """Whether this laboratory signed each withdrawal of a receipt."""
    from labx.core.frozen.keyring import KeyProblem
    from labx.core.frozen.signing import SignatureInvalid
    from labx.people.consent import receipts

    try:
        checked = receipts.check_written(json.loads(file.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError, KeyProblem, SignatureInvalid) as problem:
        raise click.ClickException(f"The receipt does not hold: {problem}") from None
    click.echo(f"{checked} withdrawals, each as this laboratory signed it.")
