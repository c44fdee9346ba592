"""`labx desks`: what a new version of a pack changes for whom; its texts; its public services for other programs."""

from collections import Counter
from pathlib import Path

import click

from labx.core.packs.pack import Pack
from labx.core.packs.problems import PackRefused
from labx.core.packs.reader import read_folder
from labx.desks.cases import desk_of
from labx.desks.engine.batch import impact, stand
from labx.desks.engine.desk import Desk
from labx.desks.engine.generated import generated_columns, under_another_version
from labx.desks.proofs import graded_texts
from labx.desks.queries import all_desks, find
from labx.desks.standards.cpsv import FORMS, exported, services_of

CHUNK = 50_000
WORDS = {
    "begins": "begin to apply",
    "ends": "cease to apply",
    "opens": "become open",
    "is_settled": "are settled",
    "moves": "get another date",
}


@click.group()
def desks() -> None:
    """Desks: what a new version of their rules changes, their texts, their public services for other programs."""


@desks.command("impact")
@click.argument("old", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("new", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--cases", default=CHUNK, show_default=True, type=click.IntRange(1), help="how many generated cases to try"
)
@click.option("--seed", default=1, show_default=True, help="the same seed draws the same cases")
def show_impact(old: Path, new: Path, cases: int, seed: int) -> None:
    """Compare the plans of generated cases under the folders OLD and NEW of one pack, procedure by procedure."""
    try:
        before, after = (desk_of(read_folder(folder)) for folder in (old, new))
    except PackRefused as error:
        raise click.ClickException(str(error)) from error
    changed = changed_cases(before, after, cases=cases, seed=seed)
    for name, counts in sorted(changed.items()):
        told = ", ".join(f"{counts[kind]} {words}" for kind, words in WORDS.items() if counts[kind])
        click.echo(f"{name}: {told}")
    procedures = len({**before.procedures, **after.procedures})
    click.echo(f"{cases} generated cases; {len(changed)} of {procedures} procedures change")


@desks.command("export")
@click.argument("name")
@click.option("--format", "way", default="turtle", show_default=True, type=click.Choice(list(FORMS)))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="file to write; without it, the screen")
def export(name: str, way: str, out: Path | None) -> None:
    """Write the public services of the desk NAME as CPSV-AP 3.2."""
    pack = desk_named(name)
    text = exported(pack, way)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"{len(services_of(pack))} public services written to {out}")


@desks.command("texts")
@click.argument("name")
def show_texts(name: str) -> None:
    """List every text of the desk NAME, the hardest first, with the school grade that it asks for in Portuguese."""
    for grade, place, language, text in graded_texts(desk_named(name).content):
        click.echo(f"{'—' if grade is None else format(grade, '.1f'):>5}  {place} ({language}): {text}")


def desk_named(name: str) -> Pack:
    pack = find(name)
    if pack is None:
        known = ", ".join(one.id.partition("/")[2] for one in all_desks())
        raise click.ClickException(f"There is no desk {name!r}. Write one of: {known}.")
    return pack


def changed_cases(before: Desk, after: Desk, *, cases: int, seed: int) -> dict[str, Counter[str]]:
    """For each procedure that changes: in how many cases, and how. In chunks, so that any number fits into memory."""
    found: dict[str, Counter[str]] = {}
    for start in range(0, cases, CHUNK):
        count = min(CHUNK, cases - start)
        columns = generated_columns(after, count=count, seed=seed + start)
        old = stand(before, under_another_version(columns, before, count=count), count=count)
        for entry in impact(old, stand(after, columns, count=count)):
            found.setdefault(entry.procedure, Counter()).update({kind: getattr(entry, kind) for kind in WORDS})
    return found
