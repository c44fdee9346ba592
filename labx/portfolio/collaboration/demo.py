"""The demonstration of working together: an invented project in which a team talks, plans and departs from its plan."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from labx.core.actors import Actor
from labx.people.models import Account
from labx.portfolio.actions import projects
from labx.portfolio.catalogue.actions import announcements
from labx.portfolio.collaboration.actions import attachments, comments, tasks
from labx.portfolio.models import Project

TITLE = "Uma senha com hora marcada encurta a espera? (exemplo inventado)"
QUESTION = (
    "Quem chega ao balcão às nove espera quase duas horas. Projeto inventado para mostrar como uma equipa trabalha em "
    "conjunto: nenhum balcão, pessoa ou número é real."
)
TEAM = (("coordenacao", "lead"), ("analise", "analyst"), ("investigacao", "researcher"), ("entidade", "entity_contact"))
MINUTES = """# Ata inventada

O balcão pede que o ensaio não comece na última semana do mês. Ficou por decidir quem avisa as pessoas sem telemóvel.
"""
ANNOUNCEMENT = {
    "what": "Exemplo inventado: estamos a testar se uma senha com hora marcada encurta a espera.",
    "where": "Um balcão que não existe",
    "since": date(2026, 11, 2),
    "until": None,
    "contact": "labx@example.org",
    "opt_out": "Diga ao balcão que prefere esperar pela sua vez: é atendido como antes e nada perde.",
}


@transaction.atomic
def load(progress: Any, *, by: Actor) -> None:
    """One project, whole or not at all, through the same actions as anyone else."""
    if Project.objects.filter(title=TITLE, is_example=True).exists():
        return
    project = projects.start_project(by=by, title=TITLE, question=QUESTION, is_example=True)
    team = {}
    for email, role in TEAM:
        account = Account.objects.filter(email__startswith=f"{email}@").first()
        if account:
            projects.add_member(by=by, project=project, account=account, role=role)
            team[role] = account
    talk(by, project, team)
    plan(by, project, team)
    attachments.attach_file(
        by=by, thing=project, pieces=[MINUTES.encode()], name="ata.md", description="Ata da primeira reunião"
    )
    announcements.write_announcement(by=by, project=project, edition=0, **ANNOUNCEMENT)
    announcements.announce(by=by, project=project)


def talk(by: Actor, project: Project, team: dict[str, Account]) -> None:
    called = f"@{team['lead'].name}: " if "lead" in team else ""
    doubt = comments.write_comment(
        by=by,
        thing=project,
        text=f"{called}quem não tem telemóvel? Sem essas pessoas o resultado não vale para todos.",
    )
    comments.write_comment(
        by=by, thing=project, answers=doubt, text="Damos a senha em papel ao balcão e contamos quantas pessoas a pedem."
    )


def plan(by: Actor, project: Project, team: dict[str, Account]) -> None:
    """One task late, one ahead, one done."""
    today = timezone.localdate()
    late, ahead = today - timedelta(days=6), today + timedelta(days=10)
    tasks.make_task(
        by=by, project=project, title="Ligar ao balcão e marcar a visita", due_on=late, assignee=team.get("researcher")
    )
    tasks.make_task(by=by, project=project, title="Escrever o aviso em papel", due_on=ahead, assignee=team.get("lead"))
    done = tasks.make_task(by=by, project=project, title="Pedir os tempos de espera de setembro", due_on=late)
    tasks.finish_task(by=by, task=done)
