"""An address for every route: what the permission test opens. A route with an address and no example fails."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from config.environment import ROOT
from labx.core.actors import PROJECT_ROLES, system
from labx.core.api.tokens import create_token, offered
from labx.core.audit.models import AuditEntry
from labx.core.jobs.actions import start
from labx.core.jobs.models import Job
from labx.core.notices.models import Notice
from labx.people import actions as people
from labx.people import demo as demo_people
from labx.people import invitations
from labx.people.middleware import actor_of
from labx.people.models import Account, Invitation
from labx.people.organisations.actions import registering as register
from labx.portfolio.actions import evidence, organisations, projects, protocols
from labx.portfolio.models import Claim, Membership, Project, Protocol
from labx.trials import demo as demo_trials
from labx.trials.models import Dataset, Trial
from tests.people import open_account, token_of

WHO = system("test")
SOMETHING = "0123456789abcdef"


@dataclass(frozen=True)
class World:
    """One laboratory with a finished example, a project nobody has published yet, and a person for every role."""

    published: Project
    hidden: Project
    people: dict[str, Account]
    invitation: Invitation
    draft: Protocol
    trial: Trial
    dataset: Dataset
    job: Job
    token: UUID
    made: dict[str, Any] = field(default_factory=dict)  # by application: what its own examples prepared

    @property
    def frozen(self) -> Protocol:
        return self.trial.protocol


def make_world() -> World:
    demo_people.create_demo_accounts()
    published = finished_project()
    hidden = projects.start_project(by=WHO, title="Ainda por publicar", question="Uma carta mais curta ajuda?")
    words = {"title": "Rascunho", **demo_trials.WORDS}
    draft = protocols.write_protocol(
        by=WHO, project=published, code="rascunho", room="trials", plan=demo_trials.LOTTERY, **words
    )
    trial = Trial.objects.get(project=published, protocol__code="sorteio")
    link_organisations(published)
    people_here = everybody(published, hidden)
    people.set_roles(by=WHO, account=people_here["nobody"], roles=[])
    world = World(
        published=published,
        hidden=hidden,
        people=people_here,
        token=create_token(by=actor_of(people_here["nobody"]), name="leitor", scopes=offered()[:1], days=1)[0].pk,
        job=job_of(people_here["project:analyst"], trial),
        invitation=people.invite_account(by=WHO, email="convidada@example.pt", name="Convidada"),
        draft=draft,
        trial=trial,
        dataset=trial.datasets.get(state=Dataset.State.IMPORTED),
    )
    for name, module in OWN_EXAMPLES.items():
        world.made[name] = module.prepare(world)
    return world


def finished_project() -> Project:
    """Frozen, imported, estimated, published: the demonstration's steps on forty invented people."""
    project = projects.start_project(by=WHO, title=demo_trials.TITLE, question="Um ano de trabalho ajuda?")
    columns = ["person", "treat", *(code for code, _label in demo_trials.COVARIATES), "re78"]
    rows = [
        [f"p{n}", n % 2, 20 + n % 7, 8 + n % 5, n % 3 % 2, n % 4 % 2, n % 5 % 2, n % 6 % 2, n * 7, n * 9, n * 13]
        for n in range(40)
    ]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pessoas.csv"
        file.write_text("\n".join(",".join(map(str, row)) for row in [columns, *rows]), encoding="utf-8")
        demo_trials.finding(WHO, project, "sorteio", "O ensaio por sorteio", demo_trials.LOTTERY, file, "inventado")
    project.refresh_from_db()
    edited = projects.edit_project(by=WHO, project=project, edition=project.edition, **demo_trials.PAGE)
    return evidence.publish_project(by=WHO, project=edited)


def link_organisations(project: Project) -> None:
    """An entity and a partner, both invented."""
    entity = register.register_entity(by=WHO, name="Câmara Inventada", level="local", without_nipc="inventada")
    organisations.link_entity(by=WHO, project=project, entity=entity)
    partner = register.register_partner(by=WHO, name="Universidade Inventada", kind="research")
    organisations.link_partner(by=WHO, project=project, partner=partner)


def job_of(owner: Account, trial: Trial) -> Job:
    """Long work that the project's analyst asked for."""
    dataset = trial.datasets.get(state=Dataset.State.IMPORTED)
    return start("trials.import_data", by=actor_of(owner), project=trial.project_id, dataset=str(dataset.id))


def everybody(project: Project, elsewhere: Project) -> dict[str, Account]:
    """By what they are: a lab role, `project:` and a role in the example, `elsewhere`, `nobody`."""
    found = {login.role: Account.objects.get(email=login.email) for login in demo_people.LOGINS}
    Membership.objects.filter(account__in=found.values()).delete()  # lab roles alone, here
    found["nobody"] = open_account("nobody@example.pt")
    found["elsewhere"] = open_account("elsewhere@example.pt")
    projects.add_member(by=WHO, project=elsewhere, account=found["elsewhere"], role="lead")
    for role in PROJECT_ROLES:
        found[f"project:{role}"] = open_account(f"{role.replace('_', '-')}@example.pt")
        projects.add_member(by=WHO, project=project, account=found[f"project:{role}"], role=role)
    return found


# Rooms, and applications of people and the portfolio, bring their own in tests/routes.py: `prepare(world)`, `EXAMPLES`.
OWN_EXAMPLES = {
    path.parent.parent.name: import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for pattern in ("labx/*/tests/routes.py", "labx/*/*/tests/routes.py")
    for path in sorted(ROOT.glob(pattern))
}
Address = dict[str, Any]
Example = Callable[[World], list[Address]]


def one(**address: Any) -> Example:
    return lambda _world: [address]


def published(world: World) -> list[Address]:
    return [{"slug": world.published.slug}]


def either(world: World) -> list[Address]:
    return [{"slug": world.published.slug}, {"slug": world.hidden.slug}]


def person(world: World) -> list[Address]:
    return [{"code": world.people["analyst"].code}]


def trial(world: World) -> list[Address]:
    return [{"slug": world.trial.slug}]


def protocol_address(protocol: Protocol) -> Address:
    return {"slug": protocol.project.slug, "code": protocol.code, "version": protocol.version}


def draft(world: World) -> list[Address]:
    return [protocol_address(world.draft)]


def frozen(world: World) -> list[Address]:
    return [protocol_address(world.frozen)]


def claim(world: World) -> list[Address]:
    return [{"slug": world.published.slug, "claim": Claim.objects.filter(project=world.published).first().id}]


def member(world: World) -> list[Address]:
    membership = world.published.memberships.get(account=world.people["project:observer"])
    return [{"slug": world.published.slug, "membership": membership.pk}]


def entity_link(world: World) -> list[Address]:
    return [{"slug": world.published.slug, "link": world.published.entities.get().pk}]


def partner_link(world: World) -> list[Address]:
    return [{"slug": world.published.slug, "link": world.published.partners.get().pk}]


def entry(_world: World) -> list[Address]:
    return [{"entry_id": AuditEntry.objects.filter(action="people.open_demo_account").first().pk}]


def job(world: World) -> list[Address]:
    return [{"job_id": world.job.id}]


def token(world: World) -> list[Address]:
    return [{"token_id": world.token}]


def notice(world: World) -> list[Address]:
    return [{"notice_id": Notice.objects.filter(owner_id=world.people["nobody"].id).first().pk}]


def pack(_world: World) -> list[Address]:
    return [{"room": "trials", "slug": "plan-templates"}]


EXAMPLES: dict[str, Example] = {
    "account_confirm_email": one(key=SOMETHING),
    "account_reset_password_from_key": one(uidb36="1a", key=SOMETHING),
    "mfa_edit_webauthn": one(pk=1),
    "mfa_remove_webauthn": one(pk=1),
    "notices:open": notice,
    "openid_connect_callback": one(provider_id="none"),
    "openid_connect_login": one(provider_id="none"),
    "saml_acs": one(organization_slug="none"),
    "saml_finish_acs": one(organization_slug="none"),
    "saml_login": one(organization_slug="none"),
    "saml_metadata": one(organization_slug="none"),
    "saml_sls": one(organization_slug="none"),
    "api:run_again": job,
    "api:see_job": job,
    "api:see_project": either,
    "api:list_protocols": either,
    "api:see_protocol": lambda world: [*draft(world), *frozen(world)],
    "api:list_claims": either,
    "api:see_trial": trial,
    "api:list_datasets": trial,
    "api:see_result": trial,
    "api-nothing": one(rest="nada"),
    "api-pages:revoke": token,
    "audit:entry": entry,
    "audit:erase": entry,
    "documentation:page": one(address="glossary"),
    "documentation:picture": one(name="public-page.webp"),
    "packs:pack": pack,
    "packs:download": pack,
    "packs:install": pack,
    "jobs:job": job,
    "jobs:cancel": job,
    "jobs:repeat": job,
    "people:accept": lambda world: [{"token": token_of(invitations.link(world.invitation))}],
    "people:invitation": lambda world: [{"code": world.invitation.code}],
    "people:person": person,
    "people:close": person,
    "people:reopen": person,
    "people:remove_second_steps": person,
    "portfolio:public": either,
    "portfolio:public_pdf": either,
    "portfolio:record": either,
    "portfolio:edit": either,
    "portfolio:move": either,
    "portfolio:team": published,
    "portfolio:organisations": either,
    "portfolio:add_organisation": either,
    "portfolio:remove_entity": entity_link,
    "portfolio:remove_partner": partner_link,
    "portfolio:remove_member": member,
    "portfolio:edit_public": published,
    "portfolio:publish": either,
    "portfolio:embargo": either,
    "portfolio:unpublish": published,
    "portfolio:decide": published,
    "portfolio:withdraw_claim": claim,
    "portfolio:protocol": lambda world: [*draft(world), *frozen(world)],
    "portfolio:freeze": draft,
    "portfolio:amend": frozen,
    "portfolio:frozen_text": frozen,
}
for own in OWN_EXAMPLES.values():
    EXAMPLES |= own.EXAMPLES
