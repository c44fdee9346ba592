"""`labx trials`: bring data in, and recompute a package on any machine."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from labx.core.actors import system
from labx.core.files.entries import ArchiveRefused
from labx.core.files.uploads import UploadRefused
from labx.core.tables.schema import Problem, TableRefused
from labx.portfolio.models import Protocol
from labx.trials import actions, looking, queries
from labx.trials.designs.registry import columns_of
from labx.trials.engine.randomisation.replay import Fault
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.lottery import allocating, replaying
from labx.trials.models import Dataset, Trial
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import read_plan
from labx.trials.plan.shape import Plan
from labx.trials.publishing import package
from labx.trials.telling import possible
from labx.trials.telling.result import Told, tell

PIECE_BYTES = 1024 * 1024
DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])


@click.group()
def trials() -> None:
    """Trials: data in, numbers out, packages checked."""


@trials.command("list")
def list_trials() -> None:
    """Show every trial and whether it has a result."""
    for trial in Trial.objects.select_related("project"):
        state = "result" if queries.latest_analysis(trial) else "no result"
        click.echo(f"{trial.slug:<40} {state:<10} {trial.title}")


@trials.command("designs")
def list_designs() -> None:
    """Show which design compares which kind of outcome, as a table in Markdown."""
    click.echo(possible.table())


@trials.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--project", required=True, help="Address of the project.")
@click.option("--protocol", "code", required=True, help="Code of its frozen protocol.")
@click.option("--source", required=True, help="Where the data come from.")
@click.option("--started-on", required=True, type=DAY, help="First day of the trial.")
@click.option("--measured-until", required=True, type=DAY, help="Day of the last measurement.")
@click.option("--arm", default="", help="Column that says the group; none where the design has no groups.")
@click.option("--tried", default="", help="Its value for the tried group, where there is one.")
@click.option("--comparison", default="", help="Its value for the comparison group.")
@click.option(
    "--group", "groups", multiple=True, metavar="CODE=VALUE", help="Its value for a group, where there are several."
)
@click.option("--unit", default="", help="Column that names each one; none if each row is another.")
@click.option(
    "--column", "columns", multiple=True, metavar="CODE=COLUMN", help="Column of a variable, where it is not its code."
)
@click.option("--leave-out-faulty", is_flag=True, help="Leave out rows that cannot be read, instead of stopping.")
@click.option("--open-data", is_flag=True, help="The rows may be published.")
def import_file(
    file: Path,
    project: str,
    code: str,
    source: str,
    started_on: datetime,
    measured_until: datetime,
    arm: str,
    tried: str,
    comparison: str,
    groups: tuple[str, ...],
    unit: str,
    columns: tuple[str, ...],
    leave_out_faulty: bool,
    open_data: bool,
) -> None:
    """Import FILE into the trial of a frozen protocol, and print what comes next."""
    by = system("cli")
    trial = actions.open_trial(by=by, protocol=frozen_protocol(project, code))
    plan = read_plan(trial.protocol.plan)
    mapping = Mapping(
        unit,
        arm,
        values_of_arms(plan, groups, tried, comparison),
        named_columns(plan, columns),
        leave_out_faulty,
        {
            column.name: {word: code for code, label in column.values for word in (code, label)}
            for column in columns_of(plan)
            if column.values
        },
    )
    try:
        dataset = actions.keep_upload(
            by=by,
            trial=trial,
            pieces=pieces_of(file),
            name=file.name,
            source=source,
            is_open=open_data,
            started_on=started_on.date(),
            measured_until=measured_until.date(),
        )
        done = importing.bring_in(by=by, dataset=dataset, mapping=mapping)
    except (actions.NotNow, actions.BadDays, UploadRefused) as error:
        raise click.ClickException(str(error)) from error
    tell_outcome(done)


def values_of_arms(plan: Plan, groups: tuple[str, ...], tried: str, comparison: str) -> dict[str, str]:
    """Which word of the file means which arm: as named, or else the arm's own code."""
    if tried or comparison:
        if tried == comparison or len(plan.arms) != 2:
            raise click.ClickException(
                f"--tried {tried} and --comparison {comparison} do not tell {len(plan.arms)} groups apart. "
                "Give each its own value, with --group CODE=VALUE where there are more than two."
            )
        return {tried: plan.tried[0].code, comparison: plan.comparison.code}
    named = dict(pair.partition("=")[::2] for pair in groups)
    known = [arm.code for arm in plan.arms]
    if unknown := named.keys() - set(known):
        raise click.ClickException(f"The plan has no group {', '.join(sorted(unknown))}. It has: {', '.join(known)}.")
    return {named.get(code, code): code for code in known}


def named_columns(plan: Plan, pairs: tuple[str, ...]) -> dict[str, str]:
    """Each variable's column: as named with --column, or else its own code."""
    named = dict(pair.partition("=")[::2] for pair in pairs)
    known = [column.name for column in columns_of(plan)]
    if unknown := named.keys() - set(known):
        raise click.ClickException(
            f"The plan has no variable {', '.join(sorted(unknown))}. It has: {', '.join(known)}."
        )
    return {variable: named.get(variable, variable) for variable in known}


def tell_outcome(dataset: Dataset) -> None:
    if dataset.state == Dataset.State.REFUSED:
        listed = "\n".join(f"- {Problem(**problem)}" for problem in dataset.problems)
        raise click.ClickException(f"Nothing was imported. Problems: {dataset.problem_count}.\n{listed}")
    analysis = queries.latest_analysis(dataset.trial)
    if analysis is None:
        click.echo(f"{dataset.rows} units imported. `labx trials look {dataset.trial.slug}` shows the result.")
        return
    say(tell(analysis))


def say(told: Told) -> None:
    click.echo(told.sentence)
    for row in told.method_rows:
        click.echo("  ".join(row.values()))


def pieces_of(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE_BYTES):
            yield piece


def frozen_protocol(project: str, code: str) -> Protocol:
    found = (
        Protocol.objects.filter(project__slug=project, code=code, frozen_at__isnull=False).order_by("-version").first()
    )
    if found is None:
        raise click.ClickException(
            f"The project {project} has no frozen protocol {code}. Freeze it in the browser first."
        )
    return found


@trials.command("look")
@click.argument("slug")
def look(slug: str) -> None:
    """Look at the primary result of the trial SLUG, if its plan lets it be seen; the look is written down."""
    trial = Trial.objects.filter(slug=slug).first()
    if trial is None:
        raise click.ClickException(f"There is no trial {slug}. `labx trials list` shows them.")
    try:
        analysis = looking.take_look(by=system("cli"), trial=trial)
    except actions.NotNow as error:
        raise click.ClickException(str(error)) from error
    say(tell(analysis))


@trials.command("verify")
@click.argument("what")
def verify(what: str) -> None:
    """Draw a closed trial's lottery again: WHAT is its slug or the file of its package."""
    try:
        faults = replaying.verify_package(Path(what)) if Path(what).is_file() else verified(what)
    except (package.BadPackage, ArchiveRefused, BadPlan) as error:
        raise click.ClickException(str(error)) from error
    for fault in faults:
        click.echo(f"number {fault.number}: the seed gives {fault.expected}, the log says {fault.found}", err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} lines are not what the seed gives.")
    click.echo("Drawn again from the seed, every line of the log is the same.")


def verified(slug: str) -> list[Fault]:
    trial = Trial.objects.filter(slug=slug).first()
    if trial is None or not read_plan(trial.protocol.plan).randomisation.seed_hash:
        raise click.ClickException(f"There is no file {slug}, and no trial of that name that LabX drew.")
    return allocating.verified(trial)


@trials.command("reproduce")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def reproduce(file: Path) -> None:
    """Recompute every number of a package; needs no database. Fails when one differs or a signature does not hold."""
    try:
        result, different = package.recompute(file)
    except (package.BadPackage, ArchiveRefused, TableRefused, BadPlan) as error:
        raise click.ClickException(str(error)) from error
    for difference in different:
        click.echo(
            f"{difference.place}: published {difference.published}, recomputed {difference.recomputed}", err=True
        )
    if different:
        raise click.ClickException(f"{len(different)} numbers differ.")
    primary = first_effect(result)
    if "estimate" in primary:
        span = primary["interval"]
        click.echo(f"estimate {primary['estimate']!r}  interval {span['lower']!r} to {span['upper']!r}")
    click.echo("Every number is the same, and the signatures hold.")


def first_effect(result: dict[str, Any]) -> dict[str, Any]:
    """The answer of the outcome that decides, in results of every version."""
    found: dict[str, Any] = result["effects"][0]["answer"] if "effects" in result else result["primary"]
    return found
