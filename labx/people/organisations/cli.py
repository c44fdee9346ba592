"""`labx organisations`: bring a file from the command line, and list what is here."""

from dataclasses import asdict
from pathlib import Path

import click

from labx.core.actors import system

WHO = system("command line")


@click.group()
def organisations() -> None:
    """Public entities and partners."""


@organisations.command("list")
@click.option("--partners", is_flag=True, help="Partners in place of public entities.")
def list_organisations(partners: bool) -> None:
    """Code, NIPC and name of each."""
    from labx.people.organisations import queries

    for one in queries.partners() if partners else queries.entities():
        click.echo(f"{one.code}  {one.nipc or '-':<9}  {one.name}")


@organisations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partners", is_flag=True, help="The file holds partners, not public entities.")
@click.option("--source", required=True, help="Where the data come from, and their date.")
@click.option("--without-faulty", is_flag=True, help="Leave faulty rows out; else one of them stops the import.")
@click.option("--similar-too", is_flag=True, help="Take rows whose names look like others'.")
def import_file(file: Path, partners: bool, source: str, without_faulty: bool, similar_too: bool) -> None:
    """Check a CSV or XLSX file whose headers are named as the page names them, and register what is new."""
    from labx.core.tables.schema import TableRefused
    from labx.people.organisations import importing
    from labx.people.organisations.actions import imports
    from labx.people.organisations.errors import OrganisationProblem

    kind = "partners" if partners else "entities"
    try:
        with file.open("rb") as content:
            pieces = iter(lambda: content.read(2**20), b"")
            kept = imports.keep_upload(by=WHO, kind=kind, pieces=pieces, name=file.name, source=source)
        form, columns = importing.as_it_reads(kept)
        chosen = imports.choose_columns(by=WHO, file=kept, form=asdict(form), columns=columns)
        checked = importing.check(by=WHO, file=chosen)
        tell(checked)
        decided = imports.decide(by=WHO, file=checked, similar_too=similar_too, without_faulty=without_faulty)
    except (OrganisationProblem, TableRefused) as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"registered: {importing.bring(by=WHO, file=decided).brought}")


def tell(checked) -> None:
    """Every problem with its place and cure, then the counts."""
    for problem in checked.problems:
        place = ": ".join(filter(None, (str(problem["row"]), problem["column"], problem["value"])))
        click.echo(f"{place}: {problem['message']} {problem['cure']}")
    counts = {
        "rows": checked.rows,
        "already here": checked.known_rows,
        "look like others": checked.similar_rows,
        "faulty": checked.faulty_rows,
    }
    click.echo("; ".join(f"{word}: {count}" for word, count in counts.items()))
