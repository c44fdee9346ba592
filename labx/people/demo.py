"""Invented people for a demonstration, one a role."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings

from labx.core.actions import action
from labx.core.actors import LAB_ROLES, Actor, system
from labx.core.audit.record import record
from labx.people.models import Account

DOMAIN = "demo.labx.example"
PASSWORD = "ensaio-com-pessoas"  # noqa: S105 - shown on purpose, for invented people only


class NotHere(RuntimeError):
    """Accounts with a known password were asked for on a real server."""


@dataclass(frozen=True)
class DemoLogin:
    email: str
    password: str
    role: str
    name: str

    @property
    def role_title(self) -> str:
        return str(LAB_ROLES[self.role])


NAMES = {
    "lab_lead": ("coordenacao", "Inês Demonstração"),
    "researcher": ("investigacao", "Rui Demonstração"),
    "analyst": ("analise", "Marta Demonstração"),
    "entity_contact": ("entidade", "Paulo Demonstração"),
    "network_member": ("rede", "Sofia Demonstração"),
    "participant": ("participante", "Tiago Demonstração"),
    "counter_staff": ("atendimento", "Lídia Demonstração"),
    "content_reviewer": ("conteudos", "Clara Demonstração"),
    "data_protection_officer": ("protecao-de-dados", "Nuno Demonstração"),
    "administrator": ("administracao", "Alda Demonstração"),
}
LOGINS = tuple(DemoLogin(f"{local}@{DOMAIN}", PASSWORD, role, name) for role, (local, name) in NAMES.items())


def create_demo_accounts() -> list[DemoLogin]:
    """Open whichever of the invented accounts is missing; run again, it changes nothing."""
    if settings.PRODUCTION:
        raise NotHere("LABX_PRODUCTION=1: accounts with a password anyone can read are not opened on a real server.")
    present = set(Account.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    for login in LOGINS:
        if login.email not in present:
            open_demo_account(by=system("demo"), login=login)
    return list(LOGINS)


def load(progress: Any, *, by: Actor) -> None:
    create_demo_accounts()


@action
def open_demo_account(*, by: Actor, login: DemoLogin) -> Account:
    account = Account(email=login.email, name=login.name, roles=[login.role])
    account.set_password(login.password)
    account.save()
    EmailAddress.objects.create(user=account, email=login.email, verified=True, primary=True)
    record(by=by, action="people.open_demo_account", target=account, after={"roles": account.roles})
    return account
