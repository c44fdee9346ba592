"""A simulated employment portal: no one exists, and the truth that was put in is known."""

import datetime as dt
import itertools
from typing import Any

import numpy as np
from django.utils import timezone

from labx.core.actors import Actor
from labx.people.organisations.models import PublicEntity
from labx.portfolio.models import Project
from labx.trials import demo_portal
from labx.trials.services import importing
from labx.trials.services.actions import bringing, records, releases
from labx.trials.services.models import Service
from labx.trials.services.periods import beginnings
from labx.trials.services.rows import Row

TITLE = "Candidatura no portal de emprego (simulação)"
SEED, MONTHS, A_MONTH = 20261122, 14, 260
# The truth put in: more come every month, summer is quiet, and the new form, in the tenth month, helps on phones only.
GROWTH, SUMMER, NEW_FORM = 1.03, {7: 0.7, 8: 0.55}, 10
FINISH_COMPUTER, FINISH_PHONE, BETTER_BY_PHONE = 0.72, 0.52, 0.12
STEPS = [["dados", "Os seus dados"], ["percurso", "O seu percurso"], ["documentos", "Documentos"]]
GROUPS = [["ate-29", "até 29 anos"], ["30-54", "30 a 54 anos"], ["55-mais", "55 anos ou mais"]]
OLDER_LESS = {"ate-29": 0.04, "30-54": 0.0, "55-mais": -0.10}


def load(progress: Any, *, by: Actor) -> None:
    """One service with a year of events, two releases and its public page; once."""
    entity = PublicEntity.objects.filter(is_example=True, merged_into=None).order_by("code").first()
    if entity is None or Service.objects.filter(title=TITLE).exists():
        return
    service = records.add_service(
        by=by,
        project=Project.objects.filter(title=demo_portal.TITLE).first(),
        is_example=True,
        title=TITLE,
        summary="Para quem procura emprego: preencher e enviar uma candidatura. Ninguém aqui existe: é uma simulação.",
        entity=entity,
        period="month",
        allowed_hours=72,
        instrument="simulação do LabX, com uma verdade conhecida",
        steps=STEPS,
        groups=GROUPS,
    )
    days = beginnings("month", timezone.localdate(), MONTHS)
    told = {"name": "portal-simulado.csv", "complete_until": timezone.now()}  # nobody comes back after the last month
    file = bringing.keep_file(by=by, service=service, pieces=[table_of(simulated(days))], **told)
    importing.bring_in(by=by, file=file)
    releases.note_release(by=by, service=service, on=days[NEW_FORM], text="Formulário mais curto no telemóvel")
    releases.note_release(by=by, service=service, on=days[4], text="Novo sistema de contagem de visitas")
    records.publish_indicators(by=by, service=service)


def table_of(rows: list[Row]) -> bytes:
    """The rows as a file that whoever runs a service would hand in."""
    lines = [["transacao", "acontecimento", "momento", "aparelho", "canal", "grupo", "passo", "valor"]]
    for row in rows:
        value = "" if row.value is None else f"{row.value:.2f}".replace(".", ",")
        lines.append([row.transaction, row.event, row.time, row.device, row.channel, row.group, row.step, value])
    return "\n".join(";".join(line) for line in lines).encode()


def simulated(days: list[dt.date]) -> list[Row]:
    """The events of every whole month, the same each time for the same days."""
    random = np.random.default_rng(SEED)
    rows = []
    for place, (first, last) in enumerate(itertools.pairwise(days)):
        many = int(A_MONTH * GROWTH**place * SUMMER.get(first.month, 1.0))
        for number in range(many):
            rows += transaction(random, f"{first:%Y%m}-{number}", first, (last - first).days, place >= NEW_FORM)
        rows.append(Row(event="custo", time=first.isoformat(), value=900.0 + 2.1 * many))
    return rows


def transaction(random: np.random.Generator, name: str, first: dt.date, length: int, is_new: bool) -> list[Row]:
    phone = bool(random.random() < 0.55)
    group = GROUPS[int(random.choice(3, p=[0.35, 0.45, 0.20]))][0]
    begun = dt.datetime.combine(first, dt.time(8)) + dt.timedelta(minutes=int(random.integers(0, length * 1440 - 960)))
    finish = (FINISH_PHONE if phone else FINISH_COMPUTER) + OLDER_LESS[group] + BETTER_BY_PHONE * (phone and is_new)
    said = {"transaction": name, "device": "telemovel" if phone else "computador", "group": group}
    moment = begun
    rows = [Row(event="inicio", time=f"{moment}", channel="internet", **said)]
    is_done = bool(random.random() < finish)
    reached = len(STEPS) if is_done else int(random.choice([0, 1, 2, 3], p=[0.3, 0.3, 0.15, 0.25]))
    for code, _label in STEPS[:reached]:
        moment += dt.timedelta(minutes=1 + int(random.gamma(2, 2)))
        rows.append(Row(event="passo", time=f"{moment}", step=code, **said))
    if random.random() < 0.12:
        rows.append(Row(event="erro", time=f"{moment}", **said))
    if not is_done:
        return rows
    moment += dt.timedelta(minutes=1 + int(random.gamma(2, 2)))
    channel = "internet" if random.random() < 0.85 else "balcao"
    rows.append(Row(event="conclusao", time=f"{moment}", channel=channel, **said))
    if random.random() < 0.35:
        answer = float(random.choice([1, 2, 3, 4, 5], p=[0.06, 0.10, 0.18, 0.40, 0.26]))
        rows.append(Row(event="resposta", time=f"{moment}", value=answer, **said))
    if random.random() < 0.08:
        rows.append(Row(event="balcao", time=f"{moment + dt.timedelta(hours=5)}", **said))
    return rows
