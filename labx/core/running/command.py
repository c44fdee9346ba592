"""`labx run` and `labx worker`."""

import os

import click

from config import environment as env
from labx.core.postgres.errors import PostgresUnavailable
from labx.core.postgres.locks import exclusively_or_not
from labx.core.running.address import PortTaken, choose_port
from labx.core.running.child import end_left_over
from labx.core.running.supervisor import CannotRun, Supervisor, listening_to_signals

SUPERVISOR_LOCK = "supervisor.lock"
MOST_BY_DEFAULT = 4


@click.command()
@click.option("--host", default=None, help="Address to listen on (default: LABX_BIND).")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Exactly this port (default: LABX_PORT).")
@click.option(
    "--processes",
    type=click.IntRange(1, 32),
    default=min(os.cpu_count() or 1, MOST_BY_DEFAULT),
    show_default=f"one for each processor, at most {MOST_BY_DEFAULT}",
    help="Server processes.",
)
def run(host: str | None, port: int | None, processes: int) -> None:
    """Bring up the database, the server and the worker; one Ctrl-C stops all."""
    var = env.VAR.folder()
    embedded = None if os.environ.get(env.DATABASE_URL.name) else var
    folder = var / "run"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with exclusively_or_not(folder / SUPERVISOR_LOCK) as is_alone, listening_to_signals() as wishes:
            if not is_alone:
                raise CannotRun(
                    f"LabX already runs from {var}. Stop it there first, or set LABX_VAR to another folder."
                )
            for lock in folder.glob("*.lock"):
                if lock.name != SUPERVISOR_LOCK:
                    end_left_over(lock)
            address = host or env.BIND.text()
            exactly = port is not None or env.PRODUCTION.flag()
            chosen = choose_port(address, port or env.PORT.number(), exactly=exactly)
            Supervisor(address, chosen, folder, embedded, processes, wishes).run()
    except (CannotRun, PortTaken, PostgresUnavailable) as reason:
        raise click.ClickException(str(reason)) from reason
    except PermissionError as refusal:
        cure = f"{refusal.filename or var} is not yours to write. Run LabX as its owner, or set LABX_VAR."
        raise click.ClickException(cure) from refusal


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=2, show_default=True, help="Jobs at the same time.")
def worker(concurrency: int) -> None:
    """Work off the jobs: imports, compaction, sealing, messages."""
    from django.core.management import call_command

    call_command("procrastinate", "worker", concurrency=concurrency)
