"""What two public pages say of the laboratory: true sources, nothing invented."""

from typing import Any

from labx.core.actors import Actor
from labx.core.packs.library import packs
from labx.portfolio.figures.actions import load_reported
from labx.portfolio.figures.cli import PACK


def load(progress: Any, *, by: Actor) -> None:
    load_reported(by=by, pack=packs()[PACK])
    progress.say()
