"""`labx rights`: erasures replayed, the database scrubbed, the register checked, retention tried."""

import click


@click.group()
def rights() -> None:
    """Erasures that stay erasures, and what was kept long enough."""


@rights.command()
def replay() -> None:
    """Erase again whoever the register of erasures knows; `labx restore` does it by itself."""
    from labx.people.rights.register import RegisterDamaged
    from labx.people.rights.replay import replay as again

    try:
        told = again()
    except RegisterDamaged as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{told.people} people erased again, {told.rows} rows.")
    for place in told.left:
        click.echo(f"Still named, or not looked through, for the data-protection officer to decide: {place}", err=True)


@rights.command()
def register() -> None:
    """Check the register of erasures, line by line."""
    from labx.people.rights.register import RegisterDamaged, entries, path

    try:
        count = len(entries())
    except RegisterDamaged as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} erasures, every line as it was written. Keep a copy of {path()} elsewhere, not in backups.")


@rights.command()
@click.option("--dsn", default="", help="Connection of a superuser; needed where PostgreSQL is not LabX's own.")
def scrub(dsn: str) -> None:
    """Rewrite tables, statistics and write-ahead log, so that erased bytes leave the files. Stop LabX first."""
    from django.conf import settings

    from labx.core.actors import system
    from labx.core.postgres.locks import is_held
    from labx.people.rights import scrub as scrubbing

    if is_held(settings.VAR / "run" / "supervisor.lock"):
        raise click.ClickException("LabX is running. Stop it first (Ctrl-C where it runs).")
    try:
        for step in scrubbing.rewrite(dsn or superuser(), lambda: scrubbing.note_scrub(by=system("command line"))):
            click.echo(step)
    except scrubbing.OthersAreLooking as problem:
        raise click.ClickException(str(problem)) from problem
    gone = scrubbing.remove_left_overs()
    click.echo(f"Done: {len(gone)} old files removed. Make a new backup; destroy older ones.")


def superuser() -> str:
    """LabX's own PostgreSQL lets its owner in as superuser; of another one a superuser must be named."""
    from django.conf import settings
    from django.db import connection

    from labx.core.postgres.cluster import SUPERUSER
    from labx.core.postgres.place import place_of

    connection.close()
    place, named = place_of(settings.VAR, "postgres"), settings.DATABASES["default"]
    if str(named["HOST"]) != str(place.socket):
        raise click.ClickException("PostgreSQL is not LabX's own: name a superuser's connection with --dsn.")
    return place.dsn(SUPERUSER, str(named["NAME"]))


@rights.command()
@click.option("--erase", is_flag=True, help="Erase; without it nothing is changed.")
def retention(erase: bool) -> None:
    """Say what was kept long enough, rule by rule."""
    from labx.core.actors import system
    from labx.people.rights.actions.retention import apply_rules, rules

    for overdue in rules():
        click.echo(f"{overdue.count:>8}  {overdue.data.kind}: {overdue.rule.why}")
    if erase:
        gone = apply_rules(by=system("command line"))
        click.echo(f"{sum(gone.values())} rows erased.")
