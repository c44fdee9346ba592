"""`labx portfolio`: projects from the command line."""

import click

from labx.core.actors import system
from labx.portfolio.actions.projects import start_project
from labx.portfolio.models import Project


@click.group()
def portfolio() -> None:
    """Projects and what they decided."""


@portfolio.command("list")
def list_projects() -> None:
    """Show every project, newest first."""
    for project in Project.objects.all():
        click.echo(f"{project.slug:<40} {project.get_stage_display():<14} {project.title}")


@portfolio.command("start")
@click.argument("title")
@click.option("--question", required=True, help="The doubt: what goes wrong, for whom, and how you know.")
def start(title: str, question: str) -> None:
    """Start a project and print its address."""
    click.echo(start_project(by=system("cli"), title=title, question=question).slug)
