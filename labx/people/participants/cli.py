"""`labx participants`: repeat a draw from its file."""

import json
from pathlib import Path

import click


@click.group()
def participants() -> None:
    """The panel, and how people are drawn."""


@participants.command("verify-draw")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_draw(file: Path) -> None:
    """Repeat a draw from its seed and list, and say whether it gives the same people."""
    from labx.people.participants.draws import differences
    from labx.stats.errors import CannotEstimate

    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        wrong = differences(document)
    except (KeyError, TypeError, ValueError, CannotEstimate) as problem:
        raise click.ClickException(f"This is no file of a draw: {problem}") from None
    if wrong:
        raise click.ClickException(" ".join(wrong))
    result = document["result"]
    click.echo(f"The draw holds: {len(result['selected'])} people and {len(result['alternates'])} alternates.")
