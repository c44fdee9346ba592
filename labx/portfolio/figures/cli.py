"""`labx figures`: counters and reported numbers from the command line."""

from pathlib import Path

import click

from labx.core.actors import system
from labx.core.packs.library import packs
from labx.core.packs.reader import read_folder
from labx.portfolio.figures.actions import load_reported
from labx.portfolio.figures.counting import count_all
from labx.portfolio.figures.narrowing import Narrowing

PACK = "figures/reported-numbers"


@click.group()
def figures() -> None:
    """Numbers counted here, and numbers that others reported."""


@figures.command("show")
def show() -> None:
    """Print every counter."""
    for one in count_all(Narrowing()):
        click.echo(f"{one.told if one.value is None else one.value:>12}  {one.measure.title}")


@figures.command("load-reported")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def load(folder: Path | None) -> None:
    """Load what others reported, from the pack at hand or from FOLDER."""
    pack = read_folder(folder) if folder else packs()[PACK]
    click.echo(load_reported(by=system("cli"), pack=pack))
