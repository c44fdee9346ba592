"""`labx people`: invite, list, give roles; how the first administrator comes in."""

import click
from django.core.exceptions import ValidationError

from labx.core.actors import LAB_ROLES, system

WHO = system("command line")


@click.group()
def people() -> None:
    """Accounts of the laboratory."""


@people.command()
@click.argument("email")
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice(sorted(LAB_ROLES)), help="May be given several times."
)
@click.option("--language", default="pt", type=click.Choice(["pt", "en"]), show_default=True)
def invite(email: str, name: str, roles: tuple[str, ...], language: str) -> None:
    """Invite someone and print the link, for when no message can be sent yet."""
    from labx.people import actions, invitations
    from labx.people.errors import AccountProblem

    try:
        invitation = actions.invite_account(by=WHO, email=email, name=name, roles=roles, language=language)
    except AccountProblem as problem:
        raise click.ClickException(str(problem)) from None
    except ValidationError as problem:
        raise click.ClickException(" ".join(problem.messages)) from None
    click.echo(f"Invited {invitation.email}. The link works once, until {invitation.ends_at:%Y-%m-%d}:")
    click.echo(invitations.link(invitation))


@people.command("list")
def list_people() -> None:
    """Who can sign in, with which roles."""
    from labx.people.queries import accounts

    for account in accounts():
        state = "" if account.is_active else "  (closed)"
        click.echo(f"{account.email}  {account.name}  {', '.join(account.roles) or 'no role'}{state}")


@people.command()
@click.argument("email")
@click.argument("names", nargs=-1, type=click.Choice(sorted(LAB_ROLES)))
@click.option("--why", default="", help="The reason; stays in the history of the account.")
def roles(email: str, names: tuple[str, ...], why: str) -> None:
    """Give exactly these roles to an account; none takes all away."""
    from labx.people import actions
    from labx.people.errors import AccountProblem
    from labx.people.models import Account

    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        raise click.ClickException(f"No account has the address {email}. `labx people list` shows them.")
    try:
        actions.set_roles(by=WHO, account=account, roles=names, why=why)
    except AccountProblem as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"{account.email}: {', '.join(names) or 'no role'}")
