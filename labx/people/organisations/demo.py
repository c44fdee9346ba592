"""Invented public entities and partners for the demonstration: none of them exists, and each says so."""

import datetime as dt
from typing import Any

from labx.core.actors import Actor
from labx.people import demo as people
from labx.people.models import Account
from labx.people.organisations.actions import affiliations, editing, merging, registering
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import Level, Partner, PartnerKind, PublicEntity
from labx.people.organisations.nipc import with_check_digit

ENTITIES, PARTNERS = 180, 600
FIRST_ENTITY, FIRST_PARTNER = 69_900_000, 59_900_000
NATIONAL = ("Direção-Geral", "Instituto", "Agência", "Inspeção-Geral", "Secretaria-Geral", "Autoridade")
FIELDS = (
    "dos Balcões Imaginários",
    "das Cartas Claras",
    "dos Registos Inventados",
    "das Filas Curtas",
    "dos Prazos Certos",
    "das Perguntas Frequentes",
    "dos Formulários Simples",
    "da Escuta Pública",
    "dos Dados Sintéticos",
    "das Ideias em Teste",
)
REGIONAL = ("Direção Regional", "Comissão de Coordenação", "Unidade Local")
PLACES = (
    "Vale da Prova",
    "Monte do Ensaio",
    "Ribeira da Dúvida",
    "Vila Protótipo",
    "Porto da Hipótese",
    "Serra da Amostra",
)
LOCAL = ("Município de", "Junta de Freguesia de", "Serviços Municipalizados de")
GROUPS = {
    PartnerKind.CIVIL_SOCIETY: (
        "Associação de Moradores",
        "Cooperativa de Apoio",
        "Centro Comunitário",
        "Liga de Utentes",
    ),
    PartnerKind.RESEARCH: ("Centro de Investigação", "Laboratório Associado", "Observatório", "Instituto de Estudos"),
    PartnerKind.BUSINESS: ("Empresa de Desenho", "Oficina Digital", "Consultores", "Estúdio de Serviços"),
    PartnerKind.OTHER: ("Fundação", "Rede", "Fórum", "Coletivo"),
}


def load(progress: Any, *, by: Actor) -> None:
    """Everything through the same actions as in life; run again, it changes nothing."""
    if PublicEntity.objects.filter(is_example=True).exists():
        return
    progress.say(message="Entidades e parceiros inventados")
    entities = invented_entities()
    registering.register_many(by=by, organisations=entities)
    registering.register_many(by=by, organisations=invented_partners())
    live(by, entities)


def invented_entities() -> list[PublicEntity]:
    national = [
        entity(number, f"{NATIONAL[number % 6]} {FIELDS[number // 6]}", Level.NATIONAL, "11") for number in range(60)
    ]
    regional = []
    for number in range(40):
        name = f"{REGIONAL[number % 3]} {FIELDS[number // 3 % 10]} de {DISTRICTS[number // 2][1]}"
        regional.append(entity(60 + number, name, Level.REGIONAL, DISTRICTS[number // 2][0]))
    local = []
    for number in range(ENTITIES - 100):
        name = f"{LOCAL[number % 3]} {PLACES[number // 3 % 6]} {number // 18 + 1}"
        local.append(entity(100 + number, name, Level.LOCAL, code_at(number)))
    for number, one in enumerate(regional):
        one.parent = national[number % 60]
    return [*national, *regional, *local]


def entity(number: int, name: str, level: Level, district: str) -> PublicEntity:
    nipc = with_check_digit(str(FIRST_ENTITY + number))
    return PublicEntity(name=name, nipc=nipc, level=level, district=district, is_example=True)


def invented_partners() -> list[Partner]:
    kinds = list(GROUPS)
    partners = []
    for number in range(PARTNERS):
        kind = kinds[number % 4]
        name = f"{GROUPS[kind][number // 4 % 4]} {PLACES[number // 16 % 6]} {number // 96 + 1}"
        nipc = with_check_digit(str(FIRST_PARTNER + number))
        partners.append(Partner(name=name, nipc=nipc, kind=kind, district=code_at(number), is_example=True))
    return partners


def code_at(number: int) -> str:
    return DISTRICTS[number % len(DISTRICTS)][0]


def live(by: Actor, entities: list[PublicEntity]) -> None:
    """Names that changed, bodies that ended or were taken over, a duplicate that was merged, someone who speaks."""
    renamed, older, ended, heir, extinct = entities[:5]
    law, open_desks = "Diploma inventado", "Direção-Geral dos Balcões Abertos (inventada)"
    editing.rename_entity(by=by, entity=renamed, name=open_desks, on=dt.date(2021, 3, 1), why=law)
    first_name = "Comissão dos Balcões Imaginários"
    editing.add_former_name(by=by, entity=renamed, name=first_name, replaced_on=dt.date(2012, 1, 1))
    nearer = "Instituto dos Balcões Próximos (inventado)"
    editing.rename_entity(by=by, entity=older, name=nearer, on=dt.date(2020, 1, 1), why=law)
    editing.end_entity(by=by, entity=ended, on=dt.date(2022, 6, 30), ended_by=law, successor=heir)
    editing.end_entity(by=by, entity=extinct, on=dt.date(2019, 12, 31), ended_by=law)
    twin = registering.register_entity(
        by=by,
        name=f"{entities[110].name}.",
        nipc=None,
        without_nipc="por confirmar (inventada)",
        level=Level.LOCAL,
        is_another=True,
        is_example=True,
    )
    merging.merge(by=by, kept=entities[110], duplicate=twin, why="A mesma entidade, registada duas vezes")
    for login in people.LOGINS:
        if login.role == "entity_contact" and Account.objects.filter(email=login.email).exists():
            affiliations.begin_affiliation(by=by, entity=heir, email=login.email)
