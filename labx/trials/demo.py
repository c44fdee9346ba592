"""The room's demonstration: a real trial of an employment programme, and the comparison that goes wrong."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from labx.core.actors import Actor
from labx.people.models import Account
from labx.portfolio.actions import evidence as decisions
from labx.portfolio.actions import projects, protocols
from labx.portfolio.models import Evidence, Project
from labx.trials import actions, demo_portal, gallery, queries
from labx.trials.designs.registry import columns_of
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.models import Dataset, Trial
from labx.trials.plan.reading import read_plan
from labx.trials.publishing import conclusions
from labx.trials.telling.result import tell

TITLE = "Um ano de emprego apoiado ajuda a ganhar mais?"
SOURCE = (
    "National Supported Work Demonstration (LaLonde, 1986; amostra de Dehejia e Wahba, 1999), distribuída no pacote "
    "causaldata. Dados públicos, sem identificação das pessoas."
)
SURVEY_SOURCE = (
    f"{SOURCE} Grupo de comparação: Current Population Survey (CPS), inquérito à população dos Estados Unidos."
)
COVARIATES = [
    ["age", "idade em anos"],
    ["educ", "anos de escola"],
    ["black", "pessoa negra (1 sim, 0 não)"],
    ["hisp", "pessoa hispânica (1 sim, 0 não)"],
    ["marr", "casada (1 sim, 0 não)"],
    ["nodegree", "sem o ensino secundário (1 sim, 0 não)"],
    ["re74", "rendimento do trabalho em 1974, em dólares"],
    ["re75", "rendimento do trabalho em 1975, em dólares"],
]
PLAN = {
    "unit": "pessoa",
    "tried_arm": "programa",
    "tried_label": "emprego apoiado",
    "comparison_arm": "sem-programa",
    "outcome": "re78",
    "outcome_label": "rendimento do trabalho em 1978",
    "outcome_unit": "USD",
    "better": "higher",
    "covariates": COVARIATES,
    "confidence": 0.95,
    "worthwhile": None,
    "tried_share": None,
}
LOTTERY = {**PLAN, "design": "randomised", "comparison_label": "sem emprego apoiado, por sorteio"}
SURVEY = {**PLAN, "design": "comparison", "comparison_label": "pessoas de um inquérito à população"}
WORDS = {
    "question": "Um ano de trabalho acompanhado faz com que pessoas há muito sem emprego ganhem "
    "mais depois de o programa acabar?",
    "hypothesis": "Quem passou pelo programa ganha mais em 1978 do que ganharia sem ele.",
    "decision_to_take": "Alargar o programa a mais pessoas, mudá-lo ou parar.",
    "ethics": "Havia menos lugares do que candidatos: o sorteio decidiu quem entrava. Os dados são "
    "públicos e não identificam ninguém.",
}
PAGE = {
    "asked": "Quem está há muito tempo sem emprego passa a ganhar mais se tiver um ano de trabalho acompanhado?",
    "did": (
        "Nos Estados Unidos, nos anos 70, havia menos lugares do que candidatos. Um sorteio decidiu quem entrava. "
        "Comparámos o que os dois grupos ganharam em 1978, depois de o programa acabar. "
        "Ao lado mostramos a comparação que se faria sem sorteio, com pessoas de um inquérito à população."
    ),
    "learned": (
        "Quem entrou por sorteio ganhou mais em 1978 do que quem ficou de fora. "
        "A comparação sem sorteio dá o contrário: parece que o programa prejudica, porque "
        "compara pessoas muito diferentes."
    ),
    "next_step": "Repetir o ensaio noutro lugar e noutro tempo antes de contar com este resultado.",
}


def load(progress: Any, *, by: Actor) -> None:
    """A published study and a simulated one, through the same actions as anyone else."""
    demo_portal.load(by=by)
    load_study(by=by)


def load_study(*, by: Actor) -> None:
    """One project with two trials."""
    if Project.objects.filter(title=TITLE, is_example=True, published_at__isnull=False).exists():
        return
    files = gallery.fill(Path(settings.GALLERY_DIR))
    project = Project.objects.filter(title=TITLE, is_example=True).first() or started(by)
    lottery = finding(by, project, "sorteio", "O ensaio por sorteio", LOTTERY, files[0], SOURCE)
    finding(by, project, "inquerito", "A comparação sem sorteio", SURVEY, files[1], SURVEY_SOURCE)
    survey = project.evidence.exclude(pk=lottery.pk).first()
    if not project.decisions.exists():
        decisions.record_decision(
            by=by,
            project=project,
            outcome="iterate",
            decided_by="Equipa de demonstração do laboratório",
            decided_on=date(2026, 11, 21),
            reasons="O sorteio mostra um ganho, mas o intervalo é largo e o ensaio tem cinquenta anos: repete-se.",
            would_change="Um segundo ensaio por sorteio, com um intervalo que não inclua o zero.",
            dissent="Houve quem quisesse parar, por causa da comparação com o inquérito.",
            citations=[(lottery, True, "strong"), (survey, False, "weak")],
        )
    project.refresh_from_db()
    edited = projects.edit_project(by=by, project=project, edition=project.edition, **PAGE)
    decisions.publish_project(by=by, project=edited)


def started(by: Actor) -> Project:
    project = projects.start_project(
        by=by,
        title=TITLE,
        question=WORDS["question"],
        is_example=True,
        provenance="Este é um exemplo. Os dados são os de um estudo publicado, não os de um serviço português.",
        beneficiaries="Pessoas há muito sem emprego, e quem decide os programas para elas.",
    )
    for email, role in (
        ("coordenacao", "lead"),
        ("analise", "analyst"),
        ("investigacao", "researcher"),
        ("entidade", "entity_contact"),
    ):
        account = Account.objects.filter(email__startswith=f"{email}@").first()
        if account:
            projects.add_member(by=by, project=project, account=account, role=role)
    return project


def finding(
    by: Actor, project: Project, code: str, title: str, plan: dict[str, Any], file: Path, source: str
) -> Evidence:
    """From protocol to evidence; each step is left alone where an earlier run already took it."""
    protocol = project.protocols.filter(code=code).first() or protocols.write_protocol(
        by=by, project=project, code=code, room="trials", plan=plan, title=title, **WORDS
    )
    if not protocol.is_frozen:
        protocol = protocols.freeze_protocol(by=by, protocol=protocol)
    trial = actions.open_trial(by=by, protocol=protocol)
    dataset = trial.datasets.filter(state=Dataset.State.IMPORTED).first() or imported(by, trial, file, source)
    told = tell(
        queries.latest_analysis(trial)
        or actions.record_analysis(by=by, dataset=dataset, table=queries.units_of(dataset))
    )
    evidence = conclusions.record_finding(by=by, told=told)
    if told.design.is_randomised:
        conclusions.publish_finding(by=by, told=told, evidence=evidence)
    return evidence


def imported(by: Actor, trial: Trial, file: Path, source: str) -> Dataset:
    plan = read_plan(trial.protocol.plan)
    mapping = Mapping(
        unit="person",
        arm="treat",
        arms={"1": plan.tried[0].code, "0": plan.comparison.code},
        variables={column.name: column.name for column in columns_of(plan)},
    )
    dataset = actions.keep_upload(
        by=by,
        trial=trial,
        pieces=[file.read_bytes()],
        name=file.name,
        source=source,
        is_open=True,
        started_on=date(1975, 3, 1),
        measured_until=date(1978, 12, 31),
    )
    return importing.bring_in(by=by, dataset=dataset, mapping=mapping)
