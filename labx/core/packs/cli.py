"""`labx pack`: check, list, install and export packs of content."""

from pathlib import Path

import click
from django.utils import timezone

from labx.core.actors import system
from labx.core.files.atomic import safe_write
from labx.core.files.entries import ArchiveRefused
from labx.core.packs.actions import install_pack
from labx.core.packs.checks import run_checks, run_proofs
from labx.core.packs.library import pack_folders, packs, read_in_place
from labx.core.packs.pack import Pack
from labx.core.packs.problems import PackRefused
from labx.core.packs.queries import installed_versions
from labx.core.packs.reader import read_archive, read_folder, schema_of


@click.group()
def pack() -> None:
    """Packs: content that is dated, sourced, reviewed and versioned."""


@pack.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
def check(folders: tuple[Path, ...]) -> None:
    """Read packs and run their checks; all of them where no FOLDER is named."""
    bad = 0
    for folder in folders or tuple(pack_folders()):
        try:
            found = read_folder(folder) if folders else read_in_place(folder)
            failed = [result for result in run_checks(found, schema_of(found)) if not result.holds]
            proofs = run_proofs(found, schema_of(found))
        except PackRefused as error:
            bad += 1
            click.echo(str(error), err=True)
            continue
        for result in failed:
            click.echo(f"{found.id}: checks.yaml:{result.case.line}: {result.case.name}", err=True)
            click.echo("".join(f"  {difference}\n" for difference in result.differences), err=True, nl=False)
        for problem in proofs.problems:
            click.echo(f"{found.id}: {problem}", err=True)
        bad += bool(failed or proofs.problems)
        if not failed and not proofs.problems:
            click.echo(
                "; ".join([f"{found.id} {found.version}: sound, {len(found.cases)} checks hold", *proofs.counted])
            )
    if bad:
        raise click.ClickException(f"Packs with problems: {bad}.")


@pack.command("list")
def list_packs() -> None:
    """Show the packs at hand: version, review, and what is installed."""
    today = timezone.localdate()
    for found in packs().values():
        installed = ", ".join(row.version for row in installed_versions(found.id)) or "-"
        overdue = "  OVERDUE" if found.is_overdue(today) else ""
        review_by = found.content["review_by"]
        click.echo(f"{found.id} {found.version}  {found.review_words}; review by {review_by}{overdue}")
        click.echo(f"    {found.title('pt')}; installed: {installed}")


@pack.command()
@click.argument("source")
def install(source: str) -> None:
    """Install a pack from SOURCE: the id of one at hand, a folder, or an archive."""
    try:
        row = install_pack(by=system("labx pack install"), pack=_read(source))
    except (PackRefused, ArchiveRefused) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{row.pack_id} {row.version} is installed, sha256 {row.sha256}")


@pack.command()
@click.argument("pack_id")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--version", default="", help="an installed version; without it the pack at hand, else the newest one")
def export(pack_id: str, file: Path, version: str) -> None:
    """Write the pack into a zip FILE that another lab can install."""
    chosen = None if version else packs().get(pack_id)
    if chosen is None:
        rows = [row for row in installed_versions(pack_id) if version in ("", row.version)]
        if not rows:
            raise click.ClickException(f"There is no pack {pack_id} {version}. See: labx pack list")
        chosen = rows[0].pack
    safe_write(file, chosen.as_zip())
    click.echo(f"{chosen.id} {chosen.version} is in {file}")


def _read(source: str) -> Pack:
    if source in (at_hand := packs()):
        return at_hand[source]
    path = Path(source)
    if not path.exists():
        raise click.ClickException(f"There is no pack, folder or file called {source}. See: labx pack list")
    return read_folder(path) if path.is_dir() else read_archive(path)
