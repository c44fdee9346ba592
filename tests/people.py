"""People for tests, made as people are made: invited, and the invitation accepted."""

from django.test import Client

from labx.core.actors import ANONYMOUS, Actor, system
from labx.people import actions, invitations
from labx.people.middleware import actor_of
from labx.people.models import Account

PASSWORD = "uma frase que ninguém adivinha"
WHO = system("test")


def token_of(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[1]


def open_account(email: str, *roles: str, name: str = "", password: str = PASSWORD, language: str = "pt") -> Account:
    invitation = actions.invite_account(by=WHO, email=email, name=name or email, roles=roles, language=language)
    return actions.accept_invitation(by=ANONYMOUS, token=token_of(invitations.link(invitation)), password=password)


def account_with(*roles: str) -> Account:
    """The account of these roles; the same one when asked again."""
    email = f"{'-'.join(sorted(roles)) or 'nobody'}@example.pt"
    return Account.objects.filter(email=email).first() or open_account(email, *roles)


def actor_with(*roles: str) -> Actor:
    return actor_of(account_with(*roles))


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client
