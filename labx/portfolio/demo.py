"""The demonstration's projects: public facts of real ones with their source, and invented ones, failures included."""

import datetime as dt
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone

from labx.core.actors import Actor
from labx.core.packs.actions import install_pack
from labx.core.packs.library import packs
from labx.core.pages.numbers import DesignGrade
from labx.core.rooms import Reference
from labx.people.models import Account
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import PublicEntity
from labx.portfolio.actions import evidence, organisations, projects, stages
from labx.portfolio.models import Project, Stage

PACK = "portfolio/demo-lab"
INVENTED = "Projeto inventado para esta demonstração: nem a entidade nem os resultados existem."
FOUND = "O que se observou foi inventado para mostrar um projeto que chegou ao fim."
TOLD = {
    "scale": (
        "Alargar a mais balcões, com acompanhamento.",
        "Menos de metade da diferença, num segundo lugar.",
        "comparison",
    ),
    "iterate": (
        "Mudar a carta e voltar a experimentar.",
        "Um segundo teste, com pessoas que faltaram ao primeiro.",
        "before_after",
    ),
    "stop": (
        "Parar: custava mais do que poupava.",
        "Um modo de o fazer sem horas de técnicos.",
        "comparison",
    ),
    "inconclusive": (
        "A amostra não chegou para decidir.",
        "O dobro das pessoas, com o mesmo desenho.",
        "randomised",
    ),
}


def load(progress: Any, *, by: Actor) -> None:
    """Through the same actions as anyone; the whole or nothing, and run again it changes nothing."""
    row = install_pack(by=by, pack=packs()[PACK])
    if Project.objects.filter(is_example=True).exists():
        return
    content = row.pack.content
    with transaction.atomic():
        for told in content["public_projects"]:
            public_project(by, told)
        for number, told in enumerate(content["invented_projects"]):
            progress.say(done=number, total=len(content["invented_projects"]))
            invented_project(by, told, Reference("core", "pack", row.id, row.sha256))


def public_project(by: Actor, told: dict[str, Any]) -> None:
    """Nothing but what its source says."""
    source = f"Factos públicos de um projeto do LabX. Fonte: {told['source']} (grau {told['grade']})."
    words = {name: told[name] for name in ("title", "question", "beneficiaries")}
    dates = {name: dt.date.fromisoformat(told[name]) for name in ("starts_on", "ends_on") if told.get(name)}
    project = projects.start_project(by=by, is_example=True, provenance=source, stage=Stage.PILOT, **dates, **words)
    page = {name: told[name] for name in ("did", "learned", "next_step")}
    edited = projects.edit_project(by=by, project=project, edition=project.edition, asked=told["question"], **page)
    evidence.publish_project(by=by, project=edited)


def invented_project(by: Actor, told: dict[str, Any], raw: Reference) -> None:
    begun = dt.date.fromisoformat(told["started"])
    words = {name: told[name] for name in ("title", "question", "beneficiaries")}
    project = projects.start_project(
        by=by, is_example=True, provenance=INVENTED, stage=Stage.TRIAGE, starts_on=begun, **words
    )
    if owner := entity_of(told):
        organisations.link_entity(by=by, project=project, entity=owner)
    days = {stage: stay for stage, stay in told["days"].items() if stay is not None}
    walk(by, project, days, begun)
    lead = Account.objects.filter(roles=["lab_lead"]).order_by("joined_at").first()
    if lead:
        projects.add_member(by=by, project=project, account=lead, role="lead")
    if told.get("decision"):
        decide(by, project, told["decision"], raw, begun + dt.timedelta(days=sum(days.values())))


def entity_of(told: dict[str, Any]) -> PublicEntity | None:
    """An invented body of that level, of that district where there is one."""
    code = next(code for code, name in DISTRICTS if name == told["district"])
    bodies = PublicEntity.objects.filter(is_example=True, level=told["level"])
    return bodies.filter(district=code).order_by("pk").first() or bodies.order_by("pk").first()


def walk(by: Actor, project: Project, days: dict[str, int], begun: dt.date) -> None:
    """From stage to stage, each left after its days."""
    day = begun
    passed = list(days.items())
    for (_left, stay), (entered, _stay) in pairwise(passed):
        day += dt.timedelta(days=stay)
        stages.move_project(by=by, project=project, stage=Stage(entered), why="", on=day)


def decide(by: Actor, project: Project, outcome: str, raw: Reference, day: dt.date) -> None:
    reasons, would_change, grade = TOLD[outcome]
    project.refresh_from_db()
    seen = evidence.record_evidence(
        by=by, project=project, statement=FOUND, design_grade=DesignGrade(grade), reference=raw, caveats=INVENTED
    )
    evidence.record_decision(
        by=by,
        project=project,
        outcome=outcome,
        reasons=reasons,
        decided_by="Direção da entidade inventada",
        decided_on=min(day, timezone.localdate()),
        would_change=would_change,
        citations=[(seen, outcome != "stop", "moderate")],
    )
    project.refresh_from_db()
    page = {"asked": project.question, "did": FOUND, "learned": reasons, "next_step": would_change}
    edited = projects.edit_project(by=by, project=project, edition=project.edition, **page)
    evidence.publish_project(by=by, project=edited)
